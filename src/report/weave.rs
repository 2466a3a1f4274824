//! From a guide to its graph: the boxes, the frames, the menus; `wire` adds the arrows.

use std::collections::BTreeMap;

use crate::book::{Ask, Block, Book, Fault, Ground, Guide, Item, Kind, Place, Severity, Sight, Span, Step, plain};
use crate::report::conditions::named;
use crate::report::graph::{Entry, Graph, Line, Mark, Menu, Node, Sort, Stage};

/// The stages that are lists.
const MENUS: [&str; 2] = ["hoi-dap", "vuong-mac"];
const PAPERS: &str = "giay-to";
const FIELDS: &str = "linh-vuc";

/// The graph of `guide`. `faults` are those of the whole book, or any part of it; only errors of this guide are drawn.
pub fn graph(book: &Book, guide: &Guide, faults: &[Fault]) -> Graph {
    let ground = Ground::default();
    let errors = faults.iter().filter(|f| f.path == guide.path && f.severity == Severity::Error).collect();
    let mut weaver = Weaver::new(Sight { book, guide, ground: &ground }, errors);
    weaver.boxes();
    weaver.wires();
    weaver.rest();
    weaver.ends();
    weaver.graph
}

/// Where a step is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drawn {
    /// As a box.
    Node(usize),
    /// As a menu's head.
    Menu(usize),
    /// As a line of a menu.
    Entry(usize, usize),
}

/// What is woven.
pub(super) struct Weaver<'a> {
    pub(super) sight: Sight<'a>,
    pub(super) graph: Graph,
    /// Where each step of the guide is drawn.
    pub(super) drawn: Vec<Drawn>,
    /// Errors not yet told, by place.
    errors: BTreeMap<Place, Vec<String>>,
}

impl<'a> Weaver<'a> {
    fn new(sight: Sight<'a>, faults: Vec<&Fault>) -> Self {
        let front = &sight.guide.front;
        let title = if front.title.is_empty() { sight.guide.id.clone() } else { front.title.clone() };
        let graph = Graph { title, id: sight.guide.id.clone(), broken: faults.len(), ..Graph::default() };
        let mut errors: BTreeMap<Place, Vec<String>> = BTreeMap::new();
        for fault in faults {
            errors.entry(fault.at).or_default().push(fault.message.clone());
        }
        Self { sight, graph, drawn: Vec::new(), errors }
    }

