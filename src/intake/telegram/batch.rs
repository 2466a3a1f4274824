//! An answer to getUpdates: a press is taken at once to the few things we want of it, all else when it is opened.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::intake::Arrival;
use crate::intake::fields::Fields;
use crate::intake::telegram::{Me, Place as Whose, Pressed, arrival, of_kind};

/// Updates as they came, and the offset that says they are done with.
#[derive(Debug)]
pub struct Batch {
    letters: Vec<Envelope>,
    /// One above the last number.
    pub next: i64,
}

/// One update.
#[derive(Debug)]
enum Envelope {
    Press(Arrival),
    /// Of a kind we ask for: its number, its kind, what it holds.
    Known(u32, &'static str, Box<str>),
    /// As it came.
    Odd(Box<str>),
}

impl Batch {
    /// Every update as an arrival; `strange` is told the kinds in them that nobody here knows.
    pub fn arrivals(self, me: &Me, mut strange: impl FnMut(&str)) -> Vec<Arrival> {
        let open = |letter| match letter {
            Envelope::Press(arrival) => Some(arrival),
            Envelope::Known(number, kind, json) => {
                Some(of_kind(number, kind, &Fields::of(&json).unwrap_or_default(), me, &mut strange))
            }
            Envelope::Odd(json) => arrival(&json, me, &mut strange),
        };
        self.letters.into_iter().filter_map(open).collect()
    }
}

/// The updates of an answer, if it is one; none inside where it holds none.
pub fn updates(answer: &[u8]) -> Option<Option<Batch>> {
    // Nearly always all are of the kinds we ask for, and one reading does.
    let (letters, last) = match serde_json::from_slice::<Answer<Vec<Light>>>(answer) {
        Ok(Answer { ok: false, .. }) => return None,
        Ok(Answer { result, .. }) if result.iter().all(Light::is_known) => {
            let last = result.last().map(|light| light.update_id);
            (result.into_iter().filter_map(Light::envelope).collect(), last)
        }
        _ => one_by_one(answer)?,
    };
    Some(last.map(|last| Batch { letters, next: i64::from(last) + 1 }))
}

/// Each by itself: one that nobody can read must not take the others with it.
fn one_by_one(answer: &[u8]) -> Option<(Vec<Envelope>, Option<u32>)> {
    let answer: Answer<Vec<&RawValue>> = serde_json::from_slice(answer).ok().filter(|a: &Answer<_>| a.ok)?;
    let mut last = None;
    let letters = answer.result.into_iter().filter_map(|raw| {
        let light = serde_json::from_str(raw.get()).ok().filter(Light::is_known);
        if let Some(light) = light {
            last = Some(light.update_id);
            return light.envelope();
        }
        last = Some(Fields::of(raw.get())?.read("update_id")?);
        Some(Envelope::Odd(raw.get().into()))
    });
    let letters = letters.collect();
    Some((letters, last))
}

/// Who the bot is, from an answer to getMe.
pub fn me_of(answer: &[u8]) -> Option<Me> {
    #[derive(Deserialize)]
    struct User {
        id: u64,
        #[serde(default)]
        username: String,
    }
    let answer: Answer<User> = serde_json::from_slice(answer).ok()?;
    Some(Me { id: answer.result.id, username: answer.result.username })
}

#[derive(Deserialize)]
struct Answer<T> {
    ok: bool,
    result: T,
}

/// As much of an update as a press needs; what the other kinds hold, unread.
#[derive(Deserialize)]
struct Light<'a> {
    update_id: u32,
    callback_query: Option<Query>,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    edited_message: Option<&'a RawValue>,
    #[serde(borrow)]
    my_chat_member: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Query {
    id: String,
    from: Number,
    message: Option<Under>,
    inline_message_id: Option<IgnoredAny>,
    #[serde(default)]
    data: String,
}

#[derive(Deserialize)]
struct Number {
    id: i64,
}

/// The message the button hung under.
#[derive(Deserialize)]
struct Under {
    message_id: i32,
    message_thread_id: Option<i32>,
    #[serde(default)]
    is_topic_message: bool,
    chat: Place,
}

#[derive(Deserialize)]
struct Place {
    id: i64,
    #[serde(rename = "type")]
    kind: String,
}

impl Light<'_> {
    /// Of exactly one of the kinds we ask for.
    fn is_known(&self) -> bool {
        usize::from(self.callback_query.is_some()) + self.others().count() == 1
    }

