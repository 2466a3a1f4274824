//! Words → guides, best first: what the book's index hears, and how sure one may be of it.

use crate::book::{Beside, Book, fold};

/// The most guides a search offers.
const MOST: usize = 4;

/// A share of this much is sure: one guide is asked about.
const SURE: f32 = 0.55;
/// So far ahead of the second a guide is sure too.
const AHEAD: f32 = 4.0;
/// With less than this for the best, nothing was found. This and the two below were chosen on `tests/queries/exam.tsv`.
const LEAST: f32 = 0.12;
/// A second guide is offered if its share is this part of the best one's.
const NEAR: f32 = 0.1;
/// What is no procedure of ours outweighs a guide that has less than this part of its share.
const OUTWEIGHED: f32 = 0.4;
/// A share of this much is a name said word for word.
const NAMED: f32 = 0.98;
/// A Vietnamese word that is no abbreviation has hardly more letters; more are several without blanks.
const LONE: usize = 6;
/// So many guides make a question of an answer.
const FEWEST: usize = 2;
/// With fewer of its words known to any example a question is about something else.
const KNOWN: f32 = 0.34;

/// What a search came to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found {
    /// One guide, surely.
    Sure(String),
    /// Some, the likeliest first.
    Unsure(Vec<String>),
    /// No guide, but something that has an answer of its own.
    Beside(Beside),
    /// Nothing.
    Nothing,
}

/// What the words mean.
pub(super) fn search(book: &Book, query: &str) -> Found {
    let heard = book.index().hear(query);
    let beside: f32 = heard.beside.iter().map(|(_, share)| share).sum();
    let Some((best, most)) = heard.guides.first().cloned().filter(|_| heard.known > KNOWN) else {
        return Found::Nothing;
    };
    if beside * OUTWEIGHED > most || most < LEAST {
        let surely = if heard.beside.first().is_some_and(|(kind, _)| *kind == Beside::Other) { SURE } else { most };
        let kind = heard.beside.first().filter(|(_, share)| *share > surely);
        return kind.map_or(Found::Nothing, |(kind, _)| Found::Beside(*kind));
    }
    let second = heard.guides.get(1).map_or(0.0, |(_, share)| *share);
    // One word is a name, a day or a slip as often as a wish: it is asked back, unless a guide is called so.
    if most < NAMED && is_lone(book, query) {
        return Found::Unsure(heard.guides.into_iter().take(FEWEST).map(|(id, _)| id).collect());
    }
    if most >= SURE || most >= second * AHEAD {
        return Found::Sure(best);
    }
    let near = heard.guides.into_iter().take(MOST).filter(|(_, share)| *share >= most * NEAR);
    Found::Unsure(near.map(|(id, _)| id).collect())
}

/// One everyday word and nothing else.
fn is_lone(book: &Book, query: &str) -> bool {
    let mut words = query.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (Some(word), None) = (words.next(), words.next()) else { return false };
    let folded = fold(word);
    folded.len() <= LONE && !book.vocabulary.short.iter().any(|(short, _)| fold(short) == folded)
}

/// The ids of the guides the words may mean, best first; empty = none. More than a citizen is offered when one is sure.
pub fn find(book: &Book, query: &str) -> Vec<String> {
    match search(book, query) {
        Found::Beside(_) | Found::Nothing => Vec::new(),
        Found::Sure(_) | Found::Unsure(_) => {
            book.index().hear(query).guides.into_iter().take(MOST).map(|(id, _)| id).collect()
        }
    }
}
