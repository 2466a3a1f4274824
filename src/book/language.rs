//! The book in another language: the home book with that folder's guides, sentences and words laid over it.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::book::words::is_typed;
use crate::book::{Block, Book, Button, Glossary, Guide, Item, Phrase, Typed, Vocabulary, Words, fold, readings};

/// A language that a citizen may choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Language {
    /// Its folder of `dialogs/`; empty for the home language.
    pub code: String,
    /// What it calls itself, as it stands on a button.
    pub name: String,
    /// What is typed to ask for another language, folded and as written.
    asked: Vec<(String, String)>,
}

/// What the folder of another language holds.
#[derive(Debug, Clone, Default)]
pub struct Translation {
    /// The folder's name, such as `en`.
    pub code: String,
    /// Its guides, by the ids of the home guides.
    pub guides: BTreeMap<String, Arc<Guide>>,
    /// Its `phrases.toml`.
    pub words: Arc<Words>,
    /// Its `tu-vung.toml`; a language can do without.
    pub vocabulary: Arc<Vocabulary>,
    /// Its `chu-kho.toml`; a language can do without.
    pub glossary: Arc<Glossary>,
}

impl Book {
    /// The home book with its translations; those it had before are gone.
    #[must_use]
    pub fn translated(mut self, translations: Vec<Translation>) -> Self {
        let home = Language::of("", &self.words);
        let others = translations.iter().map(|t| Language::of(&t.code, &t.words));
        self.languages = std::iter::once(home).chain(others).collect();
        self.others = translations.into_iter().map(|t| (t.code.clone(), Arc::new(t.over(&self)))).collect();
        self
    }

    /// This book in the language of a folder; a folder that is not there leaves the home language.
    pub fn in_language(&self, code: &str) -> &Self {
        self.others.get(code).map_or(self, AsRef::as_ref)
    }

    /// Whether a guide is shown in the home language for want of a translation.
    pub fn lacks(&self, guide: &Guide) -> bool {
        !self.language.is_empty() && guide.language() != self.language
    }

    /// The sentences in the language of a guide: what is filled into it is read together with it.
    pub fn words_for(&self, guide: &Guide) -> &Words {
        let home = self.home_words.as_ref().filter(|_| self.lacks(guide));
        home.unwrap_or(&self.words)
    }

    /// What typed words of ours may mean; words that ask for a language are understood in every language.
    pub fn typed(&self, text: &str) -> Vec<Typed> {
        let mut out = self.words.typed(text);
        let read = readings(text);
        let asks = |(folded, word): &(String, String)| is_typed(text, &read, folded, word);
        if out.is_empty() && self.languages.iter().any(|l| l.asked.iter().any(asks)) {
            out.push(Typed::Language);
        }
        out
    }

    /// The guides written in this book's language.
    pub fn own_guides(&self) -> impl Iterator<Item = &Guide> {
        self.guides.values().map(AsRef::as_ref).filter(|guide| !self.lacks(guide))
    }

    /// Learns what the searches of all languages need.
    pub fn learn(&self) {
        self.index().learn();
        self.others.values().for_each(|other| other.index().learn());
    }
}

impl Language {
    fn of(code: &str, words: &Words) -> Self {
        let name = if words.language.is_empty() { code.to_owned() } else { words.language.clone() };
        let mut asked = words.written(Typed::Language);
        asked.push((fold(&name), name.clone()));
        Self { code: code.to_owned(), name, asked }
    }
}

impl Guide {
    /// The folder it is from, such as `vi`.
    pub fn language(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }
}

impl Translation {
    fn over(self, home: &Book) -> Book {
        let mut guides = home.guides.clone();
        for (id, guide) in self.guides {
            let guide = home.guide(&id).map_or_else(|| Arc::clone(&guide), |of| Arc::new(aligned(&guide, of)));
            guides.insert(id, guide);
        }
        Book {
            guides,
            locality: Arc::clone(&home.locality),
            words: Arc::new(self.words.over(&home.words)),
            vocabulary: self.vocabulary,
            glossary: self.glossary,
            templates: BTreeMap::new(),
            language: self.code,
            languages: Arc::clone(&home.languages),
            others: BTreeMap::new(),
            home_words: Some(Arc::clone(&home.words)),
            index: OnceLock::new(),
        }
    }
}

