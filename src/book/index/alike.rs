//! Expressions that mean the same in an answer, and those that say yes, no or "don't know", as words without marks.

use std::collections::HashMap;

use crate::book::index::speech::Speech;
use crate::book::{Stance, Vocabulary};

/// By the first word: the rest of each expression, and what it means.
#[derive(Debug, Default)]
pub(super) struct Alike {
    by_first: HashMap<String, Vec<(Vec<String>, Sense)>>,
}

/// What an expression means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    Stance(Stance),
    Group(usize),
}

/// What of these stands in a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Senses {
    /// The groups of `[alike]` by number, each with the places of the words that say it.
    pub groups: Vec<(usize, std::ops::Range<usize>)>,
    /// The stances with the places of their words.
    pub stances: Vec<(Stance, std::ops::Range<usize>)>,
}

impl Alike {
    pub(super) fn of(vocabulary: &Vocabulary, speech: &Speech) -> Self {
        let mut out = Self::default();
        let mut add = |text: &String, sense| {
            let mut words = speech.words(text).into_iter();
            if let Some(first) = words.next() {
                out.by_first.entry(first).or_default().push((words.collect(), sense));
            }
        };
        for (stance, texts) in &vocabulary.answers {
            texts.iter().for_each(|text| add(text, Sense::Stance(*stance)));
        }
        for (group, texts) in vocabulary.alike.iter().enumerate() {
            texts.iter().for_each(|text| add(text, Sense::Group(group)));
        }
        out
    }

    /// All expressions that stand in these words; of one sense the longest at each place.
    pub(super) fn senses(&self, words: &[String]) -> Senses {
        let mut out = Senses::default();
        for (at, first) in words.iter().enumerate() {
            let rest = &words[at + 1..];
            let here = self.by_first.get(first).into_iter().flatten().filter(|(tail, _)| rest.starts_with(tail));
            for (tail, sense) in here {
                let place = at..at + 1 + tail.len();
                match sense {
                    Sense::Stance(stance) => out.stances.push((*stance, place)),
                    Sense::Group(group) => out.groups.push((*group, place)),
                }
            }
        }
        out
    }
}
