//! Records out of a store and into another: backup, restore, and the fresh store that both mending ways fill.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::store::backup::{self, Fault, Sum, Writer};
use crate::store::tree::WRITTEN;
use crate::store::{Batch, Kind, Store, Trouble, folder, record, sledlog};

/// Records in one batch of a fill.
const AT_ONCE: usize = 1_000;
/// Records between two words about the progress.
const WORD: u64 = 5_000;

/// A file under way; its name is taken only when it is whole and on the disk.
#[derive(Debug)]
pub struct Draft {
    file: BufWriter<File>,
    fresh: PathBuf,
    path: PathBuf,
}

impl Draft {
    /// Begins beside `path`; what stands there now stays until the end.
    ///
    /// # Errors
    /// Something stands there that is no backup, or no file at all, or the folder refused.
    pub fn begin(path: &Path) -> Result<Self, Trouble> {
        if folder::is_file(path)? && !backup::is_one(path) {
            return Err(Trouble::Occupied);
        }
        let mut fresh = path.as_os_str().to_owned();
        fresh.push(".new");
        let fresh = PathBuf::from(fresh);
        // A killed one's; it is made anew, so that nothing else of this name is ever written to.
        if folder::is_file(&fresh)? {
            fs::remove_file(&fresh)?;
        }
        let mut options = File::options();
        options.create_new(true).write(true);
        // What citizens told us is for nobody else on this machine.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self { file: BufWriter::with_capacity(1 << 20, options.open(&fresh)?), fresh, path: path.to_owned() })
    }

    /// The file is whole: to the disk, then under its name.
    ///
    /// # Errors
    /// The disk refused; what stood under the name still does.
    pub fn finish(mut self) -> Result<(), Trouble> {
        self.sync()?;
        self.settle()
    }

    /// All that was written is on the disk.
    pub(super) fn sync(&mut self) -> Result<(), Trouble> {
        self.file.flush()?;
        Ok(self.file.get_ref().sync_all()?)
    }

    /// Takes its name.
    pub(super) fn settle(self) -> Result<(), Trouble> {
        fs::rename(&self.fresh, &self.path)?;
        folder::sync_above(&self.path)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Given up half-way; a finished one has no file of this name any more.
        let _ = fs::remove_file(&self.fresh);
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Store {
    /// Writes every record to `out`, in the order of keys; `tell` hears from time to time how many. The count of batches is
    /// the store's own and stays.
    ///
    /// # Errors
    /// The disk refused.
    pub fn export(&self, out: impl Write, mut tell: impl FnMut(u64)) -> Result<Sum, Trouble> {
        let mut writer = Writer::begin(out, &self.kinds)?;
        self.each(|key, value| {
            said(writer.record(key, value)?, &mut tell);
            Ok(())
        })?;
        writer.end()
    }

    /// Gives every record to `each` as it is stored, in the order of keys.
    pub(super) fn each(&self, mut each: impl FnMut(&[u8], &[u8]) -> Result<(), Trouble>) -> Result<(), Trouble> {
        let count = WRITTEN.key(&[]).bytes;
        self.disk.walk(&[], &mut |key, value| {
            if key != count {
                each(key, value)?;
            }
            Ok(true)
        })
    }
}

/// Writes every record of a store that nobody runs to `out`, without writing a byte to its folder.
///
/// # Errors
/// In use, not there, damaged, or the disk refused.
pub fn export_closed(from: &Path, kinds: &[Kind], out: impl Write, mut tell: impl FnMut(u64)) -> Result<Sum, Trouble> {
    let _locks = folder::lock_to_read(from)?;
    let image = sledlog::read(from)?;
    if !image.is_whole(from)? {
        return Err(Trouble::Torn);
    }
    let mut writer = Writer::begin(out, kinds)?;
    for (key, value) in image.records.iter().filter(|(key, _)| **key != WRITTEN.key(&[]).bytes) {
        record::may_be_read(key, value, kinds)?;
        said(writer.record(key, value)?, &mut tell);
    }
    writer.end()
}

/// Fills an empty folder from a backup, which is read whole before anything is written.
///
/// # Errors
/// The folder holds something, the backup is damaged or newer, or the disk refused.
pub fn restore(to: &Path, kinds: &[Kind], file: &Path, mut tell: impl FnMut(u64)) -> Result<Sum, Fault> {
    if !folder::is_free(to)? {
        return Err(Trouble::Occupied.into());
    }
    let promised = backup::read(file, kinds, |_, _| Ok(()))?;
    let mut fresh = Fresh::begin(folder::beside(to, folder::RESTORING), kinds)?;
    backup::read(file, kinds, |key, value| {
        said(fresh.put(key, value)?, &mut tell);
        Ok(())
    })?;
    fresh.end(&promised)?;
    folder::settle_in(to)?;
    Ok(promised)
}

pub(super) fn said(records: u64, tell: &mut impl FnMut(u64)) {
    if records.is_multiple_of(WORD) {
        tell(records);
    }
}

/// A store being filled, in a folder that is not yet anybody's.
pub(super) struct Fresh {
    store: Store,
    batch: Batch,
    waiting: usize,
    records: u64,
}

impl Fresh {
    /// Begins in an empty folder; whatever a killed one has left there goes.
    pub(super) fn begin(at: PathBuf, kinds: &[Kind]) -> Result<Self, Trouble> {
        folder::remove(&at)?;
        Ok(Self { store: Store::open(&at, kinds)?, batch: Batch::default(), waiting: 0, records: 0 })
    }

    /// One more record, as it was written; gives how many there are.
    pub(super) fn put(&mut self, key: &[u8], value: &[u8]) -> Result<u64, Trouble> {
        self.batch.changes.push((key.to_vec(), Some(value.to_vec())));
        (self.waiting, self.records) = (self.waiting + 1, self.records + 1);
        if self.waiting == AT_ONCE {
            self.waiting = 0;
            self.store.commit(std::mem::take(&mut self.batch))?;
        }
        Ok(self.records)
    }

    /// Closes it, if it holds what was promised.
    pub(super) fn end(mut self, promised: &Sum) -> Result<(), Trouble> {
        self.store.commit(self.batch)?;
        if self.store.export(io::sink(), |_| ())? == *promised { Ok(()) } else { Err(Trouble::Torn) }
    }
}
