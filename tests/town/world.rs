//! Telegram as plain data: chats, messages, buttons, who blocked us, and all that the bot ever asked.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::faults::Faults;
use super::limits::Limits;
use super::queue::Queue;
use super::watch::Watch;

/// The world on the other side of the Bot API.
pub struct World {
    pub token: String,
    pub username: String,
    pub chats: BTreeMap<i64, Chat>,
    pub queue: Queue,
    pub faults: Faults,
    /// Every call in order, the refused ones too; getUpdates aside.
    pub acts: Vec<Act>,
    /// Every getUpdates: what it asked for.
    pub polls: Vec<Poll>,
    /// Polls that another one took the place of.
    pub conflicts: usize,
    /// Open button presses: the query's id and when it came.
    pub presses: BTreeMap<String, Instant>,
    /// Bytes by `file_id`.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What they were called when they came.
    pub called: BTreeMap<String, String>,
    pub uploads: usize,
    /// A bench keeps this instead of acts, polls and bytes.
    pub watch: Option<Watch>,
    pub commands: Vec<(String, String)>,
    /// By the language of whoever sees them.
    pub commands_in: BTreeMap<String, Vec<(String, String)>>,
    pub webhook: bool,
    /// The most sends in a second and chat before 429; none = never.
    pub chat_limit: Option<usize>,
    /// Telegram's own limits; none = none.
    pub limits: Option<Limits>,
    /// When each call that sends came, whatever came of it; kept where there are limits.
    pub sends: Vec<Instant>,
    /// When a scripted 429 asked for a wait, and how long.
    pub waits: Vec<(Instant, Duration)>,
    /// The moment that the limits count from.
    pub began: Instant,
    /// Calls whose answers were cut off, by a fault of this world.
    pub cuts: Vec<Cut>,
    pub(super) recent: BTreeMap<i64, VecDeque<Instant>>,
    /// How far this world's clock is ahead.
    pub ahead: Duration,
    counter: u64,
}

#[derive(Debug, Clone, Default)]
pub struct Chat {
    pub id: i64,
    pub name: String,
    pub group: bool,
    pub blocked: bool,
    pub moved: Option<i64>,
    pub messages: BTreeMap<i32, Message>,
    pub newest: i32,
}

