//! One segment of sled's log: the messages whose checksums hold, wherever in it they stand.

use crate::store::sledlog::bytes::Bytes;

/// sled's own default; no store of ours was ever made with another.
pub(super) const SEGMENT: usize = 512 << 10;
/// Checksum, number of the first byte, and how far the log was stable then.
const HEAD: usize = 20;
/// No message begins nearer to the end.
const LAST: usize = 32;

/// What a message is about; the kinds that change no page are not given on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What follows counts only if the log reaches a certain point.
    Batch,
    /// The page is given up.
    Free,
    /// The page anew, whole.
    Page,
    /// A change of the page.
    Link,
}

/// One message of the log.
#[derive(Debug)]
pub(super) struct Message<'a> {
    /// Where it stands in the log: the order of all that happened.
    pub(super) at: u64,
    pub(super) kind: Kind,
    pub(super) page: u64,
    /// Whether `body` only names a file of `blobs/`.
    pub(super) aside: bool,
    pub(super) body: &'a [u8],
}

/// What one segment holds.
#[derive(Debug, Default)]
pub(super) struct Segment<'a> {
    pub(super) messages: Vec<Message<'a>>,
    /// Where in the log its last whole message ends; 0 = there is none.
    pub(super) end: u64,
    /// Gaps with whole messages behind them: nothing sled writes looks so.
    pub(super) gaps: usize,
}

/// Where in the log the segment begins; none = it was never written, or its head is damaged.
pub(super) fn begins(bytes: &[u8]) -> Option<u64> {
    let mut head = Bytes(bytes.get(..HEAD)?);
    let sum = head.small()? ^ u32::MAX;
    if crc32fast::hash(head.0) != sum {
        return None;
    }
    let at = u64::try_from(head.whole()? ^ i64::MAX).ok()?;
    at.is_multiple_of(SEGMENT as u64).then_some(at)
}

/// Whether something stands in a segment that has no head: a damaged one, unless the file ended in the middle of a head.
pub(super) fn is_written(bytes: &[u8]) -> bool {
    bytes.len() >= HEAD && bytes.iter().any(|byte| *byte != 0)
}

/// Reads all that is whole in a segment that begins at `base`.
pub(super) fn read(bytes: &[u8], base: u64) -> Segment<'_> {
    let mut segment = Segment::default();
    let (mut at, mut lost) = (HEAD, false);
    let end = SEGMENT - LAST;
    while at <= end && at < bytes.len() {
        let Some((length, found)) = message(&bytes[at..], base, at) else {
            // Damaged, or the end of what was written; the next whole message, if there is one, tells which.
            (lost, at) = (true, at + 1);
            continue;
        };
        segment.gaps += usize::from(std::mem::take(&mut lost));
        at += length;
        segment.end = base + at as u64;
        match found {
            Found::Message(message) => segment.messages.push(message),
            Found::Nothing => {}
            Found::End => break,
        }
    }
    segment
}

enum Found<'a> {
    Message(Message<'a>),
    Nothing,
    End,
}

/// The message that begins here, and its length.
fn message(bytes: &[u8], base: u64, at: usize) -> Option<(usize, Found<'_>)> {
    let mut rest = Bytes(bytes);
    let sum = rest.small()?;
    let (kind, aside) = match rest.byte()? {
        1 | 5..=7 => (None, false),
        2 => (None, true),
        3 => (Some(Kind::Batch), false),
        4 => (Some(Kind::Free), false),
        8 => (Some(Kind::Page), false),
        9 => (Some(Kind::Page), true),
        10 => (Some(Kind::Link), false),
        11 => (Some(Kind::Link), true),
        _ => return None,
    };
    let length = usize::try_from(rest.number()?).ok()?;
    // A message of the segment's former life has another number.
    if rest.number()? != base / SEGMENT as u64 {
        return None;
    }
    let page = rest.number()?;
    let head = bytes.len() - rest.0.len();
    if at + head + length > SEGMENT {
        return None;
    }
    let body = rest.take(length)?;
    let mut hash = crc32fast::Hasher::new();
    hash.update(body);
    hash.update(&bytes[4..head]);
    if hash.finalize() ^ u32::MAX != sum {
        return None;
    }
    let found = match kind {
        Some(kind) => Found::Message(Message { at: base + at as u64, kind, page, aside, body }),
        // A cap fills the segment up.
        None if aside => Found::End,
        None => Found::Nothing,
    };
    Some((head + length, found))
}
