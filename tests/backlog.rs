//! A crowd that waits: however many updates Telegram holds for us, few are in our memory, and all are answered.
//!
//! `FLOOD_UPDATES=1000000 cargo test --release --test backlog -- --nocapture` is the whole crowd; the tests take a small one.

mod town;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};
use town::bot::{Bot, Folder};

const TOKEN: &str = town::TOKEN;
/// Each citizen of the crowd writes so often.
const WORDS: u64 = 5;
/// As `CROWDED` in the bot, with one batch more on its way.
const CROWDED: u64 = 5_000 + 100;
/// What may come on top of it in the whole of a flood: the store's cache fills, the allocator's heap settles.
const SPARE: usize = 48 << 20;

/// A Telegram that makes each update when it is asked for, and remembers no message.
#[derive(Default)]
struct Crowd {
    /// How many updates there are in all.
    all: u64,
    /// The newest that was given out.
    given: u64,
    confirmed: u64,
    sends: u64,
    reached: HashSet<i64>,
}

type Shared = Arc<Mutex<Crowd>>;

async fn open(all: u64) -> (Shared, String) {
    let crowd = Arc::new(Mutex::new(Crowd { all, ..Crowd::default() }));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let address = listener.local_addr().expect("bound");
    let app = Router::new().fallback(handle).with_state(Arc::clone(&crowd));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (crowd, format!("http://{address}"))
}

async fn handle(State(crowd): State<Shared>, request: Request) -> Json<Value> {
    let method = request.uri().path().rsplit('/').next().unwrap_or_default().to_lowercase();
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.expect("a body");
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let result = match method.as_str() {
        "getme" => json!({
            "id": 42, "is_bot": true, "first_name": "b", "username": "b_bot", "can_join_groups": true,
            "can_read_all_group_messages": false, "supports_inline_queries": false, "can_connect_to_business": false,
            "has_main_web_app": false,
        }),
        "getupdates" => {
            let updates = crowd.lock().expect("whole").updates(&asked);
            if updates.is_empty() {
                sleep(Duration::from_millis(200)).await;
            }
            json!(updates)
        }
        "sendmessage" | "editmessagetext" => crowd.lock().expect("whole").sent(&asked),
        _ => json!(true),
    };
    Json(json!({ "ok": true, "result": result }))
}

impl Crowd {
    fn updates(&mut self, asked: &Value) -> Vec<Value> {
        let offset = asked["offset"].as_u64().unwrap_or(0).max(1);
        self.confirmed = self.confirmed.max(offset - 1);
        let last = (offset + asked["limit"].as_u64().unwrap_or(100).min(100) - 1).min(self.all);
        self.given = self.given.max(last);
        (offset..=last).map(|id| self.update(id)).collect()
    }

    /// The citizens take turns, so each has spoken once before one speaks again.
    fn update(&self, id: u64) -> Value {
        let chat = 1_000 + id % (self.all / WORDS);
        let text =
            ["/start", "con tôi mới sinh", "leo thang", "giá vàng", "/hoso"][usize::try_from(id % 5).expect("small")];
        let from = json!({ "id": chat, "is_bot": false, "first_name": "Lan", "language_code": "vi" });
        let chat = json!({ "id": chat, "type": "private", "first_name": "Lan" });
        json!({ "update_id": id, "message": { "message_id": id, "date": 1_795_000_000, "chat": chat, "from": from, "text": text } })
    }

    fn sent(&mut self, asked: &Value) -> Value {
        let chat = asked["chat_id"].as_i64().expect("a chat");
        self.sends += 1;
        self.reached.insert(chat);
        let (id, chat) = (1_000_000_000 + self.sends, json!({ "id": chat, "type": "private", "first_name": "Lan" }));
        json!({ "message_id": id, "date": 1_795_000_000, "chat": chat, "text": "x" })
    }
}

fn flood() -> u64 {
    std::env::var("FLOOD_UPDATES").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000)
}

/// Bytes of a process in memory.
fn resident(id: u32) -> usize {
    let told = std::fs::read_to_string(format!("/proc/{id}/status")).expect("it runs");
    let line = told.lines().find(|line| line.starts_with("VmRSS:")).expect("VmRSS");
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<usize>().ok()).expect("a number") << 10
}

/// Waits as long as anything moves.
async fn until(crowd: &Shared, what: &str, holds: impl Fn(&Crowd) -> bool) {
    let (mut seen, mut since) = ((0, 0), Instant::now());
    loop {
        {
            let crowd = crowd.lock().expect("whole");
            if holds(&crowd) {
                return;
            }
            if (crowd.given, crowd.sends) != seen {
                (seen, since) = ((crowd.given, crowd.sends), Instant::now());
            }
        }
        assert!(since.elapsed() < Duration::from_mins(1), "nothing moves, waited in vain until {what}: {seen:?}");
        sleep(Duration::from_millis(10)).await;
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_long_backlog_stays_with_telegram_and_memory_stays_flat() {
    let all = flood();
    let (crowd, api) = open(all).await;
    let folder = Folder::new().with_book();
    let bot = Bot::start(&folder, &api, TOKEN, &[("CAMTAY_RATE", "100000")]);
    until(&crowd, "a fifth is done", |c| c.confirmed >= c.all / 5).await;
    let early = resident(bot.id());
    let mut most = early;
    for tenth in 3..=10 {
        until(&crowd, "more is done", |c| c.confirmed >= c.all * tenth / 10).await;
        most = most.max(resident(bot.id()));
    }
    until(&crowd, "everybody is answered", |c| c.reached.len() as u64 == c.all / WORDS).await;
    println!("{all} updates: {} KiB after a fifth, {} KiB at most", early >> 10, most >> 10);
    assert!(most < early + SPARE, "{early} bytes after a fifth became {most}");
    assert!(bot.stops().await.0.success());
}

#[tokio::test]
async fn a_slow_outbox_stops_the_asking_until_there_is_room() {
    let (crowd, api) = open(50_000).await;
    let folder = Folder::new().with_book();
    let bot = Bot::start(&folder, &api, TOKEN, &[("CAMTAY_RATE", "40")]);
    until(&crowd, "the outbox is full", |c| c.given + 200 > CROWDED).await;
    let before = crowd.lock().expect("whole").sends;
    until(&crowd, "some are answered", |c| c.sends > before + 150).await;
    {
        let crowd = crowd.lock().expect("whole");
        // A new citizen each: a screen of theirs replaces none.
        assert!(crowd.given <= CROWDED + crowd.sends + 100, "{} given, {} sent", crowd.given, crowd.sends);
    }
    // What was taken in and not sent is in the store: a stop loses nothing and need not wait for it.
    assert!(bot.stops().await.0.success());
}
