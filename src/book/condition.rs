//! `{answer}`, `{!answer}`, `{until day}`, `{from day}`: what must hold for a piece to be shown.

use jiff::civil::Date;

/// One condition; several in a row must all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// `{name}`: the answer is on the path.
    Is(String),
    /// `{!name}`: it is not.
    Not(String),
    /// `{until 2027-02-28}`: that day included.
    Until(Date),
    /// `{from 2027-03-01}`: that day included.
    From(Date),
}

/// What stands between a pair of braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Braces<'a> {
    /// Between the braces.
    pub(super) inner: &'a str,
    /// Of the whole, braces included.
    pub(super) len: usize,
}

/// The `{…}` that `text` starts with; `{{…}}` is a fact, not one of these.
pub(super) fn braces(text: &str) -> Option<Braces<'_>> {
    let after = text.strip_prefix('{')?;
    // No condition is longer: without an end, a text of open braces would be searched again for each.
    let end = after.bytes().take(120).position(|b| matches!(b, b'}' | b'{' | b'\n'))?;
    (after.as_bytes()[end] == b'}').then(|| Braces { inner: &after[..end], len: end + 2 })
}

impl Braces<'_> {
    /// What it says; the error is a sentence for the clerk.
    pub(super) fn read(&self) -> Result<Condition, String> {
        let inner = self.inner.trim();
        if let Some((word, day)) = inner.split_once(char::is_whitespace) {
            return match word {
                "until" => day_of(day.trim()).map(Condition::Until),
                "from" => day_of(day.trim()).map(Condition::From),
                _ => Err(format!("điều kiện `{{{inner}}}` viết sai")),
            };
        }
        match inner.strip_prefix('!') {
            Some(name) if is_name(name) => Ok(Condition::Not(name.to_owned())),
            None if is_name(inner) => Ok(Condition::Is(inner.to_owned())),
            _ => Err(format!("điều kiện `{{{inner}}}` viết sai")),
        }
    }

    /// Whether the clerk must have meant a condition: at a start even with words of text in it.
    pub(super) fn is_meant(&self, at_start: bool) -> bool {
        let inner = self.inner.trim();
        let dated = inner.starts_with("until ") || inner.starts_with("from ");
        let wordy = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '!') || (at_start && c == ' ');
        dated || (inner.chars().any(char::is_alphabetic) && inner.chars().all(wordy))
    }
}

/// Whether this can be the name of a step, an answer, a guide: lower-case ASCII letters, digits, `-`.
pub(super) fn is_name(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn day_of(words: &str) -> Result<Date, String> {
    let day = if words.len() == 10 { words.parse().ok() } else { None };
    day.ok_or_else(|| format!("`{words}` không phải là ngày viết như 2027-02-28"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read() {
        assert_eq!(braces("{a-b} x").map(|b| (b.read(), b.len)), Some((Ok(Condition::Is("a-b".into())), 5)));
        assert_eq!(braces("{!a}").map(|b| b.read()), Some(Ok(Condition::Not("a".into()))));
        let day = jiff::civil::date(2027, 2, 28);
        assert_eq!(braces("{until 2027-02-28}").map(|b| b.read()), Some(Ok(Condition::Until(day))));
        assert!(braces("{until 2027-02-30}").is_some_and(|b| b.read().is_err()));
        assert_eq!(braces("{{a.b}}"), None);
    }

    #[test]
    fn words_in_braces_are_meant_only_at_a_start() {
        assert!(braces("{Xin giùm} a").is_some_and(|b| b.is_meant(true) && !b.is_meant(false)));
        assert!(braces("{xin-gium}").is_some_and(|b| b.is_meant(false)));
        assert!(!braces("{1, 2}").is_some_and(|b| b.is_meant(true)));
    }
}
