//! Which updates are known: crashes before and after the write, ids out of order, updates that break the engine.

use std::fs;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use camtay::book::Book;
use camtay::engine::{Event, Keep, Odd, Scene, Session, Show, Turn};
use camtay::intake::{Arrival, Press, UpdateId, What, Why};
use camtay::round::{Hands, Round};
use camtay::screen::Screen;
use camtay::sender::job::{ChatId, Part};
use camtay::when::Moment;

use crate::hands::{Folder, HOUR, LAN, TAM, at, compose, draw, folder_again, line_of, pressed, run, said, turn, words};

/// A copy of an open store, between two rounds: what a process that died there leaves behind.
fn as_a_crash_leaves(folder: &Folder, name: &str) -> Folder {
    let copy = Folder::new(name);
    copy_all(&folder.0, &copy.0);
    copy
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_all(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).expect("a copy");
        }
    }
}

#[test]
fn a_crash_between_any_two_rounds_loses_and_doubles_nothing() {
    let folder = Folder::new("crash");
    let mut round = folder.open();
    for n in 0..8 {
        let batch = || vec![said(3 * n, LAN, "a"), pressed(3 * n + 1, TAM, "b", None), said(3 * n + 2, LAN, "c")];
        let before = as_a_crash_leaves(&folder, "crash-before");
        let done = run(&mut round, batch(), at(0));
        let after = as_a_crash_leaves(&folder, "crash-after");

        let wanted = [format!("c {}", 2 * n + 2), format!("b {}", n + 1)];
        for lines in [&done.lines, &run(&mut before.open(), batch(), at(1)).lines] {
            assert_eq!([LAN, TAM].map(|chat| words(&line_of(lines, chat).jobs).join(",")), wanted, "round {n}");
        }
        let mut again = after.open();
        let lines = again.waiting().expect("lines");
        assert_eq!([LAN, TAM].map(|chat| words(&line_of(&lines, chat).jobs).join(",")), wanted, "round {n}");
        let done = run(&mut again, batch(), at(1));
        assert!(done.lines.is_empty() && done.shown.is_empty(), "round {n}");
        assert_eq!(done.answers, [format!("q{}", 3 * n + 1)]);
    }
}

#[test]
fn ids_may_jump_lower_after_a_week() {
    let folder = Folder::new("week");
    run(&mut folder.open(), (900_000..900_050).map(|n| said(n, LAN, "keep")).collect(), at(0));
    let mut round = folder.open();
    for (n, update) in [17_u64, 16, 40_000, 18, 899_999, 3].into_iter().enumerate() {
        let now = at(8 * 24 * HOUR);
        let done = run(&mut round, vec![said(update, LAN, "a"), said(update, LAN, "a")], now);
        assert_eq!(words(&done.lines[0].jobs), [format!("a {}", 51 + n)], "update {update}");
        assert!(run(&mut round, vec![said(update, LAN, "a")], now).lines.is_empty(), "update {update}");
    }
}

#[test]
fn all_of_the_last_round_is_known_and_the_last_32_of_each_chat() {
    let folder = Folder::new("whole");
    let mut round = folder.open();
    let batch = || (1..=100).map(|n| said(n, if n % 5 == 0 { TAM } else { LAN }, "a")).collect();
    run(&mut round, batch(), at(0));
    let mut round = folder_again(round, &folder);
    assert!(run(&mut round, batch(), at(1)).lines.is_empty(), "LAN alone has 80 ids in it");
    run(&mut round, vec![said(101, TAM, "b")], at(2));
    let mut round = folder_again(round, &folder);
    let lately = |chat: ChatId| batch().into_iter().filter(move |a: &Arrival| a.chat == Some(chat));
    let lan: Vec<Arrival> = lately(LAN).skip(80 - 32).collect();
    let tam: Vec<Arrival> = lately(TAM).collect();
    assert_eq!((lan.len(), tam.len()), (32, 20));
    assert!(run(&mut round, [lan, tam].concat(), at(3)).lines.is_empty(), "another round has come since");
}

#[test]
fn an_update_of_no_chat_is_remembered() {
    let folder = Folder::new("nowhere-seen");
    let (odd, service) = (What::Nothing(Why::NoChat), What::Nothing(Why::Service));
    let arrivals = vec![
        Arrival { chat: None, what: odd, ..said(1, LAN, "") },
        Arrival { what: service, ..said(2, LAN, "") },
        Arrival { what: What::Blocked, ..said(3, LAN, "") },
    ];
    run(&mut folder.open(), arrivals, at(0));
    let mut round = folder.open();
    let done = run(&mut round, (1..=4).map(|n| said(n, LAN, "a")).collect(), at(1));
    assert_eq!(words(&done.lines[0].jobs), ["a 1"], "only the fourth is new");
}

#[test]
fn a_press_that_comes_again_is_answered_again_and_turned_once() {
    let folder = Folder::new("answers");
    let mut round = folder.open();
    let done = run(&mut round, vec![pressed(1, LAN, "a", Some(7)), pressed(1, LAN, "a", Some(7))], at(0));
    assert_eq!((done.answers.len(), words(&done.lines[0].jobs)), (2, vec!["a 1".to_owned()]));
    run(&mut round, vec![said(2, TAM, "b")], at(1));
    let done = run(&mut folder_again(round, &folder), vec![pressed(1, LAN, "a", Some(7))], at(2));
    assert_eq!(done.answers, ["q1"], "known by the chat's own ids");
    assert!(done.lines.is_empty());
}

