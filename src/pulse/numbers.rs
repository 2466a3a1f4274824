//! The counters and histograms, and their page.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, AtomicU64};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// How a send ended.
type Outcome = [(&'static str, &'static str); 1];
/// What arrived and is not known.
type Kind = [(&'static str, String); 1];
type Real = Gauge<f64, AtomicU64>;

/// So many kinds of what is not known are counted each for itself …
const KINDS: usize = 50;
/// … and all the others as this.
const OTHERS: &str = "others";
/// Updates in a batch.
const BATCHES: [f64; 8] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 80.0, 100.0];
/// Seconds of a write: a good disk, a slow one, one in trouble.
const FLUSHES: [f64; 11] = [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// What is counted.
#[derive(Debug)]
pub(super) struct Numbers {
    turns: Counter,
    aside: Counter,
    rounds: Counter,
    batches: Histogram,
    flushes: Histogram,
    sends: Family<Outcome, Counter>,
    throttled: Counter,
    strange: Family<Kind, Counter>,
    kinds: Mutex<BTreeSet<String>>,
    rate: Real,
    edition: Gauge,
    guides: Gauge,
}

/// What was counted up to some moment, for the hourly line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Turns.
    pub turns: u64,
    /// Updates of which nothing could be made.
    pub aside: u64,
    /// Rounds.
    pub rounds: u64,
    /// Sends that went well.
    pub sent: u64,
    /// Sends that did not, whatever became of the job.
    pub failed: u64,
    /// Chats that could not be reached.
    pub gone: u64,
    /// 429s.
    pub throttled: u64,
}

impl Tally {
    /// What was counted since `before`.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        Self {
            turns: self.turns - before.turns,
            aside: self.aside - before.aside,
            rounds: self.rounds - before.rounds,
            sent: self.sent - before.sent,
            failed: self.failed - before.failed,
            gone: self.gone - before.gone,
            throttled: self.throttled - before.throttled,
        }
    }
}

impl Numbers {
    pub(super) fn new() -> Self {
        Self {
            turns: Counter::default(),
            aside: Counter::default(),
            rounds: Counter::default(),
            batches: Histogram::new(BATCHES),
            flushes: Histogram::new(FLUSHES),
            sends: Family::default(),
            throttled: Counter::default(),
            strange: Family::default(),
            kinds: Mutex::default(),
            rate: Real::default(),
            edition: Gauge::default(),
            guides: Gauge::default(),
        }
    }

    pub(super) fn batch(&self, updates: usize, turns: usize, aside: usize) {
        self.turns.inc_by(turns as u64);
        self.aside.inc_by(aside as u64);
        // Marks alone are no batch of updates.
        if let Some(updates) = u32::try_from(updates).ok().filter(|updates| *updates > 0) {
            self.batches.observe(f64::from(updates));
        }
    }

    pub(super) fn flush(&self, span: Option<Duration>) {
        self.rounds.inc();
        if let Some(span) = span {
            self.flushes.observe(span.as_secs_f64());
        }
    }

    pub(super) fn sent(&self, outcome: &'static str) {
        self.sends.get_or_create(&[("outcome", outcome)]).inc();
    }

    /// How often by now.
    pub(super) fn strange(&self, kind: &str) -> u64 {
        let kind = {
            let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
            let known = kinds.contains(kind) || (kinds.len() < KINDS && kinds.insert(kind.to_owned()));
            if known { kind } else { OTHERS }
        };
        let count = self.strange.get_or_create(&[("kind", kind.to_owned())]);
        count.inc();
        count.get()
    }

    pub(super) fn throttled(&self) {
        self.throttled.inc();
    }

    pub(super) fn pace(&self, rate: f64) {
        self.rate.set(rate);
    }

    pub(super) fn rate(&self) -> f64 {
        self.rate.get()
    }

    pub(super) fn book(&self, guides: usize) {
        self.edition.inc();
        self.guides.set(i64::try_from(guides).unwrap_or(i64::MAX));
    }

    pub(super) fn tally(&self) -> Tally {
        let of = |names: &[&'static str]| {
            names.iter().filter_map(|name| self.sends.get(&[("outcome", *name)]).map(|count| count.get())).sum()
        };
        Tally {
            turns: self.turns.get(),
            aside: self.aside.get(),
            rounds: self.rounds.get(),
            sent: of(&["sent", "already"]),
            failed: of(&["retry", "unknown", "refused", "unauthorized"]),
            gone: of(&["gone"]),
            throttled: self.throttled.get(),
        }
    }

    /// The page; `contact` is how long ago Telegram answered.
    pub(super) fn text(&self, jobs: usize, oldest: Duration, contact: Option<Duration>, writes: bool) -> String {
        let mut all = Registry::with_prefix("camtay");
        all.register("turns", "Turns of citizens, each once", self.turns.clone());
        all.register("updates_set_aside", "Updates that failed twice", self.aside.clone());
        all.register("rounds", "Batches written to the disk", self.rounds.clone());
        all.register("batch_updates", "Updates in a batch", self.batches.clone());
        all.register("flush_seconds", "Seconds from a write to the disk having it", self.flushes.clone());
        all.register("sends", "Calls that send or edit, by outcome", self.sends.clone());
        all.register("throttled", "Times Telegram said 429", self.throttled.clone());
        all.register("unknown", "What arrived of a kind that is not known, by kind", self.strange.clone());
        all.register(
            "send_rate",
            "Sends a second that Telegram is known to take, the setting at most",
            self.rate.clone(),
        );
        all.register("book_edition", "Books in use since the start, this one included", self.edition.clone());
        all.register("book_guides", "Guides in the book in use", self.guides.clone());
        let depth: Gauge<i64, AtomicI64> = Gauge::default();
        depth.set(i64::try_from(jobs).unwrap_or(i64::MAX));
        all.register("outbox_jobs", "Jobs that wait in the outbox", depth);
        all.register(
            "outbox_oldest_seconds",
            "Age of the oldest job that waits, since the start at most",
            seconds(oldest),
        );
        if let Some(age) = contact {
            all.register("contact_age_seconds", "Seconds since Telegram last answered getUpdates", seconds(age));
        }
        let up: Gauge = Gauge::default();
        up.set(i64::from(writes));
        all.register("writer_up", "Whether the writer runs", up);
        let mut page = String::new();
        // A String takes every word.
        let _ = encode(&mut page, &all);
        page
    }
}

fn seconds(span: Duration) -> Real {
    let gauge = Real::default();
    gauge.set(span.as_secs_f64());
    gauge
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_strange_kinds_are_counted_as_one() {
        let numbers = Numbers::new();
        let counts: Vec<u64> = (0..KINDS + 3).map(|n| numbers.strange(&format!("entity:{n}"))).collect();
        assert_eq!(counts.iter().sum::<u64>(), KINDS as u64 + 1 + 2 + 3, "the last three are one kind");
        assert_eq!(numbers.strange("entity:0"), 2);
        let page = numbers.text(0, Duration::ZERO, None, true);
        assert!(page.contains(r#"camtay_unknown_total{kind="entity:0"} 2"#), "{page}");
        assert!(page.contains(r#"camtay_unknown_total{kind="others"} 3"#), "{page}");
    }
}
