//! What the whole book costs: reading and checking it, learning its search, and the memory it then holds.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use camtay::engine::find;
use camtay::shelf::Shelf;
use jiff::civil::date;

const ROUNDS: usize = 15;

fn main() {
    // `cargo test --benches` is not asked for figures.
    if !std::env::args().any(|word| word == "--bench") {
        return;
    }
    let dialogs = Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogs");
    let load = || {
        let mut shelf = Shelf::open(&dialogs, "vi", None).expect("the dialogs");
        shelf.load(date(2026, 11, 23)).expect("the dialogs")
    };
    let before = resident();
    let loaded = load();
    let read = resident();
    let book = &loaded.book;
    book.learn();
    let learnt = resident();
    println!(
        "{} guides; resident: {before:.1} MiB before, {read:.1} read and checked, {learnt:.1} with the search",
        loaded.guides
    );
    told("floor: read the files' bytes", || black_box(bytes(&dialogs)));
    told("read and check", || black_box(load().guides));
    told("learn the search", || {
        // A book of another name must be learnt anew.
        let fresh = load();
        let began = Instant::now();
        fresh.book.learn();
        began.elapsed().as_micros().try_into().unwrap_or(usize::MAX)
    });
    let began = Instant::now();
    let queries = 2_000;
    for _ in 0..queries / 4 {
        for words in ["má em mới mất", "lam giay cho con vo lop 1", "ddawng kys keets hoon", "giá vàng hôm nay"]
        {
            black_box(find(book, words));
        }
    }
    println!("a query: {:?}", began.elapsed() / queries);
}

/// The median and the spread of a deed; one that gives a figure larger than a count is timed by it, in microseconds.
fn told(name: &str, mut deed: impl FnMut() -> usize) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            let own = deed();
            if name.starts_with("learn") { Duration::from_micros(own as u64) } else { began.elapsed() }
        })
        .collect();
    times.sort();
    println!("{name}: median {:.1?} ({:.1?} to {:.1?})", times[ROUNDS / 2], times[0], times[ROUNDS - 1]);
}

fn bytes(dialogs: &Path) -> usize {
    let entries = std::fs::read_dir(dialogs.join("vi")).expect("dialogs/vi").flatten();
    entries.filter_map(|entry| std::fs::read(entry.path()).ok()).map(|bytes| bytes.len()).sum()
}

/// MiB, as Linux tells it.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0 kB").trim();
    line.trim_end_matches(" kB").trim().parse::<f64>().unwrap_or(0.0) / 1024.0
}
