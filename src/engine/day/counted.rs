//! Numbers and days of the week in words: «mười một», «thứ hai», «năm hai nghìn không trăm hai mươi sáu».

use super::lexer::Part;
use super::lexicon::unit;
use crate::book::fold;

/// The words of a year of the old calendar: one of the ten, then one of the twelve.
const TEN: &str = " giap at binh dinh mau ky canh tan nham quy ";
const TWELVE: &str = " ty ti suu dan mao meo thin thinf ngo mui than dau tuat hoi ";

/// «thứ hai», `t2`, «chủ nhật» as one.
pub(super) fn weekdays(parts: &mut Vec<Part>) {
    let mut n = 0;
    while n + 1 < parts.len() {
        let (this, next) = (parts[n].what.as_str(), parts[n + 1].what.as_str());
        let before = n.checked_sub(1).map_or("", |b| parts[b].what.as_str());
        let short = this == "t" && !before.ends_with(|c: char| c.is_ascii_digit());
        let day = match (this, next) {
            ("chu", "nhat") => Some(6),
            ("thu", _) => of_week(next),
            _ if short && next.len() == 1 => of_week(next),
            _ => None,
        };
        if let Some(day) = day {
            parts[n].what = format!("WD{day}");
            parts.remove(n + 1);
        }
        n += 1;
    }
}

fn of_week(word: &str) -> Option<u8> {
    let days = [["hai", "2"], ["ba", "3"], ["tu", "4"], ["nam", "5"], ["sau6", "6"], ["bay", "7"]];
    let found = days.iter().position(|names| names.contains(&word)).or_else(|| (word == "sau?").then_some(4));
    found.and_then(|at| u8::try_from(at).ok())
}

/// A year by its two old names is one of the moon's calendar.
pub(super) fn old_years(parts: &mut Vec<Part>, raw: &[String]) {
    let has = |list: &str, word: &str| list.contains(&format!(" {word} "));
    let raw: Vec<String> = raw.iter().map(|word| fold(word)).collect();
    if raw.windows(3).any(|w| w[0] == "nam" && has(TEN, &w[1]) && has(TWELVE, &w[2])) {
        parts.push(Part { what: "MOON".to_owned(), glued: false });
    }
}

/// «năm hai nghìn không trăm hai mươi sáu», «năm hai không hai sáu».
pub(super) fn years(parts: &mut Vec<Part>) {
    let Some(at) = parts.iter().rposition(|p| p.what == "nam") else { return };
    let said =
        |p: &&Part| ["nghin", "tram", "linh", "muoi", "khong"].contains(&p.what.as_str()) || unit(&p.what).is_some();
    let words: Vec<&str> = parts[at + 1..].iter().take_while(said).map(|p| p.what.as_str()).collect();
    let year = match words.as_slice() {
        ["hai", "nghin", rest @ ..] => {
            let rest = rest.strip_prefix(&["khong", "tram"][..]).unwrap_or(rest);
            let rest = rest.strip_prefix(&["linh"][..]).unwrap_or(rest);
            number(rest).filter(|(_, n)| *n == rest.len()).map(|(n, _)| 2000 + n)
        }
        [a, b, c, d] => [a, b, c, d].iter().try_fold(0, |sum, w| {
            let digit = if **w == "khong" { Some(0) } else { unit(w) };
            digit.map(|d| sum * 10 + d)
        }),
        _ => None,
    };
    if let Some(year) = year {
        let n = words.len();
        parts.splice(at + 1..=at + n, [Part { what: year.to_string(), glued: false }]);
    }
}

/// Numbers in words, where only a number can stand: «mười một» after «tháng», «hai» before «ngày».
pub(super) fn numbers(parts: &mut Vec<Part>) {
    let mut n = 0;
    while n < parts.len() {
        let words: Vec<&str> = parts[n..].iter().take(4).map(|p| p.what.as_str()).collect();
        let before = n.checked_sub(1).map_or("", |b| parts[b].what.as_str());
        if let Some((value, count)) = number(&words) {
            let after =
                words.get(count).copied().or_else(|| parts.get(n + count).map(|p| p.what.as_str())).unwrap_or("");
            let several = count == 1 && unit(before).is_some();
            let of_a_day = matches!(before, "ngay" | "MUNG");
            let wanted = match words[0] {
                // Five or a year, six or after.
                "nam" if count == 1 => of_a_day || before == "thang" || matches!(after, "ngay" | "hom"),
                "sau?" if count == 1 => of_a_day && after == "thang",
                _ => {
                    of_a_day
                        || matches!(before, "thang" | "hom" | "day" | "cach")
                        || matches!(after, "thang" | "ngay" | "hom" | "tuan" | "gio")
                }
            };
            if wanted && !several {
                parts.splice(n..n + count, [Part { what: value.to_string(), glued: false }]);
            }
        }
        n += 1;
    }
}

/// A number from 1 to 99 at the beginning of the words, and of how many words it is made.
fn number(words: &[&str]) -> Option<(u32, usize)> {
    let ones = |at: usize| words.get(at).and_then(|w| if *w == "nam" { None } else { unit(w) });
    let tens = |sum: u32, at: usize| ones(at).map_or((sum, at), |n| (sum + n, at + 1));
    match words {
        ["muoi", ..] => Some(tens(10, 1)),
        ["ham", ..] => Some(tens(20, 1)),
        [first, "muoi", ..] => unit(first).map(|n| tens(n * 10, 2)),
        [first, ..] if *first != "mot3" => unit(first).map(|n| (n, 1)),
        _ => None,
    }
}
