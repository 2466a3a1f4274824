//! The office: a fast Bot API on loopback and the citizens who use it, in a process that no contestant pays for.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::io::BufRead;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio::task::{LocalSet, spawn_local};
use tokio::time::{sleep, timeout};

use crate::walk::STEPS;

/// The longest a poll is held.
const HELD: Duration = Duration::from_secs(20);
/// The first chat; a citizen who has walked to the end makes room for one with the next number.
const FIRST: i64 = 100_000_000;

/// One who walks.
struct Citizen {
    /// Presses so far.
    presses: usize,
    /// The bot's message as last sent or edited, as Telegram shows it.
    message: String,
    /// Its number.
    number: i32,
    /// What the first button carries.
    data: String,
    /// Since when an answer is awaited.
    since: Instant,
}

/// What was seen since the start.
#[derive(Default)]
struct Seen {
    turns: u64,
    answers: u64,
    sends: u64,
    /// Bytes of the bodies of `editMessageText`.
    bytes: u64,
    edits: u64,
    polls: u64,
    /// Calls of no kind that a turn makes.
    others: u64,
    /// How long each turn took, in microseconds, from the press to the screen's arrival.
    waits: Vec<u64>,
}

struct Office {
    began: bool,
    citizens: HashMap<i64, Citizen>,
    /// Updates not acknowledged: number and JSON.
    queue: VecDeque<(i64, String)>,
    update: i64,
    chat: i64,
    message: i32,
    seen: Seen,
    /// In an open loop, those who have their screen and wait for their next press.
    idle: Option<VecDeque<i64>>,
    bell: Rc<Notify>,
}

type Shared = Rc<RefCell<Office>>;

/// Serves until standard input ends. The first line out is the address; then a line for every `count`, `open RATE` or `waits`.
pub(crate) fn serve(crowd: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (say, mut said) = mpsc::unbounded_channel();
    std::thread::spawn(move || std::io::stdin().lock().lines().map_while(Result::ok).for_each(|l| _ = say.send(l)));
    LocalSet::new().block_on(&runtime, async move {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("http://{}", listener.local_addr().expect("an address"));
        let office = Office {
            began: false,
            citizens: HashMap::new(),
            queue: VecDeque::new(),
            update: 1_000,
            chat: FIRST,
            message: 10,
            seen: Seen::default(),
            idle: None,
            bell: Rc::new(Notify::new()),
        };
        let office = Rc::new(RefCell::new(office));
        let shared = Rc::clone(&office);
        spawn_local(async move {
            while let Ok((stream, _)) = listener.accept().await {
                spawn_local(connection(stream, Rc::clone(&shared), crowd));
            }
        });
        while let Some(line) = said.recv().await {
            command(&line, &office);
        }
    });
}

fn command(line: &str, office: &Shared) {
    if let Some(rate) = line.strip_prefix("open ") {
        office.borrow_mut().idle = Some(VecDeque::new());
        spawn_local(open_loop(Rc::clone(office), rate.parse().expect("a rate")));
        return println!("open");
    }
    let seen = &mut office.borrow_mut().seen;
    if line == "waits" {
        seen.waits.sort_unstable();
        let at = |percent: usize| seen.waits.get(seen.waits.len() * percent / 100).copied().unwrap_or(0);
        println!("{} {} {}", seen.waits.len(), at(50), at(99));
        return seen.waits.clear();
    }
    let Seen { turns, answers, sends, bytes, edits, polls, others, .. } = seen;
    println!("{turns} {answers} {sends} {bytes} {edits} {polls} {others}");
    seen.waits.clear();
}

/// Presses come at `rate` a second, whether or not the bot keeps up, as long as anybody has a screen.
async fn open_loop(office: Shared, rate: f64) {
    let (began, mut made) = (Instant::now(), 0.0);
    loop {
        sleep(Duration::from_millis(1)).await;
        let mut office = office.borrow_mut();
        while made < began.elapsed().as_secs_f64() * rate {
            made += 1.0;
            // Nobody has a screen: the press is lost to the count, as a citizen who gives up.
            let Some(chat) = office.idle.as_mut().and_then(VecDeque::pop_front) else { continue };
            office.acts(chat);
        }
    }
}

