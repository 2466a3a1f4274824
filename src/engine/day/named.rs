//! A day told from today: «hôm kia», «cách đây 3 ngày», «thứ hai tuần trước».

use std::ops::Range;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use regex::{Captures, Regex};

use super::lexer::Line;
use super::{Told, of};
use crate::book::{Typed, Words};

/// What was told, and where in the line.
pub(super) struct Named {
    pub(super) told: Told,
    pub(super) range: Range<usize>,
    /// Only which day of the week it was.
    pub(super) weekday: Option<Weekday>,
}

type Rule = (Regex, fn(&Captures<'_>, Date) -> Option<Told>);

/// The most days, and weeks, that somebody counts back.
const MOST_DAYS: i64 = 366;
const MOST_WEEKS: i64 = 8;

fn rule(pattern: &str, told: fn(&Captures<'_>, Date) -> Option<Told>) -> Rule {
    (of(&pattern.replace("AFTER", "(?:truoc|vua roi|vua qua|roi|qua)")), told)
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    vec![
        rule(
            r"\b(?:chua|sap|gan) (?:moi )?(?:sinh|de|sanh)\b|\bdu sinh\b|\b(?:con )?\d+ (?:ngay|tuan|thang) nua\b|\b(?:tuan|thang|nam) (?:sau\??|toi3?)\b(?: nua)?|\bnot (?:yet )?born\b",
            |_, _| Some(Told::Unborn),
        ),
        // One night is of two days.
        rule(r"\b(?:nua )?(?:dem|khuya)(?: hom)? qua\b|\bhoi hom\b", |_, today| which(today, &[1, 0])),
        rule(r"\b(?:hom|sang|trua|chieu|toi|dem|khuya) nay\b|^nay$", |_, today| day(today, 0)),
        rule(r"\b(?:hom|sang|trua|chieu|toi)(?: hom)? qua\b", |_, today| day(today, 1)),
        rule(r"\bhom kia3\b", |_, today| day(today, 3)),
        rule(r"\bhom kia\b", |_, today| day(today, 2)),
        rule(
            r"\b(?:ngay|sang|trua|chieu|toi|khuya|hom) mai\b|^mai$|\bmai (?:sinh|sanh|de)\b|\bTOMORROW\b",
            |_, today| day(today, -1),
        ),
        rule(r"\b(?:ngay|hom) mot3\b|^mot3$|\bngay kia\b", |_, today| day(today, -2)),
        rule(r"\bngay kia3\b", |_, today| day(today, -3)),
        rule(
            r"\b(?:(?P<about>hon|khoang|chung|gan|tam|may|vai|duoc|day|cach) )?(?P<n>\d{1,3}) (?:ngay|hom) truoc\b(?: day\b)?",
            days,
        ),
        rule(r"\b(?:cach|truoc) (?:day|nay) (?P<n>\d{1,3}) (?:ngay|hom)\b|\bcach (?P<n2>\d{1,3}) ngay\b", days),
        rule(r"\b(?:WD(?P<wd>\d) )tuan (?:truoc|vua roi|vua qua|roi|qua)(?P<more> nua)?\b", |found, today| {
            let weeks = if found.name("more").is_some() { 2 } else { 1 };
            of_week(found, today, weeks)
        }),
        rule(r"\bWD(?P<wd>\d) tuan nay\b", |found, today| of_week(found, today, 0)),
        rule(r"\bWD(?P<wd>\d) AFTER\b|\blast WD(?P<wd2>\d)\b", |found, today| {
            latest(found, today.yesterday().ok()?).map(Told::Day)
        }),
        rule(r"\bcuoi tuan(?: AFTER)?\b", |_, today| {
            let sunday = back(today, i64::from(today.weekday().to_monday_one_offset()))?;
            Some(Told::Which(vec![sunday.yesterday().ok()?, sunday]))
        }),
        rule(
            r"\b(?:cach day |truoc day )?(?:(?P<n>\d{1,2}) )tuan(?: AFTER)\b|\b(?:cach|truoc) day (?P<n2>\d{1,2}) tuan\b|\btuan AFTER\b(?P<more> nua)?|\blast tuan\b",
            week,
        ),
        rule(r"\b(?:vua|moi) (?:moi )?(?:sinh|sanh|de|ra doi)\b", |_, today| which(today, &[0, 1])),
    ]
});

static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| of(r"\bWD(?P<wd>\d)\b"));
static ABOUT_DAYS: LazyLock<Regex> = LazyLock::new(|| {
    of(
        r"\b(?:thang|nam|hom|ngay|tuan) (?:truoc|roi|qua|no|vua|ngoai|nay)\b|\b(?:may|vai|dau|giua|cuoi) (?:ngay|hom|tuan|thang|nam)\b|\b(?:lau|moi day|gan day)\b|\bthang sau\?|^(?:ngay|thang|tuan|hom|WD\d)\b",
    )
});

/// Whether a line without any day of its own is about days all the same.
pub(super) fn about_days(line: &str) -> bool {
    ABOUT_DAYS.is_match(line)
}

/// The first rule that fits a line.
pub(super) fn named(line: &str, today: Date) -> Option<Named> {
    let by_rule = RULES.iter().find_map(|(rule, told)| {
        let found = rule.captures(line)?;
        let range = found.get(0)?.range();
        Some(Named { told: told(&found, today)?, range, weekday: None })
    });
    by_rule.or_else(|| {
        let found = WEEKDAY.captures(line)?;
        let day = latest(&found, today)?;
        Some(Named { told: Told::Which(vec![day]), range: found.get(0)?.range(), weekday: Some(day.weekday()) })
    })
}

/// So many days before today; before that many days to come for a negative number.
pub(super) fn back(today: Date, days: i64) -> Option<Date> {
    today.checked_sub(days.days()).ok()
}

fn day(today: Date, days: i64) -> Option<Told> {
    back(today, days).map(Told::Day)
}

fn which(today: Date, days: &[i64]) -> Option<Told> {
    days.iter().map(|n| back(today, *n)).collect::<Option<_>>().map(Told::Which)
}

fn count(found: &Captures<'_>) -> Option<i64> {
    found.name("n").or_else(|| found.name("n2")).and_then(|n| n.as_str().parse().ok())
}

/// «3 ngày trước»; «khoảng 3 ngày trước» is no day.
fn days(found: &Captures<'_>, today: Date) -> Option<Told> {
    let n = count(found).filter(|n| *n <= MOST_DAYS)?;
    let about = found.name("about").is_some_and(|m| !matches!(m.as_str(), "day" | "cach"));
    if about { Some(Told::Unclear) } else { day(today, n) }
}

fn monday(today: Date, weeks: i64) -> Option<Date> {
    back(today, i64::from(today.weekday().to_monday_zero_offset()) + 7 * weeks)
}

fn weekday(found: &Captures<'_>) -> Option<i64> {
    found.name("wd").or_else(|| found.name("wd2")).and_then(|n| n.as_str().parse().ok())
}

fn of_week(found: &Captures<'_>, today: Date, weeks: i64) -> Option<Told> {
    back(monday(today, weeks)?, -weekday(found)?).map(Told::Day)
}

/// The latest day of that name, not after a day.
fn latest(found: &Captures<'_>, until: Date) -> Option<Date> {
    let behind = i64::from(until.weekday().to_monday_zero_offset()) - weekday(found)?;
    back(until, behind.rem_euclid(7))
}

/// The days of a week that lies behind.
fn week(found: &Captures<'_>, today: Date) -> Option<Told> {
    let weeks = count(found).unwrap_or(if found.name("more").is_some() { 2 } else { 1 });
    if weeks > MOST_WEEKS || weeks == 0 {
        return Some(Told::Unclear);
    }
    let first = monday(today, weeks)?;
    (0..7).map(|n| back(first, -n)).collect::<Option<_>>().map(Told::Which)
}

/// A day by the words that phrases.toml has for it.
pub(super) fn typed(line: &Line, today: Date, words: &Words) -> Option<Named> {
    let days = |text: &str| words.typed(text).into_iter().find_map(ago);
    let back = days(&line.even).or_else(|| line.windows().find_map(|text| days(&text)))?;
    Some(Named { told: Told::Day(self::back(today, back)?), range: 0..0, weekday: None })
}

fn ago(word: Typed) -> Option<i64> {
    match word {
        Typed::Today => Some(0),
        Typed::Yesterday => Some(1),
        Typed::DayBefore => Some(2),
        _ => None,
    }
}
