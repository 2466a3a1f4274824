//! The sender: pace, order, what each outcome leads to. Time is a number; only the last tests run the loop.

#[path = "sender/crowd.rs"]
mod crowd;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use camtay::pulse::Pulse;
use camtay::sender::job::{ChatId, End, Job, Line, Mark, MessageId, OnScreen, Part, What};
use camtay::sender::outcome::{Cause, Outcome};
use camtay::sender::{Call, Next, Order, Outbox, Rates, Wire};
use camtay::when::Moment;
use tokio::sync::mpsc;

const FREE: Rates = Rates { all: 1_000.0, chat: 0.0 };

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

fn part(text: &str) -> Part {
    Part { html: text.to_owned(), picture: None, choices: Vec::new(), spot: camtay::sender::job::Spot::default() }
}

fn picture(text: &str) -> Part {
    Part { picture: Some("media/a.png".to_owned()), ..part(text) }
}

fn show(number: u64, text: &str, from: Option<MessageId>) -> Job {
    Job { number, what: What::Show { screen: number, part: part(text).into(), from } }
}

fn line(chat: ChatId, screen: Option<OnScreen>, jobs: Vec<Job>) -> Line {
    Line { chat, screen, ended: None, jobs }
}

fn answer(chat: ChatId, screen: Option<OnScreen>, ended: u64, jobs: Vec<Job>) -> Line {
    Line { ended: Some(ended), ..line(chat, screen, jobs) }
}

#[allow(clippy::unnecessary_wraps, reason = "as a line holds it")]
fn on(message: MessageId) -> Option<OnScreen> {
    Some(OnScreen { message, picture: false, last: true })
}

/// The call that must leave now.
fn call(outbox: &mut Outbox, now: i64) -> Call {
    match outbox.next(at(now)) {
        Next::Call { call, .. } => call,
        other => panic!("no call at {now}: {other:?}"),
    }
}

fn sent(message: MessageId) -> Outcome {
    Outcome::Sent(Some(message))
}

fn refused(markup: bool) -> Outcome {
    Outcome::Refused { markup, code: 400 }
}

fn send(chat: ChatId, text: &str) -> Call {
    Call::Send { chat, part: part(text).into(), plain: false }
}

fn edit(chat: ChatId, message: MessageId, text: &str) -> Call {
    Call::Edit { chat, message, part: part(text).into(), plain: false }
}

/// One job under way.
fn with(screen: Option<OnScreen>, job: Job) -> (Outbox, Call) {
    let mut outbox = Outbox::new(FREE);
    outbox.line(line(1, screen, vec![job]), at(0));
    let call = call(&mut outbox, 0);
    (outbox, call)
}

#[test]
fn edit_or_new_is_decided_when_the_job_heads_its_line() {
    let old = Some(OnScreen { last: false, ..on(10).unwrap() });
    let pictured = Some(OnScreen { picture: true, ..on(10).unwrap() });
    for (name, screen, from, wanted) in [
        ("the first screen", None, None, send(1, "a")),
        ("a press on the screen", on(10), Some(10), edit(1, 10, "a")),
        ("a press on another message", on(10), Some(7), send(1, "a")),
        ("a press on a message nobody knows", on(10), Some(0), send(1, "a")),
        ("the screen is not last", old, Some(10), send(1, "a")),
        ("a picture gives way to text", pictured, Some(10), send(1, "a")),
        ("nothing pressed, the screen last", on(10), None, edit(1, 10, "a")),
    ] {
        assert_eq!(with(screen, show(1, "a", from)).1, wanted, "{name}");
    }
}

#[test]
fn a_new_message_becomes_the_screen_and_the_old_ones_buttons_go() {
    let (mut outbox, _) = with(on(10), show(5, "a", Some(7)));
    let mark = outbox.ended(1, &sent(12), at(1)).unwrap();
    assert_eq!(mark, Mark { chat: 1, job: 5, end: End::Done { screen: on(12), strip: Some(10) }, hurry: true });
    assert_eq!(outbox.next(at(1)), Next::Idle, "the line waits for round");
    outbox.line(answer(1, on(12), 5, vec![Job { number: 6, what: What::Strip(10) }]), at(2));
    assert_eq!(call(&mut outbox, 2), Call::Strip { chat: 1, message: 10 });
    let mark = outbox.ended(1, &Outcome::NothingToEdit, at(3)).unwrap();
    assert_eq!(mark.end, End::Done { screen: None, strip: None });
}

