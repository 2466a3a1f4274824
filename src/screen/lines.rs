//! A screen as lines: what leads each, where a blank one stands. Renderers differ only in marks.

use crate::screen::{Block, Ink, Screen, Tone};

/// One line of a screen.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Which block it is of.
    pub block: usize,
    /// Whether a blank line stands above it.
    pub gap: bool,
    /// What stands before its words.
    pub lead: Lead,
    /// The head of a table's cell, said before it; else empty.
    pub head: &'a str,
    /// Its words.
    pub said: Said<'a>,
    /// How it looks as a whole.
    pub look: Look,
}

/// The words of a line.
#[derive(Debug, Clone, Copy)]
pub enum Said<'a> {
    /// Without a break in it.
    Ink(&'a [Ink]),
    /// As it is.
    Raw(&'a str),
}

/// How a line looks as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Like the rest.
    Plain,
    /// Where one is: faint.
    Header,
    /// Bold.
    Heading,
    /// A quote.
    Quote,
    /// Of a note that may fold.
    Folded,
    /// Fixed width.
    Code,
    /// The words for a picture: drawn where there can be none.
    Picture,
}

/// What stands before a line's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// Nothing.
    None,
    /// An item of a list.
    Bullet,
    /// An item of a numbered list.
    Number(u64),
    /// A paper: at hand or not.
    Paper(bool),
    /// 💡
    Tip,
    /// ⚠️
    Warning,
    /// The second line of what has a lead.
    Indent,
}

impl Lead {
    /// Writes it with the blank behind it.
    pub fn write(self, out: &mut String) {
        match self {
            Self::None => {}
            Self::Bullet => out.push_str("• "),
            Self::Number(n) => {
                out.push_str(&n.to_string());
                out.push_str(". ");
            }
            Self::Paper(true) => out.push_str("✅ "),
            Self::Paper(false) => out.push_str("⬜ "),
            Self::Tip => out.push_str("💡 "),
            Self::Warning => out.push_str("⚠️ "),
            Self::Indent => out.push_str("   "),
        }
    }
}

/// The lines of a screen, from top to bottom.
pub fn lines(screen: &Screen) -> Vec<Line<'_>> {
    let mut all = Lines { out: Vec::with_capacity(screen.blocks.len() * 2), block: 0, gap: false };
    let mut above: Option<&Block> = None;
    for (n, block) in screen.blocks.iter().enumerate() {
        all.block = n;
        // Two paragraphs without a blank line between them read as one.
        all.gap = matches!((above, block), (Some(Block::Paragraph(_)), Block::Paragraph(_)));
        all.add(block);
        if !matches!(block, Block::Picture { .. }) {
            above = Some(block);
        }
    }
    all.out
}

struct Lines<'a> {
    out: Vec<Line<'a>>,
    block: usize,
    gap: bool,
}

impl<'a> Lines<'a> {
    fn add(&mut self, block: &'a Block) {
        match block {
            Block::Header(text) => self.text(Lead::None, "", text, Look::Header),
            Block::Heading(text) => self.text(Lead::None, "", text, Look::Heading),
            Block::Notice(text) | Block::Paragraph(text) => self.text(Lead::None, "", text, Look::Plain),
            Block::List { start, items } => {
                for (n, item) in (0..).zip(items) {
                    let lead = start.map_or(Lead::Bullet, |first| Lead::Number(first.saturating_add(n)));
                    self.text(lead, "", item, Look::Plain);
                }
            }
            Block::Checklist(ticks) => {
                for tick in ticks {
                    self.text(Lead::Paper(tick.have), "", &tick.text, Look::Plain);
                }
            }
            Block::Table(rows) => self.table(rows),
            Block::Note { tone, lines, folds } => self.note(*tone, lines, *folds),
            Block::Code(text) => text.lines().for_each(|l| self.line(Lead::None, "", Said::Raw(l), Look::Code)),
            Block::Picture { alt, .. } => self.line(Lead::None, "", Said::Raw(alt), Look::Picture),
        }
    }

    fn table(&mut self, rows: &'a [Vec<(String, Vec<Ink>)>]) {
        for row in rows {
            for (n, (head, cell)) in row.iter().enumerate() {
                self.text(if n == 0 { Lead::Bullet } else { Lead::Indent }, head, cell, Look::Plain);
            }
        }
    }

    fn note(&mut self, tone: Tone, lines: &'a [Vec<Ink>], folds: bool) {
        let look = match tone {
            _ if folds => Look::Folded,
            Tone::Note | Tone::Quote => Look::Quote,
            Tone::Tip | Tone::Warning => Look::Plain,
        };
        for (n, line) in lines.iter().enumerate() {
            let lead = match tone {
                Tone::Note | Tone::Quote => Lead::None,
                _ if n > 0 => Lead::Indent,
                Tone::Tip => Lead::Tip,
                Tone::Warning => Lead::Warning,
            };
            self.text(lead, "", line, look);
        }
    }

    /// One line, or several where the ink breaks.
    fn text(&mut self, lead: Lead, head: &'a str, text: &'a [Ink], look: Look) {
        let (mut lead, mut head) = (lead, head);
        for part in text.split(|i| *i == Ink::Break) {
            self.line(lead, head, Said::Ink(part), look);
            lead = if lead == Lead::None { Lead::None } else { Lead::Indent };
            head = "";
        }
    }

    fn line(&mut self, lead: Lead, head: &'a str, said: Said<'a>, look: Look) {
        self.out.push(Line { block: self.block, gap: self.gap, lead, head, said, look });
        self.gap = false;
    }
}
