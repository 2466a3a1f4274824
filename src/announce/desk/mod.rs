//! The staff's desk: writing, choosing whom, sending, halting, as a conversation. Pure: what is to be done comes back as acts.

mod cut;
mod edited;
mod pages;
mod people;
mod pressed;
mod said;
mod token;
mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::announce::plan::{Plan, PlanId, UserId, Wrote};
use crate::announce::roster::{Deed, Role, Roster};
use crate::announce::{Letter, Notice, Stage};
use crate::book::Book;
use crate::sender::job::{ChatId, MessageId};
use crate::store::{Record, Space};
use crate::when::Moment;

pub use cut::{Long, goes_on, may_be_cut};
pub use pages::{DEEDS, screen, told};
pub use token::{is_desk, open as token_to_open};
pub use words::{bar, count, hour, minutes, takes};

/// `s/<user>`, big-endian.
pub const SEATS: Space<Seat> = Space::new("s/");

/// Where one of the staff is at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seat {
    /// What is on the screen, and what typed words are taken for.
    pub at: At,
    /// In which chat: their own or the staff's.
    pub chat: ChatId,
    /// The album that is arriving, by Telegram's name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    /// The edition that was on the screen when a word was asked for: the word means that one and no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<u32>,
    /// In which topic of that chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<MessageId>,
    /// The message that held the better words which wait for theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub better: Option<Wrote>,
    /// A long text that has just come: its client may have cut it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long: Option<Long>,
}

impl Seat {
    /// Whether the page waits for words.
    pub fn waits(&self) -> bool {
        listens(&self.at)
    }

    /// Whether words typed at `now` are meant for the desk.
    pub fn listens(&self, now: Moment) -> bool {
        self.waits() || self.album.is_some() || self.long.as_ref().is_some_and(|long| long.goes_on(now))
    }
}

impl Record for Seat {
    const VERSION: u8 = 1;
}

/// A page of the desk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum At {
    /// Not at the desk.
    #[default]
    Away,
    /// Drafts, templates, what was sent.
    Home,
    /// Waits for the letter, as a message.
    Write(PlanId),
    /// Waits for a template's next blank.
    Blank {
        /// The draft it will be.
        plan: PlanId,
        /// Which template.
        template: String,
        /// What was answered, in order.
        answers: Vec<String>,
    },
    /// A draft.
    Draft(PlanId),
    /// Whom a draft is for.
    To(PlanId, Whom),
    /// Waits for the hour.
    When(PlanId),
    /// Which guide the button leads to.
    Button(PlanId, Option<String>),
    /// Waits for the word that sends.
    Confirm(PlanId),
    /// Waits for the word that agrees.
    Agree(PlanId),
    /// What is being sent, or was.
    Sent(PlanId),
    /// Waits for the better words of what was sent.
    Mend(PlanId),
    /// Waits for the word that corrects; with the better letter.
    Mending(PlanId, Box<Letter>),
    /// Waits for the word that ends it.
    Stopping(PlanId),
    /// Waits for the word that takes it back.
    TakingBack(PlanId),
    /// The staff.
    People,
    /// Which role a new one gets.
    Inviting,
    /// A link, ready to send on.
    Invited(String, Role),
    /// The log of deeds; how many newer ones are passed over.
    Deeds(u32),
    /// The standing notice.
    Standing,
    /// Waits for the notice's words.
    StandingWords,
    /// Which guides it concerns.
    StandingWhere(String),
    /// Waits for its hour.
    StandingUntil(String, Option<String>),
    /// Waits for the word that puts a notice up which should be looked at again.
    StandingSure(Notice),
}

/// A page of choosing whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whom {
    /// The kinds of rule.
    Kinds,
    /// The fields.
    Fields,
    /// The hamlets.
    Hamlets,
    /// A kind that needs a guide: its fields.
    OfGuide(Stand),
    /// The guides of a field.
    Guides(Stand, String),
}

/// Where citizens stand with a guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stand {
    /// Once opened.
    Opened,
    /// Unfinished.
    Doing,
    /// Finished.
    Filed,
}

/// What the desk sees.
#[derive(Debug, Clone, Copy)]
pub struct Room<'a> {
    /// The dialogs.
    pub book: &'a Book,
    /// All announcements.
    pub plans: &'a BTreeMap<PlanId, Plan>,
    /// The staff.
    pub roster: &'a Roster,
    /// The owners of the configuration.
    pub owners: &'a [UserId],
    /// The standing notice.
    pub notice: Option<&'a Notice>,
    /// The newest deeds wanted, the newest first, and whether there are older ones.
    pub deeds: &'a [Deed],
    /// From how many people on a second person agrees.
    pub second: u64,
    /// Sends a second.
    pub rate: f64,
    /// The next announcement's number.
    pub next: PlanId,
    /// The bot's name, for links.
    pub bot: &'a str,
    /// Now.
    pub now: Moment,
}

/// What one of the staff did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A command, without its stroke and what follows the name.
    Command(String),
    /// Words, or a message with marks and files, as a letter; `album` names the group it came in.
    Said {
        /// The plain words; empty for a file without any.
        text: String,
        /// The message as it was written.
        letter: Box<Letter>,
        /// Telegram's name of an album.
        album: Option<String>,
        /// The message's number, where it is known.
        message: Option<MessageId>,
    },
    /// Something that no letter can hold: a sticker, a contact, a place.
    Strange,
    /// A message written before has other words now.
    Edited {
        /// As it is now.
        letter: Box<Letter>,
        /// Which one.
        at: Wrote,
    },
    /// A button of the desk.
    Pressed(String),
}

