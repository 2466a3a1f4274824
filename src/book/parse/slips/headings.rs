//! Headings and the names of steps: whatever looks like `## Giấy tờ {#giay-to}` and is none.

use std::sync::LazyLock;

use regex::Regex;

use crate::book::parse::ink::{brief, is_blank, is_without_width};
use crate::book::parse::slips::Slip;
use crate::book::parse::slips::line::{Bullet, Lead, Line};
use crate::book::slug;

/// The heading that is none, or the name of a step that is none.
pub(super) fn judge(line: &Line<'_>, lead: &Lead, in_letter: bool) -> Option<Slip> {
    let at = lead.bullet;
    let rest = line.from(at);
    let escaped = usize::from(rest.starts_with('\\'));
    let hashes = rest[escaped..].chars().take_while(|c| matches!(c, '#' | '＃')).count();
    if hashes == 0 || !line.is_plain(at + escaped) {
        return if hashes == 0 && in_letter { None } else { name(line, lead, hashes > 0) };
    }
    let marks: usize = rest[escaped..].chars().take(hashes).map(char::len_utf8).sum();
    let words = line.from(at + escaped + marks);
    let next = words.chars().next()?;
    let tag = hashes == 1 && (next.is_numeric() || (in_letter && rest.starts_with('#')));
    if tag || !words.contains(char::is_alphabetic) {
        return None;
    }
    let level = "#".repeat(hashes.min(3));
    let why = if next.is_alphanumeric() || matches!(next, '*' | '{') {
        "thiếu khoảng trắng sau dấu `#`"
    } else {
        "có chữ lạ quanh dấu `#`"
    };
    let mend = format!("Viết `{level} {}`: sát lề trái, một khoảng trắng sau dấu `#`.", brief(words));
    Some(Slip::new(at, format!("{why} nên dòng này chưa thành tiêu đề"), mend).losing_a_step())
}

/// `{#name}` where it names nothing.
fn name(line: &Line<'_>, lead: &Lead, in_heading: bool) -> Option<Slip> {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[{｛(（\[<]?\s*[{｛]?\s*[#＃]\s*([\p{L}_][\p{L}\p{M}\p{N}_–—‑\u{200b}\u{ad}-]*)\s*(?:ask\s*=\s*[a-z-]+)?\s*[}｝)）\]>]?[}｝]?")
            .expect("a pattern of ours")
    });
    let found = NAME.captures_iter(line.text).find(|found| {
        let whole = found.get(0).expect("the whole");
        line.is_plain(whole.start() + whole.as_str().find(['#', '＃']).unwrap_or(0))
    })?;
    let (whole, written) = (found.get(0)?, found.get(1)?.as_str());
    let id = slug(&written.chars().filter(|c| !is_without_width(*c)).collect::<String>());
    let head = line.text.get(..whole.start()).unwrap_or_default();
    // In Telex `{` and `[` give `Ơ` and `ơ`.
    let telex = head.ends_with(['ơ', 'Ơ']);
    let head = head.trim_end_matches(['ơ', 'Ơ']);
    let id = if telex { slug(written.trim_end_matches(['ư', 'Ư'])) } else { id };
    if in_heading {
        let mend = format!("Viết `{} {{#{id}}}`: tên bước trong ngoặc nhọn, ở cuối dòng.", brief(head));
        return Some(
            Slip::new(whole.start(), format!("tên bước `{id}` viết sai nên hiện ra thành chữ"), mend).losing_a_step(),
        );
    }
    let braced = whole.as_str().contains(['{', '｛', '}', '｝']);
    let last = line.from(whole.end()).chars().all(is_blank);
    if !(braced && last && lead.kind == Bullet::None) {
        return None;
    }
    let words = brief(head.trim_matches(|c: char| is_blank(c) || c == '*'));
    let mend = format!("Viết `## {words} {{#{id}}}`.");
    Some(Slip::new(lead.words, "dòng có tên bước mà thiếu dấu `##` ở đầu nên chưa thành tiêu đề", mend).losing_a_step())
}
