//! What a citizen wants to be told, and what an announcement led to; the buttons that an announcement carries.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::book::{Book, Phrase, Typed, fold, tidy};
use crate::engine::at::At;
use crate::engine::event::{Act, Choice, Group};
use crate::engine::session::Session;
use crate::engine::token::{Deed, Token};
use crate::when::Moment;

/// The topic that is no field: what concerns the whole commune.
pub const WHOLE_COMMUNE: &str = "xa";

/// What a citizen wants to be told; nothing, until they say so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct News {
    /// The yes that was given; none = silence, or no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// Said no, or stopped: not offered again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
    /// About what.
    #[serde(default, skip_serializing_if = "Topics::is_all")]
    pub topics: Topics,
    /// The hamlet, as `[hamlets]` of locality.toml names it; none = not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hamlet: Option<String>,
    /// Without sound.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
}

/// About what one wants to be told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Topics {
    /// About everything, what is yet to come too.
    #[default]
    All,
    /// Fields by their ids in phrases.toml; [`WHOLE_COMMUNE`] beside them.
    Some(BTreeSet<String>),
}

/// A yes to announcements: what was read, when, how it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Names the words agreed to: the language and a hash of the sentences that stood on the screen.
    pub edition: String,
    /// When.
    pub at: Moment,
    /// How.
    pub how: How,
}

/// Where a yes was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// On the screen of /thongbao.
    Menu,
    /// At the end of a dossier.
    Finished,
    /// On the welcome.
    Welcome,
    /// Taken back right after a stop.
    Letter,
}

/// What a turn owes to an announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Led {
    /// Its button opened the guide.
    Opened,
    /// The guide it opened became a dossier.
    Began,
    /// That dossier was walked to its end for the first time.
    Filed,
    /// Its button stopped the announcements.
    Stopped,
}

impl News {
    /// Whether anything may be told at all.
    pub fn wants(&self) -> bool {
        self.consent.is_some()
    }

    /// Whether something about this field may be told; none = about the whole commune.
    pub fn wants_topic(&self, field: Option<&str>) -> bool {
        self.wants() && self.topics.holds(field.unwrap_or(WHOLE_COMMUNE))
    }
}

impl Topics {
    /// Whether a topic is among them.
    pub(super) fn holds(&self, topic: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(topics) => topics.contains(topic),
        }
    }

    fn is_all(&self) -> bool {
        *self == Self::All
    }
}

/// «Dừng nhận tin» under the announcement with this number.
pub fn stop_choice(book: &Book, plan: u32) -> Choice {
    apart(book.words.say(Phrase::NewsStop, &[]), Deed::NewsStop(plan), Group::Far)
}

/// The press of «Dừng nhận tin» that words about the announcement `plan` are; none if they mean anything else.
pub fn stop_said(book: &Book, session: &Session, text: &str, plan: u32) -> Option<String> {
    let (text, spoken) = (tidy(text), book.in_language(&session.language));
    let skip = |word: &&str| !spoken.vocabulary.skip.iter().any(|skipped| fold(skipped) == fold(word));
    let bare =
        text.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).filter(|w| !w.is_empty());
    let bare = bare.filter(skip).collect::<Vec<_>>().join(" ");
    let means =
        |book: &Book, text: &str| book.typed(text).iter().any(|t| matches!(t, Typed::NewsStop | Typed::NewsEnough));
    let stops = [spoken, book].into_iter().any(|book| means(book, &text) || means(book, &bare));
    match stop_choice(book, plan).act {
        Act::Press(token) if stops => Some(token),
        _ => None,
    }
}

/// A button under the announcement with this number that opens a guide; none if the book has no such guide.
pub fn open_choice(book: &Book, guide_id: &str, label: &str, plan: u32) -> Option<Choice> {
    let guide = book.guide(guide_id).filter(|g| !g.steps.is_empty())?.key;
    Some(apart(label.to_owned(), Deed::NewsOpen { guide, plan }, Group::Guide))
}

/// A button drawn on no step.
fn apart(label: String, deed: Deed, group: Group) -> Choice {
    let token = Token { dossier: 0, fresh: false, aside: false, from: At::default(), deed };
    Choice { label, act: Act::Press(token.write()), group }
}
