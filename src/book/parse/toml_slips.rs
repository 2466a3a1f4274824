//! Slips of the hand in TOML: what was meant is seen in the line itself, better than in what the parser then misses.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::book::parse::ink::{brief, is_without_width};
use crate::book::slug;

/// What is wrong with a line, and where it begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TomlSlip {
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) mend: String,
}

/// The slip behind an error at byte `at`: looked for from the start of that key's lines on.
pub(super) fn judge(toml: &str, at: usize) -> Option<TomlSlip> {
    let at = toml.floor_char_boundary(at.min(toml.len()));
    let end = toml[at..].find('\n').map_or(toml.len(), |i| at + i);
    let mut from = 0;
    let lines: Vec<(usize, &str)> = toml[..end]
        .split_inclusive('\n')
        .map(|line| {
            from += line.len();
            (from - line.len(), line.trim_end_matches(['\n', '\r']))
        })
        .collect();
    // The error may be told at the line behind the one that lacks something.
    let last = lines.len().saturating_sub(1);
    let is_start = |line: &str| line.starts_with('[') || line.contains('=');
    let start = (0..last).rev().find(|n| is_start(lines[*n].1)).unwrap_or(last);
    lines[start..].iter().find_map(|(from, line)| of_line(*from, line))
}

fn of_line(from: usize, line: &str) -> Option<TomlSlip> {
    if line.trim_start().starts_with('#') {
        return None;
    }
    let slip =
        |at: usize, message: &str, mend: String| Some(TomlSlip { at: from + at, message: message.to_owned(), mend });
    if let Some((at, right)) = curly(line) {
        return slip(at, "dấu ngoặc kép cong (của Word, điện thoại)", format!("Thay bằng dấu ngoặc thẳng: `{right}`."));
    }
    if let Some((at, right)) = wide(line) {
        return slip(
            at,
            "có khoảng trắng hay dấu lạ, nhìn như thường mà không phải",
            format!("Xóa rồi gõ lại: `{right}`."),
        );
    }
    if let Some((at, right)) = telex(line) {
        return slip(
            at,
            "bộ gõ đã đổi ngoặc vuông thành chữ ơ, ư",
            format!("Tắt bộ gõ tiếng Việt rồi viết `{right}`."),
        );
    }
    if let Some((at, right)) = day(line) {
        return slip(at, "ngày viết sai", format!("Viết `{right}`: năm-tháng-ngày, không ngoặc."));
    }
    if let Some((at, right)) = header(line) {
        return slip(at, "tên bảng viết sai", format!("Viết `{right}` một mình một dòng."));
    }
    if let Some((at, right)) = sign(line) {
        return slip(at, "giữa tên và giá trị phải là dấu `=`", format!("Viết `{right}`."));
    }
    if let Some((at, right)) = quotes(line) {
        return slip(
            at,
            "dòng này thiếu một dấu ngoặc kép",
            format!("Mỗi đoạn chữ có `\"` ở cả hai đầu, như `{right}`."),
        );
    }
    if let Some((at, right)) = tail(line) {
        return slip(at, "cuối dòng có dấu thừa", format!("Viết `{right}`."));
    }
    if let Some((at, right)) = key(line) {
        return slip(
            at,
            "tên khóa có chữ lạ",
            format!("Viết `{right}`: chữ thường không dấu, nối bằng gạch ngang; xem các tên ở trang hướng dẫn."),
        );
    }
    None
}

/// A day as people write it, with a full year.
pub(super) fn day_in(words: &str) -> Option<Date> {
    let parts: Vec<&str> = words.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let [a, b, c] = parts[..] else { return None };
    let (year, month, day) = if a.len() == 4 { (a, b, c) } else { (c, b, a) };
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn day(line: &str) -> Option<(usize, String)> {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"^\s*(on|until)\s*[=:]\s*["']?((?:ngày\s*)?\d{1,4}\s*(?:[/.\-]|tháng|\s)\s*\d{1,2}\s*(?:[/.\-]|năm|\s)\s*\d{1,4})["']?\s*[.;,]?\s*$"#)
            .expect("a pattern of ours")
    });
    let found = DAY.captures(line)?;
    let (key, words) = (found.get(1)?.as_str(), found.get(2)?);
    // A day that is written well and is in no calendar has its own words.
    let meant = day_in(words.as_str())?;
    let right = format!("{key} = {meant}");
    (line.trim() != right).then(|| (words.start(), right))
}

/// Quotes that a word processor bends: where they stand for straight ones, outside of those.
fn curly(line: &str) -> Option<(usize, String)> {
    let is_curly = |c: char| matches!(c, '“' | '”' | '„' | '‟' | '″' | '＂' | '‘' | '’' | '‚' | '«' | '»' | '´' | '`');
    let at = outside(line).find(|(_, c)| is_curly(*c)).map(|(at, _)| at)?;
    let right: String = line.chars().map(|c| if is_curly(c) { '"' } else { c }).collect();
    Some((at, brief(&right)))
}

