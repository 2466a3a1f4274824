//! The book in use: changed while the bot runs, when a file changes or on SIGHUP.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::book::Book;
use crate::front::dialogs::{Closed, Dialogs, Heard};
use crate::front::signals;
use crate::pulse::Pulse;
use crate::shelf::Watch;

/// Whoever reads the dialogs again.
#[derive(Clone)]
pub struct Reload {
    dialogs: Arc<Mutex<Dialogs>>,
    book: watch::Sender<Arc<Book>>,
    pulse: Arc<Pulse>,
}

impl Reload {
    /// Begins with a book that was read.
    pub fn new(dialogs: Dialogs, book: Arc<Book>, pulse: Arc<Pulse>) -> Self {
        pulse.book(book.guides.len());
        // The first question need not wait for what it is searched by, nor the start.
        let first = Arc::clone(&book);
        std::thread::spawn(move || first.learn());
        Self { dialogs: Arc::new(Mutex::new(dialogs)), book: watch::Sender::new(book), pulse }
    }

    /// Listens for the signal, and for changes as long as the watch lives; gives the book in use.
    pub fn watch(&self, folder: &Path) -> (watch::Receiver<Arc<Book>>, Option<Watch>) {
        let book = self.book.subscribe();
        let (on_signal, on_change) = (self.clone(), self.clone());
        // Both have said in the log what they found.
        tokio::spawn(signals::on_hangup(move || _ = on_signal.again()));
        let watch = Watch::start(folder, move || _ = on_change.again());
        let told = watch.inspect_err(|e| log::warn!("dialogs: cannot be watched ({e}); SIGHUP reads them again"));
        (book, told.ok())
    }

    /// Reads the dialogs again.
    ///
    /// # Errors
    /// There is no book that could be used: the one before stays.
    pub fn again(&self) -> Result<Heard, Closed> {
        let heard = self.dialogs.lock().unwrap_or_else(PoisonError::into_inner).read();
        match &heard {
            Ok(heard) => {
                heard.book.learn();
                self.book.send_replace(Arc::clone(&heard.book));
                self.pulse.book(heard.guides);
            }
            Err(closed) => log::error!("dialogs: the book before stays in use: {closed}"),
        }
        heard
    }
}
