//! The papers of a walk as they stand for this person today.

use crate::book::{Block, Book, Guide, Item, Piece, Sight};
use crate::engine::branch::{branch, steps_of};
use crate::engine::path::Path;
use crate::engine::session::Walk;

/// The reserved id of the papers' step.
pub(super) const PAPERS: &str = "giay-to";

/// A paper to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paper {
    /// As ticks are kept: guide, `#`, folded label.
    pub(super) key: String,
    /// The short label.
    pub(super) label: String,
    /// Whether it is ticked.
    pub(super) have: bool,
}

impl Paper {
    /// The folded label in the key.
    pub(super) fn folded(&self) -> &str {
        self.key.split_once('#').map_or("", |(_, label)| label)
    }
}

/// The papers of the walk's own guide, conditions judged.
pub(super) fn papers(book: &Book, walk: &Walk, path: &Path<'_>) -> Vec<Paper> {
    in_full(book, walk, path).into_iter().map(|(paper, _)| paper).collect()
}

/// The same, each with its line of the guide.
pub(super) fn in_full<'b>(book: &'b Book, walk: &Walk, path: &Path<'_>) -> Vec<(Paper, &'b Item)> {
    let Some(guide) = book.guide(&walk.guide) else { return Vec::new() };
    let sight = Sight { book, guide, ground: &path.ground };
    let mut out = Vec::new();
    // A side branch is another matter: what the main one asks for is not its own.
    if let Some(stage) = branch(guide, path) {
        for index in steps_of(guide, stage).filter(|index| sight.holds(&guide.steps[*index].when)) {
            with_items(&guide.steps[index].body, &sight, &mut out);
        }
        return out;
    }
    let Some(first) = guide.index_of(PAPERS) else { return Vec::new() };
    for (index, step) in guide.steps.iter().enumerate() {
        let of_it = index == first || (guide.is_stage(first) && step.stage == Some(first));
        if of_it && sight.holds(&step.when) {
            with_items(&step.body, &sight, &mut out);
        }
    }
    out
}

/// The papers of one step's body, conditions judged.
pub(super) fn of_blocks(blocks: &[Block], sight: &Sight<'_>, out: &mut Vec<Paper>) {
    let mut found = Vec::new();
    with_items(blocks, sight, &mut found);
    out.extend(found.into_iter().map(|(paper, _)| paper));
}

fn with_items<'b>(blocks: &'b [Block], sight: &Sight<'_>, out: &mut Vec<(Paper, &'b Item)>) {
    for block in blocks {
        match block {
            Block::List { items, .. } => {
                for item in items.iter().filter(|i| sight.holds(&i.when)) {
                    if let Some(label) = &item.tick {
                        let key = tick_key(sight.guide, item);
                        let have = sight.ground.ticks.contains(&key);
                        out.push((Paper { key, label: label.clone(), have }, item));
                    }
                    with_items(&item.nested, sight, out);
                }
            }
            Block::Note { blocks, .. } => with_items(blocks, sight, out),
            _ => {}
        }
    }
}

/// The key a tick is kept by.
pub(super) fn tick_key(guide: &Guide, item: &Item) -> String {
    format!("{}#{}", guide.id, item.tick_key)
}

/// Whether any step of the guide has a paper with this key, conditions aside.
pub(super) fn is_known(book: &Book, key: &str) -> bool {
    let Some((guide, label)) = key.split_once('#') else { return false };
    book.guide(guide).is_some_and(|g| g.steps.iter().any(|s| has(&s.body, label)))
}

fn has(blocks: &[Block], label: &str) -> bool {
    blocks.iter().any(|b| match b {
        Block::List { items, .. } => {
            items.iter().any(|i| (i.tick.is_some() && i.tick_key == label) || has(&i.nested, label))
        }
        Block::Note { blocks, .. } => has(blocks, label),
        _ => false,
    })
}

/// Which pieces of a body are shown, as a fingerprint: two days are compared by it.
pub(super) fn shown(blocks: &[Block], sight: &Sight<'_>, out: &mut Vec<bool>) {
    let judge = |pieces: &[Piece], out: &mut Vec<bool>| out.extend(pieces.iter().map(|p| sight.holds(&p.when)));
    for block in blocks {
        match block {
            Block::Paragraph(pieces) => judge(pieces, out),
            Block::List { items, .. } => {
                for item in items {
                    out.push(sight.holds(&item.when));
                    shown(&item.nested, sight, out);
                }
            }
            Block::Note { blocks, .. } => shown(blocks, sight, out),
            _ => {}
        }
    }
}
