//! The Bot API over HTTP on loopback: `/bot<token>/<method>`, JSON and multipart, long polls, scripted faults.

use std::panic::resume_unwind;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep, sleep_until};

use super::Shared;
use super::api::{self, Asked};
use super::faults::Fault;
use super::queue;
use super::world::{Cut, Poll, Refusal};

const OTHER: &str = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";

/// Opens the wire; returns where.
pub async fn open(world: Shared) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let address = listener.local_addr().expect("bound");
    let app = Router::new().fallback(handle).with_state(world);
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

async fn handle(State(world): State<Shared>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let Some((token, method)) = path.trim_start_matches('/').strip_prefix("bot").and_then(|p| p.split_once('/')) else {
        return refusal(&Refusal::new(404, "Not Found"));
    };
    if token.replace("%3A", ":") != world.lock().token {
        return refusal(&Refusal::new(401, "Unauthorized"));
    }
    let method = method.to_lowercase();
    let asked = read(request).await;
    let fault = faulty(&world, &method, &asked);
    let _under_way = method.starts_with("send").then(|| UnderWay::begin(&world));
    match fault {
        None => answer(&world, &method, &asked).await,
        Some(fault) => goes_wrong(&world, fault, &method, &asked).await,
    }
}

/// What goes wrong with this call; the watch counts it.
fn faulty(world: &Shared, method: &str, asked: &Asked) -> Option<Fault> {
    let (mut world, chat) = (world.lock(), asked.number("chat_id"));
    let fault = world.faults.take(method, chat);
    if world.limits.is_some() && method.starts_with("send") {
        world.sends.push(std::time::Instant::now());
        if let Some(Fault::Wait(seconds)) = fault {
            world.waits.push((std::time::Instant::now(), Duration::from_secs(seconds)));
        }
    }
    if let (Some(chat), Some(Fault::ClosedBefore | Fault::ClosedAfter)) = (chat, &fault) {
        let done = fault == Some(Fault::ClosedAfter);
        world.cuts.push(Cut { at: std::time::Instant::now(), chat, done });
    }
    if let Some(watch) = &mut world.watch {
        watch.calls += 1;
        watch.faults += u64::from(fault.is_some());
        if let (Some(Fault::ClosedAfter), Some(chat)) = (&fault, chat) {
            watch.unknown.push((std::time::Instant::now(), chat));
        }
    }
    fault
}

/// An answer that takes its time: whoever hangs up meanwhile, as a bot that is told to stop, never hears it.
struct Unheard {
    world: Shared,
    chat: Option<i64>,
}

impl Unheard {
    fn heard(mut self) {
        self.chat = None;
    }
}

impl Drop for Unheard {
    fn drop(&mut self) {
        if let (Some(watch), Some(chat)) = (&mut self.world.lock().watch, self.chat) {
            watch.unknown.push((std::time::Instant::now(), chat));
        }
    }
}

/// A new message under way, until it is answered or cut.
struct UnderWay(Shared);

