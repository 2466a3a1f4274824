//! The round: every update turned exactly once, whatever dies when; what is erased is gone; marks move the screen.

#[path = "round/aside.rs"]
mod aside;
#[path = "round/ends.rs"]
mod ends;
#[path = "round/hands.rs"]
mod hands;
#[path = "round/known.rs"]
mod known;
#[path = "round/missed.rs"]
mod missed;
#[path = "round/stored.rs"]
mod stored;

use std::collections::BTreeMap;

use camtay::book::Book;
use camtay::engine::{Event, Keep, Odd};
use camtay::intake::{Arrival, Press, UpdateId, What, Why};
use camtay::round::{Hands, Office, Round, start};
use camtay::sender::Order;
use camtay::sender::job::{ChatId, End, Line, Mark, OnScreen, What as Task};
use tokio::sync::mpsc;

use hands::{
    Folder, HOUR, LAN, TAM, at, compose, folder_again, line_of, mark, pressed, records, run, said, sent, turn, waiting,
    words,
};

#[test]
fn an_update_is_turned_once_however_often_it_comes() {
    let folder = Folder::new("once");
    let mut round = folder.open();
    let done = run(&mut round, vec![said(5, LAN, "a"), said(5, LAN, "a"), said(3, LAN, "b")], at(0));
    assert_eq!(words(&done.lines[0].jobs), ["b 2"], "out of order, the double skipped");
    for update in [3, 5] {
        let done = run(&mut round, vec![said(update, LAN, "c")], at(1));
        assert!(done.lines.is_empty() && done.shown.is_empty(), "update {update}");
    }
    let done = run(&mut round, vec![said(1, LAN, "lower ids are new"), said(5, LAN, "x")], at(2));
    assert_eq!(words(&done.lines[0].jobs), ["lower ids are new 3"]);
}

#[test]
fn a_crash_before_the_write_leaves_nothing() {
    let folder = Folder::new("before");
    drop(folder.open());
    let mut round = folder.open();
    assert!(round.waiting().expect("lines").is_empty());
    let done = run(&mut round, vec![said(5, LAN, "a")], at(0));
    assert_eq!(words(&done.lines[0].jobs), ["a 1"]);
}

#[test]
fn after_the_write_a_restart_knows_the_ids_and_sends_the_replies() {
    let folder = Folder::new("after");
    let batch = || vec![said(5, LAN, "a"), pressed(6, TAM, "b", Some(7)), said(7, LAN, "c")];
    run(&mut folder.open(), batch(), at(0));
    let mut round = folder.open();
    let lines = round.waiting().expect("lines");
    assert_eq!(words(&line_of(&lines, LAN).jobs), ["c 2"]);
    assert_eq!(words(&line_of(&lines, TAM).jobs), ["b 1"]);
    let done = run(&mut round, batch(), at(1));
    assert!(done.lines.is_empty());
    assert_eq!(done.answers, ["q6"], "a known press is answered again");
}

#[test]
fn a_round_delivered_again_piece_by_piece_stays_known() {
    let folder = Folder::new("pieces");
    let mut round = folder.open();
    run(&mut round, (0..40).map(|n| said(n, LAN, "a")).collect(), at(0));
    run(&mut round, vec![said(0, LAN, "a")], at(1));
    let done = run(&mut round, (1..41).map(|n| said(n, LAN, "a")).collect(), at(2));
    assert_eq!(words(&done.lines[0].jobs), ["a 41"], "only the last one was new");
    let done = run(&mut round, (0..41).map(|n| said(n, LAN, "a")).collect(), at(3));
    assert!(done.lines.is_empty());
}

#[test]
fn updates_of_no_chat_make_no_record_and_are_answered() {
    let folder = Folder::new("nochat");
    let mut round = folder.open();
    let press = Some(Press { id: "q1".to_owned(), from: None });
    let arrivals = vec![
        Arrival {
            update: UpdateId(1),
            chat: None,
            press,
            what: What::Nothing(Why::NoChat),
            note: None,
            spot: camtay::sender::job::Spot::default(),
            reply_to: None,
        },
        Arrival {
            update: UpdateId(2),
            chat: Some(LAN),
            press: None,
            what: What::Nothing(Why::Service),
            note: None,
            spot: camtay::sender::job::Spot::default(),
            reply_to: None,
        },
        Arrival {
            update: UpdateId(3),
            chat: Some(TAM),
            press: None,
            what: What::Blocked,
            note: None,
            spot: camtay::sender::job::Spot::default(),
            reply_to: None,
        },
    ];
    let done = run(&mut round, arrivals, at(0));
    assert_eq!(done.answers, ["q1"]);
    assert!(done.lines.is_empty() && !round.knows(LAN).expect("read") && !round.knows(TAM).expect("read"));
}

