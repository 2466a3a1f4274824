//! The day somebody tells in words of their own: read where it can only be one, asked back where it can't.

mod counted;
mod lexer;
mod lexicon;
mod named;
mod units;
mod written;

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::book::Words;
use lexer::Line;
use named::Named;
use written::Written;

/// What words tell of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// This day and no other.
    Day(Date),
    /// One of these, the likeliest first.
    Which(Vec<Date>),
    /// "mùng 3 tháng 11": many count by the sun so, many by the moon; by the sun it is this day.
    SunOrMoon(Date),
    /// A day of the moon's calendar: read as one of the sun's it would be a wrong deadline.
    Moon,
    /// The child is not born yet.
    Unborn,
    /// About a day, but which?
    Unclear,
    /// Nothing about days.
    Nothing,
}

/// With more words that have nothing to do with days, a sentence tells a day only if it speaks of a birth.
const FOREIGN: usize = 3;
/// So are words in all: without marks many a word looks like one of ours.
const LONG: usize = 7;

/// A pattern of ours; it is written in code and always right.
fn of(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of ours")
}

static BIRTH: LazyLock<Regex> = LazyLock::new(|| of(r"\b(?:sinh|de|sanh|doi|born|birth|birthday)\b"));

/// The day that a text tells; words of the moon never give one by themselves.
pub fn told_day(text: &str, today: Date, words: &Words) -> Told {
    let line = Line::of(text);
    if line.text.is_empty() {
        return Told::Nothing;
    }
    let rest = units::without(&line.text);
    let has = |word: &str| rest.split([' ', '_']).any(|w| w == word);
    let (moon, perhaps) = (has("MOON"), has("MUNG") && !has("SUN"));
    let plain = rest.replace("MUNG", "ngay").replace("SUN", "");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = read(&plain, &line, today, words);
    match told {
        _ if moon && line.text == "MOON" => Told::Moon,
        Told::Nothing if has("lich") && (moon || perhaps) => Told::Moon,
        Told::Nothing => Told::Nothing,
        _ if moon => Told::Moon,
        Told::Day(day) if perhaps => Told::SunOrMoon(day),
        _ if perhaps => Told::Moon,
        Told::Day(day) if is_long(&plain) && !BIRTH.is_match(&plain) => Told::Which(vec![day]),
        told => told,
    }
}

fn is_long(rest: &str) -> bool {
    let words = rest.split(' ');
    words.clone().count() > LONG || words.filter(|w| *w == "w").count() > FOREIGN
}

fn read(rest: &str, line: &Line, today: Date, words: &Words) -> Told {
    let named = named::named(rest, today).or_else(|| named::typed(line, today, words));
    let rest = match &named {
        Some(named) => format!("{} ~ {}", &rest[..named.range.start], &rest[named.range.end..]),
        None => rest.to_owned(),
    };
    let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
    let digits = rest.contains(|c: char| c.is_ascii_digit());
    match (named, Written::of(&rest, today)) {
        (None, Some(written)) => written.told(today),
        (Some(named), None) if !digits => named.told,
        (Some(named), Some(written)) => twice(&named, &written, today),
        (None, None) if !line.text.contains(|c: char| c.is_ascii_digit()) && !named::about_days(&line.text) => {
            Told::Nothing
        }
        _ => Told::Unclear,
    }
}

/// Told twice, it must be the same day.
fn twice(named: &Named, written: &Written, today: Date) -> Told {
    match (&named.told, written.date(today)) {
        (_, Some(day)) if named.weekday == Some(day.weekday()) => written.told(today),
        (_, Some(day)) if named.weekday.is_some() => Told::Which(vec![day]),
        (Told::Day(day), _) if written.is(*day) => Told::Day(*day),
        _ => Told::Unclear,
    }
}
