//! Counting whom an announcement is for, some citizens a batch; and the end of what is kept of it.

use crate::announce::audience::{SUBSCRIBERS, topic};
use crate::announce::delivery::{self, DELIVERIES};
use crate::announce::plan::PlanId;
use crate::announce::{Letter, Request, To};
use crate::book::Book;
use crate::round::herald::Herald;
use crate::store::{Store, Trouble};
use crate::when::Moment;

/// Citizens counted in one go: some milliseconds.
const COUNTED: usize = 2_000;
/// Messages' numbers that go in one batch.
const CLOSED: usize = 500;

/// A count that nobody stores: for whoever asks how many there would be.
#[derive(Debug, Clone)]
pub struct Tally {
    to: To,
    topic: Option<String>,
    after: Vec<u8>,
    /// So far.
    pub(super) count: u64,
    pub(super) letter: Option<Letter>,
    pub(super) at: Option<Moment>,
    pub(super) urgent: bool,
}

impl Tally {
    /// The count that a request asks for; the request itself if it asks for none.
    ///
    /// # Errors
    /// The request: it asks for something else.
    pub fn of(request: Request, book: &Book) -> Result<Self, Request> {
        let Request::Count { to, letter, at, urgent } = request else { return Err(request) };
        Ok(Self { topic: topic(&to, book), to, after: Vec::new(), count: 0, letter, at, urgent })
    }

    /// Some more citizens; whether all are counted.
    pub(in crate::round) fn some(&mut self, store: &Store, now: Moment) -> Result<bool, Trouble> {
        let next = store.after(&SUBSCRIBERS, &self.after, COUNTED)?;
        let all = next.len() < COUNTED;
        for (key, subscriber) in next {
            self.after = key.rest(&SUBSCRIBERS).to_vec();
            self.count += u64::from(subscriber.fits(&self.to, self.topic.as_deref(), now));
        }
        Ok(all)
    }
}

impl Herald {
    /// Begins to count a draft's people anew; small communes are counted at once.
    pub(super) fn count_anew(&mut self, store: &Store, id: PlanId) -> Result<(), Trouble> {
        if let Some(plan) = self.plan(id) {
            plan.recount();
            self.counting.insert(id);
        }
        self.count_some(store)
    }

    /// Some more citizens for every count under way.
    pub(super) fn count_some(&mut self, store: &Store) -> Result<(), Trouble> {
        for id in self.counting.clone() {
            // Only the end of a count is written: one that was cut begins anew.
            let Some(plan) = self.plans.get_mut(&id).filter(|plan| !plan.way.counted) else {
                self.counting.remove(&id);
                continue;
            };
            let after = plan.way.counting.map(delivery::chat_place);
            let next = store.after(&SUBSCRIBERS, after.as_ref().map_or(&[], |place| place), COUNTED)?;
            plan.way.counted = next.len() < COUNTED;
            for (key, subscriber) in next {
                plan.way.counting = delivery::chat_at(key.rest(&SUBSCRIBERS));
                let begun = plan.begun.unwrap_or(Moment::from_millis(i64::MAX));
                plan.counts.audience += u64::from(subscriber.fits(&plan.to, plan.topic.as_deref(), begun));
            }
            if plan.way.counted {
                self.change.plans.insert(id);
            }
        }
        Ok(())
    }

    /// The numbers of messages go 48 hours after the last one had an end.
    pub(in crate::round) fn close(&mut self, store: &Store, now: Moment) -> Result<(), Trouble> {
        let due = self.plans.values().find(|plan| !plan.way.closed && plan.closes().is_some_and(|end| end <= now));
        let Some(id) = due.map(|plan| plan.id) else { return Ok(()) };
        let mut gone = 0;
        for (key, _) in store.after(&DELIVERIES, &id.to_be_bytes(), CLOSED)? {
            let Some((of, chat)) = delivery::read(key.rest(&DELIVERIES)).filter(|(of, _)| *of == id) else { break };
            self.change.deliveries.insert((of, chat), None);
            gone += 1;
        }
        if let Some(plan) = self.plan(id).filter(|_| gone < CLOSED) {
            plan.way.closed = true;
        }
        Ok(())
    }
}
