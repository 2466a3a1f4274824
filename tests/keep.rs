//! Nothing lost: backups, mending, and what is saved of a store that the disk has damaged.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use camtay::store::{
    Batch, Draft, Fault, Kind, Record, Space, Store, Sum, Trouble, compact, export_closed, restore, salvage, survey,
};
use serde::{Deserialize, Serialize};

/// A folder of this test's own, gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("camtay-keep-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn store(&self) -> PathBuf {
        self.0.join("bot")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Note(String);

impl Record for Note {
    const VERSION: u8 = 2;

    fn flag(&self) -> u8 {
        u8::from(self.0.len().is_multiple_of(2))
    }
}

const NOTES: Space<Note> = Space::new("n/");
const KINDS: [Kind; 1] = [NOTES.kind()];

/// Xorshift: the same numbers each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

fn open(folder: &Folder) -> Store {
    Store::open(&folder.store(), &KINDS).expect("a store")
}

/// Writes and removes at random over several starts; gives what must then be there.
fn churn(folder: &Folder, seed: u64, starts: u64, batches: u64) -> BTreeMap<Vec<u8>, Note> {
    let mut dice = Dice(seed);
    let mut there = BTreeMap::new();
    for _ in 0..starts {
        let mut store = open(folder);
        for _ in 0..batches {
            let mut batch = Batch::default();
            for _ in 0..=dice.roll(8) {
                let number = u32::try_from(dice.roll(3_000)).expect("small");
                // Long common beginnings: sled cuts them off within a page.
                let key = [format!("chat-{}", number / 100).as_bytes(), &number.to_be_bytes()].concat();
                if dice.roll(4) == 0 {
                    batch.remove(&NOTES.key(&key));
                    there.remove(&key);
                } else {
                    let long = if dice.roll(400) == 0 { 60_000 } else { 400 };
                    let note = Note("ế".repeat(usize::try_from(dice.roll(long)).expect("small")));
                    batch.put(&NOTES.key(&key), &note).expect("JSON");
                    there.insert(key, note);
                }
            }
            store.commit(batch).expect("written");
        }
    }
    there
}

/// A store of `count` short notes, closed.
fn fill(folder: &Folder, count: u32) {
    let mut store = open(folder);
    for page in 0..count / 50 {
        let mut batch = Batch::default();
        for number in page * 50..(page + 1) * 50 {
            batch.put(&NOTES.key(&number.to_be_bytes()), &Note(format!("{number} {}", "x".repeat(200)))).expect("JSON");
        }
        store.commit(batch).expect("written");
    }
}

fn all(store: &Store) -> BTreeMap<Vec<u8>, Note> {
    store.scan(&NOTES).expect("readable").into_iter().map(|(key, note)| (key.rest(&NOTES).to_vec(), note)).collect()
}

fn backup(folder: &Folder, name: &str) -> (PathBuf, Sum) {
    let path = folder.0.join(name);
    let mut draft = Draft::begin(&path).expect("a file");
    let sum = open(folder).export(&mut draft, |_| ()).expect("a backup");
    draft.finish().expect("on the disk");
    (path, sum)
}

#[test]
fn what_we_read_of_the_log_is_what_sled_reads() {
    for seed in [0xA1, 0xB2, 0xC3] {
        let folder = Folder::new(&format!("same-{seed}"));
        let there = churn(&folder, seed, 3, 600);
        let ours = export_closed(&folder.store(), &KINDS, io::sink(), |_| ()).expect("whole");
        let found = survey(&folder.store(), &KINDS).expect("read");
        assert!(found.is_whole(), "{found:?}");
        assert_eq!(found.counts, [("n/", there.len() as u64)]);
        let store = open(&folder);
        assert_eq!(all(&store), there);
        assert_eq!(store.export(io::sink(), |_| ()).expect("exported"), ours, "byte for byte");
        // What a killed process leaves: the files as they are while the store is open.
        let killed = folder.0.join("killed");
        fs::create_dir_all(killed.join("blobs")).expect("a folder");
        for part in [folder.store(), folder.store().join("blobs")] {
            for (path, bytes) in bytes_of(&part) {
                fs::write(killed.join(path.strip_prefix(folder.store()).expect("inside")), bytes).expect("a copy");
            }
        }
        assert_eq!(export_closed(&killed, &KINDS, io::sink(), |_| ()).expect("whole"), ours);
    }
}

#[test]
fn a_look_waits_until_sled_has_let_go() {
    let folder = Folder::new("late");
    fill(&folder, 5);
    let held = fs::File::open(folder.store().join("db")).expect("the file");
    held.lock().expect("free");
    let closing = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(100));
        drop(held);
    });
    assert!(survey(&folder.store(), &KINDS).expect("read").is_whole());
    closing.join().expect("it ended");
}

