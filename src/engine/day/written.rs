//! A day written with its numbers: `5/11`, «ngày 5 tháng 11 năm 2026», `2026-11-05`.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::{Captures, Regex};

use super::{Told, named, of};

/// The parts of a day as they were written.
pub(super) struct Written {
    day: i8,
    month: Month,
    year: Option<i16>,
    sure: bool,
}

/// Which month: by its number, or told from today's.
#[derive(Clone, Copy)]
enum Month {
    Number(i8),
    This,
    Last,
    /// Not told: the latest that has been.
    Any,
}

const YEAR: &str = r"(?P<y>\d{4}|\d{2}|nay|ngoai|truoc|roi|qua|kia)";

/// Each with whether it tells one day only.
static WAYS: LazyLock<Vec<(Regex, bool)>> = LazyLock::new(|| {
    let way = |pattern: &str| {
        of(&pattern.replace("YEAR", YEAR).replace("DAY", r"(?P<d>\d{1,2})").replace("MONTH", r"(?P<m>\d{1,2})"))
    };
    vec![
        (way(r"\b(?P<y>\d{4})/MONTH/DAY\b"), true),
        (way(r"\bDAY/MONTH/(?P<y>\d{4}|\d{2})\b"), true),
        (way(r"\bnam (?P<y>\d{4}) thang MONTH ngay DAY\b"), true),
        (way(r"\bthang MONTH ngay DAY(?: nam YEAR\b)?"), true),
        (
            way(r"\b(?:ngay )?DAY[ _/]*(?:thang|t)[ _/]*MONTH\b(?:(?:[ /]nam |[ /]nam_)YEAR\b|[ /]+(?P<y2>\d{4})\b)?"),
            true,
        ),
        (way(r"\bngay DAY thang (?P<m>nay|truoc|roi|qua)\b"), true),
        (way(r"\bDAY/MONTH nam[ _]YEAR\b"), true),
        (way(r"\bDAY/MONTH\b"), true),
        (way(r"\bDAY(?:_(?:st|nd|rd|thang))? mon(?P<m>\d{1,2})(?: (?P<y>\d{4}))?\b"), true),
        (way(r"\bmon(?P<m>\d{1,2}) DAY(?:_(?:st|nd|rd|thang))?(?: (?P<y>\d{4}))?\b"), true),
        (way(r"^[a-z ~]*\bDAY MONTH (?P<y>\d{4}|\d{2})$"), true),
        (way(r"^(?:ngay |sinh )*DAY MONTH$"), true),
        (way(r"\b(?P<y>(?:19|20)\d\d)(?P<m>0\d|1[0-2])(?P<d>[0-3]\d)\b"), true),
        (way(r"\b(?P<d>\d\d)(?P<m>\d\d)(?P<y>(?:19|20)\d\d)\b"), true),
        (way(r"^[a-z ~]*\b(?P<d>\d\d)(?P<m>\d\d)(?P<y>\d\d)$"), false),
        (way(r"\b(?:ngay|hom) DAY\b"), false),
    ]
});

/// Before numbers these make a length of time of them; after them too.
static LENGTHS: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    [
        of(r"(?:duoc|hon|gan|khoang|chung|may|vai|tuoi|cach|/|,)[ _]?$"),
        of(r"^(?:[ _]?(?:tuan|tuoi|ngay|thang)\b|[_/,:])"),
    ]
});

impl Written {
    /// The one day that is written in a line; none where there is none, more than one, or a number too many.
    pub(super) fn of(rest: &str, today: Date) -> Option<Self> {
        let (found, sure) = WAYS.iter().find_map(|(way, sure)| way.captures(rest).map(|c| (c, *sure)))?;
        let whole = found.get(0)?;
        let (before, after) = (&rest[..whole.start()], &rest[whole.end()..]);
        let numbers = |text: &str| text.contains(|c: char| c.is_ascii_digit());
        let years = before.starts_with("WD") || !numbers(before);
        if !years || numbers(after) || LENGTHS[0].is_match(before) || LENGTHS[1].is_match(after) {
            return None;
        }
        Self::parts(&found, today, sure)
    }

    fn parts(found: &Captures<'_>, today: Date, sure: bool) -> Option<Self> {
        let named = |name: &str| found.name(name).map(|m| m.as_str());
        let month = match named("m") {
            None => Month::Any,
            Some("nay") => Month::This,
            Some(number) if number.starts_with(|c: char| c.is_ascii_digit()) => Month::Number(number.parse().ok()?),
            Some(_) => Month::Last,
        };
        let year = match named("y").or_else(|| named("y2")) {
            None => None,
            Some("nay") => Some(today.year()),
            Some("kia") => Some(today.year() - 2),
            Some(year) if year.len() == 2 => Some(2000 + year.parse::<i16>().ok()?),
            Some(year) if year.starts_with(|c: char| c.is_ascii_digit()) => Some(year.parse().ok()?),
            Some(_) => Some(today.year() - 1),
        };
        Some(Self { day: named("d")?.parse().ok()?, month, year, sure })
    }

    /// The day; without a year the latest one not after today. None if no calendar has it.
    pub(super) fn date(&self, today: Date) -> Option<Date> {
        let first = today.first_of_month();
        match (self.month, self.year) {
            (Month::Number(month), Some(year)) => {
                Date::new(year, month, self.day).ok().filter(|d| (1900..=2100).contains(&d.year()))
            }
            (Month::Number(month), None) => {
                let of = |year| Date::new(year, month, self.day).ok();
                of(today.year()).filter(|d| *d <= today).or_else(|| of(today.year() - 1))
            }
            (Month::This, _) => Date::new(first.year(), first.month(), self.day).ok(),
            (Month::Last, _) => {
                let last = first.checked_sub(1.month()).ok()?;
                Date::new(last.year(), last.month(), self.day).ok()
            }
            (Month::Any, _) => (0..3).find_map(|back| {
                let month = first.checked_sub(back.months()).ok()?;
                Date::new(month.year(), month.month(), self.day).ok().filter(|d| *d <= today)
            }),
        }
    }

    pub(super) fn told(&self, today: Date) -> Told {
        match self.date(today) {
            Some(day) if self.sure => Told::Day(day),
            Some(day) if day <= today && day > named::back(today, 400).unwrap_or(today) => Told::Which(vec![day]),
            _ => Told::Unclear,
        }
    }

    /// Whether this day is what was written, as far as it was.
    pub(super) fn is(&self, day: Date) -> bool {
        let month = match self.month {
            Month::Number(month) => month == day.month(),
            Month::This | Month::Last | Month::Any => true,
        };
        self.day == day.day() && month && self.year.is_none_or(|year| year == day.year())
    }
}
