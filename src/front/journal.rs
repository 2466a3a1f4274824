//! The log on standard error: who may write how much, and that a panic tells no person.

use env_logger::{Builder, Target};
use log::LevelFilter;

/// Crates below us that would log addresses (with the token in them) or raw answers when asked for much.
const BELOW: [&str; 10] =
    ["hyper", "hyper_util", "reqwest", "rustls", "teloxide", "teloxide_core", "tokio_util", "tower", "sled", "mio"];

/// Starts the log; `RUST_LOG`, which can tell rooms apart, goes before `level`. Where it goes and how long it is kept is the
/// system's business: a service's standard error has its own rotation.
pub fn open(level: LevelFilter) {
    let mut builder = Builder::new();
    match std::env::var("RUST_LOG") {
        Ok(wanted) if !wanted.is_empty() => builder.parse_filters(&wanted),
        _ => builder.filter_level(LevelFilter::Warn).filter_module("camtay", level),
    };
    for name in BELOW {
        builder.filter_module(name, LevelFilter::Warn);
    }
    // A second start (a test's) keeps the first.
    let _ = builder.target(Target::Stderr).try_init();
    // A panic's message may hold what a citizen wrote (a cut inside a character prints the text): the place will do.
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        log::error!("panic{place}");
    }));
}
