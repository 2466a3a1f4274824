//! A line in the citizen's own words, at the step at hand: what it answers, or what it asks of the guide.

use crate::book::{Beside, Guide, Kind, Phrase, Sight, Stance, Topic};
use crate::engine::at::Spot;
use crate::engine::course::Course;
use crate::engine::event::{Act, Choice, Group};
use crate::engine::offer::look;
use crate::engine::session::View;
use crate::engine::show::Hand;
use crate::engine::token::{Aside, Deed, Token};
use crate::engine::told::is_of_the_main;
use crate::hear::{Answer, Asking, Offer, Question, answer, asks, hard_word, question};

/// The most buttons that are named when it is not sure which was meant.
const MOST_NAMED: usize = 3;

/// So sure another guide must be named that a question may be about it.
const NAMED: f32 = 0.8;

/// So sure the search must be that a line is about the guide at hand.
const OF_IT: f32 = 0.4;

/// What a typed answer came to.
pub(super) enum Taken {
    /// This button.
    Button(Box<Choice>),
    /// Something was said about it; the screen stays.
    Told,
    /// It is no answer to what is on the screen.
    No,
}

/// Takes a line as the answer to the buttons on the screen.
pub(super) fn by_own_words(c: &mut Course<'_>, choices: &[Choice], text: &str) -> Taken {
    let answers: Vec<&Choice> = choices.iter().filter(|x| is_answer(x)).collect();
    if answers.len() < 2 {
        return Taken::No;
    }
    // "Trích lục là gì" beside a button of that name is a question.
    if asks(c.book, text) && hard_word(c.book, text).is_some() {
        return Taken::No;
    }
    let spot = c.spot().filter(|_| c.s.view == View::Place);
    // On the welcome everybody says what they need, which is for the search.
    if spot.is_some_and(|s| s.guide.front.kind == Kind::Flow) {
        return Taken::No;
    }
    let heading = spot.map_or_else(String::new, |s| crate::book::plain(&s.step().heading));
    let vocabulary = std::sync::Arc::clone(&c.book.vocabulary);
    let key = spot.map(|s| (s.guide.id.clone(), s.step().id.clone()));
    let examples = key.and_then(|key| vocabulary.answered.get(&key));
    let offers: Vec<Offer<'_>> = answers
        .iter()
        .map(|choice| {
            let said = examples
                .into_iter()
                .flatten()
                .find(|e| crate::book::fold(&e.label) == crate::book::fold(&choice.label));
            let target = spot.map_or_else(String::new, |s| target_of(c, s, choice));
            Offer { label: choice.label.clone(), target, examples: said.map_or(&[], |said| &said.texts) }
        })
        .collect();
    let asked = Asking { heading, guide: spot.map(|s| s.guide) };
    match answer(c.book, &asked, &offers, text) {
        Answer::Sure(n) => {
            c.say(Phrase::Understood, &[("answer", &answers[n].label)]);
            Taken::Button(Box::new(answers[n].clone()))
        }
        Answer::Between(these) => {
            let names: Vec<String> =
                these.iter().take(MOST_NAMED).map(|n| format!("«{}»", answers[*n].label)).collect();
            if names.len() < 2 {
                return Taken::No;
            }
            c.say(Phrase::UnderstoodOneOf, &[("answers", &names.join(", "))]);
            Taken::Told
        }
        Answer::Unsure => unsure(c, &answers),
        Answer::None => Taken::No,
    }
}

/// A button of the guide that leads on, or one of a screen of ours that asks yes or no.
fn is_answer(choice: &Choice) -> bool {
    let Act::Press(token) = &choice.act else { return false };
    let leads = Token::read(token).is_some_and(|t| !matches!(t.deed, Deed::Look(_) | Deed::LookAt(_) | Deed::Tell(_)));
    leads
        && (choice.group == Group::Guide
            || Token::read(token).is_some_and(|t| t.deed == Deed::Menu(crate::engine::token::Menu::NotThis)))
}

/// The heading that a button leads to, and the name it remembers.
fn target_of(c: &Course<'_>, spot: Spot<'_>, choice: &Choice) -> String {
    let button = spot.step().buttons.iter().find(|b| crate::book::plain(&b.label) == choice.label);
    let Some(button) = button else { return String::new() };
    let step = match &button.target {
        crate::book::Target::Step(id) => {
            spot.guide.index_of(id).map(|i| crate::book::plain(&spot.guide.steps[i].heading))
        }
        crate::book::Target::Guide { guide, .. } => c.book.guide(guide).map(|g| g.front.title.clone()),
        _ => None,
    };
    let name = button.remember.as_deref().unwrap_or_default().replace('-', " ");
    format!("{} {name}", step.unwrap_or_default())
}

