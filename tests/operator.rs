//! What an operator does: backup of a running bot, restore, mending after damage, reload; by the real binary.

mod town;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

use camtay::engine::Keep;
use camtay::round::{Hands, Round, kinds};
use camtay::store::{Trouble, survey};
use serde_json::Value;

use town::Town;
use town::bot::{Folder, camtay};
use town::citizen::Citizen;

async fn run(folder: &Folder, words: &[&str]) -> Output {
    camtay(folder).args(words).output().await.expect("it runs")
}

async fn works(folder: &Folder, words: &[&str]) -> String {
    let output = run(folder, words).await;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{words:?}: {told}{}", String::from_utf8_lossy(&output.stderr));
    told
}

async fn fails(folder: &Folder, words: &[&str]) -> String {
    let output = run(folder, words).await;
    assert_eq!(output.status.code(), Some(1), "{words:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

async fn climbs(who: &Citizen) {
    who.says("/start leo-thang");
    who.sees("không để ai leo").await;
    who.presses("Bắt đầu").await;
    who.sees("Giấy một").await;
    who.presses("Đủ rồi").await;
    who.sees("nấc thứ nhất").await;
}

/// Every update of the last round is in its chat's record: what one batch wrote is there whole.
fn is_of_one_moment(backup: &Path) -> usize {
    let text = fs::read_to_string(backup).expect("a backup");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let of = |space: &str| lines.iter().filter(move |line| line["space"] == space).collect::<Vec<_>>();
    let ids = |list: &Value| list.as_array().into_iter().flatten().filter_map(Value::as_u64).collect::<BTreeSet<_>>();
    // A zero, the first number, then distances.
    let summed = |list: &Value| {
        let numbers = list.as_array().into_iter().flatten().filter_map(Value::as_u64);
        let sums = numbers.scan(0_u64, |sum, distance| {
            *sum = sum.wrapping_add(distance);
            Some(*sum)
        });
        sums.skip(1).collect::<Vec<_>>()
    };
    let seen: BTreeSet<u64> = of("c/").iter().flat_map(|line| summed(&line["body"]["seen"])).collect();
    let last: BTreeSet<u64> = of("r/").iter().flat_map(|line| ids(&line["body"])).collect();
    assert!(last.is_subset(&seen), "{last:?} is not in {seen:?}");
    seen.len()
}

#[tokio::test]
async fn a_backup_of_a_busy_bot_is_of_one_moment_and_the_walk_goes_on_from_it() {
    let town = Town::open().await;
    let bot = town.bot();
    let citizens: Vec<Citizen> = (0..6).map(|n| town.citizen(70 + n, "Lan")).collect();
    for who in &citizens {
        climbs(who).await;
    }
    let mut most = 0;
    for n in 0..8 {
        for who in &citizens {
            who.says("/start leo-thang");
            who.says("/tieptuc");
        }
        // Under load: the talks above are being turned meanwhile.
        let told = works(&town.folder, &["backup", "b.jsonl"]).await;
        assert!(told.contains("đã sao lưu") && told.contains("b.jsonl"), "{told}");
        most = most.max(is_of_one_moment(&town.folder.0.join("b.jsonl")));
        assert!(n > 0 || most > 0);
    }
    town.quiet().await;
    works(&town.folder, &["backup", "b.jsonl"]).await;
    let mode = |name: &str| fs::metadata(town.folder.0.join(name)).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode("b.jsonl"), mode("data/control.sock")), (0o600, 0o600));
    let (status, log) = bot.stops().await;
    assert!(status.success() && log.contains("backup:"), "{log}");
    assert!(!town.folder.0.join("data/control.sock").exists());

    let told = fails(&town.folder, &["restore", "b.jsonl"]).await;
    assert!(told.contains("mv data/bot data/bot.cu"), "how it is done: {told}");
    fs::rename(town.folder.0.join("data/bot"), town.folder.0.join("data/bot.cu")).expect("moved");
    works(&town.folder, &["restore", "b.jsonl"]).await;
    let _bot = town.bot();
    citizens[0].says("/tieptuc");
    citizens[0].sees("nấc thứ nhất").await;
    citizens[0].says("tiếp");
    citizens[0].sees("nấc thứ hai").await;
}

