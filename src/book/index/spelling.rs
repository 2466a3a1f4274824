//! Slips: a word that nobody says here as the one that was meant.

use std::collections::BTreeMap;

use crate::book::index::search::Lessons;
use crate::book::index::speech::Speech;
use crate::book::marks::meant;
use crate::book::tongue::is_syllable;
use crate::book::{Vocabulary, fold};

/// No word of ours has more letters.
const LONGEST: usize = 8;
/// A shorter word is as near to many others.
const LEAST_MENDED: usize = 4;
/// A word that so few examples have may be a slip of theirs, if what its keys meant is so many times as frequent.
const RARE: u32 = 2;
const MUCH_OFTENER: u32 = 20;
/// So many unknown words of a text are mended, the first: each is compared with every word there is (some 50 µs), and no
/// question needs more. Without an end a page of gibberish cost as much as a hundred questions.
const MOST_MENDED: usize = 16;

/// The words that some example has, and how often.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    known: BTreeMap<String, u32>,
}

impl Spelling {
    /// All words of the lessons, and of what is said in the middle of a guide.
    pub(super) fn of(lessons: &Lessons, vocabulary: &Vocabulary, speech: &Speech) -> Self {
        let mut known = lessons.known();
        let asked = vocabulary.asked.iter().flat_map(|(_, texts)| texts);
        let of_answers = vocabulary.answers.iter().flat_map(|(_, texts)| texts).chain(&vocabulary.doubts);
        let answered = vocabulary.answered.values().flatten().flat_map(|said| &said.texts);
        let questions = vocabulary.questions.values().flat_map(|said| &said.texts);
        for text in asked.chain(of_answers).chain(answered).chain(questions) {
            for word in speech.words(text) {
                *known.entry(word).or_default() += 1;
            }
        }
        Self { known }
    }

    /// Whether some example has this word.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.known.contains_key(word)
    }

    /// Words as they were meant.
    pub(super) fn mended(&self, words: &[String]) -> Vec<String> {
        let mut unknown = 0;
        let mend = |word: &String| {
            unknown += usize::from(!self.known.contains_key(word));
            if unknown > MOST_MENDED { vec![word.clone()] } else { self.word(word) }
        };
        words.iter().flat_map(mend).collect()
    }

    /// A word that no example has: as the keys of Telex or VNI meant it, as two words run together, or as the nearest known one.
    fn word(&self, word: &str) -> Vec<String> {
        let often = |word: &str| self.known.get(word).copied().unwrap_or(0);
        let own = often(word);
        // An example or two may hold keys themselves: what they meant is said far more often.
        let is_slip = |meant: &String| often(meant) > own * MUCH_OFTENER && own <= RARE;
        if let Some(meant) = meant(word).map(|word| fold(&word)).filter(is_slip) {
            return vec![meant];
        }
        // An example or two may have run words together themselves.
        let run_together = || self.parted_within(word, word.len() - 1).filter(|parts| parts.iter().all(is_slip));
        if (1..=RARE).contains(&own)
            && !is_syllable(word)
            && let Some(parts) = run_together()
        {
            return parts;
        }
        if own > 0 {
            return vec![word.to_owned()];
        }
        if word.bytes().any(|b| b.is_ascii_digit()) {
            return vec![word.to_owned()];
        }
        if let Some(parts) = self.parted(word) {
            return parts;
        }
        if word.chars().count() >= LEAST_MENDED {
            let near = self.known.iter().filter(|(w, _)| w.len().abs_diff(word.len()) <= 1);
            let near = near.filter(|(w, _)| strsim::osa_distance(w, word) == 1).max_by_key(|(_, n)| **n);
            if let Some((meant, _)) = near {
                return vec![meant.clone()];
            }
        }
        vec![word.to_owned()]
    }

    /// `khaisinhchocon` as known words: as few as possible, the commonest among those.
    pub(super) fn parted(&self, word: &str) -> Option<Vec<String>> {
        self.parted_within(word, LONGEST)
    }

    /// The same, of words of so many letters at most.
    fn parted_within(&self, word: &str, longest: usize) -> Option<Vec<String>> {
        // best[i]: the fewest words that make word[..i], with how common the rarest of them is.
        let mut best: Vec<Option<(usize, u32, usize)>> = vec![None; word.len() + 1];
        best[0] = Some((0, u32::MAX, 0));
        for end in 1..=word.len() {
            for start in end.saturating_sub(longest.min(LONGEST))..end {
                let (Some((count, rarest, _)), Some(part)) = (best[start], word.get(start..end)) else { continue };
                let Some(often) = self.known.get(part).filter(|_| part.len() > 1) else { continue };
                let here = (count + 1, rarest.min(*often), start);
                let better = best[end].is_none_or(|(c, r, _)| (here.0, u32::MAX - here.1) < (c, u32::MAX - r));
                if better {
                    best[end] = Some(here);
                }
            }
        }
        let mut out = Vec::new();
        let mut end = word.len();
        while end > 0 {
            let (_, _, start) = best[end]?;
            out.push(word[start..end].to_owned());
            end = start;
        }
        out.reverse();
        Some(out)
    }
}
