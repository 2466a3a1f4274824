//! What arrived: whatever comes in becomes one [`Arrival`] at the door.

mod fields;
mod note;
pub mod telegram;

use serde::{Deserialize, Serialize};

use crate::announce::Letter;
use crate::engine::Event;
use crate::sender::job::{MessageId, Spot};

/// An update's number: it may jump, come out of order or come twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UpdateId(pub u64);

/// One update, the odd ones too: every number must be remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Its number.
    pub update: UpdateId,
    /// The chat it belongs to; none = it makes no turn, its number is remembered all the same.
    pub chat: Option<i64>,
    /// What must be answered at once, if it was a press.
    pub press: Option<Press>,
    /// What it was.
    pub what: What,
    /// What only one of the staff could have meant by it.
    pub note: Option<Box<Note>>,
    /// Where an answer to it belongs: its topic, its message.
    pub spot: Spot,
    /// The message of this chat that it was written in reply to.
    pub reply_to: Option<MessageId>,
}

/// An event as one of the staff could have meant it: with its marks and files, and from whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Who, by their Telegram number.
    pub who: i64,
    /// What Telegram calls them.
    pub name: String,
    /// Where: their own chat, or a group.
    pub chat: i64,
    /// What it is to a citizen.
    pub event: Event,
    /// The words without marks.
    pub text: String,
    /// The message as a letter.
    pub letter: Letter,
    /// The album it came in, by Telegram's name for it.
    pub album: Option<String>,
}

/// A press on a button, beside what its token means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    /// The number of the callback query; answered after the flush, again when the update comes again.
    pub id: String,
    /// The message the button hung under; none = not known as this chat's.
    pub from: Option<i32>,
}

/// What an update was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Something a citizen did in a private chat.
    Citizen(Event),
    /// The bot was spoken to in a group.
    Group {
        /// `https://t.me/…`: opens the private chat.
        link: String,
    },
    /// The group became another, with this number: told in the old one and in the new.
    Moved {
        /// The new number.
        to: i64,
    },
    /// The citizen blocked the bot, or the bot was put out of a group (`my_chat_member`).
    Blocked,
    /// The citizen lets the bot in again (`my_chat_member`).
    Unblocked,
    /// Nothing to turn.
    Nothing(Why),
}

/// Why an update makes no turn; for the counts and the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It names no chat we talk in: a channel, an inline message.
    NoChat,
    /// Talk in a group that is not meant for the bot.
    NotForUs,
    /// A note of Telegram's own: a pinned message, a new title, a member more.
    Service,
    /// Not readable as an update.
    Unreadable,
}
