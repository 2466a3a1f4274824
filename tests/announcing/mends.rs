//! Corrected, everybody sees the better words, who has the old ones and who is still to be told; taken back, nobody sees any.

use camtay::announce::{Letter, Request};

use crate::post::{BEST, BETTER, Post, WORDS, adds_up, count, wanted};
use crate::town::faults::Fault;

#[tokio::test]
async fn corrected_in_the_middle_all_see_the_better_words() {
    if !wanted("edit") {
        return;
    }
    let post = Post::open(75).await;
    post.is_far();
    let bot = post.bot();
    let id = post.sends("tin.md").await;
    post.reaches(WORDS, 20).await;
    post.asks(&["edit", &id.to_string(), "sua.md"]).await;
    let status = post.becomes(id, "done").await;
    adds_up(&status);
    post.reaches_all(BETTER).await;
    let first = post.messages(post.people[0], BETTER);
    assert_eq!(first[0].edits, 1, "in place: {first:?}");
    assert!(first[0].keyboard.iter().flatten().any(|button| button.label == "Làm ngay"), "{first:?}");
    assert!(bot.stops().await.0.success());
}

#[tokio::test]
async fn corrected_twice_at_once_all_see_the_last_words() {
    if !wanted("edits") {
        return;
    }
    let post = Post::open(75).await;
    post.is_far();
    let bot = post.bot();
    let id = post.sends("tin.md").await;
    post.becomes(id, "done").await;
    let letter = |words: &str| Letter { html: words.to_owned(), ..Letter::default() };
    for words in [BETTER, BEST] {
        // By the socket: the second comes while the first is in the lines.
        post.on_socket(&Request::Edit { id, letter: letter(words) }).expect("corrected");
    }
    post.reaches_all(BEST).await;
    assert!(bot.stops().await.0.success());
}

#[tokio::test]
async fn taken_back_it_is_gone_or_says_so() {
    if !wanted("take-back") {
        return;
    }
    let post = Post::open(80).await;
    let (old, blocked) = (post.people[2], post.people[5]);
    post.town.world.lock().faults.add("deletemessages", Some(old), 1, Fault::Refuse("message can't be deleted"));
    post.is_far();
    let bot = post.bot();
    let id = post.sends("tin.md").await;
    post.reaches(WORDS, 30).await;
    // Blocks after it was told: nothing can be deleted there.
    post.town.world.lock().chats.get_mut(&blocked).expect("a chat").blocked = true;
    post.deed("take-back", id).await;
    let status = post.becomes(id, "taken_back").await;
    adds_up(&status);
    post.town.quiet().await;
    let gone: Vec<usize> = post.people.iter().map(|id| usize::from(*id == blocked)).collect();
    assert_eq!(post.stand(WORDS), gone);
    let told = post.messages(old, "đã được UBND xã Thử rút lại");
    assert!(told.len() == 1 && told[0].keyboard.is_empty(), "{told:?}");
    assert!(post.copies(WORDS) < post.people.len(), "the rest was never told");
    // For good.
    let status = post.deed("resume", id).await;
    assert_eq!(status["state"], "taken_back");
    post.town.quiet().await;
    assert_eq!(post.stand(WORDS), gone, "told again after it was taken back");
    assert_eq!(count(&post.status(id).await, "blocked"), count(&status, "blocked"));
    assert!(bot.stops().await.0.success());
}
