//! The round: a batch of updates is turned, then sessions, replies and ids reach the disk together or not at all.

mod aside;
mod chat;
mod ends;
mod herald;
mod known;
mod last;
mod missed;
mod office;
mod pages;
mod replied;
mod seen;
mod thread;
mod trial;
mod turning;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub use herald::{Owners, Tally};
pub use office::Office;
pub use thread::{Door, start};

use crate::announce::Request;
use crate::book::Book;
use crate::engine::{Event, Keep, Missed, Session, Show, Turn};
use crate::intake::{Arrival, UpdateId};
use crate::print::Sheet;
use crate::pulse::Pulse;
use crate::round::aside::ASIDE;
use crate::round::chat::{CHATS, Chat};
use crate::round::ends::ENDS;
use crate::round::herald::Herald;
use crate::round::known::{BEYOND, Known};
use crate::round::last::{LAST, Last, remember};
use crate::round::missed::MISSED;
use crate::round::pages::Pages;
use crate::round::trial::Trial;
use crate::round::turning::{Moot, counted, random};
use crate::screen::Screen;
use crate::sender::job::{ChatId, Line, Mark, Part};
use crate::store::{Batch, Disk, Kind, Store, Sum, Trouble};
use crate::when::Moment;

/// Records erased in one batch.
const SWEEP: usize = 500;

/// Every kind of record that is kept: for whoever opens a store without a round (backup, mending).
pub fn kinds() -> Vec<Kind> {
    let own = [CHATS.kind(), ENDS.kind(), LAST.kind(), MISSED.kind(), ASIDE.kind(), BEYOND.kind()];
    own.into_iter().chain(herald::kinds()).collect()
}

/// The pure functions a round goes through; a test may bring its own.
#[derive(Debug, Clone, Copy)]
pub struct Hands {
    /// An event's consequences.
    pub turn: fn(&Book, &Session, Event, Moment) -> Turn,
    /// What is seen of them.
    pub compose: fn(&Book, &Show) -> Screen,
    /// What Telegram gets of it; none = whoever asked sees it at once (the terminal), no job waits.
    pub draw: Option<fn(Screen) -> Vec<Part>>,
}

impl Hands {
    /// For Telegram.
    pub fn telegram() -> Self {
        Self { draw: Some(crate::sender::draw::draw), ..Self::terminal() }
    }

    /// For a front that shows what it gets.
    pub fn terminal() -> Self {
        Self { turn: crate::engine::turn, compose: crate::screen::compose, draw: None }
    }
}

/// The one writer of a store.
pub struct Round {
    store: Store,
    hands: Hands,
    keep: Keep,
    /// Chats whose replies waited when the store was opened.
    waited: Vec<ChatId>,
    /// Where the list of what was not found is written.
    folder: Option<PathBuf>,
    /// What a new session's dossier numbers begin with.
    seed: fn(ChatId, Moment) -> u64,
    /// The latest moment anyone named: a new record counts its jobs from here, though the clock be set back meanwhile.
    latest: Moment,
    /// Whether the list of what was not found is older than what is stored.
    stale: bool,
    known: Known,
    pulse: Arc<Pulse>,
    herald: Herald,
    trial: Trial,
}

/// What a batch came to; by now it is on the disk.
#[derive(Debug, Default)]
pub struct Done {
    /// For the sender: every line that changed.
    pub lines: Vec<Line>,
    /// Presses to answer at once, those of known updates too.
    pub answers: Vec<String>,
    /// What each turn shows.
    pub shown: Vec<Shown>,
}

/// A line of JSON, or a sentence about what was wrong with the request.
pub type Ordered = Result<String, String>;

/// What one turn shows.
#[derive(Debug)]
pub struct Shown {
    /// Where.
    pub chat: ChatId,
    /// The screen, if it changed and no job will draw it.
    pub screen: Option<Screen>,
    /// Files of `dialogs/`.
    pub files: Vec<String>,
    /// Pages to print.
    pub sheets: Vec<Sheet>,
    /// What was asked and not found; written by the round.
    missed: Vec<Missed>,
}

