//! What is to be seen of a session: a step, a look aside, or a screen of our own.

use std::rc::Rc;

use jiff::civil::Date;

use crate::book::{Book, Ground, Kind, Phrase, Sight};
use crate::engine::at::Spot;
use crate::engine::branch::{branch, steps_of};
use crate::engine::event::{Act, Choice, Group, Header, Known, Scene, Show};
use crate::engine::languages;
use crate::engine::menus;
use crate::engine::news::How;
use crate::engine::news_menu;
use crate::engine::offer::{Stand, choices, count, leave};
use crate::engine::papers::{PAPERS, of_blocks, papers};
use crate::engine::path::{Path, enter, path};
use crate::engine::session::{Extra, Keep, Left, Session, View, Walk};
use crate::engine::token::{Aside, Deed, Menu, Token};

/// The most steps to come that are named: a phone shows twelve lines.
const MOST_STEPS: usize = 6;

/// The screen of a session as it stands; none only if the book has no guide at all.
pub(super) fn show(book: &Book, s: &Session, today: Date) -> Option<Show> {
    show_on(book, s, Rc::new(path(book, s.walk()?, today)))
}

/// The same, on a path that is already traced.
pub(super) fn show_on(book: &Book, s: &Session, path: Rc<Path<'_>>) -> Option<Show> {
    let walk = s.walk()?;
    let at_hand = Hand { book, s, walk, path: &path };
    let (scene, mut choices) = at_hand.scene()?;
    choices.extend(at_hand.extras());
    choices.sort_by_key(|c| c.group);
    let mut ground = Rc::try_unwrap(path).map_or_else(|shared| shared.ground.clone(), |own| own.ground);
    ground.ticks.clone_from(&walk.ticks);
    if let (Scene::Step { guide, .. }, View::Look(_)) = (&scene, &s.view)
        && *guide != walk.guide
    {
        ground.callers = vec![walk.guide.clone()];
    }
    Some(Show { notices: Vec::new(), scene, choices, footer: None, ground, language: book.language.clone() })
}

/// The walk at hand with its path.
pub(super) struct Hand<'a, 'b> {
    pub(super) book: &'b Book,
    pub(super) s: &'a Session,
    pub(super) walk: &'a Walk,
    pub(super) path: &'a Path<'b>,
}

