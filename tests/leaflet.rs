//! `camtay preview`: all of a guide is in its leaflet, conditions in words, what is dated as of the day.

mod common;

use camtay::book::{Block, Book, Condition, Guide, Item, Step, plain};
use camtay::front::ansi::{Style, draw};
use camtay::report::leaflet;
use common::{TODAY, book};
use jiff::civil::{Date, date};

fn text(book: &Book, id: &str, day: Date) -> String {
    let parts = leaflet(book, book.guide(id).expect("the guide"), day);
    parts.iter().map(|part| draw(part, Style::default())).collect()
}

/// Whether the day lets conditions hold for anybody.
fn holds(when: &[Condition], day: Date) -> bool {
    when.iter().all(|c| match c {
        Condition::Until(last) => day <= *last,
        Condition::From(first) => day >= *first,
        Condition::Is(_) | Condition::Not(_) => true,
    })
}

fn papers(blocks: &[Block], day: Date, out: &mut Vec<String>) {
    let mut item = |item: &Item| {
        if item.tick.is_some() && holds(&item.when, day) {
            out.push(plain(&item.text));
        }
    };
    for block in blocks {
        if let Block::List { items, .. } = block {
            items.iter().for_each(&mut item);
        }
    }
}

fn steps(guide: &Guide, day: Date) -> impl Iterator<Item = &Step> {
    guide
        .steps
        .iter()
        .filter(move |s| holds(&s.when, day) && s.stage.is_none_or(|stage| holds(&guide.steps[stage].when, day)))
}

#[test]
fn every_step_and_every_paper_of_every_guide_is_in_its_leaflet() {
    let book = book();
    for guide in book.guides.values() {
        for day in [TODAY, date(2027, 3, 5)] {
            let text = text(&book, &guide.id, day);
            let mut papers_of = Vec::new();
            for step in steps(guide, day) {
                let heading = plain(&step.heading);
                assert!(text.lines().any(|l| l.contains(&heading)), "{}: «{heading}»", guide.id);
                papers(&step.body, day, &mut papers_of);
            }
            for paper in papers_of.iter().filter(|p| !p.contains("{{")) {
                assert!(text.contains(&format!("⬜ {paper}")), "{}: «{paper}»", guide.id);
            }
            assert!(!text.contains("{{") && !text.contains('\u{1b}'), "{}: facts filled in, no colours", guide.id);
            let sources = &guide.front.checked.sources;
            assert!(sources.iter().all(|s| text.contains(s.as_str())), "{}: its sources", guide.id);
        }
    }
}

#[test]
fn a_condition_is_said_by_its_question_and_answer() {
    let text = text(&book(), "khai-sinh", TODAY);
    for told in [
        "(nếu «Cha mẹ đã kết hôn chưa?» trả lời «Rồi»)",
        "(nếu nộp theo cách «Gửi bưu điện»)",
        "miễn phí (nếu còn trong 60 ngày từ ngày sinh)",
        "1. Đăng nhập Cổng",
        "[hình: Nút Đăng nhập, rồi chọn VNeID]",
        "Chép mã: 1.001193",
    ] {
        assert!(text.contains(told), "{told}");
    }
    assert!(!text.contains("theo-chung-sinh") && !text.contains("{!"), "no name of the file's");
}

#[test]
fn what_is_dated_differs_by_the_day() {
    let book = book();
    let (before, after) = (text(&book, "khai-sinh", TODAY), text(&book, "khai-sinh", date(2027, 3, 5)));
    assert!(!before.contains("Luật Hộ tịch mới") && after.contains("Luật Hộ tịch mới"));
    // Its sources still name the fee.
    let told = |day| text(&book, "can-cuoc", day).split("Nguồn:").next().expect("the leaflet").to_owned();
    let (before, after) = (told(TODAY), told(date(2027, 3, 5)));
    assert!(before.contains("25.000 đồng") && !after.contains("25.000 đồng"), "a fee that ended");
}

#[test]
fn a_closed_way_says_why() {
    let book = book();
    let closed = book.guides.values().filter(|g| !g.front.closed.is_empty());
    for guide in closed {
        assert!(text(&book, &guide.id, TODAY).contains("✖️ "), "{}", guide.id);
    }
}
