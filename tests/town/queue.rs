//! The update queue of one bot, as `getUpdates` knows it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A press waits this long, everything else a day.
const PRESS: Duration = Duration::from_secs(150);
const OTHER: Duration = Duration::from_hours(24);

pub struct Queue {
    waiting: VecDeque<Queued>,
    next: u32,
    /// Rises with each getUpdates: an older one that still waits has been overtaken.
    pub poll: u64,
    asked: Option<(i64, Instant)>,
}

struct Queued {
    id: u32,
    came: Instant,
    press: bool,
    update: Value,
}

impl Default for Queue {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), next: 700_000_000, poll: 0, asked: None }
    }
}

impl Queue {
    pub fn push(&mut self, now: Instant, kind: &str, value: &Value) -> u32 {
        let id = self.next;
        self.next += 1;
        self.waiting.push_back(Queued {
            id,
            came: now,
            press: kind == "callback_query",
            update: json!({ "update_id": id, kind: value }),
        });
        id
    }

    /// After a week without updates the next number is random, and may be lower.
    pub fn jump_to(&mut self, id: u32) {
        self.next = id;
    }

    /// How many wait, unconfirmed.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Takes the offset in: what lies below is forgotten, unless it makes no sense.
    pub fn confirm(&mut self, offset: i64) {
        let newest = self.waiting.back().map_or(i64::from(self.next) - 1, |q| i64::from(q.id));
        let oldest = self.waiting.front().map_or(newest, |q| i64::from(q.id));
        if offset <= newest + 10 && offset >= oldest - 100_000 {
            self.waiting.retain(|q| i64::from(q.id) >= offset);
        }
    }

    /// A repeated offset is slowed: `limit` 1 within half a second, `timeout` of 3 s at least within three.
    pub fn slowed(&mut self, now: Instant, offset: i64, limit: usize, timeout: u64) -> (usize, u64) {
        let before = self.asked.replace((offset, now));
        match before {
            Some((same, at)) if same == offset && now < at + Duration::from_millis(500) => (1, timeout.max(3)),
            Some((same, at)) if same == offset && now < at + Duration::from_secs(3) => (limit, timeout.max(3)),
            _ => (limit, timeout),
        }
    }

    pub fn get(&mut self, now: Instant, limit: usize) -> Vec<Value> {
        self.waiting.retain(|q| now < q.came + if q.press { PRESS } else { OTHER });
        self.waiting.iter().take(limit).map(|q| q.update.clone()).collect()
    }
}
