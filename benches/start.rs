//! From the command to the first getUpdates with 100,000 sessions in the store, and what the process then holds.

#[path = "../tests/town/mod.rs"]
mod town;

use std::path::Path;
use std::time::{Duration, Instant};

use camtay::engine::{Event, Keep};
use camtay::front::clock;
use camtay::front::dialogs::Dialogs;
use camtay::intake::{Arrival, UpdateId, What};
use camtay::round::{Hands, Round};
use tokio::runtime::Runtime;

use town::Town;

const SESSIONS: i64 = 100_000;
const STARTS: usize = 7;

fn main() {
    // `cargo test --benches` is not asked for figures.
    if !std::env::args().any(|word| word == "--bench") {
        return;
    }
    Runtime::new().expect("a runtime").block_on(measure());
}

async fn measure() {
    let town = Town::open().await;
    let began = Instant::now();
    fill(&town.folder.0);
    println!("filled with {SESSIONS} sessions in {:.1?}", began.elapsed());
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let polls = town.world.lock().polls.len();
        let began = Instant::now();
        let bot = town.bot();
        while town.world.lock().polls.len() == polls {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        times.push(began.elapsed());
        let first = resident(bot.id());
        tokio::time::sleep(Duration::from_secs(1)).await;
        println!(
            "first getUpdates after {:>6.1?}; resident {first} then, {} a second later",
            times[times.len() - 1],
            resident(bot.id())
        );
        assert!(bot.stops().await.0.success());
    }
    times.sort();
    println!("median {:.1?}, worst {:.1?}", times[STARTS / 2], times[STARTS - 1]);
}

/// Every session in the middle of a walk, as the bot would have written it.
fn fill(folder: &Path) {
    let (_, book) = Dialogs::open(&folder.join("dialogs"), None).expect("the tiny book");
    let mut round = Round::open(&folder.join("data/bot"), Hands::terminal(), Keep::Always).expect("a store");
    let mut number = 0;
    for words in ["/start leo-thang", "Bắt đầu"] {
        for page in 0..SESSIONS / 1_000 {
            let arrivals = (page * 1_000..(page + 1) * 1_000).map(|chat| {
                number += 1;
                let what = What::Citizen(Event::Said(words.to_owned()));
                Arrival { update: UpdateId(number), chat: Some(1_000_000 + chat), press: None, what, note: None }
            });
            round.run(&book, arrivals.collect(), Vec::new(), clock::now()).expect("written");
        }
    }
}

/// Resident memory of a process, as Linux tells it.
fn resident(process: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("?").trim();
    let kilobytes: f64 = line.trim_end_matches(" kB").parse().unwrap_or(0.0);
    format!("{:.1} MiB", kilobytes / 1024.0)
}
