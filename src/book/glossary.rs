//! `chu-kho.toml`: hard words with one plain sentence each, for who asks "… là gì".

use crate::book::Place;

/// The hard words of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glossary {
    /// The file, relative to `dialogs/`.
    pub path: String,
    /// The words in the order of the file.
    pub meanings: Vec<Meaning>,
}

/// One hard word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meaning {
    /// How it is written, the first as it is shown.
    pub spellings: Vec<String>,
    /// What it is, in one sentence.
    pub text: String,
    /// Where it stands.
    pub at: Place,
}

impl Glossary {
    /// The meaning shown under this name.
    pub fn named(&self, name: &str) -> Option<&Meaning> {
        self.meanings.iter().find(|m| m.spellings.first().is_some_and(|s| s == name))
    }
}
