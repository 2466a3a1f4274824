//! Telegram's updates as arrivals: every one of them, the odd ones too (wall: teloxide).

mod batch;

use teloxide::types::{
    CallbackQuery, Chat, ChatKind, ChatMemberKind, ChatMemberUpdated, MaybeInaccessibleMessage, MediaKind, Message,
    MessageCommon, MessageKind, Update, UpdateKind,
};

pub use batch::{Batch, me_of, updates};

use crate::engine::{Event, Odd};
use crate::intake::{Arrival, Note, Press, UpdateId, What, Why, note};

/// The most characters of a text that are read; Telegram's own limit is 4096.
const LONGEST: usize = 10_000;

/// Who the bot is: what tells a group's talk to us from other talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The bot's own user number.
    pub id: u64,
    /// Its name without the `@`.
    pub username: String,
}

impl Me {
    fn link(&self) -> String {
        format!("https://t.me/{}", self.username)
    }
}

/// One update, as the house knows it.
pub fn arrival(update: Update, me: &Me) -> Arrival {
    let number = UpdateId(u64::from(update.id.0));
    let note = note_of(&update.kind);
    let (chat, press, what) = match update.kind {
        UpdateKind::Message(message) => message_came(message, me),
        UpdateKind::EditedMessage(message) => edited(&message),
        UpdateKind::CallbackQuery(query) => pressed(query),
        UpdateKind::MyChatMember(change) => member(&change),
        UpdateKind::Error(value) => unreadable(&value),
        _ => nothing(Why::NoChat),
    };
    Arrival { update: number, chat, press, what, note }
}

/// What one of the staff could have meant by it.
fn note_of(kind: &UpdateKind) -> Option<Box<Note>> {
    match kind {
        UpdateKind::Message(message) if !message.chat.is_channel() => {
            let What::Citizen(event) = private(&message.kind) else { return None };
            note::of(message, &event, is_private(&message.chat))
        }
        UpdateKind::CallbackQuery(query) => {
            let chat = query.message.as_ref().map(MaybeInaccessibleMessage::chat).filter(|chat| !is_private(chat))?;
            let event = Event::Pressed(query.data.clone().map(cut).unwrap_or_default());
            // A name is learnt from what people write; a press needs none.
            Some(Box::new(Note { name: String::new(), ..note::pressed(&query.from, chat.id.0, &event) }))
        }
        _ => None,
    }
}

type Parts = (Option<i64>, Option<Press>, What);

fn nothing(why: Why) -> Parts {
    (None, None, What::Nothing(why))
}

fn message_came(message: Message, me: &Me) -> Parts {
    let id = message.chat.id.0;
    if is_private(&message.chat) {
        return (Some(id), None, private(&message.kind));
    }
    if message.chat.is_channel() {
        return nothing(Why::NoChat);
    }
    let MessageKind::Common(common) = &message.kind else { return nothing(Why::Service) };
    if !spoken_to(common, me) {
        return nothing(Why::NotForUs);
    }
    (Some(id), None, What::Group { link: me.link() })
}

/// In a private chat everything a person did becomes an event; a note of Telegram's own does not.
fn private(kind: &MessageKind) -> What {
    let event = match kind {
        MessageKind::Common(common) => match &common.media_kind {
            MediaKind::Text(text) => Event::Said(cut(text.text.clone())),
            MediaKind::Migration(_) => return What::Nothing(Why::Service),
            MediaKind::Location(_) | MediaKind::Venue(_) => Event::SharedPlace,
            other => Event::Sent(odd(other)),
        },
        MessageKind::Dice(_) => Event::Sent(Odd::Sticker),
        MessageKind::Empty {}
        | MessageKind::ChatShared(_)
        | MessageKind::UsersShared(_)
        | MessageKind::WebAppData(_)
        | MessageKind::PassportData(_)
        | MessageKind::Giveaway(_) => Event::Sent(Odd::Other),
        _ => return What::Nothing(Why::Service),
    };
    What::Citizen(event)
}