impl Office {
    /// A new citizen says `/start di-bo`.
    fn joins(&mut self) {
        self.chat += 1;
        let chat = self.chat;
        let (message, data) = (String::new(), String::new());
        self.citizens.insert(chat, Citizen { presses: 0, message, number: 0, data, since: Instant::now() });
        self.message += 1;
        let who = person(chat);
        let (update, number) = (self.update, self.message);
        self.queued(format!(
            r#"{{"update_id":{update},"message":{{"message_id":{number},"from":{{{who},"is_bot":false,"language_code":"vi"}},"chat":{{{who},"type":"private"}},"date":1796000000,"text":"/start di-bo","entities":[{{"offset":0,"length":6,"type":"bot_command"}}]}}}}"#
        ));
    }

    /// The citizen presses the first button, or is at the end and makes room.
    fn acts(&mut self, chat: i64) {
        let Some(citizen) = self.citizens.get_mut(&chat) else { return };
        if citizen.presses >= STEPS || citizen.data.is_empty() {
            self.citizens.remove(&chat);
            return self.joins();
        }
        citizen.presses += 1;
        citizen.since = Instant::now();
        let (who, update) = (person(chat), self.update);
        let press = format!(
            r#"{{"update_id":{update},"callback_query":{{"id":"42949{update:013}","from":{{{who},"is_bot":false,"language_code":"vi"}},"message":{},"chat_instance":"-82304958{chat}","data":{}}}}}"#,
            citizen.message, citizen.data
        );
        self.queued(press);
    }

    fn queued(&mut self, update: String) {
        self.queue.push_back((self.update, update));
        self.update += 1;
        self.bell.notify_one();
    }

    /// The bot showed a screen: new (`number` none) or in place. Gives the message as Telegram tells it.
    fn shown(&mut self, body: &str, number: Option<i32>) -> String {
        let chat = whole(body, "\"chat_id\":").unwrap_or(0);
        let number = number.unwrap_or_else(|| {
            self.message += 1;
            self.message
        });
        let text = text(body, "\"text\":").unwrap_or("\"\"");
        let keyboard = body.find("\"reply_markup\":").map(|at| object(&body[at + 15..]));
        let data = keyboard.and_then(|keyboard| text_of(keyboard, "\"callback_data\":")).unwrap_or_default();
        let who = person(chat);
        let markup = keyboard.map(|k| format!(",\"reply_markup\":{k}")).unwrap_or_default();
        let message = format!(
            r#"{{"message_id":{number},"from":{{"id":4242,"is_bot":true,"first_name":"Cam Tay","username":"camtay_bot"}},"chat":{{{who},"type":"private"}},"date":1796000000,"edit_date":1796000001,"text":{text}{markup}}}"#
        );
        let Some(citizen) = self.citizens.get_mut(&chat) else { return message };
        (citizen.message, citizen.data, citizen.number) = (message.clone(), data, number);
        self.seen.turns += 1;
        self.seen.waits.push(u64::try_from(citizen.since.elapsed().as_micros()).unwrap_or(u64::MAX));
        match &mut self.idle {
            Some(idle) => idle.push_back(chat),
            None => self.acts(chat),
        }
        message
    }

    /// What Telegram answers, without the poll's.
    fn called(&mut self, method: &str, body: &str) -> String {
        let result = match method {
            "answercallbackquery" => {
                self.seen.answers += 1;
                "true".to_owned()
            }
            "editmessagetext" => {
                self.seen.edits += 1;
                self.seen.bytes += u64::try_from(body.len()).unwrap_or(0);
                let number = whole(body, "\"message_id\":").and_then(|n| i32::try_from(n).ok());
                self.shown(body, number)
            }
            "sendmessage" => {
                self.seen.sends += 1;
                self.shown(body, None)
            }
            "getme" => r#"{"id":4242,"is_bot":true,"first_name":"Cam Tay","username":"camtay_bot","can_join_groups":true,"can_read_all_group_messages":false,"supports_inline_queries":false,"can_connect_to_business":false,"has_main_web_app":false}"#.to_owned(),
            _ => {
                self.seen.others += 1;
                "true".to_owned()
            }
        };
        format!("{{\"ok\":true,\"result\":{result}}}")
    }
}

