//! Puts and removals that reach the disk together or not at all.

use crate::store::record;
use crate::store::{Key, Record, Trouble};

/// What one round writes.
#[derive(Default)]
pub struct Batch {
    pub(super) inner: sled::Batch,
    changes: usize,
}

impl Batch {
    /// Writes a record.
    ///
    /// # Errors
    /// It has no JSON form: a fault of the program.
    pub fn put<T: Record>(&mut self, key: &Key<T>, record: &T) -> Result<(), Trouble> {
        self.inner.insert(key.bytes.as_slice(), record::encode(record)?);
        self.changes += 1;
        Ok(())
    }

    /// Removes a record; one that is not there is no fault.
    pub fn remove<T>(&mut self, key: &Key<T>) {
        self.inner.remove(key.bytes.as_slice());
        self.changes += 1;
    }

    /// Whether nothing would be written.
    pub fn is_empty(&self) -> bool {
        self.changes == 0
    }
}
