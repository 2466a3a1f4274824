//! A very large store: when the first message leaves, and what memory it takes. Only where it is asked for by name.

use std::time::{Duration, Instant};

use camtay::announce::{Letter, Request, To};
use tokio::time::sleep;

use crate::post::{Post, WORDS, number, row};

/// Kilobytes of `key` in the kernel's account of a process; none where there is no such account.
fn memory(pid: u32, key: &str) -> Option<u64> {
    let account = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    account.lines().find_map(|line| line.strip_prefix(key)?.split_whitespace().next()?.parse().ok())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_million_are_begun_at_once() {
    // Filling such a store takes minutes.
    if std::env::var("ANNOUNCE").is_ok_and(|names| names.split(',').any(|name| name == "million")) {
        let post = Post::open(number("ANNOUNCE_PEOPLE", 1_000_000)).await;
        let bot = post.bot();
        post.asks(&["status"]).await;
        let rss = || format!("{} MiB", memory(bot.id(), "RssAnon:").unwrap_or(0) / 1_024);
        let before = rss();
        let letter = Letter { html: WORDS.to_owned(), ..Letter::default() };
        let ask = Request::Send { letter, to: To::All, at: None, urgent: true, silent: false };
        let asked = Instant::now();
        let id = post.on_socket(&ask).expect("sent").id;
        let answered = asked.elapsed();
        post.reaches(WORDS, 1).await;
        let first = post.had(WORDS).values().flatten().min().map(|at| at.duration_since(asked)).expect("a first one");
        let mut memories = vec![rss()];
        for _ in 0..number("ANNOUNCE_SECONDS", 60) / 10 {
            sleep(Duration::from_secs(10)).await;
            memories.push(rss());
        }
        let status = post.status(id).await;
        row(&[
            ("scenario", "a very large store".to_owned()),
            ("people", post.people.len().to_string()),
            ("`send` answered after", format!("{answered:.2?}")),
            ("first message after", format!("{first:.2?}")),
            ("memory of its own before", before),
            ("then every 10 s", memories.join(", ")),
            ("status", status.to_string()),
        ]);
        post.deed("stop", id).await;
        assert!(post.had(WORDS).values().all(|times| times.len() == 1), "somebody was told twice");
        assert!(bot.stops().await.0.success());
    }
}
