//! Reads `dialogs/`, keeps the last good text of each file, tells when one changes.

mod folder;
mod keep;
mod pictures;
mod slot;
mod watch;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

pub use watch::Watch;

use crate::book::{Book, Fault, Guide, Locality, Phrase, Vocabulary, Words};
use crate::shelf::folder::{Folder, LOCALITY, phrases_path, vocabulary_path};
use crate::shelf::keep::Keep;
use crate::shelf::pictures::Pictures;
use crate::shelf::slot::{Slot, no_error};

/// The guide that greets.
pub const WELCOME: &str = "chao-mung";

/// Why nothing can be read.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// There is no such folder.
    #[error("no dialogs at {0}")]
    Missing(PathBuf),
    /// The folder is there and can't be listed.
    #[error("cannot list {path}: {source}")]
    Unreadable {
        /// Which folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Why a book can't be used at all.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    /// Nobody greets.
    #[error("the welcome ({WELCOME}.md) is missing or has errors and no good text")]
    Welcome,
    /// Sentences the program says are missing.
    #[error("phrases.toml lacks: {0}")]
    Phrases(String),
}

/// What a reading of the folder gave.
#[derive(Debug)]
pub struct Loaded {
    /// To be used from now on.
    pub book: Arc<Book>,
    /// Today's texts, right or wrong: for whoever edits them and wants to see where they break.
    pub seen: Arc<Book>,
    /// The faults of today's texts, used or not, by path and place.
    pub faults: Vec<Fault>,
    /// How many guides there are, used or not.
    pub guides: usize,
    /// Guides whose text has an error and that have no good one: left out.
    pub left_out: Vec<String>,
    /// Guides whose text has an error and whose last good text is used.
    pub held_back: Vec<String>,
    sources: BTreeMap<String, String>,
}

/// The folder of the dialogs with what was last good in it.
#[derive(Debug)]
pub struct Shelf {
    dialogs: PathBuf,
    language: String,
    keep: Keep,
    guides: BTreeMap<String, Slot<Guide>>,
    words: Slot<Words>,
    vocabulary: Slot<Vocabulary>,
    /// What was last given out: its search need not be learnt again.
    last: Arc<Book>,
    locality: Slot<Locality>,
    pictures: Pictures,
}

impl Loaded {
    /// Each fault as it is read, see [`crate::book::draw`].
    pub fn drawn(&self) -> impl Iterator<Item = String> + '_ {
        let source = |fault: &Fault| self.sources.get(&fault.path).map_or("", String::as_str);
        self.faults.iter().map(move |fault| crate::book::draw(fault, source(fault)))
    }
}

impl Shelf {
    /// A shelf over `dialogs`; `last_good` is the folder where good texts outlive a restart.
    ///
    /// # Errors
    /// If there is no such folder.
    pub fn open(dialogs: &Path, language: &str, last_good: Option<&Path>) -> Result<Self, ShelfError> {
        if !dialogs.is_dir() {
            return Err(ShelfError::Missing(dialogs.to_owned()));
        }
        Ok(Self {
            dialogs: dialogs.to_owned(),
            language: language.to_owned(),
            keep: Keep::new(last_good),
            guides: BTreeMap::new(),
            words: Slot::default(),
            vocabulary: Slot::default(),
            last: Arc::default(),
            locality: Slot::default(),
            pictures: Pictures::default(),
        })
    }

