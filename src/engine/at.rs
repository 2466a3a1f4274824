//! A place in a guide as records keep it: the step's id, and what finds its successor once a clerk has renamed it.

use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::book::{Book, Guide, key};

/// A step, with its stage and ordinal kept for the day the step vanishes.
/// One text, `guide#step@stage.ordinal` (the stage empty at the top level), as it is stored; a copy is a counted pointer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    text: Arc<str>,
    /// The guide's key above the step's: most comparisons end here.
    key: u64,
    /// Where `#`, `@` and the last `.` stand.
    signs: [u16; 3],
    ordinal: u16,
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
        let stage = step.stage.map_or("", |s| self.guide.steps[s].id.as_str());
        At::new(&self.guide.id, &step.id, stage, step.ordinal)
    }

    /// Whether this is the step `at` names, by its id.
    pub(super) fn is(&self, at: &At) -> bool {
        at.key == both(self.guide.key, self.step().key) && self.step().id == at.step() && self.guide.id == at.guide()
    }
}

impl At {
    fn new(guide: &str, step: &str, stage: &str, ordinal: u16) -> Self {
        let mut text = String::with_capacity(guide.len() + step.len() + stage.len() + 8);
        for part in [guide, "#", step, "@", stage, "."] {
            text.push_str(part);
        }
        text.push_str(&ordinal.to_string());
        let end = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let at_stage = guide.len() + 1 + step.len();
        let key = both(key(guide), key(step));
        Self {
            key,
            ordinal,
            signs: [end(guide.len()), end(at_stage), end(at_stage + 1 + stage.len())],
            text: text.into(),
        }
    }

    fn part(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The guide's id.
    pub fn guide(&self) -> &str {
        self.part(0, usize::from(self.signs[0]))
    }

    /// The step's id.
    pub fn step(&self) -> &str {
        self.part(usize::from(self.signs[0]) + 1, usize::from(self.signs[1]))
    }

    /// The id of the stage's heading; empty at the top level.
    pub fn stage(&self) -> &str {
        self.part(usize::from(self.signs[1]) + 1, usize::from(self.signs[2]))
    }

    /// The step's number in its stage.
    pub fn ordinal(&self) -> u16 {
        self.ordinal
    }

    /// Whether it is a step of this guide.
    pub(super) fn is_of(&self, guide: &Guide) -> bool {
        self.key >> 32 == u64::from(guide.key) && self.guide() == guide.id
    }

    /// The same step of the same guide, wherever it stood.
    pub(super) fn is_same_step(&self, other: &Self) -> bool {
        self.key == other.key && self.guide() == other.guide() && self.step() == other.step()
    }

    /// The step in today's book and whether it is the very one; none if the guide is gone.
    pub(super) fn find<'b>(&self, book: &'b Book) -> Option<(Spot<'b>, bool)> {
        let guide = book.guide(self.guide()).filter(|g| !g.steps.is_empty())?;
        let of_step = |s: &crate::book::Step| self.key == both(guide.key, s.key) && s.id == self.step();
        if let Some(index) = guide.steps.iter().position(of_step) {
            return Some((Spot { guide, index }, true));
        }
        let stage = guide.index_of(self.stage());
        Some((Spot { guide, index: successor(guide, stage, self.stage().is_empty(), self.ordinal()) }, false))
    }
}

impl Default for At {
    fn default() -> Self {
        Self::new("", "", "", 0)
    }
}

/// Two keys as one number.
fn both(guide: u32, step: u32) -> u64 {
    u64::from(guide) << 32 | u64::from(step)
}

/// The step that stands where a vanished one stood: the same ordinal in its stage, else the stage, else the opening.
pub(super) fn successor(guide: &Guide, stage: Option<usize>, top: bool, ordinal: u16) -> usize {
    let of_stage = |s: &crate::book::Step| if top { s.stage.is_none() } else { stage.is_some() && s.stage == stage };
    let same = guide.steps.iter().position(|s| of_stage(s) && s.ordinal == ordinal);
    same.or(stage).unwrap_or(0)
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let parts = text.split_once('#').and_then(|(guide, rest)| {
            let (step, rest) = rest.rsplit_once('@')?;
            let (stage, ordinal) = rest.rsplit_once('.')?;
            Some(Self::new(guide, step, stage, ordinal.parse().ok()?))
        });
        parts.ok_or_else(|| D::Error::custom("a place is guide#step@stage.n"))
    }
}
