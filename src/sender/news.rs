//! Announcements over the wall: a message of words, of a file, of an album; correcting and deleting it; a table.

use reqwest::multipart::{Form, Part as File};
use serde_json::{Map, Value, json};

use crate::sender::body::{Keyboard, Reply, Words};
use crate::sender::job::{ChatId, Media, MediaFile, MediaKind, MessageId, Piece, Spot};
use crate::sender::judge::{file_ids, is_missing, refuses_file};
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
    /// What must be uploaded with the call: the part, the bytes, the file's name.
    upload: Option<(String, Vec<u8>, String)>,
    /// Where the number is to be kept, or is from; none = whoever wrote the piece knew it.
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

    /// The number of one kind is of no use for another.
    fn kept(self) -> Kind {
        match self {
            Self::Photo => Kind::Picture,
            Self::Video => Kind::Video,
            Self::Animation => Kind::Animation,
            Self::Audio => Kind::Audio,
            Self::Voice => Kind::Voice,
            Self::Document => Kind::Document,
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
        if let Some(thread) = piece.spot.topic() {
            fields.insert("message_thread_id".to_owned(), json!(thread));
        }
        if let Some(reply) = Reply::of(piece.spot) {
            fields.insert("reply_parameters".to_owned(), json!(reply));
        }
        keyboard(&mut fields, piece);
        if piece.media.is_empty() {
            return self.text(fields, &piece.html, manner.plain).await;
        }
        // A number that Telegram no longer takes is forgotten and the file uploaded again: nothing was sent, so this is still one call.
        for _ in 0..2 {
            let Some(files) = self.load(&piece.media).await else { break };
            let (method, fields) = with_media(fields.clone(), piece, &files, manner.plain);
            let (heard, slots) = self.call_with(method, fields, files).await;
            let ids = file_ids(&heard.body);
            let refused = refuses_file(&heard.outcome);
            let mut forgotten = false;
            for (n, (media, slot)) in slots.into_iter().enumerate() {
                match (slot, ids.get(n).cloned().flatten()) {
                    (Some(slot), _) if refused => forgotten |= slot.forget(&media).await,
                    (Some(slot), Some(id)) => slot.learn(id),
                    _ => {}
                }
            }
            if !refused {
                return heard.outcome;
            }
            if !forgotten {
                break;
            }
        }
        self.without_files(fields, piece, manner.plain).await
    }

    /// The same words where a file can't be sent. An album's words follow as a message of their own: of it nothing is left to say but its files'.
    async fn without_files(&self, fields: Map<String, Value>, piece: &Piece, plain: bool) -> Outcome {
        for media in &piece.media {
            match &media.file {
                MediaFile::Path(path) => self.lacks(path),
                MediaFile::Id(_) => self.lacks(media.kind.method().1),
            }
        }
        let captions = piece.media.iter().map(|media| media.html.as_str());
        let html =
            captions.chain([piece.html.as_str()]).filter(|html| !html.is_empty()).collect::<Vec<_>>().join("\n\n");
        if html.is_empty() {
            return Outcome::SentAll(Vec::new());
        }
        self.text(fields, &html, plain).await
    }

    async fn text(&self, mut fields: Map<String, Value>, html: &str, plain: bool) -> Outcome {
        words(&mut fields, ("text", html), plain);
        fields.insert("link_preview_options".to_owned(), json!({ "is_disabled": true }));
        self.post("sendMessage", &fields).await.outcome
    }

    /// Words and buttons of a message, anew. One that says so already is as it should be; [`Outcome::NothingToEdit`] = it is gone.
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
        let heard = self.post(method, &fields).await;
        match heard.outcome {
            Outcome::NothingToEdit if !is_missing(&heard.body) => Outcome::Refused { markup: false, code: 400 },
            other => other,
        }
    }

    /// Deletes messages, at most 100 (Bot API, `deleteMessages`).
    pub(super) async fn unsend(&self, chat: ChatId, messages: &[MessageId]) -> Outcome {
        let mut fields = Map::new();
        fields.insert("chat_id".to_owned(), json!(chat));
        fields.insert("message_ids".to_owned(), json!(messages));
        self.post("deleteMessages", &fields).await.outcome
    }

    /// A small text file.
    pub(super) async fn table(&self, chat: ChatId, name: String, text: String, spot: Spot) -> Outcome {
        let mut form = Form::new().text("chat_id", chat.to_string()).text("document", "attach://file");
        if let Some(thread) = spot.topic() {
            form = form.text("message_thread_id", thread.to_string());
        }
        let file = File::bytes(text.into_bytes()).file_name(name);
        self.upload("sendDocument", form.part("file", file)).await.outcome
    }

    /// JSON where nothing is uploaded, else a form of the same fields. Gives back each file's number and slot.
    async fn call_with(
        &self,
        method: &str,
        fields: Map<String, Value>,
        files: Vec<Loaded>,
    ) -> (Heard, Vec<(String, Option<Slot>)>) {
        let uploads = files.iter().any(|file| file.upload.is_some());
        let mut form = Form::new();
        let mut slots = Vec::with_capacity(files.len());
        for file in files {
            if let Some((part, bytes, name)) = file.upload {
                form = form.part(part, File::bytes(bytes).file_name(name));
            }
            slots.push((file.media, file.slot));
        }
        if !uploads {
            return (self.post(method, &fields).await, slots);
        }
        for (name, value) in fields {
            // As the Bot API wants it in a form: words bare, all else as JSON.
            form = form.text(name, if let Value::String(words) = value { words } else { value.to_string() });
        }
        (self.upload(method, form).await, slots)
    }

    /// The files in their order; none when one can't be read.
    async fn load(&self, media: &[Media]) -> Option<Vec<Loaded>> {
        let mut loaded: Vec<Option<Loaded>> = media.iter().map(|_| None).collect();
        let mut read = Vec::new();
        for (n, one) in media.iter().enumerate() {
            match &one.file {
                MediaFile::Id(id) => {
                    *loaded.get_mut(n)? = Some(Loaded { media: id.clone(), upload: None, slot: None });
                }
                MediaFile::Path(path) => read.push((self.media().read(path, one.kind.kept()).await?, n)),
            }
        }
        read.sort_by_key(|(file, n)| (file.content, *n));
        let mut before: Option<(u64, String)> = None;
        for (file, n) in read {
            let content = file.content;
            let one = match before.take_if(|(other, _)| *other == content) {
                Some((_, media)) => Loaded { media, upload: None, slot: None },
                None => loaded_from(self.media().hold(file).await?, n),
            };
            before = Some((content, one.media.clone()));
            *loaded.get_mut(n)? = Some(one);
        }
        loaded.into_iter().collect()
    }
}

