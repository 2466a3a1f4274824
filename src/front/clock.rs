//! The one clock of the ways in.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::when::Moment;

/// This moment.
pub fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
