//! A round of 1, 10 and 100 updates, truly synced, in a store of 1,000 chats; and the same bytes written without us.

#![allow(missing_docs, reason = "criterion's macro makes a function without one")]

use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::Arc;

use camtay::book::Book;
use camtay::engine::{Event, Keep};
use camtay::front::dialogs::Dialogs;
use camtay::intake::{Arrival, UpdateId, What};
use camtay::round::{Hands, Round};
use camtay::sender::job::{End, Mark, OnScreen};
use camtay::when::Moment;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

const CHATS: i64 = 1_000;
const SIZES: [i64; 3] = [1, 10, 100];
/// Two weeks after 2026-11-23: the guides are fresh.
const NOW: i64 = 1_796_000_000_000;

/// A folder of this bench's own, gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("camtay-bench-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// As far as the steps on the web: each record then holds a dossier with its answers and ticks.
const WALK: [&str; 15] = [
    "/start khai-sinh",
    "bat dau",
    "12/11/2026",
    "di tiep",
    "o xa minh",
    "cha hoac me",
    "1",
    "1",
    "giay chung sinh",
    "du roi, di tiep",
    "co roi",
    "co",
    "di duoc",
    "tren mang",
    "xong",
];

/// Citizens who walk through the real dialogs: a step on, a step back.
struct Town {
    round: Round,
    book: Arc<Book>,
    update: u64,
    chat: i64,
    /// How the last round's jobs ended, for a round that takes marks along.
    marks: Vec<Mark>,
}

impl Town {
    fn new(folder: &Folder) -> Self {
        let dialogs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("dialogs");
        let (_, book) = Dialogs::open(&dialogs, None).expect("the dialogs");
        let round = Round::open(&folder.0, Hands::telegram(), Keep::Unanswered).expect("a store");
        let mut town = Self { round, book, update: 0, chat: 0, marks: Vec::new() };
        for words in WALK {
            (0..10).for_each(|_| town.say(CHATS / 10, Some(words), false));
        }
        town
    }

    /// The next `size` chats say something, in one round.
    fn say(&mut self, size: i64, words: Option<&str>, with_marks: bool) {
        let mut arrivals = Vec::new();
        for _ in 0..size {
            self.update += 1;
            self.chat = (self.chat + 1) % CHATS;
            let on = (self.update / CHATS.unsigned_abs()).is_multiple_of(2);
            let words = words.unwrap_or(if on { "tiếp" } else { "lùi" });
            let what = What::Citizen(Event::Said(words.to_owned()));
            arrivals.push(Arrival {
                update: UpdateId(self.update),
                chat: Some(self.chat),
                press: None,
                what,
                note: None,
                spot: camtay::sender::job::Spot::default(),
                reply_to: None,
            });
        }
        let now = Moment::from_millis(NOW + i64::try_from(self.update).unwrap_or(0));
        let marks = if with_marks { std::mem::take(&mut self.marks) } else { Vec::new() };
        let done = self.round.run(&self.book, arrivals, marks, now).expect("a round");
        assert!(done.shown.iter().all(|shown| shown.screen.is_some()));
        let screen = Some(OnScreen { message: 20, picture: false, last: true });
        let jobs = done.lines.iter().filter_map(|line| Some((line.chat, line.jobs.last()?.number)));
        let end = End::Done { screen, strip: None };
        self.marks = jobs.map(|(chat, job)| Mark { chat, job, end: end.clone(), hurry: true }).collect();
    }
}

/// sled alone, with our sync: a record of `bytes` each.
struct Bare {
    db: sled::Db,
    file: File,
    chat: i64,
    written: u64,
}

impl Bare {
    fn new(folder: &Folder) -> Self {
        let db =
            sled::Config::new().path(&folder.0).cache_capacity(16 << 20).flush_every_ms(None).open().expect("sled");
        let file = File::open(folder.0.join("db")).expect("its file");
        Self { db, file, chat: 0, written: 0 }
    }

    fn batch(&mut self, size: i64, record: &[u8]) {
        let mut batch = sled::Batch::default();
        for _ in 0..size {
            self.chat = (self.chat + 1) % CHATS;
            // sled skips a put of what is there already.
            self.written += 1;
            let value = [&self.written.to_be_bytes(), record].concat();
            batch.insert(&self.chat.to_be_bytes(), value);
        }
        self.db.apply_batch(batch).expect("applied");
        self.db.flush().expect("flushed");
        self.file.sync_data().expect("synced");
    }
}

/// How long the records of a filled store are on average.
fn average(folder: &Folder) -> usize {
    let db = sled::open(&folder.0).expect("sled");
    let lengths: Vec<usize> = db.scan_prefix("c/").values().flatten().map(|value| value.len()).collect();
    lengths.iter().sum::<usize>() / lengths.len().max(1)
}

fn rounds(criterion: &mut Criterion) {
    let [sample, ours, theirs] = ["sample", "round", "bare"].map(Folder::new);
    drop(Town::new(&sample));
    let record = vec![b'x'; average(&sample)];
    println!("a record is {} bytes on average", record.len());
    let mut town = Town::new(&ours);
    let mut bare = Bare::new(&theirs);
    (0..10).for_each(|_| bare.batch(CHATS / 10, &record));
    let mut group = criterion.benchmark_group("round");
    group.sample_size(60);
    // Side by side, so that a busy minute of the machine is in both.
    for size in SIZES {
        group.bench_function(BenchmarkId::new("bare", size), |bench| bench.iter(|| bare.batch(size, &record)));
        group.bench_function(BenchmarkId::new("synced", size), |bench| bench.iter(|| town.say(size, None, false)));
    }
    town.marks.clear();
    group.bench_function("synced/100, with 100 marks", |bench| bench.iter(|| town.say(100, None, true)));
    group.finish();
}

criterion_group!(benches, rounds);
criterion_main!(benches);
