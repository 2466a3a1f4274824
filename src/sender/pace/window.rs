//! The window: how many calls Telegram may count in a span. It counts at its own door, somewhere between a call's leave and its landing.

use std::collections::VecDeque;
use std::time::Duration;

use crate::sender::job::ChatId;
use crate::sender::pace::{as_f64, seconds, up};
use crate::when::Moment;

/// The window never counts more sends than this.
pub(super) const MOST: usize = 1_000;
/// Our clock tells whole milliseconds: a call may have left so much later than it says.
const GRAIN: Duration = Duration::from_millis(1);
/// How much of a call's delay is taken for a delay on the way to the door. More of it must be Telegram's own work: taking all of it would cost
/// the rate as much as calls take (13 % at 5 to 300 ms), for a danger that a 429 tells of when it is real.
const ON_THE_WAY: Duration = Duration::from_millis(6);
/// The same, as a part of the span: more costs more than 1 % of the rate.
const PART: f64 = 0.006;
/// A crowd goes by so much slower than the window would let it, as a part of the span.
const EASE: f64 = 0.001;
/// So long a call is remembered, to tell whether another could have used up its chat's own allowance.
const MEMORY: Duration = Duration::from_secs(2);
/// The quickest call of this span tells what the way takes without delay; then the next span's does.
const QUICKEST: Duration = Duration::from_mins(5);
/// From a quarter of what may leave on, a 429 can mean all.
const BUSY: usize = 4;

/// What left, and how many may.
#[derive(Debug)]
pub(super) struct Window {
    /// So many calls …
    most: usize,
    /// … in any span this long.
    span: Duration,
    log: VecDeque<Sent>,
    quickest: Quickest,
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

/// The quickest call of late.
#[derive(Debug, Default)]
struct Quickest {
    since: Moment,
    before: Option<Duration>,
    now: Option<Duration>,
}

/// What is known of a call that was answered.
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
        let (log, quickest) = (VecDeque::new(), Quickest::default());
        let mut window = Self { most: 1, span: Duration::ZERO, log, quickest };
        window.set(rate);
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
        (self.span + GRAIN + self.most_delay() + self.span.mul_f64(EASE)) / u32::try_from(self.most).unwrap_or(u32::MAX)
    }

    /// Whether all but one of the calls that may leave have.
    pub(super) fn is_full(&self, now: Moment) -> bool {
        let oldest = self.log.len().checked_sub(self.most.saturating_sub(1).max(1)).and_then(|n| self.log.get(n));
        oldest.is_some_and(|sent| now.since(sent.left) <= self.span + GRAIN + self.most_delay())
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

    /// The chat's call under way was answered.
    pub(super) fn landed(&mut self, chat: ChatId, refused: bool, now: Moment) -> Option<Landed> {
        let at = self.log.iter().rposition(|sent| sent.chat == chat && sent.took.is_none())?;
        let sent = self.log.get_mut(at)?;
        let (left, took) = (sent.left, now.since(sent.left));
        (sent.took, sent.refused) = (Some(took), refused);
        self.quickest.met(took, now);
        let before = || self.log.iter().take(at);
        // A group has a limit of its own that no window of ours counts.
        let alone = chat > 0 && !before().any(|other| other.chat == chat && left.since(other.left) < MEMORY);
        let busy = before().filter(|other| left.since(other.left) < self.span).count() * BUSY >= self.most;
        Some(Landed { left, alone, busy })
    }

    /// How many of the calls that left in the second before `until` were not refused.
    pub(super) fn accepted(&self, until: Moment) -> usize {
        let second = Duration::from_secs(1);
        let within = |sent: &&Sent| sent.left < until && until.since(sent.left) < second;
        self.log.iter().filter(within).filter(|sent| !sent.refused).count()
    }

    /// How much later than it left a call may have been counted, beyond what every call's way takes.
    fn delay(&self, sent: &Sent) -> Duration {
        let most = self.most_delay();
        match (sent.took, self.quickest.get()) {
            (Some(took), Some(quickest)) => took.saturating_sub(quickest).min(most),
            _ => most,
        }
    }

    fn most_delay(&self) -> Duration {
        ON_THE_WAY.min(self.span.mul_f64(PART))
    }
}

impl Quickest {
    fn met(&mut self, took: Duration, now: Moment) {
        if now.since(self.since) > QUICKEST {
            (self.since, self.before, self.now) = (now, self.now.take(), None);
        }
        self.now = Some(self.now.map_or(took, |least| least.min(took)));
    }

    fn get(&self) -> Option<Duration> {
        self.now.into_iter().chain(self.before).min()
    }
}
