//! A crowd is told on a simulated clock: everybody once, at almost the pace Telegram allows, through kills and failures; and it can be
//! stopped, corrected, taken back.
//!
//! The tests take a small dose. `CROWD=100000 cargo test --release --test crowd -- --nocapture` takes a long one and prints a table;
//! `CROWD_SEED` chooses another run.

#[path = "simulation/disk.rs"]
#[allow(dead_code, unreachable_pub, missing_docs)]
mod disk;
#[path = "crowd/endless.rs"]
#[allow(dead_code, unreachable_pub, missing_docs)]
mod endless;
#[path = "town/limits.rs"]
#[allow(dead_code, unreachable_pub, missing_docs)]
mod limits;
#[path = "crowd/town.rs"]
#[allow(dead_code, unreachable_pub, missing_docs)]
mod town;

use std::sync::Arc;
use std::time::Duration;

use camtay::announce::{Letter, Request, State, Status};
use camtay::engine::Keep;
use camtay::round::Round;
use camtay::sender::job::ChatId;
use camtay::store::Disk;
use camtay::when::Moment;
use disk::Memory;
use endless::Endless;
use town::{FIRST, Town, Weather};

const MINUTE: Duration = Duration::from_mins(1);

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|words| words.parse().ok()).unwrap_or(default)
}

fn people() -> usize {
    usize::try_from(setting("CROWD", 1_500)).expect("a number of people")
}

fn town(salt: u64, people: usize) -> Town {
    town_over(&Memory::default(), salt, people)
}

fn town_over(memory: &Memory, salt: u64, people: usize) -> Town {
    let memory = memory.clone();
    let open = move |hands| Round::over(Box::new(memory.clone()), hands, Keep::Always).expect("our own records");
    let mut town = Town::new(setting("CROWD_SEED", 7) + salt, 30.0, Box::new(open));
    town.subscribe(people);
    assert_eq!(town.count(), people as u64, "everybody is counted before anything is sent");
    town
}

fn citizen(n: usize) -> ChatId {
    FIRST + ChatId::try_from(n).expect("small")
}

/// Until it is over, or a day has passed.
fn to_the_end(town: &mut Town, id: u32, mut now_and_then: impl FnMut(&mut Town, u64)) -> Status {
    for second in 0..86_400 {
        town.run_for(Duration::from_secs(1));
        now_and_then(town, second);
        if second % 10 == 0 {
            let status = town.status(id);
            if status.state.is_over() {
                return status;
            }
        }
    }
    panic!("it never ends: {:?}", town.status(id));
}

fn sums(status: &Status) -> u64 {
    status.sent + status.waiting + status.blocked + status.failed + status.unknown
}

/// Nobody is missed, nobody has it twice without an excuse, and the ledger says what the citizens saw.
fn audit(town: &Town, status: &Status, people: usize) -> u64 {
    assert_eq!((status.audience, sums(status)), (people as u64, people as u64), "{status:?}");
    assert_eq!((status.waiting, status.failed), (0, 0), "{status:?}");
    let mut twice = 0;
    for n in 0..people {
        let chat = citizen(n);
        let got = town.got.get(&(1, chat)).copied().unwrap_or(0);
        if town.blocked.contains(&chat) {
            assert_eq!(got, 0);
            continue;
        }
        assert!(got >= 1, "{chat} was missed");
        let excused = town.excused.contains(&chat) || town.lost.contains(&chat);
        assert!(got == 1 || excused, "{chat} has it {got} times");
        twice += u64::from(got > 1);
    }
    assert_eq!(status.sent + status.unknown, (people - town.blocked.len()) as u64, "{status:?}");
    assert!(status.unknown <= town.lost.len() as u64, "{status:?}, {} answers lost", town.lost.len());
    twice
}