#[test]
fn a_look_writes_nothing() {
    let folder = Folder::new("look");
    fill(&folder, 500);
    let before = bytes_of(&folder.store());
    survey(&folder.store(), &KINDS).expect("read");
    export_closed(&folder.store(), &KINDS, io::sink(), |_| ()).expect("whole");
    assert!(bytes_of(&folder.store()) == before, "not a byte has changed");
    let running = open(&folder);
    assert_eq!(survey(&folder.store(), &KINDS), Err(Trouble::AlreadyRunning));
    drop(running);
    assert_eq!(survey(&folder.0.join("none"), &KINDS), Err(Trouble::Missing));
    assert!(!folder.0.join("none").exists());
}

fn bytes_of(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().filter(|entry| entry.path().is_file());
    entries.map(|entry| (entry.path(), fs::read(entry.path()).expect("a file"))).collect()
}

#[test]
fn a_restore_gives_back_every_record_byte_for_byte() {
    let folder = Folder::new("restore");
    let there = churn(&folder, 0xD4, 2, 400);
    let (file, sum) = backup(&folder, "a.jsonl");
    assert_eq!(restore(&folder.store(), &KINDS, &file, |_| ()), Err(Fault::Store(Trouble::Occupied)));
    fs::rename(folder.store(), folder.0.join("old")).expect("moved");
    assert_eq!(restore(&folder.store(), &KINDS, &file, |_| ()), Ok(sum.clone()));
    let mut store = open(&folder);
    assert_eq!(all(&store), there);
    assert_eq!(store.export(io::sink(), |_| ()).expect("exported"), sum);
    let flagged = store.flagged(&NOTES).len();
    assert_eq!(flagged, there.values().filter(|note| note.flag() != 0).count(), "flags too");
}

