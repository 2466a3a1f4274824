//! Following a guide's button, "Xong, bước tiếp" and "Bỏ qua": what leads on is kept, then the place moves.

use crate::book::{Button, Kind, Phrase, Sight, Target, key};
use crate::engine::at::{At, Spot};
use crate::engine::course::Course;
use crate::engine::event::Effect;
use crate::engine::offer::{Stand, is_beside};
use crate::engine::path::{button_of, enter, next};
use crate::engine::pressed::stack_at;
use crate::engine::session::{Press, View, put};
use crate::engine::token::{Deed, Token};

/// The most visits one inside another; a guide that calls deeper goes on in place.
pub(super) const MOST_VISITS: usize = 12;

/// A press on the step `index` of `guide` that leads somewhere.
pub(super) fn follow(c: &mut Course<'_>, token: &Token, guide: String, index: usize) {
    let Some(guide) = c.book.guide(&guide) else { return };
    let from = Spot { guide, index };
    match token.deed {
        Deed::Next => on(c, from),
        Deed::Skip => {
            c.cache = None;
            if let Some(walk) = c.s.walk_mut() {
                walk.typed.retain(|(at, _)| !from.is(at));
            }
            first_button(c, from);
        }
        Deed::Go { name, label, target, to } => {
            let press = Press { name, label, target, to: None };
            match button_of(from.step(), &press) {
                Some(button) => button_pressed(c, from, button, to, token.aside),
                None => {
                    c.say(Phrase::ButtonGone, &[]);
                    let stack = stack_at(c, from);
                    c.go(from, stack);
                }
            }
        }
        _ => {}
    }
}

/// Where a step that asks leads, answered or skipped.
pub(super) fn first_button(c: &mut Course<'_>, from: Spot<'_>) {
    let Some(guide) = c.book.guide(&from.guide.id) else { return };
    let from = Spot { guide, index: from.index };
    match from.step().buttons.first() {
        Some(button) => button_pressed(c, from, button, None, false),
        None => on(c, from),
    }
}

fn on<'b>(c: &mut Course<'b>, from: Spot<'b>) {
    let stack = stack_at(c, from);
    let Some(path) = c.path() else { return };
    let sight = Sight { book: c.book, guide: from.guide, ground: &path.ground };
    let Some(to) = next(&sight, from, !stack.is_empty()) else {
        c.say(Phrase::ButtonGone, &[]);
        return c.go(from, stack);
    };
    lead(c, from, Press::default(), to, stack);
}

fn button_pressed<'b>(c: &mut Course<'b>, from: Spot<'b>, button: &'b Button, to: Option<At>, aside: bool) {
    let press = press_of(button);
    match &button.target {
        Target::Step(id) => to_step(c, from, press, id, aside),
        Target::Caller(id) => to_caller(c, from, press, id, to, aside),
        Target::Guide { guide, step } => to_guide(c, from, press, (guide, step.as_deref()), aside),
        Target::File(file) => c.effects.push(Effect::SendFile(file.clone())),
        Target::Web(_) | Target::Copy(_) => {}
    }
}

/// A press of a guide's button.
pub(super) fn press_of(button: &Button) -> Press {
    let name = button.remember.as_deref().map_or(0, key);
    Press { name, label: button.label_key, target: button.target_key, to: None }
}

fn to_step<'b>(c: &mut Course<'b>, from: Spot<'b>, press: Press, id: &str, aside: bool) {
    let Some(index) = from.guide.index_of(id) else {
        return c.say(Phrase::ButtonGone, &[]);
    };
    let target = from.to(index);
    let of_home = c.s.walk().is_some_and(|w| w.guide == from.guide.id);
    if is_beside(&target) || (aside && of_home) {
        c.s.view = View::Look(target.at());
        return;
    }
    let stack = stack_at(c, from);
    let Some(path) = c.path() else { return };
    let mut ground = path.ground.clone();
    // The answer this very press gives may be what its target's conditions ask for.
    ground.names.extend(button_name(from, &press));
    let sight = Sight { book: c.book, guide: from.guide, ground: &ground };
    match enter(&sight, target) {
        Some(to) => lead(c, from, press, to, stack),
        None => {
            c.say(Phrase::ButtonGone, &[]);
            c.go(from, stack);
        }
    }
}

