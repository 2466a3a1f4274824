//! What somebody in the middle of a guide asks: one of its own questions and troubles, or what is asked of every guide.
//!
//! A line is held against every heading and example (cosine of words, pairs and runs of letters, the rare ones counting most): with
//! eight examples a question the nearest ones tell more than a model learnt from them would.

use std::collections::{HashMap, HashSet};

use crate::book::index::features::{Sort, features};
use crate::book::index::speech::Speech;
use crate::book::{Block, Book, Guide, Item, Step, Topic};

/// How much a pair of words, and a run of letters, count beside a word. These and those below were chosen on the rows `seen` of
/// `tests/queries/asked.tsv`.
const OF_PAIR: f32 = 0.8;
const OF_RUN: f32 = 0.45;
/// Even what every text has counts a little.
const LEAST_RARE: f32 = 0.3;
/// How much the second nearest text of one meaning adds.
const OF_SECOND: f32 = 0.3;
/// How much it adds if the words of the line stand in the answer's text.
const OF_BODY: f32 = 0.15;
/// A topic has many more texts than a question of the guide: one of them is near by chance.
const OF_TOPIC: f32 = 0.9;
/// A word in so many questions says nothing of what they are about.
const COMMON: usize = 3;

/// What may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// A question or trouble of the guide, by the key of its step: an edit elsewhere in the guide moves indices.
    Own(u32),
    /// What is asked of every guide.
    About(Topic),
}

/// What may be meant, and how like it the line is: 1 is one of its texts word for word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// What.
    pub what: Asked,
    /// How like.
    pub likeness: f32,
}

/// The questions of every guide, and those that are asked of all.
#[derive(Debug, Default)]
pub(super) struct Passages {
    numbers: HashMap<u64, u32>,
    /// How much each feature counts.
    weights: Vec<f32>,
    of_guides: HashMap<String, Shelf>,
    of_all: Shelf,
    /// Words that many questions have, whatever they are about.
    common: HashSet<String>,
}

/// Passages with what is said for them, by feature.
#[derive(Debug, Default)]
struct Shelf {
    passages: Vec<Passage>,
    /// Of each text, its passage and its length.
    texts: Vec<(u32, f32)>,
    /// The features that some text has, in order, and where the texts of each begin in `holders`.
    features: Box<[(u32, u32)]>,
    /// The texts that have a feature, one run a feature.
    holders: Box<[u32]>,
}

#[derive(Debug)]
struct Passage {
    what: Asked,
    /// The words of the answer, in order.
    body: Box<[u32]>,
}

/// A text as its features, in order.
#[derive(Debug)]
struct Text {
    features: Box<[u32]>,
    length: f32,
}

impl Shelf {
    fn of(passages: Vec<(Passage, Vec<Text>)>) -> Self {
        let mut out = Self::default();
        let mut holders: Vec<(u32, u32)> = Vec::new();
        for (passage, texts) in passages {
            for text in texts {
                let number = small(out.texts.len());
                holders.extend(text.features.iter().map(|feature| (*feature, number)));
                out.texts.push((small(out.passages.len()), text.length));
            }
            out.passages.push(passage);
        }
        holders.sort_unstable();
        let begins =
            |(at, run): (usize, &(u32, u32))| (at == 0 || holders[at - 1].0 != run.0).then(|| (run.0, small(at)));
        out.features = holders.iter().enumerate().filter_map(begins).collect();
        out.holders = holders.iter().map(|(_, text)| *text).collect();
        out
    }

    /// The texts that have a feature.
    fn holding(&self, feature: u32) -> &[u32] {
        let Ok(at) = self.features.binary_search_by_key(&feature, |(own, _)| *own) else { return &[] };
        let from = self.features[at].1 as usize;
        let to = self.features.get(at + 1).map_or(self.holders.len(), |(_, next)| *next as usize);
        &self.holders[from..to]
    }

    /// Of each passage, how like a line its nearest text is, and its second nearest.
    fn nearest(&self, line: &Text, weights: &[f32]) -> Vec<[f32; 2]> {
        let mut shared = vec![0.0_f32; self.texts.len()];
        for feature in &line.features {
            let weight = weights[*feature as usize].powi(2);
            self.holding(*feature).iter().for_each(|text| shared[*text as usize] += weight);
        }
        let mut out = vec![[0.0_f32; 2]; self.passages.len()];
        for ((passage, length), shared) in self.texts.iter().zip(shared) {
            let sizes = line.length * length;
            let near = if sizes > 0.0 { shared / sizes } else { 0.0 };
            let best = &mut out[*passage as usize];
            if near > best[0] {
                *best = [near, best[0]];
            } else {
                best[1] = best[1].max(near);
            }
        }
        out
    }
}

/// What is to be learnt: passages as words.
#[derive(Debug, Default)]
pub(super) struct Lessons {
    of_guides: HashMap<String, Vec<Lesson>>,
    of_all: Vec<Lesson>,
}

#[derive(Debug)]
struct Lesson {
    what: Asked,
    texts: Vec<Vec<String>>,
    body: Vec<String>,
}

impl Lessons {
    /// The questions of a book with the examples of its vocabulary.
    pub(super) fn of(book: &Book, speech: &Speech) -> Self {
        let mut out = Self::default();
        for guide in book.guides.values() {
            let lesson = |step: &Step| {
                let key = (guide.id.clone(), step.id.clone());
                let examples = book.vocabulary.questions.get(&key).map_or(&[][..], |said| &said.texts);
                let heading = crate::book::plain(&step.heading);
                let texts = std::iter::once(&heading).chain(examples).map(|text| speech.words(text)).collect();
                let mut body = String::new();
                spell(&step.body, &mut body);
                Lesson { what: Asked::Own(step.key), texts, body: speech.words(&body) }
            };
            out.of_guides.insert(guide.id.clone(), asked(guide).map(|n| lesson(&guide.steps[n])).collect());
        }
        for (topic, texts) in &book.vocabulary.asked {
            let texts = texts.iter().map(|text| speech.words(text)).collect();
            out.of_all.push(Lesson { what: Asked::About(*topic), texts, body: Vec::new() });
        }
        out
    }