#[tokio::test]
async fn a_closed_store_gives_the_same_backup_with_and_without_writing() {
    let town = Town::open().await;
    let bot = town.bot();
    let lan = town.citizen(7, "Lan");
    climbs(&lan).await;
    town.quiet().await;
    let same = "running.jsonl";
    assert!(fails(&town.folder, &["store", "check"]).await.contains("đang chạy"));
    assert!(fails(&town.folder, &["store", "compact"]).await.contains("đang chạy"));
    assert!(fails(&town.folder, &["backup", "--read-only", "x.jsonl"]).await.contains("đang chạy"));
    works(&town.folder, &["backup", same]).await;
    assert!(bot.stops().await.0.success());
    let read = |name: &str| fs::read_to_string(town.folder.0.join(name)).expect("a backup");
    let before = fs::read(town.folder.0.join("data/bot/db")).expect("the store");
    works(&town.folder, &["backup", "--read-only", "looked.jsonl"]).await;
    assert!(works(&town.folder, &["store", "check"]).await.contains("còn nguyên"));
    assert!(fs::read(town.folder.0.join("data/bot/db")).expect("the store") == before);
    works(&town.folder, &["backup", "closed.jsonl"]).await;
    assert_eq!(read("looked.jsonl"), read("closed.jsonl"));
    assert_eq!(read("running.jsonl"), read("closed.jsonl"));
    fs::write(town.folder.0.join("camtay.toml"), "rate = 5\n").expect("settings");
    assert!(fails(&town.folder, &["backup", "camtay.toml"]).await.contains("tên khác"));
    assert!(fails(&town.folder, &["backup", "--terminal", "t.jsonl"]).await.contains("data/terminal"));
    assert!(!town.folder.0.join("data/terminal").exists(), "nothing is made by asking");
}

#[tokio::test]
async fn a_backup_into_a_pipe_is_refused_and_the_bot_goes_on() {
    let town = Town::open().await;
    let bot = town.bot();
    let lan = town.citizen(7, "Lan");
    climbs(&lan).await;
    let pipe = town.folder.0.join("b.gz");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()));
    for name in ["b.gz", "data", "/dev/null"] {
        let told = fails(&town.folder, &["backup", name]).await;
        assert!(told.contains("không phải tệp thường"), "{told}");
    }
    fs::rename(&pipe, town.folder.0.join("b.jsonl.new")).expect("moved");
    assert!(fails(&town.folder, &["backup", "b.jsonl"]).await.contains("không phải tệp thường"));
    lan.presses("Xong, bước tiếp").await;
    lan.sees("nấc thứ hai").await;
    works(&town.folder, &["backup", "c.jsonl"]).await;
    assert!(bot.stops().await.0.success());
    assert!(fails(&town.folder, &["restore", "--terminal", "b.jsonl.new"]).await.contains("không phải tệp thường"));
}

#[tokio::test]
async fn a_backup_with_another_letter_in_it_is_refused() {
    let town = Town::open().await;
    let bot = town.bot();
    climbs(&town.citizen(7, "Lan")).await;
    works(&town.folder, &["backup", "b.jsonl"]).await;
    assert!(bot.stops().await.0.success());
    let path = town.folder.0.join("b.jsonl");
    let text = fs::read_to_string(&path).expect("a backup");
    fs::write(&path, text.replacen("leo-thang", "leo-thanh", 1)).expect("written");
    fs::remove_dir_all(town.folder.0.join("data/bot")).expect("gone");
    assert!(fails(&town.folder, &["restore", "b.jsonl"]).await.contains("mã kiểm không khớp"));
    assert!(!town.folder.0.join("data/bot").exists());
}

/// A store of so many chats as the bot would have written them.
fn fill(folder: &Folder, chats: i64) {
    let text = r#"{"session":{"seed":7,"keep":"Unanswered","last":1795400000000},"seen":[],"next":1,"heard":0}"#;
    fs::create_dir_all(folder.0.join("data")).expect("a folder");
    let db = sled::open(folder.0.join("data/bot")).expect("a store");
    for _ in 0..2 {
        for chat in 0..chats {
            db.insert([b"c/".as_slice(), &chat.to_be_bytes()].concat(), ["\u{1}\u{0}", text].concat().as_bytes())
                .expect("written");
        }
    }
    drop(db);
    drop(Round::open(&folder.0.join("data/bot"), Hands::terminal(), Keep::Always).expect("a store"));
}

fn chats(folder: &Folder) -> u64 {
    let found = survey(&folder.0.join("data/bot"), &kinds()).expect("read");
    assert!(found.is_whole(), "{found:?}");
    found.counts.iter().find(|(prefix, _)| *prefix == "c/").map_or(0, |(_, count)| *count)
}

/// Starts it and kills it as soon as `file` is there.
async fn killed_at(folder: &Folder, words: &[&str], file: &str) {
    let mut child = camtay(folder).args(words).spawn().expect("it starts");
    let end = Instant::now() + Duration::from_secs(20);
    while !folder.0.join(file).exists() && child.try_wait().expect("a child").is_none() {
        assert!(Instant::now() < end, "{file} never came");
        tokio::task::yield_now().await;
    }
    let _ = child.kill().await;
}

