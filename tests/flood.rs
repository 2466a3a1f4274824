//! One citizen who hammers buttons costs one citizen's wait: told in calls made, not in seconds.

mod town;

use std::time::Duration;

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

fn calls(town: &Town, chat: i64) -> usize {
    town.world.lock().acts.iter().filter(|a| a.chat == Some(chat) && is_send(&a.method)).count()
}

/// Answers to presses are not paced and stand in no line.
fn is_send(method: &str) -> bool {
    !method.eq_ignore_ascii_case("answerCallbackQuery")
}
