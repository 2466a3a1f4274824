//! A breaking bench: citizens in a closed loop walk the real guides through the real binary, everything around it breaks, and an
//! auditor counts. Small doses without settings; the long runs:
//!
//! `BREAK=kills BREAK_KILLS=1000 BREAK_CITIZENS=200 BREAK_SESSIONS=100000 cargo test --release --test breaking -- --nocapture`
//! `BREAK=faults BREAK_SECONDS=600 BREAK_CITIZENS=200 cargo test --release --test breaking -- --nocapture`
//!
//! `BREAK_SEED` replays the choices of a run; threads and disks have a will of their own. Each run prints a line of a table.

#![allow(unreachable_pub, missing_docs, reason = "the parts of one test")]

mod town;

#[path = "breaking/audit.rs"]
mod audit;
#[path = "breaking/bench.rs"]
mod bench;
#[path = "breaking/disk.rs"]
mod disk;
#[path = "breaking/kills.rs"]
mod kills;
#[path = "breaking/store.rs"]
mod store;
#[path = "breaking/tight.rs"]
mod tight;
#[path = "breaking/torn.rs"]
mod torn;
#[path = "breaking/walk.rs"]
mod walk;
#[path = "breaking/wrongs.rs"]
mod wrongs;
