//! The index: what the words of a citizen mean, learnt from the book's own names and examples.

mod alike;
mod danger;
mod features;
mod model;
mod passages;
mod speech;
mod topics;

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::book::index::alike::Alike;
use crate::book::index::danger::Alarm;
use crate::book::index::features::Features;
use crate::book::index::model::{Examples, Model};
use crate::book::index::passages::Passages;
use crate::book::index::speech::{Speech, split};
use crate::book::index::topics::Topics;
use crate::book::marks::meant;
use crate::book::{Beside, Block, Book, Guide, Kind, Topic, Urgent, Vocabulary, fold};

pub use crate::book::index::alike::Senses;
pub use crate::book::index::danger::Danger;
pub use crate::book::index::passages::Fit;

/// How much a question or a trouble's heading counts beside a name or an example.
const OF_A_HEADING: f32 = 0.15;
/// How sure a name said word for word is.
const CERTAIN: f32 = 0.99;
/// A shorter word is as near to many others.
const LEAST_MENDED: usize = 4;
/// A word that so few examples have may be a slip of theirs, if what its keys meant is so many times as frequent.
const RARE: u32 = 2;
const MUCH_OFTENER: u32 = 20;
/// So many unknown words of a text are mended, the first: each is compared with every word there is (some 50 µs), and no
/// question needs more. Without an end a page of gibberish cost as much as a hundred questions.
const MOST_MENDED: usize = 16;

/// Learnt once for a book.
#[derive(Debug)]
pub struct Index {
    speech: Speech,
    features: Features,
    model: Model,
    classes: Vec<Class>,
    /// Names and codes said whole, and whose they are.
    names: HashMap<String, usize>,
    /// Words that some example has, and how often.
    known: BTreeMap<String, u32>,
    alarm: Alarm,
    /// What is asked about a guide.
    topics: Topics,
    /// What each guide answers.
    passages: Passages,
    /// How answers are said.
    alike: Alike,
    /// What it was learnt from.
    lessons: u64,
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

impl Index {
    /// Learns a book.
    pub fn of(book: &Book) -> Self {
        let speech = Speech::of(&book.vocabulary);
        let mut lessons = Lessons { speech: &speech, texts: Vec::new(), names: HashMap::new() };
        let mut classes = Vec::new();
        for guide in sought(book) {
            lessons.of_guide(guide, classes.len(), book);
            classes.push(Class::Guide(guide.id.clone()));
        }
        for (kind, texts) in &book.vocabulary.beside {
            for text in texts {
                lessons.add(text, classes.len(), 1.0);
            }
            classes.push(Class::Beside(*kind));
        }
        let Lessons { texts, names, .. } = lessons;
        let features = Features::of(texts.iter().map(|t| t.words.as_slice()));
        let mut known = BTreeMap::new();
        texts.iter().flat_map(|t| &t.words).for_each(|word| *known.entry(word.clone()).or_default() += 1);
        let mut examples = Examples::default();
        texts.iter().for_each(|t| examples.push(&features.see(&t.words), t.class, t.weight));
        let model = Model::train(&examples, features.len(), classes.len());
        let alarm = Alarm::of(&book.vocabulary);
        let topics = Topics::of(&book.vocabulary, &speech);
        let alike = Alike::of(&book.vocabulary, &speech);
        let passages = Passages::of(book, &speech);
        let lessons = digest(book);
        Self { speech, features, model, classes, names, known, alarm, topics, passages, alike, lessons }
    }

    /// Whether another book would teach the same.
    pub(super) fn is_of(&self, book: &Book) -> bool {
        self.lessons == digest(book)
    }

    /// A text as words without marks, as it is written.
    pub fn plain(text: &str) -> Vec<String> {
        split(text)
    }

    /// A text as words without marks: short spellings, other names and slips replaced, words that mean nothing left out.
    pub fn words(&self, text: &str) -> Vec<String> {
        let mut unknown = 0;
        let mend = |word: &String| {
            unknown += usize::from(!self.known.contains_key(word));
            if unknown > MOST_MENDED { vec![word.clone()] } else { self.mended(word) }
        };
        self.speech.words(text).iter().flat_map(mend).collect()
    }

    /// What somebody in the middle of a guide wants to know of it, the likeliest first, in shares of one.
    pub fn topics(&self, text: &str) -> Vec<(Topic, f32)> {
        self.topics.hear(&self.words(text))
    }

    /// What guides are asked for by the words of a question that tell what it is about; without such words, nothing.
    pub fn subject(&self, text: &str) -> Heard {
        let subject = self.topics.subject(&self.words(text));
        if subject.is_empty() { Heard::default() } else { self.hear(&subject.join(" ")) }
    }

    /// The questions and troubles of a guide that a line may ask, best first.
    pub fn fits(&self, guide: &str, words: &[String]) -> Vec<Fit> {
        self.passages.fits(guide, words)
    }

    /// What of the ways to say an answer stands in these words.
    pub fn senses(&self, words: &[String]) -> Senses {
        self.alike.senses(words)
    }

