//! How jobs of announcements ended, into the counts: each citizen once.

use crate::announce::Stage;
use crate::announce::delivery::Delivery;
use crate::announce::plan::{PlanId, Result as Ended};
use crate::round::herald::Herald;
use crate::round::pages::Pages;
use crate::sender::job::{ChatId, End, MessageId, What as Task};
use crate::store::Trouble;
use crate::when::Moment;

/// What a mark meant for announcements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::round) enum Marked {
    /// A job of an announcement ended.
    Job {
        /// Which announcement.
        plan: PlanId,
        /// What the job was.
        was: Was,
        /// How it ended.
        end: End,
    },
    /// A job that waited was dropped: the citizen can't be reached.
    Dropped(PlanId),
    /// The chat has another number now.
    Moved(ChatId),
    /// A topic of the chat is closed or gone.
    Closed,
}

/// What a job of an announcement was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::round) enum Was {
    /// One of its messages.
    News {
        /// The delivery's last.
        last: bool,
        /// Which correction of the letter it held; none = today's.
        correction: Option<u32>,
        /// Called back from the line, but under way already.
        late: bool,
    },
    /// A correction, by its number.
    Amend(u32),
    /// The taking back of this many messages.
    Unsend,
}

impl Was {
    /// What a waiting task is to an announcement; none = it is none of one.
    pub(in crate::round) fn of(task: &Task) -> Option<(PlanId, Self)> {
        Some(match task {
            Task::News { plan, last, .. } => (*plan, Self::News { last: *last, correction: None, late: false }),
            Task::Amend { plan, correction, .. } => (*plan, Self::Amend(*correction)),
            Task::Unsend { plan, .. } => (*plan, Self::Unsend),
            _ => return None,
        })
    }
}

impl Herald {
    /// One mark's meaning, into the counts.
    pub(in crate::round) fn marked(
        &mut self,
        pages: &mut Pages<'_>,
        chat: ChatId,
        marked: Marked,
        now: Moment,
    ) -> Result<(), Trouble> {
        match marked {
            // A test to one of the staff.
            Marked::Job { plan: 0, .. } | Marked::Dropped(0) => Ok(()),
            Marked::Moved(to) => {
                self.moved(chat, to);
                self.group_moved(pages, chat, to)
            }
            Marked::Closed => self.closed(pages, chat),
            Marked::Dropped(plan) => {
                self.ended(plan, chat, Ended::Blocked);
                Ok(())
            }
            Marked::Job { plan, was: Was::News { last, correction, late }, end } => match end {
                End::Delivered { messages, unsure } => {
                    self.arrived(pages, (plan, chat), &messages, (last, unsure, correction), late, now)
                }
                // It waits aside, and is tried again if it goes on.
                _ if late => Ok(()),
                End::Unreachable | End::Deleted => {
                    self.ended(plan, chat, Ended::Blocked);
                    Ok(())
                }
                End::Refused | End::Closed => {
                    if let Some(page) = pages.page(chat)? {
                        page.chat.drop_news(Some(plan));
                    }
                    self.ended(plan, chat, Ended::Failed);
                    Ok(())
                }
                End::Done { .. } | End::Missing | End::Moved(_) => Ok(()),
            },
            Marked::Job { plan, was: Was::Amend(shown), end } => self.amended(pages, (plan, chat), shown, &end),
            Marked::Job { plan, was: Was::Unsend, end } => self.taken_back(pages, plan, chat, &end),
        }
    }

    fn ended(&mut self, plan: PlanId, chat: ChatId, how: Ended) {
        if let Some(plan) = self.plan(plan)
            && plan.way.out.remove(&chat)
        {
            plan.count(how);
        }
    }

