//! The real binary over a Telegram of our own: walks, faults, strangers, restarts.

mod town;

use std::time::{Duration, Instant};

use serde_json::json;

use town::faults::Fault;
use town::{TOKEN, Town};

const NEXT: &str = "Xong, bước tiếp";

/// From the command to the first rung.
async fn climbs(who: &town::citizen::Citizen) {
    who.says("/start leo-thang");
    who.sees("không để ai leo").await;
    who.presses("Bắt đầu").await;
    who.sees("Giấy một").await;
    who.presses("Đủ rồi").await;
    who.sees("nấc thứ nhất").await;
}

#[tokio::test]
async fn a_walk_a_kill_and_a_press_that_goes_on() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let bot = town.bot();
    lan.says("/start");
    lan.sees_once("Chào bà con!").await;
    lan.says("/start leo-thang");
    lan.sees("không để ai leo").await;
    lan.presses("Bắt đầu").await;
    lan.sees("0/2").await;
    lan.presses("Giấy một").await;
    lan.sees("1/2").await;
    lan.presses("Đủ rồi").await;
    lan.sees("nấc thứ nhất").await;
    lan.presses(NEXT).await;
    lan.sees("nấc thứ hai").await;
    bot.dies().await;
    let bot = town.bot();
    lan.presses(NEXT).await;
    lan.sees("nấc thứ ba").await;
    lan.presses(NEXT).await;
    lan.sees_once("ngồi nghỉ").await;
    town.until("every press is answered", |w| w.presses.is_empty()).await;
    let names: Vec<String> = town.world.lock().commands.iter().map(|c| c.0.clone()).collect();
    assert_eq!(names, ["batdau", "timkiem", "tieptuc", "hoso", "in", "ngonngu", "thongbao", "trogiup", "xoadulieu"]);
    assert!(bot.stops().await.0.success());
}

#[tokio::test]
async fn the_screen_is_edited_while_it_is_last_and_follows_the_talk_otherwise() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let _bot = town.bot();
    climbs(&lan).await;
    let first = lan.sees("nấc thứ nhất").await;
    lan.presses(NEXT).await;
    let second = lan.sees("nấc thứ hai").await;
    assert_eq!(first.id, second.id, "a press edits the screen in place");
    lan.says("tiếp");
    let third = lan.sees("nấc thứ ba").await;
    assert_ne!(second.id, third.id, "typed words get a new message below them");
    town.until("the old screen lost its buttons", |w| w.chat(7).messages[&second.id].keyboard.is_empty()).await;
}

#[tokio::test]
async fn one_chat_waits_exactly_as_told_and_the_others_go_on() {
    let town = Town::open().await;
    let (lan, tam) = (town.citizen(7, "Lan"), town.citizen(8, "Tám"));
    let _bot = town.bot();
    lan.says("/start");
    lan.sees("Chào bà con!").await;
    town.world.lock().faults.add("sendmessage", Some(7), 1, Fault::Wait(2));
    let start = Instant::now();
    lan.says("/start leo-thang");
    tam.says("/start leo-thang");
    tam.sees("không để ai leo").await;
    assert!(start.elapsed() < Duration::from_secs(2), "Tám waits for Lan's limit");
    lan.sees_once("không để ai leo").await;
    assert!(start.elapsed() >= Duration::from_secs(2), "retry_after is obeyed");
}

#[tokio::test]
async fn a_sick_server_only_delays() {
    let town = Town::open().await;
    let _bot = town.bot();
    let faults =
        [Fault::Broken, Fault::BadGateway, Fault::Portal, Fault::ClosedBefore, Fault::Slow(Duration::from_millis(400))];
    for (n, fault) in faults.into_iter().enumerate() {
        let who = town.citizen(70 + i64::try_from(n).expect("small"), "Lan");
        town.world.lock().faults.add("sendmessage", Some(who.id), 1, fault);
        who.says("/start");
        who.sees_once("Chào bà con!").await;
    }
    assert_eq!(town.world.lock().faults.left(), 0);
}

