//! What somebody wants to know of the guide at hand: learnt apart from what guides are asked for.

use std::collections::{HashMap, HashSet};

use crate::book::index::features::Features;
use crate::book::index::model::{Examples, Model};
use crate::book::index::speech::Speech;
use crate::book::{Topic, Vocabulary};

/// A word in so many questions says nothing of what they are about.
const COMMON: usize = 3;

/// Learnt from `[asked]`.
#[derive(Debug, Default)]
pub(super) struct Topics {
    features: Features,
    model: Option<Model>,
    topics: Vec<Topic>,
    /// Words that many questions have, whatever they are about.
    common: HashSet<String>,
}

/// What is asked, as words, by topic.
#[derive(Debug, Default)]
pub(super) struct Lessons {
    topics: Vec<Topic>,
    texts: Vec<(Vec<String>, usize)>,
}

/// The lessons of `[asked]`.
pub(super) fn lessons(vocabulary: &Vocabulary, speech: &Speech) -> Lessons {
    let mut out = Lessons::default();
    for (topic, texts) in vocabulary.asked.iter().filter(|(_, texts)| !texts.is_empty()) {
        out.texts.extend(texts.iter().map(|text| (speech.words(text), out.topics.len())));
        out.topics.push(*topic);
    }
    out
}

impl Topics {
    pub(super) fn of(lessons: Lessons) -> Self {
        let Lessons { topics, texts } = lessons;
        if topics.is_empty() {
            return Self::default();
        }
        let mut often: HashMap<&String, usize> = HashMap::new();
        texts.iter().flat_map(|(words, _)| words).for_each(|w| *often.entry(w).or_default() += 1);
        let common = often.into_iter().filter(|(_, n)| *n >= COMMON).map(|(word, _)| word.clone()).collect();
        let features = Features::of(texts.iter().map(|(words, _)| words.as_slice()));
        let mut examples = Examples::default();
        for (words, class) in &texts {
            let seen = features.see(words);
            if !seen.is_empty() {
                examples.push(&seen, *class, 1.0);
            }
        }
        let model = Model::train(&examples, features.len(), topics.len());
        Self { features, model: Some(model), topics, common }
    }

    /// The words that tell what a question is about.
    pub(super) fn subject(&self, words: &[String]) -> Vec<String> {
        words.iter().filter(|word| !self.common.contains(*word)).cloned().collect()
    }

    /// The share of each topic, the likeliest first.
    pub(super) fn hear(&self, words: &[String]) -> Vec<(Topic, f32)> {
        let seen = self.features.see(words);
        let Some(model) = self.model.as_ref().filter(|_| !seen.is_empty()) else { return Vec::new() };
        let mut out: Vec<(Topic, f32)> = self.topics.iter().copied().zip(model.judge(&seen)).collect();
        out.sort_by(|a, b| b.1.total_cmp(&a.1));
        out
    }
}
