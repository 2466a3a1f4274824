//! An announcement's calls: each kind of message, albums, corrections, taking back; files uploaded once.

use std::time::Duration;

use camtay::engine::{Act, Choice, Group};
use camtay::sender::job::{Media, MediaFile, MediaKind, Piece};
use camtay::sender::outcome::Outcome;
use camtay::sender::telegram::Telegram;
use camtay::sender::{Call, Wire};

use super::town::faults::Fault;
use super::{Line, line};

fn piece(html: &str, media: Vec<Media>) -> Piece {
    Piece { html: html.to_owned(), media, choices: Vec::new(), spot: camtay::sender::job::Spot::default() }
}

fn news(piece: &Piece) -> Call {
    Call::News { chat: 7, piece: Box::new(piece.clone()), plain: false, silent: false }
}

fn path(kind: MediaKind, path: &str) -> Media {
    Media { kind, file: MediaFile::Path(path.to_owned()), html: String::new() }
}

fn photo(html: &str) -> Media {
    Media { html: html.to_owned(), ..path(MediaKind::Photo, "media/thang.png") }
}

fn pdf() -> Media {
    path(MediaKind::Document, "media/ban-ve.pdf")
}

#[tokio::test]
async fn words_with_a_button_go_out_silently_are_corrected_and_taken_back() {
    let Line { world, telegram, .. } = line().await;
    let stop = Choice { label: "Thôi".to_owned(), act: Act::Press("tb.x".to_owned()), group: Group::On };
    let told = Piece { choices: vec![vec![stop]], ..piece("<b>Tin</b> 1 &lt; 2", vec![]) };
    let silent = Call::News { chat: 7, piece: Box::new(told.clone()), plain: false, silent: true };
    assert_eq!(telegram.call(silent).await, Outcome::Sent(Some(1)));
    assert_eq!(telegram.call(news(&told)).await, Outcome::Sent(Some(2)));
    {
        let world = world.lock();
        let [first, second] = [1, 2].map(|n| world.chat(7).messages[&n].clone());
        assert_eq!((first.text.as_str(), first.silent, second.silent), ("Tin 1 < 2", true, false));
        assert_eq!(first.keyboard.len(), 1);
    }
    let amend = |message, html: &str| {
        let piece = Box::new(Piece { html: html.to_owned(), ..told.clone() });
        Call::Amend { chat: 7, message, piece, plain: false }
    };
    assert_eq!(telegram.call(amend(1, "Tin sửa")).await, Outcome::Sent(Some(1)));
    assert_eq!(telegram.call(amend(1, "Tin sửa")).await, Outcome::Already, "not modified");
    assert_eq!(telegram.call(amend(9, "Tin sửa")).await, Outcome::NothingToEdit, "gone");
    let beside = Piece { html: "Tin sửa".to_owned(), media: vec![photo("")], ..told.clone() };
    let caption = Call::Amend { chat: 7, message: 2, piece: Box::new(beside), plain: false };
    assert_eq!(telegram.call(caption).await, Outcome::Refused { markup: false, code: 400 }, "a text is no caption");
    assert_eq!(telegram.call(amend(2, "<u>Tin</b>")).await, Outcome::Refused { markup: true, code: 400 });
    assert_eq!(world.lock().chat(7).messages[&1].text, "Tin sửa");
    let unsend = || Call::Unsend { chat: 7, messages: vec![1, 2, 9] };
    assert_eq!(telegram.call(unsend()).await, Outcome::Sent(None));
    assert_eq!(telegram.call(unsend()).await, Outcome::Sent(None), "gone already is done");
    assert!(world.lock().chat(7).messages.is_empty());
}

#[tokio::test]
async fn each_kind_of_file_has_its_method_and_its_own_number() {
    let Line { world, telegram, .. } = line().await;
    let kinds = [
        (MediaKind::Photo, "sendphoto"),
        (MediaKind::Video, "sendvideo"),
        (MediaKind::Animation, "sendanimation"),
        (MediaKind::Audio, "sendaudio"),
        (MediaKind::Voice, "sendvoice"),
        (MediaKind::Document, "senddocument"),
    ];
    for (n, (kind, method)) in kinds.into_iter().enumerate() {
        for _ in 0..2 {
            let sent = telegram.call(news(&piece("lời", vec![path(kind, "media/thang.png")]))).await;
            assert!(matches!(sent, Outcome::Sent(Some(_))), "{method}: {sent:?}");
        }
        let world = world.lock();
        assert_eq!(world.acts.last().map(|act| act.method.as_str()), Some(method));
        assert_eq!(world.uploads, n + 1, "{method}: uploaded once, and apart from the other kinds");
    }
    let known = world.lock().screen(7).and_then(|message| message.file.clone()).expect("a file");
    let again = Media { kind: MediaKind::Document, file: MediaFile::Id(known), html: String::new() };
    assert!(matches!(telegram.call(news(&piece("lời", vec![again]))).await, Outcome::Sent(Some(_))));
    let caption =
        Call::Amend { chat: 7, message: 1, piece: Box::new(piece("lời sửa", vec![photo("")])), plain: false };
    assert_eq!(telegram.call(caption).await, Outcome::Sent(Some(1)));
    assert_eq!(world.lock().chat(7).messages[&1].text, "lời sửa");
}

