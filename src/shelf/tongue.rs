//! One language's files over time: its guides, its sentences, how its people ask.

use std::sync::Arc;

use jiff::civil::Date;

use crate::book::{Book, Fault, Glossary, Guide, Translation, Vocabulary, Words};
use crate::shelf::folder::{Folder, glossary_path, phrases_path, vocabulary_path};
use crate::shelf::keep::Keep;
use crate::shelf::slot::{Parse, Slot, no_error};
use crate::shelf::slots::Slots;

/// A folder of `dialogs/` that holds a language.
#[derive(Debug)]
pub(super) struct Tongue {
    /// Its name, such as `vi`.
    code: String,
    /// Its `phrases.toml` as it is read: what the home language lacks nobody says.
    read_words: Parse<Words>,
    guides: Slots<Guide>,
    words: Slot<Words>,
    vocabulary: Slot<Vocabulary>,
    glossary: Slot<Glossary>,
}

impl Tongue {
    pub(super) fn new(code: &str, read_words: Parse<Words>) -> Self {
        let (words, vocabulary, glossary) = (Slot::default(), Slot::default(), Slot::default());
        Self { code: code.to_owned(), read_words, guides: Slots::default(), words, vocabulary, glossary }
    }

    /// Takes in the files of today.
    pub(super) fn see(&mut self, folder: &Folder, keep: &Keep, today: Date) {
        let phrases = phrases_path(&self.code);
        self.words.see(&phrases, folder.bytes(&phrases), self.read_words);
        self.words.judge(&phrases, keep, self.read_words, |_| true);
        let people = vocabulary_path(&self.code);
        if folder.is_there(&people) {
            self.vocabulary.see(&people, folder.bytes(&people), crate::book::read_vocabulary);
            self.vocabulary.judge(&people, keep, crate::book::read_vocabulary, |_| true);
        } else {
            self.vocabulary.goes(today);
            keep.put_aside(&self.code, |name| people.ends_with(&format!("/{name}")), today);
        }
        let hard = glossary_path(&self.code);
        if folder.is_there(&hard) {
            self.glossary.see(&hard, folder.bytes(&hard), crate::book::read_glossary);
            self.glossary.judge(&hard, keep, crate::book::read_glossary, |_| true);
        } else {
            self.glossary.goes(today);
            keep.put_aside(&self.code, |name| hard.ends_with(&format!("/{name}")), today);
        }
        self.guides.see((&self.code, folder.guides(&self.code)), folder, (keep, today), read_guide);
    }

    /// Its folder is no language's any more; what was good lies aside.
    pub(super) fn goes(&mut self, folder: &Folder, keep: &Keep, today: Date) {
        self.words.goes(today);
        self.vocabulary.goes(today);
        self.glossary.goes(today);
        self.guides.see((&self.code, folder.guides(&self.code)), folder, (keep, today), read_guide);
        keep.put_aside(&self.code, |_| true, today);
    }

    /// Whether its folder is there.
    pub(super) fn is_there(&self) -> bool {
        self.words.is_there()
    }

    /// Whether it has been gone for so long that it may be forgotten.
    pub(super) fn is_forgotten(&self, today: Date) -> bool {
        self.words.is_forgotten(today)
    }

    /// Whether today's guides are good, each as it stands in the book of its language.
    pub(super) fn judge(&mut self, folder: &Folder, keep: &Keep, book: &Book, today: Date) {
        let sound = |guide: &Guide| no_error(&crate::book::check_own(guide, book, today));
        self.guides.judge(folder.guides(&self.code), keep, read_guide, sound);
    }

    /// Today's texts.
    pub(super) fn seen(&self) -> Translation {
        self.with(|slot| slot.seen.as_ref())
    }

    /// The texts in use.
    pub(super) fn good(&self) -> Translation {
        self.with(|slot| slot.good.as_ref())
    }

    fn with<'a>(&'a self, which: impl Fn(&'a Slot<Guide>) -> Option<&'a Arc<Guide>> + 'a) -> Translation {
        let guide = move |slot| which(slot).filter(|guide| !guide.steps.is_empty());
        Translation {
            code: self.code.clone(),
            guides: self.guides.with(guide).collect(),
            words: self.words.in_use(),
            vocabulary: self.vocabulary.in_use(),
            glossary: self.glossary.in_use(),
        }
    }

    /// How many guides there are, used or not.
    pub(super) fn count(&self) -> usize {
        self.guides.there().count()
    }

    /// Guides whose text has an error: with a good one in use, or without.
    pub(super) fn wrong(&self, kept: bool) -> impl Iterator<Item = &String> {
        self.guides.wrong(kept)
    }

    /// What reading today's files found.
    pub(super) fn faults(&self) -> impl Iterator<Item = &Fault> {
        let people = self.vocabulary.faults.iter().chain(&self.glossary.faults);
        self.words.faults.iter().chain(people).chain(self.guides.faults())
    }
}

/// A text that is no guide at all becomes one without a step, which no book holds.
fn read_guide(path: &str, bytes: &[u8]) -> (Guide, Vec<Fault>) {
    let (guide, faults) = crate::book::read_guide(path, bytes);
    (guide.unwrap_or_default(), faults)
}
