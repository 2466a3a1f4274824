//! The outbox: every chat's line, which job leaves next, what its outcome means. Pure: time is an argument.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use crate::sender::fate::{self, Fate};
use crate::sender::flight::Flight;
use crate::sender::job::{ChatId, Line, Mark, What};
use crate::sender::outcome::Outcome;
use crate::sender::pace::{Pace, Rates};
use crate::sender::uploads::Uploads;
use crate::sender::wire::Call;
use crate::when::Moment;

/// Calls under way side by side: one for each update of a full answer to getUpdates.
const ABREAST: usize = 100;
/// So many of them may be a crowd's: its calls that stall leave room for replies.
const CROWD: usize = 24;
/// New messages of replies under way, or arrived and not marked yet: what a death may repeat for all to see (an edit shows nothing twice).
/// Where a call takes 100 ms, 40 a second leave: more than Telegram allows.
const FRESH: usize = 4;
/// One that takes longer holds up no other any more: some stalls must not stop all replies.
const SLOW: Duration = Duration::from_millis(500);

/// What to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Make this call and bring its outcome to [`Outbox::ended`].
    Call {
        /// Whose line it heads.
        chat: ChatId,
        /// The job's number, for the log.
        job: u64,
        /// What is asked.
        call: Call,
    },
    /// Nothing before this moment, unless a line or an outcome comes.
    Wait(Moment),
    /// Nothing until a line or an outcome comes.
    Idle,
}

/// All lines, and the pace they leave at.
#[derive(Debug)]
pub struct Outbox {
    pace: Pace,
    rows: HashMap<ChatId, Row>,
    /// Rows whose head somebody waits for.
    replies: Queue,
    /// Rows whose head is an announcement's: they leave when no reply may.
    crowd: Queue,
    turns: u64,
    flying: usize,
    /// Those of them that are an announcement's.
    crowding: usize,
    /// Replies' new messages under way or not marked yet, since when.
    fresh: HashMap<ChatId, Moment>,
    /// Rows whose new message waits until one of those is marked.
    held: Queue,
    /// Files whose number is known by now, and the chat whose announcement uploads others. The rest waits: they would wait inside their calls, and
    /// then all leave at once.
    uploads: Uploads,
    /// 429: not before this, whatever heads the chat's line by then. Outlives the row: a line may empty and come back meanwhile.
    pauses: HashMap<ChatId, Moment>,
}

/// Rows that could begin, by the moment they may; the count keeps those of one moment in turn.
type Queue = BTreeSet<(Moment, u64, ChatId)>;

/// A chat's line, and how far its head is.
#[derive(Debug)]
struct Row {
    line: Line,
    at: At,
    /// What was learnt of the head; begins anew with each head.
    head: Head,
    /// What was learnt of an announcement's job before replies were put ahead of it.
    aside: Option<Head>,
}

/// Where a row stands.
#[derive(Debug)]
enum At {
    /// In its class's queue under these.
    Ready(Class, Moment, u64),
    /// Its head's call is under way.
    Flying(Class, Flight),
    /// Its head ended; round has been told and has not answered yet. Until then the screen is not known.
    Told(u64),
}

/// Whether somebody waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Reply,
    /// A reply that is a new message, while enough of them are under way.
    Held,
    Crowd,
}

/// What was learnt of a head by trying.
#[derive(Debug, Default, Clone, Copy)]
struct Head {
    job: u64,
    tries: u32,
    /// The markup was refused.
    plain: bool,
    /// The message to edit is not there, or may not be edited.
    anew: bool,
    /// Nobody knows whether a try of it arrived.
    unsure: bool,
}

impl Outbox {
    /// An empty one.
    pub fn new(rates: Rates) -> Self {
        Self {
            pace: Pace::new(rates),
            rows: HashMap::new(),
            replies: Queue::new(),
            crowd: Queue::new(),
            turns: 0,
            flying: 0,
            crowding: 0,
            fresh: HashMap::new(),
            held: Queue::new(),
            uploads: Uploads::default(),
            pauses: HashMap::new(),
        }
    }

