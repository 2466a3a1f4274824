//! The disk: full for a while under load, read-only at a start.

use std::time::Duration;

use tokio::time::sleep;

use crate::bench::{Bench, is_sound, number, wanted};
use crate::tight::Tight;

/// A look for room each three seconds, and a start.
const SOON: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_waited_for() {
    if !wanted("full") {
        return;
    }
    let mut bench = Bench::open(number("BREAK_CITIZENS", 20)).await;
    let disk = Tight::of(&bench.town.folder);
    let bot = disk.bot(&bench.town);
    let crowd = bench.crowd(Duration::from_millis(40));
    bench.first_sight(Duration::from_mins(1)).await.expect("somebody is answered");
    sleep(Duration::from_secs(1)).await;
    disk.fills(&bench.town, &bot);
    bench.full(Duration::from_secs(number("BREAK_SECONDS", 6))).await;
    // As at a kill: a message that was sent and could not be marked comes twice.
    bench.kills.push(std::time::Instant::now());
    disk.empties(&bot);
    let back = bench.first_sight(SOON).await;
    sleep(Duration::from_secs(1)).await;
    let walked = crowd.comes_home().await;
    bench.rests().await;
    let (status, log) = bot.stops().await;
    assert!(status.success(), "{log}");
    let verdict = bench.judge(&format!("full disk ({})", disk.name()), &walked);
    let told = log.matches("the disk is full").count();
    eprintln!("the first answer came {back:.1?} after there was room; the operator was told {told} times\n");
    assert!(back.is_some(), "nobody was answered within {SOON:?} after there was room\n{log}");
    assert_eq!(told, 1, "one trouble, one line\n{log}");
    assert_eq!(log.matches("the bot runs").count(), 2, "no loop of starts\n{log}");
    is_sound(&verdict);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_folder_is_refused_and_left_as_it_is() {
    if !wanted("readonly") {
        return;
    }
    let mut bench = Bench::open(5).await;
    let disk = Tight::of(&bench.town.folder);
    if !disk.is_sealed(false) {
        eprintln!("a read-only folder: not tried, nothing can be mounted here");
        return;
    }
    let crowd = bench.crowd(Duration::from_millis(40));
    let bot = disk.bot(&bench.town);
    bench.first_sight(Duration::from_mins(1)).await.expect("somebody is answered");
    bench.kills.push(std::time::Instant::now());
    bot.dies().await;
    assert!(disk.is_sealed(true), "remounted");
    let (status, log) = disk.bot(&bench.town).ends().await;
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(log.contains("không đọc, ghi được thư mục dữ liệu"), "{log}");
    assert!(disk.is_sealed(false), "remounted");
    let bot = disk.bot(&bench.town);
    bench.first_sight(Duration::from_mins(1)).await.expect("somebody is answered");
    let walked = crowd.comes_home().await;
    bench.rests().await;
    assert!(bot.stops().await.0.success());
    is_sound(&bench.judge("read-only folder", &walked));
}
