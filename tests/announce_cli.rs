//! `camtay announce` as a shell sees it: the real binary asks a running bot that the test plays on the control socket.

#![cfg(unix)]

mod town;

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixListener;
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex};

use camtay::announce::{Aim, Counted, Letter, Request, State, Status, To};
use camtay::when::Moment;
use serde_json::Value;

use town::Town;
use town::bot::{Folder, camtay};

const LETTER: &str = "Nhà văn hóa **đóng cửa** hôm nay. Hỏi {{office.phone}}.\n\n- [Làm ngay](leo-thang.md)\n";

/// A bot that answers on the socket as it is told, and keeps what it was asked.
struct FakeBot {
    asked: Arc<Mutex<Vec<Request>>>,
}

impl FakeBot {
    fn listens(folder: &Folder, answer: impl Fn(&Request) -> Result<String, String> + Send + 'static) -> Self {
        let data = folder.0.join("data");
        std::fs::create_dir_all(&data).expect("the data");
        let listener = UnixListener::bind(data.join("control.sock")).expect("a socket");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut line = String::new();
                BufReader::new(&stream).read_line(&mut line).expect("a line");
                let json = line.trim_end().strip_prefix("announce ").expect("an announcement is asked of");
                let request: Request = serde_json::from_str(json).expect("a request");
                let answer = match answer(&request) {
                    Ok(json) => format!("done {json}\n"),
                    Err(words) => format!("failed {words}\n"),
                };
                kept.lock().expect("kept").push(request);
                // Whoever asked may have left.
                let _ = (&stream).write_all(answer.as_bytes());
            }
        });
        Self { asked }
    }

    /// As a bot with 9,214 citizens would answer.
    fn of_many(folder: &Folder) -> Self {
        Self::listens(folder, |request| {
            Ok(match request {
                Request::Count { .. } => {
                    let now = Moment::from_millis(0);
                    let count = Counted { audience: 9214, begins: now, ends: now, same: Some(3), approval: false };
                    serde_json::to_string(&count)
                }
                Request::Status { id: None } => serde_json::to_string(&[status(2), status(1)]),
                Request::Send { .. } => serde_json::to_string(&status(7)),
                Request::Status { id: Some(id) }
                | Request::Pause { id }
                | Request::Resume { id }
                | Request::Stop { id }
                | Request::TakeBack { id }
                | Request::Edit { id, .. } => serde_json::to_string(&status(*id)),
            }
            .expect("JSON"))
        })
    }

    fn asked(&self) -> Vec<Request> {
        self.asked.lock().expect("kept").clone()
    }
}

fn status(id: u32) -> Status {
    Status {
        id,
        state: State::Sending,
        about: "Nhà văn hóa".to_owned(),
        to: To::All,
        audience: 1204,
        sent: 819,
        waiting: 372,
        blocked: 12,
        failed: 0,
        unknown: 1,
        rate: 28.0,
        began: Some(Moment::from_millis(1_796_086_800_000)),
        ends: None,
    }
}

fn with_letter() -> Folder {
    let folder = Folder::new().with_book();
    std::fs::write(folder.0.join("tin.md"), LETTER).expect("the letter");
    folder
}

async fn run(folder: &Folder, words: &[&str]) -> (Option<i32>, String, String) {
    let mut command = camtay(folder);
    command.arg("announce").args(words).stdin(Stdio::null());
    let Output { status, stdout, stderr } = command.output().await.expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (status.code(), text(stdout), text(stderr))
}

#[tokio::test]
async fn sent_by_the_running_bot_and_its_number_stands_on_a_line() {
    let folder = with_letter();
    let bot = FakeBot::of_many(&folder);
    let (code, out, err) = run(&folder, &["send", "tin.md", "--to", "field:ho-tich", "--silent", "--yes"]).await;
    assert_eq!(code, Some(0), "{err}");
    assert!(out.starts_with("Gửi cho 9.214 người") && out.lines().any(|line| line == "id 7"), "{out}");
    assert!(out.contains("giống hệt tin số 3") && !out.contains('\u{1b}'), "{out}");
    let asked = bot.asked();
    let [Request::Count { to, letter: Some(counted), .. }, Request::Send { letter, to: sent_to, at, urgent, silent }] =
        asked.as_slice()
    else {
        panic!("counted, then sent: {asked:?}");
    };
    assert_eq!((to, sent_to, at, urgent, silent), (&To::Field("ho-tich".into()), to, &None, &false, &true));
    assert_eq!(counted, letter);
    assert_eq!(letter.html, "Nhà văn hóa <b>đóng cửa</b> hôm nay. Hỏi 0252 000 000.");
    assert_eq!(letter.buttons[0].aim, Aim::Guide("leo-thang".to_owned()));
}