    fn all(&self) -> impl Iterator<Item = &Lesson> {
        self.of_guides.values().flatten().chain(&self.of_all)
    }
}

impl Passages {
    pub(super) fn of(lessons: &Lessons) -> Self {
        let mut often: HashMap<u64, (u32, Sort)> = HashMap::new();
        let mut count = 0;
        for text in lessons.all().flat_map(|lesson| &lesson.texts) {
            count += 1;
            let seen: HashMap<u64, Sort> = features(text).collect();
            seen.into_iter().for_each(|(feature, sort)| often.entry(feature).or_insert((0, sort)).0 += 1);
        }
        let mut out = Self::default();
        for (feature, (n, sort)) in often {
            let own = match sort {
                Sort::Word => 1.0,
                Sort::Pair => OF_PAIR,
                Sort::Run => OF_RUN,
            };
            out.numbers.insert(feature, u32::try_from(out.weights.len()).unwrap_or(u32::MAX));
            out.weights.push(own * (((1.0 + real(count)) / (1.0 + real(n))).ln() + LEAST_RARE));
        }
        let shelf = |lessons: &[Lesson]| Shelf::of(lessons.iter().map(|lesson| out.passage(lesson)).collect());
        let of_guides = lessons.of_guides.iter().map(|(id, lessons)| (id.clone(), shelf(lessons))).collect();
        let of_all = shelf(&lessons.of_all);
        out.of_guides = of_guides;
        out.of_all = of_all;
        let mut spread: HashMap<&String, usize> = HashMap::new();
        let words = lessons.of_all.iter().flat_map(|lesson| &lesson.texts).flatten();
        words.for_each(|word| *spread.entry(word).or_default() += 1);
        out.common = spread.into_iter().filter(|(_, n)| *n >= COMMON).map(|(word, _)| word.clone()).collect();
        out
    }

    /// The words that tell what a question is about.
    pub(super) fn subject(&self, words: &[String]) -> Vec<String> {
        words.iter().filter(|word| !self.common.contains(*word)).cloned().collect()
    }

    /// What of a guide a line of these words may ask, the likeliest first.
    pub(super) fn fits(&self, guide: &str, words: &[String]) -> Vec<Fit> {
        let line = self.text(words);
        let spoken = self.numbers_of(features(words).filter(|(_, sort)| matches!(sort, Sort::Word)).map(|(f, _)| f));
        let all: f32 = spoken.iter().map(|n| self.weights[*n as usize].powi(2)).sum();
        let mut out = Vec::new();
        for shelf in self.of_guides.get(guide).into_iter().chain([&self.of_all]) {
            for (passage, [nearest, second]) in shelf.passages.iter().zip(shelf.nearest(&line, &self.weights)) {
                let within = if all > 0.0 { self.shared(&spoken, &passage.body) / all } else { 0.0 };
                let likeness = nearest + OF_SECOND * second + OF_BODY * within;
                let likeness = if matches!(passage.what, Asked::About(_)) { likeness * OF_TOPIC } else { likeness };
                out.extend((likeness > 0.0).then_some(Fit { what: passage.what, likeness }));
            }
        }
        out.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.what.cmp(&b.what)));
        out
    }

    fn passage(&self, lesson: &Lesson) -> (Passage, Vec<Text>) {
        let texts = lesson.texts.iter().map(|words| self.text(words)).collect();
        let words = features(&lesson.body).filter(|(_, sort)| matches!(sort, Sort::Word)).map(|(feature, _)| feature);
        (Passage { what: lesson.what, body: self.numbers_of(words) }, texts)
    }

    /// A text with its length; what no text has makes a line longer, as a rare word would.
    fn text(&self, words: &[String]) -> Text {
        let rarest = (1.0 + real(self.weights.len())).ln();
        let strange = words.iter().filter(|word| {
            let own = features(std::slice::from_ref(word)).find(|(_, sort)| matches!(sort, Sort::Word));
            own.is_some_and(|(feature, _)| !self.numbers.contains_key(&feature))
        });
        let unknown: f32 = strange.map(|_| rarest.powi(2)).sum();
        let numbers = self.numbers_of(features(words).map(|(feature, _)| feature));
        let known: f32 = numbers.iter().map(|n| self.weights[*n as usize].powi(2)).sum();
        Text { features: numbers, length: (known + unknown).sqrt() }
    }

    fn numbers_of(&self, features: impl Iterator<Item = u64>) -> Box<[u32]> {
        let mut out: Vec<u32> = features.filter_map(|feature| self.numbers.get(&feature).copied()).collect();
        out.sort_unstable();
        out.dedup();
        out.into()
    }

    /// The squared weights of what both have; each in order.
    fn shared(&self, a: &[u32], b: &[u32]) -> f32 {
        let (mut n, mut m, mut sum) = (0, 0, 0.0);
        while let (Some(left), Some(right)) = (a.get(n), b.get(m)) {
            if left == right {
                sum += self.weights[*left as usize].powi(2);
            }
            n += usize::from(left <= right);
            m += usize::from(right <= left);
        }
        sum
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

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "counts of examples are small")]
fn real<T: TryInto<u32>>(n: T) -> f32 {
    n.try_into().unwrap_or(u32::MAX) as f32
}
