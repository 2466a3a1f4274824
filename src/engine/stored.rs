//! The short forms in which a record keeps what it has most of: places gone back to, and presses.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::engine::at::At;
use crate::engine::session::{Frame, Press};

/// A place on no visit is its text alone.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Back {
    Bare(At),
    Whole {
        place: At,
        #[serde(default)]
        stack: Vec<At>,
    },
}

impl From<Back> for Frame {
    fn from(back: Back) -> Self {
        match back {
            Back::Bare(place) => Self { place, stack: Vec::new() },
            Back::Whole { place, stack } => Self { place, stack },
        }
    }
}

impl Serialize for Frame {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Whole<'a> {
            place: &'a At,
            stack: &'a [At],
        }
        let Self { place, stack } = self;
        if stack.is_empty() { place.serialize(to) } else { Whole { place, stack }.serialize(to) }
    }
}

/// Presses by their steps: "Xong, bước tiếp" is its step alone.
pub(super) mod presses {
    use super::{At, Deserialize, Deserializer, Press, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Entry {
        On(At),
        By(At, Press),
    }

    pub(in crate::engine) fn serialize<S: Serializer>(all: &[(At, Press)], to: S) -> Result<S::Ok, S::Error> {
        let plain = Press::default();
        let entry = |(at, press): &(At, Press)| {
            if *press == plain { Entry::On(*at) } else { Entry::By(*at, press.clone()) }
        };
        to.collect_seq(all.iter().map(entry))
    }

    pub(in crate::engine) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(At, Press)>, D::Error> {
        let pair = |entry| match entry {
            Entry::On(at) => (at, Press::default()),
            Entry::By(at, press) => (at, press),
        };
        Ok(Vec::<Entry>::deserialize(from)?.into_iter().map(pair).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::session::Walk;

    #[test]
    fn short_forms_and_those_before_them_read_the_same() {
        let (at, caller) = (At::of_bytes([7; 14]), At::of_bytes([9; 14]));
        let by = Press { label: 5, ..Press::default() };
        let walk = Walk {
            back: vec![Frame { place: at, stack: Vec::new() }, Frame { place: at, stack: vec![caller] }],
            pressed: vec![(at, Press::default()), (caller, by)],
            ..Walk::default()
        };
        let json = serde_json::to_string(&walk).expect("JSON");
        let text = serde_json::to_string(&at).expect("JSON");
        assert!(json.contains(&format!(r#""back":[{text},{{"place":{text},"#)), "{json}");
        assert!(json.contains(&format!(r#""pressed":[{text},["#)), "{json}");
        let long = json.replacen(&format!("[{text},{{"), &format!(r#"[{{"place":{text}}},{{"#), 1);
        let long = long.replacen(&format!("[{text},["), &format!("[[{text},{{}}],["), 1);
        assert_ne!(long, json);
        for json in [json, long] {
            assert_eq!(serde_json::from_str::<Walk>(&json).expect("a walk"), walk, "{json}");
        }
    }
}
