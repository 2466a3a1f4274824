//! Letters of announcements as files: each beside what becomes of it, or the report of its faults; `LETTERS=write cargo test --test letters`
//! rewrites them. They are read with the small book of `tests/dialogs/mini`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use camtay::announce::{Aim, Letter};
use camtay::book::{Book, draw};
use camtay::shelf::Shelf;
use jiff::civil::date;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn book() -> Arc<Book> {
    let mut shelf = Shelf::open(&folder("dialogs/mini"), "vi", None).expect("the small book");
    shelf.load(date(2026, 11, 25)).expect("read").book
}

fn told(name: &str, text: &str, book: &Book) -> String {
    let (letter, remarks) = match Letter::read(text, name, book) {
        Ok(read) => read,
        Err(faults) => return faults.iter().map(|fault| draw(fault, text)).collect::<Vec<_>>().join("\n"),
    };
    let mut out = letter.html.clone() + "\n";
    for file in &letter.media {
        // A String takes every word.
        let _ = writeln!(out, "{:?} {:?} {}", file.kind, file.file, file.html);
    }
    for button in &letter.buttons {
        let aim = match &button.aim {
            Aim::Guide(id) => format!("bài {id}"),
            Aim::Address(url) => url.clone(),
        };
        let _ = writeln!(out, "[{}] {aim}", button.label);
    }
    for remark in remarks {
        let _ = writeln!(out, "! {remark}");
    }
    let stored = serde_json::to_string(&letter).expect("a letter can be stored");
    assert_eq!(serde_json::from_str::<Letter>(&stored).expect("and read"), letter, "{name}");
    out
}

#[test]
fn each_letter_becomes_what_stands_beside_it() {
    let (book, mut wrong, mut count) = (book(), Vec::new(), 0);
    for entry in fs::read_dir(folder("letters")).expect("the letters").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().extension().is_none_or(|end| end != "md") {
            continue;
        }
        count += 1;
        let got = told(&name, &fs::read_to_string(entry.path()).expect("a text"), &book);
        let out = entry.path().with_extension("out");
        if std::env::var_os("LETTERS").is_some_and(|how| how == "write") {
            fs::write(&out, &got).expect("writing what becomes of it");
        }
        let expected = fs::read_to_string(&out).unwrap_or_default();
        if got != expected {
            wrong.push(format!("{name}: expected\n{expected}\nbut got\n{got}"));
        }
    }
    assert!(count >= 13, "only {count} letters");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
