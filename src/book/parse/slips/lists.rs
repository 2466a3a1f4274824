//! Items of a list: whatever looks like `- Giấy` and is none.

use crate::book::parse::ink::{brief, is_blank};
use crate::book::parse::slips::Slip;
use crate::book::parse::slips::line::{Bullet, Lead, Line};

const HOW: &str = "Gạch đầu dòng là dấu trừ `-` rồi một khoảng trắng";

/// The item that is none; `beside` tells whether a line next to it begins the same way.
pub(super) fn judge(line: &Line<'_>, lead: &Lead, beside: bool) -> Option<Slip> {
    let sign = line.from(lead.bullet).chars().next()?;
    let words = line.from(lead.words);
    let next = line.from(lead.bullet + sign.len_utf8()).chars().next()?;
    let found = match lead.kind {
        Bullet::Like if sign == '-' || sign == '+' => {
            next.is_alphabetic() || next == '*' || (is_blank(next) && next != ' ')
        }
        // Emphasis that was not closed has its own fault.
        Bullet::Like if sign == '*' => is_blank(next) && next != ' ',
        Bullet::Like if sign.is_ascii_digit() => {
            let past = line.from(lead.bullet).trim_start_matches(|c: char| c.is_ascii_digit());
            past.chars().nth(1).is_some_and(char::is_alphabetic) || past.starts_with(['）', '．'])
        }
        // A dash may begin a sentence of somebody who speaks, a bullet may not.
        Bullet::Like if "–—−‐‑‒―－".contains(sign) => beside && !words.is_empty(),
        Bullet::Like => !words.trim().is_empty(),
        Bullet::None => beside && lettered(line.from(lead.bullet)),
        Bullet::Real => false,
    };
    if !found || !(line.is_plain(lead.bullet)) {
        return None;
    }
    let words = if lead.kind == Bullet::None { line.from(lead.bullet + 2).trim_start() } else { words };
    let mend = if sign.is_ascii_digit() {
        let number: String = line.from(lead.bullet).chars().take_while(char::is_ascii_digit).collect();
        format!("Viết `{number}. {}`: dấu chấm rồi một khoảng trắng.", brief(words))
    } else {
        format!("{HOW}: `- {}`.", brief(words))
    };
    Some(Slip::new(lead.bullet, "dòng này giống một mục của danh sách mà chưa phải", mend))
}

/// How the start of a line is told apart from that of the next one.
pub(super) fn shape(line: &Line<'_>, lead: &Lead) -> Option<char> {
    let first = line.from(lead.bullet).chars().next()?;
    match lead.kind {
        Bullet::Like => Some(if first.is_ascii_digit() { '1' } else { first }),
        Bullet::None if lettered(line.from(lead.bullet)) => Some('a'),
        _ => None,
    }
}

/// `a) Giấy`, `b. Giấy`
fn lettered(text: &str) -> bool {
    let mut chars = text.chars();
    let letter = chars.next().is_some_and(|c| c.is_ascii_lowercase() || c == 'đ');
    letter && chars.next().is_some_and(|c| matches!(c, ')' | '.')) && chars.next().is_some_and(is_blank)
}
