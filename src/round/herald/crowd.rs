//! The crowd: who gets an announcement next, a page of citizens at a time, as far as the night and the daily limit let.

use crate::announce::audience::SUBSCRIBERS;
use crate::announce::delivery::{self, ASIDE, DELIVERIES};
use crate::announce::manners;
use crate::announce::plan::{COMMAND_LINE, PlanId, Result as Ended, Stage};
use crate::round::herald::Herald;
use crate::round::pages::Pages;
use crate::sender::job::{ChatId, What as Task};
use crate::store::Trouble;
use crate::when::Moment;

/// The most jobs of one announcement that wait in lines: what a halt has to call back.
const HIGH: usize = 128;
/// Below this, more are written.
pub(super) const LOW: usize = 64;
/// The most citizens looked at in one batch, whether it is for them or not: a round must not wait for a rare rule.
const LOOKED_AT: usize = 1_000;

impl Herald {
    /// What time and emptied lines allow, for every announcement; urgent ones first.
    pub(in crate::round) fn pump(&mut self, pages: &mut Pages<'_>, now: Moment) -> Result<(), Trouble> {
        let mut live: Vec<(bool, PlanId)> =
            self.plans.values().filter(|plan| plan.is_live()).map(|plan| (!plan.urgent, plan.id)).collect();
        live.sort_unstable();
        for (_, id) in live {
            self.pump_one(pages, id, now)?;
        }
        self.count_some(pages.store())
    }

    fn pump_one(&mut self, pages: &mut Pages<'_>, id: PlanId, now: Moment) -> Result<(), Trouble> {
        let Some(plan) = self.plans.get(&id) else { return Ok(()) };
        if plan.state == Stage::Planned && plan.at.is_none_or(|at| at <= now) {
            log::info!("announcement {id}: begins");
            if let Some(plan) = self.plan(id) {
                plan.begin(now);
                plan.recount();
            }
            self.counting.insert(id);
        }
        let Some(plan) = self.plans.get(&id) else { return Ok(()) };
        if plan.is_over() && plan.way.aside > 0 {
            self.purge(pages, id)?;
        }
        let Some(plan) = self.plans.get(&id) else { return Ok(()) };
        if plan.way.mends {
            return self.mend_some(pages, id);
        }
        if !plan.is_under_way() {
            return Ok(());
        }
        if plan.state == Stage::Failing && !plan.way.asked {
            self.ask_about_failures(pages, id)?;
        }
        let Some(plan) = self.plans.get(&id) else { return Ok(()) };
        if !plan.may_send(now) {
            return self.call_back(pages, id);
        }
        if plan.way.out.len() <= LOW {
            self.fill(pages, id, now)?;
        }
        if let Some(plan) = self.plans.get(&id).filter(|plan| plan.state == Stage::Sending) {
            let over = plan.way.listed && plan.way.out.is_empty() && plan.way.aside == 0;
            if let Some(plan) = self.plan(id).filter(|_| over) {
                plan.end_if_over(now);
                log::info!("announcement {id}: done, {} arrived", plan.counts.sent + plan.counts.unknown);
            }
        }
        Ok(())
    }

    /// It has halted itself: whoever sent it decides, or any owner for the command line.
    fn ask_about_failures(&mut self, pages: &mut Pages<'_>, id: PlanId) -> Result<(), Trouble> {
        let Some(plan) = self.plan(id) else { return Ok(()) };
        plan.way.asked = true;
        let words = format!(
            "Tin số {id} tự dừng: trong 200 tin vừa gửi, hơn 20 tin bị Telegram từ chối. Anh/chị xem rồi cho gửi tiếp, hoặc dừng hẳn."
        );
        let told = if plan.touched == COMMAND_LINE { self.set.owners.clone() } else { vec![plan.touched] };
        log::warn!("announcement {id}: halted by itself, too many were refused");
        for who in told {
            Self::tell(pages, who, &words, id)?;
        }
        Ok(())
    }

