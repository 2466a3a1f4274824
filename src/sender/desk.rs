//! The sender's desk: what came in, and what is then to be done. Pure: the loop steps it, and so does the simulation.

use crate::sender::job::{ChatId, Mark};
use crate::sender::outbox::{Next, Outbox};
use crate::sender::outcome::Outcome;
use crate::sender::pace::Rates;
use crate::sender::wire::Call;
use crate::sender::{Order, Stopped};
use crate::when::Moment;

/// What came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Round wants something.
    Order(Order),
    /// A line's call has ended.
    Landed {
        /// Whose line it headed.
        chat: ChatId,
        /// What it came to.
        outcome: Outcome,
    },
    /// Nothing but time has passed.
    Time,
}

/// What is to be done, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Make a line's call and bring its outcome back as [`Input::Landed`].
    Call {
        /// Whose line it heads.
        chat: ChatId,
        /// The job's number, for the log.
        job: u64,
        /// What is asked.
        call: Call,
    },
    /// Answer a press; nobody waits for what comes of it.
    Answer(String),
    /// Tell round how a job ended.
    Mark(Mark),
    /// Begin nothing more; what is under way may end.
    Drain,
    /// Stop at once.
    Stop(Stopped),
}

/// What the sender holds between two inputs.
#[derive(Debug)]
pub struct Desk {
    outbox: Outbox,
    /// Told to begin nothing more.
    drains: bool,
}

impl Desk {
    /// One that knows of no line; the process begins `now`.
    pub fn new(rates: Rates, now: Moment) -> Self {
        let mut outbox = Outbox::new(rates);
        outbox.begins(now);
        Self { outbox, drains: false }
    }

    /// Takes in `input` and tells what is to be done, and the moment before which no call may leave by time alone.
    pub fn step(&mut self, now: Moment, input: Input) -> (Vec<Action>, Option<Moment>) {
        let mut actions = Vec::new();
        match input {
            Input::Order(Order::Line(line)) => self.outbox.line(line, now),
            Input::Order(Order::Answer(press)) => actions.push(Action::Answer(press)),
            Input::Order(Order::Drain) => {
                self.drains = true;
                actions.push(Action::Drain);
            }
            Input::Landed { chat, outcome } => {
                actions.extend(self.outbox.ended(chat, &outcome, now).map(Action::Mark));
                if outcome == Outcome::Unauthorized && !self.drains {
                    self.drains = true;
                    actions.push(Action::Stop(Stopped::Unauthorized));
                }
            }
            Input::Time => {}
        }
        let wake = self.start_what_may(now, &mut actions);
        (actions, wake)
    }

    fn start_what_may(&mut self, now: Moment, actions: &mut Vec<Action>) -> Option<Moment> {
        while !self.drains {
            match self.outbox.next(now) {
                Next::Call { chat, job, call } => actions.push(Action::Call { chat, job, call }),
                Next::Wait(until) => return Some(until),
                Next::Idle => return None,
            }
        }
        None
    }

    /// Calls a second, as far as is known ([`crate::sender::Pace::rate`]).
    pub fn rate(&self) -> f64 {
        self.outbox.rate()
    }

    /// How many calls are under way.
    pub fn flying(&self) -> usize {
        self.outbox.flying()
    }
}
