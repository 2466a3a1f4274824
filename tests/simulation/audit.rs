//! The auditor: compares what citizens see with what the pure engine says they should, call by call and at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use camtay::book::Book;
use camtay::engine::{Event, Keep, Odd, Session};
use camtay::intake::{Arrival, UpdateId, What};
use camtay::round::Hands;
use camtay::sender::Call;
use camtay::sender::job::{ChatId, End, Line, Mark, MessageId};
use camtay::sender::outcome::Outcome;
use camtay::when::Moment;

use crate::disk::Memory;
use crate::ledger::{Gone, Ledger, Task, Turned};
use crate::telegram::{Effect, Telegram, has_buttons};

/// A rule that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub rule: &'static str,
    pub what: String,
}

/// A press and what became of it.
#[derive(Debug, Clone, Copy)]
struct Pressed {
    update: UpdateId,
    /// Its turn is on the disk.
    turned: bool,
    answered: bool,
}

#[derive(Default)]
pub struct Audit {
    pub chats: BTreeMap<ChatId, Ledger>,
    turned: BTreeSet<UpdateId>,
    presses: BTreeMap<String, Pressed>,
    /// Two 429 in a row: nobody before this.
    pause: i64,
    twice: bool,
    pub fault: Option<Violation>,
}

impl Audit {
    pub fn broken(&mut self, rule: &'static str, what: String) {
        self.fault.get_or_insert(Violation { rule, what });
    }

    pub fn chat(&mut self, chat: ChatId) -> &mut Ledger {
        self.chats.entry(chat).or_default()
    }

    /// A batch is on the disk: the engine says what it comes to.
    pub fn batch(&mut self, hands: &Hands, book: &Book, arrivals: &[Arrival], telegram: &Telegram, now: Moment) {
        for arrival in arrivals {
            if let Some(press) = &arrival.press {
                let pressed = Pressed { update: arrival.update, turned: true, answered: false };
                self.presses.entry(press.id.clone()).or_insert(pressed).turned = true;
            }
            let Some(chat) = arrival.chat.filter(|_| self.turned.insert(arrival.update)) else { continue };
            let origin = telegram.origins.get(&arrival.update.0).copied();
            let ledger = self.chat(chat);
            let event = match &arrival.what {
                What::Citizen(event) => event.clone(),
                What::Blocked => {
                    ledger.block = ledger.block.max(origin.map_or(0, |origin| origin.blocks));
                    ledger.amnesty = ledger.turns.len();
                    continue;
                }
                What::Unblocked | What::Nothing(_) | What::Group { .. } | What::Moved { .. } => continue,
            };
            let was = ledger.session.clone().filter(|was| was.ends().is_none_or(|end| end > now));
            let was = was.unwrap_or_else(|| Session { last: now, ..Session::new(seed(chat, now), Keep::Unanswered) });
            let run = |event: Event| {
                catch_unwind(AssertUnwindSafe(|| {
                    let turn = (hands.turn)(book, &was, event, now);
                    let screen = turn.show.as_ref().map(|show| (hands.compose)(book, show));
                    let parts = screen.zip(hands.draw).map(|(screen, draw)| draw(screen)).unwrap_or_default();
                    (turn, parts)
                }))
            };
            let done = run(event).or_else(|_| run(Event::Sent(Odd::Other)));
            let Ok((turn, parts)) = done else { continue };
            let from = arrival.press.as_ref().map(|press| press.from.unwrap_or(0));
            let (parts_none, files) = (Vec::new(), Vec::new());
            let turned = Turned { origin, from, at: now.millis(), parts: parts_none, files, excused: false };
            ledger.turned(turn, parts, turned);
        }
    }

    /// Marks are on the disk.
    pub fn marks(&mut self, marks: &[Mark], blocks: &BTreeMap<(ChatId, u64), u32>) {
        for Mark { chat, job, end, .. } in marks {
            let ledger = self.chat(*chat);
            match end {
                End::Done { screen: Some(screen), .. } => {
                    ledger.known.insert(screen.message);
                    ledger.screen = Some(screen.message);
                }
                End::Unreachable => {
                    let block = blocks.get(&(*chat, *job)).copied().unwrap_or(0);
                    ledger.gone[0] = Gone { block, turn: ledger.turn_of(*job) };
                    ledger.amnesty = ledger.turns.len();
                }
                // Given up: the buttons stay.
                End::Refused | End::Missing => {
                    if let Some(Task::Strip(message)) = ledger.jobs.get(job).copied() {
                        ledger.known.remove(&message);
                    }
                }
                End::Done { .. } | End::Moved(_) | End::Closed | End::Delivered { .. } | End::Deleted => {}
            }
        }
    }

    /// What has come to its end is erased.
    pub fn swept(&mut self, now: Moment) {
        for ledger in self.chats.values_mut() {
            if ledger.session.as_ref().is_some_and(|session| session.ends().is_some_and(|end| end <= now)) {
                ledger.session = None;
                ledger.amnesty = ledger.turns.len();
            }
            if ledger.session.is_none() {
                ledger.excuse(|turn| now.millis() - turn.at >= 24 * 3_600_000);
            }
        }
    }