    /// Reads what has changed since the last time. `today` judges what has gone stale.
    ///
    /// # Errors
    /// If the folder can't be listed; what was loaded before is still good.
    pub fn load(&mut self, today: Date) -> Result<Loaded, ShelfError> {
        let folder = Folder::read(&self.dialogs, &self.language)?;
        self.see(&folder);
        let base = Book {
            locality: self.locality.in_use(),
            words: self.words.in_use(),
            vocabulary: self.vocabulary.in_use(),
            ..Book::default()
        };
        let now = Book { guides: self.all(|slot| slot.seen.as_ref()), ..base.clone() };
        for (id, slot) in &mut self.guides {
            let Some(path) = folder.guides.get(id) else { continue };
            slot.judge(path, &self.keep, read_guide, |guide| no_error(&crate::book::check_own(guide, &now, today)));
        }
        let book = Book { guides: self.all(|slot| slot.good.as_ref()), ..base };
        let book = Arc::new(book.after(&self.last));
        self.last = Arc::clone(&book);
        let faults = self.faults(&folder, &now, today);
        let wrong = |kept: bool| {
            let slots = self.guides.iter().filter(|(_, slot)| slot.is_wrong && slot.good.is_some() == kept);
            slots.map(|(id, _)| id.clone()).collect()
        };
        let guides = self.guides.len();
        let seen = Arc::new(now);
        Ok(Loaded {
            book,
            seen,
            faults,
            guides,
            left_out: wrong(false),
            held_back: wrong(true),
            sources: folder.sources,
        })
    }

    /// Takes in the files of today.
    fn see(&mut self, folder: &Folder) {
        self.locality.see(LOCALITY, folder.bytes(LOCALITY), crate::book::read_locality);
        self.locality.judge(LOCALITY, &self.keep, crate::book::read_locality, |_| true);
        let phrases = phrases_path(&self.language);
        self.words.see(&phrases, folder.bytes(&phrases), crate::book::read_words);
        self.words.judge(&phrases, &self.keep, crate::book::read_words, |_| true);
        let people = vocabulary_path(&self.language);
        self.vocabulary.see(&people, folder.bytes(&people), crate::book::read_vocabulary);
        self.vocabulary.judge(&people, &self.keep, crate::book::read_vocabulary, |_| true);
        self.guides.retain(|id, _| folder.guides.contains_key(id));
        self.keep.forget_guides_but(&self.language, &folder.guides);
        for (id, path) in &folder.guides {
            self.guides.entry(id.clone()).or_default().see(path, folder.bytes(path), read_guide);
        }
    }

    /// Of today's texts, by path and place.
    fn faults(&mut self, folder: &Folder, now: &Book, today: Date) -> Vec<Fault> {
        let media = |file: &str| pictures::is_there(&self.dialogs, file);
        let mut faults = folder.faults.clone();
        let others = self.locality.faults.iter().chain(&self.words.faults).chain(&self.vocabulary.faults);
        faults.extend(others.cloned());
        faults.extend(self.guides.values().flat_map(|slot| slot.faults.iter().cloned()));
        faults.extend(crate::book::check(now, &media, today));
        faults.extend(self.pictures.faults(&self.dialogs, now));
        faults.sort_by(|a, b| (&a.path, a.at, a.severity, &a.message).cmp(&(&b.path, b.at, b.severity, &b.message)));
        faults
    }

    fn all(&self, which: impl Fn(&Slot<Guide>) -> Option<&Arc<Guide>>) -> BTreeMap<String, Arc<Guide>> {
        self.guides
            .iter()
            .filter_map(|(id, slot)| Some((id.clone(), which(slot).filter(|g| !g.steps.is_empty())?.clone())))
            .collect()
    }
}

/// Whether the bot can run with this book.
///
/// # Errors
/// What it lacks.
pub fn sound(book: &Book) -> Result<(), Unsound> {
    let sentence = |p: &Phrase| book.words.sentences.get(*p as usize).is_some_and(|s| !s.trim().is_empty());
    let missing: Vec<&str> = Phrase::ALL.iter().filter(|p| !sentence(p)).map(|p| p.name()).collect();
    if !missing.is_empty() {
        return Err(Unsound::Phrases(missing.join(", ")));
    }
    book.guide(WELCOME).map(|_| ()).ok_or(Unsound::Welcome)
}

/// A text that is no guide at all becomes one without a step, which no book holds.
fn read_guide(path: &str, bytes: &[u8]) -> (Guide, Vec<Fault>) {
    let (guide, faults) = crate::book::read_guide(path, bytes);
    (guide.unwrap_or_default(), faults)
}