    /// The process begins ([`Pace::begins`]).
    pub fn begins(&mut self, now: Moment) {
        self.pace.begins(now);
    }

    /// Round wrote a chat's record: this is its line now.
    pub fn line(&mut self, line: Line, now: Moment) {
        let chat = line.chat;
        let Some(row) = self.rows.get_mut(&chat) else {
            if !line.jobs.is_empty() {
                self.queue(chat, Row { line, at: At::Told(0), head: Head::default(), aside: None }, now);
            }
            return;
        };
        let ended = line.ended;
        row.line = line;
        match row.at {
            At::Told(job) if ended == Some(job) => {
                self.fresh.remove(&chat);
                self.again(chat, now);
            }
            At::Ready(..) if row.line.jobs.first().map(|job| job.number) != Some(row.head.job) => self.again(chat, now),
            At::Told(_) | At::Ready(..) | At::Flying(..) => {}
        }
    }

    /// What to do now. Each [`Next::Call`] is under way once it is given.
    pub fn next(&mut self, now: Moment) -> Next {
        let mut wake = None;
        for class in [Class::Reply, Class::Crowd] {
            while self.flying < ABREAST && (class == Class::Reply || self.crowd_may()) {
                let held = self.let_in(now);
                wake = wake.into_iter().chain(held).min();
                let Some(&(from, turn, chat)) = self.ready(class).first() else { break };
                let from = from.max(match class {
                    Class::Reply | Class::Held => self.pace.all_from(now),
                    Class::Crowd => self.pace.crowd_from(now),
                });
                if from > now {
                    wake = Some(wake.map_or(from, |other: Moment| other.min(from)));
                    break;
                }
                if let Some(call) = self.begin(class, turn, chat, now) {
                    return call;
                }
            }
        }
        wake.map_or(Next::Idle, Next::Wait)
    }

    /// The first that is held takes its old turn, if it may now; else tells from when on it may at the latest.
    fn let_in(&mut self, now: Moment) -> Option<Moment> {
        let &(from, turn, chat) = self.held.first()?;
        let full = self.full_until(now);
        if full.is_none()
            && let Some(row) = self.rows.get_mut(&chat)
        {
            row.at = At::Ready(Class::Reply, from, turn);
            self.held.pop_first();
            self.replies.insert((from, turn, chat));
        }
        full
    }

    /// How long no other new message of a reply may leave; none = it may.
    fn full_until(&self, now: Moment) -> Option<Moment> {
        let until = || self.fresh.values().map(|began| began.plus(SLOW)).filter(|until| *until > now);
        (until().count() >= FRESH).then(|| until().min()).flatten()
    }

    fn crowd_may(&self) -> bool {
        self.crowding < CROWD && !self.uploads.under_way()
    }

    /// The first of its class begins, unless its chat must wait by itself.
    fn begin(&mut self, class: Class, turn: u64, chat: ChatId, now: Moment) -> Option<Next> {
        let (from, ..) = self.ready(class).pop_first()?;
        let (chat_from, full) = (self.pace.chat_from(chat, now), self.full_until(now).is_some());
        let row = self.rows.get_mut(&chat)?;
        if chat_from > now {
            row.at = At::Ready(class, chat_from, turn);
            self.ready(class).insert((chat_from, turn, chat));
            return None;
        }
        let Some((flight, call)) = Flight::begin(&row.line, row.head.plain, row.head.anew, row.head.unsure) else {
            self.rows.remove(&chat);
            return None;
        };
        let fresh = class == Class::Reply && !flight.edits();
        if fresh && full {
            row.at = At::Ready(Class::Held, from, turn);
            self.held.insert((from, turn, chat));
            return None;
        }
        let job = flight.job;
        row.at = At::Flying(class, flight);
        self.flying += 1;
        if fresh {
            self.fresh.insert(chat, now);
        }
        self.crowding += usize::from(class == Class::Crowd);
        self.uploads.begins(chat, &call);
        self.pace.leaves(chat, now);
        Some(Next::Call { chat, job, call })
    }

