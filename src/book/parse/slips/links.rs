//! Buttons and links: whatever looks like `- [Bắt đầu](#cua-ai)` and is none.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::book::parse::ink::{brief, is_blank, is_without_width};
use crate::book::parse::slips::Slip;
use crate::book::parse::slips::line::{Bullet, Lead, Line};
use crate::book::{fold, slug};

/// What a link can lead to, as a hand types it.
const TARGET: &str = r"(?P<target>[#＃]\s?\p{L}[\p{L}\p{N}_–—‑-]*(?:\?[\w-]+)?|caller:#?[\w-]+|<?copy:[^)）>\]]+>?|(?:https?://|www\.)[^\s)）\]]+|(?:\.\./|/)?media/[^\s)）\]]+|[\p{L}\p{N}_./–—‑ -]{1,60}\.(?:md|MD|Md)\b(?:#[\w-]+)?(?:\?[\w-]+)?|\{\{[a-z0-9.-]+\}\})";

/// The link that was typed and not understood.
pub(super) fn broken(line: &Line<'_>, lead: &Lead) -> Option<Slip> {
    static LEFT: LazyLock<[Regex; 4]> = LazyLock::new(|| {
        [
            // `](`, `] (`, `]（`, `]{`, `]: #x`
            format!(r"(?P<at>[\]］])\s*[:：]?\s*[\[(（{{<]*\s*[“”\x22']?{TARGET}"),
            // `[Bắt đầu(#x)`
            format!(r"(?P<at>[\[［])[^\[\]］()（）]+[(（]\s*{TARGET}"),
            // `(#x)` with no brackets before it, or with what Telex makes of them
            r"(?P<at>[(（])\s*(?P<target>[#＃]\s?\p{L}[\p{L}\p{N}_–—‑-]*(?:\?[\w-]+)?|caller:#?[\w-]+|[a-z0-9-]{2,60}\.md(?:#[\w-]+)?(?:\?[\w-]+)?)\s*[)）\]]?".to_owned(),
            // `(Bắt đầu)[#x]`
            format!(r"[)）]\s*(?P<at>[\[［])\s*{TARGET}\s*[\]］]"),
        ]
        .map(|pattern| Regex::new(&pattern).expect("a pattern of ours"))
    });
    let plain = |found: &regex::Match<'_>| {
        line.is_plain(found.start()) || line.link_at(found.start()).is_none() && !found.as_str().is_ascii()
    };
    for pattern in LEFT.iter() {
        let found = pattern.captures_iter(line.text).find(|found| found.name("at").is_some_and(|at| plain(&at)));
        if let Some(found) = found {
            let at = found.name("at").map_or(lead.words, |at| at.start());
            return Some(told(line, lead, at, found.name("target").map(|t| t.as_str())));
        }
    }
    // A definition of a link, in Markdown, is nothing that is seen.
    let rest = line.from(lead.words);
    if let Some((_, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once("]:"))
        && line.link_at(lead.words).is_none()
        && after.trim_start().starts_with(['#', '<', 'h', '.'])
    {
        return Some(told(line, lead, lead.words, Some(after.trim())));
    }
    if let Some(at) = line.find("](") {
        return Some(told(line, lead, at, None));
    }
    bare(line, lead)
}

/// `- [Bắt đầu]`, with nowhere to go.
fn bare(line: &Line<'_>, lead: &Lead) -> Option<Slip> {
    let rest = line.from(lead.words).trim_end();
    let inner = rest.strip_prefix('[')?.strip_suffix(']')?;
    let words = inner.chars().filter(|c| c.is_alphabetic()).count() > 2 && !inner.contains(['[', ']']);
    (lead.kind == Bullet::Real && words && line.is_plain(lead.words)).then(|| told(line, lead, lead.words, None))
}

fn told(line: &Line<'_>, lead: &Lead, at: usize, target: Option<&str>) -> Slip {
    let target = target.map(tidy);
    let from = line.text.get(lead.words..).unwrap_or_default();
    let end = target.as_ref().and_then(|_| from.rfind(['(', '（', '#', '<'])).unwrap_or(from.len());
    let label = brief(from[..end].split(['(', '（', ']', '］']).next().unwrap_or_default().trim_matches(|c: char| {
        is_blank(c) || matches!(c, '[' | ']' | '［' | '］' | '*' | '(' | '（' | '.' | ':' | 'ơ' | 'ư' | 'Ơ' | 'Ư')
    }));
    let label = if label.is_empty() { "Bắt đầu".to_owned() } else { label };
    let aim = target.unwrap_or_else(|| "#ten-buoc".to_owned());
    let bulleted = lead.kind != Bullet::None;
    let (what, dash) = if bulleted { ("nút", "- ") } else { ("liên kết", "") };
    let mend = format!(
        "Viết `{dash}[{label}]({aim})`: chữ trong ngoặc vuông, liền ngay sau là đích trong ngoặc tròn, đích không có khoảng trắng."
    );
    Slip::new(at, format!("{what} viết sai nên chỉ là chữ"), mend)
}