    /// Writes jobs until enough wait.
    fn fill(&mut self, pages: &mut Pages<'_>, id: PlanId, now: Moment) -> Result<(), Trouble> {
        let mut looked_at = 0;
        while looked_at < LOOKED_AT {
            let Some(plan) = self.plans.get(&id).filter(|plan| plan.way.out.len() < HIGH) else { break };
            let want = HIGH - plan.way.out.len();
            let (found, of_all) = if plan.way.listed {
                if !plan.aside_is_due(now) {
                    break;
                }
                (self.some_aside(pages, id, want, now)?, false)
            } else {
                (self.some_of_all(pages, id, want)?, true)
            };
            looked_at += want;
            for chat in found {
                if !of_all {
                    self.put_aside(pages.store(), id, chat, false)?;
                }
                self.offer(pages, id, chat, now)?;
            }
        }
        Ok(())
    }

    /// The next citizens it is for.
    fn some_of_all(&mut self, pages: &Pages<'_>, id: PlanId, want: usize) -> Result<Vec<ChatId>, Trouble> {
        let Some(plan) = self.plan(id) else { return Ok(Vec::new()) };
        let after = plan.way.cursor.map(delivery::chat_place);
        let next = pages.store().after(&SUBSCRIBERS, after.as_ref().map_or(&[], |place| place), want)?;
        plan.way.listed = next.len() < want;
        let begun = plan.begun.unwrap_or(plan.made);
        let mut found = Vec::new();
        for (key, subscriber) in next {
            let Some(chat) = delivery::chat_at(key.rest(&SUBSCRIBERS)) else { continue };
            plan.way.cursor = Some(chat);
            if subscriber.fits(&plan.to, plan.topic.as_deref(), begun) {
                found.push(chat);
            }
        }
        Ok(found)
    }

    /// The next ones that wait aside; after the last, the rest waits for the morning.
    fn some_aside(&mut self, pages: &Pages<'_>, id: PlanId, want: usize, now: Moment) -> Result<Vec<ChatId>, Trouble> {
        let Some(plan) = self.plan(id) else { return Ok(Vec::new()) };
        let after = plan.way.aside_cursor.map_or(id.to_be_bytes().to_vec(), |chat| delivery::place(id, chat));
        let next = pages.store().after(&ASIDE, &after, want)?;
        let mut found = Vec::new();
        for (key, _) in &next {
            match delivery::read(key.rest(&ASIDE)) {
                Some((of, chat)) if of == id => {
                    plan.way.aside_cursor = Some(chat);
                    found.push(chat);
                }
                _ => break,
            }
        }
        if found.len() < want {
            plan.way.aside_cursor = None;
            plan.way.aside_from = manners::next_day(Moment::of_day(now.day(), 22, 0));
        }
        Ok(found)
    }

    /// One citizen: a job, or why there is none.
    fn offer(&mut self, pages: &mut Pages<'_>, id: PlanId, chat: ChatId, now: Moment) -> Result<(), Trouble> {
        let Some(plan) = self.plans.get(&id) else { return Ok(()) };
        let (urgent, silent, pieces) = (plan.urgent, plan.silent, plan.pieces.clone());
        let Some(page) = pages.page(chat)? else {
            self.count_one(id, Ended::Failed);
            return Ok(());
        };
        let Some(news) = page.chat.session.as_ref().map(|session| &session.news).filter(|news| news.wants()) else {
            self.count_one(id, Ended::Left);
            return Ok(());
        };
        if page.chat.unreachable {
            self.count_one(id, Ended::Blocked);
            return Ok(());
        }
        if !urgent && !page.chat.told.allows(now.day()) {
            self.put_aside(pages.store(), id, chat, true)?;
            return Ok(());
        }
        let silent = silent || news.silent;
        let last = pieces.len().saturating_sub(1);
        for (n, piece) in pieces.into_iter().enumerate() {
            page.chat.push(Task::News { plan: id, piece: Box::new(piece), last: n == last, silent });
        }
        page.chat.told.one_more(now.day());
        page.changed = true;
        if let Some(plan) = self.plan(id) {
            plan.way.out.insert(chat);
        }
        Ok(())
    }

    fn count_one(&mut self, id: PlanId, how: Ended) {
        if let Some(plan) = self.plan(id) {
            plan.count(how);
        }
    }

