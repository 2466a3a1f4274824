//! One record a chat: its session, the updates it has seen, its screen, the replies that wait.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::announce::PlanId;
use crate::announce::desk::{goes_on, may_be_cut};
use crate::announce::manners::Told;
use crate::engine::Session;
use crate::intake::UpdateId;
use crate::print::Sheet;
use crate::round::herald::{Marked, Was};
use crate::round::seen;
use crate::sender::job::{ChatId, End, Job, Line, OnScreen, Part, Spot, What};
use crate::store::{Record, Space, Unreadable};
use crate::when::Moment;

/// How many update ids a chat remembers; a whole round's are kept besides.
const SEEN: usize = 32;

/// Job numbers begin at a moment's microseconds (some 2^51 today) and rise by one: no chat gets here.
const MOST_JOBS: u64 = 1 << 62;

/// `c/<chat>`
pub(super) const CHATS: Space<Chat> = Space::new("c/");

/// What is kept of a chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Chat {
    /// None: the citizen had it erased and only the last word waits; once that is sent, nothing is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) session: Option<Session>,
    /// The last updates turned, the newest last.
    #[serde(with = "seen")]
    pub(super) seen: Vec<UpdateId>,
    /// The citizen's screen as last known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) screen: Option<OnScreen>,
    /// Jobs not known to have ended, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) waiting: Vec<Job>,
    /// The next job's number.
    next: u64,
    /// Jobs below this number were written before the citizen's last message: what they show does not stand last.
    heard: u64,
    /// The next job's number each time the citizen showed that they are there, by a press too, since the last mark.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    spoke: Vec<u64>,
    /// Blocked, or gone; until it speaks again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) unreachable: bool,
    /// Where the list of ends holds this chat; never after its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) listed: Option<Moment>,
    /// How much was announced to them on their last day.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) told: Told,
    /// The last announcement that arrived, while nothing was answered to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) told_last: Option<(PlanId, Moment)>,
    /// Whether the list of those who want announcements has them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) indexed: bool,
    /// Announcements called back that may have been under way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    called_back: Vec<CalledBack>,
    /// The account was found deactivated; until it speaks again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) deleted: Option<Moment>,
    /// When the last text came, if it was so long that a client may have cut it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    long: Option<Moment>,
}

/// A job of an announcement that was taken out of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct CalledBack {
    job: u64,
    plan: PlanId,
    last: bool,
    correction: u32,
    /// Whether its citizen is counted already: they wanted no more.
    counted: bool,
}

/// How long the record of a deactivated account is kept.
pub(super) const FORGOTTEN: Duration = Duration::from_hours(30 * 24);

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Record for Chat {
    /// Version 1 wrote places as text, presses and updates at length; version 2 each place by itself. What reads them reads all three.
    const VERSION: u8 = 3;

    /// Replies wait: all that the scan at the start wants to know.
    fn flag(&self) -> u8 {
        u8::from(!self.waiting.is_empty())
    }

    /// A record whose numbers we could never have counted to is damaged, whatever else it says.
    fn read(version: u8, body: &[u8]) -> Result<Self, Unreadable> {
        let chat: Option<Self> =
            (1..=Self::VERSION).contains(&version).then(|| serde_json::from_slice(body).ok()).flatten();
        chat.filter(|chat| chat.next < MOST_JOBS).ok_or(Unreadable)
    }
}

impl Chat {
    /// A chat never heard of. Its jobs count from the moment, a thousand a millisecond, so that a late mark meant for an
    /// erased record finds no job of this one.
    pub(super) fn new(now: Moment) -> Self {
        let next = u64::try_from(now.millis()).unwrap_or(0).saturating_mul(1_000).max(1);
        let (seen, waiting) = (Vec::new(), Vec::new());
        Self {
            session: None,
            seen,
            screen: None,
            waiting,
            next,
            heard: 0,
            spoke: Vec::new(),
            unreachable: false,
            listed: None,
            told: Told::default(),
            told_last: None,
            indexed: false,
            called_back: Vec::new(),
            deleted: None,
            long: None,
        }
    }

    /// The moment a record must begin at, or later, to share no job's number with this one.
    pub(super) fn numbered_to(&self) -> Moment {
        Moment::from_millis(i64::try_from(self.next / 1_000 + 1).unwrap_or(i64::MAX))
    }

    /// Whether the record may go.
    pub(super) fn is_empty(&self) -> bool {
        self.session.is_none() && self.waiting.is_empty()
    }

    /// Remembers an update.
    pub(super) fn saw(&mut self, update: UpdateId) {
        self.seen.push(update);
        let over = self.seen.len().saturating_sub(SEEN);
        self.seen.drain(..over);
    }

