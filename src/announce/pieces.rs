//! A letter as messages: its words, who sends it, one press to stop.

use crate::announce::{Aim, Letter, PlanId};
use crate::book::limits::{CAPTION, units};
use crate::book::{Book, is_blank};
use crate::engine::{self, Act, Choice, Group};
use crate::sender::draw::strip_html;
use crate::sender::job::{MediaKind, Piece, Spot};

/// The messages of a letter in order; the last has the words and the buttons. `plan` 0 = a test: its buttons count for nothing.
pub fn pieces(letter: &Letter, book: &Book, plan: PlanId) -> Vec<Piece> {
    let words = words(letter, book, plan);
    let beside = matches!(letter.media.as_slice(), [one] if one.kind != MediaKind::Voice);
    let beside = beside && units(&strip_html(&words.html)) <= CAPTION;
    shaped(letter, words, beside)
}

/// The same in the shape of what was delivered: words stay beside their file, or below it. Where nothing was, as [`pieces`].
pub(super) fn pieces_like(letter: &Letter, book: &Book, plan: PlanId, was: &[Piece]) -> Vec<Piece> {
    match was {
        [] => pieces(letter, book, plan),
        [only] => shaped(letter, words(letter, book, plan), !only.media.is_empty()),
        _ => shaped(letter, words(letter, book, plan), false),
    }
}

fn words(letter: &Letter, book: &Book, plan: PlanId) -> Piece {
    let signed = book.signature();
    let html = if is_blank(&strip_html(&letter.html)) { signed } else { format!("{}\n\n{signed}", letter.html) };
    Piece { html, media: Vec::new(), choices: choices(letter, book, plan), spot: Spot::default() }
}

fn shaped(letter: &Letter, words: Piece, beside: bool) -> Vec<Piece> {
    match letter.media.as_slice() {
        [] => vec![words],
        [one] if beside => vec![Piece { media: vec![one.clone()], ..words }],
        files => {
            let files =
                Piece { html: String::new(), media: files.to_vec(), choices: Vec::new(), spot: Spot::default() };
            vec![files, words]
        }
    }
}

fn choices(letter: &Letter, book: &Book, plan: PlanId) -> Vec<Vec<Choice>> {
    let of_letter = letter.buttons.iter().filter_map(|button| match &button.aim {
        Aim::Guide(guide) => engine::open_choice(book, guide, &button.label, plan),
        Aim::Address(url) => {
            Some(Choice { label: button.label.clone(), act: Act::Open(url.clone()), group: Group::Guide })
        }
    });
    of_letter.chain([engine::stop_choice(book, plan)]).map(|choice| vec![choice]).collect()
}

/// Words of ours inside classic HTML.
pub fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
