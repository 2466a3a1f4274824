//! What yesterday's program wrote, byte for byte: it is read today, by the real engine over the real dialogs.

use std::path::Path;

use camtay::engine::Keep;
use camtay::front::dialogs::Dialogs;
use camtay::round::{Hands, Round};
use camtay::sender::job::{ChatId, Job, OnScreen};
use camtay::when::Moment;
use jiff::civil::date;

use crate::hands::{Folder, LAN, TAM, at, bare, line_of, run, said, waiting, words};

/// Version 1, a reply waits. A sample, never to be changed: an empty field of today's is not in it.
const WALKS: &str = concat!(
    "\u{1}\u{1}",
    r#"{"session":{"seed":7,"keep":{"Yes":1795400000000},"last":1795400000000,"hand":4242,"dossiers":[{"number":4242,"#,
    r#""guide":"khai-sinh","began":"2026-11-20","day":"2026-11-22","place":"khai-sinh#noi-o@.3"}]},"seen":[5,9],"#,
    r#""screen":{"message":20,"picture":false,"last":true},"waiting":[{"number":3,"what":{"Show":{"screen":3,"#,
    r#""part":{"html":"Cha mẹ bé ở đâu?","picture":null,"choices":[[{"label":"Ở xã mình","act":{"Press":"1.a"},"#,
    r#""group":"Guide"}]]},"from":20}}},{"number":4,"what":{"File":"media/a.pdf"}},{"number":5,"what":{"Strip":11}}],"#,
    r#""next":6,"heard":0,"unreachable":false,"listed":null}"#,
);

/// Version 1, the least a record can hold.
const BARE: &str = concat!(
    "\u{1}\u{0}",
    r#"{"session":{"seed":7,"keep":"Unanswered","last":1795400000000},"seen":[],"screen":null,"waiting":[],"#,
    r#""next":1,"heard":0,"unreachable":true,"listed":1795486400000}"#,
);

fn write(folder: &Folder, records: &[(ChatId, &str)]) {
    let db = bare(folder);
    for (chat, record) in records {
        db.insert([b"c/".as_slice(), &chat.to_be_bytes()].concat(), record.as_bytes()).expect("written");
    }
    db.insert(
        [b"e/".as_slice(), &(0x01a2_0b54_3e00_i64 ^ i64::MIN).to_be_bytes(), &(TAM ^ i64::MIN).to_be_bytes()].concat(),
        b"\x01\x00null",
    )
    .expect("written");
    db.insert("r/", b"\x01\x00[5,6]").expect("written");
    db.flush().expect("flushed");
}

#[test]
fn yesterdays_records_still_load() {
    let folder = Folder::new("yesterday");
    write(&folder, &[(LAN, WALKS), (TAM, BARE)]);
    let mut round = Round::open(&folder.0, Hands::telegram(), Keep::Unanswered).expect("a store");
    let (_, book) = Dialogs::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogs"), None).expect("the dialogs");
    let now = Moment::of_day(date(2026, 11, 23), 10, 0);

    let lines = round.waiting().expect("lines");
    assert_eq!(lines.len(), 1, "only who is flagged");
    assert_eq!(lines[0].screen, Some(OnScreen { message: 20, picture: false, last: true }));
    assert_eq!(words(&lines[0].jobs), ["Cha mẹ bé ở đâu?", "file media/a.pdf", "strip 11"]);

    let arrivals = [5, 6, 9].map(|n| said(n, LAN, "/tieptuc")).into();
    assert!(round.run(&book, arrivals, Vec::new(), now).expect("a round").lines.is_empty(), "its ids are known");
    let arrivals = vec![said(10, LAN, "/tieptuc"), said(11, TAM, "/start")];
    let done = round.run(&book, arrivals, Vec::new(), now).expect("a round");
    let lan = words(&line_of(&done.lines, LAN).jobs);
    assert_eq!(lan[..2], ["file media/a.pdf", "strip 11"]);
    assert!(lan[2].contains("Cha mẹ bé ở đâu?"), "the walk goes on where it stopped: {}", lan[2]);
    assert!(!line_of(&done.lines, TAM).jobs.is_empty());

    round.sweep(Vec::new(), now.plus(std::time::Duration::from_hours(24))).expect("a sweep");
    assert!(round.knows(LAN).expect("read"), "consent of yesterday holds");
    assert!(!round.knows(TAM).expect("read"), "and so does an end");
}

#[test]
fn a_record_nobody_can_read_is_left_alone_and_the_rest_goes_on() {
    let folder = Folder::new("broken");
    write(&folder, &[(LAN, "\u{1}\u{1}{\"session\":"), (TAM, BARE)]);
    let mut round = folder.open();
    assert!(round.waiting().expect("lines").is_empty());
    let done = run(&mut round, vec![said(1, LAN, "a"), said(2, TAM, "b")], at(0));
    assert_eq!(done.shown.len(), 1);
    assert_eq!(words(&line_of(&done.lines, TAM).jobs), ["b 1"]);
    drop(round);
    let mut round = folder.open();
    assert!(waiting(&mut round, LAN).is_empty());
    drop(round);
    let db = bare(&folder);
    let kept = db.get([b"c/".as_slice(), &LAN.to_be_bytes()].concat()).expect("read").expect("still there");
    assert_eq!(&kept[..], b"\x01\x01{\"session\":", "for whoever can mend it");
}

#[test]
fn a_page_to_print_that_says_less_than_todays_is_read() {
    let written = r#"{"number":4,"what":{"Print":{"file":"giay-to-khai-sinh.pdf","title":"Đăng ký khai sinh",
        "papers":{"head":"Giấy tờ","items":[{"have":true,"label":"Giấy chứng sinh","rest":", bản chính"}]}}}}"#;
    let job: Job = serde_json::from_str(written).expect("a job");
    assert_eq!(words(&[job]), ["print giay-to-khai-sinh.pdf"]);
}