#[test]
fn a_poisoned_update_is_set_aside_and_the_batch_goes_on() {
    let folder = Folder::new("poison");
    let mut round = folder.open();
    let batch = || vec![said(1, LAN, "a"), said(2, LAN, "boom"), said(3, TAM, "b")];
    let done = run(&mut round, batch(), at(0));
    assert_eq!(words(&line_of(&done.lines, LAN).jobs), [format!("{:?} 2", Odd::Other)], "told as after something odd");
    assert_eq!(words(&line_of(&done.lines, TAM).jobs), ["b 1"]);
    assert!(run(&mut folder_again(round, &folder), batch(), at(1)).lines.is_empty());
}

#[test]
fn a_newer_screen_replaces_all_parts_of_the_older_and_no_file() {
    let folder = Folder::new("replace");
    let mut round = folder.open();
    run(&mut round, vec![said(1, LAN, "file")], at(0));
    let done = run(&mut round, vec![said(2, LAN, "two")], at(0));
    assert_eq!(words(&done.lines[0].jobs), ["file media/a.pdf", "two 2", "two 2"]);
    let done = run(&mut round, vec![said(3, LAN, "file")], at(0));
    assert_eq!(words(&done.lines[0].jobs), ["file media/a.pdf", "file 3"]);
    let numbers: Vec<_> = done.lines[0].jobs.iter().map(|job| job.number).collect();
    assert!(numbers.is_sorted() && numbers[0] < numbers[1]);
    let done = run(&mut round, vec![said(4, LAN, "quiet")], at(0));
    assert_eq!(done.lines[0].jobs.len(), 2, "a turn that shows nothing replaces nothing");
}

#[test]
fn a_mark_takes_the_job_away_and_moves_the_screen() {
    let folder = Folder::new("marks");
    let mut round = folder.open();
    let done = run(&mut round, vec![said(1, LAN, "a")], at(0));
    let first = done.lines[0].jobs[0].number;
    let lines = mark(&mut round, LAN, first, sent(20));
    let screen = OnScreen { message: 20, picture: false, last: true };
    assert_eq!(lines, [Line { chat: LAN, screen: Some(screen), ended: Some(first), jobs: vec![] }]);
    let done = run(&mut round, vec![pressed(2, LAN, "b", Some(20))], at(1));
    assert_eq!(done.lines[0].screen, Some(screen), "a press leaves the screen last");
    let second = done.lines[0].jobs[0].number;
    assert!(matches!(done.lines[0].jobs[0].what, Task::Show { from: Some(20), .. }));
    let end = End::Done { screen: Some(OnScreen { message: 21, ..screen }), strip: Some(20) };
    assert_eq!(words(&mark(&mut round, LAN, second, end)[0].jobs), ["strip 20"]);
    assert_eq!(waiting(&mut folder_again(round, &folder), LAN), ["strip 20"]);
}

#[test]
fn what_the_citizen_wrote_meanwhile_stands_below_the_screen() {
    let folder = Folder::new("heard");
    let mut round = folder.open();
    let first = run(&mut round, vec![said(1, LAN, "a")], at(0)).lines[0].jobs[0].number;
    let second = run(&mut round, vec![said(2, LAN, "b")], at(1)).lines[0].jobs[0].number;
    let lines = mark(&mut round, LAN, first, sent(20));
    assert_eq!(lines[0].screen.map(|on| (on.message, on.last)), Some((20, false)), "replaced, and moves the screen");
    assert_eq!(words(&lines[0].jobs), ["b 2"]);
    let lines = mark(&mut round, LAN, second, sent(22));
    assert_eq!(lines[0].screen.map(|on| (on.message, on.last)), Some((22, true)));
    let edited = What::Citizen(Event::Sent(Odd::Edited));
    let edited = Arrival {
        update: UpdateId(3),
        chat: Some(LAN),
        press: None,
        what: edited,
        note: None,
        spot: camtay::sender::job::Spot::default(),
        reply_to: None,
    };
    let done = run(&mut round, vec![edited], at(2));
    assert!(done.lines[0].screen.is_some_and(|on| on.last), "an edit adds no message");
}

