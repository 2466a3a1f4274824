//! The outbox: every chat's line, which job leaves next, what its outcome means. Pure: time is an argument.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use crate::sender::fate::{self, Fate};
use crate::sender::flight::Flight;
use crate::sender::job::{ChatId, Line, Mark};
use crate::sender::outcome::Outcome;
use crate::sender::pace::{Pace, Rates};
use crate::sender::wire::Call;
use crate::when::Moment;

/// Lines that may have a call under way side by side.
const ABREAST: usize = 32;

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
    /// Rows that could begin, by the moment they may; the count keeps those of one moment in turn.
    ready: BTreeSet<(Moment, u64, ChatId)>,
    turns: u64,
    flying: usize,
    /// 429: not before this, whatever heads the chat's line by then. Outlives the row: a line may empty and come back meanwhile.
    pauses: HashMap<ChatId, Moment>,
}

/// A chat's line, and how far its head is.
#[derive(Debug)]
struct Row {
    line: Line,
    at: At,
    /// What was learnt of the head; begins anew with each head.
    head: Head,
}

/// Where a row stands.
#[derive(Debug)]
enum At {
    /// In `ready` under these.
    Ready(Moment, u64),
    /// Its head's call is under way.
    Flying(Flight),
    /// Its head ended; round has been told and has not answered yet. Until then the screen is not known.
    Told(u64),
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
}

impl Outbox {
    /// An empty one.
    pub fn new(rates: Rates) -> Self {
        let (rows, pauses) = (HashMap::new(), HashMap::new());
        Self { pace: Pace::new(rates), rows, ready: BTreeSet::new(), turns: 0, flying: 0, pauses }
    }

    /// Round wrote a chat's record: this is its line now.
    pub fn line(&mut self, line: Line, now: Moment) {
        let chat = line.chat;
        let Some(row) = self.rows.get_mut(&chat) else {
            if !line.jobs.is_empty() {
                self.queue(chat, Row { line, at: At::Told(0), head: Head::default() }, now);
            }
            return;
        };
        let ended = line.ended;
        row.line = line;
        match row.at {
            At::Told(job) if ended == Some(job) => self.again(chat, now),
            At::Ready(..) if row.line.jobs.first().map(|job| job.number) != Some(row.head.job) => self.again(chat, now),
            At::Told(_) | At::Ready(..) | At::Flying(_) => {}
        }
    }

    /// What to do now. Each [`Next::Call`] is under way once it is given.
    pub fn next(&mut self, now: Moment) -> Next {
        while self.flying < ABREAST {
            let Some(&(from, turn, chat)) = self.ready.first() else { return Next::Idle };
            let all_from = self.pace.all_from(now);
            if from.max(all_from) > now {
                return Next::Wait(from.max(all_from));
            }
            self.ready.remove(&(from, turn, chat));
            let Some(row) = self.rows.get_mut(&chat) else { continue };
            let chat_from = self.pace.chat_from(chat, now);
            if chat_from > now {
                row.at = At::Ready(chat_from, turn);
                self.ready.insert((chat_from, turn, chat));
            } else if let Some((flight, call)) = Flight::begin(&row.line, row.head.plain, row.head.anew) {
                let job = flight.job;
                row.at = At::Flying(flight);
                self.flying += 1;
                self.pace.leaves(chat, now);
                return Next::Call { chat, job, call };
            } else {
                self.rows.remove(&chat);
            }
        }
        Next::Idle
    }

    /// A call's outcome. A mark is for round, and its line waits until [`Outbox::line`] brings round's answer.
    pub fn ended(&mut self, chat: ChatId, outcome: &Outcome, now: Moment) -> Option<Mark> {
        let row = self.rows.get_mut(&chat)?;
        let At::Flying(flight) = &row.at else { return None };
        self.flying = self.flying.saturating_sub(1);
        self.pace.answered(if let Outcome::Wait(span) = outcome { Some(*span) } else { None }, now);
        let job = flight.job;
        let fate = fate::of(outcome, flight, row.head.tries, row.head.plain);
        match fate {
            Fate::End(end) => {
                row.at = At::Told(job);
                row.head = Head::default();
                return Some(Mark { chat, job, end });
            }
            Fate::Wait(span) => self.pause(chat, span, now),
            Fate::Again(_) => row.head.tries += 1,
            Fate::Plain => row.head.plain = true,
            Fate::Anew => row.head.anew = true,
        }
        self.again(chat, if let Fate::Again(span) = fate { now.plus(span) } else { now });
        None
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
            if let At::Ready(moment, turn) = row.at {
                self.ready.remove(&(moment, turn, chat));
            }
            if !row.line.jobs.is_empty() {
                self.queue(chat, row, from);
            }
        }
    }

    fn queue(&mut self, chat: ChatId, mut row: Row, from: Moment) {
        let job = row.line.jobs.first().map_or(0, |job| job.number);
        if row.head.job != job {
            row.head = Head { job, ..Head::default() };
        }
        self.turns += 1;
        let from = self.pauses.get(&chat).map_or(from, |pause| from.max(*pause));
        row.at = At::Ready(from, self.turns);
        self.ready.insert((from, self.turns, chat));
        self.rows.insert(chat, row);
    }
}
