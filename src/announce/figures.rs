//! The figures of a plan: what became of it, how far it is, what citizens did because of it.

use std::collections::{BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use crate::sender::job::ChatId;
use crate::when::Moment;

/// What became of it, a citizen each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// How many it is for, as far as they are counted.
    pub audience: u64,
    /// Arrived.
    pub sent: u64,
    /// Arrived, perhaps twice: an answer was lost.
    pub unknown: u64,
    /// They have blocked the bot, or are gone.
    pub blocked: u64,
    /// Refused by Telegram for another reason.
    pub failed: u64,
    /// They said stop, or had all erased, before it reached them.
    pub left: u64,
    /// Corrected in place.
    pub corrected: u64,
    /// Telegram would not take the better words: the old ones stand there.
    #[serde(default, skip_serializing_if = "is_none")]
    pub uncorrected: u64,
    /// To be corrected, but the citizen had deleted the message.
    #[serde(default, skip_serializing_if = "is_none")]
    pub gone: u64,
    /// Taken back.
    pub taken_back: u64,
    /// What had to stay: Telegram would not take it back; a word of correction stands there instead.
    pub stayed: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "a record of what is done and what is not")]
pub struct Way {
    /// The last citizen looked at; none = none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<ChatId>,
    /// Whether every citizen was looked at.
    #[serde(default)]
    pub listed: bool,
    /// The last one counted, while the count goes on beside the sending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counting: Option<ChatId>,
    /// Whether the audience is counted.
    #[serde(default)]
    pub counted: bool,
    /// Whose job waits in their line.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub out: BTreeSet<ChatId>,
    /// How many wait aside: over their daily limit, or called back from their lines by a halt.
    #[serde(default)]
    pub aside: u64,
    /// The last of those aside that was looked at; none = from the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside_cursor: Option<ChatId>,
    /// Before this nobody aside is looked at again.
    #[serde(default)]
    pub aside_from: Moment,
    /// The last delivery looked at to correct it or take it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mending: Option<ChatId>,
    /// Whether deliveries are yet to be corrected or taken back.
    #[serde(default)]
    pub mends: bool,
    /// Whether the staff was asked what to do about its failures.
    #[serde(default)]
    pub asked: bool,
    /// Whether the numbers of its messages are gone.
    #[serde(default)]
    pub closed: bool,
    /// The last results, true = failed for no reason of the citizen's.
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    pub recent: VecDeque<bool>,
}

/// What citizens did because of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct After {
    /// Opened the guide by its button.
    pub opened: u64,
    /// Began it.
    pub began: u64,
    /// Came to its end.
    pub filed: u64,
    /// Said stop under it.
    pub stopped: u64,
    /// Wrote something back within a day.
    pub answered: u64,
}
