//! A small engine of the simulation's own: it counts its turns in the session, so that a lost or doubled one shows.

use std::panic::resume_unwind;

use camtay::book::{Book, Ground};
use camtay::engine::{Act, Choice, Effect, Event, Footprint, Group, Keep, Scene, Session, Show, Turn};
use camtay::round::Hands;
use camtay::screen::{Block, Ink, Screen};
use camtay::sender::job::Part;
use camtay::when::Moment;

/// What a citizen of the small engine can say; its buttons press the same.
pub const WORDS: [&str; 9] = ["a", "b", "two", "pic", "file", "quiet", "forget", "keep", "boom"];

pub fn hands() -> Hands {
    Hands { turn, compose, draw: Some(draw) }
}

fn turn(_: &Book, was: &Session, event: Event, now: Moment) -> Turn {
    let mut session = Session { last: now, drawn: was.drawn + 1, ..was.clone() };
    let words = match event {
        Event::Said(words) | Event::Pressed(words) => words,
        Event::Sent(odd) => format!("{odd:?}"),
        Event::SharedPlace => "place".to_owned(),
        Event::InGroup { link } => link,
    };
    let name = format!("{:x}.{}", session.seed, session.drawn);
    let mut effects = Vec::new();
    match words.as_str() {
        // A panic that says nothing on standard error.
        "boom" => resume_unwind(Box::new("told to")),
        "forget" => effects.push(Effect::Forget),
        "keep" => session.keep = Keep::Yes(now),
        "file" => effects.push(Effect::SendFile(format!("media/{name}.pdf"))),
        _ => {}
    }
    let scene = Scene::Plain { title: format!("{words} {name}"), lines: Vec::new() };
    let choice =
        |word: &&str| Choice { label: (*word).to_owned(), act: Act::Press((*word).to_owned()), group: Group::Guide };
    // "boom" is only typed.
    let choices = WORDS[..8].iter().map(choice).collect();
    let show =
        Show { notices: Vec::new(), scene, choices, footer: None, ground: Ground::default(), language: String::new() };
    Turn { session, show: (words != "quiet").then_some(show), effects, footprint: Footprint::default() }
}

fn compose(_: &Book, show: &Show) -> Screen {
    let title = if let Scene::Plain { title, .. } = &show.scene { title.clone() } else { String::new() };
    Screen { blocks: vec![Block::Paragraph(vec![Ink::Plain(title)])], choices: vec![show.choices.clone()] }
}

/// "two …" is a screen of two messages, "pic …" one with a picture.
fn draw(screen: Screen) -> Vec<Part> {
    let Some(Block::Paragraph(inks)) = screen.blocks.first() else { return Vec::new() };
    let Some(Ink::Plain(text)) = inks.first() else { return Vec::new() };
    let picture = text.starts_with("pic").then(|| "media/a.png".to_owned());
    let last =
        Part { html: text.clone(), picture, choices: screen.choices, spot: camtay::sender::job::Spot::default() };
    if text.starts_with("two") {
        let first = Part {
            html: format!("above {text}"),
            picture: None,
            choices: Vec::new(),
            spot: camtay::sender::job::Spot::default(),
        };
        return vec![first, last];
    }
    vec![last]
}
