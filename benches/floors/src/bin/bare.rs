//! The floor: the plainest program that long-polls and makes the two calls of a turn. One thread, no state, nothing kept.

use floors::{buttons, html, step_of};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;
use tokio::net::TcpStream;
use tokio::task::{JoinSet, LocalSet};

type Connection = SendRequest<Full<Bytes>>;

struct Api {
    host: String,
    path: String,
    /// Connections that nobody uses just now.
    idle: RefCell<Vec<Connection>>,
}

impl Api {
    async fn call(&self, method: &str, body: &Value) -> Bytes {
        let idle = self.idle.borrow_mut().pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => self.connect().await,
        };
        let request = hyper::Request::post(format!("{}/{method}", self.path))
            .header("host", &self.host)
            .header("content-type", "application/json")
            .body(Full::from(body.to_string()))
            .expect("a request");
        let answer = connection.send_request(request).await.expect("an answer");
        let body = answer.into_body().collect().await.expect("its body").to_bytes();
        self.idle.borrow_mut().push(connection);
        body
    }

    async fn connect(&self) -> Connection {
        let stream = TcpStream::connect(&self.host).await.expect("the server");
        stream.set_nodelay(true).expect("no delay");
        let (connection, drive) = handshake(TokioIo::new(stream)).await.expect("HTTP/1.1");
        tokio::task::spawn_local(drive);
        connection
    }
}

#[derive(Deserialize)]
struct Updates {
    result: Vec<Update>,
}

#[derive(Deserialize)]
struct Update {
    update_id: i64,
    message: Option<Message>,
    callback_query: Option<Press>,
}

#[derive(Deserialize)]
struct Message {
    message_id: i64,
    chat: Chat,
}

#[derive(Deserialize)]
struct Chat {
    id: i64,
}

#[derive(Deserialize)]
struct Press {
    id: String,
    data: String,
    message: Message,
}

fn body(chat: i64, message: Option<i64>, step: usize) -> Value {
    let row = |row: Vec<(String, String)>| {
        row.into_iter().map(|(text, data)| json!({ "text": text, "callback_data": data })).collect::<Vec<_>>()
    };
    let rows: Vec<_> = buttons(step).into_iter().map(row).collect();
    let mut body = json!({
        "chat_id": chat, "text": html(step), "parse_mode": "HTML",
        "link_preview_options": { "is_disabled": true }, "reply_markup": { "inline_keyboard": rows },
    });
    if let Some(message) = message {
        body["message_id"] = message.into();
    }
    body
}

async fn turn(api: Rc<Api>, update: Update) {
    if let Some(message) = update.message {
        api.call("sendMessage", &body(message.chat.id, None, 0)).await;
    }
    if let Some(Press { id, data, message }) = update.callback_query {
        api.call("answerCallbackQuery", &json!({ "callback_query_id": id })).await;
        let step = step_of(&data).unwrap_or(0) + 1;
        api.call("editMessageText", &body(message.chat.id, Some(message.message_id), step)).await;
    }
}

async fn poll() {
    let env = |name| std::env::var(name).expect(name);
    let host = env("TELOXIDE_API_URL").trim_start_matches("http://").trim_end_matches('/').to_owned();
    let api = Rc::new(Api { host, path: format!("/bot{}", env("TELOXIDE_TOKEN")), idle: RefCell::default() });
    let mut offset = 0;
    loop {
        let answer = api.call("getUpdates", &json!({ "offset": offset, "limit": 100, "timeout": 30 })).await;
        let updates: Updates = serde_json::from_slice(&answer).expect("updates");
        let mut turns = JoinSet::new();
        for update in updates.result {
            offset = update.update_id + 1;
            turns.spawn_local(turn(Rc::clone(&api), update));
        }
        turns.join_all().await;
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    LocalSet::new().block_on(&runtime, poll());
}
