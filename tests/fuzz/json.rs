//! A JSON value changed at random places: other types, huge numbers, keys gone or twice, parts of another value.

use serde_json::{Value, json};

use super::tape::Tape;

const WORDS: [&str; 16] = [
    "",
    " ",
    "a",
    "khai-sinh",
    "khai-sinh#mo-dau",
    "vi",
    "en",
    "../a",
    "\u{0}",
    "đ\u{301}",
    "2026-02-30",
    "0000-01-01",
    "9999-12-31",
    "👨‍👩‍👧",
    "private",
    "supergroup",
];

/// `value` with a place or some changed; `other` lends its parts.
pub fn mutate(value: &mut Value, other: &Value, tape: &mut Tape<'_>) {
    for _ in 0..=tape.below(4) {
        let mut at = &mut *value;
        // A random walk to a place; deeper is likelier than shallow.
        while count(at) > 0 && !tape.once_in(6) {
            let n = tape.below(count(at));
            at = child(at, n);
        }
        change(at, other, tape);
    }
}

fn change(at: &mut Value, other: &Value, tape: &mut Tape<'_>) {
    match (tape.byte() % 8, &mut *at) {
        (0, Value::Object(map)) => {
            let key = map.keys().nth(tape.below(map.len())).cloned().unwrap_or_default();
            map.remove(&key);
        }
        (1, Value::Object(map)) => {
            let key = map.keys().nth(tape.below(map.len())).cloned().unwrap_or_default();
            let moved = map.remove(&key).unwrap_or_default();
            map.insert(format!("{key}x"), moved);
        }
        (0, Value::Array(list)) if !list.is_empty() => drop(list.remove(tape.below(list.len()))),
        (1, Value::Array(list)) if !list.is_empty() => {
            let again = list[tape.below(list.len())].clone();
            (0..=tape.below(60)).for_each(|_| list.push(again.clone()));
        }
        (2, Value::String(text)) => *text = text.repeat(tape.below(400)),
        (3, Value::String(text)) => text.insert_str(0, tape.pick(&WORDS)),
        (4, _) => *at = part(other, tape).clone(),
        _ => *at = leaf(tape),
    }
}

fn leaf(tape: &mut Tape<'_>) -> Value {
    match tape.byte() % 12 {
        0 => Value::Null,
        1 => json!(tape.once_in(2)),
        2 => json!(i64::MIN),
        3 => json!(i64::MAX),
        4 => json!(u64::MAX),
        5 => json!(-1),
        6 => json!(1.5e300),
        7 => json!([]),
        8 => json!({}),
        9 => json!(i64::from(tape.byte()) << (tape.byte() % 56)),
        _ => json!(tape.pick(&WORDS)),
    }
}

/// Some part of a value.
fn part<'v>(mut value: &'v Value, tape: &mut Tape<'_>) -> &'v Value {
    while count(value) > 0 && !tape.once_in(4) {
        let n = tape.below(count(value));
        value = match value {
            Value::Object(map) => map.values().nth(n).expect("counted"),
            Value::Array(list) => &list[n],
            leaf => leaf,
        };
    }
    value
}

fn count(value: &Value) -> usize {
    match value {
        Value::Object(map) => map.len(),
        Value::Array(list) => list.len(),
        _ => 0,
    }
}

fn child(value: &mut Value, n: usize) -> &mut Value {
    match value {
        Value::Object(map) => map.values_mut().nth(n).expect("counted"),
        Value::Array(list) => &mut list[n],
        leaf => leaf,
    }
}