    fn others(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("message", self.message),
            ("edited_message", self.edited_message),
            ("my_chat_member", self.my_chat_member),
        ];
        all.into_iter().filter_map(|(kind, raw)| Some((kind, raw?.get())))
    }

    fn envelope(self) -> Option<Envelope> {
        if let Some((kind, raw)) = self.others().next() {
            return Some(Envelope::Known(self.update_id, kind, raw.into()));
        }
        let Query { id, from, message, inline_message_id, data } = self.callback_query?;
        let under = message.map(|Under { message_id, message_thread_id, is_topic_message, chat }| {
            let thread = message_thread_id.filter(|_| is_topic_message);
            (Some(message_id), chat.id, Whose::of(Some(&chat.kind), chat.id), thread)
        });
        let pressed = Pressed { id, from: Some(from.id), data, under, inline: inline_message_id.is_some() };
        Some(Envelope::Press(pressed.arrival(self.update_id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Event;
    use crate::intake::{What, Why};

    const LAN: &str = r#"{"id":7,"is_bot":false,"first_name":"Lan"}"#;

    fn press(number: u32, more: &str) -> String {
        format!(
            r#"{{"update_id":{number},"callback_query":{{"id":"q{number}","from":{LAN},"chat_instance":"1"{more}}}}}"#
        )
    }

    fn under(kind: &str) -> String {
        format!(
            r#","data":"1.a","message":{{"message_id":3,"date":1,"chat":{{"id":7,"type":"{kind}","first_name":"Lan","title":"x"}},"text":"x"}}"#
        )
    }

    fn read(updates_: &[String]) -> (Vec<Arrival>, i64) {
        let me = Me { id: 42, username: "CamTay_bot".to_owned() };
        let answer = format!(r#"{{"ok":true,"result":[{}]}}"#, updates_.join(","));
        let batch = updates(answer.as_bytes()).expect("an answer").expect("updates");
        let next = batch.next;
        (batch.arrivals(&me, |_| {}), next)
    }

    #[test]
    fn a_press_read_lightly_is_what_is_read_field_by_field() {
        let me = Me { id: 42, username: "CamTay_bot".to_owned() };
        let inline = r#","data":"1.a","inline_message_id":"x""#.to_owned();
        let gone = r#","data":"1.a","message":{"message_id":3,"date":0,"chat":{"id":7,"type":"private"}}"#.to_owned();
        for more in [under("private"), under("supergroup"), inline, gone, r#","data":"1.a""#.to_owned(), String::new()]
        {
            let json = press(9, &more);
            let (light, next) = read(std::slice::from_ref(&json));
            let slow = arrival(&json, &me, &mut |_| {}).expect("an update");
            assert_eq!((light, next), (vec![slow], 10), "{more}");
        }
    }

    #[test]
    fn one_that_cannot_be_read_leaves_the_others_whole() {
        let said = format!(
            r#"{{"update_id":11,"message":{{"message_id":4,"date":1,"chat":{{"id":7,"type":"private","first_name":"Lan"}},"from":{LAN},"text":"a"}}}}"#
        );
        let broken = r#"{"update_id":12,"callback_query":{"id":5}}"#.to_owned();
        let (arrivals, next) = read(&[press(10, &under("private")), said, broken, press(13, &under("private"))]);
        let numbers: Vec<u64> = arrivals.iter().map(|arrival| arrival.update.0).collect();
        assert_eq!((numbers, next), (vec![10, 11, 12, 13], 14));
        assert_eq!(arrivals[1].what, What::Citizen(Event::Said("a".to_owned())));
        assert_eq!(arrivals[2].what, What::Nothing(Why::Unreadable));
    }

    #[test]
    fn what_is_no_answer_is_none() {
        assert!(updates(br#"{"ok":false,"error_code":409,"description":"x"}"#).is_none());
        assert!(updates(b"<html>hotel</html>").is_none());
        assert!(updates(br#"{"ok":true,"result":[]}"#).is_some_and(|batch| batch.is_none()));
    }
}
