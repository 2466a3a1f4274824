//! The Bot API's methods over the world: each does what Telegram does, or refuses in its words.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::html;
use super::watch::How;
use super::world::{Act, Message, Refusal, World, chat_json};

/// What a call carried: its fields, and the bytes of its files by name.
#[derive(Default)]
pub struct Asked {
    pub fields: Value,
    pub files: BTreeMap<String, Vec<u8>>,
    /// What those files are called, by the same name.
    pub called: BTreeMap<String, String>,
}

impl Asked {
    pub fn text(&self, key: &str) -> Option<String> {
        match self.fields.get(key)? {
            Value::String(s) => Some(s.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        }
    }

    pub fn number(&self, key: &str) -> Option<i64> {
        self.text(key)?.parse().ok()
    }

    /// A field that is JSON itself; in multipart it comes as a string.
    pub fn json(&self, key: &str) -> Option<Value> {
        match self.fields.get(key)? {
            Value::String(s) => serde_json::from_str(s).ok(),
            Value::Null => None,
            other => Some(other.clone()),
        }
    }
}

/// Does a call and writes it down.
pub fn act(world: &mut World, method: &str, asked: &Asked) -> Result<Value, Refusal> {
    let done = dispatch(world, method, asked);
    let message = done
        .as_ref()
        .ok()
        .and_then(|v| v.get("message_id"))
        .and_then(Value::as_i64)
        .and_then(|n| i32::try_from(n).ok());
    let chat = asked.number("chat_id");
    if world.watch.is_some() {
        watched(world, method, asked, message, &done);
        return done;
    }
    let shown = message
        .filter(|_| method != "editmessagereplymarkup")
        .and_then(|m| world.chats.get(&chat?)?.messages.get(&m))
        .map(|m| m.text.clone());
    let refused = done.as_ref().err().map(|r| (r.code, r.words.clone()));
    let paid = asked.text("allow_paid_broadcast").as_deref() == Some("true");
    let (at, method) = (std::time::Instant::now(), method.to_owned());
    world.acts.push(Act { at, method, chat, shown, message, paid, refused });
    done
}

/// Tells the watch what came before a citizen's eyes.
fn watched(world: &mut World, method: &str, asked: &Asked, message: Option<i32>, done: &Result<Value, Refusal>) {
    let (Some(chat), false) = (asked.number("chat_id"), method == "editmessagereplymarkup") else { return };
    let edits = method.starts_with("edit");
    let (how, message) = match (done, message) {
        (Ok(_), Some(message)) => (if edits { How::Edit } else { How::New }, message),
        (Err(refused), _) if edits && refused.words.contains("is not modified") => {
            (How::Same, asked.number("message_id").and_then(|n| i32::try_from(n).ok()).unwrap_or(0))
        }
        _ => return,
    };
    let Some(seen) = world.chats.get(&chat).and_then(|chat| chat.messages.get(&message)) else { return };
    let document = seen.file.as_ref().filter(|_| !seen.picture).and_then(|id| world.called.get(id));
    if let Some(watch) = &mut world.watch {
        watch.saw(chat, how, seen, document.map(String::as_str));
    }
}

fn dispatch(world: &mut World, method: &str, asked: &Asked) -> Result<Value, Refusal> {
    match method {
        "getme" => Ok(json!({
            "id": 42, "is_bot": true, "first_name": "Cầm Tay", "username": world.username, "can_join_groups": true,
            "can_read_all_group_messages": false, "supports_inline_queries": false, "can_connect_to_business": false, "has_main_web_app": false,
        })),
        "setmycommands" => set_commands(world, asked),
        "setmydescription" | "setmyshortdescription" => Ok(json!(true)),
        "deletewebhook" => {
            world.webhook = false;
            Ok(json!(true))
        }
        "sendmessage" => send(world, asked, Kind::Text),
        "sendphoto" => send(world, asked, Kind::Photo),
        "senddocument" => send(world, asked, Kind::File("document")),
        "sendvideo" => send(world, asked, Kind::File("video")),
        "sendanimation" => send(world, asked, Kind::File("animation")),
        "sendaudio" => send(world, asked, Kind::File("audio")),
        "sendvoice" => send(world, asked, Kind::File("voice")),
        "sendmediagroup" => album(world, asked),
        "editmessagetext" | "editmessagecaption" | "editmessagemedia" | "editmessagereplymarkup" => {
            edit(world, method, asked)
        }
        "deletemessage" => delete(world, asked),
        "deletemessages" => delete_all(world, asked),
        "answercallbackquery" => answer(world, asked),
        _ => Err(Refusal::new(404, "Not Found: method not found")),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Photo,
    File(&'static str),
}

fn send(world: &mut World, asked: &Asked, kind: Kind) -> Result<Value, Refusal> {
    let chat = reachable(world, asked)?;
    paced(world, chat)?;
    let (html, text) = words(asked, if kind == Kind::Text { "text" } else { "caption" })?;
    if kind == Kind::Text && text.is_empty() {
        return Err(Refusal::bad("message text is empty"));
    }
    let keyboard = html::keyboard(asked.json("reply_markup").as_ref())?;
    let file = match kind {
        Kind::Text => None,
        Kind::Photo => Some(file(world, asked, "photo", asked.text("photo"))?),
        Kind::File(field) => Some(file(world, asked, field, asked.text(field))?),
    };
    let silent = asked.text("disable_notification").as_deref() == Some("true");
    let picture = kind == Kind::Photo;
    let kind = match kind {
        Kind::Text => "",
        Kind::Photo => "photo",
        Kind::File(field) => field,
    };
    let kind = kind.to_owned();
    let new = Message { from_bot: true, text, html, file, picture, kind, silent, keyboard, ..Message::default() };
    let id = world.chats.get_mut(&chat).expect("reachable").holds(new);
    Ok(drawn(world, chat, id))
}

/// Two to ten files, all or none.
fn album(world: &mut World, asked: &Asked) -> Result<Value, Refusal> {
    let chat = reachable(world, asked)?;
    paced(world, chat)?;
    let media = asked.json("media").and_then(|media| media.as_array().cloned()).unwrap_or_default();
    if !(2..=10).contains(&media.len()) {
        return Err(Refusal::bad("wrong number of media in the media group"));
    }
    let silent = asked.text("disable_notification").as_deref() == Some("true");
    let mut all = Vec::new();
    for one in media {
        let one = Asked { fields: one, ..Asked::default() };
        let (html, text) = words(&one, "caption")?;
        let kind = one.text("type").unwrap_or_default();
        let picture = kind == "photo";
        let file = Some(file(world, asked, "", one.text("media"))?);
        all.push(Message { from_bot: true, text, html, file, picture, kind, silent, ..Message::default() });
    }
    let ids: Vec<i32> = all.into_iter().map(|new| world.chats.get_mut(&chat).expect("reachable").holds(new)).collect();
    Ok(ids.into_iter().map(|id| drawn(world, chat, id)).collect())
}

fn edit(world: &mut World, method: &str, asked: &Asked) -> Result<Value, Refusal> {
    let chat = reachable(world, asked)?;
    paced(world, chat)?;
    let id = asked.number("message_id").and_then(|n| i32::try_from(n).ok()).unwrap_or(0);
    let was = world.chat(chat).messages.get(&id).cloned().ok_or_else(|| Refusal::bad("message to edit not found"))?;
    if !was.from_bot {
        return Err(Refusal::bad("message can't be edited"));
    }
    let mut now = Message { keyboard: html::keyboard(asked.json("reply_markup").as_ref())?, ..was.clone() };
    match method {
        "editmessagetext" if was.file.is_some() => return Err(Refusal::bad("there is no text in the message to edit")),
        "editmessagecaption" if was.file.is_none() => {
            return Err(Refusal::bad("there is no caption in the message to edit"));
        }
        "editmessagetext" => (now.html, now.text) = words(asked, "text")?,
        "editmessagecaption" => (now.html, now.text) = words(asked, "caption")?,
        "editmessagemedia" => {
            let media = asked.json("media").ok_or_else(|| Refusal::bad("media not found"))?;
            let inner = Asked { fields: media, ..Asked::default() };
            now.file = Some(file(world, asked, "media", inner.text("media"))?);
            now.picture = true;
            (now.html, now.text) = words(&inner, "caption")?;
        }
        _ => {}
    }
    if now == was {
        return Err(Refusal::bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
        ));
    }
    now.edits += 1;
    world.chats.get_mut(&chat).expect("reachable").messages.insert(id, now);
    Ok(drawn(world, chat, id))
}

fn delete(world: &mut World, asked: &Asked) -> Result<Value, Refusal> {
    let chat = reachable(world, asked)?;
    let id = asked.number("message_id").and_then(|n| i32::try_from(n).ok()).unwrap_or(0);
    let gone = world.chats.get_mut(&chat).expect("reachable").messages.remove(&id);
    gone.map(|_| json!(true)).ok_or_else(|| Refusal::bad("message to delete not found"))
}

/// What is not there is passed over (Bot API, `deleteMessages`).
fn delete_all(world: &mut World, asked: &Asked) -> Result<Value, Refusal> {
    let chat = reachable(world, asked)?;
    let ids = asked.json("message_ids").and_then(|ids| ids.as_array().cloned()).unwrap_or_default();
    if !(1..=100).contains(&ids.len()) {
        return Err(Refusal::bad("message identifiers are not specified"));
    }
    let messages = &mut world.chats.get_mut(&chat).expect("reachable").messages;
    for id in ids.iter().filter_map(Value::as_i64).filter_map(|id| i32::try_from(id).ok()) {
        messages.remove(&id);
    }
    Ok(json!(true))
}

fn answer(world: &mut World, asked: &Asked) -> Result<Value, Refusal> {
    let now = world.now();
    let came = asked.text("callback_query_id").and_then(|id| world.presses.remove(&id));
    let fresh = came.is_some_and(|at| now < at + Duration::from_secs(150));
    let old = "query is too old and response timeout expired or query ID is invalid";
    fresh.then_some(json!(true)).ok_or_else(|| Refusal::bad(old))
}

fn set_commands(world: &mut World, asked: &Asked) -> Result<Value, Refusal> {
    let list = asked.json("commands").and_then(|c| c.as_array().cloned()).unwrap_or_default();
    let text = |c: &Value, key: &str| c.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
    let commands: Vec<_> = list.iter().map(|c| (text(c, "command"), text(c, "description"))).collect();
    let fine = commands.iter().all(|(name, told)| {
        let letters = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        letters && (1..=32).contains(&name.len()) && (1..=256).contains(&told.chars().count())
    });
    if !fine {
        return Err(Refusal::bad("BOT_COMMAND_INVALID"));
    }
    match asked.text("language_code") {
        Some(code) if code.len() == 2 => _ = world.commands_in.insert(code, commands),
        Some(_) => return Err(Refusal::bad("LANG_CODE_INVALID")),
        None => world.commands = commands,
    }
    Ok(json!(true))
}

fn reachable(world: &World, asked: &Asked) -> Result<i64, Refusal> {
    let chat =
        asked.number("chat_id").and_then(|id| world.chats.get(&id)).ok_or_else(|| Refusal::bad("chat not found"))?;
    if let Some(new) = chat.moved {
        let parameters = Some(json!({ "migrate_to_chat_id": new }));
        return Err(Refusal { parameters, ..Refusal::bad("group chat was upgraded to a supergroup chat") });
    }
    if chat.blocked {
        return Err(Refusal::new(403, "Forbidden: bot was blocked by the user"));
    }
    Ok(chat.id)
}

fn paced(world: &mut World, chat: i64) -> Result<(), Refusal> {
    let (now, limit) = (world.now(), world.chat_limit);
    let since = now - world.began;
    if let Some(limits) = &mut world.limits {
        limits.ask(chat, since).map_err(Refusal::wait)?;
    }
    let recent = world.recent.entry(chat).or_default();
    recent.retain(|at| now < *at + Duration::from_secs(1));
    if limit.is_some_and(|most| recent.len() >= most) {
        return Err(Refusal::wait(1));
    }
    recent.push_back(now);
    Ok(())
}

/// What was written and what is read; refused when too long in UTF-16.
fn words(asked: &Asked, key: &str) -> Result<(String, String), Refusal> {
    let html = asked.text(key).unwrap_or_default();
    let text =
        if asked.text("parse_mode").as_deref() == Some("HTML") { html::plain(&html)? } else { html.trim().to_owned() };
    let (most, refusal) =
        if key == "text" { (4096, "message is too long") } else { (1024, "message caption is too long") };
    if text.encode_utf16().count() > most {
        return Err(Refusal::bad(refusal));
    }
    Ok((html, text))
}

fn file(world: &mut World, asked: &Asked, part: &str, named: Option<String>) -> Result<String, Refusal> {
    let attached = named.as_deref().and_then(|n| n.strip_prefix("attach://"));
    if let Some(bytes) = asked.files.get(attached.unwrap_or(part)) {
        let id = format!("file{}", world.next_number());
        let kept = if world.watch.is_some() { Vec::new() } else { bytes.clone() };
        world.files.insert(id.clone(), kept);
        world.called.extend(asked.called.get(attached.unwrap_or(part)).map(|name| (id.clone(), name.clone())));
        world.uploads += 1;
        return Ok(id);
    }
    let known = named.filter(|id| world.files.contains_key(id));
    known.ok_or_else(|| Refusal::bad("wrong file identifier/HTTP URL specified"))
}

fn drawn(world: &World, chat: i64, id: i32) -> Value {
    let target = world.chat(chat);
    let message = &target.messages[&id];
    let mut json = json!({
        "message_id": id, "date": 1_795_000_000, "chat": chat_json(target),
        "from": { "id": 42, "is_bot": true, "first_name": "Cầm Tay", "username": world.username },
    });
    match (&message.file, message.picture) {
        (None, _) => json["text"] = json!(message.text),
        (Some(file), true) => {
            json["photo"] =
                json!([{ "file_id": file, "file_unique_id": file, "file_size": 1, "width": 1, "height": 1 }]);
        }
        (Some(file), false) => {
            json[message.kind.as_str()] = json!({ "file_id": file, "file_unique_id": file, "file_size": 1 });
        }
    }
    json
}
