//! A guide as a graph: steps, what leads from one to another, and what is broken in it; where they stand is not told here.

/// The picture of one guide, before it has a shape.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// The guide's title.
    pub title: String,
    /// Its id.
    pub id: String,
    /// What is drawn as a box.
    pub nodes: Vec<Node>,
    /// What is drawn as an arrow.
    pub edges: Vec<Edge>,
    /// What frames the boxes of a stage.
    pub stages: Vec<Stage>,
    /// The menus: lists beside the picture.
    pub menus: Vec<Menu>,
    /// Faults that belong to no step.
    pub faults: Vec<String>,
    /// How many faults there are, wherever they are told.
    pub broken: usize,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its name in the picture, unique in it: the step's id, or one of ours for what is no step.
    pub key: String,
    /// What it is.
    pub sort: Sort,
    /// The index in [`Graph::stages`] of the frame it stands in.
    pub stage: Option<usize>,
    /// Its heading.
    pub title: String,
    /// What stands below the heading.
    pub lines: Vec<Line>,
    /// What is broken, in the words of the check.
    pub faults: Vec<String>,
}

/// What a box is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// The first step of the guide.
    Opening,
    /// The heading of a stage that has no words of its own: its first step is entered.
    Stage,
    /// A step whose buttons part the ways, or that waits for an answer.
    Question,
    /// The list of papers.
    Papers,
    /// A step of a way to file.
    Way,
    /// Any other step.
    Step,
    /// Nothing leads on: the guide ends here.
    End,
    /// The same outside of the ways and the result: one is sent to an office.
    Office,
    /// A skill that is visited and comes back.
    Visit,
    /// Another guide: a dossier of its own, or a flow.
    Guide,
    /// A step of whoever called this skill.
    Caller,
    /// What a link names and nobody has.
    Missing,
}

/// A line of a box or of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What leads it.
    pub mark: Mark,
    /// Its words.
    pub text: String,
    /// Whether it is broken.
    pub bad: bool,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// When the box, or what the line tells of, is there at all.
    When,
    /// A paper.
    Paper,
    /// A link to something that is no box: a page, a file, words to copy, a menu.
    Link,
    /// A remark.
    Note,
}

/// An arrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// From which node.
    pub from: usize,
    /// To which node.
    pub to: usize,
    /// What it is.
    pub kind: Lead,
    /// The button's words; empty where nobody presses a button of the guide.
    pub label: String,
    /// `?name`
    pub remember: Option<String>,
    /// When it is there, in words.
    pub when: Option<String>,
    /// What is broken about it.
    pub fault: Option<String>,
}

/// How one thing leads to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// A button of the guide.
    Button,
    /// A link inside the text.
    Text,
    /// "Xong, bước tiếp".
    Next,
    /// After the last step of a way: on to the result.
    Result,
    /// From a stage's heading to its first step.
    Enter,
    /// A visit, which comes back.
    Visit,
    /// From a visit into this guide: the skill's own button leads on.
    Back,
}

/// A frame around the boxes of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// The id of its heading, which is a box in it.
    pub key: String,
    /// Whether it is a way to file.
    pub is_way: bool,
}

/// `hoi-dap` or `vuong-mac`: its steps are looks aside, on no path, so they are a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// The id of its heading.
    pub key: String,
    /// The heading.
    pub title: String,
    /// Its steps, and below each its links.
    pub entries: Vec<Entry>,
    /// What is broken about it.
    pub faults: Vec<String>,
}

/// A step of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The step's id.
    pub key: String,
    /// Its heading.
    pub title: String,
    /// Its links and conditions.
    pub lines: Vec<Line>,
    /// What is broken.
    pub faults: Vec<String>,
}

impl Graph {
    /// How many steps it has, and how many buttons and links.
    pub fn count(&self) -> (usize, usize) {
        let ours = |n: &&Node| n.sort.is_step();
        let listed = self.menus.iter().flat_map(|m| &m.entries);
        // A menu's own words are an entry without a name: its step.
        let steps = self.nodes.iter().filter(ours).count() + listed.clone().count();
        let lines = self.nodes.iter().flat_map(|n| &n.lines).chain(listed.flat_map(|e| &e.lines));
        let pressed =
            self.edges.iter().filter(|e| !matches!(e.kind, Lead::Next | Lead::Result | Lead::Enter | Lead::Back));
        (steps, pressed.count() + lines.filter(|l| l.mark == Mark::Link).count())
    }

    /// The node with this name.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.nodes.iter().position(|n| n.key == key)
    }
}

impl Sort {
    /// Whether it is a step of the guide itself.
    pub const fn is_step(self) -> bool {
        !matches!(self, Self::Visit | Self::Guide | Self::Caller | Self::Missing)
    }
}

impl Line {
    /// A line that is fine.
    pub fn new(mark: Mark, text: impl Into<String>) -> Self {
        Self { mark, text: text.into(), bad: false }
    }
}
