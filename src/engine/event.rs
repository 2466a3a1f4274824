//! What can happen to a conversation, what a turn gives back.

use serde::{Deserialize, Serialize};

use crate::book::Ground;
use crate::engine::news::Led;
use crate::engine::session::Session;
use crate::engine::sheet::Sheet;

/// Something a citizen did, or something that befell the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Typed text, commands and deep links (`/start khai-sinh`) included.
    Said(String),
    /// A button, by its token: what [`Choice`] carried when it was drawn.
    Pressed(String),
    /// Anything that is no text.
    Sent(Odd),
    /// A place shared on the map.
    SharedPlace,
    /// The bot was spoken to in a group; `link` opens the private chat.
    InGroup {
        /// `https://t.me/…`
        link: String,
    },
}

/// What is no text; each gets a sentence of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Odd {
    /// A sticker, an animation, a game, a dice.
    Sticker,
    /// A voice message, audio, a round video.
    Voice,
    /// A picture or a film.
    Photo,
    /// A file.
    Document,
    /// A contact.
    Contact,
    /// An edited message: the walk is not undone by it.
    Edited,
    /// Whatever else, today's and tomorrow's.
    Other,
}

/// All that follows from one event.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The session after it.
    pub session: Session,
    /// What is shown; none = nothing (a press that changes nothing is still answered by the sender).
    pub show: Option<Show>,
    /// What is to be done besides.
    pub effects: Vec<Effect>,
    /// What happened, without the person, for the counts of later rooms.
    pub footprint: Footprint,
}

/// Done by others after the turn is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Erase the record, its waiting replies and ids; the show of this turn is the last word and is not kept longer than it takes to send.
    Forget,
    /// Send a file of `dialogs/`, such as `media/to-khai.pdf`.
    SendFile(String),
    /// Draw a page to print and send it.
    Print(Box<Sheet>),
    /// A question found nothing, or what it found was not meant.
    Missed(Missed),
}

/// A question without the person: what to add to the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The words, masked.
    pub words: String,
    /// The guides that were offered and refused; none = nothing was found.
    pub offered: Vec<String>,
}

/// Where a turn went, without the person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Footprint {
    /// The guide at hand after the turn.
    pub guide: Option<String>,
    /// Its step.
    pub step: Option<String>,
    /// Whether a dossier was finished by it.
    pub finished: bool,
    /// What it owes to announcements, by their numbers.
    pub news: Vec<(u32, Led)>,
}

/// What is to be seen: the screen drawer fills it in from the book.
#[derive(Debug, Clone, PartialEq)]
pub struct Show {
    /// Lines above the scene, in order, ready to read.
    pub notices: Vec<String>,
    /// The scene itself.
    pub scene: Scene,
    /// The buttons in order; their rows are the drawer's.
    pub choices: Vec<Choice>,
    /// A line under the scene, such as the question whether to keep the place.
    pub footer: Option<String>,
    /// For whom the text is filled in.
    pub ground: Ground,
    /// In which language it is drawn: a folder, empty for the home language.
    pub language: String,
}

/// What a screen is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scene {
    /// A step of a guide.
    Step {
        /// The guide's id.
        guide: String,
        /// The step's id.
        step: String,
        /// The line that tells where one is.
        header: Option<Header>,
    },
    /// Text of our own: a title and lines, ready to read.
    Plain {
        /// Bold, above the rest; may be empty.
        title: String,
        /// Paragraphs.
        lines: Vec<String>,
    },
    /// What is lacking: papers unticked, then steps to come.
    Lacking {
        /// The header's name.
        name: String,
        /// Short labels of unticked papers.
        papers: Vec<String>,
        /// Headings of the next steps to come.
        steps: Vec<String>,
        /// How many more come after those.
        more: usize,
        /// How far the list of papers is known.
        known: Known,
    },
}

/// How far the papers of a walk are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// The questions that tell which are needed lie behind.
    Whole,
    /// There may be more.
    SoFar,
    /// They are told in the steps of the side branch at hand, in no list.
    InSteps,
}

/// "Khai sinh · Nộp trên mạng · Bước 2/6", in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The guide's short name; with "cho ai" if it has one.
    pub name: String,
    /// The stage's heading, if the step is in one and it is another text than the step's own.
    pub stage: Option<String>,
    /// The step's number, and how many hold.
    pub count: Option<(usize, usize)>,
    /// Papers ticked, of how many, on a step that has any.
    pub ticks: Option<(usize, usize)>,
}

/// One button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is written on it.
    pub label: String,
    /// What it does.
    pub act: Act,
    /// Whose it is, in the order they are drawn: rows never mix two groups.
    pub group: Group,
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Comes back as [`Event::Pressed`]; at most 64 bytes (Bot API, `callback_data`).
    Press(String),
    /// Opens an address.
    Open(String),
    /// Copies words.
    Copy(String),
}

/// Whose a button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Group {
    /// Papers to tick.
    Tick,
    /// What leads on where the guide's own buttons only help on the way: it stays where a hurried thumb looks for it.
    First,
    /// The guide's own.
    Guide,
    /// The one that leads on.
    On,
    /// Back, what is lacking, I'm stuck.
    Nav,
    /// Below those: other dossiers, start over, consent.
    Far,
}
