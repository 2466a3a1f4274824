//! Typed words, in this order: a command, a button's label, its number, danger, a word of ours, an answer, a search.

use crate::book::{Beside, Phrase, Typed, fold, number, readings, tidy};
use crate::engine::ask::answer;
use crate::engine::back::go_back;
use crate::engine::command::at_least_welcome;
use crate::engine::course::Course;
use crate::engine::danger::{at_once, in_passing};
use crate::engine::event::{Act, Choice, Effect, Group, Missed};
use crate::engine::pressed::pressed;
use crate::engine::search::{Found, search};
use crate::engine::session::View;
use crate::engine::show::show;
use crate::engine::token::{Deed, Token};
use crate::engine::understand::{self, Taken, by_question};
use crate::private::mask;

/// The most characters that are read as words: a search or an answer is shorter, a pasted page is neither.
const MOST_READ: usize = 600;

/// The most characters of "cho ai".
const MOST_NAME: usize = 30;

/// What typed words do.
pub(super) fn said(c: &mut Course<'_>, text: &str) {
    let text = tidy(text);
    let text = text.trim();
    if let Some(command) = text.strip_prefix('/') {
        return crate::engine::command::command(c, command);
    }
    if text.chars().nth(MOST_READ).is_some() {
        at_once(c, text);
        return c.say(Phrase::TooLong, &[]);
    }
    if fold(text).is_empty() {
        return c.say(Phrase::Empty, &[]);
    }
    let meant_for_the_lost = c.lost && (typed_number(c, text).is_some() || c.book.typed(text).contains(&Typed::Next));
    if meant_for_the_lost
        || by_button(c, text)
        || c.speak_as_written(text)
        || at_once(c, text)
        || (is_command(c, text) && by_word(c, text))
        || by_own_words(c, text)
        || by_word(c, text)
        || by_answer(c, text)
        || by_question(c, text)
    {
        return;
    }
    look_for(c, text);
}

/// The choices of the screen as it was drawn.
fn drawn(c: &mut Course<'_>) -> Vec<Choice> {
    c.s.extras = std::mem::take(&mut c.extras);
    let choices = show(c.book, &c.s, c.today).map(|s| s.choices).unwrap_or_default();
    c.extras = std::mem::take(&mut c.s.extras);
    choices
}

fn by_button(c: &mut Course<'_>, text: &str) -> bool {
    if c.is_new {
        return false;
    }
    let choices = drawn(c);
    let by_label = readings(text).into_iter().find_map(|said| choices.iter().find(|x| fold(&x.label) == said));
    let by_number = || typed_number(c, text).and_then(|n| choices.get(n.checked_sub(1)?));
    let Some(choice) = by_label.or_else(by_number).cloned() else { return false };
    take(c, &choice);
    true
}

/// The number of a button, as people type it.
fn typed_number(c: &Course<'_>, text: &str) -> Option<usize> {
    let after: Vec<String> = c.book.vocabulary.skip.iter().map(|word| fold(word)).collect();
    number(text, &c.book.words.words_of(Typed::Number), &after)
}

/// The answer to what is asked on the screen, in the citizen's own words.
fn by_own_words(c: &mut Course<'_>, text: &str) -> bool {
    if c.is_new || c.lost {
        return false;
    }
    let choices = drawn(c);
    match understand::by_own_words(c, &choices, text) {
        Taken::Button(choice) => take(c, &choice),
        Taken::Told => {}
        Taken::No => return false,
    }
    true
}

/// A choice that was typed instead of pressed.
fn take(c: &mut Course<'_>, choice: &Choice) {
    match &choice.act {
        Act::Press(token) => pressed(c, token),
        Act::Open(url) => c.say(Phrase::LinkIs, &[("url", url)]),
        Act::Copy(text) => c.say(Phrase::CopyIs, &[("text", text)]),
    }
}

