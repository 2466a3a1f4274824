//! How many lines of a small phone a step takes: an estimate from plain text.

use unicode_width::UnicodeWidthStr;

use crate::book::{Block, Condition, Item, Sight, Span, Step, Tone, plain};

/// The columns of a small phone.
const COLUMNS: usize = 40;
/// Lines that the side-by-side of the ways takes, about.
const OF_WAYS: usize = 6;
/// Lines of a folded note that show.
const OF_FOLDED: usize = 3;

/// A step as somebody sees it for whom `holds` judges the conditions.
pub(super) struct View<'a> {
    pub(super) sight: Sight<'a>,
    pub(super) holds: &'a dyn Fn(&[Condition]) -> bool,
}

/// What a view measures.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Size {
    /// Lines at 40 columns.
    pub(super) lines: usize,
    /// UTF-16 units, as Telegram counts.
    pub(super) units: usize,
}

impl View<'_> {
    /// The header, the heading, the text; buttons apart.
    pub(super) fn step(&self, step: &Step) -> Size {
        let mut size = Size { lines: 1, units: COLUMNS };
        size.add(&self.words(&step.heading), COLUMNS);
        self.blocks(&step.body, COLUMNS, &mut size);
        size
    }

    fn blocks(&self, blocks: &[Block], columns: usize, size: &mut Size) {
        for block in blocks {
            self.block(block, columns, size);
        }
    }

    fn block(&self, block: &Block, columns: usize, size: &mut Size) {
        match block {
            Block::Paragraph(pieces) => {
                let held: Vec<String> =
                    pieces.iter().filter(|p| (self.holds)(&p.when)).map(|p| self.words(&p.text)).collect();
                size.add(&held.join(" "), columns);
            }
            Block::List { items, .. } => self.items(items, columns.saturating_sub(2).max(10), size),
            Block::Table { head, rows } => {
                for row in std::iter::once(head).chain(rows) {
                    let cells: Vec<String> = row.iter().map(|cell| self.words(cell)).collect();
                    size.add(&cells.join("; "), columns);
                }
            }
            Block::Note { tone, blocks } => {
                let before = size.lines;
                self.blocks(blocks, columns.saturating_sub(2).max(10), size);
                if *tone == Tone::Note {
                    size.lines = size.lines.min(before + OF_FOLDED);
                }
            }
            Block::Ways => {
                size.lines += OF_WAYS;
                size.units += OF_WAYS * COLUMNS;
            }
            Block::Code(words) => words.lines().for_each(|line| size.add(line, columns)),
            Block::Picture { .. } => {}
        }
    }

    fn items(&self, items: &[Item], columns: usize, size: &mut Size) {
        for item in items.iter().filter(|item| (self.holds)(&item.when)) {
            size.units += 2;
            size.add(&self.words(&item.text), columns);
            self.blocks(&item.nested, columns, size);
        }
    }

    fn words(&self, spans: &[Span]) -> String {
        self.sight.words(spans).unwrap_or_else(|| plain(spans))
    }
}

impl Size {
    fn add(&mut self, words: &str, columns: usize) {
        self.units += words.encode_utf16().count() + 1;
        self.lines += lines(words, columns);
    }
}

/// The lines of words broken at blanks.
fn lines(words: &str, columns: usize) -> usize {
    let (mut count, mut used) = (0, 0);
    for word in words.split_whitespace() {
        let wide = word.width();
        if count == 0 || used + 1 + wide > columns {
            count += 1 + wide.saturating_sub(1) / columns;
            used = wide % columns;
        } else {
            used += 1 + wide;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_broken_at_blanks() {
        assert_eq!(lines("", 10), 0);
        assert_eq!(lines("một hai ba", 10), 1);
        assert_eq!(lines("một hai bốn", 10), 2);
        assert_eq!(lines("123456789012345", 10), 2);
    }
}
