//! What ends: a record's day, all of it at the citizen's word, a line that nobody reads, a group that has moved.

use camtay::book::Book;
use camtay::engine::Keep;
use camtay::intake::{Arrival, What};
use camtay::round::{Hands, Round};
use camtay::sender::job::{End, Mark, What as Task};

use crate::hands::{
    Folder, HOUR, LAN, TAM, at, bare, folder_again, line_of, mark, pressed, records, run, said, sent, waiting, words,
};

#[test]
fn a_record_ends_after_a_day_unless_the_citizen_or_the_operator_keeps_it() {
    let cases = [
        ("unanswered", Keep::Unanswered, false),
        ("no", Keep::No, false),
        ("never", Keep::Never, false),
        ("yes", Keep::Yes(at(0)), true),
        ("always", Keep::Always, true),
    ];
    for (name, keep, kept) in cases {
        let folder = Folder::new(&format!("keep-{name}"));
        let mut round = folder.keeping(keep);
        run(&mut round, vec![said(1, LAN, "a")], at(0));
        round.sweep(Vec::new(), at(24 * HOUR - 1)).expect("a sweep");
        assert!(round.knows(LAN).expect("read"), "{name}: its day is not over");
        let mut round = folder_again(round, &folder);
        round.sweep(Vec::new(), at(24 * HOUR)).expect("a sweep");
        assert_eq!(round.knows(LAN).expect("read"), kept, "{name}");
        assert_eq!(records(round, &folder), usize::from(kept), "{name}: the list of ends is empty");
    }
}

#[test]
fn a_yes_within_the_day_keeps_what_was_listed() {
    let folder = Folder::new("yes");
    let mut round = folder.open();
    run(&mut round, vec![said(1, LAN, "a")], at(0));
    run(&mut round, vec![said(2, LAN, "keep")], at(HOUR));
    assert!(round.sweep(Vec::new(), at(1_000 * HOUR)).expect("a sweep").iter().all(|line| !line.jobs.is_empty()));
    assert!(round.knows(LAN).expect("read"));
    assert_eq!(records(round, &folder), 1);
}

#[test]
fn an_older_clock_erases_nothing_early() {
    let folder = Folder::new("older");
    let mut round = Round::open(&folder.0, Hands::telegram(), Keep::Unanswered).expect("a store");
    run(&mut round, vec![said(1, LAN, "a")], at(100 * HOUR));
    assert!(round.sweep(Vec::new(), at(0)).expect("a sweep").is_empty());
    run(&mut round, vec![said(2, LAN, "b")], at(10 * HOUR));
    for hour in [34, 100, 123] {
        round.sweep(Vec::new(), at(hour * HOUR)).expect("a sweep");
        assert!(round.knows(LAN).expect("read"), "at {hour}: said within a day by the right clock");
    }
    round.sweep(Vec::new(), at(124 * HOUR)).expect("a sweep");
    assert!(!round.knows(LAN).expect("read"));
}

#[test]
fn nothing_of_a_forgotten_chat_stays_on_but_the_last_word() {
    let folder = Folder::new("bytes");
    let mut round = folder.open();
    run(&mut round, vec![said(770_001, LAN, "file"), said(770_002, LAN, "my secret")], at(0));
    let last = |update| said(update, LAN, "forget");
    run(&mut round, vec![last(770_003)], at(1));
    drop(round);
    let stored: serde_json::Value = {
        let db = bare(&folder);
        let bytes = db.get([b"c/".as_slice(), &LAN.to_be_bytes()].concat()).expect("read").expect("the last word");
        serde_json::from_slice(&bytes[2..]).expect("JSON")
    };
    let text = stored.to_string();
    assert!(stored["session"].is_null() && stored["waiting"].as_array().is_some_and(|jobs| jobs.len() == 1), "{text}");
    assert!(!text.contains("secret") && !text.contains("77000") && !text.contains("media"), "{text}");
    let mut round = folder.open();
    let done = run(&mut round, vec![last(770_003), said(770_004, TAM, "a")], at(2));
    assert_eq!(done.shown.len(), 1, "its repeat is known all the same");
    assert!(!round.knows(LAN).expect("read"));
}

