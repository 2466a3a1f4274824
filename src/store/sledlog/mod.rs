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
use crate::store::sledlog::segment::{HEAD, Kind, SEGMENT, Segment};

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
    let tail = Tail::of(&path, &order)?;
    let mut pages = Pages::default();
    'log: for (base, place) in order {
        let bytes = segment_at(&path, place)?;
        let segment = segment::read(&bytes, base);
        image.gaps += segment.holes.iter().filter(|hole| **hole < tail.begins).count();
        image.gaps += usize::from(!segment.full && segment.end < tail.begins);
        for message in segment.messages {
            let last = || Bytes(message.body).whole().map(i64::unsigned_abs);
            if message.at >= tail.end || (message.kind == Kind::Batch && last().is_some_and(|last| last >= tail.end)) {
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

/// The youngest batch.
struct Tail {
    /// Where it begins; a gap before that is damage. The log's end where there is no batch.
    begins: u64,
    /// Where the log ends: behind its last whole message, or where a gap begins in this batch. Its parts are written side by side, so a death may leave
    /// a later one without an earlier one.
    end: u64,
}

impl Tail {
    fn of(path: &Path, order: &BTreeMap<u64, usize>) -> io::Result<Self> {
        let (mut end, mut last) = (None, 0);
        // Where the segment behind begins; none while nothing whole was found.
        let mut behind = None;
        for (base, place) in order.iter().rev() {
            let bytes = segment_at(path, *place)?;
            let Segment { messages, holes, full, end: ends } = segment::read(&bytes, *base);
            let follows = behind.is_none_or(|next| full && next == base + SEGMENT as u64);
            if !follows {
                end = Some(ends);
            }
            let begins = messages.iter().rfind(|message| message.kind == Kind::Batch).map(|message| message.at);
            let first = holes.iter().find(|hole| begins.is_none_or(|begins| **hole >= begins));
            end = first.copied().or(end);
            if behind.is_some() || ends > base + HEAD as u64 {
                last = last.max(ends);
                behind = Some(*base);
            }
            if let Some(begins) = begins {
                return Ok(Self { begins, end: end.unwrap_or(last) });
            }
        }
        Ok(Self { begins: last, end: last })
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A closed store of so many batches, each with 40 records of 4 kB that say which batch wrote them.
    fn store(name: &str, batches: u8) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("camtay-log-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        let tree = sled::Config::new().path(&folder).flush_every_ms(None).open().expect("a store");
        for number in 0..batches {
            let mut batch = sled::Batch::default();
            (0..40_u8).for_each(|key| batch.insert(&[key], vec![number; 4_000]));
            tree.apply_batch(batch).expect("applied");
            tree.flush().expect("written");
        }
        drop(tree);
        drop(crate::store::folder::lock_to_read(&folder).expect("sled has let go"));
        folder
    }

    fn damage(folder: &Path, how: impl FnOnce(&mut [u8])) {
        let mut bytes = fs::read(folder.join("db")).expect("the file");
        how(&mut bytes);
        fs::write(folder.join("db"), bytes).expect("damaged");
    }

    /// Where the file has the segment that begins at `base`.
    fn place(bytes: &[u8], base: u64) -> usize {
        let of = |segment: &[u8]| segment::begins(segment) == Some(base);
        bytes.chunks(SEGMENT).position(of).expect("it is there") * SEGMENT
    }

    #[test]
    fn a_death_in_the_middle_of_a_batch_leaves_the_one_before_it() {
        let folder = store("death", 30);
        let whole = read(&folder).expect("read");
        assert!(whole.gaps == 0 && whole.records.values().all(|value| value[0] == 29));
        damage(&folder, |bytes| {
            let bases = bytes.chunks(SEGMENT).filter_map(segment::begins);
            let order = bases.map(|base| (base, place(bytes, base) / SEGMENT)).collect();
            let tail = Tail::of(&folder.join("db"), &order).expect("read");
            // A part of it that never reached the disk, whole messages behind it.
            let hole = tail.begins + 5_000;
            let at =
                place(bytes, hole / SEGMENT as u64 * SEGMENT as u64) + usize::try_from(hole).expect("small") % SEGMENT;
            bytes[at..at + 3_000].fill(0);
        });
        let image = read(&folder).expect("read");
        assert_eq!((image.gaps, image.missing, image.records.len()), (0, 0, 40));
        assert!(image.records.values().all(|value| value[0] == 28), "all of a batch or nothing");
        let _ = fs::remove_dir_all(folder);
    }

    #[test]
    fn what_is_lost_at_the_end_of_an_old_segment_is_told() {
        let folder = store("old", 30);
        damage(&folder, |bytes| {
            let oldest = bytes.chunks(SEGMENT).filter_map(segment::begins).min().expect("a segment");
            let at = place(bytes, oldest);
            let last = segment::read(&bytes[at..at + SEGMENT], oldest).messages.last().expect("a message").at;
            bytes[at + usize::try_from(last - oldest).expect("small")..at + SEGMENT].fill(0);
        });
        assert_eq!(read(&folder).expect("read").gaps, 1);
        let _ = fs::remove_dir_all(folder);
    }
}
