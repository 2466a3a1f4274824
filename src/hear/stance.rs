//! Yes, no, don't know, and whether a line asks something.

use crate::book::{Book, Senses, Stance};

/// Words without marks that ask by themselves; "không" and "chưa" ask only at the end of a sentence that says more.
const ASKING: [&[&str]; 36] = [
    &["may", "bua"],
    &["may", "thang"],
    &["may", "hom"],
    &["so", "may"],
    &["cho", "xin", "so"],
    &["lam", "chi"],
    &["cai", "chi"],
    &["hoi"],
    &["hay"],
    &["bao", "nhieu"],
    &["bao", "lau"],
    &["bao", "gio"],
    &["o", "dau"],
    &["cho", "nao"],
    &["khi", "nao"],
    &["chung", "nao"],
    &["the", "nao"],
    &["lam", "sao"],
    &["tai", "sao"],
    &["sao"],
    &["gi"],
    &["may", "gio"],
    &["may", "ngay"],
    &["may", "tien"],
    &["may", "ban"],
    &["ngay", "nao"],
    &["cai", "nao"],
    &["cach", "nao"],
    &["nhu", "nao"],
    &["nhieu", "tien"],
    &["ra", "sao"],
    &["dau"],
    &["nao"],
    &["ai"],
    &["nhieu"],
    &["nhieu", "lam"],
];

/// The words that end a question of yes or no.
const ENDS: [&str; 9] = ["khong", "chua", "hong", "ha", "ko", "k", "hok", "hem", "hay"];
/// Whom or how one addresses, behind that.
const BEHIND: [&str; 22] = [
    "anh", "chi", "em", "bac", "chu", "co", "ban", "oi", "vay", "ta", "a", "nhi", "the", "da", "e", "c", "ad", "con",
    "di", "cau", "zay", "z",
];

/// What a line says without naming a thing; none if it says neither. "không biết" holds a no and "chưa có" a yes, so who
/// doesn't know goes before who denies, and who denies before who agrees.
pub(super) fn stance(senses: &Senses) -> Option<Stance> {
    [Stance::Unsure, Stance::No, Stance::Yes].into_iter().find(|s| senses.stances.iter().any(|(said, _)| said == s))
}

/// Whether a line asks something, in any of its clauses.
pub fn asks(book: &Book, text: &str) -> bool {
    let said =
        |words: &[String], w: &[&str]| words.windows(w.len()).any(|run| run.iter().zip(w.iter()).all(|(a, b)| a == b));
    let clause = |clause: &str| {
        let words = book.index().words(clause);
        let said_last = words.iter().rev().find(|w| !BEHIND.contains(&w.as_str()));
        let ends_asking = words.len() > 1 && said_last.is_some_and(|w| ENDS.contains(&w.as_str()));
        ends_asking || ASKING.iter().any(|w| said(&words, w))
    };
    text.trim_end().ends_with('?') || text.split([',', ';', '.', '!', '?', '\n']).any(clause)
}
