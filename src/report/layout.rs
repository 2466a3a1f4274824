//! Where the boxes, frames and arrows of a graph stand: the sizes go in, a layered layout comes out.

use dugong::graphlib::{Graph as Layers, GraphOptions};
use dugong::{EdgeLabel, GraphLabel, LabelPos, NodeLabel};

use crate::report::graph::{Graph, Lead};
use crate::report::ink::{self, PAD, Rows};
use crate::report::ports;

/// Room between a stage's frame and its boxes.
const FRAME: f32 = 11.0;

/// A place with its size; `x` and `y` are the corner at the top left.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Spot {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// One arrow; several links between the same two boxes share it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Route {
    /// Which of [`Graph::edges`].
    pub(super) edges: Vec<usize>,
    /// Where it passes.
    pub(super) points: Vec<(f32, f32)>,
    /// Its words, and where they stand.
    pub(super) words: Rows,
    pub(super) at: Spot,
}

/// Everything with its place.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Plan {
    pub(super) width: f32,
    pub(super) height: f32,
    /// As [`Graph::nodes`].
    pub(super) nodes: Vec<(Spot, Rows)>,
    /// As [`Graph::stages`]; one without a box has no size.
    pub(super) stages: Vec<Spot>,
    pub(super) routes: Vec<Route>,
}

type Dagre = Layers<NodeLabel, EdgeLabel, GraphLabel>;

/// The plan of a graph.
pub(super) fn plan(graph: &Graph) -> Plan {
    let rows: Vec<Rows> = graph.nodes.iter().map(ink::of_node).collect();
    let routes = routes(graph);
    let mut dagre = dagre(graph, &rows, &routes);
    if dugong::layout(&mut dagre).is_err() {
        // Its limits are far beyond a guide of 1 MiB; without places there is nothing to draw.
        return Plan::default();
    }
    read(graph, &dagre, rows, routes)
}

fn routes(graph: &Graph) -> Vec<Route> {
    let mut out: Vec<Route> = Vec::new();
    for (n, edge) in graph.edges.iter().enumerate() {
        let alike = |r: &&mut Route| {
            let other = &graph.edges[r.edges[0]];
            (other.from, other.to, other.fault.is_some()) == (edge.from, edge.to, edge.fault.is_some())
        };
        let words =
            ink::of_edge(edge, graph.edges.iter().filter(|e| (e.from, e.to) == (edge.from, edge.to)).count() > 1);
        match out.iter_mut().find(alike) {
            Some(route) => {
                route.edges.push(n);
                route.words.append(words);
            }
            None => out.push(Route { edges: vec![n], points: Vec::new(), words, at: Spot::default() }),
        }
    }
    out
}

fn dagre(graph: &Graph, rows: &[Rows], routes: &[Route]) -> Dagre {
    let mut dagre: Dagre = Layers::new(GraphOptions { directed: true, multigraph: true, compound: true });
    dagre.set_graph(GraphLabel {
        nodesep: 26.0,
        ranksep: 30.0,
        edgesep: 14.0,
        marginx: 20.0,
        marginy: 20.0,
        ..GraphLabel::default()
    });
    for (n, rows) in rows.iter().enumerate() {
        let size = |length: f32| f64::from(length + 2.0 * PAD);
        dagre.set_node(
            node(n),
            NodeLabel { width: size(rows.width), height: size(rows.height), ..NodeLabel::default() },
        );
    }
    for (s, _) in graph.stages.iter().enumerate() {
        let members: Vec<usize> = (0..graph.nodes.len()).filter(|n| graph.nodes[*n].stage == Some(s)).collect();
        if !members.is_empty() {
            dagre.set_node(stage(s), NodeLabel::default());
            members.into_iter().for_each(|n| {
                dagre.set_parent(node(n), stage(s));
            });
        }
    }
    for (r, route) in routes.iter().enumerate() {
        let edge = &graph.edges[route.edges[0]];
        let (width, height) = (f64::from(route.words.width), f64::from(route.words.height));
        let weight = match edge.kind {
            // A stage hangs right below what leads to it, whatever room that leaves above the result.
            Lead::Next | Lead::Enter => 6.0,
            Lead::Back => 3.0,
            Lead::Button | Lead::Text | Lead::Visit => 2.0,
            Lead::Result => 1.0,
        };
        let label = EdgeLabel { width, height, weight, labelpos: LabelPos::C, ..EdgeLabel::default() };
        dagre.set_edge_named(node(edge.from), node(edge.to), Some(r.to_string()), Some(label));
    }
    dagre
}

fn node(n: usize) -> String {
    format!("n{n}")
}

fn stage(s: usize) -> String {
    format!("s{s}")
}

fn read(graph: &Graph, dagre: &Dagre, rows: Vec<Rows>, mut routes: Vec<Route>) -> Plan {
    let spot = |id: &str| dagre.node(id).map_or_else(Spot::default, |l| centred(l.x, l.y, l.width, l.height));
    let nodes: Vec<(Spot, Rows)> = rows.into_iter().enumerate().map(|(n, rows)| (spot(&node(n)), rows)).collect();
    for (r, route) in routes.iter_mut().enumerate() {
        let edge = &graph.edges[route.edges[0]];
        let Some(label) = dagre.edge(&node(edge.from), &node(edge.to), Some(&r.to_string())) else { continue };
        route.points = label.points.iter().map(|p| (short(p.x), short(p.y))).collect();
        route.at = centred(label.x, label.y, label.width, label.height);
    }
    let spots: Vec<Spot> = nodes.iter().map(|(spot, _)| *spot).collect();
    ports::spread(graph, &mut routes, &spots);
    let stages = (0..graph.stages.len()).map(|s| frame(graph, s, &nodes, &routes)).collect();
    let (width, height) = (short(dagre.graph().width), short(dagre.graph().height));
    Plan { width, height, nodes, stages, routes }
}

/// Around the boxes of a stage and the words between them; the library's own frame also holds the arrows that pass by.
fn frame(graph: &Graph, stage: usize, nodes: &[(Spot, Rows)], routes: &[Route]) -> Spot {
    let inside = |n: usize| graph.nodes[n].stage == Some(stage);
    let boxes = nodes.iter().enumerate().filter(|(n, _)| inside(*n)).map(|(_, (spot, _))| *spot);
    let within =
        |r: &&Route| r.edges.first().is_some_and(|e| inside(graph.edges[*e].from) && inside(graph.edges[*e].to));
    let words = routes.iter().filter(within).filter(|r| !r.words.rows.is_empty()).map(|r| r.at);
    let around = boxes.chain(words).reduce(|a, b| {
        let (x, y) = (a.x.min(b.x), a.y.min(b.y));
        let (right, foot) = ((a.x + a.width).max(b.x + b.width), (a.y + a.height).max(b.y + b.height));
        Spot { x, y, width: right - x, height: foot - y }
    });
    around.map_or_else(Spot::default, |s| {
        let (x, y) = (s.x - FRAME, s.y - FRAME);
        Spot { x, y, width: s.width + 2.0 * FRAME, height: s.height + 2.0 * FRAME }
    })
}

fn centred(x: Option<f64>, y: Option<f64>, width: f64, height: f64) -> Spot {
    let (x, y) = (x.unwrap_or_default() - width / 2.0, y.unwrap_or_default() - height / 2.0);
    Spot { x: short(x), y: short(y), width: short(width), height: short(height) }
}

#[allow(clippy::cast_possible_truncation, reason = "a map is some thousand units wide")]
const fn short(length: f64) -> f32 {
    length as f32
}