/// A target without what a keyboard has put into it.
fn tidy(written: &str) -> String {
    let seen: String = written.chars().filter(|c| !is_without_width(*c)).collect();
    let seen = seen.trim().trim_matches(['"', '“', '”', '\'']);
    if let Some(step) = seen.strip_prefix(['#', '＃']) {
        return match step.split_once('?') {
            Some((step, name)) => format!("#{}?{name}", slug(step)),
            None => format!("#{}", slug(step)),
        };
    }
    if seen.starts_with("copy:") {
        return format!("<{seen}>");
    }
    seen.trim_start_matches("vi/").to_owned()
}

/// A line that is one link, and was meant for a button; `alone` tells whether no sentence runs on around it, `button` whether it became one.
pub(super) fn sole(line: &Line<'_>, lead: &Lead, alone: bool, button: impl Fn(usize) -> bool) -> Option<Slip> {
    let wrapped = line.from(lead.words);
    let inside = wrapped.trim_start_matches(|c: char| is_blank(c) || matches!(c, '*' | '_' | '“' | '"' | '«'));
    let start = lead.words + wrapped.len() - inside.len();
    let anchor = line.link_at(start).filter(|anchor| anchor.start == start)?;
    let is_picture = line.text[..start].ends_with('!');
    let rest = line.from(anchor.end);
    if is_picture {
        return None;
    }
    if let Some(second) = another(line, &anchor) {
        let mend = "Mỗi nút một dòng, dòng nào cũng có `- ` ở đầu.";
        return (lead.kind != Bullet::None && !button(second))
            .then(|| Slip::new(second, "hai nút nằm chung một dòng nên chỉ là chữ", mend));
    }
    if rest.chars().any(|c| {
        !is_blank(c) && !matches!(c, '.' | ',' | ';' | ':' | '!' | '*' | '_' | ')' | '”' | '"' | '»' | '。' | '，')
    }) {
        return None;
    }
    let clean = wrapped.len() == inside.len() && rest.chars().all(char::is_whitespace);
    let mend = format!(
        "Viết `- {}`: gạch ngang, một khoảng trắng, liên kết, ngoài ra không có gì.",
        brief(&line.text[anchor.clone()])
    );
    let why = match (lead.kind, clean) {
        (Bullet::Real, true) => return misplaced(line, &anchor, button),
        (Bullet::Real, false) => "quanh liên kết còn dấu khác nên đây chưa thành nút",
        (Bullet::Like, _) => "đầu dòng không phải dấu gạch `- ` nên đây chưa thành nút",
        (Bullet::None, _) if alone => "thiếu dấu gạch `- ` ở đầu nên đây chưa thành nút",
        (Bullet::None, _) => return None,
    };
    let at = if lead.kind == Bullet::Real { start } else { lead.bullet };
    Some(Slip::new(at, why, mend))
}

fn misplaced(line: &Line<'_>, anchor: &Range<usize>, button: impl Fn(usize) -> bool) -> Option<Slip> {
    let leads = line.text[anchor.clone()]
        .rsplit_once("](")
        .is_some_and(|(_, to)| to.starts_with('#') || to.contains(".md") || to.starts_with("caller:"));
    (leads && !button(anchor.start)).then(|| {
        let mend = "Nút nằm ở cuối bước: dời dòng này xuống dưới mọi chữ khác của bước, hoặc dời chữ lên trên nó.";
        Slip::new(anchor.start, "dưới nút này còn chữ nên nó chưa thành nút", mend).following()
    })
}

/// The second of two links with nothing but blanks between.
fn another(line: &Line<'_>, anchor: &Range<usize>) -> Option<usize> {
    let rest = line.from(anchor.end);
    let next = anchor.end + rest.len() - rest.trim_start().len();
    line.link_at(next).filter(|second| second.start == next && next > anchor.end).map(|second| second.start)
}

/// `! [lời](../media/x.png)`: a picture that is none.
pub(super) fn picture(line: &Line<'_>, lead: &Lead) -> Option<Slip> {
    let rest = line.from(lead.words);
    let sign = rest.chars().next().filter(|c| matches!(c, '!' | '！'))?;
    let after = &rest[sign.len_utf8()..];
    let anchor = lead.words + sign.len_utf8() + after.len() - after.trim_start().len();
    let to = line.link_at(anchor).filter(|found| found.start == anchor)?;
    let words = &line.text[to];
    (line.is_plain(lead.words) && fold(words).contains("media")).then(|| {
        Slip::new(
            lead.words,
            "hình viết sai nên chỉ là liên kết",
            format!("Viết `!{}`: dấu `!` liền với ngoặc vuông.", brief(words)),
        )
    })
}
