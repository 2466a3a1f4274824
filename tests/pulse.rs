//! What an operator sees live: each number counted right, over a clock that the test turns.

use std::cell::Cell;
use std::time::{Duration, Instant};

use camtay::pulse::Pulse;

thread_local! {
    static SECONDS: Cell<u64> = const { Cell::new(0) };
    static START: Instant = Instant::now();
}

/// A clock that the test turns.
fn clock() -> Instant {
    START.with(|start| *start) + Duration::from_secs(SECONDS.get())
}

#[test]
fn health_names_what_is_wrong() {
    let pulse = Pulse::new(clock);
    assert_eq!(pulse.health(), Err("the writer has stopped".to_owned()));
    pulse.writer(true);
    assert_eq!(pulse.health(), Err("Telegram has not been heard yet".to_owned()));
    pulse.contact();
    SECONDS.set(119);
    assert_eq!(pulse.health(), Ok(()));
    SECONDS.set(120);
    assert_eq!(pulse.health(), Err("Telegram was last heard 120 s ago".to_owned()));
    pulse.contact();
    let hung = pulse.writing(|| {
        SECONDS.set(190);
        pulse.health()
    });
    assert_eq!(hung, Err("the writer has been at one piece of work for 70 s".to_owned()));
    assert_eq!(pulse.health(), Ok(()));
    pulse.writer(false);
    assert_eq!(pulse.health(), Err("the writer has stopped".to_owned()));
}

#[test]
fn the_page_holds_what_was_told() {
    let pulse = Pulse::new(clock);
    pulse.book(33);
    pulse.book(34);
    pulse.batch(3, 2, 1);
    pulse.batch(0, 0, 0);
    pulse.flush(|| SECONDS.set(SECONDS.get() + 1));
    for outcome in ["sent", "sent", "gone"] {
        pulse.sent(outcome);
    }
    pulse.throttled();
    pulse.line(7, [1, 2].into_iter());
    SECONDS.set(SECONDS.get() + 5);
    pulse.line(7, [2, 3].into_iter());
    pulse.line(8, [9].into_iter());
    let page = pulse.text();
    for line in [
        "camtay_turns_total 2",
        "camtay_updates_set_aside_total 1",
        "camtay_rounds_total 1",
        "camtay_batch_updates_bucket{le=\"5.0\"} 1",
        "camtay_batch_updates_sum 3.0",
        "camtay_batch_updates_count 1",
        "camtay_flush_seconds_count 1",
        "camtay_flush_seconds_sum 1.0",
        "camtay_sends_total{outcome=\"sent\"} 2",
        "camtay_sends_total{outcome=\"gone\"} 1",
        "camtay_throttled_total 1",
        "camtay_outbox_jobs 3",
        "camtay_outbox_oldest_seconds 5.0",
        "camtay_book_edition 2",
        "camtay_book_guides 34",
        "camtay_writer_up 0",
    ] {
        assert!(page.lines().any(|found| found == line), "{line} in\n{page}");
    }
    assert!(!page.contains("camtay_contact_age_seconds "), "not heard yet: no number\n{page}");
    pulse.line(7, std::iter::empty());
    pulse.line(8, std::iter::empty());
    assert_eq!(pulse.outbox(), (0, Duration::ZERO));
}
