//! Every way through a guide: presses and answers tried one after the other, on the pure engine.

use std::collections::{BTreeSet, VecDeque};

use camtay::book::{Ask, Book};
use camtay::engine::{Act, Event, Group, Keep, Scene, Session, Show, turn};
use camtay::when::Moment;
use jiff::civil::Date;

/// A place on the way: the session with what is seen of it.
#[derive(Clone)]
pub struct Stop {
    pub session: Session,
    pub show: Show,
    /// `khai-sinh#giay-to`
    pub place: String,
}

impl Stop {
    /// The screen of a session after an event; none if the event shows nothing.
    pub fn after(book: &Book, session: &Session, event: Event, now: Moment) -> Option<Self> {
        let done = turn(book, session, event, now);
        let place = done.session.walk().and_then(|w| w.place.name(book)).unwrap_or_default();
        Some(Self { session: done.session, show: done.show?, place })
    }

    /// The labels of what can be ticked.
    pub fn papers(&self) -> BTreeSet<String> {
        let ticks = self.show.choices.iter().filter(|c| c.group == Group::Tick);
        ticks.map(|c| c.label.trim_start_matches(['⬜', '✅', ' ']).to_owned()).collect()
    }

    /// Where every button that leads on, and every answer, goes.
    pub fn next(&self, book: &Book, now: Moment) -> Vec<Self> {
        let on = self.show.choices.iter().filter(|c| matches!(c.group, Group::First | Group::Guide | Group::On));
        let mut events: Vec<Event> = on
            .filter_map(|c| match &c.act {
                Act::Press(token) => Some(Event::Pressed(token.clone())),
                _ => None,
            })
            .collect();
        if let Scene::Step { guide, step, .. } = &self.show.scene
            && let Some(guide) = book.guide(guide)
            && let Some(ask) = guide.index_of(step).and_then(|i| guide.steps[i].ask)
        {
            let answers: &[&str] = match ask {
                Ask::Date => &["20/11/2026", "1/3/2026"],
                Ask::Text | Ask::Place => &["Tân Minh"],
                Ask::DossierCode => &["000.01.02-261123-0001"],
            };
            events.extend(answers.iter().map(|a| Event::Said((*a).to_owned())));
        }
        events.into_iter().filter_map(|event| Self::after(book, &self.session, event, now)).collect()
    }
}

/// The opening of a guide on a day.
pub fn opening(book: &Book, guide: &str, day: Date) -> Stop {
    let now = Moment::of_day(day, 8, 0);
    let session = Session::new(7, Keep::Always);
    Stop::after(book, &session, Event::Said(format!("/start {guide}")), now).expect("an opening")
}

/// Walks from `start`: `visit` sees each stop once by `key` and tells whether to go on from it.
pub fn explore(
    book: &Book,
    start: Stop,
    day: Date,
    key: impl Fn(&Stop) -> String,
    mut visit: impl FnMut(&Stop) -> bool,
) -> usize {
    let now = Moment::of_day(day, 8, 0);
    let mut seen = BTreeSet::from([key(&start)]);
    let mut queue = VecDeque::from([start]);
    while let Some(stop) = queue.pop_front() {
        if !visit(&stop) {
            continue;
        }
        for next in stop.next(book, now) {
            if seen.insert(key(&next)) {
                queue.push_back(next);
            }
        }
    }
    seen.len()
}
