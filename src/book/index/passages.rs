//! The questions and troubles of each guide as bags of words: BM25 over their headings, examples and texts.

use std::collections::{BTreeSet, HashMap};

use crate::book::index::speech::Speech;
use crate::book::{Block, Book, Guide, Item, Step};

/// BM25's own numbers, as the field uses them: how soon a repeated word counts no more, how much a long text is held back.
const K1: f32 = 1.2;
const B: f32 = 0.75;
/// A word of the heading, and one of an example, counts as so many of the text below it.
const OF_HEADING: u16 = 4;
const OF_EXAMPLE: u16 = 3;

/// A question or trouble that may be meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// The key of its step: an edit elsewhere in the guide moves indices.
    pub step: u32,
    /// BM25 of the line.
    pub score: f32,
    /// The part of the line's weight that stands in its heading or one of its examples, from 0 to 1.
    pub explained: f32,
}

/// Those of every guide of a book.
#[derive(Debug, Default)]
pub(super) struct Passages {
    numbers: HashMap<String, u32>,
    of_guides: HashMap<String, Vec<Passage>>,
}

#[derive(Debug, Default)]
struct Passage {
    step: u32,
    /// How often each word stands in it, by the word's number.
    words: HashMap<u32, u16>,
    /// The words of its heading, and of each example.
    titles: Vec<BTreeSet<u32>>,
    length: u32,
}

impl Passages {
    pub(super) fn of(book: &Book, speech: &Speech) -> Self {
        let mut out = Self::default();
        for guide in book.guides.values() {
            let passages: Vec<Passage> = asked(guide)
                .map(|step| {
                    let key = (guide.id.clone(), guide.steps[step].id.clone());
                    let examples = book.vocabulary.questions.get(&key).map_or(&[][..], |said| &said.texts);
                    out.passage(speech, &guide.steps[step], examples)
                })
                .collect();
            out.of_guides.insert(guide.id.clone(), passages);
        }
        out
    }

    fn passage(&mut self, speech: &Speech, step: &Step, examples: &[String]) -> Passage {
        let mut out = Passage { step: step.key, ..Passage::default() };
        let heading = speech.words(&crate::book::plain(&step.heading));
        out.titles.push(self.add(&mut out.words, &heading, OF_HEADING));
        for example in examples {
            let words = speech.words(example);
            out.titles.push(self.add(&mut out.words, &words, OF_EXAMPLE));
        }
        let mut text = String::new();
        spell(&step.body, &mut text);
        let body = speech.words(&text);
        self.add(&mut out.words, &body, 1);
        out.length = out.words.values().map(|n| u32::from(*n)).sum();
        out
    }

    fn add(&mut self, to: &mut HashMap<u32, u16>, words: &[String], often: u16) -> BTreeSet<u32> {
        let mut seen = BTreeSet::new();
        for word in words {
            let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
            let number = *self.numbers.entry(word.clone()).or_insert(next);
            let count = to.entry(number).or_default();
            *count = count.saturating_add(often);
            seen.insert(number);
        }
        seen
    }

    /// The questions and troubles of a guide that have a word of the line, best first.
    pub(super) fn fits(&self, guide: &str, words: &[String]) -> Vec<Fit> {
        let passages = self.of_guides.get(guide).map_or(&[][..], Vec::as_slice);
        if passages.is_empty() {
            return Vec::new();
        }
        let query: BTreeSet<Option<u32>> = words.iter().map(|w| self.numbers.get(w).copied()).collect();
        let count = real(passages.len());
        let mean = passages.iter().map(|p| f64::from(p.length)).sum::<f64>() / f64::from(count);
        let rarity = |word: &Option<u32>| {
            let n = word.map_or(0.0, |word| real(passages.iter().filter(|p| p.words.contains_key(&word)).count()));
            (1.0 + (count - n + 0.5) / (n + 0.5)).ln()
        };
        let weighed: Vec<(Option<u32>, f32)> = query.iter().map(|word| (*word, rarity(word))).collect();
        let all: f32 = weighed.iter().map(|(_, weight)| weight).sum();
        let fit = |p: &Passage| {
            let length = 1.0 - B + B * shorten(f64::from(p.length) / mean);
            let score = weighed.iter().filter_map(|(word, weight)| {
                let often = f32::from(*p.words.get(&(*word)?)?);
                Some(weight * often * (K1 + 1.0) / (often + K1 * length))
            });
            let of_title = |title: &BTreeSet<u32>| {
                let both = weighed.iter().filter(|(word, _)| word.is_some_and(|w| title.contains(&w)));
                let both: Vec<f32> = both.map(|(_, weight)| *weight).collect();
                let of_line = both.iter().sum::<f32>() / all;
                let of_title = real(both.len()) / real(title.len().max(1));
                0.7 * of_line + 0.3 * of_title
            };
            let explained = p.titles.iter().map(of_title).fold(0.0, f32::max);
            Fit { step: p.step, score: score.sum(), explained }
        };
        let mut out: Vec<Fit> = passages.iter().map(fit).filter(|fit| fit.score > 0.0).collect();
        out.sort_by(|a, b| b.score.total_cmp(&a.score));
        out
    }
}

/// The steps under «Hỏi đáp» and «Tôi bị vướng».
fn asked(guide: &Guide) -> impl Iterator<Item = usize> + '_ {
    (0..guide.steps.len()).filter(|&n| {
        let stage = guide.steps[n].stage.filter(|&s| s != n);
        stage.is_some_and(|s| matches!(guide.steps[s].id.as_str(), "hoi-dap" | "vuong-mac"))
    })
}

/// The plain words of blocks.
fn spell(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(pieces) => pieces.iter().for_each(|p| add(&crate::book::plain(&p.text), out)),
            Block::List { items, .. } => items.iter().for_each(|item| spell_item(item, out)),
            Block::Table { rows, .. } => rows.iter().flatten().for_each(|cell| add(&crate::book::plain(cell), out)),
            Block::Note { blocks, .. } => spell(blocks, out),
            Block::Picture { .. } | Block::Ways | Block::Code(_) => {}
        }
    }
}

fn spell_item(item: &Item, out: &mut String) {
    add(&crate::book::plain(&item.text), out);
    spell(&item.nested, out);
}

fn add(text: &str, out: &mut String) {
    out.push(' ');
    out.push_str(text);
}

fn real(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}

#[expect(clippy::cast_possible_truncation, reason = "a ratio near one")]
fn shorten(ratio: f64) -> f32 {
    ratio as f32
}
