//! What goes out: the one sender.

pub mod job;
pub mod outcome;
