//! What stands on people's phones while a talk of the staff goes: what they wrote, and the messages as they are now.

use std::collections::BTreeMap;

use camtay::announce::{Letter, escape};
use camtay::sender::job::{ChatId, MessageId};

use crate::room::{Room, Sight};

/// Something on a phone, from top to bottom.
#[derive(Debug, Clone)]
pub enum Bubble {
    /// What its owner wrote, with marks.
    Said(String),
    /// What came: the words with marks, and the rows of labels below.
    Came(String, Vec<Vec<String>>),
    /// A table that came: its name and its text.
    Table(String, String),
}

/// A phone at one moment.
#[derive(Debug, Clone)]
pub struct Phone {
    /// Whose it is.
    pub whose: String,
    pub bubbles: Vec<Bubble>,
    /// The button that is pressed next; it is ringed.
    pub next: Option<String>,
}

enum Line {
    Said(String),
    Came(MessageId),
    Table(String, String),
}

/// A room, and what each phone has shown since its owner last looked away.
pub struct Film {
    pub room: Room,
    lines: BTreeMap<ChatId, Vec<Line>>,
    /// The code of the newest invitation.
    pub code: String,
}

impl Film {
    pub fn new(room: Room) -> Self {
        Self { room, lines: BTreeMap::new(), code: String::new() }
    }

    /// Words, `**bold**` where they say so.
    pub fn says(&mut self, (who, name): (ChatId, &str), words: &str) {
        let html = bold(words);
        let name = called(name);
        self.lines.entry(who).or_default().push(Line::Said(html.clone()));
        if html.contains("<b>") {
            self.room.sends(who, who, name, Letter { html, ..Letter::default() }, None);
        } else {
            self.room.says(who, who, name, words);
        }
        self.look();
    }

    /// # Panics
    /// If no button begins with `label`.
    pub fn presses(&mut self, (who, name): (ChatId, &str), label: &str) {
        assert!(self.room.presses(who, who, called(name), label), "{name} has no button «{label}»");
        self.look();
    }

    /// Takes in what came to be seen.
    pub fn look(&mut self) {
        for (chat, sight) in self.room.sights() {
            let lines = self.lines.entry(chat).or_default();
            match sight {
                Sight::New(seen) | Sight::Edited(seen) => {
                    let code = seen.text.lines().find_map(|line| Some(line.split_once("?start=moi-")?.1.trim()));
                    self.code = code.map_or(std::mem::take(&mut self.code), str::to_owned);
                    if !lines.iter().any(|line| matches!(line, Line::Came(id) if *id == seen.id)) {
                        lines.push(Line::Came(seen.id));
                    }
                }
                Sight::Table(name, text) => lines.push(Line::Table(name, text)),
                Sight::Deleted(_) => {}
            }
        }
    }

    /// Looks away: what stands on the phone now is scrolled out of sight.
    pub fn scrolls(&mut self, (who, _): (ChatId, &str)) {
        self.lines.remove(&who);
    }

    /// A phone as it is now; then its owner looks away.
    pub fn phone(&mut self, (who, name): (ChatId, &str), next: &str) -> Phone {
        let lines = self.lines.remove(&who).unwrap_or_default();
        let hidden = |words: &str| {
            if self.code.is_empty() { words.to_owned() } else { words.replace(&self.code, "••••••••") }
        };
        let bubbles = lines.into_iter().filter_map(|line| match line {
            Line::Said(html) => Some(Bubble::Said(hidden(&html))),
            Line::Table(name, text) => Some(Bubble::Table(name, text)),
            Line::Came(id) => {
                let seen = self.room.chat(who).iter().find(|seen| seen.id == id)?;
                let rows = seen.rows.iter().map(|row| row.iter().map(|choice| choice.label.clone()).collect());
                Some(Bubble::Came(hidden(&seen.html), rows.collect()))
            }
        });
        let next = Some(next.to_owned()).filter(|next| !next.is_empty());
        Phone { whose: name.to_owned(), bubbles: bubbles.collect(), next }
    }
}

/// What Telegram calls them: a phone's title tells their part besides, in brackets.
fn called(title: &str) -> &str {
    title.split(" (").next().unwrap_or(title)
}

/// `**bold**` as Telegram's marks.
fn bold(words: &str) -> String {
    let parts = words.split("**").enumerate();
    parts.map(|(n, part)| if n % 2 == 1 { format!("<b>{}</b>", escape(part)) } else { escape(part) }).collect()
}
