//! A citizen who talks to the bot, and what they see.

use std::fmt::Write;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::Shared;
use super::world::{Does, Message};

/// How long a citizen waits before a test gives up.
const PATIENCE: Duration = Duration::from_secs(15);

pub struct Citizen {
    pub id: i64,
    pub world: Shared,
}

impl Citizen {
    /// Types a text.
    pub fn says(&self, text: &str) -> u32 {
        let mut content = json!({ "text": text });
        if text.starts_with('/') {
            let length = text.split_whitespace().next().map_or(0, |c| c.encode_utf16().count());
            content["entities"] = json!([{ "type": "bot_command", "offset": 0, "length": length }]);
        }
        self.sends(&content)
    }

    /// Sends anything: the fields of a message.
    pub fn sends(&self, content: &Value) -> u32 {
        self.world.lock().arrives(self.id, self.id, "message", content)
    }

    /// Writes in a group.
    pub fn says_in(&self, group: i64, content: &Value) -> u32 {
        self.world.lock().arrives(group, self.id, "message", content)
    }

    /// Presses the newest button that bears these words, once there is one.
    pub async fn presses(&self, label: &str) -> u32 {
        let found = self.until(label, |messages| messages.iter().rev().find_map(|m| Some((m.id, data(m, label)?))));
        let (message, data) = found.await;
        self.world.lock().press(self.id, self.id, message, &data)
    }

    /// Presses again with what a button carried on an old message.
    pub fn presses_old(&self, message: i32, data: &str) -> u32 {
        self.world.lock().press(self.id, self.id, message, data)
    }

    /// What the newest button with these words carries, with its message.
    pub async fn button(&self, label: &str) -> (i32, String) {
        self.until(label, |messages| messages.iter().rev().find_map(|m| Some((m.id, data(m, label)?)))).await
    }

    /// Waits until the newest message of the bot holds these words.
    pub async fn sees(&self, words: &str) -> Message {
        self.until(words, |messages| messages.last().filter(|m| m.text.contains(words)).cloned()).await
    }

    /// Waits as long, then asks that the words came to stand in the chat exactly once.
    pub async fn sees_once(&self, words: &str) -> Message {
        let seen = self.sees(words).await;
        assert_eq!(self.times_shown(words), 1, "«{words}» was shown more than once\n{}", self.chat());
        seen
    }

    /// How often these words came to stand in the chat.
    pub fn times_shown(&self, words: &str) -> usize {
        let world = self.world.lock();
        world
            .acts
            .iter()
            .filter(|a| a.chat == Some(self.id) && a.shown.as_ref().is_some_and(|s| s.contains(words)))
            .count()
    }

    /// Waits for something in the bot's messages, oldest first.
    pub async fn until<T>(&self, what: &str, find: impl Fn(&[Message]) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            let messages: Vec<Message> =
                self.world.lock().chat(self.id).messages.values().filter(|m| m.from_bot).cloned().collect();
            if let Some(found) = find(&messages) {
                return found;
            }
            assert!(Instant::now() < end, "waited for «{what}» in vain\n{}", self.chat());
            sleep(Duration::from_millis(3)).await;
        }
    }

    /// The whole chat, for a failed test.
    pub fn chat(&self) -> String {
        let world = self.world.lock();
        let mut out = String::new();
        for message in world.chat(self.id).messages.values() {
            let who = if message.from_bot { "bot" } else { "dân" };
            let labels: Vec<_> = message.keyboard.iter().flatten().map(|b| format!("[{}]", b.label)).collect();
            _ = writeln!(out, "{who} {}: {} {}", message.id, message.text, labels.join(" "));
        }
        for act in world.acts.iter().filter(|a| a.chat == Some(self.id)) {
            _ = writeln!(out, "  {} -> {:?} {:?}", act.method, act.message, act.refused);
        }
        out
    }
}

fn data(message: &Message, label: &str) -> Option<String> {
    message.keyboard.iter().flatten().find_map(|b| match &b.does {
        Does::Press(data) if b.label.contains(label) => Some(data.clone()),
        _ => None,
    })
}