#[test]
fn a_backup_that_is_not_whole_restores_nothing() {
    let folder = Folder::new("damaged");
    fill(&folder, 200);
    let (file, _) = backup(&folder, "a.jsonl");
    let text = fs::read_to_string(&file).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    let newer = text.replacen(r#""version":2"#, r#""version":9"#, 1);
    let cases = [
        ("cut", lines[..100].join("\n") + "\n", Fault::Cut),
        ("cut in a line", text[..text.len() / 2].to_owned(), Fault::Cut),
        ("one letter", text.replacen("xxx", "xyx", 1), Fault::Damaged),
        ("one line", text.replacen(&format!("{}\n", lines[7]), "", 1), Fault::Damaged),
        ("more", text.clone() + "{}\n", Fault::Damaged),
        ("garbage", text.replacen(lines[3], "{\"space\":1}", 1), Fault::Line(4)),
        ("odd key", text.replacen(r#""key":"0"#, r#""key":"g"#, 1), Fault::Line(2)),
        ("form", text.replacen(r#""format":1"#, r#""format":2"#, 1), Fault::Form(2)),
        ("newer", newer, Fault::Store(Trouble::Newer { found: 9, known: 2 })),
        ("one letter, and CRLF", text.replacen("xxx", "xyx", 1).replace('\n', "\r\n"), Fault::Rewritten),
        ("none", "hello\n".to_owned(), Fault::Stranger),
        ("empty", String::new(), Fault::Stranger),
    ];
    let to = folder.0.join("fresh");
    for (name, text, wanted) in cases {
        fs::write(&file, text).expect("written");
        assert_eq!(restore(&to, &KINDS, &file, |_| ()), Err(wanted), "{name}");
        assert!(!to.exists() && !folder.0.join("fresh.restoring").exists(), "{name}: nothing was written");
    }
    assert_eq!(restore(&to, &KINDS, &folder.0.join("no"), |_| ()), Err(Fault::File(io::ErrorKind::NotFound)));
}

#[test]
fn a_backup_whose_line_ends_have_changed_is_read_all_the_same() {
    let folder = Folder::new("ends");
    fill(&folder, 50);
    let (file, sum) = backup(&folder, "a.jsonl");
    let text = fs::read_to_string(&file).expect("text");
    let cases = [
        ("no last newline", text.trim_end().to_owned()),
        ("CRLF", text.replace('\n', "\r\n")),
        ("CRLF, no last one", text.trim_end().replace('\n', "\r\n")),
        ("a BOM", format!("\u{feff}{text}")),
        ("empty lines behind it", format!("{text}\n \r\n")),
    ];
    let to = folder.0.join("fresh");
    for (name, text) in cases {
        fs::write(&file, text).expect("written");
        assert_eq!(restore(&to, &KINDS, &file, |_| ()), Ok(sum.clone()), "{name}");
        fs::remove_dir_all(&to).expect("it was filled");
        Draft::begin(&file).expect("it is a backup, and the next one may replace it");
    }
}

/// What is no file, each made in `folder`, with its name.
#[cfg(unix)]
fn no_files(folder: &Folder) -> Vec<PathBuf> {
    let at = |name: &str| folder.0.join(name);
    let pipe = std::process::Command::new("mkfifo").arg(at("pipe")).status();
    assert!(pipe.is_ok_and(|status| status.success()), "a pipe");
    fs::create_dir(at("folder")).expect("a folder");
    drop(std::os::unix::net::UnixListener::bind(at("socket")).expect("a socket"));
    std::os::unix::fs::symlink(at("pipe"), at("link")).expect("a link");
    vec![at("pipe"), at("folder"), at("socket"), at("link"), PathBuf::from("/dev/null")]
}

/// Whoever opened the pipe would wait for ever, and this test with it.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_before_anyone_opens_it() {
    let folder = Folder::new("pipe");
    for path in no_files(&folder) {
        let (begun, read) = (Draft::begin(&path), restore(&folder.store(), &KINDS, &path, |_| ()));
        assert_eq!(begun.err(), Some(Trouble::NoFile), "{}", path.display());
        assert_eq!(read, Err(Fault::Store(Trouble::NoFile)), "{}", path.display());
    }
    fs::rename(folder.0.join("pipe"), folder.0.join("b.jsonl.new")).expect("moved");
    assert_eq!(Draft::begin(&folder.0.join("b.jsonl")).err(), Some(Trouble::NoFile), "nor the draft beside it");
    assert!(!folder.store().exists());
}

#[test]
fn a_backup_replaces_only_a_backup_and_only_when_whole() {
    let folder = Folder::new("replace");
    fill(&folder, 100);
    let (file, first) = backup(&folder, "a.jsonl");
    let text = fs::read(&file).expect("a file");
    // Killed in the middle: the draft is dropped, the file is the old one.
    let mut draft = Draft::begin(&file).expect("a draft");
    open(&folder).export(&mut draft, |_| ()).expect("exported");
    drop(draft);
    assert_eq!(fs::read(&file).expect("a file"), text);
    fill(&folder, 150);
    assert_ne!(backup(&folder, "a.jsonl").1, first, "the next one takes its place");
    let other = folder.0.join("camtay.toml");
    fs::write(&other, "data = \"x\"\n").expect("written");
    assert_eq!(Draft::begin(&other).err(), Some(Trouble::Occupied));
    assert_eq!(fs::read_to_string(&other).expect("a file"), "data = \"x\"\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_compact_store_is_smaller_and_the_same() {
    let folder = Folder::new("compact");
    fill(&folder, 2_000);
    for _ in 0..12 {
        fill(&folder, 2_000);
    }
    fs::write(folder.store().join("cau-chua-hieu.tsv"), "x").expect("a list beside the store");
    let (_, sum) = backup(&folder, "a.jsonl");
    let done = compact(&folder.store(), &KINDS, |_| ()).expect("compacted");
    assert!(done.after < done.before, "{done:?}");
    assert_eq!(done.records, sum.records);
    assert!(folder.store().join("cau-chua-hieu.tsv").exists());
    let names: Vec<_> = fs::read_dir(&folder.0).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(names.len(), 2, "nothing is left beside it: {names:?}");
    assert_eq!(open(&folder).export(io::sink(), |_| ()).expect("exported"), sum);
    assert_eq!(compact(&folder.0.join("none"), &KINDS, |_| ()), Err(Trouble::Missing));
}

#[test]
fn a_change_of_stores_that_was_cut_is_ended_or_undone() {
    let folder = Folder::new("swap");
    fill(&folder, 100);
    let (file, sum) = backup(&folder, "a.jsonl");
    let (fresh, old) = (folder.0.join("bot.fresh"), folder.0.join("bot.old"));
    // Killed while filling: half a fresh store beside a whole one.
    fs::create_dir_all(&fresh).expect("a folder");
    fs::write(fresh.join("db"), "half").expect("written");
    assert_eq!(open(&folder).export(io::sink(), |_| ()).expect("exported"), sum);
    assert!(!fresh.exists(), "the half one goes");
    // Killed between the two steps: the old one is aside, the fresh one not yet in its place.
    restore(&fresh, &KINDS, &file, |_| ()).expect("a whole one");
    fs::rename(folder.store(), &old).expect("moved");
    assert_eq!(open(&folder).export(io::sink(), |_| ()).expect("exported"), sum);
    assert!(!old.exists() && !fresh.exists());
    // A restore that was cut is no store, and no reason to begin an empty one.
    fs::rename(folder.store(), folder.0.join("bot.restoring")).expect("moved");
    assert_eq!(Store::open(&folder.store(), &KINDS).err(), Some(Trouble::Unfinished));
    restore(&folder.store(), &KINDS, &file, |_| ()).expect("done again");
    assert_eq!(open(&folder).export(io::sink(), |_| ()).expect("exported"), sum);
}

/// Damages the file of a closed store.
fn damage(folder: &Folder, how: impl FnOnce(&mut Vec<u8>)) {
    let path = folder.store().join("db");
    let mut bytes = fs::read(&path).expect("the file");
    how(&mut bytes);
    fs::write(path, bytes).expect("damaged");
}

/// How many of `count` notes are saved, each as it was written.
fn saved(folder: &Folder, count: u32) -> usize {
    let found = all(&open(folder));
    for (key, note) in &found {
        let number = u32::from_be_bytes(key.as_slice().try_into().expect("four bytes"));
        assert!(
            number < count && note.0 == format!("{number} {}", "x".repeat(200)),
            "{number} is not what was written"
        );
    }
    found.len()
}

#[test]
fn what_is_whole_is_saved_past_random_bytes() {
    const COUNT: u32 = 3_000;
    let whole = Folder::new("torn-whole");
    fill(&whole, COUNT);
    fill(&whole, COUNT);
    let original = bytes_of(&whole.store());
    let length = original[&whole.store().join("db")].len();
    let mut dice = Dice(0xE5);
    let mut least = usize::MAX;
    for round in 0..10 {
        let folder = Folder::new(&format!("torn-{round}"));
        fs::create_dir_all(folder.store()).expect("a folder");
        for (path, bytes) in &original {
            fs::write(folder.store().join(path.file_name().expect("a name")), bytes).expect("a copy");
        }
        // The first two hit the head of a segment: all in it is still there.
        let at =
            if round < 2 { (round + 1) << 19 } else { usize::try_from(dice.roll(length as u64 - 64)).expect("small") };
        damage(&folder, |bytes| bytes[at..at + 64].iter_mut().for_each(|byte| *byte ^= 0x5A));
        let looked = survey(&folder.store(), &KINDS).expect("read");
        match salvage(&folder.store(), &KINDS, "2026-11-23") {
            Ok(done) => {
                assert!(!looked.is_whole() && done.aside.ends_with("bot.torn-2026-11-23"), "{done:?}");
                assert_eq!(done.records, saved(&folder, COUNT) as u64);
                let bytes = fs::read(done.aside.join("db")).expect("kept");
                assert_eq!(bytes.len(), length, "the damaged file is kept as it was");
                least = least.min(saved(&folder, COUNT));
            }
            // The bytes hit nothing that counts any more.
            Err(Trouble::Occupied) => assert!(looked.is_whole()),
            Err(trouble) => panic!("at {at}: {trouble}"),
        }
    }
    assert!(least > 2_900, "64 bytes cost at most a page or two: {least}");
}

#[test]
fn what_is_whole_is_saved_of_a_file_cut_short() {
    const COUNT: u32 = 5_000;
    for (part, least) in [(95, 2_500), (60, 1_000), (30, 300)] {
        let folder = Folder::new(&format!("cut-{part}"));
        fill(&folder, COUNT);
        damage(&folder, |bytes| bytes.truncate(bytes.len() * part / 100));
        let looked = survey(&folder.store(), &KINDS).expect("read");
        let least = match salvage(&folder.store(), &KINDS, "2026-11-23") {
            Ok(done) => {
                assert!(!looked.is_whole() && (done.behind > 0 || done.missing > 0), "{done:?}");
                least
            }
            // The end of the file was free.
            Err(Trouble::Occupied) if looked.is_whole() => COUNT as usize,
            Err(trouble) => panic!("{part} %: {trouble}, {looked:?}"),
        };
        let saved = saved(&folder, COUNT);
        assert!(saved >= least, "{part} %: {saved}");
    }
    let folder = Folder::new("cut-0");
    fill(&folder, 100);
    damage(&folder, Vec::clear);
    assert_eq!(salvage(&folder.store(), &KINDS, "2026-11-23"), Err(Trouble::Torn), "an empty store saves nobody");
    assert!(folder.store().exists() && !folder.0.join("bot.fresh").exists(), "nothing has changed");
}

#[test]
fn a_second_salvage_of_one_day_finds_a_name_of_its_own() {
    let folder = Folder::new("names");
    for wanted in ["bot.torn-2026-11-23", "bot.torn-2026-11-23-2"] {
        fill(&folder, 1_000);
        damage(&folder, |bytes| bytes[60_000..60_064].fill(0xFF));
        assert!(salvage(&folder.store(), &KINDS, "2026-11-23").expect("saved").aside.ends_with(wanted));
    }
    assert_eq!(salvage(&folder.0.join("none"), &KINDS, "2026-11-23"), Err(Trouble::Missing));
}
