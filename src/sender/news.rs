//! Announcements over the wall: a message of words, of a file, of an album; correcting and deleting it; a table.

use reqwest::multipart::{Form, Part as File};
use serde_json::{Map, Value, json};

use crate::sender::body::{Keyboard, Words};
use crate::sender::job::{ChatId, Media, MediaFile, MediaKind, MessageId, Piece};
use crate::sender::media::{Kind, Slot, Source};
use crate::sender::outcome::Outcome;
use crate::sender::telegram::{Heard, Telegram};

/// How a piece is sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// Without markup.
    pub(super) plain: bool,
    /// `disable_notification`
    pub(super) silent: bool,
    /// `allow_paid_broadcast`: faster than Telegram's limit, for Stars.
    pub(super) paid: bool,
}

/// A file of a call: its number, or the name of the form's part that holds its bytes.
struct Loaded {
    media: String,
    /// What must be uploaded with the call.
    upload: Option<(String, Vec<u8>, String)>,
    slot: Option<Slot>,
}

impl MediaKind {
    /// The method that sends one, and the name of its field.
    fn method(self) -> (&'static str, &'static str) {
        match self {
            Self::Photo => ("sendPhoto", "photo"),
            Self::Video => ("sendVideo", "video"),
            Self::Animation => ("sendAnimation", "animation"),
            Self::Audio => ("sendAudio", "audio"),
            Self::Voice => ("sendVoice", "voice"),
            Self::Document => ("sendDocument", "document"),
        }
    }
}

impl Telegram {
    /// A new message.
    pub(super) async fn news(&self, chat: ChatId, piece: &Piece, manner: Manner) -> Outcome {
        let mut fields = Map::new();
        fields.insert("chat_id".to_owned(), json!(chat));
        if manner.silent {
            fields.insert("disable_notification".to_owned(), json!(true));
        }
        if manner.paid {
            fields.insert("allow_paid_broadcast".to_owned(), json!(true));
        }
        keyboard(&mut fields, piece);
        match piece.media.as_slice() {
            [] => {
                words(&mut fields, ("text", &piece.html), manner.plain);
                fields.insert("link_preview_options".to_owned(), json!({ "is_disabled": true }));
                self.call_with("sendMessage", fields, Vec::new()).await
            }
            [one] => {
                let (method, field) = one.kind.method();
                words(&mut fields, ("caption", &piece.html), manner.plain);
                let Some(file) = self.load(one, 0).await else { return Outcome::Refused { markup: false, code: 400 } };
                fields.insert(field.to_owned(), json!(file.media));
                self.call_with(method, fields, vec![file]).await
            }
            album => self.album(fields, album, manner.plain).await,
        }
    }

    async fn album(&self, mut fields: Map<String, Value>, album: &[Media], plain: bool) -> Outcome {
        let (mut shown, mut files) = (Vec::new(), Vec::new());
        for (n, one) in album.iter().enumerate() {
            let Some(file) = self.load(one, n).await else { return Outcome::Refused { markup: false, code: 400 } };
            let mut item = Map::new();
            item.insert("type".to_owned(), json!(one.kind.method().1));
            item.insert("media".to_owned(), json!(file.media));
            words(&mut item, ("caption", &one.html), plain);
            shown.push(Value::Object(item));
            files.push(file);
        }
        fields.insert("media".to_owned(), Value::Array(shown));
        self.call_with("sendMediaGroup", fields, files).await
    }

    /// Words and buttons of a message, anew. One that is gone, or says so already, is as it should be.
    pub(super) async fn amend(&self, chat: ChatId, message: MessageId, piece: &Piece, plain: bool) -> Outcome {
        let (method, name) =
            if piece.media.is_empty() { ("editMessageText", "text") } else { ("editMessageCaption", "caption") };
        let mut fields = Map::new();
        fields.insert("chat_id".to_owned(), json!(chat));
        fields.insert("message_id".to_owned(), json!(message));
        words(&mut fields, (name, &piece.html), plain);
        if piece.media.is_empty() {
            fields.insert("link_preview_options".to_owned(), json!({ "is_disabled": true }));
        }
        keyboard(&mut fields, piece);
        match self.call_with(method, fields, Vec::new()).await {
            Outcome::NothingToEdit => Outcome::Already,
            other => other,
        }
    }

    /// Deletes messages, at most 100 (Bot API, `deleteMessages`).
    pub(super) async fn unsend(&self, chat: ChatId, messages: &[MessageId]) -> Outcome {
        let mut fields = Map::new();
        fields.insert("chat_id".to_owned(), json!(chat));
        fields.insert("message_ids".to_owned(), json!(messages));
        self.call_with("deleteMessages", fields, Vec::new()).await
    }

    /// A small text file.
    pub(super) async fn table(&self, chat: ChatId, name: String, text: String) -> Outcome {
        let form = Form::new().text("chat_id", chat.to_string()).text("document", "attach://file");
        let file = File::bytes(text.into_bytes()).file_name(name);
        self.upload("sendDocument", form.part("file", file)).await.outcome
    }

    /// JSON where nothing is uploaded, else a form of the same fields.
    async fn call_with(&self, method: &str, fields: Map<String, Value>, files: Vec<Loaded>) -> Outcome {
        if files.iter().all(|file| file.upload.is_none()) {
            return self.post(method, &fields).await.outcome;
        }
        let mut form = Form::new();
        for (name, value) in fields {
            // As the Bot API wants it in a form: words bare, all else as JSON.
            form = form.text(name, if let Value::String(words) = value { words } else { value.to_string() });
        }
        let mut slots = Vec::new();
        for file in files {
            if let Some((part, bytes, name)) = file.upload {
                form = form.part(part, File::bytes(bytes).file_name(name));
                slots.extend(file.slot);
            }
        }
        let Heard { outcome, body } = self.upload(method, form).await;
        // Of an album no number is learnt: which of its files an answer means is not worth a guess.
        if let (1, Some(slot), Some(id)) = (slots.len(), slots.pop(), crate::sender::judge::file_id(&body)) {
            slot.learn(id);
        }
        outcome
    }

    async fn load(&self, media: &Media, n: usize) -> Option<Loaded> {
        match &media.file {
            MediaFile::Id(id) => Some(Loaded { media: id.clone(), upload: None, slot: None }),
            MediaFile::Path(path) => {
                let kind = if media.kind == MediaKind::Photo { Kind::Picture } else { Kind::Document };
                match self.media().source(path, kind).await? {
                    Source::Known(id, _) => Some(Loaded { media: id, upload: None, slot: None }),
                    Source::Fresh(bytes, name, slot) => {
                        let part = format!("file{n}");
                        let media = format!("attach://{part}");
                        Some(Loaded { media, upload: Some((part, bytes, name)), slot: Some(slot) })
                    }
                }
            }
        }
    }
}

fn words(fields: &mut Map<String, Value>, (name, html): (&str, &str), plain: bool) {
    if html.is_empty() {
        return;
    }
    let words = Words::of(html, plain);
    fields.insert(name.to_owned(), json!(words.text));
    if let Some(mode) = words.parse_mode {
        fields.insert("parse_mode".to_owned(), json!(mode));
    }
}

fn keyboard(fields: &mut Map<String, Value>, piece: &Piece) {
    if let Some(keyboard) = Keyboard::of(&piece.choices) {
        fields.insert("reply_markup".to_owned(), json!(keyboard));
    }
}
