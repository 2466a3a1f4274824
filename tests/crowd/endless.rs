//! A disk with a million citizens on it that takes no memory: each is the same record until something waits for them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use camtay::sender::job::ChatId;
use camtay::store::{Change, Disk, Trouble, Visit};

use crate::town::FIRST;

/// What one citizen's records look like, and what is kept besides.
#[derive(Clone)]
pub struct Endless {
    pub people: usize,
    /// The record of a chat, and of a subscriber.
    pub chat: Vec<u8>,
    pub subscriber: Vec<u8>,
    pub kept: Arc<Mutex<BTreeMap<Vec<u8>, Vec<u8>>>>,
}

impl Endless {
    fn last(&self) -> ChatId {
        FIRST + ChatId::try_from(self.people).expect("small") - 1
    }

    /// The chat of a key of subscribers: numbers that sort.
    fn next(from: &[u8]) -> ChatId {
        let number = from.get(2..10).and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes);
        number.map_or(FIRST, |number| (number ^ (1 << 63)).cast_signed()).max(FIRST)
    }
}

impl Disk for Endless {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        let kept = self.kept.lock().expect("one thread").get(key).cloned();
        let chat = key.strip_prefix(b"c/").and_then(|rest| rest.try_into().ok()).map(ChatId::from_be_bytes);
        let same = chat.filter(|chat| (FIRST..=self.last()).contains(chat)).map(|_| self.chat.clone());
        Ok(kept.or(same).or_else(|| key.starts_with(b"n/").then(|| self.subscriber.clone())))
    }

    fn walk(&self, from: &[u8], visit: Visit<'_>) -> Result<(), Trouble> {
        if from.starts_with(b"n/") {
            for chat in Self::next(from)..=self.last() {
                let key = [b"n/".as_slice(), &(chat.cast_unsigned() ^ (1 << 63)).to_be_bytes()].concat();
                if !visit(&key, &self.subscriber)? {
                    break;
                }
            }
            return Ok(());
        }
        for (key, value) in self.kept.lock().expect("one thread").range(from.to_vec()..) {
            if !visit(key, value)? {
                break;
            }
        }
        Ok(())
    }

    fn write(&mut self, changes: Vec<Change>) -> Result<(), Trouble> {
        let mut kept = self.kept.lock().expect("one thread");
        for (key, value) in changes {
            let deliveries = key.starts_with(b"d/") || key.starts_with(b"n/");
            // The second byte of a chat's record tells that something waits.
            let idle = key.starts_with(b"c/") && value.as_ref().is_some_and(|value| value[1] == 0);
            match value {
                Some(value) if !deliveries && !idle => kept.insert(key, value),
                _ => kept.remove(&key),
            };
        }
        Ok(())
    }
}
