//! Telegram's updates as arrivals: every one of them, the odd ones too. Field by field, so that one of a newer kind costs only itself.

mod batch;
mod kinds;

pub use batch::{Batch, me_of, updates};

use crate::engine::{Event, Odd};
use crate::intake::fields::Fields;
use crate::intake::telegram::kinds::{Kind, named};
use crate::intake::{Arrival, Note, Press, UpdateId, What, Why, note};
use crate::sender::job::{MessageId, Spot};

/// The most characters of a text that are read; Telegram's own limit is 4096.
const LONGEST: usize = 10_000;
/// What an update that can't be read at all is called among the kinds.
const UNREADABLE: &str = "update:?";
/// The kinds of update that we ask for.
const ASKED: [&str; 4] = ["message", "edited_message", "callback_query", "my_chat_member"];

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

/// One update, as the house knows it; none without a number. `strange` is told the kinds in it that nobody here knows.
pub fn arrival(update: &str, me: &Me, strange: &mut dyn FnMut(&str)) -> Option<Arrival> {
    let fields = Fields::of(update)?;
    let number = fields.read("update_id")?;
    let known = ASKED.iter().find_map(|kind| Some((*kind, fields.object(kind)?)));
    let Some((kind, inside)) = known else {
        let other = fields.names().find(|name| *name != "update_id").unwrap_or("?");
        strange(&named("update", if ASKED.contains(&other) { "?" } else { other }));
        return Some(bare(number, nothing(Why::Unreadable)));
    };
    Some(of_kind(number, kind, &inside, me, strange))
}

/// An update of a kind we ask for.
fn of_kind(number: u32, kind: &str, inside: &Fields<'_>, me: &Me, strange: &mut dyn FnMut(&str)) -> Arrival {
    match kind {
        "callback_query" => match Pressed::of(inside) {
            Some(pressed) => pressed.arrival(number),
            None => unreadable(number, strange),
        },
        "my_chat_member" => match member(inside) {
            Some(parts) => bare(number, parts),
            None => unreadable(number, strange),
        },
        _ => {
            kinds::strangers(inside, strange);
            let Some(message) = Message::of(inside) else { return unreadable(number, strange) };
            if message.is_by_a_bot() {
                return bare(number, nothing(Why::NotForUs));
            }
            let (chat, what) = if kind == "message" { message.came(me) } else { message.edited() };
            let note = message.note(kind != "message");
            Arrival {
                update: UpdateId(u64::from(number)),
                chat,
                press: None,
                what,
                note,
                spot: message.spot(),
                reply_to: message.reply_to(),
            }
        }
    }
}

type Parts = (Option<i64>, What);

fn nothing(why: Why) -> Parts {
    (None, What::Nothing(why))
}

fn bare(number: u32, (chat, what): Parts) -> Arrival {
    Arrival {
        update: UpdateId(u64::from(number)),
        chat,
        press: None,
        what,
        note: None,
        spot: Spot::default(),
        reply_to: None,
    }
}

fn unreadable(number: u32, strange: &mut dyn FnMut(&str)) -> Arrival {
    strange(UNREADABLE);
    bare(number, nothing(Why::Unreadable))
}

/// Whose a chat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Private,
    Group,
    Channel,
}

impl Place {
    /// A kind of chat that nobody here knows is told by its number: people's are above nought.
    fn of(kind: Option<&str>, id: i64) -> Self {
        match kind {
            Some("private") => Self::Private,
            Some("group" | "supergroup") => Self::Group,
            Some("channel") => Self::Channel,
            _ if id > 0 => Self::Private,
            _ => Self::Group,
        }
    }
}

/// A message, read as far as something is wanted of it.
struct Message<'m, 'a> {
    fields: &'m Fields<'a>,
    chat: i64,
    place: Place,
    kind: Kind,
}

