//! The folder of a store and what may stand beside it: the lock, a fresh store about to take its place, the one it replaced.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::store::Trouble;

/// A whole store that is to take the folder's place; while the folder stands, it is a half one somebody was killed over.
pub(super) const FRESH: &str = "fresh";
/// What a fresh store has replaced.
const OLD: &str = "old";
/// A restore under way: never taken for a store.
pub(super) const RESTORING: &str = "restoring";
/// Held by whoever works on the folder, longer than sled holds its own lock.
const LOCK: &str = "lock";
/// sled's file, and what it locks.
const DB: &str = "db";

/// `bot` → `bot.fresh`
pub(super) fn beside(folder: &Path, what: &str) -> PathBuf {
    let mut name = folder.as_os_str().to_owned();
    name.push(OsString::from(format!(".{what}")));
    PathBuf::from(name)
}

/// Makes the folder if it must, and takes its lock.
pub(super) fn lock(folder: &Path) -> Result<File, Trouble> {
    fs::create_dir_all(folder)?;
    let file = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
    held(&file)?;
    Ok(file)
}

/// Takes every lock that is there without writing anything.
pub(super) fn lock_to_read(folder: &Path) -> Result<Vec<File>, Trouble> {
    let mut locks = Vec::new();
    for name in [LOCK, DB] {
        match File::open(folder.join(name)) {
            Ok(file) => {
                let taken = if name == DB { patiently(|| held(&file)) } else { held(&file) };
                taken?;
                locks.push(file);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && name == LOCK => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Trouble::Missing),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(locks)
}

/// sled lets go of its file a moment after it was closed, in threads of its own. Our lock says that no other process has the store, so a
/// lock of sled's that is still there is waited for, two seconds at most.
pub(super) fn patiently<T>(open: impl Fn() -> Result<T, Trouble>) -> Result<T, Trouble> {
    for _ in 0..100 {
        match open() {
            Err(Trouble::AlreadyRunning) => thread::sleep(Duration::from_millis(20)),
            other => return other,
        }
    }
    open()
}

fn held(file: &File) -> Result<(), Trouble> {
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => Trouble::AlreadyRunning,
        TryLockError::Error(error) => error.into(),
    })
}

/// Whether a store is there, whole or not.
pub fn has_store(folder: &Path) -> bool {
    folder.join(DB).exists()
}

/// Whether a file stands there. What is no file (a pipe, a device, a folder) is refused before anyone opens it: an `open` of a pipe waits
/// until somebody comes to its other end.
pub(super) fn is_file(path: &Path) -> Result<bool, Trouble> {
    match fs::metadata(path) {
        Ok(about) if about.is_file() => Ok(true),
        Ok(_) => Err(Trouble::NoFile),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether nothing is there but perhaps a lock.
pub(super) fn is_free(folder: &Path) -> Result<bool, Trouble> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(entries.flatten().all(|entry| entry.file_name() == LOCK)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Ends a change of stores that was cut between its two steps, and refuses where a restore was cut: an empty store must
/// never take the place of one that is known to be there.
pub(super) fn settle(folder: &Path) -> Result<(), Trouble> {
    if has_store(folder) {
        return Ok(());
    }
    if !folder.exists() && beside(folder, FRESH).exists() {
        log::warn!("store: a change of stores was cut short and is ended now");
        fs::rename(beside(folder, FRESH), folder)?;
        return sync_above(folder);
    }
    if is_free(folder)? && beside(folder, RESTORING).exists() {
        return Err(Trouble::Unfinished);
    }
    Ok(())
}

/// What a killed change of stores has left; called when the folder's own store is known to be whole.
pub(super) fn tidy(folder: &Path) -> Result<(), Trouble> {
    for what in [FRESH, OLD] {
        remove(&beside(folder, what))?;
    }
    Ok(())
}

/// Puts the fresh store in the folder's place, the folder to `aside` (none = beside, until [`tidy`]); gives where it went.
pub(super) fn swap(folder: &Path, aside: Option<PathBuf>) -> Result<PathBuf, Trouble> {
    let aside = aside.unwrap_or_else(|| beside(folder, OLD));
    fs::rename(folder, &aside)?;
    // Killed here, the next start ends it: see `settle`.
    fs::rename(beside(folder, FRESH), folder)?;
    sync_above(folder)?;
    Ok(aside)
}

/// A restored store takes its place, in which nothing stands.
pub(super) fn settle_in(folder: &Path) -> Result<(), Trouble> {
    remove(folder)?;
    fs::rename(beside(folder, RESTORING), folder)?;
    sync_above(folder)
}

/// Removes a folder that may not be there.
pub(super) fn remove(folder: &Path) -> Result<(), Trouble> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// What in a store's folder is not the store's: it moves along.
pub(super) fn carry_strangers(from: &Path, to: &Path) -> Result<(), Trouble> {
    for entry in fs::read_dir(from)? {
        let name = entry?.file_name();
        let known = [DB, LOCK, "conf", "blobs", "written"].iter().any(|ours| name == *ours);
        if !known && !name.to_string_lossy().starts_with("snap.") && !to.join(&name).exists() {
            fs::rename(from.join(&name), to.join(&name))?;
        }
    }
    Ok(())
}

/// All bytes below a folder.
pub(super) fn size(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        bytes += if about.is_dir() { size(&entry.path())? } else { about.len() };
    }
    Ok(bytes)
}

/// A name that has changed is on the disk only when the folder it stands in is synced.
pub(super) fn sync_above(path: &Path) -> Result<(), Trouble> {
    let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    #[cfg(unix)]
    File::open(above)?.sync_all()?;
    Ok(())
}
