//! How announcements are told on a command line: numbers, hours, lines, JSON.

use std::time::Duration;

use serde_json::Value;

use crate::announce::desk::count as thousands;
use crate::announce::{Counted, State, Status};
use crate::when::Moment;

/// «45 giây», «6 phút», «2 giờ 5 phút»; rounded up, since it is a promise.
pub(super) fn span(span: Duration) -> String {
    let seconds = span.as_millis().div_ceil(1000);
    if seconds < 60 {
        return format!("{} giây", seconds.max(1));
    }
    let minutes = seconds.div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} phút"),
        (hours, 0) => format!("{hours} giờ"),
        (hours, minutes) => format!("{hours} giờ {minutes} phút"),
    }
}

/// «8:05», with its day if it is another than today.
pub(super) fn hour(at: Moment, now: Moment) -> String {
    let minute = at.minute_of_day();
    let clock = format!("{}:{:02}", minute / 60, minute % 60);
    let day = at.day();
    if day == now.day() { clock } else { format!("{clock} ngày {}/{}/{}", day.day(), day.month(), day.year()) }
}

/// «Gửi cho 9.214 người, xong khoảng 6 phút», then what makes one think again.
pub(super) fn counted(counted: &Counted, now: Moment) -> String {
    let whom = format!("Gửi cho {} người", thousands(counted.audience));
    // A moment passes between the count and this line.
    let when = if counted.begins.since(now) > Duration::from_mins(1) {
        format!(" lúc {}, xong khoảng {}", hour(counted.begins, now), hour(counted.ends, now))
    } else if counted.audience > 0 {
        format!(", xong khoảng {}", span(counted.ends.since(now)))
    } else {
        String::new()
    };
    let same = counted.same.map(|id| format!("Tin này giống hệt tin số {id} gửi trong một ngày qua"));
    let approval = counted.approval.then(|| "Phải có người thứ hai duyệt trong Telegram thì tin mới đi".to_owned());
    [Some(whom + &when), same, approval].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// One announcement in one line.
pub(super) fn line(status: &Status) -> String {
    format!(
        "số {}: {}; {} người ({}): {}{}",
        status.id,
        state(status.state),
        thousands(status.audience),
        status.to,
        numbers(status),
        if status.about.is_empty() { String::new() } else { format!("; «{}»", status.about.replace('\n', " ")) }
    )
}

/// «819 xong · 373 còn lại · 12 chặn bot»; what is none and seldom is left out.
pub(super) fn numbers(status: &Status) -> String {
    let seldom = [(status.blocked, "chặn bot"), (status.failed, "không gửi được"), (status.unknown, "không rõ")];
    let always = [(status.sent, "xong"), (status.waiting, "còn lại")];
    let told = always.into_iter().chain(seldom.into_iter().filter(|(count, _)| *count > 0));
    told.map(|(count, name)| format!("{} {name}", thousands(count))).collect::<Vec<_>>().join(" · ")
}

/// What it is at, for a person.
pub(super) fn state(state: State) -> &'static str {
    match state {
        State::Approval => "chờ người thứ hai duyệt",
        State::Planned => "chờ tới giờ",
        State::Sending => "đang gửi",
        State::Paused => "đang tạm dừng",
        State::Failing => "tự dừng vì nhiều lượt không gửi được",
        State::Stopped => "đã dừng hẳn",
        State::Done => "đã gửi xong",
        State::TakingBack => "đang rút lại",
        State::TakenBack => "đã rút lại",
    }
}

/// The statuses as JSON; hours as `2026-12-01T08:00:00+07:00`.
pub(super) fn json(status: &Status) -> Value {
    let mut value = serde_json::to_value(status).unwrap_or_default();
    for (key, at) in [("began", status.began), ("ends", status.ends)] {
        value[key] = at.map_or(Value::Null, |at| Value::String(iso(at)));
    }
    value
}

fn iso(at: Moment) -> String {
    let (minute, second) = (at.minute_of_day(), at.millis().div_euclid(1000).rem_euclid(60));
    format!("{}T{:02}:{:02}:{second:02}+07:00", at.day(), minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn numbers_spans_and_hours_are_read_aloud() {
        assert_eq!([0, 999, 9214, 1_000_000].map(thousands), ["0", "999", "9.214", "1.000.000"]);
        let seconds = [0, 45, 60, 329, 3600, 7501].map(|s| span(Duration::from_secs(s)));
        assert_eq!(seconds, ["1 giây", "45 giây", "1 phút", "6 phút", "1 giờ", "2 giờ 6 phút"]);
        let now = Moment::of_day(date(2026, 11, 25), 10, 0);
        assert_eq!(hour(Moment::of_day(date(2026, 11, 25), 14, 5), now), "14:05");
        assert_eq!(hour(Moment::of_day(date(2026, 12, 1), 8, 0), now), "8:00 ngày 1/12/2026");
        assert_eq!(iso(Moment::of_day(date(2026, 12, 1), 8, 5)), "2026-12-01T08:05:00+07:00");
    }

    #[test]
    fn a_count_says_when_it_ends_and_what_to_think_of() {
        let now = Moment::of_day(date(2026, 11, 25), 10, 0);
        let plus = |s| now.plus(Duration::from_secs(s));
        let mut count = Counted { audience: 9214, begins: now, ends: plus(329), same: None, approval: false };
        assert_eq!(counted(&count, now), "Gửi cho 9.214 người, xong khoảng 6 phút");
        count.begins = plus(4 * 3600);
        count.ends = plus(4 * 3600 + 329);
        (count.same, count.approval) = (Some(5), true);
        let told = counted(&count, now);
        assert!(told.starts_with("Gửi cho 9.214 người lúc 14:00, xong khoảng 14:05\n"), "{told}");
        assert!(told.contains("giống hệt tin số 5") && told.contains("người thứ hai"), "{told}");
    }
}