#[tokio::test]
async fn nothing_is_sent_without_a_yes() {
    let folder = with_letter();
    let bot = FakeBot::of_many(&folder);
    let (code, out, err) = run(&folder, &["send", "tin.md", "--to", "all"]).await;
    assert_eq!(code, Some(2), "{err}");
    assert!(out.contains("9.214 người") && err.contains("--yes") && !out.contains("id "), "{out}{err}");
    let (code, out, err) = run(&folder, &["send", "tin.md", "--to", "all", "--dry-run"]).await;
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("9.214 người") && !out.contains("id "), "{out}");
    assert!(bot.asked().iter().all(|request| matches!(request, Request::Count { .. })), "{:?}", bot.asked());
}

#[tokio::test]
async fn the_hour_and_the_urgency_go_with_the_count_and_the_letter() {
    let folder = with_letter();
    let bot = FakeBot::of_many(&folder);
    let words = ["send", "tin.md", "--to", "all", "--at", "chiều mai 2 giờ rưỡi", "--urgent", "--yes"];
    let (code, _, err) = run(&folder, &words).await;
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(bot.asked().len(), 2);
    for request in bot.asked() {
        let (Request::Count { at, urgent, .. } | Request::Send { at, urgent, .. }) = request else {
            panic!("{request:?}");
        };
        assert_eq!((at.expect("an hour").minute_of_day(), urgent), (14 * 60 + 30, true));
    }
}

#[tokio::test]
async fn a_faulty_letter_reaches_no_bot() {
    let folder = with_letter();
    let bot = FakeBot::of_many(&folder);
    std::fs::write(folder.0.join("sai.md"), "Xem.\n\n- [Làm](leo-than.md)\n").expect("a letter");
    std::fs::write(folder.0.join("hinh.md"), "Xem.\n\n![Hình](../media/khong-co.png)\n").expect("a letter");
    let cases = [
        ("sai.md", "sai.md:3:3: error: không có bài `leo-than.md`"),
        ("hinh.md", "khong-co.png"),
        ("mat.md", "mat.md"),
    ];
    for (file, wanted) in cases {
        for words in [&["send", file, "--to", "all", "--yes"][..], &["edit", "5", file]] {
            let (code, out, err) = run(&folder, words).await;
            assert_eq!((code, out.as_str()), (Some(1), ""), "{words:?}: {err}");
            assert!(err.contains(wanted), "{words:?}: {err}");
        }
    }
    assert_eq!(bot.asked(), []);
    std::fs::write(folder.0.join("la.md"), "Xem bit.ly/abc.\n").expect("a letter");
    let (code, _, err) = run(&folder, &["send", "la.md", "--to", "all", "--dry-run"]).await;
    assert!(code == Some(0) && err.contains("⚠️ «bit.ly/abc» không phải trang nhà nước"), "{err}");
}

#[tokio::test]
async fn a_file_that_telegram_would_not_take_is_told_before_anything_goes() {
    let folder = with_letter();
    let bot = FakeBot::of_many(&folder);
    std::fs::write(folder.0.join("dialogs/media/thang.png"), "").expect("an empty picture");
    std::fs::write(folder.0.join("hinh.md"), "Xem.\n\n![Hình](../media/thang.png)\n").expect("a letter");
    for words in [&["send", "hinh.md", "--to", "all", "--yes"][..], &["edit", "5", "hinh.md"]] {
        let (code, out, err) = run(&folder, words).await;
        assert_eq!((code, out.as_str()), (Some(1), ""), "{words:?}: {err}");
        assert!(err.contains("Telegram không nhận «media/thang.png»: tệp rỗng, 0 byte"), "{err}");
    }
    assert_eq!(bot.asked(), []);
}

#[tokio::test]
async fn wrong_words_are_named() {
    let folder = with_letter();
    let bot = FakeBot::of_many(&folder);
    let cases = [
        (&["send", "tin.md"][..], "còn thiếu --to"),
        (&["send", "--to", "all"], "còn thiếu <TỆP>"),
        (&["send", "tin.md", "--to", "everyone"], "all, field:NHÓM, hamlet:THÔN"),
        (&["send", "tin.md", "--to", "field:ho-tch", "--yes"], "không có nhóm việc «ho-tch»"),
        (&["send", "tin.md", "--to", "doing:leo-than", "--yes"], "Có phải «leo-thang» không?"),
        (&["send", "tin.md", "--to", "all", "--at", "2 giờ"], "2 giờ sáng hay 2 giờ chiều"),
        (&["send", "tin.md", "--to", "all", "--at", "2020-01-01T08:00"], "đã qua"),
        (&["pause"], "còn thiếu <SỐ>"),
        (&["stop", "abc"], "«abc» không hợp với «<SỐ>»"),
        (&["puase", "5"], "Có phải «pause» không?"),
        (&[], "còn thiếu việc phải làm"),
    ];
    for (words, wanted) in cases {
        let (code, _, err) = run(&folder, words).await;
        assert_eq!(code, Some(2), "{words:?}: {err}");
        assert!(err.contains(wanted), "{words:?}: {err}");
    }
    assert_eq!(bot.asked(), []);
}

