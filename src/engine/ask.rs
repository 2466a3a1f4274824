//! The answer to a step that asks: read, checked, kept.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::book::{Ask, Phrase, Typed, Words, fold};
use crate::engine::at::Spot;
use crate::engine::course::Course;
use crate::engine::follow::first_button;
use crate::engine::session::put;

/// The most characters of a typed answer.
const MOST_ANSWER: usize = 120;

/// A dossier code is letters, digits, dots and hyphens, at least four of them digits (codes seen: `H36.12-251123-0001`).
const FEWEST_DIGITS: usize = 4;

/// Takes typed words as the answer of the step at hand; true, since words that can't be one are told why.
pub(super) fn answer(c: &mut Course<'_>, from: Spot<'_>, text: &str) -> bool {
    let Some(ask) = from.step().ask else { return false };
    match check(ask, &from.step().id, text, c.today, &c.book.words) {
        Ok(value) => keep(c, from, ask, value),
        Err(Some(phrase)) => c.say(phrase, &[]),
        Err(None) => return false,
    }
    true
}

/// A place shared on the map answers a step that asks for one; nothing of it is kept but that it was given.
pub(super) fn shared_place(c: &mut Course<'_>) {
    let asks = c.spot().filter(|s| s.step().ask == Some(Ask::Place) && c.s.view == crate::engine::session::View::Place);
    match asks {
        Some(from) => {
            let value = c.book.words.say(Phrase::PlaceShared, &[]);
            keep(c, from, Ask::Place, value);
        }
        None => c.say(Phrase::OddPlace, &[]),
    }
}

fn keep(c: &mut Course<'_>, from: Spot<'_>, ask: Ask, value: String) {
    if !c.make_dossier() {
        return;
    }
    let shown = match (ask, value.parse::<Date>()) {
        (Ask::Date, Ok(day)) => c.book.words.day(day),
        _ => value.clone(),
    };
    c.cache = None;
    if let Some(walk) = c.s.walk_mut() {
        put(&mut walk.typed, &from.at(), value);
    }
    c.say(Phrase::Taken, &[("answer", &shown)]);
    first_button(c, from);
}

/// The value to keep; else the sentence that tells what is wrong, or none if the words are no answer at all but a search.
fn check(ask: Ask, step: &str, text: &str, today: Date, words: &Words) -> Result<String, Option<Phrase>> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = line.chars().count() <= MOST_ANSWER;
    match ask {
        Ask::Date => {
            let Some(day) = read_day(&line, today, words) else {
                let digits = line.chars().any(|c| c.is_ascii_digit());
                return Err(digits.then_some(Phrase::BadDate));
            };
            if step.starts_with("ngay-sinh") && day > today {
                return Err(Some(Phrase::FutureDate));
            }
            Ok(day.to_string())
        }
        Ask::Text | Ask::Place if fits => Ok(line),
        Ask::Text | Ask::Place => Err(Some(Phrase::BadText)),
        Ask::DossierCode => {
            let digits = line.chars().filter(char::is_ascii_digit).count();
            let plain = line.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/'));
            if fits && plain && digits >= FEWEST_DIGITS { Ok(line) } else { Err(Some(Phrase::BadCode)) }
        }
    }
}

/// A day as people write it: `5/11`, `05-11-2026`, "ngày 5 tháng 11 năm 2026", "hôm qua". Without a year: the latest one not after today.
pub(super) fn read_day(text: &str, today: Date, words: &Words) -> Option<Date> {
    let folded = fold(text);
    // A day of the moon's calendar read as one of the sun's would be a wrong deadline.
    if folded.contains("amlich") {
        return None;
    }
    match words.typed(text).first().copied().or_else(|| words.day_named(&folded)) {
        Some(Typed::Today) => return Some(today),
        Some(Typed::Yesterday) => return today.yesterday().ok(),
        Some(Typed::DayBefore) => return today.checked_sub(2.days()).ok(),
        _ => {}
    }
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
    match numbers.as_slice() {
        [year, month, day] if year.len() == 4 => civil(year, month, day),
        [day, month, year] if year.len() == 4 => civil(year, month, day),
        [day, month, year] if year.len() == 2 => civil(&format!("20{year}"), month, day),
        [day, month] if day.len() <= 2 && month.len() <= 2 => {
            let this = civil(&today.year().to_string(), month, day);
            let last = || civil(&(today.year() - 1).to_string(), month, day);
            this.filter(|d| *d <= today).or_else(last)
        }
        [run] if run.len() == 8 => civil(&run[4..], &run[2..4], &run[..2]),
        _ => None,
    }
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok().filter(|y| (1900..=2100).contains(y))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        let today = date(2026, 11, 23);
        let day = |text| read_day(text, today, &Words::default());
        assert_eq!(day("5/11/2026"), Some(date(2026, 11, 5)));
        assert_eq!(day("ngày 5 tháng 11 năm 2026"), Some(date(2026, 11, 5)));
        assert_eq!(day("05-11-26"), Some(date(2026, 11, 5)));
        assert_eq!(day("05112026"), Some(date(2026, 11, 5)));
        assert_eq!(day("2026-11-05"), Some(date(2026, 11, 5)));
        assert_eq!(day("5.11"), Some(date(2026, 11, 5)));
        assert_eq!(day("25/12"), Some(date(2025, 12, 25)));
        assert_eq!(day("31/2/2026"), None);
        assert_eq!(day("con tôi mới sinh"), None);
        assert_eq!(day("1"), None);
    }
}
