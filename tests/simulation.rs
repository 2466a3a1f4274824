//! Round and sender over a disk, a Telegram and a clock of the test's own: millions of deaths, none of which may be noticed.

#![allow(unreachable_pub, missing_docs, reason = "the parts of one test")]

mod common;

#[path = "simulation/audit.rs"]
mod audit;
#[path = "simulation/disk.rs"]
mod disk;
#[path = "simulation/engine.rs"]
mod engine;
#[path = "simulation/ledger.rs"]
mod ledger;
#[path = "simulation/script.rs"]
mod script;
#[path = "simulation/shrink.rs"]
mod shrink;
#[path = "simulation/telegram.rs"]
mod telegram;
#[path = "simulation/world.rs"]
mod world;

use std::thread;
use std::time::Instant;

use camtay::book::Book;
use camtay::round::Hands;

use audit::Violation;
use disk::Flaw;
use script::{Script, Step, script};
use shrink::shrink;
use world::{Play, Sin, Tally, World};

/// Steps of a run in CI, on both cores together.
const STEPS: u64 = 1_000_000;
const SEED: u64 = 2026;
const THREADS: u64 = 2;
/// A failure is told in so many steps at most.
const SHORT: usize = 8;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.replace('_', "").parse().ok()).unwrap_or(otherwise)
}

/// The seed of the `n`th script.
fn nth(seed: u64, n: u64) -> u64 {
    seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(n)
}

fn small(book: &Book, sin: Option<Sin>) -> Play<'_> {
    Play { hands: engine::hands(), book, words: &engine::WORDS, sin }
}

/// What citizens of the real engine say.
const WORDS: [&str; 16] = [
    "/start khai-sinh",
    "tiếp",
    "xong",
    "lùi",
    "con tôi mới sinh",
    "rồi",
    "/hoso",
    "/in",
    "sticker",
    "edited",
    "pinned",
    "giá vàng",
    "12/11/2026",
    "tôi bị vướng",
    "/start chung-thuc-ban-sao",
    "/xoadulieu",
];

fn plays(play: Play<'_>, script: &[Step]) -> (Tally, Option<Violation>) {
    World::new(play).play(script)
}

/// Plays every `THREADS`th script from `first` on until so many steps are done.
fn run(play: Play<'_>, seed: u64, first: u64, steps: u64) -> Result<Tally, String> {
    let (mut sum, mut n) = (Tally::default(), first);
    while sum.steps < steps {
        let script = script(nth(seed, n));
        let (tally, fault) = plays(play, &script);
        if let Some(fault) = fault {
            return Err(report(play, seed, n, &script, &fault));
        }
        sum.add(tally);
        n += THREADS;
    }
    Ok(sum)
}

fn report(play: Play<'_>, seed: u64, n: u64, script: &[Step], fault: &Violation) -> String {
    let short = shrink(script, fault.rule, |script| plays(play, script).1);
    let what = plays(play, &short).1.map_or(String::new(), |fault| fault.what);
    let rule = fault.rule;
    format!("{rule}: {what}\nSIM_SEED={seed} SIM_ONLY={n}, shrunk from {} steps:\n{}", script.len(), Script(&short))
}

#[test]
fn whatever_dies_when_nothing_is_lost_doubled_or_late() {
    let book = Book::default();
    let play = small(&book, None);
    let (seed, steps) = (number("SIM_SEED", SEED), number("SIM_STEPS", STEPS));
    if let Ok(only) = std::env::var("SIM_ONLY") {
        let n = only.parse().expect("the number of a script");
        let script = script(nth(seed, n));
        let fault = plays(play, &script).1;
        assert!(fault.is_none(), "{}", report(play, seed, n, &script, &fault.expect("a fault")));
        return;
    }
    let sum = on_both_cores(play, seed, steps);
    assert!(sum.deaths * 50 > sum.steps, "the process dies often enough to tell anything: {sum:?}");
}

#[test]
fn the_real_engine_over_the_real_dialogs() {
    let book = common::book();
    let play = Play { hands: Hands::telegram(), book: &book, words: &WORDS, sin: None };
    on_both_cores(play, number("SIM_SEED", SEED), number("SIM_STEPS", STEPS) / 100);
}

/// Plays so many steps, and says how many deaths a second that were.
fn on_both_cores(play: Play<'_>, seed: u64, steps: u64) -> Tally {
    let began = Instant::now();
    let done = thread::scope(|scope| {
        let threads: Vec<_> =
            (0..THREADS).map(|first| scope.spawn(move || run(play, seed, first, steps / THREADS))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect::<Vec<_>>()
    });
    let mut sum = Tally::default();
    done.into_iter().for_each(|tally| sum.add(tally.unwrap_or_else(|report| panic!("{report}"))));
    let span = began.elapsed().as_secs_f64();
    eprintln!("SIM_SEED={seed} SIM_STEPS={steps}: {sum:?} in {span:.1} s");
    sum
}

/// A rule broken on purpose, and what the auditor must say of it.
const SINS: [(Sin, &str); 10] = [
    (Sin::AckEarly, "an update lost"),
    (Sin::Disk(Flaw::NoIds), "a turn lost or doubled"),
    (Sin::Disk(Flaw::NoReplies), "a citizen is stuck"),
    (Sin::Disk(Flaw::Torn), "a citizen is stuck"),
    (Sin::MarkLost, "a citizen is stuck"),
    (Sin::Disk(Flaw::Unsynced), "a turn lost or doubled"),
    (Sin::WaitForgotten, "a 429 disobeyed"),
    (Sin::BlockForgotten, "a blocked citizen written to"),
    (Sin::NoStrip, "old buttons left"),
    (Sin::NoAnswers, "a press never answered"),
];

#[test]
fn the_auditor_sees_every_sin_and_tells_it_in_few_steps() {
    let book = Book::default();
    for (sin, rule) in SINS {
        let play = small(&book, Some(sin));
        let found = (0..2_000).find_map(|n| {
            let script = script(nth(SEED, n));
            let fault = plays(play, &script).1.filter(|fault| fault.rule == rule)?;
            Some(shrink(&script, fault.rule, |script| plays(play, script).1))
        });
        let short = found.unwrap_or_else(|| panic!("{sin:?} goes unseen"));
        eprintln!("{sin:?}: {rule}\n{}", Script(&short));
        assert!(short.len() <= SHORT, "{sin:?}: {} steps\n{}", short.len(), Script(&short));
        assert!(plays(small(&book, None), &short).1.is_none(), "{sin:?}: without it the script is sound");
    }
}