fn button_name(from: Spot<'_>, press: &Press) -> Option<String> {
    button_of(from.step(), press).and_then(|b| b.remember.clone())
}

fn to_caller<'b>(c: &mut Course<'b>, from: Spot<'b>, press: Press, id: &str, drawn: Option<At>, aside: bool) {
    let stack = if aside { Vec::new() } else { stack_at(c, from) };
    let resolved = drawn.and_then(|m| m.find(c.book)).map(|(spot, _)| spot);
    let Some(to) = resolved.or_else(|| nearest(c, from, &stack, id, aside)) else {
        return c.say(Phrase::ButtonGone, &[]);
    };
    let depth = stack.iter().rposition(|at| at.is_of(to.guide)).unwrap_or(0);
    let press = Press { to: Some(to.at()), ..press };
    lead(c, from, press, to, stack[..depth.min(stack.len())].to_vec());
}

/// `caller:` resolved now, for a press that was drawn without it (a typed "tiếp").
fn nearest<'b>(c: &mut Course<'b>, from: Spot<'b>, stack: &[At], id: &str, aside: bool) -> Option<Spot<'b>> {
    let path = c.path()?;
    if aside {
        let walk = c.s.walk()?;
        return Stand { book: c.book, walk, path: &path, spot: from, aside, fresh: false }.caller(id);
    }
    stack.iter().rev().find_map(|at| {
        let guide = at.guide(c.book)?;
        let spot = Spot { guide, index: guide.index_of(id)? };
        let sight = Sight { book: c.book, guide, ground: &path.ground };
        if sight.holds(&spot.step().when) { enter(&sight, spot) } else { None }
    })
}

fn to_guide<'b>(c: &mut Course<'b>, from: Spot<'b>, press: Press, to: (&str, Option<&str>), aside: bool) {
    let Some(guide) = c.book.guide(to.0).filter(|g| !g.steps.is_empty()) else {
        return c.say(Phrase::GuideGone, &[]);
    };
    let found = to.1.and_then(|s| guide.index_of(s));
    let target = Spot { guide, index: found.unwrap_or(0) };
    if to.1.is_some() && found.is_none() {
        c.say(Phrase::StepUnknown, &[("guide", &guide.front.title)]);
    }
    if guide.front.kind != Kind::Skill {
        let entered = found.map(|_| c.entered(target));
        return c.open(guide, entered);
    }
    if aside {
        return c.visit_from_place(target);
    }
    if !c.make_dossier() {
        return;
    }
    let stack = deeper(c, from, guide);
    c.cache = None;
    if let Some(walk) = c.s.walk_mut() {
        put(&mut walk.visited, &from.at(), press);
    }
    let Some(path) = c.path() else { return };
    let sight = Sight { book: c.book, guide, ground: &path.ground };
    let entered = enter(&sight, target).unwrap_or(target);
    c.go(entered, stack);
}

/// The stack of a visit from `from`; a guide that is already being visited is gone back to instead.
fn deeper(c: &Course<'_>, from: Spot<'_>, guide: &crate::book::Guide) -> Vec<At> {
    let mut stack = stack_at(c, from);
    if let Some(depth) = stack.iter().position(|at| at.is_of(guide)) {
        stack.truncate(depth);
    } else if from.guide.id != guide.id && stack.len() < MOST_VISITS {
        stack.push(from.at());
    }
    stack
}

/// Keeps the press, makes the dossier if this is its first, then moves.
fn lead<'b>(c: &mut Course<'b>, from: Spot<'b>, press: Press, to: Spot<'b>, stack: Vec<At>) {
    if !c.make_dossier() {
        return;
    }
    c.cache = None;
    if let Some(walk) = c.s.walk_mut() {
        put(&mut walk.pressed, &from.at(), press);
    }
    c.go(to, stack);
}
