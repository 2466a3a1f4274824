//! What a call came to, and what is then done: one place judges.

use std::time::Duration;

use crate::sender::job::{ChatId, MessageId};

/// What a call to the Bot API came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Done; the message's number where the answer holds one.
    Sent(Option<MessageId>),
    /// Done: the numbers of an album's messages.
    SentAll(Vec<MessageId>),
    /// Done already: "message is not modified", "query is too old", a message to strip that is gone.
    Already,
    /// The message to edit is not there (deleted, too old): send a new one.
    NothingToEdit,
    /// 429 with `retry_after`: obeyed exactly, not counted as a try.
    Wait(Duration),
    /// Blocked, chat not found.
    Gone,
    /// The account is deactivated.
    Deleted,
    /// The chat has moved.
    Moved(ChatId),
    /// Not delivered: no connection, 5xx, a captive portal's page. Try again.
    Retry(Cause),
    /// Nobody can know: the connection died or timed out after the send. An edit is repeated at once, a new message after 2 s.
    Unknown,
    /// 400 that another try won't mend; `markup` = "can't parse entities": once more as plain text.
    Refused {
        /// Whether plain text may pass.
        markup: bool,
        /// The code alone, for the log.
        code: u16,
    },
    /// The topic is closed or gone: nothing can be said there.
    Closed,
    /// 401: the token is wrong; the bot stops.
    Unauthorized,
}

impl Outcome {
    /// Its name for the log and the numbers; holds no content.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sent(_) | Self::SentAll(_) => "sent",
            Self::Already => "already",
            Self::NothingToEdit => "nothing_to_edit",
            Self::Wait(_) => "wait",
            Self::Gone => "gone",
            Self::Deleted => "deleted",
            Self::Moved(_) => "moved",
            Self::Retry(_) => "retry",
            Self::Unknown => "unknown",
            Self::Refused { .. } => "refused",
            Self::Closed => "closed",
            Self::Unauthorized => "unauthorized",
        }
    }
}

/// Why a call was not delivered; goes to the log, holds no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Could not connect.
    NoConnection,
    /// The server answered 5xx.
    Server(u16),
    /// The answer was no Bot API answer.
    NotTelegram,
}
