//! What the system tells a running program: stop, and read again.

use std::io;

/// SIGTERM and Ctrl-C.
pub struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

/// Listens from now on.
///
/// # Errors
/// When the system gives no signals.
pub fn stop() -> io::Result<Stop> {
    Ok(Stop {
        #[cfg(unix)]
        terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?,
    })
}

impl Stop {
    /// Waits until a stop is wanted.
    #[cfg(unix)]
    pub async fn wanted(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }

    /// Waits until a stop is wanted.
    #[cfg(not(unix))]
    pub async fn wanted(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
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