/// Blanks and signs that only look like those of TOML.
fn wide(line: &str) -> Option<(usize, String)> {
    let is_wide = |c: char| {
        (c.is_whitespace() && !matches!(c, ' ' | '\t'))
            || is_without_width(c)
            || matches!(c, '＝' | '［' | '］' | '，' | '、' | '：' | '–' | '—' | '‑' | '−')
    };
    let at = outside(line).find(|(_, c)| is_wide(*c)).map(|(at, _)| at)?;
    let right: String = line
        .chars()
        .filter(|c| !is_without_width(*c))
        .map(|c| match c {
            '＝' | '：' => '=',
            '［' => '[',
            '］' => ']',
            '，' | '、' => ',',
            '–' | '—' | '‑' | '−' => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    Some((at, brief(&right)))
}

/// In Telex `[` gives `ơ` and `]` gives `ư`.
fn telex(line: &str) -> Option<(usize, String)> {
    let trimmed = line.trim();
    if let Some(name) = trimmed.strip_prefix(['ơ', 'Ơ']).and_then(|rest| rest.strip_suffix(['ư', 'Ư'])) {
        return Some((0, format!("[{name}]")));
    }
    let (key, value) = line.split_once('=')?;
    let value = value.trim();
    let rest = value.strip_prefix(['ơ', 'Ơ'])?;
    let list = rest.trim_end_matches(['ư', 'Ư']);
    rest.trim_start()
        .starts_with('"')
        .then(|| (line.find(value).unwrap_or_default(), brief(&format!("{} = [{}]", key.trim(), list.trim()))))
}

/// The name of a table, in brackets that are no pair or with letters it can't have.
fn header(line: &str) -> Option<(usize, String)> {
    let trimmed = line.trim();
    let bracket = |c: char| matches!(c, '[' | ']' | '(' | ')' | '{' | '}');
    let name = trimmed.trim_matches(bracket).trim();
    let opens = trimmed.starts_with(bracket) || trimmed.ends_with(']');
    let wordy = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '.'));
    if !opens || !wordy || line.contains('=') || trimmed.ends_with(',') {
        return None;
    }
    let double = trimmed.starts_with("[[") && trimmed.ends_with("]]");
    let name = name.split('.').map(slug).collect::<Vec<_>>().join(".");
    let right = if double { format!("[[{name}]]") } else { format!("[{name}]") };
    (right != trimmed).then(|| (line.len() - line.trim_start().len(), right))
}

/// `title: "…"`, `title "…"`, `title == "…"`
fn sign(line: &str) -> Option<(usize, String)> {
    static NO_SIGN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"^\s*([\w-]+)\s*(:=?|==|=>|->|=:|\s)\s*(["'\[].*)$"#).expect("a pattern of ours")
    });
    let found = NO_SIGN.captures(line)?;
    Some((found.get(2)?.start(), brief(&format!("{} = {}", &found[1], &found[3]))))
}

/// An odd number of straight quotes.
fn quotes(line: &str) -> Option<(usize, String)> {
    let mut places = Vec::new();
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        if c == '"' && !escaped {
            places.push(at);
        }
        escaped = c == '\\' && !escaped;
    }
    let value = line.find('=').map_or(0, |at| at + 1);
    if places.len() % 2 == 0 || line.contains("\"\"\"") {
        return None;
    }
    // In a list: the quote after which no comma, no bracket and no end follows.
    let text = line[value..].trim();
    let list = text.starts_with('[') || line.trim_end().ends_with(',') || line.trim_end().ends_with(']');
    let parts: Vec<String> = text
        .trim_matches(|c: char| matches!(c, '[' | ']' | ',') || c.is_whitespace())
        .split(',')
        .map(|part| format!("\"{}\"", part.trim().trim_matches('"')))
        .collect();
    let key = line[..value].trim_end_matches('=').trim();
    let right = match (list, key) {
        (true, "") => format!("{},", parts.join(", ")),
        (true, key) => format!("{key} = [{}]", parts.join(", ")),
        (false, key) => format!("{key} = \"{}\"", text.trim_matches('"')),
    };
    let at = if places.len() == 1 { places[0] } else { line.len() - line.trim_start().len() };
    Some((at, brief(&right)))
}

/// `title = "…";` and `title = "….".`
fn tail(line: &str) -> Option<(usize, String)> {
    static TAIL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"^(\s*[\w-]+\s*=\s*(?:"[^"]*"|\[[^\]]*\]))\s*([;.,…]+|//.*)\s*$"#).expect("a pattern of ours")
    });
    let found = TAIL.captures(line)?;
    Some((found.get(2)?.start(), brief(found.get(1)?.as_str())))
}

/// A key with diacritics or blanks.
fn key(line: &str) -> Option<(usize, String)> {
    let (key, value) = line.split_once('=')?;
    let name = key.trim();
    let sound = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '"' | '\''));
    // Between quotes a name may hold anything: what is wrong with the line is something else.
    let quoted = name.len() > 1 && name.starts_with('"') && name.ends_with('"');
    (!sound && !quoted && !name.is_empty())
        .then(|| (line.len() - line.trim_start().len(), brief(&format!("{} = {}", slug(name), value.trim()))))
}

/// The characters outside of straight quotes.
fn outside(line: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let (mut within, mut escaped) = (false, false);
    line.char_indices().filter(move |(_, c)| {
        let quote = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        within ^= quote;
        !within && !quote
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_reckoned_from_how_people_write_it() {
        let day = jiff::civil::date(2026, 12, 1);
        for words in ["01/12/2026", "1.12.2026", "2026/12/1", "ngày 1 tháng 12 năm 2026"] {
            assert_eq!(day_in(words), Some(day), "{words}");
        }
        assert_eq!((day_in("1/12"), day_in("31/2/2026"), day_in("1/12/26")), (None, None, None));
    }

    #[test]
    fn the_line_that_lacks_a_quote_is_named_not_the_one_below() {
        let toml = "needs = [\n  \"căn cước,\n  \"ảnh\",\n]\n";
        let slip = judge(toml, toml.find("ảnh").unwrap_or_default()).expect("a slip");
        assert_eq!(slip.at, toml.find("\"căn").unwrap_or_default());
        assert!(slip.mend.contains("\"căn cước\","), "{}", slip.mend);
    }
}
