//! A skill never contradicts who calls it: what each says of fetching and paying, beside `tests/callers.toml` from the facts.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use camtay::book::{Book, Kind};
use camtay::front::ansi::{Style, draw};
use camtay::screen::compose;
use common::explore::{Stop, explore, opening};
use common::{TODAY, book};
use serde::Deserialize;

/// Where a skill tells of the result on paper, of the postman, of paying.
const FETCHED: &str = "tra-cuu-ho-so#lay-ket-qua";
const BY_POST: &str = "gui-buu-dien#nhan-ve";
const PAID: &str = "thanh-toan-truc-tuyen#";
/// What must never be said of a place for somebody who fetches or pays elsewhere.
const ANYWHERE: &str = "ở Trung tâm, hoặc bưu điện";
/// How the postman's rule for others begins.
const ANOTHER: &str = "Người khác nhận thay: cần";

/// One procedure's side, written down apart from the guides' words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    fetched: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
    #[serde(default)]
    paid: Vec<String>,
    #[serde(default = "yes")]
    another: bool,
}

const fn yes() -> bool {
    true
}

#[test]
fn what_a_skill_says_of_fetching_and_paying_is_what_its_callers_sheet_says() {
    let book = book();
    let sheets: BTreeMap<String, Sheet> = toml::from_str(include_str!("callers.toml")).expect("a table");
    let mut wrong = BTreeSet::new();
    for (guide, sheet) in &sheets {
        assert!(book.guide(guide).is_some_and(|g| g.front.kind == Kind::Procedure), "{guide} is no procedure");
        let (mut fetched, mut paid) = (false, false);
        for (place, words) in &said_by_skills(&book, guide) {
            let mut must = |what: &str, holds: bool| {
                if !holds {
                    wrong.insert(format!("{guide}: {what} at {place}:\n{words}"));
                }
            };
            must("not anywhere", !words.contains(ANYWHERE));
            if place == FETCHED {
                fetched = true;
                let own = words.lines().find(|line| line.contains("Việc này:")).unwrap_or_default();
                sheet.fetched.iter().for_each(|w| must(&format!("wants «{w}»"), own.contains(w.as_str())));
                sheet.never.iter().for_each(|w| must(&format!("has «{w}»"), !words.contains(w.as_str())));
            } else if place == BY_POST {
                must("somebody else fetches", words.contains(ANOTHER) == sheet.another);
            } else if let Some(step) = place.strip_prefix(PAID) {
                let opening = book.guide("thanh-toan-truc-tuyen").is_some_and(|g| g.steps[0].id == step);
                paid |= opening;
                let wanted = sheet.paid.iter().filter(|_| opening);
                wanted.for_each(|w| must(&format!("wants «{w}»"), words.contains(w.as_str())));
            }
        }
        if !fetched {
            wrong.insert(format!("{guide}: nobody comes to {FETCHED}"));
        }
        if paid == sheet.paid.is_empty() {
            wrong.insert(format!("{guide}: comes to pay = {paid}, the sheet pays {:?}", sheet.paid));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn alone_a_skill_speaks_for_no_procedure() {
    let book = book();
    let words: Vec<(String, String)> = said_by_skills(&book, "tra-cuu-ho-so").into_iter().collect();
    let (_, result) = words.iter().find(|(place, _)| place == FETCHED).expect("the result");
    assert!(result.contains("nơi ghi trên giấy hẹn") && !result.contains("Việc này:"), "{result}");
    let (_, post) = said_by_skills(&book, "gui-buu-dien").into_iter().find(|(p, _)| p == BY_POST).expect("the post");
    assert!(post.contains(ANOTHER), "{post}");
}

#[test]
fn every_guide_that_tells_where_its_result_is_is_in_the_table_or_calls_no_such_skill() {
    let sheets: BTreeMap<String, Sheet> = toml::from_str(include_str!("callers.toml")).expect("a table");
    let book = book();
    let told: Vec<&str> = book.guides.values().filter(|g| !g.front.pickup.is_empty()).map(|g| g.id.as_str()).collect();
    assert!(told.len() >= 14, "{told:?}");
    for guide in told.into_iter().filter(|id| !sheets.contains_key(*id)) {
        let calls = said_by_skills(&book, guide).iter().any(|(place, _)| place == FETCHED);
        assert!(!calls, "{guide} has a `pickup` that no line of the table holds to its sheet");
    }
}

/// The screens of skills while `guide` is at hand, each with its place.
fn said_by_skills(book: &Book, guide: &str) -> BTreeSet<(String, String)> {
    let mut out = BTreeSet::new();
    let is_skill = |stop: &Stop| {
        let at = stop.place.split('#').next().and_then(|id| book.guide(id));
        at.is_some_and(|g| g.front.kind == Kind::Skill)
    };
    let key = |stop: &Stop| {
        let names = if is_skill(stop) { format!("{:?}", stop.show.ground.names) } else { String::new() };
        format!("{} {names}", stop.place)
    };
    explore(book, opening(book, guide, TODAY), TODAY, key, |stop| {
        if stop.session.walk().is_none_or(|walk| walk.guide != guide) {
            return false;
        }
        if is_skill(stop) {
            let drawn = draw(&compose(book, &stop.show), Style { color: false, width: None });
            out.insert((stop.place.clone(), drawn));
        }
        true
    });
    out
}
