//! A restart in each state: killed, started, and it goes on where it was.

use std::time::Duration;

use camtay::announce::{Letter, Request, To};
use camtay::front::clock;

use crate::post::{Post, WORDS, adds_up, count, wanted};
use crate::town::bot::Bot;

/// Every other time by SIGTERM.
async fn again(post: &Post, bot: Bot, kill: bool) -> Bot {
    if kill {
        bot.dies().await;
    } else {
        assert!(bot.stops().await.0.success());
    }
    post.bot()
}

#[tokio::test]
async fn planned_it_keeps_its_hour() {
    if !wanted("planned") {
        return;
    }
    let post = Post::open(40).await;
    let mut bot = post.bot();
    post.asks(&["status"]).await;
    let letter = Letter { html: WORDS.to_owned(), ..Letter::default() };
    // Long enough for both restarts on a busy machine; were it not, they would fall into the sending.
    let at = clock::now().plus(Duration::from_secs(8));
    let ask = Request::Send { letter, to: To::All, at: Some(at), urgent: true, silent: true };
    let id = post.on_socket(&ask).expect("planned").id;
    for kill in [true, false] {
        bot = again(&post, bot, kill).await;
        let status = post.status(id).await;
        assert!(clock::now() >= at || status["state"] == "planned", "{status}");
    }
    let status = post.becomes(id, "done").await;
    adds_up(&status);
    assert_eq!(post.stand(WORDS), vec![1; post.people.len()]);
    let silent = |id: &i64| post.messages(*id, WORDS).iter().all(|message| message.silent);
    assert!(post.people.iter().all(silent), "without a sound");
    assert!(bot.stops().await.0.success());
}

#[tokio::test]
async fn sent_paused_stopped_it_stays_so() {
    if !wanted("states") {
        return;
    }
    let post = Post::open(100).await;
    let mut bot = post.bot();
    let id = post.sends("tin.md").await;
    post.reaches(WORDS, 10).await;
    bot = again(&post, bot, false).await;
    assert_eq!(post.status(id).await["state"], "sending");
    post.reaches(WORDS, 30).await;
    post.deed("pause", id).await;
    for kill in [true, false] {
        post.town.quiet().await;
        let had = post.copies(WORDS);
        bot = again(&post, bot, kill).await;
        let status = post.status(id).await;
        adds_up(&status);
        assert_eq!(status["state"], "paused");
        post.town.quiet().await;
        assert_eq!(post.copies(WORDS), had, "a restart is no going on");
    }
    post.deed("resume", id).await;
    post.reaches(WORDS, 60).await;
    post.deed("stop", id).await;
    post.town.quiet().await;
    let had = post.copies(WORDS);
    assert!(had < post.people.len(), "nothing was left to stop");
    for kill in [true, false] {
        bot = again(&post, bot, kill).await;
        let status = post.status(id).await;
        adds_up(&status);
        assert_eq!((&status["state"], count(&status, "sent")), (&"stopped".into(), had as u64));
        post.town.quiet().await;
        assert_eq!(post.copies(WORDS), had);
    }
    assert!(post.had(WORDS).values().all(|times| times.len() == 1), "nobody was told twice: no call was cut");
    assert!(bot.stops().await.0.success());
}

#[tokio::test]
async fn killed_while_it_is_taken_back_it_is_taken_back_all_the_same() {
    if !wanted("taking-back") {
        return;
    }
    let post = Post::open(60).await;
    let mut bot = post.bot();
    let id = post.sends("tin.md").await;
    post.becomes(id, "done").await;
    post.deed("take-back", id).await;
    for left in [45, 25] {
        post.until("some are gone", || post.stand(WORDS).iter().sum::<usize>() <= left).await;
        bot = again(&post, bot, left == 45).await;
        assert_eq!(post.status(id).await["state"], "taking_back");
    }
    post.becomes(id, "taken_back").await;
    assert_eq!(post.stand(WORDS).iter().sum::<usize>(), 0);
    assert!(bot.stops().await.0.success());
}
