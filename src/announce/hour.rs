//! A time as a Vietnamese clerk writes it: «sáng thứ Hai 8 giờ», «20/11 9h», «2026-12-01T08:00». Pure; what is past or may mean two
//! things is asked back, never guessed.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use regex::{Captures, Regex};
use unicode_normalization::UnicodeNormalization;

use crate::when::Moment;

/// Further ahead than this a time is more likely a slip than a plan, in days.
const FARTHEST: i64 = 366;

/// A day of the new year written without its year is meant this near, in days.
const NEAR: i64 = 60;

const DAYS: [(&str, Weekday); 7] = [
    ("Hai", Weekday::Monday),
    ("Ba", Weekday::Tuesday),
    ("Tư", Weekday::Wednesday),
    ("Năm", Weekday::Thursday),
    ("Sáu", Weekday::Friday),
    ("Bảy", Weekday::Saturday),
    ("Chủ nhật", Weekday::Sunday),
];

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Morning,
    Noon,
    Afternoon,
    Evening,
    Night,
}

/// What of a day is written.
#[derive(Debug, Default)]
struct Written {
    /// Year (0 = not written), month, day.
    date: Option<(i16, i16, i16)>,
    weekday: Option<Weekday>,
    /// How many weeks ahead.
    week: Option<i64>,
    /// How many days ahead.
    relative: Option<i64>,
}

/// The moment that `text` names, seen from `now`.
///
/// # Errors
/// A Vietnamese sentence: what is missing, past, or may mean two things, and how to write it.
pub fn read(text: &str, now: Moment) -> Result<Moment, String> {
    let mut rest = folded(text);
    // Dates first: `8 giờ 20/11` is no twenty past eight.
    let date = written_date(&mut rest);
    let (hour, minute, exact) = take(&mut rest, &CLOCK, clock).ok_or_else(|| no_hour(text))?;
    let written = Written { date, ..written_day(&mut rest) };
    let part = take(&mut rest, &PART, part);
    nothing_left(&rest, text, HOW)?;
    let today = now.day();
    let hour = hour_of(hour, part, exact)?;
    let day = day(today, &written, HOW)?.unwrap_or(today);
    let at = Moment::of_day(day, hour, minute);
    if at <= now {
        let again = if day == today { "ghi thêm ngày, ví dụ «sáng mai 8 giờ»" } else { HOW };
        return Err(format!("{hour} giờ {minute:02} ngày {} đã qua; {again}", shown(day)));
    }
    not_far(today, day)?;
    Ok(at)
}

/// The day that `text` names, seen from `today`, which may itself be meant.
///
/// # Errors
/// A Vietnamese sentence, as [`read`] gives.
pub fn read_day(text: &str, today: Date) -> Result<Date, String> {
    let mut rest = folded(text);
    let date = written_date(&mut rest);
    let written = Written { date, ..written_day(&mut rest) };
    nothing_left(&rest, text, HOW_DAY)?;
    let day = day(today, &written, HOW_DAY)?.ok_or_else(|| format!("ngày nào? {HOW_DAY}"))?;
    if day < today {
        return Err(format!("ngày {} đã qua; {HOW_DAY}", shown(day)));
    }
    not_far(today, day)?;
    Ok(day)
}

/// Hour and minute of a day that `text` names.
///
/// # Errors
/// A Vietnamese sentence, as [`read`] gives.
pub fn read_clock(text: &str) -> Result<(i8, i8), String> {
    let mut rest = folded(text);
    let (hour, minute, exact) = take(&mut rest, &CLOCK, clock).ok_or_else(|| no_hour(text))?;
    let part = take(&mut rest, &PART, part);
    nothing_left(&rest, text, HOW_CLOCK)?;
    Ok((hour_of(hour, part, exact)?, minute))
}

fn written_date(rest: &mut String) -> Option<(i16, i16, i16)> {
    take(rest, &ISO, |c| Some((number(c, 1)?, number(c, 2)?, number(c, 3)?)))
        .or_else(|| take(rest, &IN_WORDS, day_first))
        .or_else(|| take(rest, &SLASHED, day_first))
}

fn written_day(rest: &mut String) -> Written {
    let week = take(rest, &WEEK, |c| Some(i64::from(c.get(1)?.as_str() != "nay")));
    Written { date: None, week, weekday: take(rest, &WEEKDAY, weekday), relative: take(rest, &RELATIVE, relative) }
}

