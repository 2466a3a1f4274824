//! What is seen, without a platform: blocks, then rows of choices.

mod body;
mod compose;
mod ink;
mod lines;
mod measure;
mod shape;
mod text;
mod ways;

use serde::{Deserialize, Serialize};

pub use compose::compose;
pub use lines::{Lead, Line, Look, Said, lines};
pub use measure::measure;
pub use shape::shape;
pub use text::{columns, nfc};

pub use crate::engine::{Act, Choice, Group};

/// A text of the book as blocks: conditions judged, facts filled in, what lacks a fact left out.
pub fn blocks(sight: &crate::book::Sight<'_>, written: &[crate::book::Block]) -> Vec<Block> {
    let mut out = Vec::with_capacity(written.len());
    body::body(sight, written, &mut out);
    out
}

/// A screen; stored in a chat's record until it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Screen {
    /// From top to bottom.
    pub blocks: Vec<Block>,
    /// Rows of buttons.
    pub choices: Vec<Vec<Choice>>,
}

/// A part of a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A line about the turn, above the rest.
    Notice(Vec<Ink>),
    /// Where one is.
    Header(Vec<Ink>),
    /// The step's heading.
    Heading(Vec<Ink>),
    /// A paragraph.
    Paragraph(Vec<Ink>),
    /// A list; `start` for a numbered one.
    List {
        /// The first number.
        start: Option<u64>,
        /// Its items.
        items: Vec<Vec<Ink>>,
    },
    /// Papers: ticked or not.
    Checklist(Vec<Tick>),
    /// A table's rows as "head: cell" pairs.
    Table(Vec<Vec<(String, Vec<Ink>)>>),
    /// A note.
    Note {
        /// Which.
        tone: Tone,
        /// Its lines.
        lines: Vec<Vec<Ink>>,
        /// Whether it may fold.
        folds: bool,
    },
    /// Shown as written.
    Code(String),
    /// A picture, relative to `dialogs/`.
    Picture {
        /// The file.
        file: String,
        /// For who can't see it.
        alt: String,
    },
}

/// One paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {
    /// Whether they have it.
    pub have: bool,
    /// Its words.
    pub text: Vec<Ink>,
}

/// A note's kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// 💡
    Tip,
    /// ⚠️
    Warning,
    /// Folds.
    Note,
    /// A quote.
    Quote,
}

/// Text with its marks; what it holds is plain, each renderer escapes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ink {
    /// As it is.
    Plain(String),
    /// Bold.
    Strong(String),
    /// Italic.
    Emphasis(String),
    /// Struck through.
    Struck(String),
    /// Fixed width.
    Code(String),
    /// A link in the text.
    Link {
        /// `https://…`
        url: String,
        /// What it is written on.
        text: String,
    },
    /// A new line.
    Break,
}