impl<'b> Hand<'_, 'b> {
    fn scene(&self) -> Option<(Scene, Vec<Choice>)> {
        let here = self.path.nodes.get(self.path.here)?.spot;
        Some(match &self.s.view {
            View::Place => self.step(here, false),
            View::Look(at) => match at.find(self.book) {
                Some((spot, _)) => {
                    // A bare stage is entered at its first step; a menu's heading is the menu itself.
                    let sight = Sight { book: self.book, guide: spot.guide, ground: &self.path.ground };
                    let is_menu = crate::engine::offer::is_menu(&spot);
                    let entered = if is_menu { None } else { enter(&sight, spot) };
                    self.step(entered.unwrap_or(spot), true)
                }
                None => self.step(here, false),
            },
            View::Lacking => self.lacking(here),
            other => menus::scene(self, other),
        })
    }

    /// The step the walk is at.
    pub(super) fn here(&self) -> Option<Spot<'b>> {
        self.path.nodes.get(self.path.here).map(|n| n.spot)
    }

    /// A button of ours, from wherever one stands.
    pub(super) fn button(&self, label: String, deed: Deed, group: Group) -> Choice {
        let from = self.here().map(|s| s.at()).unwrap_or_default();
        let token = Token { dossier: self.walk.number, fresh: self.is_fresh(), aside: false, from, deed };
        Choice { label, act: Act::Press(token.write()), group }
    }

    /// A sentence of ours without blanks.
    pub(super) fn say(&self, phrase: Phrase) -> String {
        self.book.words.say(phrase, &[])
    }

    /// "Xong, về «…»" from a screen of our own; nothing to go back to on a first contact.
    pub(super) fn back_to_place(&self) -> Vec<Choice> {
        let mut out = Vec::new();
        if let Some(here) = self.here() {
            leave(self.book, self.walk, self.path, here, &mut out);
        }
        out
    }

    /// An opening that is no dossier yet.
    fn is_fresh(&self) -> bool {
        self.s.hand.is_none() && self.walk.number != 0
    }

    fn step(&self, spot: Spot<'b>, aside: bool) -> (Scene, Vec<Choice>) {
        let fresh = self.is_fresh();
        let stand = Stand { book: self.book, walk: self.walk, path: self.path, spot, aside, fresh };
        let mut choices = choices(&stand);
        if !aside && spot.index == 0 {
            if self.leads_back() {
                let nav = choices.iter().position(|c| c.group == Group::Nav).unwrap_or(choices.len());
                choices.insert(nav, self.button(self.say(Phrase::Back), Deed::Back, Group::Nav));
            }
            choices.extend(self.unfinished(spot));
            if spot.guide.front.kind == Kind::Flow {
                choices.extend(languages::button(self));
            }
        }
        let scene = Scene::Step {
            guide: spot.guide.id.clone(),
            step: spot.step().id.clone(),
            header: self.header(spot, aside),
        };
        (scene, choices)
    }

    /// Whether back over this opening leads to another guide that was looked at; a dossier has a button of its own.
    fn leads_back(&self) -> bool {
        let left = match &self.s.left {
            Some(Left::Guide(id)) => self.book.guide(id),
            _ => None,
        };
        self.walk.back.is_empty()
            && left.is_some_and(|guide| guide.front.kind == Kind::Procedure && guide.id != self.walk.guide)
    }

    /// On an opening: the unfinished dossiers of that guide; on the welcome, all of them, the latest first.
    fn unfinished(&self, spot: Spot<'_>) -> Vec<Choice> {
        let flow = spot.guide.front.kind == Kind::Flow;
        let latest_first = self.s.dossiers.iter().rev().filter(|d| !d.finished && !d.away);
        let stands = |d: &&Walk| menus::standing(self.book, d).is_some();
        let others = latest_first.filter(stands).filter(|d| Some(d.number) != self.s.hand);
        let others: Vec<&Walk> = others.collect();
        // Whoever looks at another guide must find the way back to what they were doing.
        let last = others.first().map(|d| d.number);
        let of_it = |d: &&Walk| flow || d.guide == spot.guide.id || Some(d.number) == last;
        let others = others.into_iter().filter(of_it);
        others
            .map(|d| {
                // On the opening of a guide that is in the middle, going on is what most want.
                let group = if !flow && d.guide == spot.guide.id { Group::First } else { Group::On };
                let label = self.book.words.say(Phrase::Resume, &[("guide", &menus::name(self.book, self.s, d))]);
                self.button(label, Deed::Resume(d.number), group)
            })
            .take(3)
            .collect()
    }

    fn header(&self, spot: Spot<'_>, aside: bool) -> Option<Header> {
        let home = self.book.guide(&self.walk.guide).filter(|g| g.front.kind == Kind::Procedure);
        let guide = home.unwrap_or(spot.guide);
        if guide.front.kind == Kind::Flow || (spot.index == 0 && guide.key == spot.guide.key) {
            return None;
        }
        let sight = Sight { book: self.book, guide: spot.guide, ground: &self.path.ground };
        let heading = sight.words(&spot.step().heading);
        let stage = spot.step().stage.filter(|&s| s != spot.index).map(|s| &spot.guide.steps[s]);
        let mut stage = stage.and_then(|s| sight.words(&s.heading)).filter(|s| Some(s) != heading.as_ref());
        if spot.guide.key != guide.key && stage.is_none() {
            stage = Some(spot.guide.front.name().to_owned()).filter(|s| Some(s) != heading.as_ref());
        }
        let count = if aside { None } else { count(self.book, self.path, spot) };
        let mut ticks = Vec::new();
        of_blocks(&spot.step().body, &sight, &mut ticks);
        let have = ticks.iter().filter(|p| p.have).count();
        let ticks = (!ticks.is_empty()).then_some((have, ticks.len()));
        Some(Header { name: menus::short_name(guide, self.walk), stage, count, ticks })
    }

    /// Papers unticked, then the steps to come of the way.
    fn lacking(&self, here: Spot<'b>) -> (Scene, Vec<Choice>) {
        let name = self.book.guide(&self.walk.guide).map_or_else(String::new, |g| menus::short_name(g, self.walk));
        let missing = papers(self.book, self.walk, self.path).into_iter().filter(|p| !p.have).map(|p| p.label);
        let mut choices = Vec::new();
        let from = here.at();
        let token =
            Token { dossier: self.walk.number, fresh: false, aside: true, from, deed: Deed::Look(Aside::Papers) };
        let label = self.say(Phrase::Papers);
        choices.push(Choice { label, act: Act::Press(token.write()), group: Group::Guide });
        choices.push(self.button(self.say(Phrase::PrintButton), Deed::Print, Group::Guide));
        leave(self.book, self.walk, self.path, here, &mut choices);
        let mut steps = self.steps_to_come(here);
        let more = steps.len().saturating_sub(MOST_STEPS);
        steps.truncate(MOST_STEPS);
        let scene = Scene::Lacking { name, papers: missing.collect(), steps, more, known: self.papers_known() };
        (scene, choices)
    }

    /// Whether the list of papers is whole: of a side branch what its steps list; else once its step was passed.
    pub(super) fn papers_known(&self) -> Known {
        let guide = self.book.guide(&self.walk.guide);
        match guide.and_then(|guide| branch(guide, self.path)) {
            Some(_) if papers(self.book, self.walk, self.path).is_empty() => Known::InSteps,
            Some(_) => Known::Whole,
            None if self.path.nodes.iter().any(|n| n.spot.step().id == PAPERS) => Known::Whole,
            None => Known::SoFar,
        }
    }

    /// The headings still to come: of the way's stage, or of the whole way when it has not begun.
    pub(super) fn steps_to_come(&self, here: Spot<'b>) -> Vec<String> {
        let Some(guide) = self.book.guide(&self.walk.guide) else { return Vec::new() };
        let sight = Sight { book: self.book, guide, ground: &self.path.ground };
        if let Some(stage) = branch(guide, self.path) {
            let here = self.path.nodes[self.path.here].spot.index;
            let to_come = steps_of(guide, stage).filter(|index| *index > here && *index != stage);
            return to_come
                .map(|index| &guide.steps[index])
                .filter(|step| sight.holds(&step.when))
                .filter_map(|step| sight.words(&step.heading))
                .collect();
        }
        let way = self.path.way.and_then(|w| guide.index_of(w.id()));
        let place = self.place_in(here, guide);
        let mut out = Vec::new();
        for stage in way.into_iter().chain(guide.index_of("nhan-ket-qua")) {
            for index in guide.stage_steps(stage) {
                let step = &guide.steps[index];
                if place.is_none_or(|p| index > p) && sight.holds(&step.when) {
                    out.extend(sight.words(&step.heading));
                }
            }
        }
        out
    }

    /// The index, in the procedure, of the place or of the step that called; none before the way.
    fn place_in(&self, here: Spot<'b>, guide: &crate::book::Guide) -> Option<usize> {
        let node = self.path.nodes.get(self.path.here)?;
        let spots = std::iter::once(&here).chain(node.stack.iter().rev());
        let own = spots.into_iter().find(|s| s.guide.key == guide.key)?;
        let stage = own.step().stage?;
        let of_way = guide.way_at(own.index).is_some() || guide.steps[stage].id == "nhan-ket-qua";
        of_way.then_some(own.index)
    }

    /// The days that may have been meant, each a button.
    fn days<'d>(&'d self, days: &'d [Date]) -> impl Iterator<Item = Choice> + 'd {
        days.iter().map(|day| self.button(self.book.words.day(*day), Deed::Day(*day), Group::Guide))
    }

    /// Buttons that this turn alone has reason to add.
    fn extras(&self) -> Vec<Choice> {
        let mut out = Vec::new();
        for extra in &self.s.extras {
            match extra {
                Extra::Papers => {
                    out.push(self.button(self.say(Phrase::PapersButton), Deed::Look(Aside::Papers), Group::Nav));
                }
                Extra::Recap => {
                    out.push(self.button(self.say(Phrase::StartOver), Deed::Menu(Menu::StartOver), Group::Far));
                    out.push(self.button(self.say(Phrase::OtherDossiers), Deed::Menu(Menu::Dossiers), Group::Far));
                }
                Extra::Consent if self.s.keep == Keep::Unanswered => {
                    out.push(self.button(self.say(Phrase::KeepYes), Deed::Keep(true), Group::Far));
                    out.push(self.button(self.say(Phrase::KeepNo), Deed::Keep(false), Group::Far));
                }
                Extra::Consent => {}
                Extra::News => {
                    let how = if self.s.hand.is_none() { How::Welcome } else { How::Finished };
                    out.extend(news_menu::yes_and_no(self, how, Group::Far));
                }
                Extra::Languages => out.extend(languages::button(self)),
                Extra::Days(days) => out.extend(self.days(days)),
                Extra::Stopped(_) => out.push(news_menu::again(self)),
            }
        }
        out
    }
}

/// A screen of our own beside any session: the answer to a group.
pub(super) fn in_group(book: &Book, link: String) -> Show {
    let words = &book.words;
    let label = words.say(Phrase::InGroupButton, &[]);
    Show {
        notices: Vec::new(),
        scene: Scene::Plain { title: String::new(), lines: vec![words.say(Phrase::InGroup, &[])] },
        choices: vec![Choice { label, act: Act::Open(link), group: Group::Guide }],
        footer: None,
        ground: Ground::default(),
        language: book.language.clone(),
    }
}
