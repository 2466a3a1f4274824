//! What can go wrong with the store, as data; `front` has the sentences.

use std::io;

/// Why the store could not be opened, read or written. Holds nothing that was stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Another process holds the folder.
    #[error("the store is in use by another process")]
    AlreadyRunning,
    /// The files are damaged, or older than what was already written: restore a backup.
    #[error("the store is damaged")]
    Torn,
    /// A newer program wrote a record.
    #[error("a record has version {found}, this program knows {known}")]
    Newer {
        /// Its version.
        found: u8,
        /// The newest we read.
        known: u8,
    },
    /// One record's body is not what its version says.
    #[error("a record of version {version} is not readable")]
    Unreadable {
        /// Its version.
        version: u8,
    },
    /// Something stands where something new was to be written, and it is not replaced.
    #[error("the place is taken")]
    Occupied,
    /// What stands there is no file: a folder, a pipe, a device, a socket.
    #[error("it is no regular file")]
    NoFile,
    /// No store there.
    #[error("there is no store")]
    Missing,
    /// A restore was cut short before the store took its place.
    #[error("a restore was cut short")]
    Unfinished,
    /// No room on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// The disk or the folder refused.
    #[error("input or output failed: {0}")]
    Io(io::ErrorKind),
    /// Whoever owned the store has stopped.
    #[error("the store is closed")]
    Closed,
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            // A limit on the size of a file is a full disk to whoever must write.
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Self::DiskFull,
            kind => Self::Io(kind),
        }
    }
}

impl From<sled::Error> for Trouble {
    fn from(error: sled::Error) -> Self {
        match error {
            // sled 0.34.7 wraps the lock's refusal in an `Other` of its own, told apart only by its words.
            sled::Error::Io(io) if io.to_string().contains("could not acquire lock") => Self::AlreadyRunning,
            sled::Error::Io(io) => io.into(),
            sled::Error::Corruption { .. } | sled::Error::ReportableBug(_) => Self::Torn,
            sled::Error::CollectionNotFound(_) | sled::Error::Unsupported(_) => Self::Io(io::ErrorKind::Unsupported),
        }
    }
}