/// Whether it is a word of ours that answers no question: yes, no matter and "don't know" may.
fn is_command(c: &Course<'_>, text: &str) -> bool {
    let meanings = c.book.typed(text);
    let may_answer = |word: &Typed| {
        matches!(
            word,
            Typed::Next
                | Typed::Skip
                | Typed::Stop
                | Typed::Number
                | Typed::NewsEnough
                | Typed::Today
                | Typed::Yesterday
                | Typed::DayBefore
        )
    };
    !meanings.is_empty() && !meanings.iter().any(may_answer)
}

fn by_word(c: &mut Course<'_>, text: &str) -> bool {
    let meanings = c.book.typed(text);
    // Without marks "dung" may be yes or stop: it is yes to a question, and a stop harms nobody elsewhere.
    let asked = matches!(c.s.view, View::Found(_)) && meanings.contains(&Typed::Next);
    let word = if asked { Some(Typed::Next) } else { meanings.into_iter().next_back() };
    let Some(word) = word else { return false };
    match word {
        // After "thôi" and a silence, what was left is shown before anything moves.
        Typed::Next if c.silence && c.s.hand.is_some() => c.s.view = View::Place,
        Typed::Next => go_on(c),
        Typed::Back => go_back(c),
        Typed::Stop => {
            c.s.view = View::Place;
            c.say(Phrase::Stopped, &[]);
        }
        Typed::Person => c.s.view = View::Person,
        Typed::Skip => skip(c),
        Typed::Where => whereabouts(c),
        Typed::StartOver => c.s.view = View::StartingOver,
        Typed::Dossiers => c.s.view = View::Dossiers(None),
        Typed::Help => c.s.view = View::Help,
        Typed::Lacking => beside(c, View::Lacking),
        Typed::Stuck => stuck(c),
        Typed::Print => crate::engine::sheet::print(c),
        Typed::Language => at_least_welcome(c, View::Languages),
        Typed::News => at_least_welcome(c, View::News),
        Typed::NewsStop => c.stop_news(None),
        Typed::Number | Typed::NewsEnough | Typed::Today | Typed::Yesterday | Typed::DayBefore => return false,
    }
    if c.s.walk().is_none() {
        c.welcome();
    }
    true
}

/// "tiếp": the only button that leads on; with several it asks which.
fn go_on(c: &mut Course<'_>) {
    if crate::engine::ask::take_offered(c) {
        return;
    }
    let choices = drawn(c);
    let of = |group: Group| choices.iter().filter(move |x| x.group == group && leads_on(x)).collect::<Vec<_>>();
    let (mut ours, guides) = (of(Group::First), of(Group::Guide));
    ours.extend(of(Group::On));
    // In a stage "Xong, bước tiếp" is what leads on, and beside the walk the way back: a visit next to it isn't.
    let ours_first = c.s.view != View::Place || c.spot().is_some_and(|s| s.step().stage.is_some());
    let candidates = match (ours.as_slice(), ours_first) {
        ([only], true) => vec![*only],
        _ => guides.into_iter().chain(ours).collect(),
    };
    match candidates.as_slice() {
        [only] => {
            let only = (*only).clone();
            take(c, &only);
        }
        [] if c.s.hand.is_none() => c.resume_latest(),
        [] => {}
        _ => c.say(Phrase::WhichOne, &[]),
    }
}

fn leads_on(choice: &Choice) -> bool {
    let Act::Press(token) = &choice.act else { return false };
    Token::read(token).is_some_and(|t| !matches!(t.deed, Deed::Furthest | Deed::Resume(_) | Deed::Menu(_)))
}

fn skip(c: &mut Course<'_>) {
    match c.spot().filter(|s| s.step().ask.is_some() && c.s.view == View::Place) {
        Some(from) => {
            c.cache = None;
            if let Some(walk) = c.s.walk_mut() {
                walk.typed.retain(|(at, _)| !from.is(at));
            }
            crate::engine::follow::first_button(c, from);
        }
        None => c.say(Phrase::NothingToSkip, &[]),
    }
}

