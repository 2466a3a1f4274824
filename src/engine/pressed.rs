//! A pressed button, new or old: every one ever issued gets an answer from today's book.

use crate::book::{Block, Item, Phrase, key};
use crate::engine::at::Spot;
use crate::engine::back::back;
use crate::engine::course::Course;
use crate::engine::event::{Effect, Missed};
use crate::engine::follow::follow;
use crate::engine::offer::look;
use crate::engine::papers::tick_key;
use crate::engine::session::{Keep, View, Walk};
use crate::engine::token::{Deed, Menu, Token};

/// What a press does.
pub(super) fn pressed(c: &mut Course<'_>, text: &str) {
    let Some(token) = Token::read(text) else {
        return c.say(Phrase::ButtonUnknown, &[]);
    };
    match token.deed {
        Deed::Open(guide) => match c.book.guide_by_key(guide) {
            Some(guide) => c.open(guide, None),
            None => c.say(Phrase::GuideGone, &[]),
        },
        Deed::Resume(number) => {
            if !c.resume(number) {
                dossier_gone(c, &token);
            }
        }
        Deed::Page(number) if c.s.dossier(number).is_some() => c.s.view = View::Dossier(number),
        Deed::Name(number) if c.s.dossier(number).is_some() => c.s.view = View::Naming(number),
        Deed::PutAway(number) if c.s.dossier(number).is_some() => c.put_away(number),
        Deed::Page(_) | Deed::Name(_) | Deed::PutAway(_) => dossier_gone(c, &token),
        Deed::Field(field) => field_view(c, field),
        Deed::Speak(language) => c.speak(language),
        Deed::Menu(Menu::StartOver) if token.dossier != 0 => on_walk(c, &token),
        Deed::Menu(menu) => open_menu(c, menu),
        Deed::Keep(yes) => keep(c, yes),
        Deed::News(wish) => c.wish(wish),
        Deed::NewsStop(plan) => c.stop_news(Some(plan)),
        Deed::NewsOpen { guide, plan } => c.open_from_news(guide, plan),
        Deed::Forget => c.forget(),
        Deed::Leave if token.dossier == 0 && c.s.hand.is_none() => c.s.view = View::Place,
        _ => on_walk(c, &token),
    }
}

fn field_view(c: &mut Course<'_>, field: u32) {
    let id = c.book.words.fields.iter().find(|(id, _)| key(id) == field).map(|(id, _)| id.clone());
    c.s.view = id.map_or(View::Fields, View::Field);
}

fn open_menu(c: &mut Course<'_>, menu: Menu) {
    match menu {
        Menu::Welcome => c.welcome(),
        Menu::Fields => c.s.view = View::Fields,
        Menu::Dossiers => c.s.view = View::Dossiers(None),
        Menu::Person => c.s.view = View::Person,
        Menu::Search => c.s.view = View::Search,
        Menu::Languages => c.s.view = View::Languages,
        Menu::Hamlets if c.s.news.wants() => c.s.view = View::Hamlets,
        Menu::News | Menu::Hamlets => c.s.view = View::News,
        Menu::StartOver => c.s.view = View::StartingOver,
        Menu::NotThis => {
            let was = std::mem::replace(&mut c.s.view, View::Nothing);
            if let (Some(words), View::Found(offered)) = (c.s.sought.take(), was) {
                c.effects.push(Effect::Missed(Missed { words, offered }));
            }
        }
    }
}

fn keep(c: &mut Course<'_>, yes: bool) {
    match (c.s.keep, yes) {
        (Keep::Always | Keep::Never, _) => {}
        (_, true) => {
            c.s.keep = Keep::Yes(c.now);
            c.say(Phrase::Kept, &[]);
        }
        (_, false) => {
            c.s.keep = Keep::No;
            c.say(Phrase::NotKept, &[]);
        }
    }
}

/// A deed on the walk the button came from.
fn on_walk(c: &mut Course<'_>, token: &Token) {
    let Some((from, exact)) = token.from.find(c.book) else {
        return c.say(Phrase::GuideGone, &[]);
    };
    if !take_walk(c, token, from) {
        return;
    }
    if !exact && is_lost(token, from) {
        let name = crate::book::plain(&from.step().heading);
        c.say(Phrase::StepGone, &[("step", &name)]);
        return c.go(from, stack_at(c, from));
    }
    act(c, token, from);
}

/// Whether a vanished step's button has nothing of its like on the step that stands there now.
fn is_lost(token: &Token, from: Spot<'_>) -> bool {
    match token.deed {
        Deed::Go { name, label, target, .. } => {
            let press = crate::engine::session::Press { name, label, target, to: None };
            crate::engine::path::button_of(from.step(), &press).is_none()
        }
        Deed::Tick { label, .. } => find_label(&from.step().body, label).is_none(),
        Deed::Skip | Deed::Day(_) => from.step().ask.is_none(),
        Deed::Next => from.step().stage.is_none(),
        _ => false,
    }
}

fn act(c: &mut Course<'_>, token: &Token, from: Spot<'_>) {
    match token.deed {
        Deed::Go { .. } | Deed::Next | Deed::Skip => follow(c, token, from.guide.id.clone(), from.index),
        Deed::Return(mark) => give_back(c, mark),
        Deed::Tick { label, have } => tick(c, from, label, have),
        Deed::Back => back(c, from),
        Deed::Furthest => furthest(c),
        Deed::Goto(mark) => goto(c, mark),
        Deed::Look(aside) => {
            let walk = c.s.walk();
            let view = walk.and_then(|w| look(c.book, w, aside));
            c.s.view = view.unwrap_or_default();
        }
        Deed::LookAt(at) => match at.find(c.book) {
            Some((spot, _)) => c.s.view = View::Look(spot.at()),
            None => c.s.view = View::Place,
        },
        Deed::Day(day) => crate::engine::ask::chosen(c, from, day),
        Deed::Tell(topic) => c.s.view = View::Told(topic),
        Deed::StartOver => c.start_over(),
        Deed::Print => crate::engine::sheet::print(c),
        Deed::Menu(Menu::StartOver) => c.s.view = View::StartingOver,
        _ => c.s.view = View::Place,
    }
}

