//! Files of `dialogs/` as Telegram knows them: a drawing made a PNG, uploaded once, then named by their `file_id`.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

use crate::picture;

/// As many drawn pictures are kept; a folder has a few dozen.
const MOST_DRAWN: usize = 64;

/// What is known of the files: `file_id` by content, for the one bot of this process.
#[derive(Debug)]
pub(super) struct Media {
    root: PathBuf,
    known: Mutex<HashMap<u64, Arc<Turn<Option<String>>>>>,
    /// PNGs by the content they were drawn from: an upload that failed is not drawn again.
    drawn: Mutex<HashMap<u64, Arc<Vec<u8>>>>,
}

/// What a file is sent as: the number of one kind is of no use for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Seen in the chat; a drawing as a PNG, a photo of the same name instead of it.
    Picture,
    /// To be opened, as it is.
    Document,
    /// To be played.
    Video,
    /// To be played without a sound, again and again.
    Animation,
    /// To be heard, with its title.
    Audio,
    /// To be heard, as spoken.
    Voice,
}

/// How a file goes into a call.
#[derive(Debug)]
pub(super) enum Source {
    /// By the number Telegram gave it.
    Known(String, Slot),
    /// By its bytes and its name; whoever needs the same file waits until this one is through.
    Fresh(Vec<u8>, String, Slot),
}

/// A file that was read.
#[derive(Debug)]
pub(super) struct Read {
    /// The same for the same bytes and kind.
    pub(super) content: u64,
    kind: Kind,
    bytes: Vec<u8>,
    name: String,
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
        Self { root, known: Mutex::default(), drawn: Mutex::default() }
    }

    /// The file, by number if it was uploaded before; none when it can't be read or drawn, or lies outside `dialogs/`.
    pub(super) async fn source(&self, file: &str, kind: Kind) -> Option<Source> {
        self.hold(self.read(file, kind).await?).await
    }

    /// What is read of a file before its place is taken; none as in [`Media::source`].
    pub(super) async fn read(&self, file: &str, kind: Kind) -> Option<Read> {
        let path = inside(&self.root, file)?;
        let photos: Vec<String> = if kind == Kind::Picture { picture::photos(file).collect() } else { Vec::new() };
        let photos: Vec<PathBuf> = photos.iter().filter_map(|photo| inside(&self.root, photo)).collect();
        let read = move || {
            let path = photos.into_iter().find(|photo| photo.is_file()).unwrap_or(path);
            Some((read(&path)?, path.file_name()?.to_string_lossy().into_owned()))
        };
        let (bytes, name) = tokio::task::spawn_blocking(read).await.ok()??;
        Some(Read { content: hash(&bytes, kind), kind, bytes, name })
    }

    /// Takes a file's place, or waits for whoever uploads it. Whoever takes several takes them by rising [`Read::content`] and each once: else
    /// two would wait for each other.
    pub(super) async fn hold(&self, read: Read) -> Option<Source> {
        let Read { content, kind, bytes, name } = read;
        let place = locked(&self.known).entry(content).or_default().clone();
        let guard = place.clone().lock_owned().await;
        if let Some(id) = guard.as_ref() {
            return Some(Source::Known(id.clone(), Slot(OwnedSlot::Theirs(place))));
        }
        let slot = Slot(OwnedSlot::Mine(guard));
        if kind != Kind::Picture || !picture::is_drawing(&name) {
            return Some(Source::Fresh(bytes, name, slot));
        }
        let png = self.png(content, bytes, &name).await?;
        Some(Source::Fresh(png.to_vec(), name.replace(".svg", ".png"), slot))
    }

    /// The drawing as a PNG; one that can't be drawn is named in the log.
    async fn png(&self, content: u64, svg: Vec<u8>, name: &str) -> Option<Arc<Vec<u8>>> {
        if let Some(png) = locked(&self.drawn).get(&content) {
            return Some(Arc::clone(png));
        }
        // A drawing that makes the drawer panic ends its own task only.
        let png = match tokio::task::spawn_blocking(move || picture::png(&svg)).await {
            Ok(Ok(png)) => Arc::new(png),
            Ok(Err(why)) => {
                log::error!("media/{name} cannot be drawn: {why}");
                return None;
            }
            Err(_) => {
                log::error!("media/{name} cannot be drawn: the drawer broke");
                return None;
            }
        };
        let mut drawn = locked(&self.drawn);
        if drawn.len() >= MOST_DRAWN {
            drawn.clear();
        }
        drawn.insert(content, Arc::clone(&png));
        Some(png)
    }
}

