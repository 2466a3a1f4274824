//! What Telegram allows, learnt: just below what it refused, and up again slowly.

use std::time::Duration;

use crate::sender::pace::as_f64;
use crate::when::Moment;

/// A rate that was refused is tried again after this, not before.
const AGAIN: Duration = Duration::from_hours(1);
/// Never slower than this, a second, unless the operator says so.
const FLOOR: f64 = 1.0;
/// A rate holds when so many seconds' worth was sent at it without a refusal.
const HOLDS: usize = 5;
/// What is refused though no more was accepted than before is lowered by this part.
const LESS: f64 = 0.025;
/// From this rate on it rises by more than one a second at once.
const FAST: f64 = 40.0;

/// The rate, and how it came to be.
#[derive(Debug)]
pub(super) struct Learnt {
    ceiling: f64,
    rate: f64,
    /// The rate last refused, and when.
    refused: Option<(f64, Moment)>,
    /// Calls that left as fast as may be since the rate was set.
    proven: usize,
    event: Option<Event>,
}

/// A refusal, and those that follow because their calls were under way.
#[derive(Debug)]
struct Event {
    /// The rate that was refused.
    rate: f64,
    /// When it was heard of: calls that left before belong to it.
    heard: Moment,
    /// When the first of its calls left.
    first: Moment,
}

impl Learnt {
    pub(super) fn new(ceiling: f64) -> Self {
        Self { ceiling, rate: ceiling, refused: None, proven: 0, event: None }
    }

    pub(super) fn rate(&self) -> f64 {
        self.rate
    }

    /// A call leaves as fast as may be. True when the rate rose by it.
    pub(super) fn proves(&mut self, now: Moment) -> bool {
        self.proven += 1;
        if self.rate >= self.ceiling || as_f64(self.proven) < self.rate * as_f64(HOLDS) {
            return false;
        }
        let next = (self.rate.floor() + (self.rate / FAST).floor().max(1.0)).min(self.ceiling);
        if self.refused.is_some_and(|(rate, at)| next >= rate && now.since(at) < AGAIN) {
            return false;
        }
        (self.rate, self.proven) = (next, 0);
        true
    }

    /// A call that left at `left` was refused in the name of all; `accepted` counts what was not in the second before a moment.
    pub(super) fn refused(&mut self, left: Moment, now: Moment, accepted: impl Fn(Moment) -> usize) {
        let same = self.event.take().filter(|event| left <= event.heard);
        let (rate, heard, first) =
            same.map_or((self.rate, now, left), |event| (event.rate, event.heard, event.first.min(left)));
        let most = as_f64(accepted(first));
        // What was accepted while those after it were still unknown may be too many; the next refusal mends it.
        let lower = if most < rate { most } else { rate * (1.0 - LESS) };
        self.rate = lower.max(FLOOR.min(self.ceiling));
        self.refused = Some((rate, now));
        self.proven = 0;
        self.event = Some(Event { rate, heard, first });
    }
}
