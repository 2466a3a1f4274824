//! One of the staff at the desk: their turn, its deals, the page they then see.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::announce::desk::{self, At, Event, Room, Seat, Turn};
use crate::announce::plan::Wrote;
use crate::announce::plan::{PlanId, UserId};
use crate::announce::roster::{DEEDS, Deed};
use crate::announce::{Letter, escape};
use crate::book::Book;
use crate::engine::{self, Odd};
use crate::intake::Note;
use crate::round::herald::Herald;
use crate::round::herald::deals::Doer;
use crate::round::pages::Pages;
use crate::screen::Screen;
use crate::sender::draw::draw;
use crate::sender::job::{ChatId, OnScreen, Spot};
use crate::store::{Store, Trouble};
use crate::when::Moment;

/// A page that shows progress is drawn again so often.
const REDRAWN: Duration = Duration::from_secs(3);
/// What ended so shortly ago may never have been drawn under way.
const JUST_NOW: Duration = Duration::from_mins(2);

/// Who came to the desk, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::round) struct AtDesk {
    /// Who.
    pub(in crate::round) who: UserId,
    /// What they did.
    pub(in crate::round) event: Event,
    /// The topic it happened in, and its message.
    pub(in crate::round) spot: Spot,
}

impl AtDesk {
    /// Whether an old message changed: nothing new stands below the screen.
    pub(in crate::round) fn is_edit(&self) -> bool {
        matches!(self.event, Event::Edited { .. })
    }
}

impl Herald {
    /// Whether an event in a chat is meant for the desk. `note` is what Telegram tells beside it.
    pub(in crate::round) fn at_desk(
        &self,
        (who, chat): (UserId, ChatId),
        event: &engine::Event,
        note: Option<&Note>,
        (spot, now): (Spot, Moment),
    ) -> Option<AtDesk> {
        self.roster.role(who, &self.set.owners)?;
        let seat = self.seats.get(&who);
        let waits = seat.is_some_and(Seat::waits);
        let listens = seat.is_some_and(|seat| seat.listens(now));
        let event = match event {
            engine::Event::Pressed(token) if desk::is_desk(token) => Event::Pressed(token.clone()),
            engine::Event::Said(text) if text.trim_start().starts_with('/') => {
                Event::Command(command(text).filter(|name| desk::is_command(name))?)
            }
            engine::Event::Said(text) if listens => {
                let letter = note.map_or_else(|| plain(text), |note| note.letter.clone());
                let album = note.and_then(|note| note.album.clone());
                Event::Said { text: text.clone(), letter: Box::new(letter), album, message: spot.answers }
            }
            // Of what was typed for something else nothing is made: a citizen's answer says so.
            engine::Event::Sent(Odd::Edited) => {
                let (letter, message) = (Box::new(note?.letter.clone()), spot.answers?);
                let at = Wrote { chat, message };
                let told = self.plans.values().any(|plan| plan.wrote.contains(&at));
                let better = seat.is_some_and(|seat| seat.better == Some(at) && matches!(seat.at, At::Mending(..)));
                if !told && !better && !waits {
                    return None;
                }
                Event::Edited { letter, at }
            }
            engine::Event::Sent(_) if listens && note.is_some_and(|note| !note.letter.is_empty()) => {
                let note = note?;
                let (letter, album) = (Box::new(note.letter.clone()), note.album.clone());
                Event::Said { text: note.text.clone(), letter, album, message: spot.answers }
            }
            engine::Event::Sent(_) | engine::Event::SharedPlace if waits => Event::Strange,
            _ => return None,
        };
        Some(AtDesk { who, event, spot })
    }

    /// Whether a message or press in a group is meant for the desk.
    pub(in crate::round) fn in_group(&self, chat: ChatId, note: &Note, (spot, now): (Spot, Moment)) -> Option<AtDesk> {
        if self.set.chat != Some(chat) {
            return None;
        }
        let here = self.seats.get(&note.who).is_some_and(|seat| seat.chat == chat);
        let staff = self.at_desk((note.who, chat), &note.event, Some(note), (spot, now))?;
        (here || matches!(staff.event, Event::Command(_) | Event::Pressed(_))).then_some(staff)
    }

    /// Somebody opened an invitation; a sentence for them, if it was one.
    pub(in crate::round) fn invited(&mut self, text: &str, who: UserId, name: &str, now: Moment) -> Option<String> {
        let code = text.trim().strip_prefix("/start")?.trim().strip_prefix("moi-")?;
        let owners = self.set.owners.clone();
        let accepted = self.roster.accept(code, who, name, &owners, now);
        self.change.roster = true;
        let Some(one) = accepted else {
            return Some("Lời mời này đã dùng rồi hoặc quá một giờ. Anh/chị xin lời mời khác.".to_owned());
        };
        self.log(who, format!("nhận lời mời, làm người {}", one.role.name()), now);
        Some(format!(
            "Chào {}. Anh/chị nay là người {} của xã. Gõ /soan để vào bàn soạn tin.",
            self.roster.name(who),
            one.role.name()
        ))
    }

    /// What Telegram calls an owner.
    pub(in crate::round) fn meet(&mut self, who: UserId, name: &str) {
        let name = crate::announce::roster::short(name);
        if self.set.owners.contains(&who) && !name.is_empty() && self.roster.owners.get(&who) != Some(&name) {
            self.roster.owners.insert(who, name);
            self.change.roster = true;
        }
    }

