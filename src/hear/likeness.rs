//! How like a line is to what stands on each button, or to what others said for it.

use std::collections::{HashMap, HashSet};

use crate::book::Book;

/// How much a pair of words, and a run of letters, count beside a word.
const OF_PAIR: f32 = 1.0;
const OF_RUN: f32 = 0.25;
/// The length of a run of letters.
const RUN: usize = 3;
/// A word that no button knows tells that the line may be about something else.
const OF_UNKNOWN: f32 = 0.6;

/// One line as features with their weight before rarity.
pub(super) type Bag = HashMap<String, f32>;

/// Words, groups of `[alike]`, pairs and runs of letters of a line.
pub(super) fn bag(book: &Book, text: &str) -> Bag {
    let index = book.index();
    let words = index.words(text);
    let mut out = Bag::new();
    for (group, _) in index.senses(&words).groups {
        out.insert(format!("@{group}"), 1.5);
    }
    for pair in words.windows(2) {
        out.insert(pair.join(" "), OF_PAIR);
    }
    for word in &words {
        let letters: Vec<char> = format!(" {word} ").chars().collect();
        for run in letters.windows(RUN) {
            out.insert(format!("#{}", run.iter().collect::<String>()), OF_RUN);
        }
    }
    out.extend(words.into_iter().map(|word| (word, 1.0)));
    out
}

/// The likeness of a line to each offer, from 0 to 1: that of the best of its texts.
pub(super) fn likeness(line: &Bag, offers: &[Vec<Bag>]) -> Vec<f32> {
    let rare = rarity(offers);
    let weight = |feature: &str, own: f32| own * rare.get(feature).copied().unwrap_or(0.0);
    let is_word = |feature: &str| !feature.starts_with(['#', '@']) && !feature.contains(' ');
    let unknown = |feature: &str| if is_word(feature) { OF_UNKNOWN } else { 0.0 };
    let size = |bag: &Bag| {
        let squares =
            bag.iter().map(|(f, own)| if rare.contains_key(f.as_str()) { weight(f, *own) } else { unknown(f) });
        squares.map(|w| w * w).sum::<f32>().sqrt()
    };
    let own = size(line);
    let cosine = |text: &Bag| {
        let both = text.iter().filter(|(f, _)| line.contains_key(f.as_str()));
        let dot: f32 = both.map(|(f, own)| weight(f, *own).powi(2)).sum();
        let sizes = own * size(text);
        if sizes > 0.0 { dot / sizes } else { 0.0 }
    };
    offers.iter().map(|texts| texts.iter().map(cosine).fold(0.0, f32::max)).collect()
}

/// How much a feature tells one offer from the others.
fn rarity(offers: &[Vec<Bag>]) -> HashMap<&str, f32> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for texts in offers {
        let of_offer: HashSet<&str> = texts.iter().flatten().map(|(f, _)| f.as_str()).collect();
        of_offer.into_iter().for_each(|f| *seen.entry(f).or_default() += 1);
    }
    let count = real(offers.len());
    seen.into_iter().map(|(f, n)| (f, (1.0 + (count - real(n) + 0.5) / (real(n) + 0.5)).ln())).collect()
}

fn real(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}
