//! What can be pressed on a step: the guide's buttons whose targets hold, then ours.

use crate::book::{Block, Book, Button, Guide, Kind, Phrase, Sight, Target, Way, Words, key};
use crate::engine::at::Spot;
use crate::engine::event::{Act, Choice, Group};
use crate::engine::papers::{PAPERS, of_blocks};
use crate::engine::path::{Path, enter, next};
use crate::engine::session::{View, Walk};
use crate::engine::token::{Aside, Deed, Menu, Token, key_or_zero};

/// The step a choice is drawn on, with all that decides what is offered there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stand<'a, 'b> {
    /// The book.
    pub(super) book: &'b Book,
    /// The walk at hand.
    pub(super) walk: &'a Walk,
    /// Its path.
    pub(super) path: &'a Path<'b>,
    /// The step.
    pub(super) spot: Spot<'b>,
    /// Looking aside: on no path.
    pub(super) aside: bool,
    /// Drawn on an opening that is no dossier yet.
    pub(super) fresh: bool,
}

impl<'b> Stand<'_, 'b> {
    /// The stand's text with its facts.
    pub(super) fn sight(&self) -> Sight<'_> {
        Sight { book: self.book, guide: self.spot.guide, ground: &self.path.ground }
    }

    /// The steps waiting for a visit to end.
    pub(super) fn stack(&self) -> &[Spot<'b>] {
        if self.aside { &[] } else { self.path.nodes.get(self.path.here).map_or(&[], |n| &n.stack) }
    }

    /// A button's token from here.
    pub(super) fn token(&self, deed: Deed) -> Token {
        let from = self.spot.at();
        Token { dossier: self.walk.number, fresh: self.fresh, aside: self.aside, from, deed }
    }

    /// One of our buttons.
    pub(super) fn ours(&self, label: String, deed: Deed, group: Group) -> Choice {
        Choice { label, act: Act::Press(self.token(deed).write()), group }
    }

    fn say(&self, phrase: Phrase) -> String {
        words(self.book).say(phrase, &[])
    }

    /// Where a `caller:` button leads now: the nearest guide down the stack whose step holds.
    pub(super) fn caller(&self, id: &str) -> Option<Spot<'b>> {
        let own = self.aside.then_some(self.walk.guide.as_str()).and_then(|g| self.book.guide(g));
        let of_stack = self.stack().iter().rev().map(|s| s.guide);
        of_stack.chain(own).find_map(|guide| {
            let spot = Spot { guide, index: guide.index_of(id)? };
            let sight = Sight { guide, ..self.sight() };
            let heading_holds = sight.holds(&spot.step().when);
            if heading_holds { enter(&sight, spot) } else { None }
        })
    }
}

/// All choices of a step, in the order they are drawn.
pub(super) fn choices(stand: &Stand<'_, '_>) -> Vec<Choice> {
    let mut out = ticks(stand);
    let mut leads_on = fields(stand, &mut out);
    // A step that asks goes where its first button leads: "Bỏ qua" stands for it.
    let asks = usize::from(stand.spot.step().ask.is_some());
    let list_aside = stand.aside && stand.spot.step().id == PAPERS;
    for button in stand.spot.step().buttons.iter().skip(asks).filter(|b| !(list_aside && moves(b))) {
        if let Some(choice) = of_button(stand, button) {
            leads_on |= is_on(stand, button);
            out.push(choice);
        }
    }
    if stand.aside {
        aside(stand, &mut out);
    } else {
        on(stand, leads_on, &mut out);
        nav(stand, &mut out);
    }
    out
}

/// Whether a button goes somewhere in the dialogs; the others open, copy or send.
fn moves(button: &Button) -> bool {
    matches!(button.target, Target::Step(_) | Target::Guide { .. } | Target::Caller(_))
}

