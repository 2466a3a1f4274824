//! Danger told in typed words: the numbers to call stand above what is at hand, and nothing moves.

use crate::book::{Block, Book, Danger, Item, Phrase, Step, Urgent, plain};
use crate::engine::course::Course;
use crate::engine::session::View;

/// Danger that happens now comes before everything but a button's own label: it costs one screen, and the place stays.
/// True if it was told.
///
/// A cause of death, of a loss, of a poor harvest is told in the words of danger too: "đột quỵ", "tai nạn giao thông". So at a
/// step that asks or whose buttons are answers, and at one whose own text speaks of that danger, its bare name is
/// an answer and no alarm ([`in_passing`] is silent there). A cry ("cứu với") or "đang" beside it makes it no answer
/// anywhere: such words are never kept as one, and warn.
pub(super) fn at_once(c: &mut Course<'_>, text: &str) -> bool {
    let danger = told(c, text);
    if !danger.now {
        return false;
    }
    tell(c, &danger);
    if c.s.walk().is_none() {
        c.welcome();
    }
    true
}

/// Danger that is only named, where it can't be an answer: tells the numbers; true if it did.
pub(super) fn in_passing(c: &mut Course<'_>, text: &str) -> bool {
    let danger = told(c, text);
    if danger.urgent.is_empty() || may_be_an_answer(c, &danger) {
        return false;
    }
    tell(c, &danger);
    true
}

/// In the chosen language, else at home, else in any other: whoever is in danger writes in their own.
fn told(c: &Course<'_>, text: &str) -> Danger {
    let books = [c.book, c.home].into_iter().chain(c.home.others.values().map(AsRef::as_ref));
    let dangers = books.map(|book: &Book| book.danger(text));
    dangers.into_iter().find(|danger| !danger.urgent.is_empty()).unwrap_or_default()
}

fn tell(c: &mut Course<'_>, danger: &Danger) {
    for urgent in &danger.urgent {
        let phrase = match urgent {
            Urgent::Police => Phrase::UrgentPolice,
            Urgent::Fire => Phrase::UrgentFire,
            Urgent::Ambulance => Phrase::UrgentAmbulance,
            Urgent::Child => Phrase::UrgentChild,
        };
        c.say(phrase, &[]);
    }
}

fn may_be_an_answer(c: &Course<'_>, danger: &Danger) -> bool {
    let Some(spot) = c.spot().filter(|_| c.s.view == View::Place) else { return false };
    let step = spot.step();
    if step.ask.is_some() || step.buttons.iter().any(|button| button.remember.is_some()) {
        return true;
    }
    let own = c.book.dangers_named(&words_of(step));
    danger.urgent.iter().all(|urgent| own.contains(urgent))
}

/// The words of a step, buttons and all.
fn words_of(step: &Step) -> String {
    let mut out = plain(&step.heading);
    let mut add = |words: String| {
        out.push_str(". ");
        out.push_str(&words);
    };
    blocks(&step.body, &mut add);
    step.buttons.iter().for_each(|button| add(plain(&button.label)));
    out
}

fn blocks(all: &[Block], add: &mut impl FnMut(String)) {
    for block in all {
        match block {
            Block::Paragraph(pieces) => pieces.iter().for_each(|piece| add(plain(&piece.text))),
            Block::List { items, .. } => items.iter().for_each(|item| of_item(item, add)),
            Block::Note { blocks: inner, .. } => blocks(inner, add),
            Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).for_each(|cell| add(plain(cell))),
            _ => {}
        }
    }
}

fn of_item(item: &Item, add: &mut impl FnMut(String)) {
    add(plain(&item.text));
    blocks(&item.nested, add);
}
