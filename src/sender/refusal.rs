//! What the Bot API says when it does not do what was asked.

use std::time::Duration;

use serde::Deserialize;

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
    parameters: Parameters,
}

#[derive(Deserialize, Default)]
struct Parameters {
    retry_after: Option<u64>,
}

impl Refusal {
    /// None = it is no such answer.
    pub fn read(answer: &[u8]) -> Option<Self> {
        let answer: Answer = serde_json::from_slice(answer).ok().filter(|answer: &Answer| !answer.ok)?;
        let wait = answer.parameters.retry_after.map(Duration::from_secs);
        let wait = wait.or_else(|| (answer.error_code == 429).then_some(UNSAID));
        Some(Self { code: answer.error_code, wait, words: answer.description.to_lowercase() })
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
    fn refusals_are_told_apart() {
        let read = |json: &str| Refusal::read(json.as_bytes());
        let wait = read(r#"{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":7}}"#);
        assert_eq!(wait.expect("one").wait, Some(Duration::from_secs(7)));
        assert_eq!(read(r#"{"ok":false,"error_code":429,"description":"x"}"#).expect("one").wait, Some(UNSAID));
        assert!(read(r#"{"ok":false,"error_code":404,"description":"Not Found"}"#).expect("one").is_token());
        assert!(!read(r#"{"ok":false,"error_code":404,"description":"Not Found: x"}"#).expect("one").is_token());
        assert!(
            read(r#"{"ok":false,"error_code":409,"description":"Webhook is ACTIVE"}"#).expect("one").says("is active")
        );
        assert_eq!(read(r#"{"ok":true,"result":[]}"#), None);
        assert_eq!(read("<html>502</html>"), None);
    }
}
