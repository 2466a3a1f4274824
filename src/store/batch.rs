//! Puts and removals that reach the disk together or not at all.

use crate::store::disk::Change;
use crate::store::record;
use crate::store::{Key, Record, Trouble};

/// What one round writes.
#[derive(Default)]
pub struct Batch {
    pub(super) changes: Vec<Change>,
    /// Where a record's bytes grow; the change gets as many as there are.
    bytes: Vec<u8>,
}

impl Batch {
    /// Writes a record.
    ///
    /// # Errors
    /// It has no JSON form: a fault of the program.
    pub fn put<T: Record>(&mut self, key: &Key<T>, record: &T) -> Result<(), Trouble> {
        record::encode(record, &mut self.bytes)?;
        self.changes.push((key.bytes.clone(), Some(self.bytes.clone())));
        Ok(())
    }

    /// Removes a record; one that is not there is no fault.
    pub fn remove<T>(&mut self, key: &Key<T>) {
        self.changes.push((key.bytes.clone(), None));
    }

    /// Whether nothing would be written.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}
