//! What nothing could be made of: the staff hears of it once a day, with numbers and no words, however many there are.

use camtay::round::{Owners, Round};

use crate::hands::{Folder, HOUR, LAN, TAM, at, folder_again, line_of, mark, run, said, sent, waiting, words};

const STAFF: i64 = -100;

fn of_staff(round: Round) -> Round {
    round.run_by(Owners { chat: Some(STAFF), ..Owners::default() })
}

fn told(round: &mut Round, now: i64) -> Vec<String> {
    let lines = round.sweep(Vec::new(), at(now)).expect("a sweep");
    lines.iter().find(|line| line.chat == STAFF).map(|line| words(&line.jobs)).unwrap_or_default()
}

#[test]
fn a_thousand_are_one_message_a_day() {
    let folder = Folder::new("aside");
    let mut round = of_staff(folder.open());
    run(&mut round, vec![said(1, LAN, "boom"), said(2, TAM, "a")], at(0));
    let first = told(&mut round, 1);
    assert!(first.len() == 1 && first[0].contains("<b>1 tin") && first[0].ends_with(": 1"), "{first:?}");
    assert!(!first[0].contains("boom"), "no words of the citizen");
    for n in 0..10 {
        run(&mut round, (0..100).map(|m| said(100 + n * 100 + m, LAN, "boom")).collect(), at(2));
    }
    let mut round = of_staff(folder_again(round, &folder));
    assert_eq!(told(&mut round, 3), Vec::<String>::new(), "told today, a restart is no new day");
    let next = told(&mut round, 24 * HOUR);
    assert_eq!(next.len(), 2, "yesterday's still waits: {next:?}");
    assert!(
        next[1].contains("<b>1000 tin") && next[1].ends_with("100, 101, 102, 103, 104, 105, 106, 107, 108, 109, …")
    );
    assert_eq!(told(&mut round, 48 * HOUR), Vec::<String>::new(), "nothing new, nothing said");
}

#[test]
fn without_staff_it_waits_and_owners_are_told_in_their_own_chats() {
    let folder = Folder::new("aside-owners");
    let mut round = folder.open();
    run(&mut round, vec![said(1, LAN, "boom")], at(0));
    assert!(round.sweep(Vec::new(), at(1)).expect("a sweep").is_empty());
    let mut round = round.run_by(Owners { owners: vec![7, 8], ..Owners::default() });
    let lines = round.sweep(Vec::new(), at(2)).expect("a sweep");
    let job = line_of(&lines, 7).jobs[0].number;
    assert!(words(&line_of(&lines, 8).jobs)[0].contains("1 tin"));
    mark(&mut round, 7, job, sent(9));
    assert_eq!(waiting(&mut folder_again(round, &folder), 7), Vec::<String>::new(), "sent, and gone from the line");
}

#[test]
fn a_file_that_could_not_be_sent_is_told_once_a_day_by_its_name() {
    let folder = Folder::new("lacked");
    let pulse = std::sync::Arc::new(camtay::pulse::Pulse::default());
    let mut round = of_staff(folder.open()).watched(std::sync::Arc::clone(&pulse));
    let lacks = |files: &[&str]| files.iter().for_each(|file| pulse.lacked(file));
    lacks(&["media/a.png", "media/a.png", "media/b.pdf"]);
    let first = told(&mut round, 1);
    assert!(
        first.len() == 1 && first[0].contains("2 tệp") && first[0].contains("– media/a.png\n– media/b.pdf"),
        "{first:?}"
    );
    lacks(&["media/a.png"]);
    assert_eq!(told(&mut round, 2), Vec::<String>::new(), "told today");
    lacks(&["media/a.png", "media/c.png"]);
    assert!(told(&mut round, 3).last().is_some_and(|last| last.contains("1 tệp") && last.contains("media/c.png")));
    lacks(&["media/a.png"]);
    assert!(told(&mut round, 24 * HOUR).last().is_some_and(|last| last.contains("media/a.png")));
}
