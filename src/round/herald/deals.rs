//! What the desk wants done, done: the same deeds for a person in Telegram and for the command line.

use crate::announce::desk::{self, Deal};
use crate::announce::plan::{Plan, PlanId, Stage, UserId};
use crate::announce::roster::Deed;
use crate::announce::{Letter, correct, over, pieces};
use crate::book::{Book, Phrase};
use crate::round::herald::Herald;
use crate::round::pages::Pages;
use crate::sender::draw::draw;
use crate::sender::job::{ChatId, Piece, Spot, What as Task};
use crate::store::Trouble;
use crate::when::Moment;

/// Who wants something done, and where they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Doer<'a> {
    pub(super) book: &'a Book,
    pub(super) who: UserId,
    /// Where they sit; none = at the command line.
    pub(super) chat: Option<ChatId>,
    /// In which topic of it.
    pub(super) spot: Spot,
    pub(super) now: Moment,
}

impl Herald {
    /// One deal.
    pub(super) fn deal(&mut self, pages: &mut Pages<'_>, by: &Doer<'_>, deal: Deal) -> Result<(), Trouble> {
        match deal {
            Deal::Put(plan) => {
                let id = plan.id;
                self.plans.insert(id, *plan);
                self.change.plans.insert(id);
            }
            Deal::Count(id) => self.count_anew(pages.store(), id)?,
            Deal::Test(id) => self.test(pages, by, id)?,
            Deal::Release(id) => self.release(by, id),
            Deal::AskSecond(id) => self.ask_second(pages, by, id)?,
            Deal::Pause(id) => {
                if self.halt(pages, id, Stage::Paused)? {
                    self.moved_on(id);
                }
            }
            Deal::Resume(id) => {
                if let Some(plan) = self.plan(id).filter(|plan| plan.is_halted()) {
                    plan.resume(by.now);
                    self.moved_on(id);
                }
            }
            Deal::Stop(id) => self.end(pages, id, Stage::Stopped, by.now)?,
            Deal::TakeBack(id) => self.take_back(pages, by, id)?,
            Deal::Mend(id, letter) => self.mend(pages, by, id, *letter)?,
            Deal::Table(id) => self.send_table(pages, by, id)?,
            Deal::Invite(role) => self.invite(by, role),
            Deal::Remove(who) => {
                self.roster.people.remove(&who);
                self.roster.invitations.retain(|one| one.by != who);
                self.seats.remove(&who);
                self.change.seats.insert(who);
                self.change.roster = true;
            }
            Deal::Stand(notice) => {
                self.notice = notice;
                self.change.notice = true;
            }
            Deal::Log(what) => self.log(by.who, what, by.now),
            Deal::Tell(who, words, plan) => Self::tell(pages, who, &words, plan)?,
        }
        Ok(())
    }

    /// Into the log of deeds.
    pub(super) fn log(&mut self, by: UserId, what: String, at: Moment) {
        let name = self.roster.name(by);
        self.change.deeds.push(Deed { by, name, at, what });
        self.change.roster = true;
    }

    /// The letter as it will look, to whoever asks; a better one that waits for its word is shown instead.
    fn test(&mut self, pages: &mut Pages<'_>, by: &Doer<'_>, id: PlanId) -> Result<(), Trouble> {
        let Some(chat) = by.chat else { return Ok(()) };
        let Some(plan) = self.plans.get(&id) else { return Ok(()) };
        let better = self.seats.get(&by.who).and_then(|seat| match &seat.at {
            desk::At::Mending(of, letter) if *of == id => Some(letter.as_ref()),
            _ => None,
        });
        let messages = match better.map(|better| correct(plan, better.clone(), by.book)) {
            Some(Ok((_, messages))) => messages,
            // The page says what Telegram would say.
            _ if over(&plan.letter, by.book).is_some() => return Ok(()),
            _ => pieces(&plan.letter, by.book, 0),
        };
        notify(pages, chat, by.spot, messages)
    }

    fn release(&mut self, by: &Doer<'_>, id: PlanId) {
        let fits = |plan: &&mut Plan| plan.is_draft() && over(&plan.letter, by.book).is_none();
        let Some(plan) = self.plan(id).filter(fits) else { return };
        plan.pieces = pieces(&plan.letter, by.book, id);
        plan.edition += 1;
        plan.touched = by.who;
        plan.release(by.now);
        log::info!("announcement {id}: {} people, urgent {}", plan.counts.audience, plan.urgent);
    }

    /// Those who may agree are told; each in their own chat, as a message that rings.
    fn ask_second(&mut self, pages: &mut Pages<'_>, by: &Doer<'_>, id: PlanId) -> Result<(), Trouble> {
        let words = format!("{} xin duyệt tin số {id}. Anh/chị xem rồi duyệt giúp.", self.roster.name(by.who));
        for who in self.roster.approvers(by.who, &self.set.owners) {
            Self::tell(pages, who, &words, id)?;
        }
        Ok(())
    }

    pub(super) fn tell(pages: &mut Pages<'_>, who: UserId, words: &str, plan: PlanId) -> Result<(), Trouble> {
        if who == crate::announce::plan::COMMAND_LINE {
            return Ok(());
        }
        let parts = draw(desk::told(words, plan));
        let messages = parts.into_iter().map(|part| Piece {
            html: part.html,
            media: Vec::new(),
            choices: part.choices,
            spot: part.spot,
        });
        notify(pages, who, Spot::default(), messages.collect())
    }

