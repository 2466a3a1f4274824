//! The rules of the house: who may import whom, walls, sizes, a purpose in line one, no idle phrase.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use camtay::book::Phrase;

/// Room → the rooms it may import (told in ARCHITECTURE.md). The later rooms are known by name.
const ROOMS: [(&str, &[&str]); 22] = [
    ("when", &[]),
    ("private", &["book"]),
    ("rows", &[]),
    ("config", &[]),
    ("store", &[]),
    ("pulse", &[]),
    ("picture", &[]),
    ("book", &[]),
    ("shelf", &["book", "picture"]),
    ("hear", &["book"]),
    ("engine", &["book", "hear", "when", "private"]),
    ("screen", &["book", "engine", "when"]),
    ("citizen", &["store", "engine", "when", "private"]),
    ("print", &["engine", "picture"]),
    ("sender", &["screen", "print", "picture", "when", "private", "pulse"]),
    ("announce", &["book", "engine", "screen", "store", "citizen", "sender", "when", "private", "rows"]),
    ("desk", &["book", "screen", "store", "citizen", "sender", "when", "private"]),
    ("report", &["picture", "book", "engine", "screen", "store", "sender", "when"]),
    ("intake", &["engine", "announce", "desk", "report", "sender", "when", "private"]),
    (
        "round",
        &[
            "when", "private", "store", "book", "engine", "screen", "print", "citizen", "sender", "announce", "desk",
            "report", "intake", "pulse", "rows",
        ],
    ),
    (
        "front",
        &[
            "when", "private", "config", "store", "book", "picture", "shelf", "engine", "screen", "print", "citizen",
            "sender", "announce", "desk", "report", "intake", "round", "pulse",
        ],
    ),
    ("main", &["front"]),
];

/// A crate, and the only files that may name it.
const WALLS: [(&str, &[&str]); 3] = [
    ("teloxide::", &["src/intake/", "src/sender/telegram", "src/sender/media", "src/front/telegram"]),
    ("sled::", &["src/store/"]),
    ("reqwest::", &["src/sender/", "src/front/", "src/config"]),
];

/// The longest file, and the longest function, in lines.
const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 70;

#[test]
fn imports_point_one_way() {
    let mut wrong = Vec::new();
    for (file, n, line) in lines_of("src") {
        let room = room_of(&file);
        let Some((_, may)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            if room != "lib" {
                wrong.push(format!("{}: `{room}` is no room of the house", file.display()));
            }
            continue;
        };
        for used in line.split("crate::").skip(1).map(first_word) {
            if used != room && !may.contains(&used) {
                wrong.push(format!("{}:{n}: `{used}` is not open to `{room}`", file.display()));
            }
        }
        if line.contains("crate::{") || line.contains("super::super") {
            wrong.push(format!("{}:{n}: name another room as crate::room::Thing", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn walls_stand() {
    let mut wrong = Vec::new();
    for (file, n, line) in lines_of("src").filter(|(_, _, l)| !is_comment(l)) {
        let path = file.to_string_lossy().replace('\\', "/");
        for (word, may) in WALLS {
            if line.contains(word) && !may.iter().any(|m| path.contains(m)) {
                wrong.push(format!("{path}:{n}: `{word}` beyond its wall"));
            }
        }
        let pure = ["book", "engine", "screen"].contains(&room_of(&file).as_str());
        if pure && ["log::", "std::fs", "std::net", "std::env", "rand"].iter().any(|w| has_word(&line, w)) {
            wrong.push(format!("{path}:{n}: not in a pure room"));
        }
        let clock = ["SystemTime::now", "Instant::now", "Timestamp::now", "Utc::now"].iter().any(|w| line.contains(w));
        let loops = ["src/front/", "src/sender/", "src/round/thread.rs"];
        if clock && !loops.iter().any(|of| path.contains(of)) {
            wrong.push(format!("{path}:{n}: the clock is front's and the loops' of sender and round"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_and_functions_are_small() {
    let mut wrong = Vec::new();
    let mut sizes = Vec::new();
    for file in files_of("src") {
        let text = fs::read_to_string(&file).expect("a source file");
        let lines: Vec<&str> = text.lines().collect();
        sizes.push(lines.len());
        let reason = lines.iter().take(3).any(|l| l.contains("longer than"));
        if lines.len() > LONGEST_FILE && !reason {
            wrong.push(format!("{}: {} lines", file.display(), lines.len()));
        }
        for (name, length) in functions(&lines) {
            if length > LONGEST_FUNCTION {
                wrong.push(format!("{}: `{name}` has {length} lines", file.display()));
            }
        }
    }
    sizes.sort_unstable();
    let median = sizes[sizes.len() / 2];
    assert!(median <= 120, "the median file has {median} lines");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_tells_its_purpose_first() {
    let mut wrong = Vec::new();
    for file in files_of("src").into_iter().chain(files_of("tests")).chain(files_of("benches")) {
        let text = fs::read_to_string(&file).expect("a source file");
        let first = text.lines().next().unwrap_or_default();
        if !first.starts_with("//! ") || first.len() < 20 {
            wrong.push(file.display().to_string());
        }
        if text.lines().any(|l| l.ends_with(' ') || l.contains('\t')) {
            wrong.push(format!("{}: stray white space", file.display()));
        }
    }
    assert!(wrong.is_empty(), "no purpose in line one: {}", wrong.join("\n"));
}

#[test]
fn no_phrase_is_idle() {
    let code: String = files_of("src").into_iter().map(|f| fs::read_to_string(f).expect("a source file")).collect();
    let idle: Vec<String> =
        Phrase::ALL.iter().map(|p| format!("Phrase::{p:?}")).filter(|p| !has_word(&code, p)).collect();
    assert!(idle.is_empty(), "said nowhere: {}", idle.join(", "));
}

#[test]
fn every_dependency_says_what_for() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let mut wrong = Vec::new();
    let mut inside = false;
    let mut before = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.contains("dependencies");
        } else if inside && line.contains('=') && !line.starts_with('#') && !before.starts_with('#') {
            wrong.push(line.to_owned());
        }
        before = line;
    }
    assert!(wrong.is_empty(), "no comment above: {}", wrong.join("\n"));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All `.rs` files below a folder, their paths from the project's root.
fn files_of(folder: &str) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push(path);
            }
        }
    }
    out.sort();
    out
}

fn lines_of(folder: &str) -> impl Iterator<Item = (PathBuf, usize, String)> {
    files_of(folder).into_iter().flat_map(|file| {
        let text = fs::read_to_string(&file).expect("a source file");
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.into_iter().enumerate().map(move |(n, line)| (file.clone(), n + 1, line))
    })
}

fn room_of(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).expect("below src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

fn has_word(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let after = text[at + word.len()..].chars().next();
        let before = text[..at].chars().next_back();
        let ends = word.ends_with(':') || !after.is_some_and(part);
        ends && !before.is_some_and(part)
    })
}

/// Each function's name and its lines, first to closing brace, in code as rustfmt lays it out.
fn functions(lines: &[&str]) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let is_fn = code.starts_with("fn ") || code.contains(" fn ") && !is_comment(code) && !code.contains('"');
        if !is_fn || code.ends_with(';') || code.ends_with('}') {
            continue;
        }
        let close = format!("{}}}", " ".repeat(line.len() - code.len()));
        if let Some(length) = lines[start..].iter().position(|l| *l == close) {
            let name = code.split("fn ").nth(1).map_or("", first_word);
            out.insert(format!("{name}:{}", start + 1), length + 1);
        }
    }
    out
}