#[tokio::test]
async fn nobody_can_know_about_a_cut_after_acting_so_twice_is_possible_but_never_zero() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let _bot = town.bot();
    climbs(&lan).await;
    town.world.lock().faults.add("editmessagetext", Some(7), 1, Fault::ClosedAfter);
    lan.presses(NEXT).await;
    lan.sees_once("nấc thứ hai").await;
    town.world.lock().faults.add("sendmessage", Some(7), 1, Fault::ClosedAfter);
    lan.says("tiếp");
    lan.sees("nấc thứ ba").await;
    lan.until("the second copy", |m| (m.iter().filter(|m| m.text.contains("nấc thứ ba")).count() <= 2).then_some(()))
        .await;
    lan.presses(NEXT).await;
    lan.sees("ngồi nghỉ").await;
}

#[tokio::test]
async fn getting_updates_survives_a_sick_server() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    for fault in [Fault::BadGateway, Fault::Portal, Fault::ClosedBefore, Fault::ClosedAfter, Fault::Wait(1)] {
        town.world.lock().faults.add("getupdates", None, 1, fault);
    }
    let _bot = town.bot();
    lan.says("/start");
    // teloxide sleeps 10 s inside on a 5xx.
    town.until_within(Duration::from_mins(1), "the faults are through", |w| w.faults.left() == 0).await;
    lan.sees_once("Chào bà con!").await;
}

#[tokio::test]
async fn who_blocks_us_is_left_alone_until_they_speak() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let bot = town.bot();
    lan.says("/start");
    lan.sees("Chào bà con!").await;
    lan.says("/start leo-thang");
    town.world.lock().chats.get_mut(&7).expect("Lan").blocked = true;
    town.quiet().await;
    town.world.lock().blocks(7, true);
    town.quiet().await;
    let before = town.world.lock().acts.len();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(town.world.lock().acts.len(), before, "nothing is tried while blocked");
    town.world.lock().blocks(7, false);
    lan.says("/start leo-thang");
    lan.sees("không để ai leo").await;
    assert!(bot.stops().await.0.success());
}

#[tokio::test]
async fn not_modified_counts_as_done() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let _bot = town.bot();
    climbs(&lan).await;
    town.world.lock().faults.add(
        "editmessagetext",
        Some(7),
        1,
        Fault::Refuse("message is not modified: specified new message content"),
    );
    lan.presses(NEXT).await;
    town.quiet().await;
    assert_eq!(town.world.lock().faults.left(), 0);
    lan.says("tiếp");
    lan.sees_once("nấc thứ ba").await;
}

#[tokio::test]
async fn a_deleted_screen_is_sent_anew() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let _bot = town.bot();
    climbs(&lan).await;
    let (message, token) = lan.button(NEXT).await;
    town.world.lock().chats.get_mut(&7).expect("Lan").messages.remove(&message);
    lan.presses_old(message, &token);
    let anew = lan.sees("nấc thứ hai").await;
    assert_ne!(anew.id, message);
}

#[tokio::test]
async fn markup_that_telegram_cannot_read_goes_out_plain() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let _bot = town.bot();
    town.world.lock().faults.add("sendmessage", Some(7), 1, Fault::Refuse("can't parse entities: x"));
    lan.says("/start");
    let seen = lan.sees("Chào bà con!").await;
    assert!(!seen.html.contains('<') && !seen.keyboard.is_empty(), "{}", seen.html);
}

#[tokio::test]
async fn a_strangers_poller_does_not_stop_the_bot_for_good() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let bot = town.bot();
    lan.says("/start");
    lan.sees("Chào bà con!").await;
    // Only a poll that waits is taken from the bot.
    let waits = |world: &town::world::World| world.polls.last().is_some_and(|poll| poll.offset > 0 && poll.timeout > 0);
    town.until("the bot polls for more", waits).await;
    let url = format!("{}/bot{TOKEN}/getUpdates?", town.api);
    let stranger = reqwest::Client::new().post(url).json(&json!({ "timeout": 1 }));
    stranger.send().await.expect("it polls too");
    lan.says("/start leo-thang");
    lan.sees_once("không để ai leo").await;
    let (_, log) = bot.stops().await;
    assert!(log.to_lowercase().contains("getupdates"), "the log names the second poller\n{log}");
}

