//! The walls against the fake Bot API: our calls and their outcomes, polling, and the fake's own manners.

mod town;

#[path = "wire/news.rs"]
mod news;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use camtay::engine::{Act, Choice, Group};
use camtay::front::telegram::{Ended, Poll};
use camtay::sender::api::Api;
use camtay::sender::job::{Part, Piece, Spot};
use camtay::sender::outcome::{Cause, Outcome};
use camtay::sender::telegram::Telegram;
use camtay::sender::{Call, Wire};
use serde_json::{Value, json};

use town::faults::Fault;
use town::world::World;
use town::{Shared, TOKEN, wire};

struct Line {
    world: Shared,
    api: String,
    telegram: Telegram,
}

async fn line() -> Line {
    let world = Shared::new(World::new(TOKEN));
    world.lock().join(7, "Lan");
    let api = wire::open(world.clone()).await;
    let dialogs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialogs/mini");
    let telegram = Telegram::new(access(&api, TOKEN), dialogs);
    Line { world, api, telegram }
}

fn access(api: &str, token: &str) -> Arc<Api> {
    Arc::new(Api::new(&api.parse().expect("an address"), token, None).expect("a client"))
}

fn part(html: &str, picture: Option<&str>, token: &str) -> Part {
    let choice = Choice { label: "Tiếp".to_owned(), act: Act::Press(token.to_owned()), group: Group::On };
    Part {
        html: html.to_owned(),
        picture: picture.map(str::to_owned),
        choices: vec![vec![choice]],
        spot: Spot::default(),
    }
}

fn send(html: &str) -> Call {
    Call::Send { chat: 7, part: part(html, None, "1").into(), plain: false }
}

fn edit(message: i32, part: Part) -> Call {
    Call::Edit { chat: 7, message, part: part.into(), plain: false }
}

#[tokio::test]
async fn a_message_is_sent_edited_and_stripped() {
    let Line { world, telegram, .. } = line().await;
    assert_eq!(telegram.call(send("<b>một</b> &lt;2")).await, Outcome::Sent(Some(1)));
    assert_eq!(world.lock().screen(7).expect("sent").text, "một <2");
    assert_eq!(
        telegram.call(edit(1, part("hai", None, "2"))).await,
        Outcome::Sent(None),
        "its number is known already"
    );
    assert_eq!(telegram.call(edit(1, part("hai", None, "2"))).await, Outcome::Already);
    assert_eq!(telegram.call(edit(9, part("hai", None, "2"))).await, Outcome::NothingToEdit);
    assert_eq!(telegram.call(Call::Strip { chat: 7, message: 1 }).await, Outcome::Sent(Some(1)));
    assert_eq!(telegram.call(Call::Strip { chat: 7, message: 1 }).await, Outcome::Already);
    assert_eq!(telegram.call(Call::Strip { chat: 7, message: 9 }).await, Outcome::Already);
    assert!(world.lock().screen(7).expect("sent").keyboard.is_empty());
    assert_eq!(telegram.call(Call::Answer { press: "q9".to_owned() }).await, Outcome::Already);
}

#[tokio::test]
async fn what_telegram_refuses() {
    let Line { telegram, .. } = line().await;
    let plain = Outcome::Refused { markup: false, code: 400 };
    assert_eq!(telegram.call(send("<u>một</b>")).await, Outcome::Refused { markup: true, code: 400 });
    assert_eq!(telegram.call(send(&"𝄞".repeat(2049))).await, plain, "4098 units of UTF-16");
    assert_eq!(telegram.call(send(&"ế".repeat(4096))).await, Outcome::Sent(Some(1)));
    let long = Call::Send { chat: 7, part: part("x", None, &"x".repeat(65)).into(), plain: false };
    assert_eq!(telegram.call(long).await, plain);
    let nobody = Call::Send { chat: 99, part: part("x", None, "1").into(), plain: false };
    assert_eq!(telegram.call(nobody).await, Outcome::Gone);
    let bare = Call::Send { chat: 7, part: part("<u>một</b>", None, "1").into(), plain: true };
    assert_eq!(telegram.call(bare).await, Outcome::Sent(Some(2)));
}

