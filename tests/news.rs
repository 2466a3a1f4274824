//! Announcements from the citizen's side: what a yes records, what a stop leaves, what a button under an announcement does.

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;

use camtay::book::read_words;
use camtay::engine::{
    Act, Choice, Event, How, Keep, Led, News, Session, Topics, View, WHOLE_COMMUNE, open_choice, stop_choice,
    stop_said, turn,
};
use camtay::screen::{compose, measure};
use common::{Citizen, TODAY};

fn press(lan: &mut Citizen, choice: &Choice) {
    let Act::Press(token) = &choice.act else { panic!("{choice:?} is no press") };
    lan.does(Event::Pressed(token.clone()));
}

fn subscribed() -> Citizen {
    let mut lan = Citizen::new(TODAY);
    lan.says("/thongbao");
    lan.presses("Nhận tin của xã");
    lan
}

/// Walks a short procedure to its real end.
fn files(lan: &mut Citizen) {
    for words in ["/start luu-tru", "Bắt đầu", "Tôi là khách, tự báo", "Đi tiếp", "Báo trên mạng", "Trên Cổng"]
    {
        lan.says(words);
    }
    for _ in 0..4 {
        lan.says("tiếp");
    }
    assert!(lan.session.dossiers.iter().any(|d| d.filed), "at its end");
}

fn edition(lan: &Citizen) -> String {
    lan.session.news.consent.as_ref().expect("a yes").edition.clone()
}

#[test]
fn a_yes_records_what_was_read_when_and_how() {
    let mut lan = Citizen::new(TODAY);
    lan.says("/thongbao");
    assert!(!lan.session.news.wants(), "a look is no yes");
    lan.presses("Nhận tin của xã");
    let consent = lan.session.news.consent.clone().expect("a yes");
    assert_eq!((consent.how, consent.at), (How::Menu, lan.now));
    assert!(consent.edition.starts_with("vi-"), "{}", consent.edition);
    assert_eq!(lan.session.keep, Keep::Unanswered, "the other consent is another");

    let mut lan = Citizen::new(TODAY);
    files(&mut lan);
    lan.presses("Nhận tin của xã");
    let at_end = lan.session.news.consent.clone().expect("a yes");
    assert_eq!(at_end.how, How::Finished);
    assert_ne!(at_end.edition, consent.edition, "other words stood there");

    let mut lan = Citizen::new(TODAY);
    files(&mut lan);
    lan.says("/start");
    lan.presses("Nhận tin của xã");
    let on_welcome = lan.session.news.consent.clone().expect("a yes");
    assert_eq!((on_welcome.how, on_welcome.edition), (How::Welcome, at_end.edition), "the same words");

    lan.says("dừng nhận tin");
    lan.presses("Nhận tin lại");
    assert_eq!(lan.session.news.consent.as_ref().map(|c| (c.how, c.at)), Some((How::Letter, lan.now)));
}

#[test]
fn an_edition_is_of_the_words_that_were_on_the_screen() {
    let first = edition(&subscribed());
    let mut lan = Citizen::new(TODAY);
    lan.says("/thongbao");
    let old = lan.choice("Nhận tin của xã").expect("a button");
    let path = "vi/phrases.toml";
    let edited = String::from_utf8_lossy(&lan.files[path]).replace("Nhiều nhất 3 tin", "Nhiều nhất 2 tin");
    lan.book.words = Arc::new(read_words(path, edited.as_bytes()).0);
    let mut tam = Citizen::new(TODAY);
    tam.book.words.clone_from(&lan.book.words);
    press(&mut lan, &old);
    assert_eq!(edition(&lan), first, "a button keeps the words it was drawn under");
    tam.says("/thongbao");
    tam.presses("Nhận tin của xã");
    assert_ne!(edition(&tam), first, "other words, another edition");

    let mut anna = Citizen::new(TODAY);
    anna.says("english");
    anna.presses("English");
    anna.says("/thongbao");
    anna.presses("Get the news");
    assert!(edition(&anna).starts_with("en-"), "{}", edition(&anna));
}

