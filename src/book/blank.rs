//! Whether there is anything to see in a text: the one place that knows what shows nothing.

use std::sync::LazyLock;

use regex::Regex;

/// Whether nothing of `text` is seen: blanks of every kind, and characters that only join, part, direct or fill.
pub fn is_blank(text: &str) -> bool {
    // U+2800 is a Braille cell without a dot, U+1D159 a note without a head: they are drawn, as nothing.
    static NOTHING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[\s\p{C}\p{Default_Ignorable_Code_Point}\x{2800}\x{1D159}]*$").expect("a pattern of ours")
    });
    NOTHING.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::is_blank;

    #[test]
    fn what_shows_nothing_is_blank() {
        let nothing = [
            "",
            " \n\t",
            "\u{200b}",
            "\u{2060}\u{ad}",
            "\u{feff}\u{a0}",
            "\u{3164}",
            "\u{115f}\u{1160}",
            "\u{ffa0}",
            "\u{2800}",
            "\u{3000}",
            "\u{200e}\u{202e}\u{2066}",
            "\u{e0001}",
            "\u{34f}",
            "\u{180e}",
            "\u{fe0f}",
            "\u{0}",
        ];
        for text in nothing {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["a", "\u{200b}a", ".", "\u{1f44d}", "\u{1f468}\u{200d}\u{1f469}", "ừ", "0"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
