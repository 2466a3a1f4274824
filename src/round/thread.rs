//! The round's own thread: batches and marks come in by a channel, lines leave for the sender when they are durable.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use crate::announce::Request;
use crate::book::Book;
use crate::intake::Arrival;
use crate::pulse::Pulse;
use crate::round::office::Office;
use crate::round::{Ordered, Round, Shown, Tally};
use crate::sender::Order;
use crate::sender::job::Mark;
use crate::store::{Inlet, Sum, Trouble};
use crate::when::Moment;

/// The mark of a new message waits so long for a batch to ride with: until it is written, a death has it sent again.
const HURRY: Duration = Duration::from_millis(3);
/// Any other mark waits for so long a silence, or for the tick of each second: an edit that is made again shows nothing.
const QUIET: Duration = Duration::from_millis(25);

/// The way in to the round. When all doors are dropped the thread writes what it has and ends.
#[derive(Debug, Clone)]
pub struct Door {
    asks: Sender<Ask>,
    /// Marks that are in no hurry: only the first of them wakes the thread, which takes all when it has something to write.
    marks: Arc<Mutex<Vec<Mark>>>,
}

#[derive(Debug)]
enum Ask {
    Batch { book: Arc<Book>, arrivals: Vec<Arrival>, now: Moment, done: oneshot::Sender<Result<Vec<Shown>, Trouble>> },
    Mark(Mark),
    Marks,
    Sweep(Moment),
    Tick { book: Arc<Book>, now: Moment },
    Called(String),
    Announce { book: Arc<Book>, request: Request, now: Moment, done: oneshot::Sender<Ordered> },
    Backup { out: Inlet, at: mpsc::UnboundedSender<u64>, done: oneshot::Sender<Result<Sum, Trouble>> },
}

impl Door {
    /// Turns a batch; once this is back it is on the disk, and Telegram may hear of it.
    ///
    /// # Errors
    /// Nothing has happened, and the round has stopped.
    pub async fn batch(&self, book: Arc<Book>, arrivals: Vec<Arrival>, now: Moment) -> Result<Vec<Shown>, Trouble> {
        let (done, wait) = oneshot::channel();
        self.asks.send(Ask::Batch { book, arrivals, now, done }).map_err(|_| Trouble::Closed)?;
        wait.await.unwrap_or(Err(Trouble::Closed))
    }

    /// How a job ended; round answers with a line.
    pub fn mark(&self, mark: Mark) {
        if mark.hurry {
            return self.tell(Ask::Mark(mark));
        }
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        marks.push(mark);
        if marks.len() == 1 {
            self.tell(Ask::Marks);
        }
    }

    /// Erases what has come to its end.
    pub fn sweep(&self, now: Moment) {
        self.tell(Ask::Sweep(now));
    }

    /// Time has passed: announcements may begin, pages that show progress are drawn anew.
    pub fn tick(&self, book: Arc<Book>, now: Moment) {
        self.tell(Ask::Tick { book, now });
    }

    /// The bot's name, for links.
    pub fn called(&self, bot: String) {
        self.tell(Ask::Called(bot));
    }

