//! The dialogs for a way in: opened, judged, their faults logged, read again when a file changes.

use std::path::Path;
use std::sync::Arc;

use crate::book::{Book, Severity};
use crate::front::clock;
use crate::shelf::{Loaded, Shelf, ShelfError, Unsound, sound};

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
}

/// The folder, and what was last good in it.
pub struct Dialogs {
    shelf: Shelf,
}

impl Dialogs {
    /// Opens the folder; `last_good` keeps good texts over a restart.
    ///
    /// # Errors
    /// When there is no book that could be used.
    pub fn open(folder: &Path, last_good: Option<&Path>) -> Result<(Self, Arc<Book>), Closed> {
        let mut dialogs = Self { shelf: Shelf::open(folder, LANGUAGE, last_good)? };
        let Heard { book, .. } = dialogs.read()?;
        Ok((dialogs, book))
    }

    /// Reads what has changed; the book before stays good when this one is not.
    ///
    /// # Errors
    /// When there is no book that could be used.
    pub fn read(&mut self) -> Result<Heard, Closed> {
        let loaded = self.shelf.load(clock::now().day())?;
        tell(&loaded);
        sound(&loaded.book)?;
        let errors = errors(&loaded);
        let (guides, warnings) = (loaded.book.guides.len(), loaded.faults.len() - errors);
        let held_back = loaded.held_back.iter().map(ToString::to_string).collect();
        Ok(Heard { book: loaded.book, guides, errors, warnings, held_back })
    }
}

fn errors(loaded: &Loaded) -> usize {
    loaded.faults.iter().filter(|fault| fault.severity == Severity::Error).count()
}

fn tell(loaded: &Loaded) {
    let is_error = |severity| severity == Severity::Error;
    let errors = errors(loaded);
    log::info!(
        "dialogs: {} guides, {errors} errors, {} warnings",
        loaded.book.guides.len(),
        loaded.faults.len() - errors
    );
    for (fault, drawn) in loaded.faults.iter().zip(loaded.drawn()) {
        if is_error(fault.severity) {
            log::error!("{drawn}");
        } else {
            log::debug!("{drawn}");
        }
    }
    for (names, what) in [(&loaded.left_out, "left out"), (&loaded.held_back, "its last good text is used")] {
        for name in names {
            log::error!("{name}: {what}");
        }
    }
}
