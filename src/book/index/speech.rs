//! Speech: what was typed as words without marks, short spellings and other names replaced.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::book::{Vocabulary, tidy};

/// How the people of this language write.
#[derive(Debug, Default)]
pub(super) struct Speech {
    short: HashMap<String, Vec<String>>,
    /// By their first word, the longest first.
    same: HashMap<String, Vec<Renamed>>,
    skip: HashSet<String>,
}

/// What some call it, and what the guides call it.
type Renamed = (Vec<String>, Vec<String>);

impl Speech {
    pub(super) fn of(vocabulary: &Vocabulary) -> Self {
        let mut out = Self::default();
        for (written, meant) in &vocabulary.short {
            out.short.insert(split(written).concat(), split(meant));
        }
        for (said, meant) in &vocabulary.same {
            let said = split(said);
            let Some(first) = said.first().cloned() else { continue };
            out.same.entry(first).or_default().push((said, split(meant)));
        }
        out.same.values_mut().for_each(|list| list.sort_by_key(|(said, _)| std::cmp::Reverse(said.len())));
        out.skip = vocabulary.skip.iter().flat_map(|words| split(words)).collect();
        out
    }

    /// Whether this word means nothing.
    pub(super) fn skips(&self, word: &str) -> bool {
        self.skip.contains(word)
    }

    /// The words of a text; those that mean nothing are left out, unless nothing would be left.
    pub(super) fn words(&self, text: &str) -> Vec<String> {
        let spelt: Vec<String> = split(text)
            .into_iter()
            .flat_map(|word| self.short.get(&word).cloned().unwrap_or_else(|| vec![word]))
            .collect();
        let named = self.renamed(&spelt);
        let kept: Vec<String> = named.iter().filter(|word| !self.skip.contains(*word)).cloned().collect();
        if kept.is_empty() { named } else { kept }
    }

    fn renamed(&self, words: &[String]) -> Vec<String> {
        let mut out = Vec::with_capacity(words.len());
        let mut rest = words;
        while let Some((first, after)) = rest.split_first() {
            let same = self.same.get(first).and_then(|list| list.iter().find(|(said, _)| rest.starts_with(said)));
            if let Some((said, meant)) = same {
                out.extend(meant.iter().cloned());
                rest = &rest[said.len()..];
            } else {
                out.push(first.clone());
                rest = after;
            }
        }
        out
    }
}

/// Words in lower case without marks; a dot within a number belongs to it (`1.001193`).
pub(super) fn split(text: &str) -> Vec<String> {
    let text = tidy(text);
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut chars = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).peekable();
    while let Some(c) = chars.next() {
        let c = if c == 'đ' { 'd' } else { c };
        if c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        let digit = |c: char| c.is_ascii_digit();
        if c == '.' && word.ends_with(digit) && chars.peek().is_some_and(|next| digit(*next)) {
            continue;
        }
        if !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stay_whole() {
        assert_eq!(split("Mã 1.001193, đúng không?"), ["ma", "1001193", "dung", "khong"]);
        assert_eq!(split("12/11/2026."), ["12", "11", "2026"]);
    }

    #[test]
    fn short_spellings_and_other_names_are_replaced() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let vocabulary = Vocabulary {
            skip: vec!["dạ".to_owned()],
            short: vec![pair("gks", "giấy khai sinh"), pair("ko", "không")],
            same: vec![pair("bằng khoán", "sổ đỏ")],
            ..Vocabulary::default()
        };
        let speech = Speech::of(&vocabulary);
        assert_eq!(speech.words("dạ mất gks ko"), ["mat", "giay", "khai", "sinh", "khong"]);
        assert_eq!(speech.words("bang khoan"), ["so", "do"]);
        assert_eq!(speech.words("Dạ"), ["da"], "something must be left");
    }
}