impl UnderWay {
    fn begin(world: &Shared) -> Self {
        if let Some(watch) = &mut world.lock().watch {
            watch.begins();
        }
        Self(world.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if let Some(watch) = &mut self.0.lock().watch {
            watch.ends();
        }
    }
}

async fn answer(world: &Shared, method: &str, asked: &Asked) -> Response {
    let done = if method == "getupdates" {
        get_updates(world, asked).await
    } else {
        api::act(&mut world.lock(), method, asked)
    };
    match done {
        Ok(result) => Json(json!({ "ok": true, "result": result })).into_response(),
        Err(refused) => refusal(&refused),
    }
}

async fn goes_wrong(world: &Shared, fault: Fault, method: &str, asked: &Asked) -> Response {
    let html = |code: StatusCode| {
        (code, [(header::CONTENT_TYPE, "text/html")], "<html><h1>đang bận</h1></html>").into_response()
    };
    match fault {
        Fault::Wait(seconds) => refusal(&Refusal::wait(seconds)),
        Fault::Forbidden => refusal(&Refusal::new(403, "Forbidden: user is deactivated")),
        Fault::Unauthorized => refusal(&Refusal::new(401, "Unauthorized")),
        Fault::Refuse(words) => refusal(&Refusal::bad(words)),
        Fault::Broken => refusal(&Refusal::new(500, "Internal Server Error")),
        Fault::BadGateway => html(StatusCode::BAD_GATEWAY),
        Fault::TooLarge => html(StatusCode::PAYLOAD_TOO_LARGE),
        Fault::Portal => html(StatusCode::OK),
        Fault::ClosedBefore => hang_up(),
        Fault::ClosedAfter => {
            answer(world, method, asked).await;
            hang_up()
        }
        Fault::Slow(pause) => {
            let answer = answer(world, method, asked).await;
            let unheard = Unheard { world: world.clone(), chat: asked.number("chat_id") };
            sleep(pause).await;
            unheard.heard();
            answer
        }
        Fault::Late(pause) => {
            sleep(pause).await;
            answer(world, method, asked).await
        }
        Fault::Conflict => refusal(&Refusal::new(409, OTHER)),
    }
}

/// Ends the connection's task without an answer, and without a word on standard error.
fn hang_up() -> Response {
    resume_unwind(Box::new("the wire is cut"))
}

fn refusal(refused: &Refusal) -> Response {
    let code = StatusCode::from_u16(refused.code).unwrap_or(StatusCode::BAD_REQUEST);
    (code, Json(refused.body())).into_response()
}

async fn get_updates(world: &Shared, asked: &Asked) -> Result<Value, Refusal> {
    let offset = asked.number("offset").unwrap_or(0);
    let number = |key: &str| asked.number(key).and_then(|n| u64::try_from(n).ok());
    let limit = usize::try_from(number("limit").unwrap_or(100).clamp(1, 100)).unwrap_or(100);
    let timeout = number("timeout").unwrap_or(0).min(50);
    let (mine, limit, timeout) = {
        let mut world = world.lock();
        world.polls.push(Poll { offset, limit, timeout });
        let now = world.now();
        if let Some(watch) = &mut world.watch {
            watch.polled = Some(std::time::Instant::now());
        }
        let (limit, timeout) = world.queue.slowed(now, offset, limit, timeout);
        world.queue.confirm(offset);
        if let Some(watch) = &mut world.watch {
            watch.confirms(offset);
        }
        world.queue.poll += 1;
        (world.queue.poll, limit, timeout)
    };
    let until = Instant::now() + Duration::from_secs(timeout);
    loop {
        {
            let mut world = world.lock();
            if world.webhook {
                let words = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
                return Err(Refusal::new(409, words));
            }
            if world.queue.poll != mine {
                world.conflicts += 1;
                return Err(Refusal::new(409, OTHER));
            }
            let now = world.now();
            let updates = world.queue.get(now, limit);
            if let Some(watch) = &mut world.watch {
                for update in &updates {
                    let id = update.get("update_id").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok());
                    watch.gives(id.unwrap_or(0), queue::chat(update).unwrap_or(0));
                }
            }
            if !updates.is_empty() || Instant::now() >= until {
                return Ok(Value::Array(updates));
            }
        }
        sleep_until(until.min(Instant::now() + Duration::from_millis(2))).await;
    }
}

async fn read(request: Request) -> Asked {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    if !kind.starts_with("multipart/") {
        let body = to_bytes(request.into_body(), 64 << 20).await.unwrap_or_default();
        return Asked { fields: serde_json::from_slice(&body).unwrap_or_default(), ..Asked::default() };
    }
    let mut asked = Asked::default();
    let mut fields = Map::new();
    let Ok(mut form) = Multipart::from_request(request, &()).await else { return asked };
    while let Ok(Some(part)) = form.next_field().await {
        let name = part.name().unwrap_or("").to_owned();
        let file = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.unwrap_or_default();
        if let Some(file) = file {
            asked.called.insert(name.clone(), file);
            asked.files.insert(name, bytes.to_vec());
        } else {
            fields.insert(name, Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    asked.fields = Value::Object(fields);
    asked
}
