//! Conversations are Markdown files: each is walked over the pure engine and compared whole.
//!
//! `TALKS=write cargo test --test talks` writes what is said today; the difference is the review. `TALK=khai-tu`
//! beside it takes only the talks whose file begins so.
//!
//! `**Lan:** words` says, `**Lan:** [Label]` presses (an old button too), `**Lan:** (hình)` sends something else,
//! `*2026-12-10 08:00*` moves the clock, `*khai-sinh.md: «old» → «new»*` edits a guide, `*tin 7 (khai-sinh: Làm ngay)*` is an
//! announcement with its buttons. `> …` is what is seen.

mod common;

use std::fmt::Write as _;

use camtay::book::Ground;
use camtay::engine::{Effect, Event, Odd, Scene, Sheet, SheetFact, Show, open_choice, stop_choice};
use camtay::front::ansi::{Style, draw};
use camtay::screen::compose;
use camtay::when::Moment;
use common::{Citizen, TODAY, said, talks};
use jiff::civil::Date;

/// What stands in a talk where somebody presses what isn't there.
const NO_BUTTON: &str = "không có nút này";

#[test]
fn every_talk_is_as_written() {
    let mut wrong = Vec::new();
    let paths = talks();
    let few = paths.len() < 15;
    for path in paths {
        if !wanted(&path) {
            continue;
        }
        let written = std::fs::read_to_string(&path).expect("a talk");
        let talked = talk(&written);
        if talked.contains(NO_BUTTON) {
            wrong.push(format!("{}: {NO_BUTTON}", path.display()));
        }
        if std::env::var("TALKS").is_ok_and(|v| v == "write") {
            std::fs::write(&path, talked).expect("writable");
        } else if let Some((n, (was, is))) =
            written.lines().chain(["(end)"]).zip(talked.lines().chain(["(end)"])).enumerate().find(|(_, (a, b))| a != b)
        {
            wrong.push(format!("{}:{}:\n  written: {was}\n  talked:  {is}", path.display(), n + 1));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!few, "a talk for each way through each guide");
}

#[test]
fn every_screen_of_every_talk_fits_a_small_phone() {
    // Over 12 lines of 40 columns is too much, below the header and the heading: two lines more.
    let mut long = Vec::new();
    for path in talks() {
        let mut citizen = Citizen::new(TODAY);
        for line in std::fs::read_to_string(&path).expect("a talk").lines() {
            act(&mut citizen, line);
            if let Some(show) = citizen.seen.last() {
                let mut bare = show.clone();
                bare.notices.clear();
                bare.footer = None;
                let lines = camtay::screen::measure(&compose(&citizen.book, &bare));
                if lines > 14 {
                    long.push(format!("{}: {lines} lines at {}", path.display(), citizen.place()));
                }
            }
        }
    }
    long.sort();
    long.dedup();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// Whether `TALK`, where it is set, asks for this one.
fn wanted(path: &std::path::Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    std::env::var("TALK").map_or(true, |start| name.starts_with(&start))
}

/// The talk as it goes today.
fn talk(written: &str) -> String {
    let mut citizen = Citizen::new(start(written));
    let mut out = String::new();
    let mut blank = false;
    for line in written.lines().filter(|l| !l.starts_with('>')) {
        if line.is_empty() {
            blank = true;
            continue;
        }
        if blank {
            out.push('\n');
            blank = false;
        }
        writeln!(out, "{line}").expect("a string takes all");
        if act(&mut citizen, line) {
            see(&citizen, &mut out);
            blank = true;
        }
    }
    out
}

fn start(written: &str) -> Date {
    let first = written.lines().next().unwrap_or_default();
    first.rsplit_once('(').and_then(|(_, d)| d.trim_end_matches(')').parse().ok()).unwrap_or(TODAY)
}

/// Does what a line says; whether something was to be seen.
fn act(citizen: &mut Citizen, line: &str) -> bool {
    if let Some(stage) = line.strip_prefix('*').and_then(|l| l.strip_suffix('*')).filter(|l| !l.starts_with('*')) {
        direct(citizen, stage);
        return false;
    }
    let Some(words) = said(line) else { return false };
    match words.strip_prefix('[').and_then(|w| w.strip_suffix(']')) {
        Some(label) if citizen.choice(label).is_none() => citizen.last = None,
        Some(label) => {
            citizen.presses(label);
        }
        None => {
            citizen.does(event(words));
        }
    }
    true
}

fn event(words: &str) -> Event {
    match words {
        "(nhãn dán)" => Event::Sent(Odd::Sticker),
        "(giọng nói)" => Event::Sent(Odd::Voice),
        "(hình)" => Event::Sent(Odd::Photo),
        "(tệp)" => Event::Sent(Odd::Document),
        "(danh bạ)" => Event::Sent(Odd::Contact),
        "(tin đã sửa)" => Event::Sent(Odd::Edited),
        "(thứ lạ)" => Event::Sent(Odd::Other),
        "(vị trí)" => Event::SharedPlace,
        "(10.000 chữ)" => Event::Said("dài ".repeat(2_500)),
        "(nút hỏng)" => Event::Pressed("khong-phai-nut".to_owned()),
        words => Event::Said(words.to_owned()),
    }
}

/// A stage direction: an announcement, the clock, or an edit of a guide.
fn direct(citizen: &mut Citizen, stage: &str) {
    if let Some(tin) = stage.strip_prefix("tin ") {
        return announced(citizen, tin);
    }
    if let Some((file, edit)) = stage.split_once(": «") {
        let edit = edit.replace("\\n", "\n");
        let (old, new) = edit.trim_end_matches('»').split_once("» → «").expect("«old» → «new»");
        let path = if file == "locality.toml" { file.to_owned() } else { format!("vi/{file}") };
        let text = citizen.files.get_mut(&path).expect("a guide");
        let edited = String::from_utf8_lossy(text).replace(old, new);
        assert_ne!(edited.as_bytes(), text.as_slice(), "the edit of {file} finds nothing");
        *text = edited.into_bytes();
        citizen.reread(&path);
        return;
    }
    let (day, time) = stage.split_once(' ').expect("a day and an hour");
    let (hour, minute) = time.split_once(':').expect("hour:minute");
    let day: Date = day.parse().expect("a day");
    citizen.now = Moment::of_day(day, hour.parse().expect("an hour"), minute.parse().expect("a minute"));
}

/// An announcement came: its buttons can be pressed.
fn announced(citizen: &mut Citizen, tin: &str) {
    let (number, opens) = tin.trim_end_matches(')').split_once(" (").unwrap_or((tin, ""));
    let plan = number.parse().expect("its number");
    let book = citizen.book.in_language(&citizen.session.language);
    let mut choices = vec![stop_choice(book, plan)];
    if let Some((guide, label)) = opens.split_once(": ") {
        choices.push(open_choice(book, guide, label, plan).expect("a guide"));
    }
    let scene = Scene::Plain { title: String::new(), lines: vec![] };
    let (notices, ground, language) = (vec![], Ground::default(), book.language.clone());
    citizen.seen.push(Show { notices, scene, choices, footer: None, ground, language });
}

fn see(citizen: &Citizen, out: &mut String) {
    let Some(turn) = &citizen.last else {
        writeln!(out, "> !!! {NO_BUTTON}: {:?}", citizen.labels()).expect("a string takes all");
        return;
    };
    for effect in &turn.effects {
        match effect {
            Effect::Print(sheet) => page(sheet, out),
            effect => writeln!(out, "> *{effect:?}*").expect("a string takes all"),
        }
    }
    for (plan, led) in &turn.footprint.news {
        writeln!(out, "> *tin {plan}: {led:?}*").expect("a string takes all");
    }
    let Some(show) = &turn.show else { return };
    let screen = compose(&citizen.book, show);
    for line in draw(&screen, Style { color: false, width: None }).trim_end().lines() {
        writeln!(out, "{}", format!("> {line}").trim_end()).expect("a string takes all");
    }
}

/// The words of a page to print, from top to bottom.
fn page(sheet: &Sheet, out: &mut String) {
    let fact = |f: &SheetFact| format!("{}: {}", f.head, if f.value.is_empty() { "……" } else { &f.value });
    let mut lines = vec![format!("*{}*", sheet.file), sheet.above.clone(), sheet.title.clone()];
    lines.extend(sheet.facts.iter().map(fact));
    lines.push(format!("== {}", sheet.papers.head));
    lines
        .extend(sheet.papers.items.iter().map(|p| format!("{} {}{}", if p.have { "☑" } else { "☐" }, p.label, p.rest)));
    lines.push(format!("== {}", sheet.steps.head));
    lines.extend(sheet.steps.items.iter().enumerate().map(|(n, step)| format!("{}. {step}", n + 1)));
    lines.push(format!("== {}", sheet.doubts.head));
    lines.extend(sheet.doubts.items.clone());
    lines.push(format!("== {}", sheet.office.head));
    lines.extend(sheet.office.items.iter().map(fact));
    lines.push(format!("[QR] {} <{}>", sheet.leads_to, sheet.link));
    lines.extend(sheet.foot.clone());
    for line in lines {
        writeln!(out, "> {}", format!("| {line}").trim_end()).expect("a string takes all");
    }
}
