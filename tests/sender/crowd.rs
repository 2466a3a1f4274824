//! Announcements in the outbox: behind replies, evenly spaced, never in the way; and what a 429 teaches.

use std::time::Duration;

use camtay::sender::job::{ChatId, End, Job, MessageId, Piece, What};
use camtay::sender::outcome::{Cause, Outcome};
use camtay::sender::{Call, Next, Outbox, Rates};

use super::{FREE, answer, at, call, edit, line, on, send, sent, show};

fn piece(text: &str) -> Piece {
    Piece { html: text.to_owned(), media: Vec::new(), choices: Vec::new(), spot: camtay::sender::job::Spot::default() }
}

fn news(number: u64, text: &str) -> Job {
    Job { number, what: What::News { plan: 3, piece: Box::new(piece(text)), last: true, silent: false } }
}

fn told(chat: ChatId, text: &str) -> Call {
    Call::News { chat, piece: Box::new(piece(text)), plain: false, silent: false }
}

fn delivered(message: MessageId, unsure: bool) -> End {
    End::Delivered { messages: vec![message], unsure }
}

fn announcing(rate: f64, people: ChatId) -> Outbox {
    let mut outbox = Outbox::new(Rates { all: rate, chat: 0.0 });
    for chat in 1..=people {
        outbox.line(line(chat, None, vec![news(1, "tin")]), at(0));
    }
    outbox
}

#[test]
fn a_reply_leaves_before_announcements_that_waited_longer() {
    let mut outbox = announcing(10.0, 20);
    assert_eq!(call(&mut outbox, 0), told(1, "tin"));
    let Next::Wait(slot) = outbox.next(at(0)) else { panic!("announcements are spaced") };
    assert!((100..=101).contains(&slot.millis()), "{slot:?}");
    outbox.line(line(99, None, vec![show(1, "a", None)]), at(1));
    assert_eq!(call(&mut outbox, 1), send(99, "a"), "the window has room: a reply is not spaced");
    let Next::Wait(next) = outbox.next(at(1)) else { panic!("the reply has taken a slot") };
    assert!((201..=203).contains(&next.millis()), "{next:?}");
}

#[test]
fn announcements_that_stall_leave_room_for_replies() {
    let mut outbox = announcing(1_000.0, 100);
    let (mut now, mut left) = (0, 0);
    while let Next::Wait(_) | Next::Call { .. } = outbox.next(at(now)) {
        (now, left) = (now + 1, left + 1);
        assert!(left < 10_000, "it never comes to rest");
    }
    assert_eq!(outbox.flying(), 24);
    for chat in 1_001..=1_076 {
        outbox.line(line(chat, on(10), vec![show(1, "a", Some(10))]), at(now));
        assert_eq!(call(&mut outbox, now), edit(chat, 10, "a"));
    }
    assert_eq!(outbox.flying(), 100);
}

#[test]
fn a_word_to_the_staff_is_no_crowd() {
    let mut outbox = announcing(10.0, 20);
    call(&mut outbox, 0);
    let what = What::News { plan: 0, piece: Box::new(piece("xong")), last: true, silent: false };
    outbox.line(line(99, None, vec![Job { number: 1, what }]), at(1));
    assert_eq!(call(&mut outbox, 1), told(99, "xong"));
}

#[test]
fn a_reply_put_ahead_of_an_announcement_under_way_loses_nothing_of_it() {
    let mut outbox = Outbox::new(FREE);
    outbox.line(line(1, on(10), vec![news(1, "tin")]), at(0));
    assert_eq!(call(&mut outbox, 0), told(1, "tin"));
    outbox.line(line(1, on(10), vec![show(2, "a", Some(10)), news(1, "tin")]), at(1));
    assert_eq!(outbox.next(at(1)), Next::Idle, "one call in flight");
    assert_eq!(outbox.ended(1, &Outcome::Unknown, at(2)), None);
    let Next::Call { call: reply, .. } = outbox.next(at(2)) else {
        panic!("the reply has not failed and waits for nothing")
    };
    assert!(matches!(reply, Call::Edit { message: 10, .. }), "{reply:?}");
    assert_eq!(outbox.ended(1, &sent(10), at(3)).unwrap().job, 2);
    outbox.line(answer(1, on(10), 2, vec![news(1, "tin")]), at(3));
    assert_eq!(call(&mut outbox, 3), told(1, "tin"));
    let mark = outbox.ended(1, &sent(11), at(4)).unwrap();
    assert_eq!((mark.job, mark.end), (1, delivered(11, true)), "it may have come twice, and that is known");
}

#[test]
fn an_announcement_whose_line_was_stopped_is_not_sent() {
    let mut outbox = announcing(10.0, 2);
    call(&mut outbox, 0);
    outbox.line(line(2, None, Vec::new()), at(1));
    assert_eq!(outbox.next(at(5_000)), Next::Idle);
}

