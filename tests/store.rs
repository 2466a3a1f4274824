//! The store: what it keeps over a restart, and what it says of a file it cannot trust.

use std::fs;
use std::path::{Path, PathBuf};

use camtay::store::{Batch, Kind, Record, Space, Store, Trouble, Unreadable};
use serde::{Deserialize, Serialize};

/// A folder of this test's own, gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("camtay-store-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Today's shape: version 1 had no `note`.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Card {
    name: String,
    note: Option<String>,
}

impl Record for Card {
    const VERSION: u8 = 2;

    fn flag(&self) -> u8 {
        u8::from(self.note.is_some())
    }

    fn read(version: u8, body: &[u8]) -> Result<Self, Unreadable> {
        match version {
            1 => serde_json::from_slice::<OldCard>(body)
                .map(|old| Self { name: old.0, note: None })
                .map_err(|_| Unreadable),
            2 => serde_json::from_slice(body).map_err(|_| Unreadable),
            _ => Err(Unreadable),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct OldCard(String);

impl Record for OldCard {
    const VERSION: u8 = 1;
}

/// A card of tomorrow's program.
#[derive(Serialize, Deserialize)]
struct NewCard(u8);

impl Record for NewCard {
    const VERSION: u8 = 3;
}

const CARDS: Space<Card> = Space::new("k/");
const OLD: Space<OldCard> = Space::new("k/");
const NEW: Space<NewCard> = Space::new("k/");
const KINDS: [Kind; 1] = [CARDS.kind()];

fn card(name: &str) -> Card {
    Card { name: name.to_owned(), note: None }
}

fn open(folder: &Path) -> Result<Store, Trouble> {
    Store::open(folder, &KINDS)
}

fn write(store: &mut Store, key: &[u8], card: &Card) {
    let mut batch = Batch::default();
    batch.put(&CARDS.key(key), card).unwrap();
    store.commit(batch).unwrap();
}

#[test]
fn what_is_committed_is_there_after_a_restart() {
    let folder = Folder::new("reopen");
    {
        let mut store = open(&folder.0).unwrap();
        write(&mut store, b"a", &card("một"));
        write(&mut store, b"b", &card("hai"));
        let mut batch = Batch::default();
        batch.remove(&CARDS.key(b"a"));
        batch.put(&CARDS.key(b"c"), &Card { note: Some("chờ".to_owned()), ..card("ba") }).unwrap();
        assert!(!batch.is_empty());
        store.commit(batch).unwrap();
    }
    let mut store = open(&folder.0).unwrap();
    assert_eq!(store.get(&CARDS.key(b"a")), Ok(None));
    assert_eq!(store.get(&CARDS.key(b"b")), Ok(Some(card("hai"))));
    let flagged = store.flagged(&CARDS);
    assert_eq!(flagged.iter().map(|key| key.rest(&CARDS).to_vec()).collect::<Vec<_>>(), [b"c"]);
    assert!(store.flagged(&CARDS).is_empty(), "given once");
}

#[test]
fn keys_come_in_order_and_end_where_asked() {
    let folder = Folder::new("order");
    let mut store = open(&folder.0).unwrap();
    for number in [300_u32, 2, 70, 5] {
        write(&mut store, &number.to_be_bytes(), &card("x"));
    }
    let found = store.keys_to(&CARDS, &70_u32.to_be_bytes(), 10).unwrap();
    let numbers: Vec<_> = found.iter().map(|key| u32::from_be_bytes(key.rest(&CARDS).try_into().unwrap())).collect();
    assert_eq!(numbers, [2, 5, 70]);
    assert_eq!(store.keys_to(&CARDS, &70_u32.to_be_bytes(), 2).unwrap().len(), 2);
}

#[test]
fn a_second_opening_says_so() {
    let folder = Folder::new("second");
    let first = open(&folder.0).unwrap();
    assert_eq!(open(&folder.0).err(), Some(Trouble::AlreadyRunning));
    drop(first);
    assert!(open(&folder.0).is_ok());
}

#[test]
fn an_older_record_is_read_and_a_newer_one_refused() {
    let folder = Folder::new("versions");
    {
        let mut store = open(&folder.0).unwrap();
        let mut batch = Batch::default();
        batch.put(&OLD.key(b"old"), &OldCard("xưa".to_owned())).unwrap();
        store.commit(batch).unwrap();
        assert_eq!(store.get(&CARDS.key(b"old")), Ok(Some(card("xưa"))));
    }
    {
        let mut store = open(&folder.0).unwrap();
        let mut batch = Batch::default();
        batch.put(&NEW.key(b"new"), &NewCard(1)).unwrap();
        store.commit(batch).unwrap();
        assert_eq!(store.get(&CARDS.key(b"new")), Err(Trouble::Newer { found: 3, known: 2 }));
    }
    assert_eq!(open(&folder.0).err(), Some(Trouble::Newer { found: 3, known: 2 }));
}

#[test]
fn a_kind_nobody_named_was_written_by_a_newer_program() {
    let folder = Folder::new("kinds");
    write(&mut open(&folder.0).unwrap(), b"a", &card("một"));
    assert_eq!(Store::open(&folder.0, &[]).err(), Some(Trouble::Newer { found: 2, known: 0 }));
}

#[test]
fn a_body_that_is_no_record_is_named_by_its_version_alone() {
    #[derive(Serialize, Deserialize)]
    struct Odd(u8);
    impl Record for Odd {
        const VERSION: u8 = 2;
    }
    let odd: Space<Odd> = Space::new("k/");
    let folder = Folder::new("body");
    let mut store = open(&folder.0).unwrap();
    let mut batch = Batch::default();
    batch.put(&odd.key(b"a"), &Odd(7)).unwrap();
    store.commit(batch).unwrap();
    assert_eq!(store.get(&CARDS.key(b"a")), Err(Trouble::Unreadable { version: 2 }));
}

/// Fills a store, closes it, cuts its file to `part` of its length, and says what opening it gives.
fn cut(name: &str, part: f64) -> (Option<Trouble>, bool) {
    let folder = Folder::new(name);
    {
        let mut store = open(&folder.0).unwrap();
        for number in 0..400_u32 {
            write(&mut store, &number.to_be_bytes(), &card(&"x".repeat(300)));
        }
    }
    let db = folder.0.join("db");
    let length = fs::metadata(&db).unwrap().len();
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let left = (length as f64 * part) as u64;
    fs::OpenOptions::new().write(true).open(&db).unwrap().set_len(left).unwrap();
    match open(&folder.0) {
        Ok(store) => (None, (0..400_u32).all(|number| store.get(&CARDS.key(&number.to_be_bytes())).unwrap().is_some())),
        Err(trouble) => (Some(trouble), false),
    }
}

#[test]
fn a_file_cut_short_is_never_silently_empty() {
    for (name, part) in [("cut0", 0.0), ("cut1", 0.01), ("cut30", 0.3), ("cut60", 0.6), ("cut95", 0.95)] {
        let (trouble, whole) = cut(name, part);
        assert!(whole || trouble == Some(Trouble::Torn), "cut to {part}: {trouble:?}");
    }
}

#[test]
fn a_file_that_is_gone_is_not_a_new_store() {
    let folder = Folder::new("gone");
    write(&mut open(&folder.0).unwrap(), b"a", &card("một"));
    for entry in fs::read_dir(&folder.0).unwrap().flatten() {
        if entry.file_name() != "written" {
            let _ = fs::remove_file(entry.path());
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    assert_eq!(open(&folder.0).err(), Some(Trouble::Torn));
}
