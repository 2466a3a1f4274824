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

impl Topics {
    pub(super) fn of(vocabulary: &Vocabulary, speech: &Speech) -> Self {
        let asked: Vec<_> = vocabulary.asked.iter().filter(|(_, texts)| !texts.is_empty()).collect();
        let topics: Vec<Topic> = asked.iter().map(|(topic, _)| *topic).collect();
        if topics.is_empty() {
            return Self::default();
        }
        let mut lessons: Vec<(Vec<String>, usize, f32)> = Vec::new();
        for (class, (_, texts)) in asked.iter().enumerate() {
            lessons.extend(texts.iter().map(|text| (speech.words(text), class, 1.0)));
        }
        let mut often: HashMap<&String, usize> = HashMap::new();
        lessons
            .iter()
            .filter(|l| l.1 < topics.len())
            .flat_map(|l| &l.0)
            .for_each(|w| *often.entry(w).or_default() += 1);
        let common = often.into_iter().filter(|(_, n)| *n >= COMMON).map(|(word, _)| word.clone()).collect();
        let features = Features::of(lessons.iter().map(|(words, ..)| words.as_slice()));
        let mut examples = Examples::default();
        for (words, class, weight) in &lessons {
            let seen = features.see(words);
            if !seen.is_empty() {
                examples.push(&seen, *class, *weight);
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
