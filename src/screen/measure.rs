//! How tall a screen is on a small phone: what the tests of the guides hold it to.

use crate::screen::text::{char_columns, columns};
use crate::screen::{Ink, Lead, Line, Look, Said, Screen, lines};

/// The columns of a small phone.
const PHONE: usize = 40;
/// What a phone shows of a folded note.
const FOLDED: usize = 3;

/// The lines of text at 40 columns: header included, blank lines, pictures and buttons not.
pub fn measure(screen: &Screen) -> usize {
    let (mut total, mut folded, mut block) = (0, 0, usize::MAX);
    for line in lines(screen) {
        let tall = height(&line);
        if line.look != Look::Folded {
            total += tall;
            continue;
        }
        folded = if block == line.block { folded } else { 0 };
        block = line.block;
        total += tall.min(FOLDED - folded);
        folded = (folded + tall).min(FOLDED);
    }
    total
}

fn height(line: &Line<'_>) -> usize {
    if line.look == Look::Picture {
        return 0;
    }
    let mut lead = String::new();
    line.lead.write(&mut lead);
    let hang = columns(&lead);
    let mut wrap = Wrap { rows: 1, at: if line.lead == Lead::None { 0 } else { hang }, word: 0 };
    if !line.head.is_empty() {
        wrap.add(line.head);
        wrap.add(": ");
    }
    match line.said {
        Said::Raw(text) => wrap.add(text),
        Said::Ink(inks) => inks.iter().for_each(|i| wrap.add(words(i))),
    }
    wrap.end_word();
    wrap.rows
}

fn words(ink: &Ink) -> &str {
    match ink {
        Ink::Plain(t) | Ink::Strong(t) | Ink::Emphasis(t) | Ink::Struck(t) | Ink::Code(t) => t,
        Ink::Link { text, .. } => text,
        Ink::Break => "",
    }
}

/// Greedy wrapping, counted and not drawn.
struct Wrap {
    rows: usize,
    at: usize,
    word: usize,
}

impl Wrap {
    fn add(&mut self, text: &str) {
        for c in text.chars() {
            if c == ' ' {
                self.end_word();
                self.at += 1;
            } else {
                self.word += char_columns(c);
            }
        }
    }

    fn end_word(&mut self) {
        if self.at > 0 && self.at + self.word > PHONE {
            self.rows += 1;
            self.at = 0;
        }
        self.at += self.word;
        // A word longer than the phone is broken by it.
        self.rows += self.at.saturating_sub(1) / PHONE;
        self.at -= self.at.saturating_sub(1) / PHONE * PHONE;
        self.word = 0;
    }
}
