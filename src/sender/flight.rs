//! A flight: a job that has become a call. Edit or new is decided here, when the job heads its chat's line.

use std::sync::Arc;

use crate::sender::job::{ChatId, End, Job, Line, MessageId, OnScreen, Part, What};
use crate::sender::wire::Call;

/// A job under way.
#[derive(Debug)]
pub(super) struct Flight {
    /// Its number.
    pub(super) job: u64,
    /// Where it goes.
    pub(super) chat: ChatId,
    /// What was asked does.
    does: Does,
    /// The citizen's screen when it began.
    screen: Option<OnScreen>,
    /// What the screen will be once it is done.
    becomes: Becomes,
    /// Whether an earlier try may have arrived.
    unsure: bool,
}

/// What a call does, as far as its outcome is judged by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    Edit(MessageId),
    Strip,
    /// Corrects or deletes what stands there.
    Mend,
    /// Something new.
    Send,
}

/// What a done job makes of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Becomes {
    /// It stays as it is.
    Same,
    /// It stays where it is, but something stands below it now.
    Above,
    /// The same, and the message's number is kept.
    Delivered,
    /// The message sent or edited is the screen.
    This {
        /// Whether it has a picture.
        picture: bool,
    },
}

impl Flight {
    /// The head of `line`, and its call; `plain` = without markup, `anew` = the message to edit is of no use.
    pub(super) fn begin(line: &Line, plain: bool, anew: bool, unsure: bool) -> Option<(Self, Call)> {
        let head = line.jobs.first()?;
        let chat = line.chat;
        let (call, becomes) = match &head.what {
            What::Show { screen, part, from } => {
                let whole = !line.jobs.iter().skip(1).any(|job| shows(job, *screen));
                let place = line.screen.filter(|on| whole && !anew && fits(*on, part, *from));
                (show(chat, part, place, plain), if whole { this(part) } else { Becomes::Above })
            }
            What::File(file) => (Call::SendFile { chat, file: file.clone(), instead: String::new() }, Becomes::Above),
            What::Enclosed { file, instead } => {
                (Call::SendFile { chat, file: file.clone(), instead: instead.clone() }, Becomes::Above)
            }
            What::Print(sheet) => (Call::SendSheet { chat, sheet: sheet.clone() }, Becomes::Above),
            What::News { piece, silent, .. } => {
                (Call::News { chat, piece: piece.clone(), plain, silent: *silent }, Becomes::Delivered)
            }
            What::Amend { message, piece, .. } => {
                (Call::Amend { chat, message: *message, piece: piece.clone(), plain }, Becomes::Same)
            }
            What::Unsend { messages, .. } => (Call::Unsend { chat, messages: messages.clone() }, Becomes::Same),
            What::Table { name, text, spot } => {
                (Call::SendTable { chat, name: name.clone(), text: text.clone(), spot: *spot }, Becomes::Above)
            }
            What::Strip(message) => (Call::Strip { chat, message: *message }, Becomes::Same),
        };
        // A message that can't be edited any more has no buttons to take off either.
        let screen = line.screen.filter(|_| !anew);
        let does = match call {
            Call::Edit { message, .. } => Does::Edit(message),
            Call::Strip { .. } => Does::Strip,
            Call::Amend { .. } | Call::Unsend { .. } => Does::Mend,
            _ => Does::Send,
        };
        Some((Self { job: head.number, chat, does, screen, becomes, unsure }, call))
    }

    /// How the job ends when the call went well; `sent` is the message's number if the answer held one.
    pub(super) fn done(&self, sent: &[MessageId]) -> End {
        let edited = if let Does::Edit(message) = self.does { Some(message) } else { None };
        match (self.becomes, edited.or(sent.first().copied())) {
            (Becomes::This { picture }, Some(message)) => {
                let strip = self.screen.map(|on| on.message).filter(|old| *old != message);
                End::Done { screen: Some(OnScreen { message, picture, last: true }), strip }
            }
            (Becomes::Same, _) => End::Done { screen: None, strip: None },
            (Becomes::Delivered, _) => End::Delivered { messages: sent.to_vec(), unsure: self.unsure },
            (Becomes::Above | Becomes::This { .. }, _) => {
                End::Done { screen: self.screen.map(|on| OnScreen { last: false, ..on }), strip: None }
            }
        }
    }

    /// Whether it changes a message in place: repeating it does no harm.
    pub(super) fn edits(&self) -> bool {
        self.does != Does::Send
    }

    /// Whether it changes the citizen's screen in place.
    pub(super) fn is_screen(&self) -> bool {
        matches!(self.does, Does::Edit(_))
    }

    /// Whether it corrects or deletes what was delivered.
    pub(super) fn mends(&self) -> bool {
        self.does == Does::Mend
    }

    /// Whether only old buttons are at stake.
    pub(super) fn strips(&self) -> bool {
        self.does == Does::Strip
    }
}

/// In place only while the screen is the last message, of the same kind, and the very one the press came from.
fn fits(on: OnScreen, part: &Part, from: Option<MessageId>) -> bool {
    on.last && on.picture == part.picture.is_some() && from.is_none_or(|pressed| pressed == on.message)
}

fn show(chat: ChatId, part: &Arc<Part>, place: Option<OnScreen>, plain: bool) -> Call {
    let part = Arc::clone(part);
    match place {
        Some(on) => Call::Edit { chat, message: on.message, part, plain },
        None => Call::Send { chat, part, plain },
    }
}

fn shows(job: &Job, wanted: u64) -> bool {
    matches!(job.what, What::Show { screen, .. } if screen == wanted)
}

fn this(part: &Part) -> Becomes {
    Becomes::This { picture: part.picture.is_some() }
}
