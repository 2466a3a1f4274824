//! One language's files over time: its guides, its sentences, how its people ask.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::book::{Book, Fault, Guide, Translation, Vocabulary, Words};
use crate::shelf::folder::{Folder, phrases_path, vocabulary_path};
use crate::shelf::keep::Keep;
use crate::shelf::slot::{Parse, Slot, no_error};

/// A folder of `dialogs/` that holds a language.
#[derive(Debug)]
pub(super) struct Tongue {
    /// Its name, such as `vi`.
    code: String,
    /// Its `phrases.toml` as it is read: what the home language lacks nobody says.
    read_words: Parse<Words>,
    guides: BTreeMap<String, Slot<Guide>>,
    words: Slot<Words>,
    vocabulary: Slot<Vocabulary>,
}

impl Tongue {
    pub(super) fn new(code: &str, read_words: Parse<Words>) -> Self {
        let (words, vocabulary) = (Slot::default(), Slot::default());
        Self { code: code.to_owned(), read_words, guides: BTreeMap::new(), words, vocabulary }
    }

    /// Takes in the files of today.
    pub(super) fn see(&mut self, folder: &Folder, keep: &Keep) {
        let phrases = phrases_path(&self.code);
        self.words.see(&phrases, folder.bytes(&phrases), self.read_words);
        self.words.judge(&phrases, keep, self.read_words, |_| true);
        let people = vocabulary_path(&self.code);
        self.vocabulary.see(&people, folder.bytes(&people), crate::book::read_vocabulary);
        self.vocabulary.judge(&people, keep, crate::book::read_vocabulary, |_| true);
        let there = folder.guides(&self.code);
        self.guides.retain(|id, _| there.contains_key(id));
        keep.forget_guides_but(&self.code, there);
        for (id, path) in there {
            self.guides.entry(id.clone()).or_default().see(path, folder.bytes(path), read_guide);
        }
    }

    /// Whether today's guides are good, each as it stands in the book of its language.
    pub(super) fn judge(&mut self, folder: &Folder, keep: &Keep, book: &Book, today: Date) {
        for (id, slot) in &mut self.guides {
            let Some(path) = folder.guides(&self.code).get(id) else { continue };
            slot.judge(path, keep, read_guide, |guide| no_error(&crate::book::check_own(guide, book, today)));
        }
    }

    /// Today's texts.
    pub(super) fn seen(&self) -> Translation {
        self.with(|slot| slot.seen.as_ref())
    }

    /// The texts in use.
    pub(super) fn good(&self) -> Translation {
        self.with(|slot| slot.good.as_ref())
    }

    fn with(&self, which: impl Fn(&Slot<Guide>) -> Option<&Arc<Guide>>) -> Translation {
        let guide = |(id, slot)| Some((String::clone(id), which(slot).filter(|g| !g.steps.is_empty())?.clone()));
        Translation {
            code: self.code.clone(),
            guides: self.guides.iter().filter_map(guide).collect(),
            words: self.words.in_use(),
            vocabulary: self.vocabulary.in_use(),
        }
    }

    /// How many guides there are, used or not.
    pub(super) fn count(&self) -> usize {
        self.guides.len()
    }

    /// Guides whose text has an error: with a good one in use, or without.
    pub(super) fn wrong(&self, kept: bool) -> impl Iterator<Item = &String> {
        let slots = self.guides.iter().filter(move |(_, slot)| slot.is_wrong && slot.good.is_some() == kept);
        slots.map(|(id, _)| id)
    }

    /// What reading today's files found.
    pub(super) fn faults(&self) -> impl Iterator<Item = &Fault> {
        let guides = self.guides.values().flat_map(|slot| &slot.faults);
        self.words.faults.iter().chain(&self.vocabulary.faults).chain(guides)
    }
}

/// A text that is no guide at all becomes one without a step, which no book holds.
fn read_guide(path: &str, bytes: &[u8]) -> (Guide, Vec<Fault>) {
    let (guide, faults) = crate::book::read_guide(path, bytes);
    (guide.unwrap_or_default(), faults)
}
