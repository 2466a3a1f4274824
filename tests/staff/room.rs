//! A commune in miniature: the round and the sender's desk over a disk in memory, people with a chat each, a staff group, a clock
//! that is told.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use camtay::announce::Letter;
use camtay::book::{Book, read_stencil};
use camtay::engine::{Act, Choice, Event, Keep, Odd};
use camtay::intake::{Arrival, Note, Press, UpdateId, What};
use camtay::round::{Hands, Office, Owners, Round};
use camtay::sender::desk::{Action, Desk, Input};
use camtay::sender::draw::strip_html;
use camtay::sender::job::{ChatId, MediaKind, MessageId, Spot};
use camtay::sender::outcome::Outcome;
use camtay::sender::{Call, Order, Rates};
use camtay::when::Moment;

use crate::disk::Memory;

/// The owner of the configuration.
pub const OWNER: ChatId = 1;
/// The staff's group.
pub const GROUP: ChatId = -100;
/// So far the sender's clock goes on by itself.
const AHEAD: Duration = Duration::from_secs(1);

/// The real dialogs, with two hamlets.
pub fn book() -> Book {
    let mut book = crate::common::book();
    let mut locality = (*book.locality).clone();
    locality.hamlets = vec!["Thôn 1".to_owned(), "Thôn 2".to_owned()];
    book.locality = Arc::new(locality);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogs/vi/mau-tin");
    for path in std::fs::read_dir(folder).expect("stencils").map(|entry| entry.expect("an entry").path()) {
        let name = format!("vi/mau-tin/{}", path.file_name().unwrap_or_default().to_string_lossy());
        let (stencil, _) = read_stencil(&name, &std::fs::read(&path).expect("a stencil"));
        book.templates.insert(stencil.id.clone(), Arc::new(stencil));
    }
    book
}

/// A message as a person sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub id: MessageId,
    /// Where in its chat.
    pub spot: Spot,
    /// The words without marks …
    pub text: String,
    /// … and with them, as Telegram is given them.
    pub html: String,
    pub rows: Vec<Vec<Choice>>,
    pub media: Vec<MediaKind>,
    pub silent: bool,
}

/// Something that came to be seen, in order.
#[derive(Debug, Clone)]
pub enum Sight {
    New(Seen),
    Edited(Seen),
    Deleted(usize),
    /// A table's file name and text.
    Table(String, String),
}

/// Everything between a finger and a phone.
pub struct Room {
    disk: Memory,
    office: Option<Office>,
    desk: Desk,
    /// The sender's clock, at most [`AHEAD`] before everybody's: it may ask for a breath between two announcements.
    desk_now: Moment,
    wake: Option<Moment>,
    pub book: Book,
    pub now: Moment,
    owners: Owners,
    update: u64,
    message: MessageId,
    chats: BTreeMap<ChatId, Vec<Seen>>,
    sights: Vec<(ChatId, Sight)>,
    /// Chats whose people have blocked the bot.
    pub blocked: Vec<ChatId>,
    /// Chats for which Telegram refuses every message.
    pub refused: Vec<ChatId>,
    /// Messages that can't be deleted any more.
    pub too_old: bool,
    /// Whether calls are made at all; else they stay in the lines.
    pub online: bool,
    /// The topic people write in; none = the general one.
    pub thread: Option<MessageId>,
    /// Topics of the staff's group where nothing may be said.
    pub closed: Vec<Option<MessageId>>,
    /// The staff's group as it is numbered now.
    pub group: ChatId,
    /// The message that what is written next is a reply to.
    reply_to: Option<MessageId>,
    /// The last message of each in each chat.
    wrote: BTreeMap<(ChatId, ChatId), MessageId>,
    /// So many announcements still land before the network breaks; none = all.
    pub land: Option<usize>,
    /// Chats whose next announcement arrives, but the answer that says so is lost.
    pub unheard: Vec<ChatId>,
    calls: VecDeque<(ChatId, Call)>,
    /// Where the message that lands just now goes.
    spot: Spot,
}

impl Room {
    pub fn new(book: Book, now: Moment, owners: Owners) -> Self {
        let disk = Memory::default();
        let mut room = Self {
            disk,
            office: None,
            desk: Desk::new(Rates { all: 1e6, chat: 0.0 }, Moment::default()),
            desk_now: now,
            wake: None,
            book,
            now,
            owners,
            update: 0,
            message: 0,
            chats: BTreeMap::new(),
            sights: Vec::new(),
            blocked: Vec::new(),
            refused: Vec::new(),
            too_old: false,
            online: true,
            thread: None,
            closed: Vec::new(),
            group: GROUP,
            reply_to: None,
            wrote: BTreeMap::new(),
            land: None,
            unheard: Vec::new(),
            calls: VecDeque::new(),
            spot: Spot::default(),
        };
        room.start();
        room
    }