static TRIES: AtomicUsize = AtomicUsize::new(0);
static FALTERS: AtomicUsize = AtomicUsize::new(0);

fn is_said(event: &Event, words: &str) -> bool {
    matches!(event, Event::Said(said) if said == words)
}

fn frail(book: &Book, was: &Session, event: Event, now: Moment) -> Turn {
    if is_said(&event, "poison") {
        TRIES.fetch_add(1, Ordering::SeqCst);
        resume_unwind(Box::new(()));
    }
    if is_said(&event, "falter") && FALTERS.fetch_add(1, Ordering::SeqCst) == 0 {
        resume_unwind(Box::new(()));
    }
    turn(book, was, event, now)
}

#[test]
fn an_update_is_set_aside_after_its_second_failure_not_after_its_first() {
    let folder = Folder::new("frail");
    let open = || Round::open(&folder.0, Hands { turn: frail, compose, draw: Some(draw) }, Keep::Always).expect("open");
    let batch = || vec![said(1, LAN, "falter"), said(2, TAM, "a"), said(3, TAM, "poison"), said(4, TAM, "b")];
    let done = run(&mut open(), batch(), at(0));
    assert_eq!(words(&line_of(&done.lines, LAN).jobs), ["falter 1"]);
    assert_eq!(words(&line_of(&done.lines, TAM).jobs), ["b 3"], "the session lost nothing and went on");
    assert!(run(&mut open(), batch(), at(1)).lines.is_empty());
    assert_eq!((TRIES.load(Ordering::SeqCst), FALTERS.load(Ordering::SeqCst)), (2, 2));
}

fn no_turn(book: &Book, was: &Session, event: Event, now: Moment) -> Turn {
    if is_said(&event, "poison") || event == Event::Sent(Odd::Other) {
        resume_unwind(Box::new(()));
    }
    turn(book, was, event, now)
}

fn no_compose(book: &Book, show: &Show) -> Screen {
    if matches!(&show.scene, Scene::Plain { title, .. } if title.starts_with("poison")) {
        resume_unwind(Box::new(()));
    }
    compose(book, show)
}

fn no_draw(screen: Screen) -> Vec<Part> {
    let parts = draw(screen);
    if parts.iter().any(|part| part.html.starts_with("poison")) {
        resume_unwind(Box::new(()));
    }
    parts
}

#[test]
fn wherever_an_update_fails_the_batch_goes_on() {
    let sound = Hands { turn, compose, draw: Some(draw) };
    let told = vec!["Other 2".to_owned()];
    let cases = [
        ("turn", Hands { turn: no_turn, ..sound }, vec!["a 1".to_owned()]),
        ("compose", Hands { compose: no_compose, ..sound }, told.clone()),
        ("draw", Hands { draw: Some(no_draw), ..sound }, told),
    ];
    for (name, hands, wanted) in cases {
        let folder = Folder::new(&format!("fails-{name}"));
        let press = Some(Press { id: "q".to_owned(), from: None });
        let poison = Arrival { press, ..said(2, LAN, "poison") };
        let batch = || vec![said(1, LAN, "a"), poison.clone(), said(3, TAM, "b")];
        let done = run(&mut Round::open(&folder.0, hands, Keep::Always).expect("open"), batch(), at(0));
        assert_eq!(words(&line_of(&done.lines, LAN).jobs), wanted, "{name}");
        assert_eq!(words(&line_of(&done.lines, TAM).jobs), ["b 1"], "{name}");
        assert_eq!(done.answers, ["q"], "{name}");
        let again = vec![poison, Arrival { update: UpdateId(9), ..said(9, LAN, "c") }];
        let done = run(&mut Round::open(&folder.0, hands, Keep::Always).expect("open"), again, at(1));
        assert_eq!(done.shown.len(), 1, "{name}: known");
    }
}

#[test]
fn a_group_is_told_again_after_an_hour_or_when_the_clock_was_wrong() {
    let folder = Folder::new("group");
    let mut round = folder.open();
    let call = |update| Arrival {
        update: UpdateId(update),
        chat: Some(-7),
        press: None,
        what: What::Group { link: "https://t.me/x".to_owned() },
        note: None,
        spot: camtay::sender::job::Spot::default(),
        reply_to: None,
    };
    let told = |round: &mut Round, update, now| run(round, vec![call(update), call(update + 1)], at(now)).shown.len();
    assert_eq!(told(&mut round, 1, 5 * HOUR), 1);
    assert_eq!(told(&mut round, 3, 6 * HOUR - 1), 0);
    assert_eq!(told(&mut round, 5, 6 * HOUR), 1, "the first answer is an hour above");
    assert_eq!(told(&mut round, 7, 3 * HOUR), 1, "the clock was three hours ahead");
    assert_eq!(told(&mut round, 9, 4 * HOUR - 1), 0);
}

#[test]
fn a_file_asked_for_again_while_it_waits_comes_once() {
    let folder = Folder::new("file");
    let mut round = folder.open();
    let done = run(&mut round, (1..=200).map(|n| said(n, LAN, "file")).collect(), at(0));
    assert_eq!(words(&line_of(&done.lines, LAN).jobs), ["file media/a.pdf", "file 200"]);
}
