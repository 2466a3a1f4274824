//! Boxes of papers: whatever looks like `- [ ]` and is none.

use crate::book::parse::ink::{brief, is_blank};
use crate::book::parse::slips::Slip;
use crate::book::parse::slips::line::{Bullet, Lead, Line};

/// Signs that are drawn as an empty or a ticked box.
const SIGNS: &str = "☐□◻◽▢❏❑❒⬜☑☒\u{f06f}\u{f071}\u{f0a8}\u{f0fe}";
/// What a hand puts between the brackets.
const MARKS: &str = "xXхХ×✓✔✗✘√vV.·,*_-–+/\\|o0oO□☐";

/// The box that is none, if the words begin with one.
pub(super) fn judge(line: &Line<'_>, lead: &Lead) -> Option<Slip> {
    let after = box_like(line, lead)?;
    let what = line.from(after);
    let what = brief(what.trim_start_matches([']', '）', ')']));
    let mend = if lead.conditional && lead.kind == Bullet::Real && line.from(lead.words).starts_with("[ ] ") {
        "Viết ô trước, điều kiện sau: `- [ ] {xin-gium} **Giấy ủy quyền**`.".to_owned()
    } else {
        let condition = if lead.conditional { conditions(line, lead) } else { String::new() };
        format!("Viết `- [ ] {condition}{what}`: gạch ngang, cách, ngoặc vuông có một khoảng trắng, cách.")
    };
    Some(Slip::new(lead.words, "ô đánh dấu viết sai nên chỉ là chữ", mend))
}

fn conditions(line: &Line<'_>, lead: &Lead) -> String {
    let before = line.text.get(lead.bullet..lead.words).unwrap_or_default();
    before.find('{').map_or(String::new(), |at| format!("{} ", before[at..].trim()))
}

/// The byte behind what looks like a box.
fn box_like(line: &Line<'_>, lead: &Lead) -> Option<usize> {
    let (at, bulleted) = (lead.words, lead.kind != Bullet::None);
    let rest = line.from(at);
    let first = rest.chars().next()?;
    if SIGNS.contains(first) {
        return Some(at + first.len_utf8());
    }
    if bulleted && let Some(after) = telex(rest) {
        return Some(at + after);
    }
    if bulleted && first == '(' && rest.starts_with("( )") || rest.starts_with("()") && bulleted {
        return line.is_plain(at).then_some(at + rest.find(')')? + 1);
    }
    let slashed = usize::from(first == '\\');
    let open = rest[slashed..].chars().next()?;
    let squared = matches!(open, '[' | '［' | '【' | '〔' | '〖');
    let other = bulleted && matches!(open, '(' | '（' | '{' | '｛' | '<');
    if !line.is_plain(at + slashed) && (!squared || open == '[') {
        return None;
    }
    if bulleted && open == ']' {
        return Some(at + slashed + 1);
    }
    if !squared && !other {
        return None;
    }
    let inner_at = slashed + open.len_utf8();
    let inside = inner(&rest[inner_at..], squared);
    if let Some((length, after)) = inside {
        let blank = rest[inner_at..inner_at + length].chars().all(|c| is_blank(c) || c == '\\');
        let follows = rest[after + inner_at..].chars().next();
        let meant = if squared {
            !matches!(follows, Some('(' | '[' | ':' | '（'))
        } else {
            blank || open == '(' || open == '（'
        };
        return meant.then_some(at + inner_at + after);
    }
    // `- [ **Căn cước**`: opened and never closed.
    let unclosed = squared && bulleted && !rest.contains([']', '］', '】', '(']);
    let gap = rest[inner_at..].starts_with(is_blank) || rest[inner_at..].starts_with("**");
    (unclosed && gap).then_some(at + inner_at)
}

/// What stands between brackets, if it is at most a mark; its bytes, and those up to behind the closing one.
fn inner(rest: &str, squared: bool) -> Option<(usize, usize)> {
    let end = rest
        .char_indices()
        .take(7)
        .find(|(_, c)| matches!(c, ']' | '］' | '】' | '〕' | '〗' | ')' | '）' | '}' | '｝' | '>'))?;
    let words = &rest[..end.0];
    let mut inked = words.chars().filter(|c| !is_blank(*c) && *c != '\\');
    let mark = inked.next();
    let sound = mark.is_none_or(|c| if squared { MARKS.contains(c) } else { matches!(c, 'x' | 'X' | '×' | '✓') });
    (sound && inked.next().is_none()).then_some((end.0, end.0 + end.1.len_utf8()))
}

/// In Telex `[` gives `ơ` and `]` gives `ư`.
fn telex(rest: &str) -> Option<usize> {
    let starts = ["ơ ư", "ơư", "ơxư", "ơ  ư", "Ơ Ư", "ƠƯ"];
    let found = starts.into_iter().find(|start| rest.starts_with(start))?;
    rest[found.len()..].starts_with(is_blank).then_some(found.len())
}
