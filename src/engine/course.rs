//! The course of one turn: the session as it changes, what is said about it, and how the turn ends.

use std::rc::Rc;
use std::time::Duration;

use jiff::civil::Date;

use crate::book::{Book, Kind, Phrase, Sight};
use crate::engine::at::Spot;
use crate::engine::event::{Effect, Footprint, Show, Turn};
use crate::engine::news::Led;
use crate::engine::offer::{Stand, is_end};
use crate::engine::papers::{PAPERS, is_known, papers};
use crate::engine::path::{Node, Path, enter, path};
use crate::engine::session::{Extra, Keep, Session, View, Walk};
use crate::engine::show;
use crate::engine::tidings::is_real_end;
use crate::when::Moment;

/// The silence after which a line of recap stands above the step.
const SILENCE: Duration = Duration::from_hours(6);

/// The screen that asks whether to keep the place.
pub(super) const CONSENT_SCREEN: u8 = 2;

/// One turn under way.
pub(super) struct Course<'b> {
    /// The book in every language.
    pub(super) home: &'b Book,
    /// In the citizen's.
    pub(super) book: &'b Book,
    pub(super) s: Session,
    pub(super) now: Moment,
    pub(super) today: Date,
    pub(super) notices: Vec<String>,
    pub(super) effects: Vec<Effect>,
    /// What this turn owes to announcements.
    pub(super) led: Vec<(u32, Led)>,
    /// What could be pressed for this one turn, before it.
    pub(super) extras: Vec<Extra>,
    /// The path of the walk at hand; whoever changes the walk or takes another empties it.
    pub(super) cache: Option<Rc<Path<'b>>>,
    pub(super) before: Option<Before<'b>>,
    pub(super) silence: bool,
    /// The step that was on the screen is no longer in the book: a number or "tiếp" was meant for what is gone.
    pub(super) lost: bool,
    /// Whether the record was empty before this event.
    pub(super) is_new: bool,
}

/// What the walk at hand was before the event, to tell what changed.
pub(super) struct Before<'b> {
    number: u32,
    guide: String,
    path: Rc<Path<'b>>,
    finished: bool,
    recap: Option<String>,
}

impl<'b> Course<'b> {
    pub(super) fn begin(home: &'b Book, was: &Session, now: Moment) -> Self {
        let mut s = was.clone();
        let book = home.in_language(&s.language);
        let extras = std::mem::take(&mut s.extras);
        let is_new = s.walk().is_none() && s.dossiers.is_empty();
        let silence = !is_new && now.since(was.last) >= SILENCE;
        // A clock that jumped back must not bring a record's end nearer.
        s.last = s.last.max(now);
        let mut course = Self {
            home,
            book,
            s,
            now,
            today: now.day(),
            notices: Vec::new(),
            effects: Vec::new(),
            led: Vec::new(),
            extras,
            cache: None,
            before: None,
            silence,
            lost: false,
            is_new,
        };
        course.settle();
        course.before = course.remember();
        course.day_changed();
        course
    }

    /// Says a sentence above the screen; what two rules of a turn have to say alike is said once.
    pub(super) fn say(&mut self, phrase: Phrase, blanks: &[(&str, &str)]) {
        let line = self.book.words.say(phrase, blanks);
        if !self.notices.contains(&line) {
            self.notices.push(line);
        }
    }

