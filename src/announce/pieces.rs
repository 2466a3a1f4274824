//! A letter as messages: its words, who sends it, one press to stop.

use crate::announce::{Aim, Letter, PlanId};
use crate::book::{Book, Phrase};
use crate::engine::{self, Act, Choice, Group};
use crate::sender::draw::strip_html;
use crate::sender::job::{MediaKind, Piece, Spot};

/// The most characters of words beside a file (Bot API, `caption`: 1024 UTF-16 units after parsing).
const CAPTION: usize = 1_024;

/// The messages of a letter in order; the last has the words and the buttons. `plan` 0 = a test: its buttons count for nothing.
pub fn pieces(letter: &Letter, book: &Book, plan: PlanId) -> Vec<Piece> {
    let sender = book.local("commune.controller", &book.words).unwrap_or_default();
    let signed = book.words.say(Phrase::NewsSigned, &[("sender", &escape(&sender))]);
    let html = if letter.html.is_empty() { signed } else { format!("{}\n\n{signed}", letter.html) };
    let choices = choices(letter, book, plan);
    let words = Piece { html, media: Vec::new(), choices, spot: Spot::default() };
    match letter.media.as_slice() {
        [] => vec![words],
        [one] if one.kind != MediaKind::Voice && units(&words.html) <= CAPTION => {
            vec![Piece { media: vec![one.clone()], ..words }]
        }
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

/// UTF-16 units of what is seen.
fn units(html: &str) -> usize {
    strip_html(html).encode_utf16().count()
}

/// Words of ours inside classic HTML.
pub fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
