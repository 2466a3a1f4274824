//! Numbers that are no days: the hour of a birth, the weight of a child.

use std::sync::LazyLock;

use regex::Regex;

use super::of;

static HOURS_AND_WEIGHTS: LazyLock<[Regex; 4]> = LazyLock::new(|| {
    [
        of(r"\bat \d{1,2}(?::\d{2})?[ _](?:MOON|pm)\b"),
        of(r"\b\d{1,2}:\d{2}(?::\d{2})?(?:[ _]pm\b)?"),
        of(r"\b\d{1,2}[ _](?:h|g|gio)(?:_\d{1,2}(?:_(?:p|ph|phut))?| \d{1,2}[ _](?:p|ph|phut))?\b(?: ruoi\b)?"),
        of(r"\b\d{1,4}(?:[/,]\d{1,3})?[ _](?:kg|ky|ki|kilo|can|lang|gram|gr|cm)(?:_\d+)?\b"),
    ]
});

/// A line without hours and weights; `~` stands where one was.
pub(super) fn without(line: &str) -> String {
    HOURS_AND_WEIGHTS.iter().fold(line.to_owned(), |line, units| units.replace_all(&line, "~").into_owned())
}
