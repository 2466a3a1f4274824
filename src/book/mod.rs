//! The dialogs as data: what a clerk wrote, parsed; pure, and never refusing.

mod address;
mod blank;
mod check;
mod condition;
mod draw;
mod facts;
mod fault;
mod front;
mod glossary;
mod guide;
mod host;
mod index;
mod key;
mod language;
mod leaf;
pub mod limits;
mod locality;
mod marks;
mod mention;
mod nearest;
mod parse;
mod phrase;
mod rich;
mod stencil;
mod sums;
mod target;
mod tongue;
mod trace;
mod typed;
mod typing;
mod vocabulary;
mod words;
mod workdays;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

pub use address::{addresses, host_of};
pub use blank::is_blank;
pub use check::{check, check_leaf, check_own, check_stencil, next_steps};
pub use condition::Condition;
pub use draw::draw;
pub use facts::{Ground, Sight};
pub use fault::{Fault, Severity};
pub use front::{Accepts, Checked, Front, Kind, Level, Line, Recommend, Way, WayTable};
pub use glossary::{Glossary, Meaning};
pub use guide::{Ask, Block, Button, Guide, Item, Place, Step, Tone};
pub use host::host;
pub use index::{Asked, Danger, Fit, Heard, Index, Senses};
pub(crate) use index::{Bag, Learner, Lesson, bag};
pub use key::{fold, key, slug};
pub use language::{Language, Translation};
pub use leaf::Leaf;
pub use locality::{Locality, Portal};
pub use mention::{Mention, Mentioned};
pub use parse::{
    MOST_BYTES, read_glossary, read_guide, read_leaf, read_locality, read_stencil, read_translated_words,
    read_vocabulary, read_words,
};
pub use phrase::Phrase;
pub use rich::{Fact, Piece, Span, plain};
pub use stencil::{Blank, BlankKind, Stencil};
pub use sums::{NAMES as SUM_NAMES, VALUES as SUM_VALUES, sums};
pub use target::{Target, Template, TemplatePart};
pub use trace::{Sort, Traced, trace};
pub use typed::Typed;
pub use typing::{number, readings, tidy};
pub use vocabulary::{Answered, Beside, Said, Stance, Topic, Urgent, Vocabulary};
pub use words::Words;

/// Everything the clerk wrote, as one value; a reload makes a new one that shares the unchanged guides.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// Guides by id (the file's name without `.md`).
    pub guides: BTreeMap<String, Arc<Guide>>,
    /// `locality.toml`: this commune.
    pub locality: Arc<Locality>,
    /// `phrases.toml`: what the program itself says.
    pub words: Arc<Words>,
    /// `tu-vung.toml`: how people ask.
    pub vocabulary: Arc<Vocabulary>,
    /// `chu-kho.toml`: hard words, a sentence each.
    pub glossary: Arc<Glossary>,
    /// Stencils of announcements by id; in the home book alone.
    pub templates: BTreeMap<String, Arc<Stencil>>,
    /// The folder of its language; empty for the home language.
    pub language: String,
    /// What a citizen may choose from, the home language first.
    pub languages: Arc<[Language]>,
    /// The home book holds itself in the other languages, by their folders.
    pub others: BTreeMap<String, Arc<Book>>,
    /// In another language, the sentences of the home one: an untranslated guide is filled in with them.
    pub(crate) home_words: Option<Arc<Words>>,
    /// Made of the guides and the vocabulary when the first search wants it.
    pub(crate) index: OnceLock<Arc<Index>>,
}

impl Book {
    /// The guide with this id.
    pub fn guide(&self, id: &str) -> Option<&Guide> {
        self.guides.get(id).map(AsRef::as_ref)
    }

    /// The id that a mistyped one is nearest to, if one is near.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest::nearest(id, self.guides.keys().map(String::as_str))
    }

    /// What the words of a citizen mean; made once, so a book whose guides have changed must be a new one.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Arc::new(Index::of(self)))
    }

    /// This book with what `old` has learnt, if the same would be learnt again: an edit of a step need not cost a lesson.
    #[must_use]
    pub fn after(mut self, old: &Self) -> Self {
        for (code, other) in &mut self.others {
            if let Some(before) = old.others.get(code) {
                *other = Arc::new(Arc::unwrap_or_clone(std::mem::take(other)).after(before));
            }
        }
        if let Some(index) = old.index.get().filter(|index| index.is_of(&self)) {
            // A book that has its own index keeps it.
            let _ = self.index.set(Arc::clone(index));
        }
        self
    }

    /// The danger that a citizen's words tell of, if any.
    pub fn danger(&self, text: &str) -> Danger {
        self.index().danger(text)
    }

    /// The dangers whose words stand in a text, told or only spoken of.
    pub fn dangers_named(&self, text: &str) -> Vec<Urgent> {
        self.index().dangers_named(text)
    }

    /// The guide whose id hashes to `key` (tokens hold hashes, see [`key`]).
    pub fn guide_by_key(&self, key: u32) -> Option<&Guide> {
        self.guides.values().find(|g| g.key == key).map(AsRef::as_ref)
    }
}
