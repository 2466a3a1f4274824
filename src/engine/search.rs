//! Words → guides, best first: titles and aliases compared without diacritics.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::book::{Book, Guide, Kind};
use crate::engine::menus::is_listed;

/// The most guides a search gives.
const MOST: usize = 4;

/// How much of a title or an alias must be said, of all its words, to count.
const ENOUGH: f32 = 0.6;

/// A second guide is offered if it is this near to the best.
const NEAR: f32 = 0.8;

/// The ids of the guides that the words may mean, best first; empty = none. Never a flow.
pub fn search(book: &Book, query: &str) -> Vec<String> {
    let said = folded_words(query);
    if said.is_empty() {
        return Vec::new();
    }
    let listed = book.guides.values().filter(|g| is_listed(g) && !is_inner(g));
    let mut scored: Vec<(f32, &str)> =
        listed.map(|g| (score(g, &said), g.id.as_str())).filter(|(score, _)| *score >= ENOUGH).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let best = scored.first().map_or(0.0, |s| s.0);
    scored.into_iter().filter(|(s, _)| *s >= best * NEAR).take(MOST).map(|(_, id)| id.to_owned()).collect()
}

/// A skill that only makes sense inside a procedure: every way on is the caller's.
fn is_inner(guide: &Guide) -> bool {
    guide.front.kind == Kind::Skill && guide.steps.iter().any(|s| s.body.contains(&crate::book::Block::Ways))
}

fn score(guide: &Guide, said: &[String]) -> f32 {
    let names = [&guide.front.title].into_iter().chain(guide.front.short.as_ref()).chain(&guide.front.aliases);
    names.map(|name| likeness(&folded_words(name), said)).fold(0.0, f32::max)
}

/// The share of the name's words that were said, weakened a little by words said besides.
fn likeness(name: &[String], said: &[String]) -> f32 {
    if name.is_empty() {
        return 0.0;
    }
    let hits = name.iter().filter(|w| said.contains(w)).count();
    // One common word alone ("giấy", "làm") means nothing.
    if hits < 2 && name.len() > 1 {
        return 0.0;
    }
    let share = |n: usize, of: usize| {
        f32::from(u16::try_from(n).unwrap_or(u16::MAX)) / f32::from(u16::try_from(of).unwrap_or(u16::MAX))
    };
    share(hits, name.len()) * 0.8 + share(hits, said.len().max(1)) * 0.2
}

fn folded_words(text: &str) -> Vec<String> {
    let plain: String = text
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}
