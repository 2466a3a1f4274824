//! An announcement on the real clock, over the real client, before a Telegram with its real limits: the rate kept, the refusals, what a reply
//! waits. `CROWD=10000 cargo bench --bench crowd` takes six minutes.

#[path = "../tests/town/mod.rs"]
mod town;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use camtay::pulse::Pulse;
use camtay::sender::api::Api;
use camtay::sender::job::{ChatId, Job, Line, Mark, Part, Piece, What};
use camtay::sender::telegram::Telegram;
use camtay::sender::{Order, Rates, run};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use town::faults::Fault;
use town::limits::Limits;
use town::world::World;
use town::{Shared, TOKEN, wire};

const RATE: usize = 30;
/// A call's time, most of it after it was counted.
const TAKES: Duration = Duration::from_millis(80);
const WALKS: Duration = Duration::from_millis(700);
const WALKERS: ChatId = 10_000_000;
const AHEAD: ChatId = 100;

fn line(chat: ChatId, ended: Option<u64>, what: Option<What>) -> Order {
    let jobs = what.into_iter().map(|what| Job { number: 1, what }).collect();
    Order::Line(Line { chat, screen: None, ended, jobs })
}

fn news() -> What {
    let piece = Box::new(Piece {
        html: "<b>Tin</b> của xã".to_owned(),
        media: Vec::new(),
        choices: Vec::new(),
        spot: camtay::sender::job::Spot::default(),
    });
    What::News { plan: 1, piece, last: true, silent: false }
}

fn reply() -> What {
    let part = Part {
        html: "Bước 2".to_owned(),
        picture: None,
        choices: Vec::new(),
        spot: camtay::sender::job::Spot::default(),
    };
    What::Show { screen: 1, part: part.into(), from: None }
}

/// Citizens who walk meanwhile: when each was answered by the round.
async fn walk(world: Shared, orders: UnboundedSender<Order>) -> BTreeMap<ChatId, Instant> {
    let mut asked = BTreeMap::new();
    for chat in WALKERS.. {
        tokio::time::sleep(WALKS).await;
        world.lock().join(chat, "Lan");
        asked.insert(chat, Instant::now());
        if orders.send(line(chat, None, Some(reply()))).is_err() {
            break;
        }
    }
    asked
}

async fn announce(people: ChatId, rate: f64, allowed: usize) {
    let world = Shared::new(World::new(TOKEN));
    for chat in 1..=people {
        world.lock().join(chat, "Tâm");
    }
    world.lock().limits = Some(Limits::new(allowed));
    world.lock().faults.add("", None, 10_000_000, Fault::Slow(TAKES));
    let url: reqwest::Url = wire::open(world.clone()).await.parse().expect("an address");
    let telegram = Telegram::new(Arc::new(Api::new(&url, TOKEN, None).expect("a client")), "dialogs".into());
    let (orders, inbox) = unbounded_channel();
    let (note, mut marks) = unbounded_channel::<Mark>();
    let pulse = Arc::new(Pulse::default());
    let watched = Arc::clone(&pulse);
    let rates = Rates { all: rate, chat: 1.0 };
    let sender =
        tokio::spawn(
            async move { run(Arc::new(telegram), rates, inbox, |mark| drop(note.send(mark)), &watched).await },
        );
    let began = Instant::now();
    let walkers = tokio::spawn(walk(world.clone(), orders.clone()));
    let give = |chat: ChatId| orders.send(line(chat, None, Some(news()))).expect("it runs");
    (1..=AHEAD.min(people)).for_each(give);
    let mut delivered = 0;
    while delivered < people {
        let Mark { chat, job, .. } = marks.recv().await.expect("it runs");
        orders.send(line(chat, Some(job), None)).expect("it runs");
        if chat < WALKERS {
            delivered += 1;
            if delivered + AHEAD <= people {
                give(delivered + AHEAD);
            }
        }
    }
    let took = began.elapsed();
    orders.send(Order::Drain).expect("it runs");
    sender.await.expect("no panic").expect("a good token");
    drop(orders);
    let asked = walkers.await.expect("no panic");
    let world = world.lock();
    let mut waits: Vec<Duration> = asked
        .iter()
        .filter_map(|(chat, asked)| {
            world.acts.iter().find(|act| act.chat == Some(*chat)).map(|act| act.at.duration_since(*asked))
        })
        .collect();
    waits.sort_unstable();
    let twice = world.chats.values().filter(|chat| chat.messages.len() > 1).count();
    let refused = &world.limits.as_ref().expect("set").refused;
    let late = refused.iter().filter(|at| **at > Duration::from_mins(1)).count();
    let calls = f64::from(u32::try_from(world.acts.iter().filter(|act| act.refused.is_none()).count()).unwrap_or(0));
    println!(
        "{people} people, {allowed} a second allowed, {rate} set: {:.1} s, {:.2} a second; {} refused, {late} of them after a minute; {twice} twice; known rate {:.1}",
        took.as_secs_f64(),
        calls / took.as_secs_f64(),
        refused.len(),
        pulse.send_rate(),
    );
    if let (Some(middle), Some(p99), Some(longest)) =
        (waits.get(waits.len() / 2), waits.get(waits.len() * 99 / 100), waits.last())
    {
        println!(
            "  {} replies reached the door after {middle:.1?} (median), {p99:.1?} (p99), {longest:.1?}",
            waits.len()
        );
    }
}

fn main() {
    let people = std::env::var("CROWD").ok().and_then(|people| people.parse().ok()).unwrap_or(300);
    let runtime = Runtime::new().expect("a runtime");
    runtime.block_on(announce(people, 30.0, RATE));
    runtime.block_on(announce(people, 30.0, 20));
}
