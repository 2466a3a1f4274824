//! The wall's shape: the calls the sender can ask for, each one request to Telegram.

use std::future::Future;
use std::sync::Arc;

use crate::print::Sheet;
use crate::sender::job::{ChatId, MessageId, Part, Piece, Spot};
use crate::sender::outcome::Outcome;

/// One request; the wire adds the token, the time limit and, for a file not uploaded yet, the upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// A new message: `sendMessage`, or `sendPhoto` with a caption when the part has a picture.
    Send {
        /// Where to.
        chat: ChatId,
        /// What it holds.
        part: Arc<Part>,
        /// Without markup: the tags are taken out, the entities decoded. The second try after "can't parse entities".
        plain: bool,
    },
    /// The screen in place: `editMessageText`, or `editMessageMedia` with a caption when the part has a picture.
    /// The sender asks for it only where the message is of the same kind.
    Edit {
        /// Where.
        chat: ChatId,
        /// Which message.
        message: MessageId,
        /// What it holds now.
        part: Arc<Part>,
        /// As in [`Call::Send`].
        plain: bool,
    },
    /// A file of `dialogs/`, as a document.
    SendFile {
        /// Where to.
        chat: ChatId,
        /// Relative to `dialogs/`.
        file: String,
        /// Classic HTML that is sent where the file can't be; empty = nothing.
        instead: String,
    },
    /// A page to print, as a document.
    SendSheet {
        /// Where to.
        chat: ChatId,
        /// What stands on it.
        sheet: Box<Sheet>,
    },
    /// Takes the buttons off a message: `editMessageReplyMarkup` without a keyboard.
    Strip {
        /// Where.
        chat: ChatId,
        /// Which message.
        message: MessageId,
    },
    /// A message of an announcement.
    News {
        /// Where to.
        chat: ChatId,
        /// What it holds.
        piece: Box<Piece>,
        /// As in [`Call::Send`].
        plain: bool,
        /// `disable_notification`
        silent: bool,
    },
    /// Words and buttons of a delivered message, anew: `editMessageText`, `editMessageCaption`.
    Amend {
        /// Where.
        chat: ChatId,
        /// Which message.
        message: MessageId,
        /// What it holds now.
        piece: Box<Piece>,
        /// As in [`Call::Send`].
        plain: bool,
    },
    /// `deleteMessages`
    Unsend {
        /// Where.
        chat: ChatId,
        /// Which messages.
        messages: Vec<MessageId>,
    },
    /// A small table, as a document.
    SendTable {
        /// Where to.
        chat: ChatId,
        /// Its file's name.
        name: String,
        /// Comma-separated.
        text: String,
        /// Where in the chat.
        spot: Spot,
    },
    /// Answers a press: `answerCallbackQuery` without words.
    Answer {
        /// The callback query's number.
        press: String,
    },
}

impl Call {
    /// The same into a person's chat itself, where it goes to a topic of it: that may be gone, and the person waits. In a group nobody is shown
    /// what was meant for a topic.
    pub(super) fn past_its_topic(&self) -> Option<Self> {
        let lost = |chat: ChatId, spot: Spot| chat > 0 && spot.topic().is_some();
        match self {
            Self::Send { chat, part, plain } if lost(*chat, part.spot) => {
                let part = Arc::new(Part { spot: Spot::default(), ..Part::clone(part) });
                Some(Self::Send { chat: *chat, part, plain: *plain })
            }
            Self::News { chat, piece, plain, silent } if lost(*chat, piece.spot) => {
                let piece = Box::new(Piece { spot: Spot::default(), ..Piece::clone(piece) });
                Some(Self::News { chat: *chat, piece, plain: *plain, silent: *silent })
            }
            Self::SendTable { chat, name, text, spot } if lost(*chat, *spot) => {
                Some(Self::SendTable { chat: *chat, name: name.clone(), text: text.clone(), spot: Spot::default() })
            }
            _ => None,
        }
    }
}

/// Who carries calls: Telegram's wall, or a test. Shared by all lines; a call ends by itself (a time limit is [`Outcome::Unknown`]).
pub trait Wire: Send + Sync + 'static {
    /// Makes the call and judges the answer.
    fn call(&self, call: Call) -> impl Future<Output = Outcome> + Send;
}
