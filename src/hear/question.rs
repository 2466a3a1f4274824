//! A question about the guide at hand: one of its own, or what people ask of every guide.

use crate::book::{Asked, Book, Sight, Topic};
use crate::hear::stance::asks;

/// What is asked of the guide at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// One of its questions or troubles, by the index of the step.
    Own(usize),
    /// Its fee, its time, its place.
    About(Topic),
}

/// So like one of its texts a line that asks must be. This and those below were chosen on the half of `tests/queries/asked.tsv` that
/// may be looked at.
const LIKELY: f32 = 0.35;
/// What the search takes for this guide's own.
const LIKELY_OF_IT: f32 = 0.25;
/// And one that doesn't ask.
const LIKELY_UNASKED: f32 = 0.6;
/// A longer line that asks nothing tells a story, which is for the search, unless it is so like.
const MOST_UNASKED: usize = 4;
const LIKELY_STORY: f32 = 0.8;
/// A trouble is told, not asked.
const LIKELY_TROUBLE: f32 = 0.45;

/// What of the guide a line asks for, the likeliest first; empty = nothing of it. With `about_it` the search says that the line is
/// about this guide: less is enough.
pub fn question(book: &Book, sight: &Sight<'_>, text: &str, about_it: bool) -> Vec<Question> {
    let words = book.index().words(text);
    let asked = asks(book, text);
    let least = match words.len() {
        _ if about_it => LIKELY_OF_IT,
        _ if asked => LIKELY,
        0..=MOST_UNASKED => LIKELY_UNASKED,
        _ => LIKELY_STORY,
    };
    let likely = book.index().fits(&sight.guide.id, &words).into_iter().filter(|fit| match fit.what {
        Asked::Own(_) => fit.likeness >= least.min(LIKELY_TROUBLE),
        Asked::About(_) => fit.likeness >= least,
    });
    likely
        .filter_map(|fit| match fit.what {
            Asked::Own(key) => held(sight, key).map(Question::Own),
            Asked::About(topic) => Some(Question::About(topic)),
        })
        .collect()
}

/// The step of a question that holds for this citizen now.
fn held(sight: &Sight<'_>, key: u32) -> Option<usize> {
    let step = sight.guide.steps.iter().position(|step| step.key == key)?;
    sight.holds(&sight.guide.steps[step].when).then_some(step)
}
