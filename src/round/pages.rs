//! The pages of one batch: each chat's record is read once, changed in memory, written once.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;

use crate::round::chat::{CHATS, Chat};
use crate::round::ends;
use crate::round::herald::Marked;
use crate::round::known::Known;
use crate::sender::job::{ChatId, End, Line, Mark};
use crate::store::{Batch, Store, Trouble};
use crate::when::Moment;

/// How long an erased record's last word may wait for Telegram.
const LAST_WORD: Duration = Duration::from_hours(24);

/// What a batch has read and changed. Dropped unwritten, nothing has happened.
pub(super) struct Pages<'a> {
    store: &'a Store,
    known: Known,
    now: Moment,
    /// What a new record counts from: no earlier than any before it in this process.
    latest: Moment,
    pages: BTreeMap<ChatId, Page>,
}

/// One chat's record in a batch.
pub(super) struct Page {
    /// As it is to be written; boxed, as it goes from map to map.
    pub(super) chat: Box<Chat>,
    /// Whether the store has it.
    pub(super) stored: bool,
    /// Whether it must be written.
    pub(super) changed: bool,
    /// When the batch is.
    now: Moment,
    /// Where the list of ends has it.
    listed: Option<Moment>,
    /// The job whose mark the sender wants answered.
    ended: Option<u64>,
    /// Its body was not readable: it is left alone.
    broken: bool,
}

impl<'a> Pages<'a> {
    /// `known` goes before the store, and comes back from [`Pages::write`].
    pub(super) fn new(store: &'a Store, known: Known, now: Moment, latest: Moment) -> Self {
        Self { store, known, now, latest, pages: BTreeMap::new() }
    }

    /// The page of a chat; none = its record is not readable, and whatever concerns it is set aside.
    pub(super) fn page(&mut self, chat: ChatId) -> Result<Option<&mut Page>, Trouble> {
        let page = match self.pages.entry(chat) {
            Entry::Occupied(page) => page.into_mut(),
            Entry::Vacant(slot) => slot.insert(Page::load(self.store, &mut self.known, chat, (self.now, self.latest))?),
        };
        Ok((!page.broken).then_some(page))
    }

    /// How jobs ended; tells what that meant for announcements.
    pub(super) fn mark(&mut self, marks: Vec<Mark>) -> Result<Vec<(ChatId, Marked)>, Trouble> {
        let (mut told, now) = (Vec::new(), self.now);
        for Mark { chat, job, end, .. } in marks {
            let Some(page) = self.page(chat)? else { continue };
            page.ended = Some(job);
            // An erased record has no use for a mark, but the sender waits for its answer.
            page.changed = page.stored || page.changed;
            if page.changed {
                told.extend(page.chat.mark(job, &end, now).into_iter().map(|marked| (chat, marked)));
            }
            if let End::Moved(to) = end {
                self.moved(chat, to)?;
            }
        }
        Ok(told)
    }

    /// Where records are read.
    pub(super) fn store(&self) -> &'a Store {
        self.store
    }

    /// The record goes to another number; a chat that is known there already keeps its own session.
    pub(super) fn moved(&mut self, from: ChatId, to: ChatId) -> Result<(), Trouble> {
        let latest = self.latest;
        let Some(page) = self.page(from)? else { return Ok(()) };
        page.changed |= page.stored;
        let mut chat = std::mem::replace(&mut page.chat, Box::new(Chat::new(latest)));
        chat.moved();
        chat.listed = None;
        let Some(there) = self.page(to)? else { return Ok(()) };
        there.changed = true;
        if there.stored {
            chat.waiting.into_iter().for_each(|job| there.chat.push(job.what));
        } else {
            there.chat = chat;
        }
        Ok(())
    }

    /// Puts every change into `batch`. Gives the lines the sender must know, and the records as the disk has them, both true only
    /// once it is written.
    pub(super) fn write(self, batch: &mut Batch) -> Result<(Vec<Line>, Known), Trouble> {
        let (mut lines, mut known) = (Vec::new(), self.known);
        for (chat, mut page) in self.pages {
            let mut stored = page.stored;
            if page.changed {
                stored = page.write(chat, self.now, batch)?;
            }
            if page.changed || page.ended.is_some() {
                lines.push(page.chat.line(chat, page.ended));
            }
            if stored && !page.broken {
                known.learn(chat, page.chat);
            } else if page.stored && !page.broken {
                known.erased(page.chat.numbered_to(), batch)?;
            }
        }
        Ok((lines, known))
    }
}

impl Page {
    /// When the batch is.
    pub(super) fn now(&self) -> Moment {
        self.now
    }

    fn load(store: &Store, known: &mut Known, chat: ChatId, (now, latest): (Moment, Moment)) -> Result<Self, Trouble> {
        if let Some(record) = known.take(chat) {
            let (listed, stored) = (record.listed, true);
            return Ok(Self { chat: record, stored, changed: false, now, listed, ended: None, broken: false });
        }
        let (found, broken) = match store.get(&CHATS.key(&chat.to_be_bytes())) {
            Ok(found) => (found, false),
            Err(trouble @ (Trouble::Unreadable { .. } | Trouble::Newer { .. })) => {
                log::error!("round: {trouble}; it is left alone");
                (None, true)
            }
            Err(trouble) => return Err(trouble),
        };
        let stored = found.is_some();
        let chat = Box::new(found.unwrap_or_else(|| Chat::new(latest)));
        Ok(Self { listed: chat.listed, chat, stored, changed: false, now, ended: None, broken })
    }

    /// Whether the store has it afterwards.
    fn write(&mut self, chat: ChatId, now: Moment, batch: &mut Batch) -> Result<bool, Trouble> {
        let key = CHATS.key(&chat.to_be_bytes());
        let stays = !self.chat.is_empty();
        if stays {
            self.list(now);
            batch.put(&key, &*self.chat)?;
        } else {
            self.chat.listed = None;
            batch.remove(&key);
        }
        if self.listed != self.chat.listed {
            self.listed.iter().for_each(|end| batch.remove(&ends::key(*end, chat)));
            if let Some(end) = self.chat.listed {
                batch.put(&ends::key(end, chat), &ends::End)?;
            }
        }
        Ok(stays)
    }

    /// Lists the record's end, unless it is listed early enough: the end moves with every word, the list need not.
    fn list(&mut self, now: Moment) {
        let end = match &self.chat.session {
            Some(_) => self.chat.ends(),
            None => Some(now.plus(LAST_WORD)),
        };
        if let Some(end) = end
            && self.chat.listed.is_none_or(|listed| listed > end)
        {
            self.chat.listed = Some(end);
        }
    }
}
