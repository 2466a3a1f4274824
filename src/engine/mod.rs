//! The conversation, pure: `turn` is the list of what can happen.

mod event;
mod session;

pub use event::{Act, Choice, Effect, Event, Footprint, Group, Header, Odd, Scene, Show, Turn};
pub use session::{Keep, Session};

use crate::book::Book;
use crate::when::Moment;

/// One event's consequences; pure and total.
pub fn turn(_book: &Book, was: &Session, _event: Event, now: Moment) -> Turn {
    let mut session = was.clone();
    session.last = now;
    Turn { session, show: None, effects: Vec::new(), footprint: Footprint::default() }
}
