//! The languages: which there are, and the same place in another one.

use crate::book::{Language, Phrase, key};
use crate::engine::course::{CONSENT_SCREEN, Course};
use crate::engine::event::{Choice, Group, Scene};
use crate::engine::session::{Extra, View};
use crate::engine::show::Hand;
use crate::engine::token::{Deed, Menu};

/// So many names fit on one button.
const MOST_NAMED: usize = 3;

/// "Chọn ngôn ngữ": each language by its own name.
pub(super) fn menu(hand: &Hand<'_, '_>) -> (Scene, Vec<Choice>) {
    let speaks = |l: &Language| hand.button(l.name.clone(), Deed::Speak(key(&l.code)), Group::Guide);
    let mut choices: Vec<Choice> = hand.book.languages.iter().map(speaks).collect();
    choices.extend(hand.back_to_place());
    (Scene::Plain { title: hand.say(Phrase::LanguagesTitle), lines: vec![] }, choices)
}

/// To the other languages, by their own names: who reads nothing else here reads that. With one other, at once.
pub(super) fn button(hand: &Hand<'_, '_>) -> Option<Choice> {
    let others: Vec<&Language> = hand.book.languages.iter().filter(|l| l.code != hand.book.language).collect();
    let deed = match others.as_slice() {
        [] => return None,
        [only] => Deed::Speak(key(&only.code)),
        _ => Deed::Menu(Menu::Languages),
    };
    let names: Vec<&str> = others.iter().take(MOST_NAMED).map(|l| l.name.as_str()).collect();
    let label = hand.book.words.say(Phrase::LanguagesButton, &[("names", &names.join(" · "))]);
    Some(hand.button(label, deed, Group::Far))
}

impl Course<'_> {
    /// Who writes in another language that is spoken here is answered in it, with one press back. Never the whole answer.
    pub(super) fn speak_as_written(&mut self, text: &str) -> bool {
        let written = self.home.language_of(text).filter(|code| *code != self.book.language);
        if let Some(language) = written.map(key).filter(|_| self.book.typed(text).is_empty()) {
            self.speak(language);
            self.s.extras.push(Extra::Languages);
        }
        false
    }

    /// Goes on in another language, at the same place.
    pub(super) fn speak(&mut self, language: u32) {
        let Some(chosen) = self.home.languages.iter().find(|l| key(&l.code) == language) else {
            return self.say(Phrase::ButtonUnknown, &[]);
        };
        let is_other = chosen.code != self.book.language;
        self.s.language.clone_from(&chosen.code);
        self.s.view = View::Place;
        self.book = self.home.in_language(&self.s.language);
        if !is_other {
            return;
        }
        self.settle();
        self.before = self.remember();
        // Who was asked in a language they may not read is asked again.
        self.s.shown = self.s.shown.min(CONSENT_SCREEN - 1);
        self.say(Phrase::Spoken, &[]);
    }
}