impl<'m, 'a> Message<'m, 'a> {
    fn of(fields: &'m Fields<'a>) -> Option<Self> {
        let chat = fields.object("chat")?;
        let id = chat.read("id")?;
        let place = Place::of(chat.read::<String>("type").as_deref(), id);
        Some(Self { fields, chat: id, place, kind: kinds::of(fields) })
    }

    fn came(&self, me: &Me) -> Parts {
        // Told in both groups, the old one and the new: whichever we hear, we go along.
        let number = |field| self.fields.read::<i64>(field).filter(|_| self.place == Place::Group);
        if let Some(to) = number("migrate_to_chat_id") {
            return (Some(self.chat), What::Moved { to });
        }
        if let Some(from) = number("migrate_from_chat_id") {
            return (Some(from), What::Moved { to: self.chat });
        }
        match (self.place, self.kind) {
            (Place::Channel, _) => nothing(Why::NoChat),
            (Place::Private, _) => (Some(self.chat), self.event()),
            (Place::Group, Kind::Service) => nothing(Why::Service),
            (Place::Group, _) if self.is_to(me) => (Some(self.chat), What::Group { link: me.link() }),
            (Place::Group, _) => nothing(Why::NotForUs),
        }
    }

    /// A live place is "edited" every few seconds: that is not somebody mending what they wrote.
    fn edited(&self) -> Parts {
        match self.place {
            Place::Private if matches!(self.kind, Kind::Place | Kind::Service) => nothing(Why::Service),
            Place::Private => (Some(self.chat), What::Citizen(Event::Sent(Odd::Edited))),
            Place::Group | Place::Channel => nothing(Why::NotForUs),
        }
    }

    /// Everything a person did becomes an event; a note of Telegram's own does not.
    fn event(&self) -> What {
        let words = || self.fields.read::<String>("text");
        What::Citizen(match self.kind {
            Kind::Service => return What::Nothing(Why::Service),
            Kind::Text => words().map_or(Event::Sent(Odd::Other), |text| Event::Said(cut(text))),
            Kind::Place => Event::SharedPlace,
            kind => Event::Sent(kind.odd().unwrap_or(Odd::Other)),
        })
    }

    /// What one of the staff could have meant by it.
    fn note(&self, edited: bool) -> Option<Box<Note>> {
        let What::Citizen(event) = self.event() else { return None };
        let event = if edited { Event::Sent(Odd::Edited) } else { event };
        (self.place != Place::Channel)
            .then(|| note::of(self.fields, self.chat, &event, self.place == Place::Private))?
    }

    /// Where an answer to it belongs. A number beside a message that is in no topic is that of a row of replies.
    fn spot(&self) -> Spot {
        let topic = self.fields.read("is_topic_message") == Some(true);
        let thread = self.fields.read("message_thread_id").filter(|_| topic);
        Spot { thread, answers: self.fields.read("message_id") }
    }

    /// The message it was written in reply to; one of another chat (`external_reply`) is none.
    fn reply_to(&self) -> Option<MessageId> {
        self.fields.object("reply_to_message")?.read("message_id")
    }

    /// Two bots that answer each other never stop. Who speaks as a group or a channel is told as a bot too, and is a person.
    fn is_by_a_bot(&self) -> bool {
        let is_bot = || self.fields.object("from")?.read::<bool>("is_bot");
        self.kind != Kind::Service && self.fields.raw("sender_chat").is_none() && is_bot() == Some(true)
    }

    /// In a group we answer a command that bears our name, our name itself, and a reply to us.
    fn is_to(&self, me: &Me) -> bool {
        let author = || self.fields.object("reply_to_message")?.object("from")?.read::<u64>("id");
        let words = || self.fields.read::<String>("text").or_else(|| self.fields.read("caption"));
        author() == Some(me.id) || words().is_some_and(|words| is_named(&words, &me.username))
    }
}

/// A press, as far as anything is wanted of it.
struct Pressed {
    id: String,
    from: Option<i64>,
    data: String,
    /// The message the button hung under: its number, its chat, its topic.
    under: Option<(Option<MessageId>, i64, Place, Option<MessageId>)>,
    /// Whether it hung under no chat's message.
    inline: bool,
}