#[test]
fn a_press_from_nowhere_gets_a_message_of_its_own() {
    let folder = Folder::new("nowhere");
    let done = run(&mut folder.open(), vec![pressed(1, LAN, "a", None)], at(0));
    assert!(matches!(done.lines[0].jobs[0].what, Task::Show { from: Some(0), .. }));
}

#[test]
fn marks_ride_with_a_batch() {
    let folder = Folder::new("ride");
    let mut round = folder.open();
    let job = run(&mut round, vec![said(1, LAN, "a")], at(0)).lines[0].jobs[0].number;
    let marks = vec![Mark { chat: LAN, job, end: sent(20), hurry: true }];
    let done = round.run(&Book::default(), vec![pressed(2, LAN, "b", Some(20))], marks, at(1)).expect("a round");
    assert_eq!(done.lines.len(), 1);
    assert_eq!(done.lines[0].ended, Some(job));
    assert_eq!(words(&done.lines[0].jobs), ["b 2"]);
}

/// Lines that answer a mark, by chat and job.
fn answered(orders: &[Order]) -> Vec<(ChatId, u64)> {
    let line = |order: &Order| if let Order::Line(line) = order { Some((line.chat, line.ended?)) } else { None };
    orders.iter().filter_map(line).collect()
}

#[test]
fn a_mark_in_no_hurry_waits_for_its_citizens_next_press_or_for_silence() {
    const MAI: ChatId = 9;
    let (folder, book) = (Folder::new("no-hurry"), Book::default());
    let (mut office, _) = Office::new(folder.open(), at(0)).expect("an office");
    let (orders, _) = office.batch(&book, vec![said(1, LAN, "a"), said(2, TAM, "b")], at(0)).expect("a batch");
    let jobs = orders
        .iter()
        .filter_map(|order| if let Order::Line(l) = order { Some((l.chat, l.jobs[0].number)) } else { None });
    let jobs: BTreeMap<ChatId, u64> = jobs.collect();
    let mark = |chat, hurry| Mark { chat, job: jobs[&chat], end: sent(20), hurry };

    office.mark(mark(LAN, false)).expect("it waits");
    assert!(office.has_marks() && !office.hurries());
    office.mark(mark(TAM, true)).expect("it waits");
    assert!(office.hurries());
    let (orders, _) = office.batch(&book, vec![said(3, MAI, "c")], at(1)).expect("a batch");
    assert_eq!(answered(&orders), [(TAM, jobs[&TAM])], "what hurries rides with anybody's batch");
    assert!(office.has_marks() && !office.hurries());
    assert_eq!(answered(&office.hurry().expect("nothing")), []);
    let (orders, _) = office.batch(&book, vec![pressed(4, LAN, "d", Some(20))], at(2)).expect("a batch");
    assert_eq!(answered(&orders), [(LAN, jobs[&LAN])]);
    assert!(!office.has_marks());

    let job =
        orders.iter().find_map(|order| if let Order::Line(l) = order { l.jobs.first() } else { None }).expect("a job");
    office.mark(Mark { chat: LAN, job: job.number, end: sent(20), hurry: false }).expect("it waits");
    assert_eq!(answered(&office.quiet().expect("a write")), [(LAN, job.number)]);
}

#[tokio::test]
async fn the_thread_writes_marks_in_no_hurry_when_nobody_comes() {
    let folder = Folder::new("silence");
    let (orders, mut told) = mpsc::unbounded_channel();
    let (door, handle) = start(folder.open(), at(0), orders).expect("a thread");
    let arrivals = vec![said(1, LAN, "a"), said(2, TAM, "b")];
    door.batch(std::sync::Arc::new(Book::default()), arrivals, at(1)).await.expect("a batch");
    for _ in 0..2 {
        let Some(Order::Line(line)) = told.recv().await else { panic!("no line") };
        door.mark(Mark { chat: line.chat, job: line.jobs[0].number, end: sent(20), hurry: false });
    }
    for _ in 0..2 {
        let Some(Order::Line(marked)) = told.recv().await else { panic!("no line") };
        assert!(marked.ended.is_some() && marked.jobs.is_empty());
    }
    drop(door);
    handle.join().expect("no panic").expect("no trouble");
}

