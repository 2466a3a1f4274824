//! A cheap look at `dialogs/`: names, sizes and times, no content. It sees what no system tells of: a network drive, a link that was
//! switched, a folder that took the place of another.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Folders within folders that are looked into; nothing of ours lies deeper, and a link that leads to itself ends.
const DEEP: usize = 4;
/// So much is looked at and no more: whoever keeps photos of years there still has a cheap look.
const MOST: usize = 10_000;

/// What stood in the folder at one look.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Listing(BTreeMap<PathBuf, Stamp>);

/// What tells a file from the one that stood there before.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    /// None for a folder: what is in it stands in the listing itself.
    length: Option<u64>,
    modified: Option<SystemTime>,
    /// The drive's own number for it; another file of the same name has another.
    identity: (u64, u64),
    /// When its name, rights or content changed; nobody can set it back.
    touched: (i64, i64),
}

impl Listing {
    /// Looks at the folder, through links.
    pub fn of(dialogs: &Path) -> Self {
        let mut listing = Self::default();
        listing.look(dialogs, DEEP);
        listing
    }

    fn look(&mut self, path: &Path, deep: usize) {
        // What is gone, or can't be looked at, is not in the listing: when that changes, the listing does.
        let Ok(about) = fs::metadata(path) else { return };
        let is_folder = about.is_dir();
        self.0.insert(path.to_owned(), Stamp::of(&about));
        if !is_folder || deep == 0 {
            return;
        }
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            // `.git`, and what editors put there.
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if !hidden && self.0.len() < MOST {
                self.look(&entry.path(), deep - 1);
            }
        }
    }
}

impl Stamp {
    #[cfg(unix)]
    fn of(about: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let identity = (about.dev(), about.ino());
        Self::with(about, identity, (about.ctime(), about.ctime_nsec()))
    }

    #[cfg(not(unix))]
    fn of(about: &Metadata) -> Self {
        Self::with(about, (0, 0), (0, 0))
    }

    fn with(about: &Metadata, identity: (u64, u64), touched: (i64, i64)) -> Self {
        if about.is_dir() {
            return Self { length: None, modified: None, identity, touched: (0, 0) };
        }
        Self { length: Some(about.len()), modified: about.modified().ok(), identity, touched }
    }
}

/// What was seen at the last look.
#[derive(Debug)]
pub struct Glance {
    dialogs: PathBuf,
    seen: Listing,
    /// The last look saw a change.
    fresh: bool,
}

impl Glance {
    /// A first look: all that is there now is known.
    pub fn at(dialogs: &Path) -> Self {
        Self { dialogs: dialogs.to_owned(), seen: Listing::of(dialogs), fresh: false }
    }

    /// Looks again; tells whether to read again.
    pub fn changed(&mut self) -> bool {
        self.sees(Listing::of(&self.dialogs))
    }

    /// Whether to read again, after what is there `now`. The look after one that saw a change says so once more: where a drive's times are as
    /// coarse as two seconds, a second edit of the same length may leave no trace.
    pub fn sees(&mut self, now: Listing) -> bool {
        let differs = now != self.seen;
        self.seen = now;
        std::mem::replace(&mut self.fresh, differs) || differs
    }

    /// Looks whether anything moves still.
    pub(super) fn rests(&mut self) -> bool {
        let now = Listing::of(&self.dialogs);
        let rests = now == self.seen;
        (self.seen, self.fresh) = (now, self.fresh || !rests);
        rests
    }
}
