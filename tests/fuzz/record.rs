//! The session decoder: any bytes in a chat's record are a session or are left alone; turns on what was read never panic.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, LazyLock, Mutex};

use camtay::book::Book;
use camtay::engine::{Act, Event, Keep, Odd, Session, Show, Turn, turn};
use camtay::intake::{Arrival, UpdateId, What};
use camtay::round::{Hands, Round};
use camtay::screen::{Screen, compose};
use camtay::sender::draw::draw;
use camtay::sender::job::{End, Mark, OnScreen, Part, What as Task};
use camtay::store::{Change, Disk, Trouble, Visit};
use camtay::when::Moment;
use serde_json::Value;

use super::json::mutate;
use super::tape::Tape;
use crate::common::{TODAY, book};

const LAN: i64 = 11;
/// Version and flag stand before the body.
const HEAD: usize = 2;

type Records = BTreeMap<Vec<u8>, Vec<u8>>;

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Records>>);

impl Disk for Memory {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        Ok(self.0.lock().expect("one thread").get(key).cloned())
    }

    fn walk(&self, from: &[u8], visit: Visit<'_>) -> Result<(), Trouble> {
        let records = self.0.lock().expect("one thread").clone();
        for (key, value) in records.range(from.to_vec()..) {
            if !visit(key, value)? {
                break;
            }
        }
        Ok(())
    }

    fn write(&mut self, changes: Vec<Change>) -> Result<(), Trouble> {
        let mut records = self.0.lock().expect("one thread");
        for (key, value) in changes {
            match value {
                Some(value) => records.insert(key, value),
                None => records.remove(&key),
            };
        }
        Ok(())
    }
}

thread_local! {
    /// The round catches a panic of a turn; here none may come.
    static PANICKED: Cell<bool> = const { Cell::new(false) };
}

fn watched<T>(work: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        PANICKED.set(true);
        resume_unwind(panic)
    })
}

const HANDS: Hands = Hands {
    turn: |book: &Book, was: &Session, event: Event, now: Moment| -> Turn { watched(|| turn(book, was, event, now)) },
    compose: |book: &Book, show: &Show| -> Screen { watched(|| compose(book, show)) },
    draw: Some(|screen: Screen| -> Vec<Part> { watched(|| draw(screen)) }),
};

static BOOK: LazyLock<Book> = LazyLock::new(book);

/// Records of somebody on some walks, as the round writes them, and the tokens they were shown.
static SEEDS: LazyLock<(Vec<Value>, Vec<String>)> = LazyLock::new(|| {
    let (mut records, mut tokens) = (Vec::new(), Vec::new());
    for opening in ["/start", "/start khai-sinh", "/start gui-buu-dien", "con tôi mới sinh", "/start ho-chieu"] {
        let disk = Memory::default();
        let mut round = Round::over(Box::new(disk.clone()), HANDS, Keep::Unanswered).expect("an empty store");
        let mut event = Event::Said(opening.to_owned());
        for n in 0..12_usize {
            let now = now().plus(std::time::Duration::from_mins(n as u64));
            let done = round.run(&BOOK, vec![arrival(n as u64, event)], Vec::new(), now).expect("a round");
            records.push(serde_json::from_slice(&stored(&disk)[HEAD..]).expect("JSON"));
            let jobs = done.lines.iter().flat_map(|line| &line.jobs);
            let shown = jobs.filter_map(|job| if let Task::Show { part, .. } = &job.what { Some(part) } else { None });
            let choices = shown.flat_map(|part| part.choices.iter().flatten());
            let carried: Vec<String> = choices
                .filter_map(|c| if let Act::Press(token) = &c.act { Some(token.clone()) } else { None })
                .collect();
            event = match n {
                3 => Event::Said("/in".to_owned()),
                7 => Event::Said("/start khai-tu".to_owned()),
                _ if carried.is_empty() => Event::Said("tiếp".to_owned()),
                _ => Event::Pressed(carried[(n * 3) % carried.len()].clone()),
            };
            tokens.extend(carried);
        }
    }
    assert!(!tokens.is_empty(), "nothing was shown");
    tokens.sort();
    tokens.dedup();
    (records, tokens)
});

fn now() -> Moment {
    Moment::of_day(TODAY, 8, 0)
}

fn key() -> Vec<u8> {
    [b"c/".as_slice(), &LAN.to_be_bytes()].concat()
}

fn stored(disk: &Memory) -> Vec<u8> {
    disk.get(&key()).ok().flatten().unwrap_or_default()
}

fn arrival(update: u64, event: Event) -> Arrival {
    Arrival {
        update: UpdateId(1_000 + update),
        chat: Some(LAN),
        press: None,
        what: What::Citizen(event),
        note: None,
        spot: camtay::sender::job::Spot::default(),
        reply_to: None,
    }
}

pub fn mutated(tape: &mut Tape<'_>) -> Vec<u8> {
    let records = &SEEDS.0;
    let mut record = records[tape.below(records.len())].clone();
    let other = &records[tape.below(records.len())];
    mutate(&mut record, other, tape);
    let mut bytes = vec![1 + tape.byte() % 2, tape.byte() % 2];
    serde_json::to_writer(&mut bytes, &record).expect("JSON");
    if tape.once_in(16) {
        let at = tape.below(bytes.len());
        bytes[at] = tape.byte();
    }
    bytes
}

pub fn judge(bytes: &[u8]) {
    let disk = Memory::default();
    disk.0.lock().expect("one thread").insert(key(), bytes.to_owned());
    // A record without a head, or of a newer program, is told at the start.
    let Ok(mut round) = Round::over(Box::new(disk.clone()), HANDS, Keep::Unanswered) else { return };
    let mut lines = round.waiting().expect("what can't be read is left alone");
    // Any of the tokens, but the same for the same record.
    let tokens = &SEEDS.1;
    let press = |n: usize| Event::Pressed(tokens[(bytes.len() * 7 + n * 13) % tokens.len()].clone());
    let said = |words: &str| Event::Said(words.to_owned());
    let events = [
        said("tôi đang ở đâu"),
        press(1),
        said("tiếp"),
        press(2),
        said("lùi"),
        said("còn thiếu gì"),
        said("/hoso"),
        said("/in"),
        press(3),
        Event::Sent(Odd::Photo),
        said("/start khai-sinh"),
        said("xong"),
    ];
    for (n, event) in events.into_iter().enumerate() {
        let now = now().plus(std::time::Duration::from_hours(n as u64));
        let done =
            round.run(&BOOK, vec![arrival(n as u64, event)], Vec::new(), now).expect("one bad record stops nobody");
        assert!(!PANICKED.replace(false), "a turn panicked");
        lines.extend(done.lines);
    }
    let sent = End::Done { screen: Some(OnScreen { message: 5, picture: false, last: true }), strip: Some(4) };
    let jobs = lines.iter().flat_map(|line| line.jobs.iter().map(|job| job.number));
    let marks = jobs.map(|job| Mark { chat: LAN, job, end: sent.clone(), hurry: true }).collect();
    round.mark(marks, now()).expect("marks");
    round.sweep(Vec::new(), now().plus(std::time::Duration::from_hours(48))).expect("a sweep");
}
