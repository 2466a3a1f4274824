//! To everybody, undisturbed: each once, at the pace allowed; who can't be reached is counted once.

use crate::post::{Post, adds_up, count, number, row, share, wanted};
use crate::town::faults::Fault;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_everybody_once_at_the_pace_allowed() {
    if !wanted("rate") {
        return;
    }
    let post = Post::open(number("ANNOUNCE_PEOPLE", 150)).await;
    let bot = post.bot();
    let asked = std::time::Instant::now();
    let id = post.sends("tin.md").await;
    let told = std::time::Instant::now();
    let status = post.becomes(id, "done").await;
    assert!(bot.stops().await.0.success());
    let had = post.had(crate::post::WORDS);
    let times: Vec<_> = had.values().flatten().copied().collect();
    let first = *times.iter().min().expect("a first one");
    let refused = post.refused_after(first);
    row(&[
        ("scenario", "everybody once".to_owned()),
        ("people", post.people.len().to_string()),
        ("of 30 a second", format!("{:.2} %", share(&times) * 100.0)),
        ("429 in the first minute", refused.iter().filter(|at| **at < 60.0).count().to_string()),
        ("429 later", refused.iter().filter(|at| **at >= 60.0).count().to_string()),
        ("first message after `send` began", format!("{:.2?}", first.saturating_duration_since(asked))),
        ("after it told the number", format!("{:.2?}", first.saturating_duration_since(told))),
        ("status", status.to_string()),
    ]);
    assert!(had.keys().eq(&post.people), "somebody was missed, or a stranger told");
    assert!(had.values().all(|times| times.len() == 1), "somebody was told twice");
    adds_up(&status);
    let people = post.people.len() as u64;
    assert_eq!((count(&status, "sent"), count(&status, "audience")), (people, people));
    let world = post.town.world.lock();
    assert_eq!(world.limits.as_ref().map(|limits| limits.chats_refused), Some(0), "no chat gets more than its share");
}

#[tokio::test]
async fn who_cannot_be_reached_is_counted_once() {
    if !wanted("blocked") {
        return;
    }
    let post = Post::open(40).await;
    let (blocks, gone) = (post.people[11], post.people[23]);
    {
        let mut world = post.town.world.lock();
        world.chats.get_mut(&blocks).expect("a chat").blocked = true;
        world.faults.add("sendmessage", Some(gone), usize::MAX, Fault::Forbidden);
    }
    let bot = post.bot();
    for words in [crate::post::WORDS, crate::post::BETTER] {
        // The second time both are known: not even a call is made.
        let before = post.town.world.lock().faults.left();
        let id = post.sends(if words == crate::post::WORDS { "tin.md" } else { "sua.md" }).await;
        let status = post.becomes(id, "done").await;
        adds_up(&status);
        assert_eq!((count(&status, "sent"), count(&status, "blocked")), (38, 2), "{status}");
        let had = post.had(words);
        assert!(had.len() == 38 && !had.contains_key(&blocks) && !had.contains_key(&gone));
        let calls = before - post.town.world.lock().faults.left();
        assert_eq!(calls, usize::from(words == crate::post::WORDS), "calls to a dead account");
    }
    assert!(bot.stops().await.0.success());
}
