//! What was set aside: updates that nothing could be made of. Counted, and told to the staff once a day, however many there are.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::intake::UpdateId;
use crate::round::pages::Pages;
use crate::sender::job::{ChatId, Piece, Spot, What};
use crate::store::{Batch, Record, Space, Store, Trouble};

/// `g/`: one record.
pub(super) const ASIDE: Space<Aside> = Space::new("g/");

/// So many numbers are told; the log has them all.
const NAMED: usize = 10;

/// What the staff has not heard yet. Numbers only: what somebody wrote is in no record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Aside {
    /// How many.
    count: u32,
    /// The first of them.
    first: Vec<UpdateId>,
    /// The last day the staff was told.
    told: Option<Date>,
}

impl Record for Aside {
    const VERSION: u8 = 1;
}

/// Adds a batch's to the record, in the same write.
pub(super) fn note(store: &Store, batch: &mut Batch, updates: &[UpdateId]) -> Result<(), Trouble> {
    if updates.is_empty() {
        return Ok(());
    }
    let mut aside = store.get(&ASIDE.key(&[]))?.unwrap_or_default();
    aside.count = aside.count.saturating_add(u32::try_from(updates.len()).unwrap_or(u32::MAX));
    let room = NAMED.saturating_sub(aside.first.len());
    aside.first.extend(updates.iter().take(room));
    batch.put(&ASIDE.key(&[]), &aside)
}

/// Tells the staff what they have not heard, unless they were told today. Where there is no staff it waits.
pub(super) fn tell(
    store: &Store,
    pages: &mut Pages<'_>,
    batch: &mut Batch,
    staff: &[(ChatId, Spot)],
    today: Date,
) -> Result<(), Trouble> {
    let Some(aside) = store.get(&ASIDE.key(&[]))? else { return Ok(()) };
    // Another day, not a later one: a clock that was ahead must not keep them from hearing.
    if aside.count == 0 || aside.told == Some(today) || staff.is_empty() {
        return Ok(());
    }
    for (chat, spot) in staff {
        if let Some(page) = pages.page(*chat)? {
            page.changed = true;
            let piece = Piece { html: words(&aside), media: Vec::new(), choices: Vec::new(), spot: *spot };
            page.chat.push(What::News { plan: 0, piece: Box::new(piece), last: true, silent: true });
        }
    }
    batch.put(&ASIDE.key(&[]), &Aside { told: Some(today), ..Aside::default() })
}

/// For the staff, in classic HTML.
fn words(aside: &Aside) -> String {
    let numbers: Vec<String> = aside.first.iter().map(|update| update.0.to_string()).collect();
    let more = if aside.count as usize > numbers.len() { ", …" } else { "" };
    format!(
        "⚠️ <b>{} tin của bà con</b> làm máy vấp hai lần nên đã được gác lại. Người gửi đã được mời nhắn lại, các tin khác không \
         sao. Cần báo người giữ máy xem nhật ký.\nSố của tin: {}{more}",
        aside.count,
        numbers.join(", ")
    )
}