#[test]
fn an_edit_keeps_the_screen_where_it_is() {
    for outcome in [Outcome::Already, sent(10), Outcome::Sent(None)] {
        let (mut outbox, _) = with(on(10), show(5, "a", Some(10)));
        let mark = outbox.ended(1, &outcome, at(1)).unwrap();
        assert_eq!(mark.end, End::Done { screen: on(10), strip: None });
    }
}

#[test]
fn a_screen_of_several_parts_is_new_and_only_its_last_part_is_the_screen() {
    let parts =
        |text: &str, number| Job { number, what: What::Show { screen: 1, part: part(text).into(), from: Some(10) } };
    let first = Job { number: 1, what: What::Show { screen: 1, part: picture("a").into(), from: Some(10) } };
    let mut outbox = Outbox::new(FREE);
    outbox.line(line(1, on(10), vec![first, parts("b", 2)]), at(0));
    assert_eq!(call(&mut outbox, 0), Call::Send { chat: 1, part: picture("a").into(), plain: false });
    let end = outbox.ended(1, &sent(11), at(0)).unwrap().end;
    let above = Some(OnScreen { last: false, ..on(10).unwrap() });
    assert_eq!(end, End::Done { screen: above, strip: None });
    outbox.line(answer(1, above, 1, vec![parts("b", 2)]), at(0));
    assert_eq!(call(&mut outbox, 0), send(1, "b"));
    let end = outbox.ended(1, &sent(12), at(0)).unwrap().end;
    assert_eq!(end, End::Done { screen: on(12), strip: Some(10) });
}

#[test]
fn a_file_stands_below_the_screen() {
    let (mut outbox, asked) = with(on(10), Job { number: 4, what: What::File("media/a.pdf".to_owned()) });
    assert_eq!(asked, Call::SendFile { chat: 1, file: "media/a.pdf".to_owned(), instead: String::new() });
    let end = outbox.ended(1, &sent(11), at(0)).unwrap().end;
    assert_eq!(end, End::Done { screen: Some(OnScreen { last: false, ..on(10).unwrap() }), strip: None });
}

#[test]
fn a_message_that_cannot_be_edited_is_sent_anew() {
    for outcome in [Outcome::NothingToEdit, refused(false)] {
        let (mut outbox, _) = with(on(10), show(5, "a", Some(10)));
        assert_eq!(outbox.ended(1, &outcome, at(0)), None);
        assert_eq!(call(&mut outbox, 0), send(1, "a"));
        let end = outbox.ended(1, &sent(11), at(0)).unwrap().end;
        assert_eq!(end, End::Done { screen: on(11), strip: None });
    }
}

#[test]
fn a_refusal_is_tried_twice_at_most() {
    let (mut outbox, _) = with(None, show(5, "a", None));
    assert_eq!(outbox.ended(1, &refused(true), at(0)), None);
    assert_eq!(call(&mut outbox, 0), Call::Send { chat: 1, part: part("a").into(), plain: true });
    assert_eq!(outbox.ended(1, &refused(true), at(0)).unwrap().end, End::Refused);
    let (mut outbox, _) = with(None, show(5, "a", None));
    assert_eq!(outbox.ended(1, &refused(false), at(0)).unwrap().end, End::Refused);
}

#[test]
fn a_429_stops_that_chat_exactly_so_long() {
    let mut outbox = Outbox::new(FREE);
    outbox.line(line(1, None, vec![show(1, "a", None)]), at(0));
    call(&mut outbox, 0);
    assert_eq!(outbox.ended(1, &Outcome::Wait(Duration::from_secs(7)), at(100)), None);
    assert_eq!(outbox.next(at(100)), Next::Wait(at(7_100)));
    outbox.line(line(2, None, vec![show(1, "b", None)]), at(100));
    assert_eq!(call(&mut outbox, 100), send(2, "b"), "others go on");
    outbox.line(line(1, None, vec![show(2, "c", None)]), at(200));
    assert_eq!(outbox.next(at(7_099)), Next::Wait(at(7_100)), "a newer screen waits as long");
    assert_eq!(call(&mut outbox, 7_100), send(1, "c"));
}

