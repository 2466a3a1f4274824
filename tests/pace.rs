//! An announcement to very many before a Telegram with limits, on a make-believe clock: the rate kept, the refusals, what a reply waits.

#![allow(unreachable_pub, missing_docs, reason = "the parts of one test")]

#[path = "town/limits.rs"]
#[allow(dead_code, reason = "each test uses its part")]
mod limits;
#[path = "pace/telegram.rs"]
mod telegram;

use limits::Limits;
use telegram::{Simulation, Takes, VARIED};

/// Calls a second that left from `from` seconds on, as a part of `rate`.
fn kept(world: &Simulation, from: u64, rate: f64) -> f64 {
    let calls = world.left.iter().filter(|left| **left >= from * 1_000_000).count();
    f64::from(u32::try_from(calls).unwrap()) / (world.seconds() - f64::from(u32::try_from(from).unwrap())) / rate
}

fn refused_after(world: &Simulation, seconds: u64) -> usize {
    world.limits.refused.iter().filter(|at| at.as_secs() >= seconds).count()
}

fn everybody_once(world: &Simulation, people: usize) {
    assert_eq!(world.delivered.len(), people);
    assert!(world.delivered.values().all(|times| *times == 1));
}

#[test]
fn a_hundred_thousand_at_the_allowed_rate_and_replies_wait_one_slot() {
    let mut world = Simulation::new(30.0, Limits::new(30), VARIED, 1).walkers(500_000);
    world.announce(100_000, 10_000);
    everybody_once(&world, 100_000);
    let (kept, longest) = (kept(&world, 0, 30.0), world.waits.iter().max().copied().unwrap_or(u64::MAX));
    println!("kept {:.2} %, {} replies, the longest wait {longest} µs", kept * 100.0, world.waits.len());
    assert!(kept >= 0.99, "{kept}");
    assert_eq!((world.limits.refused.len(), world.limits.chats_refused), (0, 0));
    // A thirtieth of a second, what a call may be counted later than it left, and a timer that is late by one.
    assert!(world.waits.len() > 6_000 && longest < 33_334 + 7_000 + 1_200, "{longest}");
}

#[test]
fn a_lower_limit_is_learnt_within_a_minute() {
    for (all, pause, seed) in [(20_u32, 1, 2), (20, 3, 3), (12, 1, 4), (12, 5, 5), (29, 2, 6), (5, 1, 7)] {
        let mut limits = Limits::new(usize::try_from(all).unwrap());
        limits.pause = pause;
        let mut world = Simulation::new(30.0, limits, VARIED, seed);
        let people = u64::from(all) * 1_500;
        world.announce(people, 10_000);
        everybody_once(&world, usize::try_from(people).unwrap());
        let (kept, late) = (kept(&world, 60, f64::from(all)), refused_after(&world, 60));
        let early = world.limits.refused.len() - late;
        println!("{all} of 30: kept {:.2} %, {early} refused in the first minute, {late} later", kept * 100.0);
        assert!(kept >= 0.99 && late == 0 && early > 0, "{all}: {kept}, {early}, {late}");
        assert!((world.rate() - f64::from(all)).abs() < 0.5, "{}", world.rate());
    }
}

#[test]
fn a_limit_that_rises_is_found_again_within_the_hour() {
    let mut world = Simulation::new(30.0, Limits::new(12), VARIED, 8);
    world.announce(12 * 600, 10_000);
    assert!(world.rate() < 12.5, "{}", world.rate());
    world.limits.all = 30;
    let (hour, before) = (world.seconds() + 3_600.0, world.limits.refused.len());
    world.announce(90_000, 20_000);
    assert!(world.rate() > 29.9 && world.seconds() > hour, "{} at {}", world.rate(), world.seconds());
    assert_eq!(world.limits.refused.len(), before, "on the way up nothing is refused");
    everybody_once(&world, 12 * 600 + 90_000);
}

#[test]
fn a_rate_that_was_refused_is_tried_again_once_an_hour() {
    let mut world = Simulation::new(30.0, Limits::new(12), VARIED, 9);
    world.announce(12 * 3 * 3_600, 20_000);
    let refused: Vec<u64> = world.limits.refused.iter().map(std::time::Duration::as_secs).collect();
    // One try an hour: the call that was one too many, and those under way behind it.
    for hour in 1..3 {
        let tries: Vec<u64> = refused.iter().copied().filter(|at| at / 3_600 == hour).collect();
        assert!((1..=4).contains(&tries.len()) && tries[tries.len() - 1] - tries[0] <= 1, "{refused:?}");
    }
}

#[test]
fn refusals_that_come_whatever_is_sent_do_not_bring_the_rate_down_and_down() {
    let mut world = Simulation::new(100.0, Limits::new(1_000), VARIED, 12);
    world.weather = 30;
    world.announce(1_000_000, 600);
    let a_second = f64::from(u32::try_from(world.delivered.len()).unwrap()) / 600.0;
    println!("{a_second:.1} a second delivered, the rate is {:.1}", world.rate());
    assert!(a_second > 20.0 && world.rate() > 20.0, "{a_second} at {}", world.rate());
}

#[test]
fn delays_on_the_way_that_are_too_long_cost_rate_and_few_refusals() {
    let takes = Takes { way: 60_000, ..VARIED };
    let mut world = Simulation::new(30.0, Limits::new(30), takes, 10);
    world.announce(50_000, 10_000);
    let (kept, late) = (kept(&world, 60, 30.0), refused_after(&world, 60));
    println!("kept {:.2} %, {} refused, {late} after a minute", kept * 100.0, world.limits.refused.len());
    assert!(kept > 0.85 && late <= 20, "{kept} {late}");
}

#[test]
fn a_way_that_stands_still_now_and_then_costs_a_pause_and_no_rate() {
    let mut world = Simulation::new(30.0, Limits::new(30), VARIED, 11);
    world.stalls = Some((300, 80_000));
    world.announce(60_000, 10_000);
    let kept = kept(&world, 0, 30.0);
    println!("kept {:.2} %, {} refused", kept * 100.0, world.limits.refused.len());
    assert!(!world.limits.refused.is_empty() && kept >= 0.985, "{kept}");
    assert!((world.rate() - 30.0).abs() < f64::EPSILON, "{}", world.rate());
    everybody_once(&world, 60_000);
}
