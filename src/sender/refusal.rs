//! What the Bot API says when it does not do what was asked.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

/// How long to wait where a 429 doesn't say.
pub(super) const UNSAID: Duration = Duration::from_secs(5);

/// An answer that is not `ok`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// As HTTP has them.
    pub code: u16,
    /// 429: how long to wait.
    pub wait: Option<Duration>,
    /// The description in small letters.
    words: String,
}

#[derive(Deserialize)]
struct Answer {
    ok: bool,
    error_code: u16,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Value,
}

/// How long an answer asks to wait. Between us and Telegram may stand a server that leaves out the number, or makes a fraction of it; the words
/// (in small letters) say it as well.
pub(super) fn asked(parameters: &Value, words: &str) -> Option<Duration> {
    let said = || {
        let (_, rest) = words.split_once("retry after ")?;
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        rest[..end].trim_end_matches('.').parse().ok()
    };
    let seconds = parameters.get("retry_after").and_then(Value::as_f64).or_else(said)?;
    Duration::try_from_secs_f64(seconds).ok()
}

impl Refusal {
    /// None = it is no such answer.
    pub fn read(answer: &[u8]) -> Option<Self> {
        let answer: Answer = serde_json::from_slice(answer).ok().filter(|answer: &Answer| !answer.ok)?;
        let words = answer.description.to_lowercase();
        let wait = asked(&answer.parameters, &words).or_else(|| (answer.error_code == 429).then_some(UNSAID));
        Some(Self { code: answer.error_code, wait, words })
    }

    /// The token is wrong: the server refuses it, or knows no such bot.
    pub fn is_token(&self) -> bool {
        self.code == 401 || (self.code == 404 && self.words == "not found")
    }

    /// Whether its description holds `words`, in small letters.
    pub fn says(&self, words: &str) -> bool {
        self.words.contains(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_read_however_it_is_told() {
        let seconds = Duration::from_secs_f64;
        let cases = [
            (r#"{"retry_after":7}"#, "too many requests: retry after 9", Some(seconds(7.0))),
            (r#"{"retry_after":3.5}"#, "x", Some(seconds(3.5))),
            ("null", "too many requests: retry after 12", Some(seconds(12.0))),
            ("{}", "too many requests: retry after 42055.", Some(seconds(42_055.0))),
            (r#"{"retry_after":"30"}"#, "retry after 2.5 s", Some(seconds(2.5))),
            (r#"{"retry_after":-1}"#, "x", None),
            (r#"{"retry_after":1e300}"#, "x", None),
            ("{}", "too many requests: retry after a while", None),
            ("{}", "too many requests", None),
        ];
        for (parameters, words, wait) in cases {
            let parameters: Value = serde_json::from_str(parameters).expect(parameters);
            assert_eq!(asked(&parameters, words), wait, "{parameters} {words}");
        }
    }

    #[test]
    fn refusals_are_told_apart() {
        let read = |json: &str| Refusal::read(json.as_bytes());
        let wait = read(r#"{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":7}}"#);
        assert_eq!(wait.expect("one").wait, Some(Duration::from_secs(7)));
        assert_eq!(read(r#"{"ok":false,"error_code":429,"description":"x"}"#).expect("one").wait, Some(UNSAID));
        assert_eq!(
            read(r#"{"ok":false,"error_code":400,"description":"x","parameters":null}"#).expect("one").wait,
            None
        );
        assert!(read(r#"{"ok":false,"error_code":404,"description":"Not Found"}"#).expect("one").is_token());
        assert!(!read(r#"{"ok":false,"error_code":404,"description":"Not Found: x"}"#).expect("one").is_token());
        assert!(
            read(r#"{"ok":false,"error_code":409,"description":"Webhook is ACTIVE"}"#).expect("one").says("is active")
        );
        assert_eq!(read(r#"{"ok":true,"result":[]}"#), None);
        assert_eq!(read("<html>502</html>"), None);
    }
}
