//! A question about the guide at hand: one of its own, or what people ask of every guide.

use crate::book::{Book, Fit, Sight, Topic};
use crate::hear::stance::asks;

/// What is asked of the guide at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// One of its questions or troubles, by the index of the step.
    Own(usize),
    /// Its fee, its time, its place.
    About(Topic),
}

/// From this share on a topic is sure. This and those below were chosen on the half of `tests/queries/asked.tsv` that may be looked at.
const SURE: f32 = 0.5;
/// A topic of this share still goes before nothing; of a line that doesn't ask, it must be surer.
const LIKELY: f32 = 0.35;
const LIKELY_UNASKED: f32 = 0.75;
/// And short: a longer line that asks nothing tells a story, which is for the search.
const MOST_UNASKED: usize = 4;
/// A question of the guide's own goes before a topic if its heading explains so much of the line.
const EXPLAINED: f32 = 0.6;
/// And stands for itself from so much on.
const ENOUGH: f32 = 0.45;

/// What of the guide a line asks for, the likeliest first; empty = nothing of it.
pub fn question(book: &Book, sight: &Sight<'_>, text: &str) -> Vec<Question> {
    let words = book.index().words(text);
    let own = book.index().fits(&sight.guide.id, &words);
    let own = own.iter().filter_map(|fit| Some((held(sight, fit)?, fit.explained)));
    let best = own.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, explained)| *explained >= ENOUGH);
    let topics = book.index().topics(text);
    let asked = asks(book, text);
    let least = if asked { LIKELY } else { LIKELY_UNASKED };
    let long = !asked && words.len() > MOST_UNASKED;
    let topic = topics.first().copied().filter(|(_, share)| *share >= least && !long);
    let mut out = Vec::new();
    match (best, topic) {
        (Some((step, explained)), Some((topic, share))) if explained >= EXPLAINED || share < SURE => {
            out.extend([Question::Own(step), Question::About(topic)]);
        }
        (fit, Some((topic, _))) => {
            out.push(Question::About(topic));
            out.extend(fit.map(|(step, _)| Question::Own(step)));
        }
        (Some((step, _)), None) => out.push(Question::Own(step)),
        (None, None) => {}
    }
    out
}

/// The step of a question that holds for this citizen now.
fn held(sight: &Sight<'_>, fit: &Fit) -> Option<usize> {
    let step = sight.guide.steps.iter().position(|step| step.key == fit.step)?;
    sight.holds(&sight.guide.steps[step].when).then_some(step)
}
