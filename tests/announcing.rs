//! Announcements by the real binary and the real command line, before a Telegram of our own that has the real one's limits.
//!
//! Small doses without settings; the long runs, each of which prints a line of a table:
//!
//! `ANNOUNCE_PEOPLE=10000 cargo test --release --test announcing -- --nocapture --test-threads 1`
//! `ANNOUNCE=million ANNOUNCE_PEOPLE=1000000 cargo test --release --test announcing -- --nocapture`
//!
//! `ANNOUNCE` names the scenarios wanted (`rate,walkers,kills,…`), `ANNOUNCE_KILLS` and `ANNOUNCE_SEED` are as they say. Everything is sent as urgent:
//! these tests run at the real clock, and at night nothing else would leave; without owners an urgent one needs nobody's agreement.
//! How fast a machine is asserts nothing here: it is printed.

#![cfg(unix)]
#![allow(unreachable_pub, missing_docs, reason = "the parts of one test")]

mod town;

#[path = "announcing/files.rs"]
mod files;
#[path = "announcing/halts.rs"]
mod halts;
#[path = "announcing/kills.rs"]
mod kills;
#[path = "announcing/mends.rs"]
mod mends;
#[path = "announcing/million.rs"]
mod million;
#[path = "announcing/post.rs"]
mod post;
#[path = "announcing/restarts.rs"]
mod restarts;
#[path = "announcing/walkers.rs"]
mod walkers;
#[path = "announcing/whole.rs"]
mod whole;