impl Round {
    /// Opens the store of `folder`; `keep` is what a new session begins with.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(folder: &Path, hands: Hands, keep: Keep) -> Result<Self, Trouble> {
        let round = Self::new(Store::open(folder, &kinds())?, hands, keep).with_herald()?;
        let trial = Trial::open(folder, &round.store.get(&LAST.key(&[]))?.unwrap_or_default().0);
        Ok(Self { folder: Some(folder.to_owned()), seed: random, trial, ..round })
    }

    /// A round over any disk, with no randomness and no file beside it: the same updates give the same records.
    ///
    /// # Errors
    /// As [`Store::over`].
    pub fn over(disk: Box<dyn Disk>, hands: Hands, keep: Keep) -> Result<Self, Trouble> {
        Self::new(Store::over(disk, &kinds())?, hands, keep).with_herald()
    }

    fn with_herald(self) -> Result<Self, Trouble> {
        Ok(Self { herald: Herald::open(&self.store)?, known: Known::of(&self.store)?, ..self })
    }

    fn new(mut store: Store, hands: Hands, keep: Keep) -> Self {
        let flagged = store.flagged(&CHATS);
        let waited =
            flagged.iter().filter_map(|key| key.rest(&CHATS).try_into().ok().map(i64::from_be_bytes)).collect();
        let (herald, trial) = (Herald::default(), Trial::default());
        let (folder, seed, pulse) = (None, counted as fn(ChatId, Moment) -> u64, Arc::default());
        let (latest, known) = (Moment::default(), Known::default());
        Self { store, hands, keep, waited, folder, seed, latest, stale: true, known, pulse, herald, trial }
    }

    /// This round, with its announcements run by these.
    #[must_use]
    pub fn run_by(mut self, owners: Owners) -> Self {
        self.herald.set(owners);
        self
    }

    /// The bot's name, once Telegram has told it: for links.
    pub fn called(&mut self, bot: String) {
        self.herald.called(bot);
    }

    /// This round, telling `pulse` what it does.
    #[must_use]
    pub fn watched(mut self, pulse: Arc<Pulse>) -> Self {
        self.herald.watched(Arc::clone(&pulse));
        Self { pulse, ..self }
    }

    /// The lines that waited when the store was opened; given once.
    ///
    /// # Errors
    /// A record could not be read.
    pub fn waiting(&mut self) -> Result<Vec<Line>, Trouble> {
        let mut lines = Vec::new();
        for chat in std::mem::take(&mut self.waited) {
            match self.store.get(&CHATS.key(&chat.to_be_bytes())) {
                Ok(Some(record)) => lines.push(Chat::line(&record, chat, None)),
                Ok(None) => {}
                Err(trouble @ (Trouble::Unreadable { .. } | Trouble::Newer { .. })) => log::error!("round: {trouble}"),
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(lines)
    }

    /// Whether a chat has a session.
    ///
    /// # Errors
    /// Its record could not be read.
    pub fn knows(&self, chat: ChatId) -> Result<bool, Trouble> {
        Ok(self.store.get(&CHATS.key(&chat.to_be_bytes()))?.is_some_and(|record| record.session.is_some()))
    }

    /// Writes every record to `out`: all of one moment, between two batches.
    ///
    /// # Errors
    /// As [`Store::export`]; the round goes on.
    pub fn backup(&self, out: impl Write, tell: impl FnMut(u64)) -> Result<Sum, Trouble> {
        self.store.export(out, tell)
    }

    /// One batch: marks first, then every arrival in order, then one write. What is given back has happened. A batch in whose
    /// middle the process before this one died is written one by one.
    ///
    /// # Errors
    /// Nothing has happened: nothing may be acknowledged, and the round is not to be used further.
    pub fn run(&mut self, book: &Book, arrivals: Vec<Arrival>, marks: Vec<Mark>, now: Moment) -> Result<Done, Trouble> {
        if self.trial.suspects(&arrivals) {
            return self.one_by_one(book, arrivals, marks, now);
        }
        self.trial.begins(book, &arrivals);
        self.write(book, (arrivals, marks), Vec::new(), remember, now)
    }

    fn write(
        &mut self,
        book: &Book,
        (arrivals, marks): (Vec<Arrival>, Vec<Mark>),
        aside: Vec<UpdateId>,
        remember: fn(Last, BTreeSet<UpdateId>) -> Option<Last>,
        now: Moment,
    ) -> Result<Done, Trouble> {
        self.passes(now);
        let last = self.store.get(&LAST.key(&[]))?.unwrap_or_default();
        let mut done = Done::default();
        let mut herald = std::mem::take(&mut self.herald);
        let mut pages = Pages::new(&self.store, std::mem::take(&mut self.known), now, self.latest);
        for (chat, marked) in pages.mark(marks)? {
            herald.marked(&mut pages, chat, marked, now)?;
        }
        let mut moot = Moot { book, herald: &mut herald, now, aside };
        let (mut ids, updates) = (BTreeSet::new(), arrivals.len());
        for arrival in arrivals {
            done.answers.extend(arrival.press.as_ref().map(|press| press.id.clone()));
            if ids.insert(arrival.update) && !last.0.contains(&arrival.update) {
                done.shown.extend(self.arrive(&mut pages, &mut moot, arrival)?);
            }
        }
        let aside = moot.aside;
        herald.pump(&mut pages, now)?;
        let mut batch = Batch::default();
        herald.write(&mut batch)?;
        let missed: Vec<Missed> = done.shown.iter_mut().flat_map(|shown| std::mem::take(&mut shown.missed)).collect();
        self.stale |= !missed.is_empty();
        missed::write(&self.store, &mut batch, missed, now.day())?;
        aside::note(&self.store, &mut batch, &aside)?;
        let (lines, known) = pages.write(&mut batch)?;
        if let Some(last) = remember(last, ids) {
            batch.put(&LAST.key(&[]), &last)?;
        }
        self.herald = herald;
        self.trial.turned();
        self.commit(batch)?;
        (done.lines, self.known) = (lines, known);
        self.pulse.batch(updates, done.shown.len(), aside.len());
        Ok(done)
    }

    /// Marks alone, when no batch is near.
    ///
    /// # Errors
    /// As [`Round::run`].
    pub fn mark(&mut self, marks: Vec<Mark>, now: Moment) -> Result<Vec<Line>, Trouble> {
        self.run(&Book::default(), Vec::new(), marks, now).map(|done| done.lines)
    }

    /// What an hour that passes allows: announcements whose time has come, pages that show progress.
    ///
    /// # Errors
    /// As [`Round::run`].
    pub fn tick(&mut self, book: &Book, marks: Vec<Mark>, now: Moment) -> Result<Vec<Line>, Trouble> {
        Ok(self.announcing(marks, now, |herald, pages| herald.redraw(pages, book, now))?.1)
    }

    /// What the command line asks of the announcements, save counts: a line of JSON, or a sentence about what was wrong.
    ///
    /// # Errors
    /// As [`Round::run`].
    pub fn order(&mut self, book: &Book, request: Request, now: Moment) -> Result<(Ordered, Vec<Line>), Trouble> {
        self.announcing(Vec::new(), now, |herald, pages| herald.order(pages, book, request, now))
    }

    /// Some more of a count; its answer once all are counted.
    ///
    /// # Errors
    /// The disk refused.
    pub fn count(&self, tally: &mut Tally, now: Moment) -> Result<Option<Ordered>, Trouble> {
        let all = tally.some(&self.store, now)?;
        Ok(all.then(|| serde_json::to_string(&self.herald.counted(tally, now)).map_err(|error| error.to_string())))
    }

    /// Marks, some work at the announcements, one write.
    fn announcing<T>(
        &mut self,
        marks: Vec<Mark>,
        now: Moment,
        work: impl FnOnce(&mut Herald, &mut Pages<'_>) -> Result<T, Trouble>,
    ) -> Result<(T, Vec<Line>), Trouble> {
        self.passes(now);
        let mut herald = std::mem::take(&mut self.herald);
        let mut pages = Pages::new(&self.store, std::mem::take(&mut self.known), now, self.latest);
        for (chat, marked) in pages.mark(marks)? {
            herald.marked(&mut pages, chat, marked, now)?;
        }
        let done = work(&mut herald, &mut pages)?;
        herald.pump(&mut pages, now)?;
        let mut batch = Batch::default();
        herald.write(&mut batch)?;
        let (lines, known) = pages.write(&mut batch)?;
        self.herald = herald;
        self.commit(batch)?;
        self.known = known;
        Ok((done, lines))
    }

    /// Writes the marks that wait, erases every record whose end has come, and gives the lines that changed.
    ///
    /// # Errors
    /// As [`Round::run`]; what was swept before stays swept.
    pub fn sweep(&mut self, mut marks: Vec<Mark>, now: Moment) -> Result<Vec<Line>, Trouble> {
        let mut lines = Vec::new();
        self.passes(now);
        loop {
            let due = self.store.keys_to(&ENDS, &ends::due(now), SWEEP)?;
            let mut batch = Batch::default();
            let mut pages = Pages::new(&self.store, std::mem::take(&mut self.known), now, self.latest);
            // Before anything is erased, in the same write: a mark left behind would be lost by a death right after it.
            let mut herald = std::mem::take(&mut self.herald);
            for (chat, marked) in pages.mark(std::mem::take(&mut marks))? {
                herald.marked(&mut pages, chat, marked, now)?;
            }
            herald.close(&self.store, now)?;
            for key in &due {
                batch.remove(key);
                if let Some((end, chat)) = ends::read(key)
                    && let Some(page) = pages.page(chat)?
                    && page.chat.listed == Some(end)
                {
                    page.changed = true;
                    page.chat.listed = None;
                    if page.chat.session.is_none() || page.chat.ends().is_some_and(|end| end <= now) {
                        page.chat.fade(now);
                        herald.faded(chat, page);
                    }
                }
            }
            aside::tell(&self.store, &mut pages, &mut batch, &herald.staff(), now.day())?;
            herald.tell_lacked(&mut pages, now.day())?;
            herald.write(&mut batch)?;
            self.herald = herald;
            let (changed, known) = pages.write(&mut batch)?;
            self.commit(batch)?;
            self.known = known;
            lines.extend(changed);
            if due.len() < SWEEP {
                break;
            }
        }
        self.list_missed(now)?;
        Ok(lines)
    }

    /// Writes `cau-chua-hieu.tsv` beside the store, if something was not found since the last time.
    ///
    /// # Errors
    /// As [`Round::run`].
    pub fn list_missed(&mut self, now: Moment) -> Result<(), Trouble> {
        if !std::mem::take(&mut self.stale) {
            return Ok(());
        }
        let mut batch = Batch::default();
        missed::prune(&self.store, &mut batch, now.day())?;
        self.commit(batch)?;
        self.folder.as_ref().map_or(Ok(()), |folder| missed::export(&self.store, folder))
    }

    /// No two writes have the same latest moment, or a record erased in one and begun anew in the next would share its numbers.
    fn passes(&mut self, now: Moment) {
        self.latest = now.max(self.latest.plus(Duration::from_millis(1))).max(self.known.beyond());
    }

    fn commit(&mut self, batch: Batch) -> Result<(), Trouble> {
        if batch.is_empty() { Ok(()) } else { self.pulse.flush(|| self.store.commit(batch)) }
    }
}
