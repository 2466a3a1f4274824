//! What Telegram tells beside an event, for whoever of the staff it came from: who, and the message as a letter (wall: teloxide).

use teloxide::types::{MediaKind, Message, MessageCommon, MessageEntity, MessageKind, PhotoSize, User};
use teloxide::utils::render::Renderer;

use crate::announce::Letter;
use crate::engine::Event;
use crate::intake::Note;
use crate::sender::job::{Media, MediaFile, MediaKind as Kind};

/// A message's note; none where a private chat's event says it all. In a group every message has one: only round knows the staff's.
pub(super) fn of(message: &Message, event: &Event, private: bool) -> Option<Box<Note>> {
    let MessageKind::Common(common) = &message.kind else { return None };
    let (text, entities, media) = parts(common);
    let command = text.starts_with('/') && !text.contains('\n');
    let marked = entities.iter().any(is_mark);
    if private && !marked && media.is_none() && !command {
        return None;
    }
    let from = message.from.as_ref()?;
    let html = Renderer::new(text, entities).as_html();
    let album = message.media_group_id().map(|id| id.0.clone());
    let mut letter = Letter { html, media: Vec::new(), buttons: Vec::new() };
    if let Some(mut media) = media {
        // In an album each file keeps its own words.
        if album.is_some() {
            media.html = std::mem::take(&mut letter.html);
        }
        letter.media.push(media);
    }
    Some(Box::new(Note { text: text.to_owned(), letter, album, ..pressed(from, message.chat.id.0, event) }))
}

/// A press in a group.
pub(super) fn pressed(from: &User, chat: i64, event: &Event) -> Note {
    Note {
        who: i64::try_from(from.id.0).unwrap_or(i64::MAX),
        name: from.full_name(),
        chat,
        event: event.clone(),
        text: String::new(),
        letter: Letter::default(),
        album: None,
    }
}

fn is_mark(entity: &MessageEntity) -> bool {
    use teloxide::types::MessageEntityKind as E;
    !matches!(entity.kind, E::Mention | E::Hashtag | E::Cashtag | E::BotCommand | E::Url | E::Email | E::PhoneNumber)
}

/// Text or caption, its marks, and the file if it is one we can send on.
fn parts(common: &MessageCommon) -> (&str, &[MessageEntity], Option<Media>) {
    let media = |kind, id: &str| Media { kind, file: MediaFile::Id(id.to_owned()), html: String::new() };
    let (caption, entities, media) = match &common.media_kind {
        MediaKind::Text(text) => return (&text.text, &text.entities, None),
        MediaKind::Photo(photo) => {
            let largest = photo.photo.iter().max_by_key(|size| u64::from(size.width) * u64::from(size.height));
            let file = largest.map(|PhotoSize { file, .. }| media(Kind::Photo, &file.id.0));
            (&photo.caption, &photo.caption_entities, file)
        }
        MediaKind::Video(video) => {
            (&video.caption, &video.caption_entities, Some(media(Kind::Video, &video.video.file.id.0)))
        }
        MediaKind::Animation(film) => {
            (&film.caption, &film.caption_entities, Some(media(Kind::Animation, &film.animation.file.id.0)))
        }
        MediaKind::Document(file) => {
            (&file.caption, &file.caption_entities, Some(media(Kind::Document, &file.document.file.id.0)))
        }
        MediaKind::Audio(audio) => {
            (&audio.caption, &audio.caption_entities, Some(media(Kind::Audio, &audio.audio.file.id.0)))
        }
        MediaKind::Voice(voice) => {
            (&voice.caption, &voice.caption_entities, Some(media(Kind::Voice, &voice.voice.file.id.0)))
        }
        _ => return ("", &[], None),
    };
    (caption.as_deref().unwrap_or(""), entities, media)
}
