//! What the system tells a running program: stop, stop at once, and read again.

use std::io;
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::front::journal;

/// A stop that has not ended by then is ended. Docker and most supervisors kill after 10 s.
const LIMIT: Duration = Duration::from_millis(6_500);
/// The exit code of a stop that did not end in time.
const LATE: i32 = 1;
/// The exit code of a signal is this and its number, as a shell tells it.
const BY_SIGNAL: i32 = 128;

/// Whether a stop is wanted: once it is, it stays so.
#[derive(Clone)]
pub struct Stop(watch::Receiver<bool>);

/// Listens for SIGTERM and Ctrl-C from now on, on a thread of its own: whatever else hangs, a second signal ends the process at once, and a
/// stop that hangs ends too.
///
/// # Errors
/// When the system gives no signals, or no thread.
pub fn stop() -> io::Result<Stop> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut ends = {
        let _inside = runtime.enter();
        Ends::listen()?
    };
    let (tell, wanted) = watch::channel(false);
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        let code = runtime.block_on(async {
            ends.next().await;
            tell.send_replace(true);
            tokio::select! {
                number = ends.next() => {
                    log::error!("a second signal: stopped at once, calls under way are left");
                    BY_SIGNAL + number
                }
                () = sleep(LIMIT) => {
                    log::error!("the stop hangs: stopped after {} s; what is acknowledged is on the disk", LIMIT.as_secs_f32());
                    LATE
                }
            }
        });
        journal::close();
        std::process::exit(code);
    })?;
    Ok(Stop(wanted))
}

impl Stop {
    /// Waits until a stop is wanted.
    pub async fn wanted(&mut self) {
        // Nobody is left to tell only when the process ends.
        let _ = self.0.wait_for(|wanted| *wanted).await;
    }
}

/// The signals that end a process.
struct Ends {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Ends {
    #[cfg(unix)]
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere the system may refuse")]
    fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// The number of the next one.
    #[cfg(unix)]
    async fn next(&mut self) -> i32 {
        use tokio::signal::unix::SignalKind;
        tokio::select! {
            _ = self.terminate.recv() => SignalKind::terminate().as_raw_value(),
            _ = self.interrupt.recv() => SignalKind::interrupt().as_raw_value(),
        }
    }

    /// Ctrl-C alone; its number is that of an interrupt.
    #[cfg(not(unix))]
    async fn next(&mut self) -> i32 {
        let _ = tokio::signal::ctrl_c().await;
        2
    }
}

/// Calls `hup` on each SIGHUP, off the async threads.
#[cfg(unix)]
pub async fn on_hangup(hup: impl Fn() + Clone + Send + 'static) {
    let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) else { return };
    while signal.recv().await.is_some() {
        // A reload that panics has said so in the log.
        let _ = tokio::task::spawn_blocking(hup.clone()).await;
    }
}

/// There is no such signal here.
#[cfg(not(unix))]
pub async fn on_hangup(_hup: impl Fn() + Clone + Send + 'static) {}
