//! What went best of late: the quickest call, and the second in which most was taken.

use std::time::Duration;

use crate::when::Moment;

/// The quickest call of this span tells what the way takes without delay; then the next span's does.
const QUICKEST: Duration = Duration::from_mins(5);
/// So long a second that went well is proof.
pub(super) const PROOF: Duration = Duration::from_mins(1);

/// The quickest call of late.
#[derive(Debug, Default)]
pub(super) struct Quickest {
    since: Moment,
    before: Option<Duration>,
    now: Option<Duration>,
}

/// The most calls of one second that were not refused, of late: whatever Telegram's limit is, it is no lower.
#[derive(Debug, Default)]
pub(super) struct Proven {
    /// The second being counted, and its calls.
    second: i64,
    count: usize,
    since: Moment,
    before: usize,
    now: usize,
}

impl Proven {
    /// A call that left then was not refused.
    pub(super) fn met(&mut self, left: Moment, now: Moment) {
        let second = left.millis() / 1_000;
        if second != self.second {
            self.now = self.now.max(self.count);
            (self.second, self.count) = (second, 0);
        }
        self.count += 1;
        if now.since(self.since) > PROOF {
            (self.since, self.before, self.now) = (now, self.now, 0);
        }
    }

    /// So many.
    pub(super) fn most(&self) -> usize {
        self.before.max(self.now).max(self.count)
    }
}

impl Quickest {
    /// A call took so long.
    pub(super) fn met(&mut self, took: Duration, now: Moment) {
        if now.since(self.since) > QUICKEST {
            (self.since, self.before, self.now) = (now, self.now.take(), None);
        }
        self.now = Some(self.now.map_or(took, |least| least.min(took)));
    }

    /// So long.
    pub(super) fn get(&self) -> Option<Duration> {
        self.now.into_iter().chain(self.before).min()
    }
}
