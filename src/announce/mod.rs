//! Announcements: what staff tell citizens who asked to be told.

mod letter;

pub use letter::{Aim, Button, Letter};
