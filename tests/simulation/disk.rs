//! A disk in memory that dies where it is told: before a write, inside it, after it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use camtay::store::{Change, Disk, Trouble, Visit};

/// Where in a write the process dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// Nothing was written.
    Before,
    /// Under way: the batch is kept whole or lost whole.
    Inside { kept: bool },
    /// It is on the disk, and nobody heard of it.
    After,
}

/// A rule of the disk that a test breaks, to see whether the auditor notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The updates' ids are not written.
    NoIds,
    /// The replies that wait are not written.
    NoReplies,
    /// A batch cut short leaves its second half.
    Torn,
    /// A write is called done before it would survive.
    Unsynced,
}

#[derive(Debug, Default)]
pub struct Platter {
    records: BTreeMap<Vec<u8>, Vec<u8>>,
    /// Writes that survive.
    pub durable: u64,
    /// Writes begun.
    pub begun: u64,
    pub death: Option<Death>,
    pub flaw: Option<Flaw>,
    /// What was there before the last write, while that would not survive.
    before: Option<BTreeMap<Vec<u8>, Vec<u8>>>,
}

/// The platter outlives the process that writes on it.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<Platter>>);

impl Memory {
    pub fn platter(&self) -> MutexGuard<'_, Platter> {
        self.0.lock().expect("one thread a platter")
    }

    /// A record's body as JSON.
    pub fn json(&self, key: &[u8]) -> Option<serde_json::Value> {
        self.platter().records.get(key).map(|bytes| serde_json::from_slice(&bytes[2..]).expect("JSON"))
    }
}

impl Platter {
    /// The process is gone: what would not survive is gone too.
    pub fn loses_power(&mut self) {
        if let Some(before) = self.before.take() {
            self.records = before;
        }
    }

    fn apply(&mut self, changes: Vec<Change>) {
        for (key, value) in changes {
            match value {
                Some(value) => self.records.insert(key, value),
                None => self.records.remove(&key),
            };
        }
        self.durable += 1;
    }
}

impl Disk for Memory {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        Ok(self.platter().records.get(key).cloned())
    }

    fn walk(&self, from: &[u8], visit: Visit<'_>) -> Result<(), Trouble> {
        for (key, value) in self.platter().records.range(from.to_vec()..) {
            if !visit(key, value)? {
                break;
            }
        }
        Ok(())
    }

    fn write(&mut self, mut changes: Vec<Change>) -> Result<(), Trouble> {
        let mut platter = self.platter();
        platter.begun += 1;
        match platter.flaw {
            Some(Flaw::NoIds) => {
                changes.retain(|(key, _)| !key.starts_with(b"r/"));
                changes.iter_mut().for_each(|change| empty(change, "seen", "[]"));
            }
            Some(Flaw::NoReplies) => changes.iter_mut().for_each(|change| empty(change, "waiting", "[]")),
            Some(Flaw::Unsynced) => platter.before = Some(platter.records.clone()),
            Some(Flaw::Torn) | None => {}
        }
        match platter.death.take() {
            None => {
                platter.apply(changes);
                return Ok(());
            }
            Some(Death::After | Death::Inside { kept: true }) => platter.apply(changes),
            Some(Death::Inside { kept: false }) if platter.flaw == Some(Flaw::Torn) => {
                changes.drain(..changes.len() / 2);
                platter.apply(changes);
                platter.durable -= 1;
            }
            Some(Death::Before | Death::Inside { kept: false }) => {}
        }
        Err(Trouble::Closed)
    }
}

/// Puts `with` into a field of a chat's record, if it has it.
fn empty((key, value): &mut Change, field: &str, with: &str) {
    if let Some(bytes) = value.as_mut().filter(|_| key.starts_with(b"c/")) {
        let mut body: serde_json::Value = serde_json::from_slice(&bytes[2..]).expect("JSON");
        if let Some(field) = body.get_mut(field) {
            *field = serde_json::from_str(with).expect("JSON");
        }
        bytes.truncate(2);
        serde_json::to_writer(&mut *bytes, &body).expect("JSON");
    }
}