#[tokio::test]
async fn killed_in_the_middle_of_a_backup_or_a_compact_the_old_one_is_whole() {
    const CHATS: i64 = 8_000;
    let folder = Folder::new().with_book();
    fill(&folder, CHATS);
    works(&folder, &["backup", "b.jsonl"]).await;
    let whole = fs::read(folder.0.join("b.jsonl")).expect("a backup");
    killed_at(&folder, &["backup", "b.jsonl"], "b.jsonl.new").await;
    assert!(fs::read(folder.0.join("b.jsonl")).expect("a backup") == whole);
    for file in ["data/bot.fresh", "data/bot.fresh/db", "data/bot.fresh/written", "data/bot.old"] {
        killed_at(&folder, &["store", "compact"], file).await;
        if folder.0.join("data/bot").exists() {
            assert_eq!(chats(&folder), CHATS.unsigned_abs(), "killed at {file}");
        }
    }
    works(&folder, &["store", "compact"]).await;
    assert_eq!(chats(&folder), CHATS.unsigned_abs());
    works(&folder, &["backup", "b.jsonl"]).await;
    assert!(fs::read(folder.0.join("b.jsonl")).expect("a backup") == whole);
}

#[tokio::test]
async fn a_damaged_store_stops_the_start_with_the_way_out_and_the_rest_is_saved() {
    let town = Town::open().await;
    fill(&town.folder, 4_000);
    let file = town.folder.0.join("data/bot/db");
    let length = fs::metadata(&file).expect("a store").len();
    fs::OpenOptions::new().write(true).open(&file).expect("a store").set_len(length * 7 / 10).expect("cut");
    let (status, log) = town.bot().ends().await;
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(log.contains("camtay store check") && log.contains("camtay store salvage"), "{log}");
    let found = fails(&town.folder, &["store", "check"]).await;
    assert!(found.contains("camtay store salvage") && found.contains("cuộc trò chuyện"), "{found}");
    assert!(fails(&town.folder, &["backup", "--read-only", "x.jsonl"]).await.contains("đã hỏng"));
    assert!(!town.folder.0.join("x.jsonl").exists());

    let told = works(&town.folder, &["store", "salvage"]).await;
    assert!(told.contains("data/bot.torn-"), "{told}");
    assert!(chats(&town.folder) > 1_000, "{told}");
    assert!(fails(&town.folder, &["store", "salvage"]).await.contains("còn nguyên"));
    let _bot = town.bot();
    let lan = town.citizen(7_000, "Lan");
    climbs(&lan).await;
}

#[tokio::test]
async fn the_terminals_store_has_commands_of_its_own() {
    let folder = Folder::new().with_book();
    works(&folder, &["chat", "--as", "a"]).await;
    works(&folder, &["backup", "--terminal", "t.jsonl"]).await;
    assert!(works(&folder, &["store", "check", "--terminal"]).await.contains("data/terminal"));
    fs::remove_dir_all(folder.0.join("data/terminal")).expect("gone");
    works(&folder, &["restore", "--terminal", "t.jsonl"]).await;
    let talk = works(&folder, &["chat", "--as", "a"]).await;
    assert!(!talk.is_empty());
    assert_eq!(survey(&folder.0.join("data/bot"), &kinds()), Err(Trouble::Missing));
}

#[tokio::test]
async fn reload_reads_the_dialogs_and_tells_what_it_found() {
    let town = Town::open().await;
    assert!(fails(&town.folder, &["reload"]).await.contains("không có bot nào đang chạy"));
    let _bot = town.bot();
    let lan = town.citizen(7, "Lan");
    climbs(&lan).await;
    let fine = works(&town.folder, &["reload"]).await;
    assert!(fine.contains("2 bài, 0 lỗi"), "{fine}");
    let place = town.folder.0.join("dialogs").canonicalize().expect("it is there");
    let from = format!(" ở «dialogs» (tức là {}): vi có 2 bài trong ", place.display());
    assert!(fine.contains("đọc lúc ") && fine.contains(&from), "{fine}");
    let guide = town.folder.0.join("dialogs/vi/leo-thang.md");
    let text = fs::read_to_string(&guide).expect("the guide");
    fs::write(&guide, text.replace("nấc thứ hai", "nấc số hai")).expect("edited");
    works(&town.folder, &["reload"]).await;
    lan.presses("Xong, bước tiếp").await;
    lan.sees("nấc số hai").await;
    fs::write(&guide, text.replace("(#giay-to)", "(#khong-co)")).expect("broken");
    let told = fails(&town.folder, &["reload"]).await;
    assert!(
        told.contains(" lỗi")
            && !told.contains(" 0 lỗi")
            && told.contains("leo-thang")
            && told.contains("camtay check"),
        "{told}"
    );
}
