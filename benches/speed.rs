//! Turns per CPU second of the running bot, beside the plainest program that makes the same calls and two Dialogue bots.
//!
//! `cargo bench --bench speed` prints one Markdown table. `-- ROUNDS SECONDS` sets how often and how long (5 and 5),
//! `SPEED_OF` measures those alone whose name holds it, `CAMTAY_BIN` names another binary of ours, `FLOORS` skips the build of `benches/floors` and names its folder.

#[path = "speed/contestant.rs"]
mod contestant;
#[path = "speed/office.rs"]
mod office;
#[path = "speed/table.rs"]
mod table;
#[path = "speed/walk.rs"]
#[expect(unreachable_pub, reason = "the floors have it as a module of their own")]
mod walk;

use std::env;
use std::thread::sleep;
use std::time::Duration;

use contestant::{Contestant, Kind, Office};
use table::{Row, Waits};

/// Citizens who press as soon as they see their screen.
const CROWD: usize = 200;
/// Before anything is measured: the book is read, connections are open, the first walks are under way.
const WARM: Duration = Duration::from_secs(2);

fn main() {
    // `cargo bench` adds `--bench`.
    let words: Vec<String> = env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if words.first().is_some_and(|word| word == "office") {
        return office::serve(CROWD);
    }
    let number = |n: usize, usual: u32| words.get(n).and_then(|word| word.parse().ok()).unwrap_or(usual);
    let (rounds, window) = (number(0, 5), Duration::from_secs(number(1, 5).into()));
    let mut kinds = contestant::all();
    let wanted = env::var("SPEED_OF").unwrap_or_default();
    kinds.retain(|kind| kind.name.contains(&wanted));
    let mut rows: Vec<Vec<Row>> = kinds.iter().map(|_| Vec::new()).collect();
    for round in 0..rounds as usize {
        // Each round begins with another one: none always has the machine as the one before left it.
        for n in (0..kinds.len()).map(|n| (n + round) % kinds.len()) {
            let row = closed(&kinds[n], window);
            eprintln!("round {}: {}: {}", round + 1, kinds[n].name, row.line());
            rows[n].push(row);
        }
    }
    let saturation = table::median(rows[0].iter().map(Row::per_second));
    let waits: Vec<Waits> = (0..rounds).map(|_| open(&kinds[0], saturation / 2.0, window)).collect();
    println!("{}", table::draw(&kinds, &rows, &waits, saturation / 2.0));
}

/// Everybody presses as soon as they can: what a turn costs.
fn closed(kind: &Kind, window: Duration) -> Row {
    let mut office = Office::open();
    let bot = Contestant::start(kind, &office.address);
    sleep(WARM);
    let (before, cpu, threads) = (office.count(), bot.cpu(), bot.threads());
    let began = std::time::Instant::now();
    sleep(window);
    let (after, spent, mut by_thread) = (office.count(), bot.cpu(), bot.threads());
    for (name, time) in &mut by_thread {
        *time = time.saturating_sub(threads.get(name).copied().unwrap_or_default());
    }
    let row = Row { seen: after.since(&before), cpu: spent.saturating_sub(cpu), by_thread, wall: began.elapsed() };
    row.honest(kind.name);
    row
}

/// Presses come by the clock: how long a citizen waits.
fn open(kind: &Kind, rate: f64, window: Duration) -> Waits {
    let mut office = Office::open();
    let _bot = Contestant::start(kind, &office.address);
    sleep(WARM / 2);
    office.open_loop(rate);
    sleep(WARM);
    office.count();
    sleep(window);
    office.waits()
}
