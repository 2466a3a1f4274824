//! The simulated world: citizens, Telegram, a clock, a disk, and a process of ours that dies and comes back.

use std::collections::{BTreeMap, VecDeque};

use camtay::book::Book;
use camtay::engine::Keep;
use camtay::intake::Arrival;
use camtay::round::{Hands, Office, Round};
use camtay::sender::desk::{Action, Desk, Input};
use camtay::sender::job::{ChatId, End, Mark};
use camtay::sender::outcome::Outcome;
use camtay::sender::{Call, Order, Rates};
use camtay::store::Trouble;
use camtay::when::Moment;

use crate::audit::{Audit, Violation};
use crate::disk::{Death, Flaw, Memory};
use crate::script::{Fate, Poll, Step};
use crate::telegram::Telegram;

pub const CHATS: [ChatId; 3] = [11, 12, 13];
/// 2026-11-23, eight in the morning in Vietnam.
const BEGIN: i64 = 1_795_395_600_000;

/// A rule of the process that a test breaks, to see whether the auditor notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sin {
    /// Updates are acknowledged as they come.
    AckEarly,
    /// A mark never comes to round.
    MarkLost,
    /// A 429 is taken for any other failure.
    WaitForgotten,
    /// Old buttons are not taken off.
    NoStrip,
    /// Presses are not answered.
    NoAnswers,
    /// A block is taken for success.
    BlockForgotten,
    Disk(Flaw),
}

/// What is played with.
#[derive(Clone, Copy)]
pub struct Play<'a> {
    pub hands: Hands,
    pub book: &'a Book,
    pub words: &'a [&'a str],
    pub sin: Option<Sin>,
}

/// How much was done.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub steps: u64,
    /// Writes and calls: each a place to die.
    pub places: u64,
    /// Times the process died.
    pub deaths: u64,
    pub turns: u64,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.steps += other.steps;
        self.places += other.places;
        self.deaths += other.deaths;
        self.turns += other.turns;
    }
}

struct Flight {
    chat: ChatId,
    job: u64,
    call: Call,
    /// Once it has reached Telegram; with the block that refused it.
    outcome: Option<(Outcome, u32)>,
}

/// Our process; all of it is gone when it dies.
struct Process {
    office: Office,
    desk: Desk,
    /// The desk's clock counts from here.
    began: i64,
    /// Marks that the office holds.
    held: Vec<Mark>,
    orders: VecDeque<Order>,
    marks: VecDeque<Mark>,
    flights: Vec<Flight>,
    answers: VecDeque<String>,
    offset: u64,
    batch: Option<(Vec<Arrival>, u64)>,
    wake: Option<i64>,
}

pub struct World<'a> {
    play: Play<'a>,
    pub now: i64,
    /// How far the machine's clock is from the time that passes.
    clock: i64,
    telegram: Telegram,
    disk: Memory,
    process: Option<Process>,
    pub audit: Audit,
    /// The latest moment the clock has shown before it was set.
    furthest: Moment,
    /// Which block refused a job.
    blocks: BTreeMap<(ChatId, u64), u32>,
    pub tally: Tally,
}

impl<'a> World<'a> {
    pub fn new(play: Play<'a>) -> Self {
        let disk = Memory::default();
        if let Some(Sin::Disk(flaw)) = play.sin {
            disk.platter().flaw = Some(flaw);
        }
        let (telegram, audit) = (Telegram::new(&CHATS), Audit::default());
        let blocks = BTreeMap::new();
        let (furthest, tally) = (Moment::default(), Tally::default());
        Self { play, now: BEGIN, clock: 0, telegram, disk, process: None, audit, furthest, blocks, tally }
    }

    fn moment(&self) -> Moment {
        Moment::from_millis(self.now + self.clock)
    }

    /// The process, started if it is not there.
    fn process(&mut self) -> &mut Process {
        if self.process.is_none() {
            // A clock that was set back over a start: a record that was erased begins with lower numbers, and nothing is under way any more
            // that could be taken for its jobs.
            if self.moment() < self.furthest {
                self.audit.chats.values_mut().for_each(|ledger| ledger.last = 0);
            }
            let disk = Box::new(self.disk.clone());
            let round = Round::over(disk, self.play.hands, Keep::Unanswered).expect("our own records");
            let (office, orders) = Office::new(round, self.moment()).expect("our own records");
            self.learn(&orders);
            self.process = Some(Process {
                office,
                desk: Desk::new(Rates::default(), Moment::default()),
                began: self.now,
                held: Vec::new(),
                orders: orders.into(),
                marks: VecDeque::new(),
                flights: Vec::new(),
                answers: VecDeque::new(),
                offset: 0,
                batch: None,
                wake: None,
            });
        }
        self.process.as_mut().expect("just started")
    }