    /// Takes what waits out of the lines and puts its citizens aside; what has begun to arrive at one ends there.
    pub(super) fn call_back(&mut self, pages: &mut Pages<'_>, id: PlanId) -> Result<(), Trouble> {
        let Some(plan) = self.plans.get(&id) else { return Ok(()) };
        let (out, pieces, correction) = (plan.way.out.clone(), plan.pieces.len(), plan.correction);
        for chat in out {
            let Some(page) = pages.page(chat)? else { continue };
            let today = page.now().day();
            if page.chat.call_back(id, pieces, correction) {
                page.changed = true;
                page.chat.told.one_less(today);
                self.put_aside(pages.store(), id, chat, true)?;
                if let Some(plan) = self.plan(id) {
                    plan.way.out.remove(&chat);
                    // They were looked at today, but for the night's sake: not only tomorrow.
                    plan.way.aside_from = plan.way.aside_from.min(page_morning(today));
                }
            }
        }
        Ok(())
    }

    /// Whoever waits aside of what is over waits for nothing.
    fn purge(&mut self, pages: &Pages<'_>, id: PlanId) -> Result<(), Trouble> {
        let gone = pages.store().after(&ASIDE, &id.to_be_bytes(), LOOKED_AT)?;
        let mut chats: Vec<ChatId> = gone
            .iter()
            .filter_map(|(key, _)| delivery::read(key.rest(&ASIDE)))
            .take_while(|(of, _)| *of == id)
            .map(|(_, chat)| chat)
            .collect();
        chats.extend(self.change.aside.iter().filter(|((of, _), there)| *of == id && **there).map(|((_, c), _)| *c));
        let none = chats.is_empty();
        for chat in chats {
            self.put_aside(pages.store(), id, chat, false)?;
        }
        if let Some(plan) = self.plan(id).filter(|plan| none && plan.way.aside > 0) {
            plan.way.aside = 0;
        }
        Ok(())
    }

    /// Corrections, or the taking back, of some deliveries.
    fn mend_some(&mut self, pages: &mut Pages<'_>, id: PlanId) -> Result<(), Trouble> {
        let Some(plan) = self.plan(id) else { return Ok(()) };
        if plan.way.out.len() > LOW {
            return Ok(());
        }
        let want = HIGH - plan.way.out.len();
        let after = plan.way.mending.map_or(id.to_be_bytes().to_vec(), |chat| delivery::place(id, chat));
        let (taken_back, correction) = (plan.state == Stage::TakenBack, plan.correction);
        let better = plan.pieces.last().cloned();
        let mut found = 0;
        for (key, had) in pages.store().after(&DELIVERIES, &after, want)? {
            let Some((of, chat)) = delivery::read(key.rest(&DELIVERIES)).filter(|(of, _)| *of == id) else { break };
            found += 1;
            if let Some(plan) = self.plan(of) {
                plan.way.mending = Some(chat);
            }
            // What this batch took back already is in the store still.
            let Some(had) = self.change.deliveries.get(&(id, chat)).map_or(Some(had), Clone::clone) else { continue };
            let Some(page) = pages.page(chat)?.filter(|page| !page.chat.unreachable) else { continue };
            let task = match (taken_back, had.messages.last(), &better) {
                (true, _, _) => Task::Unsend { plan: id, messages: had.messages },
                (false, Some(message), Some(piece)) if had.correction < correction => {
                    Task::Amend { plan: id, message: *message, piece: Box::new(piece.clone()), correction }
                }
                _ => continue,
            };
            // A pass that begins anew finds what the one before it wrote.
            if page.chat.waits_for(&task) {
                continue;
            }
            page.changed = true;
            page.chat.push(task);
            if let Some(plan) = self.plan(id) {
                plan.way.out.insert(chat);
            }
        }
        // What this batch brought is not in the store yet: the pass begins anew to come to it.
        let unseen = self.change.deliveries.iter().any(|((of, _), delivery)| {
            *of == id && delivery.as_ref().is_some_and(|had| taken_back || had.correction < correction)
        });
        if let Some(plan) = self.plan(id).filter(|plan| unseen || found < want && plan.way.out.is_empty()) {
            (plan.way.mends, plan.way.mending) = (unseen, None);
        }
        Ok(())
    }
}

/// The hour at which people may be told on the day.
fn page_morning(day: jiff::civil::Date) -> Moment {
    Moment::of_day(day, 7, 0)
}
