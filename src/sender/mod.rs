//! What goes out: the one sender. Its loop takes orders, makes calls, gives back marks; the rules are in `desk`, `outbox` and `pace`.

pub mod api;
mod body;
mod counted;
pub mod desk;
pub mod draw;
mod fate;
mod flight;
pub mod job;
mod judge;
mod lane;
mod media;
mod news;
mod outbox;
pub mod outcome;
mod pace;
pub mod refusal;
pub mod telegram;
mod trouble;
mod uploads;
mod wire;

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::mpsc;
use tokio::time::Instant;

pub use counted::Counted;
pub use outbox::{Next, Outbox};
pub use pace::{Pace, Rates};
pub use wire::{Call, Wire};

use crate::pulse::Pulse;
use crate::sender::desk::{Action, Desk, Input};
use crate::sender::job::{ChatId, Line, Mark};
use crate::sender::outcome::Outcome;
use crate::sender::trouble::Troubles;
use crate::when::Moment;

/// The longest a stop waits for calls under way: what comes after it must end too before a supervisor kills (Docker after 10 s).
const DRAIN: Duration = Duration::from_secs(5);
/// Answers to presses under way at once; more wait their turn.
const ANSWERS: usize = 100;

/// Orders taken in at once, before calls under way are looked after: where answers come soon, a connection is used again while it is warm.
const ORDERS: usize = 16;

/// What the sender is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// A chat's line changed.
    Line(Line),
    /// A press is to be answered: now, unpaced, once.
    Answer(String),
    /// Begin nothing more, end what is under way, for at most 5 s.
    Drain,
}

/// Why the sender stopped by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// 401.
    #[error("Telegram refuses the token")]
    Unauthorized,
}

/// Runs until [`Order::Drain`], or until nobody can order any more. `mark` tells round how a job ended; round answers with a line. `pulse` hears
/// how fast it may be.
///
/// # Errors
/// The token is refused: nothing can be sent, everything stays in the lines.
pub async fn run<W: Wire>(
    wire: Arc<W>,
    rates: Rates,
    mut orders: mpsc::UnboundedReceiver<Order>,
    mark: impl Fn(Mark),
    pulse: &Pulse,
) -> Result<(), Stopped> {
    let mut crew = Crew::new(wire);
    let mut desk = Desk::new(rates, crew.now());
    let (mut wake, mut inputs): (Option<Moment>, Vec<Input>) = (None, Vec::new());
    let mut told = Vec::with_capacity(ORDERS);
    loop {
        let until = wake.map(|moment| crew.instant(moment));
        let mut pauses = false;
        tokio::select! {
            biased;
            landed = crew.landed(), if crew.any_under_way() => inputs.extend(landed),
            count = orders.recv_many(&mut told, ORDERS) => {
                pauses = count == ORDERS;
                inputs.extend(told.drain(..).map(Input::Order));
                inputs.extend((count == 0).then_some(Input::Order(Order::Drain)));
            }
            () = wait_for(until) => inputs.push(Input::Time),
        }
        for input in inputs.drain(..) {
            let (actions, next) = desk.step(crew.now(), input);
            wake = next;
            for action in actions {
                match action {
                    Action::Call { chat, job, call } => crew.call(chat, job, call),
                    Action::Answer(press) => crew.answer(press),
                    Action::Mark(done) => mark(done),
                    Action::Stop(why) => return Err(why),
                    Action::Drain => {
                        crew.drain(desk, mark).await;
                        return Ok(());
                    }
                }
            }
        }
        pulse.pace(desk.rate());
        if pauses {
            tokio::task::yield_now().await;
        }
    }
}

/// Calls under way, polled by the sender's loop itself.
type Flights<T> = FuturesUnordered<Pin<Box<dyn Future<Output = T> + Send>>>;

/// The calls under way; the desk decides, the crew does.
struct Crew<W> {
    wire: Arc<W>,
    flights: Flights<(ChatId, u64, Outcome)>,
    answers: Flights<()>,
    /// Presses whose answer waits until one under way has ended.
    presses: VecDeque<String>,
    /// The desk counts from here: a wall clock that jumps does not move it.
    began: Instant,
    troubles: Troubles,
}

impl<W: Wire> Crew<W> {
    fn new(wire: Arc<W>) -> Self {
        let (flights, answers, presses) = (Flights::new(), Flights::new(), VecDeque::new());
        Self { wire, flights, answers, presses, began: Instant::now(), troubles: Troubles::default() }
    }

    fn now(&self) -> Moment {
        Moment::default().plus(self.began.elapsed())
    }

    fn instant(&self, moment: Moment) -> Instant {
        self.began + moment.since(Moment::default())
    }

    fn call(&mut self, chat: ChatId, job: u64, call: Call) {
        let wire = Arc::clone(&self.wire);
        self.flights.push(Box::pin(async move { (chat, job, made(&*wire, call).await) }));
    }

    fn answer(&mut self, press: String) {
        if self.answers.len() >= ANSWERS {
            return self.presses.push_back(press);
        }
        let wire = Arc::clone(&self.wire);
        // Too late or lost is harmless: the screen is on its way anyhow.
        self.answers.push(Box::pin(async move { _ = made(&*wire, Call::Answer { press }).await }));
    }

    fn any_under_way(&self) -> bool {
        !self.flights.is_empty() || !self.answers.is_empty()
    }

    /// The next call of a line that ends; none when an answer to a press did.
    async fn landed(&mut self) -> Option<Input> {
        tokio::select! {
            Some((chat, job, outcome)) = self.flights.next() => {
                self.troubles.tell(job, &outcome, self.now());
                Some(Input::Landed { chat, outcome })
            }
            Some(()) = self.answers.next() => {
                self.presses.pop_front().into_iter().for_each(|press| self.answer(press));
                None
            }
        }
    }

    async fn drain(mut self, mut desk: Desk, mark: impl Fn(Mark)) {
        let end = Instant::now() + DRAIN;
        while self.any_under_way() {
            let Ok(landed) = tokio::time::timeout_at(end, self.landed()).await else { break };
            for action in landed.into_iter().flat_map(|landed| desk.step(self.now(), landed).0) {
                if let Action::Mark(done) = action {
                    mark(done);
                }
            }
        }
        log::info!("sender: drained, {} calls and {} answers left under way", self.flights.len(), self.answers.len());
    }
}

/// A call's outcome; one that panics in our own code ends alone, and nobody knows how far it came.
async fn made<W: Wire>(wire: &W, call: Call) -> Outcome {
    AssertUnwindSafe(wire.call(call)).catch_unwind().await.unwrap_or(Outcome::Unknown)
}

/// Sleeps to `until`, or for ever.
async fn wait_for(until: Option<Instant>) {
    match until {
        Some(until) => tokio::time::sleep_until(until).await,
        None => std::future::pending().await,
    }
}
