//! The path of a walk: from the opening, at each step the visit first, then the press.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::book::{Ask, Book, Button, Ground, Kind, Sight, Step, Target, Way, key, sums};
use crate::engine::at::{At, Spot};
use crate::engine::session::{Press, Walk};

/// A walk's path through today's book, and what follows from it.
#[derive(Debug, Clone)]
pub(super) struct Path<'b> {
    /// The steps passed, in order; always holds the place.
    pub(super) nodes: Vec<Node<'b>>,
    /// The index of the place in it.
    pub(super) here: usize,
    /// What the text may ask for.
    pub(super) ground: Ground,
    /// The way chosen so far.
    pub(super) way: Option<Way>,
}

/// A step of the path.
#[derive(Debug, Clone)]
pub(super) struct Node<'b> {
    /// The step.
    pub(super) spot: Spot<'b>,
    /// The steps that wait for a visit to end.
    pub(super) stack: Vec<Spot<'b>>,
    /// The button taken here: a visit's or the press that led on.
    pub(super) taken: Option<&'b Button>,
}

/// The path of `walk` on `today`; the place must be in the book (see `settle`).
pub(super) fn path<'b>(book: &'b Book, walk: &Walk, today: Date) -> Path<'b> {
    let mut tracer = Tracer::new(book, walk, today);
    if let Some(guide) = book.guide(&walk.guide).filter(|g| !g.steps.is_empty()) {
        tracer.trace(Spot { guide, index: 0 });
    }
    tracer.finish()
}

/// The button a press meant, in today's text: the same one, else the same name, else label, else target.
pub(super) fn button_of<'b>(step: &'b Step, press: &Press) -> Option<&'b Button> {
    let name = |b: &Button| b.remember.as_deref().map_or(0, key);
    let all = step.buttons.iter();
    all.clone()
        .find(|b| name(b) == press.name && b.label_key == press.label && b.target_key == press.target)
        .or_else(|| all.clone().find(|b| press.name != 0 && name(b) == press.name))
        .or_else(|| all.clone().find(|b| b.label_key == press.label))
        .or_else(|| all.clone().find(|b| b.target_key == press.target))
}

/// The value kept for a step: by its id, else one whose step vanished and that stood where this one stands.
fn kept<'w, T>(list: &'w [(At, T)], spot: &Spot<'_>, from: usize) -> Option<&'w T> {
    if list.is_empty() {
        return None;
    }
    // Presses are kept in the order they were first made, and mostly asked for in it.
    let (before, after) = list.split_at(from.min(list.len()));
    let exact = after.iter().chain(before).find(|(at, _)| spot.is(at));
    let heir = || list.iter().find(|(at, _)| at.has_heir(spot));
    exact.or_else(heir).map(|(_, value)| value)
}

/// The next step after `spot` in its stage whose conditions hold; after a way's last one, `nhan-ket-qua`.
pub(super) fn next<'b>(sight: &Sight<'_>, spot: Spot<'b>, visiting: bool) -> Option<Spot<'b>> {
    let stage = spot.step().stage?;
    let later = spot.guide.steps_behind(spot.index).find(|&i| sight.holds(&spot.guide.steps[i].when));
    if let Some(index) = later {
        return Some(spot.to(index));
    }
    if visiting || Way::from_id(&spot.guide.steps[stage].id).is_none() {
        return None;
    }
    let result = spot.guide.index_of("nhan-ket-qua")?;
    sight.holds(&spot.guide.steps[result].when).then(|| enter(sight, spot.to(result))).flatten()
}

/// Where one stands who goes to `spot`: a bare stage's first step; a step whose conditions don't hold gives way to the
/// next of its stage that does. None if nothing of it holds.
pub(super) fn enter<'b>(sight: &Sight<'_>, spot: Spot<'b>) -> Option<Spot<'b>> {
    let stage = spot.step().stage;
    let stage_holds = stage.is_none_or(|s| sight.holds(&spot.guide.steps[s].when));
    if stage_holds && sight.holds(&spot.step().when) && !(spot.guide.is_stage(spot.index) && spot.step().is_bare()) {
        return Some(spot);
    }
    let index = spot.guide.steps_behind(spot.index).find(|&i| sight.holds(&spot.guide.steps[i].when));
    let index = index.filter(|_| stage_holds)?;
    Some(spot.to(index))
}

struct Tracer<'b, 'w> {
    book: &'b Book,
    walk: &'w Walk,
    nodes: Vec<Node<'b>>,
    /// The greatest index of a step passed, in whatever guide.
    furthest: usize,
    ground: Ground,
    days: BTreeMap<&'b str, Date>,
    way: Option<Way>,
}

