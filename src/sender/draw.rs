//! A screen to Telegram's messages: classic HTML, within its limits.

mod cut;
mod flat;
mod html;

use crate::screen::{Act, Choice};
use crate::screen::{Block, Screen};
use crate::sender::draw::cut::{Limit, cut};
use crate::sender::draw::flat::Flat;
use crate::sender::job::{Part, Spot};

pub use html::strip as strip_html;

/// A message of text.
const TEXT: Limit = Limit { units: 4096, bytes: 32_768, entities: 100 };
/// The words beside a picture.
const CAPTION: Limit = Limit { units: 1024, ..TEXT };
/// Telegram refuses a message without words.
const NOTHING: &str = "…";

/// The messages of a screen, in order; the buttons are on the last.
pub fn draw(mut screen: Screen) -> Vec<Part> {
    debug_assert!(screen.choices.iter().flatten().all(is_carried), "a button is over Telegram's limit");
    let choices = std::mem::take(&mut screen.choices);
    let mut parts = texts(&screen);
    if let Some(last) = parts.last_mut() {
        last.choices = choices;
    }
    parts
}

fn texts(screen: &Screen) -> Vec<Part> {
    let flat = Flat::of(screen);
    let mut pictures = screen.blocks.iter().filter_map(picture).peekable();
    let mut parts = Vec::with_capacity(1);
    if let Some((file, alt)) = pictures.next() {
        let mut texts = if pictures.peek().is_none() { cut(&flat, CAPTION) } else { Vec::new() };
        if texts.len() == 1 && pictures.peek().is_none() {
            parts.push(part(texts.remove(0), Some(file)));
            return parts;
        }
        parts.extend(std::iter::once((file, alt)).chain(pictures).map(|(file, alt)| part(caption(alt), Some(file))));
    }
    parts.extend(cut(&flat, TEXT).into_iter().map(|html| part(html, None)));
    if parts.is_empty() {
        parts.push(part(NOTHING.to_owned(), None));
    }
    parts
}

fn part(html: String, picture: Option<&str>) -> Part {
    Part { html, picture: picture.map(str::to_owned), choices: Vec::new(), spot: Spot::default() }
}

fn picture(block: &Block) -> Option<(&str, &str)> {
    match block {
        Block::Picture { file, alt } => Some((file, alt)),
        _ => None,
    }
}

/// The words for who can't see the picture: it stands apart from the text that speaks of it.
fn caption(alt: &str) -> String {
    cut(&Flat::of_words(alt), CAPTION).into_iter().next().unwrap_or_default()
}

fn is_carried(choice: &Choice) -> bool {
    match &choice.act {
        Act::Press(token) => (1..=64).contains(&token.len()),
        Act::Copy(words) => (1..=256).contains(&words.chars().count()),
        Act::Open(_) => true,
    }
}
