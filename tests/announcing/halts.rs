//! Pause, go on, stop; and whoever wants no more in the middle of it.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::post::{ABREAST, Post, WORDS, adds_up, count, wanted};
use crate::town::citizen::Citizen;

/// Waits until nothing has come for a while; how many had it by then.
async fn settles(post: &Post) -> usize {
    let (mut had, mut since) = (post.copies(WORDS), Instant::now());
    while since.elapsed() < Duration::from_secs(1) {
        sleep(Duration::from_millis(20)).await;
        let now = post.copies(WORDS);
        if now != had {
            (had, since) = (now, Instant::now());
        }
    }
    had
}

/// How much later than the answer to a halt the last one left.
fn late(post: &Post, told: Instant) -> Duration {
    post.had(WORDS).values().flatten().map(|at| at.saturating_duration_since(told)).max().unwrap_or_default()
}

#[tokio::test]
async fn paused_it_rests_and_goes_on_where_it_was() {
    if !wanted("pause") {
        return;
    }
    let post = Post::open(90).await;
    post.is_far();
    let bot = post.bot();
    let id = post.sends("tin.md").await;
    post.reaches(WORDS, 20).await;
    let status = post.deed("pause", id).await;
    let (told, then) = (Instant::now(), post.copies(WORDS));
    let had = settles(&post).await;
    eprintln!("paused: {} came after, the last {:.0?} later", had - then, late(&post, told));
    assert!(had <= then + ABREAST, "{then} had it, then {had}");
    assert!(had < post.people.len(), "there was nothing left to pause");
    assert_eq!(status["state"], "paused");
    let status = post.status(id).await;
    adds_up(&status);
    assert_eq!(count(&status, "sent"), had as u64, "{status}");
    post.deed("resume", id).await;
    let status = post.becomes(id, "done").await;
    adds_up(&status);
    assert_eq!(post.stand(WORDS), vec![1; post.people.len()]);
    assert!(bot.stops().await.0.success());
}

#[tokio::test]
async fn stopped_nothing_more_leaves_whatever_is_pressed() {
    if !wanted("stop") {
        return;
    }
    let post = Post::open(90).await;
    post.is_far();
    let bot = post.bot();
    let id = post.sends("tin.md").await;
    post.reaches(WORDS, 20).await;
    post.deed("stop", id).await;
    let (told, then) = (Instant::now(), post.copies(WORDS));
    let had = settles(&post).await;
    eprintln!("stopped: {} came after, the last {:.0?} later", had - then, late(&post, told));
    assert!(had <= then + ABREAST && had < post.people.len(), "{then} had it, then {had}");
    // For good: whoever presses "go on" on an old page starts nothing.
    let status = post.deed("resume", id).await;
    assert_eq!(status["state"], "stopped");
    assert_eq!(settles(&post).await, had);
    let status = post.status(id).await;
    adds_up(&status);
    assert_eq!((count(&status, "sent"), &status["state"]), (had as u64, &"stopped".into()), "{status}");
    assert!(bot.stops().await.0.success());
}

/// Says stop, and has read that it was heard.
async fn leaves(who: &Citizen) {
    who.says("/thongbao");
    who.presses("Dừng nhận tin").await;
    who.sees("từ giờ tôi không gửi tin").await;
}

#[tokio::test]
async fn who_wants_no_more_gets_nothing_more() {
    if !wanted("opt-out") {
        return;
    }
    let post = Post::open(90).await;
    let who = |n: usize| Citizen { id: post.people[n], world: post.town.world.clone() };
    let (queued, aside, far, had) = (who(50), who(60), who(89), who(3));
    post.is_far();
    let bot = post.bot();
    let id = post.sends("tin.md").await;
    // One whose message waits in the sender's lines, while it goes on.
    leaves(&queued).await;
    let heard = Instant::now();
    post.reaches(WORDS, 5).await;
    post.deed("pause", id).await;
    let before = settles(&post).await;
    assert!(before <= 50, "those who say stop now are still to be told: {before}");
    for one in [&aside, &far] {
        leaves(one).await;
    }
    // By the press under the message itself.
    had.presses("Dừng nhận tin").await;
    had.until("heard", |all| all.iter().any(|m| m.text.contains("từ giờ tôi không gửi tin")).then_some(())).await;
    post.deed("resume", id).await;
    let status = post.becomes(id, "done").await;
    adds_up(&status);
    for one in [&aside, &far] {
        assert_eq!(post.messages(one.id, WORDS), [], "told though they had said stop");
    }
    let late = post.had(WORDS).remove(&queued.id).unwrap_or_default().into_iter().filter(|at| *at > heard).count();
    assert_eq!(late, 0, "told after they had read that nothing more comes");
    let told = post.had(WORDS).len();
    assert_eq!(count(&status, "sent"), told as u64, "{status}");
    let id = post.sends("sua.md").await;
    let status = post.becomes(id, "done").await;
    assert_eq!(count(&status, "audience"), 86, "four have left: {status}");
    assert!(bot.stops().await.0.success());
}
