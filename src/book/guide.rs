//! A guide as parsed: steps in the order of the file, each with its body and its buttons.

use crate::book::condition::Condition;
use crate::book::front::{Front, Way};
use crate::book::mention::Mention;
use crate::book::rich::{Piece, Span};
use crate::book::target::Target;

/// One Markdown file of a language's folder, such as `dialogs/vi/`.
#[derive(Debug, Clone, Default)]
pub struct Guide {
    /// The file's name without `.md`.
    pub id: String,
    /// The file, relative to `dialogs/`, such as `vi/khai-sinh.md`.
    pub path: String,
    /// [`crate::book::key()`] of the id.
    pub key: u32,
    /// The `+++` block.
    pub front: Front,
    /// Steps in the order of the file; the first is the opening. Never empty in a book that is used.
    pub steps: Vec<Step>,
    /// The text it was parsed from: to draw faults, to tell whether an edit changed it.
    pub source: String,
    /// What the text mentions, with places: what the checks go through.
    pub mentions: Vec<Mention>,
}

/// One heading with what stands under it.
#[derive(Debug, Clone)]
pub struct Step {
    /// `{#id}`, else the slug of the heading.
    pub id: String,
    /// [`crate::book::key()`] of the id.
    pub key: u32,
    /// 1 to 3: the number of `#`.
    pub level: u8,
    /// The heading's words.
    pub heading: Vec<Span>,
    /// The conditions before the heading's words.
    pub when: Vec<Condition>,
    /// `ask=…`
    pub ask: Option<Ask>,
    /// What is read, buttons taken out.
    pub body: Vec<Block>,
    /// The trailing items that are one link and nothing else.
    pub buttons: Vec<Button>,
    /// The index (in [`Guide::steps`]) of the heading of the stage this belongs to: itself for a stage's heading; none at the top level.
    pub stage: Option<usize>,
    /// Its number in its stage (the heading is 0), or among the steps of the top level; conditions ignored.
    pub ordinal: u16,
    /// Where its heading stands.
    pub at: Place,
}

/// What a step waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// A day.
    Date,
    /// Anything up to a line.
    Text,
    /// The code on the receipt.
    DossierCode,
    /// A place's name, or one shared.
    Place,
}

/// One button of the guide.
#[derive(Debug, Clone)]
pub struct Button {
    /// The conditions before the link.
    pub when: Vec<Condition>,
    /// What is written on it (facts still open).
    pub label: Vec<Span>,
    /// [`crate::book::fold`] of the plain label, hashed.
    pub label_key: u32,
    /// Where it leads.
    pub target: Target,
    /// The target as written, `?name` cut off, hashed.
    pub target_key: u32,
    /// `?name`
    pub remember: Option<String>,
    /// Where it stands.
    pub at: Place,
}

/// A block of a step's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A condition governs its line and those after it up to the next line with one: so a paragraph is pieces, joined by a blank.
    Paragraph(Vec<Piece>),
    /// A list; `start` for a numbered one.
    List {
        /// The first number of a numbered list.
        start: Option<u64>,
        /// Its items.
        items: Vec<Item>,
    },
    /// A table: head, then rows. On the phone it becomes lines.
    Table {
        /// The cells of the head.
        head: Vec<Vec<Span>>,
        /// The cells of each row.
        rows: Vec<Vec<Vec<Span>>>,
    },
    /// `> [!TIP]` and its like; a plain quote is [`Tone::Quote`].
    Note {
        /// Which.
        tone: Tone,
        /// What it holds.
        blocks: Vec<Block>,
    },
    /// An image, sent with its step.
    Picture {
        /// Relative to `dialogs/`.
        file: String,
        /// The words for who can't see it.
        alt: String,
    },
    /// The paragraph `{{ways}}`.
    Ways,
    /// A code block, shown as written.
    Code(String),
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// All must hold.
    pub when: Vec<Condition>,
    /// `- [ ]`: can be ticked; the short label (the bold start, else the plain text).
    pub tick: Option<String>,
    /// What its tick is kept by: the folded label, in a translation that of the guide at home; empty without a box.
    pub tick_key: String,
    /// Its own words.
    pub text: Vec<Span>,
    /// Lists and paragraphs below it.
    pub nested: Vec<Block>,
}

/// The kinds of notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// `[!TIP]`
    Tip,
    /// `[!WARNING]` (and `[!CAUTION]`, `[!IMPORTANT]`)
    Warning,
    /// `[!NOTE]`: folds.
    Note,
    /// A plain quote.
    Quote,
}

/// A place in a file: both from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Guide {
    /// The index of the step with this id.
    pub fn index_of(&self, id: &str) -> Option<usize> {
        let key = crate::book::key(id);
        self.steps.iter().position(|s| s.key == key && s.id == id)
    }

    /// The steps of the stage whose heading is `stage`, in order: the heading itself only if it has text or buttons of its own.
    pub fn stage_steps(&self, stage: usize) -> impl Iterator<Item = usize> + '_ {
        let own = self.steps.get(stage).is_some_and(|s| !s.is_bare());
        let first = if own { stage } else { stage + 1 };
        (first..self.steps.len()).take_while(move |&i| self.steps[i].stage == Some(stage))
    }

    /// The steps behind this one in its stage, in order; none at the top level.
    pub fn steps_behind(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let stage = self.steps.get(index).and_then(|step| step.stage);
        (index + 1..self.steps.len()).take_while(move |&i| stage.is_some() && self.steps[i].stage == stage)
    }

    /// Whether this step is the heading of a stage.
    pub fn is_stage(&self, index: usize) -> bool {
        self.steps.get(index).is_some_and(|s| s.stage == Some(index))
    }

    /// The way whose stage step `index` belongs to.
    pub fn way_at(&self, index: usize) -> Option<Way> {
        let stage = self.steps.get(index)?.stage?;
        Way::from_id(&self.steps[stage].id)
    }
}

impl Step {
    /// A heading with nothing of its own under it.
    pub fn is_bare(&self) -> bool {
        self.body.is_empty() && self.buttons.is_empty() && self.ask.is_none()
    }
}
