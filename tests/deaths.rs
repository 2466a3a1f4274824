//! An update that takes the whole process with it is met with care by the next ones and set aside; nobody else notices.
//!
//! The process that dies is this test's own binary, started again as a child that opens the round and turns the batch.

#[path = "round/hands.rs"]
#[allow(dead_code, reason = "shared with the tests of the round")]
mod hands;

use std::path::{Path, PathBuf};
use std::process::Command;

use camtay::book::Book;
use camtay::engine::{Event, Keep, Session, Turn};
use camtay::intake::{Arrival, UpdateId, What};
use camtay::round::{Hands, Round};
use camtay::store::Trouble;
use camtay::when::Moment;
use hands::{Folder, LAN, TAM, at, compose, draw, pressed, run, said, words};

/// Where the child finds the store; unset in the parent.
const FOLDER: &str = "CAMTAY_TEST_OF_DEATHS";

/// Dies of some words, in a way that no `catch_unwind` holds.
fn turn(book: &Book, was: &Session, event: Event, now: Moment) -> Turn {
    match &event {
        Event::Said(words) if words == "abort" => std::process::abort(),
        Event::Said(words) if words == "deep" => drop(deeper(1)),
        // A record that kills whatever is said.
        Event::Sent(_) if was.drawn > 90 => std::process::abort(),
        _ => {}
    }
    hands::turn(book, was, event, now)
}

/// Recursion without an end: a real overflow of the stack.
fn deeper(n: u64) -> Vec<u64> {
    let page = [n; 512];
    let mut below = if n < u64::MAX { deeper(n + 1) } else { Vec::new() };
    below.extend(std::hint::black_box(page).iter().take(1));
    below
}

/// A child of the test beside this one holds every open file from its fork to its exec, locks too.
fn open(folder: &Path) -> Round {
    let mut tries = 0;
    loop {
        match Round::open(folder, Hands { turn, compose, draw: Some(draw) }, Keep::Always) {
            Err(Trouble::AlreadyRunning) if tries < 100 => tries += 1,
            opened => return opened.expect("a store"),
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

fn batch(killer: &str) -> Vec<Arrival> {
    let group = What::Group { link: "https://t.me/x".to_owned() };
    let group = Arrival {
        update: UpdateId(6),
        chat: Some(-7),
        press: None,
        what: group,
        note: None,
        spot: camtay::sender::job::Spot::default(),
        reply_to: None,
    };
    vec![
        said(1, LAN, "a"),
        said(2, LAN, "b"),
        pressed(3, TAM, "c", Some(4)),
        said(4, TAM, killer),
        said(5, TAM, "after"),
        group,
        said(7, LAN, "e"),
    ]
}

/// Not a test of its own: what the parents start.
#[test]
fn child() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let killer = std::env::var("KILLER").expect("what kills");
        let done = run(&mut open(&PathBuf::from(folder)), batch(&killer), at(0));
        println!("turned {}, answered {}", done.shown.len(), done.answers.len());
    }
}

/// Starts until one lives, as a service manager does: how many died, and what the last one said.
fn starts(folder: &Folder, killer: &str) -> (usize, String) {
    let me = std::env::current_exe().expect("this binary");
    for deaths in 0..10 {
        let mut child = Command::new(&me);
        child.args(["--exact", "child", "--nocapture"]).env(FOLDER, &folder.0).env("KILLER", killer);
        let output = child.output().expect("a child");
        if output.status.success() {
            return (deaths, String::from_utf8_lossy(&output.stdout).into_owned());
        }
    }
    panic!("a crash loop");
}

fn lines(folder: &Folder) -> Vec<(i64, Vec<String>)> {
    let lines = open(&folder.0).waiting().expect("lines");
    lines.iter().map(|line| (line.chat, words(&line.jobs))).collect()
}

#[test]
fn an_update_that_kills_is_set_aside_after_three_deaths() {
    for killer in ["abort", "deep"] {
        let folder = Folder::new(&format!("deaths-{killer}"));
        let (deaths, said) = starts(&folder, killer);
        assert_eq!(deaths, 3, "{killer}: once in its batch, twice alone");
        // Three were on the disk before the killer's turn and are known; the killer's answer and three more are new.
        assert!(said.contains("turned 4, answered 1"), "{killer}: {said}");
        let expected = [(-7, "https://t.me/x 1"), (LAN, "e 3"), (TAM, "after 3")].map(|(c, w)| (c, vec![w.to_owned()]));
        let mut lines = lines(&folder);
        lines.sort();
        assert_eq!(lines, expected, "{killer}: everybody's turns were made once, the killer's as something unread");
        // Telegram brings it all again: it is known.
        assert!(starts(&folder, killer).1.contains("turned 0, answered 1"), "{killer}");
    }
}

#[test]
fn a_process_killed_in_between_costs_nobody_a_turn() {
    let folder = Folder::new("deaths-none");
    std::fs::create_dir_all(&folder.0).expect("a folder");
    drop(open(&folder.0));
    // As a process leaves it that was killed in the middle of the batch, twice with one update alone.
    for note in [r#"{"updates":[1,2,3,4,5,6,7],"deaths":0}"#, r#"{"updates":[1],"deaths":0}"#, "{\"upda", ""] {
        std::fs::write(folder.0.join("trying"), note.to_owned() + "\n").expect("a note");
        run(&mut open(&folder.0), batch("harmless"), at(0));
    }
    let mut lines = lines(&folder);
    lines.sort();
    assert_eq!(lines[1], (LAN, vec!["e 3".to_owned()]));
    assert_eq!(lines[2], (TAM, vec!["after 3".to_owned()]));
}

#[test]
fn what_kills_even_as_something_unread_is_passed_over() {
    let folder = Folder::new("deaths-record");
    std::fs::create_dir_all(&folder.0).expect("a folder");
    {
        let mut round = open(&folder.0);
        run(&mut round, (100..195).map(|n| said(n, TAM, "x")).collect(), at(0));
    }
    let (deaths, said) = starts(&folder, "abort");
    assert_eq!(deaths, 4, "in its batch, twice alone, once more as something unread");
    assert!(said.contains("turned 3,"), "{said}");
}
