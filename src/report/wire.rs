//! The arrows of a graph: what each button, link and "Xong" of a guide leads to, and where it ends.

use std::collections::BTreeSet;

use crate::book::{Book, Button, Condition, Guide, Kind, Mention, Mentioned, Target, Template, Way, next_steps};
use crate::report::conditions::named;
use crate::report::graph::{Edge, Lead, Line, Mark, Node, Sort};
use crate::report::weave::{Drawn, Weaver};

const RESULT: &str = "nhan-ket-qua";

/// A link with all that is said about it.
struct Link<'a> {
    to: &'a Target,
    button: Option<&'a Button>,
    label: String,
    fault: Option<String>,
}

/// Where a link ends.
enum End {
    Node(usize),
    /// Words, since there is nothing to draw an arrow to.
    Words(String),
}

impl Weaver<'_> {
    /// Every link of the guide, then "Xong".
    pub(super) fn wires(&mut self) {
        let guide = self.sight.guide;
        for mention in &guide.mentions {
            if let Mentioned::Link { to, .. } = &mention.what {
                self.link(mention, to);
            }
        }
        for i in 0..guide.steps.len() {
            self.next(i);
        }
    }

    fn link(&mut self, mention: &Mention, to: &Target) {
        let guide = self.sight.guide;
        // A link of the front matter is read on the opening.
        let i = mention.step.unwrap_or(0);
        let Some(&drawn) = self.drawn.get(i) else { return };
        let button = guide.steps[i].buttons.iter().find(|b| b.at == mention.at);
        let label = button.map_or_else(|| "trong chữ".to_owned(), |b| self.words(&b.label));
        let link = Link { to, button, label, fault: self.fault_at(mention.at) };
        let Drawn::Node(from) = drawn else { return self.listed(drawn, &link) };
        match self.end(from, &link) {
            End::Node(node) => self.arrow(from, node, link),
            End::Words(words) => {
                let told = line(&link, &words);
                self.graph.nodes[from].lines.push(told);
            }
        }
    }

    /// A menu draws no arrows.
    fn listed(&mut self, drawn: Drawn, link: &Link<'_>) {
        let told = line(link, &self.target(link.to));
        match drawn {
            Drawn::Entry(m, e) => self.graph.menus[m].entries[e].lines.push(told),
            Drawn::Menu(m) => self.graph.menus[m].entries[0].lines.push(told),
            Drawn::Node(_) => {}
        }
    }

    fn arrow(&mut self, from: usize, to: usize, link: Link<'_>) {
        let sort = self.graph.nodes[to].sort;
        let kind = match (sort, link.button) {
            (Sort::Visit, _) => Lead::Visit,
            (_, None) => Lead::Text,
            _ => Lead::Button,
        };
        let remember = link.button.and_then(|b| b.remember.clone());
        let when = link.button.and_then(|b| named(&b.when));
        self.graph.edges.push(Edge { from, to, kind, label: link.label, remember, when, fault: link.fault });
    }

    fn end(&mut self, from: usize, link: &Link<'_>) -> End {
        let guide = self.sight.guide;
        let here = match link.to {
            Target::Step(id) => Some((id.as_str(), guide.index_of(id))),
            Target::Guide { guide: g, step } if *g == guide.id => {
                Some(step.as_ref().map_or(("", Some(0)), |id| (id.as_str(), guide.index_of(id))))
            }
            _ => None,
        };
        match (here, link.to) {
            (Some((_, Some(i))), _) => self.entry(i).map_or_else(|| End::Words(self.target(link.to)), End::Node),
            (Some((id, None)), _) => End::Node(self.leaf(from, Sort::Missing, &format!("#{id}"), "bước không có")),
            (None, Target::Guide { guide: other, step }) => End::Node(self.other(from, other, step.as_deref())),
            (None, Target::Caller(id)) => {
                let sort = if link.fault.is_some() { Sort::Missing } else { Sort::Caller };
                End::Node(self.leaf(from, sort, &format!("caller:#{id}"), "bước của bài đã gọi"))
            }
            (None, _) => End::Words(self.target(link.to)),
        }
    }

    /// The box in which step `i` is entered; a menu has none.
    fn entry(&self, i: usize) -> Option<usize> {
        match self.drawn.get(i) {
            Some(Drawn::Node(n)) => Some(*n),
            _ => None,
        }
    }

    fn other(&mut self, from: usize, id: &str, step: Option<&str>) -> usize {
        let Some(other) = self.sight.book.guide(id) else {
            return self.leaf(from, Sort::Missing, &format!("{id}.md"), "bài không có");
        };
        let sort = if other.front.kind == Kind::Skill { Sort::Visit } else { Sort::Guide };
        let name = other.front.name();
        let Some(step) = step else { return self.leaf_of(from, sort, other, name.to_owned(), format!("{id}.md")) };
        match other.index_of(step) {
            Some(i) => {
                let heading = self.sight.seen_from(other).words(&other.steps[i].heading).unwrap_or_default();
                self.leaf_of(from, sort, other, format!("{name}: {heading}"), format!("{id}.md#{step}"))
            }
            None => self.leaf(from, Sort::Missing, &format!("{id}.md#{step}"), "bước không có"),
        }
    }

    /// Another guide beside the step that leads to it; from a visit the skill's own buttons lead back into this guide.
    fn leaf_of(&mut self, from: usize, sort: Sort, other: &Guide, title: String, file: String) -> usize {
        let before = self.graph.nodes.len();
        let leaf = self.leaf(from, sort, &file, &title);
        if leaf == before && sort == Sort::Visit {
            let mut seen = BTreeSet::new();
            for (label, id) in back(self.sight.book, other, &mut seen) {
                let entry = self.sight.guide.index_of(&id).and_then(|i| self.entry(i));
                if let Some(to) = entry {
                    let kind = Lead::Back;
                    self.graph.edges.push(Edge {
                        from: leaf,
                        to,
                        kind,
                        label,
                        remember: None,
                        when: None,
                        fault: None,
                    });
                }
            }
        }
        leaf
    }

    /// A box that is no step of this guide, once for each step that leads there.
    fn leaf(&mut self, from: usize, sort: Sort, file: &str, title: &str) -> usize {
        let key = format!("{}>{file}", self.graph.nodes[from].key);
        if let Some(known) = self.graph.find(&key) {
            return known;
        }
        let stage = self.graph.nodes[from].stage;
        let lines = vec![Line::new(Mark::Note, file)];
        self.graph.nodes.push(Node { key, sort, stage, title: title.to_owned(), lines, faults: Vec::new() });
        self.graph.nodes.len() - 1
    }

    /// A target in words.
    fn target(&self, to: &Target) -> String {
        let guide = self.sight.guide;
        let step =
            |id: &str| guide.index_of(id).map_or_else(|| format!("#{id}"), |i| self.words(&guide.steps[i].heading));
        let filled = |template: &Template| self.sight.fill(template).unwrap_or_else(|| "…".to_owned());
        match to {
            Target::Step(id) => format!("→ «{}»", step(id)),
            Target::Guide { guide: g, step: Some(id) } if *g == guide.id => format!("→ «{}»", step(id)),
            Target::Guide { guide: g, step } => {
                format!("→ {g}.md{}", step.as_ref().map_or(String::new(), |s| format!("#{s}")))
            }
            Target::Caller(id) => format!("→ caller:#{id}"),
            Target::Web(template) => {
                let url = filled(template);
                let host = url.trim_start_matches("https://").split('/').next().unwrap_or_default();
                format!("mở {host}")
            }
            Target::Copy(template) => format!("chép «{}»", filled(template)),
            Target::File(file) => format!("gửi tệp {file}"),
        }
    }

    /// "Xong, bước tiếp", and what comes after the last step of a way; a bare heading is left for its first step.
    fn next(&mut self, i: usize) {
        let guide = self.sight.guide;
        let Drawn::Node(from) = self.drawn[i] else { return };
        let after = next_steps(self.sight.book, guide, i);
        let when = |i: usize| guide.steps[i].when.as_slice();
        // A step whose conditions are all known to hold comes before any that is further on.
        let sure = |known: &[&[Condition]], b: usize| when(b).iter().all(|c| known.iter().any(|k| k.contains(c)));
        let kind = if self.graph.nodes[from].sort == Sort::Stage { Lead::Enter } else { Lead::Next };
        let mut to: Vec<(Lead, usize)> = Vec::new();
        for (n, c) in after.iter().enumerate() {
            let known = [when(i), when(*c)];
            if !contradict(known) && !after[..n].iter().any(|b| sure(&known, *b)) {
                to.push((kind, *c));
            }
        }
        let last = if after.is_empty() { is_last(guide, i) } else { !after.iter().any(|b| sure(&[when(i)], *b)) };
        if last && kind == Lead::Next && guide.way_at(i).is_some() {
            to.extend(guide.index_of(RESULT).map(|i| (Lead::Result, i)));
        }
        for (kind, i) in to {
            let Some(to) = self.entry(i) else { continue };
            let label = String::new();
            self.graph.edges.push(Edge { from, to, kind, label, remember: None, when: None, fault: None });
        }
    }

    /// Boxes from which nothing leads on.
    pub(super) fn ends(&mut self) {
        let leads = |e: &Edge| e.kind != Lead::Visit || self.graph.edges.iter().any(|b| b.from == e.to);
        let on: BTreeSet<usize> = self.graph.edges.iter().filter(|e| leads(e)).map(|e| e.from).collect();
        let skill = self.sight.guide.front.kind == Kind::Skill;
        for (i, drawn) in self.drawn.iter().enumerate() {
            let Drawn::Node(n) = *drawn else { continue };
            let node = &mut self.graph.nodes[n];
            // A dead end is no end.
            if on.contains(&n) || !node.faults.is_empty() || matches!(node.sort, Sort::Opening | Sort::Stage) {
                continue;
            }
            let head = self.sight.guide.steps[i].stage.map(|s| self.sight.guide.steps[s].id.as_str());
            let office = head.is_some_and(|id| id != RESULT && Way::from_id(id).is_none()) && !skill;
            node.sort = if office { Sort::Office } else { Sort::End };
            let words = if skill { "hết bài: «Xong, về» bài đã gọi" } else { "hết bài" };
            node.lines.push(Line::new(Mark::Note, words));
        }
    }
}

