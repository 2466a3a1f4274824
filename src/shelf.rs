//! Reads `dialogs/`, keeps the last good text of each file, tells when one changes.

mod folder;
mod keep;
mod look;
mod pictures;
mod slot;
mod slots;
mod stencils;
mod strays;
mod tongue;
mod watch;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

pub use folder::Held;
pub use look::{Glance, Listing};
pub use pictures::{is_there, unfit};
pub use watch::Watch;

use crate::book::{Book, Fault, Locality, Phrase, Translation};
use crate::shelf::folder::{Folder, LOCALITY};
use crate::shelf::keep::Keep;
use crate::shelf::pictures::Pictures;
use crate::shelf::slot::Slot;
use crate::shelf::stencils::Stencils;
use crate::shelf::tongue::Tongue;

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
    /// Where it was read from: the folder behind every link.
    pub resolved: PathBuf,
    /// How much of each language was read.
    pub held: Vec<Held>,
    sources: BTreeMap<String, String>,
}

/// The folder of the dialogs with what was last good in it.
#[derive(Debug)]
pub struct Shelf {
    dialogs: PathBuf,
    /// The home language's folder.
    language: String,
    keep: Keep,
    home: Tongue,
    /// The other languages, by their folders.
    others: BTreeMap<String, Tongue>,
    /// What was last given out: its search need not be learnt again.
    last: Arc<Book>,
    locality: Slot<Locality>,
    stencils: Stencils,
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
    /// A shelf over `dialogs` with its home language; every other folder with a `phrases.toml` is a language too. `last_good` is the folder where good texts outlive a restart.
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
            home: Tongue::new(language, crate::book::read_words),
            others: BTreeMap::new(),
            last: Arc::default(),
            locality: Slot::default(),
            stencils: Stencils::default(),
            pictures: Pictures::default(),
        })
    }

    /// Reads what has changed since the last time. `today` judges what has gone stale.
    ///
    /// # Errors
    /// If the folder can't be listed; what was loaded before is still good.
    pub fn load(&mut self, today: Date) -> Result<Loaded, ShelfError> {
        let folder = Folder::read(&self.dialogs, &self.language)?;
        self.see(&folder, today);
        let mut now = self.book(Tongue::seen);
        now.templates = self.stencils.seen();
        self.home.judge(&folder, &self.keep, &now, today);
        for (code, tongue) in self.others.iter_mut().filter(|(_, tongue)| tongue.is_there()) {
            tongue.judge(&folder, &self.keep, now.in_language(code), today);
        }
        self.stencils.judge(&folder, &self.keep, &now, &|file| pictures::is_there(&self.dialogs, file));
        let mut good = self.book(Tongue::good);
        good.templates = self.stencils.good();
        let book = Arc::new(good.after(&self.last));
        self.last = Arc::clone(&book);
        let faults = self.faults(&folder, &now, today);
        let guides = self.home.count() + self.others.values().map(Tongue::count).sum::<usize>();
        let (left_out, held_back) = (self.wrong(false), self.wrong(true));
        let seen = Arc::new(now);
        let resolved = self.dialogs.canonicalize().unwrap_or_else(|_| self.dialogs.clone());
        let held = folder.count();
        Ok(Loaded { book, seen, faults, guides, left_out, held_back, resolved, held, sources: folder.sources })
    }

    /// Takes in the files of today; a language whose folder is gone goes.
    fn see(&mut self, folder: &Folder, today: Date) {
        self.keep.forget(today);
        self.locality.see(LOCALITY, folder.bytes(LOCALITY), crate::book::read_locality);
        self.locality.judge(LOCALITY, &self.keep, crate::book::read_locality, |_| true);
        self.home.see(folder, &self.keep, today);
        self.stencils.see(&self.language, folder, &self.keep, today);
        let there: Vec<&str> = folder.languages().filter(|code| *code != self.language).collect();
        for (_, tongue) in self.others.iter_mut().filter(|(code, _)| !there.contains(&code.as_str())) {
            tongue.goes(folder, &self.keep, today);
        }
        self.others.retain(|_, tongue| !tongue.is_forgotten(today));
        for code in there {
            let new = || Tongue::new(code, crate::book::read_translated_words);
            self.others.entry(code.to_owned()).or_insert_with(new).see(folder, &self.keep, today);
        }
    }

    /// The book in every language.
    fn book(&self, which: impl Fn(&Tongue) -> Translation) -> Book {
        let Translation { guides, words, vocabulary, glossary, .. } = which(&self.home);
        let home = Book { guides, words, vocabulary, glossary, locality: self.locality.in_use(), ..Book::default() };
        home.translated(self.others.values().filter(|tongue| tongue.is_there()).map(which).collect())
    }

    /// The names of guides with an error, then of stencils; one of another folder has it before its name.
    fn wrong(&self, kept: bool) -> Vec<String> {
        let others = self.others.iter().flat_map(|(code, t)| t.wrong(kept).map(move |id| format!("{code}/{id}")));
        let stencils = self.stencils.wrong(kept).map(|id| format!("mau-tin/{id}"));
        self.home.wrong(kept).cloned().chain(others).chain(stencils).collect()
    }

    /// Of today's texts, by path and place.
    fn faults(&mut self, folder: &Folder, now: &Book, today: Date) -> Vec<Fault> {
        let media = |file: &str| pictures::is_there(&self.dialogs, file);
        let mut faults = folder.faults.clone();
        faults.extend(self.locality.faults.iter().chain(self.stencils.faults()).cloned());
        faults.extend(self.home.faults().chain(self.others.values().flat_map(Tongue::faults)).cloned());
        faults.extend(crate::book::check(now, &media, today));
        faults.extend(self.pictures.faults(&self.dialogs, now));
        faults.sort_by(|a, b| (&a.path, a.at, a.severity, &a.message).cmp(&(&b.path, b.at, b.severity, &b.message)));
        faults
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
