//! One record a chat: its session, the updates it has seen, its screen, the replies that wait.

use serde::{Deserialize, Serialize};

use crate::engine::Session;
use crate::intake::UpdateId;
use crate::print::Sheet;
use crate::sender::job::{ChatId, End, Job, Line, OnScreen, Part, What};
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
}

impl Record for Chat {
    const VERSION: u8 = 1;

    /// Replies wait: all that the scan at the start wants to know.
    fn flag(&self) -> u8 {
        u8::from(!self.waiting.is_empty())
    }

    /// A record whose numbers we could never have counted to is damaged, whatever else it says.
    fn read(version: u8, body: &[u8]) -> Result<Self, Unreadable> {
        let chat: Option<Self> = (version == Self::VERSION).then(|| serde_json::from_slice(body).ok()).flatten();
        chat.filter(|chat| chat.next < MOST_JOBS).ok_or(Unreadable)
    }
}

impl Chat {
    /// A chat never heard of. Its jobs count from the moment, a thousand a millisecond, so that a late mark meant for an
    /// erased record finds no job of this one.
    pub(super) fn new(now: Moment) -> Self {
        let next = u64::try_from(now.millis()).unwrap_or(0).saturating_mul(1_000).max(1);
        let (seen, waiting) = (Vec::new(), Vec::new());
        let (heard, spoke) = (0, Vec::new());
        Self { session: None, seen, screen: None, waiting, next, heard, spoke, unreachable: false, listed: None }
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
    pub(super) fn show(&mut self, parts: Vec<Part>, from: Option<i32>) {
        self.waiting.retain(|job| !matches!(job.what, What::Show { .. }));
        let screen = self.next;
        for part in parts {
            self.push(What::Show { screen, part, from });
        }
    }

    /// A page to print; it takes the place of the same one still to come: tapping again and again prints one.
    pub(super) fn print(&mut self, sheet: Sheet) {
        self.waiting.retain(|job| !matches!(&job.what, What::Print(waits) if waits.file == sheet.file));
        self.push(What::Print(Box::new(sheet)));
    }

    /// One more job at the end of the line.
    pub(super) fn push(&mut self, what: What) {
        self.waiting.push(Job { number: self.next, what });
        self.next += 1;
    }

    /// Erases all but the numbering and the screen, which the last word may replace.
    pub(super) fn forget(&mut self) {
        self.session = None;
        self.seen.clear();
        self.waiting.clear();
        self.listed = None;
    }

    /// Nobody can be reached here.
    pub(super) fn blocked(&mut self) {
        self.unreachable = true;
        self.waiting.clear();
    }

    /// A job ended; it may have been replaced meanwhile and moves the screen all the same.
    pub(super) fn mark(&mut self, job: u64, end: &End) {
        // One call at a time, in order: all that may end from now on has a higher number.
        self.spoke.retain(|from| *from > job);
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
            End::Refused => self.done(job),
            // Blocked, then spoke again before we learnt of the block: what was written since may go out.
            End::Unreachable => match self.spoke.first() {
                // Old buttons are not worth a call to somebody who may be gone.
                Some(from) => {
                    self.waiting.retain(|waits| waits.number >= *from && !matches!(waits.what, What::Strip(_)));
                }
                None => self.blocked(),
            },
            End::Moved(_) => {}
        }
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

    fn done(&mut self, job: u64) {
        self.waiting.retain(|waits| waits.number != job);
    }
}
