//! A running bot, watched: the numbers are right over a talk, health tells the truth, the log is a short story.

mod town;

use std::io::Write;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use town::bot::Bot;
use town::citizen::Citizen;
use town::faults::Fault;
use town::{TOKEN, Town};

/// A port that nobody has.
fn free() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its address").to_string()
}

/// A page, once the bot serves it.
async fn page(address: &str, path: &str) -> (u16, String) {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        match reqwest::get(format!("http://{address}{path}")).await {
            Ok(answer) => return (answer.status().as_u16(), answer.text().await.expect("text")),
            Err(error) => assert!(Instant::now() < end, "{error}"),
        }
        tokio::task::yield_now().await;
    }
}

/// Asks until the page is as wanted.
async fn until(address: &str, path: &str, wanted: impl Fn(u16, &str) -> bool) -> String {
    let end = Instant::now() + Duration::from_secs(15);
    loop {
        let (status, text) = page(address, path).await;
        if wanted(status, &text) {
            return text;
        }
        assert!(Instant::now() < end, "{status}\n{text}");
    }
}

fn number(page: &str, name: &str) -> f64 {
    let line = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{name} in\n{page}"))
}

async fn climbs(who: &Citizen) {
    who.says("/start leo-thang");
    who.sees("không để ai leo").await;
    who.presses("Bắt đầu").await;
    who.sees("Giấy một").await;
    who.presses("Đủ rồi").await;
    who.sees("nấc thứ nhất").await;
}

#[tokio::test]
async fn the_numbers_are_right_over_a_talk() {
    let town = Town::open().await;
    let address = free();
    let bot = town.bot_with(&[("CAMTAY_METRICS", &address)]);
    let (lan, tam) = (town.citizen(7, "Nguyễn Thị Kín"), town.citizen(8, "Tám"));
    climbs(&lan).await;
    town.world.lock().faults.add("sendmessage", Some(8), 1, Fault::Wait(1));
    climbs(&tam).await;
    town.world.lock().blocks(7, true);
    town.quiet().await;
    let seen = page(&address, "/metrics").await.1;
    assert_eq!(number(&seen, "camtay_turns_total").to_string(), "6", "three a citizen; a block is no turn\n{seen}");
    assert_eq!(number(&seen, "camtay_batch_updates_sum").to_string(), "7", "the block came too\n{seen}");
    assert!(number(&seen, "camtay_rounds_total") >= number(&seen, "camtay_batch_updates_count"));
    assert_eq!(
        number(&seen, "camtay_flush_seconds_count").to_string(),
        number(&seen, "camtay_rounds_total").to_string()
    );
    let acts = town.world.lock().acts.iter().filter(|act| act.chat.is_some()).count();
    assert_eq!(number(&seen, "camtay_sends_total{outcome=\"sent\"}").to_string(), acts.to_string());
    assert_eq!(number(&seen, "camtay_sends_total{outcome=\"wait\"}").to_string(), "1");
    assert_eq!(number(&seen, "camtay_throttled_total").to_string(), "1");
    assert_eq!(number(&seen, "camtay_outbox_jobs").to_string(), "0");
    assert_eq!(number(&seen, "camtay_book_edition").to_string(), "1");
    assert_eq!(number(&seen, "camtay_writer_up").to_string(), "1");
    assert!(number(&seen, "camtay_contact_age_seconds") < 60.0);
    for secret in [TOKEN, "Kín", "leo-thang", "chat"] {
        assert!(!seen.contains(secret), "{secret} is on the page");
    }
    // What can't be delivered waits, and shows.
    town.world.lock().faults.add("sendmessage", Some(8), 1, Fault::Wait(60));
    tam.says("/start leo-thang");
    until(&address, "/metrics", |_, page| number(page, "camtay_outbox_jobs") > 0.0).await;
    assert_eq!(page(&address, "/").await.0, 404);
    assert!(bot.stops().await.0.success());
}

