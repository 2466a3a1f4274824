//! Numbers that could be somebody's: in pairs, in brackets, with letters in the place of digits, in words.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{TAKEN, of};

/// A number of fewer digits is nobody's.
const FEWEST: usize = 3;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let digits = "[0-9lLiIoO|]*[0-9][0-9lLiIoOsSbBzZ|]*";
    of(&format!(r"[+(\[]*{digits}(?:[ .,/:_()\[\]+-]{{1,4}}{digits})*[)\]]?"))
});
/// A procedure's code is nobody's.
static CODE: LazyLock<Regex> = LazyLock::new(|| of(r"^\d\.\d{6}$"));
/// A number told digit by digit.
static SPELLED: LazyLock<Regex> = LazyLock::new(|| {
    of(
        r"(?i)(?:\b(?:không|khong|một|mot|hai|ba|bốn|bon|tư|năm|nam|sáu|sau|bảy|bẩy|bay|tám|tam|chín|chin)\b[ ,.-]*){6,}",
    )
});

pub(super) fn mask(text: &str) -> String {
    let text = NUMBER.replace_all(text, |found: &Captures<'_>| {
        let found = found.get(0).map_or("", |m| m.as_str());
        let digits = found.chars().filter(char::is_ascii_digit).count();
        let alike = found.chars().filter(|c| c.is_alphabetic()).count();
        // «2 l» is a measure; «1O1» is a number.
        let is_number = digits >= FEWEST || (digits > 1 && digits + alike > FEWEST);
        if is_number && !CODE.is_match(found.trim()) { TAKEN.to_owned() } else { found.to_owned() }
    });
    SPELLED.replace_all(&text, format!("{TAKEN} ")).into_owned()
}