    /// What a citizen's words mean.
    pub fn hear(&self, text: &str) -> Heard {
        let whole = split(text).join(" ");
        let words = self.words(text);
        if words.is_empty() || self.classes.is_empty() {
            return Heard::default();
        }
        let features = self.features.see(&words);
        let mut judged = if features.is_empty() { vec![0.0; self.classes.len()] } else { self.model.judge(&features) };
        let named = self.names.get(&whole).or_else(|| words.iter().find_map(|w| self.code(w)));
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

    /// What a citizen's words tell of danger.
    pub(super) fn danger(&self, text: &str) -> Danger {
        self.alarm.told(text, |run| self.parted(run))
    }

    /// The dangers that a text names.
    pub(super) fn dangers_named(&self, text: &str) -> Vec<Urgent> {
        self.alarm.named(&Alarm::heard(text, |run| self.parted(run)))
    }

    /// A procedure's code among other words.
    fn code(&self, word: &str) -> Option<&usize> {
        let is_code = word.len() == 7 && word.bytes().all(|b| b.is_ascii_digit());
        if is_code { self.names.get(word) } else { None }
    }

    /// A word that no example has: as the keys of Telex or VNI meant it, as two words run together, or as the nearest known one.
    fn mended(&self, word: &str) -> Vec<String> {
        let often = |word: &str| self.known.get(word).copied().unwrap_or(0);
        let own = often(word);
        // An example or two may hold keys themselves: what they meant is said far more often.
        let is_slip = |meant: &String| often(meant) > own * MUCH_OFTENER && own <= RARE;
        if let Some(meant) = meant(word).map(|word| fold(&word)).filter(is_slip) {
            return vec![meant];
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
    fn parted(&self, word: &str) -> Option<Vec<String>> {
        // best[i]: the fewest words that make word[..i], with how common the rarest of them is.
        let mut best: Vec<Option<(usize, u32, usize)>> = vec![None; word.len() + 1];
        best[0] = Some((0, u32::MAX, 0));
        for end in 1..=word.len() {
            for start in end.saturating_sub(8)..end {
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

/// A number that changes when anything does that an index learns from.
fn digest(book: &Book) -> u64 {
    let mut hasher = DefaultHasher::new();
    for guide in sought(book) {
        let front = &guide.front;
        (&guide.id, &front.title, &front.short, &front.aliases, &front.code).hash(&mut hasher);
        for heading in headings(guide) {
            heading.hash(&mut hasher);
        }
    }
    let Vocabulary {
        path: _,
        skip,
        short,
        same,
        said,
        beside,
        urgent,
        help,
        cry,
        now,
        calm,
        asked,
        answers,
        alike,
        answered: _,
        questions,
    } = &*book.vocabulary;
    (skip, short, same, help, cry, now, calm).hash(&mut hasher);
    (asked, alike).hash(&mut hasher);
    for (key, said) in questions {
        (key, &said.texts).hash(&mut hasher);
    }
    for (stance, texts) in answers {
        (*stance as u8, texts).hash(&mut hasher);
    }
    for (id, said) in said {
        (id, &said.texts).hash(&mut hasher);
    }
    for (kind, texts) in beside {
        (*kind as u8, texts).hash(&mut hasher);
    }
    for (kind, words) in urgent {
        (*kind as u8, words).hash(&mut hasher);
    }
    hasher.finish()
}

/// The questions and the troubles of a guide.
fn headings(guide: &Guide) -> impl Iterator<Item = String> + '_ {
    let asked = guide.steps.iter().skip(1).filter(|step| {
        let stage = step.stage.map_or("", |s| guide.steps[s].id.as_str());
        matches!(stage, "hoi-dap" | "vuong-mac")
    });
    asked.map(|step| crate::book::plain(&step.heading))
}

/// The texts to learn from.
struct Lessons<'a> {
    speech: &'a Speech,
    texts: Vec<Lesson>,
    names: HashMap<String, usize>,
}

struct Lesson {
    words: Vec<String>,
    class: usize,
    weight: f32,
}

impl Lessons<'_> {
    fn of_guide(&mut self, guide: &Guide, class: usize, book: &Book) {
        if !book.lacks(guide) {
            self.by_name(guide, class);
        }
        for text in book.vocabulary.said.get(&guide.id).into_iter().flat_map(|said| &said.texts) {
            self.names.entry(split(text).join(" ")).or_insert(class);
            self.add(text, class, 1.0);
        }
    }

    fn by_name(&mut self, guide: &Guide, class: usize) {
        let front = &guide.front;
        for name in [&front.title].into_iter().chain(&front.short).chain(&front.aliases).chain(&front.code) {
            self.names.entry(split(name).join(" ")).or_insert(class);
            self.add(name, class, 1.0);
        }
        for heading in headings(guide) {
            self.add(&heading, class, OF_A_HEADING);
        }
    }

    fn add(&mut self, text: &str, class: usize, weight: f32) {
        let words = self.speech.words(text);
        if !words.is_empty() {
            self.texts.push(Lesson { words, class, weight });
        }
    }
}

/// What can be asked for in the book's own language: by its names, or by the examples of how people ask for it.
fn sought(book: &Book) -> impl Iterator<Item = &Guide> {
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
