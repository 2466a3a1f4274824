//! Telegram as plain data: the queue of updates with its offsets and lives, chats with their messages.

use std::collections::{BTreeMap, BTreeSet};

use camtay::engine::{Act, Event, Odd};
use camtay::intake::{Arrival, Press, UpdateId, What, Why};
use camtay::sender::Call;
use camtay::sender::job::{ChatId, MessageId, Part};
use camtay::sender::outcome::{Cause, Outcome};

use crate::script::Fate;

/// How long a press waits for the bot, in milliseconds (TECH.md §1.2).
const PRESS: i64 = 150_000;
/// How long anything else does.
const OTHER: i64 = 24 * 3_600_000;

/// An update that waits.
pub struct Waiting {
    pub arrival: Arrival,
    until: i64,
}

/// What Telegram knew when a citizen did something; for the auditor.
#[derive(Debug, Clone, Copy)]
pub struct Origin {
    /// What they typed; none for a press.
    pub said: Option<MessageId>,
    /// Their newest message by then.
    pub newest: MessageId,
    /// How often they had blocked the bot.
    pub blocks: u32,
}

#[derive(Debug, Default)]
pub struct Room {
    pub newest: MessageId,
    /// The newest message of the citizen's own.
    pub theirs: MessageId,
    pub messages: BTreeMap<MessageId, Message>,
    pub blocked: bool,
    pub blocks: u32,
}

/// A message of the bot.
#[derive(Debug, Clone)]
pub struct Message {
    /// None: a file.
    pub part: Option<Part>,
    pub buttons: bool,
}

/// What a call did in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    None,
    New(MessageId),
    Edited(MessageId),
    Stripped(MessageId),
}

#[derive(Default)]
pub struct Telegram {
    pub queue: Vec<Waiting>,
    next: u64,
    pub rooms: BTreeMap<ChatId, Room>,
    pub origins: BTreeMap<u64, Origin>,
    presses: u64,
    /// What waited too long.
    pub expired: BTreeSet<UpdateId>,
}

impl Telegram {
    pub fn new(chats: &[ChatId]) -> Self {
        let rooms = chats.iter().map(|chat| (*chat, Room::default())).collect();
        Self { rooms, next: 500, ..Self::default() }
    }

    pub fn room(&mut self, chat: ChatId) -> &mut Room {
        self.rooms.entry(chat).or_default()
    }

    fn push(&mut self, chat: ChatId, said: Option<MessageId>, press: Option<Press>, what: What, until: i64) {
        let number = self.next;
        self.next += 1;
        let room = self.room(chat);
        let origin = Origin { said, newest: room.theirs, blocks: room.blocks };
        self.origins.insert(number, origin);
        let arrival = Arrival {
            update: UpdateId(number),
            chat: Some(chat),
            press,
            what,
            note: None,
            spot: camtay::sender::job::Spot::default(),
            reply_to: None,
        };
        self.queue.push(Waiting { arrival, until });
    }

    /// After a week of silence; what waited is long gone by then.
    pub fn jump(&mut self) {
        if !self.queue.is_empty() {
            return;
        }
        self.next = if self.next > 1_000_000 { self.next - 900_000 } else { self.next + 1_300_007 };
    }

    /// A citizen types, or mends what they typed.
    pub fn says(&mut self, chat: ChatId, words: &str, now: i64) {
        self.unblock(chat, now);
        let event = match words {
            "edited" => return self.push(chat, None, None, What::Citizen(Event::Sent(Odd::Edited)), now + OTHER),
            "pinned" => return self.push(chat, None, None, What::Nothing(Why::Service), now + OTHER),
            "sticker" => Event::Sent(Odd::Sticker),
            words => Event::Said(words.to_owned()),
        };
        let room = self.room(chat);
        room.newest += 1;
        room.theirs = room.newest;
        let said = Some(room.newest);
        self.push(chat, said, None, What::Citizen(event), now + OTHER);
    }

    /// A press of a button of the message `back` from the newest that has any.
    pub fn press(&mut self, chat: ChatId, back: u8, button: u8, known: bool, now: i64) {
        self.unblock(chat, now);
        let room = &self.rooms[&chat];
        let with: Vec<_> = room.messages.iter().rev().filter(|(_, message)| message.buttons).collect();
        let Some((from, message)) = with.get(usize::from(back)).or_else(|| with.last()) else { return };
        let tokens: Vec<_> =
            message.part.iter().flat_map(|part| part.choices.iter().flatten()).filter_map(pressed).collect();
        let Some(token) = tokens.get(usize::from(button) % tokens.len().max(1)) else { return };
        self.presses += 1;
        let press = Press { id: format!("q{}", self.presses), from: known.then_some(**from) };
        let what = What::Citizen(Event::Pressed((*token).clone()));
        self.push(chat, None, Some(press), what, now + PRESS);
    }

    pub fn block(&mut self, chat: ChatId, now: i64) {
        let room = self.room(chat);
        if !room.blocked {
            room.blocked = true;
            room.blocks += 1;
            self.push(chat, None, None, What::Blocked, now + OTHER);
        }
    }

