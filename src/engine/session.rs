//! Where a citizen is: a small record that says nothing it could compute.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::book::Topic;
use crate::engine::at::At;
use crate::engine::news::News;
use crate::engine::stored::{backs, presses};
use crate::when::Moment;

/// The most unfinished dossiers side by side.
pub const MOST_UNFINISHED: usize = 10;

/// The most dossiers a record holds in all; beyond it the oldest finished or put-away one goes.
const MOST_KEPT: usize = 40;

/// The most places that "Lùi" remembers.
const MOST_BACK: usize = 20;

/// One chat's conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Session {
    /// The source of numbers for dossiers; random, given once when the record is made.
    pub seed: u64,
    /// How many numbers were drawn from it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub drawn: u32,
    /// Whether the place may be kept.
    pub keep: Keep,
    /// The moment of the last turn.
    pub last: Moment,
    /// How many screens were shown, up to the second: that one asks for consent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shown: u8,
    /// Procedures being walked, finished, or put away.
    #[serde(default, skip_serializing_if = "is_default")]
    pub dossiers: Vec<Walk>,
    /// A flow, a skill alone, or an opening that is no dossier yet.
    #[serde(default, skip_serializing_if = "is_default")]
    pub loose: Option<Walk>,
    /// The dossier at hand; none = the loose place.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hand: Option<u32>,
    /// Where one was before another guide was opened: back over its opening leads there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Left>,
    /// What is on the screen.
    #[serde(default, skip_serializing_if = "is_default")]
    pub view: View,
    /// The last question that found something, masked: so that "không phải" can tell what was not meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sought: Option<String>,
    /// The folder of the chosen language; empty = the home language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// What the citizen wants to be told.
    #[serde(default, skip_serializing_if = "is_default")]
    pub news: News,
    /// Buttons that the last turn alone had reason to add.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extras: Vec<Extra>,
}

/// A guide that was left for another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Left {
    /// A dossier, by its number.
    Dossier(u32),
    /// A guide that was only looked at, by its id.
    Guide(String),
}

/// A button for one turn: typed words and numbers must still find it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Extra {
    /// After a silence: from the start, another dossier.
    Recap,
    /// Papers were added: to the list.
    Papers,
    /// Whether the place may be kept.
    Consent,
    /// Whether announcements are wanted.
    News,
    /// Which of these days was meant.
    Days(Vec<Date>),
    /// The language was taken from what was written: to change it back.
    Languages,
    /// Announcements were stopped: to have them back as they were.
    Stopped(Box<News>),
}

/// One walk through a guide.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Walk {
    /// Random, never used again; 0 for a flow or a skill alone.
    pub number: u32,
    /// The guide it is a walk of.
    pub guide: String,
    /// The day it began.
    pub began: Date,
    /// The day of its last turn.
    pub day: Date,
    /// "cho ai"
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whom: Option<String>,
    /// Where it is.
    pub place: At,
    /// The steps that wait for a visit to end, the outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stack: Vec<At>,
    /// Where "Lùi" goes, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "backs")]
    pub back: Vec<Frame>,
    /// The last press of each step that leads on.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "presses")]
    pub pressed: Vec<(At, Press)>,
    /// The last visit from each step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visited: Vec<(At, Press)>,
    /// What was typed where a step asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub typed: Vec<(At, String)>,
    /// Ticked papers: guide, `#`, folded label.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub ticks: BTreeSet<String>,
    /// What a ticked paper was called, by its key: so that one whose item goes can be named. Yesterday's records lack it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ticked: BTreeMap<String, String>,
    /// The way the place was last in: it stays when the path can't tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<String>,
    /// The announcement whose button opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub news: Option<u32>,
    /// Whether its last step was reached.
    #[serde(default, skip_serializing_if = "is_default")]
    pub finished: bool,
    /// Whether it came to its real end once: opened again it stays so.
    #[serde(default, skip_serializing_if = "is_default")]
    pub filed: bool,
    /// Whether the citizen put it away.
    #[serde(default, skip_serializing_if = "is_default")]
    pub away: bool,
}

