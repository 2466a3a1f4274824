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
    /// 413 from a proxy, as HTML.
    TooLarge,
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
    /// Takes its time, then it is done.
    Late(Duration),
    /// 409: somebody else polls.
    Conflict,
}

/// What goes wrong by chance: weight and fault.
pub type Chances = [(u32, Fault)];

/// All that can.
pub const CHANCES: &Chances = &[
    (3, Fault::Broken),
    (3, Fault::BadGateway),
    (4, Fault::ClosedBefore),
    (4, Fault::ClosedAfter),
    (3, Fault::Wait(1)),
    (1, Fault::Slow(Duration::from_secs(10))),
    (1, Fault::Late(Duration::from_secs(10))),
    (1, Fault::Portal),
];

/// What is over at once.
pub const QUICK: &Chances = &[
    (4, Fault::Broken),
    (3, Fault::BadGateway),
    (6, Fault::ClosedBefore),
    (6, Fault::ClosedAfter),
    (1, Fault::Wait(1)),
];

/// So many of twenty faults of getUpdates are a 409.
const CONFLICTS: u32 = 1;

/// Any call may go wrong.
pub struct Chance {
    /// So many of a thousand calls do.
    pub per_mille: u32,
    /// These.
    pub of: &'static Chances,
    pub dice: fastrand::Rng,
}

impl Chance {
    fn take(&mut self, method: &str) -> Option<Fault> {
        if self.dice.u32(0..1_000) >= self.per_mille {
            return None;
        }
        let polls = method == "getupdates";
        let sum: u32 = self.of.iter().map(|(weight, _)| weight).sum();
        let mut at = self.dice.u32(0..sum + if polls { CONFLICTS } else { 0 });
        let found = self.of.iter().find(|(weight, _)| {
            let here = at < *weight;
            at = at.saturating_sub(*weight);
            here
        });
        Some(found.map_or(Fault::Conflict, |(_, fault)| fault.clone()))
    }
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
    /// Where no rule says anything.
    pub chance: Option<Chance>,
}

impl Faults {
    /// The next `times` calls of `method` ("" = any but getUpdates), to `chat` if one is named, go wrong so.
    pub fn add(&mut self, method: &str, chat: Option<i64>, times: usize, fault: Fault) {
        self.rules.push(Rule { method: method.to_lowercase(), chat, times, fault });
    }

    pub fn take(&mut self, method: &str, chat: Option<i64>) -> Option<Fault> {
        let ruled = self.rules.iter().position(|r| {
            let named = if r.method.is_empty() { method != "getupdates" } else { r.method == method };
            named && (r.chat.is_none() || r.chat == chat)
        });
        let Some(at) = ruled else { return self.chance.as_mut()?.take(method) };
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