#[tokio::test]
async fn an_album_is_uploaded_once_and_gives_all_its_numbers() {
    let Line { world, telegram, .. } = line().await;
    let album = piece("", vec![photo("một"), pdf(), photo("hai")]);
    assert_eq!(telegram.call(news(&album)).await, Outcome::SentAll(vec![1, 2, 3]));
    let texts: Vec<String> = world.lock().chat(7).messages.values().map(|message| message.text.clone()).collect();
    assert_eq!(texts, ["một", "", "hai"]);
    let uploads = world.lock().uploads;
    assert_eq!(telegram.call(news(&album)).await, Outcome::SentAll(vec![4, 5, 6]));
    assert_eq!(world.lock().uploads, uploads, "the second time by number");
    assert_eq!(telegram.call(news(&piece("", vec![pdf(), photo("")]))).await, Outcome::SentAll(vec![7, 8]));
    assert_eq!(world.lock().uploads, uploads);
}

#[tokio::test]
async fn albums_of_the_same_files_in_another_order_do_not_wait_for_each_other() {
    let Line { world, telegram, .. } = line().await;
    world.lock().faults.add("sendMediaGroup", None, 1, Fault::Slow(Duration::from_millis(100)));
    let one = news(&piece("", vec![photo(""), pdf()]));
    let other = news(&piece("", vec![pdf(), photo(""), pdf()]));
    let both = async { tokio::join!(telegram.call(one), telegram.call(other)) };
    let (one, other) = tokio::time::timeout(Duration::from_secs(20), both).await.expect("neither waits for ever");
    assert!(matches!((one, other), (Outcome::SentAll(_), Outcome::SentAll(_))));
}

#[tokio::test]
async fn a_number_that_telegram_forgot_is_uploaded_again_and_a_refused_file_is_refused() {
    let Line { world, telegram, .. } = line().await;
    let told = piece("lời", vec![photo("")]);
    assert_eq!(telegram.call(news(&told)).await, Outcome::Sent(Some(1)));
    world.lock().files.clear();
    assert_eq!(telegram.call(news(&told)).await, Outcome::Sent(Some(2)));
    assert_eq!(world.lock().uploads, 2);
    world.lock().faults.add("sendPhoto", None, 2, Fault::Refuse("IMAGE_PROCESS_FAILED"));
    assert_eq!(telegram.call(news(&told)).await, Outcome::Sent(Some(3)), "the words go without it");
    let none = piece("lời", vec![path(MediaKind::Photo, "media/none.png")]);
    assert_eq!(telegram.call(news(&none)).await, Outcome::Sent(Some(4)));
    assert!(world.lock().chat(7).messages.range(3..).all(|(_, seen)| seen.text == "lời" && seen.file.is_none()));
    world.lock().faults.add("sendMediaGroup", None, 2, Fault::Refuse("not enough rights to send photos to the chat"));
    let album = piece("", vec![photo("một"), photo("hai")]);
    assert_eq!(telegram.call(news(&album)).await, Outcome::Sent(Some(5)));
    assert_eq!(world.lock().chat(7).messages[&5].text, "một\n\nhai");
    world.lock().faults.add("sendMediaGroup", None, 2, Fault::TooLarge);
    let album = piece("", vec![photo(""), pdf()]);
    assert_eq!(telegram.call(news(&album)).await, Outcome::SentAll(vec![]), "its words come as a message of their own");
}

#[tokio::test]
async fn only_announcements_are_paid_for_and_only_where_it_is_set() {
    for paid in [false, true] {
        let Line { world, telegram, api } = line().await;
        drop(telegram);
        let telegram = Telegram::new(super::access(&api, super::TOKEN), "x".into());
        let telegram = telegram.paying(paid);
        telegram.call(news(&piece("tin", vec![]))).await;
        telegram.call(super::send("lời")).await;
        let paid_for: Vec<bool> = world.lock().acts.iter().map(|act| act.paid).collect();
        assert_eq!(paid_for, [paid, false]);
    }
}
