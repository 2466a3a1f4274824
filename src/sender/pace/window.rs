//! The window: how many calls Telegram may count in a span. It counts at its own door, somewhere between a call's leave and its landing.

use std::collections::VecDeque;
use std::time::Duration;

use crate::sender::job::ChatId;
use crate::sender::pace::best::{PROOF, Proven, Quickest};
use crate::sender::pace::{as_f64, seconds, up};
use crate::when::Moment;

/// The window never counts more sends than this.
pub(super) const MOST: usize = 1_000;
/// Our clock tells whole milliseconds: a call may have left so much later than it says.
const GRAIN: Duration = Duration::from_millis(1);
/// What calls took longer than the quickest may have been spent on the way to the door, or on Telegram's own work; nobody can tell. All of it is
/// taken for the way while that costs no more than this part of the span on an average: rare delays are then absorbed whole, and calls that
/// always take 5 to 300 ms cost 0.6 % instead of 13 %. A 429 in spite of it doubles the part, for a while.
const PART: f64 = 0.006;
/// The part grows no further than this.
const MOST_PART: f64 = 0.05;
/// So long it stays doubled.
const WARY: Duration = Duration::from_mins(1);
/// So many calls make the average.
const AVERAGE: u32 = 16;
/// A crowd goes by so much slower than the window would let it, as a part of the span.
const EASE: f64 = 0.001;
/// So long a call is remembered, to tell whether another could have used up its chat's own allowance.
const MEMORY: Duration = Duration::from_secs(2);
/// From a quarter of what may leave on, a 429 can mean all, …
const BUSY: usize = 4;
/// … unless less than this part of the best second of the last minute was sent: no limit on all explains it then.
const PROVEN: f64 = 0.75;

/// What left, and how many may.
#[derive(Debug)]
pub(super) struct Window {
    /// So many calls …
    most: usize,
    /// … in any span this long.
    span: Duration,
    log: VecDeque<Sent>,
    quickest: Quickest,
    proven: Proven,
    /// The last two 429s that no limit on all explains, the latest first: where there are such, others may be like them.
    strange: [Option<Moment>; 2],
    /// The part of the span that delays may cost.
    part: f64,
    /// Since when it is no smaller.
    wary: Moment,
    /// The most of one call's delay that is taken for the way.
    cap: Duration,
    /// How much is, on an average.
    held: Duration,
}

/// A call that left.
#[derive(Debug)]
struct Sent {
    chat: ChatId,
    left: Moment,
    /// How long it took to be answered, if it was.
    took: Option<Duration>,
    /// By a 429.
    refused: bool,
}

/// What is known of a call that was refused.
#[derive(Debug)]
pub(super) struct Landed {
    /// When it left.
    pub(super) left: Moment,
    /// No other call to its chat left shortly before: its own limit can't be why.
    pub(super) alone: bool,
    /// Enough had left just before it for a limit on all.
    pub(super) busy: bool,
}

impl Window {
    pub(super) fn new(rate: f64) -> Self {
        let (log, quickest, proven) = (VecDeque::new(), Quickest::default(), Proven::default());
        let (wary, none) = (Moment::default(), Duration::ZERO);
        let mut window = Self {
            most: 1,
            span: none,
            log,
            quickest,
            proven,
            strange: [None; 2],
            part: PART,
            wary,
            cap: none,
            held: none,
        };
        window.set(rate);
        (window.cap, window.held) = (window.budget(), window.budget());
        window
    }

    /// Counts by another rate: so many whole calls, in a span not shorter than a second where the rate allows.
    pub(super) fn set(&mut self, rate: f64) {
        self.most = (1..=MOST).find(|n| as_f64(*n) >= rate).unwrap_or(MOST);
        self.span = seconds(as_f64(self.most) / rate);
    }

    /// From when on one more may leave; not later than `now` = at once.
    pub(super) fn from(&self, now: Moment) -> Moment {
        let oldest = self.log.len().checked_sub(self.most).and_then(|n| self.log.get(n));
        oldest.map_or(now, |sent| up(sent.left, self.span + GRAIN + self.delay(sent)))
    }

    /// One of as many equal parts of the span as calls may leave in it; a little more, so that calls that once left close together drift apart.
    pub(super) fn slot(&self) -> Duration {
        (self.span + GRAIN + self.held + self.span.mul_f64(EASE)) / u32::try_from(self.most).unwrap_or(u32::MAX)
    }