#[test]
fn silence_and_a_yes_to_something_else_are_no_yes() {
    let mut lan = Citizen::new(TODAY);
    files(&mut lan);
    for words in ["có", "vâng", "phải", "ok", "tiếp", "được rồi", "rồi"] {
        lan.says("/start");
        lan.says(words);
        assert!(!lan.session.news.wants(), "{words} on the welcome");
        lan.says("/thongbao");
        lan.says(words);
        assert!(!lan.session.news.wants(), "{words} on /thongbao");
    }
    lan.says("/hoso");
    lan.presses("Lưu trú");
    lan.presses("Giữ chỗ giúp tôi");
    assert!(matches!(lan.session.keep, Keep::Yes(_)) && !lan.session.news.wants());
}

#[test]
fn nobody_is_asked_before_an_end_and_nobody_after_a_no() {
    let asked = |lan: &Citizen| lan.labels().iter().any(|l| l == "Nhận tin của xã");
    let mut lan = Citizen::new(TODAY);
    for words in ["/start", "/start", "/start luu-tru", "Khách nước ngoài", "/start"] {
        lan.says(words);
        assert!(!asked(&lan), "after {words}");
    }
    files(&mut lan);
    assert!(asked(&lan), "at the first end");
    lan.says("/start");
    assert!(asked(&lan), "on the welcome");
    lan.presses("Không, cảm ơn");
    assert!(!asked(&lan) && lan.session.news.refused);
    lan.says("/start");
    assert!(!asked(&lan), "a no is a no");
    files(&mut lan);
    assert!(!asked(&lan), "at the second end too");
}

