//! Tells when a file of `dialogs/` has changed, once a flurry is over.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// An editor saves in several strokes; so much quiet means it is done.
const QUIET: Duration = Duration::from_millis(300);
/// A folder that has not come to rest after so many times is read all the same.
const PATIENCE: usize = 10;
/// Where the system tells nothing (a network drive), files are looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Watches as long as it lives.
pub struct Watch {
    _watcher: Box<dyn Watcher + Send>,
}

impl Watch {
    /// Calls `changed` on a thread of its own after each flurry of changes.
    ///
    /// # Errors
    /// If the folder can be neither watched nor looked at.
    pub fn start(dialogs: &Path, changed: impl FnMut() + Send + 'static) -> notify::Result<Self> {
        let (sender, receiver) = channel();
        let watcher: Box<dyn Watcher + Send> = match told_by_system(dialogs, sender.clone()) {
            Ok(watcher) => Box::new(watcher),
            Err(error) => {
                log::warn!(
                    "the system does not tell of changed files ({error}); looking every {} s",
                    LOOK_EVERY.as_secs()
                );
                Box::new(looking(dialogs, sender)?)
            }
        };
        std::thread::Builder::new().name("dialogs".to_owned()).spawn(move || listen(&receiver, changed))?;
        Ok(Self { _watcher: watcher })
    }
}

fn told_by_system(dialogs: &Path, sender: Sender<()>) -> notify::Result<RecommendedWatcher> {
    let mut watcher = RecommendedWatcher::new(move |event| tell(&sender, &event), Config::default())?;
    watcher.watch(dialogs, RecursiveMode::Recursive)?;
    Ok(watcher)
}

fn looking(dialogs: &Path, sender: Sender<()>) -> notify::Result<PollWatcher> {
    let config = Config::default().with_poll_interval(LOOK_EVERY);
    let mut watcher = PollWatcher::new(move |event| tell(&sender, &event), config)?;
    watcher.watch(dialogs, RecursiveMode::Recursive)?;
    Ok(watcher)
}

fn tell(sender: &Sender<()>, event: &notify::Result<Event>) {
    // Our own reading is an event too: heeded, each reload would bring the next.
    let read_only =
        |e: &Event| matches!(e.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    if event.as_ref().map_or(true, |event| !read_only(event)) {
        // The other end is gone when the watch is being dropped.
        _ = sender.send(());
    }
}

fn listen(receiver: &Receiver<()>, mut changed: impl FnMut()) {
    while receiver.recv().is_ok() {
        for _ in 0..PATIENCE {
            std::thread::sleep(QUIET);
            if receiver.try_iter().count() == 0 {
                break;
            }
        }
        changed();
    }
}
