//! Citizens who walk a guide while thousands are told: what they wait, with it and without.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use fastrand::Rng;
use tokio::time::sleep;

use crate::post::{Post, WORDS, count, number, row, share, wanted};
use crate::town::citizen::Citizen;

/// So many walk at once, each with a pause of a reader: together a sixth of what Telegram allows.
const WALKERS: i64 = 8;
const READS: std::ops::Range<u64> = 1_800..2_600;
/// The chat of the first of them.
const FIRST: i64 = 50_000_000;

/// A press, and what must come to stand there; how long that took.
async fn presses(who: &Citizen, label: &str, wanted: &str) -> Duration {
    let (message, data) = who.button(label).await;
    let began = Instant::now();
    who.presses_old(message, &data);
    while !who.world.lock().screen(who.id).is_some_and(|screen| screen.text.contains(wanted)) {
        assert!(began.elapsed() < Duration::from_mins(1), "waited for «{wanted}» in vain");
        sleep(Duration::from_millis(1)).await;
    }
    began.elapsed()
}

/// Begins a guide, then ticks a paper and takes the tick away, over and over.
async fn walks(who: Citizen, seed: u64, goes: Arc<AtomicBool>) -> Vec<Duration> {
    let (mut dice, mut waits) = (Rng::with_seed(seed), Vec::new());
    who.says("/start leo-thang");
    presses(&who, "Bắt đầu", "đã có 0/2").await;
    while goes.load(Ordering::Relaxed) {
        for wanted in ["đã có 1/2", "đã có 0/2"] {
            sleep(Duration::from_millis(dice.u64(READS))).await;
            waits.push(presses(&who, "Giấy một", wanted).await);
        }
    }
    waits
}

/// So many walk until `done` is; what each answer took, in order of length.
async fn walking(post: &Post, from: i64, done: impl Future<Output = ()>) -> Vec<Duration> {
    let goes = Arc::new(AtomicBool::new(true));
    let walkers: Vec<_> = (0..WALKERS)
        .map(|n| {
            let who = post.town.citizen(from + n, "Bình");
            tokio::spawn(walks(who, n.unsigned_abs(), Arc::clone(&goes)))
        })
        .collect();
    done.await;
    goes.store(false, Ordering::Relaxed);
    let mut waits = Vec::new();
    for walker in walkers {
        waits.extend(walker.await.expect("home"));
    }
    waits.sort();
    waits
}

fn told(waits: &[Duration]) -> String {
    let at = |part: usize| waits[(waits.len() * part / 1_000).min(waits.len() - 1)];
    format!("{:.1?} / {:.1?} / {:.1?} ({} answers)", at(500), at(990), at(1_000), waits.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_walks_meanwhile_is_answered() {
    if !wanted("walkers") {
        return;
    }
    let people = number("ANNOUNCE_PEOPLE", 90);
    let post = Post::open(people).await;
    let bot = post.bot();
    let alone = walking(&post, FIRST, sleep(Duration::from_secs((people / 50).clamp(4, 240)))).await;
    let id = post.sends("tin.md").await;
    let beside = walking(&post, FIRST + WALKERS, async {
        post.becomes(id, "done").await;
    })
    .await;
    let status = post.status(id).await;
    assert!(bot.stops().await.0.success());
    let had = post.had(WORDS);
    let times: Vec<_> = had.values().flatten().copied().collect();
    let first = *times.iter().min().expect("a first one");
    row(&[
        ("scenario", format!("{WALKERS} who walk meanwhile")),
        ("people", people.to_string()),
        ("median / p99 / slowest answer alone", told(&alone)),
        ("beside an announcement", told(&beside)),
        ("of 30 a second, beside the replies", format!("{:.1} %", share(&times) * 100.0)),
        ("429", post.refused_after(first).len().to_string()),
    ]);
    assert_eq!((count(&status, "sent"), had.len() as u64), (people, people), "{status}");
    assert!(had.values().all(|times| times.len() == 1), "somebody was told twice");
    let walked = post.town.world.lock().acts.iter().filter(|act| act.chat.is_some_and(|id| id >= FIRST)).count();
    assert!(walked > 0 && !beside.is_empty(), "nobody walked");
}