/// A guide's button as drawn; none if it leads nowhere now.
fn of_button(stand: &Stand<'_, '_>, button: &Button) -> Option<Choice> {
    let sight = stand.sight();
    if !sight.holds(&button.when) {
        return None;
    }
    let label = sight.words(&button.label)?;
    let mut resolved = None;
    match &button.target {
        Target::Web(to) => return Some(Choice { label, act: Act::Open(sight.fill(to)?), group: Group::Guide }),
        Target::Copy(to) => return Some(Choice { label, act: Act::Copy(sight.fill(to)?), group: Group::Guide }),
        Target::File(_) => {}
        Target::Step(id) => {
            enter(&sight, stand.spot.to(stand.spot.guide.index_of(id)?))?;
        }
        Target::Guide { guide, .. } => {
            stand.book.guide(guide)?;
        }
        Target::Caller(id) => resolved = Some(stand.caller(id)?.at()),
    }
    let name = key_or_zero(button.remember.as_deref());
    let deed = Deed::Go { name, label: button.label_key, target: button.target_key, to: resolved };
    Some(stand.ours(label, deed, Group::Guide))
}

/// Whether a button leads on from here: in a stage a visit doesn't count.
fn is_on(stand: &Stand<'_, '_>, button: &Button) -> bool {
    match &button.target {
        Target::Step(_) | Target::Caller(_) => true,
        Target::Guide { guide, .. } => {
            stand.spot.step().stage.is_none() && stand.book.guide(guide).is_some_and(|g| g.front.kind == Kind::Skill)
        }
        Target::Web(_) | Target::Copy(_) | Target::File(_) => false,
    }
}

/// In a flow, the step `linh-vuc` is drawn as the fields' buttons.
fn fields(stand: &Stand<'_, '_>, out: &mut Vec<Choice>) -> bool {
    let here = stand.spot.guide.front.kind == Kind::Flow && stand.spot.step().id == "linh-vuc";
    if here {
        for (id, name) in living_fields(stand.book) {
            out.push(stand.ours(name.to_owned(), Deed::Field(key(id)), Group::Guide));
        }
    }
    here
}

/// The fields that have a procedure, in the order of phrases.toml.
pub(super) fn living_fields(book: &Book) -> impl Iterator<Item = (&str, &str)> {
    let lives = |id: &str| book.guides.values().any(|g| g.front.field.as_deref() == Some(id));
    book.words.fields.iter().filter(move |(id, _)| lives(id)).map(|(id, name)| (id.as_str(), name.as_str()))
}

fn ticks(stand: &Stand<'_, '_>) -> Vec<Choice> {
    let mut papers = Vec::new();
    of_blocks(&stand.spot.step().body, &stand.sight(), &mut papers);
    papers
        .into_iter()
        .map(|p| {
            let sign = if p.have { "✅" } else { "⬜" };
            let deed = Deed::Tick { label: key(p.folded()), have: !p.have };
            stand.ours(format!("{sign} {}", p.label), deed, Group::Tick)
        })
        .collect()
}

/// What leads on besides the guide's buttons, or what stands in for it at an end.
fn on(stand: &Stand<'_, '_>, leads_on: bool, out: &mut Vec<Choice>) {
    let step = stand.spot.step();
    if step.ask.is_some() {
        return asked(stand, out);
    }
    let visiting = !stand.stack().is_empty();
    let sight = stand.sight();
    if !leads_on && next(&sight, stand.spot, visiting).is_some() {
        let helped = step.buttons.first().is_some_and(|b| matches!(b.target, Target::Guide { .. }));
        let group = if helped { Group::First } else { Group::On };
        out.push(stand.ours(stand.say(Phrase::Next), Deed::Next, group));
    } else if let Some(caller) = stand.stack().last() {
        if !leads_on || is_chooser(step) {
            let name = sight.seen_from(caller.guide).words(&caller.step().heading).unwrap_or_default();
            let label = words(stand.book).say(Phrase::Return, &[("step", &name)]);
            out.push(stand.ours(label, Deed::Return(caller.at()), Group::On));
        }
    } else if !leads_on {
        out.push(stand.ours(stand.say(Phrase::Fields), Deed::Menu(Menu::Fields), Group::On));
        out.push(stand.ours(stand.say(Phrase::Search), Deed::Menu(Menu::Search), Group::On));
    }
}

/// A step that asks: "Bỏ qua"; answered already, the way on keeps the answer.
fn asked(stand: &Stand<'_, '_>, out: &mut Vec<Choice>) {
    let first = stand.spot.step().buttons.first();
    let answered = stand.path.ground.answers.contains_key(&stand.spot.step().id);
    let Some(button) = first.filter(|_| answered) else {
        return out.push(stand.ours(stand.say(Phrase::Skip), Deed::Skip, Group::On));
    };
    let name = key_or_zero(button.remember.as_deref());
    let deed = Deed::Go { name, label: button.label_key, target: button.target_key, to: None };
    out.push(stand.ours(stand.say(Phrase::Next), deed, Group::On));
    out.push(stand.ours(stand.say(Phrase::Skip), Deed::Skip, Group::Nav));
}

