//! The last batch that was flushed: what Telegram may deliver again after a crash.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::intake::UpdateId;
use crate::store::{Record, Space};

/// `r/`: one record.
pub(super) const LAST: Space<Last> = Space::new("r/");

/// All its ids.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Last(pub(super) BTreeSet<UpdateId>);

impl Record for Last {
    const VERSION: u8 = 1;
}

/// While Telegram repeats a round piece by piece, all of it stays known; marks alone change nothing.
pub(super) fn remember(last: Last, ids: BTreeSet<UpdateId>) -> Option<Last> {
    match ids {
        ids if ids.is_subset(&last.0) => None,
        ids if ids.is_disjoint(&last.0) => Some(Last(ids)),
        ids => Some(Last(&last.0 | &ids)),
    }
}

/// One of a batch that is written one by one: all of it stays known, Telegram brings it whole until its end is acknowledged.
pub(super) fn remember_all(last: Last, ids: BTreeSet<UpdateId>) -> Option<Last> {
    (!ids.is_subset(&last.0)).then(|| Last(&last.0 | &ids))
}