/// A place with the visits it stood in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The place.
    pub place: At,
    /// Its stack.
    pub stack: Vec<At>,
}

/// A press that led on, or a visit: the button by its name, label and target, hashed, so that an edit of one finds it by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Press {
    /// The remembered name; 0 = none.
    #[serde(rename = "n", default, skip_serializing_if = "is_default")]
    pub name: u32,
    /// The folded label; 0 = "Xong, bước tiếp".
    #[serde(rename = "l", default, skip_serializing_if = "is_default")]
    pub label: u32,
    /// The target as written; 0 = "Xong, bước tiếp".
    #[serde(rename = "t", default, skip_serializing_if = "is_default")]
    pub target: u32,
    /// Where `caller:` led, or a jump.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<At>,
}

/// What is on the screen; a step's own is [`View::Place`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum View {
    /// The place of the walk at hand.
    #[default]
    Place,
    /// A look aside at a step: a question, a trouble, the papers, the ways.
    Look(At),
    /// What is lacking.
    Lacking,
    /// The guide at hand in short.
    Summary,
    /// What a hard word means, by its name in the glossary.
    Word(String),
    /// A topic of the guide at hand: its fee, its time.
    Told(Topic),
    /// About the guide at hand, or another thing to do?
    Torn {
        /// What it may have asked of the guide at hand.
        topic: Option<Topic>,
        /// Or which of its questions.
        at: Option<At>,
        /// The guides it may have meant, the likeliest first.
        guides: Vec<String>,
    },
    /// The fields.
    Fields,
    /// The guides of a field.
    Field(String),
    /// What a search found.
    Found(Vec<String>),
    /// A search that found nothing.
    Nothing,
    /// "Bà con cần làm việc gì?"
    Search,
    /// "Hồ sơ của tôi"; with the opening that waits while ten are open.
    Dossiers(Option<String>),
    /// A dossier's page.
    Dossier(u32),
    /// Waits for "cho ai".
    Naming(u32),
    /// "Xóa hết?"
    Forgetting,
    /// Nothing is kept any more.
    Forgotten,
    /// "Làm lại từ đầu?"
    StartingOver,
    /// The languages.
    Languages,
    /// What can be typed.
    Help,
    /// The phone.
    Person,
    /// Announcements: what they are, or what one gets of them.
    News,
    /// Which hamlet one lives in.
    Hamlets,
}

/// A field that says nothing is not written: a hundred thousand records are read at a start.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Consent to keep the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Keep {
    /// Not answered yet: the record ends a day after the last word.
    #[default]
    Unanswered,
    /// The citizen said yes, at this moment.
    Yes(Moment),
    /// The citizen said no: the end stays, and nobody asks again.
    No,
    /// The operator keeps without asking (`CAMTAY_KEEP=always`; the terminal).
    Always,
    /// The operator never keeps over a day (`CAMTAY_KEEP=never`).
    Never,
}

impl Keep {
    /// After everything was erased: a citizen's answer goes too, an operator's setting stays.
    pub(super) fn asked_anew(self) -> Self {
        match self {
            Self::Always | Self::Never => self,
            Self::Unanswered | Self::Yes(_) | Self::No => Self::Unanswered,
        }
    }
}

impl Session {
    /// A new chat's; `seed` from a random source, `keep` is Unanswered, Always or Never by the operator's setting.
    pub fn new(seed: u64, keep: Keep) -> Self {
        Self { seed, keep, ..Self::default() }
    }

    /// When the record must be erased; none = kept.
    pub fn ends(&self) -> Option<Moment> {
        let day = std::time::Duration::from_hours(24);
        match self.keep {
            Keep::Yes(_) | Keep::Always => None,
            Keep::Unanswered | Keep::No | Keep::Never => Some(self.last.plus(day)),
        }
    }