/// Whether the walk ends here: the last step of a stage, or of the guide, with nothing that leads on.
pub(super) fn is_end(stand: &Stand<'_, '_>) -> bool {
    let step = stand.spot.step();
    let last = step.stage.is_some() || stand.spot.index + 1 == stand.spot.guide.steps.len();
    if !last || stand.spot.index == 0 || step.ask.is_some() || !stand.stack().is_empty() || is_beside(&stand.spot) {
        return false;
    }
    let leads_on = step.buttons.iter().any(|b| is_on(stand, b) && of_button(stand, b).is_some());
    !leads_on && next(&stand.sight(), stand.spot, false).is_none()
}

/// A chooser of `caller:` buttons offers the way back too.
fn is_chooser(step: &crate::book::Step) -> bool {
    step.buttons.iter().any(|b| matches!(b.target, Target::Caller(_)))
}

fn nav(stand: &Stand<'_, '_>, out: &mut Vec<Choice>) {
    if stand.walk.number != 0 && !stand.walk.finished && stand.path.furthest().is_some() {
        out.push(furthest(stand));
    }
    if !stand.walk.back.is_empty() {
        out.push(stand.ours(stand.say(Phrase::Back), Deed::Back, Group::Nav));
    }
    let Some(guide) = stand.book.guide(&stand.walk.guide) else { return };
    let procedure = guide.front.kind == Kind::Procedure;
    if procedure {
        out.push(stand.ours(stand.say(Phrase::Summary), Deed::Look(Aside::Summary), Group::Nav));
    }
    let asked = look(stand.book, stand.walk, Aside::Questions).is_some();
    if asked && !links_to(stand.spot.step(), "hoi-dap") {
        out.push(stand.ours(stand.say(Phrase::Questions), Deed::Look(Aside::Questions), Group::Nav));
    }
    if procedure && stand.spot.index == 0 && stand.spot.guide.key == guide.key {
        return;
    }
    if procedure && guide.index_of(PAPERS).is_some() {
        out.push(stand.ours(stand.say(Phrase::Lacking), Deed::Look(Aside::Lacking), Group::Nav));
    }
    if look(stand.book, stand.walk, Aside::Troubles).is_some() {
        out.push(stand.ours(stand.say(Phrase::Stuck), Deed::Look(Aside::Troubles), Group::Nav));
    }
    let in_way = stand.spot.guide.key == guide.key && guide.way_at(stand.spot.index).is_some();
    if in_way && ways_step(stand.book, guide).is_some() {
        out.push(stand.ours(stand.say(Phrase::ChangeWay), Deed::Look(Aside::Ways), Group::Nav));
    }
}

fn furthest(stand: &Stand<'_, '_>) -> Choice {
    let words = words(stand.book);
    let label = match stand.path.furthest().map(|n| (n, count(stand.book, stand.path, n.spot))) {
        Some((_, Some((n, of)))) => words.say(Phrase::Furthest, &[("n", &n.to_string()), ("of", &of.to_string())]),
        Some((node, None)) => {
            let sight = stand.sight().seen_from(node.spot.guide);
            words.say(Phrase::FurthestPlain, &[("step", &sight.words(&node.spot.step().heading).unwrap_or_default())])
        }
        None => stand.say(Phrase::GoOn),
    };
    stand.ours(label, Deed::Furthest, Group::On)
}

/// The step's number in its stage among those whose conditions hold, and how many they are.
pub(super) fn count(book: &Book, path: &Path<'_>, spot: Spot<'_>) -> Option<(usize, usize)> {
    let stage = spot.step().stage?;
    let sight = Sight { book, guide: spot.guide, ground: &path.ground };
    let held = spot.guide.stage_steps(stage).filter(|&i| sight.holds(&spot.guide.steps[i].when));
    let (mut n, mut of) = (None, 0);
    for index in held {
        of += 1;
        n = n.or((index == spot.index).then_some(of));
    }
    Some((n?, of))
}

