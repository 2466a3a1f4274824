//! What is stored: a version byte, a flag byte, then JSON that the version explains.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::{Kind, Trouble};

/// How many bytes stand before the body.
const HEAD: usize = 2;

/// Something that is stored. A room keeps its own shapes; a change of shape raises the version and reads the older ones.
pub trait Record: Serialize + DeserializeOwned {
    /// Written today.
    const VERSION: u8;

    /// A bit or more that a scan reads without the body.
    fn flag(&self) -> u8 {
        0
    }

    /// Reads a body written as `version`, which is never above [`Record::VERSION`]; older shapes are brought up here.
    ///
    /// # Errors
    /// The body is none of that version's.
    fn read(version: u8, body: &[u8]) -> Result<Self, Unreadable> {
        if version == Self::VERSION { serde_json::from_slice(body).map_err(|_| Unreadable) } else { Err(Unreadable) }
    }
}

/// A body that its version does not explain. Says nothing of its content, which is a person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

/// The record's bytes, in place of what `bytes` held.
pub(super) fn encode<T: Record>(record: &T, bytes: &mut Vec<u8>) -> Result<(), Trouble> {
    bytes.clear();
    bytes.extend([T::VERSION, record.flag()]);
    serde_json::to_writer(bytes, record).map_err(|_| Trouble::Unreadable { version: T::VERSION })
}

pub(super) fn decode<T: Record>(bytes: &[u8]) -> Result<T, Trouble> {
    let (version, _) = head(bytes).ok_or(Trouble::Unreadable { version: 0 })?;
    if version > T::VERSION {
        return Err(Trouble::Newer { found: version, known: T::VERSION });
    }
    T::read(version, body(bytes)).map_err(|Unreadable| Trouble::Unreadable { version })
}

/// Version and flag.
pub(super) fn head(bytes: &[u8]) -> Option<(u8, u8)> {
    Some((*bytes.first()?, *bytes.get(1)?))
}

/// What stands behind the head.
pub(super) fn body(bytes: &[u8]) -> &[u8] {
    bytes.get(HEAD..).unwrap_or_default()
}

/// Whether this program knows the record's kind and version; gives its flag.
pub(super) fn may_be_read(key: &[u8], value: &[u8], kinds: &[Kind]) -> Result<u8, Trouble> {
    let (version, flag) = head(value).ok_or(Trouble::Torn)?;
    let known = kind_of(key, kinds).map_or(0, |kind| kind.newest);
    if version > known { Err(Trouble::Newer { found: version, known }) } else { Ok(flag) }
}

/// Whose key it is.
pub(super) fn kind_of<'a>(key: &[u8], kinds: &'a [Kind]) -> Option<&'a Kind> {
    kinds.iter().find(|kind| key.starts_with(kind.prefix.as_bytes()))
}

/// Whether the bytes are a `T`: what a [`Kind`] carries.
pub(super) fn reads<T: Record>(bytes: &[u8]) -> bool {
    decode::<T>(bytes).is_ok()
}