#[test]
fn a_last_word_that_cannot_be_sent_is_not_kept_for_ever() {
    let folder = Folder::new("unsent");
    let mut round = folder.open();
    run(&mut round, vec![said(1, LAN, "forget"), said(2, TAM, "forget")], at(0));
    run(&mut round, vec![said(3, TAM, "keep")], at(HOUR));
    round.sweep(Vec::new(), at(23 * HOUR)).expect("a sweep");
    let mut round = folder_again(round, &folder);
    assert_eq!(waiting(&mut round, LAN), ["forget 1"]);
    let lines = round.sweep(Vec::new(), at(24 * HOUR)).expect("a sweep");
    assert!(line_of(&lines, LAN).jobs.is_empty());
    assert!(round.knows(TAM).expect("read"), "who spoke again has a record of their own");
    assert_eq!(records(round, &folder), 1);
}

#[test]
fn a_sweep_drops_a_line_and_the_mark_of_its_call_under_way_is_answered() {
    let folder = Folder::new("under-way");
    let mut round = folder.open();
    let job = run(&mut round, vec![said(1, LAN, "a")], at(0)).lines[0].jobs[0].number;
    round.sweep(Vec::new(), at(24 * HOUR)).expect("a sweep");
    let lines = mark(&mut round, LAN, job, sent(20));
    assert_eq!((lines.len(), lines[0].ended), (1, Some(job)), "the sender waits for it");
    assert_eq!(records(round, &folder), 0, "and nothing comes back");
}

#[test]
fn who_blocked_the_bot_is_reached_by_speaking_or_pressing_again() {
    let folder = Folder::new("reached");
    let mut round = folder.open();
    let done = run(&mut round, vec![said(1, LAN, "file"), said(2, TAM, "file")], at(0));
    for chat in [LAN, TAM] {
        let job = line_of(&done.lines, chat).jobs[0].number;
        assert!(mark(&mut round, chat, job, End::Unreachable)[0].jobs.is_empty(), "the whole line goes");
    }
    let mut round = folder_again(round, &folder);
    assert!(round.waiting().expect("lines").is_empty());
    assert!(round.knows(LAN).expect("read"), "the place stays");
    let done = run(&mut round, vec![said(3, LAN, "a"), pressed(4, TAM, "b", Some(9))], at(1));
    assert_eq!(words(&line_of(&done.lines, LAN).jobs), ["a 2"]);
    assert_eq!(words(&line_of(&done.lines, TAM).jobs), ["b 2"]);
}

#[test]
fn who_has_blocked_the_bot_gets_no_call_for_old_buttons() {
    let folder = Folder::new("no-strip");
    let mut round = folder.open();
    let job = run(&mut round, vec![said(1, LAN, "a")], at(0)).lines[0].jobs[0].number;
    run(&mut round, vec![Arrival { what: What::Blocked, ..said(2, LAN, "") }], at(1));
    let End::Done { screen, .. } = sent(20) else { panic!("done") };
    assert!(mark(&mut round, LAN, job, End::Done { screen, strip: Some(10) })[0].jobs.is_empty());
}

#[test]
fn a_block_told_by_telegram_drops_what_waits_until_it_is_lifted() {
    let folder = Folder::new("told");
    let mut round = folder.open();
    let (blocked, lifted) = (What::Blocked, What::Unblocked);
    let arrivals = vec![said(1, LAN, "file"), Arrival { what: blocked, ..said(2, LAN, "") }];
    assert!(run(&mut round, arrivals, at(0)).lines[0].jobs.is_empty());
    let arrivals = vec![Arrival { what: lifted, ..said(3, LAN, "") }, said(4, LAN, "a")];
    assert_eq!(words(&run(&mut round, arrivals, at(1)).lines[0].jobs), ["a 2"], "nothing old comes along");
}

