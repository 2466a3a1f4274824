//! Strings of the front matter as text: conditions before them, facts in them.

use crate::book::condition::braces;
use crate::book::parse::gather::Gather;
use crate::book::parse::inline::{HOW_CONDITIONS, push};
use crate::book::parse::table::Word;
use crate::book::{Condition, Line, Mentioned, Span};

/// A line of `time`, `fee`, `needs`, `warn`, `[closed]`.
pub(super) fn line(g: &mut Gather<'_>, word: &Word) -> Line {
    let text = word.text.as_str();
    let mut line = Line::default();
    let mut rest = text.trim_start();
    while let Some(found) = braces(rest).filter(|b| b.is_meant(true)) {
        let at = byte(g, word, text.len() - rest.len());
        match found.read() {
            Ok(condition) => {
                if let Condition::Is(name) | Condition::Not(name) = &condition {
                    let negated = matches!(condition, Condition::Not(_));
                    g.mention(at, Mentioned::Asked { name: name.clone(), negated });
                }
                line.when.push(condition);
            }
            Err(message) => g.error(at, message, HOW_CONDITIONS),
        }
        rest = rest[found.len..].trim_start();
    }
    facts(g, word, rest, &mut line.text);
    if let Some(mark) = ["**", "<br", "<b>", "]("].into_iter().find(|mark| rest.contains(mark)) {
        let mend = "Trong khối `+++` chỉ có chữ thường, `{{…}}` và điều kiện ở đầu: bỏ dấu đó đi.";
        g.error(word.at.start, format!("dấu `{mark}` hiện nguyên chữ ở đây"), mend);
    }
    line
}

fn facts(g: &mut Gather<'_>, word: &Word, mut rest: &str, out: &mut Vec<Span>) {
    while let Some(at) = rest.find('{') {
        push(out, &rest[..at]);
        rest = &rest[at..];
        let here = byte(g, word, word.text.len() - rest.len());
        let fact = rest.strip_prefix("{{").and_then(|tail| tail.split_once("}}"));
        if let Some((inner, after)) = fact {
            out.extend(g.fact(here, inner).map(Span::Fact));
            rest = after;
            continue;
        }
        if let Some(found) = braces(rest).filter(|b| b.is_meant(false)) {
            g.error(here, format!("điều kiện `{{{}}}` đứng sai chỗ", found.inner), "Điều kiện chỉ đứng ở đầu dòng.");
        } else if rest[1..].starts_with(|c: char| c.is_alphabetic() || matches!(c, '!' | '{')) {
            let mend =
                "Chỗ điền viết `{{office.phone}}`, điều kiện viết `{xin-gium}` ở đầu dòng: đủ ngoặc ở cả hai bên.";
            g.error(here, "ngoặc nhọn lẻ nên chữ trong đó hiện nguyên", mend);
            return push(out, rest);
        }
        push(out, "{");
        rest = &rest[1..];
    }
    push(out, rest);
}

/// The byte of the file for a byte of the string; a string with escapes points at its start.
fn byte(g: &Gather<'_>, word: &Word, inner: usize) -> usize {
    let written = g.source.text.get(word.at.clone()).unwrap_or_default();
    let plain = written.len() == word.text.len() + 2 && written.get(1..written.len() - 1) == Some(word.text.as_str());
    if plain { word.at.start + 1 + inner } else { word.at.start }
}
