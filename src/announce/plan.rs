//! A plan: one announcement from draft to close, as it is stored. What it becomes is decided here; who gets it next is round's.

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use crate::announce::figures::{After, Counts, Way};
use crate::announce::request::{State, Status};
use crate::announce::{Letter, To, manners};
use crate::sender::draw::strip_html;
use crate::sender::job::{ChatId, MessageId, Piece};
use crate::store::{Record, Space};
use crate::when::Moment;

/// `a/<number>`, big-endian.
pub const PLANS: Space<Plan> = Space::new("a/");

/// An announcement's number; rises, never used again.
pub type PlanId = u32;

/// A staff member, by their Telegram number.
pub type UserId = i64;

/// The command line writes and sends as this.
pub const COMMAND_LINE: UserId = 0;

/// How long a delivered message may be taken back, and its number is kept (Bot API, `deleteMessage`: 48 hours).
pub const KEPT: Duration = Duration::from_hours(48);

/// How many of the last results are looked at …
const LOOKED_AT: usize = 200;
/// … and how many of them may be failures that are no citizen's doing: 10 %.
const MAY_FAIL: usize = 20;

/// One announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its number.
    pub id: PlanId,
    /// What is told.
    pub letter: Letter,
    /// The messages it was written in, one for each file of an album: whoever edits one of them means the draft.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wrote: Vec<Wrote>,
    /// The letter as messages, once it is released.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<Piece>,
    /// What stands where a message was that Telegram would not delete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regret: Option<Piece>,
    /// Rises with every change of what is told, to whom or when: a button drawn before it does nothing but show what is now.
    pub edition: u32,
    /// Rises when what was delivered is to be corrected.
    #[serde(default)]
    pub correction: u32,
    /// To whom.
    pub to: To,
    /// The field it is about, for the citizens' topics; none = the whole commune.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Lifts the night and the daily limit.
    #[serde(default)]
    pub urgent: bool,
    /// Without sound for everybody.
    #[serde(default)]
    pub silent: bool,
    /// Where it stands.
    pub state: Stage,
    /// Who wrote it.
    pub by: UserId,
    /// Who agreed, where a second person had to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<UserId>,
    /// Who changed it last.
    pub touched: UserId,
    /// When it was written.
    pub made: Moment,
    /// Not before this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// When the audience was fixed: who asks to be told later is not in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Moment>,
    /// When the last one had an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Moment>,
    /// The results.
    #[serde(default)]
    pub counts: Counts,
    /// How far it is.
    #[serde(default)]
    pub way: Way,
    /// What citizens did because of it.
    #[serde(default)]
    pub after: After,
}

/// A message in which one of the staff wrote a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrote {
    /// In which chat.
    pub chat: ChatId,
    /// Its number there.
    pub message: MessageId,
}

impl Record for Plan {
    const VERSION: u8 = 1;
}

/// Where an announcement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Being written.
    Draft,
    /// Waits for a second person.
    Waiting,
    /// Waits for its hour.
    Planned,
    /// Under way.
    Sending,
    /// Halted by a person.
    Paused,
    /// Halted by itself: too much went wrong.
    Failing,
    /// Ended by a person before everybody had it.
    Stopped,
    /// Taken back.
    TakenBack,
    /// Everybody has it, or never will.
    Done,
    /// A draft thrown away.
    Dropped,
}

/// How one delivery ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Result {
    /// It arrived.
    Sent,
    /// It arrived, perhaps twice.
    Unknown,
    /// The citizen can't be reached.
    Blocked,
    /// Telegram refused.
    Failed,
    /// The citizen wants no more.
    Left,
}

impl Plan {
    /// A draft.
    pub fn draft(id: PlanId, by: UserId, now: Moment) -> Self {
        Self {
            id,
            letter: Letter::default(),
            wrote: Vec::new(),
            pieces: Vec::new(),
            regret: None,
            edition: 1,
            correction: 0,
            to: To::All,
            topic: None,
            urgent: false,
            silent: false,
            state: Stage::Draft,
            by,
            agreed: None,
            touched: by,
            made: now,
            at: None,
            begun: None,
            ended: None,
            counts: Counts::default(),
            way: Way::default(),
            after: After::default(),
        }
    }

