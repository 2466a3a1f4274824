//! `tu-vung.toml`: what people call things, how they ask, and what they say that is no procedure of ours.

use std::collections::BTreeMap;

use crate::book::Place;

/// The words of the people, in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// The file, relative to `dialogs/`.
    pub path: String,
    /// `skip`: words that mean nothing here, as written.
    pub skip: Vec<String>,
    /// `[short]`: how a word is spelt in a message, and the word.
    pub short: Vec<(String, String)>,
    /// `[same]`: what some call it, and what the guides call it.
    pub same: Vec<(String, String)>,
    /// `[said]`: examples of how people ask, by the guide they mean.
    pub said: BTreeMap<String, Said>,
    /// `[beside]`: examples of what is no procedure of ours.
    pub beside: Vec<(Beside, Vec<String>)>,
    /// `[urgent]`: words that mean danger, as written.
    pub urgent: Vec<(Urgent, Vec<String>)>,
    /// `[urgent]`: calls for help that name no danger: police and ambulance.
    pub help: Vec<String>,
    /// `[urgent]`: cries for help; a danger told with one is told as happening now.
    pub cry: Vec<String>,
    /// `[urgent]`: words that say it happens now, but may stand in a calm text too.
    pub now: Vec<String>,
    /// `[urgent]`: words by which a danger is past, or a matter of papers: no number is told, unless somebody cries.
    pub calm: Vec<String>,
}

/// How people ask for one guide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Where the list stands.
    pub at: Place,
    /// The examples.
    pub texts: Vec<String>,
}

/// What people say besides asking for a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beside {
    /// "chào em"
    Greeting,
    /// "cảm ơn nhiều"
    Thanks,
    /// Anger.
    Insult,
    /// "cầu trời"
    Prayer,
    /// Anything that no guide answers: "giá vàng hôm nay".
    Other,
}

impl Beside {
    /// All, with their keys in `tu-vung.toml` under `[beside]`.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Greeting, "greeting"),
        (Self::Thanks, "thanks"),
        (Self::Insult, "insult"),
        (Self::Prayer, "prayer"),
        (Self::Other, "other"),
    ];
}

/// Whom to call first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgent {
    /// Somebody is attacked, robbed, threatened.
    Police,
    /// Something burns.
    Fire,
    /// Somebody is badly ill or hurt.
    Ambulance,
    /// A child is in danger.
    Child,
}

impl Urgent {
    /// All, with their keys in `tu-vung.toml` under `[urgent]`.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Police, "police"), (Self::Fire, "fire"), (Self::Ambulance, "ambulance"), (Self::Child, "child")];
}