    /// Halts what is under way, what waits in lines included.
    pub(super) fn halt(&mut self, pages: &mut Pages<'_>, id: PlanId, stage: Stage) -> Result<bool, Trouble> {
        let Some(plan) = self.plan(id).filter(|plan| plan.is_under_way()) else { return Ok(false) };
        plan.state = stage;
        if !plan.way.mends {
            self.call_back(pages, id)?;
        }
        Ok(true)
    }

    fn end(&mut self, pages: &mut Pages<'_>, id: PlanId, stage: Stage, now: Moment) -> Result<(), Trouble> {
        if self.halt(pages, id, stage)?
            && let Some(plan) = self.plan(id)
        {
            plan.ended = Some(now);
            self.moved_on(id);
        }
        Ok(())
    }

    /// A person halted it, ended it or let it go on: a word asked for before that is not about what it is now.
    fn moved_on(&mut self, id: PlanId) {
        if let Some(plan) = self.plan(id) {
            plan.edition += 1;
        }
    }

    fn take_back(&mut self, pages: &mut Pages<'_>, by: &Doer<'_>, id: PlanId) -> Result<(), Trouble> {
        if self.plans.get(&id).is_none_or(|plan| plan.way.closed) {
            return Ok(());
        }
        self.halt(pages, id, Stage::TakenBack)?;
        let sender = by.book.local("commune.controller", &by.book.words).unwrap_or_default();
        let html = by.book.words.say(Phrase::NewsTakenBack, &[("sender", &crate::announce::escape(&sender))]);
        let Some(plan) = self.plan(id).filter(|plan| !plan.is_draft()) else { return Ok(()) };
        plan.state = Stage::TakenBack;
        plan.ended.get_or_insert(by.now);
        plan.regret = Some(Piece { html, media: Vec::new(), choices: Vec::new(), spot: Spot::default() });
        plan.edition += 1;
        plan.touched = by.who;
        (plan.way.mends, plan.way.mending) = (true, None);
        Ok(())
    }

    /// Better words: what waits is written anew, what was delivered is corrected in place.
    fn mend(&mut self, pages: &mut Pages<'_>, by: &Doer<'_>, id: PlanId, letter: Letter) -> Result<(), Trouble> {
        let Some(plan) = self.plans.get(&id).filter(|plan| !plan.is_draft()) else { return Ok(()) };
        if plan.state == Stage::TakenBack || plan.way.closed {
            return Ok(());
        }
        // Whoever asked for it was told why not.
        let Ok((letter, better)) = correct(plan, letter, by.book) else { return Ok(()) };
        if !plan.way.mends {
            self.call_back(pages, id)?;
        }
        let Some(plan) = self.plan(id) else { return Ok(()) };
        (plan.letter, plan.pieces) = (letter, better);
        plan.correction += 1;
        plan.edition += 1;
        plan.touched = by.who;
        plan.way.aside_from = Moment::default();
        plan.way.aside_cursor = None;
        (plan.way.mends, plan.way.mending) = (true, None);
        Ok(())
    }

    fn send_table(&mut self, pages: &mut Pages<'_>, by: &Doer<'_>, id: PlanId) -> Result<(), Trouble> {
        let (Some(chat), Some(plan)) = (by.chat, self.plans.get(&id)) else { return Ok(()) };
        let (name, text) = (format!("tin-{id}.csv"), crate::announce::table(plan));
        if let Some(page) = pages.page(chat)? {
            page.changed = true;
            page.chat.push(Task::Table { name, text, spot: by.spot });
        }
        Ok(())
    }

    fn invite(&mut self, by: &Doer<'_>, role: crate::announce::roster::Role) {
        // Where the system gives no randomness there is no invitation: a code must not be guessed.
        let Ok(random) = getrandom::u64() else {
            log::error!("no randomness for an invitation");
            return;
        };
        let code = format!("{random:016x}");
        self.roster.invite(code.clone(), role, by.who, by.now);
        self.change.roster = true;
        if let Some(seat) = self.seats.get_mut(&by.who) {
            seat.at = desk::At::Invited(code, role);
        }
    }

    /// A draft as one value: what the command line sends.
    pub(super) fn next_id(&self) -> PlanId {
        self.plans.last_key_value().map_or(1, |(id, _)| id + 1)
    }

    pub(super) fn put(&mut self, plan: Plan) {
        let id = plan.id;
        self.plans.insert(id, plan);
        self.change.plans.insert(id);
    }
}

/// Messages of their own, whatever the screen is.
pub(super) fn notify(pages: &mut Pages<'_>, chat: ChatId, spot: Spot, messages: Vec<Piece>) -> Result<(), Trouble> {
    let Some(page) = pages.page(chat)? else { return Ok(()) };
    page.changed = true;
    let last = messages.len().saturating_sub(1);
    for (n, piece) in messages.into_iter().enumerate() {
        let piece = Box::new(Piece { spot, ..piece });
        page.chat.push(Task::News { plan: 0, piece, last: n == last, silent: false });
    }
    Ok(())
}
