//! What one message of Telegram may hold, and the sentence where something holds more: the one place with these numbers for whoever writes.

use std::fmt;

use crate::book::{Book, Phrase};

/// A message of text, in UTF-16 units after parsing (`sendMessage`).
pub const TEXT: usize = 4096;
/// The same beside a file, and in an album (`caption`).
pub const CAPTION: usize = 1024;
/// Marks of a message: Telegram drops those after the hundredth; some are left for our own line.
pub const MARKS: usize = 95;
/// Files of one album (`sendMediaGroup`).
pub const ALBUM: usize = 10;
/// Buttons under one message.
pub const BUTTONS: usize = 100;
/// Bytes of a message with its marks: far above what the units allow, but for addresses behind words.
pub const BYTES: usize = 32_768;

const SHORTER: &str = "Rút ngắn lại: bà con đọc trên điện thoại.";

/// What is more than Telegram takes, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Over {
    /// The sentence, without a capital and without a full stop.
    pub what: String,
    /// How many too many; 0 where it is no matter of numbers.
    pub too_many: usize,
    /// What to do.
    pub mend: &'static str,
}

impl Over {
    /// Something that is not to be had, whatever the number.
    pub fn never(what: &str, mend: &'static str) -> Self {
        Self { what: what.to_owned(), too_many: 0, mend }
    }

    /// `has` of something where `most` are taken; none if it fits.
    pub fn of(has: usize, most: usize, tell: impl FnOnce(usize) -> String, mend: &'static str) -> Option<Self> {
        let too_many = has.checked_sub(most).filter(|over| *over > 0)?;
        Some(Self { what: tell(too_many), too_many, mend })
    }

    /// A text of `units` where `most` are taken; `what` names it, `beside` tells of what stands beside it.
    pub fn text(what: &str, units: usize, most: usize, beside: &str) -> Option<Self> {
        let tell = |over| format!("{what} dài {units} ký tự, Telegram chỉ nhận {most}{beside}: thừa {over}");
        Self::of(units, most, tell, SHORTER)
    }
}

impl fmt::Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.what, self.mend)
    }
}

/// UTF-16 units of what Telegram keeps of a text: it drops the blanks around it.
pub fn units(text: &str) -> usize {
    text.trim().encode_utf16().count()
}

impl Book {
    /// The line under a letter that tells who sends it, in classic HTML.
    pub fn signature(&self) -> String {
        let sender = self.local("commune.controller", &self.words).unwrap_or_default();
        let sender = sender.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        self.words.say(Phrase::NewsSigned, &[("sender", &sender)])
    }

    /// How many units of a letter's text there is room for above the signature.
    pub fn room_for_words(&self) -> usize {
        let sender = self.local("commune.controller", &self.words).unwrap_or_default();
        let signed = self.words.say(Phrase::NewsSigned, &[("sender", &sender)]);
        let (mut seen, mut tag) = (0, false);
        for c in signed.chars() {
            match c {
                '<' => tag = true,
                '>' if tag => tag = false,
                _ if tag => {}
                _ => seen += c.len_utf16(),
            }
        }
        // And the empty line between them.
        TEXT.saturating_sub(seen + 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_too_many_is_told() {
        assert_eq!(Over::text("tin", 10, 10, ""), None);
        let over = Over::text("tin", 12, 10, " cạnh hình").expect("too long");
        assert_eq!(
            (over.what.as_str(), over.too_many),
            ("tin dài 12 ký tự, Telegram chỉ nhận 10 cạnh hình: thừa 2", 2)
        );
        assert_eq!(units(" a😀\n"), 3);
    }
}
