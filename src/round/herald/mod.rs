//! The herald: what round keeps of the announcements, and what one batch changes of them.

mod count;
mod crowd;
mod deals;
mod group;
mod lacked;
mod ledger;
mod orders;
mod readers;
mod seats;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use count::Tally;
pub(super) use ledger::{Marked, Was};
pub(super) use seats::AtDesk;

use crate::announce::audience::{SUBSCRIBERS, Subscriber};
use crate::announce::delivery::{self, ASIDE, Aside, DELIVERIES, Delivery};
use crate::announce::desk::{SEATS, Seat};
use crate::announce::plan::{PLANS, Plan, PlanId, UserId};
use crate::announce::roster::{DEEDS, Deed, ROSTER, Roster};
use crate::announce::{Notice, STANDING, Stage};
use crate::pulse::Pulse;
use crate::screen::Screen;
use crate::sender::job::{ChatId, MessageId, Spot};
use crate::store::{Batch, Kind, Store, Trouble};
use crate::when::Moment;

/// Who runs the announcements, by the operator's settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Owners {
    /// By their Telegram numbers.
    pub owners: Vec<UserId>,
    /// The staff's group.
    pub chat: Option<ChatId>,
    /// From so many people on a second person must agree.
    pub second: u64,
    /// The most sends a second (`CAMTAY_RATE`).
    pub rate: f64,
}

impl Default for Owners {
    fn default() -> Self {
        Self { owners: Vec::new(), chat: None, second: u64::MAX, rate: 28.0 }
    }
}

/// The kinds of record it keeps.
pub(super) fn kinds() -> [Kind; 8] {
    [
        PLANS.kind(),
        DELIVERIES.kind(),
        ASIDE.kind(),
        SUBSCRIBERS.kind(),
        ROSTER.kind(),
        SEATS.kind(),
        DEEDS.kind(),
        STANDING.kind(),
    ]
}

/// What is kept, with what the batch under way has changed of it. A batch that fails ends the round, so nothing is undone.
#[derive(Debug, Default)]
pub(super) struct Herald {
    set: Owners,
    pulse: Arc<Pulse>,
    /// The bot's name, once it is known.
    bot: String,
    plans: BTreeMap<PlanId, Plan>,
    roster: Roster,
    notice: Option<Notice>,
    seats: BTreeMap<UserId, Seat>,
    /// Drafts whose people are being counted.
    counting: BTreeSet<PlanId>,
    /// When the pages that show progress were drawn last.
    drawn: Moment,
    /// What each of the staff was shown last by this process: the same page is not drawn again.
    shown: BTreeMap<UserId, Screen>,
    /// Who was sent an announcement's page anew, because their chat's record had come to its end: once, even if they can't be reached.
    anew: BTreeSet<(UserId, PlanId)>,
    /// How often the staff's group could not be told something.
    closed: u32,
    /// When somebody nameless was told why the desk does not answer.
    hinted: Option<Moment>,
    /// Files that could not be sent, and when each was told last by this process.
    lacked: BTreeMap<String, jiff::civil::Date>,
    change: Change,
}

/// What is to be written with the batch under way.
#[derive(Debug, Default)]
struct Change {
    plans: BTreeSet<PlanId>,
    roster: bool,
    notice: bool,
    seats: BTreeSet<UserId>,
    deeds: Vec<Deed>,
    deliveries: BTreeMap<(PlanId, ChatId), Option<Delivery>>,
    aside: BTreeMap<(PlanId, ChatId), bool>,
    subscribers: BTreeMap<ChatId, Option<Subscriber>>,
}

impl Herald {
    /// As the store has it.
    ///
    /// # Errors
    /// The disk refused.
    pub(super) fn open(store: &Store) -> Result<Self, Trouble> {
        let plans = store.after(&PLANS, &[], usize::MAX)?.into_iter().map(|(_, plan)| (plan.id, plan)).collect();
        let seats = store.after(&SEATS, &[], usize::MAX)?;
        let seats = seats
            .into_iter()
            .filter_map(|(key, seat)| Some((key.rest(&SEATS).try_into().ok().map(UserId::from_be_bytes)?, seat)));
        let mut herald = Self {
            plans,
            roster: store.get(&ROSTER.key(&[]))?.unwrap_or_default(),
            notice: store.get(&STANDING.key(&[]))?,
            seats: seats.collect(),
            ..Self::default()
        };
        let uncounted = herald.plans.values_mut().filter(|plan| !plan.way.counted && plan.state != Stage::Dropped);
        herald.counting = uncounted
            .map(|plan| {
                plan.recount();
                plan.id
            })
            .collect();
        Ok(herald)
    }

    pub(super) fn set(&mut self, set: Owners) {
        self.set = set;
        self.follow_group();
    }

    /// Where the staff reads: their group, in the topic where the desk stood last, else each owner's own chat.
    pub(super) fn staff(&self) -> Vec<(ChatId, Spot)> {
        let owners = || self.set.owners.iter().map(|owner| (*owner, Spot::default())).collect();
        self.set.chat.map_or_else(owners, |chat| vec![(chat, Spot::of(self.roster.topic))])
    }

