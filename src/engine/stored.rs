//! The short forms in which a record keeps what it has most of: places gone back to, and presses.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde::de::Error as _;
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::engine::at::At;
use crate::engine::session::{Frame, Press};

/// Places that follow one another in a stage, never empty. Stored as base64url of the first place's bytes and of the hashes of the steps
/// behind it: a run of one is a place as it is stored alone.
#[derive(Debug, PartialEq)]
struct Run(Vec<At>);

/// A [`Run`] as it is written.
struct Growing {
    bytes: Vec<u8>,
    last: Option<At>,
}

impl Growing {
    /// With room for so many places.
    fn new(places: usize) -> Self {
        Self { bytes: Vec::with_capacity(At::BYTES + places * size_of::<u32>()), last: None }
    }

    /// Takes in one more; false if it does not follow.
    fn grow(&mut self, at: At) -> bool {
        match self.last {
            None => self.bytes.extend(at.bytes()),
            Some(last) if last.next(at.step()) == Some(at) => self.bytes.extend(at.step().to_be_bytes()),
            Some(_) => return false,
        }
        self.last = Some(at);
        true
    }

    /// Ends it, if it has begun.
    fn end<L: SerializeSeq>(&mut self, list: &mut L) -> Result<(), L::Error> {
        if self.last.take().is_some() {
            list.serialize_element(&BASE64_URL_SAFE_NO_PAD.encode(&self.bytes))?;
            self.bytes.clear();
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Run {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text.contains('#') {
            return At::of_text(&text).map(|at| Self(vec![at])).ok_or_else(|| D::Error::custom("not a place"));
        }
        run(&text).ok_or_else(|| D::Error::custom("places are 14 bytes in base64url, then 4 for each that follows"))
    }
}

fn run(text: &str) -> Option<Run> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    let (first, rest) = bytes.split_first_chunk()?;
    let (steps, over) = rest.as_chunks();
    let mut run = Run(vec![At::of_bytes(*first)]);
    for step in steps {
        let at = run.0.last()?.next(u32::from_be_bytes(*step))?;
        run.0.push(at);
    }
    over.is_empty().then_some(run)
}

/// Runs, and what is more than a place between them.
fn write<'a, E, T: Serialize, S: Serializer>(
    all: &'a [E],
    part: impl Fn(&'a E) -> Result<At, T>,
    to: S,
) -> Result<S::Ok, S::Error> {
    let (mut list, mut run) = (to.serialize_seq(None)?, Growing::new(all.len()));
    for entry in all {
        match part(entry) {
            Ok(at) if run.grow(at) => {}
            Ok(at) => {
                run.end(&mut list)?;
                run.grow(at);
            }
            Err(more) => {
                run.end(&mut list)?;
                list.serialize_element(&more)?;
            }
        }
    }
    run.end(&mut list)?;
    list.end()
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Part<T> {
    Run(Run),
    More(T),
}

fn read<'de, E, T: Deserialize<'de> + Into<E>, D: Deserializer<'de>>(
    from: D,
    bare: fn(At) -> E,
) -> Result<Vec<E>, D::Error> {
    let mut all = Vec::new();
    for part in Vec::<Part<T>>::deserialize(from)? {
        match part {
            Part::Run(run) => all.extend(run.0.into_iter().map(bare)),
            Part::More(more) => all.push(more.into()),
        }
    }
    Ok(all)
}

/// A place on no visit is its place alone.
pub(super) mod backs {
    use super::{At, Deserialize, Deserializer, Frame, Serialize, Serializer, read, write};

    #[derive(Serialize, Deserialize)]
    struct Whole {
        place: At,
        #[serde(default)]
        stack: Vec<At>,
    }

    impl From<Whole> for Frame {
        fn from(Whole { place, stack }: Whole) -> Self {
            Self { place, stack }
        }
    }

    pub(in crate::engine) fn serialize<S: Serializer>(all: &[Frame], to: S) -> Result<S::Ok, S::Error> {
        let part = |Frame { place, stack }: &Frame| {
            if stack.is_empty() { Ok(*place) } else { Err(Whole { place: *place, stack: stack.clone() }) }
        };
        write(all, part, to)
    }

    pub(in crate::engine) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Frame>, D::Error> {
        read::<_, Whole, _>(from, |place| Frame { place, stack: Vec::new() })
    }
}

/// Presses by their steps: "Xong, bước tiếp" is its step alone.
pub(super) mod presses {
    use super::{At, Deserializer, Press, Serializer, read, write};

