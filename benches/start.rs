//! From the command to the first answer with 100,000 sessions in the store, what the process then holds, and what a citizen
//! costs on the disk. `START_SESSIONS=1000000 cargo bench --bench start` for a million.

#[path = "../tests/town/mod.rs"]
mod town;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use camtay::round::kinds;
use camtay::store::compact;
use tokio::runtime::Runtime;

use town::{Town, fill};

const SESSIONS: i64 = 100_000;
const STARTS: usize = 7;
/// The citizen who speaks first after a start: one of those in the store.
const FIRST: i64 = 1_000_007;

fn main() {
    // `cargo test --benches` is not asked for figures.
    if !std::env::args().any(|word| word == "--bench") {
        return;
    }
    Runtime::new().expect("a runtime").block_on(measure());
}

async fn measure() {
    let sessions =
        std::env::var("START_SESSIONS").ok().and_then(|n| n.replace('_', "").parse().ok()).unwrap_or(SESSIONS);
    let town = Town::open_real().await;
    let (began, store) = (Instant::now(), town.folder.0.join("data/bot"));
    fill::sessions(&town.folder.0, sessions);
    let each = |bytes: u64| bytes / sessions.unsigned_abs();
    println!("filled with {sessions} sessions in {:.1?}, {} bytes of disk each", began.elapsed(), each(size(&store)));
    let began = Instant::now();
    let compacted = compact(&store, &kinds(), |_| {}).expect("compacted");
    println!("compacted in {:.1?}, {} bytes of disk each: {compacted:?}", began.elapsed(), each(size(&store)));
    let mut times = Vec::new();
    let citizen = town.citizen(FIRST, "Lan");
    for start in 0..STARTS {
        let (polls, acts) = {
            let world = town.world.lock();
            (world.polls.len(), world.acts.len())
        };
        citizen.says(["/hoso", "/trogiup"][start % 2]);
        let began = Instant::now();
        let bot = town.bot();
        let mut polled = None;
        while !town.world.lock().acts[acts..].iter().any(|act| act.chat == Some(FIRST)) {
            let asked = town.world.lock().polls.len() > polls;
            polled = polled.or(asked.then(|| began.elapsed()));
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        times.push(began.elapsed());
        let first = resident(bot.id());
        tokio::time::sleep(Duration::from_secs(1)).await;
        println!(
            "first getUpdates after {:>6.1?}, first answer after {:>6.1?}; resident {first} then, {} a second later",
            polled.unwrap_or_default(),
            times[times.len() - 1],
            resident(bot.id())
        );
        assert!(bot.stops().await.0.success());
    }
    times.sort();
    println!("first answer: median {:.1?}, worst {:.1?}", times[STARTS / 2], times[STARTS - 1]);
}

/// What a folder takes of the disk, in bytes.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    entries
        .map(|entry| if entry.path().is_dir() { size(&entry.path()) } else { entry.metadata().map_or(0, |m| m.len()) })
        .sum()
}

/// Resident memory of a process, as Linux tells it.
fn resident(process: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("?").trim();
    let kilobytes: f64 = line.trim_end_matches(" kB").parse().unwrap_or(0.0);
    format!("{:.1} MiB", kilobytes / 1024.0)
}
