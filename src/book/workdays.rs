//! Working days: Monday to Friday, but for the holidays that have a fixed day and those that `locality.toml` lists.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::book::Locality;

/// Month and day of the holidays with a day of their own (Labour Code 45/2019/QH14, art. 112). The second day of National Day, Tết,
/// the Hùng Kings' day and the days off in lieu change each year: `[holidays]` of `locality.toml` holds them.
const FIXED: [(i8, i8); 4] = [(1, 1), (4, 30), (5, 1), (9, 2)];

impl Locality {
    /// Whether offices work on this day.
    pub fn is_working_day(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        !weekend && !FIXED.contains(&(day.month(), day.day())) && !self.holidays.contains(&day)
    }

    /// The `count`-th working day after `today`, which itself does not count (Civil Code 91/2015/QH13, art. 147); `today` for 0.
    pub fn working_days_after(&self, today: Date, count: u32) -> Date {
        let mut day = today;
        for _ in 0..count {
            day = day.saturating_add(1.day());
            while !self.is_working_day(day) && day < Date::MAX {
                day = day.saturating_add(1.day());
            }
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weekends_and_holidays_do_not_count() {
        let mut locality = Locality::default();
        let seventh = |locality: &Locality, day| locality.working_days_after(day, 7);
        assert_eq!(seventh(&locality, date(2026, 11, 25)), date(2026, 12, 4));
        assert_eq!(seventh(&locality, date(2026, 11, 28)), date(2026, 12, 8), "told on a Saturday");
        // Over the New Year: 1 January is a Friday.
        assert_eq!(seventh(&locality, date(2026, 12, 28)), date(2027, 1, 7));
        locality.holidays.extend([date(2027, 1, 4), date(2027, 1, 5)]);
        assert_eq!(seventh(&locality, date(2026, 12, 28)), date(2027, 1, 11));
        assert_eq!(locality.working_days_after(date(2026, 11, 25), 0), date(2026, 11, 25));
    }
}
