//! Masks what could tell a person: numbers, names, addresses, however they are typed.

mod names;
mod numbers;

use std::sync::LazyLock;

use regex::Regex;

use crate::book::tidy;

/// What stands where something was taken out.
const TAKEN: &str = "…";

static ADDRESSES: LazyLock<Regex> =
    LazyLock::new(|| of(r"(?i)(?:https?://|www\.)\S+|\S+@\S+|@\w{4,}|\b(?:fb|facebook|zalo|t|m)\.(?:com|me|vn)/\S+"));
/// A sign that joins the words of a name as a blank does.
static JOINED: LazyLock<Regex> = LazyLock::new(|| of(r"(\p{L})[-_.·](\p{L})"));

/// A pattern of ours; it is written in code and always right.
fn of(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of ours")
}

/// The words without numbers of three digits and more (a procedure's code stays), names, addresses.
pub fn mask(words: &str) -> String {
    let text = tidy(words);
    let text = ADDRESSES.replace_all(&text, TAKEN);
    let text = numbers::mask(&text);
    // Twice: a letter between two signs belongs to both.
    let text = JOINED.replace_all(&text, "$1 $2").into_owned();
    let text = JOINED.replace_all(&text, "$1 $2").into_owned();
    let text = if is_shouted(&text) { text.to_lowercase() } else { text };
    names::mask(&text)
}

/// Written in capitals, as forms are: what a capital tells elsewhere it does not tell here.
fn is_shouted(text: &str) -> bool {
    let (upper, lower) =
        text.chars().fold((0, 0), |(up, low), c| (up + u32::from(c.is_uppercase()), low + u32::from(c.is_lowercase())));
    upper > 8 && upper > 3 * lower
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_names_and_addresses_are_taken_out() {
        let cases = [
            ("căn cước 068199001234 hết hạn", "căn cước … hết hạn"),
            ("gọi 0912 345 678 giùm", "gọi … giùm"),
            ("làm giấy cho Nguyễn Thị Lan", "làm giấy cho …"),
            ("lam giay cho nguyen van teo", "lam giay cho …"),
            ("con tôi tên là Bảo Ngọc", "con tôi …"),
            ("gửi a.b@c.vn", "gửi …"),
            ("bà Lê Hoa ở Tân Minh", "bà … ở …"),
            ("XE ĐẠP CỔ CỦA BÙI GIA HUY", "xe đạp cổ của …"),
        ];
        for (words, masked) in cases {
            assert_eq!(mask(words), masked);
        }
    }
}