/// Takes to hand the walk a button came from; false if the press ends with that.
fn take_walk(c: &mut Course<'_>, token: &Token, from: Spot<'_>) -> bool {
    if token.dossier == 0 {
        return take_loose(c, from);
    }
    if c.s.loose.as_ref().is_some_and(|w| w.number == token.dossier) {
        c.cache = None;
        c.s.hand = None;
        return true;
    }
    let Some(walk) = c.s.dossier(token.dossier) else {
        if token.fresh {
            return begin_anew(c, token, from);
        }
        dossier_gone(c, token);
        return false;
    };
    let procedure = from.guide.front.kind == crate::book::Kind::Procedure;
    if procedure && walk.guide != from.guide.id {
        dossier_gone(c, token);
        return false;
    }
    if c.s.hand != Some(token.dossier) || walk.finished || walk.away {
        c.resume(token.dossier);
        return c.s.hand == Some(token.dossier) && c.s.view == View::Place;
    }
    true
}

/// A button of a flow or a skill that was walked alone.
fn take_loose(c: &mut Course<'_>, from: Spot<'_>) -> bool {
    let here = |w: &&Walk| w.number == 0 && (w.guide == from.guide.id || w.place.is_of(from.guide));
    if c.s.loose.as_ref().as_ref().is_none_or(|x| !here(x)) {
        let Some(guide) = c.book.guide(&from.guide.id) else { return false };
        let walk = Walk::begin(0, guide, c.today);
        c.take_loose(walk, None);
    }
    c.cache = None;
    c.s.hand = None;
    true
}

/// The first press from an opening that is no longer the loose place: it keeps its number.
fn begin_anew(c: &mut Course<'_>, token: &Token, from: Spot<'_>) -> bool {
    let Some(guide) = c.book.guide(&from.guide.id) else { return false };
    let walk = Walk::begin(token.dossier, guide, c.today);
    let step = Spot { guide, index: from.index };
    c.take_loose(walk, Some(step));
    true
}

fn dossier_gone(c: &mut Course<'_>, token: &Token) {
    let Some((spot, _)) = token.from.find(c.book) else {
        return c.say(Phrase::GuideGone, &[]);
    };
    let Some(guide) = c.book.guide(&spot.guide.id) else { return };
    c.say(Phrase::DossierGone, &[("guide", &guide.front.title)]);
    c.open(guide, None);
}

fn give_back(c: &mut Course<'_>, at: crate::engine::at::At) {
    let Some((to, _)) = at.find(c.book) else { return c.s.view = View::Place };
    let stack = stack_at(c, to);
    c.go(to, stack);
}

/// The visits one is in when standing at `to`: those below it on the stack.
pub(super) fn stack_at(c: &Course<'_>, to: Spot<'_>) -> Vec<crate::engine::at::At> {
    let Some(walk) = c.s.walk() else { return Vec::new() };
    if walk.place.is_of(to.guide) {
        return walk.stack.clone();
    }
    if let Some(depth) = walk.stack.iter().rposition(|at| at.is_of(to.guide)) {
        return walk.stack[..depth].to_vec();
    }
    if walk.guide == to.guide.id {
        return Vec::new();
    }
    let mut deeper = walk.stack.clone();
    deeper.push(walk.place);
    deeper
}

fn tick(c: &mut Course<'_>, from: Spot<'_>, label: u32, have: bool) {
    let found = find_label(&from.step().body, label);
    let Some(item) = found else { return c.say(Phrase::ButtonGone, &[]) };
    let paper = tick_key(from.guide, item);
    if !c.make_dossier() {
        return;
    }
    c.cache = None;
    let Some(walk) = c.s.walk_mut() else { return };
    if have {
        walk.ticked.insert(paper.clone(), item.tick.clone().unwrap_or_default());
        walk.ticks.insert(paper);
    } else {
        walk.ticks.remove(&paper);
        walk.ticked.remove(&paper);
    }
    let at_place = from.is(&walk.place);
    c.s.view = if at_place { View::Place } else { View::Look(from.at()) };
}

fn find_label(blocks: &[Block], label: u32) -> Option<&Item> {
    blocks.iter().find_map(|b| match b {
        Block::List { items, .. } => items.iter().find_map(|i| {
            let own = Some(i).filter(|i| i.tick.is_some() && key(&i.tick_key) == label);
            own.or_else(|| find_label(&i.nested, label))
        }),
        Block::Note { blocks, .. } => find_label(blocks, label),
        _ => None,
    })
}

fn furthest(c: &mut Course<'_>) {
    let Some(path) = c.path() else { return };
    if let Some(node) = path.furthest() {
        let stack = node.stack.iter().map(Spot::at).collect();
        c.go(node.spot, stack);
    }
}

fn goto(c: &mut Course<'_>, at: crate::engine::at::At) {
    let Some((to, _)) = at.find(c.book) else { return c.s.view = View::Place };
    let path = c.path();
    let node = path.as_ref().and_then(|p| p.nodes.iter().find(|n| n.spot == to));
    let stack = node.map_or_else(|| stack_at(c, to), |n| n.stack.iter().map(Spot::at).collect());
    c.go(to, stack);
}