#[tokio::test]
async fn every_fault_has_its_outcome() {
    let Line { world, telegram, api } = line().await;
    let cases = [
        (Fault::Wait(3), Outcome::Wait(Duration::from_secs(3))),
        (Fault::Forbidden, Outcome::Deleted),
        (Fault::Unauthorized, Outcome::Unauthorized),
        (Fault::Broken, Outcome::Retry(Cause::Server(500))),
        (Fault::BadGateway, Outcome::Retry(Cause::Server(502))),
        (Fault::Portal, Outcome::Retry(Cause::NotTelegram)),
        (Fault::ClosedBefore, Outcome::Unknown),
        (Fault::ClosedAfter, Outcome::Unknown),
    ];
    for (fault, outcome) in cases {
        world.lock().faults.add("sendMessage", Some(7), 1, fault.clone());
        assert_eq!(telegram.call(send("x")).await, outcome, "{fault:?}");
    }
    assert_eq!(format!("{telegram:?}"), "Telegram");
    let nowhere = Telegram::new(access("http://127.0.0.1:9", TOKEN), "x".into());
    assert_eq!(nowhere.call(send("x")).await, Outcome::Retry(Cause::NoConnection));
    let wrong = Telegram::new(access(&api, "1:wrong"), "x".into());
    assert_eq!(wrong.call(send("x")).await, Outcome::Unauthorized);
}

#[tokio::test]
async fn a_topic_that_is_gone_costs_a_person_no_answer() {
    let Line { world, telegram, .. } = line().await;
    let spot = Spot { thread: Some(55), answers: Some(3) };
    let shown = Part { spot, ..part("một", None, "1") };
    let piece = Piece { html: "hai".to_owned(), media: Vec::new(), choices: Vec::new(), spot };
    let calls = |chat| {
        [
            Call::Send { chat, part: shown.clone().into(), plain: false },
            Call::News { chat, piece: piece.clone().into(), plain: false, silent: false },
            Call::SendTable { chat, name: "ba.csv".to_owned(), text: "x".to_owned(), spot },
        ]
    };
    for (n, call) in (1..).zip(calls(7)) {
        let method = if matches!(call, Call::SendTable { .. }) { "sendDocument" } else { "sendMessage" };
        world.lock().faults.add(method, Some(7), 1, Fault::Refuse("message thread not found"));
        assert_eq!(telegram.call(call).await, Outcome::Sent(Some(n)), "into the chat itself");
    }
    for call in calls(-5) {
        world.lock().faults.add("sendMessage", Some(-5), 1, Fault::Refuse("TOPIC_CLOSED"));
        world.lock().faults.add("sendDocument", Some(-5), 1, Fault::Refuse("TOPIC_CLOSED"));
        assert_eq!(telegram.call(call).await, Outcome::Closed, "a group's other topics are other rooms");
    }
}

#[tokio::test]
async fn pictures_and_files() {
    let Line { world, telegram, .. } = line().await;
    let pulse = Arc::new(camtay::pulse::Pulse::default());
    let telegram = telegram.telling(Arc::clone(&pulse));
    let picture = |html: &str| part(html, Some("media/thang.png"), "1");
    let sent = |part: Part| Call::Send { chat: 7, part: part.into(), plain: false };
    let (one, two) = tokio::join!(telegram.call(sent(picture("một"))), telegram.call(sent(picture("hai"))));
    assert!(matches!((one, two), (Outcome::Sent(Some(_)), Outcome::Sent(Some(_)))));
    assert_eq!(world.lock().uploads, 1, "the second waits for the first");
    assert_eq!(telegram.call(edit(1, picture("ba"))).await, Outcome::Sent(Some(1)));
    assert_eq!(world.lock().chat(7).messages[&1].text, "ba");
    world.lock().files.clear();
    assert_eq!(telegram.call(edit(1, picture("tư"))).await, Outcome::Sent(Some(1)));
    assert_eq!(world.lock().uploads, 2, "a refused number is forgotten");
    let file = |name: &str| Call::SendFile { chat: 7, file: name.to_owned(), instead: String::new() };
    assert_eq!(telegram.call(file("media/ban-ve.pdf")).await, Outcome::Sent(Some(3)));
    assert_eq!(telegram.call(file("../telegram.rs")).await, Outcome::Refused { markup: false, code: 400 });
    let instead =
        Call::SendFile { chat: 7, file: "media/none.pdf".to_owned(), instead: "chưa gửi được".to_owned() };
    assert_eq!(telegram.call(instead).await, Outcome::Sent(Some(4)), "no silence");
    let words = telegram.call(sent(part("năm", Some("media/none.png"), "1"))).await;
    assert_eq!(
        (words, world.lock().screen(7).expect("sent").picture),
        (Outcome::Sent(Some(5)), false),
        "there is no such file"
    );
    world.lock().faults.add("sendPhoto", None, 1, Fault::Refuse("IMAGE_PROCESS_FAILED"));
    world.lock().faults.add("sendPhoto", None, 1, Fault::Refuse("IMAGE_PROCESS_FAILED"));
    assert_eq!(
        telegram.call(sent(picture("sáu"))).await,
        Outcome::Sent(Some(6)),
        "the words go without a picture that is none"
    );
    for fault in [Fault::TooLarge, Fault::Refuse("file must be non-empty"), Fault::Refuse("CHAT_SEND_PHOTOS_FORBIDDEN")]
    {
        world.lock().faults.add("sendPhoto", None, 2, fault.clone());
        world.lock().faults.add("editMessageMedia", None, 2, fault.clone());
        assert!(matches!(telegram.call(sent(picture("bảy"))).await, Outcome::Sent(Some(_))), "{fault:?}");
        assert_eq!(telegram.call(edit(1, picture("tám"))).await, Outcome::NothingToEdit, "{fault:?}: a new message");
        world.lock().faults = town::faults::Faults::default();
    }
    let lacked = pulse.take_lacked();
    assert_eq!(
        lacked.iter().map(String::as_str).collect::<Vec<_>>(),
        ["../telegram.rs", "media/none.pdf", "media/none.png", "media/thang.png"]
    );
}

