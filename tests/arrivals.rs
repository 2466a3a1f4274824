//! What arrives: a message of every kind of the Bot API 10.4, and of kinds that nobody has heard of, each beside what its citizen must get.
//!
//! `tests/arrivals.jsonl` has a line for each: `message` is what stands in it beside the envelope, `gets` the event, `strange` what is counted.

use camtay::engine::{Event, Odd};
use camtay::intake::telegram::{Me, arrival, updates};
use camtay::intake::{Arrival, What, Why};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Row {
    name: String,
    gets: String,
    message: Map<String, Value>,
    #[serde(default)]
    strange: Vec<String>,
}

fn rows() -> Vec<Row> {
    let lines = include_str!("arrivals.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).expect(line)).collect()
}

fn me() -> Me {
    Me { id: 42, username: "CamTay_bot".to_owned() }
}

fn update(chat: &Value, content: &Map<String, Value>) -> String {
    let mut message = json!({ "message_id": 3, "date": 1_795_000_000, "chat": chat, "from": { "id": 7, "is_bot": false, "first_name": "Lan", "last_name": "Anh" } });
    message.as_object_mut().expect("an object").extend(content.clone());
    json!({ "update_id": 9, "message": message }).to_string()
}

fn read(update: &str) -> (Arrival, Vec<String>) {
    let mut kinds = Vec::new();
    let came = arrival(update, &me(), &mut |kind| kinds.push(kind.to_owned())).expect("it has a number");
    (came, kinds)
}

fn wanted(gets: &str) -> What {
    What::Citizen(match gets.split_once(':') {
        Some(("said", words)) => Event::Said(words.to_owned()),
        Some(("odd", kind)) => Event::Sent(match kind {
            "photo" => Odd::Photo,
            "sticker" => Odd::Sticker,
            "voice" => Odd::Voice,
            "document" => Odd::Document,
            "contact" => Odd::Contact,
            _ => Odd::Other,
        }),
        _ if gets == "place" => Event::SharedPlace,
        _ => return What::Nothing(Why::Service),
    })
}

#[test]
fn whatever_a_citizen_sends_is_read_as_far_as_it_can_be() {
    let rows = rows();
    assert!(rows.len() >= 60, "every kind");
    let private = json!({ "id": 7, "type": "private", "first_name": "Lan" });
    let mut wrong = Vec::new();
    for Row { name, gets, message, strange } in &rows {
        let (came, kinds) = read(&update(&private, message));
        if came.what != wanted(gets) || came.chat != Some(7) || kinds != *strange {
            wrong.push(format!("{name}: {:?}, {kinds:?}", came.what));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn in_one_answer_none_takes_another_with_it() {
    let private = json!({ "id": 7, "type": "private", "first_name": "Lan" });
    let all: Vec<String> = rows().iter().map(|row| update(&private, &row.message)).collect();
    let odd = [r#"{"update_id":10,"wedding":{"bride":"Lan"}}"#, r#"{"update_id":11,"message":5}"#];
    let answer = format!(r#"{{"ok":true,"result":[{},{}]}}"#, all.join(","), odd.join(","));
    let batch = updates(answer.as_bytes()).expect("an answer").expect("updates");
    let mut kinds = Vec::new();
    let came = batch.arrivals(&me(), |kind| kinds.push(kind.to_owned()));
    assert_eq!(came.len(), all.len() + 2);
    for (came, alone) in came.iter().zip(&all) {
        assert_eq!(*came, read(alone).0);
    }
    assert!(kinds.ends_with(&["update:wedding".to_owned(), "update:?".to_owned()]), "{kinds:?}");
}

#[test]
fn in_a_group_a_call_is_heard_whatever_stands_beside_it() {
    let group = json!({ "id": -100, "type": "supergroup", "title": "Thôn 3", "is_forum": true });
    for Row { name, message, gets, .. } in rows().into_iter().filter(|row| row.gets.starts_with("said")) {
        let mut called = message.clone();
        called.insert("text".to_owned(), json!("@CamTay_bot ơi"));
        assert!(matches!(read(&update(&group, &called)).0.what, What::Group { .. }), "{name}");
        assert_eq!(read(&update(&group, &message)).0.what, What::Nothing(Why::NotForUs), "{name} {gets}");
    }
}

#[test]
fn a_chat_of_a_newer_kind_is_told_by_its_number() {
    let of = |chat: Value| read(&update(&chat, json!({ "text": "a" }).as_object().expect("an object")));
    let (came, kinds) = of(json!({ "id": 7, "type": "saved_messages" }));
    assert_eq!(
        (came.what, kinds),
        (What::Citizen(Event::Said("a".to_owned())), vec!["chat:saved_messages".to_owned()])
    );
    assert_eq!(of(json!({ "id": -7, "type": "community" })).0.what, What::Nothing(Why::NotForUs));
}

#[test]
fn the_words_of_the_staff_keep_the_marks_that_can_be_drawn() {
    let private = json!({ "id": 7, "type": "private" });
    let content = json!({ "text": "Bà con đi chợ", "entities": [
        { "type": "bold", "offset": 0, "length": 6 }, { "type": "date_time", "offset": 7, "length": 2, "unix_time": 1 }] });
    let note = read(&update(&private, content.as_object().expect("an object"))).0.note.expect("marks");
    assert_eq!((note.letter.html.as_str(), note.name.as_str()), ("<b>Bà con</b> đi chợ", "Lan Anh"));
    let content = json!({ "video": { "file_id": "f", "qualities": [1] }, "caption": "a", "caption_entities": [
        { "type": "hologram" }, { "type": "italic", "offset": 0, "length": 1 }] });
    let note = read(&update(&private, content.as_object().expect("an object"))).0.note.expect("a film");
    assert_eq!((note.letter.html.as_str(), note.letter.media.len()), ("<i>a</i>", 1));
}

#[test]
fn a_press_is_read_whatever_the_message_above_it_has_become() {
    let press = |more: Value| {
        let mut query = json!({ "id": "q", "chat_instance": "1", "data": "EAA", "from": { "id": 7, "is_bot": false, "first_name": "Lan" } });
        query.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        read(&json!({ "update_id": 9, "callback_query": query }).to_string()).0
    };
    let pressed = What::Citizen(Event::Pressed("EAA".to_owned()));
    let cases = [
        json!({ "message": { "message_id": 3, "date": 0, "chat": { "id": 7, "type": "private" } } }),
        json!({ "message": { "message_id": "three", "chat": { "id": 7, "type": "private" } } }),
        json!({ "message": { "message_id": 3, "chat": { "id": 7, "type": "saved_messages" }, "rich_message": {} } }),
        json!({ "message": "gone" }),
        json!({ "from": { "id": 7, "kind": "human" } }),
        json!({ "from": "Lan", "message": { "message_id": 3, "chat": { "id": 7, "type": "private" } } }),
    ];
    for case in cases {
        let came = press(case.clone());
        assert_eq!(
            (came.chat, came.what, came.press.map(|press| press.id).as_deref()),
            (Some(7), pressed.clone(), Some("q")),
            "{case}"
        );
    }
    let of_group = press(
        json!({ "message": { "message_id": 3, "message_thread_id": 44, "is_topic_message": true, "chat": { "id": -100, "type": "supergroup" } } }),
    );
    assert_eq!((of_group.chat, of_group.spot.thread), (None, Some(44)));
}

#[test]
fn a_message_knows_its_topic_and_a_row_of_replies_is_none() {
    let group = json!({ "id": -100, "type": "supergroup", "title": "x" });
    let of = |content: Value| read(&update(&group, content.as_object().expect("an object"))).0.spot;
    assert_eq!(of(json!({ "text": "a", "message_thread_id": 44, "is_topic_message": true })).thread, Some(44));
    assert_eq!(of(json!({ "text": "a", "message_thread_id": 44 })).thread, None);
    assert_eq!(of(json!({ "text": "a" })).answers, Some(3));
}

#[test]
fn a_group_that_becomes_another_is_told_from_both_sides() {
    let old = json!({ "id": -5, "type": "group", "title": "x" });
    let new = json!({ "id": -1005, "type": "supergroup", "title": "x" });
    let of = |chat: &Value, content: Value| {
        let came = read(&update(chat, content.as_object().expect("an object"))).0;
        (came.chat, came.what)
    };
    let moved = (Some(-5), What::Moved { to: -1005 });
    assert_eq!(of(&old, json!({ "migrate_to_chat_id": -1005 })), moved);
    assert_eq!(of(&new, json!({ "migrate_from_chat_id": -5 })), moved);
    let private = json!({ "id": 7, "type": "private" });
    assert_eq!(of(&private, json!({ "migrate_to_chat_id": -1005 })), (Some(7), What::Nothing(Why::Service)));
}
