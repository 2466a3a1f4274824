//! What a store stands on: ordered bytes, and one write that happens whole or not at all.

use crate::store::Trouble;

/// One key's new bytes; none = it goes.
pub type Change = (Vec<u8>, Option<Vec<u8>>);

/// What a walk over the records does at each: tells whether to go on.
pub type Visit<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> Result<bool, Trouble>;

/// sled, or what a test puts in its place to let it die where it likes.
pub trait Disk: Send + Sync {
    /// The bytes under `key`.
    ///
    /// # Errors
    /// The disk refused.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble>;

    /// Shows every record from `from` on, in the order of the keys, until `visit` has seen enough.
    ///
    /// # Errors
    /// The disk refused, or `visit` did.
    fn walk(&self, from: &[u8], visit: Visit<'_>) -> Result<(), Trouble>;

    /// Writes all of `changes` or nothing, and waits until it would survive a power cut.
    ///
    /// # Errors
    /// Nobody can know whether it is written; the disk is not to be used further.
    fn write(&mut self, changes: Vec<Change>) -> Result<(), Trouble>;
}
