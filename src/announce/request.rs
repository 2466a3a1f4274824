//! What a running bot may be asked about announcements, and its answers: one line of JSON each on the control socket.

use serde::{Deserialize, Serialize};

use crate::announce::{Letter, To};
use crate::when::Moment;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// How many would get it, and when it would be done; answered by [`Counted`]. Nothing is kept.
    Count {
        /// Whom.
        to: To,
        /// What, where it is written already: the same words of the last day are pointed out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        letter: Option<Letter>,
        /// When; none = now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Moment>,
        /// Whether it lifts the daily limit and the quiet hours.
        #[serde(default)]
        urgent: bool,
    },
    /// Send it; answered by its [`Status`].
    Send {
        /// What.
        letter: Letter,
        /// Whom.
        to: To,
        /// When; none = now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Moment>,
        /// Whether it lifts the daily limit and the quiet hours.
        #[serde(default)]
        urgent: bool,
        /// Whether it comes without sound to everyone.
        #[serde(default)]
        silent: bool,
    },
    /// Where one stands (a [`Status`]), or all that are kept, the newest first (a list of them).
    Status {
        /// Which; none = all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<u32>,
    },
    /// Send no more until it is resumed; answered by its [`Status`], as all below are.
    Pause {
        /// Which.
        id: u32,
    },
    /// Go on.
    Resume {
        /// Which.
        id: u32,
    },
    /// Send no more for good; what was delivered stays.
    Stop {
        /// Which.
        id: u32,
    },
    /// Delete it where Telegram still lets.
    TakeBack {
        /// Which.
        id: u32,
    },
    /// Correct it, the delivered ones in place.
    Edit {
        /// Which.
        id: u32,
        /// What it says from now on.
        letter: Letter,
    },
}

/// What a count gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// How many people.
    pub audience: u64,
    /// When the first would leave.
    pub begins: Moment,
    /// When the last would have left, at the pace of today.
    pub ends: Moment,
    /// An announcement of the last day with the same words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same: Option<u32>,
    /// Whether a second person must approve before anything leaves.
    #[serde(default)]
    pub approval: bool,
}

/// Where an announcement stands. `sent + waiting + blocked + failed + unknown` is the audience, but for who opted out since.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// Its number.
    pub id: u32,
    /// What it is at.
    pub state: State,
    /// Its first words, for who reads a list.
    #[serde(default)]
    pub about: String,
    /// Whom it is for.
    pub to: To,
    /// How many people it was made for.
    pub audience: u64,
    /// Delivered.
    pub sent: u64,
    /// Not yet begun, or in flight.
    pub waiting: u64,
    /// Had blocked the bot, or were gone.
    pub blocked: u64,
    /// Refused for a reason that is not the citizen's.
    pub failed: u64,
    /// Nobody can know whether it arrived.
    pub unknown: u64,
    /// Sends a second, lately.
    #[serde(default)]
    pub rate: f64,
    /// When the first left, or will; none = not known yet.
    #[serde(default)]
    pub began: Option<Moment>,
    /// When the last left, or is likely to; none = nobody can tell (paused, waits for approval).
    #[serde(default)]
    pub ends: Option<Moment>,
}

/// What an announcement is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for a second person.
    Approval,
    /// Waits for its hour.
    Planned,
    /// Goes out.
    Sending,
    /// A person paused it.
    Paused,
    /// It paused itself: failures pile up. It asks whether to go on.
    Failing,
    /// A person stopped it.
    Stopped,
    /// All that could be done is done.
    Done,
    /// What was delivered is being deleted.
    TakingBack,
    /// Deleted where Telegram let us.
    TakenBack,
}

impl State {
    /// Whether nothing more will happen by itself or by anybody's press of "go on".
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Stopped | Self::Done | Self::TakenBack)
    }
}
