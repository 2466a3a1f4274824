//! The small table of sums: law turned into names and values; `dialogs/README.md` lists it for the clerk.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::book::Locality;
use crate::book::phrase::Phrase;
use crate::book::words::Words;

/// Days from a birth in which it must be registered (Law on Civil Status 60/2014/QH13, art. 15).
const BIRTH_DAYS: i32 = 60;

/// Names that sums give: in pairs, both false while the answer is unknown.
pub const NAMES: [&str; 2] = ["trong-60-ngay", "qua-60-ngay"];

/// Values that sums give as `{{answer.…}}`.
pub const VALUES: [&str; 2] = ["han-60-ngay", "con-lai-60-ngay"];

/// Adds to `names` and `answers` what follows from the answers on `today`. `days` holds the answered days by their step's id.
pub fn sums(
    days: &BTreeMap<&str, Date>,
    today: Date,
    (words, locality): (&Words, &Locality),
    names: &mut BTreeSet<String>,
    answers: &mut BTreeMap<String, String>,
) {
    let Some(&born) = days.get("ngay-sinh") else { return };
    let Ok(last) = born.checked_add(BIRTH_DAYS.days()) else { return };
    let left = today.until(last).map_or(0, |span| span.get_days());
    let shown = words.day(last);
    let off = !locality.is_working_day(last) && left >= 0;
    answers.insert(VALUES[0].to_owned(), if off { words.say(Phrase::DayOff, &[("day", &shown)]) } else { shown });
    if left >= 0 {
        names.insert(NAMES[0].to_owned());
        answers.insert(VALUES[1].to_owned(), remaining(left, words));
    } else {
        names.insert(NAMES[1].to_owned());
    }
}

fn remaining(left: i32, words: &Words) -> String {
    if left == 0 { words.say(Phrase::LastDay, &[]) } else { words.say(Phrase::DaysLeft, &[("n", &left.to_string())]) }
}
