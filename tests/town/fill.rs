//! A store with many citizens in it, each somewhere on their way.

use std::path::Path;

use camtay::engine::{Event, Keep};
use camtay::front::clock;
use camtay::front::dialogs::Dialogs;
use camtay::intake::{Arrival, UpdateId, What};
use camtay::round::{Hands, Round};
use camtay::sender::job::{End, Line, Mark, OnScreen};

/// The chat of the first of them.
pub const FIRST: i64 = 1_000_000;
/// What each has said, up to somewhere.
const WALK: [&str; 6] = ["/start khai-sinh", "Bắt đầu", "1", "1", "1", "tiếp"];

/// What somebody says who wants to be told.
const SUBSCRIBES: [&str; 2] = ["/thongbao", "Nhận tin của xã"];

/// So many sessions in the store of `folder`, as the bot would have written them.
pub fn sessions(folder: &Path, sessions: i64) {
    // A citizen in each place of the walk.
    said(folder, sessions, &WALK, |chat, depth| usize::try_from(chat).unwrap_or(0) % WALK.len() >= depth);
}

/// So many citizens who asked to be told.
pub fn subscribers(folder: &Path, people: i64) {
    said(folder, people, &SUBSCRIBES, |_, _| true);
}

/// What so many say in turn, each as far as `goes` lets them.
fn said(folder: &Path, people: i64, what: &[&str], goes: impl Fn(i64, usize) -> bool) {
    let (_, book) = Dialogs::open(&folder.join("dialogs"), None).expect("the book");
    let mut round = Round::open(&folder.join("data/bot"), Hands::telegram(), Keep::Always).expect("a store");
    let (mut number, mut lines) = (0, Vec::<Line>::new());
    for (depth, words) in what.iter().enumerate() {
        for page in 0..(people + 999) / 1_000 {
            let chats = page * 1_000..((page + 1) * 1_000).min(people);
            let arrivals = chats.filter(|chat| goes(*chat, depth)).map(|chat| {
                number += 1;
                let what = What::Citizen(Event::Said((*words).to_owned()));
                Arrival {
                    update: UpdateId(number),
                    chat: Some(FIRST + chat),
                    press: None,
                    what,
                    note: None,
                    spot: camtay::sender::job::Spot::default(),
                    reply_to: None,
                }
            });
            let marks = lines.drain(..).flat_map(|line| marks(&line)).collect();
            lines = round.run(&book, arrivals.collect(), marks, clock::now()).expect("written").lines;
        }
    }
    let marks = lines.iter().flat_map(marks).collect();
    round.mark(marks, clock::now()).expect("written");
}

/// Everything that waits was sent, and the last of it is the screen.
fn marks(line: &Line) -> Vec<Mark> {
    let mark = |(job, message): (u64, i32)| {
        let screen = Some(OnScreen { message, picture: false, last: true });
        Mark { chat: line.chat, job, end: End::Done { screen, strip: None }, hurry: true }
    };
    line.jobs.iter().map(|job| job.number).zip(4_321..).map(mark).collect()
}