    /// A message arrived.
    fn arrived(
        &mut self,
        pages: &mut Pages<'_>,
        (id, chat): (PlanId, ChatId),
        messages: &[MessageId],
        (last, unsure, correction): (bool, bool, Option<u32>),
        late: bool,
        now: Moment,
    ) -> Result<(), Trouble> {
        let Some(today) = self.plans.get(&id).map(|plan| plan.correction) else { return Ok(()) };
        let correction = correction.unwrap_or(today);
        let was = self.delivery(pages.store(), id, chat)?;
        let mut delivery = was.unwrap_or(Delivery { messages: Vec::new(), correction, at: now, unsure: false });
        delivery.messages.extend(messages);
        delivery.unsure |= unsure;
        let unsure = delivery.unsure;
        // Erased meanwhile: nothing of the citizen comes back.
        let known = pages.page(chat)?.is_some_and(|page| page.chat.session.is_some());
        self.change.deliveries.insert((id, chat), known.then_some(delivery));
        if let Some(page) = pages.page(chat)?.filter(|_| known) {
            page.chat.told_last = Some((id, now));
        }
        if late {
            self.late(pages, id, chat)?;
        }
        let Some(plan) = self.plan(id).filter(|_| last) else { return Ok(()) };
        // Whoever is in no list any more was counted when they left it.
        if plan.way.out.remove(&chat) || late {
            plan.count(if unsure { Ended::Unknown } else { Ended::Sent });
        }
        // A letter corrected while this was under way: the pass over the delivered ones comes to it again.
        if plan.correction > correction || plan.state == Stage::TakenBack {
            (plan.way.mends, plan.way.mending) = (true, None);
        }
        Ok(())
    }

    /// What was called back arrived all the same: nothing more is to come of it.
    fn late(&mut self, pages: &mut Pages<'_>, id: PlanId, chat: ChatId) -> Result<(), Trouble> {
        self.put_aside(pages.store(), id, chat, false)?;
        if let Some(page) = pages.page(chat)? {
            page.chat.drop_news(Some(id));
            page.chat.told.one_more(page.now().day());
        }
        if let Some(plan) = self.plan(id) {
            plan.way.out.remove(&chat);
        }
        Ok(())
    }

    /// A correction ended; `shown` is its number: by now there may be a later one.
    fn amended(
        &mut self,
        pages: &mut Pages<'_>,
        (id, chat): (PlanId, ChatId),
        shown: u32,
        end: &End,
    ) -> Result<(), Trouble> {
        let delivery = self.delivery(pages.store(), id, chat)?;
        let more = pages.page(chat)?.is_some_and(|page| page.chat.plans().contains(&id));
        let Some(plan) = self.plan(id) else { return Ok(()) };
        if !more {
            plan.way.out.remove(&chat);
        }
        if let (Some(mut delivery), End::Done { .. } | End::Refused | End::Closed | End::Missing) = (delivery, end) {
            if delivery.correction < shown {
                match end {
                    End::Done { .. } => plan.counts.corrected += 1,
                    End::Missing => plan.counts.gone += 1,
                    _ => plan.counts.uncorrected += 1,
                }
            }
            // The pass over the delivered ones may have left them behind.
            if shown < plan.correction && !more {
                (plan.way.mends, plan.way.mending) = (true, None);
            }
            delivery.correction = delivery.correction.max(shown);
            self.change.deliveries.insert((id, chat), Some(delivery));
        }
        Ok(())
    }

    fn taken_back(&mut self, pages: &mut Pages<'_>, id: PlanId, chat: ChatId, end: &End) -> Result<(), Trouble> {
        let delivery = self.delivery(pages.store(), id, chat)?;
        if matches!(end, End::Refused | End::Closed)
            && let Some(message) = delivery.as_ref().and_then(|delivery| delivery.messages.last().copied())
            && let Some((piece, correction)) =
                self.plans.get(&id).and_then(|plan| Some((plan.regret.clone()?, plan.correction)))
            && let Some(page) = pages.page(chat)?
        {
            page.changed = true;
            page.chat.push(Task::Amend { plan: id, message, piece: Box::new(piece), correction });
            if let Some(plan) = self.plan(id) {
                plan.counts.stayed += 1;
            }
            self.change.deliveries.insert((id, chat), None);
            return Ok(());
        }
        if let Some(plan) = self.plan(id) {
            plan.way.out.remove(&chat);
            plan.counts.taken_back += u64::from(matches!(end, End::Done { .. }));
        }
        self.change.deliveries.insert((id, chat), None);
        Ok(())
    }

    /// A group became another: what waits there is the same.
    fn moved(&mut self, from: ChatId, to: ChatId) {
        let of_it: Vec<PlanId> =
            self.plans.iter().filter(|(_, plan)| plan.way.out.contains(&from)).map(|(id, _)| *id).collect();
        for id in of_it {
            if let Some(plan) = self.plan(id) {
                plan.way.out.remove(&from);
                plan.way.out.insert(to);
            }
        }
    }
}