/// What is to be done after a turn at the desk, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deal {
    /// Write this draft or this change.
    Put(Box<Plan>),
    /// Count whom it is for.
    Count(PlanId),
    /// Show it to this chat as it will look.
    Test(PlanId),
    /// Send it, at its hour or now.
    Release(PlanId),
    /// Ask those who may agree.
    AskSecond(PlanId),
    /// Halt it.
    Pause(PlanId),
    /// Go on.
    Resume(PlanId),
    /// End it.
    Stop(PlanId),
    /// Take back what was delivered.
    TakeBack(PlanId),
    /// Correct what was delivered, and tell the better words from now on.
    Mend(PlanId, Box<Letter>),
    /// The results as a table.
    Table(PlanId),
    /// Keep an invitation with a new code, and go to its page.
    Invite(Role),
    /// Somebody is no staff any more.
    Remove(UserId),
    /// The standing notice is this, or none.
    Stand(Option<Notice>),
    /// Write the log of deeds.
    Log(String),
    /// Say this to another of the staff, with a button to an announcement.
    Tell(UserId, String, PlanId),
}

/// A turn at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The seat after it.
    pub seat: Seat,
    /// What is to be done.
    pub deals: Vec<Deal>,
    /// Lines above the page.
    pub notices: Vec<String>,
}

/// One event at the desk; total. `who` belongs to the staff.
pub fn turn(room: &Room<'_>, was: &Seat, who: UserId, event: Event) -> Turn {
    let mut visit = Visit { room, who, seat: was.clone(), deals: Vec::new(), notices: Vec::new() };
    if !matches!(event, Event::Said { .. }) {
        visit.seat.long = None;
    }
    match event {
        Event::Command(name) => said::command(&mut visit, &name),
        Event::Said { text, letter, album, message } => {
            let wrote = message.map(|message| Wrote { chat: was.chat, message });
            said::said(&mut visit, &text, *letter, album, wrote);
        }
        Event::Strange => edited::strange(&mut visit),
        Event::Edited { letter, at } => edited::edited(&mut visit, *letter, at),
        Event::Pressed(token) => pressed::pressed(&mut visit, &token),
    }
    Turn { seat: visit.seat, deals: visit.deals, notices: visit.notices }
}

impl At {
    /// The announcement about which a word typed in full is awaited.
    fn asks_about(&self) -> Option<PlanId> {
        match self {
            Self::Confirm(id) | Self::Agree(id) | Self::Mending(id, _) | Self::Stopping(id) | Self::TakingBack(id) => {
                Some(*id)
            }
            _ => None,
        }
    }
}

/// Whether words typed at this page are meant for the desk.
fn listens(at: &At) -> bool {
    matches!(
        at,
        At::Write(_)
            | At::Blank { .. }
            | At::When(_)
            | At::Confirm(_)
            | At::Agree(_)
            | At::Mend(_)
            | At::Mending(..)
            | At::Stopping(_)
            | At::TakingBack(_)
            | At::StandingWords
            | At::StandingUntil(..)
            | At::StandingSure(_)
    )
}

/// Whether a command is the desk's.
pub fn is_command(name: &str) -> bool {
    matches!(name, "soan" | "moi" | "canbo" | "nhatky")
}

/// A turn under way.
struct Visit<'a, 'r> {
    room: &'a Room<'r>,
    who: UserId,
    seat: Seat,
    deals: Vec<Deal>,
    notices: Vec<String>,
}

impl<'r> Visit<'_, 'r> {
    fn role(&self) -> Role {
        self.room.roster.role(self.who, self.room.owners).unwrap_or(Role::Writer)
    }

    fn plan(&self, id: PlanId) -> Option<&'r Plan> {
        self.room.plans.get(&id)
    }

    fn say(&mut self, words: impl Into<String>) {
        self.notices.push(words.into());
    }

    fn log(&mut self, what: impl Into<String>) {
        self.deals.push(Deal::Log(what.into()));
    }

    fn go(&mut self, at: At) {
        self.seat.edition = at.asks_about().and_then(|id| self.plan(id)).map(|plan| plan.edition);
        self.seat.at = at;
    }

    /// The announcement a word is about, if it still is what was on the screen when the word was asked for; else what it is now is shown.
    fn as_asked(&mut self, id: PlanId, fits: fn(&Plan) -> bool) -> Option<Plan> {
        let asked = self.seat.edition;
        let plan = self.plan(id).filter(|plan| Some(plan.edition) == asked && fits(plan)).cloned();
        if plan.is_none() {
            self.say("Chưa làm gì: tin vừa được đổi. Anh/chị xem lại rồi bấm lại giúp.");
            self.show(id);
        }
        plan
    }

    /// The page where an announcement belongs.
    fn show(&mut self, id: PlanId) {
        let at = match self.plan(id) {
            Some(plan) if plan.is_draft() => At::Draft(id),
            Some(_) => At::Sent(id),
            None => At::Home,
        };
        self.go(at);
    }

    /// Writes a changed draft; whoever looks at an older one will be told.
    fn put(&mut self, plan: Plan) {
        self.put_as(Stage::Draft, plan);
    }

    /// The same where it is asked for, given back or dropped: that too is another edition.
    fn put_as(&mut self, state: Stage, plan: Plan) {
        let mut plan = Plan { state, ..plan };
        plan.touch(self.who);
        self.deals.push(Deal::Put(Box::new(plan)));
    }
}