#[test]
fn a_429_is_obeyed_though_the_line_empties_and_comes_back() {
    let (mut outbox, _) = with(None, show(1, "a", None));
    outbox.ended(1, &Outcome::Wait(Duration::from_secs(7)), at(0));
    outbox.line(line(1, None, vec![]), at(1));
    assert_eq!(outbox.next(at(1)), Next::Idle);
    outbox.line(line(1, None, vec![show(2, "b", None)]), at(2));
    assert_eq!(outbox.next(at(2)), Next::Wait(at(7_000)));
    assert_eq!(call(&mut outbox, 7_000), send(1, "b"));
}

#[test]
fn a_second_429_in_a_row_stops_all() {
    let mut outbox = Outbox::new(FREE);
    for chat in 1..=3 {
        outbox.line(line(chat, None, vec![show(1, "a", None)]), at(0));
    }
    call(&mut outbox, 0);
    call(&mut outbox, 0);
    outbox.ended(1, &Outcome::Wait(Duration::from_secs(5)), at(0));
    outbox.ended(2, &Outcome::Wait(Duration::from_secs(9)), at(0));
    assert_eq!(outbox.next(at(0)), Next::Wait(at(9_000)));
    assert_eq!(call(&mut outbox, 9_000), send(3, "a"));
}

#[test]
fn a_broken_connection_is_tried_again_with_growing_pauses() {
    let (mut outbox, _) = with(None, show(5, "a", None));
    let (mut now, mut pauses) = (at(0), Vec::new());
    for _ in 0..10 {
        assert_eq!(outbox.ended(1, &Outcome::Retry(Cause::Server(502)), now), None);
        let Next::Wait(until) = outbox.next(now) else { panic!("no pause") };
        pauses.push(until.since(now));
        now = until;
        call(&mut outbox, now.millis());
    }
    assert!(pauses[0] >= Duration::from_millis(370) && pauses[0] <= Duration::from_millis(500), "{pauses:?}");
    assert!(pauses.iter().all(|pause| *pause <= Duration::from_mins(1)), "{pauses:?}");
    assert!(pauses[9] > Duration::from_secs(40), "{pauses:?}");
}

#[test]
fn an_unknown_outcome_repeats_an_edit_at_once_and_a_message_after_two_seconds() {
    let (mut outbox, asked) = with(on(10), show(5, "a", Some(10)));
    outbox.ended(1, &Outcome::Unknown, at(0));
    assert_eq!(call(&mut outbox, 0), asked);
    let (mut outbox, asked) = with(None, show(5, "a", None));
    outbox.ended(1, &Outcome::Unknown, at(0));
    assert_eq!(outbox.next(at(0)), Next::Wait(at(2_000)));
    assert_eq!(call(&mut outbox, 2_000), asked);
}

#[test]
fn blocked_and_moved_go_to_round() {
    let (mut outbox, _) = with(None, show(5, "a", None));
    assert_eq!(outbox.ended(1, &Outcome::Gone, at(0)).unwrap().end, End::Unreachable);
    outbox.line(answer(1, None, 5, vec![]), at(0));
    assert_eq!(outbox.next(at(0)), Next::Idle);
    let (mut outbox, _) = with(None, show(5, "a", None));
    assert_eq!(outbox.ended(1, &Outcome::Moved(-9), at(0)).unwrap().end, End::Moved(-9));
    outbox.line(answer(1, None, 5, vec![]), at(0));
    outbox.line(line(-9, None, vec![show(5, "a", None)]), at(0));
    assert_eq!(call(&mut outbox, 0), send(-9, "a"));
}

#[test]
fn a_screen_nobody_saw_gives_way() {
    let rates = Rates { all: 1.0, chat: 0.0 };
    let mut outbox = Outbox::new(rates);
    outbox.line(line(9, None, vec![show(1, "x", None)]), at(0));
    call(&mut outbox, 0);
    outbox.line(line(1, None, vec![show(1, "a", None)]), at(0));
    assert_eq!(outbox.next(at(10)), Next::Wait(at(1_007)));
    outbox.line(line(1, None, vec![show(2, "b", None)]), at(20));
    assert_eq!(call(&mut outbox, 1_007), send(1, "b"));
}

#[test]
fn a_job_under_way_ends_though_it_was_replaced() {
    let (mut outbox, _) = with(None, show(1, "a", None));
    outbox.line(line(1, None, vec![show(2, "b", Some(11))]), at(0));
    assert_eq!(outbox.next(at(0)), Next::Idle, "one call in flight");
    assert_eq!(outbox.ended(1, &sent(11), at(5)).unwrap().job, 1);
    outbox.line(line(1, None, vec![show(3, "c", Some(11))]), at(5));
    assert_eq!(outbox.next(at(5)), Next::Idle, "a line that knows nothing of the mark does not start the next");
    outbox.line(answer(1, on(11), 1, vec![show(3, "c", Some(11))]), at(5));
    assert_eq!(call(&mut outbox, 5), edit(1, 11, "c"));
}

