//! A place in a guide as records and buttons keep it: the step's hash, and what finds its successor once a clerk has renamed it.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::book::{Book, Guide, key};

/// [`At::BYTES`] in base64url.
const LETTERS: usize = 19;

/// A step by its hashes ([`crate::book::key()`]), with its stage and ordinal kept for the day the step vanishes. Stored as 19 characters:
/// base64url of the 14 bytes of guide, step, stage and ordinal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct At {
    guide: u32,
    step: u32,
    /// 0 at the top level.
    stage: u32,
    /// The number in the stage.
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

    /// As a record or a button keeps it.
    pub(super) fn at(&self) -> At {
        let step = self.step();
        let stage = step.stage.map_or(0, |s| self.guide.steps[s].key);
        At { guide: self.guide.key, step: step.key, stage, ordinal: step.ordinal }
    }

    /// Whether this is the step `at` names, by its id.
    pub(super) fn is(&self, at: &At) -> bool {
        at.step == self.step().key && at.guide == self.guide.key
    }
}

impl At {
    /// How many bytes a place is.
    pub(super) const BYTES: usize = 14;

    /// As it was stored once: `guide#step@stage.ordinal`, the stage empty at the top level.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let (guide, rest) = text.split_once('#')?;
        let (step, rest) = rest.rsplit_once('@')?;
        let (stage, ordinal) = rest.rsplit_once('.')?;
        let stage = if stage.is_empty() { 0 } else { key(stage) };
        Some(Self { guide: key(guide), step: key(step), stage, ordinal: ordinal.parse().ok()? })
    }

    /// 14 bytes, as buttons and records hold them.
    pub(super) fn bytes(&self) -> [u8; Self::BYTES] {
        let mut out = [0; Self::BYTES];
        let numbers = [self.guide, self.step, self.stage].into_iter().flat_map(u32::to_be_bytes);
        let all = numbers.chain(self.ordinal.to_be_bytes());
        out.iter_mut().zip(all).for_each(|(to, byte)| *to = byte);
        out
    }

    /// What [`At::bytes`] gave.
    pub(super) fn of_bytes(bytes: [u8; Self::BYTES]) -> Self {
        let [g0, g1, g2, g3, s0, s1, s2, s3, t0, t1, t2, t3, o0, o1] = bytes;
        Self {
            guide: u32::from_be_bytes([g0, g1, g2, g3]),
            step: u32::from_be_bytes([s0, s1, s2, s3]),
            stage: u32::from_be_bytes([t0, t1, t2, t3]),
            ordinal: u16::from_be_bytes([o0, o1]),
        }
    }

    /// The step's hash.
    pub(super) fn step(&self) -> u32 {
        self.step
    }

    /// The place behind this one in its stage, if its step has this hash.
    pub(super) fn next(&self, step: u32) -> Option<Self> {
        Some(Self { step, ordinal: self.ordinal.checked_add(1)?, ..*self })
    }

    /// Whether it is a step of this guide.
    pub(super) fn is_of(&self, guide: &Guide) -> bool {
        self.guide == guide.key
    }

    /// Whether its step has this id.
    pub(super) fn is_step(&self, id: &str) -> bool {
        self.step == key(id)
    }

    /// The same step of the same guide, wherever it stood.
    pub(super) fn is_same_step(&self, other: &Self) -> bool {
        (self.guide, self.step) == (other.guide, other.step)
    }

    /// Whether its step has left the guide, and `spot` is what stands in its place.
    pub(super) fn has_heir(&self, spot: &Spot<'_>) -> bool {
        let there = spot.at();
        self.is_of(spot.guide)
            && (self.ordinal, self.stage) == (there.ordinal, there.stage)
            && !spot.guide.steps.iter().any(|step| step.key == self.step)
    }

    /// Its guide in today's book.
    pub(super) fn guide<'b>(&self, book: &'b Book) -> Option<&'b Guide> {
        book.guide_by_key(self.guide)
    }

    /// `guide#step` in today's book; none if the step is not there.
    pub fn name(&self, book: &Book) -> Option<String> {
        let (spot, _) = self.find(book).filter(|(_, exact)| *exact)?;
        Some(format!("{}#{}", spot.guide.id, spot.step().id))
    }

    /// The step in today's book and whether it is the very one; none if the guide is gone.
    pub(super) fn find<'b>(&self, book: &'b Book) -> Option<(Spot<'b>, bool)> {
        let guide = self.guide(book).filter(|g| !g.steps.is_empty())?;
        if let Some(index) = guide.steps.iter().position(|s| s.key == self.step) {
            return Some((Spot { guide, index }, true));
        }
        let stage = guide.steps.iter().position(|s| self.stage != 0 && s.key == self.stage);
        Some((Spot { guide, index: successor(guide, stage, self.stage == 0, self.ordinal) }, false))
    }
}

/// The step that stands where a vanished one stood: the same ordinal in its stage, else the stage, else the opening.
fn successor(guide: &Guide, stage: Option<usize>, top: bool, ordinal: u16) -> usize {
    let of_stage = |s: &crate::book::Step| if top { s.stage.is_none() } else { stage.is_some() && s.stage == stage };
    let same = guide.steps.iter().position(|s| of_stage(s) && s.ordinal == ordinal);
    same.or(stage).unwrap_or(0)
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut letters = [0; LETTERS];
        let written = BASE64_URL_SAFE_NO_PAD.encode_slice(self.bytes(), &mut letters);
        let text = written.ok().and_then(|n| std::str::from_utf8(letters.get(..n)?).ok());
        to.serialize_str(text.unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text.contains('#') {
            return Self::of_text(&text).ok_or_else(|| D::Error::custom("a place is guide#step@stage.n"));
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&text).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self::of_bytes).ok_or_else(|| D::Error::custom("a place is 14 bytes in base64url"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_stored_as_text_is_the_same_place() {
        let read = |json: &str| serde_json::from_str::<At>(json);
        let old = read(r#""khai-sinh#noi-o@.3""#).expect("as it was stored");
        assert_eq!(old, At { guide: key("khai-sinh"), step: key("noi-o"), stage: 0, ordinal: 3 });
        let staged = read(r#""luu-tru#gui@truc-tuyen.12""#).expect("as it was stored");
        assert_eq!((staged.stage, staged.ordinal), (key("truc-tuyen"), 12));
        for at in [old, staged, At::default()] {
            let json = serde_json::to_string(&at).expect("JSON");
            assert_eq!((json.len(), read(&json).expect("it reads back")), (LETTERS + 2, at));
        }
        for wrong in [r#""""#, r#""a#b""#, r#""gZ-dvQ""#, r#""AAAAAAAAAAAAAAAAAAAAA""#, "7"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