    /// A call's outcome. A mark is for round, and its line waits until [`Outbox::line`] brings round's answer.
    pub fn ended(&mut self, chat: ChatId, outcome: &Outcome, now: Moment) -> Option<Mark> {
        let row = self.rows.get_mut(&chat)?;
        let At::Flying(class, flight) = &row.at else { return None };
        let crowd = *class == Class::Crowd;
        self.flying = self.flying.saturating_sub(1);
        self.crowding = self.crowding.saturating_sub(usize::from(crowd));
        self.pace.answered(chat, if let Outcome::Wait(span) = outcome { Some(*span) } else { None }, now);
        let job = flight.job;
        self.uploads.ended(chat, outcome);
        let fate = fate::of(outcome, flight, row.head.tries, row.head.plain);
        let hurry = !flight.edits() || row.line.jobs.len() > 1;
        // What was put ahead of an announcement's job meanwhile has not failed.
        let overtaken = crowd && row.line.jobs.first().is_some_and(|first| first.number != job);
        match fate {
            Fate::End(end) => {
                row.at = At::Told(job);
                row.head = Head::default();
                // Round's answer brings the line anew; what was drawn is given back on the thread that made it.
                row.line.jobs = Vec::new();
                return Some(Mark { chat, job, end, hurry });
            }
            Fate::Wait(span) => self.pause(chat, span, now),
            Fate::Again(_) => {
                row.head.tries += 1;
                row.head.unsure |= *outcome == Outcome::Unknown;
            }
            Fate::Plain => row.head.plain = true,
            Fate::Anew => row.head.anew = true,
        }
        self.fresh.remove(&chat);
        self.again(
            chat,
            if let Fate::Again(span) = fate
                && !overtaken
            {
                now.plus(span)
            } else {
                now
            },
        );
        None
    }

    /// Calls a second, as far as is known ([`Pace::rate`]).
    pub fn rate(&self) -> f64 {
        self.pace.rate()
    }

    /// How many calls are under way.
    pub fn flying(&self) -> usize {
        self.flying
    }

    fn pause(&mut self, chat: ChatId, span: Duration, now: Moment) {
        self.pauses.retain(|_, until| *until > now);
        self.pauses.insert(chat, now.plus(span));
    }

    /// The row's head may begin at `from`; a row without jobs is forgotten.
    fn again(&mut self, chat: ChatId, from: Moment) {
        if let Some(row) = self.rows.remove(&chat) {
            if let At::Ready(class, moment, turn) = row.at {
                self.ready(class).remove(&(moment, turn, chat));
            }
            if !row.line.jobs.is_empty() {
                self.queue(chat, row, from);
            }
        }
    }

    fn queue(&mut self, chat: ChatId, mut row: Row, from: Moment) {
        let Some(first) = row.line.jobs.first() else { return };
        let (job, class) = (first.number, Class::of(&first.what));
        if row.head.job != job {
            let known = row.aside.filter(|aside| aside.job == job);
            let still =
                row.line.jobs.iter().any(|job| job.number == row.head.job && Class::of(&job.what) == Class::Crowd);
            row.aside = if still { Some(row.head) } else { row.aside.filter(|aside| aside.job != job) };
            row.head = known.unwrap_or(Head { job, ..Head::default() });
        }
        self.turns += 1;
        let from = self.pauses.get(&chat).map_or(from, |pause| from.max(*pause));
        row.at = At::Ready(class, from, self.turns);
        let turn = self.turns;
        self.ready(class).insert((from, turn, chat));
        self.rows.insert(chat, row);
    }

    fn ready(&mut self, class: Class) -> &mut Queue {
        match class {
            Class::Reply => &mut self.replies,
            Class::Held => &mut self.held,
            Class::Crowd => &mut self.crowd,
        }
    }
}

impl Class {
    fn of(what: &What) -> Self {
        if what.plan().is_some_and(|plan| plan != 0) { Self::Crowd } else { Self::Reply }
    }
}
