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
/// A refusal though as much was accepted as ever can be calls that a stall somewhere pushed together …
const STALL: Duration = Duration::from_mins(1);
/// … so many times within that span; one more lowers the rate …
const STALLS: u32 = 3;
/// … by this part at least.
const LESS: f64 = 0.01;
/// Never below this part of what was taken in a second of late: 429s that come whatever is sent must not bring it down and down.
const KEPT: f64 = 0.9;
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
    /// Since when stalls may have been the cause, and how often.
    stalled: Option<(Moment, u32)>,
}

/// What a refusal is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// Calls that were pushed together on the way.
    Stall,
    /// One more of the same.
    Known,
    /// A limit below the rate.
    Limit,
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
    /// A stall may be the cause: not too many of late.
    may_stall: bool,
    /// It is among those counted.
    counted: bool,
}

impl Learnt {
    pub(super) fn new(ceiling: f64) -> Self {
        Self { ceiling, rate: ceiling, refused: None, proven: 0, event: None, stalled: None }
    }

    pub(super) fn rate(&self) -> f64 {
        self.rate
    }

    /// A call leaves as fast as may be. True when the rate rose by it.
    pub(super) fn proves(&mut self, now: Moment) -> bool {
        self.proven += 1;
        if self.rate >= self.ceiling || !self.holds() {
            return false;
        }
        let next = (self.rate.floor() + (self.rate / FAST).floor().max(1.0)).min(self.ceiling);
        if self.refused.is_some_and(|(rate, at)| next >= rate && now.since(at) < AGAIN) {
            return false;
        }
        (self.rate, self.proven) = (next, 0);
        true
    }

    fn holds(&self) -> bool {
        as_f64(self.proven) >= self.rate * as_f64(HOLDS)
    }

    /// A call that left at `left` was refused in the name of all; `proven` is the most that was taken in a second of late, `accepted` counts what
    /// was not refused in the second before a moment.
    pub(super) fn refused(
        &mut self,
        left: Moment,
        now: Moment,
        proven: usize,
        accepted: impl Fn(Moment) -> usize,
    ) -> Why {
        self.stalled = self.stalled.filter(|(since, _)| now.since(*since) < STALL);
        let often = self.stalled.is_some_and(|(_, times)| times >= STALLS);
        // A rate just tried on the way up is no stall's.
        let held = self.refused.is_none() || self.holds();
        let fresh = Event { rate: self.rate, heard: now, first: left, may_stall: held && !often, counted: false };
        let mut event = self.event.take().filter(|event| left <= event.heard).unwrap_or(fresh);
        event.first = event.first.min(left);
        // What was accepted while those after it were still unknown may be too many; the next refusal mends it.
        let most = as_f64(accepted(event.first));
        let stall = event.may_stall && most >= event.rate - 1.0;
        let known = stall && event.counted;
        if stall {
            let (since, times) = self.stalled.unwrap_or((now, 0));
            self.stalled = Some((since, times + u32::from(!event.counted)));
            event.counted = true;
            self.rate = event.rate;
        } else {
            let kept = (as_f64(proven) * KEPT).max(FLOOR);
            self.rate = most.max(kept).min(event.rate * (1.0 - LESS)).max(FLOOR.min(self.ceiling));
            self.refused = Some((event.rate, now));
        }
        self.proven = 0;
        self.event = Some(event);
        match (stall, known) {
            (true, true) => Why::Known,
            (true, false) => Why::Stall,
            _ => Why::Limit,
        }
    }
}
