//! The manners of announcing: no message between 22:00 and 07:00, at most three a day for a person.
//!
//! Both are those of Decree 91/2020/NĐ-CP (Articles 13–16), which is about advertising by message and binds us to nothing: a commune's
//! notice is no advertising (Article 3). We keep its manners all the same.

use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::when::Moment;

/// The first minute of the day in which people may be told.
const OPENS: u16 = 7 * 60;
/// The first minute in which they may not any more.
const CLOSES: u16 = 22 * 60;
/// What has left the outbox takes a moment to arrive: nothing is begun so shortly before the night.
const MARGIN: Duration = Duration::from_secs(2);
/// The most announcements a person gets in a day, urgent ones aside.
pub const A_DAY: u8 = 3;

/// Whether people may be told now.
pub fn is_day(now: Moment) -> bool {
    let open = |moment: Moment| (OPENS..CLOSES).contains(&moment.minute_of_day());
    open(now) && open(now.plus(MARGIN))
}

/// The next moment at which people may be told; `now` itself by day.
pub fn next_day(now: Moment) -> Moment {
    if is_day(now) {
        return now;
    }
    let opens = |day: Date| Moment::of_day(day, 7, 0);
    let today = opens(now.day());
    if now < today { today } else { opens(now.day().saturating_add(jiff::Span::new().days(1))) }
}

/// How long after `begin` a moment is reached when only the day's hours count: for telling when a long announcement will end.
pub fn after_hours(begin: Moment, work: Duration) -> Moment {
    let mut at = next_day(begin);
    let mut left = work;
    loop {
        let tonight = Moment::of_day(at.day(), 22, 0);
        let today = tonight.since(at);
        if left <= today {
            return at.plus(left);
        }
        left -= today;
        at = next_day(tonight);
    }
}

/// How much a person was told on their last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Told {
    /// Which day.
    pub day: Date,
    /// How many.
    pub count: u8,
}

impl Told {
    /// Whether one more is within the manners of `today`.
    pub fn allows(&self, today: Date) -> bool {
        self.day != today || self.count < A_DAY
    }

    /// One more on `today`.
    pub fn one_more(&mut self, today: Date) {
        let count = if self.day == today { self.count } else { 0 };
        *self = Self { day: today, count: count.saturating_add(1) };
    }

    /// One less: it was not sent after all.
    pub fn one_less(&mut self, today: Date) {
        if self.day == today {
            self.count = self.count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: Date, hour: i8, minute: i8, second: u64) -> Moment {
        Moment::of_day(day, hour, minute).plus(Duration::from_secs(second))
    }

    #[test]
    fn the_night_begins_a_breath_early_and_ends_on_the_hour() {
        let eve = jiff::civil::date(2026, 12, 31);
        assert!(is_day(at(eve, 7, 0, 0)) && is_day(at(eve, 21, 59, 57)));
        assert!(!is_day(at(eve, 6, 59, 59)) && !is_day(at(eve, 21, 59, 58)) && !is_day(at(eve, 22, 0, 0)));
        let morning = at(jiff::civil::date(2027, 1, 1), 7, 0, 0);
        assert_eq!(next_day(at(eve, 23, 0, 0)), morning, "over the year's end");
        assert_eq!(next_day(at(jiff::civil::date(2027, 1, 1), 3, 0, 0)), morning);
        assert_eq!(next_day(morning), morning);
    }

    #[test]
    fn work_that_does_not_fit_a_day_goes_on_in_the_morning() {
        let day = jiff::civil::date(2026, 11, 25);
        let hour = |n: u64| Duration::from_secs(3_600 * n);
        assert_eq!(after_hours(at(day, 20, 0, 0), hour(1)), at(day, 21, 0, 0));
        assert_eq!(after_hours(at(day, 20, 0, 0), hour(3)), at(jiff::civil::date(2026, 11, 26), 8, 0, 0));
        assert_eq!(after_hours(at(day, 23, 0, 0), hour(16)), at(jiff::civil::date(2026, 11, 27), 8, 0, 0));
    }

    #[test]
    fn three_a_day_and_anew_tomorrow() {
        let (day, next) = (jiff::civil::date(2026, 12, 31), jiff::civil::date(2027, 1, 1));
        let mut told = Told::default();
        for n in 0..3 {
            assert!(told.allows(day), "{n}");
            told.one_more(day);
        }
        assert!(!told.allows(day) && told.allows(next));
        told.one_less(day);
        assert!(told.allows(day));
        told.one_more(next);
        assert_eq!(told.count, 1);
    }
}
