//! Text as every renderer needs it: in NFC, and so many columns wide.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text in NFC: Telegram counts it so, and a Mac's file may hold letters and marks apart.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_surely_nfc) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// How many columns of a terminal, or of a button, it fills.
pub fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// How many columns one character fills; a control character none.
pub(super) fn char_columns(c: char) -> usize {
    if c.is_ascii() { 1 } else { c.width().unwrap_or(0) }
}

/// Latin with and without Vietnamese marks: no composition exclusion lies there, so no table is asked.
fn is_surely_nfc(c: char) -> bool {
    c < '\u{300}' || ('\u{1e00}'..='\u{1eff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_text_is_borrowed_and_the_rest_is_composed() {
        assert!(matches!(nfc("Đăng nhập ở “Cổng”… 📱 ⚠️"), Cow::Borrowed(_)));
        assert_eq!(nfc("Đa\u{306}ng nhâ\u{323}p"), "Đăng nhập");
    }

    #[test]
    fn every_letter_taken_as_composed_is() {
        for c in ('\0'..='\u{1eff}').filter(|c| is_surely_nfc(*c)) {
            assert!(std::iter::once(c).nfc().eq(std::iter::once(c)), "{c:?}");
        }
    }
}
