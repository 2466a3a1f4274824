//! The log on standard error: who may write how much, that a trouble that goes on is some lines, that nobody waits for its reader,
//! and that a panic tells no person.

mod lines;
mod seldom;

use std::io::{self, Write};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use env_logger::{Builder, Target};
use log::LevelFilter;

use crate::front::journal::lines::Lines;
use crate::front::journal::seldom::Seldom;

/// Crates below us that would log addresses (with the token in them) or raw answers when asked for much.
const BELOW: [&str; 10] =
    ["hyper", "hyper_util", "reqwest", "rustls", "teloxide", "teloxide_core", "tokio_util", "tower", "sled", "mio"];

/// The last lines of a process wait so long for whoever reads them.
const LAST: Duration = Duration::from_secs(1);
/// A thread that panics waits so long: the process may end with it.
const PANIC: Duration = Duration::from_millis(200);

static LINES: OnceLock<Arc<Lines>> = OnceLock::new();

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
    if let Ok(lines) = Lines::to(io::stderr()) {
        builder.target(Target::Pipe(Box::new(Tap(Arc::clone(LINES.get_or_init(|| lines))))));
    }
    let logger = builder.build();
    let level = logger.filter();
    // A second start (a test's) keeps the first.
    if log::set_boxed_logger(Box::new(Seldom::over(logger))).is_ok() {
        log::set_max_level(level);
    }
    // A panic's message may hold what a citizen wrote (a cut inside a character prints the text): the place will do.
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        log::error!("panic{place}");
        let _ = LINES.get().is_none_or(|lines| lines.flush(PANIC));
    }));
}

/// The end of the process: lines that still wait are written, if somebody reads them.
pub fn close() {
    // A reader that does not read them in time has had its chance.
    let _ = LINES.get().is_none_or(|lines| lines.flush(LAST));
}

/// A sentence for whoever started the process, behind the lines of the log.
pub fn say(words: &str) {
    match LINES.get() {
        Some(lines) => lines.push(format!("{words}\n").as_bytes()),
        // Nobody may be listening; the exit code says it too.
        None => _ = writeln!(io::stderr(), "{words}"),
    }
}

/// What is written goes to the lines, a record a write.
struct Tap(Arc<Lines>);

impl Write for Tap {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
