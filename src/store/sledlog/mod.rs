//! sled's log read by ourselves: nothing is written, nothing can spin or panic, and damage costs only what it hit.
//!
//! sled 0.34.7 (pinned) may open a damaged file and spin on a read, panic at the opening, or give up a page that has one
//! bad byte. Its file is a log of segments, each message with a checksum of its own: what is whole can be read past
//! what is not.

mod bytes;
mod page;
mod segment;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::store::Trouble;
use crate::store::sledlog::bytes::Bytes;
use crate::store::sledlog::page::Pages;
use crate::store::sledlog::segment::{Kind, SEGMENT, Segment};

/// Everything that can be read of a store.
#[derive(Debug, Default)]
pub(super) struct Image {
    /// Key → value, both as they were written.
    pub(super) records: BTreeMap<Vec<u8>, Vec<u8>>,
    /// Places where the log is damaged.
    pub(super) gaps: usize,
    /// Pages whose every trace is lost.
    pub(super) missing: usize,
}

/// Reads the store of `folder`, as far as it is whole.
///
/// # Errors
/// The disk refused.
pub(super) fn read(folder: &Path) -> Result<Image, Trouble> {
    let path = folder.join("db");
    let mut order = BTreeMap::new();
    let mut image = Image::default();
    let mut headless = Vec::new();
    for (place, bytes) in segments(&path)?.enumerate() {
        let bytes = bytes?;
        match segment::begins(&bytes) {
            Some(base) => _ = order.insert(base, place),
            None if segment::is_written(&bytes) => headless.push((segment::begins_perhaps(&bytes), place)),
            None => {}
        }
    }
    image.gaps += headless.len();
    for (base, place) in headless {
        // One whose place is taken is what is left of a former life.
        if let Some(base) = base {
            order.entry(base).or_insert(place);
        }
    }
    let end = last(&path, &order)?;
    let mut pages = Pages::default();
    'log: for (base, place) in order {
        let bytes = segment_at(&path, place)?;
        let Segment { messages, gaps, .. } = segment::read(&bytes, base);
        image.gaps += gaps;
        for message in messages {
            if message.kind == Kind::Batch && Bytes(message.body).whole().is_some_and(|last| last.unsigned_abs() >= end)
            {
                // Its last message never reached the disk: nothing of this batch has happened.
                break 'log;
            }
            let blob = message.aside.then(|| blob(folder, message.body));
            let body = match &blob {
                Some(blob) => blob.as_deref().unwrap_or_default(),
                None => message.body,
            };
            match message.kind {
                Kind::Free => pages.free(message.page),
                // A body that is no page or a blob that is gone: an older one would be worse than none.
                Kind::Page if pages.begin(message.page, message.at, body).is_none() => pages.free(message.page),
                Kind::Batch | Kind::Page => {}
                Kind::Link => _ = pages.change(message.page, body),
            }
        }
    }
    image.missing = pages.missing();
    image.records = pages.records();
    Ok(image)
}

/// Where the last whole message of the log ends.
fn last(path: &Path, order: &BTreeMap<u64, usize>) -> io::Result<u64> {
    for (base, place) in order.iter().rev() {
        let bytes = segment_at(path, *place)?;
        let end = segment::read(&bytes, *base).end;
        if end > 0 {
            return Ok(end);
        }
    }
    Ok(0)
}

fn segments(path: &Path) -> io::Result<impl Iterator<Item = io::Result<Vec<u8>>> + use<>> {
    let mut file = File::open(path)?;
    Ok(std::iter::from_fn(move || {
        let mut bytes = Vec::with_capacity(SEGMENT);
        match (&mut file).take(SEGMENT as u64).read_to_end(&mut bytes) {
            Ok(0) => None,
            Ok(_) => Some(Ok(bytes)),
            Err(error) => Some(Err(error)),
        }
    }))
}

fn segment_at(path: &Path, place: usize) -> io::Result<Vec<u8>> {
    use std::io::{Seek, SeekFrom};
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start((place * SEGMENT) as u64))?;
    let mut bytes = Vec::with_capacity(SEGMENT);
    file.take(SEGMENT as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A body too large for the log: a file named by where it stands in it, with a checksum of its own.
fn blob(folder: &Path, name: &[u8]) -> Option<Vec<u8>> {
    let name = Bytes(name).whole()?;
    let bytes = fs::read(folder.join("blobs").join(name.to_string())).ok()?;
    let mut rest = Bytes(&bytes);
    let sum = rest.small()?;
    if crc32fast::hash(rest.0) != sum {
        return None;
    }
    rest.byte()?;
    Some(rest.0.to_vec())
}
