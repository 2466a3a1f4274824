//! Files of `dialogs/` as Telegram knows them: uploaded once, then named by their `file_id`.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

/// What is known of the files: `file_id` by content, for the one bot of this process.
#[derive(Debug)]
pub(super) struct Media {
    root: PathBuf,
    known: Mutex<HashMap<u64, Arc<Turn<Option<String>>>>>,
}

/// How a file goes into a call.
#[derive(Debug)]
pub(super) enum Source {
    /// By the number Telegram gave it.
    Known(String, Slot),
    /// By its bytes; whoever needs the same file waits until this one is through.
    Fresh(Vec<u8>, Slot),
}

/// The place of one file; held while it is uploaded.
#[derive(Debug)]
pub(super) struct Slot(OwnedSlot);

#[derive(Debug)]
enum OwnedSlot {
    Mine(OwnedMutexGuard<Option<String>>),
    Theirs(Arc<Turn<Option<String>>>),
}

impl Media {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root, known: Mutex::default() }
    }

    /// The file, by number if it was uploaded before; none when it can't be read or lies outside `dialogs/`.
    pub(super) async fn source(&self, file: &str) -> Option<Source> {
        let path = inside(&self.root, file)?;
        let bytes = tokio::task::spawn_blocking(move || std::fs::read(path)).await.ok()?.ok()?;
        let place = self.place(&bytes);
        let guard = place.clone().lock_owned().await;
        Some(match guard.as_ref() {
            Some(id) => Source::Known(id.clone(), Slot(OwnedSlot::Theirs(place))),
            None => Source::Fresh(bytes, Slot(OwnedSlot::Mine(guard))),
        })
    }

    fn place(&self, bytes: &[u8]) -> Arc<Turn<Option<String>>> {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).entry(hasher.finish()).or_default().clone()
    }
}

impl Slot {
    /// Remembers the number of what was just uploaded.
    pub(super) fn learn(self, id: String) {
        if let OwnedSlot::Mine(mut guard) = self.0 {
            *guard = Some(id);
        }
    }

    /// Forgets a number Telegram refused, unless somebody has put a new one there.
    pub(super) async fn forget(self, refused: &str) {
        if let OwnedSlot::Theirs(place) = self.0 {
            let mut known = place.lock().await;
            if known.as_deref() == Some(refused) {
                *known = None;
            }
        }
    }
}

fn inside(root: &Path, file: &str) -> Option<PathBuf> {
    let relative = Path::new(file);
    let plain = relative.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
    plain.then(|| root.join(relative))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_dialogs_is_sent() {
        let root = Path::new("dialogs");
        assert_eq!(inside(root, "media/a.png"), Some(PathBuf::from("dialogs/media/a.png")));
        assert_eq!(inside(root, "../camtay.toml"), None);
        assert_eq!(inside(root, "/etc/passwd"), None);
    }

    #[tokio::test]
    async fn who_needs_the_same_file_waits_for_the_first() {
        let root = std::env::temp_dir().join(format!("camtay-media-{}", std::process::id()));
        std::fs::create_dir_all(&root).expect("a folder");
        std::fs::write(root.join("a.png"), b"picture").expect("a file");
        let media = Arc::new(Media::new(root.clone()));
        let Some(Source::Fresh(_, slot)) = media.source("a.png").await else { panic!("not uploaded yet") };
        let other = {
            let media = media.clone();
            tokio::spawn(async move { media.source("a.png").await })
        };
        tokio::task::yield_now().await;
        assert!(!other.is_finished());
        slot.learn("id".to_owned());
        let Ok(Some(Source::Known(id, slot))) = other.await else { panic!("known by now") };
        assert_eq!(id, "id");
        slot.forget("id").await;
        assert!(matches!(media.source("a.png").await, Some(Source::Fresh(..))));
        std::fs::remove_dir_all(root).expect("cleaned");
    }
}
