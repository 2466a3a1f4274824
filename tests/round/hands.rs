//! What the tests of the round share: an engine that counts its turns, arrivals, marks, a store of the test's own.

#![allow(unreachable_pub, missing_docs, reason = "shared by the parts of one test")]

use std::fs;
use std::panic::resume_unwind;
use std::path::PathBuf;

use camtay::book::{Book, Ground};
use camtay::engine::{Effect, Event, Footprint, Keep, Missed, Scene, Session, Show, Turn};
use camtay::intake::{Arrival, Press, UpdateId, What};
use camtay::round::{Done, Hands, Round};
use camtay::screen::{Block, Ink, Screen};
use camtay::sender::job::{ChatId, End, Job, Line, Mark, OnScreen, Part, What as Task};
use camtay::when::Moment;

pub const LAN: ChatId = 11;
pub const TAM: ChatId = 12;
pub const HOUR: i64 = 3_600_000;

/// A folder of this test's own, gone when it ends.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("camtay-round-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    pub fn open(&self) -> Round {
        self.keeping(Keep::Unanswered)
    }

    pub fn keeping(&self, keep: Keep) -> Round {
        let hands = Hands { turn, compose, draw: Some(draw) };
        Round::open(&self.0, hands, keep).expect("a store")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// An engine that counts its turns in the session, and does what it is told.
pub fn turn(_: &Book, was: &Session, event: Event, now: Moment) -> Turn {
    let mut session = Session { last: now, drawn: was.drawn + 1, ..was.clone() };
    let mut effects = Vec::new();
    let words = match event {
        Event::Said(words) | Event::Pressed(words) => words,
        Event::Sent(odd) => format!("{odd:?}"),
        Event::SharedPlace => "place".to_owned(),
        Event::InGroup { link } => link,
    };
    match words.as_str() {
        // A panic that says nothing on standard error.
        "boom" => resume_unwind(Box::new("told to")),
        "forget" => effects.push(Effect::Forget),
        "keep" => session.keep = Keep::Yes(now),
        "file" => effects.push(Effect::SendFile("media/a.pdf".to_owned())),
        words => {
            let (words, offered) = match (words.strip_prefix("missed "), words.strip_prefix("refused ")) {
                (Some(words), _) => (words, Vec::new()),
                (_, Some(words)) => (words, vec!["khai-sinh".to_owned()]),
                _ => ("", Vec::new()),
            };
            if !words.is_empty() {
                effects.push(Effect::Missed(Missed { words: words.to_owned(), offered }));
            }
        }
    }
    let scene = Scene::Plain { title: format!("{words} {}", session.drawn), lines: Vec::new() };
    let (notices, choices, language) = (Vec::new(), Vec::new(), String::new());
    let show = Show { notices, scene, choices, footer: None, ground: Ground::default(), language };
    Turn { session, show: (words != "quiet").then_some(show), effects, footprint: Footprint::default() }
}

pub fn compose(_: &Book, show: &Show) -> Screen {
    let title = if let Scene::Plain { title, .. } = &show.scene { title.clone() } else { String::new() };
    Screen { blocks: vec![Block::Paragraph(vec![Ink::Plain(title)])], choices: Vec::new() }
}

/// "two …" is a screen of two parts.
pub fn draw(screen: Screen) -> Vec<Part> {
    let Some(Block::Paragraph(inks)) = screen.blocks.into_iter().next() else { return Vec::new() };
    let Some(Ink::Plain(text)) = inks.into_iter().next() else { return Vec::new() };
    let part =
        Part { html: text.clone(), picture: None, choices: Vec::new(), spot: camtay::sender::job::Spot::default() };
    vec![part; if text.starts_with("two") { 2 } else { 1 }]
}

pub fn at(millis: i64) -> Moment {
    Moment::from_millis(1_000_000 + millis)
}

pub fn said(update: u64, chat: ChatId, words: &str) -> Arrival {
    let what = What::Citizen(Event::Said(words.to_owned()));
    Arrival {
        update: UpdateId(update),
        chat: Some(chat),
        press: None,
        what,
        note: None,
        spot: camtay::sender::job::Spot::default(),
        reply_to: None,
    }
}

pub fn pressed(update: u64, chat: ChatId, token: &str, from: Option<i32>) -> Arrival {
    let press = Some(Press { id: format!("q{update}"), from });
    let what = What::Citizen(Event::Pressed(token.to_owned()));
    Arrival {
        update: UpdateId(update),
        chat: Some(chat),
        press,
        what,
        note: None,
        spot: camtay::sender::job::Spot::default(),
        reply_to: None,
    }
}

pub fn run(round: &mut Round, arrivals: Vec<Arrival>, now: Moment) -> Done {
    round.run(&Book::default(), arrivals, Vec::new(), now).expect("a round")
}

pub fn mark(round: &mut Round, chat: ChatId, job: u64, end: End) -> Vec<Line> {
    round.mark(vec![Mark { chat, job, end, hurry: true }], at(0)).expect("a mark")
}

pub fn sent(message: i32) -> End {
    End::Done { screen: Some(OnScreen { message, picture: false, last: true }), strip: None }
}

/// What waits, as words.
pub fn words(jobs: &[Job]) -> Vec<String> {
    let word = |job: &Job| match &job.what {
        Task::Show { part, .. } => part.html.clone(),
        Task::File(file) | Task::Enclosed { file, .. } => format!("file {file}"),
        Task::Print(sheet) => format!("print {}", sheet.file),
        Task::Strip(message) => format!("strip {message}"),
        Task::News { piece, .. } => piece.html.clone(),
        other => format!("{other:?}"),
    };
    jobs.iter().map(word).collect()
}

pub fn line_of(lines: &[Line], chat: ChatId) -> &Line {
    lines.iter().find(|line| line.chat == chat).expect("a line of this chat")
}

/// What waits for a chat after a restart.
pub fn waiting(round: &mut Round, chat: ChatId) -> Vec<String> {
    let lines = round.waiting().expect("lines");
    lines.iter().find(|line| line.chat == chat).map(|line| words(&line.jobs)).unwrap_or_default()
}

pub fn folder_again(round: Round, folder: &Folder) -> Round {
    drop(round);
    folder.open()
}

/// How many records and places in the list of ends the store holds.
pub fn records(round: Round, folder: &Folder) -> usize {
    drop(round);
    let db = bare(folder);
    db.scan_prefix("c/").count() + db.scan_prefix("e/").count()
}

/// The store without its types; sled lets go of a closed file a moment later.
pub fn bare(folder: &Folder) -> sled::Db {
    let tries = (0..100).find_map(|_| {
        let opened = sled::open(&folder.0).ok();
        if opened.is_none() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        opened
    });
    tries.expect("a store")
}
