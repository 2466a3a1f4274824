//! Telegram's wrongs: calls that fail in every way, updates twice and out of order, somebody else who polls.

use std::time::Duration;

use fastrand::Rng;
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::bench::{Bench, is_sound, number, seed, wanted};
use crate::town::TOKEN;
use crate::town::faults::{CHANCES, Chance};

/// One call in five.
const WRONG: u32 = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fifth_of_all_calls_goes_wrong() {
    if !wanted("faults") {
        return;
    }
    let bench = Bench::open(number("BREAK_CITIZENS", 20)).await;
    {
        let mut world = bench.town.world.lock();
        world.faults.chance = Some(Chance { per_mille: WRONG, of: CHANCES, dice: Rng::with_seed(seed()) });
        world.queue.stirred = Some(Rng::with_seed(seed() ^ 1));
    }
    let crowd = bench.crowd(Duration::from_millis(40));
    let bot = bench.town.bot();
    sleep(Duration::from_secs(number("BREAK_SECONDS", 8))).await;
    let walked = crowd.comes_home().await;
    bench.town.world.lock().faults.chance = None;
    bench.rests().await;
    assert!(bot.stops().await.0.success());
    // What waits to be tried again, old buttons above all, is tried at the start.
    let bot = bench.town.bot();
    bench.polls().await;
    bench.rests().await;
    assert!(bot.stops().await.0.success());
    is_sound(&bench.judge("a fifth of the calls fails", &walked));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_poller_holds_things_up_and_costs_nothing() {
    if !wanted("poller") {
        return;
    }
    let bench = Bench::open(number("BREAK_CITIZENS", 20)).await;
    let bot = bench.town.bot();
    let crowd = bench.crowd(Duration::from_millis(40));
    bench.first_sight(Duration::from_mins(1)).await.expect("somebody is answered");
    let (client, url) = (reqwest::Client::new(), format!("{}/bot{TOKEN}/getUpdates", bench.town.api));
    let end = Instant::now() + Duration::from_secs(number("BREAK_SECONDS", 4));
    let last = end + Duration::from_mins(1);
    // A busy bot's polls seldom wait, and only one that waits is taken from it.
    while Instant::now() < end || bench.town.world.lock().conflicts == 0 && Instant::now() < last {
        // It looks without an offset: what it saw is not confirmed, and comes to us as well.
        let looked = client.post(&url).json(&json!({ "timeout": 0 })).send().await;
        assert!(looked.is_ok(), "the stranger is answered");
        sleep(Duration::from_millis(300)).await;
    }
    let walked = crowd.comes_home().await;
    bench.rests().await;
    let (status, log) = bot.stops().await;
    assert!(status.success(), "{log}");
    assert!(log.contains("another process polls with the same token"), "{log}");
    is_sound(&bench.judge("a second poller", &walked));
}
