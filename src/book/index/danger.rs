//! Danger: what is told in a hurry, found word by word, whatever else stands in the text.

use std::collections::HashMap;
use std::sync::Arc;

use crate::book::index::alert::Likely;
use crate::book::marks::{Marked, meant};
use crate::book::{Urgent, Vocabulary, tidy};

/// The most words that `…` in a phrase of the vocabulary may stand for.
const MOST_BETWEEN: usize = 4;
/// So many letters may be words without blanks between them.
const SHORTEST_RUN: usize = 6;
/// The longest word has so many: up to here keys of Telex explain them better.
const LONGEST_WORD: usize = 7;
/// From this likeness on danger is told that no phrase names; where a phrase does, less than that is none; and so much outweighs a
/// word by which it is past. Chosen on `tests/queries/danger.tsv`.
const UNNAMED: f32 = 0.22;
const UNLIKELY: f32 = 0.03;
const CALMED: f32 = 0.8;
/// So few words are the bare name of a danger, whatever else is said with it.
const BARE: usize = 3;
/// A longer run of letters is no hurry but noise.
const LONGEST_RUN: usize = 200;

/// What a text tells of danger.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Danger {
    /// Whom to call, each once.
    pub urgent: Vec<Urgent>,
    /// Whether it is told as happening now: such words answer no question.
    pub now: bool,
}

/// The phrases of danger of one book, ready to be looked for.
#[derive(Debug, Default)]
pub(super) struct Alarm {
    urgent: Vec<(Urgent, Phrases)>,
    help: Phrases,
    cry: Phrases,
    now: Phrases,
    calm: Phrases,
}

/// Phrases, by the letters of each word they may begin with.
#[derive(Debug, Default)]
struct Phrases {
    first: HashMap<String, Vec<Arc<[Part]>>>,
    numbered: Vec<Arc<[Part]>>,
}

/// A piece of a phrase.
#[derive(Debug)]
enum Part {
    /// One of some words: `ba/cha/bố`; behind `!` with all its marks, since without them it is an everyday one.
    Word { any: Vec<Marked>, surely: bool },
    /// `#`: a number.
    Number,
    /// `…`: some words, or none.
    Some,
}

/// One word of a text, in each way it may be read.
pub(super) type Heard = Vec<Marked>;

impl Alarm {
    pub(super) fn of(vocabulary: &Vocabulary) -> Self {
        Self {
            urgent: vocabulary.urgent.iter().map(|(urgent, list)| (*urgent, Phrases::of(list))).collect(),
            help: Phrases::of(&vocabulary.help),
            cry: Phrases::of(&vocabulary.cry),
            now: Phrases::of(&vocabulary.now),
            calm: Phrases::of(&vocabulary.calm),
        }
    }

    /// The dangers told of. `parted` takes a run of letters without marks apart into words.
    pub(super) fn told(&self, text: &str, likely: &Likely, parted: impl Fn(&str) -> Option<Vec<String>>) -> Danger {
        let words = Self::heard(text, parted);
        let mut urgent = self.named(&words);
        let share = likely.danger;
        if urgent.is_empty() && self.help.are_in(&words) {
            urgent = vec![Urgent::Police, Urgent::Ambulance];
        }
        let named = !urgent.is_empty();
        if !named && share.is_some_and(|share| share >= UNNAMED) {
            urgent.clone_from(&likely.urgent);
        }
        let unlikely = share.is_some_and(|share| share < UNLIKELY) && words.len() > BARE;
        if urgent.is_empty() || unlikely {
            return Danger::default();
        }
        let cries = self.cry.are_in(&words);
        if !cries && self.calm.are_in(&words) && share.is_none_or(|share| share < CALMED) {
            return Danger::default();
        }
        Danger { urgent, now: cries || self.now.are_in(&words) }
    }

    /// The words of a text, each in every way it may be read; a run of letters as the words it is made of.
    pub(super) fn heard(text: &str, parted: impl Fn(&str) -> Option<Vec<String>>) -> Vec<Heard> {
        let text = tidy(text);
        let words = text.split(|c: char| !is_of_a_word(c)).filter(|word| !word.is_empty());
        words.flat_map(|word| readings(word, &parted)).collect()
    }

    /// The dangers that words name, each once.
    pub(super) fn named(&self, words: &[Heard]) -> Vec<Urgent> {
        self.urgent.iter().filter(|(_, phrases)| phrases.are_in(words)).map(|(urgent, _)| *urgent).collect()
    }
}

impl Phrases {
    fn of(list: &[String]) -> Self {
        let mut out = Self::default();
        for phrase in list {
            let parts = parts(phrase);
            let parts: Arc<[Part]> = parts.into();
            match parts.first() {
                Some(Part::Word { any, .. }) => {
                    any.iter().for_each(|w| out.first.entry(w.plain.clone()).or_default().push(Arc::clone(&parts)));
                }
                Some(Part::Number) => out.numbered.push(parts),
                _ => {}
            }
        }
        out
    }

