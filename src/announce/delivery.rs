//! A delivery: what one citizen got of one announcement, kept so that it can be corrected and taken back.

use serde::{Deserialize, Serialize};

use crate::announce::PlanId;
use crate::sender::job::{ChatId, MessageId};
use crate::store::{Record, Space};
use crate::when::Moment;

/// `d/<announcement><chat>`, big-endian.
pub const DELIVERIES: Space<Delivery> = Space::new("d/");

/// `q/<announcement><chat>`: who waits aside.
pub const ASIDE: Space<Aside> = Space::new("q/");

/// What arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// In the order they were sent; the last has the words and the buttons.
    pub messages: Vec<MessageId>,
    /// Which correction of the letter it shows.
    #[serde(default)]
    pub correction: u32,
    /// When the first arrived.
    pub at: Moment,
    /// Whether an answer was lost on the way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsure: bool,
}

impl Record for Delivery {
    const VERSION: u8 = 1;
}

/// The key says it all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside;

impl Record for Aside {
    const VERSION: u8 = 1;
}

/// The place of a citizen under an announcement, in both spaces.
pub fn place(plan: PlanId, chat: ChatId) -> Vec<u8> {
    [plan.to_be_bytes().as_slice(), &chat_place(chat)].concat()
}

/// A chat's number as bytes that sort as the numbers do.
pub fn chat_place(chat: ChatId) -> [u8; 8] {
    (chat ^ ChatId::MIN).to_be_bytes()
}

/// The chat at such a place.
pub fn chat_at(place: &[u8]) -> Option<ChatId> {
    Some(ChatId::from_be_bytes(*place.last_chunk::<8>()?) ^ ChatId::MIN)
}

/// The announcement and the citizen at a place of either space.
pub fn read(place: &[u8]) -> Option<(PlanId, ChatId)> {
    let (plan, chat) = place.split_first_chunk::<4>()?;
    Some((PlanId::from_be_bytes(*plan), chat_at(chat)?))
}
