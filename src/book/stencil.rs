//! A stencil: a text with blanks that staff fill in one by one, so that an announcement is written in a minute.

use crate::book::guide::Place;
use crate::book::leaf::Leaf;

/// One Markdown file of `dialogs/vi/mau-tin/`.
#[derive(Debug, Clone, Default)]
pub struct Stencil {
    /// The file's name without `.md`.
    pub id: String,
    /// `title`: what staff choose it by.
    pub title: String,
    /// `topic`: the field it is about; none = the whole commune.
    pub topic: Option<String>,
    /// `[[blank]]` in the order they are asked.
    pub blanks: Vec<Blank>,
    /// The text; `{{name}}` of a blank stands in it like a fact.
    pub leaf: Leaf,
    /// Where `topic` is written.
    pub(super) topic_at: Place,
}

/// What staff are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blank {
    /// `{{name}}`
    pub name: String,
    /// The question.
    pub ask: String,
    /// What it takes.
    pub kind: BlankKind,
    /// For a day: how many working days must be between, 0 = any day from today.
    pub min_working_days: u32,
    /// Whether it may stay open: what holds it is then left out.
    pub optional: bool,
    /// Where it stands.
    pub(super) at: Place,
}

/// What a blank takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlankKind {
    /// Words.
    Text,
    /// A day, today or later.
    Day,
    /// A time of the day.
    Hour,
    /// A guide: its title in the text, itself in a button `[Làm ngay]({{name}}.md)`.
    Guide,
    /// A sum in đồng.
    Money,
    /// An address.
    Link,
}

impl Stencil {
    /// The blank with this name.
    pub fn blank(&self, name: &str) -> Option<&Blank> {
        self.blanks.iter().find(|blank| blank.name == name)
    }
}
