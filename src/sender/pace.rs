//! Pace: when the next call may leave, by the second, by the chat, and by what Telegram asked for. Never sleeps.

mod best;
mod learn;
mod window;

use std::collections::HashMap;
use std::time::Duration;

use crate::sender::job::ChatId;
use crate::sender::pace::learn::{Learnt, Why};
use crate::sender::pace::window::{MOST, Window};
use crate::when::Moment;

/// How many a chat may get in one go before its rate counts.
const BURST: f64 = 4.0;
/// What a crowd was late by, as slots, it may catch up; more would come as a burst, and replies would wait behind it.
const LATE: u32 = 2;

/// How fast, by the operator's settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// The most calls a second (`CAMTAY_RATE`); above zero.
    pub all: f64,
    /// Calls a second and chat, bursts of four (`CAMTAY_CHAT_RATE`); 0 = off.
    pub chat: f64,
}

impl Default for Rates {
    fn default() -> Self {
        Self { all: 28.0, chat: 1.0 }
    }
}

/// The sender's memory of what left when, and of what Telegram said to it.
#[derive(Debug)]
pub struct Pace {
    window: Window,
    learnt: Learnt,
    /// What one call uses up of its chat's allowance; zero = off.
    each: Duration,
    /// When a chat's allowance would be whole again. Whole ones are forgotten.
    whole: HashMap<ChatId, Moment>,
    /// 429: nobody before this.
    pause: Moment,
    /// Whose answer before was a 429 as well, and how many there were in a row.
    twice: Option<ChatId>,
    row: u32,
    /// When a crowd's next call is due, counted from slot to slot, so that a timer's lateness does not add up.
    due: Duration,
}

impl Pace {
    /// A fresh one.
    pub fn new(rates: Rates) -> Self {
        let rate = if rates.all.is_finite() && rates.all > 0.0 { rates.all } else { Rates::default().all };
        Self {
            window: Window::new(rate),
            learnt: Learnt::new(rate),
            each: if rates.chat > 0.0 { seconds(1.0 / rates.chat) } else { Duration::ZERO },
            whole: HashMap::new(),
            pause: Moment::default(),
            twice: None,
            row: 0,
            due: Duration::ZERO,
        }
    }

    /// The process begins: nobody knows what left just before, so the first call of a crowd waits for a slot.
    pub fn begins(&mut self, now: Moment) {
        self.due = now.since(Moment::default()) + self.window.slot();
    }

    /// Calls a second, as far as is known: the operator's, or just below what Telegram refused.
    pub fn rate(&self) -> f64 {
        self.learnt.rate()
    }

    /// From when on anybody may send; not later than `now` = at once.
    pub fn all_from(&self, now: Moment) -> Moment {
        self.window.from(now).max(self.pause)
    }

    /// From when on a call nobody waits for may leave: evenly spaced, so that a reply finds a slot soon.
    pub fn crowd_from(&self, now: Moment) -> Moment {
        up(Moment::default(), self.due).max(self.all_from(now))
    }

    /// From when on this chat may send, as far as its own allowance goes.
    pub fn chat_from(&self, chat: ChatId, now: Moment) -> Moment {
        let slack = self.each.mul_f64(BURST - 1.0);
        let whole = self.whole.get(&chat).copied().unwrap_or(now);
        now.plus(whole.since(now).saturating_sub(slack))
    }

    /// A call leaves.
    pub fn leaves(&mut self, chat: ChatId, now: Moment) {
        if self.window.is_full(now) && self.learnt.proves(now) {
            self.window.set(self.learnt.rate());
        }
        self.window.leaves(chat, now);
        let slot = self.window.slot();
        self.due = self.due.max(now.since(Moment::default()).saturating_sub(slot * LATE)) + slot;
        if self.each.is_zero() {
            return;
        }
        if self.whole.len() > MOST {
            self.whole.retain(|_, whole| *whole > now);
        }
        let whole = self.whole.entry(chat).or_insert(now);
        *whole = (*whole).max(now).plus(self.each);
    }

    /// A chat's call was answered. A 429 that means all stops all for as long as it names, and the rate is learnt from it: the second in a
    /// row, or one that no other call to its chat can explain while much was sent. Any other is that chat's own. Where 429s come that have nothing
    /// to do with how much is sent, only three in a row teach anything: a limit on all refuses whatever is under way.
    pub fn answered(&mut self, chat: ChatId, wait: Option<Duration>, now: Moment) {
        let landed = self.window.landed(chat, wait.is_some(), now);
        let Some(span) = wait else {
            (self.twice, self.row) = (None, 0);
            return;
        };
        let before = self.twice.replace(chat);
        self.row += 1;
        let doubts = self.window.doubts(now);
        let alone = !doubts && landed.as_ref().is_some_and(|landed| landed.alone && landed.busy);
        let learns = before.is_some_and(|other| other != chat) && (!doubts || self.row > 2);
        if before.is_some() || alone {
            self.pause = self.pause.max(now.plus(span));
            // What a pause cost is not caught up: calls that leave together would be refused together for a long time.
            self.due = self.due.max(self.pause.since(Moment::default()));
        }
        if let Some(landed) = landed.filter(|_| alone || learns) {
            let window = &self.window;
            match self.learnt.refused(landed.left, now, window.proven(), |until| window.accepted(until)) {
                Why::Stall => self.window.beware(now),
                Why::Known => {}
                Why::Limit => self.window.trust(),
            }
            self.window.set(self.learnt.rate());
        }
    }
}

/// Seconds as a span; what no span holds is an hour.
fn seconds(count: f64) -> Duration {
    Duration::try_from_secs_f64(count).unwrap_or(Duration::from_hours(1))
}

/// A moment's whole milliseconds, never before `from` and `span` more.
fn up(from: Moment, span: Duration) -> Moment {
    from.plus(span + Duration::from_nanos(999_999))
}

fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}