#[tokio::test]
async fn polling_acknowledges_only_what_is_done() {
    let Line { world, api, .. } = line().await;
    let mut poll = Poll::new(access(&api, TOKEN));
    let me = poll.me().await.expect("the bot");
    assert_eq!((me.id, me.username.as_str()), (42, "camtay_thu_bot"));
    world.lock().arrives(7, 7, "message", &json!({ "text": "a" }));
    world.lock().arrives(7, 7, "message", &json!({ "text": "b" }));
    let batch = poll.next().await.expect("updates");
    assert_eq!(world.lock().queue.len(), 2, "not acknowledged by receiving them");
    let next = batch.next;
    assert_eq!(batch.arrivals(&me, |_| {}).len(), 2);
    poll.done(next);
    poll.acknowledge().await;
    assert_eq!(world.lock().queue.len(), 0);
    let asked = world.lock().polls.len();
    poll.acknowledge().await;
    assert_eq!(world.lock().polls.len(), asked, "once is enough");
}

#[tokio::test]
async fn a_wrong_token_ends_polling() {
    let Line { api, .. } = line().await;
    let mut poll = Poll::new(access(&api, "1:wrong"));
    assert_eq!(poll.next().await.err(), Some(Ended::Token));
    assert_eq!(poll.me().await.err(), Some(Ended::Token));
}

async fn ask(api: &str, body: Value) -> Value {
    let request = reqwest::Client::new().post(format!("{api}/bot{TOKEN}/getUpdates")).json(&body);
    request.send().await.expect("an answer").json().await.expect("json")
}

#[tokio::test]
async fn the_fake_queue_has_telegrams_manners() {
    let Line { world, api, .. } = line().await;
    let first = i64::from(world.lock().arrives(7, 7, "message", &json!({ "text": "a" })));
    for _ in 0..3 {
        world.lock().arrives(7, 7, "message", &json!({ "text": "b" }));
    }
    let ids = |answer: &Value| -> Vec<i64> {
        answer["result"]
            .as_array()
            .expect("updates")
            .iter()
            .map(|u| u["update_id"].as_i64().expect("an id") - first)
            .collect()
    };
    assert_eq!(ids(&ask(&api, json!({ "limit": 2 })).await), [0, 1]);
    assert_eq!(ids(&ask(&api, json!({ "offset": first + 2 })).await), [2, 3]);
    assert_eq!(ids(&ask(&api, json!({ "offset": first + 500 })).await), [2, 3], "a wild offset is ignored");
    assert_eq!(ids(&ask(&api, json!({ "offset": first + 500 })).await), [2], "the same again at once: one");
    let press = world.lock().press(7, 7, 1, "x");
    world.lock().ahead = Duration::from_secs(151);
    assert!(
        !ids(&ask(&api, json!({ "offset": first + 1 })).await).contains(&(i64::from(press) - first)),
        "a press waits 150 s"
    );
    ask(&api, json!({ "offset": first + 4 })).await;
    let (waiting, _) = tokio::join!(ask(&api, json!({ "offset": first + 5, "timeout": 5 })), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        ask(&api, json!({ "offset": first + 6, "timeout": 0 })).await
    });
    assert_eq!(waiting["error_code"], 409, "the one who waited is told");
}
