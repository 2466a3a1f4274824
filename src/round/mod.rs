//! The round: a batch of updates is turned, then sessions, replies and ids reach the disk together or not at all.

mod chat;
mod ends;
mod known;
mod last;
mod missed;
mod office;
mod pages;
mod thread;

use std::collections::BTreeSet;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use office::Office;
pub use thread::{Door, start};

use crate::book::Book;
use crate::engine::{Effect, Event, Keep, Missed, Odd, Session, Show, Turn};
use crate::intake::{Arrival, UpdateId, What};
use crate::print::Sheet;
use crate::pulse::Pulse;
use crate::round::chat::{CHATS, Chat};
use crate::round::ends::ENDS;
use crate::round::known::Known;
use crate::round::last::{LAST, remember};
use crate::round::missed::MISSED;
use crate::round::pages::{Page, Pages};
use crate::screen::Screen;
use crate::sender::job::{ChatId, Line, Mark, Part, What as Task};
use crate::store::{Batch, Disk, Kind, Store, Sum, Trouble};
use crate::when::Moment;

/// Records erased in one batch.
const SWEEP: usize = 500;
/// No message has this number: a press from a message that is not known gets a new one.
const NOWHERE: i32 = 0;

/// Every kind of record that is kept: for whoever opens a store without a round (backup, mending).
pub fn kinds() -> [Kind; 4] {
    [CHATS.kind(), ENDS.kind(), LAST.kind(), MISSED.kind()]
}

/// The pure functions a round goes through; a test may bring its own.
#[derive(Debug, Clone, Copy)]
pub struct Hands {
    /// An event's consequences.
    pub turn: fn(&Book, &Session, Event, Moment) -> Turn,
    /// What is seen of them.
    pub compose: fn(&Book, &Show) -> Screen,
    /// What Telegram gets of it; none = whoever asked sees it at once (the terminal), no job waits.
    pub draw: Option<fn(&Screen) -> Vec<Part>>,
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
    /// Whether the list of what was not found is older than what is stored.
    stale: bool,
    known: Known,
    pulse: Arc<Pulse>,
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

/// What one turn shows.
#[derive(Debug)]
pub struct Shown {
    /// Where.
    pub chat: ChatId,
    /// The screen, if it changed.
    pub screen: Option<Screen>,
    /// Files of `dialogs/`.
    pub files: Vec<String>,
    /// Pages to print.
    pub sheets: Vec<Sheet>,
    /// What was asked and not found; written by the round.
    missed: Vec<Missed>,
}

/// A turn with what is drawn of it.
type Drawn = (Turn, Option<Screen>, Vec<Part>);

impl Round {
    /// Opens the store of `folder`; `keep` is what a new session begins with.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(folder: &Path, hands: Hands, keep: Keep) -> Result<Self, Trouble> {
        let round = Self::new(Store::open(folder, &kinds())?, hands, keep);
        Ok(Self { folder: Some(folder.to_owned()), seed: random, ..round })
    }

    /// A round over any disk, with no randomness and no file beside it: the same updates give the same records.
    ///
    /// # Errors
    /// As [`Store::over`].
    pub fn over(disk: Box<dyn Disk>, hands: Hands, keep: Keep) -> Result<Self, Trouble> {
        Ok(Self::new(Store::over(disk, &kinds())?, hands, keep))
    }

    fn new(mut store: Store, hands: Hands, keep: Keep) -> Self {
        let flagged = store.flagged(&CHATS);
        let waited =
            flagged.iter().filter_map(|key| key.rest(&CHATS).try_into().ok().map(i64::from_be_bytes)).collect();
        Self {
            store,
            hands,
            keep,
            waited,
            folder: None,
            seed: counted,
            stale: true,
            known: Known::default(),
            pulse: Arc::default(),
        }
    }