#[tokio::test]
async fn without_a_running_bot_one_sentence() {
    let folder = with_letter();
    let all = [
        &["send", "tin.md", "--to", "all", "--yes"][..],
        &["status"],
        &["status", "5", "--json"],
        &["stop", "5"],
        &["edit", "5", "tin.md"],
    ];
    for words in all {
        let (code, out, err) = run(&folder, words).await;
        assert_eq!((code, out.as_str()), (Some(1), ""), "{words:?}: {err}");
        assert!(err.contains("không có bot nào đang chạy") && err.lines().count() == 1, "{err}");
    }
}

#[tokio::test]
async fn status_as_json_is_one_object_of_integers() {
    let folder = with_letter();
    let bot = FakeBot::of_many(&folder);
    let (code, out, _) = run(&folder, &["status", "5", "--json"]).await;
    let value: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(code, Some(0));
    let numbers = ["id", "audience", "sent", "waiting", "blocked", "failed", "unknown"].map(|key| value[key].as_u64());
    assert_eq!(numbers, [5, 1204, 819, 372, 12, 0, 1].map(Some));
    assert_eq!((value["state"].as_str(), value["ends"].is_null()), (Some("sending"), true));
    assert_eq!(value["began"].as_str(), Some("2026-12-01T08:00:00+07:00"));
    let (_, list, _) = run(&folder, &["status", "--json"]).await;
    let list: Value = serde_json::from_str(&list).expect("JSON");
    assert_eq!(list.as_array().map(Vec::len), Some(2));
    let (_, told, _) = run(&folder, &["status"]).await;
    assert_eq!(
        told.lines().next(),
        Some("số 2: đang gửi; 1.204 người (all): 819 xong · 372 còn lại · 12 chặn bot · 1 không rõ; «Nhà văn hóa»")
    );
    for words in [["pause", "5"], ["resume", "5"], ["stop", "5"], ["take-back", "5"]] {
        let (code, out, err) = run(&folder, &words).await;
        assert!(code == Some(0) && out.starts_with("số 5: đang gửi"), "{words:?}: {out}{err}");
    }
    let (code, ..) = run(&folder, &["edit", "5", "tin.md"]).await;
    assert_eq!(code, Some(0));
    let asked = bot.asked();
    assert_eq!(
        asked[3..7],
        [Request::Pause { id: 5 }, Request::Resume { id: 5 }, Request::Stop { id: 5 }, Request::TakeBack { id: 5 }]
    );
    assert!(matches!(&asked[7], Request::Edit { id: 5, letter: Letter { html, .. } } if html.contains("đóng cửa")));
}

#[tokio::test]
async fn what_the_bot_refuses_is_passed_on() {
    let folder = with_letter();
    let _bot = FakeBot::listens(&folder, |_| Err("không có tin số 9".to_owned()));
    let (code, out, err) = run(&folder, &["stop", "9"]).await;
    assert_eq!((code, out.as_str(), err.as_str()), (Some(1), "", "camtay: không có tin số 9\n"));
    let other = with_letter();
    let _bot = FakeBot::listens(&other, |_| Ok("xong".to_owned()));
    let (code, _, err) = run(&other, &["stop", "9"]).await;
    assert!(code == Some(1) && err.contains("bản khác"), "{err}");
}

#[tokio::test]
async fn the_real_bot_tells_who_asked_for_news() {
    let town = Town::open().await;
    std::fs::write(town.folder.0.join("tin.md"), LETTER).expect("the letter");
    let _bot = town.bot();
    let (lan, binh) = (town.citizen(7, "Lan"), town.citizen(8, "Bình"));
    for who in [&lan, &binh] {
        who.says("/start leo-thang");
        who.sees("không để ai leo").await;
    }
    lan.says("/thongbao");
    lan.sees("Tin của xã Thử").await;
    lan.presses("Nhận tin của xã").await;
    town.quiet().await;
    // For tomorrow: whatever the hour is now, it waits.
    let words = ["send", "tin.md", "--to", "all", "--at", "sáng mai 8 giờ", "--yes"];
    let (code, out, err) = run(&town.folder, &words).await;
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.starts_with("Gửi cho 1 người"), "{out}");
    let id = out.lines().find_map(|line| line.strip_prefix("id ")).expect("its number").to_owned();
    let (_, json, _) = run(&town.folder, &["status", &id, "--json"]).await;
    let value: Value = serde_json::from_str(&json).expect("JSON");
    let count = |key: &str| value[key].as_u64().expect(key);
    assert_eq!((count("audience"), count("sent"), count("waiting")), (1, 0, 1), "{json}");
    assert_eq!(value["state"], "planned");
    let (code, told, _) = run(&town.folder, &["stop", &id]).await;
    assert!(code == Some(0) && told.starts_with(&format!("số {id}: đã dừng hẳn")), "{told}");
    let (code, _, err) = run(&town.folder, &["stop", "999"]).await;
    assert!(code == Some(1) && err.contains("999"), "{err}");
}
