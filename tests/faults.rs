//! Broken texts, each beside the report that is drawn for it; `FAULTS=write cargo test --test faults` rewrites the reports.
//!
//! `name.md` is read as `vi/name.md` into the small sound book of `book/`, with `name+other.md` beside it as `other.md`;
//! `mau-tin-….md` is a stencil; `locality-….toml` takes the place of its locality, `phrases-….toml` of its phrases. The report is of that one file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use camtay::book::{Book, Fault, Phrase, Typed, check, draw, read_guide, read_locality, read_stencil, read_words};
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 11, 23);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults")
}

/// The texts of a folder by name, in order.
fn texts(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).expect("the folder of broken texts");
    let files = entries.flatten().filter(|entry| entry.path().is_file());
    let mut all: Vec<_> = files
        .map(|file| (file.file_name().to_string_lossy().into_owned(), fs::read(file.path()).expect("a text")))
        .collect();
    all.sort();
    all
}

/// A file of phrases need not name all that the program says or understands: what it does not name is added, the words
/// typed in the place of `…`, the sentences at its end; but for those it calls absent in a line `# absent: back, next`.
fn with_all_phrases(text: &str) -> String {
    let absent = text.lines().find_map(|line| line.strip_prefix("# absent:")).unwrap_or_default();
    let is_absent = |name: &str| absent.split(',').any(|word| word.trim() == name);
    let named = |name: &str| is_absent(name) || text.lines().any(|line| line.starts_with(&format!("{name} =")));
    let typed = |name: &str| is_absent(name) || text.contains(&format!(" {name} = ["));
    let words = Typed::ALL.iter().filter(|(_, name)| !typed(name)).map(|(_, name)| format!("{name} = [\"{name}\"]"));
    let whole = text.replace('…', &words.collect::<Vec<_>>().join(", "));
    let said = Phrase::ALL.iter().filter(|phrase| !named(phrase.name())).map(|p| format!("{} = \"câu\"\n", p.name()));
    whole + &said.collect::<String>()
}

/// Adds a file to the book; its own faults come back.
fn put(book: &mut Book, path: &str, bytes: &[u8]) -> Vec<Fault> {
    if path.starts_with("vi/mau-tin/") {
        let (stencil, faults) = read_stencil(path, bytes);
        book.templates.insert(stencil.id.clone(), Arc::new(stencil));
        return faults;
    }
    if path.starts_with("vi/") && path != "vi/phrases.toml" {
        let (guide, faults) = read_guide(path, bytes);
        if let Some(guide) = guide.filter(|guide| !guide.steps.is_empty()) {
            book.guides.insert(guide.id.clone(), Arc::new(guide));
        }
        return faults;
    }
    if path == "locality.toml" {
        let (locality, faults) = read_locality(path, bytes);
        book.locality = Arc::new(locality);
        return faults;
    }
    let (words, faults) = read_words(path, bytes);
    book.words = Arc::new(words);
    faults
}

/// Where a text of the folder of faults stands in `dialogs/`.
fn path_of(name: &str) -> String {
    match name {
        _ if name.starts_with("locality") => "locality.toml".to_owned(),
        _ if name.starts_with("phrases") => "vi/phrases.toml".to_owned(),
        _ if name.starts_with("mau-tin") => format!("vi/mau-tin/{name}"),
        _ => format!("vi/{name}"),
    }
}

fn bytes_of(name: &str, bytes: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(bytes) {
        Ok(text) if name.starts_with("phrases") => with_all_phrases(text).into_bytes(),
        _ => bytes.to_owned(),
    }
}

fn sound_book() -> Book {
    let mut book = Book::default();
    for (name, bytes) in texts(&folder().join("book")) {
        let path = path_of(&name);
        assert_eq!(put(&mut book, &path, &bytes_of(&name, &bytes)), [], "{name} of the sound book");
    }
    book
}

fn media(file: &str) -> bool {
    file == "media/co.png"
}

/// The report of one broken text.
fn report(name: &str, bytes: &[u8], beside: &[(String, Vec<u8>)]) -> String {
    let (mut book, path, bytes) = (sound_book(), path_of(name), bytes_of(name, bytes));
    let mut faults = put(&mut book, &path, &bytes);
    let stem = name.trim_end_matches(".md");
    for (other, text) in beside {
        if let Some(other) = other.strip_prefix(&format!("{stem}+")) {
            put(&mut book, &format!("vi/{other}"), text);
        }
    }
    faults.extend(check(&book, &media, TODAY).into_iter().filter(|fault| fault.path == path));
    faults.sort_by_key(|fault| (fault.at, fault.severity));
    let source = String::from_utf8_lossy(&bytes);
    faults.iter().map(|fault| draw(fault, &source)).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_broken_text_gets_its_report() {
    let all = texts(&folder());
    let broken: Vec<_> = all.iter().filter(|(name, _)| !name.contains(".out") && !name.contains('+')).collect();
    assert!(broken.len() >= 45, "only {} broken texts", broken.len());
    let mut wrong = Vec::new();
    for (name, bytes) in broken {
        let got = report(name, bytes, &all);
        let out = folder().join(Path::new(name).with_extension("out"));
        if std::env::var_os("FAULTS").is_some_and(|how| how == "write") {
            fs::write(&out, &got).expect("writing a report");
        }
        let expected = fs::read_to_string(&out).unwrap_or_default();
        if got != expected {
            wrong.push(format!("{name}: expected\n{expected}\nbut got\n{got}"));
        }
        assert!(!got.is_empty(), "{name} is not broken");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_sound_book_has_no_fault() {
    let faults = check(&sound_book(), &media, TODAY);
    let drawn: Vec<String> = faults.iter().map(|fault| draw(fault, "")).collect();
    assert!(drawn.is_empty(), "{}", drawn.join("\n"));
}
