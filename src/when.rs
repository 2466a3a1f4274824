//! Moments and days: the only idea of time in the house; nothing here reads a clock.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

/// Vietnam keeps UTC+7 all year (Decision 134/2002/QĐ-TTg).
const VIETNAM_HOURS: i8 = 7;

/// An instant, in milliseconds since 1970-01-01T00:00:00Z. Stored as a bare number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

impl Moment {
    /// The instant `millis` milliseconds after the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The hour `hour:minute` of a Vietnamese day.
    pub fn of_day(day: Date, hour: i8, minute: i8) -> Self {
        let civil = day.at(hour.clamp(0, 23), minute.clamp(0, 59), 0, 0);
        let offset = Offset::constant(VIETNAM_HOURS);
        Self(offset.to_timestamp(civil).map_or(0, Timestamp::as_millisecond))
    }

    /// The Vietnamese calendar day this instant lies in; a number no calendar holds gives 1970-01-01.
    pub fn day(self) -> Date {
        self.civil().date()
    }

    /// The minute of the Vietnamese day, 0 to 1439.
    pub fn minute_of_day(self) -> u16 {
        let time = self.civil().time();
        u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or(0)
    }

    /// This instant and `span` more.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long after `earlier` this is; zero when a clock jumped back.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    fn civil(self) -> jiff::civil::DateTime {
        let stamp = Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        Offset::constant(VIETNAM_HOURS).to_datetime(stamp)
    }
}
