//! A commune on a simulated clock: the round and the sender's desk over a disk in memory, a Telegram with its real limits and random
//! delays, a process that is killed, calls that fail in every way.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::time::Duration;

use camtay::announce::{Letter, Request, Status, To};
use camtay::book::Book;
use camtay::engine::{Event, Footprint, Scene, Session, Show, Turn};
use camtay::intake::{Arrival, UpdateId, What};
use camtay::round::{Hands, Office, Owners, Round, Tally};
use camtay::screen::{Block, Ink, Screen};
use camtay::sender::desk::{Action, Desk, Input};
use camtay::sender::job::{ChatId, MessageId, Part};
use camtay::sender::outcome::{Cause, Outcome};
use camtay::sender::{Call, Order, Rates};
use camtay::when::Moment;

use crate::limits::Limits;

/// The first citizen's number.
pub const FIRST: ChatId = 1_000;
/// How long the round waits for more marks (`QUIET` in src/round/thread.rs).
const QUIET: Duration = Duration::from_millis(3);

/// What is to happen, the soonest first; the count keeps what is of one moment in turn.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Due(std::cmp::Reverse<(Moment, u64)>, Thing);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    /// The call with this number reaches Telegram's door.
    Door(u64),
    /// Its answer is back.
    Landed(u64),
    Quiet,
    Wake,
    Tick,
}

/// A call under way.
struct Flight {
    chat: ChatId,
    call: Call,
    left: Moment,
    outcome: Option<Outcome>,
}

/// What happens to the bot and its calls.
#[derive(Debug, Clone, Copy)]
pub struct Weather {
    /// Of a thousand calls so many fail, in every way.
    pub faults: u32,
    /// Calls take so many milliseconds, at least and at most.
    pub delay: (u64, u64),
}

/// Everything but the bot's own code.
pub struct Town {
    open: Box<dyn Fn(Hands) -> Round>,
    office: Option<Office>,
    desk: Desk,
    book: Book,
    pub now: Moment,
    rates: Rates,
    random: fastrand::Rng,
    pub weather: Weather,
    pub limits: Limits,
    due: BinaryHeap<Due>,
    count: u64,
    flights: BTreeMap<u64, Flight>,
    quiet: bool,
    wakes: BTreeSet<Moment>,
    update: u64,
    message: MessageId,
    /// How often each citizen got each announcement, and the messages that stand with them.
    pub got: BTreeMap<(u32, ChatId), u32>,
    pub standing: BTreeMap<(ChatId, MessageId), String>,
    /// Who may have it twice: a call of theirs was under way at a kill, or its answer was lost.
    pub excused: BTreeSet<ChatId>,
    /// Whose mark waits to be written: as good as under way.
    unwritten: BTreeSet<ChatId>,
    pub lost: BTreeSet<ChatId>,
    pub blocked: BTreeSet<ChatId>,
    pub kept: bool,
    /// When each delivery came to the door.
    pub doors: Vec<Moment>,
    /// When each call of an announcement left, whatever came of it.
    pub left: Vec<Moment>,
    /// How long each reply took from its press to its screen.
    pub replies: Vec<Duration>,
    asked: BTreeMap<ChatId, Moment>,
}

impl Town {
    /// `open` opens the one store, each time a process begins.
    pub fn new(seed: u64, rate: f64, open: Box<dyn Fn(Hands) -> Round>) -> Self {
        let rates = Rates { all: rate, chat: 1.0 };
        let now = Moment::of_day(jiff::civil::date(2026, 11, 25), 8, 0);
        let mut town = Self {
            open,
            office: None,
            desk: Desk::new(rates, now),
            book: Book::default(),
            now,
            rates,
            random: fastrand::Rng::with_seed(seed),
            weather: Weather { faults: 0, delay: (5, 60) },
            limits: Limits::new(30),
            due: BinaryHeap::new(),
            count: 0,
            flights: BTreeMap::new(),
            quiet: false,
            wakes: BTreeSet::new(),
            update: 0,
            message: 0,
            got: BTreeMap::new(),
            standing: BTreeMap::new(),
            excused: BTreeSet::new(),
            unwritten: BTreeSet::new(),
            lost: BTreeSet::new(),
            blocked: BTreeSet::new(),
            kept: false,
            doors: Vec::new(),
            left: Vec::new(),
            replies: Vec::new(),
            asked: BTreeMap::new(),
        };
        town.start();
        town.later(Duration::from_secs(1), Thing::Tick);
        town
    }