    /// The citizen is there: a call that was refused before is no reason to drop what is written from now on.
    pub(super) fn spoke(&mut self) {
        self.unreachable = false;
        self.deleted = None;
        if self.spoke.last() != Some(&self.next) {
            self.spoke.push(self.next);
            let over = self.spoke.len().saturating_sub(SEEN);
            self.spoke.drain(..over);
        }
    }

    /// The citizen wrote: the screen is no longer the last message.
    pub(super) fn heard(&mut self) {
        self.heard = self.next;
        if let Some(screen) = &mut self.screen {
            screen.last = false;
        }
    }

    /// A screen to come; it takes the place of every screen still to come. One under way ends all the same and is marked.
    pub(super) fn show(&mut self, parts: Vec<Part>, from: Option<i32>, spot: Spot) {
        self.waiting.retain(|job| !matches!(job.what, What::Show { .. }));
        let screen = self.next;
        for part in parts {
            self.push(What::Show { screen, part: Part { spot, ..part }.into(), from });
        }
    }

    /// A page to print; it takes the place of the same one still to come: tapping again and again prints one.
    pub(super) fn print(&mut self, sheet: Sheet) {
        self.waiting.retain(|job| !matches!(&job.what, What::Print(waits) if waits.file == sheet.file));
        self.push(What::Print(Box::new(sheet)));
    }

    /// A file; asked for again while it waits, it comes once: who hammers its button fills no line.
    pub(super) fn file(&mut self, file: String, instead: String) {
        let file = What::Enclosed { file, instead };
        if !self.waiting.iter().any(|job| job.what == file) {
            self.push(file);
        }
    }

    /// Whether words are the rest of a text that a client cut: it was answered with its first part.
    pub(super) fn goes_on(&mut self, text: &str, now: Moment) -> bool {
        // A command is meant as one, however soon it comes.
        let goes_on = self.long.take().is_some_and(|at| goes_on(at, now)) && !text.trim_start().starts_with('/');
        self.long = may_be_cut(text).then_some(now);
        goes_on
    }

    /// One more job: an announcement at the end of the line, anything else before the announcements.
    pub(super) fn push(&mut self, what: What) {
        let job = Job { number: self.next, what };
        self.next += 1;
        let at = if is_later(&job.what) { self.waiting.len() } else { self.first_later() };
        self.waiting.insert(at, job);
    }

    fn first_later(&self) -> usize {
        self.waiting.iter().position(|job| is_later(&job.what)).unwrap_or(self.waiting.len())
    }

    /// Takes an announcement out of the line, unless it has begun to arrive: then it ends there.
    pub(super) fn call_back(&mut self, plan: PlanId, pieces: usize, correction: u32) -> bool {
        let is_it = |job: &Job| matches!(job.what, What::News { plan: of, .. } if of == plan);
        if self.waiting.iter().filter(|job| is_it(job)).count() < pieces.max(1) {
            return false;
        }
        self.drop_where((correction, false), is_it);
        true
    }

    /// Takes one announcement, or all of them, out of the line; gives those that had anything there.
    pub(super) fn drop_news(&mut self, plan: Option<PlanId>) -> Vec<PlanId> {
        self.drop_where((0, true), |job| {
            job.what.plan().is_some_and(|of| of != 0 && plan.is_none_or(|plan| plan == of))
        })
    }

    fn drop_where(&mut self, (correction, counted): (u32, bool), goes: impl Fn(&Job) -> bool) -> Vec<PlanId> {
        let mut plans = Vec::new();
        for job in self.waiting.iter().filter(|job| goes(job)) {
            let Some(plan) = job.what.plan() else { continue };
            if let What::News { last, .. } = job.what {
                self.called_back.push(CalledBack { job: job.number, plan, last, correction, counted });
            }
            if !plans.contains(&plan) {
                plans.push(plan);
            }
        }
        let over = self.called_back.len().saturating_sub(SEEN);
        self.called_back.drain(..over);
        self.waiting.retain(|job| !goes(job));
        plans
    }

    /// Erases all but the numbering and the screen, which the last word may replace.
    pub(super) fn forget(&mut self) {
        self.session = None;
        self.seen.clear();
        self.waiting.clear();
        self.listed = None;
        self.told = Told::default();
        self.told_last = None;
    }

    /// Its day is over: the place goes. Whoever asked to be told keeps that wish, and nothing else.
    pub(super) fn fade(&mut self, now: Moment) {
        match self.session.take().filter(|session| session.news.wants()) {
            Some(session) if self.deleted.is_none_or(|day| now < day.plus(FORGOTTEN)) => {
                self.session = Some(session.wish_alone());
                self.listed = None;
            }
            _ => self.forget(),
        }
    }

