//! Opening a guide: a procedure's opening, a skill as a visit, a dossier taken to hand.

use crate::book::{Guide, Kind, Phrase, slug};
use crate::engine::at::{At, Spot};
use crate::engine::course::Course;
use crate::engine::follow::MOST_VISITS;
use crate::engine::menus;
use crate::engine::offer::is_beside;
use crate::engine::session::{Left, MOST_UNFINISHED, Press, View, Walk, put};

impl<'b> Course<'b> {
    /// Opens a guide as its kind wants it, at `step` if it is given.
    pub(super) fn open(&mut self, guide: &'b Guide, step: Option<Spot<'b>>) {
        if guide.steps.is_empty() {
            return self.say(Phrase::GuideGone, &[]);
        }
        match guide.front.kind {
            Kind::Procedure => self.open_opening(guide, step),
            Kind::Skill if self.s.hand.is_some() => {
                let to = step.unwrap_or(Spot { guide, index: 0 });
                self.visit_from_place(to);
            }
            Kind::Skill | Kind::Flow => {
                let walk = Walk::begin(0, guide, self.today);
                self.take_loose(walk, step);
            }
        }
    }

    /// A procedure's opening carries the number of the dossier it may become.
    fn open_opening(&mut self, guide: &'b Guide, step: Option<Spot<'b>>) {
        let untouched = self.s.loose.as_ref().filter(|w| w.guide == guide.id && w.number != 0);
        let number = match untouched {
            Some(walk) => walk.number,
            None => self.s.draw_number(),
        };
        let walk = Walk::begin(number, guide, self.today);
        self.take_loose(walk, step);
    }

    /// A loose place to hand; a step that isn't the opening is reached by a jump, so that the path holds it.
    pub(super) fn take_loose(&mut self, mut walk: Walk, step: Option<Spot<'b>>) {
        self.cache = None;
        self.s.leave_for(&walk.guide);
        self.s.hand = None;
        self.s.view = View::Place;
        if let Some(spot) = step.filter(|s| s.index != 0) {
            if is_beside(&spot) {
                self.s.view = View::Look(spot.at());
            } else {
                let opening = walk.place;
                put(&mut walk.pressed, &opening, Press { to: Some(spot.at()), ..Press::default() });
                walk.go(spot.at(), Vec::new());
                self.say_notices(spot.guide);
            }
        }
        self.cache = None;
        self.s.loose = Some(walk);
    }

    /// What whoever enters a guide elsewhere than at its opening must know of it.
    fn say_notices(&mut self, guide: &Guide) {
        let ground = crate::book::Ground { today: self.today, ..crate::book::Ground::default() };
        let told = crate::book::Sight { book: self.book, guide, ground: &ground }.notices();
        self.notices.extend(told);
    }

    /// A visit that no button of the place made; it is kept where the step has no visit of its own to lose.
    pub(super) fn visit_from_place(&mut self, to: Spot<'b>) {
        self.cache = None;
        let Some(walk) = self.s.walk_mut() else { return };
        let mut stack = walk.stack.clone();
        if let Some(depth) = stack.iter().position(|at| at.is_of(to.guide)) {
            stack.truncate(depth);
        } else if !walk.place.is_of(to.guide) && stack.len() < MOST_VISITS {
            let place = walk.place;
            let own = walk.visited.iter().any(|(at, press)| at.is_same_step(&place) && press.to.is_none());
            if !own {
                put(&mut walk.visited, &place, Press { to: Some(to.at()), ..Press::default() });
            }
            stack.push(place);
        }
        walk.go(to.at(), stack);
        self.s.view = View::Place;
    }

    /// Takes a dossier to hand where it was left; one finished or put away is opened again.
    pub(super) fn resume(&mut self, number: u32) -> bool {
        let Some(walk) = self.s.dossier(number) else { return false };
        let finished = walk.finished;
        let closed = finished || walk.away;
        if closed && self.s.unfinished().count() >= MOST_UNFINISHED {
            self.s.view = View::Dossiers(Some(walk.guide.clone()));
            return true;
        }
        let name = menus::name(self.book, &self.s, walk);
        if self.s.hand != Some(number) {
            self.say(Phrase::OtherDossier, &[("name", &name)]);
        } else if closed {
            self.say(Phrase::Reopened, &[("name", &name)]);
        }
        self.cache = None;
        if let Some(walk) = self.s.dossier_mut(number) {
            walk.finished = false;
            walk.away = false;
        }
        self.cache = None;
        // The latest stands last: what is offered first when somebody comes back.
        if let Some(index) = self.s.dossiers.iter().position(|d| d.number == number) {
            let walk = self.s.dossiers.remove(index);
            self.s.dossiers.push(walk);
        }
        if self.s.hand != Some(number) {
            self.s.left = match (self.s.hand, &self.s.loose) {
                (Some(other), _) => Some(Left::Dossier(other)),
                (None, Some(walk)) => Some(Left::Guide(walk.guide.clone())),
                (None, None) => None,
            };
        }
        self.s.hand = Some(number);
        self.s.view = View::Place;
        self.taken_up(finished);
        true
    }

