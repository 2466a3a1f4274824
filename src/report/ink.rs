//! The words of a map as rows that fit: what a box, an arrow, a menu says, how large, and how much room that takes.

use unicode_normalization::UnicodeNormalization as _;

use crate::picture::width;
use crate::report::graph::{Edge, Graph, Line, Mark, Menu, Node};

/// The widest row of a box.
const BOX: f32 = 214.0;
/// The widest row of an arrow's words.
const ARROW: f32 = 150.0;
/// The widest row of a menu, and of what stands above the picture.
const MENU: f32 = 290.0;
const HEAD: f32 = 620.0;
/// Where the second row of a paper begins: under its words, not its square.
const HANG: f32 = 13.0;
/// Room between a box's frame and its words.
pub(super) const PAD: f32 = 9.0;
/// Another letter than ours, in a browser without Noto Sans, may be so much wider.
const SLACK: f32 = 1.06;

/// One row of words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) look: Look,
    /// Blank space to its left, for the rows of a list.
    pub(super) indent: f32,
}

/// How a row looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Head,
    Title,
    Plain,
    Faint,
    Answer,
    Bad,
}

/// Rows with the room they take.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Rows {
    pub(super) rows: Vec<Row>,
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Look {
    pub(super) const fn size(self) -> f32 {
        match self {
            Self::Head => 18.0,
            Self::Title => 13.0,
            Self::Plain | Self::Answer => 11.5,
            Self::Faint | Self::Bad => 11.0,
        }
    }

    pub(super) const fn is_bold(self) -> bool {
        matches!(self, Self::Head | Self::Title | Self::Bad)
    }

    /// From one row's foot to the next's.
    pub(super) const fn leading(self) -> f32 {
        self.size() + 4.0
    }
}

impl Rows {
    /// Adds words, as many rows as they need below `most` wide.
    fn add(&mut self, text: &str, look: Look, indent: f32, most: f32) {
        self.hanging(text, look, (indent, indent), most);
    }

    /// The same with another indent for the rows after the first.
    fn hanging(&mut self, text: &str, look: Look, (mut indent, hang): (f32, f32), most: f32) {
        let mut line = String::new();
        for word in text.nfc().collect::<String>().split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if !line.is_empty() && measured(&longer, look) > most - indent {
                self.push(std::mem::replace(&mut line, word.to_owned()), look, indent);
                indent = hang;
            } else {
                line = longer;
            }
        }
        if !line.is_empty() {
            self.push(line, look, indent);
        }
    }

    /// Other rows below.
    pub(super) fn append(&mut self, more: Self) {
        self.width = self.width.max(more.width);
        self.height += more.height;
        self.rows.extend(more.rows);
    }

    fn push(&mut self, text: String, look: Look, indent: f32) {
        self.width = self.width.max(indent + measured(&text, look));
        self.height += look.leading();
        self.rows.push(Row { text, look, indent });
    }
}

fn measured(text: &str, look: Look) -> f32 {
    width(text, look.is_bold(), look.size()) * SLACK
}

/// What a box says.
pub(super) fn of_node(node: &Node) -> Rows {
    let mut rows = Rows::default();
    rows.add(&node.title, Look::Title, 0.0, BOX);
    lines(&node.lines, 0.0, BOX, &mut rows);
    faults(&node.faults, BOX, &mut rows);
    rows
}

/// What stands beside an arrow; one of several that share it begins with a dot.
pub(super) fn of_edge(edge: &Edge, shared: bool) -> Rows {
    let mut rows = Rows::default();
    let (dot, indent) = if shared && !edge.label.is_empty() { ("• ", 8.0) } else { ("", 0.0) };
    rows.add(&format!("{dot}{}", edge.label), Look::Plain, 0.0, ARROW);
    if let Some(name) = &edge.remember {
        rows.add(&format!("ghi {name}"), Look::Answer, indent, ARROW);
    }
    if let Some(when) = &edge.when {
        rows.add(&format!("khi {when}"), Look::Faint, indent, ARROW);
    }
    if let Some(fault) = &edge.fault {
        rows.add(&format!("HỎNG: {fault}"), Look::Bad, indent, ARROW);
    }
    rows
}

/// What a menu says.
pub(super) fn of_menu(menu: &Menu) -> Rows {
    let mut rows = Rows::default();
    rows.add(&menu.title, Look::Title, 0.0, MENU);
    faults(&menu.faults, MENU, &mut rows);
    for entry in &menu.entries {
        if !entry.title.is_empty() {
            rows.add(&format!("• {}", entry.title), Look::Plain, 0.0, MENU);
        }
        lines(&entry.lines, 12.0, MENU, &mut rows);
        faults(&entry.faults, MENU, &mut rows);
    }
    rows
}

/// What stands above the picture.
pub(super) fn of_head(graph: &Graph) -> Rows {
    let mut rows = Rows::default();
    rows.add(&graph.title, Look::Head, 0.0, HEAD);
    let (steps, links) = graph.count();
    rows.add(&format!("bài {}: {steps} bước, {links} nút và liên kết", graph.id), Look::Faint, 0.0, HEAD);
    match graph.broken {
        0 => rows.add("Không thấy chỗ nào hỏng.", Look::Faint, 0.0, HEAD),
        n => rows.add(&format!("{n} chỗ HỎNG: xem các ô và chữ đỏ."), Look::Bad, 0.0, HEAD),
    }
    faults(&graph.faults, HEAD, &mut rows);
    rows
}

fn lines(lines: &[Line], indent: f32, most: f32, rows: &mut Rows) {
    for line in lines {
        let (lead, look) = match line.mark {
            Mark::When => ("khi ", Look::Faint),
            Mark::Paper => ("□ ", Look::Plain),
            Mark::Link => ("", Look::Plain),
            Mark::Note => ("", Look::Faint),
        };
        let look = if line.bad { Look::Bad } else { look };
        let hang = if line.mark == Mark::Paper { HANG } else { 0.0 };
        rows.hanging(&format!("{lead}{}", line.text), look, (indent, indent + hang), most);
    }
}

fn faults(told: &[String], most: f32, rows: &mut Rows) {
    told.iter().for_each(|fault| rows.add(&format!("HỎNG: {fault}"), Look::Bad, 0.0, most));
}
