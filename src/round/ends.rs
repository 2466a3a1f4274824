//! The list of ends: which record must be erased when, in order of time.

use serde::{Deserialize, Serialize};

use crate::sender::job::ChatId;
use crate::store::{Key, Record, Space};
use crate::when::Moment;

/// `e/<moment><chat>`, big-endian
pub(super) const ENDS: Space<End> = Space::new("e/");

/// The key says it all.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct End;

impl Record for End {
    const VERSION: u8 = 1;
}

/// The place of `chat` in the list. A chat may stand too early in it, never too late: the sweep looks at the record.
pub(super) fn key(end: Moment, chat: ChatId) -> Key<End> {
    ENDS.key(&place(end, chat))
}

/// The last place that is due.
pub(super) fn due(now: Moment) -> [u8; 16] {
    place(now, ChatId::MAX)
}

/// Which chat a key is about, and when.
pub(super) fn read(key: &Key<End>) -> Option<(Moment, ChatId)> {
    let (end, chat) = key.rest(&ENDS).split_first_chunk::<8>()?;
    let chat = <[u8; 8]>::try_from(chat).ok()?;
    Some((Moment::from_millis(signed(*end)), signed(chat)))
}

fn place(end: Moment, chat: ChatId) -> [u8; 16] {
    let mut place = [0; 16];
    let (moment, number) = place.split_at_mut(8);
    moment.copy_from_slice(&sortable(end.millis()));
    number.copy_from_slice(&sortable(chat));
    place
}

/// Big-endian with the sign turned: bytes sort as the numbers do.
fn sortable(number: i64) -> [u8; 8] {
    (number ^ i64::MIN).to_be_bytes()
}

fn signed(bytes: [u8; 8]) -> i64 {
    i64::from_be_bytes(bytes) ^ i64::MIN
}