    /// The path of the walk at hand; traced once until something of the walk changes.
    pub(super) fn path(&mut self) -> Option<Rc<Path<'b>>> {
        if self.cache.is_none() {
            self.cache = self.s.walk().map(|w| Rc::new(path(self.book, w, self.today)));
        }
        self.cache.clone()
    }

    /// The step the walk at hand is at.
    pub(super) fn spot(&self) -> Option<Spot<'b>> {
        self.s.walk().and_then(|w| w.place.find(self.book)).map(|(spot, _)| spot)
    }

    /// Puts the walk at hand on a step of today's book.
    pub(super) fn settle(&mut self) {
        let book = self.book;
        self.cache = None;
        let Some(walk) = self.s.walk_mut() else { return };
        if !walk.stack.iter().all(|at| at.find(book).is_some_and(|found| found.1)) {
            walk.stack = walk.stack.iter().filter_map(|at| at.find(book)).map(|(spot, _)| spot.at()).collect();
        }
        // A skill that has left the book ends its visit.
        let mut ended = false;
        while walk.place.guide(book).is_none_or(|g| g.steps.is_empty())
            && let Some(caller) = walk.stack.pop()
        {
            walk.place = caller;
            ended = true;
        }
        let home = book.guide(&walk.guide).filter(|g| !g.steps.is_empty());
        let astray = walk.stack.is_empty() && !home.is_some_and(|home| walk.place.is_of(home));
        let found = if astray { None } else { walk.place.find(book) };
        let opening = home.map(|guide| Spot { guide, index: 0 });
        let Some((spot, exact)) = found.map(|(spot, exact)| (spot, exact && !ended)).or(opening.map(|o| (o, false)))
        else {
            return self.guide_gone();
        };
        if !exact {
            walk.place = spot.at();
        }
        let Some(path) = self.path() else { return };
        let sight = Sight { book, guide: spot.guide, ground: &path.ground };
        let entered = enter(&sight, spot).unwrap_or(spot);
        if entered != spot {
            self.cache = None;
            if let Some(walk) = self.s.walk_mut() {
                walk.place = entered.at();
            }
        }
        self.lost |= !exact;
        if !exact {
            let name = sight.words(&entered.step().heading).unwrap_or_default();
            self.say(Phrase::StepGone, &[("step", &name)]);
        }
    }

    /// Another dossier has come to hand: what is said of the change is measured from here.
    pub(super) fn taken_up(&mut self, finished: bool) {
        self.settle();
        self.before = self.remember().map(|b| Before { finished, ..b });
        self.day_changed();
    }

    /// The guide of the walk at hand has left the book.
    fn guide_gone(&mut self) {
        self.lost = true;
        self.say(Phrase::GuideGone, &[]);
        self.cache = None;
        self.s.hand = None;
        self.cache = None;
        self.s.loose = None;
        self.s.view = View::Place;
        self.welcome();
    }

    /// The welcome as the loose place.
    pub(super) fn welcome(&mut self) {
        let guide = self.book.guide(WELCOME).or_else(|| self.book.guides.values().next().map(AsRef::as_ref));
        if let Some(guide) = guide.filter(|g| !g.steps.is_empty()) {
            self.cache = None;
            self.s.hand = None;
            self.cache = None;
            self.s.loose = Some(Walk::begin(0, guide, self.today));
            self.s.view = View::Place;
        }
    }

    pub(super) fn remember(&mut self) -> Option<Before<'b>> {
        let path = self.path()?;
        let walk = self.s.walk()?;
        let recap = if self.silence { self.recap(walk, &path) } else { None };
        Some(Before { number: walk.number, guide: walk.guide.clone(), path, finished: walk.finished, recap })
    }

    fn recap(&self, walk: &Walk, path: &Path<'_>) -> Option<String> {
        self.s.hand?;
        let papers = papers(self.book, walk, path);
        let words = &self.book.words;
        let spot = path.nodes.get(path.here)?.spot;
        let sight = Sight { book: self.book, guide: spot.guide, ground: &path.ground };
        let step = sight.words(&spot.step().heading)?;
        let day = words.short_day(walk.day);
        let seen = path.nodes[..=path.here].iter().any(|n| n.spot.step().id == PAPERS);
        if papers.is_empty() || !seen || walk.finished {
            return Some(words.say(Phrase::RecapPlain, &[("day", &day), ("step", &step)]));
        }
        let have = papers.iter().filter(|p| p.have).count().to_string();
        let blanks = [("day", day.as_str()), ("step", &step), ("have", &have), ("of", &papers.len().to_string())];
        Some(words.say(Phrase::Recap, &blanks))
    }

    /// The turn, with what must be said about the change and the screen drawn.
    pub(super) fn finish(mut self) -> Turn {
        let Some(path) = self.path() else { return self.into_turn(None, false) };
        self.say_asleep(&path);
        self.say_added(&path);
        self.drop_gone_ticks();
        let finished = self.reach_end(&path);
        self.keep_way(&path);
        self.say_recap();
        self.ask_consent();
        self.offer_on_welcome();
        // What a tick, an end or a day has changed is on the screen; the path is the same.
        self.cache = None;
        let mut show = show::show_on(self.book, &self.s, path);
        if let Some(show) = &mut show {
            show.notices = std::mem::take(&mut self.notices);
            show.footer = self.footer();
        }
        self.into_turn(show, finished)
    }

    /// The way outlives the path that told it.
    fn keep_way(&mut self, path: &Path<'_>) {
        let way = path.way.map(crate::book::Way::id);
        if let Some(walk) = self.s.walk_mut()
            && walk.way.as_deref() != way
        {
            walk.way = way.map(str::to_owned);
        }
    }

    /// The turn with a screen that is no view of the session, or none.
    pub(super) fn into_turn(self, show: Option<Show>, finished: bool) -> Turn {
        let spot = self.spot();
        let footprint = Footprint {
            guide: spot.map(|spot| spot.guide.id.clone()),
            step: spot.map(|spot| spot.step().id.clone()),
            finished,
            news: self.led,
        };
        Turn { show, effects: self.effects, footprint, session: self.s }
    }

    /// The walk as it was before the event, if it is still the one at hand.
    fn same_walk(&self) -> Option<&Before<'b>> {
        let walk = self.s.walk()?;
        self.before.as_ref().filter(|b| b.number == walk.number && b.guide == walk.guide)
    }

    /// Names, once, the answered questions that are no longer reached.
    fn say_asleep(&mut self, path: &Path<'_>) {
        let Some(before) = self.same_walk() else { return };
        let still = |n: &Node<'_>| path.nodes.iter().any(|m| m.spot == n.spot);
        let remembers = |n: &&Node<'_>| n.answer().is_some_and(|b| b.remember.is_some());
        let asleep = before.path.nodes.iter().filter(remembers).filter(|n| !still(n));
        let names: Vec<String> = asleep
            .map(|n| {
                let sight = Sight { book: self.book, guide: n.spot.guide, ground: &before.path.ground };
                let question = sight.words(&n.spot.step().heading).unwrap_or_default();
                format!("«{}»", question.trim_end_matches('?'))
            })
            .collect();
        if !names.is_empty() {
            self.say(Phrase::Asleep, &[("questions", &names.join(", "))]);
        }
    }

    /// Names the papers that this press has added, once the list lies behind.
    fn say_added(&mut self, path: &Path<'_>) {
        let Some(before) = self.same_walk() else { return };
        let Some(walk) = self.s.walk() else { return };
        let list = path.nodes.iter().position(|n| n.spot.step().id == PAPERS && n.spot.guide.id == walk.guide);
        let same_names = before.path.ground.names == path.ground.names;
        if same_names
            || self.s.view != View::Place
            || list.is_none_or(|list| list == path.here || list + 1 >= path.nodes.len())
        {
            return;
        }
        let old = papers(self.book, walk, &before.path);
        let new = papers(self.book, walk, path).into_iter();
        let added: Vec<String> =
            new.filter(|p| !p.have && !old.iter().any(|o| o.key == p.key)).map(|p| p.label).collect();
        if !added.is_empty() {
            self.say(Phrase::PapersAdded, &[("papers", &added.join(", "))]);
            self.s.extras.push(Extra::Papers);
        }
    }

    /// A tick whose paper has left the guide is named once.
    fn drop_gone_ticks(&mut self) {
        let (book, home) = (self.book, self.home);
        let papers_shown = match &self.s.view {
            View::Place => self.s.walk().is_some_and(|w| w.place.is_step(PAPERS)),
            View::Look(at) => at.is_step(PAPERS),
            View::Lacking => true,
            _ => false,
        };
        if !papers_shown {
            return;
        }
        self.cache = None;
        let Some(walk) = self.s.walk_mut() else { return };
        let gone: Vec<String> =
            walk.ticks.iter().filter(|key| !is_known(book, key) && !is_known(home, key)).cloned().collect();
        if gone.is_empty() {
            return;
        }
        walk.ticks.retain(|key| !gone.contains(key));
        let names: Vec<String> = gone.iter().filter_map(|key| walk.ticked.remove(key)).collect();
        if names.len() == gone.len() {
            self.say(Phrase::TicksGone, &[("papers", &names.join(", "))]);
        } else {
            self.say(Phrase::TicksGoneUnnamed, &[("n", &gone.len().to_string())]);
        }
    }

    /// At its last step a dossier is finished; tells so the first time.
    fn reach_end(&mut self, path: &Path<'b>) -> bool {
        let Some(node) = path.nodes.get(path.here) else { return false };
        let Some(walk) = self.s.walk() else { return false };
        let stand = Stand { book: self.book, walk, path, spot: node.spot, aside: false, fresh: false };
        let guide = self.book.guide(&walk.guide).filter(|g| g.front.kind == Kind::Procedure);
        let Some(guide) = guide else { return false };
        if self.s.hand.is_none() || self.s.view != View::Place || !is_end(&stand) {
            return false;
        }
        let was = self.same_walk().is_some_and(|b| b.finished);
        let title = guide.front.title.clone();
        self.cache = None;
        if !was {
            let done = is_real_end(node.spot);
            self.say(if done { Phrase::Finished } else { Phrase::EndedElsewhere }, &[("guide", &title)]);
            if done {
                self.filed();
            }
        }
        if let Some(walk) = self.s.walk_mut() {
            walk.finished = true;
        }
        !was
    }

    fn say_recap(&mut self) {
        let recap = self.same_walk().and_then(|b| b.recap.clone());
        if let Some(recap) = recap.filter(|_| self.s.view == View::Place) {
            self.notices.insert(0, recap);
            self.s.extras.push(Extra::Recap);
        }
    }

    fn ask_consent(&mut self) {
        if self.s.keep != Keep::Unanswered || self.s.view == View::Forgotten || self.asks_of_news() {
            return;
        }
        self.s.shown = self.s.shown.saturating_add(1);
        if self.s.shown == CONSENT_SCREEN {
            self.s.extras.push(Extra::Consent);
        }
    }
}

/// The guide that welcomes.
pub(super) const WELCOME: &str = "chao-mung";
