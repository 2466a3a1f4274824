//! Keys that know their record: a prefix a kind, one tree for all.

use std::marker::PhantomData;

use crate::store::{Record, record};

/// A kind of record: all its keys begin with one prefix.
pub struct Space<T> {
    prefix: &'static str,
    record: PhantomData<fn() -> T>,
}

/// One record's address.
pub struct Key<T> {
    pub(super) bytes: Vec<u8>,
    record: PhantomData<fn() -> T>,
}

/// What a store must know of a kind to check its records.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// How its keys begin.
    pub prefix: &'static str,
    /// The newest version this program reads.
    pub newest: u8,
    /// Whether a stored value is one of this kind.
    pub(super) reads: fn(&[u8]) -> bool,
}

impl<T: Record> Space<T> {
    /// A kind under `prefix`; no prefix begins another.
    pub const fn new(prefix: &'static str) -> Self {
        Self { prefix, record: PhantomData }
    }

    /// The key `rest` of this kind; numbers are big-endian, so that they sort.
    pub fn key(&self, rest: &[u8]) -> Key<T> {
        Key { bytes: [self.prefix.as_bytes(), rest].concat(), record: PhantomData }
    }

    /// What [`crate::store::Store::open`] checks.
    pub const fn kind(&self) -> Kind {
        Kind { prefix: self.prefix, newest: T::VERSION, reads: record::reads::<T> }
    }

    pub(super) const fn prefix(&self) -> &'static str {
        self.prefix
    }

    pub(super) fn found(&self, bytes: &[u8]) -> Option<Key<T>> {
        bytes.starts_with(self.prefix.as_bytes()).then(|| Key { bytes: bytes.to_vec(), record: PhantomData })
    }
}

impl<T> Key<T> {
    /// What stands behind the prefix `space` gave it.
    pub fn rest(&self, space: &Space<T>) -> &[u8] {
        self.bytes.get(space.prefix.len()..).unwrap_or_default()
    }
}