impl<'b, 'w> Tracer<'b, 'w> {
    fn new(book: &'b Book, walk: &'w Walk, today: Date) -> Self {
        let ground = Ground {
            names: BTreeSet::new(),
            answers: BTreeMap::new(),
            callers: Vec::new(),
            ticks: walk.ticks.clone(),
            today,
        };
        let nodes = Vec::with_capacity(walk.pressed.len() + 2);
        Self { book, walk, nodes, furthest: 0, ground, days: BTreeMap::new(), way: None }
    }

    fn trace(&mut self, start: Spot<'b>) {
        let mut spot = start;
        let mut stack: Vec<Spot<'b>> = Vec::new();
        loop {
            let passed = |n: &Node<'b>| n.spot == spot && n.stack.last() == stack.last();
            // Mostly one goes on to a step that lies behind all others.
            if spot.index <= self.furthest && self.nodes.iter().any(passed) {
                return;
            }
            self.pass(spot, &stack);
            let Some((to, deeper)) = self.leave(spot, stack) else { return };
            spot = to;
            stack = deeper;
        }
    }

    /// Where the path goes on from `spot`, with the visits it is then in.
    fn leave(&mut self, spot: Spot<'b>, stack: Vec<Spot<'b>>) -> Option<(Spot<'b>, Vec<Spot<'b>>)> {
        if let Some(visit) = kept(&self.walk.visited, &spot, 0)
            && let Some(skill) = self.visit(spot, visit)
        {
            let mut deeper = stack;
            deeper.push(spot);
            return Some((skill, deeper));
        }
        let mut from = spot;
        let mut stack = stack;
        loop {
            if let Some(press) = kept(&self.walk.pressed, &from, self.nodes.len() - 1) {
                return self.press(from, press, stack);
            }
            from = stack.pop()?;
        }
    }

    fn visit(&mut self, spot: Spot<'b>, press: &Press) -> Option<Spot<'b>> {
        if let Some(at) = &press.to {
            return at.find(self.book).map(|found| found.0).filter(|to| to.guide.key != spot.guide.key);
        }
        let button = button_of(spot.step(), press)?;
        let Target::Guide { guide, step } = &button.target else { return None };
        let skill = self.book.guide(guide).filter(|g| !g.steps.is_empty())?;
        let index = step.as_deref().and_then(|s| skill.index_of(s)).unwrap_or(0);
        self.remember(&spot, button);
        let at = Spot { guide: skill, index };
        enter(&self.sight(skill), at).or(Some(at))
    }

    fn press(&mut self, from: Spot<'b>, press: &Press, mut stack: Vec<Spot<'b>>) -> Option<(Spot<'b>, Vec<Spot<'b>>)> {
        let sight = self.sight(from.guide);
        if press.target == 0 && press.label == 0 {
            let to = match &press.to {
                Some(at) => at.find(self.book)?.0,
                None => next(&sight, from, !stack.is_empty())?,
            };
            return Some((to, stack));
        }
        let button = button_of(from.step(), press)?;
        self.remember(&from, button);
        match &button.target {
            Target::Step(id) => {
                let to = from.to(from.guide.index_of(id)?);
                Some((enter(&self.sight(from.guide), to).unwrap_or(to), stack))
            }
            Target::Caller(id) => {
                let (to, rest) = called(self.book, &mut stack, id, press.to.as_ref())?;
                Some((enter(&self.sight(to.guide), to).unwrap_or(to), rest))
            }
            _ => None,
        }
    }

    fn pass(&mut self, spot: Spot<'b>, stack: &[Spot<'b>]) {
        let beside = |n: &Node<'b>| n.spot.guide.key == spot.guide.key && n.spot.step().stage == spot.step().stage;
        // The same stage is on the same way.
        if !self.nodes.last().is_some_and(beside)
            && spot.guide.id == self.walk.guide
            && let Some(way) = spot.guide.way_at(spot.index)
        {
            self.set_way(way);
        }
        if let Some(ask) = spot.step().ask
            && let Some(words) = kept(&self.walk.typed, &spot, 0)
        {
            self.note_typed(spot, ask, words);
        }
        self.furthest = self.furthest.max(spot.index);
        self.nodes.push(Node { spot, stack: stack.to_vec(), taken: None });
    }

