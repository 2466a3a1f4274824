//! What Telegram tells beside an event, for whoever of the staff it came from: who, and the message as a letter (wall: teloxide).

use serde::Deserialize;
use teloxide::types::MessageEntity;
use teloxide::utils::render::Renderer;

use crate::announce::Letter;
use crate::engine::{Event, Odd};
use crate::intake::Note;
use crate::intake::fields::Fields;
use crate::sender::job::{Media, MediaFile, MediaKind as Kind};

/// Who wrote.
#[derive(Deserialize)]
struct User {
    id: i64,
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
}

#[derive(Deserialize)]
struct File {
    file_id: String,
}

/// One size of a picture.
#[derive(Deserialize)]
struct Size {
    file_id: String,
    #[serde(default)]
    width: u64,
    #[serde(default)]
    height: u64,
}

/// A message's note; none where a private chat's event says it all. In a group every message has one: only round knows the staff's.
pub(super) fn of(message: &Fields<'_>, chat: i64, event: &Event, private: bool) -> Option<Box<Note>> {
    let media = media(message);
    let (text, marks) = match (message.read::<String>("text"), &media) {
        (Some(text), _) => (text, "entities"),
        (None, Some(_)) => (message.read("caption").unwrap_or_default(), "caption_entities"),
        (None, None) => (String::new(), "caption_entities"),
    };
    let command = text.starts_with('/') && !text.contains('\n');
    // A mark that nobody here can read, or that lies beyond the text, costs only itself.
    let units = text.encode_utf16().count();
    let lies_within = |mark: &MessageEntity| mark.offset.checked_add(mark.length).is_some_and(|end| end <= units);
    let marks = message.list(marks).filter_map(|mark| serde_json::from_str(mark).ok()).filter(lies_within);
    let marks: Vec<MessageEntity> = marks.collect();
    let edited = *event == Event::Sent(Odd::Edited);
    if private && !edited && !marks.iter().any(is_mark) && media.is_none() && !command {
        return None;
    }
    let from: User = message.read("from")?;
    let html = Renderer::new(&text, &marks).as_html();
    let album: Option<String> = message.read("media_group_id");
    let mut letter = Letter { html, media: Vec::new(), buttons: Vec::new() };
    if let Some(mut media) = media {
        // In an album each file keeps its own words.
        if album.is_some() {
            media.html = std::mem::take(&mut letter.html);
        }
        letter.media.push(media);
    }
    let name = format!("{} {}", from.first_name, from.last_name).trim().to_owned();
    Some(Box::new(Note { name, text, letter, album, ..pressed(from.id, chat, event) }))
}

/// A press in a group. A name is learnt from what people write; a press needs none.
pub(super) fn pressed(who: i64, chat: i64, event: &Event) -> Note {
    let (name, text, letter, album) = (String::new(), String::new(), Letter::default(), None);
    Note { who, name, chat, event: event.clone(), text, letter, album }
}

fn is_mark(entity: &MessageEntity) -> bool {
    use teloxide::types::MessageEntityKind as E;
    !matches!(entity.kind, E::Mention | E::Hashtag | E::Cashtag | E::BotCommand | E::Url | E::Email | E::PhoneNumber)
}

/// The file, if it is one we can send on.
fn media(message: &Fields<'_>) -> Option<Media> {
    // Telegram tells a short film as a document too.
    const KINDS: [(&str, Kind); 5] = [
        ("animation", Kind::Animation),
        ("video", Kind::Video),
        ("document", Kind::Document),
        ("audio", Kind::Audio),
        ("voice", Kind::Voice),
    ];
    let sizes = message.list("photo").filter_map(|size| serde_json::from_str::<Size>(size).ok());
    let photo = sizes.max_by_key(|size| size.width.saturating_mul(size.height)).map(|size| (Kind::Photo, size.file_id));
    let file = || KINDS.iter().find_map(|(name, kind)| Some((*kind, message.read::<File>(name)?.file_id)));
    let (kind, id) = photo.or_else(file)?;
    Some(Media { kind, file: MediaFile::Id(id), html: String::new() })
}