fn whereabouts(c: &mut Course<'_>) {
    c.s.view = View::Place;
    let Some(walk) = c.s.walk() else { return };
    let guide = c.book.guide(&walk.guide).map_or(String::new(), |g| g.front.title.clone());
    let day = c.book.words.short_day(walk.began);
    c.say(Phrase::Here, &[("guide", &guide), ("day", &day)]);
}

fn beside(c: &mut Course<'_>, view: View) {
    if c.s.hand.is_some() {
        c.s.view = view;
    } else {
        c.say(Phrase::NoDossier, &[]);
    }
}

fn stuck(c: &mut Course<'_>) {
    let walk = c.s.walk();
    let troubles = walk.and_then(|w| crate::engine::offer::look(c.book, w, crate::engine::token::Aside::Troubles));
    c.s.view = troubles.unwrap_or(View::Person);
}

fn by_answer(c: &mut Course<'_>, text: &str) -> bool {
    if let View::Naming(number) = c.s.view {
        name_dossier(c, number, text);
        return true;
    }
    let asks = c.spot().filter(|s| c.s.view == View::Place && s.step().ask.is_some());
    match asks {
        Some(spot) => answer(c, spot, text),
        None => false,
    }
}

fn name_dossier(c: &mut Course<'_>, number: u32, text: &str) {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > MOST_NAME {
        return c.say(Phrase::BadName, &[]);
    }
    c.cache = None;
    if let Some(walk) = c.s.dossier_mut(number) {
        walk.whom = Some(name.clone());
    }
    c.say(Phrase::Named, &[("whom", &name)]);
    c.s.view = View::Dossier(number);
}

/// A search; on a first contact that finds nothing, the welcome.
pub(super) fn look_for(c: &mut Course<'_>, text: &str) {
    if at_once(c, text) {
        return;
    }
    let (view, answer) = match heard(c, text) {
        Found::Sure(id) => (Some(View::Found(vec![id])), None),
        Found::Unsure(ids) => (Some(View::Found(ids)), None),
        Found::Nothing => (Some(View::Nothing), None),
        Found::Beside(kind) => (None, Some(in_kind(kind))),
    };
    let danger = in_passing(c, text);
    let words = mask(text);
    c.s.sought = None;
    match &view {
        Some(View::Found(_)) => c.s.sought = Some(words),
        _ if danger => {}
        Some(View::Nothing) => c.effects.push(Effect::Missed(Missed { words, offered: Vec::new() })),
        // Somebody may one day write a guide for what is often asked.
        None if answer == Some(Phrase::BesideOther) => {
            c.effects.push(Effect::Missed(Missed { words, offered: Vec::new() }));
        }
        _ => {}
    }
    let first = c.s.walk().is_none();
    if first {
        c.welcome();
    }
    if let Some(answer) = answer.filter(|_| !danger) {
        let phone = c.book.locality.get("hotline.phone").unwrap_or_default().to_owned();
        c.s.view = View::Place;
        c.say(answer, &[("phone", &phone)]);
        return;
    }
    // Whoever is in danger gets the number to call and stays where they were; a guide is shown below it to who was at none,
    // since they may have asked for one.
    if danger && (c.s.hand.is_some() || !matches!(view, Some(View::Found(_)))) {
        return;
    }
    if first {
        if view == Some(View::Nothing) {
            return;
        }
        let commune = c.book.locality.get("commune.name").unwrap_or_default().to_owned();
        c.say(Phrase::Hello, &[("commune", &commune)]);
    }
    if let Some(view) = view {
        c.s.view = view;
    }
}

/// The sentence for what is no procedure.
fn in_kind(kind: Beside) -> Phrase {
    match kind {
        Beside::Greeting => Phrase::BesideGreeting,
        Beside::Thanks => Phrase::BesideThanks,
        Beside::Insult => Phrase::BesideInsult,
        Beside::Prayer => Phrase::BesidePrayer,
        Beside::Other => Phrase::BesideOther,
    }
}

/// What the words mean in the chosen language, else in the home one.
fn heard(c: &Course<'_>, text: &str) -> Found {
    match search(c.book, text) {
        Found::Nothing if !c.book.language.is_empty() => search(c.home, text),
        found => found,
    }
}
