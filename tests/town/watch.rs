//! What a bench watches instead of every act: what each citizen sent and saw, and what was under way when.

use std::collections::{BTreeMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use super::world::{Button, Does, Message};

/// A call that ended so lately may not be marked on the disk yet.
const UNMARKED: Duration = Duration::from_millis(25);

/// How something came before a citizen's eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// A new message.
    New,
    /// A message changed.
    Edit,
    /// An edit to what stood there already: unseen.
    Same,
}

/// Something a citizen saw.
#[derive(Debug, Clone)]
pub struct Sight {
    pub at: Instant,
    /// The newest update of the chat then; 0 = none.
    pub newest: u32,
    pub how: How,
    /// Of text and buttons, or of a file's name.
    pub mark: u64,
    /// Its first words, for a report.
    pub words: String,
}

/// All that is kept of a run.
#[derive(Default)]
pub struct Watch {
    /// Every update: its number, its chat, its JSON.
    pub updates: Vec<(u32, i64, String)>,
    pub newest: BTreeMap<i64, u32>,
    pub sights: BTreeMap<i64, Vec<Sight>>,
    /// Calls that were done and whose answer was lost.
    pub unknown: Vec<(Instant, i64)>,
    /// When updates were asked for last.
    pub polled: Option<Instant>,
    /// The newest update of each chat that was given to the bot, and when first.
    given: BTreeMap<i64, (u32, Instant)>,
    /// All below was acknowledged.
    confirmed: i64,
    /// Calls, getUpdates among them, and how many of them went wrong.
    pub calls: u64,
    pub faults: u64,
    /// New messages under way, and when lately some ended.
    under_way: usize,
    ended: VecDeque<Instant>,
}

impl Watch {
    /// The mark of a text with its buttons.
    pub fn text(html: &str, buttons: &[Vec<Button>]) -> u64 {
        let mut hasher = DefaultHasher::new();
        html.hash(&mut hasher);
        for button in buttons.iter().flatten() {
            let (kind, what) = match &button.does {
                Does::Press(data) => (0, data),
                Does::Open(url) => (1, url),
                Does::Copy(text) => (2, text),
            };
            (&button.label, kind, what).hash(&mut hasher);
        }
        hasher.finish()
    }

    /// The mark of a file.
    pub fn file(name: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        ("a file", name).hash(&mut hasher);
        hasher.finish()
    }

    /// A message came to stand in a chat; `file` is the name of a document.
    pub fn saw(&mut self, chat: i64, how: How, message: &Message, file: Option<&str>) {
        let mark = file.map_or_else(|| Self::text(&message.html, &message.keyboard), Self::file);
        let words = file.map_or_else(|| message.text.chars().take(60).collect(), str::to_owned);
        let newest = self.newest.get(&chat).copied().unwrap_or(0);
        let sight = Sight { at: Instant::now(), newest, how, mark, words };
        self.sights.entry(chat).or_default().push(sight);
    }

    pub fn came(&mut self, id: u32, chat: i64, update: String) {
        self.newest.insert(chat, id);
        self.updates.push((id, chat, update));
    }

    /// An update is given to the bot, perhaps again.
    pub fn gives(&mut self, id: u32, chat: i64) {
        if self.given.get(&chat).is_none_or(|(newest, _)| *newest < id) {
            self.given.insert(chat, (id, Instant::now()));
        }
    }

    pub fn confirms(&mut self, offset: i64) {
        self.confirmed = self.confirmed.max(offset);
    }

    /// Whether the newest update of a chat was acknowledged, and something was seen since it was given: after a kill the
    /// screens of before come first, and are no answer.
    pub fn answered(&self, chat: i64) -> bool {
        let (Some(newest), Some((given, at))) = (self.newest.get(&chat), self.given.get(&chat)) else { return false };
        let seen = self.sights.get(&chat).and_then(|sights| sights.last()).is_some_and(|sight| sight.at > *at);
        newest == given && i64::from(*newest) < self.confirmed && seen
    }

    pub fn begins(&mut self) {
        self.under_way += 1;
    }

    pub fn ends(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
        self.ended.push_back(Instant::now());
        if self.ended.len() > 64 {
            self.ended.pop_front();
        }
    }

    /// New messages that were in flight at this moment: under way, or ended too lately to be surely marked.
    pub fn in_flight(&self) -> usize {
        self.under_way + self.ended.iter().filter(|at| at.elapsed() < UNMARKED).count()
    }
}
