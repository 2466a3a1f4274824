//! Which button an answer in one's own words means.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::book::{Bag, Book, Guide, Learner, Lesson, Senses, Stance};
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

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Asking<'a> {
    /// The heading of the step.
    pub heading: String,
    /// The guide it stands in: who says its name alone has not answered.
    pub guide: Option<&'a Guide>,
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

/// From this share on a button is sure. Chosen on the half of `tests/queries/answered.tsv` that may be looked at.
const SURE: f32 = 0.5;
/// From so much on it is worth asking.
const LIKELY: f32 = 0.2;
/// How much surer a line must be that asks.
const MORE_IF_ASKING: f32 = 0.3;
/// How much an example of what is no answer counts beside one that is.
const OF_NO_ANSWER: f32 = 0.5;
/// How much is left of a likeness where the button begins with a no and the line says yes, or the other way round.
const OPPOSED: f32 = 0.4;
/// Of what is asked about every guide, one text of so many teaches what is no answer.
const EVERY: usize = 12;
/// The most words beside a yes or a no that say nothing else.
const MOST_BESIDE: usize = 2;

/// Which of the offered buttons a line means.
pub fn answer(book: &Book, asked: &Asking<'_>, offers: &[Offer<'_>], text: &str) -> Answer {
    let said = Said::of(book, text);
    if said.words.is_empty() || offers.is_empty() {
        return Answer::None;
    }
    let plain = crate::book::Index::plain(text);
    if let Some(at) = ordinal(&plain.iter().map(String::as_str).collect::<Vec<_>>(), offers.len()) {
        return Answer::Sure(at);
    }
    let labels: Vec<Said> = offers.iter().map(|o| Said::of(book, &o.label)).collect();
    let asks = asks(book, text);
    if let Some(at) = by_range(&labels, &said).filter(|_| !asks) {
        return Answer::Sure(at);
    }
    let stance = stance(&said.senses);
    let heading = Said::of(book, &asked.heading);
    let by_likeness =
        if said.is_bare() { Answer::None } else { judge(&shares(book, asked, offers, text, &labels, stance), asks) };
    match (by_likeness, stance) {
        (Answer::Sure(at), _) => Answer::Sure(at),
        (_, Some(Stance::Unsure)) => Answer::Unsure,
        (Answer::None, _) if asks => Answer::None,
        (likely, Some(stance)) => by_stance(stance, &labels, &said, &heading).map_or(likely, Answer::Sure),
        (likely, None) => likely,
    }
}

/// The share of each offer, then of what is no answer; an offer that begins with the opposite of what the line says is held back.
fn shares(
    book: &Book,
    asked: &Asking<'_>,
    offers: &[Offer<'_>],
    text: &str,
    labels: &[Said],
    said: Option<Stance>,
) -> Vec<f32> {
    let learner = book.index().learner(key(asked, offers), || learn(book, asked, offers, labels));
    let mut shares = learner.judge(&bag(book, text, &book.index().words(text)));
    let against = |label: &Said| match said {
        Some(Stance::No) => label.opens_with(Stance::Yes) && !label.opens_with(Stance::No),
        Some(Stance::Yes) => label.opens_with(Stance::No),
        _ => false,
    };
    shares.iter_mut().zip(labels).filter(|(_, label)| against(label)).for_each(|(share, _)| *share *= OPPOSED);
    shares
}

/// By what a step's lessons are known.
fn key(asked: &Asking<'_>, offers: &[Offer<'_>]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&asked.heading, asked.guide.map(|guide| &guide.id)).hash(&mut hasher);
    for offer in offers {
        (&offer.label, &offer.target, offer.examples.first()).hash(&mut hasher);
    }
    hasher.finish()
}

/// Learns to tell the offers of a step apart, and from what is no answer.
fn learn(book: &Book, asked: &Asking<'_>, offers: &[Offer<'_>], labels: &[Said]) -> Learner {
    let none = offers.len();
    let mut lessons: Vec<Lesson> = Vec::new();
    let mut teach = |text: &str, class: usize, weight: f32| {
        let words = book.index().written(text);
        lessons.push(Lesson { bag: bag(book, text, &words), class, weight });
    };
    for (n, offer) in offers.iter().enumerate() {
        teach(&offer.label, n, 1.0);
        teach(&format!("{} {}", offer.label, offer.target), n, 1.0);
        offer.examples.iter().for_each(|text| teach(text, n, 1.0));
    }
    let knows_not = |label: &Said| label.senses.stances.iter().any(|(s, _)| *s == Stance::Unsure);
    if let Some(says_so) = labels.iter().position(knows_not) {
        let unsure_said = book.vocabulary.answers.iter().filter(|(stance, _)| *stance == Stance::Unsure);
        let unsure_said = unsure_said.flat_map(|(_, texts)| texts).chain(&book.vocabulary.doubts);
        unsure_said.for_each(|text| teach(text, says_so, OF_NO_ANSWER));
    }
    for (_, texts) in &book.vocabulary.asked {
        texts.iter().step_by(EVERY).for_each(|text| teach(text, none, OF_NO_ANSWER));
    }
    if let Some(front) = asked.guide.map(|guide| &guide.front) {
        let names = std::iter::once(&front.title).chain(&front.short).chain(&front.aliases).chain([&asked.heading]);
        names.for_each(|name| teach(name, none, OF_NO_ANSWER));
    }
    Learner::of(&lessons, none + 1)
}

/// A text as what is learnt from.
fn bag(book: &Book, text: &str, words: &[String]) -> Bag {
    crate::book::bag(text, words, &book.index().senses(words))
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

/// Of the shares of some offers, and of no answer.
fn judge(shares: &[f32], asks: bool) -> Answer {
    let [offers @ .., none] = shares else { return Answer::None };
    let mut order: Vec<usize> = (0..offers.len()).collect();
    order.sort_by(|a, b| offers[*b].total_cmp(&offers[*a]));
    let Some(first) = order.first().copied() else { return Answer::None };
    let best = offers[first];
    let sure = if asks { SURE + MORE_IF_ASKING } else { SURE };
    if best >= sure {
        return Answer::Sure(first);
    }
    let near: Vec<usize> = order.into_iter().filter(|n| offers[*n] >= LIKELY).collect();
    if near.len() < 2 || asks || *none > best { Answer::None } else { Answer::Between(near) }
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