    fn guide(&self) -> &'a Guide {
        self.sight.guide
    }

    fn boxes(&mut self) {
        let guide = self.guide();
        for (i, step) in guide.steps.iter().enumerate() {
            let drawn = self.place(i, step);
            self.drawn.push(drawn);
        }
    }

    fn place(&mut self, i: usize, step: &Step) -> Drawn {
        let guide = self.guide();
        let head = step.stage.map(|s| (s, guide.steps[s].id.as_str()));
        if MENUS.contains(&step.id.as_str()) {
            let lines = self.lines(step);
            let (key, title) = (self.key(i, step), self.words(&step.heading));
            // A menu's own words are read above its questions.
            let own = Entry { key: String::new(), title: String::new(), lines, faults: Vec::new() };
            self.graph.menus.push(Menu { key, title, entries: vec![own], faults: Vec::new() });
            return Drawn::Menu(self.graph.menus.len() - 1);
        }
        if let Some((_, id)) = head.filter(|(_, id)| MENUS.contains(id)) {
            let menu = self.graph.menus.iter().position(|m| m.key == id).unwrap_or_default();
            let (key, title, lines) = (self.key(i, step), self.words(&step.heading), self.lines(step));
            let entries = &mut self.graph.menus[menu].entries;
            entries.push(Entry { key, title, lines, faults: Vec::new() });
            return Drawn::Entry(menu, entries.len() - 1);
        }
        if guide.is_stage(i) {
            self.graph.stages.push(Stage { key: self.key(i, step), is_way: guide.way_at(i).is_some() });
        }
        let node = self.node(i, step);
        self.graph.nodes.push(node);
        Drawn::Node(self.graph.nodes.len() - 1)
    }

    fn node(&self, i: usize, step: &Step) -> Node {
        let stage = step.stage.and(self.graph.stages.len().checked_sub(1));
        let (key, title, lines) = (self.key(i, step), self.words(&step.heading), self.lines(step));
        Node { key, sort: self.sort(i, step), stage, title, lines, faults: Vec::new() }
    }

    fn sort(&self, i: usize, step: &Step) -> Sort {
        let parts = step.buttons.len() > 1 && step.stage.is_none();
        match () {
            () if i == 0 => Sort::Opening,
            () if step.is_bare() && self.guide().is_stage(i) => Sort::Stage,
            () if step.id == PAPERS => Sort::Papers,
            () if self.guide().way_at(i).is_some() => Sort::Way,
            () if parts || step.ask.is_some() || step.buttons.iter().any(|b| b.remember.is_some()) => Sort::Question,
            () => Sort::Step,
        }
    }

    /// A name that no other step has, whatever the clerk wrote twice.
    fn key(&self, i: usize, step: &Step) -> String {
        let first = self.guide().index_of(&step.id) == Some(i) && !step.id.is_empty();
        if first { step.id.clone() } else { format!("{}~{i}", step.id) }
    }

    fn lines(&self, step: &Step) -> Vec<Line> {
        let mut out = Vec::new();
        out.extend(named(&step.when).map(|w| Line::new(Mark::When, w)));
        let asked = step.ask.map(|ask| match ask {
            Ask::Date => "chờ gõ: ngày",
            Ask::Text => "chờ gõ: chữ",
            Ask::DossierCode => "chờ gõ: mã hồ sơ",
            Ask::Place => "chờ gõ hoặc gửi: nơi chốn",
        });
        out.extend(asked.map(|a| Line::new(Mark::Note, a)));
        if self.guide().front.kind == Kind::Flow && step.id == FIELDS {
            out.push(Line::new(Mark::Note, "máy thêm nút các loại việc"));
        }
        if step.body.contains(&Block::Ways) {
            out.push(Line::new(Mark::Note, "máy vẽ các cách nộp cạnh nhau"));
        }
        let mut hinges = Vec::new();
        self.body(&step.body, &mut out, &mut hinges);
        hinges.sort();
        hinges.dedup();
        out.extend((!hinges.is_empty()).then(|| Line::new(Mark::Note, format!("chữ đổi theo: {}", hinges.join("; ")))));
        out
    }

    /// The papers, and what else of the words hangs on an answer or a day.
    fn body(&self, blocks: &[Block], papers: &mut Vec<Line>, hinges: &mut Vec<String>) {
        for block in blocks {
            match block {
                Block::Paragraph(pieces) => hinges.extend(pieces.iter().filter_map(|p| named(&p.when))),
                Block::List { items, .. } => items.iter().for_each(|item| self.item(item, papers, hinges)),
                Block::Note { blocks, .. } => self.body(blocks, papers, hinges),
                Block::Table { .. } | Block::Picture { .. } | Block::Ways | Block::Code(_) => {}
            }
        }
    }

    fn item(&self, item: &Item, papers: &mut Vec<Line>, hinges: &mut Vec<String>) {
        match &item.tick {
            Some(label) => {
                let when = named(&item.when).map_or(String::new(), |w| format!(" (khi {w})"));
                papers.push(Line::new(Mark::Paper, format!("{label}{when}")));
            }
            None => hinges.extend(named(&item.when)),
        }
        self.body(&item.nested, papers, hinges);
    }

    /// Words with their facts; a fact that only a citizen gives is told by its name.
    pub(super) fn words(&self, spans: &[Span]) -> String {
        self.sight.words(spans).unwrap_or_else(|| plain(spans))
    }

    /// The errors told of this place, once.
    pub(super) fn fault_at(&mut self, at: Place) -> Option<String> {
        self.errors.remove(&at).map(|words| words.join("; "))
    }

    /// What no arrow and no line told: to the step it stands in, else above the picture.
    fn rest(&mut self) {
        for (at, words) in std::mem::take(&mut self.errors) {
            let step = self.guide().steps.iter().rposition(|s| s.at.line <= at.line);
            let told = words.join("; ");
            let line = format!("dòng {}: {told}", at.line);
            match step.map(|i| (self.drawn[i], self.guide().steps[i].at == at)) {
                Some((drawn, heading)) => self.faults_of(drawn).push(if heading { told } else { line }),
                None => self.graph.faults.push(line),
            }
        }
    }

    fn faults_of(&mut self, drawn: Drawn) -> &mut Vec<String> {
        match drawn {
            Drawn::Node(n) => &mut self.graph.nodes[n].faults,
            Drawn::Menu(m) => &mut self.graph.menus[m].faults,
            Drawn::Entry(m, e) => &mut self.graph.menus[m].entries[e].faults,
        }
    }
}
