//! The last round's ids: what Telegram may deliver again after a crash.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::intake::UpdateId;
use crate::store::{Record, Space};

/// `r/`: one record.
pub(super) const LAST: Space<Last> = Space::new("r/");

/// The ids of the whole last round that was flushed.
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