#[test]
fn marks_alone_forget_no_ids() {
    let folder = Folder::new("ids");
    let mut round = folder.open();
    let batch = || vec![Arrival { update: UpdateId(9), ..said(9, LAN, "forget") }];
    let job = run(&mut round, batch(), at(0)).lines[0].jobs[0].number;
    mark(&mut round, LAN, job, sent(20));
    assert!(run(&mut round, batch(), at(1)).lines.is_empty());
}

#[test]
fn forgetting_leaves_the_last_word_and_then_nothing() {
    let folder = Folder::new("forget");
    let mut round = folder.open();
    run(&mut round, vec![said(1, LAN, "file"), said(2, LAN, "a")], at(0));
    let batch = || vec![said(3, LAN, "forget")];
    let done = run(&mut round, batch(), at(1));
    assert_eq!(words(&done.lines[0].jobs), ["forget 3"], "the file that waited is gone too");
    assert!(!round.knows(LAN).expect("read"));
    let job = done.lines[0].jobs[0].number;
    let mut round = folder_again(round, &folder);
    assert_eq!(waiting(&mut round, LAN), ["forget 3"], "a crash does not swallow it");
    assert!(run(&mut round, batch(), at(2)).lines.is_empty(), "its repeat makes no session");
    assert_eq!(words(&mark(&mut round, LAN, job, sent(30))[0].jobs), Vec::<String>::new());
    let left = records(round, &folder);
    assert_eq!(left, 0);
    let done = run(&mut folder.open(), vec![said(4, LAN, "a")], at(3));
    assert_eq!(words(&done.lines[0].jobs), ["a 1"], "a new session");
    assert!(done.lines[0].jobs[0].number > job, "its jobs never take an old number");
}

#[test]
fn a_record_without_consent_ends_a_day_after_the_last_word() {
    let folder = Folder::new("sweep");
    let mut round = folder.open();
    run(&mut round, vec![said(1, LAN, "a"), said(2, TAM, "keep")], at(0));
    run(&mut round, vec![said(3, LAN, "b")], at(10 * HOUR));
    assert!(round.sweep(Vec::new(), at(24 * HOUR)).expect("a sweep").iter().all(|line| !line.jobs.is_empty()));
    assert!(round.knows(LAN).expect("read"), "its list entry was early, its end is later");
    assert!(round.sweep(Vec::new(), at(34 * HOUR - 1)).expect("a sweep").is_empty());
    let lines = round.sweep(Vec::new(), at(34 * HOUR)).expect("a sweep");
    assert_eq!(lines, [Line { jobs: vec![], ..lines[0].clone() }], "the sender drops what waited");
    assert!(!round.knows(LAN).expect("read") && round.knows(TAM).expect("read"));
    assert!(mark(&mut round, LAN, 1, sent(1))[0].jobs.is_empty(), "a late mark brings nothing back");
    assert_eq!(records(round, &folder), 1);
}

#[test]
fn a_word_after_the_end_begins_anew_even_before_the_sweep() {
    let folder = Folder::new("late");
    let mut round = folder.open();
    run(&mut round, vec![said(1, LAN, "a")], at(0));
    let done = run(&mut round, vec![said(2, LAN, "b")], at(24 * HOUR));
    assert_eq!(words(&done.lines[0].jobs), ["b 1"]);
    round.sweep(Vec::new(), at(25 * HOUR)).expect("a sweep");
    assert!(round.knows(LAN).expect("read"));
}

#[test]
fn many_ends_are_swept_in_one_go() {
    let folder = Folder::new("many");
    let mut round = folder.open();
    run(&mut round, (1..=1_200).map(|n| said(n, i64::try_from(n).expect("small"), "a")).collect(), at(0));
    assert_eq!(round.sweep(Vec::new(), at(24 * HOUR)).expect("a sweep").len(), 1_200);
    assert_eq!(records(round, &folder), 0);
}

#[test]
fn keep_always_lists_no_end() {
    let folder = Folder::new("always");
    let mut round = folder.keeping(Keep::Always);
    run(&mut round, vec![said(1, LAN, "a")], at(0));
    assert_eq!(records(round, &folder), 1);
}