impl Words {
    /// These words, and the home language's where there are none; a home word that means something here gives way.
    fn over(&self, home: &Self) -> Self {
        let sentence = |n: usize| {
            let own = self.sentences.get(n).filter(|s| !s.trim().is_empty());
            own.or_else(|| home.sentences.get(n)).cloned().unwrap_or_default()
        };
        let field = |(id, name): &(String, String)| (id.clone(), self.field(id).unwrap_or(name).to_owned());
        let typed = |(meaning, _): (Typed, &str)| {
            let mut words = self.written(meaning);
            words.extend(home.written(meaning).into_iter().filter(|(_, word)| self.typed(word).is_empty()));
            (meaning, words)
        };
        Self {
            path: self.path.clone(),
            language: self.language.clone(),
            sentences: (0..Phrase::ALL.len()).map(sentence).collect(),
            fields: home.fields.iter().map(field).collect(),
            typed: Typed::ALL.into_iter().map(typed).collect(),
            weekdays: if self.weekdays.len() == 7 { self.weekdays.clone() } else { home.weekdays.clone() },
            jargon: self.jargon.clone(),
            short_forms: self.short_forms.iter().chain(&home.short_forms).cloned().collect(),
        }
    }

    fn written(&self, meaning: Typed) -> Vec<(String, String)> {
        self.typed.iter().filter(|(t, _)| *t == meaning).flat_map(|(_, words)| words.clone()).collect()
    }
}

/// A translation with the keys of the guide at home: a press and a tick are the same in every language.
fn aligned(guide: &Guide, home: &Guide) -> Guide {
    let mut out = guide.clone();
    for step in &mut out.steps {
        let Some(original) = home.index_of(&step.id).map(|i| &home.steps[i]) else { continue };
        align_buttons(&mut step.buttons, &original.buttons);
        let mut of_home = Vec::new();
        tick_keys(&original.body, &mut of_home);
        let mut own = Vec::new();
        tick_keys_mut(&mut step.body, &mut own);
        // Papers are told apart by their place alone: with one too few, any may be the one that lacks.
        if own.len() == of_home.len() {
            own.into_iter().zip(of_home).for_each(|(own, home)| own.clone_from(home));
        }
    }
    out
}

/// A button is the one at home that leads there and remembers the same; among several such, by their order.
fn align_buttons(own: &mut [Button], home: &[Button]) {
    for n in 0..own.len() {
        let same = |b: &&Button| b.target_key == own[n].target_key && b.remember == own[n].remember;
        let earlier = own[..n].iter().filter(same).count();
        if let Some(original) = home.iter().filter(same).nth(earlier) {
            own[n].label_key = original.label_key;
        }
    }
}

fn tick_keys<'a>(blocks: &'a [Block], out: &mut Vec<&'a String>) {
    for block in blocks {
        match block {
            Block::List { items, .. } => {
                for Item { tick, tick_key, nested, .. } in items {
                    out.extend(tick.as_ref().map(|_| tick_key));
                    tick_keys(nested, out);
                }
            }
            Block::Note { blocks, .. } => tick_keys(blocks, out),
            _ => {}
        }
    }
}

fn tick_keys_mut<'a>(blocks: &'a mut [Block], out: &mut Vec<&'a mut String>) {
    for block in blocks {
        match block {
            Block::List { items, .. } => {
                for Item { tick, tick_key, nested, .. } in items {
                    out.extend(tick.as_ref().map(|_| tick_key));
                    tick_keys_mut(nested, out);
                }
            }
            Block::Note { blocks, .. } => tick_keys_mut(blocks, out),
            _ => {}
        }
    }
}
