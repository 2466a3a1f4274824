//! Danger told in words that stand in no list: learnt from what people said in a hurry, and from what only sounds like it.

use crate::book::index::alike::Senses;
use crate::book::index::learner::{Bag, Learner, Lesson, bag};
use crate::book::index::speech::Speech;
use crate::book::{Urgent, Vocabulary};

/// The class of what is no danger comes behind those of [`Urgent::ALL`].
const CALM: usize = Urgent::ALL.len();
/// The share, beside the likeliest, from which another number is told too.
const ALSO: f32 = 0.4;

/// Of what is said every day, one text of so many is learnt from, and counts so much.
const OF_SAID: usize = 2;
const OF_ASKED: usize = 4;
const OF_ANSWERED: usize = 6;
const OF_EVERYDAY: f32 = 0.5;

/// What was learnt; nothing where the vocabulary has no examples.
#[derive(Debug)]
pub(super) struct Alert(Option<Learner>);

/// A sentence to learn from.
#[derive(Debug)]
pub(super) struct Told {
    text: String,
    words: Vec<String>,
    class: usize,
    weight: f32,
}

/// How likely a text tells of danger.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Likely {
    /// The share of all dangers together; none where nothing was learnt.
    pub(super) danger: Option<f32>,
    /// Whom one would call, the likeliest first.
    pub(super) urgent: Vec<Urgent>,
}

/// The examples of `[danger]`.
pub(super) fn lessons(vocabulary: &Vocabulary, speech: &Speech) -> Vec<Told> {
    let class = |urgent: &Urgent| Urgent::ALL.iter().position(|(other, _)| other == urgent).unwrap_or(CALM);
    let told = vocabulary.danger.iter().flat_map(|(urgent, texts)| texts.iter().map(move |text| (text, class(urgent))));
    let calm = vocabulary.no_danger.iter().map(|text| (text, CALM));
    let written = told.chain(calm).map(|(text, class)| (text, class, 1.0));
    // What people ask for and answer is no danger either.
    let said = vocabulary.said.values().flat_map(|said| said.texts.iter().step_by(OF_SAID));
    let asked = vocabulary.asked.iter().flat_map(|(_, texts)| texts.iter().step_by(OF_ASKED));
    let answered = vocabulary.answered.values().flatten().flat_map(|said| said.texts.iter().step_by(OF_ANSWERED));
    let beside = vocabulary.beside.iter().flat_map(|(_, texts)| texts.iter().step_by(OF_SAID));
    let everyday = said.chain(asked).chain(answered).chain(beside).map(|text| (text, CALM, OF_EVERYDAY));
    let lesson = |(text, class, weight): (&String, usize, f32)| Told {
        text: text.clone(),
        words: speech.words(text),
        class,
        weight,
    };
    if vocabulary.danger.iter().all(|(_, texts)| texts.is_empty()) {
        return Vec::new();
    }
    written.chain(everyday).map(lesson).collect()
}

fn seen(text: &str, words: &[String]) -> Bag {
    bag(text, words, &Senses::default())
}

impl Alert {
    pub(super) fn of(told: Vec<Told>) -> Self {
        let lesson = |t: Told| Lesson { bag: seen(&t.text, &t.words), class: t.class, weight: t.weight };
        let lessons: Vec<Lesson> = told.into_iter().map(lesson).collect();
        Self((!lessons.is_empty()).then(|| Learner::of(&lessons, CALM + 1)))
    }

    /// What a text of these words may tell.
    pub(super) fn judge(&self, text: &str, words: &[String]) -> Likely {
        let Some(learner) = &self.0 else { return Likely::default() };
        let shares = learner.judge(&seen(text, words));
        let mut order: Vec<usize> = (0..CALM).collect();
        order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]));
        let least = shares[order[0]] * ALSO;
        let urgent = order.into_iter().filter(|n| shares[*n] >= least).map(|n| Urgent::ALL[n].0).collect();
        Likely { danger: Some(1.0 - shares[CALM]), urgent }
    }
}
