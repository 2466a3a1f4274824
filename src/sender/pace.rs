//! Pace: when the next call may leave, by the second, by the chat, and by what Telegram asked for. Never sleeps.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::sender::job::ChatId;
use crate::when::Moment;

/// How many a chat may get in one go before its rate counts.
const BURST: f64 = 4.0;

/// The window never remembers more sends than this.
const WINDOW: usize = 1_000;

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

/// The sender's memory of what left when.
#[derive(Debug)]
pub struct Pace {
    /// So many calls …
    most: usize,
    /// … in any span this long.
    span: Duration,
    /// What one call uses up of its chat's allowance; zero = off.
    each: Duration,
    sent: VecDeque<Moment>,
    /// When a chat's allowance would be whole again. Whole ones are forgotten.
    whole: HashMap<ChatId, Moment>,
    /// 429: nobody before this.
    pause: Moment,
    /// Whether the answer before was a 429 as well.
    twice: bool,
}

impl Pace {
    /// A fresh one.
    pub fn new(rates: Rates) -> Self {
        let rate = if rates.all.is_finite() && rates.all > 0.0 { rates.all } else { Rates::default().all };
        let most = (1..=WINDOW).rev().find(|n| as_f64(*n) <= rate).unwrap_or(1);
        let each = if rates.chat > 0.0 { seconds(1.0 / rates.chat) } else { Duration::ZERO };
        let (sent, whole) = (VecDeque::with_capacity(most), HashMap::new());
        Self { most, span: seconds(as_f64(most) / rate), each, sent, whole, pause: Moment::default(), twice: false }
    }

    /// From when on anybody may send; not later than `now` = at once.
    pub fn all_from(&self, now: Moment) -> Moment {
        let window =
            if self.sent.len() < self.most { now } else { self.sent.front().map_or(now, |at| at.plus(self.span)) };
        window.max(self.pause)
    }

    /// From when on this chat may send, as far as its own allowance goes.
    pub fn chat_from(&self, chat: ChatId, now: Moment) -> Moment {
        let slack = self.each.mul_f64(BURST - 1.0);
        let whole = self.whole.get(&chat).copied().unwrap_or(now);
        now.plus(whole.since(now).saturating_sub(slack))
    }

    /// A call leaves.
    pub fn leaves(&mut self, chat: ChatId, now: Moment) {
        if self.sent.len() >= self.most {
            self.sent.pop_front();
        }
        self.sent.push_back(now);
        if self.each.is_zero() {
            return;
        }
        if self.whole.len() > WINDOW {
            self.whole.retain(|_, whole| *whole > now);
        }
        let whole = self.whole.entry(chat).or_insert(now);
        *whole = (*whole).max(now).plus(self.each);
    }

    /// An answer came: a second 429 in a row stops all for as long as it names.
    pub fn answered(&mut self, wait: Option<Duration>, now: Moment) {
        if let (Some(span), true) = (wait, self.twice) {
            self.pause = self.pause.max(now.plus(span));
        }
        self.twice = wait.is_some();
    }
}

/// Seconds as a span; what no span holds is an hour.
fn seconds(count: f64) -> Duration {
    Duration::try_from_secs_f64(count).unwrap_or(Duration::from_hours(1))
}

fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}
