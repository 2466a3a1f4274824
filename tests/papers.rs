//! What a guide asks of whom, on both sides: walked through the engine, and as `tests/papers/<id>.toml` has it from the facts.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use camtay::book::{Book, Guide, Kind, Way};
use camtay::engine::{Event, Scene};
use camtay::when::Moment;
use common::explore::{Stop, explore, opening};
use common::{TODAY, book};
use serde::Deserialize;

/// The sheet's side, written down apart from the guide's words.
#[derive(Debug, Deserialize)]
struct Sheet {
    /// The ways that accept the file.
    ways: BTreeSet<String>,
    /// Who must have a paper: alternatives, each a list of answers that hold together.
    papers: BTreeMap<String, Vec<Vec<String>>>,
}

impl Sheet {
    fn of(guide: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/papers/{guide}.toml"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The papers that somebody of whom `names` is true must have.
    fn required(&self, names: &BTreeSet<String>) -> BTreeSet<String> {
        let holds = |name: &String| match name.strip_prefix('!') {
            Some(name) => !names.contains(name),
            None => names.contains(name),
        };
        let needed = |ways: &Vec<Vec<String>>| ways.iter().any(|all| all.iter().all(holds));
        self.papers.iter().filter(|(_, ways)| needed(ways)).map(|(paper, _)| paper.clone()).collect()
    }
}

#[test]
fn ways_and_papers_are_the_sheets_for_every_combination_of_answers() {
    let book = book();
    let procedures: Vec<&Guide> =
        book.guides.values().map(AsRef::as_ref).filter(|g| g.front.kind == Kind::Procedure).collect();
    assert_eq!(procedures.len(), 28, "all procedures have a guide");
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let halves: Vec<_> = (0..2)
            .map(|half| {
                let (book, procedures) = (&book, &procedures);
                scope.spawn(move || {
                    procedures.iter().skip(half).step_by(2).flat_map(|g| compare(book, g)).collect::<Vec<_>>()
                })
            })
            .collect();
        halves.into_iter().flat_map(|h| h.join().expect("no panic")).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where the guide and its sheet differ.
fn compare(book: &Book, guide: &Guide) -> Vec<String> {
    let sheet = Sheet::of(&guide.id);
    let mut wrong = BTreeSet::new();
    let open: BTreeSet<String> =
        Way::ALL.into_iter().filter(|w| guide.front.is_open(*w)).map(|w| w.table().to_owned()).collect();
    if open != sheet.ways {
        wrong.insert(format!("{}: the ways are {open:?}, the sheet's {:?}", guide.id, sheet.ways));
    }
    let mut seen_papers = BTreeSet::new();
    let mut arrivals = Vec::new();
    let by_answers = |stop: &Stop| format!("{} {:?}", stop.place, stop.show.ground.names);
    explore(book, opening(book, &guide.id, TODAY), TODAY, by_answers, |stop| {
        if !is_at_home(stop, guide) {
            return false;
        }
        if stop.place == format!("{}#giay-to", guide.id) {
            arrivals.push(stop.clone());
            return false;
        }
        way_of(stop, guide).is_none()
    });
    if guide.index_of("giay-to").is_some() == arrivals.is_empty() {
        wrong.insert(format!("{}: the papers are reached {} times", guide.id, arrivals.len()));
    }
    for arrival in &arrivals {
        judge(guide, &sheet, arrival, arrival.papers(), &mut wrong);
        seen_papers.extend(arrival.papers());
        let mut offered = BTreeSet::new();
        explore(
            book,
            arrival.clone(),
            TODAY,
            |stop| stop.place.clone(),
            |stop| {
                let Some(way) = way_of(stop, guide) else { return is_at_home(stop, guide) };
                if offered.insert(way.table().to_owned()) {
                    let papers = lacking(book, stop);
                    seen_papers.extend(papers.iter().cloned());
                    judge(guide, &sheet, stop, papers, &mut wrong);
                }
                false
            },
        );
        if offered != sheet.ways {
            let names = &arrival.show.ground.names;
            wrong.insert(format!("{} {names:?}: offers {offered:?}, the sheet {:?}", guide.id, sheet.ways));
        }
    }
    for paper in sheet.papers.keys().filter(|p| !seen_papers.contains(*p)) {
        wrong.insert(format!("{}: nobody is ever asked for «{paper}»", guide.id));
    }
    wrong.into_iter().take(8).collect()
}

fn judge(guide: &Guide, sheet: &Sheet, stop: &Stop, papers: BTreeSet<String>, wrong: &mut BTreeSet<String>) {
    let names = &stop.show.ground.names;
    let required = sheet.required(names);
    if papers != required {
        let (more, less) = (papers.difference(&required), required.difference(&papers));
        let (more, less) = (more.collect::<Vec<_>>(), less.collect::<Vec<_>>());
        wrong.insert(format!("{} {names:?}: asked without need {more:?}, needed and not asked {less:?}", guide.id));
    }
}

/// The way whose stage the walk is in; a visit from there doesn't count.
fn way_of(stop: &Stop, guide: &Guide) -> Option<Way> {
    let (_, id) = stop.place.split_once('#').filter(|(home, _)| *home == guide.id)?;
    guide.way_at(guide.index_of(id)?)
}

/// Whether the dossier of this guide is at hand, in it or in the skill that chooses the way.
fn is_at_home(stop: &Stop, guide: &Guide) -> bool {
    let Some(walk) = stop.session.walk() else { return false };
    let here = stop.place.split('#').next().unwrap_or_default();
    walk.guide == guide.id
        && (here == guide.id || here == "chon-cach-nop")
        && matches!(stop.show.scene, Scene::Step { .. })
}

/// All papers of somebody who has none: what «Còn thiếu gì?» lists.
fn lacking(book: &Book, stop: &Stop) -> BTreeSet<String> {
    let now = Moment::of_day(TODAY, 8, 0);
    let asked = Stop::after(book, &stop.session, Event::Said("còn thiếu gì".to_owned()), now).expect("a list");
    match asked.show.scene {
        Scene::Lacking { papers, .. } => papers.into_iter().collect(),
        other => panic!("no list but {other:?}"),
    }
}