    /// A turn at the desk; the page goes to the chat it happened in.
    pub(in crate::round) fn serve(
        &mut self,
        pages: &mut Pages<'_>,
        book: &Book,
        chat: ChatId,
        staff: AtDesk,
        now: Moment,
    ) -> Result<Screen, Trouble> {
        let who = staff.who;
        let (spot, thread) = (Spot::of(staff.spot.thread), staff.spot.thread);
        if self.set.chat == Some(chat) && self.roster.topic != thread {
            self.roster.topic = thread;
            self.change.roster = true;
        }
        let was = Seat { chat, thread, ..self.seats.get(&who).cloned().unwrap_or_default() };
        let turned = catch_unwind(AssertUnwindSafe(|| {
            self.with_room(book, &[], now, |room| desk::turn(room, &was, who, staff.event))
        }));
        let Turn { seat, deals, notices } = turned.unwrap_or_else(|_| {
            log::error!("the desk: a turn failed");
            let notices = vec!["Máy vấp lỗi ở việc vừa rồi, chưa làm gì cả.".to_owned()];
            Turn { seat: Seat { at: At::Home, chat, thread, ..Seat::default() }, deals: Vec::new(), notices }
        });
        self.seats.insert(who, seat);
        self.change.seats.insert(who);
        let by = Doer { book, who, chat: Some(chat), spot, now };
        for deal in deals {
            self.deal(pages, &by, deal)?;
        }
        let screen = self.page_of(pages.store(), book, who, &notices, now)?;
        self.shown.insert(who, screen.clone());
        Ok(screen)
    }

    /// The page somebody sees.
    fn page_of(
        &self,
        store: &Store,
        book: &Book,
        who: UserId,
        notices: &[String],
        now: Moment,
    ) -> Result<Screen, Trouble> {
        let Some(seat) = self.seats.get(&who) else { return Ok(Screen::default()) };
        let deeds = if let At::Deeds(skip) = seat.at { self.deeds(store, u64::from(skip))? } else { Vec::new() };
        Ok(self.with_room(book, &deeds, now, |room| desk::screen(room, seat, who, notices)))
    }

    fn with_room<T>(&self, book: &Book, deeds: &[Deed], now: Moment, see: impl FnOnce(&Room<'_>) -> T) -> T {
        see(&Room {
            book,
            plans: &self.plans,
            roster: &self.roster,
            owners: &self.set.owners,
            notice: self.notice.as_ref(),
            deeds,
            second: self.set.second,
            rate: self.rate(),
            next: self.next_id(),
            bot: &self.bot,
            now,
        })
    }

    /// A page of the log, the newest first; what this batch adds is on it.
    fn deeds(&self, store: &Store, skip: u64) -> Result<Vec<Deed>, Trouble> {
        let most = usize::try_from(desk::DEEDS).unwrap_or(usize::MAX);
        let fresh = self.change.deeds.iter().rev().cloned();
        let mut page: Vec<Deed> = fresh.skip(usize::try_from(skip).unwrap_or(usize::MAX)).take(most).collect();
        let skip = skip.saturating_sub(self.change.deeds.len() as u64);
        let mut number = self.roster.deeds.saturating_sub(skip);
        while page.len() < most && number > 0 {
            number -= 1;
            page.extend(store.get(&DEEDS.key(&number.to_be_bytes()))?);
        }
        Ok(page)
    }

    /// The pages that show what is under way are drawn anew, where they still stand last in their chats. A chat whose record has come to its
    /// end gets the page as a message when its announcement goes: it may have been planned days ago.
    pub(in crate::round) fn redraw(&mut self, pages: &mut Pages<'_>, book: &Book, now: Moment) -> Result<(), Trouble> {
        if now.since(self.drawn) < REDRAWN {
            return Ok(());
        }
        let looks = |seat: &Seat| matches!(seat.at, At::Sent(_) | At::Draft(_) | At::Confirm(_));
        let lookers: Vec<UserId> = self.seats.iter().filter(|(_, seat)| looks(seat)).map(|(who, _)| *who).collect();
        self.drawn = now;
        for who in lookers {
            let Some((chat, thread)) = self.seats.get(&who).map(|seat| (seat.chat, seat.thread)) else { continue };
            let screen = self.page_of(pages.store(), book, who, &[], now)?;
            let Some(page) = pages.page(chat)? else { continue };
            if self.shown.get(&who) == Some(&screen) {
                continue;
            }
            let stands = match (page.chat.screen, self.goes(who, now)) {
                (Some(OnScreen { last, .. }), _) => last,
                (None, Some(id)) => self.anew.insert((who, id)),
                (None, None) => false,
            };
            if page.chat.waiting.is_empty() && stands {
                page.changed = true;
                page.chat.show(draw(screen.clone()), None, Spot::of(thread));
                self.shown.insert(who, screen);
            }
        }
        Ok(())
    }

    /// The announcement one of the staff looks at, if people are told of it now or were a moment ago.
    fn goes(&self, who: UserId, now: Moment) -> Option<PlanId> {
        let At::Sent(id) = self.seats.get(&who)?.at else { return None };
        let plan = self.plans.get(&id)?;
        let ended = plan.ended.is_some_and(|ended| now.since(ended) < JUST_NOW);
        (ended || plan.may_send(now)).then_some(id)
    }
}

/// Typed words as a letter.
fn plain(text: &str) -> Letter {
    Letter { html: escape(text.trim()), ..Letter::default() }
}

/// The name of a command, without the bot's.
pub(super) fn command(text: &str) -> Option<String> {
    let name = text.trim_start().strip_prefix('/')?.split(char::is_whitespace).next()?;
    Some(name.split('@').next()?.to_lowercase())
}
