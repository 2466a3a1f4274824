//! One update into its chat's page: a citizen's turn, or one of the staff at the desk.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::announce::escape;
use crate::book::{Book, Phrase};
use crate::engine::{Effect, Event, Keep, Odd, Scene, Session, Turn};
use crate::intake::{Arrival, Note, UpdateId, What};
use crate::round::chat::Chat;
use crate::round::herald::{AtDesk, Herald, Marked};
use crate::round::pages::{Page, Pages};
use crate::round::replied::after_news;
use crate::round::{Round, Shown};
use crate::screen::{Block, Ink, Screen};
use crate::sender::job::{ChatId, Part, Piece, Spot, What as Task};
use crate::store::Trouble;
use crate::when::Moment;

/// No message has this number: a press from a message that is not known gets a new one.
const NOWHERE: i32 = 0;
/// A group that was told where to talk to us is not told again for so long, whatever it calls.
const SILENCE: Duration = Duration::from_hours(1);

/// A turn with its screen, or with what is drawn of it.
type Drawn = (Turn, Option<Screen>, Vec<Part>);

/// What a turn is made in.
pub(super) struct Moot<'a> {
    pub(super) book: &'a Book,
    pub(super) herald: &'a mut Herald,
    pub(super) now: Moment,
    /// What nothing could be made of.
    pub(super) aside: Vec<UpdateId>,
}

/// Who turns.
struct Turner {
    update: UpdateId,
    chat: ChatId,
    event: Event,
    keep: Keep,
    /// The message a press came from; none for typed words.
    from: Option<i32>,
    /// Where it is answered.
    spot: Spot,
    /// The message it was written in reply to.
    reply_to: Option<i32>,
}

impl Round {
    /// One update into its chat's page.
    pub(super) fn arrive(
        &self,
        pages: &mut Pages<'_>,
        moot: &mut Moot<'_>,
        arrival: Arrival,
    ) -> Result<Option<Shown>, Trouble> {
        let Arrival { update, chat, press, what, note, spot, reply_to } = arrival;
        let from = press.as_ref().map(|press| press.from.unwrap_or(NOWHERE));
        if let Some(note) = note.as_deref().filter(|note| chat != Some(note.who))
            && let Some(staff) = moot.herald.in_group(note.chat, note, (spot, moot.now))
        {
            return self.at_desk(pages, moot, (note.chat, update, from), staff);
        }
        if let Some(note) = note.as_deref()
            && let Some(words) = moot.herald.nameless(note, moot.now)
        {
            return Self::hint(pages, (note.chat, update, spot), words);
        }
        let Some(chat) = chat else { return Ok(None) };
        let Some(page) = pages.page(chat)? else {
            log::error!("round: update {} is set aside", update.0);
            moot.aside.push(update);
            return Ok(None);
        };
        if page.chat.seen.contains(&update) {
            return Ok(None);
        }
        // In a group the answer is seen to be one; where two alone talk that goes without saying.
        let place = if matches!(what, What::Group { .. }) { spot } else { Spot::of(spot.thread) };
        let (event, keep) = match what {
            What::Citizen(event) => (event, self.keep),
            // Not even written: whoever hammers costs nothing, and a second time it comes to the same.
            What::Group { .. } if was_told(&page.chat, moot.now) => return Ok(None),
            What::Group { link } => (Event::InGroup { link }, Keep::Never),
            What::Moved { to } => {
                pages.moved(chat, to)?;
                moot.herald.marked(pages, chat, Marked::Moved(to), moot.now)?;
                return Ok(None);
            }
            What::Blocked | What::Unblocked => {
                let dropped = page.reachable(update, what == What::Unblocked);
                for plan in dropped {
                    moot.herald.marked(pages, chat, Marked::Dropped(plan), moot.now)?;
                }
                return Ok(None);
            }
            What::Nothing(_) => return Ok(None),
        };
        if let Some(staff) = self.of_staff(moot, chat, &event, note.as_deref(), spot) {
            return self.at_desk(pages, moot, (chat, update, from), staff);
        }
        if let (Event::Said(text), Some(note)) = (&event, note.as_deref())
            && let Some(words) = moot.herald.invited(text, note.who, &note.name, moot.now)
        {
            return self.say(pages, moot, (chat, update), &words);
        }
        let store = pages.store();
        let page = Self::heard(pages, chat, update, press.is_none() && event != Event::Sent(Odd::Edited))?;
        let Some(page) = page else { return Ok(None) };
        if let Event::Said(text) = &event
            && page.chat.goes_on(text, moot.now)
            && !is_danger(moot.book, text)
        {
            return Ok(None);
        }
        self.citizen(store, page, moot, Turner { update, chat, event, keep, from, spot: place, reply_to })
    }