    fn start(&mut self) {
        self.desk = Desk::new(self.rates, self.now);
        let hands = Hands { turn, compose, draw: Some(draw) };
        let round = (self.open)(hands);
        let (office, orders) =
            Office::new(round.run_by(Owners { rate: self.rates.all, ..Owners::default() }), self.now)
                .expect("an office");
        self.office = Some(office);
        self.orders(orders);
    }

    /// SIGKILL, and a start. What is under way arrives or not; nobody hears of it.
    pub fn kill(&mut self) {
        drop(self.office.take());
        self.excused.append(&mut self.unwritten);
        let flights = std::mem::take(&mut self.flights);
        for (_, mut flight) in flights {
            if let Call::News { .. } = flight.call {
                self.excused.insert(flight.chat);
            }
            if flight.outcome.is_none() && self.random.bool() {
                self.door(&mut flight);
            }
        }
        let ticks = std::mem::take(&mut self.due);
        drop(ticks);
        self.quiet = false;
        self.wakes.clear();
        self.start();
        self.later(Duration::from_secs(1), Thing::Tick);
    }

    fn later(&mut self, span: Duration, what: Thing) {
        self.at(self.now.plus(span), what);
    }

    fn at(&mut self, moment: Moment, what: Thing) {
        self.count += 1;
        self.due.push(Due(std::cmp::Reverse((moment, self.count)), what));
    }

    /// So many citizens ask to be told.
    pub fn subscribe(&mut self, people: usize) {
        for page in 0..people.div_ceil(1_000) {
            let of_page =
                (page * 1_000..((page + 1) * 1_000).min(people)).map(|n| FIRST + ChatId::try_from(n).expect("small"));
            let said = |chat: ChatId, update: &mut u64| {
                *update += 1;
                let what = What::Citizen(Event::Said("quiet yes".to_owned()));
                Arrival {
                    update: UpdateId(*update),
                    chat: Some(chat),
                    press: None,
                    what,
                    note: None,
                    spot: camtay::sender::job::Spot::default(),
                    reply_to: None,
                }
            };
            let mut update = self.update;
            let batch = of_page.map(|chat| said(chat, &mut update)).collect();
            self.update = update;
            let (book, now) = (self.book.clone(), self.now);
            let (orders, _) = self.office().batch(&book, batch, now).expect("a batch");
            self.orders(orders);
        }
    }

    /// A citizen types something; its answer's time is noted.
    pub fn says(&mut self, chat: ChatId, words: &str) {
        self.update += 1;
        let what = What::Citizen(Event::Said(words.to_owned()));
        let arrival = Arrival {
            update: UpdateId(self.update),
            chat: Some(chat),
            press: None,
            what,
            note: None,
            spot: camtay::sender::job::Spot::default(),
            reply_to: None,
        };
        let (book, now) = (self.book.clone(), self.now);
        self.asked.entry(chat).or_insert(now);
        let (orders, _) = self.office().batch(&book, vec![arrival], now).expect("a batch");
        self.orders(orders);
    }

    pub fn order(&mut self, request: Request) -> Status {
        let (book, now) = (self.book.clone(), self.now);
        let (done, orders) = self.office().order(&book, request, now).expect("an order");
        self.orders(orders);
        serde_json::from_str(&done.expect("fine")).expect("a status")
    }

    pub fn send(&mut self, urgent: bool) -> u32 {
        let letter = Letter { html: "tin".to_owned(), ..Letter::default() };
        self.order(Request::Send { letter, to: To::All, at: None, urgent, silent: false }).id
    }

    pub fn status(&mut self, id: u32) -> Status {
        self.order(Request::Status { id: Some(id) })
    }

    /// Why a request is refused.
    pub fn refuses(&mut self, request: Request) -> String {
        let (book, now) = (self.book.clone(), self.now);
        let (done, orders) = self.office().order(&book, request, now).expect("an order");
        self.orders(orders);
        done.expect_err("refused")
    }

    /// What has come to its end goes.
    pub fn sweep(&mut self) {
        let now = self.now;
        let orders = self.office().sweep(now).expect("a sweep");
        self.orders(orders);
    }

