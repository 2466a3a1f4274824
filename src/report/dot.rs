//! A graph in the `dot` language, for whoever draws it with Graphviz or another program.

use std::fmt::Write as _;

use crate::report::graph::{Edge, Graph, Lead, Line, Mark, Node, Sort};

/// The graph as `dot`.
pub fn dot(graph: &Graph) -> String {
    let mut out = String::from("digraph {\n");
    let _ = writeln!(out, "  label={}; labelloc=t; fontname=\"Noto Sans\";", quoted(&[graph.title.as_str()], "\\n"));
    out.push_str(
        "  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"Noto Sans\", fontsize=11];\n",
    );
    out.push_str("  edge [fontname=\"Noto Sans\", fontsize=10];\n");
    for (s, stage) in graph.stages.iter().enumerate() {
        let colour = if stage.is_way { "#eef3fb" } else { "#f6f6f4" };
        let _ = writeln!(out, "  subgraph cluster_{s} {{ style=filled; color=\"{colour}\";");
        graph.nodes.iter().enumerate().filter(|(_, n)| n.stage == Some(s)).for_each(|(n, of)| node(n, of, &mut out));
        out.push_str("  }\n");
    }
    graph.nodes.iter().enumerate().filter(|(_, n)| n.stage.is_none()).for_each(|(n, of)| node(n, of, &mut out));
    graph.edges.iter().for_each(|e| edge(e, &mut out));
    for (m, menu) in graph.menus.iter().enumerate() {
        let mut words = vec![menu.title.clone()];
        words.extend(menu.faults.iter().map(|f| broken(f)));
        for entry in &menu.entries {
            words.extend((!entry.title.is_empty()).then(|| format!("• {}", entry.title)));
            words.extend(entry.lines.iter().map(said));
            words.extend(entry.faults.iter().map(|f| broken(f)));
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let _ = writeln!(out, "  m{m} [shape=note, label={}];", quoted(&words, "\\l"));
    }
    out + "}\n"
}

fn node(n: usize, node: &Node, out: &mut String) {
    let mut words = vec![node.title.clone()];
    words.extend(node.lines.iter().map(said));
    words.extend(node.faults.iter().map(|f| broken(f)));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let red = if node.faults.is_empty() && node.sort != Sort::Missing { "" } else { ", color=red, fontcolor=red" };
    let _ = writeln!(out, "  n{n} [label={}, tooltip={}{red}];", quoted(&words, "\\l"), quoted(&[&node.key], ""));
}

fn edge(edge: &Edge, out: &mut String) {
    let mut words = vec![edge.label.clone()];
    words.extend(edge.remember.iter().map(|r| format!("ghi {r}")));
    words.extend(edge.when.iter().map(|w| format!("khi {w}")));
    words.extend(edge.fault.iter().map(|f| broken(f)));
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|w| !w.is_empty()).collect();
    let style = if edge.kind == Lead::Visit { ", style=dashed" } else { "" };
    let red = if edge.fault.is_some() { ", color=red, fontcolor=red" } else { "" };
    let _ = writeln!(out, "  n{} -> n{} [label={}{style}{red}];", edge.from, edge.to, quoted(&words, "\\n"));
}

fn said(line: &Line) -> String {
    let lead = match line.mark {
        Mark::When => "khi ",
        Mark::Paper => "□ ",
        Mark::Link | Mark::Note => "",
    };
    format!("{lead}{}", line.text)
}

fn broken(fault: &str) -> String {
    format!("HỎNG: {fault}")
}

/// A string of the language: lines, each ended by `end` unless there is but one.
fn quoted(lines: &[&str], end: &str) -> String {
    let escape = |line: &&str| {
        let tame: String = line.chars().filter(|c| !c.is_control()).collect();
        tame.replace('\\', "\\\\").replace('"', "\\\"")
    };
    let lines: Vec<String> = lines.iter().map(escape).collect();
    // Lines that are set to the left want an end each, the last one too.
    let end_of_last = if lines.len() > 1 { end } else { "" };
    format!("\"{}{end_of_last}\"", lines.join(end))
}
