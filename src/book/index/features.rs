//! Features of a text: words, pairs of words, and runs of letters that survive a slip of the finger.

use std::collections::HashMap;

use crate::book::index::model::Sparse;

/// The lengths of the runs of letters, blanks at both ends of a word included.
const RUNS: std::ops::RangeInclusive<usize> = 2..=5;

/// The features that the examples have, with how rare each is.
#[derive(Debug, Default)]
pub(super) struct Features {
    words: Group,
    runs: Group,
}

/// Features of one sort: their numbers, and a weight that is higher the rarer they are.
#[derive(Debug, Default)]
struct Group {
    numbers: HashMap<u64, (u32, f32)>,
}

/// The features of one text before they have numbers: words and pairs, runs.
struct Raw([Vec<u64>; 2]);

impl Features {
    /// All features of the texts.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a [String]> + Clone) -> Self {
        let mut out = Self::default();
        let mut seen: [HashMap<u64, u32>; 2] = [HashMap::new(), HashMap::new()];
        let mut count = 0;
        for words in texts {
            count += 1;
            for (group, seen) in raw(words).0.into_iter().zip(&mut seen) {
                let mut once = group;
                once.sort_unstable();
                once.dedup();
                once.into_iter().for_each(|feature| *seen.entry(feature).or_default() += 1);
            }
        }
        let mut next = 0;
        let [words, runs] = seen;
        out.words.number(words, count, 1, &mut next);
        // A run that one example alone has tells nothing that its words don't. (Pairs do: without the rare ones the exam
        // lost two answers in a hundred.)
        out.runs.number(runs, count, 2, &mut next);
        out
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.words.numbers.len() + self.runs.numbers.len()
    }

    /// A text's features; those no example has are unknown and left out.
    pub(super) fn see(&self, words: &[String]) -> Sparse {
        let Raw([pairs, runs]) = raw(words);
        let mut out = self.words.see(pairs);
        out.extend(self.runs.see(runs));
        out
    }
}

impl Group {
    fn number(&mut self, seen: HashMap<u64, u32>, count: u32, least: u32, next: &mut u32) {
        let mut kept: Vec<(u64, u32)> = seen.into_iter().filter(|(_, n)| *n >= least).collect();
        // The map's order changes from run to run; the model must not.
        kept.sort_unstable();
        for (feature, n) in kept {
            let rare = (real(1 + count) / real(1 + n)).ln() + 1.0;
            self.numbers.insert(feature, (*next, rare));
            *next += 1;
        }
    }

    /// Damped counts times rarity, scaled to length one.
    fn see(&self, mut raw: Vec<u64>) -> Sparse {
        raw.sort_unstable();
        let mut out = Sparse::new();
        for same in raw.chunk_by(|a, b| a == b) {
            if let Some((number, rare)) = self.numbers.get(&same[0]) {
                let often = 1.0 + real(u32::try_from(same.len()).unwrap_or(u32::MAX)).ln();
                out.push((*number, often * rare));
            }
        }
        let length = out.iter().map(|(_, v)| v * v).sum::<f32>().sqrt();
        if length > 0.0 {
            out.iter_mut().for_each(|(_, v)| *v /= length);
        }
        out
    }
}

/// What a feature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Word,
    Pair,
    Run,
}

/// The features of words, each as often as it stands there.
pub(super) fn features(words: &[String]) -> impl Iterator<Item = (u64, Sort)> {
    let Raw([pairs, runs]) = raw(words);
    // Words come before pairs.
    let sort = {
        let words = words.len();
        move |n| if n < words { Sort::Word } else { Sort::Pair }
    };
    pairs.into_iter().enumerate().map(move |(n, f)| (f, sort(n))).chain(runs.into_iter().map(|f| (f, Sort::Run)))
}

fn raw(words: &[String]) -> Raw {
    let mut pairs: Vec<u64> = words.iter().map(|word| hash(1, word.chars())).collect();
    let pair = |pair: &[String]| hash(2, pair[0].chars().chain([' ']).chain(pair[1].chars()));
    pairs.extend(words.windows(2).map(pair));
    let mut runs = Vec::new();
    let mut padded: Vec<char> = Vec::new();
    for word in words {
        padded.clear();
        padded.extend(std::iter::once(' ').chain(word.chars()).chain([' ']));
        for length in RUNS {
            runs.extend(padded.windows(length).map(|run| hash(3, run.iter().copied())));
            if padded.len() <= length {
                break;
            }
        }
    }
    Raw([pairs, runs])
}

/// FNV-1a, 64 bits, over characters: with some 40,000 features nobody shares a number.
fn hash(sort: u8, chars: impl Iterator<Item = char>) -> u64 {
    let step = |hash: u64, part: u64| (hash ^ part).wrapping_mul(0x0100_0000_01b3);
    chars.fold(step(0xcbf2_9ce4_8422_2325, u64::from(sort)), |hash, c| step(hash, u64::from(u32::from(c))))
}

#[expect(clippy::cast_precision_loss, reason = "counts of examples are small")]
fn real(n: u32) -> f32 {
    n as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_keeps_most_runs() {
        let texts = [vec!["khai".to_owned(), "sinh".to_owned()], vec!["sinhh".to_owned(), "khai".to_owned()]];
        let features = Features::of(texts.iter().map(Vec::as_slice));
        let seen = features.see(&["sinhhh".to_owned()]);
        assert!(seen.len() > 5 && seen.iter().all(|(n, v)| (*n as usize) < features.len() && *v > 0.0));
        assert!(features.see(&["xyz".to_owned()]).is_empty());
    }
}