/// What waits, at most `limit` of it; held until something does.
async fn polled(office: &Shared, body: &str, crowd: usize) -> String {
    let offset = whole(body, "\"offset\":").unwrap_or(0);
    let limit = whole(body, "\"limit\":").and_then(|n| usize::try_from(n).ok()).unwrap_or(100);
    let held = whole(body, "\"timeout\":").and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
    let bell = {
        let mut office = office.borrow_mut();
        office.seen.polls += 1;
        if !office.began {
            office.began = true;
            (0..crowd).for_each(|_| office.joins());
        }
        while office.queue.front().is_some_and(|(number, _)| *number < offset) {
            office.queue.pop_front();
        }
        Rc::clone(&office.bell)
    };
    let something = async {
        // A bell may be left over from what an earlier poll took.
        while office.borrow().queue.is_empty() {
            bell.notified().await;
        }
    };
    let _ = timeout(HELD.min(Duration::from_secs(held)), something).await;
    let office = office.borrow();
    let updates: Vec<&str> = office.queue.iter().take(limit).map(|(_, json)| json.as_str()).collect();
    format!("{{\"ok\":true,\"result\":[{}]}}", updates.join(","))
}

/// One kept-alive connection: request after request.
async fn connection(mut stream: TcpStream, office: Shared, crowd: usize) {
    let _ = stream.set_nodelay(true);
    let mut bytes: Vec<u8> = Vec::with_capacity(16 << 10);
    loop {
        let Some((head, length)) = head(&bytes) else {
            match stream.read_buf(&mut bytes).await {
                Ok(0) | Err(_) => return,
                Ok(_) => continue,
            }
        };
        while bytes.len() < head + length {
            if !matches!(stream.read_buf(&mut bytes).await, Ok(n) if n > 0) {
                return;
            }
        }
        let line = bytes.iter().position(|b| *b == b'\r').unwrap_or(0);
        let first = String::from_utf8_lossy(&bytes[..line]).to_ascii_lowercase();
        let method = first.split(' ').nth(1).and_then(|path| path.rsplit('/').next()).unwrap_or_default().to_owned();
        let body = String::from_utf8_lossy(&bytes[head..head + length]).into_owned();
        bytes.drain(..head + length);
        let answer = if method == "getupdates" {
            polled(&office, &body, crowd).await
        } else {
            office.borrow_mut().called(&method, &body)
        };
        let length = answer.len();
        let answer = format!(
            "HTTP/1.1 200 OK\r\nserver: nginx\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: keep-alive\r\n\r\n{answer}"
        );
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// Where the head ends, and how long the body is.
fn head(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    Some((end, length.unwrap_or(0)))
}

fn person(chat: i64) -> String {
    format!(r#""id":{chat},"first_name":"Lan","last_name":"Nguyen Thi","username":"lan{chat}""#)
}

/// The whole number behind a key.
fn whole(json: &str, key: &str) -> Option<i64> {
    let rest = &json[json.find(key)? + key.len()..];
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// The string behind a key, with its quotes, as written.
fn text<'a>(json: &'a str, key: &str) -> Option<&'a str> {
    let rest = &json[json.find(key)? + key.len()..];
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(&rest[..=at]),
            _ => {}
        }
    }
    None
}

fn text_of(json: &str, key: &str) -> Option<String> {
    text(json, key).map(str::to_owned)
}

/// The object at the beginning of `json`, to its closing brace.
fn object(json: &str) -> &str {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return &json[..=at];
                }
            }
            _ => {}
        }
    }
    json
}