fn odd(media: &MediaKind) -> Odd {
    match media {
        MediaKind::Sticker(_) | MediaKind::Animation(_) | MediaKind::Game(_) => Odd::Sticker,
        MediaKind::Voice(_) | MediaKind::Audio(_) | MediaKind::VideoNote(_) => Odd::Voice,
        MediaKind::Photo(_) | MediaKind::Video(_) | MediaKind::PaidMedia(_) => Odd::Photo,
        MediaKind::Document(_) => Odd::Document,
        MediaKind::Contact(_) => Odd::Contact,
        _ => Odd::Other,
    }
}

/// A live place is "edited" every few seconds: that is not somebody mending what they wrote.
fn edited(message: &Message) -> Parts {
    let live = matches!(&message.kind, MessageKind::Common(c) if matches!(c.media_kind, MediaKind::Location(_) | MediaKind::Venue(_)));
    match (is_private(&message.chat), live) {
        (true, false) => (Some(message.chat.id.0), None, What::Citizen(Event::Sent(Odd::Edited))),
        (true, true) => nothing(Why::Service),
        (false, _) => nothing(Why::NotForUs),
    }
}

/// Every press is answered, whatever it hung under; only one of a private chat makes a turn.
fn pressed(query: CallbackQuery) -> Parts {
    let from = query.message.as_ref().map(|m| m.id().0);
    let press = Some(Press { id: query.id.0, from });
    let token = query.data.map(cut).unwrap_or_default();
    let turned = What::Citizen(Event::Pressed(token));
    match query.message.as_ref().map(MaybeInaccessibleMessage::chat) {
        Some(chat) if is_private(chat) => (Some(chat.id.0), press, turned),
        Some(_) => (None, press, What::Nothing(Why::NotForUs)),
        None if query.inline_message_id.is_some() => (None, press, What::Nothing(Why::NoChat)),
        // A private chat's number is its person's; nobody has one that no chat can have.
        None => match i64::try_from(query.from.id.0) {
            Ok(chat) => (Some(chat), press, turned),
            Err(_) => (None, press, What::Nothing(Why::Unreadable)),
        },
    }
}

fn member(change: &ChatMemberUpdated) -> Parts {
    let out = matches!(change.new_chat_member.kind, ChatMemberKind::Banned(_) | ChatMemberKind::Left);
    let what = if out { What::Blocked } else { What::Unblocked };
    (Some(change.chat.id.0), None, what)
}

/// What teloxide can't read still has a number, and in a private chat a person who waits for an answer.
fn unreadable(value: &serde_json::Value) -> Parts {
    let names: Vec<&str> = value.as_object().map(|o| o.keys().map(String::as_str).collect()).unwrap_or_default();
    log::warn!("an update that cannot be read, with {names:?}");
    let press = value.pointer("/callback_query/id").and_then(|id| id.as_str());
    let press = press.map(|id| Press { id: id.to_owned(), from: None });
    let private = value.pointer("/message/chat/type").and_then(|kind| kind.as_str()) == Some("private");
    let chat = value.pointer("/message/chat/id").and_then(serde_json::Value::as_i64).filter(|_| private);
    let what = if chat.is_some() { What::Citizen(Event::Sent(Odd::Other)) } else { What::Nothing(Why::Unreadable) };
    (chat, press, what)
}

/// In a group we answer a command that bears our name, our name itself, and a reply to us.
fn spoken_to(common: &MessageCommon, me: &Me) -> bool {
    let to_us = common.reply_to_message.as_ref().and_then(|m| m.from.as_ref()).is_some_and(|from| from.id.0 == me.id);
    to_us || named(words(&common.media_kind), &me.username)
}

fn words(media: &MediaKind) -> &str {
    let caption = match media {
        MediaKind::Text(text) => return &text.text,
        MediaKind::Photo(photo) => &photo.caption,
        MediaKind::Document(document) => &document.caption,
        MediaKind::Video(video) => &video.caption,
        MediaKind::Voice(voice) => &voice.caption,
        MediaKind::Audio(audio) => &audio.caption,
        MediaKind::Animation(animation) => &animation.caption,
        _ => return "",
    };
    caption.as_deref().unwrap_or("")
}

/// Whether `@username` stands in the text as a whole word; names know no case.
fn named(text: &str, username: &str) -> bool {
    let ours = |rest: &str| {
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        name.eq_ignore_ascii_case(username)
    };
    !username.is_empty() && text.split('@').skip(1).any(ours)
}

