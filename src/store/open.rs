//! Opening: read through once, under a time limit, before anyone relies on it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::store::{Kind, Record, Space, Store, Trouble, folder, record};

/// A damaged file can make sled spin for ever on a read.
const LIMIT: Duration = Duration::from_mins(1);

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
}

fn open(folder: PathBuf, kinds: Vec<Kind>, lock: Arc<File>) -> Result<Store, Trouble> {
    let witness = witness(&folder)?;
    let is_new = witness == 0 && !folder::has_store(&folder);
    let tree = sled(&folder)?;
    let flagged = read_through(&tree, &kinds)?;
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
    let mut store = Store { tree, file, folder, written, flagged, kinds, lock };
    if written == 0 {
        store.commit(crate::store::Batch::default())?;
    }
    store.bear_witness()?;
    Ok(store)
}

/// sled lets go of its file a moment after it was closed, in threads of its own. Our lock says that no other process has
/// the store, so a lock of sled's that is still there is waited for, two seconds at most.
fn sled(folder: &Path) -> Result<sled::Db, Trouble> {
    let mut patience = 100;
    loop {
        let opened = sled::Config::new().path(folder).cache_capacity(CACHE).flush_every_ms(None).open();
        match opened.map_err(Trouble::from) {
            Err(Trouble::AlreadyRunning) if patience > 0 => patience -= 1,
            other => return other,
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Every so many records one is read by its key.
const TOUCH: usize = 4;

/// Reads every record's head, and gives the keys whose flag is up.
fn read_through(tree: &sled::Db, kinds: &[Kind]) -> Result<Vec<Vec<u8>>, Trouble> {
    let mut flagged = Vec::new();
    for (n, pair) in tree.iter().enumerate() {
        let (key, value) = pair?;
        touch(tree, n, &key)?;
        if record::may_be_read(&key, &value, kinds)? != 0 {
            flagged.push(key.to_vec());
        }
    }
    Ok(flagged)
}

/// For the `n`th record of a scan. sled drops pages beyond its cache only after a number of single reads: a scan alone
/// would keep the whole store in memory (measured with 100,000 records: 75 MiB without, 49 MiB with).
pub(super) fn touch(tree: &sled::Db, n: usize, key: &[u8]) -> Result<(), Trouble> {
    if n.is_multiple_of(TOUCH) {
        tree.contains_key(key)?;
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

impl Store {
    fn bear_witness(&mut self) -> Result<(), Trouble> {
        let fresh = self.folder.join("written.new");
        let mut file = File::create(&fresh)?;
        file.write_all(self.written.to_string().as_bytes())?;
        file.sync_all()?;
        fs::rename(fresh, self.folder.join(WITNESS))?;
        Ok(())
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // Only a lower bound for the next start; the records are on the disk already.
        if self.bear_witness().is_err() {
            log::warn!("store: the witness could not be written");
        }
    }
}