#[tokio::test]
async fn an_active_webhook_is_taken_off() {
    let town = Town::open().await;
    town.world.lock().webhook = true;
    let lan = town.citizen(7, "Lan");
    let _bot = town.bot();
    lan.says("/start");
    lan.sees_once("Chào bà con!").await;
    assert!(!town.world.lock().webhook);
}

#[tokio::test]
async fn a_group_is_answered_only_when_it_calls_us() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    town.world.lock().join(-1007, "Thôn Ba");
    let _bot = town.bot();
    for text in ["chào cả thôn", "/start", "/start@other_bot"] {
        lan.says_in(-1007, &json!({ "text": text }));
    }
    town.quiet().await;
    assert!(town.world.lock().acts.iter().all(|a| a.chat != Some(-1007)), "not spoken to");
    lan.says_in(-1007, &json!({ "text": "/start@camtay_thu_bot" }));
    town.until("an answer in the group", |w| w.screen(-1007).is_some()).await;
    town.quiet().await;
    let world = town.world.lock();
    let answer = world.screen(-1007).expect("an answer");
    let links = answer
        .keyboard
        .iter()
        .flatten()
        .filter(|b| matches!(&b.does, town::world::Does::Open(url) if url.starts_with("https://t.me/camtay_thu_bot")))
        .count();
    assert!(links == 1 || answer.html.contains("https://t.me/camtay_thu_bot"), "{answer:?}");
    assert_eq!(world.chat(-1007).messages.values().filter(|m| m.from_bot).count(), 1);
}

#[tokio::test]
async fn whatever_arrives_gets_an_answer() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let bot = town.bot();
    climbs(&lan).await;
    let file = json!({ "file_id": "f", "file_unique_id": "u", "file_size": 1, "duration": 1, "width": 1, "height": 1, "length": 1 });
    let mut sticker = file.clone();
    for (key, value) in [("type", json!("regular")), ("is_animated", json!(false)), ("is_video", json!(false))] {
        sticker[key] = value;
    }
    let things = [
        json!({ "sticker": sticker }),
        json!({ "voice": file }),
        json!({ "photo": [file] }),
        json!({ "document": file }),
        json!({ "video_note": file }),
        json!({ "contact": { "phone_number": "0912345678", "first_name": "Ba" } }),
        json!({ "location": { "longitude": 107.1, "latitude": 11.2 } }),
        json!({ "dice": { "emoji": "🎲", "value": 3 } }),
        json!({ "rich_message": { "blocks": [] } }),
        json!({ "text": "ế".repeat(10_000) }),
        json!({ "text": "/start@other_bot" }),
    ];
    for thing in things {
        let before = lan.until("a screen", |m| m.last().map(|m| m.id)).await;
        lan.sends(&thing);
        lan.until(&thing.to_string().chars().take(40).collect::<String>(), |m| {
            m.last().filter(|m| m.id > before).map(|_| ())
        })
        .await;
    }
    town.world.lock().update("wedding", &json!({ "bride": "Lan" }));
    town.world.lock().update(
        "edited_message",
        &json!({ "message_id": 1, "date": 1, "edit_date": 2, "chat": { "id": 7, "type": "private" }, "text": "x" }),
    );
    lan.says("/start leo-thang");
    lan.sees("không để ai leo").await;
    let (status, log) = bot.stops().await;
    assert!(
        status.success() && !log.contains("Ba\"") && !log.contains("0912345678") && !log.contains("bride\": \"Lan"),
        "{log}"
    );
}

