//! The round's own thread: batches and marks come in by a channel, lines leave for the sender when they are durable.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::book::Book;
use crate::intake::Arrival;
use crate::pulse::Pulse;
use crate::round::{Round, Shown};
use crate::sender::Order;
use crate::sender::job::{Line, Mark};
use crate::store::{Draft, Sum, Trouble};
use crate::when::Moment;

/// Marks wait so long for a batch to ride with.
const QUIET: Duration = Duration::from_millis(3);
/// So many don't wait.
const MANY: usize = 100;

/// The way in to the round. When all doors are dropped the thread writes what it has and ends.
#[derive(Debug, Clone)]
pub struct Door(Sender<Ask>);

#[derive(Debug)]
enum Ask {
    Batch { book: Arc<Book>, arrivals: Vec<Arrival>, now: Moment, done: oneshot::Sender<Result<Vec<Shown>, Trouble>> },
    Mark(Mark),
    Sweep(Moment),
    Backup { draft: Draft, at: mpsc::UnboundedSender<u64>, done: oneshot::Sender<Result<(Draft, Sum), Trouble>> },
}

impl Door {
    /// Turns a batch; once this is back it is on the disk, and Telegram may hear of it.
    ///
    /// # Errors
    /// Nothing has happened, and the round has stopped.
    pub async fn batch(&self, book: Arc<Book>, arrivals: Vec<Arrival>, now: Moment) -> Result<Vec<Shown>, Trouble> {
        let (done, wait) = oneshot::channel();
        self.0.send(Ask::Batch { book, arrivals, now, done }).map_err(|_| Trouble::Closed)?;
        wait.await.unwrap_or(Err(Trouble::Closed))
    }

    /// How a job ended; round answers with a line.
    pub fn mark(&self, mark: Mark) {
        self.tell(Ask::Mark(mark));
    }

    /// Erases what has come to its end.
    pub fn sweep(&self, now: Moment) {
        self.tell(Ask::Sweep(now));
    }

    /// Writes all records of one moment into `draft`, which comes back for its end on the disk: no round waits for that.
    /// `at` hears how many are written.
    ///
    /// # Errors
    /// The draft could not be written, or the round has stopped.
    pub async fn backup(&self, draft: Draft, at: mpsc::UnboundedSender<u64>) -> Result<(Draft, Sum), Trouble> {
        let (done, wait) = oneshot::channel();
        self.0.send(Ask::Backup { draft, at, done }).map_err(|_| Trouble::Closed)?;
        wait.await.unwrap_or(Err(Trouble::Closed))
    }

    fn tell(&self, ask: Ask) {
        if self.0.send(ask).is_err() {
            log::error!("round: has stopped");
        }
    }
}

/// Starts the thread; the lines that waited go to `orders` at once. Its end tells why it ended.
///
/// # Errors
/// A waiting record could not be read, or no thread could be made.
pub fn start(
    mut round: Round,
    now: Moment,
    orders: mpsc::UnboundedSender<Order>,
) -> Result<(Door, JoinHandle<Result<(), Trouble>>), Trouble> {
    let (ask, asks) = channel();
    let waiting = round.waiting()?;
    let pulse = Arc::clone(&round.pulse);
    let mut office = Office { round, now, marks: Vec::new(), orders, pulse: Arc::clone(&pulse) };
    office.tell(waiting);
    pulse.writer(true);
    let alive = Alive(pulse);
    let handle = thread::Builder::new().name("round".to_owned()).spawn(move || {
        let _alive = alive;
        office.work(&asks)
    })?;
    Ok((Door(ask), handle))
}

/// What the thread holds.
struct Office {
    round: Round,
    /// The last moment anyone named; marks need none of their own.
    now: Moment,
    marks: Vec<Mark>,
    orders: mpsc::UnboundedSender<Order>,
    pulse: Arc<Pulse>,
}

/// While the thread has it, the writer lives; a panic takes it away too.
struct Alive(Arc<Pulse>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.writer(false);
    }
}

impl Office {
    fn work(&mut self, asks: &Receiver<Ask>) -> Result<(), Trouble> {
        loop {
            let ask = if self.marks.is_empty() {
                asks.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                asks.recv_timeout(QUIET)
            };
            match ask {
                Ok(ask) => Arc::clone(&self.pulse).writing(|| self.answer(ask))?,
                Err(RecvTimeoutError::Timeout) => Arc::clone(&self.pulse).writing(|| self.write_marks())?,
                Err(RecvTimeoutError::Disconnected) => {
                    self.write_marks()?;
                    return self.round.list_missed(self.now);
                }
            }
        }
    }

    fn answer(&mut self, ask: Ask) -> Result<(), Trouble> {
        match ask {
            Ask::Batch { book, arrivals, now, done } => self.batch(&book, arrivals, now, done),
            Ask::Mark(mark) => self.mark(mark),
            Ask::Sweep(now) => {
                self.now = now;
                let lines = self.round.sweep(now)?;
                self.tell(lines);
                Ok(())
            }
            Ask::Backup { mut draft, at, done } => {
                // Whoever asked may have left; the bot does not depend on a backup.
                let sum = self.round.backup(&mut draft, |records| _ = at.send(records));
                let _ = done.send(sum.map(|sum| (draft, sum)));
                Ok(())
            }
        }
    }

    fn batch(
        &mut self,
        book: &Book,
        arrivals: Vec<Arrival>,
        now: Moment,
        done: oneshot::Sender<Result<Vec<Shown>, Trouble>>,
    ) -> Result<(), Trouble> {
        self.now = now;
        let marks = std::mem::take(&mut self.marks);
        let (told, result) = match self.round.run(book, arrivals, marks, now) {
            Ok(run) => {
                run.answers.into_iter().for_each(|press| self.order(Order::Answer(press)));
                self.tell(run.lines);
                (Ok(run.shown), Ok(()))
            }
            Err(trouble) => (Err(trouble.clone()), Err(trouble)),
        };
        // Who asked may have left; the batch is on the disk all the same.
        let _ = done.send(told);
        result
    }

    fn mark(&mut self, mark: Mark) -> Result<(), Trouble> {
        self.marks.push(mark);
        if self.marks.len() < MANY { Ok(()) } else { self.write_marks() }
    }

    fn write_marks(&mut self) -> Result<(), Trouble> {
        if !self.marks.is_empty() {
            let marks = std::mem::take(&mut self.marks);
            let lines = self.round.mark(marks, self.now)?;
            self.tell(lines);
        }
        Ok(())
    }

    fn tell(&self, lines: Vec<Line>) {
        for line in lines {
            self.pulse.line(line.chat, line.jobs.iter().map(|job| job.number));
            self.order(Order::Line(line));
        }
    }

    /// A sender that has gone leaves its jobs in the store for the next start.
    fn order(&self, order: Order) {
        let _ = self.orders.send(order);
    }
}