#[test]
fn a_blocked_chat_is_silent_until_it_speaks() {
    let folder = Folder::new("blocked");
    let mut round = folder.open();
    let job = run(&mut round, vec![said(1, LAN, "a")], at(0)).lines[0].jobs[0].number;
    assert!(mark(&mut round, LAN, job, End::Unreachable)[0].jobs.is_empty());
    let done = run(&mut round, vec![said(2, LAN, "b")], at(1));
    assert_eq!(words(&done.lines[0].jobs), ["b 2"]);
    let lines = mark(&mut round, LAN, job, End::Unreachable);
    assert_eq!(words(&lines[0].jobs), ["b 2"], "a block learnt of late does not drop what was said since");
    let blocked = Arrival { what: What::Blocked, ..said(3, LAN, "") };
    assert!(run(&mut round, vec![blocked], at(2)).lines[0].jobs.is_empty());
}

#[test]
fn who_presses_after_a_block_is_not_dropped_by_a_refusal_of_before() {
    for lifted in [vec![], vec![Arrival { what: What::Unblocked, ..said(2, LAN, "") }]] {
        let folder = Folder::new(&format!("pressed-again-{}", lifted.len()));
        let mut round = folder.open();
        let job = run(&mut round, vec![said(1, LAN, "a")], at(0)).lines[0].jobs[0].number;
        let presses = vec![pressed(3, LAN, "b", Some(20)), pressed(4, LAN, "quiet", Some(20))];
        run(&mut round, [lifted, presses].concat(), at(1));
        assert_eq!(words(&mark(&mut round, LAN, job, End::Unreachable)[0].jobs), ["b 2"]);
    }
}

#[test]
fn a_group_that_moved_takes_its_line_along() {
    let folder = Folder::new("moved");
    let mut round = folder.open();
    let asked = Arrival { what: What::Group { link: "https://t.me/x".to_owned() }, ..said(1, -5, "") };
    let job = run(&mut round, vec![asked], at(0)).lines[0].jobs[0].number;
    let lines = mark(&mut round, -5, job, End::Moved(-1005));
    assert_eq!(line_of(&lines, -5).ended, Some(job));
    assert!(line_of(&lines, -5).jobs.is_empty());
    assert_eq!(words(&line_of(&lines, -1005).jobs), ["https://t.me/x 1"]);
    assert_eq!(waiting(&mut folder_again(round, &folder), -1005), ["https://t.me/x 1"]);
}

#[test]
fn the_terminal_sees_at_once_and_leaves_nothing_waiting() {
    let folder = Folder::new("terminal");
    let mut round = Round::open(&folder.0, Hands { turn, compose, draw: None }, Keep::Always).expect("a store");
    let done = run(&mut round, vec![said(1, LAN, "file")], at(0));
    assert_eq!(done.shown[0].files, ["media/a.pdf"]);
    assert!(done.shown[0].screen.is_some() && done.lines[0].jobs.is_empty());
}

#[tokio::test]
async fn the_thread_tells_of_a_batch_when_it_is_durable_and_writes_marks_at_its_end() {
    let folder = Folder::new("thread");
    run(&mut folder.open(), vec![said(1, TAM, "old")], at(0));
    let (orders, mut told) = mpsc::unbounded_channel();
    let (door, handle) = start(folder.open(), at(0), orders).expect("a thread");
    let Some(Order::Line(old)) = told.recv().await else { panic!("no line") };
    assert_eq!(words(&old.jobs), ["old 1"]);
    let book = std::sync::Arc::new(Book::default());
    let shown = door.batch(book, vec![pressed(2, LAN, "a", Some(4))], at(1)).await.expect("a batch");
    assert_eq!(shown.len(), 1);
    assert_eq!(told.recv().await, Some(Order::Answer("q2".to_owned())));
    let Some(Order::Line(new)) = told.recv().await else { panic!("no line") };
    door.mark(Mark { chat: LAN, job: new.jobs[0].number, end: sent(20), hurry: true });
    let Some(Order::Line(marked)) = told.recv().await else { panic!("no line") };
    assert_eq!(marked.ended, Some(new.jobs[0].number));
    door.mark(Mark { chat: TAM, job: old.jobs[0].number, end: sent(21), hurry: true });
    drop(door);
    handle.join().expect("no panic").expect("no trouble");
    assert!(folder.open().waiting().expect("lines").is_empty());
}
