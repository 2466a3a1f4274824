//! The store: typed records in one tree, one synced batch a round. Knows nothing of what it keeps.

mod backup;
mod batch;
mod carry;
mod disk;
mod folder;
mod key;
mod mend;
mod open;
mod record;
mod sledlog;
mod spool;
mod tree;
mod trouble;

use std::fs::File;
use std::sync::Arc;

pub use backup::{Fault, Sum};
pub use batch::Batch;
pub use carry::{Draft, export_closed, restore};
pub use disk::{Change, Disk, Visit};
pub use folder::has_store;
pub use key::{Key, Kind, Space};
pub use mend::{Compacted, Salvaged, Survey, compact, salvage, survey};
pub use record::{Record, Unreadable};
pub use spool::{Hope, Inlet, Outlet, spool};
pub use trouble::Trouble;

/// The one open store of a folder.
pub struct Store {
    disk: Box<dyn Disk>,
    /// Keys whose flag was up at the start.
    flagged: Vec<Vec<u8>>,
    kinds: Vec<Kind>,
    /// The folder's, if the disk has one. Given up last: whoever holds it may touch the folder.
    lock: Option<Arc<File>>,
}

impl Store {
    /// Reads one record.
    ///
    /// # Errors
    /// The disk refused, or the record is not readable.
    pub fn get<T: Record>(&self, key: &Key<T>) -> Result<Option<T>, Trouble> {
        self.disk.get(&key.bytes)?.map(|bytes| record::decode(&bytes)).transpose()
    }

    /// The keys of `space` in order up to the one behind `rest`, `at_most` of them; no body is read.
    ///
    /// # Errors
    /// The disk refused.
    pub fn keys_to<T: Record>(&self, space: &Space<T>, rest: &[u8], at_most: usize) -> Result<Vec<Key<T>>, Trouble> {
        let to = space.key(rest).bytes;
        let mut keys = Vec::new();
        self.disk.walk(space.prefix().as_bytes(), &mut |key, _| {
            let Some(found) = space.found(key).filter(|_| keys.len() < at_most && key <= to.as_slice()) else {
                return Ok(false);
            };
            keys.push(found);
            Ok(true)
        })?;
        Ok(keys)
    }

    /// Every record of `space`, in the order of its keys.
    ///
    /// # Errors
    /// The disk refused, or a record is not readable.
    pub fn scan<T: Record>(&self, space: &Space<T>) -> Result<Vec<(Key<T>, T)>, Trouble> {
        let mut out = Vec::new();
        self.disk.walk(space.prefix().as_bytes(), &mut |key, value| {
            let Some(key) = space.found(key) else { return Ok(false) };
            out.push((key, record::decode(value)?));
            Ok(true)
        })?;
        Ok(out)
    }

    /// The records of `space` behind the key `after` (exclusive), in order, `at_most` of them; one that is not readable is named in the log and passed over.
    ///
    /// # Errors
    /// The disk refused.
    pub fn after<T: Record>(
        &self,
        space: &Space<T>,
        after: &[u8],
        at_most: usize,
    ) -> Result<Vec<(Key<T>, T)>, Trouble> {
        let from = space.key(after).bytes;
        let mut out = Vec::new();
        self.disk.walk(&from, &mut |key, value| {
            let Some(found) = space.found(key).filter(|_| out.len() < at_most) else { return Ok(false) };
            if key != from.as_slice() {
                match record::decode(value) {
                    Ok(record) => out.push((found, record)),
                    Err(trouble) => log::error!("store: {trouble}; it is left alone"),
                }
            }
            Ok(true)
        })?;
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
    pub fn commit(&mut self, batch: Batch) -> Result<(), Trouble> {
        self.disk.write(batch.changes)
    }
}
