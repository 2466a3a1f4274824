//! A job: one call to be made for one chat, kept in the chat's record until its outcome is known.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::print::Sheet;
use crate::screen::Choice;

/// A chat as Telegram numbers it; in the terminal, a number made of the session's name.
pub type ChatId = i64;

/// A message as Telegram numbers it within its chat.
pub type MessageId = i32;

/// One call to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Rises within the chat; never used again there.
    pub number: u64,
    /// What is to be done.
    pub what: What,
}

/// What a job does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A part of a screen. The sender decides edit or new when the job heads its line.
    Show {
        /// The same for all parts of one screen: they are replaced whole.
        screen: u64,
        /// What is drawn; the record and the sender share it.
        part: Arc<Part>,
        /// The message the press came from; none for typed words.
        from: Option<MessageId>,
    },
    /// A file of `dialogs/`; never merged with another. As it was stored before [`What::Enclosed`].
    File(String),
    /// A file of `dialogs/`, and what is said where it can't be sent.
    Enclosed {
        /// Relative to `dialogs/`.
        file: String,
        /// Classic HTML.
        instead: String,
    },
    /// A page to print: drawn when the job comes up, the bytes are never stored.
    Print(Box<Sheet>),
    /// A small table of numbers, as a document.
    Table {
        /// Its file's name.
        name: String,
        /// Comma-separated.
        text: String,
        /// Where it goes.
        #[serde(default, skip_serializing_if = "Spot::is_plain")]
        spot: Spot,
    },
    /// Take the buttons off a message that is no longer the screen.
    Strip(MessageId),
    /// A message of an announcement: always a new one.
    News {
        /// Which announcement; 0 = none, a word to one of the staff.
        plan: u32,
        /// What it holds.
        piece: Box<Piece>,
        /// Whether it is the delivery's last.
        last: bool,
        /// Without sound.
        silent: bool,
    },
    /// Corrects a delivered message in place.
    Amend {
        /// Which announcement.
        plan: u32,
        /// Which message.
        message: MessageId,
        /// What it holds now.
        piece: Box<Piece>,
        /// Which correction of the letter that is.
        #[serde(default)]
        correction: u32,
    },
    /// Takes delivered messages back.
    Unsend {
        /// Which announcement.
        plan: u32,
        /// Which messages.
        messages: Vec<MessageId>,
    },
}

impl What {
    /// Which announcement it belongs to, if it is one's.
    pub fn plan(&self) -> Option<u32> {
        match self {
            Self::News { plan, .. } | Self::Amend { plan, .. } | Self::Unsend { plan, .. } => Some(*plan),
            _ => None,
        }
    }
}

/// The number of a forum's general topic: messages from it may bear it, none to it may.
const GENERAL: MessageId = 1;

/// Where in its chat a message goes. The same chat may hold many talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spot {
    /// The topic of a forum; none = the chat itself, or its general topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<MessageId>,
    /// The message it answers, and is shown as answering.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<MessageId>,
}

impl Spot {
    /// Nowhere in particular: most chats hold one talk.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// The topic as Telegram is to be told it. The general one is meant by telling none: its number is refused as a thread that is not found.
    pub fn topic(self) -> Option<MessageId> {
        self.thread.filter(|thread| *thread != GENERAL)
    }

    /// In this topic, answering nothing.
    pub fn of(thread: Option<MessageId>) -> Self {
        Self { thread, answers: None }
    }
}

/// A screen, or a part of one, as Telegram draws it: one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Classic HTML, within 4096 UTF-16 units (1024 beside a picture), after parsing.
    pub html: String,
    /// A picture, relative to `dialogs/`.
    pub picture: Option<String>,
    /// Rows of buttons; only the last part of a screen has any.
    pub choices: Vec<Vec<Choice>>,
    /// Where a new message of it goes.
    #[serde(default, skip_serializing_if = "Spot::is_plain")]
    pub spot: Spot,
}

/// One message of an announcement: text, a file with words beside it, or an album (2 to 10 files, no buttons: `sendMediaGroup`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Classic HTML, within Telegram's limits; the caption where there is one file, empty beside an album.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub html: String,
    /// None = text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Media>,
    /// Rows of buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Vec<Choice>>,
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Spot::is_plain")]
    pub spot: Spot,
}

/// A file of an announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Which method sends it.
    pub kind: MediaKind,
    /// Where it comes from.
    pub file: MediaFile,
    /// Its own caption in an album, classic HTML.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub html: String,
}

/// What a file is to Telegram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// `sendPhoto`
    Photo,
    /// `sendVideo`
    Video,
    /// `sendAnimation`
    Animation,
    /// `sendAudio`
    Audio,
    /// `sendVoice`
    Voice,
    /// `sendDocument`
    Document,
}

/// Where a file comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaFile {
    /// Sent to this bot before: Telegram's `file_id`.
    Id(String),
    /// Relative to `dialogs/`; uploaded once.
    Path(String),
}

/// The message that is the citizen's screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnScreen {
    /// Its number.
    pub message: MessageId,
    /// Whether it is a picture with a caption: like is edited only to like.
    pub picture: bool,
    /// Whether nothing has been said in the chat since.
    pub last: bool,
}

/// A chat's line as round gives it to the sender, after each write that changed it: the whole of what waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which chat.
    pub chat: ChatId,
    /// Its screen as last known.
    pub screen: Option<OnScreen>,
    /// The job whose mark this answers: only then does the sender know the screen again and go on with the line.
    pub ended: Option<u64>,
    /// What waits, in order. A show that is no longer here and has not begun is dropped; one in flight ends and is marked.
    pub jobs: Vec<Job>,
}

/// What became of a job, given back to round, the one writer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Which chat.
    pub chat: ChatId,
    /// Which job.
    pub job: u64,
    /// How it ended.
    pub end: End,
    /// Something new arrived, which a death would have arrive again until this is written; or more waits in the line.
    pub hurry: bool,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Done; `screen` is the screen now, if the job moved it; `strip` is a message whose buttons must go.
    Done {
        /// The screen after it.
        screen: Option<OnScreen>,
        /// The message before it, if it had buttons.
        strip: Option<MessageId>,
    },
    /// The citizen blocked the bot or is gone: the line is dropped, the chat unreachable until it speaks.
    Unreachable,
    /// A message of an announcement arrived.
    Delivered {
        /// Its numbers: several for an album.
        messages: Vec<MessageId>,
        /// Whether an earlier try's answer was lost: it may have come twice.
        unsure: bool,
    },
    /// The account is gone.
    Deleted,
    /// The message to correct is not there any more.
    Missing,
    /// Telegram refused it for good; kept out of the line, logged without content.
    Refused,
    /// The group became a supergroup with this number.
    Moved(ChatId),
    /// The topic is closed or gone: nothing can be said there.
    Closed,
}
