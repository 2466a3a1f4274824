//! The text of a file, its bytes turned into lines with columns.

use std::cell::Cell;

use crate::book::Place;

/// A text that can tell where a byte of it stands.
#[derive(Debug)]
pub(super) struct Source<'a> {
    /// Without a byte order mark.
    pub(super) text: &'a str,
    /// The first byte of each line.
    lines: Vec<usize>,
    /// The last answer: byte and column. A file of one huge line would else be counted anew for each question.
    last: Cell<(usize, usize)>,
}

impl<'a> Source<'a> {
    /// `text` without its byte order mark.
    pub(super) fn new(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        Self { text, lines, last: Cell::new((0, 1)) }
    }

    /// Line and column, both from 1; a byte past the end is the end.
    pub(super) fn place(&self, byte: usize) -> Place {
        let byte = self.floor(byte);
        let line = self.lines.partition_point(|start| *start <= byte);
        let start = self.lines[line - 1];
        let (known, column) = self.last.get();
        let (from, before) = if (start..=byte).contains(&known) { (known, column) } else { (start, 1) };
        let column = before + self.text[from..byte].chars().count();
        self.last.set((byte, column));
        Place { line, column }
    }

    /// The nearest start of a character at or before `byte`.
    fn floor(&self, byte: usize) -> usize {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters_and_the_mark_is_not_one() {
        let source = Source::new("\u{feff}Đủ\r\nrồi");
        assert_eq!(source.place(0), Place { line: 1, column: 1 });
        assert_eq!(source.place(2), Place { line: 1, column: 2 });
        assert_eq!(source.place("Đủ\r\nr".len()), Place { line: 2, column: 2 });
        assert_eq!(source.place(3), Place { line: 1, column: 2 }, "inside a character: its start");
        assert_eq!(source.place(999), Place { line: 2, column: 4 });
    }
}
