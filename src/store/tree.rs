//! sled as a disk: one tree, flushed and truly synced, with a witness beside it that it never falls back.

use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::store::{Change, Disk, Record, Space, Trouble, Visit, folder, record};

/// sled's page cache.
const CACHE: u64 = 16 << 20;

/// Beside the store, a number it must never fall below: sled opens a file cut short as if nothing had been behind the cut.
const WITNESS: &str = "written";

pub(super) const WRITTEN: Space<Written> = Space::new("w/");

/// How many batches were written.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Written(pub(super) u64);

impl Record for Written {
    const VERSION: u8 = 1;
}

/// sled's tree of a folder.
pub(super) struct Tree {
    tree: sled::Db,
    /// sled's own file: its `flush` does not survive a power cut, `sync_data` on this does.
    file: File,
    folder: PathBuf,
    /// The witness, told of each batch; none until the store is open.
    witness: Option<File>,
    /// Batches written since the store was made; grows inside every batch, so a file that fell back shows.
    written: u64,
}

impl Tree {
    /// Opens or makes it; `read` is shown every record before anything is written.
    pub(super) fn open(folder: PathBuf, read: Visit<'_>) -> Result<Self, Trouble> {
        let witness = witness(&folder)?;
        let is_new = witness == 0 && !folder::has_store(&folder);
        let tree = sled(&folder)?;
        show(&tree, &[], read)?;
        let file = File::open(folder.join("db"))?;
        let written = tree.get(&WRITTEN.key(&[]).bytes)?.map(|bytes| record::decode::<Written>(&bytes)).transpose()?;
        let written = written.map_or(0, |Written(count)| count);
        if written < witness {
            return Err(Trouble::Torn);
        }
        if witness == 0 {
            sync_folders(&folder)?;
        }
        if is_new {
            log::info!("store: a new one is made");
        }
        folder::tidy(&folder)?;
        let mut tree = Self { tree, file, folder, witness: None, written };
        if written == 0 {
            tree.write(Vec::new())?;
        }
        tree.bear_witness()?;
        Ok(tree)
    }

    /// After each batch, in place and unsynced: what the system still holds when only the process dies. A power cut may
    /// leave an older number; never one ahead of the records, which are synced before.
    fn notch(&mut self) -> Result<(), Trouble> {
        if let Some(file) = &mut self.witness {
            file.rewind()?;
            // Numbers only grow: the longer one covers the shorter one.
            file.write_all(self.written.to_string().as_bytes())?;
        }
        Ok(())
    }

    fn bear_witness(&mut self) -> Result<(), Trouble> {
        let fresh = self.folder.join("written.new");
        let mut file = File::create(&fresh)?;
        file.write_all(self.written.to_string().as_bytes())?;
        file.sync_all()?;
        fs::rename(fresh, self.folder.join(WITNESS))?;
        self.witness = Some(file);
        Ok(())
    }
}

impl Disk for Tree {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        Ok(self.tree.get(key)?.map(|bytes| bytes.to_vec()))
    }

    fn walk(&self, from: &[u8], visit: Visit<'_>) -> Result<(), Trouble> {
        show(&self.tree, from, visit)
    }

    fn write(&mut self, changes: Vec<Change>) -> Result<(), Trouble> {
        let written = self.written + 1;
        let mut batch = sled::Batch::default();
        for (key, value) in changes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        let mut count = Vec::new();
        record::encode(&Written(written), &mut count)?;
        batch.insert(WRITTEN.key(&[]).bytes, count);
        self.tree.apply_batch(batch)?;
        self.tree.flush()?;
        self.file.sync_data()?;
        self.written = written;
        self.notch()
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        // Only a lower bound for the next start; the records are on the disk already.
        if self.bear_witness().is_err() {
            log::warn!("store: the witness could not be written");
        }
    }
}

fn sled(folder: &Path) -> Result<sled::Db, Trouble> {
    let config = sled::Config::new().path(folder).cache_capacity(CACHE).flush_every_ms(None);
    folder::patiently(|| config.open().map_err(Trouble::from))
}

/// Every so many records one is read by its key.
const TOUCH: usize = 4;

/// A walk. sled drops pages beyond its cache only after a number of single reads: a scan alone would keep the whole
/// store in memory (measured with 100,000 records: 75 MiB without, 49 MiB with).
fn show(tree: &sled::Db, from: &[u8], visit: Visit<'_>) -> Result<(), Trouble> {
    for (n, pair) in tree.range(from..).enumerate() {
        let (key, value) = pair?;
        if n % TOUCH == TOUCH - 1 {
            tree.contains_key(&key)?;
        }
        if !visit(&key, &value)? {
            break;
        }
    }
    Ok(())
}

pub(super) fn witness(folder: &Path) -> Result<u64, Trouble> {
    match fs::read_to_string(folder.join(WITNESS)) {
        // A witness cut short by a crash says nothing.
        Ok(text) => Ok(text.trim().parse().unwrap_or(0)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error.into()),
    }
}

/// The new names in `folder`, and its own name, are on the disk only when the folders are synced.
fn sync_folders(folder: &Path) -> Result<(), Trouble> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    folder::sync_above(folder)
}
