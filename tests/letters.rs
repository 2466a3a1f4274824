//! Letters of announcements as files: each beside what becomes of it, or the report of its faults; `LETTERS=write cargo test --test letters`
//! rewrites them. They are read with the small book of `tests/dialogs/mini`.

mod town;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use camtay::announce::{Aim, Letter, hour};
use camtay::book::{Book, draw};
use camtay::sender::draw::strip_html;
use camtay::shelf::Shelf;
use camtay::when::Moment;
use jiff::civil::date;
use proptest::prelude::*;

use town::html;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn book() -> Arc<Book> {
    let mut shelf = Shelf::open(&folder("dialogs/mini"), "vi", None).expect("the small book");
    shelf.load(date(2026, 11, 25)).expect("read").book
}

fn book_once() -> Arc<Book> {
    static BOOK: LazyLock<Arc<Book>> = LazyLock::new(book);
    Arc::clone(&BOOK)
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

/// Pieces of Markdown, of our own signs and of plain words.
fn scraps() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "Bà con",
        " ",
        "\n",
        "\n\n",
        "**",
        "*",
        "~~",
        "`",
        "# ",
        "- ",
        "1. ",
        "- [ ] ",
        "> ",
        "> [!NOTE]\n> ",
        "[a](",
        "https://a.gov.vn",
        ")",
        "leo-thang.md",
        "{{office.phone}}",
        "{{",
        "}}",
        "{until 2027-01-01}",
        "{x}",
        "![a](../media/thang.png)",
        "| a | b |\n|---|---|\n",
        "<b>",
        "&amp;",
        "\"",
        "+++\n",
        "bit.ly/x",
        "\u{301}",
        "😀",
    ]);
    prop::collection::vec(prop_oneof![4 => known.prop_map(str::to_owned), 1 => any::<String>()], 0..40)
        .prop_map(|all| all.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_is_written_telegram_takes_what_is_made_of_it(text in scraps()) {
        let book = book_once();
        match Letter::read(&text, "tin.md", &book) {
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                faults.iter().for_each(|fault| drop(draw(fault, &text)));
            }
            Ok((letter, _)) => {
                let read = html::plain(&letter.html).map_err(|refusal| TestCaseError::fail(format!("{refusal:?}: {}", letter.html)))?;
                // Telegram keeps no blank around a text.
                let stripped = strip_html(&letter.html);
                prop_assert_eq!(read.trim(), stripped.trim());
                prop_assert!(read.encode_utf16().count() <= book.room_for_words() && (!read.trim().is_empty() || !letter.media.is_empty()));
            }
        }
    }

    #[test]
    fn an_hour_is_never_past_and_never_a_guess_that_panics(text in "(mai |sáng |chiều |thứ (Hai|2|tư) |tuần sau |[0-9]{1,2}(h|:| giờ )?([0-9]{2})? |[0-9]{1,2}/[0-9]{1,2}(/20[0-9]{2})? |.{0,3}){0,5}", millis in 0_i64..4_000_000_000_000) {
        let now = Moment::from_millis(millis);
        if let Ok(at) = hour::read(&text, now) {
            prop_assert!(at > now && at.since(now).as_secs() <= 367 * 86_400, "{text}");
        }
        if let Ok(day) = hour::read_day(&text, now.day()) {
            prop_assert!(day >= now.day(), "{text}");
        }
        if let Ok((hour, minute)) = hour::read_clock(&text) {
            prop_assert!((0..24).contains(&hour) && (0..60).contains(&minute), "{text}");
        }
    }
}
