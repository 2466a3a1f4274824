//! What every scenario shares: its settings, a town with the real book, and the line of the table it ends in.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use camtay::book::Book;
use camtay::front::clock;
use camtay::front::dialogs::Dialogs;
use camtay::when::Moment;

use crate::audit::{Audit, Verdict};
use crate::store::{Stored, read};
use crate::town::Town;
use crate::town::watch::Watch;
use crate::walk::{Crowd, Walked};

/// The first of the citizens who walk; those who only fill the store have lower numbers.
pub const FIRST: i64 = 50_000_000;
const SEED: u64 = 2026;

/// A number from the environment, or what a small dose takes.
pub fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.replace('_', "").parse().ok()).unwrap_or(otherwise)
}

/// Whether `BREAK` wants this scenario; without it all are wanted.
pub fn wanted(scenario: &str) -> bool {
    std::env::var("BREAK").map_or(true, |names| names.split(',').any(|name| name == scenario))
}

pub fn seed() -> u64 {
    number("BREAK_SEED", SEED)
}

/// One run.
pub struct Bench {
    pub town: Town,
    pub book: Arc<Book>,
    pub began: Moment,
    pub citizens: usize,
    /// What stood in the store when the watch began.
    pub before: BTreeMap<i64, Stored>,
    pub kills: Vec<Instant>,
    pub slowest_recovery: Duration,
    pub in_flight: usize,
}

impl Bench {
    pub async fn open(citizens: u64) -> Self {
        let town = Town::open_real().await;
        town.world.lock().watch = Some(Watch::default());
        let (_, book) = Dialogs::open(&town.folder.0.join("dialogs"), None).expect("the real book");
        let (kills, before) = (Vec::new(), BTreeMap::new());
        let citizens = usize::try_from(citizens).expect("a number of citizens");
        let (slowest_recovery, in_flight) = (Duration::ZERO, 0);
        Self { town, book, began: clock::now(), citizens, before, kills, slowest_recovery, in_flight }
    }

    pub fn crowd(&self, pause: Duration) -> Crowd {
        Crowd::sets_out(&self.town, FIRST, self.citizens, seed(), pause)
    }

    /// Waits for the first thing anybody sees from now on; gives how long that took.
    pub async fn first_sight(&self, patience: Duration) -> Option<Duration> {
        let (seen, began) = (self.seen(), Instant::now());
        while self.seen() == seen {
            if began.elapsed() > patience {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Some(began.elapsed())
    }

    /// The disk is full for so long: once what the store's files have room for is used up and nothing more comes, no update may be acknowledged.
    pub async fn full(&self, span: Duration) {
        let (half, last) = (span / 2, Instant::now() + Duration::from_mins(1));
        let confirmed = |bench: &Self| bench.town.world.lock().queue.confirmed;
        let mut before = confirmed(self);
        loop {
            tokio::time::sleep(half).await;
            let now = confirmed(self);
            if now == before {
                break;
            }
            assert!(Instant::now() < last, "the disk never fills");
            before = now;
        }
        tokio::time::sleep(half).await;
        assert_eq!(confirmed(self), before, "an update is acknowledged while nothing can be stored");
        assert!(self.town.world.lock().queue.len() > 0, "the citizens went on and wait");
    }

    fn seen(&self) -> usize {
        self.town.world.lock().watch.as_ref().map_or(0, |watch| watch.sights.values().map(Vec::len).sum())
    }

    /// Waits until updates are asked for again.
    pub async fn polls(&self) {
        let (began, patience) = (Instant::now(), Duration::from_mins(1));
        while self.town.world.lock().watch.as_ref().is_some_and(|watch| watch.polled < Some(began)) {
            assert!(began.elapsed() < patience, "the bot does not ask for updates");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until nothing waits and nothing comes any more.
    pub async fn rests(&self) {
        let (mut seen, mut since, began) = (self.seen(), Instant::now(), Instant::now());
        while since.elapsed() < Duration::from_millis(500) && began.elapsed() < Duration::from_mins(1) {
            tokio::time::sleep(Duration::from_millis(10)).await;
            if self.seen() != seen || self.town.world.lock().queue.len() > 0 {
                (seen, since) = (self.seen(), Instant::now());
            }
        }
    }

    /// Judges a run whose bot has ended, and prints its line.
    pub fn judge(&self, scenario: &str, walked: &[Walked]) -> Verdict {
        let stored = read(&self.town.folder.0, FIRST);
        let world = self.town.world.lock();
        let watch = world.watch.as_ref().expect("a watch");
        let audit = Audit {
            book: &self.book,
            watch,
            stored: &stored,
            before: &self.before,
            now: self.began,
            kills: &self.kills,
        };
        let mut verdict = audit.judge();
        let waiting = walked.iter().filter(|walk| !walk.ended).count();
        verdict.stuck = verdict.stuck.max(waiting);
        self.print(scenario, walked, watch, &verdict);
        verdict
    }

    fn print(&self, scenario: &str, walked: &[Walked], watch: &Watch, verdict: &Verdict) {
        let slowest = walked.iter().map(|walk| walk.slowest).max().unwrap_or_default();
        let Verdict { updates, turns, messages, lost, doubled_turns, doubled_messages, worst, .. } = verdict;
        eprintln!(
            "\n| scenario | seed | citizens | kills | calls, faults | updates | turns | new messages | lost | doubled turns | doubled \
             messages (worst kill) | in flight at kills | order broken | strange | stuck | slowest answer | slowest recovery |\n|{}",
            "---|".repeat(17)
        );
        eprintln!(
            "| {scenario} | {} | {} | {} | {}, {} | {updates} | {turns} | {messages} | {lost} | {doubled_turns} | {doubled_messages} \
             ({worst}) | {} | {} | {} | {} | {slowest:.2?} | {:.2?} |\n",
            seed(),
            self.citizens,
            self.kills.len(),
            watch.calls,
            watch.faults,
            self.in_flight,
            verdict.disorder,
            verdict.strange,
            verdict.stuck,
            self.slowest_recovery,
        );
        for note in verdict.notes.iter().take(20) {
            eprintln!("{note}");
        }
    }
}

/// Nothing lost, nothing turned twice, nothing out of order, nobody stuck, nothing doubled without a reason.
pub fn is_sound(verdict: &Verdict) {
    let Verdict { lost, doubled_turns, disorder, strange, causeless, stuck, notes, .. } = verdict;
    let faults = [lost, doubled_turns, disorder, strange, causeless, stuck];
    let notes: Vec<_> = notes.iter().take(20).collect();
    assert!(faults.iter().all(|count| **count == 0), "BREAK_SEED={}: {faults:?} {notes:#?}", seed());
}