    fn note_typed(&mut self, spot: Spot<'b>, ask: Ask, typed: &str) {
        let (guide, step) = (spot.guide, spot.step());
        let mut shown = typed.to_owned();
        if ask == Ask::Date
            && let Ok(day) = typed.parse::<Date>()
        {
            let words = self.book.words_for(guide);
            shown = words.day(day);
            self.days.insert(&step.id, day);
            let (today, words) = (self.ground.today, (words, &*self.book.locality));
            sums(&self.days, today, words, &mut self.ground.names, &mut self.ground.answers);
        }
        self.ground.names.insert(step.id.clone());
        self.ground.answers.insert(step.id.clone(), shown);
    }

    fn remember(&mut self, from: &Spot<'b>, button: &'b Button) {
        self.ground.names.extend(button.remember.clone());
        if let Some(node) = self.nodes.iter_mut().rfind(|n| n.spot == *from) {
            node.taken = Some(button);
        }
    }

    fn set_way(&mut self, way: Way) {
        if self.way == Some(way) {
            return;
        }
        if let Some(old) = self.way.replace(way) {
            self.ground.names.remove(old.id());
        }
        self.ground.names.insert(way.id().to_owned());
    }

    fn sight<'s>(&'s self, guide: &'s crate::book::Guide) -> Sight<'s> {
        Sight { book: self.book, guide, ground: &self.ground }
    }

    fn finish(mut self) -> Path<'b> {
        let on_path = self.nodes.len();
        let here = self.find_place();
        let place_way = self.nodes.get(here).filter(|n| n.spot.guide.id == self.walk.guide);
        let place_way = place_way.and_then(|n| n.spot.guide.way_at(n.spot.index));
        let last = self.walk.way.as_deref().and_then(Way::from_id);
        // Beside the path, the way one was last in is the one that is being walked.
        let chosen = if here < on_path { self.way.or(last) } else { last.or(self.way) };
        if let Some(way) = place_way.or(chosen) {
            self.set_way(way);
        }
        let callers = self.nodes.get(here).map(|n| n.stack.iter().rev().map(|s| s.guide.id.clone()).collect());
        self.ground.callers = callers.unwrap_or_default();
        Path { nodes: self.nodes, here, ground: self.ground, way: self.way }
    }

    /// The place's index; a place the presses don't lead to is the path's last step.
    fn find_place(&mut self) -> usize {
        let Some((spot, _)) = self.walk.place.find(self.book) else { return 0 };
        let caller = self.walk.stack.last();
        let at_place = |n: &Node<'b>| n.spot == spot && n.stack.last().map(Spot::at).as_ref() == caller;
        if let Some(index) = self.nodes.iter().position(at_place) {
            return index;
        }
        let stack: Vec<Spot<'b>> = self.walk.stack.iter().filter_map(|at| at.find(self.book)).map(|f| f.0).collect();
        self.pass(spot, &stack);
        self.nodes.len() - 1
    }
}

/// Where `caller:#id` leads: the guide it was resolved to when pressed, else the nearest on the stack that has the step.
/// Gives the stack without the visits that end by it.
fn called<'b>(
    book: &'b Book,
    stack: &mut Vec<Spot<'b>>,
    id: &str,
    resolved: Option<&At>,
) -> Option<(Spot<'b>, Vec<Spot<'b>>)> {
    let depth = match resolved {
        Some(at) => stack.iter().rposition(|s| at.is_of(s.guide))?,
        None => stack.iter().rposition(|s| s.guide.index_of(id).is_some())?,
    };
    let guide = stack[depth].guide;
    let to = match guide.index_of(id) {
        Some(index) => Spot { guide, index },
        None => resolved?.find(book)?.0,
    };
    stack.truncate(depth);
    Some((to, std::mem::take(stack)))
}

impl<'b> Node<'b> {
    /// The button taken, where it answered a question: it remembers a name, or was one of several.
    pub(super) fn answer(&self) -> Option<&'b Button> {
        let step = self.spot.step();
        let on = |b: &&Button| matches!(b.target, Target::Step(_) | Target::Caller(_));
        let asked = self.spot.index != 0 || self.spot.guide.front.kind == Kind::Skill;
        self.taken.filter(|b| b.remember.is_some() || (asked && step.buttons.iter().filter(on).count() > 1))
    }
}

impl<'b> Path<'b> {
    /// The furthest step, if the place is before it. The steps of a visit that a stage's step only looked into don't
    /// count: there the walk goes on beside the visit, not through it.
    pub(super) fn furthest(&self) -> Option<&Node<'b>> {
        let beside = |n: &Node<'b>| n.stack.iter().any(|caller| caller.step().stage.is_some());
        let ahead = &self.nodes[(self.here + 1).min(self.nodes.len())..];
        ahead.iter().rev().find(|n| !beside(n))
    }
}