/// Whether one asks for what the other excludes.
fn contradict([a, b]: [&[Condition]; 2]) -> bool {
    a.iter().any(|c| match c {
        Condition::Is(name) => b.contains(&Condition::Not(name.clone())),
        Condition::Not(name) => b.contains(&Condition::Is(name.clone())),
        Condition::Until(_) | Condition::From(_) => false,
    })
}

fn is_last(guide: &Guide, i: usize) -> bool {
    let stage = guide.steps[i].stage;
    let on = guide.steps[i].buttons.iter().any(|b| matches!(b.target, Target::Step(_)) && b.when.is_empty());
    !on && guide.steps.get(i + 1).is_none_or(|after| after.stage != stage)
}

fn line(link: &Link<'_>, words: &str) -> Line {
    let when = link.button.and_then(|b| named(&b.when)).map_or(String::new(), |w| format!(" (khi {w})"));
    let remember = link.button.and_then(|b| b.remember.as_ref()).map_or(String::new(), |r| format!(", ghi {r}"));
    let fault = link.fault.as_ref().map_or(String::new(), |f| format!(": {f}"));
    let text = format!("[{}] {words}{remember}{when}{fault}", link.label);
    Line { mark: Mark::Link, text, bad: link.fault.is_some() }
}

/// The buttons into whoever called, of a skill and of those it visits.
fn back(book: &Book, skill: &Guide, seen: &mut BTreeSet<String>) -> Vec<(String, String)> {
    let mut out = Vec::new();
    if !seen.insert(skill.id.clone()) {
        return out;
    }
    for button in skill.steps.iter().flat_map(|s| &s.buttons) {
        match &button.target {
            Target::Caller(id) => out.push((crate::book::plain(&button.label), id.clone())),
            Target::Guide { guide, .. } => {
                let visited = book.guide(guide).filter(|g| g.front.kind == Kind::Skill);
                out.extend(visited.into_iter().flat_map(|g| back(book, g, seen)));
            }
            _ => {}
        }
    }
    out
}