    /// The chat's page, with what any sign of life changes.
    fn heard<'p>(
        pages: &'p mut Pages<'_>,
        chat: ChatId,
        update: UpdateId,
        wrote: bool,
    ) -> Result<Option<&'p mut Page>, Trouble> {
        let Some(page) = pages.page(chat)? else { return Ok(None) };
        page.chat.spoke();
        if wrote {
            page.chat.heard();
        }
        page.chat.saw(update);
        page.changed = true;
        Ok(Some(page))
    }

    fn citizen(
        &self,
        store: &crate::store::Store,
        page: &mut Page,
        moot: &mut Moot<'_>,
        turner: Turner,
    ) -> Result<Option<Shown>, Trouble> {
        let Turner { update, chat, event, keep, from, spot, reply_to } = turner;
        let new = || Cow::Owned(newcomer((self.seed)(chat, moot.now), keep, moot.now));
        let was = session(&page.chat, moot.now).unwrap_or_else(new);
        let wrote = matches!(&event, Event::Said(text) if !text.trim_start().starts_with('/'));
        let replied = match reply_to {
            Some(message) => moot.herald.told_by(store, chat, message)?,
            None => None,
        };
        let event = after_news(moot.book, (&page.chat, &was), event, replied, moot.now);
        let Some(drawn) = self.attempt(moot, &was, event, update) else { return Ok(None) };
        let footprint = drawn.0.footprint.clone();
        let forgot = drawn.0.effects.contains(&Effect::Forget);
        let shown = self.apply(page, (chat, moot.book), drawn, (from, spot));
        moot.herald.follow(store, chat, page, &footprint, (wrote, forgot), moot.now)?;
        Ok(Some(shown))
    }

    /// A private chat's event, if it is meant for the desk.
    fn of_staff(
        &self,
        moot: &mut Moot<'_>,
        chat: ChatId,
        event: &Event,
        note: Option<&Note>,
        spot: Spot,
    ) -> Option<AtDesk> {
        self.hands.draw?;
        if let Some(note) = note {
            moot.herald.meet(note.who, &note.name);
        }
        moot.herald.at_desk((chat, chat), event, note, (spot, moot.now))
    }

    /// A turn at the desk: its page is this chat's screen.
    fn at_desk(
        &self,
        pages: &mut Pages<'_>,
        moot: &mut Moot<'_>,
        (chat, update, from): (ChatId, UpdateId, Option<i32>),
        staff: AtDesk,
    ) -> Result<Option<Shown>, Trouble> {
        if pages.page(chat)?.is_none_or(|page| page.chat.seen.contains(&update)) {
            return Ok(None);
        }
        let wrote = from.is_none() && !staff.is_edit();
        let Some(page) = Self::heard(pages, chat, update, wrote)? else { return Ok(None) };
        // A record without a session goes with its last job, and the screen's number with it.
        if page.chat.session.is_none() {
            page.chat.session = Some(newcomer((self.seed)(chat, moot.now), self.keep, moot.now));
        }
        let spot = Spot::of(staff.spot.thread);
        let screen = moot.herald.serve(pages, moot.book, chat, staff, moot.now)?;
        self.put_on_screen(pages, chat, screen, (from, spot))
    }

    /// A sentence of ours as the screen.
    fn say(
        &self,
        pages: &mut Pages<'_>,
        moot: &Moot<'_>,
        (chat, update): (ChatId, UpdateId),
        words: &str,
    ) -> Result<Option<Shown>, Trouble> {
        let Some(page) = Self::heard(pages, chat, update, true)? else { return Ok(None) };
        if page.chat.session.is_none() {
            page.chat.session = Some(newcomer((self.seed)(chat, moot.now), self.keep, moot.now));
        }
        let screen = Screen { blocks: vec![Block::Paragraph(vec![Ink::Plain(words.to_owned())])], choices: Vec::new() };
        self.put_on_screen(pages, chat, screen, (None, Spot::default()))
    }

    /// A sentence of ours below the message it is about, beside whatever the chat's screen is.
    fn hint(
        pages: &mut Pages<'_>,
        (chat, update, spot): (ChatId, UpdateId, Spot),
        words: &str,
    ) -> Result<Option<Shown>, Trouble> {
        if pages.page(chat)?.is_some_and(|page| !page.chat.seen.contains(&update))
            && let Some(page) = Self::heard(pages, chat, update, true)?
        {
            let piece = Piece { html: escape(words), media: Vec::new(), choices: Vec::new(), spot };
            page.chat.push(Task::News { plan: 0, piece: Box::new(piece), last: true, silent: false });
        }
        Ok(None)
    }

    fn put_on_screen(
        &self,
        pages: &mut Pages<'_>,
        chat: ChatId,
        screen: Screen,
        (from, spot): (Option<i32>, Spot),
    ) -> Result<Option<Shown>, Trouble> {
        let (screen, parts) = match self.hands.draw {
            Some(draw) => (None, draw(screen)),
            None => (Some(screen), Vec::new()),
        };
        if let Some(page) = pages.page(chat)? {
            page.chat.show(parts, from, spot);
        }
        let (files, sheets, missed) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Some(Shown { chat, screen, files, sheets, missed }))
    }

    /// Turns twice if it must; an update that fails twice is set aside, and the citizen is told as after something we can't read.
    fn attempt(&self, moot: &mut Moot<'_>, was: &Session, event: Event, update: UpdateId) -> Option<Drawn> {
        let turn = |moot: &Moot<'_>, event| catch_unwind(AssertUnwindSafe(|| self.turn(moot, was, event))).ok();
        let turned = turn(moot, event.clone()).or_else(|| turn(moot, event));
        turned.or_else(|| {
            log::error!("round: update {} failed twice and is set aside", update.0);
            moot.aside.push(update);
            turn(moot, Event::Sent(Odd::Other))
        })
    }

    fn turn(&self, moot: &Moot<'_>, was: &Session, event: Event) -> Drawn {
        let mut turn = (self.hands.turn)(moot.book, was, event, moot.now);
        if let Some(show) = &mut turn.show
            && let Scene::Step { guide, .. } = &show.scene
        {
            let field = moot.book.guide(guide).and_then(|guide| guide.front.field.as_deref());
            if let Some(words) = moot.herald.standing(field, moot.now) {
                show.notices.insert(0, format!("📌 {words}"));
            }
        }
        let screen = turn.show.as_ref().map(|show| (self.hands.compose)(moot.book, show));
        match (screen, self.hands.draw) {
            (Some(screen), Some(draw)) => (turn, None, draw(screen)),
            (screen, _) => (turn, screen, Vec::new()),
        }
    }

    /// A turn into the page: files go before the screen, so that the screen stands last.
    fn apply(
        &self,
        page: &mut Page,
        (chat, book): (ChatId, &Book),
        (turn, screen, parts): Drawn,
        (from, spot): (Option<i32>, Spot),
    ) -> Shown {
        let Turn { session, effects, .. } = turn;
        let book = book.in_language(&session.language);
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
            files.iter().for_each(|file| page.chat.file(file.clone(), not_sent(file, book)));
            sheets.iter().for_each(|sheet| page.chat.print(sheet.clone()));
        }
        if !parts.is_empty() {
            page.chat.show(parts, from, spot);
        }
        Shown { chat, screen, files, sheets, missed }
    }
}