#[test]
fn an_album_has_all_its_numbers_and_an_edit_none() {
    let mut outbox = Outbox::new(FREE);
    outbox.line(line(1, None, vec![news(1, "tin")]), at(0));
    call(&mut outbox, 0);
    let end = outbox.ended(1, &Outcome::SentAll(vec![5, 6, 7]), at(1)).unwrap().end;
    assert_eq!(end, End::Delivered { messages: vec![5, 6, 7], unsure: false });
    let amend = Job {
        number: 2,
        what: What::Amend { plan: 3, message: 5, piece: Box::new(piece("tin sửa")), correction: 1 },
    };
    outbox.line(answer(1, None, 1, vec![amend]), at(100));
    call(&mut outbox, 100);
    let end = outbox.ended(1, &Outcome::Already, at(101)).unwrap().end;
    assert_eq!(end, End::Done { screen: None, strip: None });
}

#[test]
fn one_chats_429_slows_nobody_else_down() {
    let mut outbox = Outbox::new(Rates { all: 30.0, chat: 0.0 });
    for round in 0..20 {
        for chat in 1..=5 {
            let now = round * 1_100;
            outbox.line(line(chat, None, vec![show(1 + u64::try_from(round).unwrap(), "a", None)]), at(now));
            let Next::Call { chat, job, .. } = outbox.next(at(now)) else { panic!("{chat} has room in {round}") };
            let first = outbox.ended(chat, &sent(1), at(now + 1)).unwrap();
            outbox.line(answer(chat, on(1), first.job, vec![show(job + 100, "b", None)]), at(now + 2));
            call(&mut outbox, now + 2);
            if chat == 3 {
                outbox.ended(chat, &Outcome::Wait(Duration::from_millis(500)), at(now + 3));
                outbox.line(line(chat, on(1), Vec::new()), at(now + 3));
            } else {
                outbox.ended(chat, &sent(1), at(now + 3));
                outbox.line(answer(chat, on(1), job + 100, Vec::new()), at(now + 3));
            }
        }
    }
    assert!((outbox.rate() - 30.0).abs() < f64::EPSILON, "{}", outbox.rate());
}

#[test]
fn a_429_that_only_a_limit_on_all_explains_lowers_the_rate_and_stops_all() {
    let mut outbox = announcing(30.0, 100);
    let (mut now, mut left) = (0, Vec::new());
    while left.len() < 13 {
        match outbox.next(at(now)) {
            Next::Call { chat, .. } => left.push(chat),
            Next::Wait(until) => now = until.millis(),
            Next::Idle => panic!("idle"),
        }
        if let [.., chat] = left[..]
            && left.len() < 13
            && outbox.flying() > 0
        {
            outbox.ended(chat, &sent(1), at(now));
        }
    }
    outbox.ended(13, &Outcome::Wait(Duration::from_secs(4)), at(now + 50));
    assert!((outbox.rate() - 12.0).abs() < f64::EPSILON, "twelve were taken: {}", outbox.rate());
    outbox.line(line(999, None, vec![show(1, "a", None)]), at(now + 51));
    assert_eq!(outbox.next(at(now + 51)), Next::Wait(at(now + 4_050)), "exactly as long as it names");
}

#[test]
fn a_lost_connection_teaches_the_rate_nothing() {
    let mut outbox = announcing(30.0, 10);
    call(&mut outbox, 0);
    outbox.ended(1, &Outcome::Retry(Cause::NoConnection), at(1));
    assert!((outbox.rate() - 30.0).abs() < f64::EPSILON);
}

#[test]
fn a_file_not_uploaded_yet_is_uploaded_by_one_alone() {
    use camtay::sender::job::{Media, MediaFile, MediaKind};
    let file = MediaFile::Path("media/a.png".to_owned());
    let media = vec![Media { kind: MediaKind::Photo, file, html: String::new() }];
    let job = || {
        let piece = Box::new(Piece { media: media.clone(), ..piece("tin") });
        Job { number: 1, what: What::News { plan: 3, piece, last: true, silent: false } }
    };
    let mut outbox = Outbox::new(FREE);
    for chat in 1..=3 {
        outbox.line(line(chat, None, vec![job()]), at(0));
    }
    call(&mut outbox, 0);
    assert_eq!(
        outbox.next(at(5_000)),
        Next::Idle,
        "the others would only wait inside their calls, and then leave all at once"
    );
    outbox.line(line(99, None, vec![show(1, "a", None)]), at(5_000));
    assert_eq!(call(&mut outbox, 5_000), send(99, "a"));
    assert_eq!(outbox.ended(1, &Outcome::Retry(Cause::NoConnection), at(6_000)), None);
    call(&mut outbox, 6_000);
    assert_eq!(outbox.flying(), 2, "the next one tries, alone again");
    assert_eq!(outbox.next(at(6_100)), Next::Idle);
    outbox.ended(2, &sent(5), at(6_200)).unwrap();
    call(&mut outbox, 6_200);
    call(&mut outbox, 8_000);
    assert_eq!(outbox.flying(), 3, "now it is known");
}