#[test]
fn a_job_that_failed_and_was_replaced_is_dropped() {
    let (mut outbox, _) = with(None, show(1, "a", None));
    outbox.line(line(1, None, vec![show(2, "b", None)]), at(0));
    outbox.ended(1, &Outcome::Retry(Cause::NoConnection), at(0));
    let Next::Wait(until) = outbox.next(at(0)) else { panic!("no pause") };
    assert_eq!(call(&mut outbox, until.millis()), send(1, "b"));
}

#[test]
fn never_more_than_the_rate_in_any_second() {
    for (rate, most) in [(28.0, 28), (1.0, 1), (30.0, 30)] {
        let mut outbox = Outbox::new(Rates { all: rate, chat: 0.0 });
        for chat in 0..200 {
            outbox.line(line(chat, None, vec![show(1, "a", None)]), at(0));
        }
        let (mut now, mut left) = (at(0), Vec::new());
        while left.len() < 150 {
            match outbox.next(now) {
                Next::Call { chat, .. } => {
                    left.push(now.millis());
                    outbox.ended(chat, &sent(1), now);
                    outbox.line(answer(chat, on(1), 1, vec![]), now);
                }
                Next::Wait(until) => now = until,
                Next::Idle => panic!("idle with jobs left"),
            }
        }
        let worst = left.iter().map(|t| left.iter().filter(|u| (*t..t + 1_000).contains(u)).count()).max();
        assert_eq!(worst, Some(most), "rate {rate}");
    }
}

#[test]
fn half_a_send_a_second_is_a_rate_too() {
    let mut outbox = Outbox::new(Rates { all: 0.5, chat: 0.0 });
    outbox.line(line(1, None, vec![show(1, "a", None)]), at(0));
    outbox.line(line(2, None, vec![show(1, "a", None)]), at(0));
    call(&mut outbox, 0);
    assert_eq!(outbox.next(at(0)), Next::Wait(at(2_013)), "a call on its way may be counted later than it left");
}

#[test]
fn a_chat_gets_four_at_once_and_then_one_a_second() {
    let mut outbox = Outbox::new(Rates { all: 1_000.0, chat: 1.0 });
    let mut left = Vec::new();
    let (mut now, mut number) = (at(0), 1);
    outbox.line(line(1, None, vec![show(1, "a", None)]), now);
    while left.len() < 7 {
        match outbox.next(now) {
            Next::Call { .. } => {
                left.push(now.millis());
                outbox.ended(1, &sent(1), now);
                number += 1;
                outbox.line(answer(1, on(1), number - 1, vec![show(number, "a", None)]), now);
            }
            Next::Wait(until) => now = until,
            Next::Idle => panic!("idle"),
        }
    }
    assert_eq!(left, [0, 0, 0, 0, 1_000, 2_000, 3_000]);
}

/// Six who get a new message, then as many edits as may be under way.
fn crowded() -> Outbox {
    let mut outbox = Outbox::new(FREE);
    for chat in 1..=6 {
        outbox.line(line(chat, None, vec![show(1, "a", None)]), at(0));
    }
    for chat in 11..=130 {
        outbox.line(line(chat, on(10), vec![show(1, "b", Some(10))]), at(0));
    }
    for chat in (1..=4).map(|chat| send(chat, "a")).chain((11..=106).map(|chat| edit(chat, 10, "b"))) {
        assert_eq!(call(&mut outbox, 0), chat);
    }
    outbox
}

#[test]
fn four_new_messages_abreast_until_round_has_marked_one_and_edits_go_by() {
    let mut outbox = crowded();
    assert_eq!((outbox.next(at(0)), outbox.flying()), (Next::Idle, 100));
    outbox.ended(3, &sent(1), at(1));
    assert_eq!(
        call(&mut outbox, 1),
        edit(107, 10, "b"),
        "a death now would send it again: it counts until its mark is stored"
    );
    outbox.line(answer(3, on(1), 1, Vec::new()), at(2));
    outbox.ended(20, &Outcome::Sent(None), at(2));
    assert_eq!(call(&mut outbox, 2), send(5, "a"), "in its old turn, before the edits that came later");
    outbox.ended(1, &Outcome::Retry(Cause::NoConnection), at(3));
    assert_eq!(call(&mut outbox, 3), send(6, "a"), "what never left frees its place");
}