    fn unblock(&mut self, chat: ChatId, now: i64) {
        let room = self.room(chat);
        if std::mem::take(&mut room.blocked) {
            self.push(chat, None, None, What::Unblocked, now + OTHER);
        }
    }

    pub fn delete(&mut self, chat: ChatId, back: u8) {
        let room = self.room(chat);
        if let Some(message) = room.messages.keys().rev().nth(usize::from(back)).copied() {
            room.messages.remove(&message);
        }
    }

    /// `getUpdates`: the offset's word first, then what waits, the oldest numbers first.
    pub fn updates(&mut self, offset: u64, limit: u8, now: i64) -> Vec<Arrival> {
        let gone = self.queue.extract_if(.., |waiting| waiting.until <= now);
        self.expired.extend(gone.map(|waiting| waiting.arrival.update));
        self.forget(offset);
        self.queue.sort_by_key(|waiting| waiting.arrival.update);
        self.queue.iter().take(usize::from(limit)).map(|waiting| waiting.arrival.clone()).collect()
    }

    /// All below `offset` is done with, unless the offset is out of all bounds (TECH.md §1.2).
    pub fn forget(&mut self, offset: u64) {
        let numbers = || self.queue.iter().map(|waiting| waiting.arrival.update.0);
        let (Some(oldest), Some(newest)) = (numbers().min(), numbers().max()) else { return };
        if offset <= newest + 10 && offset + 100_000 >= oldest {
            self.queue.retain(|waiting| waiting.arrival.update.0 >= offset);
        }
    }

    pub fn waits(&self, update: UpdateId) -> bool {
        self.queue.iter().any(|waiting| waiting.arrival.update == update)
    }

    /// A call reaches Telegram.
    pub fn call(&mut self, call: &Call, fate: Fate) -> (Effect, Outcome) {
        match fate {
            Fate::Wait(seconds) => (Effect::None, Outcome::Wait(std::time::Duration::from_secs(seconds.into()))),
            Fate::Server => (Effect::None, Outcome::Retry(Cause::Server(500))),
            Fate::Unconnected => (Effect::None, Outcome::Retry(Cause::NoConnection)),
            Fate::CutBefore => (Effect::None, Outcome::Unknown),
            Fate::CutAfter => (self.act(call).0, Outcome::Unknown),
            Fate::Unparsed if has_markup(call) => (Effect::None, Outcome::Refused { markup: true, code: 400 }),
            Fate::Fine | Fate::Unparsed => self.act(call),
        }
    }

    fn act(&mut self, call: &Call) -> (Effect, Outcome) {
        let (Call::Send { chat, .. }
        | Call::Edit { chat, .. }
        | Call::SendFile { chat, .. }
        | Call::SendSheet { chat, .. }
        | Call::Strip { chat, .. }) = call
        else {
            return (Effect::None, Outcome::Already);
        };
        let room = self.room(*chat);
        if room.blocked {
            return (Effect::None, Outcome::Gone);
        }
        match call {
            Call::Edit { message, part, .. } => room.edit(*message, part),
            Call::Strip { message, .. } => room.strip(*message),
            Call::Send { part, .. } => room.send(Some(part)),
            Call::SendFile { .. }
            | Call::SendSheet { .. }
            | Call::Answer { .. }
            | Call::SendTable { .. }
            | Call::News { .. }
            | Call::Amend { .. }
            | Call::Unsend { .. } => room.send(None),
        }
    }
}

impl Room {
    fn send(&mut self, part: Option<&Part>) -> (Effect, Outcome) {
        self.newest += 1;
        let buttons = part.is_some_and(has_buttons);
        self.messages.insert(self.newest, Message { part: part.cloned(), buttons });
        (Effect::New(self.newest), Outcome::Sent(Some(self.newest)))
    }

    fn edit(&mut self, id: MessageId, part: &Part) -> (Effect, Outcome) {
        let Some(message) = self.messages.get_mut(&id) else { return (Effect::None, Outcome::NothingToEdit) };
        let buttons = has_buttons(part);
        if message.part.as_ref() == Some(part) && message.buttons == buttons {
            return (Effect::Edited(id), Outcome::Already);
        }
        *message = Message { part: Some(part.clone()), buttons };
        (Effect::Edited(id), Outcome::Sent(Some(id)))
    }

    fn strip(&mut self, id: MessageId) -> (Effect, Outcome) {
        let Some(message) = self.messages.get_mut(&id) else { return (Effect::None, Outcome::NothingToEdit) };
        message.buttons = false;
        (Effect::Stripped(id), Outcome::Sent(Some(id)))
    }
}

pub fn has_buttons(part: &Part) -> bool {
    part.choices.iter().any(|row| !row.is_empty())
}

fn has_markup(call: &Call) -> bool {
    matches!(call, Call::Send { plain: false, .. } | Call::Edit { plain: false, .. })
}

fn pressed(choice: &camtay::engine::Choice) -> Option<&String> {
    if let Act::Press(token) = &choice.act { Some(token) } else { None }
}
