//! A guide that has left the book while somebody was in the middle of it: said once, nothing is called by its id, nothing leads back.

mod common;

use camtay::book::Kind;
use camtay::engine::{Act, Event, Scene, Show};
use common::{Citizen, TODAY};

/// All that stands on a screen.
fn words(show: &Show) -> Vec<String> {
    let mut out = show.notices.clone();
    out.extend(show.footer.clone());
    out.extend(show.choices.iter().map(|c| c.label.clone()));
    if let Scene::Plain { title, lines } = &show.scene {
        out.push(title.clone());
        out.extend(lines.clone());
    }
    out
}

/// Two dossiers of a guide, then the guide goes, at home and in every language.
fn left_behind(guide: &str) -> Citizen {
    let mut lan = Citizen::new(TODAY);
    for _ in 0..2 {
        lan.says(&format!("/start {guide}"));
        let first = lan.seen.last().expect("an opening").choices[0].clone();
        let Act::Press(token) = first.act else { panic!("{guide}: {first:?}") };
        lan.does(Event::Pressed(token));
    }
    for path in [format!("vi/{guide}.md"), format!("en/{guide}.md")] {
        lan.files.remove(&path);
        lan.reread(&path);
    }
    lan
}

#[test]
fn a_guide_that_goes_is_said_to_be_gone_once() {
    let guides: Vec<String> = common::book()
        .guides
        .values()
        .filter(|g| g.front.kind == Kind::Procedure)
        .map(|g| g.id.clone())
        .step_by(4)
        .collect();
    for guide in guides {
        let mut lan = left_behind(&guide);
        let begun = lan.session.dossiers.len();
        let old = lan.seen.iter().flat_map(|s| &s.choices).find_map(|c| match &c.act {
            Act::Press(token) => Some(token.clone()),
            Act::Open(_) | Act::Copy(_) => None,
        });
        let from = lan.seen.len();
        lan.does(Event::Pressed(old.expect("a button")));
        let mut pages = Vec::new();
        for words in ["tiếp", "/batdau", "/tieptuc", "/hoso", "đang ở đâu", "/in", "còn thiếu gì", "lùi"] {
            lan.says(words);
            pages.extend(lan.seen.last().map(|s| s.choices.clone()).unwrap_or_default());
        }
        for page in pages.iter().filter(|c| c.label.contains("Bài đã gỡ")) {
            let Act::Press(token) = &page.act else { continue };
            lan.does(Event::Pressed(token.clone()));
        }
        for show in &lan.seen[from..] {
            let words = words(show);
            for line in &words {
                let bare = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').any(|word| word == guide);
                assert!(!bare, "{guide}: called by its id: {line}");
                assert!(!line.contains("«»"), "{guide}: called by nothing: {line}");
            }
            let mut once = show.notices.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), show.notices.len(), "{guide}: {:?}", show.notices);
            let onward = words.iter().any(|w| w.starts_with("Làm tiếp:") && w.contains("gỡ"));
            assert!(!onward, "{guide}: {words:?}");
        }
        assert!(begun == 0 || pages.iter().any(|c| c.label.contains("Bài đã gỡ")), "{guide}: can be put away");
    }
}
