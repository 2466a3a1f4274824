//! Conditions in words: as a clerk reads them on a map, as a citizen reads them in a leaflet.

use jiff::civil::Date;

use crate::book::Condition;

/// "da-ket-hon, không o-xa-minh, đến hết 28/2/2027": the names as they stand in the file; none = always.
pub(super) fn named(when: &[Condition]) -> Option<String> {
    let word = |c: &Condition| match c {
        Condition::Is(name) => name.clone(),
        Condition::Not(name) => format!("không {name}"),
        Condition::Until(day) => until(*day),
        Condition::From(day) => from(*day),
    };
    let words: Vec<String> = when.iter().map(word).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// "đến hết 28/2/2027"
pub(super) fn until(day: Date) -> String {
    format!("đến hết {}", numbers(day))
}

/// "từ 1/3/2027"
pub(super) fn from(day: Date) -> String {
    format!("từ {}", numbers(day))
}

fn numbers(day: Date) -> String {
    format!("{}/{}/{}", day.day(), day.month(), day.year())
}
