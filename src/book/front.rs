//! The `+++` block as types.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::book::rich::Piece;

/// What a guide is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Has dossiers, papers, ways.
    #[default]
    Procedure,
    /// Called by others.
    Skill,
    /// Welcome, feedback.
    Flow,
}

/// How a file goes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// The online portal.
    Online,
    /// The public postal service.
    Post,
    /// The counter.
    InPerson,
}

/// A line of `time`, `fee`, `needs`, `warn`, `[closed]`: text with the conditions before it.
pub type Line = Piece;

/// The front matter of a guide.
#[derive(Debug, Clone, Default)]
pub struct Front {
    /// `title`
    pub title: String,
    /// `kind`
    pub kind: Kind,
    /// `short`
    pub short: Option<String>,
    /// `code`
    pub code: Option<String>,
    /// `field`
    pub field: Option<String>,
    /// `authority`
    pub authority: Option<String>,
    /// `fee`: holds for each way without its own.
    pub fee: Vec<Line>,
    /// `time`
    pub time: Vec<Line>,
    /// `needs`
    pub needs: Vec<Line>,
    /// `pickup`: where the result on paper is fetched, and by whom; told by the skills too.
    pub pickup: Vec<Line>,
    /// `mourning`: somebody has died; nothing is offered there that is not about it.
    pub mourning: bool,
    /// `aliases`
    pub aliases: Vec<String>,
    /// `unconfirmed`
    pub unconfirmed: Vec<String>,
    /// `notice`: what whoever opens, enters or goes on in this guide must know, each with its conditions.
    pub notice: Vec<Line>,
    /// `[online]`, `[post]`, `[in-person]`
    pub ways: BTreeMap<Way, WayTable>,
    /// `[closed]`
    pub closed: BTreeMap<Way, Vec<Line>>,
    /// `[[recommend]]`
    pub recommend: Vec<Recommend>,
    /// `[checked]`
    pub checked: Checked,
}

/// The table of a way.
#[derive(Debug, Clone, Default)]
pub struct WayTable {
    /// `level`, of the portal.
    pub level: Option<Level>,
    /// `portal`: a name of locality.toml.
    pub portal: Option<String>,
    /// `accepts`, of the post.
    pub accepts: Option<Accepts>,
    /// `time`; empty = the guide's.
    pub time: Vec<Line>,
    /// `fee`; empty = the guide's.
    pub fee: Vec<Line>,
    /// `needs`; empty = the guide's.
    pub needs: Vec<Line>,
    /// `warn`
    pub warn: Vec<Line>,
}

/// How far the portal goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// toàn trình
    Full,
    /// một phần
    Partial,
}

/// What the post takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepts {
    /// The file goes and the result comes.
    FileAndResult,
    /// Only the file goes.
    File,
    /// Only the result comes: no way to file.
    Result,
}

/// How the skill that draws `{{ways}}` recommends; the first match among the open ways wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommend {
    /// Which way.
    pub way: Way,
    /// Names; `!name` = must not be known true.
    pub conditions: Vec<String>,
    /// The reason, read by the citizen.
    pub because: String,
}

/// When and from what the facts were checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// The day.
    pub on: Option<Date>,
    /// The day after which somebody must look again.
    pub until: Option<Date>,
    /// The sources.
    pub sources: Vec<String>,
}

impl Way {
    /// In the order they are offered.
    pub const ALL: [Self; 3] = [Self::Online, Self::InPerson, Self::Post];

    /// The reserved id of its step, which is also its name as an answer.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Online => "truc-tuyen",
            Self::Post => "buu-chinh",
            Self::InPerson => "truc-tiep",
        }
    }

    /// Its table in the front matter.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Post => "post",
            Self::InPerson => "in-person",
        }
    }

    /// The way whose step has this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|w| w.id() == id)
    }

    /// The way with this table.
    pub fn from_table(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|w| w.table() == name)
    }
}

impl Front {
    /// The header's name: `short`, else the title.
    pub fn name(&self) -> &str {
        self.short.as_deref().unwrap_or(&self.title)
    }

    /// Whether a file can go in this way: its table is there, and a post that only brings the result is none.
    pub fn is_open(&self, way: Way) -> bool {
        self.ways.get(&way).is_some_and(|t| t.accepts != Some(Accepts::Result))
    }
}
