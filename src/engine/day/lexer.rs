//! A line as the words that days are told in: numbers as digits, each spelling of a word as one, whatever the keyboard left behind.

use unicode_normalization::char::is_combining_mark;

use super::counted::{numbers, old_years, weekdays, years};
use super::lexicon::meaning;
use crate::book::tidy;

/// A line of words of ours, `w` for any other; parts written together are joined by `_`, numbers of one date by `/`.
pub(super) struct Line {
    pub(super) text: String,
    /// All of it in one form, in lower case.
    pub(super) even: String,
    raw: Vec<String>,
}

/// A part of a line, and whether it is written together with the one before.
pub(super) struct Part {
    pub(super) what: String,
    pub(super) glued: bool,
}

impl Line {
    pub(super) fn of(text: &str) -> Self {
        let even = tidy(text).to_lowercase();
        let marked = !even.is_ascii();
        let raw: Vec<String> = even.split_whitespace().map(str::to_owned).collect();
        let mut parts = parts(&even, marked);
        weekdays(&mut parts);
        old_years(&mut parts, &raw);
        years(&mut parts);
        numbers(&mut parts);
        Self { text: join(&parts), even, raw }
    }

    /// Two to four words running: one of ours may be among many.
    pub(super) fn windows(&self) -> impl Iterator<Item = String> + '_ {
        (2..=4).flat_map(|n| self.raw.windows(n).map(|words| words.join(" ")))
    }
}

fn parts(even: &str, marked: bool) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    let mut run = String::new();
    let mut blank = true;
    for c in even.chars().chain([' ']) {
        if c.is_alphabetic() || c.is_ascii_digit() || (!run.is_empty() && is_combining_mark(c)) {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            of_run(&run, marked, !blank, &mut out);
            run.clear();
            blank = false;
        }
        match c {
            '/' | '-' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {
                out.push(Part { what: "/".to_owned(), glued: !blank });
            }
            ':' | ',' => out.push(Part { what: c.to_string(), glued: !blank }),
            _ => {}
        }
        blank = c.is_whitespace() || !matches!(c, '/' | '-' | '.' | ':' | ',');
    }
    out
}

/// A run of letters and digits: `5h30`, `thang11`, or the digits that VNI leaves in a word (`tha1ng`).
fn of_run(run: &str, marked: bool, glued: bool, out: &mut Vec<Part>) {
    let inner = run.trim_end_matches(|c: char| c.is_ascii_digit()).contains(|c: char| c.is_ascii_digit());
    let begins = !run.starts_with(|c: char| c.is_ascii_digit());
    if begins && inner {
        return out.push(Part { what: meaning(run, marked), glued });
    }
    let mut rest = run;
    let mut first = true;
    while let Some(head) = rest.chars().next() {
        let digit = head.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digit).unwrap_or(rest.len());
        let (part, tail) = rest.split_at(end);
        // «ngay5» is «ngay 5», but «5h» is one.
        let alone = first || begins;
        let what = if digit { part.to_owned() } else { meaning(part, marked) };
        out.push(Part { what, glued: if first { glued } else { !alone } });
        (rest, first) = (tail, false);
    }
}

fn join(parts: &[Part]) -> String {
    let is_number = |part: Option<&Part>| part.is_some_and(|p| p.what.bytes().all(|b| b.is_ascii_digit()));
    let mut out = String::new();
    for (n, part) in parts.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|b| parts.get(b));
        match part.what.as_str() {
            sign @ ("/" | ":" | ",") => {
                let near = sign == "/" || (part.glued && parts.get(n + 1).is_some_and(|p| p.glued));
                if is_number(before) && is_number(parts.get(n + 1)) && near {
                    out.push_str(sign);
                }
            }
            what => {
                if part.glued && !out.is_empty() && before.is_some_and(|p| !matches!(p.what.as_str(), "/" | ":" | ","))
                {
                    out.push('_');
                } else if !out.is_empty() && !out.ends_with(['/', ':', ',']) {
                    out.push(' ');
                }
                out.push_str(what);
            }
        }
    }
    out
}
