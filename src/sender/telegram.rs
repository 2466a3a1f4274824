//! The wall towards Telegram: one call out over kept-alive connections of ours, one outcome back.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use reqwest::multipart::{Form, Part as File};
use serde::Serialize;

use crate::print::{self, Sheet};
use crate::pulse::Pulse;
use crate::sender::api::{Api, Lost};
use crate::sender::body::{Answer, Keyboard, Picture, Reply, Strip, Words};
use crate::sender::job::{ChatId, MessageId, Part, Spot};
use crate::sender::judge::{file_id, judge, judge_edit, refuses_file};
use crate::sender::media::{Kind, Media, Source};
use crate::sender::news::Manner;
use crate::sender::outcome::{Cause, Outcome};
use crate::sender::{Call, Wire};

/// A call's time limit; after it nobody knows whether it arrived.
const LIMIT: Duration = Duration::from_secs(17);
/// With a file in it, on a commune's line.
const UPLOAD_LIMIT: Duration = Duration::from_mins(2);
/// The bytes of most bodies.
const BODY: usize = 2 << 10;

/// The Bot API for one bot, and its files.
pub struct Telegram {
    api: Arc<Api>,
    media: Media,
    /// `allow_paid_broadcast`
    paid: bool,
    /// Hears which files could not be sent.
    pulse: Arc<Pulse>,
}

impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Telegram")
    }
}

/// One line of the menu of commands.
#[derive(Debug, Serialize)]
pub struct Command {
    /// Without the stroke.
    pub command: &'static str,
    /// What it is for.
    pub description: String,
}

#[derive(Serialize)]
struct Commands<'a> {
    commands: &'a [Command],
    #[serde(skip_serializing_if = "Option::is_none")]
    language_code: Option<&'a str>,
}

/// What a call came to, and the answer if one arrived whole.
pub(super) struct Heard {
    pub(super) outcome: Outcome,
    pub(super) body: Bytes,
}

impl Heard {
    fn of(answer: Result<(u16, Bytes), Lost>, judge: fn(u16, &[u8]) -> Outcome) -> Self {
        match answer {
            Ok((status, body)) => Self { outcome: judge(status, &body), body },
            // Only a call that never left is surely not delivered.
            Err(Lost::NoConnection) => Self { outcome: Outcome::Retry(Cause::NoConnection), body: Bytes::new() },
            Err(Lost::Late | Lost::Broken) => Self { outcome: Outcome::Unknown, body: Bytes::new() },
        }
    }
}

impl Telegram {
    /// Over `api`; files are read from `dialogs`.
    pub fn new(api: Arc<Api>, dialogs: PathBuf) -> Self {
        Self { api, media: Media::new(dialogs), paid: false, pulse: Arc::default() }
    }

    /// Announcements may go faster than Telegram's limit, for Stars (Bot API, `allow_paid_broadcast`).
    #[must_use]
    pub fn paying(self, paid: bool) -> Self {
        Self { paid, ..self }
    }

    /// This wire, telling `pulse` which files could not be sent.
    #[must_use]
    pub fn telling(self, pulse: Arc<Pulse>) -> Self {
        Self { pulse, ..self }
    }

    /// A file could not be sent.
    pub(super) fn lacks(&self, file: &str) {
        log::warn!("{file} could not be sent: not readable, or refused by Telegram");
        self.pulse.lacked(file);
    }

    pub(super) fn media(&self) -> &Media {
        &self.media
    }

    /// The menu of commands: for whose Telegram speaks a language (ISO 639-1), or for everybody else.
    pub async fn set_commands(&self, commands: &[Command], language_code: Option<&str>) -> Outcome {
        self.post("setMyCommands", &Commands { commands, language_code }).await.outcome
    }

    pub(super) async fn post<B: Serialize + Sync>(&self, method: &str, body: &B) -> Heard {
        self.post_and(method, body, judge).await
    }

    async fn post_and<B: Serialize + Sync>(&self, method: &str, body: &B, judge: fn(u16, &[u8]) -> Outcome) -> Heard {
        let mut bytes = Vec::with_capacity(BODY);
        if serde_json::to_writer(&mut bytes, body).is_err() {
            log::error!("{method}: a body that has no JSON form");
            return Heard { outcome: Outcome::Refused { markup: false, code: 0 }, body: Bytes::new() };
        }
        Heard::of(self.api.post(method, bytes, LIMIT).await, judge)
    }

    pub(super) async fn upload(&self, method: &str, form: Form) -> Heard {
        Heard::of(self.api.upload(method, form, UPLOAD_LIMIT).await, judge)
    }

    async fn send(&self, chat: ChatId, part: &Part, plain: bool) -> Outcome {
        let words = Words::of(&part.html, plain);
        if let Some(file) = &part.picture {
            let to = Post { method: "sendPhoto", chat, message: None, part, words: &words };
            if let Some(outcome) = Box::pin(self.with_file(&to, file)).await {
                return outcome;
            }
            if part.html.is_empty() {
                return Outcome::Refused { markup: false, code: 400 };
            }
        }
        self.post("sendMessage", &words.text(chat, None, part)).await.outcome
    }

    async fn edit(&self, chat: ChatId, message: MessageId, part: &Part, plain: bool) -> Outcome {
        let words = Words::of(&part.html, plain);
        if let Some(file) = &part.picture {
            let to = Post { method: "editMessageMedia", chat, message: Some(message), part, words: &words };
            // A picture that can't be shown can't be edited in either: a new message will do without it.
            return Box::pin(self.with_file(&to, file)).await.unwrap_or(Outcome::NothingToEdit);
        }
        self.post_and("editMessageText", &words.text(chat, Some(message), part), judge_edit).await.outcome
    }

