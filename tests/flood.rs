//! One citizen who hammers buttons costs one citizen's wait, a group that hammers gets one answer: told in calls made, not in seconds.

mod town;

use std::time::Duration;

use serde_json::json;
use town::Town;
use town::faults::Fault;

const LAN: i64 = 7_001;
const TAM: i64 = 7_002;
/// 150 ms of calls that take 50 ms each, one at a time in a chat.
const CALLS_MEANWHILE: usize = 3;

#[tokio::test]
async fn three_hundred_presses_of_one_chat_hold_up_nobody_else() {
    let town = Town::open().await;
    let (lan, tam) = (town.citizen(LAN, "Lan"), town.citizen(TAM, "Tâm"));
    let bot = town.bot();
    lan.says("/start leo-thang");
    let (message, data) = lan.button("Bắt đầu").await;
    town.quiet().await;
    town.world.lock().faults.add("", Some(LAN), 100_000, Fault::Slow(Duration::from_millis(50)));
    for _ in 0..300 {
        lan.presses_old(message, &data);
    }
    let before = calls(&town, LAN);
    tam.says("/start");
    tam.sees("").await;
    let meanwhile = {
        let world = town.world.lock();
        let answered = world.acts.iter().position(|a| a.chat == Some(TAM) && a.shown.is_some());
        let earlier = &world.acts[..answered.expect("Tâm is answered")];
        earlier.iter().filter(|a| a.chat == Some(LAN) && is_send(&a.method)).count().saturating_sub(before)
    };
    assert!(meanwhile <= CALLS_MEANWHILE, "{meanwhile} calls for Lan went before Tâm's answer");
    town.quiet().await;
    let all = calls(&town, LAN) - before;
    assert!(all < 60, "300 presses made {all} screens: a screen nobody saw gives way to its successor");
    assert!(bot.stops().await.0.success());
}

#[tokio::test]
async fn a_group_that_hammers_is_told_once_and_holds_up_nobody() {
    const GROUP: i64 = -1_007;
    let town = Town::open().await;
    let (lan, tam) = (town.citizen(LAN, "Lan"), town.citizen(TAM, "Tâm"));
    town.world.lock().join(GROUP, "Thôn Ba");
    let bot = town.bot();
    for n in 0..300 {
        let text =
            ["/start@camtay_thu_bot", "@camtay_thu_bot ơi", "/start@camtay_thu_bot leo-thang", "chào cả thôn"][n % 4];
        lan.says_in(GROUP, &json!({ "text": text }));
    }
    tam.says("/start");
    tam.sees("").await;
    town.quiet().await;
    assert_eq!(calls(&town, GROUP), 1, "one answer with the link, for however many calls");
    let (status, _) = bot.stops().await;
    assert!(status.success());
    // Nor does a restart make it talk again.
    let bot = town.bot();
    lan.says_in(GROUP, &json!({ "text": "/start@camtay_thu_bot" }));
    town.quiet().await;
    assert_eq!(calls(&town, GROUP), 1);
    assert!(bot.stops().await.0.success());
}

fn calls(town: &Town, chat: i64) -> usize {
    town.world.lock().acts.iter().filter(|a| a.chat == Some(chat) && is_send(&a.method)).count()
}

/// Answers to presses are not paced and stand in no line.
fn is_send(method: &str) -> bool {
    !method.eq_ignore_ascii_case("answerCallbackQuery")
}
