//! What only announcements call: files of every kind, albums, several messages deleted at once.

use serde_json::{Value, json};

use super::api::{Asked, file, paced, reachable, stands, words};
use super::world::{Message, Refusal, World};

/// The most files of an album, and messages deleted by one call (`sendMediaGroup`, `deleteMessages`).
const ALBUM: usize = 10;
const DELETED: usize = 100;

/// What a method sends, as the Bot API names it; none = it sends no single file.
pub fn kind(method: &str) -> Option<&'static str> {
    let kinds = ["photo", "video", "animation", "audio", "voice", "document"];
    kinds.into_iter().find(|kind| method.strip_prefix("send") == Some(kind))
}

/// Several files together; an album has no buttons.
pub fn album(world: &mut World, asked: &Asked) -> Result<Value, Refusal> {
    let chat = reachable(world, asked)?;
    paced(world, chat)?;
    let items = asked.json("media").and_then(|media| media.as_array().cloned()).unwrap_or_default();
    if !(2..=ALBUM).contains(&items.len()) {
        return Err(Refusal::bad("there are no media messages to send"));
    }
    if asked.json("reply_markup").is_some() {
        return Err(Refusal::bad("reply markup is not allowed in an album"));
    }
    let mut messages = Vec::new();
    for item in items {
        let inner = Asked { fields: item, files: asked.files.clone(), called: asked.called.clone() };
        let named = inner.text("type").unwrap_or_default();
        let kind = kind(&format!("send{named}")).ok_or_else(|| Refusal::bad("wrong type of the media"))?;
        let (html, text) = words(&inner, "caption")?;
        let file = Some(file(world, &inner, "media", inner.text("media"))?);
        messages.push(Message {
            from_bot: true,
            text,
            html,
            file,
            picture: kind == "photo",
            kind,
            ..Message::default()
        });
    }
    Ok(Value::Array(messages.into_iter().map(|message| stands(world, chat, message)).collect()))
}

/// Those that can't be found are skipped.
pub fn delete(world: &mut World, asked: &Asked) -> Result<Value, Refusal> {
    let chat = reachable(world, asked)?;
    paced(world, chat)?;
    let wanted = asked.json("message_ids").and_then(|ids| ids.as_array().cloned()).unwrap_or_default();
    if !(1..=DELETED).contains(&wanted.len()) {
        return Err(Refusal::bad("too many or no message identifiers specified"));
    }
    let messages = &mut world.chats.get_mut(&chat).expect("reachable").messages;
    for id in wanted.iter().filter_map(Value::as_i64).filter_map(|id| i32::try_from(id).ok()) {
        messages.remove(&id);
    }
    Ok(json!(true))
}