impl Pressed {
    fn of(query: &Fields<'_>) -> Option<Self> {
        let under = || {
            let message = query.object("message")?;
            let read = Message::of(&message)?;
            Some((read.spot().answers, read.chat, read.place, read.spot().thread))
        };
        Some(Self {
            id: query.read("id")?,
            from: query.object("from").and_then(|from| from.read("id")),
            data: query.read("data").unwrap_or_default(),
            under: under(),
            inline: query.raw("inline_message_id").is_some(),
        })
    }

    /// Every press is answered, whatever it hung under; only one of a private chat makes a turn.
    fn arrival(self, number: u32) -> Arrival {
        let Self { id, from, data, under, inline } = self;
        let press = Some(Press { id, from: under.and_then(|(message, ..)| message) });
        let event = Event::Pressed(cut(data));
        let of_group = under.zip(from).filter(|((_, _, place, _), _)| *place != Place::Private);
        let note = of_group.map(|((_, chat, ..), who)| Box::new(note::pressed(who, chat, &event)));
        let thread = under.and_then(|(.., thread)| thread);
        let (chat, what) = match (under, from) {
            (Some((_, chat, Place::Private, _)), _) => (Some(chat), What::Citizen(event)),
            (Some(_), _) => nothing(Why::NotForUs),
            (None, _) if inline => nothing(Why::NoChat),
            // A private chat's number is its person's; nobody has one that no chat can have.
            (None, Some(from)) => (Some(from), What::Citizen(event)),
            (None, None) => nothing(Why::Unreadable),
        };
        Arrival {
            update: UpdateId(u64::from(number)),
            chat,
            press,
            what,
            note,
            spot: Spot { thread, answers: None },
            reply_to: None,
        }
    }
}

/// `my_chat_member`
fn member(change: &Fields<'_>) -> Option<Parts> {
    let chat = change.object("chat")?.read("id")?;
    let status: String = change.object("new_chat_member")?.read("status")?;
    let out = matches!(status.as_str(), "kicked" | "left");
    Some((Some(chat), if out { What::Blocked } else { What::Unblocked }))
}

/// Whether `@username` stands in the text as a whole word; names know no case.
fn is_named(text: &str, username: &str) -> bool {
    let ours = |rest: &str| {
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        name.eq_ignore_ascii_case(username)
    };
    !username.is_empty() && text.split('@').skip(1).any(ours)
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
        arrival(json, &me, &mut |_| {}).expect("an update")
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
    fn a_reply_names_the_message_it_is_about() {
        let reply = r#""text":"thôi","reply_to_message":{"message_id":77,"date":1,"chat":{"id":7,"type":"private"}}"#;
        assert_eq!(message(PRIVATE, reply).reply_to, Some(77));
        let other = r#""text":"thôi","external_reply":{"message_id":77,"origin":{"type":"user"}}"#;
        assert_eq!(message(PRIVATE, other).reply_to, None);
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
    fn another_bot_is_not_answered_and_who_speaks_for_a_group_is() {
        let says = |kind: &str, chat: &str, more: &str| {
            let by = r#""from":{"id":8,"is_bot":true,"first_name":"b","username":"b_bot"}"#;
            arrives(&format!(
                r#"{{"update_id":5,"{kind}":{{"message_id":1,"date":1,"chat":{chat},{by},"text":"/start@camtay_bot"{more}}}}}"#
            ))
        };
        let person = r#"{"id":8,"type":"private","first_name":"b"}"#;
        for (kind, chat) in [("message", person), ("edited_message", person), ("message", GROUP)] {
            let came = says(kind, chat, "");
            assert_eq!((came.what, came.note), (What::Nothing(Why::NotForUs), None), "{kind} {chat}");
        }
        let hidden = says("message", GROUP, &format!(r#","sender_chat":{GROUP}"#));
        assert!(matches!(hidden.what, What::Group { .. }), "an anonymous administrator");
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