#[test]
fn a_group_that_moved_to_a_known_number_keeps_that_ones_session() {
    const OLD: i64 = -5;
    const NEW: i64 = -1_005;
    let folder = Folder::new("both");
    let mut round = folder.open();
    run(&mut round, vec![said(1, NEW, "keep"), said(2, NEW, "quiet")], at(0));
    let job = run(&mut round, vec![said(3, OLD, "file")], at(0)).lines[0].jobs[0].number;
    let marks = vec![Mark { chat: OLD, job, end: End::Moved(NEW), hurry: true }];
    let done = round.run(&Book::default(), vec![said(4, NEW, "quiet")], marks, at(1)).expect("a round");
    assert!(line_of(&done.lines, OLD).jobs.is_empty());
    let jobs = &line_of(&done.lines, NEW).jobs;
    assert_eq!(words(jobs), ["keep 1", "file media/a.pdf", "file 1"]);
    assert!(jobs.is_sorted_by_key(|job| job.number), "numbers of its own");
    let mut round = folder_again(round, &folder);
    let done = run(&mut round, vec![said(5, NEW, "a")], at(2));
    assert_eq!(words(&done.lines[0].jobs), ["file media/a.pdf", "a 4"]);
    assert!(!round.knows(OLD).expect("read"));
}

#[test]
fn what_was_to_be_taken_off_in_a_group_that_moved_is_left() {
    let folder = Folder::new("strip");
    let mut round = folder.open();
    let job = run(&mut round, vec![said(1, -5, "a")], at(0)).lines[0].jobs[0].number;
    let End::Done { screen, .. } = sent(20) else { panic!("done") };
    let lines = mark(&mut round, -5, job, End::Done { screen, strip: Some(10) });
    let strip = &lines[0].jobs[0];
    assert_eq!(strip.what, Task::Strip(10));
    let lines = mark(&mut round, -5, strip.number, End::Moved(-1_005));
    let there = line_of(&lines, -1_005);
    assert_eq!((there.screen, there.jobs.len()), (None, 0), "messages have other numbers there");
    assert!(round.knows(-1_005).expect("read") && !round.knows(-5).expect("read"));
}

#[test]
fn a_mark_that_waits_is_written_by_the_sweep() {
    let folder = Folder::new("rides");
    let mut round = folder.open();
    let job = run(&mut round, vec![said(1, LAN, "keep")], at(0)).lines[0].jobs[0].number;
    round.sweep(vec![Mark { chat: LAN, job, end: sent(20), hurry: true }], at(HOUR)).expect("a sweep");
    let mut round = folder_again(round, &folder);
    assert!(waiting(&mut round, LAN).is_empty(), "a start after it sends nothing again");
}

#[test]
fn a_deactivated_account_is_forgotten_after_thirty_days_unless_it_speaks() {
    let folder = Folder::new("deactivated");
    let mut round = folder.open();
    let lines = run(&mut round, vec![said(1, LAN, "keep"), said(2, TAM, "keep")], at(0)).lines;
    for chat in [LAN, TAM] {
        mark(&mut round, chat, line_of(&lines, chat).jobs[0].number, End::Deleted);
    }
    run(&mut round, vec![said(3, TAM, "keep")], at(HOUR));
    let month = 30 * 24 * HOUR;
    round.sweep(Vec::new(), at(month - 1)).expect("a sweep");
    assert!(round.knows(LAN).expect("read") && round.knows(TAM).expect("read"));
    let mut round = folder_again(round, &folder);
    round.sweep(Vec::new(), at(month)).expect("a sweep");
    assert!(!round.knows(LAN).expect("read"), "nobody is there any more");
    assert!(round.knows(TAM).expect("read"), "who speaks again is there");
}