fn loaded_from(source: Source, n: usize) -> Loaded {
    match source {
        Source::Known(id, slot) => Loaded { media: id, upload: None, slot: Some(slot) },
        Source::Fresh(bytes, name, slot) => {
            let part = format!("file{n}");
            let media = format!("attach://{part}");
            Loaded { media, upload: Some((part, bytes, name)), slot: Some(slot) }
        }
    }
}

/// The method and the fields of one file or of an album.
fn with_media(
    mut fields: Map<String, Value>,
    piece: &Piece,
    files: &[Loaded],
    plain: bool,
) -> (&'static str, Map<String, Value>) {
    if let ([one], [file]) = (piece.media.as_slice(), files) {
        let (method, field) = one.kind.method();
        words(&mut fields, ("caption", &piece.html), plain);
        fields.insert(field.to_owned(), json!(file.media));
        return (method, fields);
    }
    let shown = piece.media.iter().zip(files).map(|(one, file)| {
        let mut item = Map::new();
        item.insert("type".to_owned(), json!(one.kind.method().1));
        item.insert("media".to_owned(), json!(file.media));
        words(&mut item, ("caption", &one.html), plain);
        Value::Object(item)
    });
    fields.insert("media".to_owned(), shown.collect());
    ("sendMediaGroup", fields)
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