#[tokio::test]
async fn health_waits_for_telegram_and_says_so() {
    let town = Town::open().await;
    let address = free();
    town.world.lock().faults.add("getupdates", None, 1_000_000, Fault::ClosedBefore);
    let bot = town.bot_with(&[("CAMTAY_METRICS", &address)]);
    assert_eq!(page(&address, "/health").await, (503, "Telegram has not been heard yet\n".to_owned()));
    town.world.lock().faults = town::faults::Faults::default();
    let lan = town.citizen(7, "Lan");
    lan.says("/start");
    lan.sees("Chào bà con!").await;
    assert_eq!(page(&address, "/health").await, (200, "ok\n".to_owned()));
    assert!(bot.stops().await.0.success());
}

#[tokio::test]
async fn a_port_that_is_taken_keeps_nobody_from_the_bot() {
    let town = Town::open().await;
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let bot = town.bot_with(&[("CAMTAY_METRICS", &taken.local_addr().expect("its address").to_string())]);
    let lan = town.citizen(7, "Lan");
    lan.says("/start");
    lan.sees("Chào bà con!").await;
    let (status, log) = bot.stops().await;
    assert!(status.success() && log.contains("metrics:"), "{log}");
}

#[tokio::test]
async fn a_day_with_troubles_is_a_story_of_some_lines() {
    let town = Town::open().await;
    let bot = town.bot();
    let citizens: Vec<Citizen> = (0..30).map(|n| town.citizen(100 + n, "Lan")).collect();
    for who in &citizens {
        town.world.lock().faults.add("sendmessage", Some(who.id), 3, Fault::Broken);
        who.says("/start");
    }
    for who in &citizens {
        who.sees("Chào bà con!").await;
    }
    for who in &citizens[..20] {
        town.world.lock().chats.get_mut(&who.id).expect("known").blocked = true;
        who.says("/start leo-thang");
    }
    town.quiet().await;
    let (_, log) = bot.stops().await;
    let lines = log.lines().count();
    assert!(lines < 30, "{lines} lines for 90 failed sends and 20 who blocked us:\n{log}");
    assert!(log.contains("the bot runs") && log.contains("stopping") && log.contains("not delivered"), "{log}");
}

#[tokio::test]
async fn the_level_of_the_log_is_a_setting() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    for (level, wanted) in [("error", false), ("debug", true)] {
        let bot = town.bot_with(&[("CAMTAY_LOG", level)]);
        lan.says("/start");
        town.quiet().await;
        let (_, log) = bot.stops().await;
        assert_eq!((log.contains("the bot runs"), log.contains(" DEBUG ")), (wanted, wanted), "{log}");
    }
}

/// What a pipe holds until somebody reads it.
const PIPE: usize = 64 << 10;

#[tokio::test]
async fn a_log_nobody_reads_stops_neither_the_bot_nor_its_stop() {
    let town = Town::open().await;
    let (reader, mut writer) = std::io::pipe().expect("a pipe");
    writer.write_all(&vec![b' '; PIPE]).expect("it holds so much");
    let bot = Bot::start_logging_to(writer.into(), &town.folder, &town.api, TOKEN);
    let lan = town.citizen(7, "Lan");
    climbs(&lan).await;
    let (status, _) = bot.stops().await;
    assert!(status.success(), "{status}");
    drop(reader);
}

#[tokio::test]
async fn the_same_warning_comes_ever_more_rarely() {
    let town = Town::open().await;
    let bot = town.bot();
    for _ in 0..200 {
        town.world.lock().queue.push(Instant::now(), "message", &serde_json::json!("no message"));
    }
    let lan = town.citizen(7, "Lan");
    lan.says("/start");
    lan.sees("Chào bà con!").await;
    town.quiet().await;
    let (_, log) = bot.stops().await;
    let told = log.lines().filter(|line| line.contains("WARN")).count();
    assert!((1..=9).contains(&told) && log.contains("128 so far"), "{told} warnings:\n{log}");
}

#[tokio::test]
async fn a_second_signal_does_not_wait_for_a_call_under_way() {
    let town = Town::open().await;
    town.world.lock().faults.add("sendmessage", Some(7), 1, Fault::Slow(Duration::from_mins(1)));
    let mut bot = town.bot();
    let lan = town.citizen(7, "Lan");
    lan.says("/start");
    lan.sees("Chào bà con!").await;
    while !bot.has_ended() {
        bot.signal("TERM");
    }
    let (status, log) = bot.ends().await;
    assert_eq!(status.code(), Some(128 + 15), "{log}");
    assert!(log.contains("stopping") && log.contains("a second signal"), "{log}");
}
