//! What leaves ink and what does not; the clerk's words as a mend quotes them.

/// Whether a character leaves no ink, the ones that have no width too.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_without_width(c)
}

/// A character that nobody sees.
pub(super) fn is_without_width(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Words for a mend: not longer than a line of a screen.
pub(super) fn brief(words: &str) -> String {
    let tidy: String = words.chars().filter(|c| !is_without_width(*c)).collect();
    let tidy = tidy.split_whitespace().collect::<Vec<_>>().join(" ");
    if tidy.chars().count() <= 70 { tidy } else { tidy.chars().take(70).chain(['…']).collect() }
}

/// A word without what nobody sees in it.
pub(super) fn visible(word: &str) -> String {
    word.chars().filter(|c| !is_without_width(*c)).collect()
}