    async fn send_file(&self, chat: ChatId, file: &str, instead: String) -> Outcome {
        let part = Part { html: String::new(), picture: None, choices: Vec::new(), spot: Spot::default() };
        let words = Words::of("", true);
        let to = Post { method: "sendDocument", chat, message: None, part: &part, words: &words };
        match self.with_file(&to, file).await {
            Some(outcome) => outcome,
            None if instead.is_empty() => Outcome::Refused { markup: false, code: 400 },
            None => self.send(chat, &Part { html: instead, ..part }, false).await,
        }
    }

    async fn send_sheet(&self, chat: ChatId, sheet: Box<Sheet>) -> Outcome {
        let name = sheet.file.clone();
        // Drawing takes some milliseconds; one that panics ends its own task only.
        let Ok(Some(pdf)) = tokio::task::spawn_blocking(move || print::pdf(&sheet)).await else {
            log::error!("{name} could not be drawn");
            return Outcome::Refused { markup: false, code: 0 };
        };
        let form = Form::new().text("chat_id", chat.to_string()).text("document", "attach://file");
        let file = File::bytes(pdf).file_name(name);
        self.upload("sendDocument", form.part("file", file)).await.outcome
    }

    /// A call with a file in it: by number, else by its bytes. None = the file can't be read, or Telegram won't have it.
    async fn with_file(&self, to: &Post<'_>, file: &str) -> Option<Outcome> {
        // A refused number is forgotten and the file uploaded again: nothing was sent, so this is still one call.
        for _ in 0..2 {
            match self.media.source(file, to.kind()).await {
                Some(Source::Known(id, slot)) => {
                    let heard = self.upload(to.method, to.form(&id)?).await;
                    if !refuses_file(&heard.outcome) {
                        return Some(heard.outcome);
                    }
                    slot.forget(&id).await;
                }
                Some(Source::Fresh(bytes, name, slot)) => {
                    let form = to.form("attach://file")?.part("file", File::bytes(bytes).file_name(name));
                    let heard = self.upload(to.method, form).await;
                    if let Some(id) = file_id(&heard.body) {
                        slot.learn(id);
                    }
                    if !refuses_file(&heard.outcome) {
                        return Some(heard.outcome);
                    }
                    break;
                }
                None => break,
            }
        }
        self.lacks(file);
        None
    }
}

/// Where a file goes, and with what words.
struct Post<'a> {
    method: &'static str,
    chat: ChatId,
    message: Option<MessageId>,
    part: &'a Part,
    words: &'a Words<'a>,
}

impl Post<'_> {
    fn kind(&self) -> Kind {
        if self.method == "sendDocument" { Kind::Document } else { Kind::Picture }
    }

    fn form(&self, media: &str) -> Option<Form> {
        let mut form = Form::new().text("chat_id", self.chat.to_string());
        if let Some(keyboard) = Keyboard::of(&self.part.choices) {
            form = form.text("reply_markup", serde_json::to_string(&keyboard).ok()?);
        }
        if let Some(message) = self.message {
            let shown = serde_json::to_string(&Picture::new(media, self.words)).ok()?;
            return Some(form.text("message_id", message.to_string()).text("media", shown));
        }
        if let Some(thread) = self.part.spot.topic() {
            form = form.text("message_thread_id", thread.to_string());
        }
        if let Some(reply) = Reply::of(self.part.spot) {
            form = form.text("reply_parameters", serde_json::to_string(&reply).ok()?);
        }
        let field = if self.method == "sendPhoto" { "photo" } else { "document" };
        form = form.text(field, media.to_owned());
        if self.words.text.is_empty() {
            return Some(form);
        }
        form = form.text("caption", self.words.text.to_string());
        Some(match self.words.parse_mode {
            Some(mode) => form.text("parse_mode", mode),
            None => form,
        })
    }
}

impl Wire for Telegram {
    async fn call(&self, call: Call) -> Outcome {
        let other = call.past_its_topic();
        let outcome = self.make(call).await;
        match other {
            // Nothing was sent, so this is still one call.
            Some(other) if outcome == Outcome::Closed => Box::pin(self.make(other)).await,
            _ => outcome,
        }
    }
}

impl Telegram {
    async fn make(&self, call: Call) -> Outcome {
        match call {
            Call::Send { chat, part, plain } => self.send(chat, &part, plain).await,
            Call::Edit { chat, message, part, plain } => self.edit(chat, message, &part, plain).await,
            // Rare and large: in a box, so that the task of a plain call is small.
            Call::SendFile { chat, file, instead } => Box::pin(self.send_file(chat, &file, instead)).await,
            Call::SendSheet { chat, sheet } => Box::pin(self.send_sheet(chat, sheet)).await,
            Call::Strip { chat, message } => {
                let strip = Strip { chat_id: chat, message_id: message };
                match self.post("editMessageReplyMarkup", &strip).await.outcome {
                    Outcome::NothingToEdit => Outcome::Already,
                    other => other,
                }
            }
            Call::News { chat, piece, plain, silent } => {
                self.news(chat, &piece, Manner { plain, silent, paid: self.paid }).await
            }
            Call::Amend { chat, message, piece, plain } => self.amend(chat, message, &piece, plain).await,
            Call::Unsend { chat, messages } => self.unsend(chat, &messages).await,
            Call::SendTable { chat, name, text, spot } => self.table(chat, name, text, spot).await,
            Call::Answer { press } => {
                self.post("answerCallbackQuery", &Answer { callback_query_id: &press }).await.outcome
            }
        }
    }
}
