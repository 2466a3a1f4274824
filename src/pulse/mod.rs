//! What an operator sees live: counters, times, whether all is well. Knows no citizen and no text; reads no clock but the one it is given.

mod numbers;
mod rarely;
mod waits;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub use numbers::Tally;
pub use rarely::Rarely;

use crate::pulse::numbers::Numbers;
use crate::pulse::waits::Waits;

/// So long without an answer to getUpdates, and the bot is not well: a poll is held for 30 s.
const CONTACT: Duration = Duration::from_mins(2);
/// So long at one piece of work, and the writer hangs: a disk that does not answer.
const HANGS: Duration = Duration::from_mins(1);

/// The live view, shared by all who have something to tell.
pub struct Pulse {
    clock: Option<fn() -> Instant>,
    numbers: Numbers,
    now: Mutex<Now>,
}

/// How things stand.
#[derive(Debug, Default)]
struct Now {
    waits: Waits,
    /// The last answer to getUpdates.
    contact: Option<Instant>,
    /// The writer's thread runs.
    writes: bool,
    /// What the writer does was begun then.
    since: Option<Instant>,
    /// Files that went without being sent, since somebody asked.
    lacked: BTreeSet<String>,
}

impl fmt::Debug for Pulse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pulse")
    }
}

/// Nobody watches: counts, and measures no time.
impl Default for Pulse {
    fn default() -> Self {
        Self { clock: None, numbers: Numbers::new(), now: Mutex::default() }
    }
}

impl Pulse {
    /// `clock` gives this instant; front has the clock.
    pub fn new(clock: fn() -> Instant) -> Self {
        Self { clock: Some(clock), ..Self::default() }
    }

    /// A batch of so many updates is done with, in so many turns; of some nothing could be made.
    pub fn batch(&self, updates: usize, turns: usize, aside: usize) {
        self.numbers.batch(updates, turns, aside);
    }

    /// Does `work`, a write that reaches the disk: counted and measured.
    pub fn flush<T>(&self, work: impl FnOnce() -> T) -> T {
        let began = self.instant();
        let done = work();
        self.numbers.flush(age(began, self.instant()));
        done
    }

    /// Does a piece of the writer's work; while it lasts too long, the writer hangs.
    pub fn writing<T>(&self, work: impl FnOnce() -> T) -> T {
        self.now().since = self.instant();
        let done = work();
        self.now().since = None;
        done
    }

    /// The writer's thread began, or ended.
    pub fn writer(&self, runs: bool) {
        self.now().writes = runs;
    }

    /// A line of the outbox: the jobs that wait in it now.
    pub fn line(&self, line: i64, jobs: impl Iterator<Item = u64>) {
        let now = self.instant();
        self.now().waits.line(line, jobs, now);
    }

    /// A send ended so.
    pub fn sent(&self, outcome: &'static str) {
        self.numbers.sent(outcome);
    }

    /// Something of a kind that nobody here knows arrived: how often by now. Of many kinds the later ones are counted as one.
    pub fn strange(&self, kind: &str) -> u64 {
        self.numbers.strange(kind)
    }

    /// Telegram said 429.
    pub fn throttled(&self) {
        self.numbers.throttled();
    }

    /// A file of `dialogs/` could not be sent: the words went without it.
    pub fn lacked(&self, file: &str) {
        self.now().lacked.insert(file.to_owned());
    }

    /// The files that could not be sent since this was asked last.
    pub fn take_lacked(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.now().lacked)
    }

    /// So many sends a second are allowed now.
    pub fn pace(&self, rate: f64) {
        self.numbers.pace(rate);
    }

    /// Sends a second that are allowed now; 0 before a sender runs.
    pub fn send_rate(&self) -> f64 {
        self.numbers.rate()
    }

    /// Telegram answered getUpdates.
    pub fn contact(&self) {
        self.now().contact = self.instant();
    }

    /// Another book is in use, with so many guides.
    pub fn book(&self, guides: usize) {
        self.numbers.book(guides);
    }

    /// What was counted so far.
    pub fn tally(&self) -> Tally {
        self.numbers.tally()
    }

    /// Jobs that wait, and how long the oldest has.
    pub fn outbox(&self) -> (usize, Duration) {
        let now = self.instant();
        let state = self.now();
        (state.waits.jobs(), age(state.waits.oldest(), now).unwrap_or_default())
    }

    /// All of it, in Prometheus' text form.
    pub fn text(&self) -> String {
        let (jobs, oldest) = self.outbox();
        let (contact, writes) = {
            let state = self.now();
            (age(state.contact, self.instant()), state.writes)
        };
        self.numbers.text(jobs, oldest, contact, writes)
    }

    /// Whether all is well.
    ///
    /// # Errors
    /// What is not, in a line.
    pub fn health(&self) -> Result<(), String> {
        let now = self.instant();
        let state = self.now();
        if !state.writes {
            return Err("the writer has stopped".to_owned());
        }
        if let Some(span) = age(state.since, now).filter(|span| *span > HANGS) {
            return Err(format!("the writer has been at one piece of work for {} s", span.as_secs()));
        }
        match age(state.contact, now) {
            Some(span) if span < CONTACT => Ok(()),
            Some(span) => Err(format!("Telegram was last heard {} s ago", span.as_secs())),
            None => Err("Telegram has not been heard yet".to_owned()),
        }
    }

    fn instant(&self) -> Option<Instant> {
        self.clock.map(|clock| clock())
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn age(then: Option<Instant>, now: Option<Instant>) -> Option<Duration> {
    Some(now?.saturating_duration_since(then?))
}