    /// Whether all but one of the calls that may leave have.
    pub(super) fn is_full(&self, now: Moment) -> bool {
        let oldest = self.log.len().checked_sub(self.most.saturating_sub(1).max(1)).and_then(|n| self.log.get(n));
        oldest.is_some_and(|sent| now.since(sent.left) <= self.span + GRAIN + self.budget())
    }

    pub(super) fn leaves(&mut self, chat: ChatId, now: Moment) {
        while self.log.len() > self.most && self.log.front().is_some_and(|old| now.since(old.left) > MEMORY) {
            self.log.pop_front();
        }
        if self.log.len() >= 2 * MOST {
            self.log.pop_front();
        }
        self.log.push_back(Sent { chat, left: now, took: None, refused: false });
    }

    /// The chat's call under way was answered; tells of it if it was refused.
    pub(super) fn landed(&mut self, chat: ChatId, refused: bool, now: Moment) -> Option<Landed> {
        let at = self.log.iter().rposition(|sent| sent.chat == chat && sent.took.is_none())?;
        let sent = self.log.get_mut(at)?;
        let (left, took) = (sent.left, now.since(sent.left));
        (sent.took, sent.refused) = (Some(took), refused);
        self.quickest.met(took, now);
        self.weigh(took, now);
        if !refused {
            self.proven.met(left, now);
            return None;
        }
        let before = || self.log.iter().take(at);
        // A group has a limit of its own that no window of ours counts.
        let alone = chat > 0 && !before().any(|other| other.chat == chat && left.since(other.left) < MEMORY);
        let close = before().filter(|other| left.since(other.left) < self.span).count();
        let explained = as_f64(close) >= as_f64(self.proven()) * PROVEN;
        if alone && !explained {
            self.strange = [Some(now), self.strange[0]];
        }
        let busy = close * BUSY >= self.most && explained;
        Some(Landed { left, alone, busy })
    }

    /// How many of the calls that left in the second before `until` were not refused.
    pub(super) fn accepted(&self, until: Moment) -> usize {
        let second = Duration::from_secs(1);
        let within = |sent: &&Sent| sent.left < until && until.since(sent.left) < second;
        self.log.iter().filter(within).filter(|sent| !sent.refused).count()
    }

    /// The most calls of one second that were not refused, of late.
    pub(super) fn proven(&self) -> usize {
        self.proven.most()
    }

    /// Whether 429s come that have nothing to do with how much is sent.
    pub(super) fn doubts(&self, now: Moment) -> bool {
        self.strange[1].is_some_and(|at| now.since(at) < PROOF)
    }

    /// A stall may have pushed calls together at the door: delays may cost more for a while.
    pub(super) fn beware(&mut self, now: Moment) {
        (self.part, self.wary) = ((self.part * 2.0).min(MOST_PART), now);
    }

    /// It was no stall.
    pub(super) fn trust(&mut self) {
        self.part = PART;
    }

    /// How much later than it left a call may have been counted, beyond what every call's way takes.
    fn delay(&self, sent: &Sent) -> Duration {
        match (sent.took, self.quickest.get()) {
            (Some(took), Some(quickest)) => took.saturating_sub(quickest).min(self.cap),
            // All calls take longer than the span: that this one has not landed tells nothing.
            (None, Some(quickest)) if quickest >= self.span => Duration::ZERO,
            _ => self.cap,
        }
    }

    /// Another call has landed: the cap follows what delays cost.
    fn weigh(&mut self, took: Duration, now: Moment) {
        if self.part > PART && now.since(self.wary) > WARY {
            (self.part, self.wary) = ((self.part / 2.0).max(PART), now);
        }
        let delay = took.saturating_sub(self.quickest.get().unwrap_or(took)).min(self.cap);
        self.held = (self.held * (AVERAGE - 1) + delay) / AVERAGE;
        let cap = if self.held > self.budget() { self.cap * 9 / 10 } else { self.cap * 11 / 10 };
        self.cap = cap.clamp(self.budget(), self.span.max(self.budget()));
    }

    fn budget(&self) -> Duration {
        self.span.mul_f64(self.part)
    }
}