    /// The sender hears of a line.
    pub fn line(&mut self, line: &Line) {
        let ledger = self.chat(line.chat);
        ledger.learn(&line.jobs);
        if let Some((job, _)) = ledger.jobs.iter().find(|(_, task)| **task == Task::Stray) {
            let what = format!("job {job} of {} shows what no turn has drawn", line.chat);
            self.broken("a reply of no turn", what);
        }
    }

    /// A call leaves the bot; `behind` = an order for its chat is not yet read.
    pub fn leaves(&mut self, chat: ChatId, job: u64, call: &Call, telegram: &Telegram, now: i64, behind: bool) {
        let (all, ledger) = (self.pause, self.chat(chat));
        let room = &telegram.rooms[&chat];
        let knows = ledger.knows(room.blocks, ledger.turn_of(job));
        let old = match ledger.jobs.get(&job) {
            Some(Task::Part(turn, _) | Task::File(turn, _)) => {
                ledger.turns[*turn].origin.is_none_or(|origin| origin.blocks < room.blocks)
            }
            Some(Task::Strip(_)) => true,
            Some(Task::Stray) | None => false,
        };
        let pause = ledger.pause.max(all);
        if now < pause {
            self.broken("a 429 disobeyed", format!("{} leaves {} ms early", brief(call), pause - now));
        } else if room.blocked && knows && old && !behind {
            self.broken("a blocked citizen written to", brief(call));
        } else if let Call::Edit { message, .. } = call {
            self.edits(chat, job, *message);
        } else if let Call::Send { part, .. } = call
            && ledger.tried.insert(job)
            && let Some(pressed) = ledger.editable(job, part, room)
            && !behind
        {
            let what = format!("message {pressed} of {chat} is the screen and the last, and was pressed");
            self.broken("a new message where an edit was due", what);
        }
    }

    /// An edit is for the message that was pressed, and for none above what the citizen wrote.
    fn edits(&mut self, chat: ChatId, job: u64, message: MessageId) {
        let ledger = self.chat(chat);
        let Some(Task::Part(turn, _)) = ledger.jobs.get(&job).copied() else { return };
        let turn = &ledger.turns[turn];
        let above = turn.origin.and_then(|origin| origin.said).is_some_and(|said| message < said);
        if above || turn.from.is_some_and(|from| from != message) {
            let what = format!("message {message} is edited for {:?} from {:?}", turn.origin, turn.from);
            self.broken("edited where a new message was due", what);
        }
    }

    /// A call did something in Telegram.
    pub fn effect(&mut self, chat: ChatId, job: u64, effect: Effect, telegram: &Telegram) {
        let ledger = self.chat(chat);
        let task = ledger.jobs.get(&job).copied().unwrap_or(Task::Stray);
        let (Effect::New(message) | Effect::Edited(message) | Effect::Stripped(message)) = effect else { return };
        if let Effect::New(_) = effect {
            let sent = ledger.sent.entry(job).or_default();
            *sent += 1;
            let (sent, unsure) = (*sent, ledger.unsure.get(&job).copied().unwrap_or(0));
            if sent > 1 + unsure {
                let what = format!("job {job} made {sent} messages, its fate was unknown {unsure} times");
                return self.broken("a message doubled", what);
            }
        }
        // The numbers of a new record begin lower where the clock was set back over a start; the turns tell the order then.
        if job < ledger.last && ledger.turn_of(job) <= ledger.turn_of(ledger.last) {
            let what = format!("job {job} came to {chat} after job {}", ledger.last);
            return self.broken("order in a chat broken", what);
        }
        ledger.last = job;
        match task {
            Task::Part(turn, part) => {
                ledger.turns[turn].parts[part].1 = true;
                ledger.shown = Some((turn, part, message));
                ledger.whose.insert(message, turn);
                let own = telegram.rooms[&chat].messages.get(&message).and_then(|message| message.part.as_ref());
                if own != Some(&ledger.turns[turn].parts[part].0) {
                    self.broken("another text was shown", format!("message {message} of {chat}"));
                }
            }
            Task::File(turn, file) => ledger.turns[turn].files[file].1 = true,
            Task::Strip(_) if ledger.shown.is_some_and(|(_, _, screen)| screen == message) => {
                self.broken("the screen lost its buttons", format!("message {message} of {chat}"));
            }
            Task::Strip(_) => {}
            Task::Stray => self.broken("a reply of no turn", format!("job {job} of {chat}")),
        }
    }

    /// Nobody can know what became of a call.
    pub fn unsure(&mut self, chat: ChatId, job: u64) {
        *self.chat(chat).unsure.entry(job).or_default() += 1;
    }

