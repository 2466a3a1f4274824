//! What a guide's text mentions, with places: the list that the checks go through.

use crate::book::guide::{Guide, Place};
use crate::book::rich::Fact;
use crate::book::target::Target;

/// Something that must exist somewhere in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where.
    pub at: Place,
    /// In which step; none = in the front matter.
    pub step: Option<usize>,
    /// What.
    pub what: Mentioned,
}

/// The kinds of mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mentioned {
    /// `{name}` or `{!name}`.
    Asked {
        /// The name.
        name: String,
        /// Whether it was `{!name}`.
        negated: bool,
    },
    /// `?name` behind a target.
    Remembered(String),
    /// `{{…}}`
    Fact(Fact),
    /// A link; one with an empty step was faulted when it was read.
    Link {
        /// Where it leads.
        to: Target,
        /// Whether it is a button.
        button: bool,
    },
    /// An image, relative to `dialogs/`.
    Picture(String),
    /// A line of `aliases`.
    Alias(String),
    /// A key of the front matter that was given, such as `checked.on`.
    Key(String),
}

impl Guide {
    /// Where a key of the front matter stands; the start of the file if it isn't there.
    pub fn place_of(&self, key: &str) -> Place {
        self.written(key).unwrap_or(Place { line: 1, column: 1 })
    }

    /// Whether the `+++` block is there and is TOML: without it nothing that hangs on it can be judged.
    pub fn has_front(&self) -> bool {
        self.written("+++").is_some()
    }

    /// Where a key is written, right or wrong.
    pub fn written(&self, key: &str) -> Option<Place> {
        self.mentions.iter().find(|m| matches!(&m.what, Mentioned::Key(k) if k == key)).map(|m| m.at)
    }
}