    fn learn(&mut self, orders: &[Order]) {
        for order in orders {
            if let Order::Line(line) = order {
                self.audit.line(line);
            }
        }
    }

    pub fn step(&mut self, step: Step) {
        self.tally.steps += 1;
        let chat = |who: u8| CHATS[usize::from(who) % CHATS.len()];
        match step {
            Step::Say { who, word } => {
                let word = self.play.words[usize::from(word) % self.play.words.len()];
                self.telegram.says(chat(who), word, self.now);
            }
            Step::Press { who, back, button, known } => self.telegram.press(chat(who), back, button, known, self.now),
            Step::Block { who } => self.telegram.block(chat(who), self.now),
            Step::Delete { who, back } => self.telegram.delete(chat(who), back),
            Step::Poll { limit, fate } => self.poll(limit, fate),
            Step::Turn(death) => self.turn(death),
            Step::Orders(count) => (0..count).for_each(|_| self.order()),
            Step::Reach { nth, fate } => self.reach(nth, fate),
            Step::Land { nth } => self.land(nth),
            Step::Marks(count) => (0..count).for_each(|_| self.mark()),
            Step::Quiet(death) => self.quiet(death),
            Step::Sweep(death) => self.sweep(death),
            Step::Answer { lost } => self.answer(lost),
            Step::Work => self.work(),
            Step::Tick(millis) => self.pass(self.now + i64::from(millis)),
            Step::Clock(far) => {
                self.furthest = self.furthest.max(self.moment());
                self.clock += far;
            }
            Step::Jump => self.telegram.jump(),
            Step::Kill(bits) => self.kill(bits),
            Step::Stop => self.stop(),
        }
    }

    /// Time passes; the sender wakes where it asked to.
    fn pass(&mut self, until: i64) {
        while let Some(wake) = self.process.as_ref().and_then(|process| process.wake).filter(|wake| *wake <= until) {
            self.now = self.now.max(wake);
            self.desk(Input::Time);
        }
        self.now = self.now.max(until);
    }

    fn poll(&mut self, limit: u8, fate: Poll) {
        if self.process().batch.is_some() || fate == Poll::Unheard {
            return;
        }
        let (offset, now) = (self.process().offset, self.now);
        let mut arrivals = self.telegram.updates(offset, limit, now);
        let Some(next) = arrivals.iter().map(|arrival| arrival.update.0 + 1).max() else { return };
        match fate {
            Poll::Unanswered => return,
            Poll::Doubled => arrivals.extend(arrivals.last().cloned()),
            Poll::Crossed => arrivals.sort_by_key(|arrival| std::cmp::Reverse(arrival.chat)),
            Poll::Fine | Poll::Unheard => {}
        }
        if self.play.sin == Some(Sin::AckEarly) {
            self.telegram.forget(next);
        }
        self.process().batch = Some((arrivals, next));
    }

    fn turn(&mut self, death: Option<Death>) {
        let Some((arrivals, next)) = self.process().batch.take() else { return };
        self.tally.turns += arrivals.len() as u64;
        let given = arrivals.clone();
        let orders = self.write(death, move |process, book, now| Ok(process.office.batch(book, arrivals, now)?.0));
        if let Some(orders) = orders {
            let (hands, book, now) = (self.play.hands, self.play.book, self.moment());
            self.audit.batch(&hands, book, &given, &self.telegram, now);
            self.pass_on(orders);
            if let Some(process) = &mut self.process {
                process.offset = next;
            }
        }
    }

    fn sweep(&mut self, death: Option<Death>) {
        if let Some(orders) = self.write(death, |process, _, now| process.office.sweep(now)) {
            let now = self.moment();
            self.audit.swept(now);
            self.pass_on(orders);
        }
    }

    fn quiet(&mut self, death: Option<Death>) {
        let orders = self.write(death, |process, _, _| process.office.quiet());
        self.pass_on(orders.unwrap_or_default());
    }

