//! Tells when a file of `dialogs/` has changed, once a flurry is over: the system tells of it at once, a look every few seconds of what it
//! does not tell of.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::shelf::look::Glance;

/// An editor saves in several strokes; so much quiet means it is done.
const QUIET: Duration = Duration::from_millis(300);
/// A folder that has not come to rest after so many times is read all the same.
const PATIENCE: usize = 10;
/// The folder is looked at this often: with the quiet behind it, an edit is seen within 5 s on any drive.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// Watches as long as it lives.
pub struct Watch {
    post: Sender<Told>,
}

/// What the watching thread is told.
enum Told {
    Changed,
    Stop,
}

impl Watch {
    /// Calls `changed` on a thread of its own after each flurry of changes.
    ///
    /// # Errors
    /// When no thread can be made.
    pub fn start(dialogs: &Path, changed: impl FnMut() + Send + 'static) -> io::Result<Self> {
        let (post, told) = channel();
        let mut guard = Guard { dialogs: dialogs.to_owned(), glance: Glance::at(dialogs), post, by_system: None };
        guard.watch_anew();
        let watch = Self { post: guard.post.clone() };
        std::thread::Builder::new().name("dialogs".to_owned()).spawn(move || guard.listen(&told, changed))?;
        Ok(watch)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // The thread may have come to its end before.
        let _ = self.post.send(Told::Stop);
    }
}

/// What the thread holds.
struct Guard {
    dialogs: PathBuf,
    glance: Glance,
    post: Sender<Told>,
    by_system: Option<RecommendedWatcher>,
}

impl Guard {
    fn listen(mut self, told: &Receiver<Told>, mut changed: impl FnMut()) {
        loop {
            let news = match told.recv_timeout(LOOK_EVERY) {
                Ok(Told::Changed) => true,
                Err(RecvTimeoutError::Timeout) => self.glance.changed(),
                Ok(Told::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            };
            if !news {
                continue;
            }
            for _ in 0..PATIENCE {
                std::thread::sleep(QUIET);
                let mut still = false;
                for word in told.try_iter() {
                    match word {
                        Told::Changed => still = true,
                        Told::Stop => return,
                    }
                }
                if self.glance.rests() && !still {
                    break;
                }
            }
            changed();
            // The folder may be another one by now, under the same name: the system tells of the old one.
            self.watch_anew();
        }
    }

    fn watch_anew(&mut self) {
        match told_by_system(&self.dialogs, self.post.clone()) {
            Ok(watcher) => self.by_system = Some(watcher),
            Err(error) => {
                self.by_system = None;
                log::warn!(
                    "the system does not tell of changed files ({error}); looking every {} s",
                    LOOK_EVERY.as_secs()
                );
            }
        }
    }
}

fn told_by_system(dialogs: &Path, post: Sender<Told>) -> notify::Result<RecommendedWatcher> {
    let mut watcher = RecommendedWatcher::new(move |event| tell(&post, &event), Config::default())?;
    watcher.watch(dialogs, RecursiveMode::Recursive)?;
    Ok(watcher)
}

fn tell(post: &Sender<Told>, event: &notify::Result<Event>) {
    // Our own reading is an event too: heeded, each reload would bring the next.
    let read_only =
        |e: &Event| matches!(e.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    if event.as_ref().map_or(true, |event| !read_only(event)) {
        // The other end is gone when the watch is being dropped.
        _ = post.send(Told::Changed);
    }
}
