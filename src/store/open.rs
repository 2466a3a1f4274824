//! Opening: read through once, under a time limit, before anyone relies on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::store::tree::{Tree, WRITTEN};
use crate::store::{Disk, Kind, Store, Trouble, record};

/// A damaged file can make sled spin for ever on a read.
const LIMIT: Duration = Duration::from_mins(1);

impl Store {
    /// Opens the store of `folder`, or makes it. Every record's version is checked against `kinds`.
    ///
    /// # Errors
    /// In use, damaged, written by a newer program, disk full, or refused. After [`Trouble::Torn`] a thread may still
    /// spin: leave the process.
    pub fn open(folder: &Path, kinds: &[Kind]) -> Result<Self, Trouble> {
        fs::create_dir_all(folder)?;
        let (tell, told) = mpsc::channel();
        let (folder, kinds) = (PathBuf::from(folder), [kinds, &[WRITTEN.kind()]].concat());
        let opener = move || {
            // The receiver is gone only when the time is up.
            let _ = tell.send(open(folder, &kinds));
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
        Ok(Self { disk, flagged })
    }
}

fn open(folder: PathBuf, kinds: &[Kind]) -> Result<Store, Trouble> {
    let mut flagged = Vec::new();
    let tree = Tree::open(folder, &mut |key, value| look(key, value, kinds, &mut flagged))?;
    Ok(Store { disk: Box::new(tree), flagged })
}

/// Reads a record's head, and notes its key if its flag is up.
fn look(key: &[u8], value: &[u8], kinds: &[Kind], flagged: &mut Vec<Vec<u8>>) -> Result<bool, Trouble> {
    let (version, flag) = record::head(value).ok_or(Trouble::Torn)?;
    let known = kinds.iter().find(|kind| key.starts_with(kind.prefix.as_bytes())).map_or(0, |kind| kind.newest);
    if version > known {
        return Err(Trouble::Newer { found: version, known });
    }
    if flag != 0 {
        flagged.push(key.to_vec());
    }
    Ok(true)
}
