//! A small learner: which of a few classes a line is of, taught by examples of each.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::book::index::alike::Senses;
use crate::book::index::model::{Examples, Model};

/// How much each sort of feature counts. These, and what is learnt from, were chosen on the rows `seen` of `tests/queries/answered.tsv`.
const OF_WORD: f32 = 1.0;
const OF_PAIR: f32 = 0.6;
const OF_RUN: f32 = 0.5;
const OF_MARKED: f32 = 0.7;
const OF_SENSE: f32 = 1.5;
/// The lengths of the runs of letters, the blanks around a word included.
const RUNS: std::ops::RangeInclusive<usize> = 2..=5;
/// Even what every text has counts a little.
const LEAST_RARE: f32 = 0.5;

/// A text as features with how much each counts before its rarity.
pub(crate) type Bag = Vec<(u64, f32)>;

/// A text that teaches: its class, and how much it counts.
pub(crate) struct Lesson {
    pub(crate) bag: Bag,
    pub(crate) class: usize,
    pub(crate) weight: f32,
}

/// What was learnt of some lessons.
#[derive(Debug)]
pub(crate) struct Learner {
    /// The number and the rarity of each feature.
    numbers: HashMap<u64, (u32, f32)>,
    model: Model,
}

impl Learner {
    /// Learns to tell `classes` classes apart.
    pub(crate) fn of(lessons: &[Lesson], classes: usize) -> Self {
        let mut often: HashMap<u64, u32> = HashMap::new();
        lessons.iter().flat_map(|l| &l.bag).for_each(|(feature, _)| *often.entry(*feature).or_default() += 1);
        let mut features: Vec<(u64, u32)> = often.into_iter().collect();
        // The map's order changes from run to run; what is learnt must not.
        features.sort_unstable();
        let all = real(lessons.len());
        let rare = |n: u32| ((1.0 + all) / (1.0 + real(n as usize))).ln() + LEAST_RARE;
        let numbers: HashMap<u64, (u32, f32)> =
            (0..).zip(features).map(|(at, (feature, n))| (feature, (at, rare(n)))).collect();
        let mut examples = Examples::default();
        for lesson in lessons {
            examples.push(&see(&numbers, &lesson.bag), lesson.class, lesson.weight);
        }
        let model = Model::train(&examples, numbers.len(), classes);
        Self { numbers, model }
    }

    /// The share of each class.
    pub(crate) fn judge(&self, bag: &Bag) -> Vec<f32> {
        self.model.judge(&see(&self.numbers, bag))
    }
}

/// Known features by number, scaled to length one.
fn see(numbers: &HashMap<u64, (u32, f32)>, bag: &Bag) -> Vec<(u32, f32)> {
    let mut out: Vec<(u32, f32)> =
        bag.iter().filter_map(|(feature, own)| numbers.get(feature).map(|(at, rare)| (*at, own * rare))).collect();
    let length = out.iter().map(|(_, v)| v * v).sum::<f32>().sqrt();
    if length > 0.0 {
        out.iter_mut().for_each(|(_, v)| *v /= length);
    }
    out
}

/// Words, pairs, runs of letters, words with their marks, and what of the ways to answer stands in a text of these words.
pub(crate) fn bag(text: &str, words: &[String], senses: &Senses) -> Bag {
    let mut out = Bag::new();
    let mut add = |sort: u8, chars: &mut dyn Iterator<Item = char>, weight| out.push((hash(sort, chars), weight));
    for word in words {
        add(1, &mut word.chars(), OF_WORD);
        let letters: Vec<char> = std::iter::once(' ').chain(word.chars()).chain([' ']).collect();
        for length in RUNS {
            letters.windows(length).for_each(|run| add(3, &mut run.iter().copied(), OF_RUN));
            if letters.len() <= length {
                break;
            }
        }
    }
    for pair in words.windows(2) {
        add(2, &mut pair[0].chars().chain([' ']).chain(pair[1].chars()), OF_PAIR);
    }
    let text: String = text.nfc().collect();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_ascii()) {
        add(4, &mut word.chars().flat_map(char::to_lowercase), OF_MARKED);
    }
    for (group, _) in &senses.groups {
        add(5, &mut char::from_u32(u32::try_from(*group).unwrap_or(0)).into_iter(), OF_SENSE);
    }
    for (stance, _) in &senses.stances {
        add(6, &mut std::iter::once(char::from(*stance as u8)), OF_SENSE);
    }
    counted(out)
}

/// Each feature once; one that stands there twice counts a little more.
fn counted(mut bag: Bag) -> Bag {
    bag.sort_unstable_by_key(|(feature, _)| *feature);
    let once = bag.chunk_by(|a, b| a.0 == b.0).map(|same| (same[0].0, same[0].1 * (1.0 + real(same.len()).ln())));
    once.collect()
}

/// FNV-1a, 64 bits, over characters.
fn hash(sort: u8, chars: &mut dyn Iterator<Item = char>) -> u64 {
    let step = |hash: u64, part: u64| (hash ^ part).wrapping_mul(0x0100_0000_01b3);
    chars.fold(step(0xcbf2_9ce4_8422_2325, u64::from(sort)), |hash, c| step(hash, u64::from(u32::from(c))))
}

fn real(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}