fn nothing_left(rest: &str, text: &str, how: &str) -> Result<(), String> {
    match rest.split_whitespace().find(|word| !IDLE.contains(word)) {
        Some(odd) => Err(format!("không hiểu «{odd}» trong «{}»; {how}", text.trim())),
        None => Ok(()),
    }
}

fn not_far(today: Date, day: Date) -> Result<(), String> {
    if days_between(today, day) > FARTHEST {
        return Err(format!("ngày {} còn hơn một năm nữa; xem lại năm", shown(day)));
    }
    Ok(())
}

const HOW: &str = "viết như «8 giờ», «sáng mai 8 giờ», «chiều thứ Sáu 14 giờ», «20/11 9h»";

const HOW_DAY: &str = "viết như «30/11», «thứ Sáu», «mai», «5 tháng 12»";
const HOW_CLOCK: &str = "viết như «8 giờ», «14 giờ 30», «3 giờ chiều»";

/// Words that add nothing.
const IDLE: [&str; 8] = ["luc", "vao", "ngay", "hom", "phut", "dung", "t", ","];

static ISO: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?:t|\b)"));
static IN_WORDS: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\b(?:ngay )?(\d{1,2}) ?thang ?(\d{1,2})(?:,? ?nam (\d{4}))?\b"));
static SLASHED: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?\b"));
static CLOCK: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\b(\d{1,2}) ?(gio|h|g|:) ?(?:(\d{1,2})\b(?: ?phut)?|(ruoi)\b)?(?::00\b)?"));
static WEEK: LazyLock<Regex> = LazyLock::new(|| regex(r"\btuan (nay|sau|toi)\b"));
static WEEKDAY: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\b(?:thu ?(hai|ba|tu|nam|sau|bay|[2-7])|t([2-7])|(chu nhat|cn))\b"));
static RELATIVE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\b(?:(hom nay|bua nay|nay)|(ngay mai|mai)|(ngay mot|mot|ngay kia))\b"));
static PART: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(sang|trua|chieu|toi|dem|khuya)\b"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of ours")
}