    /// What stays when the place goes: the wish to be told, the language, the numbering.
    #[must_use]
    pub fn wish_alone(self) -> Self {
        let Self { seed, drawn, keep, last, language, news, .. } = self;
        Self { seed, drawn, keep: keep.asked_anew(), last, language, news, ..Self::default() }
    }

    /// Whether nothing but the wish to be told is left.
    pub fn is_wish_alone(&self) -> bool {
        self.news.wants() && self.dossiers.is_empty() && self.loose.is_none()
    }

    /// The walk at hand.
    pub fn walk(&self) -> Option<&Walk> {
        match self.hand {
            Some(number) => self.dossier(number),
            None => self.loose.as_ref(),
        }
    }

    /// Remembers where one is, before another guide takes its place.
    pub(crate) fn leave_for(&mut self, other: &str) {
        let walk = self.walk().filter(|walk| walk.guide != other);
        let left = walk.map(|walk| self.hand.map_or_else(|| Left::Guide(walk.guide.clone()), Left::Dossier));
        self.left = left.or(self.left.take());
    }

    /// The dossier with this number.
    pub fn dossier(&self, number: u32) -> Option<&Walk> {
        self.dossiers.iter().find(|d| d.number == number)
    }

    pub(super) fn walk_mut(&mut self) -> Option<&mut Walk> {
        match self.hand {
            Some(number) => self.dossiers.iter_mut().find(|d| d.number == number),
            None => self.loose.as_mut(),
        }
    }

    pub(super) fn dossier_mut(&mut self, number: u32) -> Option<&mut Walk> {
        self.dossiers.iter_mut().find(|d| d.number == number)
    }

    /// Dossiers that are neither finished nor put away.
    pub fn unfinished(&self) -> impl Iterator<Item = &Walk> {
        self.dossiers.iter().filter(|d| !d.finished && !d.away)
    }

    /// A number no dossier had before: the seed's next, by the mixing function of splitmix64 (Steele, Lea, Flood 2014).
    pub(super) fn draw_number(&mut self) -> u32 {
        loop {
            self.drawn = self.drawn.wrapping_add(1);
            let mut z = self.seed.wrapping_add(u64::from(self.drawn).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let number = u32::try_from((z ^ (z >> 31)) >> 32).unwrap_or(0);
            if number != 0 && self.dossier(number).is_none() {
                return number;
            }
        }
    }

    /// Makes the loose opening a dossier and takes it to hand.
    pub(super) fn promote_loose(&mut self) {
        let Some(walk) = self.loose.take() else { return };
        self.hand = Some(walk.number);
        self.dossiers.push(walk);
        if self.dossiers.len() > MOST_KEPT
            && let Some(oldest) = self.dossiers.iter().position(|d| d.finished || d.away)
        {
            self.dossiers.remove(oldest);
        }
    }
}

impl Walk {
    /// A walk that begins at a guide's opening.
    pub(super) fn begin(number: u32, guide: &crate::book::Guide, today: Date) -> Self {
        let place = crate::engine::at::Spot { guide, index: 0 }.at();
        Self { number, guide: guide.id.clone(), began: today, day: today, place, ..Self::default() }
    }

    /// Goes to a place, the present one remembered for "Lùi".
    pub(super) fn go(&mut self, place: At, stack: Vec<At>) {
        if self.place == place && self.stack == stack {
            return;
        }
        let place = std::mem::replace(&mut self.place, place);
        let stack = std::mem::replace(&mut self.stack, stack);
        self.back.push(Frame { place, stack });
        if self.back.len() > MOST_BACK {
            self.back.remove(0);
        }
    }
}

/// Puts a value at a step, in place of the one it had.
pub(super) fn put<T>(list: &mut Vec<(At, T)>, at: &At, value: T) {
    match list.iter_mut().find(|(a, _)| a.is_same_step(at)) {
        Some(entry) => *entry = (*at, value),
        None => list.push((*at, value)),
    }
}
