//! Known: the records of chats that were busy of late, as the disk has them, so that a turn reads none.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::round::chat::Chat;
use crate::sender::job::ChatId;
use crate::store::{Batch, Record, Space, Store, Trouble};
use crate::when::Moment;

/// `b/`: one record, written when one is erased.
pub(super) const BEYOND: Space<Beyond> = Space::new("b/");

/// From this moment on a new record's jobs are numbered like no erased one's, over a start too, whatever the clock says.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Beyond(Moment);

impl Record for Beyond {
    const VERSION: u8 = 1;
}

/// Records of a generation; two are held, some kilobytes each.
const GENERATION: usize = 500;

/// What the one writer wrote or read last. Whatever is taken out comes back only once it is written.
#[derive(Debug, Default)]
pub(super) struct Known {
    young: HashMap<ChatId, Box<Chat>>,
    old: HashMap<ChatId, Box<Chat>>,
    beyond: Beyond,
}

impl Known {
    /// Of a store that was just opened.
    pub(super) fn of(store: &Store) -> Result<Self, Trouble> {
        Ok(Self { beyond: store.get(&BEYOND.key(&[]))?.unwrap_or_default(), ..Self::default() })
    }

    /// The record of `chat`, if it was busy of late.
    pub(super) fn take(&mut self, chat: ChatId) -> Option<Box<Chat>> {
        self.young.remove(&chat).or_else(|| self.old.remove(&chat))
    }

    /// A record is erased, whose jobs were numbered up to `end`.
    pub(super) fn erased(&mut self, end: Moment, batch: &mut Batch) -> Result<(), Trouble> {
        self.beyond.0 = self.beyond.0.max(end);
        batch.put(&BEYOND.key(&[]), &self.beyond)
    }

    /// From when on a new record's jobs are numbered like no erased one's.
    pub(super) fn beyond(&self) -> Moment {
        self.beyond.0
    }

    /// The disk has this.
    pub(super) fn learn(&mut self, chat: ChatId, record: Box<Chat>) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(chat, record);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_idle_are_forgotten_and_the_busy_are_not() {
        let mut known = Known::default();
        for chat in 1..=5_000 {
            known.learn(chat, Box::new(Chat::new(Moment::default())));
            let busy = known.take(1).expect("asked for each time");
            known.learn(1, busy);
        }
        assert!(known.young.len() + known.old.len() <= 2 * GENERATION);
        assert!(known.take(2).is_none());
        assert!(known.take(5_000).is_some() && known.take(5_000).is_none(), "once only");
    }
}