impl Page {
    /// `my_chat_member`; of a chat without a record nothing is kept. Gives the announcements that were dropped.
    fn reachable(&mut self, update: UpdateId, reachable: bool) -> Vec<u32> {
        if !self.stored && !self.changed {
            return Vec::new();
        }
        self.changed = true;
        self.chat.saw(update);
        if reachable {
            self.chat.spoke();
            return Vec::new();
        }
        self.chat.blocked_now()
    }
}

/// The chat's session; none where it has none. After its end, before the sweep: the wish to be told, if there is one.
fn session(chat: &Chat, now: Moment) -> Option<Cow<'_, Session>> {
    let session = chat.session.as_ref()?;
    if chat.ends().is_none_or(|end| end > now) {
        return Some(Cow::Borrowed(session));
    }
    session.news.wants().then(|| Cow::Owned(session.clone().wish_alone()))
}

/// What is said where a file can't be sent.
fn not_sent(file: &str, book: &Book) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let phone = book.local("hotline.phone", &book.words).unwrap_or_default();
    book.words.say(Phrase::FileLater, &[("file", &escape(name)), ("phone", &escape(&phone))])
}

/// Danger is answered wherever it stands.
fn is_danger(book: &Book, text: &str) -> bool {
    std::iter::once(book).chain(book.others.values().map(AsRef::as_ref)).any(|book| book.danger(text).now)
}

/// Whether a group has its answer, and it can't be far above. A clock that was ahead doesn't silence us until it is reached.
fn was_told(group: &Chat, now: Moment) -> bool {
    session(group, now).is_some_and(|session| session.last <= now && now.since(session.last) < SILENCE)
}

fn newcomer(seed: u64, keep: Keep, now: Moment) -> Session {
    Session { last: now, ..Session::new(seed, keep) }
}

/// Random; where the system has no randomness to give, at least another number for each chat and moment.
pub(super) fn random(chat: ChatId, now: Moment) -> u64 {
    getrandom::u64().unwrap_or_else(|_| counted(chat, now))
}

pub(super) fn counted(chat: ChatId, now: Moment) -> u64 {
    chat.unsigned_abs().rotate_left(32) ^ now.millis().unsigned_abs()
}
