//! Opening: read through once, under a time limit, before anyone relies on it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use crate::store::tree::{Tree, WRITTEN};
use crate::store::{Disk, Kind, Store, Trouble, folder, record};

/// A damaged file can make sled spin for ever on a read.
const LIMIT: Duration = Duration::from_mins(1);

impl Store {
    /// Opens the store of `folder`, or makes it. Every record's version is checked against `kinds`.
    ///
    /// # Errors
    /// In use, damaged, written by a newer program, disk full, or refused. After [`Trouble::Torn`] a thread may still
    /// spin: leave the process.
    pub fn open(folder: &Path, kinds: &[Kind]) -> Result<Self, Trouble> {
        folder::settle(folder)?;
        let lock = Arc::new(folder::lock(folder)?);
        let (tell, told) = mpsc::channel();
        let (folder, kinds) = (PathBuf::from(folder), [kinds, &[WRITTEN.kind()]].concat());
        let opener = move || {
            // The receiver is gone only when the time is up.
            let _ = tell.send(open(folder, kinds, lock));
        };
        thread::Builder::new().name("store-open".to_owned()).spawn(opener)?;
        // A panic inside drops `tell`: it and the time limit both mean that the file cannot be read.
        told.recv_timeout(LIMIT).unwrap_or(Err(Trouble::Torn))
    }

    /// A store over any disk, checked as [`Store::open`] checks.
    ///
    /// # Errors
    /// The disk refused, or a newer program has written it.
    pub fn over(disk: Box<dyn Disk>, kinds: &[Kind]) -> Result<Self, Trouble> {
        let mut flagged = Vec::new();
        disk.walk(&[], &mut |key, value| look(key, value, kinds, &mut flagged))?;
        Ok(Self { disk, flagged, kinds: kinds.to_vec(), lock: None })
    }
}

fn open(folder: PathBuf, kinds: Vec<Kind>, lock: Arc<File>) -> Result<Store, Trouble> {
    let mut flagged = Vec::new();
    let tree = Tree::open(folder, &mut |key, value| look(key, value, &kinds, &mut flagged))?;
    Ok(Store { disk: Box::new(tree), flagged, kinds, lock: Some(lock) })
}

/// Reads a record's head, and notes its key if its flag is up.
fn look(key: &[u8], value: &[u8], kinds: &[Kind], flagged: &mut Vec<Vec<u8>>) -> Result<bool, Trouble> {
    if record::may_be_read(key, value, kinds)? != 0 {
        flagged.push(key.to_vec());
    }
    Ok(true)
}