    fn are_in(&self, words: &[Heard]) -> bool {
        words.iter().enumerate().any(|(n, word)| {
            let begun = word.iter().filter_map(|reading| self.first.get(&reading.plain)).flatten();
            begun.chain(&self.numbered).any(|parts| fits(parts, &words[n..]))
        })
    }
}

fn parts(phrase: &str) -> Vec<Part> {
    let spaced = phrase.replace('…', " … ");
    let part = |run: &str| match run {
        "…" => Some(Part::Some),
        "#" => Some(Part::Number),
        _ => {
            let words = run.split(|c: char| !is_of_a_word(c)).filter(|word| !word.is_empty());
            let words: Vec<Marked> = words.map(Marked::of).collect();
            (!words.is_empty()).then_some(Part::Word { any: words, surely: run.starts_with('!') })
        }
    };
    spaced.split_whitespace().filter_map(part).collect()
}

/// Whether the words begin with all parts of a phrase.
fn fits(parts: &[Part], words: &[Heard]) -> bool {
    match parts {
        [] => true,
        [Part::Some, rest @ ..] => (0..=MOST_BETWEEN.min(words.len())).any(|n| fits(rest, &words[n..])),
        [part, rest @ ..] => words.split_first().is_some_and(|(word, others)| part.is(word) && fits(rest, others)),
    }
}

impl Part {
    fn is(&self, word: &Heard) -> bool {
        match self {
            Self::Some => true,
            Self::Number => word.iter().any(|reading| reading.plain.bytes().all(|b| b.is_ascii_digit())),
            Self::Word { any, surely: true } => any.iter().any(|w| word.iter().any(|reading| reading.surely_is(w))),
            Self::Word { any, .. } => any.iter().any(|w| word.iter().any(|reading| reading.may_be(w))),
        }
    }
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// One word of a text in every way it may be read, or the words that it is made of.
fn readings(word: &str, parted: impl Fn(&str) -> Option<Vec<String>>) -> Vec<Heard> {
    let marked = Marked::of(word);
    let calmed = [1, 2].map(|most| marked.calmed(most));
    let length = marked.plain.chars().count();
    let is_word = length <= LONGEST_WORD && meant(word).is_some();
    let is_run = (SHORTEST_RUN..=LONGEST_RUN).contains(&length) && calmed[0].is_none() && !is_word;
    let words = if is_run { parted(&marked.plain) } else { None };
    if let Some(words) = words {
        let mut from = 0;
        let piece = |word: String| {
            let to = from + word.chars().count();
            let piece = marked.piece(from, to);
            from = to;
            vec![piece]
        };
        return words.into_iter().map(piece).collect();
    }
    let mut out = vec![marked];
    out.extend(calmed.into_iter().flatten());
    // The key of a tone, but the wrong one.
    out.extend(
        word.ends_with(|c: char| c.is_ascii_digit())
            .then(|| Marked::of(word.trim_end_matches(|c: char| c.is_ascii_digit()))),
    );
    out.extend(meant(word).map(|word| Marked::of(&word)));
    vec![out]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Danger {
        let list = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let vocabulary = Vocabulary {
            urgent: vec![(Urgent::Fire, list(&["nhà … cháy"])), (Urgent::Police, list(&["bị dọa"]))],
            cry: list(&["cứu với"]),
            now: list(&["đang"]),
            calm: list(&["năm ngoái"]),
            ..Vocabulary::default()
        };
        let parted = |run: &str| (run == "nhachay").then(|| list(&["nha", "chay"]));
        Alarm::of(&vocabulary).told(text, &Likely::default(), parted)
    }

    #[test]
    fn words_are_judged_one_by_one() {
        for text in [
            "nhà cháy",
            "NHA CHAY",
            "nhà bà Năm chay rồi 🔥",
            "nhaf tooi chasy",
            "nha2 cha1y",
            "“nhà” cháyyyy…",
            "nhàcháy",
        ] {
            assert_eq!(told(text), Danger { urgent: vec![Urgent::Fire], now: false }, "{text}");
        }
        assert_eq!(told("em bị doạ").urgent, [Urgent::Police]);
        for text in ["nhà chạy", "nhà một hai ba bốn năm cháy", "em bị đọa", "nhà", "", "cháy nhà"] {
            assert_eq!(told(text), Danger::default(), "{text}");
        }
    }

    #[test]
    fn what_is_past_is_no_danger_unless_somebody_cries() {
        assert!(told("nhà cháy năm ngoái").urgent.is_empty());
        assert!(told("cứu với, nhà cháy, năm ngoái cũng vậy").now);
        assert!(told("nhà đang cháy").now);
    }
}