impl Slot {
    /// Remembers the number of what was just uploaded.
    pub(super) fn learn(self, id: String) {
        if let OwnedSlot::Mine(mut guard) = self.0 {
            *guard = Some(id);
        }
    }

    /// Forgets a number Telegram refused, unless somebody has put a new one there. False where there was no number.
    pub(super) async fn forget(self, refused: &str) -> bool {
        let OwnedSlot::Theirs(place) = self.0 else { return false };
        let mut known = place.lock().await;
        if known.as_deref() == Some(refused) {
            *known = None;
        }
        true
    }
}

fn locked<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn hash(bytes: &[u8], kind: Kind) -> u64 {
    let mut hasher = DefaultHasher::new();
    (bytes, kind).hash(&mut hasher);
    hasher.finish()
}

/// A file's bytes; of a drawing one more than may be drawn at most, which is enough to say so. What Telegram surely refuses, nothing and too
/// much, is not even tried.
fn read(path: &Path) -> Option<Vec<u8>> {
    let draws = picture::is_drawing(&path.to_string_lossy());
    let most = if draws { picture::MOST_BYTES as u64 } else { picture::MOST_FILE };
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(most + 1).read_to_end(&mut bytes).ok()?;
    (!bytes.is_empty() && (draws || bytes.len() as u64 <= most)).then_some(bytes)
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
    async fn a_drawing_is_a_png_until_a_photo_of_its_name_lies_beside_it() {
        let root = std::env::temp_dir().join(format!("camtay-drawing-{}", std::process::id()));
        std::fs::create_dir_all(&root).expect("a folder");
        let put = |name: &str, text: &str| std::fs::write(root.join(name), text).expect("a file");
        put("a.svg", r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>"#);
        let media = Media::new(root.clone());
        let Some(Source::Fresh(png, name, slot)) = media.source("a.svg", Kind::Picture).await else { panic!("drawn") };
        assert!(png.starts_with(b"\x89PNG") && name == "a.png", "{name}");
        slot.learn("id".to_owned());
        assert!(matches!(media.source("a.svg", Kind::Picture).await, Some(Source::Known(..))));
        let Some(Source::Fresh(svg, name, _)) = media.source("a.svg", Kind::Document).await else { panic!("as it is") };
        assert!(svg.starts_with(b"<svg") && name == "a.svg", "{name}");
        put("a.svg", "<svg");
        assert!(media.source("a.svg", Kind::Picture).await.is_none(), "what can't be drawn is left out");
        put("a.jpg", "photo");
        let Some(Source::Fresh(photo, name, _)) = media.source("a.svg", Kind::Picture).await else { panic!("a photo") };
        assert!(photo == b"photo" && name == "a.jpg", "{name}");
        std::fs::remove_dir_all(root).expect("cleaned");
    }

    #[tokio::test]
    async fn who_needs_the_same_file_waits_for_the_first() {
        let root = std::env::temp_dir().join(format!("camtay-media-{}", std::process::id()));
        std::fs::create_dir_all(&root).expect("a folder");
        std::fs::write(root.join("a.png"), b"picture").expect("a file");
        let media = Arc::new(Media::new(root.clone()));
        let Some(Source::Fresh(_, _, slot)) = media.source("a.png", Kind::Picture).await else {
            panic!("not uploaded yet")
        };
        let other = {
            let media = media.clone();
            tokio::spawn(async move { media.source("a.png", Kind::Picture).await })
        };
        tokio::task::yield_now().await;
        assert!(!other.is_finished());
        slot.learn("id".to_owned());
        let Ok(Some(Source::Known(id, slot))) = other.await else { panic!("known by now") };
        assert_eq!(id, "id");
        slot.forget("id").await;
        assert!(matches!(media.source("a.png", Kind::Picture).await, Some(Source::Fresh(..))));
        std::fs::remove_dir_all(root).expect("cleaned");
    }
}