    pub(in crate::engine) fn serialize<S: Serializer>(all: &[(At, Press)], to: S) -> Result<S::Ok, S::Error> {
        let plain = Press::default();
        write(all, |entry| if entry.1 == plain { Ok(entry.0) } else { Err(entry) }, to)
    }

    pub(in crate::engine) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(At, Press)>, D::Error> {
        read::<_, (At, Press), _>(from, |at| (at, Press::default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::session::Walk;

    /// The place with this step in a stage of 9s.
    fn at(step: u8, ordinal: u8) -> At {
        At::of_bytes([7, 7, 7, 7, 0, 0, 0, step, 9, 9, 9, 9, 0, ordinal])
    }

    fn frame(place: At) -> Frame {
        Frame { place, stack: Vec::new() }
    }

    fn by(label: u32) -> Press {
        Press { label, ..Press::default() }
    }

    fn reads(json: &str) -> Walk {
        serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
    }

    #[test]
    fn short_forms_and_those_before_them_read_the_same() {
        let (here, caller) = (at(1, 1), at(2, 7));
        let walk = Walk {
            back: vec![frame(here), Frame { place: here, stack: vec![caller] }],
            pressed: vec![(here, Press::default()), (caller, by(5))],
            ..Walk::default()
        };
        let json = serde_json::to_string(&walk).expect("JSON");
        let text = serde_json::to_string(&here).expect("JSON");
        assert!(json.contains(&format!(r#""back":[{text},{{"place":{text},"#)), "{json}");
        assert!(json.contains(&format!(r#""pressed":[{text},["#)), "{json}");
        let long = json.replacen(&format!("[{text},{{"), &format!(r#"[{{"place":{text}}},{{"#), 1);
        let long = long.replacen(&format!("[{text},["), &format!("[[{text},{{}}],["), 1);
        assert_ne!(long, json);
        for json in [json, long] {
            assert_eq!(reads(&json), walk, "{json}");
        }
    }

    #[test]
    fn places_that_follow_one_another_are_one_word() {
        let steps: Vec<At> = (0..40).map(|n| at(100 + n, n)).collect();
        let walk = Walk {
            back: steps.iter().copied().map(frame).collect(),
            pressed: steps.iter().map(|at| (*at, Press::default())).collect(),
            ..Walk::default()
        };
        let json = serde_json::to_string(&walk).expect("JSON");
        // 14 bytes and 39 times 4, in base64.
        let word = format!("\":[\"{}\"]", &json[json.find("\"back\":[\"").expect("it is there") + 9..][..227]);
        assert_eq!(json.matches(&word).count(), 2, "{json}");
        assert_eq!(reads(&json), walk);
        let apart = json.replace(&word, &format!("\":{}", serde_json::to_string(&steps).expect("JSON")));
        assert!(apart.len() > json.len() * 3, "as it was before: each by itself");
        assert_eq!(reads(&apart), walk);
    }

    #[test]
    fn what_breaks_a_run_is_kept() {
        let other = At::of_bytes([1; 14]);
        let last = At::of_bytes([7, 7, 7, 7, 0, 0, 0, 1, 9, 9, 9, 9, 255, 255]);
        let places = [at(1, 1), at(2, 2), at(2, 2), at(1, 1), at(3, 3), other, at(4, 4), at(5, 5), last, at(0, 0)];
        let mut pressed: Vec<_> = places.into_iter().map(|at| (at, Press::default())).collect();
        pressed.insert(1, (at(9, 2), by(3)));
        let walk = Walk { back: places.into_iter().map(frame).collect(), pressed, ..Walk::default() };
        let json = serde_json::to_string(&walk).expect("JSON");
        assert_eq!(reads(&json), walk, "{json}");
    }

    #[test]
    fn no_run_is_cut_short_or_counts_too_far() {
        let far = At::of_bytes([7, 7, 7, 7, 0, 0, 0, 1, 9, 9, 9, 9, 255, 255]).bytes();
        for bytes in [&[0; 0][..], &[0; 13], &[0; 15], &[0; 17], &[&far[..], &[0; 4]].concat()] {
            let text = format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(bytes));
            assert!(serde_json::from_str::<Run>(&text).is_err(), "{bytes:?}");
        }
    }
}