    /// Where the sender tells its pace.
    pub(super) fn watched(&mut self, pulse: Arc<Pulse>) {
        self.pulse = pulse;
    }

    /// Sends a second: what the sender has learnt that Telegram takes, the operator's setting before it runs.
    fn rate(&self) -> f64 {
        let learnt = self.pulse.send_rate();
        if learnt > 0.0 { learnt.min(self.set.rate) } else { self.set.rate }
    }

    pub(super) fn called(&mut self, bot: String) {
        self.bot = bot;
    }

    /// The standing notice, if it stands above guides of `field`.
    pub(super) fn standing(&self, field: Option<&str>, now: Moment) -> Option<&str> {
        self.notice.as_ref().filter(|notice| notice.concerns(field, now)).map(|notice| notice.words.as_str())
    }

    /// Whether a pass over citizens was cut for the sake of the rounds: more is to be done at once.
    pub(super) fn is_restless(&self, now: Moment) -> bool {
        // Exactly what a pump would make headway with: anything else would be asked for again and again.
        let hungry = |plan: &Plan| match plan {
            plan if plan.is_over() && plan.way.aside > 0 => true,
            plan if plan.way.mends => plan.way.out.is_empty(),
            plan => {
                plan.may_send(now) && plan.way.out.len() < crowd::LOW && (!plan.way.listed || plan.aside_is_due(now))
            }
        };
        !self.counting.is_empty() || self.plans.values().any(hungry)
    }

    fn plan(&mut self, id: PlanId) -> Option<&mut Plan> {
        let plan = self.plans.get_mut(&id)?;
        self.change.plans.insert(id);
        Some(plan)
    }

    /// A delivery as this batch has it.
    fn delivery(&self, store: &Store, plan: PlanId, chat: ChatId) -> Result<Option<Delivery>, Trouble> {
        match self.change.deliveries.get(&(plan, chat)) {
            Some(changed) => Ok(changed.clone()),
            None => store.get(&DELIVERIES.key(&delivery::place(plan, chat))),
        }
    }

    /// The announcement that brought a citizen this message.
    pub(super) fn told_by(&self, store: &Store, chat: ChatId, message: MessageId) -> Result<Option<PlanId>, Trouble> {
        for id in self.plans.keys().rev() {
            if self.delivery(store, *id, chat)?.is_some_and(|had| had.messages.contains(&message)) {
                return Ok(Some(*id));
            }
        }
        Ok(None)
    }

    /// Whether a citizen waits aside, as this batch has it.
    fn is_aside(&self, store: &Store, plan: PlanId, chat: ChatId) -> Result<bool, Trouble> {
        match self.change.aside.get(&(plan, chat)) {
            Some(there) => Ok(*there),
            None => Ok(store.get(&ASIDE.key(&delivery::place(plan, chat)))?.is_some()),
        }
    }

    /// Puts a citizen aside, or takes them from there; tells whether that changed anything.
    fn put_aside(&mut self, store: &Store, plan: PlanId, chat: ChatId, there: bool) -> Result<bool, Trouble> {
        if self.is_aside(store, plan, chat)? == there {
            return Ok(false);
        }
        self.change.aside.insert((plan, chat), there);
        if let Some(plan) = self.plan(plan) {
            plan.way.aside = if there { plan.way.aside + 1 } else { plan.way.aside.saturating_sub(1) };
        }
        Ok(true)
    }

    /// Puts every change into `batch`.
    ///
    /// # Errors
    /// A record could not be written as one.
    pub(super) fn write(&mut self, batch: &mut Batch) -> Result<(), Trouble> {
        let change = std::mem::take(&mut self.change);
        for id in change.plans {
            if let Some(plan) = self.plans.get(&id) {
                batch.put(&PLANS.key(&id.to_be_bytes()), plan)?;
            }
        }
        for deed in change.deeds {
            batch.put(&DEEDS.key(&self.roster.deeds.to_be_bytes()), &deed)?;
            self.roster.deeds += 1;
        }
        if change.roster {
            batch.put(&ROSTER.key(&[]), &self.roster)?;
        }
        if change.notice {
            match &self.notice {
                Some(notice) => batch.put(&STANDING.key(&[]), notice)?,
                None => batch.remove(&STANDING.key(&[])),
            }
        }
        for who in change.seats {
            match self.seats.get(&who) {
                Some(seat) => batch.put(&SEATS.key(&who.to_be_bytes()), seat)?,
                None => batch.remove(&SEATS.key(&who.to_be_bytes())),
            }
        }
        for ((plan, chat), delivery) in change.deliveries {
            let key = DELIVERIES.key(&delivery::place(plan, chat));
            match delivery {
                Some(delivery) => batch.put(&key, &delivery)?,
                None => batch.remove(&key),
            }
        }
        for ((plan, chat), there) in change.aside {
            let key = ASIDE.key(&delivery::place(plan, chat));
            if there { batch.put(&key, &Aside)? } else { batch.remove(&key) }
        }
        for (chat, subscriber) in change.subscribers {
            let key = SUBSCRIBERS.key(&delivery::chat_place(chat));
            match subscriber {
                Some(subscriber) => batch.put(&key, &subscriber)?,
                None => batch.remove(&key),
            }
        }
        Ok(())
    }
}
