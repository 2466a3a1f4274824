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
    /// Reading the file found an error.
    Unsound,
    /// A name on a line that has an error of its own: it counts as given, wherever something hangs on it.
    Meant(String),
    /// Such a line.
    Slip {
        /// Whether a heading was meant: what stands below it has gone to another step.
        loses_a_step: bool,
    },
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

    /// Whether a line with an error was to give this name.
    pub fn means(&self, name: &str) -> bool {
        self.mentions.iter().any(|m| matches!(&m.what, Mentioned::Meant(meant) if meant == name))
    }

    /// Whether it was read without an error.
    pub fn is_sound(&self) -> bool {
        !self.slipped() && !self.mentions.iter().any(|m| matches!(m.what, Mentioned::Unsound))
    }

    /// Whether any line of the page has an error.
    pub fn slipped(&self) -> bool {
        self.mentions.iter().any(|m| matches!(m.what, Mentioned::Slip { .. }))
    }

    /// Whether a line of the step has an error.
    pub fn slipped_in(&self, step: usize) -> bool {
        self.mentions.iter().any(|m| m.step == Some(step) && matches!(m.what, Mentioned::Slip { .. }))
    }

    /// Whether a line that was meant for a heading is none: then the steps are not those the clerk sees.
    pub fn lost_a_step(&self) -> bool {
        self.mentions.iter().any(|m| matches!(m.what, Mentioned::Slip { loses_a_step: true }))
    }

    /// Where a key is written, right or wrong.
    pub fn written(&self, key: &str) -> Option<Place> {
        self.mentions.iter().find(|m| matches!(&m.what, Mentioned::Key(k) if k == key)).map(|m| m.at)
    }
}
