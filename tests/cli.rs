//! The program as a shell sees it: pipes, folders, exit codes.

mod town;

use std::process::{Output, Stdio};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use town::Town;
use town::bot::{Folder, camtay};

async fn run(folder: &Folder, words: &[&str], input: &str) -> Output {
    run_with(folder, words, input, &[]).await
}

async fn run_with(folder: &Folder, words: &[&str], input: &str, environment: &[(&str, &str)]) -> Output {
    let mut command = camtay(folder);
    command
        .args(words)
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut pipe = child.stdin.take().expect("piped");
    // It may end before it has read everything.
    let _ = pipe.write_all(input.as_bytes()).await;
    drop(pipe);
    child.wait_with_output().await.expect("it ends")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn a_talk_through_a_pipe_goes_on_in_the_next_process() {
    let folder = Folder::new().with_book();
    let first = run(&folder, &["chat", "--as", "a"], "/start leo-thang\n1\nĐủ rồi\n").await;
    assert!(first.status.success(), "{}", err(&first));
    let seen = out(&first);
    assert!(seen.contains("không để ai leo") && seen.contains("nấc thứ nhất"), "{seen}");
    assert!(!seen.contains('\u{1b}'), "no colours in a pipe");
    let second = run(&folder, &["chat", "--as", "a"], "tiếp\n").await;
    assert!(out(&second).contains("nấc thứ hai"), "{}", out(&second));
    let other = run(&folder, &["chat", "--as", "b"], "tiếp\n").await;
    assert!(!out(&other).contains("nấc thứ"), "another name, another place: {}", out(&other));
}

#[tokio::test]
async fn a_chat_left_open_sees_an_edit_at_its_next_line() {
    let folder = Folder::new().with_book();
    let mut chat = camtay(&folder);
    chat.args(["chat", "--as", "a"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut chat = chat.spawn().expect("it starts");
    let (mut pipe, mut seen) = (chat.stdin.take().expect("piped"), chat.stdout.take().expect("piped"));
    let (mut all, mut some) = (Vec::new(), [0; 4_096]);
    pipe.write_all("/start leo-thang\n1\nĐủ rồi\n".as_bytes()).await.expect("written");
    while !String::from_utf8_lossy(&all).contains("nấc thứ nhất") {
        let read = seen.read(&mut some).await.expect("it answers");
        assert!(read > 0, "{}", String::from_utf8_lossy(&all));
        all.extend_from_slice(&some[..read]);
    }
    let guide = folder.0.join("dialogs/vi/leo-thang.md");
    let text = std::fs::read_to_string(&guide).expect("the guide");
    std::fs::write(&guide, text.replace("nấc thứ hai", "nấc số hai")).expect("edited");
    pipe.write_all("tiếp\n".as_bytes()).await.expect("written");
    drop(pipe);
    let mut rest = String::new();
    seen.read_to_string(&mut rest).await.expect("it ends");
    assert!(rest.contains("nấc số hai"), "{rest}");
    assert!(chat.wait().await.expect("it ends").success());
}

#[tokio::test]
async fn without_a_token_the_chat_is_the_default() {
    let folder = Folder::new().with_book();
    let talk = run(&folder, &[], "/start\n").await;
    assert!(talk.status.success() && out(&talk).contains("Chào bà con!"), "{}{}", out(&talk), err(&talk));
}

#[tokio::test]
async fn one_process_a_store() {
    let folder = Folder::new().with_book();
    let mut first = camtay(&folder);
    first.args(["chat", "--as", "a"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut first = first.spawn().expect("it starts");
    let mut pipe = first.stdin.take().expect("piped");
    pipe.write_all("/start\n".as_bytes()).await.expect("written");
    let mut seen = [0; 1];
    tokio::io::AsyncReadExt::read_exact(first.stdout.as_mut().expect("piped"), &mut seen).await.expect("it answers");
    let second = run(&folder, &["chat", "--as", "b"], "/start\n").await;
    assert_eq!(second.status.code(), Some(1), "{}", err(&second));
    assert!(err(&second).contains("đang chạy") || err(&second).contains("đang mở"), "{}", err(&second));
    drop(pipe);
    assert!(first.wait().await.expect("it ends").success());
}

#[tokio::test]
async fn two_bots_on_one_store() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let _first = town.bot();
    lan.says("/start");
    lan.sees("Chào bà con!").await;
    let (status, log) = town.bot().ends().await;
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(log.contains("đang chạy") || log.contains("đang mở"), "{log}");
}

#[tokio::test]
async fn check_tells_by_its_exit_code() {
    let folder = Folder::new().with_book();
    let fine = run(&folder, &["check"], "").await;
    assert_eq!(fine.status.code(), Some(0), "{}{}", out(&fine), err(&fine));
    let guide = folder.0.join("dialogs/vi/leo-thang.md");
    let text = std::fs::read_to_string(&guide).expect("the guide");
    std::fs::write(&guide, text.replace("(#giay-to)", "(#khong-co)")).expect("broken");
    for words in [&["check"][..], &["check", "dialogs"]] {
        let broken = run(&folder, words, "").await;
        assert_eq!(broken.status.code(), Some(1));
        let told = out(&broken) + &err(&broken);
        assert!(told.contains("leo-thang.md:") && told.contains("error:"), "{told}");
    }
    assert_ne!(run(&folder, &["check", "nowhere"], "").await.status.code(), Some(0));
}

#[tokio::test]
async fn check_names_each_file_that_telegram_would_not_take() {
    let folder = Folder::new().with_book();
    let dialogs = folder.0.join("dialogs");
    let heic: &[u8] = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0\0\0\0\0";
    let cases: [(&str, &[u8], u64, &str); 6] = [
        ("thang.png", b"", 0, "tệp rỗng, 0 byte"),
        ("thang.png", heic, 99, "bên trong là HEIC"),
        ("thang.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\x01\x90\x08\x02\0\0\0", 99, "hình 1 × 400 điểm"),
        (
            "thang.png",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x09\0\0\0\x09\x08\x02\0\0\0",
            12 << 20,
            "nặng 12 MB, Telegram chỉ nhận tới 10 MB",
        ),
        ("ban-ve.pdf", b"%PDF-1.4", 55 << 20, "nặng 55 MB, Telegram chỉ nhận tới 50 MB"),
        ("ban-ve.pdf", b"<!DOCTYPE html>", 99, "bên trong là một trang mạng"),
    ];
    let stencil = "+++\ntitle = \"Thử\"\n+++\nXem hình.\n\n![Hình](../media/thang.png)\n";
    std::fs::create_dir_all(dialogs.join("vi/mau-tin")).expect("a folder");
    std::fs::write(dialogs.join("vi/mau-tin/thu.md"), stencil).expect("a stencil");
    for (name, head, len, wanted) in cases {
        let path = dialogs.join("media").join(name);
        let was = std::fs::read(&path).expect("the file");
        std::fs::write(&path, head).expect("another");
        std::fs::File::options().write(true).open(&path).and_then(|file| file.set_len(len)).expect("as long");
        let told = run(&folder, &["check"], "").await;
        let text = out(&told);
        let places = text.lines().filter(|line| line.contains(wanted));
        let of_guide = places.clone().filter(|line| line.contains("vi/leo-thang.md:3")).count();
        let of_stencil = places.filter(|line| line.contains("vi/mau-tin/thu.md:6")).count();
        assert_eq!((told.status.code(), of_guide), (Some(1), 1), "{name}: {wanted}: {text}");
        assert_eq!(of_stencil, usize::from(name == "thang.png"), "{name}: {wanted}: {text}");
        std::fs::write(&path, was).expect("as it was");
    }
    assert_eq!(run(&folder, &["check"], "").await.status.code(), Some(0));
}

#[tokio::test]
async fn find_answers_line_by_line_and_opens_no_store() {
    let folder = Folder::new().with_book();
    let found = run(&folder, &["find"], "leo thang\nlen gac\nzzzz qqqq\n").await;
    assert!(found.status.success(), "{}", err(&found));
    assert_eq!(out(&found), "leo-thang\nleo-thang\n\n");
    assert!(!folder.0.join("data").exists(), "no store is made");
}

#[tokio::test]
async fn a_guide_as_a_map_and_as_a_leaflet() {
    let folder = Folder::new().with_book();
    let map = run(&folder, &["map", "leo-thang"], "").await;
    assert!(map.status.success() && out(&map).starts_with("<svg ") && out(&map).ends_with("</svg>\n"), "{}", err(&map));
    let file = run(&folder, &["map", "dialogs/vi/leo-thang.md", "-o", "leo-thang.svg"], "").await;
    assert!(file.status.success() && out(&file).is_empty());
    assert_eq!(std::fs::read_to_string(folder.0.join("leo-thang.svg")).expect("written"), out(&map));
    assert!(out(&run(&folder, &["map", "--dot", "leo-thang"], "").await).starts_with("digraph {"));
    let leaflet = run(&folder, &["preview", "leo-thang", "--on", "2027-03-05"], "").await;
    assert!(leaflet.status.success() && out(&leaflet).contains("5/3/2027"), "{}{}", out(&leaflet), err(&leaflet));
    assert!(!out(&leaflet).contains('\u{1b}'), "no colours in a pipe");
    for command in ["map", "preview"] {
        let slip = run(&folder, &[command, "leo-than"], "").await;
        assert_eq!(slip.status.code(), Some(1));
        assert!(err(&slip).contains("Có phải «leo-thang» không?") && out(&slip).is_empty(), "{}", err(&slip));
        assert_eq!(run(&folder, &[command], "").await.status.code(), Some(2), "no guide named");
    }
    assert!(!folder.0.join("data").exists(), "no store is made");
}

#[tokio::test]
async fn a_broken_guide_is_drawn_with_its_fault() {
    let folder = Folder::new().with_book();
    let guide = folder.0.join("dialogs/vi/leo-thang.md");
    let text = std::fs::read_to_string(&guide).expect("the guide");
    std::fs::write(&guide, text.replace("(#giay-to)", "(#khong-co)")).expect("broken");
    let map = run(&folder, &["map", "leo-thang"], "").await;
    assert!(map.status.success() && out(&map).contains("HỎNG: bài này không có bước `khong-co`"), "{}", out(&map));
}

#[tokio::test]
async fn help_and_version() {
    let folder = Folder::new();
    let help = run(&folder, &["--help"], "").await;
    assert!(help.status.success());
    for word in [
        "chat",
        "check",
        "find",
        "map",
        "preview",
        "TELOXIDE_TOKEN",
        "CAMTAY_DATA",
        "CAMTAY_SECOND",
        "CAMTAY_PAID",
        "Cách dùng",
    ] {
        assert!(out(&help).contains(word), "{word} in {}", out(&help));
    }
    assert!(!out(&help).contains("Usage"), "in Vietnamese");
    assert_eq!(out(&run(&folder, &["--version"], "").await).trim(), format!("camtay {}", env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn wrong_words_and_settings_leave_with_two() {
    let folder = Folder::new().with_book();
    for words in [&["chek"][..], &["--nothing"], &["chat", "--on", "mai"], &["--config", "none.toml", "find"]] {
        let wrong = run(&folder, words, "").await;
        assert_eq!(wrong.status.code(), Some(2), "{words:?}: {}", err(&wrong));
        assert!(!err(&wrong).is_empty() && out(&wrong).is_empty());
    }
    let wrong = run_with(&folder, &["find"], "", &[("CAMTAY_RATE", "-1")]).await;
    assert_eq!(wrong.status.code(), Some(2));
    assert!(err(&wrong).contains("CAMTAY_RATE"), "{}", err(&wrong));
    std::fs::write(folder.0.join("camtay.toml"), "\ndialog = \"x\"\n").expect("settings");
    let wrong = run(&folder, &["find"], "").await;
    assert_eq!(wrong.status.code(), Some(2));
    assert!(err(&wrong).contains("camtay.toml:2") && err(&wrong).contains("dialogs"), "{}", err(&wrong));
}

#[tokio::test]
async fn a_walk_on_another_day() {
    let folder = Folder::new().with_book();
    let talk = run(&folder, &["chat", "--as", "a", "--on", "2027-03-05"], "/start leo-thang\n").await;
    assert!(talk.status.success() && out(&talk).contains("không để ai leo"), "{}", err(&talk));
}
