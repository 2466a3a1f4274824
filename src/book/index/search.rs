//! What guides are asked for: learnt from their names, their headings and what people say.

use std::collections::{BTreeMap, HashMap};

use crate::book::index::features::Features;
use crate::book::index::headings;
use crate::book::index::model::{Examples, Model};
use crate::book::index::speech::{Speech, split};
use crate::book::{Beside, Block, Book, Guide, Kind};

/// How much a question or a trouble's heading counts beside a name or an example.
const OF_A_HEADING: f32 = 0.15;
/// How sure a name said word for word is.
const CERTAIN: f32 = 0.99;
/// The model of the search.
#[derive(Debug)]
pub(super) struct Search {
    features: Features,
    model: Model,
    classes: Vec<Class>,
    /// Names and codes said whole, and whose they are.
    names: HashMap<String, usize>,
    /// Words that some example has, and how often.
    known: BTreeMap<String, u32>,
}

/// What somebody may have meant.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Class {
    Guide(String),
    Beside(Beside),
}

/// What was heard, in shares of one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Heard {
    /// Guides by their id, the likeliest first.
    pub guides: Vec<(String, f32)>,
    /// What is no procedure of ours, the likeliest first.
    pub beside: Vec<(Beside, f32)>,
    /// The share of the words that any example has.
    pub known: f32,
}

impl Search {
    pub(super) fn of(lessons: Lessons) -> Self {
        let known = lessons.known();
        let Lessons { texts, names, classes } = lessons;
        let features = Features::of(texts.iter().map(|t| t.words.as_slice()));
        let mut examples = Examples::default();
        texts.iter().for_each(|t| examples.push(&features.see(&t.words), t.class, t.weight));
        let model = Model::train(&examples, features.len(), classes.len());
        Self { features, model, classes, names, known }
    }

    /// What words mean that were typed as `whole`.
    pub(super) fn hear(&self, whole: &str, words: &[String]) -> Heard {
        if words.is_empty() || self.classes.is_empty() {
            return Heard::default();
        }
        let features = self.features.see(words);
        let mut judged = if features.is_empty() { vec![0.0; self.classes.len()] } else { self.model.judge(&features) };
        let meant = || self.names.get(&words.join(" "));
        let named = self.names.get(whole).or_else(meant).or_else(|| words.iter().find_map(|w| self.code(w)));
        if let Some(class) = named {
            judged.iter_mut().for_each(|share| *share *= 1.0 - CERTAIN);
            judged[*class] = CERTAIN;
        }
        let known = words.iter().filter(|word| self.known.contains_key(*word)).count();
        let mut out = Heard { known: share(known, words.len()), ..Heard::default() };
        for (class, share) in self.classes.iter().zip(judged) {
            match class {
                Class::Guide(id) => out.guides.push((id.clone(), share)),
                Class::Beside(kind) => out.beside.push((*kind, share)),
            }
        }
        out.guides.sort_by(|a, b| b.1.total_cmp(&a.1));
        out.beside.sort_by(|a, b| b.1.total_cmp(&a.1));
        out
    }

    /// A procedure's code among other words.
    fn code(&self, word: &str) -> Option<&usize> {
        let is_code = word.len() == 7 && word.bytes().all(|b| b.is_ascii_digit());
        if is_code { self.names.get(word) } else { None }
    }
}

/// The texts to learn from.
#[derive(Debug, Default)]
pub(super) struct Lessons {
    texts: Vec<Lesson>,
    names: HashMap<String, usize>,
    classes: Vec<Class>,
}

#[derive(Debug)]
struct Lesson {
    words: Vec<String>,
    class: usize,
    weight: f32,
}

impl Lessons {
    pub(super) fn of(book: &Book, speech: &Speech) -> Self {
        let mut out = Self::default();
        for guide in sought(book) {
            out.of_guide(guide, book, speech);
            out.classes.push(Class::Guide(guide.id.clone()));
        }
        for (kind, texts) in &book.vocabulary.beside {
            for text in texts {
                out.add(speech, text, 1.0);
            }
            out.classes.push(Class::Beside(*kind));
        }
        out
    }

    /// Their words, and how often each is said.
    pub(super) fn known(&self) -> BTreeMap<String, u32> {
        let mut known = BTreeMap::new();
        self.texts.iter().flat_map(|t| &t.words).for_each(|word| *known.entry(word.clone()).or_default() += 1);
        known
    }

    fn of_guide(&mut self, guide: &Guide, book: &Book, speech: &Speech) {
        if !book.lacks(guide) {
            self.by_name(guide, speech);
        }
        for text in book.vocabulary.said.get(&guide.id).into_iter().flat_map(|said| &said.texts) {
            self.name(text);
            self.add(speech, text, 1.0);
        }
    }

    fn by_name(&mut self, guide: &Guide, speech: &Speech) {
        let front = &guide.front;
        for name in [&front.title].into_iter().chain(&front.short).chain(&front.aliases).chain(&front.code) {
            self.name(name);
            self.add(speech, name, 1.0);
        }
        for heading in headings(guide) {
            self.add(speech, &heading, OF_A_HEADING);
        }
    }

    /// Whoever says it whole means the class at hand.
    fn name(&mut self, name: &str) {
        self.names.entry(split(name).join(" ")).or_insert(self.classes.len());
    }

    fn add(&mut self, speech: &Speech, text: &str, weight: f32) {
        let words = speech.words(text);
        if !words.is_empty() {
            self.texts.push(Lesson { words, class: self.classes.len(), weight });
        }
    }
}

/// What can be asked for in the book's own language: by its names, or by the examples of how people ask for it.
pub(super) fn sought(book: &Book) -> impl Iterator<Item = &Guide> {
    let heard_of = |g: &&Guide| !book.lacks(g) || book.vocabulary.said.contains_key(&g.id);
    book.guides.values().map(AsRef::as_ref).filter(|g: &&Guide| is_sought(g)).filter(heard_of)
}

/// A flow is never sought, nor a skill that only makes sense inside a procedure: every way on is the caller's.
fn is_sought(guide: &Guide) -> bool {
    let inner = || guide.front.kind == Kind::Skill && guide.steps.iter().any(|s| s.body.contains(&Block::Ways));
    guide.front.kind != Kind::Flow && !inner()
}

fn share(n: usize, of: usize) -> f32 {
    let real = |n: usize| f32::from(u16::try_from(n).unwrap_or(u16::MAX));
    real(n) / real(of.max(1))
}
