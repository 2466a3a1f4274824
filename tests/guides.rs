//! The real dialogs: no fault, dated facts that come and go, a talk for each guide; and the README's own guide.

mod common;

use std::path::Path;

use camtay::book::{
    Book, Severity, check, read_guide, read_locality, read_translated_words, read_vocabulary, read_words,
};
use camtay::engine::{Scene, find};
use camtay::screen::{Ink, compose};
use common::{Citizen, TODAY, book, files, talks};
use jiff::civil::{Date, date};

#[test]
fn the_dialogs_have_no_error_and_no_warning_but_the_blanks() {
    let mut faults = Vec::new();
    for (path, bytes) in files() {
        faults.extend(match path.as_str() {
            "locality.toml" => read_locality(&path, &bytes).1,
            "vi/phrases.toml" => read_words(&path, &bytes).1,
            path if path.ends_with("/phrases.toml") => read_translated_words(path, &bytes).1,
            path if path.ends_with("/tu-vung.toml") => read_vocabulary(path, &bytes).1,
            _ => read_guide(&path, &bytes).1,
        });
    }
    faults.extend(check(&book(), &is_there, TODAY));
    let blank = |f: &camtay::book::Fault| f.severity == Severity::Warning && f.path == "locality.toml";
    let real: Vec<String> = faults.iter().filter(|f| !blank(f)).map(|f| format!("{}: {}", f.path, f.message)).collect();
    assert!(real.is_empty(), "{}", real.join("\n"));
    assert_eq!(faults.len(), 6, "six things are not known of the commune yet");
}

/// Whether a file of `dialogs/` exists.
fn is_there(file: &str) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogs").join(file).is_file()
}

#[test]
fn every_guide_has_a_talk() {
    let all: String = talks().iter().map(|p| std::fs::read_to_string(p).expect("a talk")).collect();
    let book = book();
    let books = std::iter::once(&book).chain(book.others.values().map(AsRef::as_ref));
    for guide in books.flat_map(Book::own_guides) {
        let heading = camtay::book::plain(&guide.steps[0].heading);
        assert!(all.contains(&heading), "nobody opens {}", guide.path);
        for way in guide.front.ways.keys().filter(|w| guide.front.is_open(**w)) {
            let stage = guide.index_of(way.id()).expect("its step");
            let last = guide.stage_steps(stage).last().expect("a step");
            let heading = camtay::book::plain(&guide.steps[last].heading);
            assert!(all.contains(&heading), "nobody walks {} of {} to its end, «{heading}»", way.id(), guide.path);
        }
    }
}

#[test]
fn what_is_dated_comes_and_goes() {
    let seen = |day: Date, link: &str| {
        let mut lan = Citizen::new(day);
        lan.says(&format!("/start {link}"));
        words(&lan)
    };
    let (before, waiver, after) = (date(2026, 11, 30), date(2027, 1, 15), date(2027, 3, 5));
    for guide in ["khai-sinh", "trich-luc-ho-tich"] {
        assert!(!seen(before, guide).contains("Luật Hộ tịch mới"));
        assert!(!seen(waiver, guide).contains("Luật Hộ tịch mới"));
        assert!(seen(after, guide).contains("Luật Hộ tịch mới"), "the law of 1 March 2027 is told");
    }
    let who_is_free = "trich-luc-ho-tich-ai-duoc-mien";
    assert!(seen(before, who_is_free).contains("28/02/2027") && seen(waiver, who_is_free).contains("28/02/2027"));
    assert!(!seen(after, who_is_free).contains("28/02/2027"), "the waiver has ended");
}

#[test]
fn a_new_child_is_two_presses_away() {
    let mut lan = Citizen::new(TODAY);
    lan.says("con tôi mới sinh");
    lan.presses("Phải, bắt đầu");
    assert_eq!(lan.place(), "khai-sinh#dang-ky-khai-sinh");
    let book = book();
    for (words, id) in [
        ("con toi moi sinh", "khai-sinh"),
        ("mat giay khai sinh", "trich-luc-ho-tich"),
        ("sao y căn cước", "chung-thuc-ban-sao"),
        ("gửi giấy tờ bằng bưu điện", "gui-buu-dien"),
    ] {
        assert_eq!(find(&book, words).first().map(String::as_str), Some(id), "{words}");
    }
    assert!(find(&book, "giá vàng hôm nay").is_empty() && find(&book, "").is_empty());
}

#[test]
fn the_readmes_guide_is_a_guide() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("README.md");
    let guide = readme.split("```markdown\n").nth(1).and_then(|r| r.split("```").next()).expect("a guide in it");
    assert!(guide.lines().count() <= 14, "in a few lines");
    let (read, faults) = read_guide("vi/sao-y.md", guide.as_bytes());
    assert!(faults.is_empty(), "{faults:?}");
    let mut book = book();
    let guide = read.expect("a guide");
    book.guides.insert(guide.id.clone(), guide.into());
    let faults = check(&book, &is_there, TODAY);
    let of_it: Vec<_> = faults.iter().filter(|f| f.path == "vi/sao-y.md").collect();
    assert!(of_it.is_empty(), "{of_it:?}");
}

/// All words of the newest screen.
fn words(lan: &Citizen) -> String {
    let show = lan.seen.last().expect("a screen");
    assert!(matches!(show.scene, Scene::Step { .. }));
    let mut out = String::new();
    for block in compose(&lan.book, show).blocks {
        let (camtay::screen::Block::Paragraph(inks) | camtay::screen::Block::Heading(inks)) = block else { continue };
        for ink in inks {
            if let Ink::Plain(text) | Ink::Strong(text) = ink {
                out.push_str(&text);
            }
        }
    }
    out
}