impl Chat {
    /// A message of the bot's stands in it from now on, under this number.
    pub fn holds(&mut self, new: Message) -> i32 {
        self.newest += 1;
        self.messages.insert(self.newest, Message { id: self.newest, ..new });
        self.newest
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Message {
    pub id: i32,
    pub from_bot: bool,
    /// As a citizen reads it.
    pub text: String,
    /// As it was sent.
    pub html: String,
    /// The `file_id` of its picture or document.
    pub file: Option<String>,
    pub picture: bool,
    /// What the file is, as the Bot API names it ("video"); empty = none.
    pub kind: String,
    pub silent: bool,
    pub keyboard: Vec<Vec<Button>>,
    pub edits: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Button {
    pub label: String,
    pub does: Does,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Does {
    Press(String),
    Open(String),
    Copy(String),
}

/// One call of the bot.
#[derive(Debug, Clone)]
pub struct Act {
    pub at: Instant,
    pub method: String,
    pub chat: Option<i64>,
    /// The text that came to stand in the chat, if it did.
    pub shown: Option<String>,
    /// The message it made or changed.
    pub message: Option<i32>,
    /// Whether it may cost Stars.
    pub paid: bool,
    /// The error's code and words, if refused.
    pub refused: Option<(u16, String)>,
}

/// A call whose answer was cut off.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    pub at: Instant,
    pub chat: i64,
    /// Whether it was done before.
    pub done: bool,
}

#[derive(Debug, Clone, Copy)]
pub struct Poll {
    pub offset: i64,
    pub limit: usize,
    pub timeout: u64,
}

/// A refusal in Telegram's words.
#[derive(Debug, Clone)]
pub struct Refusal {
    pub code: u16,
    pub words: String,
    pub parameters: Option<Value>,
}

impl Refusal {
    pub fn bad(words: &str) -> Self {
        Self { code: 400, words: format!("Bad Request: {words}"), parameters: None }
    }

    pub fn new(code: u16, words: &str) -> Self {
        Self { code, words: words.to_owned(), parameters: None }
    }

    pub fn wait(seconds: u64) -> Self {
        let parameters = Some(json!({ "retry_after": seconds }));
        Self { code: 429, words: format!("Too Many Requests: retry after {seconds}"), parameters }
    }

    pub fn body(&self) -> Value {
        let mut body = json!({ "ok": false, "error_code": self.code, "description": self.words });
        if let Some(parameters) = &self.parameters {
            body["parameters"] = parameters.clone();
        }
        body
    }
}

impl World {
    pub fn new(token: &str) -> Self {
        Self {
            token: token.to_owned(),
            username: "camtay_thu_bot".to_owned(),
            chats: BTreeMap::new(),
            queue: Queue::default(),
            faults: Faults::default(),
            acts: Vec::new(),
            polls: Vec::new(),
            conflicts: 0,
            presses: BTreeMap::new(),
            files: BTreeMap::new(),
            called: BTreeMap::new(),
            uploads: 0,
            watch: None,
            commands: Vec::new(),
            commands_in: BTreeMap::new(),
            webhook: false,
            chat_limit: None,
            limits: None,
            sends: Vec::new(),
            waits: Vec::new(),
            began: Instant::now(),
            cuts: Vec::new(),
            recent: BTreeMap::new(),
            ahead: Duration::ZERO,
            counter: 0,
        }
    }

    pub fn now(&self) -> Instant {
        Instant::now() + self.ahead
    }

    pub fn next_number(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    pub fn join(&mut self, id: i64, name: &str) {
        let group = id < 0;
        self.chats.entry(id).or_insert_with(|| Chat { id, name: name.to_owned(), group, ..Chat::default() });
    }

    pub fn chat(&self, id: i64) -> &Chat {
        self.chats.get(&id).expect("the test made this chat")
    }

    /// A message of a citizen: its envelope with `content` in it, queued as `kind`.
    pub fn arrives(&mut self, chat: i64, from: i64, kind: &str, content: &Value) -> u32 {
        let name = self.chats.get(&from).map_or_else(|| "Ai đó".to_owned(), |c| c.name.clone());
        let target = self.chats.get_mut(&chat).expect("the test made this chat");
        target.newest += 1;
        let id = target.newest;
        target.messages.insert(id, Message { id, text: words_of(content), ..Message::default() });
        let mut message = json!({
            "message_id": id, "date": 1_795_000_000, "chat": chat_json(target),
            "from": { "id": from, "is_bot": false, "first_name": name, "language_code": "vi" },
        });
        merge(&mut message, content);
        self.update(kind, &message)
    }

    /// A press of a button of a message.
    pub fn press(&mut self, chat: i64, from: i64, message: i32, data: &str) -> u32 {
        let id = format!("q{}", self.next_number());
        let now = self.now();
        self.presses.insert(id.clone(), now);
        let target = self.chat(chat);
        let text = target.messages.get(&message).map_or("", |m| m.text.as_str());
        let query = json!({
            "id": id, "chat_instance": "1", "data": data,
            "from": { "id": from, "is_bot": false, "first_name": target.name, "language_code": "vi" },
            "message": {
                "message_id": message, "date": 1_795_000_000, "chat": chat_json(target), "text": text,
                "from": { "id": 42, "is_bot": true, "first_name": "Cầm Tay", "username": self.username },
            },
        });
        self.update("callback_query", &query)
    }

    /// The citizen blocks or unblocks the bot.
    pub fn blocks(&mut self, chat: i64, blocked: bool) -> u32 {
        let target = self.chats.get_mut(&chat).expect("the test made this chat");
        target.blocked = blocked;
        let bot = json!({ "id": 42, "is_bot": true, "first_name": "Cầm Tay", "username": self.username });
        let target = self.chat(chat);
        let (member, gone) =
            (json!({ "status": "member", "user": bot }), json!({ "status": "kicked", "user": bot, "until_date": 0 }));
        let (old, new) = if blocked { (member, gone) } else { (gone, member) };
        let change = json!({
            "chat": chat_json(target), "date": 1_795_000_000, "old_chat_member": old, "new_chat_member": new,
            "from": { "id": chat, "is_bot": false, "first_name": target.name },
        });
        self.update("my_chat_member", &change)
    }

    /// Any update at all.
    pub fn update(&mut self, kind: &str, value: &Value) -> u32 {
        let now = self.now();
        let id = self.queue.push(now, kind, value);
        if let Some(watch) = &mut self.watch {
            let chat = value.pointer("/chat/id").or_else(|| value.pointer("/message/chat/id")).and_then(Value::as_i64);
            watch.came(id, chat.unwrap_or(0), json!({ "update_id": id, kind: value }).to_string());
        }
        id
    }

    /// The bot's newest message of a chat.
    pub fn screen(&self, chat: i64) -> Option<&Message> {
        self.chat(chat).messages.values().rev().find(|m| m.from_bot)
    }

    /// The most calls that reached a chat within one second.
    pub fn busiest_second(&self, chat: i64) -> usize {
        let times: Vec<Instant> = self
            .acts
            .iter()
            .filter(|a| a.chat == Some(chat) && a.method != "answercallbackquery")
            .map(|a| a.at)
            .collect();
        times
            .iter()
            .map(|t| times.iter().filter(|u| *u >= t && **u < *t + Duration::from_secs(1)).count())
            .max()
            .unwrap_or(0)
    }
}

pub fn chat_json(chat: &Chat) -> Value {
    if chat.group {
        return json!({ "id": chat.id, "type": "supergroup", "title": chat.name });
    }
    json!({ "id": chat.id, "type": "private", "first_name": chat.name })
}

fn words_of(content: &Value) -> String {
    content.get("text").and_then(Value::as_str).unwrap_or("(không phải chữ)").to_owned()
}

fn merge(into: &mut Value, from: &Value) {
    if let (Some(into), Some(from)) = (into.as_object_mut(), from.as_object()) {
        into.extend(from.clone());
    }
}
