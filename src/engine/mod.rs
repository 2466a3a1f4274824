//! The conversation, pure: [`turn`] is the list of what can happen.

mod ask;
mod at;
mod back;
mod branch;
mod command;
mod course;
mod danger;
mod day;
mod depends;
mod event;
mod follow;
mod languages;
mod menus;
mod news;
mod news_menu;
mod offer;
mod open;
mod papers;
mod path;
mod pressed;
mod said;
mod search;
mod session;
mod sheet;
mod shift;
mod show;
mod stored;
mod tidings;
mod token;
mod told;
mod understand;
mod wish;

pub use at::At;
pub use day::{Told, told_day};
pub use event::{Act, Choice, Effect, Event, Footprint, Group, Header, Known, Missed, Odd, Scene, Show, Turn};
pub use news::{Consent, How, Led, News, Topics, WHOLE_COMMUNE, open_choice, stop_choice, stop_said};
pub use search::find;
pub use session::{Extra, Frame, Keep, Left, MOST_UNFINISHED, Press, Session, View, Walk};
pub use sheet::{Fact as SheetFact, Paper as SheetPaper, Part as SheetPart, Sheet};

use crate::book::{Book, Phrase};
use crate::engine::course::Course;
use crate::when::Moment;

/// One event's consequences; pure and total: any event on any session gives a turn.
pub fn turn(book: &Book, was: &Session, event: Event, now: Moment) -> Turn {
    let mut course = Course::begin(book, was, now);
    match event {
        Event::Said(text) => said::said(&mut course, &text),
        Event::Pressed(token) => pressed::pressed(&mut course, &token),
        Event::Sent(odd) => course.say(sentence(odd), &[]),
        Event::SharedPlace => ask::shared_place(&mut course),
        Event::InGroup { link } => return in_group(book, was, link, now),
    }
    if course.s.walk().is_none() {
        course.welcome();
    }
    course.finish()
}

/// The screen of a session as it stands, nothing happening.
pub fn show(book: &Book, session: &Session, now: Moment) -> Option<Show> {
    show::show(book.in_language(&session.language), session, now.day())
}

fn in_group(book: &Book, was: &Session, link: String, now: Moment) -> Turn {
    let show = Some(show::in_group(book.in_language(&was.language), link));
    Turn { session: Session { last: now, ..was.clone() }, show, effects: Vec::new(), footprint: Footprint::default() }
}

fn sentence(odd: Odd) -> Phrase {
    match odd {
        Odd::Sticker => Phrase::OddSticker,
        Odd::Voice => Phrase::OddVoice,
        Odd::Photo => Phrase::OddPhoto,
        Odd::Document => Phrase::OddDocument,
        Odd::Contact => Phrase::OddContact,
        Odd::Edited => Phrase::OddEdited,
        Odd::Other => Phrase::OddOther,
    }
}
