//! Lanes: kept-alive connections to one server, a request at a time each, driven by whoever asks: no task of their own to wake.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{Builder, Connection, SendRequest};
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Method, Request, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use reqwest::Url;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tower_service::Service;

use crate::sender::api::CONNECT;

/// A connection idle for longer may have been forgotten on the way without a word.
const STALE: Duration = Duration::from_secs(50);
/// Idle ones beyond this are closed: a hundred calls, a hundred answers to presses, and the poll find one.
const MOST: usize = 256;

type Body = Full<Bytes>;
type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failed {
    /// The request never left.
    NoConnection,
    /// The connection broke under it.
    Broken,
}

/// The connections to one server that nobody uses just now, the latest last.
pub(super) struct Lanes {
    connector: HttpsConnector<HttpConnector>,
    server: Uri,
    host: HeaderValue,
    /// Before a method's name.
    path: String,
    /// The methods called so far, each with its address.
    methods: Mutex<HashMap<String, Uri>>,
    idle: Mutex<Vec<(Lane, Instant)>>,
}

/// One connection.
struct Lane {
    sender: SendRequest<Body>,
    drive: Pin<Box<Connection<Stream, Body>>>,
}

/// A request that found no answer.
enum Missed {
    /// It was not written: it may go by another lane.
    Unsent(Box<Request<Body>>),
    Broken,
}

impl Lanes {
    /// To the server of `base`; none when that is no address.
    pub(super) fn to(base: &Url) -> Option<Self> {
        let mut http = HttpConnector::new();
        http.set_nodelay(true);
        http.set_connect_timeout(Some(CONNECT));
        http.enforce_http(false);
        let https = HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1();
        let at = base.host_str().zip(base.port()).map(|(host, port)| format!("{host}:{port}"));
        let at = at.or_else(|| base.host_str().map(str::to_owned))?;
        let server = format!("{}://{at}/", base.scheme()).parse().ok()?;
        let path = format!("{}/", base.path().trim_end_matches('/'));
        let (host, idle, methods) = (HeaderValue::from_str(&at).ok()?, Mutex::default(), Mutex::default());
        Some(Self { connector: https.wrap_connector(http), server, host, path, methods, idle })
    }

    /// The status and the whole answer. Dropped before it is done, the connection is closed.
    pub(super) async fn post(&self, method: &str, body: Vec<u8>) -> Result<(u16, Bytes), Failed> {
        let mut request = self.request(method, body).ok_or(Failed::NoConnection)?;
        while let Some(mut lane) = self.take() {
            match lane.ask(request).await {
                Ok(answer) => return Ok(self.keep(lane, answer)),
                // The server closed it while it was idle: the next one, or a new one.
                Err(Missed::Unsent(back)) => request = *back,
                Err(Missed::Broken) => return Err(Failed::Broken),
            }
        }
        // Rare and large: in a box, so that a call that finds a lane is small.
        let mut lane = Box::pin(self.open()).await.ok_or(Failed::NoConnection)?;
        match lane.ask(request).await {
            Ok(answer) => Ok(self.keep(lane, answer)),
            Err(Missed::Unsent(_)) => Err(Failed::NoConnection),
            Err(Missed::Broken) => Err(Failed::Broken),
        }
    }

    fn request(&self, method: &str, body: Vec<u8>) -> Option<Request<Body>> {
        let mut request = Request::new(Full::from(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.address(method)?;
        let headers = request.headers_mut();
        headers.insert(HOST, self.host.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Some(request)
    }

    fn address(&self, method: &str) -> Option<Uri> {
        let mut methods = self.methods.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(address) = methods.get(method) {
            return Some(address.clone());
        }
        let address: Uri = format!("{}{method}", self.path).parse().ok()?;
        methods.insert(method.to_owned(), address.clone());
        Some(address)
    }

    async fn open(&self) -> Option<Lane> {
        let mut connector = self.connector.clone();
        poll_fn(|cx| connector.poll_ready(cx)).await.ok()?;
        let stream = connector.call(self.server.clone()).await.ok()?;
        // Our bodies are small: one buffer is written quicker than a list of two.
        let (sender, drive) = Builder::new().writev(false).handshake(stream).await.ok()?;
        Some(Lane { sender, drive: Box::pin(drive) })
    }

    /// The one used last: those that are not needed grow stale.
    fn take(&self) -> Option<Lane> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let (lane, since) = idle.pop()?;
        if since.elapsed() > STALE {
            idle.clear();
            return None;
        }
        Some(lane)
    }

    fn keep(&self, lane: Lane, (status, body, open): (u16, Bytes, bool)) -> (u16, Bytes) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if open && idle.len() < MOST {
            idle.push((lane, Instant::now()));
        }
        (status, body)
    }
}

impl Lane {
    /// The status, the answer, and whether the connection goes on.
    async fn ask(&mut self, request: Request<Body>) -> Result<(u16, Bytes, bool), Missed> {
        let Self { sender, drive } = self;
        // What happened while it was idle: the server may have closed it.
        if poll_fn(|cx| Poll::Ready(drive.as_mut().poll(cx).is_ready())).await {
            return Err(Missed::Unsent(Box::new(request)));
        }
        let mut answer = pin!(answer(sender, request));
        let mut over = false;
        poll_fn(move |cx: &mut Context<'_>| {
            for _ in 0..2 {
                if let Poll::Ready(answer) = answer.as_mut().poll(cx) {
                    return Poll::Ready(answer.map(|(status, body)| (status, body, !over)));
                }
                if over {
                    return Poll::Ready(Err(Missed::Broken));
                }
                over = drive.as_mut().poll(cx).is_ready();
            }
            // A wake of the one by the other.
            match answer.as_mut().poll(cx) {
                Poll::Ready(answer) => Poll::Ready(answer.map(|(status, body)| (status, body, !over))),
                Poll::Pending if over => Poll::Ready(Err(Missed::Broken)),
                Poll::Pending => Poll::Pending,
            }
        })
        .await
    }
}

async fn answer(sender: &mut SendRequest<Body>, request: Request<Body>) -> Result<(u16, Bytes), Missed> {
    let response = sender.try_send_request(request).await.map_err(|mut failed| match failed.take_message() {
        Some(request) => Missed::Unsent(Box::new(request)),
        None => Missed::Broken,
    })?;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.map_err(|_| Missed::Broken)?;
    Ok((status, body.to_bytes()))
}
