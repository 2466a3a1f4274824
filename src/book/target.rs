//! Where a button or a link leads: `#step`, `guide.md`, `caller:#step`, `https:`, `copy:`, a file.

use crate::book::rich::Fact;

/// A link's target, its `?name` apart (see [`crate::book::Button::remember`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `#step`: a step of the same guide.
    Step(String),
    /// `guide.md` or `guide.md#step`: a skill is visited, a procedure opens a dossier.
    Guide {
        /// The guide's id.
        guide: String,
        /// One of its steps; none = its opening.
        step: Option<String>,
    },
    /// `caller:#step`: the nearest guide down the stack of visits that has it.
    Caller(String),
    /// `https://…`: opens, does not lead on.
    Web(Template),
    /// `<copy:…>`
    Copy(Template),
    /// A file, relative to `dialogs/` (`media/x.pdf`).
    File(String),
}

/// Text with facts in it, such as `https://{{portal.quoc-gia.url}}`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template(pub Vec<TemplatePart>);

/// A part of a [`Template`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplatePart {
    /// As written.
    Text(String),
    /// To be filled in.
    Fact(Fact),
}
