//! SIGKILL at random moments under load.

use std::time::{Duration, Instant};

use camtay::round::kinds;
use camtay::store::survey;
use fastrand::Rng;

use crate::bench::{Bench, is_sound, number, seed, wanted};
use crate::town::fill;
use crate::town::watch::Watch;

/// The most new messages the sender has under way or unmarked, and as many that a dead process had sent but nobody saw before its death.
const MOST: usize = 8;
/// The longest a bot lives after somebody saw something, in milliseconds.
const LIFE: u64 = 250;
/// Most kills fall on a working bot, one of so many into its start.
const EARLY: u64 = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load() {
    if !wanted("kills") {
        return;
    }
    let mut bench = Bench::open(number("BREAK_CITIZENS", 20)).await;
    fill::sessions(&bench.town.folder.0, i64::try_from(number("BREAK_SESSIONS", 500)).expect("a number of sessions"));
    let mut dice = Rng::with_seed(seed());
    let crowd = bench.crowd(Duration::from_millis(40));
    let mut bot = bench.town.bot();
    let mut slow = Vec::new();
    for kill in 1..=number("BREAK_KILLS", 15) {
        if kill % 100 == 0 {
            eprintln!("{kill} kills");
        }
        if dice.u64(0..EARLY) > 0 {
            let began = Instant::now();
            if bench.first_sight(Duration::from_mins(1)).await.is_none() {
                let waiting = bench.town.world.lock().queue.len();
                let log = bot.dies().await;
                panic!("nobody is answered after kill {}, {waiting} updates wait: {log}", bench.kills.len());
            }
            slow.push(began.elapsed());
            // A debug build searches for seconds: killed three times within one turn, its update would be set aside by rights.
            let before = bench.town.world.lock().queue.confirmed;
            if cfg!(debug_assertions) {
                let patience = Duration::from_mins(1);
                bench.town.until_within(patience, "a batch is done", |world| world.queue.confirmed > before).await;
            }
        }
        tokio::time::sleep(Duration::from_millis(dice.u64(0..LIFE))).await;
        bench.in_flight += bench.town.world.lock().watch.as_ref().map_or(0, Watch::in_flight);
        let log = bot.dies().await;
        bench.kills.push(Instant::now());
        log.lines().filter(|line| line.contains("ERROR")).for_each(|line| eprintln!("{line}"));
        bot = bench.town.bot();
    }
    slow.sort();
    bench.slowest_recovery = slow.last().copied().unwrap_or_default();
    let walked = crowd.comes_home().await;
    bench.rests().await;
    assert!(bot.stops().await.0.success());
    let looked = survey(&bench.town.folder.0.join("data/bot"), &kinds()).expect("read");
    assert!(looked.is_whole(), "kills damage nothing: {looked:?}");
    let verdict = bench.judge("kills", &walked);
    eprintln!("recovery: median {:.1?}, slowest {:.1?}", slow[slow.len() / 2], bench.slowest_recovery);
    is_sound(&verdict);
    let (kills, doubled) = (bench.kills.len(), verdict.doubled_messages);
    assert!(doubled <= 2 * kills, "{doubled} messages came twice in {kills} kills");
    assert!(verdict.worst <= MOST, "{} messages came twice at one kill", verdict.worst);
}
