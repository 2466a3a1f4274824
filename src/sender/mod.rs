//! What goes out: the one sender. Its loop takes lines, makes calls, gives back marks; the rules are in `outbox` and `pace`.

mod body;
mod counted;
pub mod draw;
mod fate;
mod flight;
pub mod job;
mod judge;
mod media;
mod outbox;
pub mod outcome;
mod pace;
pub mod telegram;
mod trouble;
mod wire;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::task::{Id, JoinSet};
use tokio::time::Instant;

pub use counted::Counted;
pub use outbox::{Next, Outbox};
pub use pace::{Pace, Rates};
pub use wire::{Call, Wire};

use crate::sender::job::{ChatId, Line, Mark};
use crate::sender::outcome::Outcome;
use crate::sender::trouble::Troubles;
use crate::when::Moment;

/// The longest a stop waits for calls under way.
const DRAIN: Duration = Duration::from_secs(10);
/// Answers to presses under way at once; more wait their turn.
const ANSWERS: usize = 64;

/// What the sender is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// A chat's line changed.
    Line(Line),
    /// A press is to be answered: now, unpaced, once.
    Answer(String),
    /// Begin nothing more, end what is under way, for at most 10 s.
    Drain,
}

/// Why the sender stopped by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// 401.
    #[error("Telegram refuses the token")]
    Unauthorized,
}

/// Runs until [`Order::Drain`], or until nobody can order any more. `mark` tells round how a job ended; round answers with a line.
///
/// # Errors
/// The token is refused: nothing can be sent, everything stays in the lines.
pub async fn run<W: Wire>(
    wire: Arc<W>,
    rates: Rates,
    mut orders: mpsc::UnboundedReceiver<Order>,
    mark: impl Fn(Mark),
) -> Result<(), Stopped> {
    let mut desk = Desk::new(wire, rates);
    loop {
        let wake = desk.start_what_may();
        tokio::select! {
            order = orders.recv() => match order {
                Some(Order::Line(line)) => desk.outbox.line(line, desk.now()),
                Some(Order::Answer(press)) => desk.answer(press),
                Some(Order::Drain) | None => break,
            },
            Some(mark_or_stop) = desk.landed(), if desk.any_flying() => if let Some(done) = mark_or_stop? { mark(done) },
            () = wait_for(wake) => {}
        }
    }
    desk.drain(mark).await;
    Ok(())
}

/// What the loop holds.
struct Desk<W> {
    wire: Arc<W>,
    outbox: Outbox,
    flights: JoinSet<Outcome>,
    /// Whose a flight is, and which job.
    whose: HashMap<Id, (ChatId, u64)>,
    answers: JoinSet<()>,
    gate: Arc<Semaphore>,
    /// The outbox counts from here: a wall clock that jumps does not move it.
    began: Instant,
    troubles: Troubles,
}

impl<W: Wire> Desk<W> {
    fn new(wire: Arc<W>, rates: Rates) -> Self {
        let (flights, whose, answers) = (JoinSet::new(), HashMap::new(), JoinSet::new());
        let (gate, began) = (Arc::new(Semaphore::new(ANSWERS)), Instant::now());
        let troubles = Troubles::default();
        Self { wire, outbox: Outbox::new(rates), flights, whose, answers, gate, began, troubles }
    }

    fn now(&self) -> Moment {
        Moment::default().plus(self.began.elapsed())
    }

    /// Starts every call that may leave; gives the instant before which no other may.
    fn start_what_may(&mut self) -> Option<Instant> {
        loop {
            match self.outbox.next(self.now()) {
                Next::Call { chat, job, call } => {
                    let wire = Arc::clone(&self.wire);
                    let task = self.flights.spawn(async move { wire.call(call).await });
                    self.whose.insert(task.id(), (chat, job));
                }
                Next::Wait(until) => return Some(self.began + until.since(Moment::default())),
                Next::Idle => return None,
            }
        }
    }

    fn answer(&mut self, press: String) {
        while self.answers.try_join_next().is_some() {}
        let (wire, gate) = (Arc::clone(&self.wire), Arc::clone(&self.gate));
        self.answers.spawn(async move {
            let _turn = gate.acquire().await;
            // Too late or lost is harmless: the screen is on its way anyhow.
            let _ = wire.call(Call::Answer { press }).await;
        });
    }

    fn any_flying(&self) -> bool {
        !self.flights.is_empty()
    }

    /// The next call that ends.
    async fn landed(&mut self) -> Option<Result<Option<Mark>, Stopped>> {
        let (id, outcome) = match self.flights.join_next_with_id().await? {
            Ok(landed) => landed,
            Err(broken) => (broken.id(), Outcome::Unknown),
        };
        let Some((chat, job)) = self.whose.remove(&id) else { return Some(Ok(None)) };
        self.troubles.tell(job, &outcome, self.now());
        let mark = self.outbox.ended(chat, &outcome, self.now());
        Some(if outcome == Outcome::Unauthorized { Err(Stopped::Unauthorized) } else { Ok(mark) })
    }

    async fn drain(mut self, mark: impl Fn(Mark)) {
        let end = Instant::now() + DRAIN;
        while let Ok(Some(landed)) = tokio::time::timeout_at(end, self.landed()).await {
            if let Ok(Some(done)) = landed {
                mark(done);
            }
        }
        let answered = async { while self.answers.join_next().await.is_some() {} };
        let in_time = tokio::time::timeout_at(end, answered).await.is_ok();
        log::info!("sender: drained, {} calls left under way, answers {in_time}", self.whose.len());
    }
}

/// Sleeps to `until`, or for ever.
async fn wait_for(until: Option<Instant>) {
    match until {
        Some(until) => tokio::time::sleep_until(until).await,
        None => std::future::pending().await,
    }
}