#[test]
fn a_new_message_that_stalls_holds_up_the_others_for_half_a_second() {
    let mut outbox = crowded();
    for chat in 11..=106 {
        outbox.ended(chat, &Outcome::Sent(None), at(1));
    }
    while let Next::Call { call, .. } = outbox.next(at(1)) {
        assert!(matches!(call, Call::Edit { .. }), "{call:?}");
    }
    assert_eq!(outbox.next(at(1)), Next::Wait(at(500)));
    assert_eq!([call(&mut outbox, 500), call(&mut outbox, 500)], [send(5, "a"), send(6, "a")]);
}

/// A wire that answers from a list and notes what it was asked.
#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<(u64, Outcome)>>,
    asked: Mutex<Vec<Call>>,
}

impl Wire for Script {
    async fn call(&self, call: Call) -> Outcome {
        self.asked.lock().unwrap().push(call);
        let next = self.answers.lock().unwrap().pop_front();
        let (millis, outcome) = next.unwrap_or((0, sent(99)));
        tokio::time::sleep(Duration::from_millis(millis)).await;
        outcome
    }
}

fn script(answers: &[(u64, Outcome)]) -> Arc<Script> {
    Arc::new(Script { answers: Mutex::new(answers.iter().cloned().collect()), asked: Mutex::default() })
}

/// Runs the loop over `script` until `orders` are done and it has drained; gives the marks.
async fn marks(script: &Arc<Script>, orders: Vec<Order>, then: Duration) -> Vec<Mark> {
    let (tell, told) = mpsc::unbounded_channel();
    orders.into_iter().for_each(|order| tell.send(order).unwrap());
    let (note, mut noted) = mpsc::unbounded_channel();
    let wire = Arc::clone(script);
    let pulse = Pulse::default();
    let run =
        tokio::spawn(
            async move { camtay::sender::run(wire, FREE, told, |mark| note.send(mark).unwrap(), &pulse).await },
        );
    tokio::time::sleep(then).await;
    let _ = tell.send(Order::Drain);
    let _ = run.await.unwrap();
    let mut marks = Vec::new();
    while let Ok(mark) = noted.try_recv() {
        marks.push(mark);
    }
    marks
}

#[tokio::test(start_paused = true)]
async fn the_loop_waits_out_a_429_and_answers_presses_meanwhile() {
    let wire = script(&[(0, Outcome::Wait(Duration::from_secs(3)))]);
    let orders = vec![Order::Line(line(1, None, vec![show(1, "a", None)]))];
    let before = tokio::time::Instant::now();
    let done = marks(&wire, orders, Duration::from_secs(4)).await;
    assert_eq!(done.len(), 1);
    assert!(before.elapsed() >= Duration::from_secs(3));
    assert_eq!(wire.asked.lock().unwrap().len(), 2);
    let wire = script(&[]);
    marks(&wire, vec![Order::Answer("77".to_owned())], Duration::from_millis(1)).await;
    assert_eq!(*wire.asked.lock().unwrap(), [Call::Answer { press: "77".to_owned() }]);
}

#[tokio::test(start_paused = true)]
async fn a_stop_waits_for_what_is_under_way_but_not_for_ever() {
    let job = |chat| Order::Line(line(chat, None, vec![show(1, "a", None)]));
    let wire = script(&[(4_000, sent(5))]);
    let done = marks(&wire, vec![job(1)], Duration::from_secs(1)).await;
    assert_eq!(done, [Mark { chat: 1, job: 1, end: End::Done { screen: on(5), strip: None }, hurry: true }]);
    let wire = script(&[(60_000, sent(5))]);
    let before = tokio::time::Instant::now();
    assert!(marks(&wire, vec![job(1)], Duration::from_secs(1)).await.is_empty());
    assert!(before.elapsed() < Duration::from_secs(7));
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_stops_the_sender() {
    let wire = script(&[(0, Outcome::Unauthorized)]);
    let (tell, told) = mpsc::unbounded_channel();
    tell.send(Order::Line(line(1, None, vec![show(1, "a", None)]))).unwrap();
    let ended = camtay::sender::run(wire, FREE, told, |_| {}, &Pulse::default()).await;
    assert_eq!(ended, Err(camtay::sender::Stopped::Unauthorized));
}