/// Who doesn't know takes the button that says so, else hears what to do.
fn unsure(c: &mut Course<'_>, answers: &[&Choice]) -> Taken {
    let index = c.book.index();
    let says_so = |choice: &&&Choice| {
        let senses = index.senses(&index.words(&choice.label));
        senses.stances.iter().any(|(stance, _)| *stance == Stance::Unsure)
    };
    if let Some(choice) = answers.iter().find(says_so) {
        let choice = Box::new((**choice).clone());
        c.say(Phrase::Understood, &[("answer", &choice.label)]);
        return Taken::Button(choice);
    }
    if c.spot().is_some_and(|s| s.step().ask.is_some()) {
        return Taken::No;
    }
    let phone = c.book.local("office.phone", &c.book.words).unwrap_or_default();
    c.say(Phrase::UnsureHelp, &[("phone", &phone)]);
    Taken::Told
}

/// Takes a line as a question about the guide at hand; false if the guide holds nothing of it.
pub(super) fn by_question(c: &mut Course<'_>, text: &str) -> bool {
    let Some(path) = c.path() else { return false };
    let Some(walk) = c.s.walk() else { return false };
    let hand = Hand { book: c.book, s: &c.s, walk, path: &path };
    let Some(guide) = hand.asked_guide() else { return false };
    if guide.front.kind == Kind::Flow {
        return false;
    }
    let sight = Sight { book: c.book, guide, ground: &path.ground };
    if let Some(meaning) = hard_word(c.book, text) {
        c.s.view = View::Word(meaning.spellings.first().cloned().unwrap_or_default());
        return true;
    }
    if is_courtesy(c, text) {
        return false;
    }
    let found = question(c.book, &sight, text, is_about(c, guide, text));
    let Some(first) = found.first().copied() else { return false };
    let other = other_guide(c, guide, text).filter(|_| !matches!(first, Question::Own(_)));
    // Whoever names another thing and asks nothing wants that thing.
    if other.is_some() && !asks(c.book, text) {
        return false;
    }
    c.s.view = match (other, first) {
        (Some(other), Question::About(topic)) => View::Torn { topic: Some(topic), at: None, guides: vec![other] },
        (_, Question::Own(step)) => View::Look(Spot { guide, index: step }.at()),
        (None, Question::About(topic)) => about(&hand, guide, topic),
    };
    true
}

/// Thanks, a greeting, anger, a prayer: they have answers of their own.
fn is_courtesy(c: &Course<'_>, text: &str) -> bool {
    let heard = c.book.index().hear(text);
    let best = heard.guides.first().map_or(0.0, |(_, share)| *share);
    let surest = heard.beside.first().filter(|(kind, share)| *kind != Beside::Other && *share > best);
    surest.is_some_and(|(_, share)| *share >= OF_IT) && !asks(c.book, text)
}

/// Whether the search hears the guide at hand.
fn is_about(c: &Course<'_>, guide: &Guide, text: &str) -> bool {
    let heard = c.book.index().hear(text);
    heard.guides.first().is_some_and(|(id, share)| *id == guide.id && *share >= OF_IT)
}

/// Where a topic of a guide is told.
pub(super) fn about(hand: &Hand<'_, '_>, guide: &Guide, topic: Topic) -> View {
    if hand.branch().is_some() && is_of_the_main(topic) {
        return View::Told(topic);
    }
    let looked = match topic {
        Topic::Papers => look(hand.book, hand.walk, Aside::Papers),
        Topic::Ways => look(hand.book, hand.walk, Aside::Ways),
        Topic::Result => guide.index_of("nhan-ket-qua").map(|index| View::Look(Spot { guide, index }.at())),
        _ => None,
    };
    looked.unwrap_or(View::Told(topic))
}

/// A guide other than the one at hand that a question surely names.
fn other_guide(c: &Course<'_>, guide: &Guide, text: &str) -> Option<String> {
    let heard = c.book.index().subject(text);
    let (best, share) = heard.guides.first()?;
    let own = heard.guides.iter().find(|(id, _)| *id == guide.id).map_or(0.0, |(_, share)| *share);
    (*best != guide.id && *share >= NAMED && own < 1.0 - NAMED && heard.known > 0.5).then(|| best.clone())
}