fn aside(stand: &Stand<'_, '_>, out: &mut Vec<Choice>) {
    let step = stand.spot.step();
    if is_menu(&stand.spot) {
        for index in stand.spot.guide.stage_steps(stand.spot.index).filter(|&i| i != stand.spot.index) {
            let spot = stand.spot.to(index);
            if stand.sight().holds(&spot.step().when)
                && let Some(label) = stand.sight().words(&spot.step().heading)
            {
                out.push(stand.ours(label, Deed::LookAt(spot.at()), Group::Guide));
            }
        }
    } else if let Some(menu) = step.stage.filter(|&s| is_menu(&stand.spot.to(s))) {
        let deed = if stand.spot.guide.steps[menu].id == "hoi-dap" { Aside::Questions } else { Aside::Troubles };
        let label = stand.say(if deed == Aside::Questions { Phrase::Questions } else { Phrase::OtherTrouble });
        out.push(stand.ours(label, Deed::Look(deed), Group::Nav));
    }
    leave(stand.book, stand.walk, stand.path, stand.spot, out);
    let troubles = step.stage.is_some_and(|s| stand.spot.guide.steps[s].id == "vuong-mac");
    if troubles {
        out.push(stand.ours(stand.say(Phrase::Person), Deed::Menu(Menu::Person), Group::Nav));
    }
}

/// "Xong, về «…»", from whatever is beside the walk to its place.
pub(super) fn leave(book: &Book, walk: &Walk, path: &Path<'_>, from: Spot<'_>, out: &mut Vec<Choice>) {
    let Some(node) = path.nodes.get(path.here) else { return };
    let sight = Sight { book, guide: node.spot.guide, ground: &path.ground };
    let name = sight.words(&node.spot.step().heading).unwrap_or_default();
    let label = words(book).say(Phrase::Return, &[("step", &name)]);
    let from = from.at();
    let token = Token { dossier: walk.number, fresh: false, aside: true, from, deed: Deed::Leave };
    out.push(Choice { label, act: Act::Press(token.write()), group: Group::On });
}

/// Whether a step is a menu of questions or troubles.
pub(super) fn is_menu(spot: &Spot<'_>) -> bool {
    spot.guide.is_stage(spot.index) && matches!(spot.step().id.as_str(), "hoi-dap" | "vuong-mac")
}

/// Whether a step belongs to the questions or troubles: it is looked at, never walked.
pub(super) fn is_beside(spot: &Spot<'_>) -> bool {
    spot.step().stage.is_some_and(|s| is_menu(&spot.to(s)))
}

/// The step with `{{ways}}` of the skill that the guide calls, if more than one way is open.
pub(super) fn ways_step<'b>(book: &'b Book, guide: &'b crate::book::Guide) -> Option<Spot<'b>> {
    if Way::ALL.into_iter().filter(|w| guide.front.is_open(*w)).count() < 2 {
        return None;
    }
    let buttons = guide.steps.iter().flat_map(|s| &s.buttons);
    buttons.filter_map(|b| if let Target::Guide { guide, .. } = &b.target { book.guide(guide) } else { None }).find_map(
        |skill| {
            let index = skill.steps.iter().position(|s| s.body.contains(&Block::Ways))?;
            Some(Spot { guide: skill, index })
        },
    )
}

fn links_to(step: &crate::book::Step, id: &str) -> bool {
    step.buttons.iter().any(|b| matches!(&b.target, Target::Step(s) if s == id))
}

/// The look that a button of ours opens: questions and troubles of the guide one is in, else of the walk's own.
pub(super) fn look(book: &Book, walk: &Walk, aside: Aside) -> Option<View> {
    let home = book.guide(&walk.guide)?;
    let at = |guide: &Guide, id: &str| guide.index_of(id).map(|index| View::Look(Spot { guide, index }.at()));
    let here = walk.place.guide(book).unwrap_or(home);
    match aside {
        Aside::Lacking => Some(View::Lacking),
        Aside::Summary => Some(View::Summary),
        Aside::Papers => at(home, PAPERS),
        Aside::Questions => at(here, "hoi-dap").or_else(|| at(home, "hoi-dap")),
        Aside::Troubles => at(here, "vuong-mac").or_else(|| at(home, "vuong-mac")),
        Aside::Ways => ways_step(book, home).map(|spot| View::Look(spot.at())),
    }
}

fn words(book: &Book) -> &Words {
    &book.words
}