    /// The bot hears of a call's outcome; `block` = the block that refused it, if it stands.
    pub fn landed(&mut self, (chat, job): (ChatId, u64), outcome: &Outcome, block: u32, now: i64) {
        let wait = if let Outcome::Wait(span) = outcome { i64::try_from(span.as_millis()).ok() } else { None };
        if let (Some(span), true) = (wait, self.twice) {
            self.pause = self.pause.max(now + span);
        }
        self.twice = wait.is_some();
        let ledger = self.chat(chat);
        ledger.pause = ledger.pause.max(wait.map_or(0, |span| now + span));
        if *outcome == Outcome::Gone {
            ledger.gone[1] = Gone { block, turn: ledger.turn_of(job) };
        }
    }

    /// An answer to a press reached Telegram, or was lost on the way: its failure is forgotten.
    pub fn answered(&mut self, press: &str) {
        if let Some(pressed) = self.presses.get_mut(press) {
            pressed.answered = true;
        }
    }

    /// The process died: what it had not asked yet comes again, if Telegram still has it.
    pub fn died(&mut self, unasked: &[String], telegram: &Telegram) {
        for press in unasked {
            if self.presses.get(press).is_some_and(|pressed| !telegram.waits(pressed.update)) {
                self.answered(press);
            }
        }
        (self.pause, self.twice) = (0, false);
        for ledger in self.chats.values_mut() {
            // A 429 is not stored: the first call after a start may meet it again.
            ledger.pause = 0;
            ledger.gone[1] = Gone::default();
        }
    }

    /// All is quiet and healthy: everything owed has been given.
    pub fn ends(&mut self, telegram: &Telegram, disk: &Memory) {
        for update in telegram.origins.keys().map(|number| UpdateId(*number)) {
            if !self.turned.contains(&update) && !telegram.expired.contains(&update) {
                self.broken("an update lost", format!("{update:?}"));
            }
        }
        for (press, pressed) in &self.presses {
            if pressed.turned && !pressed.answered && !telegram.expired.contains(&pressed.update) {
                self.fault.get_or_insert(Violation { rule: "a press never answered", what: press.clone() });
            }
        }
        let mut faults = Vec::new();
        for (chat, ledger) in &self.chats {
            let record = disk.json(&[b"c/".as_slice(), &chat.to_be_bytes()].concat());
            let stored = record.and_then(|record| record.get("session").cloned()).filter(|session| !session.is_null());
            let wanted = ledger.session.as_ref().map(|session| serde_json::to_value(session).expect("JSON"));
            if stored != wanted {
                faults.push(("a turn lost or doubled", format!("{chat}: {stored:?} instead of {wanted:?}")));
            }
            let room = &telegram.rooms[chat];
            let owes = |turn: &&Turned| !turn.excused && turn.origin.is_none_or(|origin| origin.blocks == room.blocks);
            let files = ledger.turns.iter().filter(owes).flat_map(|turn| &turn.files);
            faults.extend(files.filter(|(_, given)| !given).map(|(file, _)| ("a file never sent", file.clone())));
            let Some((n, turn)) = ledger.turns.iter().enumerate().rfind(|(_, turn)| !turn.parts.is_empty()) else {
                continue;
            };
            if !owes(&turn) {
                continue;
            }
            let whole = turn.parts.iter().all(|(_, given)| *given);
            let last = ledger.shown.map(|(turn, part, _)| (turn, part));
            if !whole || last != Some((n, turn.parts.len() - 1)) {
                let due: Vec<_> = turn.parts.iter().map(|(part, given)| (&part.html, *given)).collect();
                let what = format!("{chat} waits for {due:?}, saw {:?} last", ledger.shown);
                faults.push(("a citizen is stuck", what));
                continue;
            }
            faults.extend(buttons(ledger, room.messages.iter().map(|(id, message)| (*id, message.buttons)), turn));
        }
        faults.into_iter().for_each(|(rule, what)| self.broken(rule, what));
    }
}

/// Only the screen has buttons, of all the messages the bot knows.
fn buttons(
    ledger: &Ledger,
    messages: impl Iterator<Item = (MessageId, bool)>,
    turn: &Turned,
) -> Option<(&'static str, String)> {
    let (_, _, screen) = ledger.shown?;
    for (id, has) in messages {
        let since = ledger.whose.get(&id).is_some_and(|turn| *turn >= ledger.amnesty);
        if id == screen {
            let due = turn.parts.last().is_some_and(|(part, _)| has_buttons(part));
            if has != due {
                return Some(("the screen lost its buttons", format!("message {id}")));
            }
        } else if has && since && ledger.known.contains(&id) {
            return Some(("old buttons left", format!("message {id}, the screen is {screen}")));
        }
    }
    None
}

fn brief(call: &Call) -> String {
    match call {
        Call::Send { chat, part, .. } => format!("a new message to {chat}: {}", part.html),
        Call::Edit { chat, message, part, .. } => format!("message {message} of {chat}: {}", part.html),
        other => format!("{other:?}"),
    }
}

/// As a round over a disk without randomness begins a session.
fn seed(chat: ChatId, now: Moment) -> u64 {
    chat.unsigned_abs().rotate_left(32) ^ now.millis().unsigned_abs()
}
