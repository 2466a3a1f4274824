//! Scripted faults: what goes wrong, on which call, how often.

use std::time::Duration;

#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// 429 with `retry_after` seconds.
    Wait(u64),
    /// 403, whatever the chat says.
    Forbidden,
    /// 401.
    Unauthorized,
    /// A 400 with these words behind "Bad Request: ".
    Refuse(&'static str),
    /// 500 in the Bot API's JSON.
    Broken,
    /// 502 from a proxy, as HTML.
    BadGateway,
    /// 200 with HTML: a captive portal.
    Portal,
    /// The connection closes, nothing was done.
    ClosedBefore,
    /// The connection closes, it was done.
    ClosedAfter,
    /// Done, but the answer takes its time.
    Slow(Duration),
}

struct Rule {
    method: String,
    chat: Option<i64>,
    times: usize,
    fault: Fault,
}

#[derive(Default)]
pub struct Faults {
    rules: Vec<Rule>,
}

impl Faults {
    /// The next `times` calls of `method` ("" = any but getUpdates), to `chat` if one is named, go wrong so.
    pub fn add(&mut self, method: &str, chat: Option<i64>, times: usize, fault: Fault) {
        self.rules.push(Rule { method: method.to_lowercase(), chat, times, fault });
    }

    pub fn take(&mut self, method: &str, chat: Option<i64>) -> Option<Fault> {
        let at = self.rules.iter().position(|r| {
            let named = if r.method.is_empty() { method != "getupdates" } else { r.method == method };
            named && (r.chat.is_none() || r.chat == chat)
        })?;
        let rule = &mut self.rules[at];
        rule.times -= 1;
        let fault = rule.fault.clone();
        if rule.times == 0 {
            self.rules.remove(at);
        }
        Some(fault)
    }

    pub fn left(&self) -> usize {
        self.rules.iter().map(|r| r.times).sum()
    }
}