    /// How many would get it.
    pub fn count(&mut self) -> u64 {
        let request = Request::Count { to: To::All, letter: None, at: None, urgent: false };
        let mut tally = Tally::of(request, &self.book).expect("a count");
        loop {
            if let Some(answer) = self.office().count(&mut tally).expect("read") {
                let counted: camtay::announce::Counted = serde_json::from_str(&answer.expect("fine")).expect("counted");
                return counted.audience;
            }
        }
    }

    /// Marks that waited are on the disk.
    fn written(&mut self) {
        if !self.office().has_marks() {
            self.unwritten.clear();
        }
    }

    fn office(&mut self) -> &mut Office {
        self.office.as_mut().expect("a running office")
    }

    /// Goes on until the moment, or until nothing more would happen before it.
    pub fn run_to(&mut self, until: Moment) {
        while self.due.peek().is_some_and(|Due(std::cmp::Reverse((at, _)), _)| *at <= until) {
            self.step();
        }
        self.now = self.now.max(until);
    }

    pub fn run_for(&mut self, span: Duration) {
        self.run_to(self.now.plus(span));
    }

    /// One thing happens.
    pub fn step(&mut self) {
        let Some(Due(std::cmp::Reverse((at, _)), what)) = self.due.pop() else { return };
        self.now = self.now.max(at);
        match what {
            Thing::Door(number) => {
                if let Some(mut flight) = self.flights.remove(&number) {
                    self.door(&mut flight);
                    self.flights.insert(number, flight);
                }
            }
            Thing::Landed(number) => {
                if let Some(Flight { chat, outcome: Some(outcome), .. }) = self.flights.remove(&number) {
                    self.desk_steps(Input::Landed { chat, outcome });
                }
            }
            Thing::Quiet => {
                self.quiet = false;
                let orders = self.office().quiet().expect("marks");
                self.orders(orders);
            }
            Thing::Wake => {
                self.wakes.remove(&at);
                self.desk_steps(Input::Time);
            }
            Thing::Tick => {
                let (book, now) = (self.book.clone(), self.now);
                let orders = self.office().tick(&book, now).expect("a tick");
                self.orders(orders);
                self.later(Duration::from_secs(1), Thing::Tick);
            }
        }
        self.come_to_rest();
    }

    /// What the round's thread does when nobody asks.
    fn come_to_rest(&mut self) {
        while self.office().is_restless() {
            let orders = self.office().quiet().expect("marks");
            self.orders(orders);
        }
        if self.office().has_marks() && !self.quiet {
            self.quiet = true;
            self.later(QUIET, Thing::Quiet);
        }
        self.written();
    }

    fn orders(&mut self, orders: Vec<Order>) {
        orders.into_iter().for_each(|order| self.desk_steps(Input::Order(order)));
    }

    fn desk_steps(&mut self, input: Input) {
        let now = self.now;
        let (actions, wake) = self.desk.step(now, input);
        for action in actions {
            match action {
                Action::Call { chat, call, .. } => self.leaves(chat, call),
                Action::Mark(mark) => {
                    self.unwritten.insert(mark.chat);
                    let orders = self.office().mark(mark).expect("a mark");
                    self.orders(orders);
                }
                Action::Answer(_) | Action::Drain | Action::Stop(_) => {}
            }
        }
        if let Some(at) = wake.filter(|at| *at > now)
            && self.wakes.insert(at)
        {
            self.at(at, Thing::Wake);
        }
    }

    fn leaves(&mut self, chat: ChatId, call: Call) {
        let number = self.count;
        if let Call::News { .. } = call {
            self.left.push(self.now);
        }
        let (least, most) = self.weather.delay;
        // The way to the door differs by some milliseconds; then comes Telegram's own work, and the way back.
        let there = least / 2 + self.random.u64(0..=4);
        let whole = there + self.random.u64(least..=most) - least / 2;
        self.flights.insert(number, Flight { chat, call, left: self.now, outcome: None });
        self.later(Duration::from_millis(there), Thing::Door(number));
        self.later(Duration::from_millis(whole), Thing::Landed(number));
    }

