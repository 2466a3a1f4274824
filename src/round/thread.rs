//! The round's own thread: batches and marks come in by a channel, lines leave for the sender when they are durable.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::announce::Request;
use crate::book::Book;
use crate::intake::Arrival;
use crate::pulse::Pulse;
use crate::round::office::Office;
use crate::round::{Round, Shown};
use crate::sender::Order;
use crate::sender::job::Mark;
use crate::store::{Draft, Sum, Trouble};
use crate::when::Moment;

/// No ask for so long: the marks that wait are written alone.
const QUIET: Duration = Duration::from_millis(3);
/// The same while batches come full: the next is near, and a mark that rides with its citizen's next press costs no write.
const BUSY: Duration = Duration::from_millis(25);
/// Updates of a full batch.
const FULL: usize = 8;

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

    /// Does what is asked of the announcements; gives one line of JSON.
    ///
    /// # Errors
    /// A sentence for whoever asked.
    #[expect(clippy::unused_async, reason = "the rooms that answer come with the plan of a broadcast")]
    pub async fn announce(&self, _request: Request) -> Result<String, String> {
        Err("bản này chưa gửi được thông báo".to_owned())
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
    round: Round,
    now: Moment,
    orders: mpsc::UnboundedSender<Order>,
) -> Result<(Door, JoinHandle<Result<(), Trouble>>), Trouble> {
    let (ask, asks) = channel();
    let pulse = Arc::clone(&round.pulse);
    let (office, waiting) = Office::new(round, now)?;
    let clerk = Clerk { office, orders, pulse: Arc::clone(&pulse), busy: false };
    clerk.pass(waiting);
    pulse.writer(true);
    let alive = Alive(pulse);
    let handle = thread::Builder::new().name("round".to_owned()).spawn(move || {
        let _alive = alive;
        clerk.work(&asks)
    })?;
    Ok((Door(ask), handle))
}

/// What the thread holds.
struct Clerk {
    office: Office,
    orders: mpsc::UnboundedSender<Order>,
    pulse: Arc<Pulse>,
    /// The last batch was a full one, and no quiet has followed.
    busy: bool,
}

/// While the thread has it, the writer lives; a panic takes it away too.
struct Alive(Arc<Pulse>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.writer(false);
    }
}

impl Clerk {
    fn work(mut self, asks: &Receiver<Ask>) -> Result<(), Trouble> {
        let pulse = Arc::clone(&self.pulse);
        loop {
            let ask = if self.office.has_marks() {
                asks.recv_timeout(if self.busy { BUSY } else { QUIET })
            } else {
                asks.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match ask {
                Ok(ask) => pulse.writing(|| self.answer(ask))?,
                Err(RecvTimeoutError::Timeout) => pulse.writing(|| self.quiet())?,
                Err(RecvTimeoutError::Disconnected) => {
                    self.quiet()?;
                    return self.office.close();
                }
            }
        }
    }

    fn answer(&mut self, ask: Ask) -> Result<(), Trouble> {
        let orders = match ask {
            Ask::Batch { book, arrivals, now, done } => return self.batch(&book, arrivals, now, done),
            Ask::Mark(mark) => self.office.mark(mark)?,
            Ask::Sweep(now) => self.office.sweep(now)?,
            Ask::Backup { mut draft, at, done } => {
                // Whoever asked may have left; the bot does not depend on a backup.
                let sum = self.office.backup(&mut draft, |records| _ = at.send(records));
                let _ = done.send(sum.map(|sum| (draft, sum)));
                Vec::new()
            }
        };
        self.pass(orders);
        Ok(())
    }

    fn quiet(&mut self) -> Result<(), Trouble> {
        self.busy = false;
        let orders = self.office.quiet()?;
        self.pass(orders);
        Ok(())
    }

    /// The sender hears of a batch before whoever asked for it: an answer to a press leaves before the batch is acknowledged.
    fn batch(
        &mut self,
        book: &Book,
        arrivals: Vec<Arrival>,
        now: Moment,
        done: oneshot::Sender<Result<Vec<Shown>, Trouble>>,
    ) -> Result<(), Trouble> {
        self.busy = arrivals.len() >= FULL;
        let (told, result) = match self.office.batch(book, arrivals, now) {
            Ok((orders, shown)) => {
                self.pass(orders);
                (Ok(shown), Ok(()))
            }
            Err(trouble) => (Err(trouble.clone()), Err(trouble)),
        };
        // Who asked may have left; the batch is on the disk all the same.
        let _ = done.send(told);
        result
    }

    /// A sender that has gone leaves its jobs in the store for the next start.
    fn pass(&self, orders: Vec<Order>) {
        orders.into_iter().for_each(|order| drop(self.orders.send(order)));
    }
}