    /// The process dies and is started again.
    pub fn start(&mut self) {
        drop(self.office.take());
        self.desk = Desk::new(Rates { all: 1e6, chat: 0.0 }, Moment::default());
        self.calls.clear();
        let round =
            Round::over(Box::new(self.disk.clone()), Hands::telegram(), Keep::Unanswered).expect("our own records");
        let (mut office, orders) = Office::new(round.run_by(self.owners.clone()), self.now).expect("an office");
        office.called("CamTayBot".to_owned());
        self.office = Some(office);
        self.orders(orders);
    }

    fn office(&mut self) -> &mut Office {
        self.office.as_mut().expect("a running office")
    }

    pub fn says(&mut self, who: ChatId, chat: ChatId, name: &str, words: &str) {
        let event = Event::Said(words.to_owned());
        let note = Self::note(
            who,
            chat,
            name,
            &event,
            Letter { html: camtay::announce::escape(words), ..Letter::default() },
            words,
        );
        self.arrive(chat, event, note, None);
    }

    /// Words in reply to the newest message that holds `part`; false if there is none.
    pub fn replies(&mut self, who: ChatId, name: &str, part: &str, words: &str) -> bool {
        let seen = self.chats.get(&who).into_iter().flatten().rev().find(|seen| seen.text.contains(part));
        self.reply_to = seen.map(|seen| seen.id);
        let found = self.reply_to.is_some();
        self.says(who, who, name, words);
        found
    }

    /// A message with marks or a file, as classic HTML.
    pub fn sends(&mut self, who: ChatId, chat: ChatId, name: &str, letter: Letter, album: Option<&str>) {
        let event =
            if letter.media.is_empty() { Event::Said(strip_html(&letter.html)) } else { Event::Sent(Odd::Photo) };
        let words = strip_html(&letter.html);
        let mut note = Self::note(who, chat, name, &event, letter, &words);
        note.album = album.map(str::to_owned);
        self.arrive(chat, event, note, None);
    }

    /// A press on the newest button that begins with `label`; false if there is none.
    pub fn presses(&mut self, who: ChatId, chat: ChatId, name: &str, label: &str) -> bool {
        let all = self.chats.get(&chat).map(Vec::as_slice).unwrap_or_default();
        let found = all.iter().rev().find_map(|seen| {
            let choice = seen.rows.iter().flatten().find(|choice| choice.label.starts_with(label))?;
            match &choice.act {
                Act::Press(token) => Some((token.clone(), seen.id)),
                Act::Open(_) | Act::Copy(_) => None,
            }
        });
        let Some((token, message)) = found else { return false };
        let event = Event::Pressed(token);
        let note = Self::note(who, chat, name, &event, Letter::default(), "");
        self.arrive(chat, event, note, Some(message));
        true
    }

    /// The last message has other words now.
    pub fn edits(&mut self, who: ChatId, chat: ChatId, name: &str, letter: Letter) {
        let event = Event::Sent(Odd::Edited);
        let words = strip_html(&letter.html);
        let note = Self::note(who, chat, name, &event, letter, &words);
        let message = self.wrote.get(&(who, chat)).copied();
        self.arrive_at(chat, event, Some(note), None, message);
    }

    /// Something that holds no words and no file.
    pub fn shows(&mut self, who: ChatId, chat: ChatId, name: &str, event: Event) {
        let note = Self::note(who, chat, name, &event, Letter::default(), "");
        self.arrive(chat, event, note, None);
    }

    /// The staff's group becomes another; the bot is told in the old one, if it listens.
    pub fn group_moves(&mut self, told: bool) {
        let (from, to) = (self.group, self.group - 1_000);
        self.group = to;
        if told {
            self.update += 1;
            let what = What::Moved { to };
            let arrival = Arrival {
                update: UpdateId(self.update),
                chat: Some(from),
                press: None,
                what,
                note: None,
                spot: Spot::default(),
                reply_to: None,
            };
            self.batch(arrival);
        }
    }

    fn note(who: ChatId, chat: ChatId, name: &str, event: &Event, letter: Letter, text: &str) -> Note {
        let (name, event, text) = (name.to_owned(), event.clone(), text.to_owned());
        Note { who, name, chat, event, text, letter, album: None }
    }

