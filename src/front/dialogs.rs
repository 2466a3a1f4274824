//! The dialogs for a way in: opened, judged, their faults logged, read again when a file changes.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use log::Level;

use crate::book::{Book, Severity};
use crate::front::clock;
use crate::shelf::{Held, Loaded, Shelf, ShelfError, Unsound, sound};
use crate::when::Moment;

/// The language of the first books.
pub(super) const LANGUAGE: &str = "vi";

/// Why a way in stays closed, ready to read.
#[derive(Debug, thiserror::Error)]
pub enum Closed {
    /// No folder, or one that can't be read.
    #[error("không đọc được thư mục bài hướng dẫn: {0}")]
    Shelf(#[from] ShelfError),
    /// Nobody to greet with, or no sentences.
    #[error("bài hướng dẫn chưa chạy được: {0}; xem «camtay check»")]
    Unsound(#[from] Unsound),
}

/// What a reading came to.
pub struct Heard {
    /// The book to use from now on.
    pub book: Arc<Book>,
    /// How many guides it has.
    pub guides: usize,
    /// Faults that keep a file out.
    pub errors: usize,
    /// The others.
    pub warnings: usize,
    /// Files whose last good text is used.
    pub held_back: Vec<String>,
    /// What was read, from where and when.
    pub origin: Origin,
}

/// Where a book comes from.
pub struct Origin {
    folder: PathBuf,
    resolved: PathBuf,
    held: Vec<Held>,
    at: Moment,
}

/// The folder, and what was last good in it.
pub struct Dialogs {
    shelf: Shelf,
    folder: PathBuf,
    /// What the log said of the last reading: the same is not said again.
    told: Vec<(Level, String)>,
}

impl Dialogs {
    /// Opens the folder; `last_good` keeps good texts over a restart.
    ///
    /// # Errors
    /// When there is no book that could be used.
    pub fn open(folder: &Path, last_good: Option<&Path>) -> Result<(Self, Arc<Book>), Closed> {
        let shelf = Shelf::open(folder, LANGUAGE, last_good)?;
        let mut dialogs = Self { shelf, folder: folder.to_owned(), told: Vec::new() };
        let Heard { book, .. } = dialogs.read()?;
        Ok((dialogs, book))
    }

    /// Reads what has changed; the book before stays good when this one is not.
    ///
    /// # Errors
    /// When there is no book that could be used.
    pub fn read(&mut self) -> Result<Heard, Closed> {
        let at = clock::now();
        let loaded = self.shelf.load(at.day())?;
        let story = story(&loaded);
        if story != self.told {
            story.iter().for_each(|(level, line)| log::log!(*level, "{line}"));
            self.told = story;
        }
        sound(&loaded.book)?;
        let errors = errors(&loaded);
        let (guides, warnings) = (loaded.book.guides.len(), loaded.faults.len() - errors);
        let held_back = loaded.held_back.iter().map(ToString::to_string).collect();
        let origin = Origin { folder: self.folder.clone(), resolved: loaded.resolved, held: loaded.held, at };
        Ok(Heard { book: loaded.book, guides, errors, warnings, held_back, origin })
    }
}

fn errors(loaded: &Loaded) -> usize {
    loaded.faults.iter().filter(|fault| fault.severity == Severity::Error).count()
}

/// What the log says of a reading.
fn story(loaded: &Loaded) -> Vec<(Level, String)> {
    let (errors, guides) = (errors(loaded), loaded.book.guides.len());
    let warnings = loaded.faults.len() - errors;
    let mut story = vec![(Level::Info, format!("dialogs: {guides} guides, {errors} errors, {warnings} warnings"))];
    for (fault, drawn) in loaded.faults.iter().zip(loaded.drawn()) {
        let level = if fault.severity == Severity::Error { Level::Error } else { Level::Debug };
        story.push((level, drawn));
    }
    for (names, what) in [(&loaded.left_out, "left out"), (&loaded.held_back, "its last good text is used")] {
        story.extend(names.iter().map(|name| (Level::Error, format!("{name}: {what}"))));
    }
    story
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (minute, day) = (self.at.minute_of_day(), self.at.day());
        write!(f, "đọc lúc {}:{:02} ngày {}/{}/{}", minute / 60, minute % 60, day.day(), day.month(), day.year())?;
        write!(f, " ở «{}»", self.folder.display())?;
        if self.resolved != self.folder {
            write!(f, " (tức là {})", self.resolved.display())?;
        }
        let held =
            self.held.iter().map(|held| format!("{} có {} bài trong {} tệp", held.code, held.guides, held.files));
        write!(f, ": {}", held.collect::<Vec<_>>().join(", "))
    }
}
