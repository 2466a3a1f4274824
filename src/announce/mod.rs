//! Announcements: what staff tell citizens who asked to be told.

pub mod hour;
mod letter;
mod request;
mod to;

pub use letter::{Aim, Button, Letter};
pub use request::{Counted, Request, State, Status};
pub use to::{NoRule, To};
