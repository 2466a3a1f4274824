//! Slips of a clerk's hand, each beside its report: a line of the sample guide in `slips/base.md` as it should be (`=`), as it was typed (`~`),
//! and what is said of it (`>`). `SLIPS=write cargo test --test slips` rewrites what is said.
//!
//! And the reverse: what a guide may hold (`slips/fine.md`) is no slip.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use camtay::book::{Book, Fault, Severity, check, draw, read_guide, read_leaf, read_locality, read_words};
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 12, 1);
const PATH: &str = "vi/muon-ban-ghe.md";
/// A slip has one cause; what follows from it may be said once besides.
const MOST: usize = 2;

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(here(name)).expect("a text of the catalogue")
}

/// The small sound book of the faults, without a guide of its own that would stand in the way.
fn book() -> Book {
    let mut book = Book::default();
    let bytes = |name: &str| fs::read(here("faults/book").join(name)).expect("a text of the sound book");
    book.locality = Arc::new(read_locality("locality.toml", &bytes("locality.toml")).0);
    book.words = Arc::new(read_words("vi/phrases.toml", &bytes("phrases.toml")).0);
    let (guide, _) = read_guide("vi/ky-nang.md", &bytes("ky-nang.md"));
    let guide = guide.expect("a guide");
    book.guides.insert(guide.id.clone(), Arc::new(guide));
    book
}

/// All that `check` says of one guide, in the order it is read.
fn faults(book: &Book, text: &str) -> Vec<Fault> {
    let mut book = book.clone();
    let (guide, mut faults) = read_guide(PATH, text.as_bytes());
    if let Some(guide) = guide.filter(|guide| !guide.steps.is_empty()) {
        book.guides.insert(guide.id.clone(), Arc::new(guide));
    }
    faults.extend(check(&book, &|file| file == "media/co.png", TODAY));
    faults.sort_by_key(|fault| (fault.path != PATH, fault.at, fault.severity));
    faults
}

/// What can't be seen is written `\u{a0}`, `\t`, `\n`, `\r`.
fn seen(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\\u{") {
        let end = at + rest[at..].find('}').expect("the end of an escape");
        let code = u32::from_str_radix(&rest[at + 3..end], 16).expect("a number");
        out.push_str(&rest[..at]);
        out.push(char::from_u32(code).expect("a character"));
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out.replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r")
}

fn told(fault: &Fault) -> String {
    let severity = if fault.severity == Severity::Error { "" } else { "(nhắc) " };
    let mend = fault.mend.as_deref().unwrap_or("—");
    format!("> {}:{} {severity}{} ⇒ {mend}", fault.at.line, fault.at.column, fault.message)
}

/// What is wrong with the report itself.
fn judge(typed: &str, line: usize, faults: &[Fault]) -> Option<String> {
    let last = line + typed.matches('\n').count() + 2;
    let Some(first) = faults.first() else { return Some(format!("{typed}: silence")) };
    let why = if faults.iter().all(|fault| fault.severity != Severity::Error) {
        "no error"
    } else if !(line..=last).contains(&first.at.line) {
        "another line is named first"
    } else if faults.len() > MOST {
        "too much is said"
    } else if first.mend.is_none() {
        "no mend"
    } else {
        return None;
    };
    Some(format!("{typed}: {why}\n{}", faults.iter().map(told).collect::<Vec<_>>().join("\n")))
}

#[test]
fn each_slip_is_an_error_at_its_line_with_its_mend() {
    let (book, base, catalogue) = (book(), read("slips/base.md"), read("slips/slips.md"));
    assert_eq!(faults(&book, &base).iter().map(told).collect::<Vec<_>>(), Vec::<String>::new(), "the sample");
    let (mut out, mut wrong, mut count) = (Vec::new(), Vec::new(), 0);
    let mut right = "";
    for row in catalogue.lines().filter(|row| !row.starts_with("> ")) {
        out.push(row.to_owned());
        if let Some(line) = row.strip_prefix("= ") {
            right = line;
        }
        let Some(typed) = row.strip_prefix("~ ").or_else(|| row.strip_prefix("~").filter(|rest| rest.is_empty()))
        else {
            continue;
        };
        count += 1;
        let line = base.lines().position(|l| l == right).unwrap_or_else(|| panic!("«{right}» is not in the sample"));
        let lines: Vec<String> =
            base.lines().enumerate().map(|(n, l)| if n == line { seen(typed) } else { l.to_owned() }).collect();
        let found = faults(&book, &(lines.join("\n") + "\n"));
        wrong.extend(judge(typed, line + 1, &found));
        out.extend(found.iter().map(told));
    }
    let now = out.join("\n") + "\n";
    if std::env::var_os("SLIPS").is_some_and(|how| how == "write") {
        fs::write(here("slips/slips.md"), &now).expect("writing the catalogue");
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(count >= 150, "only {count} slips");
    assert_eq!(now, read("slips/slips.md"), "what is said has changed");
}

#[test]
fn what_a_guide_may_hold_is_no_slip() {
    let (book, base, fine) = (book(), read("slips/base.md"), read("slips/fine.md"));
    let (mut wrong, mut count) = (Vec::new(), 0);
    for text in fine.split("\n---\n") {
        count += 1;
        let text = seen(text.trim_end());
        let guide = base.replace("Trả lại trong 3 ngày.", &text);
        let found = faults(&book, &guide);
        wrong.extend(found.iter().map(|fault| format!("{text}\n{}", draw(fault, &guide))));
        // A letter is read by the same eyes.
        let (_, of_a_letter) = read_leaf("tin.md", text.as_bytes());
        wrong.extend(of_a_letter.iter().map(|fault| format!("in a letter: {text}\n{}", draw(fault, &text))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 60, "only {count} fine texts");
}
