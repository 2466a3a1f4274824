//! Citizens as readers: what a turn of theirs changes of whom announcements are for, and of what came of them.

use std::time::Duration;

use crate::announce::audience::{SUBSCRIBERS, Subscriber};
use crate::announce::delivery;
use crate::announce::plan::{PlanId, Result as Ended};
use crate::engine::{Footprint, Led};
use crate::round::herald::Herald;
use crate::round::pages::Page;
use crate::sender::job::ChatId;
use crate::store::{Store, Trouble};
use crate::when::Moment;

/// What is written so long after an announcement still answers it.
const ANSWERS: Duration = Duration::from_hours(24);

impl Herald {
    /// After a citizen's turn. `wrote` = they typed words of their own; `forgot` = they had everything erased.
    pub(in crate::round) fn follow(
        &mut self,
        store: &Store,
        chat: ChatId,
        page: &mut Page,
        footprint: &Footprint,
        (wrote, forgot): (bool, bool),
        now: Moment,
    ) -> Result<(), Trouble> {
        self.led(footprint);
        if wrote
            && let Some((id, at)) = page.chat.told_last.take()
            && now.since(at) <= ANSWERS
            && let Some(plan) = self.plan(id)
        {
            plan.after.answered += 1;
        }
        let was = match self.change.subscribers.get(&chat) {
            Some(changed) => changed.clone(),
            None if page.chat.indexed => store.get(&SUBSCRIBERS.key(&delivery::chat_place(chat)))?,
            None => None,
        };
        let session = page.chat.session.as_ref();
        let is = session.and_then(|session| Subscriber::of(session, was.as_ref(), footprint.guide.as_deref()));
        if is.is_none() && (was.is_some() || page.chat.indexed || forgot) {
            self.left(store, chat, page)?;
        }
        if forgot {
            self.forget(store, chat)?;
        }
        page.chat.indexed = is.is_some();
        if was != is {
            self.change.subscribers.insert(chat, is);
        }
        Ok(())
    }

    /// A record came to its end: it is in the list only if the wish to be told is left.
    pub(in crate::round) fn faded(&mut self, chat: ChatId, page: &mut Page) {
        let wants = page.chat.session.as_ref().is_some_and(|session| session.news.wants());
        if page.chat.indexed && !wants {
            page.chat.indexed = false;
            self.change.subscribers.insert(chat, None);
        }
    }

    /// What a turn owes to announcements.
    fn led(&mut self, footprint: &Footprint) {
        for (id, led) in &footprint.news {
            let Some(plan) = self.plan(*id) else { continue };
            let counter = match led {
                Led::Opened => &mut plan.after.opened,
                Led::Began => &mut plan.after.began,
                Led::Filed => &mut plan.after.filed,
                Led::Stopped => &mut plan.after.stopped,
            };
            *counter += 1;
        }
    }

    /// They want no more: nothing that waits leaves.
    fn left(&mut self, store: &Store, chat: ChatId, page: &mut Page) -> Result<(), Trouble> {
        if !page.chat.drop_news(None).is_empty() {
            page.changed = true;
        }
        let of_them: Vec<PlanId> = self
            .plans
            .values()
            .filter(|plan| plan.way.out.contains(&chat) || plan.way.aside > 0)
            .map(|plan| plan.id)
            .collect();
        for id in of_them {
            let aside = self.put_aside(store, id, chat, false)?;
            let mends = self.plans.get(&id).is_some_and(|plan| plan.way.mends);
            if let Some(plan) = self.plan(id)
                && (plan.way.out.remove(&chat) || aside)
                && !mends
            {
                plan.count(Ended::Left);
            }
        }
        Ok(())
    }

    /// Everything about them goes: the numbers of the messages they got too.
    fn forget(&mut self, store: &Store, chat: ChatId) -> Result<(), Trouble> {
        let kept: Vec<PlanId> = self.plans.values().filter(|plan| !plan.way.closed).map(|plan| plan.id).collect();
        for id in kept {
            if self.delivery(store, id, chat)?.is_some() {
                self.change.deliveries.insert((id, chat), None);
            }
        }
        Ok(())
    }
}
