//! Telegram's limits: so many calls in any second, one a second to a chat with some at once, and the pause that a 429 names.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// What Telegram lets through; times are counted from any one moment on.
#[derive(Debug)]
pub struct Limits {
    /// So many in any second.
    pub all: usize,
    /// So many at once to a chat before one a second counts.
    pub burst: u32,
    /// What a 429 for all names, in seconds; until it is over everything is refused.
    pub pause: u64,
    taken: VecDeque<Duration>,
    /// When a chat's allowance is whole again.
    whole: HashMap<i64, Duration>,
    closed: Duration,
    /// When each call was refused in the name of all.
    pub refused: Vec<Duration>,
    /// How many were refused for their chat's sake.
    pub chats_refused: usize,
}

impl Limits {
    pub fn new(all: usize) -> Self {
        Self {
            all,
            burst: 5,
            pause: 1,
            taken: VecDeque::new(),
            whole: HashMap::new(),
            closed: Duration::ZERO,
            refused: Vec::new(),
            chats_refused: 0,
        }
    }

    /// Chats whose allowance is whole by now are like any other.
    pub fn forget(&mut self) {
        let now = self.taken.back().copied().unwrap_or_default();
        self.whole.retain(|_, whole| *whole > now);
    }

    /// A call for `chat` is at the door; refused, with the seconds to wait.
    pub fn ask(&mut self, chat: i64, at: Duration) -> Result<(), u64> {
        let closed = self.closed.saturating_sub(at);
        if !closed.is_zero() {
            self.refused.push(at);
            return Err(closed.as_secs() + 1);
        }
        let whole = self.whole.get(&chat).copied().unwrap_or(at).max(at) + SECOND;
        if whole > at + SECOND * self.burst {
            self.chats_refused += 1;
            return Err(1);
        }
        while self.taken.front().is_some_and(|first| *first + SECOND <= at) {
            self.taken.pop_front();
        }
        if self.taken.len() >= self.all {
            self.refused.push(at);
            self.closed = at + Duration::from_secs(self.pause);
            return Err(self.pause);
        }
        self.taken.push_back(at);
        self.whole.insert(chat, whole);
        Ok(())
    }
}
