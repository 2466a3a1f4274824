//! What comes and goes with the days: each guide walked on three of them, the differences kept in `tests/dated.md`.
//!
//! `DATED=write cargo test --test dated` writes them; the difference is the review.

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use camtay::book::{Book, Guide, Kind, Mentioned};
use camtay::screen::compose;
use common::book;
use common::explore::{Stop, explore, opening};
use jiff::civil::{Date, date};

const DAYS: [Date; 3] = [date(2026, 11, 30), date(2027, 1, 15), date(2027, 3, 5)];

#[test]
fn what_vanishes_and_appears_is_as_written() {
    let book = book();
    let guides: Vec<&Guide> = book.guides.values().map(AsRef::as_ref).filter(|g| g.front.kind != Kind::Flow).collect();
    let told: Vec<String> = std::thread::scope(|scope| {
        let halves = guides.chunks(guides.len().div_ceil(2));
        let halves: Vec<_> =
            halves.map(|half| scope.spawn(|| half.iter().map(|g| tell(&book, g)).collect::<String>())).collect();
        halves.into_iter().map(|half| half.join().expect("no panic")).collect()
    });
    let told = format!("# Điều gì mất đi, điều gì hiện ra\n{}", told.concat());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dated.md");
    if std::env::var("DATED").is_ok_and(|v| v == "write") {
        std::fs::write(&path, &told).expect("writable");
    }
    let written = std::fs::read_to_string(&path).expect("DATED=write cargo test --test dated");
    let wrong = written.lines().zip(told.lines()).find(|(a, b)| a != b);
    assert!(written == told, "DATED=write cargo test --test dated: {wrong:?}");
    assert!(
        told.matches("Luật Hộ tịch mới").count() >= 6,
        "the law of 1 March 2027 is told by the civil-status guides"
    );
}

/// A guide's differences from day to day; nothing if there are none.
fn tell(book: &Book, guide: &Guide) -> String {
    let mut out = String::new();
    let seen = DAYS.map(|day| lines(book, guide, day));
    for pair in [0, 1] {
        let (before, after) = (&seen[pair], &seen[pair + 1]);
        let (gone, come): (Vec<_>, Vec<_>) = (before.difference(after).collect(), after.difference(before).collect());
        if gone.is_empty() && come.is_empty() {
            continue;
        }
        if out.is_empty() {
            write!(out, "\n## {}\n", guide.id).expect("a string takes all");
        }
        write!(out, "\n{} → {}\n\n", DAYS[pair], DAYS[pair + 1]).expect("a string takes all");
        gone.iter().for_each(|line| writeln!(out, "- mất: {line}").expect("a string takes all"));
        come.iter().for_each(|line| writeln!(out, "- hiện: {line}").expect("a string takes all"));
    }
    out
}

/// All that can be read of a guide on a day, whoever asks: the walk, the questions and the troubles.
fn lines(book: &Book, guide: &Guide, day: Date) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let asides = guide.steps.iter().filter(|step| {
        let stage = step.stage.map_or("", |s| guide.steps[s].id.as_str());
        matches!(stage, "hoi-dap" | "vuong-mac")
    });
    let starts = asides.map(|step| format!("{}-{}", guide.id, step.id)).chain([guide.id.clone()]);
    for start in starts {
        explore(
            book,
            opening(book, &start, day),
            day,
            |stop| key(stop, guide),
            |stop| {
                let here = stop.place.starts_with(&format!("{}#", guide.id));
                if here || stop.place.starts_with("chon-cach-nop#") {
                    out.extend(read(book, stop));
                }
                here || stop.session.walk().is_some_and(|w| w.guide == guide.id)
                    && stop.place.starts_with("chon-cach-nop#")
            },
        );
    }
    out
}

/// A step is another one for whoever gave another of the answers it asks for.
fn key(stop: &Stop, guide: &Guide) -> String {
    let here = stop.place.split_once('#').and_then(|(_, step)| guide.index_of(step));
    let asked = guide.mentions.iter().filter(|m| m.step == here).filter_map(|m| match &m.what {
        Mentioned::Asked { name, .. } if stop.show.ground.names.contains(name) => Some(name.as_str()),
        _ => None,
    });
    format!("{} {:?}", stop.place, asked.collect::<BTreeSet<_>>())
}

fn read(book: &Book, stop: &Stop) -> Vec<String> {
    let screen = compose(book, &stop.show);
    let plain = camtay::front::ansi::draw(&screen, camtay::front::ansi::Style { color: false, width: None });
    let text = plain.lines().map(|line| line.trim().trim_start_matches("– ").to_owned());
    text.filter(|line| !line.is_empty() && !line.starts_with('[')).collect()
}
