//! What every scenario shares: a town whose people asked to be told, the command line, who had what and when.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use camtay::announce::{Request, Status};
use serde_json::Value;
use tokio::time::sleep;

use crate::town::bot::{Bot, camtay};
use crate::town::faults::Fault;
use crate::town::limits::Limits;
use crate::town::world::Message;
use crate::town::{Town, fill};

/// What is told, and what is told instead.
pub const WORDS: &str = "Nhà văn hóa đóng cửa hôm nay";
pub const BETTER: &str = "Nhà văn hóa mở cửa lại từ trưa";
pub const BEST: &str = "Nhà văn hóa mở cửa lại từ chiều";
/// Calls a second: `CAMTAY_RATE`, and Telegram's limit.
pub const RATE: usize = 30;
/// The most calls of an announcement that are under way side by side.
pub const ABREAST: usize = 24;

/// A number from the environment, or what a small dose takes.
pub fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.replace('_', "").parse().ok()).unwrap_or(otherwise)
}

/// Whether `ANNOUNCE` wants this scenario; without it all are wanted.
pub fn wanted(scenario: &str) -> bool {
    std::env::var("ANNOUNCE").map_or(true, |names| names.split(',').any(|name| name == scenario))
}

/// A town, and its people who asked to be told.
pub struct Post {
    pub town: Town,
    pub people: Vec<i64>,
}

impl Post {
    pub async fn open(people: u64) -> Self {
        let town = Town::open().await;
        let count = i64::try_from(people).expect("a number of people");
        fill::subscribers(&town.folder.0, count);
        let people: Vec<i64> = (fill::FIRST..fill::FIRST + count).collect();
        {
            let mut world = town.world.lock();
            people.iter().for_each(|id| world.join(*id, "Lan"));
            world.limits = Some(Limits::new(RATE));
        }
        let file = |name: &str, words: &str| {
            let text = format!("**{words}**. Hỏi {{{{office.phone}}}}.\n\n- [Làm ngay](leo-thang.md)\n");
            std::fs::write(town.folder.0.join(name), text).expect("a letter");
        };
        file("tin.md", WORDS);
        file("sua.md", BETTER);
        file("sua-nua.md", BEST);
        Self { town, people }
    }

    /// From now on new messages take their time, as they do on the way to a real Telegram: some are always under way.
    pub fn is_far(&self) {
        self.town.world.lock().faults.add("sendmessage", None, usize::MAX, Fault::Late(Duration::from_millis(400)));
    }

    /// The bot as it is set up for a real Telegram.
    pub fn bot(&self) -> Bot {
        self.town.bot_with(&[("CAMTAY_RATE", "30"), ("CAMTAY_CHAT_RATE", "1")])
    }