/// Calls a second from the first to the last, as a share of what Telegram allows.
fn share(calls: &[Moment]) -> f64 {
    let (first, last) = (calls.first().expect("one"), calls.last().expect("one"));
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let sent = (calls.len() - 1) as f64;
    sent / last.since(*first).as_secs_f64() / 30.0
}

/// 429s in the name of all, and those of them that came after the first minute.
fn refused(town: &Town, began: Moment) -> (usize, usize) {
    let late = began.plus(MINUTE).since(Moment::default());
    (town.limits.refused.len(), town.limits.refused.iter().filter(|at| **at > late).count())
}

#[test]
fn everybody_once_at_almost_the_allowed_pace_and_no_429() {
    let people = people();
    let mut town = town(0, people);
    let began = town.now;
    let id = town.send(false);
    let status = to_the_end(&mut town, id, |_, _| {});
    assert_eq!(audit(&town, &status, people), 0);
    let ((all, late), share) = (refused(&town, began), share(&town.doors));
    println!("| people | of 30 a second | 429s, after the first minute |\n|---|---|---|");
    println!("| {people} | {:.2} % | {all}, {late} |", share * 100.0);
    assert_eq!(late, 0);
    assert!(share >= 0.99, "{share}");
}

#[test]
fn the_same_through_kills_and_failures() {
    let people = people();
    let mut town = town(1, people);
    town.weather = Weather { faults: 50, delay: (5, 60) };
    (0..people / 50).for_each(|n| _ = town.blocked.insert(citizen(n * 50)));
    let kills = setting("CROWD_KILLS", 20);
    let every = (people as u64 / 30 / kills).max(1);
    let began = town.now;
    let id = town.send(false);
    let mut killed = 0;
    let status = to_the_end(&mut town, id, |town, second| {
        if second % every == every - 1 && killed < kills {
            killed += 1;
            town.kill();
        }
    });
    let twice = audit(&town, &status, people);
    assert!(killed >= kills / 2, "{killed} kills");
    // The last tries wait for their own pauses, not for the pace.
    let share = share(&town.left[..people * 98 / 100]);
    let (all, late) = refused(&town, began);
    println!(
        "| people | kills | of 30 a second | 429s, after the first minute | blocked | lost answers | không rõ | had it twice |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    print!("| {people} | {killed} | {:.2} % | {all}, {late} ", share * 100.0);
    println!("| {} | {} | {} | {twice} |", status.blocked, town.lost.len(), status.unknown);
    assert_eq!(all, 0, "a start knows nothing of what left just before it, and sends no more for it");
    // A start waits for one slot. The long run has 500 people a kill, the small dose 75.
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let starts = killed as f64 / people as f64;
    assert!(share + starts >= 0.99, "{share}");
}

#[test]
fn a_citizen_who_walks_waits_no_longer_than_a_slot_more() {
    let p99 = |announces: bool| {
        let mut town = town(2, 3_000);
        if announces {
            town.send(false);
        }
        for n in 0..300 {
            town.run_for(Duration::from_millis(237));
            town.says(5 + n % 40, "bước tiếp");
        }
        town.run_for(Duration::from_secs(5));
        let mut waits = town.replies.clone();
        waits.sort();
        assert_eq!(waits.len(), 300, "every word is answered");
        waits[waits.len() * 99 / 100]
    };
    let (with, without) = (p99(true), p99(false));
    println!("p99 of an answer: {with:?} during an announcement, {without:?} without");
    assert!(with <= without + Duration::from_millis(150), "{with:?} and {without:?}");
}

#[test]
fn a_stop_ends_it_within_a_second_and_a_pause_goes_on_where_it_was() {
    let mut town = town(3, 1_000);
    let id = town.send(false);
    town.run_for(Duration::from_secs(10));
    town.order(Request::Pause { id });
    town.run_for(Duration::from_secs(1));
    let paused = town.doors.len();
    town.run_for(MINUTE);
    assert_eq!(town.doors.len(), paused, "nothing more leaves");
    assert_eq!(town.status(id).state, State::Paused);
    town.kill();
    town.run_for(MINUTE);
    assert_eq!(town.doors.len(), paused, "a start does not forget the pause");
    town.order(Request::Resume { id });
    town.run_for(Duration::from_secs(10));
    assert!(town.doors.len() > paused + 250, "{}", town.doors.len());
    town.order(Request::Stop { id });
    town.run_for(Duration::from_secs(1));
    let stopped = town.doors.len();
    town.kill();
    town.run_for(MINUTE);
    let status = town.status(id);
    assert_eq!((town.doors.len(), status.state), (stopped, State::Stopped));
    let had = (0..1_000).filter(|n| town.got.contains_key(&(1, citizen(*n)))).count();
    assert_eq!((status.sent + status.unknown, sums(&status)), (had as u64, 1_000), "{status:?}");
    assert!(town.got.values().all(|got| *got == 1));
}

#[test]
fn who_says_stop_in_the_middle_gets_nothing_more() {
    let mut town = town(4, 600);
    let id = town.send(false);
    town.run_for(Duration::from_secs(5));
    let left: Vec<ChatId> =
        (0..600).map(citizen).filter(|chat| !town.got.contains_key(&(1, *chat)) && chat % 3 == 0).collect();
    left.iter().for_each(|chat| town.says(*chat, "quiet no"));
    let before = town.got.clone();
    let status = to_the_end(&mut town, id, |_, _| {});
    let late = left.iter().filter(|chat| town.got.contains_key(&(1, **chat)) && !before.contains_key(&(1, **chat)));
    assert!(late.count() <= 24, "only what was under way");
    assert_eq!(status.waiting, 0);
    assert_eq!(sums(&status), status.audience, "{status:?}");
    assert_eq!(status.sent, town.got.len() as u64);
}

#[test]
fn a_correction_and_a_taking_back_reach_all_who_had_it() {
    for (refused, killed) in [(false, false), (true, false), (false, true)] {
        let mut town = town(5, 400);
        let id = town.send(false);
        town.run_for(Duration::from_secs(8));
        let letter = Letter { html: "tin đã sửa".to_owned(), ..Letter::default() };
        let had = town.got.len();
        assert!((100..400).contains(&had), "in the middle of it: {had}");
        town.order(Request::Edit { id, letter });
        if killed {
            town.run_for(Duration::from_secs(1));
            town.kill();
        }
        let status = to_the_end(&mut town, id, |_, _| {});
        assert_eq!(status.state, State::Done);
        town.run_for(MINUTE);
        let old = town.standing.values().filter(|words| words.starts_with("tin\n")).count();
        assert!(old <= if killed { 32 } else { 0 }, "{old} still see the old words");
        assert_eq!(town.got.len(), 400);
        town.kept = refused;
        town.order(Request::TakeBack { id });
        town.run_for(Duration::from_secs(2));
        if killed {
            town.kill();
        }
        town.run_for(MINUTE * 2);
        let standing = town.standing.values().filter(|words| words.starts_with("tin đã sửa")).count();
        // A message that arrived when the bot died is known to nobody but its citizen.
        assert!(standing <= if killed { 64 } else { 0 }, "{standing} still stand");
        assert_eq!(town.status(id).state, State::TakenBack);
        let regrets = town.standing.len();
        assert!(if refused { regrets == 400 } else { regrets <= 64 }, "{regrets}");
    }
}

#[test]
fn nothing_leaves_by_night_and_the_rest_goes_in_the_morning() {
    let mut town = town(6, 900);
    let day = town.now.day();
    town.run_to(camtay::when::Moment::of_day(day, 21, 59).plus(Duration::from_secs(45)));
    let id = town.send(false);
    let night = camtay::when::Moment::of_day(day, 22, 0);
    let morning = camtay::when::Moment::of_day(day, 7, 0).plus(Duration::from_hours(24));
    town.run_to(morning.plus(MINUTE));
    assert!(town.doors.iter().all(|at| *at < night || *at >= morning), "by day only");
    let evening = town.doors.iter().filter(|at| **at < night).count();
    assert!((200..450).contains(&evening), "{evening} before the night");
    let status = town.status(id);
    assert_eq!((status.state, status.sent, town.got.len()), (State::Done, 900, 900), "{status:?}");
}

#[test]
fn a_fourth_one_of_a_day_waits_for_the_next_and_an_urgent_one_does_not() {
    let mut town = town(7, 50);
    for n in 1..=4 {
        let id = town.send(false);
        town.run_for(MINUTE);
        assert_eq!(town.status(id).waiting, if n < 4 { 0 } else { 50 });
    }
    let urgent = town.send(true);
    town.run_for(MINUTE);
    assert_eq!(town.status(urgent).sent, 50);
    town.run_for(Duration::from_hours(24));
    assert_eq!((town.status(4).state, town.status(4).sent), (State::Done, 50));
}

#[test]
fn the_numbers_of_messages_are_kept_for_48_hours_after_the_end() {
    let memory = Memory::default();
    let deliveries = || {
        let mut count = 0;
        let mut see = |key: &[u8], _: &[u8]| {
            count += usize::from(key.starts_with(b"d/"));
            Ok(key.starts_with(b"d/"))
        };
        memory.walk(b"d/", &mut see).expect("read");
        count
    };
    let mut town = town_over(&memory, 8, 40);
    let id = town.send(false);
    town.run_for(MINUTE);
    town.sweep();
    assert_eq!(deliveries(), 40);
    town.run_for(Duration::from_hours(47));
    town.sweep();
    assert_eq!(deliveries(), 40, "it may still be taken back");
    town.run_for(Duration::from_hours(1));
    town.sweep();
    assert_eq!(deliveries(), 0);
    let refused = town.refuses(Request::TakeBack { id });
    assert!(refused.contains("48 giờ"), "{refused}");
}

/// `CROWD_MILLION=1000000 cargo test --release --test crowd million -- --nocapture`: the bot's own memory, the citizens take none.
#[test]
fn a_million_are_told_in_memory_that_stays_flat() {
    let people = usize::try_from(setting("CROWD_MILLION", 3_000)).expect("a number of people");
    let memory = Memory::default();
    drop(town_over(&memory, 9, 1));
    let record = |space: &[u8]| {
        let mut found = Vec::new();
        let mut see = |_: &[u8], value: &[u8]| {
            found = value.to_vec();
            Ok(false)
        };
        memory.walk(space, &mut see).expect("read");
        found
    };
    let (chat, subscriber) = (record(b"c/"), record(b"n/"));
    let disk = Endless { people, chat, subscriber, kept: Arc::default() };
    let open = move |hands| Round::over(Box::new(disk.clone()), hands, Keep::Always).expect("our own records");
    let mut town = Town::new(9, 30.0, Box::new(open));
    let (before, asked) = (resident(), town.now);
    let id = town.send(true);
    while town.doors.is_empty() {
        town.step();
    }
    let (first, mut most, mut told) = (town.doors[0].since(asked), resident(), 0);
    while told + town.doors.len() < people {
        town.step();
        if town.doors.len() >= 1_000 {
            told += town.doors.len();
            most = most.max(resident());
            town.forget_what_was_seen();
        }
    }
    town.run_for(Duration::from_secs(5));
    let status = town.status(id);
    println!("| people | before | first message after | the most |\n|---|---|---|---|");
    println!("| {people} | {before} MiB | {first:?} | {most} MiB |");
    assert_eq!((status.state, status.sent), (State::Done, people as u64), "{status:?}");
    assert!(first < Duration::from_secs(1), "{first:?}");
    assert!(most < before + 16, "{before} MiB, then {most} MiB");
}

/// Resident memory of this process in MiB, as Linux tells it; 0 elsewhere.
fn resident() -> u64 {
    let told = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1_024
}
