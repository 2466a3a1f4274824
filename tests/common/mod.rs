//! What the tests share: today's dialogs, and a citizen who talks to the pure engine.

#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test binary uses its part")]

pub mod explore;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use camtay::book::{
    Book, Translation, read_glossary, read_guide, read_locality, read_translated_words, read_vocabulary, read_words,
};
use camtay::engine::{Act, Choice, Effect, Event, Keep, Session, Show, Turn, turn};
use camtay::when::Moment;
use jiff::civil::{Date, date};

/// The day the guides were checked.
pub const TODAY: Date = date(2026, 11, 23);

/// The files of `dialogs/`, by their path in it.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    static FILES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(read_files);
    FILES.clone()
}

fn read_files() -> BTreeMap<String, Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogs");
    let mut out = BTreeMap::new();
    out.insert("locality.toml".to_owned(), std::fs::read(root.join("locality.toml")).expect("locality.toml"));
    for language in std::fs::read_dir(&root).expect("dialogs").map(|entry| entry.expect("an entry").path()) {
        if !language.join("phrases.toml").is_file() {
            continue;
        }
        for entry in std::fs::read_dir(&language).expect("a language") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let name = path.strip_prefix(&root).expect("below it").to_string_lossy().replace('\\', "/");
                out.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    out
}

/// A book made of files; what has an error is used as far as it goes.
pub fn book_of(files: &BTreeMap<String, Vec<u8>>) -> Book {
    let Translation { guides, words, vocabulary, glossary, .. } = language_of(files, "vi");
    let locality = files.get("locality.toml").map(|bytes| Arc::new(read_locality("locality.toml", bytes).0));
    let mut book = Book::default();
    (book.guides, book.words, book.vocabulary) = (guides, words, vocabulary);
    book.glossary = glossary;
    book.locality = locality.unwrap_or_default();
    book.translated(translations(files))
}

/// Every language but the home one.
fn translations(files: &BTreeMap<String, Vec<u8>>) -> Vec<Translation> {
    let codes: BTreeSet<&str> = files.keys().filter_map(|path| Some(path.split_once('/')?.0)).collect();
    codes.into_iter().filter(|code| *code != "vi").map(|code| language_of(files, code)).collect()
}

fn language_of(files: &BTreeMap<String, Vec<u8>>, code: &str) -> Translation {
    let mut out = Translation { code: code.to_owned(), ..Translation::default() };
    for (path, bytes) in files {
        match path.strip_prefix(code).and_then(|rest| rest.strip_prefix('/')) {
            Some("phrases.toml") if code == "vi" => out.words = Arc::new(read_words(path, bytes).0),
            Some("phrases.toml") => out.words = Arc::new(read_translated_words(path, bytes).0),
            Some("chu-kho.toml") => out.glossary = Arc::new(read_glossary(path, bytes).0),
            Some("tu-vung.toml") => out.vocabulary = Arc::new(read_vocabulary(path, bytes).0),
            Some(name) if Path::new(name).extension().is_some_and(|e| e == "md") => {
                if let (Some(guide), _) = read_guide(path, bytes) {
                    out.guides.insert(guide.id.clone(), Arc::new(guide));
                }
            }
            _ => {}
        }
    }
    out
}

/// Today's book; read, and its search learnt, once a test binary.
pub fn book() -> Book {
    static BOOK: LazyLock<Book> = LazyLock::new(|| {
        let book = book_of(&files());
        book.learn();
        book
    });
    BOOK.clone()
}

/// The files of `tests/talks/`.
pub fn talks() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/talks");
    let entries = std::fs::read_dir(folder).expect("tests/talks");
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "md"));
    paths.sort();
    paths
}

/// What a line of a talk says or presses: `**Lan:** …`.
pub fn said(line: &str) -> Option<&str> {
    line.strip_prefix("**")?.split_once(":** ").map(|(_, words)| words)
}

fn newcomer() -> Session {
    Session::new(20_261_123, Keep::Unanswered)
}

/// A citizen who talks to the engine; the session is stored and read back between any two words.
pub struct Citizen {
    pub files: BTreeMap<String, Vec<u8>>,
    pub book: Book,
    pub session: Session,
    pub now: Moment,
    /// Every screen so far, the last one last.
    pub seen: Vec<Show>,
    /// The last turn.
    pub last: Option<Turn>,
}

impl Citizen {
    /// Somebody new, at eight in the morning, over today's dialogs.
    pub fn new(day: Date) -> Self {
        let (files, book) = (files(), book());
        Self { files, book, session: newcomer(), now: Moment::of_day(day, 8, 0), seen: Vec::new(), last: None }
    }

    /// Reads one file of the citizen's again, as it is now.
    pub fn reread(&mut self, path: &str) {
        let id = path.split('/').next_back().and_then(|name| name.strip_suffix(".md"));
        let mut book = Book::default();
        book.guides.clone_from(&self.book.guides);
        book.locality.clone_from(&self.book.locality);
        book.words.clone_from(&self.book.words);
        book.vocabulary.clone_from(&self.book.vocabulary);
        match id {
            Some(id) if path.starts_with("vi/") => drop(book.guides.remove(id)),
            None if path == "locality.toml" => book.locality = Arc::new(read_locality(path, &self.files[path]).0),
            _ => {}
        }
        if let Some((Some(guide), _)) =
            self.files.get(path).filter(|_| path.starts_with("vi/")).map(|bytes| read_guide(path, bytes))
        {
            book.guides.insert(guide.id.clone(), Arc::new(guide));
        }
        self.book = book.translated(translations(&self.files)).after(&self.book);
    }

    pub fn does(&mut self, event: Event) -> &Turn {
        self.now = self.now.plus(Duration::from_mins(1));
        let turn = turn(&self.book, &self.session, event, self.now);
        let stored = serde_json::to_string(&turn.session).expect("a session can be stored");
        self.session = serde_json::from_str(&stored).expect("a stored session can be read");
        assert_eq!(self.session, turn.session, "what can't be stored can't pass");
        if turn.effects.contains(&Effect::Forget) {
            self.session = newcomer();
        }
        self.seen.extend(turn.show.clone());
        self.last.insert(turn)
    }

    pub fn says(&mut self, words: &str) -> &Turn {
        self.does(Event::Said(words.to_owned()))
    }

    /// Presses the button with this label, on the newest screen that has it.
    pub fn presses(&mut self, label: &str) -> &Turn {
        let choice =
            self.choice(label).unwrap_or_else(|| panic!("no button [{label}] on any screen: {:#?}", self.labels()));
        match choice.act {
            Act::Press(token) => self.does(Event::Pressed(token)),
            Act::Open(_) | Act::Copy(_) => panic!("[{label}] is not pressed but opened or copied"),
        }
    }

    pub fn choice(&self, label: &str) -> Option<Choice> {
        self.seen.iter().rev().find_map(|s| s.choices.iter().find(|c| c.label == label)).cloned()
    }

    /// The labels of the newest screen.
    pub fn labels(&self) -> Vec<String> {
        self.seen.last().map(|s| s.choices.iter().map(|c| c.label.clone()).collect()).unwrap_or_default()
    }

    /// The guide and step at hand.
    pub fn place(&self) -> String {
        self.session.walk().and_then(|w| w.place.name(&self.book)).unwrap_or_default()
    }

    pub fn waits(&mut self, span: Duration) {
        self.now = self.now.plus(span);
    }
}