#[tokio::test]
async fn updates_that_come_again_after_a_restart_are_known() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let bot = town.bot();
    climbs(&lan).await;
    town.quiet().await;
    // From now on no acknowledgement gets through.
    town.world.lock().faults.add("getupdates", None, 1_000_000, Fault::ClosedBefore);
    lan.says("tiếp");
    lan.sees_once("nấc thứ hai").await;
    // Until the mark of what was sent is written as well: a kill before it may send it twice.
    tokio::time::sleep(Duration::from_millis(300)).await;
    bot.dies().await;
    let again = town.world.lock().queue.len();
    assert!(again > 0, "the update is still unacknowledged");
    town.world.lock().faults = town::faults::Faults::default();
    // And after a week the numbers begin anew, lower.
    town.world.lock().queue.jump_to(1_000);
    let _bot = town.bot();
    town.quiet().await;
    lan.says("tiếp");
    lan.sees_once("nấc thứ ba").await;
    assert_eq!(lan.times_shown("nấc thứ hai"), 1, "{again} updates came again");
}

#[tokio::test]
async fn a_wrong_token_stops_the_bot_and_is_not_told() {
    let town = Town::open().await;
    let bot = town::bot::Bot::start(&town.folder, &town.api, "999:not-this-one", &[]);
    let (status, log) = bot.ends().await;
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(!log.contains("not-this-one") && log.contains("TELOXIDE_TOKEN"), "{log}");
}

#[tokio::test]
async fn a_stop_is_graceful_and_acknowledges() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let bot = town.bot();
    lan.says("/start");
    lan.sees("Chào bà con!").await;
    let start = Instant::now();
    let (status, log) = bot.stops().await;
    assert!(status.success(), "{log}");
    assert!(start.elapsed() < Duration::from_secs(3), "took {:?}", start.elapsed());
    assert_eq!(town.world.lock().queue.len(), 0, "the last updates are acknowledged");
}

#[tokio::test]
async fn the_log_holds_neither_the_token_nor_a_person() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Nguyễn Thị Kín");
    let bot = town.bot_with(&[("RUST_LOG", "trace")]);
    climbs(&lan).await;
    lan.says("tôi là Nguyễn Thị Kín, 0912345678");
    town.quiet().await;
    town.world.lock().faults.add("sendmessage", Some(7), 1, Fault::Refuse("BUTTON_DATA_INVALID"));
    lan.says("/start leo-thang");
    town.quiet().await;
    let (_, log) = bot.stops().await;
    for secret in [TOKEN, "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "Kín", "0912345678"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[tokio::test]
async fn an_edited_guide_is_read_again_and_a_broken_one_is_not() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let _bot = town.bot();
    climbs(&lan).await;
    let guide = town.folder.0.join("dialogs/vi/leo-thang.md");
    let text = std::fs::read_to_string(&guide).expect("the guide");
    std::fs::write(&guide, text.replace("nấc thứ hai", "nấc số hai")).expect("edited");
    tokio::time::sleep(Duration::from_millis(1500)).await;
    lan.presses(NEXT).await;
    lan.sees("nấc số hai").await;
    std::fs::write(&guide, text.replace("(#giay-to)", "(#khong-co)")).expect("broken");
    tokio::time::sleep(Duration::from_millis(1500)).await;
    lan.presses(NEXT).await;
    lan.sees("nấc thứ ba").await;
}

#[tokio::test]
async fn a_picture_is_uploaded_once_and_again_when_its_number_is_refused() {
    let town = Town::open().await;
    let (lan, tam) = (town.citizen(7, "Lan"), town.citizen(8, "Tám"));
    let _bot = town.bot();
    for who in [&lan, &tam] {
        who.says("/start leo-thang");
        who.presses("Xem cái thang").await;
        assert!(who.sees("Nó như thế này").await.picture);
    }
    assert_eq!(town.world.lock().uploads, 1);
    town.world.lock().files.clear();
    lan.says("/start leo-thang");
    lan.sees("không để ai leo").await;
    lan.presses("Xem cái thang").await;
    lan.until("the picture again", |m| m.last().filter(|m| m.picture).map(|_| ())).await;
    assert_eq!(town.world.lock().uploads, 2);
    lan.presses("Tải bản vẽ").await;
    lan.until("the file", |m| m.iter().any(|m| m.file.is_some() && !m.picture).then_some(())).await;
}
