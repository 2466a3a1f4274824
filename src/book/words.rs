//! `phrases.toml`: every sentence the program itself says, and the words of ours that a citizen may type.

use jiff::civil::Date;

use crate::book::marks::agree;
use crate::book::phrase::Phrase;
use crate::book::readings;
use crate::book::typed::Typed;

/// What the program says and understands in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The file, relative to `dialogs/`.
    pub path: String,
    /// `language`: what the language calls itself; empty = not said.
    pub language: String,
    /// `[say]`, by the phrase's place in [`Phrase::ALL`]; empty = missing.
    pub sentences: Vec<String>,
    /// `[fields]`: id and name, in the order they are offered.
    pub fields: Vec<(String, String)>,
    /// `[typed]`: the words of ours by what they mean, each folded and as written.
    pub typed: Vec<(Typed, Vec<(String, String)>)>,
    /// `weekdays`: Monday first.
    pub weekdays: Vec<String>,
    /// `jargon`: words of the offices that want a gloss, in lower case.
    pub jargon: Vec<String>,
    /// `[short-forms]`: an abbreviation and what it stands for, folded words.
    pub short_forms: Vec<(String, String)>,
}

impl Words {
    /// The sentence with its blanks filled; a missing one is named, so that nobody is left with silence.
    pub fn say(&self, phrase: Phrase, blanks: &[(&str, &str)]) -> String {
        let sentence = self.sentences.get(phrase as usize).map_or("", String::as_str);
        if sentence.is_empty() {
            return format!("«{}»", phrase.name());
        }
        fill(sentence, blanks)
    }

    /// The name of a field.
    pub fn field(&self, id: &str) -> Option<&str> {
        self.fields.iter().find(|(f, _)| f == id).map(|(_, name)| name.as_str())
    }

    /// "thứ Hai 30/11/2026"
    pub fn day(&self, day: Date) -> String {
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
        let name = self.weekdays.get(weekday).map_or("", String::as_str);
        self.say(
            Phrase::Day,
            &[
                ("weekday", name),
                ("d", &day.day().to_string()),
                ("m", &day.month().to_string()),
                ("y", &day.year().to_string()),
            ],
        )
    }

    /// "2/11/2026" or, without a year in the sentence, "2/11"
    pub fn short_day(&self, day: Date) -> String {
        self.say(
            Phrase::DayShort,
            &[("d", &day.day().to_string()), ("m", &day.month().to_string()), ("y", &day.year().to_string())],
        )
    }

    /// What typed words of ours may mean: several where marks alone tell two of ours apart and none were typed.
    pub fn typed(&self, text: &str) -> Vec<Typed> {
        let read = readings(text);
        let means = |words: &[(String, String)]| words.iter().any(|(plain, word)| is_typed(text, &read, plain, word));
        self.typed.iter().filter(|(_, words)| means(words)).map(|(t, _)| *t).collect()
    }

    /// The words of ours with a meaning, folded.
    pub fn words_of(&self, meaning: Typed) -> Vec<String> {
        let of_it = self.typed.iter().filter(|(t, _)| *t == meaning);
        of_it.flat_map(|(_, words)| words.iter().map(|(folded, _)| folded.clone())).collect()
    }
}

/// Whether what was typed is a word of ours: the letters are the same, and no mark speaks against it ("đúng" is not "dừng").
/// `read` are the readings of the text, `folded` is the word's own.
pub(super) fn is_typed(text: &str, read: &[String], folded: &str, word: &str) -> bool {
    match read.iter().position(|own| own == folded) {
        Some(0) => agree(text, word),
        found => found.is_some(),
    }
}

fn fill(sentence: &str, blanks: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after
            .split_once('}')
            .and_then(|(name, tail)| blanks.iter().find(|(blank, _)| *blank == name).map(|(_, value)| (*value, tail)));
        if let Some((value, tail)) = known {
            out.push_str(value);
            rest = tail;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}
