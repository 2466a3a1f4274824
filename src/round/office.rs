//! The round's office: what is written when, and what the sender is told of it. No thread, no clock.

use std::collections::HashSet;
use std::io::Write;

use crate::announce::Request;
use crate::book::Book;
use crate::intake::Arrival;
use crate::round::{Ordered, Round, Shown, Tally};
use crate::sender::Order;
use crate::sender::job::{ChatId, Line, Mark};
use crate::store::{Sum, Trouble};
use crate::when::Moment;

/// So many marks don't wait any longer. Far more than one batch makes: at full speed each rides with its citizen's next press.
const MANY: usize = 1_000;

/// A round with the marks that wait for its next batch. After an error it is not to be used further.
pub struct Office {
    round: Round,
    /// The last moment anyone named; marks need none of their own.
    now: Moment,
    marks: Vec<Mark>,
    hurries: bool,
}

impl Office {
    /// One over a round just opened, and what the sender must hear of the lines that waited.
    ///
    /// # Errors
    /// A waiting record could not be read.
    pub fn new(mut round: Round, now: Moment) -> Result<(Self, Vec<Order>), Trouble> {
        let waiting = round.waiting()?;
        let office = Self { round, now, marks: Vec::new(), hurries: false };
        let orders = office.orders(waiting).collect();
        Ok((office, orders))
    }

    /// Turns a batch. The marks of its chats ride along, and all that are in a hurry; another one waits for its citizen's next press, so
    /// that a record is written once a turn. What is given back has happened: presses are answered first.
    ///
    /// # Errors
    /// As [`Round::run`].
    pub fn batch(
        &mut self,
        book: &Book,
        arrivals: Vec<Arrival>,
        now: Moment,
    ) -> Result<(Vec<Order>, Vec<Shown>), Trouble> {
        self.now = now;
        let chats: HashSet<ChatId> = arrivals.iter().filter_map(|arrival| arrival.chat).collect();
        let rides = |mark: &mut Mark| mark.hurry || chats.contains(&mark.chat);
        let marks = self.marks.extract_if(.., rides).collect();
        self.hurries = false;
        let done = self.round.run(book, arrivals, marks, now)?;
        let answers = done.answers.into_iter().map(Order::Answer);
        Ok((answers.chain(self.orders(done.lines)).collect(), done.shown))
    }

    /// A job has ended. The mark waits, unless many do.
    ///
    /// # Errors
    /// As [`Round::run`].
    pub fn mark(&mut self, mark: Mark) -> Result<Vec<Order>, Trouble> {
        self.hurries |= mark.hurry;
        self.marks.push(mark);
        if self.marks.len() < MANY { Ok(Vec::new()) } else { self.quiet() }
    }

    /// Whether marks wait.
    pub fn has_marks(&self) -> bool {
        !self.marks.is_empty()
    }

    /// Whether one that waits is in a hurry.
    pub fn hurries(&self) -> bool {
        self.hurries
    }

    /// The marks in a hurry are written alone.
    ///
    /// # Errors
    /// As [`Round::run`].
    pub fn hurry(&mut self) -> Result<Vec<Order>, Trouble> {
        self.hurries = false;
        let marks = self.marks.extract_if(.., |mark| mark.hurry).collect();
        let lines = self.round.mark(marks, self.now)?;
        Ok(self.orders(lines).collect())
    }

    fn take_marks(&mut self) -> Vec<Mark> {
        self.hurries = false;
        std::mem::take(&mut self.marks)
    }

    /// No batch is near: the marks that wait are written alone.
    ///
    /// # Errors
    /// As [`Round::run`].
    pub fn quiet(&mut self) -> Result<Vec<Order>, Trouble> {
        if self.marks.is_empty() && !self.is_restless() {
            return Ok(Vec::new());
        }
        let marks = self.take_marks();
        let lines = self.round.mark(marks, self.now)?;
        Ok(self.orders(lines).collect())
    }

    /// Time has passed; the marks that wait ride along.
    ///
    /// # Errors
    /// As [`Round::run`].
    pub fn tick(&mut self, book: &Book, now: Moment) -> Result<Vec<Order>, Trouble> {
        self.now = now;
        let marks = self.take_marks();
        let lines = self.round.tick(book, marks, now)?;
        Ok(self.orders(lines).collect())
    }

    /// What the command line asks of the announcements, save counts.
    ///
    /// # Errors
    /// As [`Round::run`].
    pub fn order(&mut self, book: &Book, request: Request, now: Moment) -> Result<(Ordered, Vec<Order>), Trouble> {
        self.now = now;
        let (done, lines) = self.round.order(book, request, now)?;
        Ok((done, self.orders(lines).collect()))
    }

    /// Some more of a count; its answer once all are counted.
    ///
    /// # Errors
    /// The disk refused.
    pub fn count(&self, tally: &mut Tally) -> Result<Option<Ordered>, Trouble> {
        self.round.count(tally, self.now)
    }

    /// Whether a pass over many citizens was cut, and goes on as soon as nobody waits.
    pub fn is_restless(&self) -> bool {
        self.round.herald.is_restless(self.now)
    }

    /// The bot's name, for links.
    pub fn called(&mut self, bot: String) {
        self.round.called(bot);
    }

    /// Erases what has come to its end; the marks that wait ride along.
    ///
    /// # Errors
    /// As [`Round::sweep`].
    pub fn sweep(&mut self, now: Moment) -> Result<Vec<Order>, Trouble> {
        self.now = now;
        let marks = self.take_marks();
        let lines = self.round.sweep(marks, now)?;
        Ok(self.orders(lines).collect())
    }

    /// Writes every record to `out`; marks that wait are not among them, a start after a restore sends their jobs again.
    ///
    /// # Errors
    /// As [`Round::backup`]; the office goes on.
    pub fn backup(&self, out: impl Write, tell: impl FnMut(u64)) -> Result<Sum, Trouble> {
        self.round.backup(out, tell)
    }

    /// The last thing before the end.
    ///
    /// # Errors
    /// As [`Round::list_missed`].
    pub fn close(mut self) -> Result<(), Trouble> {
        self.round.list_missed(self.now)
    }

    /// What the sender is told of lines that are on the disk.
    fn orders(&self, lines: Vec<Line>) -> impl Iterator<Item = Order> {
        let pulse = &self.round.pulse;
        lines.into_iter().map(|line| {
            pulse.line(line.chat, line.jobs.iter().map(|job| job.number));
            Order::Line(line)
        })
    }
}
