//! The update queue of one bot, as `getUpdates` knows it.

use std::collections::{BTreeMap, VecDeque};
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
    /// All below is done with, as last told.
    pub confirmed: i64,
    /// Updates come twice, and out of order across chats.
    pub stirred: Option<fastrand::Rng>,
    /// Confirmed, and to come once more.
    again: Vec<Queued>,
}

struct Queued {
    id: u32,
    came: Instant,
    press: bool,
    update: Value,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            waiting: VecDeque::new(),
            next: 700_000_000,
            poll: 0,
            asked: None,
            confirmed: 0,
            stirred: None,
            again: Vec::new(),
        }
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
            self.confirmed = offset;
            let (done, waiting): (VecDeque<_>, _) = self.waiting.drain(..).partition(|q| i64::from(q.id) < offset);
            self.waiting = waiting;
            if let Some(dice) = &mut self.stirred {
                self.again.extend(done.into_iter().filter(|_| dice.u8(0..20) == 0));
            }
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
        let Some(dice) = &mut self.stirred else {
            return self.waiting.iter().take(limit).map(|q| q.update.clone()).collect();
        };
        let new = self.waiting.iter().take(limit.saturating_sub(self.again.len()));
        let mut updates: Vec<Value> = self.again.drain(..).map(|q| q.update).collect();
        updates.extend(new.map(|q| q.update.clone()));
        stir(&mut updates, dice);
        updates
    }
}

/// Another order across chats, the same within each; now and then one twice.
fn stir(updates: &mut Vec<Value>, dice: &mut fastrand::Rng) {
    if dice.bool() {
        let mut places = BTreeMap::new();
        updates.sort_by_cached_key(|update| *places.entry(chat(update)).or_insert_with(|| dice.u32(..)));
    }
    if !updates.is_empty() && dice.u8(0..4) == 0 {
        let one = updates[dice.usize(..updates.len())].clone();
        updates.push(one);
    }
}

/// Whose it is.
pub fn chat(update: &Value) -> Option<i64> {
    let message = update.get("message").or_else(|| update.get("callback_query")?.get("message"))?;
    message.get("chat")?.get("id")?.as_i64()
}
