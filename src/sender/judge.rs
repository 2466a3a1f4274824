//! What Telegram's answer to a call means: the one place that reads its words.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::sender::outcome::{Cause, Outcome};
use crate::sender::refusal::{UNSAID, asked};

#[derive(Deserialize)]
struct Answer<T> {
    ok: bool,
    #[serde(default)]
    result: T,
    error_code: Option<u16>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Value,
}

/// The outcome of a call whose result says nothing new, such as an edit: the message it shows is not read.
pub(super) fn judge_edit(status: u16, body: &[u8]) -> Outcome {
    let accepted = status == 200 && body.starts_with(br#"{"ok":true,"#);
    if accepted { Outcome::Sent(None) } else { judge(status, body) }
}

/// The outcome of an answer that arrived whole.
pub(super) fn judge(status: u16, body: &[u8]) -> Outcome {
    match serde_json::from_slice::<Answer<Numbers>>(body) {
        Ok(answer) if answer.ok => match answer.result {
            Numbers::One(number) => Outcome::Sent(number),
            Numbers::Album(numbers) => Outcome::SentAll(numbers),
        },
        Ok(answer) => refusal(answer.error_code.unwrap_or(status), &answer.description, &answer.parameters),
        // A proxy before the server refuses a body this large, and always will.
        Err(_) if status == 413 => Outcome::Refused { markup: false, code: 413 },
        Err(_) if status >= 500 => Outcome::Retry(Cause::Server(status)),
        Err(_) => Outcome::Retry(Cause::NotTelegram),
    }
}

/// The `file_id` of what an answer shows; the largest of a picture's sizes.
pub(super) fn file_id(body: &[u8]) -> Option<String> {
    file_ids(body).into_iter().next().flatten()
}

/// The same for each message of an album, in order; of one message, one.
pub(super) fn file_ids(body: &[u8]) -> Vec<Option<String>> {
    let Ok(answer) = serde_json::from_slice::<Answer<Value>>(body) else { return Vec::new() };
    let one = std::slice::from_ref(&answer.result);
    answer.result.as_array().map_or(one, Vec::as_slice).iter().map(shown).collect()
}

fn shown(message: &Value) -> Option<String> {
    let picture = message.get("photo").and_then(|sizes| sizes.as_array()?.last());
    let other = || ["document", "animation", "video", "audio", "voice"].iter().find_map(|kind| message.get(kind));
    Some(picture.or_else(other)?.get("file_id")?.as_str()?.to_owned())
}

/// Whether a call with a file in it was refused so that it may pass without the file: whatever Telegram's words are, a list of them would
/// miss one. Its `file_id`, if it had one, is to be forgotten.
pub(super) fn refuses_file(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Refused { markup: false, code } if *code != 0)
}

/// Whether an answer tells that the message to edit is not there, and not only that it can't be edited so.
pub(super) fn is_missing(body: &[u8]) -> bool {
    let answer = serde_json::from_slice::<Answer<IgnoredAny>>(body);
    answer.is_ok_and(|answer| has(&answer.description.to_lowercase(), &["to edit not found", "message_id_invalid"]))
}

/// The number of the message in a result, if it is one, or those of an album; what else it says is passed over.
enum Numbers {
    One(Option<i32>),
    Album(Vec<i32>),
}

impl Default for Numbers {
    fn default() -> Self {
        Self::One(None)
    }
}

impl<'de> Deserialize<'de> for Numbers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Looking)
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    MessageId,
    #[serde(other)]
    Other,
}

struct Looking;

