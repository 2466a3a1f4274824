//! The sender's desk before a Telegram that has limits and whose calls take their time: all of it on a make-believe clock of microseconds.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Duration;

use camtay::sender::desk::{Action, Desk, Input};
use camtay::sender::job::{ChatId, Job, Line, Part, Piece, What};
use camtay::sender::outcome::Outcome;
use camtay::sender::{Call, Order, Rates};
use camtay::when::Moment;

use crate::limits::Limits;

/// Lines of the announcement that wait at the sender at once.
const AHEAD: u64 = 100;
/// The announcement's chats; those of who walks begin beyond them.
const WALKERS: ChatId = 10_000_000;

/// How long a call takes, in microseconds.
#[derive(Debug, Clone, Copy)]
pub struct Takes {
    /// To be answered, at least.
    pub least: u64,
    /// And at most.
    pub most: u64,
    /// To reach the door more than half of the least, at most.
    pub way: u64,
}

/// From 5 to 300 ms, up to 5 of them more on the way than the quickest call takes.
pub const VARIED: Takes = Takes { least: 5_000, most: 300_000, way: 5_000 };

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Door { chat: ChatId, lands: u64 },
    Land { chat: ChatId, refused: Option<u64>, message: i32 },
    Walks,
    Wake,
}

pub struct Simulation {
    desk: Desk,
    pub limits: Limits,
    takes: Takes,
    /// Every so many seconds the way stands still for so many microseconds.
    pub stalls: Option<(u64, u64)>,
    now: u64,
    events: BinaryHeap<Reverse<(u64, u64, Event)>>,
    events_made: u64,
    dice: u64,
    wake: Option<Moment>,
    /// The announcement's recipients, and how many have been given to the sender.
    audience: u64,
    given: u64,
    pub delivered: HashMap<ChatId, u32>,
    /// Who walks a guide meanwhile: one screen each, this often; 0 = nobody.
    walks: u64,
    walkers: ChatId,
    asked: HashMap<ChatId, u64>,
    /// When the reply before left.
    replied: u64,
    /// How long each reply stood at the head of all replies, in microseconds.
    pub waits: Vec<u64>,
    /// When each call left.
    pub left: Vec<u64>,
    pub crowding: usize,
    pub most_crowding: usize,
    /// Of a thousand calls so many get a 429 that has nothing to do with how many are sent.
    pub weather: u64,
}

impl Simulation {
    pub fn new(rate: f64, limits: Limits, takes: Takes, seed: u64) -> Self {
        Self {
            desk: Desk::new(Rates { all: rate, chat: 1.0 }, Moment::default()),
            limits,
            takes,
            stalls: None,
            now: 0,
            events: BinaryHeap::new(),
            events_made: 0,
            dice: seed,
            wake: None,
            audience: 0,
            given: 0,
            delivered: HashMap::new(),
            walks: 0,
            walkers: WALKERS,
            asked: HashMap::new(),
            replied: 0,
            waits: Vec::new(),
            left: Vec::new(),
            crowding: 0,
            most_crowding: 0,
            weather: 0,
        }
    }

    pub fn seconds(&self) -> f64 {
        Duration::from_micros(self.now).as_secs_f64()
    }

    pub fn rate(&self) -> f64 {
        self.desk.rate()
    }

    /// A citizen presses every so many microseconds, more or less.
    pub fn walkers(mut self, every: u64) -> Self {
        self.walks = every;
        self.at(every, Event::Walks);
        self
    }