    fn mark(&mut self) {
        let Some(mark) = self.process().marks.pop_front() else { return };
        self.process().held.push(mark.clone());
        let orders = self.write(None, |process, _, _| process.office.mark(mark));
        self.pass_on(orders.unwrap_or_default());
    }

    /// Lets the office write; gives the orders, or none where nothing has reached the disk. A death ends the process.
    fn write(
        &mut self,
        death: Option<Death>,
        act: impl FnOnce(&mut Process, &Book, Moment) -> Result<Vec<Order>, Trouble>,
    ) -> Option<Vec<Order>> {
        // No write takes less: two records of a chat never begin in one millisecond.
        self.now += 1;
        let (book, now) = (self.play.book, self.moment());
        self.process();
        let process = self.process.as_mut().expect("just started");
        let before = {
            let mut platter = self.disk.platter();
            platter.death = death;
            (platter.begun, platter.durable)
        };
        let done = act(process, book, now);
        let written = {
            let mut platter = self.disk.platter();
            platter.death = None;
            self.tally.places += platter.begun - before.0;
            platter.durable > before.1
        };
        if written || done.is_ok() && !process.office.has_marks() {
            self.audit.marks(&process.held, &self.blocks);
            process.held.clear();
        }
        match done {
            Ok(orders) => Some(orders),
            Err(_) => {
                self.die();
                written.then(Vec::new)
            }
        }
    }

    /// What round tells the sender.
    fn pass_on(&mut self, orders: Vec<Order>) {
        self.learn(&orders);
        if let Some(process) = &mut self.process {
            process.orders.extend(orders);
        }
    }

    fn order(&mut self) {
        if let Some(order) = self.process().orders.pop_front() {
            self.desk(Input::Order(order));
        }
    }

    /// The sender's own step.
    fn desk(&mut self, input: Input) {
        let Some(process) = &mut self.process else { return };
        let (actions, wake) = process.desk.step(Moment::from_millis(self.now - process.began), input);
        process.wake = wake.map(|wake| wake.millis() + process.began);
        for action in actions {
            match action {
                Action::Call { chat, job, call } => {
                    self.tally.places += 1;
                    let behind = process.orders.iter().any(|o| matches!(o, Order::Line(line) if line.chat == chat));
                    self.audit.leaves(chat, job, &call, &self.telegram, self.now, behind);
                    process.flights.push(Flight { chat, job, call, outcome: None });
                }
                Action::Answer(_) if self.play.sin == Some(Sin::NoAnswers) => {}
                Action::Answer(press) => process.answers.push_back(press),
                Action::Mark(_) if self.play.sin == Some(Sin::MarkLost) => {}
                Action::Mark(mut mark) => {
                    if let (Some(Sin::NoStrip), End::Done { strip, .. }) = (self.play.sin, &mut mark.end) {
                        *strip = None;
                    }
                    process.marks.push_back(mark);
                }
                Action::Drain | Action::Stop(_) => {}
            }
        }
    }

    /// A call reaches Telegram, or dies on its way.
    fn reach(&mut self, nth: u8, fate: Fate) {
        let mut flights = self.process().flights.iter_mut().filter(|flight| flight.outcome.is_none());
        let Some(at) = pick(flights.by_ref().count(), nth) else { return };
        let process = self.process.as_mut().expect("it has a flight");
        let mut flights = process.flights.iter_mut().filter(|flight| flight.outcome.is_none());
        let Some(flight) = flights.nth(at) else { return };
        let (effect, outcome) = self.telegram.call(&flight.call, fate);
        let (chat, job) = (flight.chat, flight.job);
        let block = self.telegram.room(chat).blocks;
        if outcome == Outcome::Gone {
            self.blocks.insert((chat, job), block);
        }
        if outcome == Outcome::Unknown {
            self.audit.unsure(chat, job);
        }
        flight.outcome = Some((outcome, block));
        self.audit.effect(chat, job, effect, &self.telegram);
    }

    fn land(&mut self, nth: u8) {
        let flights = &mut self.process().flights;
        let landing: Vec<_> = (0..flights.len()).filter(|at| flights[*at].outcome.is_some()).collect();
        let Some(at) = pick(landing.len(), nth) else { return };
        let Flight { chat, job, outcome: Some((mut outcome, block)), .. } = flights.remove(landing[at]) else { return };
        let room = self.telegram.room(chat);
        let stands = if room.blocked && room.blocks == block { block } else { 0 };
        self.audit.landed((chat, job), &outcome, stands, self.now);
        match (self.play.sin, &outcome) {
            (Some(Sin::WaitForgotten), Outcome::Wait(_)) => outcome = Outcome::Unknown,
            (Some(Sin::BlockForgotten), Outcome::Gone) => outcome = Outcome::Already,
            _ => {}
        }
        self.desk(Input::Landed { chat, outcome });
    }

