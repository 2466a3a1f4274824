//! The answer to a step that asks: read, checked, kept.

use jiff::civil::Date;

use crate::book::{Ask, Phrase};
use crate::engine::at::Spot;
use crate::engine::course::Course;
use crate::engine::day::{Told, told_day};
use crate::engine::follow::first_button;
use crate::engine::session::{Extra, put};

/// The most characters of a typed answer.
const MOST_ANSWER: usize = 120;

/// A dossier code is letters, digits, dots and hyphens, at least four of them digits (codes seen: `H36.12-251123-0001`).
const FEWEST_DIGITS: usize = 4;

/// Takes typed words as the answer of the step at hand; true, since words that can't be one are told why.
pub(super) fn answer(c: &mut Course<'_>, from: Spot<'_>, text: &str) -> bool {
    let Some(ask) = from.step().ask else { return false };
    if ask == Ask::Date {
        return told(c, from, text);
    }
    match check(ask, text) {
        Ok(value) => keep(c, from, ask, value),
        Err(phrase) => c.say(phrase, &[]),
    }
    true
}

/// Words where a day is asked for: kept if they tell one day only, else asked back; false if they are about something else.
fn told(c: &mut Course<'_>, from: Spot<'_>, text: &str) -> bool {
    let line: String = text.chars().take(MOST_ANSWER).collect();
    let days = match told_day(&line, c.today, &c.book.words) {
        Told::Day(day) => {
            chosen(c, from, day);
            return true;
        }
        Told::Nothing => return says_sun(text) && take_offered(c),
        Told::Moon => {
            c.say(Phrase::MoonDate, &[]);
            return true;
        }
        Told::Unborn if is_birth(from) => {
            c.say(Phrase::Unborn, &[]);
            return true;
        }
        Told::Unborn | Told::Unclear => {
            c.say(Phrase::BadDate, &[]);
            return true;
        }
        Told::SunOrMoon(day) => {
            let shown = c.book.words.day(day);
            c.say(Phrase::SunOrMoon, &[("day", &shown)]);
            vec![day]
        }
        Told::Which(days) => {
            c.say(Phrase::WhichDay, &[]);
            days
        }
    };
    let may = |day: &Date| !is_birth(from) || *day <= c.today;
    c.s.extras.push(Extra::Days(days.into_iter().filter(may).collect()));
    true
}

/// A day that was told, or pressed: kept, unless it can't be.
pub(super) fn chosen(c: &mut Course<'_>, from: Spot<'_>, day: Date) {
    match from.step().ask {
        Some(Ask::Date) if is_birth(from) && day > c.today => c.say(Phrase::FutureDate, &[]),
        Some(ask @ Ask::Date) => keep(c, from, ask, day.to_string()),
        _ => c.say(Phrase::ButtonGone, &[]),
    }
}

/// A yes to the one day that was just asked about; false if none was.
pub(super) fn take_offered(c: &mut Course<'_>) -> bool {
    let offered = c.extras.iter().find_map(|extra| match extra {
        Extra::Days(days) if days.len() == 1 => days.first().copied(),
        _ => None,
    });
    let (Some(from), Some(day)) = (c.spot(), offered) else { return false };
    chosen(c, from, day);
    true
}

/// «dương», «dương lịch»: the answer to which calendar it is of.
fn says_sun(text: &str) -> bool {
    matches!(crate::book::fold(text).as_str(), "duong" | "duonglich" | "ngayduong" | "lichduong" | "laduong" | "solar")
}

fn is_birth(from: Spot<'_>) -> bool {
    from.step().id.starts_with("ngay-sinh")
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

/// The value to keep; else the sentence that tells what is wrong.
fn check(ask: Ask, text: &str) -> Result<String, Phrase> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = line.chars().count() <= MOST_ANSWER;
    match ask {
        Ask::Text | Ask::Place if fits => Ok(line),
        Ask::Text | Ask::Place => Err(Phrase::BadText),
        Ask::Date => Err(Phrase::BadDate),
        Ask::DossierCode => {
            let digits = line.chars().filter(char::is_ascii_digit).count();
            let plain = line.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/'));
            if fits && plain && digits >= FEWEST_DIGITS { Ok(line) } else { Err(Phrase::BadCode) }
        }
    }
}
