//! The update parser: any JSON that bears a number becomes an arrival, and a person in a private chat gets an event.

use std::sync::LazyLock;

use camtay::intake::telegram::{Me, arrival, updates};
use camtay::intake::{Arrival, What, Why};
use serde_json::{Value, json};

use super::tape::Tape;
use super::{files, json::mutate};

/// As Telegram sends them; `tests/fuzz/corpus/updates/` and the table of what arrives have more.
static SEEDS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus/updates");
    let mut all: Vec<Value> =
        files(&folder).iter().filter_map(|path| serde_json::from_slice(&std::fs::read(path).ok()?).ok()).collect();
    let lan = json!({ "id": 7, "is_bot": false, "first_name": "Lan", "language_code": "vi" });
    let bot = json!({ "id": 42, "is_bot": true, "first_name": "Cầm Tay", "username": "CamTay_bot" });
    let chat = json!({ "id": 7, "type": "private", "first_name": "Lan" });
    let group = json!({ "id": -1_001_234_567_890_i64, "type": "supergroup", "title": "Thôn 3" });
    let file = json!({ "file_id": "f", "file_unique_id": "u", "file_size": 9, "width": 3, "height": 4, "duration": 5 });
    let contents = [
        json!({ "text": "/start khai-sinh", "entities": [{ "type": "bot_command", "offset": 0, "length": 6 }] }),
        json!({ "photo": [file], "caption": "giấy của tôi" }),
        json!({ "voice": file }),
        json!({ "document": file }),
        json!({ "contact": { "phone_number": "1", "first_name": "x" } }),
        json!({ "location": { "longitude": 105.8, "latitude": 21.0 } }),
        json!({ "dice": { "emoji": "🎲", "value": 3 } }),
        json!({ "text": "@CamTay_bot ơi", "reply_to_message": { "message_id": 1, "date": 1, "chat": group, "from": bot, "text": "x" } }),
        json!({ "new_chat_members": [bot] }),
        json!({ "migrate_to_chat_id": -1 }),
    ];
    for (n, content) in contents.into_iter().enumerate() {
        for chat in [&chat, &group] {
            let mut message = json!({ "message_id": 3, "date": 1_795_000_000, "chat": chat, "from": lan });
            message.as_object_mut().expect("an object").extend(content.as_object().expect("an object").clone());
            all.push(json!({ "update_id": 700_000_000 + n, "message": message }));
            all.push(json!({ "update_id": 700_000_100 + n, "edited_message": message }));
        }
    }
    let message = json!({ "message_id": 3, "date": 1_795_000_000, "chat": chat, "from": bot, "text": "Chào" });
    all.push(json!({ "update_id": 8, "callback_query": { "id": "q1", "chat_instance": "1", "data": "EAA", "from": lan, "message": message } }));
    let (old, new) =
        (json!({ "status": "member", "user": bot }), json!({ "status": "kicked", "user": bot, "until_date": 0 }));
    for (n, line) in include_str!("../arrivals.jsonl").lines().enumerate() {
        let line: Value = serde_json::from_str(line).expect("a line of the table");
        let mut message = json!({ "message_id": 3, "date": 1_795_000_000, "chat": chat, "from": lan });
        message.as_object_mut().expect("an object").extend(line["message"].as_object().expect("an object").clone());
        all.push(json!({ "update_id": 700_000_200 + n, "message": message }));
    }
    all.push(json!({ "update_id": 9, "my_chat_member": { "chat": chat, "date": 1, "from": lan, "old_chat_member": old, "new_chat_member": new } }));
    all
});

pub fn mutated(tape: &mut Tape<'_>) -> Vec<u8> {
    let mut update = SEEDS[tape.below(SEEDS.len())].clone();
    let other = &SEEDS[tape.below(SEEDS.len())];
    mutate(&mut update, other, tape);
    let mut bytes = numbered(update, u32::from(tape.byte()) + 1);
    if tape.once_in(16) {
        let at = tape.below(bytes.len());
        bytes[at] = tape.byte();
    }
    bytes
}

/// The number stands first, as Telegram writes it.
fn numbered(mut update: Value, number: u32) -> Vec<u8> {
    if let Some(fields) = update.as_object_mut() {
        fields.remove("update_id");
    }
    let rest = update.to_string();
    let rest = rest.strip_prefix('{').filter(|rest| *rest != "}").unwrap_or("\"a\":1}");
    format!("{{\"update_id\":{number},{rest}").into_bytes()
}

pub fn judge(bytes: &[u8]) {
    let (Ok(raw), Ok(text)) = (serde_json::from_slice::<Value>(bytes), std::str::from_utf8(bytes)) else { return };
    let me = Me { id: 42, username: "CamTay_bot".to_owned() };
    let mut kinds = Vec::new();
    let Some(came) = arrival(text, &me, &mut |kind| kinds.push(kind.to_owned())) else { return };
    let names = |kind: &String| kind.split_once(':').is_some_and(|(_, name)| name.len() <= 40 && name.is_ascii());
    assert!(kinds.iter().all(names), "a kind is told by its name: {kinds:?}");
    assert_eq!(raw.get("update_id").and_then(Value::as_u64), Some(came.update.0), "its number is kept");
    stands(&came, &raw);
    // In an answer to getUpdates, beside another, it comes to the same.
    let other = r#"{"update_id":1,"wedding":{}}"#;
    let answer = format!(r#"{{"ok":true,"result":[{text},{other}]}}"#);
    let batch = updates(answer.as_bytes()).expect("an answer").expect("updates");
    assert_eq!(batch.arrivals(&me, |_| {}).first(), Some(&came));
}

fn stands(came: &Arrival, raw: &Value) {
    let text = |at: &str| raw.pointer(at).and_then(Value::as_str);
    if let Some(press) = &came.press {
        assert_eq!(text("/callback_query/id"), Some(press.id.as_str()), "a press is answered under its own number");
    }
    match &came.what {
        What::Citizen(_) => {
            assert!(came.chat.is_some(), "an event is somebody's");
            let kinds = ["/message/chat/type", "/edited_message/chat/type", "/callback_query/message/chat/type"];
            assert!(
                !kinds.iter().any(|at| text(at).is_some_and(|kind| matches!(kind, "group" | "supergroup"))),
                "no walk in a group"
            );
        }
        What::Group { link } => assert!(came.chat.is_some() && link == "https://t.me/CamTay_bot"),
        What::Blocked | What::Unblocked | What::Moved { .. } => assert!(came.chat.is_some()),
        What::Nothing(why) => assert!(came.chat.is_none() || *why == Why::Service, "what makes no turn is no chat's"),
    }
}

#[test]
fn the_seeds_are_updates() {
    let me = Me { id: 42, username: "CamTay_bot".to_owned() };
    let unread = |seed: &&Value| {
        let text = String::from_utf8(numbered((*seed).clone(), 1)).expect("JSON");
        arrival(&text, &me, &mut |_| {}).is_none_or(|came| came.what == What::Nothing(Why::Unreadable))
    };
    let (all, unread) = (SEEDS.len(), SEEDS.iter().filter(unread).count());
    assert!(unread <= 3 && all > 100, "{unread} of {all} seeds change in nothing but what can't be read");
}