/// Lower case without marks, blanks made single: «Sáng thứ Hai» → `sang thu hai`.
fn folded(text: &str) -> String {
    let plain = text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    let lower: String = plain.flat_map(char::to_lowercase).map(|c| if c == 'đ' { 'd' } else { c }).collect();
    lower.replace([',', ';'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What `pattern` finds, cut out of the text; what is found and makes no sense stays, to be named.
fn take<T>(rest: &mut String, pattern: &Regex, read: impl Fn(&Captures<'_>) -> Option<T>) -> Option<T> {
    let (found, range) = {
        let captures = pattern.captures(rest)?;
        (read(&captures)?, captures.get(0)?.range())
    };
    rest.replace_range(range, " ");
    Some(found)
}

fn number(captures: &Captures<'_>, group: usize) -> Option<i16> {
    captures.get(group)?.as_str().parse().ok()
}

/// Year (0 = not written), month, day.
fn day_first(captures: &Captures<'_>) -> Option<(i16, i16, i16)> {
    Some((number(captures, 3).unwrap_or(0), number(captures, 2)?, number(captures, 1)?))
}

/// Hour, minute, whether it was written as a clock shows it (`02:00`).
fn clock(captures: &Captures<'_>) -> Option<(i8, i8, bool)> {
    let hour = i8::try_from(number(captures, 1)?).ok().filter(|hour| *hour < 24)?;
    let minute = match (captures.get(3), captures.get(4)) {
        (Some(written), _) => written.as_str().parse().ok().filter(|minute: &i8| *minute < 60)?,
        (None, Some(_)) => 30,
        (None, None) => 0,
    };
    let exact = captures.get(1)?.len() == 2 && captures.get(2)?.as_str() == ":";
    Some((hour, minute, exact))
}

fn weekday(captures: &Captures<'_>) -> Option<Weekday> {
    if captures.get(3).is_some() {
        return Some(Weekday::Sunday);
    }
    let word = captures.get(1).or_else(|| captures.get(2))?.as_str();
    let place = match word.parse::<usize>() {
        Ok(number) => number.checked_sub(2)?,
        Err(_) => ["hai", "ba", "tu", "nam", "sau", "bay"].iter().position(|name| *name == word)?,
    };
    Some(DAYS.get(place)?.1)
}

/// How many days ahead.
fn relative(captures: &Captures<'_>) -> Option<i64> {
    (1..=3).find(|group| captures.get(*group).is_some()).and_then(|group| i64::try_from(group - 1).ok())
}

fn part(captures: &Captures<'_>) -> Option<Part> {
    match captures.get(1)?.as_str() {
        "sang" => Some(Part::Morning),
        "trua" => Some(Part::Noon),
        "chieu" => Some(Part::Afternoon),
        "toi" => Some(Part::Evening),
        _ => Some(Part::Night),
    }
}

/// The hour of 24: «chiều 2 giờ» is 14.
fn hour_of(hour: i8, part: Option<Part>, exact: bool) -> Result<i8, String> {
    let Some(part) = part else {
        return match hour {
            1..=6 if !exact => {
                Err(format!("{hour} giờ sáng hay {hour} giờ chiều? Ghi rõ, hoặc viết {hour:02}:00, {}:00", hour + 12))
            }
            _ => Ok(hour),
        };
    };
    // The name, the hours of twelve that it lifts, the hours of 24 that it leaves.
    let (name, lifted, left) = match part {
        Part::Morning => ("sáng", 0..=0, 1..=11),
        Part::Noon => ("trưa", 1..=2, 10..=14),
        Part::Afternoon => ("chiều", 1..=6, 12..=18),
        Part::Evening => ("tối", 5..=11, 17..=23),
        Part::Night => ("đêm", 9..=11, 21..=23),
    };
    match hour {
        1.. if lifted.contains(&hour) => Ok(hour + 12),
        _ if left.contains(&hour) => Ok(hour),
        _ => Err(format!("«{name} {hour} giờ» là mấy giờ? Ghi theo 24 giờ, ví dụ 14:00")),
    }
}

/// None = nothing of a day is written.
fn day(today: Date, written: &Written, how: &str) -> Result<Option<Date>, String> {
    let day = match (written.date, written.relative) {
        (Some(_), Some(_)) => return Err(format!("ghi một ngày thôi; {how}")),
        (Some(date), None) => Some(of_calendar(today, date)?),
        (None, Some(ahead)) => Some(today.saturating_add(ahead.days())),
        (None, None) => None,
    };
    match (day, written.weekday) {
        (Some(day), Some(weekday)) if day.weekday() != weekday => {
            Err(format!("{} không phải {}, mà là {}", shown(day), name(weekday), name(day.weekday())))
        }
        (Some(day), _) => Ok(Some(day)),
        (None, Some(weekday)) => of_week(today, weekday, written.week).map(Some),
        (None, None) if written.week.is_some() => Err(format!("thứ mấy trong tuần? {how}")),
        (None, None) => Ok(None),
    }
}

fn of_calendar(today: Date, (year, month, day): (i16, i16, i16)) -> Result<Date, String> {
    let in_year = |year: i16| {
        let date = Date::new(year, i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0));
        date.map_err(|_| format!("không có ngày {day}/{month}/{year} trong lịch"))
    };
    if year > 0 {
        return in_year(year);
    }
    let date = in_year(today.year())?;
    if date >= today {
        return Ok(date);
    }
    let next = in_year(today.year() + 1)?;
    if days_between(today, next) <= NEAR {
        return Ok(next);
    }
    Err(format!("ngày {} đã qua; nếu là năm {} thì ghi cả năm: {}", shown(date), next.year(), shown(next)))
}

/// Without a week the next such day; said on that very day, it may be today or in a week.
fn of_week(today: Date, weekday: Weekday, week: Option<i64>) -> Result<Date, String> {
    let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
    let in_week = |ahead: i64| monday.saturating_add((7 * ahead + i64::from(weekday.to_monday_zero_offset())).days());
    match week {
        Some(ahead) => Ok(in_week(ahead)),
        None if today.weekday() == weekday => {
            Err(format!("hôm nay là {}: ghi «hôm nay», hoặc «{} tuần sau»", name(weekday), name(weekday)))
        }
        None => Ok(if in_week(0) > today { in_week(0) } else { in_week(1) }),
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

fn name(weekday: Weekday) -> String {
    let (name, _) = DAYS[usize::try_from(weekday.to_monday_zero_offset()).unwrap_or(0).min(6)];
    if weekday == Weekday::Sunday { name.to_owned() } else { format!("thứ {name}") }
}

fn shown(day: Date) -> String {
    format!("{}/{}/{}", day.day(), day.month(), day.year())
}

fn no_hour(text: &str) -> String {
    if text.trim().is_empty() {
        format!("chưa ghi giờ; {HOW}")
    } else {
        format!("«{}» chưa có giờ nào đọc được; {HOW}", text.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// A Wednesday, ten in the morning.
    fn now() -> Moment {
        Moment::of_day(date(2026, 11, 25), 10, 0)
    }

    #[test]
    fn times_as_clerks_write_them() {
        let cases = [
            ("14 giờ", (25, 11), 14, 0),
            ("11h", (25, 11), 11, 0),
            ("10:01", (25, 11), 10, 1),
            ("chiều nay 2 giờ rưỡi", (25, 11), 14, 30),
            ("3 giờ chiều", (25, 11), 15, 0),
            ("tối nay 7g15", (25, 11), 19, 15),
            ("trưa nay 12 giờ", (25, 11), 12, 0),
            ("đêm nay 22 giờ", (25, 11), 22, 0),
            ("sáng mai 8 giờ", (26, 11), 8, 0),
            ("8 giờ 30 sáng mai", (26, 11), 8, 30),
            ("SÁNG MAI, LÚC 8H30 PHÚT", (26, 11), 8, 30),
            ("ngày mốt 9h", (27, 11), 9, 0),
            ("chiều thứ Sáu 14 giờ", (27, 11), 14, 0),
            ("sáng thứ Hai 8 giờ", (30, 11), 8, 0),
            ("sang thu 2 8 gio", (30, 11), 8, 0),
            ("8h chủ nhật", (29, 11), 8, 0),
            ("thứ Tư tuần sau 8 giờ", (2, 12), 8, 0),
            ("thứ Năm tuần này 8 giờ", (26, 11), 8, 0),
            ("1/12 9h", (1, 12), 9, 0),
            ("9 giờ ngày 1 tháng 12", (1, 12), 9, 0),
            ("thứ Ba 1/12/2026 7 giờ 05", (1, 12), 7, 5),
            ("2026-12-01T08:00", (1, 12), 8, 0),
            ("2026-12-01T08:00:00", (1, 12), 8, 0),
            ("2026-12-01 02:00", (1, 12), 2, 0),
        ];
        for (text, (day, month), hour, minute) in cases {
            let wanted = Moment::of_day(date(2026, month, day), hour, minute);
            assert_eq!(read(text, now()), Ok(wanted), "{text}");
        }
        let december = Moment::of_day(date(2026, 12, 28), 10, 0);
        assert_eq!(read("2/1 8 giờ", december), Ok(Moment::of_day(date(2027, 1, 2), 8, 0)));
    }

    #[test]
    fn what_is_past_or_unclear_is_asked_back() {
        let cases = [
            ("", "chưa ghi giờ"),
            ("sáng mai", "chưa có giờ"),
            ("25 giờ", "chưa có giờ"),
            ("8 giờ", "đã qua"),
            ("10 giờ", "đã qua"),
            ("20/11 9h", "ghi cả năm: 20/11/2027"),
            ("2 giờ", "2 giờ sáng hay 2 giờ chiều"),
            ("sáng mai 14 giờ", "«sáng 14 giờ» là mấy giờ"),
            ("đêm nay 1 giờ", "«đêm 1 giờ» là mấy giờ"),
            ("thứ Tư 14 giờ", "hôm nay là thứ Tư"),
            ("thứ Hai 1/12 8 giờ", "không phải thứ Hai, mà là thứ Ba"),
            ("thứ Hai tuần này 8 giờ", "đã qua"),
            ("mai 1/12 8 giờ", "ghi một ngày thôi"),
            ("31/11 8 giờ", "không có ngày 31/11/2026"),
            ("30/2/2027 8 giờ", "không có ngày 30/2/2027"),
            ("1/12/2029 8 giờ", "hơn một năm"),
            ("tuần sau 8 giờ", "thứ mấy"),
            ("9 giờ kém 15 sáng mai", "không hiểu «kem»"),
            ("8h hoặc 9h sáng mai", "không hiểu «hoac»"),
            ("mỗi thứ Hai 8 giờ", "không hiểu «moi»"),
        ];
        for (text, wanted) in cases {
            let told = read(text, now()).expect_err(text);
            assert!(told.contains(wanted), "{text}: {told}");
        }
    }
}
