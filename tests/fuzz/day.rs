//! A day in somebody's words: the same words tell the same day, in any form; words of the moon never tell one by themselves.

use std::sync::LazyLock;

use camtay::engine::{Told, told_day};
use unicode_normalization::UnicodeNormalization;

use super::tape::Tape;
use super::text;
use crate::common::{TODAY, book};

const BITS: [&str; 20] = [
    " ",
    "/",
    "5",
    "11",
    "2026",
    "ngày ",
    "thang ",
    "năm ",
    "mùng ",
    " âm",
    " ta",
    "h",
    "kg",
    " trước",
    "tuần ",
    "hai ",
    "mười ",
    "\u{301}",
    "_",
    "thứ ",
];

static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let rows = include_str!("../days/spelled.tsv").lines();
    rows.filter_map(|line| line.split('\t').next()).map(|text| text.as_bytes().to_owned()).collect()
});

pub fn mutated(tape: &mut Tape<'_>) -> Vec<u8> {
    text::mutated(tape, &SEEDS, &BITS)
}

pub fn judge(bytes: &[u8]) {
    static BOOK: LazyLock<camtay::book::Book> = LazyLock::new(book);
    let words = String::from_utf8_lossy(bytes).into_owned();
    let tells = |text: &str| told_day(text, TODAY, &BOOK.words);
    let told = tells(&words);
    assert_eq!(told, tells(&words.nfc().collect::<String>()), "composed");
    if let Told::Which(days) = &told {
        assert!(!days.is_empty() && days.len() <= 7, "{days:?}");
    }
    let of_moon = tells(&format!("{words} âm lịch"));
    assert!(!matches!(of_moon, Told::Day(_) | Told::Which(_) | Told::SunOrMoon(_)), "{of_moon:?}");
}