    fn arrive(&mut self, chat: ChatId, event: Event, note: Note, from: Option<MessageId>) {
        let message = from.is_none().then(|| {
            self.message += 1;
            self.wrote.insert((note.who, chat), self.message);
            self.message
        });
        self.arrive_at(chat, event, Some(note), from, message);
    }

    fn arrive_at(
        &mut self,
        chat: ChatId,
        event: Event,
        note: Option<Note>,
        from: Option<MessageId>,
        answers: Option<MessageId>,
    ) {
        self.update += 1;
        let update = UpdateId(self.update);
        let thread = self.thread.filter(|_| chat < 0);
        let press = from.map(|from| Press { id: format!("q{}", self.update), from: Some(from) });
        let private = chat > 0;
        let arrival = Arrival {
            update,
            chat: private.then_some(chat),
            press,
            what: if private { What::Citizen(event) } else { What::Nothing(camtay::intake::Why::NotForUs) },
            note: note.map(Box::new),
            spot: Spot { thread, answers },
            reply_to: self.reply_to.take(),
        };
        self.batch(arrival);
    }

    fn batch(&mut self, arrival: Arrival) {
        let (book, now) = (self.book.clone(), self.now);
        let (orders, _) = self.office().batch(&book, vec![arrival], now).expect("a batch");
        self.orders(orders);
    }

    /// The clock goes on, and the round hears of it.
    pub fn wait(&mut self, until: Moment) {
        while self.now < until {
            let next = self.now.plus(Duration::from_mins(1));
            self.now = if next < until { next } else { until };
            self.tick();
        }
    }

    pub fn tick(&mut self) {
        let (book, now) = (self.book.clone(), self.now);
        let orders = self.office().tick(&book, now).expect("a tick");
        self.orders(orders);
        let orders = self.office().sweep(now).expect("a sweep");
        self.orders(orders);
        self.inputs(VecDeque::from([Input::Time]));
    }

    /// Orders to the desk, its calls to the phones, their marks back, until nothing moves.
    fn orders(&mut self, orders: Vec<Order>) {
        self.inputs(orders.into_iter().map(Input::Order).collect());
    }

    fn inputs(&mut self, mut inputs: VecDeque<Input>) {
        loop {
            let input = match inputs.pop_front() {
                Some(input) => input,
                None if self.may_land().is_some() => {
                    let next = self.may_land().and_then(|at| self.calls.remove(at));
                    let (chat, call) = next.expect("a call");
                    let outcome = self.lands(chat, call);
                    Input::Landed { chat, outcome }
                }
                None if self.office().has_marks() || self.office().is_restless() => {
                    let orders = self.office().quiet().expect("marks");
                    inputs.extend(orders.into_iter().map(Input::Order));
                    continue;
                }
                None if self.wakes() => Input::Time,
                None => return,
            };
            self.desk_now = self.desk_now.max(self.now);
            let (actions, wake) = self.desk.step(self.desk_now, input);
            self.wake = wake;
            for action in actions {
                match action {
                    Action::Call { chat, call, .. } => self.calls.push_back((chat, call)),
                    Action::Mark(mark) => {
                        let orders = self.office().mark(mark).expect("a mark");
                        inputs.extend(orders.into_iter().map(Input::Order));
                    }
                    Action::Answer(_) | Action::Drain | Action::Stop(_) => {}
                }
            }
        }
    }

    /// Whether the sender asked for a breath, and has had it.
    fn wakes(&mut self) -> bool {
        let soon = self.wake.filter(|at| *at > self.desk_now && *at <= self.now.plus(AHEAD));
        self.desk_now = soon.unwrap_or(self.desk_now);
        soon.is_some()
    }

    /// The first call that may land: with a broken network announcements hang, all else goes.
    fn may_land(&self) -> Option<usize> {
        let hangs = |call: &Call| !self.online && matches!(call, Call::News { .. } | Call::Amend { .. });
        self.calls.iter().position(|(_, call)| !hangs(call))
    }

    /// The network comes back: what waited goes.
    pub fn go_on(&mut self) {
        (self.online, self.land) = (true, None);
        self.orders(Vec::new());
    }

