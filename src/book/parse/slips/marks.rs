//! Conditions, facts, bold, notes: whatever looks like one and is left standing among the words.

use std::sync::LazyLock;

use regex::Regex;

use crate::book::parse::ink::{brief, is_blank};
use crate::book::parse::slips::Slip;
use crate::book::parse::slips::line::{Lead, Line};

const CONDITION: &str = "Điều kiện viết như `{xin-gium}`, `{!xin-gium}`, `{until 2027-02-28}`, đặt ở đầu dòng.";

/// The mark that is none.
pub(super) fn judge(line: &Line<'_>, lead: &Lead) -> Option<Slip> {
    braces(line).or_else(|| telex(line)).or_else(|| bold(line)).or_else(|| note(line, lead)).or_else(|| breaks(line))
}

/// A brace that a name stands at: of a fact if there are two of them or a full stop within, else of a condition.
pub(super) fn braces(line: &Line<'_>) -> Option<Slip> {
    let at = line.text.char_indices().find(|(at, c)| is_stray(line, *at, *c)).map(|(at, _)| at)?;
    let name = around(line.text, at);
    let doubled = ["{{", "}}", "｛｛", "｝｝", "{ {", "} }"].iter().any(|two| line.text.contains(two));
    let (what, mend) = if doubled || name.contains('.') {
        let name = if name.is_empty() { "office.phone" } else { &name };
        ("chỗ điền", format!("Viết `{{{{{name}}}}}`: hai ngoặc nhọn mỗi bên, không khoảng trắng ở giữa."))
    } else if name.is_empty() {
        ("điều kiện", CONDITION.to_owned())
    } else {
        ("điều kiện", format!("Viết `{{{name}}}`: một ngoặc nhọn mỗi bên. {CONDITION}"))
    };
    Some(Slip::new(at, format!("{what} viết sai nên hiện ra thành chữ"), mend))
}

fn is_stray(line: &Line<'_>, at: usize, c: char) -> bool {
    let before = line.text[..at].chars().next_back();
    let rest = &line.text[at + c.len_utf8()..];
    let meant = match c {
        '{' => {
            let name = |c: char| c.is_alphabetic() || matches!(c, '!' | '#' | '{');
            rest.starts_with(name) || rest.trim_start().starts_with('{')
        }
        // «:-}» is a face.
        '}' => before.is_some_and(|c| c.is_alphabetic() || c == '}'),
        '｛' | '｝' => true,
        _ => false,
    };
    meant && line.is_plain(at)
}

/// The name at a brace, without anything that can be none.
fn around(text: &str, at: usize) -> String {
    let is_sign = |c: char| matches!(c, '{' | '}' | '｛' | '｝' | '(' | ')' | '[' | ']');
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '!' | '_');
    let opens = text[at..].starts_with(['{', '｛']);
    let word: String = if opens {
        text[at..].chars().skip_while(|c| is_sign(*c) || is_blank(*c)).take_while(|c| is_name(*c)).collect()
    } else {
        let back: String =
            text[..at].chars().rev().skip_while(|c| is_sign(*c) || is_blank(*c)).take_while(|c| is_name(*c)).collect();
        back.chars().rev().collect()
    };
    word.trim_matches('.').to_owned()
}

/// In Telex `{` gives `Ơ` and `}` gives `Ư`.
fn telex(line: &Line<'_>) -> Option<Slip> {
    static TYPED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[\s(*])(?P<at>ƠƠ?)(?P<name>!?[a-z][a-z0-9.-]*)ƯƯ?(?:$|[\s).,:;*])")
            .expect("a pattern of ours")
    });
    let found =
        TYPED.captures_iter(line.text).find(|found| found.name("at").is_some_and(|at| line.is_plain(at.start())))?;
    let (at, name) = (found.name("at")?, found.name("name")?.as_str());
    let mend = if at.as_str().chars().count() == 2 { format!("`{{{{{name}}}}}`") } else { format!("`{{{name}}}`") };
    Some(Slip::new(
        at.start(),
        "bộ gõ đã đổi ngoặc nhọn thành chữ Ơ, Ư",
        format!("Tắt bộ gõ tiếng Việt rồi viết {mend}."),
    ))
}

/// Two asterisks that are left over; more of them hide a number or draw a line.
fn bold(line: &Line<'_>) -> Option<Slip> {
    let at = ["**", "__", "＊＊"].iter().find_map(|sign| {
        let one = &sign[..sign.len() / 2];
        line.text.match_indices(sign).map(|(at, _)| at).find(|at| {
            let (before, after) = (&line.text[..*at], line.from(at + sign.len()));
            let lettered = before.trim_end().ends_with(char::is_alphanumeric)
                || after.trim_start().starts_with(char::is_alphanumeric);
            line.is_plain(*at)
                && !before.ends_with(one)
                && !after.starts_with(one)
                && lettered
                && !(*sign == "__" && is_within(before, after))
        })
    })?;
    let gap = line.from(at + 2).starts_with(is_blank) || line.text[..at].ends_with(is_blank);
    let why = if gap && line.text.matches("**").count() > 1 {
        "trong dấu `**` còn khoảng trắng nên chữ không đậm"
    } else {
        "dấu `**` lẻ đôi nên chữ không đậm"
    };
    Some(Slip::new(at, why, "Chữ đậm viết `**đủ rồi**`: hai dấu sao liền chữ, ở cả hai đầu, trong cùng một đoạn."))
}

/// `ten__tep`: no bold was meant.
fn is_within(before: &str, after: &str) -> bool {
    before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)
}

/// `[!WARNING]` that frames nothing.
fn note(line: &Line<'_>, lead: &Lead) -> Option<Slip> {
    static MARK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\\?[\[［]\s*[!！]?\s*(?P<word>WARNING|TIP|NOTE|CAUTION|IMPORTANT|warning|tip|note|Warning|Tip|Note)\s*[!！]?\s*[\]］]|^[\[［]\s*[!！]\s*[^\]］]{0,20}[\]］]")
            .expect("a pattern of ours")
    });
    let rest = line.from(lead.words);
    let found = MARK.captures(rest)?;
    let tight = found.name("word").is_some_and(|word| rest.starts_with(&format!("[!{}]", word.as_str())));
    let sound = tight && line.text[..lead.words].contains('>');
    if sound || rest[found.get(0)?.end()..].starts_with('(') || (!line.is_plain(lead.words) && rest.is_char_boundary(1))
    {
        return None;
    }
    let kind = found.name("word").map_or("WARNING".to_owned(), |word| word.as_str().to_uppercase());
    let mend = format!("Viết `> [!{kind}]` một mình một dòng, lời ở dòng `> …` kế dưới; chỉ có TIP, WARNING, NOTE.");
    Some(Slip::new(lead.words, "khung ghi chú viết sai nên chỉ là chữ", mend))
}

/// Signs that break a line elsewhere and not here.
fn breaks(line: &Line<'_>) -> Option<Slip> {
    let at = line.text.find(['\u{2028}', '\u{2029}', '\u{b}', '\u{85}']).filter(|at| line.is_plain(*at))?;
    let rest = brief(&line.from(at).chars().skip_while(|c| !c.is_alphanumeric()).collect::<String>());
    Some(Slip::new(
        at,
        "có dấu xuống dòng lạ (chép từ Word) mà máy không xuống dòng",
        format!("Xóa dấu đó, bấm Enter trước «{rest}»."),
    ))
}
