//! What an operator sees of a running bot: `/metrics` and `/health` on loopback, and one log line an hour.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::pulse::{Pulse, Tally};

/// How often the log tells what was done.
const HOUR: Duration = Duration::from_hours(1);
/// A question and its answer take no longer.
const LIMIT: Duration = Duration::from_secs(10);
/// Questions at once; more wait to be taken in.
const ABREAST: usize = 16;

/// A pulse over the real clock.
pub fn pulse() -> Arc<Pulse> {
    Arc::new(Pulse::new(Instant::now))
}

/// Serves the page until it is dropped. A bot whose page has no port serves citizens all the same.
pub async fn serve(address: SocketAddr, pulse: Arc<Pulse>) {
    let listener = match TcpListener::bind(address).await {
        Ok(listener) => listener,
        Err(error) => {
            return log::error!("metrics: {address} cannot be opened ({error}); the bot runs without the page");
        }
    };
    log::info!("metrics: http://{address}/metrics and /health");
    let mut talks = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => _ = talks.spawn(tokio::time::timeout(LIMIT, talk(stream, Arc::clone(&pulse)))),
            Err(error) => {
                log::warn!("metrics: {error}");
                tokio::time::sleep(LIMIT).await;
            }
        }
        while talks.try_join_next().is_some() || talks.len() >= ABREAST && talks.join_next().await.is_some() {}
    }
}

async fn talk(stream: TcpStream, pulse: Arc<Pulse>) {
    let service = service_fn(|question| {
        let answer = answer(&question, &pulse);
        async { Ok::<_, Infallible>(answer) }
    });
    // Whoever asked may leave in the middle.
    let _ = http1::Builder::new().keep_alive(false).serve_connection(TokioIo::new(stream), service).await;
}

fn answer(question: &Request<Incoming>, pulse: &Pulse) -> Response<String> {
    let (status, kind, words) = match (question.method(), question.uri().path()) {
        (&Method::GET | &Method::HEAD, "/metrics") => {
            (StatusCode::OK, "application/openmetrics-text; version=1.0.0; charset=utf-8", pulse.text())
        }
        (&Method::GET | &Method::HEAD, "/health") => match pulse.health() {
            Ok(()) => (StatusCode::OK, "text/plain; charset=utf-8", "ok\n".to_owned()),
            Err(why) => (StatusCode::SERVICE_UNAVAILABLE, "text/plain; charset=utf-8", why + "\n"),
        },
        _ => (StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "/metrics, /health\n".to_owned()),
    };
    let mut response = Response::new(words);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    response
}

/// A log line an hour, if something has happened in it.
pub async fn summary(pulse: Arc<Pulse>) {
    let mut before = pulse.tally();
    let mut hours = tokio::time::interval(HOUR);
    hours.tick().await;
    loop {
        hours.tick().await;
        let now = pulse.tally();
        if let Some(line) = line(&now.since(&before), pulse.outbox()) {
            log::info!("{line}");
        }
        before = now;
    }
}

/// What was done in an hour, and what waits at its end; none = nothing.
fn line(done: &Tally, (jobs, oldest): (usize, Duration)) -> Option<String> {
    if *done == Tally::default() && jobs == 0 {
        return None;
    }
    let Tally { turns, aside, rounds, sent, failed, gone, throttled } = done;
    let mut parts = vec![format!("hour: {turns} turns, {rounds} writes, {sent} sends")];
    let troubles =
        [("updates set aside", aside), ("failed tries", failed), ("chats gone", gone), ("times 429", throttled)];
    parts.extend(troubles.iter().filter(|(_, count)| **count > 0).map(|(what, count)| format!("{count} {what}")));
    if jobs > 0 {
        parts.push(format!("{jobs} jobs wait, the oldest for {} s", oldest.as_secs()));
    }
    Some(parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_a_line_and_a_quiet_one_none() {
        assert_eq!(line(&Tally::default(), (0, Duration::ZERO)), None);
        let done = Tally { turns: 12, aside: 1, rounds: 20, sent: 14, failed: 2, gone: 0, throttled: 1 };
        let told = "hour: 12 turns, 20 writes, 14 sends, 1 updates set aside, 2 failed tries, 1 times 429, 3 jobs wait, the oldest for 65 s";
        assert_eq!(line(&done, (3, Duration::from_secs(65))).as_deref(), Some(told));
    }
}