    /// `camtay announce`; what it printed, or what it complained of.
    pub async fn says(&self, words: &[&str]) -> Result<String, String> {
        let mut command = camtay(&self.town.folder);
        command.arg("announce").args(words).stdin(Stdio::null());
        let done = command.output().await.expect("it runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        if done.status.success() { Ok(text(done.stdout)) } else { Err(text(done.stderr)) }
    }

    /// The same, once the bot that was just started listens.
    pub async fn asks(&self, words: &[&str]) -> String {
        let (end, mut told) = (Instant::now() + Duration::from_mins(1), String::new());
        while Instant::now() < end {
            match self.says(words).await {
                Ok(out) => return out,
                Err(words) => told = words,
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("announce {words:?}: {told}");
    }

    /// Sends a letter to everyone; its number.
    pub async fn sends(&self, file: &str) -> u32 {
        let out = self.asks(&["send", file, "--to", "all", "--urgent", "--yes"]).await;
        let id = out.lines().find_map(|line| line.strip_prefix("id ")).expect("its number");
        id.parse().expect("a number")
    }

    pub async fn deed(&self, deed: &str, id: u32) -> Value {
        let out = self.asks(&[deed, &id.to_string(), "--json"]).await;
        serde_json::from_str(&out).expect("JSON")
    }

    pub async fn status(&self, id: u32) -> Value {
        self.deed("status", id).await
    }

    /// Waits until it stands so; what it then tells.
    pub async fn becomes(&self, id: u32, state: &str) -> Value {
        let end = Instant::now() + Duration::from_secs(120 + self.people.len() as u64 / 8);
        loop {
            let status = self.status(id).await;
            if status["state"] == state {
                return status;
            }
            assert!(Instant::now() < end, "never {state}: {status}");
            let people = self.people.len() as u64;
            sleep(Duration::from_millis((people / 4).clamp(50, 2_000))).await;
        }
    }

    /// Waits until so many messages with these words have come.
    pub async fn reaches(&self, words: &str, count: usize) {
        let end = Instant::now() + Duration::from_mins(1);
        while self.copies(words) < count {
            assert!(Instant::now() < end, "{} of {count} have «{words}»", self.copies(words));
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until something holds.
    pub async fn until(&self, what: &str, holds: impl Fn() -> bool) {
        let end = Instant::now() + Duration::from_mins(1);
        while !holds() {
            assert!(Instant::now() < end, "waited in vain until {what}");
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until these words stand once in each chat, and no other words of ours.
    pub async fn reaches_all(&self, words: &str) {
        let end = Instant::now() + Duration::from_mins(1);
        let told = |all: &[&str]| all.iter().map(|other| self.stand(other)).collect::<Vec<_>>();
        let all = [WORDS, BETTER, BEST];
        let wanted = all.map(|other| vec![usize::from(other == words); self.people.len()]);
        while told(&all) != wanted {
            let stand = all.map(|other| self.stand(other).iter().sum::<usize>());
            assert!(Instant::now() < end, "of {}, {all:?} stand with {stand:?}", self.people.len());
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Messages with these words that came to the people, each that came.
    pub fn copies(&self, words: &str) -> usize {
        self.had(words).values().map(Vec::len).sum()
    }

    /// When whom a new message with these words came to.
    pub fn had(&self, words: &str) -> BTreeMap<i64, Vec<Instant>> {
        let (world, mut had) = (self.town.world.lock(), BTreeMap::new());
        for act in world.acts.iter().filter(|act| act.method.starts_with("send")) {
            if let (Some(chat), true) = (act.chat, act.shown.as_ref().is_some_and(|shown| shown.contains(words))) {
                had.entry(chat).or_insert_with(Vec::new).push(act.at);
            }
        }
        had
    }

    /// How often these words stand in each person's chat now.
    pub fn stand(&self, words: &str) -> Vec<usize> {
        let world = self.town.world.lock();
        let count = |id: &i64| world.chat(*id).messages.values().filter(|message| message.text.contains(words)).count();
        self.people.iter().map(count).collect()
    }

    /// The bot's messages in a chat that bear these words.
    pub fn messages(&self, chat: i64, words: &str) -> Vec<Message> {
        let world = self.town.world.lock();
        let all = world.chat(chat).messages.values();
        all.filter(|message| message.from_bot && message.text.contains(words)).cloned().collect()
    }

    /// Seconds after this moment at which all were refused for the limit's sake.
    pub fn refused_after(&self, begun: Instant) -> Vec<f64> {
        let world = self.town.world.lock();
        let from = begun.saturating_duration_since(world.began);
        let limits = world.limits.as_ref().expect("limits");
        limits.refused.iter().filter(|at| **at >= from).map(|at| at.saturating_sub(from).as_secs_f64()).collect()
    }

    /// A request on the bot's socket, for what no command line writes.
    pub fn on_socket(&self, request: &Request) -> Result<Status, String> {
        let json = serde_json::to_string(request).expect("JSON");
        let mut stream =
            UnixStream::connect(self.town.folder.0.join("data/control.sock")).map_err(|e| e.to_string())?;
        writeln!(stream, "announce {json}").map_err(|e| e.to_string())?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).map_err(|e| e.to_string())?;
        let answer = line.trim_end().strip_prefix("done ").ok_or_else(|| line.clone())?;
        serde_json::from_str(answer).map_err(|e| e.to_string())
    }
}

/// A field of a status.
pub fn count(status: &Value, key: &str) -> u64 {
    status[key].as_u64().unwrap_or_else(|| panic!("{key}: {status}"))
}

/// Everybody it was for has one result.
pub fn adds_up(status: &Value) {
    let results = ["sent", "waiting", "blocked", "failed", "unknown"].map(|key| count(status, key));
    assert_eq!(count(status, "audience"), results.iter().sum::<u64>(), "{status}");
}

/// Of the rate allowed, from the first to the last of these.
pub fn share(times: &[Instant]) -> f64 {
    let (first, last) = (times.iter().min().expect("one"), times.iter().max().expect("one"));
    let rate = f64::from(u32::try_from(times.len() - 1).expect("few")) / last.duration_since(*first).as_secs_f64();
    rate / f64::from(u32::try_from(RATE).expect("a rate"))
}

/// A table of one line.
pub fn row(cells: &[(&str, String)]) {
    let (heads, values): (Vec<&str>, Vec<&str>) = cells.iter().map(|(head, value)| (*head, value.as_str())).unzip();
    eprintln!("\n| {} |\n|{}\n| {} |\n", heads.join(" | "), "---|".repeat(cells.len()), values.join(" | "));
}