#[test]
fn an_end_of_before_this_was_written_down_is_an_end() {
    let mut lan = Citizen::new(TODAY);
    files(&mut lan);
    let now = serde_json::to_string(&lan.session).expect("a record");
    let before = now.replace(r#","filed":true"#, "");
    assert_ne!(now, before);
    lan.session = serde_json::from_str(&before).expect("an old record");
    lan.says("/start");
    assert!(lan.labels().contains(&"Nhận tin của xã".to_owned()));
}

#[test]
fn a_stop_keeps_the_no_alone_and_the_place() {
    let mut lan = subscribed();
    lan.presses("✅ Đất đai");
    lan.presses("Gửi đừng kêu");
    let wanted = lan.session.news.clone();
    lan.says("/start khai-sinh");
    lan.presses("Bắt đầu");
    lan.says("20/11/2026");
    let place = lan.place();
    press(&mut lan, &stop_choice(&common::book(), 7));
    assert_eq!(lan.last.as_ref().expect("a turn").footprint.news, [(7, Led::Stopped)]);
    assert_eq!(lan.session.news, News { refused: true, ..News::default() });
    assert_eq!((lan.place(), &lan.session.view), (place.clone(), &View::Place));
    press(&mut lan, &stop_choice(&common::book(), 7));
    assert_eq!(lan.last.as_ref().expect("a turn").footprint.news, [], "counted once");
    lan.presses("Nhận tin lại");
    assert_eq!(lan.session.news.topics, wanted.topics, "as it was, after a second tap too");
    assert!(lan.session.news.silent && lan.session.news.wants() && lan.place() == place);

    press(&mut lan, &stop_choice(&common::book(), 8));
    let again = lan.choice("Nhận tin lại").expect("a button");
    lan.says("tiếp");
    press(&mut lan, &again);
    assert!(lan.session.news.wants() && lan.session.news.topics == Topics::All, "what was wanted is no longer kept");
}

#[test]
fn everything_erased_is_news_erased() {
    let mut lan = subscribed();
    lan.says("/xoadulieu");
    let book = lan.book.clone();
    let token = lan.choice("Phải, xóa hết").expect("a button");
    let Act::Press(token) = token.act else { panic!("a press") };
    let after = turn(&book, &lan.session, Event::Pressed(token), lan.now).session;
    assert_eq!(after.news, News::default());
}

#[test]
fn topics_are_asked_one_by_one() {
    let mut news = News::default();
    assert!(!news.wants_topic(None) && !news.wants_topic(Some("dat-dai")), "nothing without a yes");
    news.consent = subscribed().session.news.consent;
    assert!(news.wants_topic(None) && news.wants_topic(Some("dat-dai")) && news.wants_topic(Some("sau-nay")));
    news.topics = Topics::Some(BTreeSet::from(["dat-dai".to_owned()]));
    assert!(news.wants_topic(Some("dat-dai")) && !news.wants_topic(None) && !news.wants_topic(Some("cu-tru")));
    news.topics = Topics::Some(BTreeSet::from([WHOLE_COMMUNE.to_owned()]));
    assert!(news.wants_topic(None) && !news.wants_topic(Some("dat-dai")));
}

#[test]
fn a_button_into_a_guide_that_is_gone_says_so_where_one_stands() {
    let mut lan = Citizen::new(TODAY);
    let opens = open_choice(&lan.book, "luu-tru", "Làm ngay", 9).expect("a guide");
    assert!(open_choice(&lan.book, "khong-co", "Làm ngay", 9).is_none());
    lan.says("/start khai-sinh");
    lan.presses("Bắt đầu");
    let place = lan.place();
    lan.files.remove("vi/luu-tru.md");
    lan.reread("vi/luu-tru.md");
    press(&mut lan, &opens);
    assert_eq!(lan.place(), place);
    let turn = lan.last.as_ref().expect("a turn");
    assert!(turn.show.as_ref().is_some_and(|s| s.notices.len() == 1) && turn.footprint.news.is_empty());
}

#[test]
fn two_announcements_of_one_guide_are_told_apart() {
    let mut lan = Citizen::new(TODAY);
    let opens = |lan: &Citizen, plan| open_choice(&lan.book, "luu-tru", "Làm ngay", plan).expect("a guide");
    let (one, two) = (opens(&lan, 1), opens(&lan, 2));
    let led = |lan: &Citizen| lan.last.as_ref().expect("a turn").footprint.news.clone();
    press(&mut lan, &one);
    assert_eq!(led(&lan), [(1, Led::Opened)]);
    press(&mut lan, &two);
    assert_eq!(led(&lan), [(2, Led::Opened)]);
    lan.presses("Bắt đầu");
    assert_eq!(led(&lan), [(2, Led::Began)], "the button that opened it last");
    lan.says("/start luu-tru");
    lan.presses("Bắt đầu");
    assert_eq!(led(&lan), [], "a dossier of its own");
}

#[test]
fn what_says_nothing_is_not_stored_and_what_was_stored_is_read() {
    let bare = serde_json::to_string(&Session::new(7, Keep::Unanswered)).expect("a record");
    assert!(!bare.contains("news") && !bare.contains("filed"), "{bare}");
    // A sample, never to be changed.
    let stored = concat!(
        r#"{"seed":7,"keep":"No","last":1795400000000,"news":{"consent":{"edition":"vi-0011aabb","at":1795300000000,"#,
        r#""how":"Finished"},"topics":{"Some":["dat-dai","xa"]},"hamlet":"Thôn 1","silent":true},"dossiers":[{"number":9,"#,
        r#""guide":"luu-tru","began":"2026-11-20","day":"2026-11-22","place":"luu-tru#bao-luu-tru@.1","news":12,"filed":true}]}"#,
    );
    let session: Session = serde_json::from_str(stored).expect("a record");
    let news = &session.news;
    assert!(news.wants() && news.silent && news.wants_topic(None) && !news.wants_topic(Some("cu-tru")));
    assert_eq!(news.hamlet.as_deref(), Some("Thôn 1"));
    assert_eq!(session.dossiers[0].news, Some(12));
    let again: Session = serde_json::from_str(&serde_json::to_string(&session).expect("a record")).expect("read");
    assert_eq!(again, session);
}

#[test]
fn every_screen_about_news_fits_a_small_phone() {
    let mut lan = Citizen::new(TODAY);
    let path = "locality.toml";
    let named = String::from_utf8_lossy(&lan.files[path]).replace("names = []", r#"names = ["Thôn 1", "Thôn 2"]"#);
    lan.files.insert(path.to_owned(), named.into_bytes());
    lan.reread(path);
    let deeds: [&str; 9] = [
        "/thongbao",
        "Nhận tin của xã",
        "Thôn, khu phố",
        "Thôn 2",
        "✅ Đất đai",
        "Gửi đừng kêu",
        "english",
        "English",
        "/thongbao",
    ];
    for words in deeds {
        lan.says(words);
        let mut bare = lan.seen.last().expect("a screen").clone();
        bare.notices.clear();
        let lines = measure(&compose(&lan.book, &bare));
        assert!(lines <= 12 || !matches!(lan.session.view, View::News | View::Hamlets), "{words}: {lines} lines");
    }
    assert_eq!(lan.session.news.hamlet.as_deref(), Some("Thôn 2"));
}

#[test]
fn the_end_of_an_english_walk_offers_it_in_english() {
    let mut anna = Citizen::new(TODAY);
    anna.says("english");
    anna.presses("English");
    for words in ["/start luu-tru", "Start", "I am the guest", "Go on", "Report online", "On the portal"] {
        anna.says(words);
    }
    for _ in 0..4 {
        assert!(!anna.labels().contains(&"Get the news".to_owned()), "before the end");
        anna.says("next");
    }
    assert!(anna.labels().contains(&"Get the news".to_owned()), "{:?}", anna.labels());
    anna.presses("No, thank you");
    assert!(anna.session.news.refused);
}

/// Whether words typed right after announcement 7 stop the announcements.
fn stops(lan: &Citizen, words: &str) -> bool {
    let Act::Press(under_it) = stop_choice(&lan.book, 7).act else { panic!("a press") };
    stop_said(&lan.book, &lan.session, words, 7).inspect(|token| assert_eq!(*token, under_it, "{words}")).is_some()
}

#[test]
fn right_after_an_announcement_it_is_stopped_in_ones_own_words() {
    let said: Vec<&str> = include_str!("news/stop.txt").lines().collect();
    assert!(said.len() >= 100, "{}", said.len());
    let lan = subscribed();
    let deaf: Vec<&&str> = said.iter().filter(|words| !stops(&lan, words)).collect();
    assert!(deaf.is_empty(), "goes on after {deaf:?}");
    let other = include_str!("news/go-on.txt").lines().filter(|words| stops(&lan, words));
    assert_eq!(other.collect::<Vec<_>>(), Vec::<&str>::new(), "stopped against their will");
}

#[test]
fn what_only_news_can_be_meant_by_stops_anywhere_and_is_taken_back_in_a_turn() {
    for words in [
        "từ chối nhận tin",
        "tu choi nhan tin",
        "đừng gửi tin nữa",
        "dungwf nhaanj tin",
        "/stop",
        "/huy",
        "ngưng gửi tin",
    ] {
        let mut lan = subscribed();
        lan.says("/start khai-sinh");
        lan.presses("Bắt đầu");
        let place = lan.place();
        lan.says(words);
        assert!(!lan.session.news.wants(), "{words}");
        assert_eq!(lan.place(), place, "{words}");
        lan.presses("Nhận tin lại");
        assert!(lan.session.news.wants(), "{words}");
    }
    for words in ["dừng", "thôi", "TC", "đừng gửi nữa", "huy"] {
        let mut lan = subscribed();
        lan.says("/start khai-sinh");
        lan.presses("Bắt đầu");
        lan.says(words);
        assert!(lan.session.news.wants(), "{words}: in the middle of a walk it is no word about announcements");
    }
}
