//! Cầm Tay: the map of the house, in reading order. ARCHITECTURE.md tells the same in prose.
//!
//! A citizen's words come in by `front` or `intake`, `round` runs them through the pure `engine`
//! over the `book`, `screen` says what is seen, `store` keeps it, `sender` lets it out.

pub mod private;
pub mod rows;
pub mod when;

pub mod announce;
pub mod book;
pub mod engine;
pub mod hear;
pub mod intake;
pub mod picture;
pub mod print;
pub mod pulse;
pub mod report;
pub mod round;
pub mod screen;
pub mod sender;
pub mod shelf;
pub mod store;

pub mod config;
pub mod front;
