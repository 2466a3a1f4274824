//! Which button an answer in one's own words means.

use crate::book::{Book, Senses, Stance};
use crate::hear::likeness::{Bag, bag, likeness};
use crate::hear::ordinal::ordinal;
use crate::hear::range::range;
use crate::hear::stance::{asks, stance};

/// A button that could have been pressed, in words.
#[derive(Debug, Clone, Default)]
pub struct Offer<'a> {
    /// What is written on it.
    pub label: String,
    /// The heading it leads to, and the name it remembers: what the label leaves out.
    pub target: String,
    /// How people say it, from `[answered]`.
    pub examples: &'a [String],
}

/// What an answer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// This button.
    Sure(usize),
    /// One of these: worth asking.
    Between(Vec<usize>),
    /// That the citizen doesn't know.
    Unsure,
    /// It is no answer.
    None,
}

/// From so much on a likeness is sure, if the next is so far behind. Chosen on the half of `tests/queries/answered.tsv` that may be looked at.
const SURE: f32 = 0.6;
const AHEAD: f32 = 0.2;
/// From so much on it is worth asking.
const LIKELY: f32 = 0.28;
/// How much is left of a likeness where the button begins with a no and the line says yes, or the other way round.
const OPPOSED: f32 = 0.4;
/// The most words beside a yes or a no that say nothing else.
const MOST_BESIDE: usize = 2;

/// Which of the offered buttons a line means, asked by a heading.
pub fn answer(book: &Book, heading: &str, offers: &[Offer<'_>], text: &str) -> Answer {
    let said = Said::of(book, text);
    if said.words.is_empty() || offers.is_empty() {
        return Answer::None;
    }
    let plain = crate::book::Index::plain(text);
    if let Some(at) = ordinal(&plain.iter().map(String::as_str).collect::<Vec<_>>(), offers.len()) {
        return Answer::Sure(at);
    }
    let labels: Vec<Said> = offers.iter().map(|o| Said::of(book, &o.label)).collect();
    if let Some(at) = by_range(&labels, &said) {
        return Answer::Sure(at);
    }
    let stance = stance(&said.senses);
    let heading = Said::of(book, heading);
    let asked = asks(book, text);
    let by_likeness =
        if said.is_bare() { Answer::None } else { judge(&alike(book, offers, text, &labels, stance), asked) };
    match (by_likeness, stance) {
        (Answer::Sure(at), _) => Answer::Sure(at),
        (_, Some(Stance::Unsure)) => Answer::Unsure,
        (Answer::None, _) if asked => Answer::None,
        (likely, Some(stance)) => by_stance(stance, &labels, &said, &heading).map_or(likely, Answer::Sure),
        (likely, None) => likely,
    }
}

/// The likeness to each offer; one that begins with the opposite of what the line says is held back.
fn alike(book: &Book, offers: &[Offer<'_>], text: &str, labels: &[Said], said: Option<Stance>) -> Vec<f32> {
    let known: Vec<Vec<Bag>> = offers.iter().map(|offer| texts(book, offer)).collect();
    let against = |label: &Said| match said {
        Some(Stance::No) => label.opens_with(Stance::Yes) && !label.opens_with(Stance::No),
        Some(Stance::Yes) => label.opens_with(Stance::No),
        _ => false,
    };
    let alike = likeness(&bag(book, text), &known).into_iter();
    alike.zip(labels).map(|(like, label)| if against(label) { like * OPPOSED } else { like }).collect()
}

/// What a button is known by: its label, what it leads to, what others said for it.
fn texts(book: &Book, offer: &Offer<'_>) -> Vec<Bag> {
    let with_target = format!("{} {}", offer.label, offer.target);
    let own = [offer.label.as_str(), with_target.as_str()];
    own.into_iter().chain(offer.examples.iter().map(String::as_str)).map(|text| bag(book, text)).collect()
}

/// A line as words, and what of the ways to say an answer stands in it.
struct Said {
    words: Vec<String>,
    senses: Senses,
}

impl Said {
    fn of(book: &Book, text: &str) -> Self {
        let words = book.index().words(text);
        let senses = book.index().senses(&words);
        Self { words, senses }
    }

    /// Whether it begins with words of this stance: «Chưa có», «Rồi», «Không, để sau».
    fn opens_with(&self, stance: Stance) -> bool {
        self.senses.stances.iter().any(|(s, at)| *s == stance && at.start == 0)
    }

    /// Whether it says yes, no or nothing else than that one doesn't know.
    fn is_bare(&self) -> bool {
        (0..self.words.len()).all(|at| self.senses.stances.iter().any(|(_, place)| place.contains(&at)))
    }

    fn borrowed(&self) -> Vec<&str> {
        self.words.iter().map(String::as_str).collect()
    }
}

/// The one button whose range holds the number that was said.
fn by_range(labels: &[Said], said: &Said) -> Option<usize> {
    let answer = range(&said.borrowed())?;
    let ranges: Vec<_> = labels.iter().map(|l| range(&l.borrowed()).filter(|r| r.is_wide())).collect();
    let mut holding = ranges.iter().enumerate().filter(|(_, r)| r.is_some_and(|r| r.holds(answer))).map(|(n, _)| n);
    let first = holding.next()?;
    holding.next().is_none().then_some(first)
}

/// A line that asks must be all the likelier to be an answer.
fn judge(alike: &[f32], asks: bool) -> Answer {
    let mut order: Vec<usize> = (0..alike.len()).collect();
    order.sort_by(|a, b| alike[*b].total_cmp(&alike[*a]));
    let best = alike[order[0]];
    let second = order.get(1).map_or(0.0, |n| alike[*n]);
    let more = if asks { 0.3 } else { 0.0 };
    if best >= SURE + more && best - second >= AHEAD {
        return Answer::Sure(order[0]);
    }
    let near: Vec<usize> = order.into_iter().filter(|n| alike[*n] >= LIKELY && best - alike[*n] < AHEAD).collect();
    if near.len() < 2 || asks { Answer::None } else { Answer::Between(near) }
}

/// The only button that says the same yes or no, if the line says little else.
fn by_stance(said: Stance, labels: &[Said], line: &Said, heading: &Said) -> Option<usize> {
    let of_stance = |at: &usize| line.senses.stances.iter().any(|(_, place)| place.contains(at));
    let known = |word: &String| heading.words.contains(word) || labels.iter().any(|l| l.words.contains(word));
    let beside = (0..line.words.len()).filter(|at| !of_stance(at) && !known(&line.words[*at])).count();
    if beside > MOST_BESIDE {
        return None;
    }
    // Where no button says the opposite it is no question of yes or no.
    let opens_with = |stance| labels.iter().enumerate().filter(move |(_, l)| l.opens_with(stance)).map(|(n, _)| n);
    let opposite = if said == Stance::Yes { Stance::No } else { Stance::Yes };
    let own = |n: &usize| !labels[*n].senses.stances.iter().any(|(s, _)| *s == Stance::Unsure);
    let mut of_it = opens_with(said).filter(own).filter(|n| said == Stance::No || !labels[*n].opens_with(Stance::No));
    let first = of_it.next()?;
    let asked = opens_with(opposite).any(|n| n != first);
    (asked && of_it.next().is_none()).then_some(first)
}
