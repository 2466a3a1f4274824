//! One segment of sled's log: the messages whose checksums hold, wherever in it they stand.

use crate::store::sledlog::bytes::Bytes;

/// sled's own default; no store of ours was ever made with another.
pub(super) const SEGMENT: usize = 512 << 10;
/// Checksum, number of the first byte, and how far the log was stable then.
pub(super) const HEAD: usize = 20;
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
    /// Where in the log its last whole message ends; the end of its head where there is none.
    pub(super) end: u64,
    /// Where in the log gaps begin that have whole messages behind them.
    pub(super) holes: Vec<u64>,
    /// Whether it is written up to its end: so sled leaves each but the youngest.
    pub(super) full: bool,
}

/// Where in the log the segment begins, by its head; none = it was never written, or the head is damaged.
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

/// Where in the log a segment without a head begins, by its first whole message: each knows its segment.
pub(super) fn begins_perhaps(bytes: &[u8]) -> Option<u64> {
    let number =
        (HEAD..=SEGMENT - LAST).find_map(|at| message(bytes.get(at..)?, None, at).map(|found| found.number))?;
    number.checked_mul(SEGMENT as u64)
}

/// Reads all that is whole in a segment that begins at `base`.
pub(super) fn read(bytes: &[u8], base: u64) -> Segment<'_> {
    let mut segment = Segment { end: base + HEAD as u64, ..Segment::default() };
    let (mut at, mut lost) = (HEAD, false);
    let end = SEGMENT - LAST;
    while at <= end && at < bytes.len() {
        let Some(One { length, found, .. }) = message(&bytes[at..], Some(base / SEGMENT as u64), at) else {
            // Damaged, or the end of what was written; the next whole message, if there is one, tells which.
            (lost, at) = (true, at + 1);
            continue;
        };
        if std::mem::take(&mut lost) {
            segment.holes.push(segment.end);
        }
        at += length;
        segment.end = base + at as u64;
        match found {
            Found::Message(message) => segment.messages.push(message),
            Found::Nothing => {}
            Found::Cap => {
                segment.full = true;
                return segment;
            }
        }
    }
    segment.full = at > end && !lost;
    segment
}

/// One whole message.
struct One<'a> {
    length: usize,
    /// Of the segment it was written to.
    number: u64,
    found: Found<'a>,
}

enum Found<'a> {
    Message(Message<'a>),
    Nothing,
    /// Fills the segment up.
    Cap,
}

/// The message that begins here; one of another segment than `wanted` is what is left of this one's former life.
fn message(bytes: &[u8], wanted: Option<u64>, at: usize) -> Option<One<'_>> {
    let mut rest = Bytes(bytes);
    let sum = rest.small()?;
    let sort = rest.byte()?;
    if !(1..=11).contains(&sort) {
        return None;
    }
    let length = usize::try_from(rest.number()?).ok()?;
    let number = rest.number()?;
    if wanted.is_some_and(|wanted| wanted != number) {
        return None;
    }
    let page = rest.number()?;
    let head = bytes.len() - rest.0.len();
    if length > SEGMENT.checked_sub(at + head)? {
        return None;
    }
    let body = rest.take(length)?;
    let mut hash = crc32fast::Hasher::new();
    hash.update(body);
    hash.update(&bytes[4..head]);
    if hash.finalize() ^ u32::MAX != sum {
        return None;
    }
    let at = number.checked_mul(SEGMENT as u64)? + at as u64;
    let of = |kind, aside| Found::Message(Message { at, kind, page, aside, body });
    let found = match sort {
        2 => Found::Cap,
        3 => of(Kind::Batch, false),
        4 => of(Kind::Free, false),
        8 | 9 => of(Kind::Page, sort == 9),
        10 | 11 => of(Kind::Link, sort == 11),
        // Taken back, or about sled itself.
        _ => Found::Nothing,
    };
    Some(One { length: head + length, number, found })
}