    /// When something of the record must go; none = never.
    pub(super) fn ends(&self) -> Option<Moment> {
        let session = self.session.as_ref()?;
        let gone = self.deleted.map(|day| day.plus(FORGOTTEN));
        let place = session.ends().filter(|_| !session.is_wish_alone());
        gone.into_iter().chain(place).min()
    }

    /// Nobody can be reached here.
    pub(super) fn blocked(&mut self) {
        self.unreachable = true;
        self.waiting.clear();
    }

    /// A job ended; it may have been replaced meanwhile and moves the screen all the same. Tells what it meant for announcements.
    pub(super) fn mark(&mut self, job: u64, end: &End, now: Moment) -> Vec<Marked> {
        // One call at a time, in order: what was called back before it is not under way any more.
        let called_back = self.called_back.iter().find(|late| late.job == job).cloned();
        self.called_back.retain(|late| late.job > job);
        self.spoke.retain(|from| *from > job);
        let head = self.waiting.iter().find(|waits| waits.number == job);
        let mut told: Vec<Marked> = head
            .and_then(|job| Was::of(&job.what))
            .map(|(plan, was)| Marked::Job { plan, was, end: end.clone() })
            .into_iter()
            .collect();
        if let Some(CalledBack { plan, last, correction, counted, .. }) = called_back {
            let was = Was::News { last: last && !counted, correction: Some(correction), late: true };
            told.push(Marked::Job { plan, was, end: end.clone() });
        }
        match end {
            End::Done { screen, strip } => {
                self.done(job);
                if let Some(screen) = screen {
                    self.screen = Some(OnScreen { last: screen.last && job >= self.heard, ..*screen });
                }
                // Blocked meanwhile: not even old buttons are worth a call.
                if let Some(message) = strip.filter(|_| !self.unreachable) {
                    self.push(What::Strip(message));
                }
            }
            End::Delivered { .. } => {
                self.done(job);
                self.screen = self.screen.map(|on| OnScreen { last: false, ..on });
            }
            End::Refused | End::Missing => self.done(job),
            End::Closed => {
                self.done(job);
                told.push(Marked::Closed);
            }
            // Blocked, then spoke again before we learnt of the block: what was written since may go out.
            End::Unreachable | End::Deleted => {
                let before: Vec<PlanId> = self.plans();
                match self.spoke.first().copied() {
                    // Old buttons are not worth a call to somebody who may be gone.
                    Some(from) => {
                        self.waiting.retain(|waits| waits.number >= from && !matches!(waits.what, What::Strip(_)));
                    }
                    None => {
                        self.blocked();
                        self.deleted = (*end == End::Deleted).then_some(now);
                    }
                }
                let after = self.plans();
                let own = told
                    .iter()
                    .filter_map(|marked| if let Marked::Job { plan, .. } = marked { Some(*plan) } else { None })
                    .collect::<Vec<_>>();
                told.extend(
                    before.into_iter().filter(|plan| !after.contains(plan) && !own.contains(plan)).map(Marked::Dropped),
                );
            }
            End::Moved(to) => told.push(Marked::Moved(*to)),
        }
        told
    }

    /// Whether this very task is in the line.
    pub(super) fn waits_for(&self, task: &What) -> bool {
        self.waiting.iter().any(|job| job.what == *task)
    }

    /// The announcements with anything in the line.
    pub(super) fn plans(&self) -> Vec<PlanId> {
        let mut plans: Vec<PlanId> = self.waiting.iter().filter_map(|job| job.what.plan()).collect();
        plans.dedup();
        plans
    }

    /// The group is another one now; its messages have other numbers there.
    pub(super) fn moved(&mut self) {
        self.screen = None;
        self.waiting.retain(|job| !matches!(job.what, What::Strip(_)));
    }

    /// What the sender gets to know.
    pub(super) fn line(&self, chat: ChatId, ended: Option<u64>) -> Line {
        Line { chat, screen: self.screen, ended, jobs: self.waiting.clone() }
    }

    /// The announcements dropped because the citizen has blocked the bot.
    pub(super) fn blocked_now(&mut self) -> Vec<PlanId> {
        let plans = self.plans();
        self.blocked();
        plans
    }

    fn done(&mut self, job: u64) {
        self.waiting.retain(|waits| waits.number != job);
    }
}

/// Whether a job waits behind all replies: an announcement's, but no word to one of the staff.
fn is_later(what: &What) -> bool {
    what.plan().is_some_and(|plan| plan != 0)
}
