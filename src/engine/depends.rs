//! A fact that hangs on answers not given yet: each of its values beside the button that leads to it.

use crate::book::{Condition, Guide, Line, Phrase, Sight, plain};

/// So many buttons are named for one value: they are alike.
const MOST_NAMED: usize = 3;

/// The values of `lines` that may come true, "Làm lần đầu: miễn phí", alike ones together; empty if one of them can't be named.
pub(super) fn by_answers(sight: &Sight<'_>, lines: &[Line]) -> Vec<String> {
    let may = |line: &&Line| line.when.iter().all(|when| is_answer(when) || sight.holds(std::slice::from_ref(when)));
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    for line in lines.iter().filter(may) {
        let named = labels(sight, line);
        let Some(words) = sight.words(&line.text).filter(|_| !named.is_empty()) else { return Vec::new() };
        match out.iter_mut().find(|(other, _)| *other == words) {
            Some((_, labels)) => labels.extend(named),
            None => out.push((words, named)),
        }
    }
    let said = |(words, mut labels): (String, Vec<String>)| {
        labels.dedup();
        labels.truncate(MOST_NAMED);
        format!("{}: {words}", labels.join(" / "))
    };
    out.into_iter().map(said).collect()
}

fn is_answer(when: &Condition) -> bool {
    matches!(when, Condition::Is(_) | Condition::Not(_))
}

/// What must be answered for a value: the buttons that remember it, or what is counted from a day.
fn labels(sight: &Sight<'_>, line: &Line) -> Vec<String> {
    let asked = line.when.iter().filter_map(|when| match when {
        Condition::Is(name) => Some(name),
        _ => None,
    });
    let mut out: Vec<String> = Vec::new();
    for name in asked {
        let of_buttons = remembering(sight.guide, name);
        out.extend(if of_buttons.is_empty() { counted(sight, name).into_iter().collect() } else { of_buttons });
    }
    out
}

fn remembering(guide: &Guide, name: &str) -> Vec<String> {
    let buttons = guide.steps.iter().flat_map(|step| &step.buttons);
    let mut out: Vec<String> =
        buttons.filter(|b| b.remember.as_deref() == Some(name)).map(|b| plain(&b.label)).collect();
    out.dedup();
    out
}

/// `trong-60-ngay`, `qua-60-ngay`
fn counted(sight: &Sight<'_>, name: &str) -> Option<String> {
    let (phrase, days) = match name.strip_prefix("trong-") {
        Some(rest) => (Phrase::ToldWithin, rest),
        None => (Phrase::ToldAfter, name.strip_prefix("qua-")?),
    };
    let days = days.strip_suffix("-ngay")?;
    Some(sight.book.words.say(phrase, &[("n", days)]))
}