    /// What the command line asks of the announcements: a line of JSON.
    ///
    /// # Errors
    /// A sentence about what was wrong with it, or that the round has stopped.
    pub async fn announce(&self, book: Arc<Book>, request: Request, now: Moment) -> Ordered {
        let stopped = || "bot đang tắt".to_owned();
        let (done, wait) = oneshot::channel();
        self.asks.send(Ask::Announce { book, request, now, done }).map_err(|_| stopped())?;
        wait.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Hands all records of one moment to `out`; no round waits for the disk that the other end writes to. `at` hears how many there are.
    ///
    /// # Errors
    /// The other end takes too long or has given up, or the round has stopped.
    pub async fn backup(&self, out: Inlet, at: mpsc::UnboundedSender<u64>) -> Result<Sum, Trouble> {
        let (done, wait) = oneshot::channel();
        self.asks.send(Ask::Backup { out, at, done }).map_err(|_| Trouble::Closed)?;
        wait.await.unwrap_or(Err(Trouble::Closed))
    }

    fn tell(&self, ask: Ask) {
        if self.asks.send(ask).is_err() {
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
    let marks = Arc::default();
    let clerk = Clerk { office, orders, pulse: Arc::clone(&pulse), counts: Vec::new(), marks: Arc::clone(&marks) };
    clerk.pass(waiting);
    pulse.writer(true);
    let alive = Alive(pulse);
    let handle = thread::Builder::new().name("round".to_owned()).spawn(move || {
        let _alive = alive;
        clerk.work(&asks)
    })?;
    Ok((Door { asks: ask, marks }, handle))
}

/// What the thread holds.
struct Clerk {
    office: Office,
    orders: mpsc::UnboundedSender<Order>,
    pulse: Arc<Pulse>,
    /// Counts under way: a slice of citizens whenever nobody asks.
    counts: Vec<(Tally, oneshot::Sender<Ordered>)>,
    /// Shared with the doors.
    marks: Arc<Mutex<Vec<Mark>>>,
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
        // When the marks that wait are written at the latest, with all that is here by then.
        let (mut hurried, mut quiet): (Option<Instant>, Option<Instant>) = (None, None);
        loop {
            hurried = hurried.filter(|_| self.office.hurries());
            let due = hurried.into_iter().chain(quiet).min();
            let ask = if !self.counts.is_empty() || self.office.is_restless() {
                asks.recv_timeout(Duration::ZERO)
            } else if let Some(due) = due {
                asks.recv_timeout(due.saturating_duration_since(Instant::now()))
            } else {
                asks.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match &ask {
                Ok(Ask::Mark(_)) => _ = hurried.get_or_insert(Instant::now() + HURRY),
                Ok(Ask::Marks) => _ = quiet.get_or_insert(Instant::now() + QUIET),
                Ok(_) => quiet = quiet.map(|_| Instant::now() + QUIET),
                Err(_) => {}
            }
            match ask {
                Ok(ask) => pulse.writing(|| self.answer(ask))?,
                // The others go on waiting for their citizens.
                Err(RecvTimeoutError::Timeout) if hurried.is_some() && due == hurried => {
                    pulse.writing(|| self.hurry())?;
                }
                Err(RecvTimeoutError::Timeout) => {
                    quiet = None;
                    pulse.writing(|| self.quiet())?;
                }
                Err(RecvTimeoutError::Disconnected) => {
                    self.quiet()?;
                    return self.office.close();
                }
            }
        }
    }

    /// Takes in the marks that were in no hurry.
    fn take_marks(&mut self) -> Result<(), Trouble> {
        let marks = std::mem::take(&mut *self.marks.lock().unwrap_or_else(PoisonError::into_inner));
        for mark in marks {
            let orders = self.office.mark(mark)?;
            self.pass(orders);
        }
        Ok(())
    }

    fn answer(&mut self, ask: Ask) -> Result<(), Trouble> {
        if !matches!(ask, Ask::Mark(_) | Ask::Marks) {
            self.take_marks()?;
        }
        let orders = match ask {
            Ask::Batch { book, arrivals, now, done } => return self.batch(&book, arrivals, now, done),
            Ask::Mark(mark) => self.office.mark(mark)?,
            Ask::Marks => Vec::new(),
            Ask::Sweep(now) => self.office.sweep(now)?,
            Ask::Tick { book, now } => self.office.tick(&book, now)?,
            Ask::Called(bot) => {
                self.office.called(bot);
                Vec::new()
            }
            Ask::Announce { book, request, now, done } => self.announce(&book, request, now, done)?,
            Ask::Backup { mut out, at, done } => {
                // Whoever asked may have left; the bot does not depend on a backup.
                let sum = self.office.backup(&mut out, |records| _ = at.send(records));
                let _ = done.send(sum.and_then(|sum| Ok(out.end().map(|()| sum)?)));
                Vec::new()
            }
        };
        self.pass(orders);
        Ok(())
    }

    fn announce(
        &mut self,
        book: &Book,
        request: Request,
        now: Moment,
        done: oneshot::Sender<Ordered>,
    ) -> Result<Vec<Order>, Trouble> {
        match Tally::of(request, book) {
            Ok(tally) => {
                self.counts.push((tally, done));
                Ok(Vec::new())
            }
            Err(request) => {
                let (answer, orders) = self.office.order(book, request, now)?;
                // Whoever asked may have left.
                let _ = done.send(answer);
                Ok(orders)
            }
        }
    }

    /// A slice of the first count.
    fn count(&mut self) -> Result<(), Trouble> {
        let Some((tally, _)) = self.counts.first_mut() else { return Ok(()) };
        if let Some(answer) = self.office.count(tally)? {
            let _ = self.counts.remove(0).1.send(answer);
        }
        Ok(())
    }

    fn hurry(&mut self) -> Result<(), Trouble> {
        let orders = self.office.hurry()?;
        self.pass(orders);
        Ok(())
    }

    fn quiet(&mut self) -> Result<(), Trouble> {
        self.count()?;
        self.take_marks()?;
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