    fn lands(&mut self, chat: ChatId, call: Call) -> Outcome {
        if self.blocked.contains(&chat) {
            return Outcome::Gone;
        }
        if self.refused.contains(&chat) && matches!(call, Call::News { .. }) {
            return Outcome::Refused { markup: false, code: 400 };
        }
        if chat < 0 && chat != self.group {
            return Outcome::Moved(self.group);
        }
        let spot = match &call {
            Call::Send { part, .. } => Some(part.spot),
            Call::News { piece, .. } => Some(piece.spot),
            Call::SendTable { spot, .. } => Some(*spot),
            _ => None,
        };
        if chat < 0 && spot.is_some_and(|spot| self.closed.contains(&spot.thread)) {
            return Outcome::Closed;
        }
        self.spot = spot.unwrap_or_default();
        match call {
            Call::Send { part, .. } => self.new_message(chat, &part.html, part.choices.clone(), Vec::new(), false),
            Call::Edit { message, part, .. } => self.edit(chat, message, &part.html, part.choices.clone()),
            Call::News { piece, silent, .. } => {
                let kinds = piece.media.iter().map(|media| media.kind).collect();
                let captions: Vec<&str> =
                    piece.media.iter().map(|media| media.html.as_str()).filter(|c| !c.is_empty()).collect();
                let html = if piece.html.is_empty() { captions.join(" | ") } else { piece.html.clone() };
                let outcome = self.new_message(chat, &html, piece.choices, kinds, silent);
                self.heard(chat, outcome)
            }
            Call::Amend { .. } if self.refused.contains(&chat) => Outcome::Refused { markup: false, code: 400 },
            Call::Amend { message, piece, .. } => self.edit(chat, message, &piece.html, piece.choices),
            Call::Unsend { messages, .. } if self.too_old => {
                let _ = messages;
                Outcome::Refused { markup: false, code: 400 }
            }
            Call::Unsend { messages, .. } => {
                let all = self.chats.entry(chat).or_default();
                let before = all.len();
                all.retain(|seen| !messages.contains(&seen.id));
                let gone = before - all.len();
                self.sights.push((chat, Sight::Deleted(gone)));
                Outcome::Sent(None)
            }
            Call::Strip { message, .. } => {
                let seen = self.chats.entry(chat).or_default().iter_mut().find(|seen| seen.id == message);
                seen.into_iter().for_each(|seen| seen.rows.clear());
                Outcome::Sent(None)
            }
            Call::SendTable { name, text, .. } => {
                self.sights.push((chat, Sight::Table(name, text)));
                Outcome::Sent(None)
            }
            Call::SendFile { .. } | Call::SendSheet { .. } | Call::Answer { .. } => Outcome::Sent(None),
        }
    }

    /// The answer to an announcement that has landed, if it comes back.
    fn heard(&mut self, chat: ChatId, outcome: Outcome) -> Outcome {
        if let Some(left) = &mut self.land {
            *left -= 1;
            self.online = *left > 0;
        }
        let unheard = self.unheard.iter().position(|unheard| *unheard == chat);
        if unheard.map(|at| self.unheard.remove(at)).is_some() { Outcome::Unknown } else { outcome }
    }

    fn new_message(
        &mut self,
        chat: ChatId,
        html: &str,
        rows: Vec<Vec<Choice>>,
        media: Vec<MediaKind>,
        silent: bool,
    ) -> Outcome {
        self.message += 1;
        let spot = self.spot;
        let seen = Seen { spot, id: self.message, text: strip_html(html), html: html.to_owned(), rows, media, silent };
        self.chats.entry(chat).or_default().push(seen.clone());
        self.sights.push((chat, Sight::New(seen)));
        Outcome::Sent(Some(self.message))
    }

    fn edit(&mut self, chat: ChatId, message: MessageId, html: &str, rows: Vec<Vec<Choice>>) -> Outcome {
        let all = self.chats.entry(chat).or_default();
        let Some(seen) = all.iter_mut().find(|seen| seen.id == message) else { return Outcome::NothingToEdit };
        (seen.text, seen.html, seen.rows) = (strip_html(html), html.to_owned(), rows);
        let seen = seen.clone();
        self.sights.push((chat, Sight::Edited(seen)));
        Outcome::Sent(None)
    }

    /// What came to be seen since the last time.
    pub fn sights(&mut self) -> Vec<(ChatId, Sight)> {
        std::mem::take(&mut self.sights)
    }

    /// A person deletes what stands in their chat.
    pub fn deletes_all(&mut self, chat: ChatId) {
        self.chats.remove(&chat);
    }

    /// All that stands in a chat.
    pub fn chat(&self, chat: ChatId) -> &[Seen] {
        self.chats.get(&chat).map(Vec::as_slice).unwrap_or_default()
    }
}