    /// Before a press that leads on: an opening becomes a dossier. False if ten are open already.
    pub(super) fn make_dossier(&mut self) -> bool {
        let loose = self.s.hand.is_none() && self.s.loose.as_ref().is_some_and(|w| w.number != 0);
        if !loose {
            return true;
        }
        if self.s.unfinished().count() >= MOST_UNFINISHED {
            let guide = self.s.loose.as_ref().map(|w| w.guide.clone());
            self.s.view = View::Dossiers(guide);
            return false;
        }
        self.cache = None;
        self.s.promote_loose();
        self.began();
        true
    }

    /// The latest unfinished dossier to hand; says so if there is none.
    pub(super) fn resume_latest(&mut self) {
        if self.s.hand.is_some() {
            self.s.view = View::Place;
            return;
        }
        let stands = |d: &&Walk| menus::standing(self.book, d).is_some();
        match self.s.unfinished().filter(stands).last().map(|d| d.number) {
            Some(number) => {
                self.resume(number);
            }
            None => {
                // A guide that is only being looked at is gone on with; from a greeting there is nothing to go on to.
                let looked_at = self.s.loose.as_ref().and_then(|w| self.book.guide(&w.guide));
                if looked_at.is_none_or(|g| g.front.kind == Kind::Flow) {
                    self.say(Phrase::NoDossier, &[]);
                    self.welcome();
                }
                self.s.view = View::Place;
            }
        }
    }

    /// The walk at hand from its opening; the ticks stay, since the papers do.
    pub(super) fn start_over(&mut self) {
        let book = self.book;
        self.cache = None;
        let Some(walk) = self.s.walk_mut() else { return };
        let Some(guide) = book.guide(&walk.guide) else { return };
        walk.pressed.clear();
        walk.visited.clear();
        walk.typed.clear();
        walk.back.clear();
        walk.stack.clear();
        walk.way = None;
        walk.finished = false;
        walk.place = Spot { guide, index: 0 }.at();
        self.s.view = View::Place;
        // What was dropped on purpose is not named as asleep.
        self.before = None;
        self.say(Phrase::StartedOver, &[]);
    }

    /// Puts a dossier away, out of hand.
    pub(super) fn put_away(&mut self, number: u32) {
        let Some(walk) = self.s.dossier(number) else { return };
        let name = menus::name(self.book, &self.s, walk);
        let waiting = match &self.s.view {
            View::Dossiers(Some(guide)) => self.book.guide(guide),
            _ => None,
        };
        self.cache = None;
        if let Some(walk) = self.s.dossier_mut(number) {
            walk.away = true;
        }
        self.say(Phrase::PutAwayDone, &[("name", &name)]);
        if let Some(guide) = waiting {
            return self.open(guide, None);
        }
        if self.s.hand == Some(number) {
            self.cache = None;
            self.s.hand = None;
            if self.s.loose.is_none() {
                self.welcome();
            }
        }
        self.s.view = View::Dossiers(None);
    }

    /// Follows a deep link: the exact id, else the longest id that is a prefix; the rest after `-` names a step. Typed off a
    /// leaflet it may be in capitals, and its hyphens blanks, `_` or `%2D`.
    pub(super) fn deep_link(&mut self, payload: &str) {
        let book = self.book;
        let spelt = slug(
            &["%2D", "%2d", "%5F", "%5f", "%20", "+"].iter().fold(payload.to_owned(), |p, code| p.replace(code, "-")),
        );
        let payload = if book.guide(payload).is_some() { payload } else { &spelt };
        let prefix_of = |g: &&'b Guide| payload.strip_prefix(g.id.as_str()).is_some_and(|rest| rest.starts_with('-'));
        let guides = book.guides.values().map(AsRef::as_ref).filter(|g: &&'b Guide| !g.steps.is_empty());
        let exact = book.guide(payload).filter(|g| !g.steps.is_empty());
        let Some(guide) = exact.or_else(|| guides.filter(prefix_of).max_by_key(|g| g.id.len())) else {
            self.say(Phrase::NoSuchGuide, &[]);
            return self.welcome();
        };
        let rest = payload.get(guide.id.len() + 1..).unwrap_or_default();
        let step = guide.index_of(rest).map(|index| Spot { guide, index });
        if step.is_none() && !rest.is_empty() {
            self.say(Phrase::StepUnknown, &[("guide", &guide.front.title)]);
        }
        let entered = step.map(|spot| self.entered(spot));
        self.open(guide, entered);
    }

    /// Where one stands who comes to a step from nowhere.
    pub(super) fn entered(&self, spot: Spot<'b>) -> Spot<'b> {
        let ground = crate::book::Ground { today: self.today, ..crate::book::Ground::default() };
        let sight = crate::book::Sight { book: self.book, guide: spot.guide, ground: &ground };
        if is_beside(&spot) { spot } else { crate::engine::path::enter(&sight, spot).unwrap_or(spot) }
    }

    /// Goes to a step of the walk at hand.
    pub(super) fn go(&mut self, to: Spot<'b>, stack: Vec<At>) {
        self.cache = None;
        if let Some(walk) = self.s.walk_mut() {
            walk.go(to.at(), stack);
        }
        self.s.view = View::Place;
    }
}