    /// Whether round has work with it.
    pub fn is_live(&self) -> bool {
        let purges = self.is_over() && self.way.aside > 0;
        let asks = self.state == Stage::Failing && !self.way.asked;
        asks || matches!(self.state, Stage::Planned | Stage::Sending)
            || !self.way.out.is_empty()
            || self.way.mends
            || purges
    }

    /// Whether nobody gets it any more.
    pub fn is_over(&self) -> bool {
        matches!(self.state, Stage::Stopped | Stage::TakenBack | Stage::Done | Stage::Dropped)
    }

    /// Whether what is told, to whom and when may still be changed freely.
    pub fn is_draft(&self) -> bool {
        matches!(self.state, Stage::Draft | Stage::Waiting)
    }

    /// Whether it may go on.
    pub fn is_halted(&self) -> bool {
        matches!(self.state, Stage::Paused | Stage::Failing)
    }

    /// Whether it may be halted or ended.
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, Stage::Planned | Stage::Sending | Stage::Paused | Stage::Failing)
    }

    /// How many have not had a result; who is not counted yet is not among them.
    pub fn waiting(&self) -> u64 {
        let c = &self.counts;
        c.audience.saturating_sub(c.sent + c.unknown + c.blocked + c.failed + c.left)
    }

    /// Something of what is told, to whom or when was changed.
    pub fn touch(&mut self, by: UserId) {
        self.edition += 1;
        self.touched = by;
        self.agreed = None;
    }

    /// It is to be sent, at its hour or now.
    pub fn release(&mut self, now: Moment) {
        self.state = if self.at.is_some_and(|at| at > now) { Stage::Planned } else { Stage::Sending };
        if self.state == Stage::Sending {
            self.begin(now);
        }
    }

    /// Its hour has come.
    pub fn begin(&mut self, now: Moment) {
        self.state = Stage::Sending;
        self.begun.get_or_insert(now);
    }

    /// Whether anybody may be told now, as far as the night goes.
    pub fn may_send(&self, now: Moment) -> bool {
        self.state == Stage::Sending && (self.urgent || manners::is_day(now))
    }

    /// One delivery has ended.
    pub fn count(&mut self, result: Result) {
        let counter = match result {
            Result::Sent => &mut self.counts.sent,
            Result::Unknown => &mut self.counts.unknown,
            Result::Blocked => &mut self.counts.blocked,
            Result::Failed => &mut self.counts.failed,
            Result::Left => &mut self.counts.left,
        };
        *counter += 1;
        if matches!(result, Result::Sent | Result::Unknown | Result::Failed) {
            self.way.recent.push_back(result == Result::Failed);
            while self.way.recent.len() > LOOKED_AT {
                self.way.recent.pop_front();
            }
        }
        if self.state == Stage::Sending && self.way.recent.iter().filter(|failed| **failed).count() > MAY_FAIL {
            self.state = Stage::Failing;
        }
    }

    /// Goes on after a halt; what went wrong before is forgiven.
    pub fn resume(&mut self, now: Moment) {
        self.way.recent.clear();
        self.way.asked = false;
        self.way.aside_from = Moment::default();
        self.way.aside_cursor = None;
        self.release(now);
    }

    /// Whether those aside may be looked at again.
    pub fn aside_is_due(&self, now: Moment) -> bool {
        self.way.aside > 0 && now >= self.way.aside_from
    }

    /// Ends it if nobody is left.
    pub fn end_if_over(&mut self, now: Moment) {
        if self.state == Stage::Sending && self.way.listed && self.way.out.is_empty() && self.way.aside == 0 {
            self.state = Stage::Done;
            self.ended = Some(now);
            self.settle_audience();
        }
    }

    /// Who changed their mind between the count and the sending is in no result: the sums agree at the end.
    pub fn settle_audience(&mut self) {
        let c = &mut self.counts;
        c.audience = c.sent + c.unknown + c.blocked + c.failed + c.left + self.way.aside;
        self.way.counted = true;
    }

    /// Its people must be counted again.
    pub fn recount(&mut self) {
        (self.counts.audience, self.way.counted, self.way.counting) = (0, false, None);
    }

    /// Where it stands, for the command line. `rate` is sends a second.
    pub fn status(&self, rate: f64, now: Moment) -> Status {
        let c = &self.counts;
        let begins = self.begun.or(self.at);
        let left = Duration::try_from_secs_f64(as_f64(self.waiting()) / rate.max(0.1)).unwrap_or(KEPT);
        let ends = match self.state {
            Stage::Planned | Stage::Sending => {
                let from = self.at.unwrap_or(now).max(now);
                Some(if self.urgent { from.plus(left) } else { manners::after_hours(from, left) })
            }
            _ => self.ended,
        };
        let words = strip_html(&self.letter.html).split_whitespace().collect::<Vec<_>>().join(" ");
        Status {
            id: self.id,
            state: self.told_state(),
            about: words.chars().take(60).collect(),
            to: self.to.clone(),
            audience: c.audience.saturating_sub(c.left),
            sent: c.sent,
            waiting: self.waiting(),
            blocked: c.blocked,
            failed: c.failed,
            unknown: c.unknown,
            rate: if self.state == Stage::Sending { rate } else { 0.0 },
            began: begins,
            ends,
        }
    }

    fn told_state(&self) -> State {
        match self.state {
            Stage::Draft | Stage::Waiting => State::Approval,
            Stage::Planned => State::Planned,
            Stage::Sending => State::Sending,
            Stage::Paused => State::Paused,
            Stage::Failing => State::Failing,
            Stage::Stopped | Stage::Dropped => State::Stopped,
            Stage::TakenBack if self.way.mends => State::TakingBack,
            Stage::TakenBack => State::TakenBack,
            Stage::Done => State::Done,
        }
    }

    /// When its messages' numbers go.
    pub fn closes(&self) -> Option<Moment> {
        self.ended.map(|ended| ended.plus(KEPT))
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate in seconds")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stops_itself_at_the_twenty_first_failure_of_two_hundred() {
        let mut plan = Plan::draft(1, 7, Moment::default());
        plan.release(Moment::default());
        for n in 0..400 {
            // One in ten, never more than twenty in any two hundred.
            plan.count(if n % 10 == 0 { Result::Failed } else { Result::Sent });
            plan.count(Result::Blocked);
        }
        assert_eq!(plan.state, Stage::Sending, "blocks are no failures");
        plan.count(Result::Failed);
        plan.count(Result::Failed);
        assert_eq!(plan.state, Stage::Failing);
        plan.resume(Moment::default());
        assert_eq!((plan.state, plan.way.recent.len()), (Stage::Sending, 0));
    }

    #[test]
    fn sums_agree_at_every_moment() {
        let mut plan = Plan::draft(1, 7, Moment::default());
        plan.counts.audience = 10;
        let results = [Result::Sent, Result::Sent, Result::Unknown, Result::Blocked, Result::Failed, Result::Left];
        for (n, result) in (1..).zip(results) {
            plan.count(result);
            assert_eq!(plan.waiting(), 10 - n);
        }
        plan.settle_audience();
        assert_eq!((plan.counts.audience, plan.waiting()), (6, 0));
    }

    #[test]
    fn an_hour_to_come_is_waited_for() {
        let mut plan = Plan::draft(1, 7, Moment::default());
        plan.at = Some(Moment::from_millis(10));
        plan.release(Moment::from_millis(9));
        assert_eq!((plan.state, plan.begun), (Stage::Planned, None));
        plan.begin(Moment::from_millis(10));
        plan.begin(Moment::from_millis(11));
        assert_eq!((plan.state, plan.begun), (Stage::Sending, Some(Moment::from_millis(10))));
    }
}