    fn answer(&mut self, _lost: bool) {
        if let Some(press) = self.process().answers.pop_front() {
            self.tally.places += 1;
            self.audit.answered(&press);
        }
    }

    fn kill(&mut self, bits: u8) {
        let Some(process) = &mut self.process else { return };
        for (n, flight) in process.flights.iter_mut().filter(|flight| flight.outcome.is_none()).enumerate() {
            if bits >> (n % 8) & 1 == 1 {
                let effect = self.telegram.call(&flight.call, Fate::Fine).0;
                self.audit.effect(flight.chat, flight.job, effect, &self.telegram);
            }
        }
        self.die();
    }

    /// Everything the process held is gone.
    fn die(&mut self) {
        let Some(process) = self.process.take() else { return };
        self.tally.deaths += 1;
        self.disk.platter().loses_power();
        // What was under way, and what went well and is not written, is done again.
        let calls = process.flights.iter().map(|flight| (flight.chat, flight.job));
        let marks = process.marks.iter().chain(&process.held).map(|mark| (mark.chat, mark.job));
        calls.chain(marks).for_each(|(chat, job)| self.audit.unsure(chat, job));
        let unasked =
            process.orders.into_iter().filter_map(|o| if let Order::Answer(press) = o { Some(press) } else { None });
        let unasked: Vec<_> = unasked.chain(process.answers).collect();
        self.audit.died(&unasked, &self.telegram);
    }

    /// As `front/bot` leaves: a batch begun is finished, calls under way end, marks are written, Telegram hears what was done.
    fn stop(&mut self) {
        self.turn(None);
        while !self.process().orders.is_empty() {
            self.order();
        }
        self.desk(Input::Order(Order::Drain));
        self.end_calls();
        let (offset, now) = (self.process().offset, self.now);
        self.telegram.updates(offset, 1, now);
        if let Some(process) = self.process.take() {
            process.office.close().expect("a disk in memory");
        }
        self.audit.died(&[], &self.telegram);
    }

    /// Calls and answers under way end well, their marks are written.
    fn end_calls(&mut self) {
        while !self.process().flights.is_empty() {
            self.reach(0, Fate::Fine);
            self.land(0);
        }
        while !self.process().answers.is_empty() {
            self.answer(false);
        }
        while !self.process().marks.is_empty() {
            self.mark();
        }
        self.quiet(None);
    }

    fn work(&mut self) {
        self.poll(100, Poll::Fine);
        self.turn(None);
        while !self.process().orders.is_empty() {
            self.order();
        }
        self.end_calls();
    }

    fn at_rest(&mut self) -> bool {
        let process = self.process();
        let quiet = process.orders.is_empty() && process.flights.is_empty() && process.batch.is_none();
        quiet && process.wake.is_none() && self.telegram.queue.is_empty()
    }

    /// Telegram is healthy and nobody dies: everything comes to rest, and what is owed has been given.
    fn heals(&mut self) {
        for _ in 0..1_000 {
            self.work();
            if self.at_rest() {
                return self.audit.ends(&self.telegram, &self.disk);
            }
            let wake = self.process().wake;
            self.pass(wake.unwrap_or(self.now));
        }
        self.audit.broken("no rest", "the bot goes on and on".to_owned());
    }

    /// The whole of a script, its healthy end, and a start after which nothing is said again.
    pub fn play(mut self, script: &[Step]) -> (Tally, Option<Violation>) {
        for step in script {
            self.step(*step);
            if self.audit.fault.is_some() {
                return (self.tally, self.audit.fault);
            }
        }
        self.heals();
        self.kill(0);
        let places = self.tally.places;
        self.heals();
        if self.tally.places != places {
            self.audit.broken("said again after a start", "though all was quiet".to_owned());
        }
        (self.tally, self.audit.fault)
    }
}

fn pick(count: usize, nth: u8) -> Option<usize> {
    (count > 0).then(|| usize::from(nth) % count)
}
