//! A place in a guide as records keep it: the step's id, and what finds its successor once a clerk has renamed it.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::book::{Book, Guide};

/// A step, with its stage and ordinal kept for the day the step vanishes (GUIDE.md §11).
/// Stored as `guide#step@stage.ordinal`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct At {
    /// The guide's id.
    pub guide: String,
    /// The step's id.
    pub step: String,
    /// The id of the stage's heading; empty at the top level.
    pub stage: String,
    /// The step's number in its stage.
    pub ordinal: u16,
}

/// A step found in today's book.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'b> {
    /// The guide.
    pub(super) guide: &'b Guide,
    /// The step's index in it.
    pub(super) index: usize,
}

impl PartialEq for Spot<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && self.guide.key == other.guide.key
    }
}

impl<'b> Spot<'b> {
    /// The step itself.
    pub(super) fn step(&self) -> &'b crate::book::Step {
        &self.guide.steps[self.index]
    }

    /// Another step of the same guide.
    pub(super) fn to(self, index: usize) -> Self {
        Self { index, ..self }
    }

    /// As a record keeps it.
    pub(super) fn at(&self) -> At {
        let step = self.step();
        let stage = step.stage.map_or_else(String::new, |s| self.guide.steps[s].id.clone());
        At { guide: self.guide.id.clone(), step: step.id.clone(), stage, ordinal: step.ordinal }
    }

    /// Whether this is the step `at` names, by its id.
    pub(super) fn is(&self, at: &At) -> bool {
        self.step().id == at.step && self.guide.id == at.guide
    }
}

impl At {
    /// The step in today's book and whether it is the very one; none if the guide is gone.
    pub(super) fn find<'b>(&self, book: &'b Book) -> Option<(Spot<'b>, bool)> {
        let guide = book.guide(&self.guide).filter(|g| !g.steps.is_empty())?;
        if let Some(index) = guide.index_of(&self.step) {
            return Some((Spot { guide, index }, true));
        }
        let stage = guide.index_of(&self.stage);
        Some((Spot { guide, index: successor(guide, stage, self.stage.is_empty(), self.ordinal) }, false))
    }
}

/// The step that stands where a vanished one stood: the same ordinal in its stage, else the stage, else the opening.
pub(super) fn successor(guide: &Guide, stage: Option<usize>, top: bool, ordinal: u16) -> usize {
    let of_stage = |s: &crate::book::Step| if top { s.stage.is_none() } else { stage.is_some() && s.stage == stage };
    let same = guide.steps.iter().position(|s| of_stage(s) && s.ordinal == ordinal);
    same.or(stage).unwrap_or(0)
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{}#{}@{}.{}", self.guide, self.step, self.stage, self.ordinal))
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let parts = text.split_once('#').and_then(|(guide, rest)| {
            let (step, rest) = rest.rsplit_once('@')?;
            let (stage, ordinal) = rest.rsplit_once('.')?;
            Some((guide, step, stage, ordinal.parse().ok()?))
        });
        let (guide, step, stage, ordinal) = parts.ok_or_else(|| D::Error::custom("a place is guide#step@stage.n"))?;
        Ok(Self { guide: guide.into(), step: step.into(), stage: stage.into(), ordinal })
    }
}
