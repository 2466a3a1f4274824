//! Numbers, hours and bars as the staff reads them.

use std::time::Duration;

use crate::announce::plan::Plan;
use crate::announce::{Letter, Stage, To};
use crate::book::{Book, fold};
use crate::sender::draw::strip_html;
use crate::when::Moment;

/// Cells of a progress bar: twelve fit the narrowest phone beside a percentage.
const CELLS: u64 = 12;

/// 9214 → `9.214`
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// `14:05`, with the day when it is not today's: `8:00 thứ Hai 30/11`.
pub fn hour(moment: Moment, now: Moment) -> String {
    let minute = moment.minute_of_day();
    let clock = format!("{}:{:02}", minute / 60, minute % 60);
    let day = moment.day();
    if day == now.day() {
        return clock;
    }
    let names = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"];
    let name = usize::try_from(day.weekday().to_monday_zero_offset()).ok().and_then(|n| names.get(n)).unwrap_or(&"");
    let year = if day.year() == now.day().year() { String::new() } else { format!("/{}", day.year()) };
    format!("{clock} {name} {}/{}{year}", day.day(), day.month())
}

/// `6 phút`, never less than one.
pub fn minutes(span: Duration) -> String {
    let minutes = span.as_secs().div_ceil(60).max(1);
    if minutes < 120 { format!("{minutes} phút") } else { format!("{} giờ {} phút", minutes / 60, minutes % 60) }
}

/// `▓▓▓░░░░░░░░░ 25 %`; full only when all is done.
pub fn bar(done: u64, all: u64) -> String {
    let all = all.max(1);
    let (cells, percent) = (done.min(all) * CELLS / all, done.min(all) * 100 / all);
    let filled = usize::try_from(cells).unwrap_or(0);
    let empty = usize::try_from(CELLS - cells).unwrap_or(0);
    format!("{}{} {percent} %", "▓".repeat(filled), "░".repeat(empty))
}

/// A letter's words without marks and spaces: what tells that it is the same letter again.
pub(super) fn said(letter: &Letter) -> String {
    fold(&strip_html(&letter.html))
}

/// How long so many sends take.
pub fn takes(people: u64, rate: f64) -> Duration {
    let rate = if rate.is_finite() && rate > 0.0 { rate } else { 1.0 };
    #[expect(clippy::cast_precision_loss, reason = "an estimate in minutes")]
    Duration::try_from_secs_f64(people as f64 / rate).unwrap_or(Duration::from_hours(24))
}

/// Whom it is for, as the staff reads it.
pub(super) fn whom(to: &To, book: &Book) -> String {
    let guide = |id: &str| book.guide(id).map_or(id, |guide| guide.front.name()).to_owned();
    match to {
        To::All => "mọi người đã xin nhận tin".to_owned(),
        To::Field(field) => format!("người nhận tin «{}»", book.words.field(field).unwrap_or(field)),
        To::Hamlet(name) => format!("người ở {name}"),
        To::Guide(id) => format!("người từng mở «{}»", guide(id)),
        To::Doing(id) => format!("người đang làm dở «{}»", guide(id)),
        To::Filed(id) => format!("người đã nộp «{}»", guide(id)),
    }
}

/// Where it stands, as the staff reads it.
pub(super) fn state(plan: &Plan, now: Moment) -> String {
    match plan.state {
        Stage::Draft => "bản nháp".to_owned(),
        Stage::Waiting => "chờ người thứ hai duyệt".to_owned(),
        Stage::Planned => format!("hẹn gửi lúc {}", hour(plan.at.unwrap_or(now), now)),
        Stage::Sending if !plan.may_send(now) => {
            format!("đợi tới {}", hour(crate::announce::manners::next_day(now), now))
        }
        Stage::Sending
            if plan.way.listed && plan.way.out.is_empty() && plan.way.aside > 0 && !plan.aside_is_due(now) =>
        {
            format!("còn {} người đã đủ ba tin hôm nay, mai gửi tiếp", count(plan.way.aside))
        }
        Stage::Sending => "đang gửi".to_owned(),
        Stage::Paused => "đang tạm dừng".to_owned(),
        Stage::Failing => "tự dừng vì nhiều tin hỏng".to_owned(),
        Stage::Stopped => "đã dừng hẳn".to_owned(),
        Stage::TakenBack if plan.way.mends => "đang rút lại".to_owned(),
        Stage::TakenBack => "đã rút lại".to_owned(),
        Stage::Done => "đã gửi xong".to_owned(),
        Stage::Dropped => "đã bỏ".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_hours_and_bars() {
        assert_eq!([0, 999, 1_000, 9_214, 1_234_567].map(count), ["0", "999", "1.000", "9.214", "1.234.567"]);
        let now = Moment::of_day(jiff::civil::date(2026, 12, 31), 14, 5);
        assert_eq!(hour(now, now), "14:05");
        assert_eq!(hour(Moment::of_day(jiff::civil::date(2027, 1, 4), 8, 0), now), "8:00 thứ Hai 4/1/2027");
        assert_eq!([0, 61, 7_260].map(|s| minutes(Duration::from_secs(s))), ["1 phút", "2 phút", "2 giờ 1 phút"]);
        assert_eq!(bar(999, 1_000), "▓▓▓▓▓▓▓▓▓▓▓░ 99 %");
        assert_eq!(bar(0, 0), "░░░░░░░░░░░░ 0 %");
    }
}