fn is_private(chat: &Chat) -> bool {
    matches!(chat.kind, ChatKind::Private(_))
}

fn cut(mut text: String) -> String {
    if let Some((at, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(at);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrives(json: &str) -> Arrival {
        let me = Me { id: 42, username: "CamTay_bot".to_owned() };
        let mut update: Update = serde_json::from_str(json).expect("an update");
        if let UpdateKind::Error(value) = &mut update.kind {
            // As getUpdates of teloxide fills it in.
            *value = serde_json::from_str(json).expect("json");
        }
        arrival(update, &me)
    }

    fn message(chat: &str, content: &str) -> Arrival {
        let from = r#""from":{"id":7,"is_bot":false,"first_name":"Lan"}"#;
        arrives(&format!(r#"{{"update_id":9,"message":{{"message_id":3,"date":1,"chat":{chat},{from},{content}}}}}"#))
    }

    const PRIVATE: &str = r#"{"id":7,"type":"private","first_name":"Lan"}"#;
    const GROUP: &str = r#"{"id":-100,"type":"supergroup","title":"Thôn 3"}"#;

    #[test]
    fn private_chats_always_give_an_event() {
        let file = r#""file_id":"f","file_unique_id":"u","file_size":1"#;
        let cases = [
            (r#""text":"/start@other_bot x""#.to_owned(), Event::Said("/start@other_bot x".to_owned())),
            (format!(r#""voice":{{{file},"duration":1,"mime_type":"audio/ogg"}}"#), Event::Sent(Odd::Voice)),
            (format!(r#""document":{{{file}}}"#), Event::Sent(Odd::Document)),
            (format!(r#""photo":[{{{file},"width":1,"height":1}}]"#), Event::Sent(Odd::Photo)),
            (r#""contact":{"phone_number":"1","first_name":"x"}"#.to_owned(), Event::Sent(Odd::Contact)),
            (r#""location":{"longitude":1.0,"latitude":2.0}"#.to_owned(), Event::SharedPlace),
            (r#""dice":{"emoji":"🎲","value":3}"#.to_owned(), Event::Sent(Odd::Sticker)),
            (r#""rich_message":{"blocks":[]}"#.to_owned(), Event::Sent(Odd::Other)),
        ];
        for (content, event) in cases {
            let came = message(PRIVATE, &content);
            assert_eq!((came.chat, came.what), (Some(7), What::Citizen(event)), "{content}");
        }
    }

    #[test]
    fn groups_hear_us_only_when_they_call_us() {
        let link = "https://t.me/CamTay_bot".to_owned();
        for text in ["/start@camtay_bot", "hỏi @CAMTAY_BOT đi", "@camtay_bot"] {
            let came = message(GROUP, &format!(r#""text":"{text}""#));
            assert_eq!((came.chat, came.what), (Some(-100), What::Group { link: link.clone() }), "{text}");
        }
        for text in ["/start", "chào cả thôn", "@camtay_bot2", "a@camtay_botx"] {
            assert_eq!(message(GROUP, &format!(r#""text":"{text}""#)).what, What::Nothing(Why::NotForUs), "{text}");
        }
        let reply = format!(
            r#""text":"gì?","reply_to_message":{{"message_id":1,"date":1,"chat":{GROUP},"from":{{"id":42,"is_bot":true,"first_name":"b"}},"text":"x"}}"#
        );
        assert_eq!(message(GROUP, &reply).what, What::Group { link });
    }

    #[test]
    fn what_cannot_be_read_keeps_its_number_and_its_person() {
        let broken = arrives(r#"{"update_id":5,"message":{"message_id":"x","chat":{"id":7,"type":"private"}}}"#);
        assert_eq!((broken.update, broken.chat), (UpdateId(5), Some(7)));
        let strange = arrives(r#"{"update_id":6,"wedding":{"a":1}}"#);
        assert_eq!((strange.update, strange.what), (UpdateId(6), What::Nothing(Why::Unreadable)));
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(cut("ế".repeat(LONGEST + 5)).chars().count(), LONGEST);
    }
}