    /// A call at Telegram's door.
    fn door(&mut self, flight: &mut Flight) {
        let at = self.now.since(Moment::default());
        if self.random.u32(0..1_000) < self.weather.faults {
            let effect = self.random.u32(0..4);
            if effect < 2 {
                flight.outcome = Some(Outcome::Retry(Cause::Server(500 + u16::try_from(effect).unwrap_or(0))));
                return;
            }
            // The connection is cut before Telegram acts, or after it.
            if effect == 3 && !self.blocked.contains(&flight.chat) && self.limits.ask(flight.chat, at).is_ok() {
                self.acts(flight);
            }
            if let Call::News { .. } = flight.call {
                self.lost.insert(flight.chat);
            }
            flight.outcome = Some(Outcome::Unknown);
            return;
        }
        flight.outcome = Some(match self.limits.ask(flight.chat, at) {
            Err(seconds) => Outcome::Wait(Duration::from_secs(seconds)),
            Ok(()) if self.blocked.contains(&flight.chat) => Outcome::Gone,
            Ok(()) => self.acts(flight),
        });
    }

    fn acts(&mut self, flight: &Flight) -> Outcome {
        let chat = flight.chat;
        match &flight.call {
            Call::News { piece, .. } => {
                let plan = 1;
                *self.got.entry((plan, chat)).or_default() += 1;
                self.doors.push(self.now);
                self.new_message(chat, piece.html.clone())
            }
            Call::Send { part, .. } => {
                self.answered(chat, flight.left);
                self.new_message(chat, part.html.clone())
            }
            Call::Edit { message, part, .. } => {
                self.answered(chat, flight.left);
                self.standing.insert((chat, *message), part.html.clone());
                Outcome::Sent(None)
            }
            Call::Amend { message, piece, .. } => {
                self.standing.insert((chat, *message), piece.html.clone());
                Outcome::Sent(None)
            }
            Call::Unsend { .. } if self.kept => Outcome::Refused { markup: false, code: 400 },
            Call::Unsend { messages, .. } => {
                messages.iter().for_each(|message| _ = self.standing.remove(&(chat, *message)));
                Outcome::Sent(None)
            }
            _ => Outcome::Sent(None),
        }
    }

    fn answered(&mut self, chat: ChatId, _left: Moment) {
        if let Some(asked) = self.asked.remove(&chat) {
            self.replies.push(self.now.since(asked));
        }
    }

    fn new_message(&mut self, chat: ChatId, html: String) -> Outcome {
        self.message += 1;
        self.standing.insert((chat, self.message), html);
        Outcome::Sent(Some(self.message))
    }

    /// The town's own memory of what stands with the citizens, which no bot has.
    pub fn forget_what_was_seen(&mut self) {
        self.standing = BTreeMap::new();
        self.got = BTreeMap::new();
        self.doors.clear();
        self.left.clear();
        self.limits.forget();
    }

    /// Calls under way.
    pub fn flying(&self) -> usize {
        self.flights.len()
    }
}

/// "yes" asks to be told, "no" stops it; "quiet …" shows nothing.
fn turn(_: &Book, was: &Session, event: Event, now: Moment) -> Turn {
    let mut session = Session { last: now, drawn: was.drawn + 1, ..was.clone() };
    let words = if let Event::Said(words) = event { words } else { String::new() };
    if words.ends_with("yes") {
        let how = camtay::engine::How::Menu;
        session.news.consent = Some(camtay::engine::Consent { edition: "vi".to_owned(), at: now, how });
    }
    if words.ends_with("no") {
        session.news = camtay::engine::News { refused: true, ..camtay::engine::News::default() };
    }
    let scene = Scene::Plain { title: format!("{words} {}", session.drawn), lines: Vec::new() };
    let show = Show {
        notices: Vec::new(),
        scene,
        choices: Vec::new(),
        footer: None,
        ground: camtay::book::Ground::default(),
        language: String::new(),
    };
    let show = (!words.starts_with("quiet")).then_some(show);
    Turn { session, show, effects: Vec::new(), footprint: Footprint::default() }
}

fn compose(_: &Book, show: &Show) -> Screen {
    let title = if let Scene::Plain { title, .. } = &show.scene { title.clone() } else { String::new() };
    Screen { blocks: vec![Block::Paragraph(vec![Ink::Plain(title)])], choices: Vec::new() }
}

fn draw(screen: Screen) -> Vec<Part> {
    let Some(Block::Paragraph(inks)) = screen.blocks.into_iter().next() else { return Vec::new() };
    let Some(Ink::Plain(html)) = inks.into_iter().next() else { return Vec::new() };
    vec![Part { html, picture: None, choices: Vec::new(), spot: camtay::sender::job::Spot::default() }]
}