    /// This round, telling `pulse` what it does.
    #[must_use]
    pub fn watched(self, pulse: Arc<Pulse>) -> Self {
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

    /// One batch: marks first, then every arrival in order, then one write. What is given back has happened.
    ///
    /// # Errors
    /// Nothing has happened: nothing may be acknowledged, and the round is not to be used further.
    pub fn run(&mut self, book: &Book, arrivals: Vec<Arrival>, marks: Vec<Mark>, now: Moment) -> Result<Done, Trouble> {
        let last = self.store.get(&LAST.key(&[]))?.unwrap_or_default();
        let mut done = Done::default();
        let mut pages = Pages::new(&self.store, std::mem::take(&mut self.known), now);
        pages.mark(marks)?;
        let (mut ids, updates) = (BTreeSet::new(), arrivals.len());
        for arrival in arrivals {
            done.answers.extend(arrival.press.as_ref().map(|press| press.id.clone()));
            if ids.insert(arrival.update) && !last.0.contains(&arrival.update) {
                done.shown.extend(self.arrive(&mut pages, book, arrival, now)?);
            }
        }
        let mut batch = Batch::default();
        let missed: Vec<Missed> = done.shown.iter_mut().flat_map(|shown| std::mem::take(&mut shown.missed)).collect();
        self.stale |= !missed.is_empty();
        missed::write(&self.store, &mut batch, missed, now.day())?;
        let (lines, known) = pages.write(&mut batch)?;
        if let Some(last) = remember(last, ids) {
            batch.put(&LAST.key(&[]), &last)?;
        }
        self.commit(batch)?;
        (done.lines, self.known) = (lines, known);
        self.pulse.batch(updates, done.shown.len());
        Ok(done)
    }

    /// Marks alone, when no batch is near.
    ///
    /// # Errors
    /// As [`Round::run`].
    pub fn mark(&mut self, marks: Vec<Mark>, now: Moment) -> Result<Vec<Line>, Trouble> {
        self.run(&Book::default(), Vec::new(), marks, now).map(|done| done.lines)
    }

    /// Writes the marks that wait, erases every record whose end has come, and gives the lines that changed.
    ///
    /// # Errors
    /// As [`Round::run`]; what was swept before stays swept.
    pub fn sweep(&mut self, mut marks: Vec<Mark>, now: Moment) -> Result<Vec<Line>, Trouble> {
        let mut lines = Vec::new();
        loop {
            let due = self.store.keys_to(&ENDS, &ends::due(now), SWEEP)?;
            let mut batch = Batch::default();
            let mut pages = Pages::new(&self.store, std::mem::take(&mut self.known), now);
            // Before anything is erased, in the same write: a mark left behind would be lost by a death right after it.
            pages.mark(std::mem::take(&mut marks))?;
            for key in &due {
                batch.remove(key);
                if let Some((end, chat)) = ends::read(key)
                    && let Some(page) = pages.page(chat)?
                    && page.chat.listed == Some(end)
                {
                    page.changed = true;
                    page.chat.listed = None;
                    if has_ended(&page.chat, now) {
                        page.chat.forget();
                    }
                }
            }
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

    fn commit(&mut self, batch: Batch) -> Result<(), Trouble> {
        if batch.is_empty() { Ok(()) } else { self.pulse.flush(|| self.store.commit(batch)) }
    }

    /// One update into its chat's page.
    fn arrive(
        &self,
        pages: &mut Pages<'_>,
        book: &Book,
        arrival: Arrival,
        now: Moment,
    ) -> Result<Option<Shown>, Trouble> {
        let Arrival { update, chat: Some(chat), press, what } = arrival else { return Ok(None) };
        let Some(page) = pages.page(chat)? else {
            log::error!("round: update {} is set aside", update.0);
            return Ok(None);
        };
        if page.chat.seen.contains(&update) {
            return Ok(None);
        }
        let (event, keep) = match what {
            What::Citizen(event) => (event, self.keep),
            What::Group { link } => (Event::InGroup { link }, Keep::Never),
            What::Blocked | What::Unblocked => {
                page.reachable(update, what == What::Unblocked);
                return Ok(None);
            }
            What::Nothing(_) => return Ok(None),
        };
        page.chat.spoke();
        if press.is_none() && event != Event::Sent(Odd::Edited) {
            page.chat.heard();
        }
        page.chat.saw(update);
        page.changed = true;
        // None where it has none, or its end has come before the sweep.
        let was = page.chat.session.as_ref().filter(|_| !has_ended(&page.chat, now));
        let drawn = match was {
            Some(was) => self.attempt(book, was, event, now, update),
            None => self.attempt(book, &newcomer((self.seed)(chat, now), keep, now), event, now, update),
        };
        let from = press.map(|press| press.from.unwrap_or(NOWHERE));
        Ok(drawn.map(|drawn| self.apply(page, chat, drawn, from)))
    }

    /// Turns twice if it must; an update that fails twice is set aside, and the citizen is told as after something we can't read.
    fn attempt(&self, book: &Book, was: &Session, event: Event, now: Moment, update: UpdateId) -> Option<Drawn> {
        let turn = |event: Event| catch_unwind(AssertUnwindSafe(|| self.turn(book, was, event, now))).ok();
        turn(event.clone()).or_else(|| turn(event)).or_else(|| {
            log::error!("round: update {} failed twice and is set aside", update.0);
            turn(Event::Sent(Odd::Other))
        })
    }

    fn turn(&self, book: &Book, was: &Session, event: Event, now: Moment) -> Drawn {
        let turn = (self.hands.turn)(book, was, event, now);
        let screen = turn.show.as_ref().map(|show| (self.hands.compose)(book, show));
        let parts = screen.as_ref().zip(self.hands.draw).map(|(screen, draw)| draw(screen)).unwrap_or_default();
        (turn, screen, parts)
    }

    /// A turn into the page: files go before the screen, so that the screen stands last.
    fn apply(&self, page: &mut Page, chat: ChatId, (turn, screen, parts): Drawn, from: Option<i32>) -> Shown {
        let Turn { session, effects, .. } = turn;
        page.chat.session = Some(session);
        if effects.contains(&Effect::Forget) {
            page.chat.forget();
        }
        let (mut files, mut sheets, mut missed) = (Vec::new(), Vec::new(), Vec::new());
        for effect in effects {
            match effect {
                Effect::SendFile(file) => files.push(file),
                Effect::Print(sheet) => sheets.push(*sheet),
                Effect::Missed(miss) => missed.push(miss),
                Effect::Forget => {}
            }
        }
        if self.hands.draw.is_some() {
            files.iter().for_each(|file| page.chat.push(Task::File(file.clone())));
            sheets.iter().for_each(|sheet| page.chat.print(sheet.clone()));
        }
        if !parts.is_empty() {
            page.chat.show(parts, from);
        }
        Shown { chat, screen, files, sheets, missed }
    }
}

impl Page {
    /// `my_chat_member`; of a chat without a record nothing is kept.
    fn reachable(&mut self, update: UpdateId, reachable: bool) {
        if self.stored || self.changed {
            self.changed = true;
            self.chat.saw(update);
            if reachable { self.chat.spoke() } else { self.chat.blocked() }
        }
    }
}

fn newcomer(seed: u64, keep: Keep, now: Moment) -> Session {
    Session { last: now, ..Session::new(seed, keep) }
}

fn has_ended(chat: &Chat, now: Moment) -> bool {
    chat.session.as_ref().is_none_or(|session| session.ends().is_some_and(|end| end <= now))
}

/// Random; where the system has no randomness to give, at least another number for each chat and moment.
fn random(chat: ChatId, now: Moment) -> u64 {
    getrandom::u64().unwrap_or_else(|_| counted(chat, now))
}

fn counted(chat: ChatId, now: Moment) -> u64 {
    chat.unsigned_abs().rotate_left(32) ^ now.millis().unsigned_abs()
}
