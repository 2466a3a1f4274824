//! The real dialogs: no fault, dated facts that come and go, a talk for each guide; and the README's own guide.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use camtay::book::{
    Block, Book, Kind, Severity, Sort, Way, check, read_glossary, read_guide, read_locality, read_translated_words,
    read_vocabulary, read_words, trace,
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
            path if path.ends_with("/chu-kho.toml") => read_glossary(path, &bytes).1,
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
fn every_guide_is_talked_through() {
    let (book, mut quiet) = (book(), Vec::new());
    let seen: String = talks().iter().map(|p| std::fs::read_to_string(p).expect("a talk")).collect();
    let mut lines: BTreeSet<&str> = seen.lines().filter_map(|l| l.strip_prefix("> ")).collect();
    let labels: Vec<&str> = lines.iter().filter_map(|l| l.strip_prefix("⬜ ").or(l.strip_prefix("✅ "))).collect();
    lines.extend(labels);
    let books = std::iter::once(&book).chain(book.others.values().map(AsRef::as_ref));
    for guide in books.flat_map(Book::own_guides) {
        let heading = |index: usize| camtay::book::plain(&guide.steps[index].heading);
        let mut want = |index: usize, what: &str| {
            if !lines.contains(heading(index).as_str()) && !heading(index).contains("{{") {
                quiet.push(format!("{}: {what} «{}»", guide.path, heading(index)));
            }
        };
        want(0, "the opening");
        for (index, step) in guide.steps.iter().enumerate() {
            let stage = step.stage.map_or("", |s| guide.steps[s].id.as_str());
            // A translation has the steps of its guide at home (`check` compares them): its ways are walked.
            let is_home = guide.path.starts_with("vi/");
            if !is_home && Way::from_id(stage).is_none() {
                continue;
            }
            if stage == "vuong-mac" && !guide.is_stage(index) {
                want(index, "the trouble");
            } else if guide.is_stage(index) && stage != "hoi-dap" && stage != "vuong-mac" {
                want(guide.stage_steps(index).last().expect("a step"), "the end");
            }
        }
        let papers = guide.index_of("giay-to").into_iter().flat_map(|i| &guide.steps[i].body);
        let items = papers.filter_map(|b| if let Block::List { items, .. } = b { Some(items) } else { None }).flatten();
        for tick in items.filter_map(|item| item.tick.as_deref()).filter(|_| guide.path.starts_with("vi/")) {
            if !lines.iter().any(|line| line.starts_with(tick)) {
                quiet.push(format!("{}: nobody is asked for «{tick}»", guide.path));
            }
        }
    }
    assert!(quiet.is_empty(), "in no talk:\n{}", quiet.join("\n"));
}

#[test]
fn every_talk_ends_in_a_result_or_a_named_office() {
    let mut adrift = Vec::new();
    for path in talks() {
        let text = std::fs::read_to_string(&path).expect("a talk");
        let last = text.rsplit("\n\n**").next().unwrap_or_default();
        let named = ["📞", "Vậy là xong", "1022", "Công an", "công an", "Trung tâm", "UBND", "Đã xóa hết", "bưu điện"];
        let about_a_guide = book().guides.keys().any(|id| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with(id) && book().guides[id].front.kind == Kind::Procedure
        });
        if about_a_guide && !named.iter().any(|n| last.contains(n)) {
            adrift.push(path.display().to_string());
        }
    }
    assert!(adrift.is_empty(), "{}", adrift.join("\n"));
}

#[test]
fn a_procedure_has_what_a_citizen_needs() {
    let mut lacks = Vec::new();
    for guide in book().guides.values().filter(|g| g.front.kind == Kind::Procedure) {
        let count =
            |id: &str| guide.index_of(id).map_or(0, |stage| guide.stage_steps(stage).filter(|i| *i != stage).count());
        let questions = count("hoi-dap");
        if !(5..=10).contains(&questions) {
            lacks.push(format!("{}: {questions} questions", guide.id));
        }
        if count("vuong-mac") < 2 {
            lacks.push(format!("{}: {} troubles", guide.id, count("vuong-mac")));
        }
        if guide.index_of("giay-to").is_none() || guide.index_of("nhan-ket-qua").is_none() {
            lacks.push(format!("{}: papers and a result", guide.id));
        }
        for way in Way::ALL.into_iter().filter(|way| !guide.front.is_open(*way)) {
            let only_result = way == Way::Post && guide.front.ways.contains_key(&way);
            if !guide.front.closed.contains_key(&way) && !only_result {
                lacks.push(format!("{}: why is {} closed?", guide.id, way.table()));
            }
        }
    }
    assert!(lacks.is_empty(), "{}", lacks.join("\n"));
}

#[test]
fn no_code_and_no_number_stands_in_two_files() {
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut bare = Vec::new();
    for fact in trace(&book()) {
        let short = matches!(fact.value.as_str(), "111" | "113" | "114" | "115" | "1022");
        if matches!(fact.sort, Sort::Code | Sort::Phone) && !short && fact.path != "locality.toml" {
            seen.entry(fact.value.clone()).or_default().insert(fact.path.clone());
        }
        if fact.sources.is_empty() && fact.path != "locality.toml" {
            bare.push(format!("{}:{}: «{}»", fact.path, fact.at.line, fact.value));
        }
    }
    let twice: Vec<_> = seen.iter().filter(|(_, files)| files.len() > 1).collect();
    assert!(twice.is_empty(), "link to the guide that says it: {twice:#?}");
    assert!(bare.is_empty(), "no source names:\n{}", bare.join("\n"));
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
