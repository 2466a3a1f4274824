//! Folding words to what is compared, and ids to the four bytes a button's token has room for.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Letters and digits only, no diacritics, no case: what two labels are compared by.
pub fn fold(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if c.is_ascii() {
            if c.is_ascii_alphanumeric() {
                out.push(c.to_ascii_lowercase());
            }
            continue;
        }
        // Marks are dropped one by one, so their order doesn't matter: no need of the whole NFD.
        decompose_canonical(c, |part| {
            if part.is_alphanumeric() && !is_combining_mark(part) {
                out.extend(part.to_lowercase().map(|c| if c == 'đ' { 'd' } else { c }));
            }
        });
    }
    out
}

/// A heading's id when the clerk gave none: folded words joined by `-`.
pub fn slug(words: &str) -> String {
    let mut out = String::new();
    for c in spread(words) {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// FNV-1a, 32 bits, of the text in NFC: stable for ever, since old buttons hold it.
pub fn key(text: &str) -> u32 {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text.bytes().fold(0x811c_9dc5, step);
    }
    text.nfc().collect::<String>().bytes().fold(0x811c_9dc5, step)
}

fn spread(words: &str) -> impl Iterator<Item = char> + '_ {
    words.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).map(|c| if c == 'đ' { 'd' } else { c })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_compared_without_marks_case_and_signs() {
        assert_eq!(fold("Đủ rồi, đi tiếp!"), "duroiditiep");
        assert_eq!(fold("đu\u{309} rồi đi tiếp"), fold("Đủ rồi, đi tiếp"));
    }

    #[test]
    fn a_heading_without_an_id_gets_its_folded_words() {
        assert_eq!(slug("Cha mẹ đã kết hôn chưa?"), "cha-me-da-ket-hon-chua");
        assert_eq!(slug("…"), "");
    }

    #[test]
    fn a_key_never_changes() {
        assert_eq!(key("khai-sinh"), 0x819f_9dbd);
        assert_eq!(key(""), 0x811c_9dc5);
        assert_eq!(key("Đu\u{309}"), key("Đủ"));
    }
}