    /// Announces to so many more, and runs until all have it or the clock stands at `until` seconds.
    pub fn announce(&mut self, people: u64, until: u64) {
        self.audience += people;
        self.give();
        while (self.delivered.len() as u64) < self.audience && self.now < until * 1_000_000 {
            let Some(Reverse((at, _, event))) = self.events.pop() else { panic!("nothing happens any more") };
            self.now = at;
            self.happens(event);
        }
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Door { chat, lands } => {
                let by_chance = self.weather > 0 && self.roll(1_000) < self.weather;
                let limited = self.limits.ask(chat, Duration::from_micros(self.now)).err();
                let refused = if by_chance { Some(1) } else { limited };
                let message = i32::try_from(self.left.len()).unwrap_or(i32::MAX);
                self.at(lands.max(self.now), Event::Land { chat, refused, message });
            }
            Event::Land { chat, refused, message } => {
                let outcome = refused.map_or(Outcome::Sent(Some(message)), |s| Outcome::Wait(Duration::from_secs(s)));
                self.crowding -= usize::from(chat < WALKERS);
                self.step(Input::Landed { chat, outcome });
            }
            Event::Walks => {
                let chat = self.walkers;
                self.walkers += 1;
                self.asked.insert(chat, self.now);
                let part = Part {
                    html: "a".to_owned(),
                    picture: None,
                    choices: Vec::new(),
                    spot: camtay::sender::job::Spot::default(),
                };
                let what = What::Show { screen: 1, part: part.into(), from: None };
                self.line(chat, None, vec![Job { number: 1, what }]);
                let next = self.now + self.roll(2 * self.walks);
                self.at(next, Event::Walks);
            }
            Event::Wake => self.step(Input::Time),
        }
    }

    fn line(&mut self, chat: ChatId, ended: Option<u64>, jobs: Vec<Job>) {
        self.step(Input::Order(Order::Line(Line { chat, screen: None, ended, jobs })));
    }

    /// As the sender's loop: it knows whole milliseconds, and its timer is late by up to one.
    fn step(&mut self, input: Input) {
        let now = Moment::from_millis(i64::try_from(self.now / 1_000).unwrap_or(i64::MAX));
        let (actions, wake) = self.desk.step(now, input);
        if wake != self.wake {
            self.wake = wake;
            if let Some(wake) = wake {
                let late = self.roll(1_200);
                let at = u64::try_from(wake.millis()).unwrap_or(0) * 1_000 + late;
                self.at(at.max(self.now), Event::Wake);
            }
        }
        for action in actions {
            match action {
                Action::Call { chat, call, .. } => self.leaves(chat, &call),
                Action::Mark(mark) => {
                    if mark.chat < WALKERS {
                        *self.delivered.entry(mark.chat).or_default() += 1;
                    }
                    self.line(mark.chat, Some(mark.job), Vec::new());
                    self.give();
                }
                other => panic!("{other:?}"),
            }
        }
    }

    fn leaves(&mut self, chat: ChatId, call: &Call) {
        self.left.push(self.now);
        if matches!(call, Call::News { .. }) {
            self.crowding += 1;
            self.most_crowding = self.most_crowding.max(self.crowding);
        } else if let Some(asked) = self.asked.remove(&chat) {
            self.waits.push(self.now - asked.max(self.replied));
            self.replied = self.now;
        }
        let Takes { least, most, way } = self.takes;
        let took = least + self.roll(most - least);
        let door = least / 2 + self.roll(way).min(took - least);
        let (mut at, lands) = (self.now + door, self.now + took);
        if let Some((every, long)) = self.stalls {
            let since = at % (every * 1_000_000);
            at += long.saturating_sub(since);
        }
        self.at(at, Event::Door { chat, lands });
    }

    fn give(&mut self) {
        while self.given < self.audience && self.given < self.delivered.len() as u64 + AHEAD {
            self.given += 1;
            let piece = Box::new(Piece {
                html: "tin".to_owned(),
                media: Vec::new(),
                choices: Vec::new(),
                spot: camtay::sender::job::Spot::default(),
            });
            let what = What::News { plan: 1, piece, last: true, silent: false };
            self.line(ChatId::try_from(self.given).unwrap_or(0), None, vec![Job { number: 1, what }]);
        }
    }

    fn at(&mut self, at: u64, event: Event) {
        self.events_made += 1;
        self.events.push(Reverse((at, self.events_made, event)));
    }

    /// From 0 to less than `most`.
    fn roll(&mut self, most: u64) -> u64 {
        self.dice = self.dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.dice ^ (self.dice >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % most.max(1)
    }
}