impl<'de> Visitor<'de> for Looking {
    type Value = Numbers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a result")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Numbers, A::Error> {
        let mut number = None;
        while let Some(key) = map.next_key()? {
            match key {
                Key::MessageId => number = map.next_value::<Value>()?.as_i64(),
                Key::Other => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        let number = number.and_then(|id| i32::try_from(id).ok());
        Ok(Numbers::One(number))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Numbers, A::Error> {
        let mut album = Vec::new();
        while let Some(message) = seq.next_element::<Numbers>()? {
            if let Numbers::One(Some(number)) = message {
                album.push(number);
            }
        }
        Ok(Numbers::Album(album))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Numbers, E> {
        Ok(Numbers::One(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Numbers, E> {
        Ok(Numbers::One(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Numbers, E> {
        Ok(Numbers::One(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Numbers, E> {
        Ok(Numbers::One(None))
    }

    fn visit_str<E>(self, _: &str) -> Result<Numbers, E> {
        Ok(Numbers::One(None))
    }

    fn visit_unit<E>(self) -> Result<Numbers, E> {
        Ok(Numbers::One(None))
    }
}

fn refusal(code: u16, description: &str, parameters: &Value) -> Outcome {
    if let Some(chat) = parameters.get("migrate_to_chat_id").and_then(Value::as_i64) {
        return Outcome::Moved(chat);
    }
    let words = description.to_lowercase();
    match code {
        429 => Outcome::Wait(asked(parameters, &words).unwrap_or(UNSAID)),
        401 => Outcome::Unauthorized,
        // Not about the chat: the server knows no such bot.
        404 if words == "not found" => Outcome::Unauthorized,
        403 if words.contains("user is deactivated") => Outcome::Deleted,
        // A group that lets us write, but send no pictures.
        403 if words.contains("not enough rights") => Outcome::Refused { markup: false, code: 403 },
        403 => Outcome::Gone,
        500.. => Outcome::Retry(Cause::Server(code)),
        _ => bad_request(code, &words),
    }
}

fn bad_request(code: u16, words: &str) -> Outcome {
    if has(
        words,
        &[
            "message is not modified",
            "query is too old",
            "query id is invalid",
            "query_id_invalid",
            "to delete not found",
        ],
    ) {
        Outcome::Already
    } else if has(words, &["to edit not found", "can't be edited", "message_id_invalid", "in the message to edit"]) {
        Outcome::NothingToEdit
    } else if has(words, &["topic_closed", "topic_deleted", "message thread not found"]) {
        Outcome::Closed
    } else if words.contains("user is deactivated") {
        Outcome::Deleted
    } else if has(words, &["chat not found", "peer_id_invalid", "user not found", "group chat was deleted"]) {
        Outcome::Gone
    } else {
        Outcome::Refused { markup: has(words, &["can't parse entities"]), code }
    }
}

fn has(words: &str, signs: &[&str]) -> bool {
    signs.iter().any(|sign| words.contains(sign))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn refused(code: u16, words: &str) -> Outcome {
        judge(code, format!(r#"{{"ok":false,"error_code":{code},"description":"{words}"}}"#).as_bytes())
    }

    #[test]
    fn every_row_of_the_table() {
        let plain = |code| Outcome::Refused { markup: false, code };
        let cases = [
            (403, "Forbidden: bot was blocked by the user", Outcome::Gone),
            (403, "Forbidden: bot can't initiate conversation with a user", Outcome::Gone),
            (400, "Bad Request: chat not found", Outcome::Gone),
            (403, "Forbidden: user is deactivated", Outcome::Deleted),
            (400, "Bad Request: message to delete not found", Outcome::Already),
            (400, "Bad Request: message can't be deleted", plain(400)),
            (400, "Bad Request: message is not modified: specified new message content", Outcome::Already),
            (
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
                Outcome::Already,
            ),
            (400, "Bad Request: message to edit not found", Outcome::NothingToEdit),
            (400, "Bad Request: message can't be edited", Outcome::NothingToEdit),
            (400, "Bad Request: there is no text in the message to edit", Outcome::NothingToEdit),
            (400, "Bad Request: can't parse entities: x", Outcome::Refused { markup: true, code: 400 }),
            (400, "Bad Request: TOPIC_CLOSED", Outcome::Closed),
            (400, "Bad Request: message thread not found", Outcome::Closed),
            (400, "Bad Request: message is too long", plain(400)),
            (400, "Bad Request: BUTTON_DATA_INVALID", plain(400)),
            (413, "Request Entity Too Large", plain(413)),
            (401, "Unauthorized", Outcome::Unauthorized),
            (404, "Not Found", Outcome::Unauthorized),
            (500, "Internal Server Error", Outcome::Retry(Cause::Server(500))),
            (429, "Too Many Requests", Outcome::Wait(UNSAID)),
        ];
        for (code, words, outcome) in cases {
            assert_eq!(refused(code, words), outcome, "{code} {words}");
        }
    }

    #[test]
    fn answers_that_are_none() {
        assert_eq!(judge(502, b"<html>502</html>"), Outcome::Retry(Cause::Server(502)));
        assert_eq!(judge(200, b"<html>hotel</html>"), Outcome::Retry(Cause::NotTelegram));
        assert_eq!(judge(200, b""), Outcome::Retry(Cause::NotTelegram));
        assert_eq!(judge(404, b"<html>404</html>"), Outcome::Retry(Cause::NotTelegram));
    }

    #[test]
    fn parameters_go_before_words() {
        let wait = br#"{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":7}}"#;
        assert_eq!(judge(429, wait), Outcome::Wait(Duration::from_secs(7)));
        for parameters in [r#"{"retry_after":12.5}"#, "null", "{}"] {
            let json = format!(
                r#"{{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 12.5","parameters":{parameters}}}"#
            );
            assert_eq!(judge(429, json.as_bytes()), Outcome::Wait(Duration::from_millis(12_500)), "{parameters}");
        }
        let moved = br#"{"ok":false,"error_code":400,"description":"x","parameters":{"migrate_to_chat_id":-1009}}"#;
        assert_eq!(judge(400, moved), Outcome::Moved(-1009));
    }

    #[test]
    fn what_was_sent() {
        assert_eq!(judge(200, br#"{"ok":true,"result":{"message_id":12}}"#), Outcome::Sent(Some(12)));
        assert_eq!(judge(200, br#"{"ok":true,"result":true}"#), Outcome::Sent(None));
        let photo = br#"{"ok":true,"result":{"photo":[{"file_id":"s"},{"file_id":"b"}]}}"#;
        assert_eq!(file_id(photo).as_deref(), Some("b"));
        let album = br#"{"ok":true,"result":[{"message_id":1,"voice":{"file_id":"a"}},{"message_id":2},{"message_id":3,"photo":[{"file_id":"c"}]}]}"#;
        assert_eq!(judge(200, album), Outcome::SentAll(vec![1, 2, 3]));
        assert_eq!(file_ids(album), [Some("a".to_owned()), None, Some("c".to_owned())]);
    }

    #[test]
    fn whatever_refuses_a_file_lets_the_words_go_without_it() {
        let words = [
            (400, "Bad Request: wrong file identifier/HTTP URL specified"),
            (400, "Bad Request: file must be non-empty"),
            (400, "Bad Request: failed to get HTTP URL content"),
            (400, "Bad Request: not enough rights to send photos to the chat"),
            (403, "Forbidden: not enough rights to send photos"),
            (400, "Bad Request: PHOTO_INVALID_DIMENSIONS"),
            (400, "Bad Request: IMAGE_PROCESS_FAILED"),
            (400, "Bad Request: VOICE_MESSAGES_FORBIDDEN"),
            (413, "Request Entity Too Large"),
        ];
        assert!(words.iter().all(|(code, words)| refuses_file(&refused(*code, words))));
        assert!(refuses_file(&judge(413, b"<html><title>413 Request Entity Too Large</title></html>")));
        let others = [
            (400, "Bad Request: can't parse entities: x"),
            (400, "Bad Request: chat not found"),
            (400, "Bad Request: message to edit not found"),
            (403, "Forbidden: bot was blocked by the user"),
            (429, "Too Many Requests"),
            (500, "Internal Server Error"),
        ];
        assert!(!others.iter().any(|(code, words)| refuses_file(&refused(*code, words))));
    }
}
