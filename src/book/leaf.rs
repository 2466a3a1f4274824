//! A leaf: a text without steps, the same for everyone, with buttons under it; what an announcement is written as.

use crate::book::guide::{Block, Button, Item, Place};
use crate::book::mention::{Mention, Mentioned};
use crate::book::rich::plain;

/// One text with its buttons.
#[derive(Debug, Clone, Default)]
pub struct Leaf {
    /// The file as whoever wrote it named it.
    pub path: String,
    /// What is read; a heading is a bold line.
    pub body: Vec<Block>,
    /// The trailing items that are one link and nothing else.
    pub buttons: Vec<Button>,
    /// What the text mentions, with places.
    pub mentions: Vec<Mention>,
    /// The text it was read from.
    pub source: String,
}

impl Leaf {
    /// Where its first condition stands, if there is one: everyone gets the same, so there is nothing to be true or not.
    pub(super) fn condition(&self) -> Option<Place> {
        let asked = self.mentions.iter().find(|m| matches!(m.what, Mentioned::Asked { .. })).map(|m| m.at);
        let dated = || self.buttons.iter().find(|b| !b.when.is_empty()).map(|b| b.at);
        asked.or_else(dated).or_else(|| self.body.iter().any(is_conditional).then(|| self.place_of_a_day()))
    }

    /// Characters that are read, facts and blanks counted as they are written.
    pub(super) fn length(&self) -> usize {
        self.body.iter().map(length).sum()
    }

    /// A `{until …}` or `{from …}`: these are no mention.
    fn place_of_a_day(&self) -> Place {
        let found =
            |line: &str| line.find("{until").or_else(|| line.find("{from")).map(|at| line[..at].chars().count());
        let place = |(n, line)| found(line).map(|column| Place { line: n + 1, column: column + 1 });
        self.source.lines().enumerate().find_map(place).unwrap_or(Place { line: 1, column: 1 })
    }
}

fn is_conditional(block: &Block) -> bool {
    match block {
        Block::Paragraph(pieces) => pieces.iter().any(|piece| !piece.when.is_empty()),
        Block::List { items, .. } => {
            items.iter().any(|Item { when, nested, .. }| !when.is_empty() || nested.iter().any(is_conditional))
        }
        Block::Note { blocks, .. } => blocks.iter().any(is_conditional),
        Block::Table { .. } | Block::Picture { .. } | Block::Ways | Block::Code(_) => false,
    }
}

fn length(block: &Block) -> usize {
    let spans = |spans: &[crate::book::Span]| plain(spans).chars().count();
    match block {
        Block::Paragraph(pieces) => pieces.iter().map(|piece| spans(&piece.text)).sum(),
        Block::List { items, .. } => {
            items.iter().map(|item| spans(&item.text) + item.nested.iter().map(length).sum::<usize>()).sum()
        }
        Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).map(|cell| spans(cell)).sum(),
        Block::Note { blocks, .. } => blocks.iter().map(length).sum(),
        Block::Code(text) => text.chars().count(),
        Block::Picture { .. } | Block::Ways => 0,
    }
}
