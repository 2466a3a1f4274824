//! The store: typed records in one tree, one synced batch a round. Knows nothing of what it keeps.

mod backup;
mod batch;
mod carry;
mod folder;
mod key;
mod mend;
mod open;
mod record;
mod sledlog;
mod trouble;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

pub use backup::{Fault, Sum};
pub use batch::Batch;
pub use carry::{Draft, export_closed, restore};
pub use folder::has_store;
pub use key::{Key, Kind, Space};
pub use mend::{Compacted, Salvaged, Survey, compact, salvage, survey};
pub use record::{Record, Unreadable};
pub use trouble::Trouble;

/// The one open store of a folder.
pub struct Store {
    tree: sled::Db,
    /// sled's own file: its `flush` does not survive a power cut, `sync_data` on this does.
    file: File,
    folder: PathBuf,
    /// Batches written since the store was made; grows inside every batch, so a file that fell back shows.
    written: u64,
    /// Keys whose flag was up at the start.
    flagged: Vec<Vec<u8>>,
    kinds: Vec<Kind>,
    /// Given up last: whoever holds it may touch the folder.
    lock: Arc<File>,
}

impl Store {
    /// Reads one record.
    ///
    /// # Errors
    /// The disk refused, or the record is not readable.
    pub fn get<T: Record>(&self, key: &Key<T>) -> Result<Option<T>, Trouble> {
        self.tree.get(&key.bytes)?.map(|bytes| record::decode(&bytes)).transpose()
    }

    /// The keys of `space` in order up to the one behind `rest`, `at_most` of them; no body is read.
    ///
    /// # Errors
    /// The disk refused.
    pub fn keys_to<T: Record>(&self, space: &Space<T>, rest: &[u8], at_most: usize) -> Result<Vec<Key<T>>, Trouble> {
        let (from, to) = (space.key(&[]), space.key(rest));
        let mut keys = Vec::new();
        for bytes in self.tree.range(from.bytes..=to.bytes).keys().take(at_most) {
            keys.extend(space.found(&bytes?));
        }
        Ok(keys)
    }

    /// Every record of `space`, in the order of its keys.
    ///
    /// # Errors
    /// The disk refused, or a record is not readable.
    pub fn scan<T: Record>(&self, space: &Space<T>) -> Result<Vec<(Key<T>, T)>, Trouble> {
        let mut out = Vec::new();
        for pair in self.tree.scan_prefix(space.prefix().as_bytes()) {
            let (key, value) = pair?;
            if let Some(key) = space.found(&key) {
                out.push((key, record::decode(&value)?));
            }
        }
        Ok(out)
    }

    /// The keys of `space` whose flag was up when the store was opened; given once.
    pub fn flagged<T: Record>(&mut self, space: &Space<T>) -> Vec<Key<T>> {
        let (ours, others) =
            self.flagged.drain(..).partition(|key: &Vec<u8>| key.starts_with(space.prefix().as_bytes()));
        self.flagged = others;
        let ours: Vec<Vec<u8>> = ours;
        ours.iter().filter_map(|key| space.found(key)).collect()
    }

    /// Writes all of `batch` and waits until the disk has it.
    ///
    /// # Errors
    /// Nothing may be acknowledged then, and the store is not to be used further: what it shows may be ahead of the disk.
    pub fn commit(&mut self, mut batch: Batch) -> Result<(), Trouble> {
        let written = self.written + 1;
        batch.put(&open::WRITTEN.key(&[]), &open::Written(written))?;
        self.tree.apply_batch(batch.inner)?;
        self.tree.flush()?;
        self.file.sync_data()?;
        self.written = written;
        Ok(())
    }
}
