//! A graph as SVG: boxes, frames, arrows; the menus beside them, a key to the colours below.

use std::fmt::Write as _;

use crate::report::graph::{Edge, Graph, Lead, Node, Sort};
use crate::report::ink::{self, Look, PAD, Row, Rows};
use crate::report::layout::{Plan, Route, Spot, plan};

/// Room around the picture, and between it and the menus.
const MARGIN: f32 = 24.0;
/// Where an arrow turns, it turns in a bend so large.
const BEND: f32 = 14.0;
/// One swatch of the key with its words.
const SWATCH: (f32, f32) = (176.0, 24.0);
const RED: &str = "#c1121f";

/// The map of a graph, whole: it needs no other file, and any browser shows it.
pub fn svg(graph: &Graph) -> String {
    let plan = plan(graph);
    let head = ink::of_head(graph);
    let menus: Vec<Rows> = graph.menus.iter().map(ink::of_menu).collect();
    let top = head.height + 2.0 * MARGIN;
    let beside = menus.iter().map(|m| m.width + 2.0 * PAD).fold(0.0, f32::max);
    let left = MARGIN + plan.width + if beside > 0.0 { MARGIN } else { 0.0 };
    let wide = (left + beside).max(head.width + MARGIN) + MARGIN;
    let listed: f32 = menus.iter().map(|m| m.height + 2.0 * PAD + MARGIN).sum();
    let below = top + plan.height.max(listed) + MARGIN;
    let mut pen = Pen { out: String::with_capacity(1 << 16) };
    let tall = below + key_height(graph, wide) + MARGIN;
    pen.open(graph, wide, tall);
    pen.rows(&head, MARGIN, MARGIN);
    pen.begin(MARGIN, top);
    pen.plan(graph, &plan);
    pen.end();
    let mut y = top;
    for (menu, rows) in graph.menus.iter().zip(&menus) {
        let spot = Spot { x: left, y, width: beside, height: rows.height + 2.0 * PAD };
        let broken = !menu.faults.is_empty() || rows.rows.iter().any(|r| r.look == Look::Bad);
        pen.named(&format!("{}: {}", menu.key, menu.title));
        pen.frame("menu", spot, ("#f3f0fa", if broken { RED } else { "#9a86c4" }), "");
        pen.rows(rows, left + PAD, y + PAD);
        pen.end();
        y += spot.height + MARGIN;
    }
    pen.key(graph, wide, below);
    pen.out.push_str("</svg>\n");
    pen.out
}

/// Paper and line of a kind of box, and its words in the key.
const fn colours(sort: Sort) -> (&'static str, &'static str, &'static str) {
    match sort {
        Sort::Opening => ("#d7ecd9", "#3d8b4f", "mở đầu"),
        Sort::Stage => ("#dfe4ee", "#5b6b8c", "tên chặng"),
        Sort::Question => ("#fff3c9", "#b8932b", "câu hỏi, chỗ rẽ"),
        Sort::Papers => ("#e3f4f4", "#2f8585", "giấy tờ"),
        Sort::Way => ("#ffffff", "#5b6b8c", "bước của cách nộp"),
        Sort::Step => ("#ffffff", "#8a8f9c", "bước"),
        Sort::End => ("#e9e9e9", "#4a4a4a", "hết bài"),
        Sort::Office => ("#fde6d3", "#b5652a", "hết bài, tới nơi này"),
        Sort::Visit => ("#e4edff", "#3f66b5", "ghé bài khác rồi về"),
        Sort::Guide => ("#ecdfff", "#7a4fb5", "qua bài khác"),
        Sort::Caller => ("#e4edff", "#3f66b5", "về bài đã gọi"),
        Sort::Missing => ("#ffe3e3", RED, "không có"),
    }
}

/// Line and dashes of a kind of arrow, and its words in the key.
const fn strokes(lead: Lead) -> (&'static str, &'static str, &'static str) {
    match lead {
        Lead::Button => ("#333a4d", "", "nút của bài"),
        Lead::Text => ("#333a4d", "2 3", "liên kết trong chữ"),
        Lead::Next | Lead::Enter => ("#8a8f9c", "", "«Xong, bước tiếp»"),
        Lead::Result => ("#3d8b4f", "", "nộp xong thì tới"),
        Lead::Visit => ("#3f66b5", "6 4", "ghé rồi về"),
        Lead::Back => ("#3f66b5", "", "nút của bài được ghé"),
    }
}

const SORTS: [Sort; 12] = [
    Sort::Opening,
    Sort::Question,
    Sort::Papers,
    Sort::Stage,
    Sort::Way,
    Sort::Step,
    Sort::Office,
    Sort::End,
    Sort::Visit,
    Sort::Guide,
    Sort::Caller,
    Sort::Missing,
];
const LEADS: [Lead; 6] = [Lead::Button, Lead::Text, Lead::Next, Lead::Result, Lead::Visit, Lead::Back];

struct Pen {
    out: String,
}

impl Pen {
    fn open(&mut self, graph: &Graph, width: f32, height: f32) {
        self.put(format_args!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}" font-family="'Noto Sans', Arial, sans-serif">"#
        ));
        self.title(&graph.title);
        self.out.push_str("<defs>");
        for colour in arrowheads() {
            self.put(format_args!(
                r#"<marker id="{}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 1L10 5L0 9z" fill="{colour}"/></marker>"#,
                head_of(colour)
            ));
        }
        self.out.push_str("</defs>\n");
        self.put(format_args!(r##"<rect width="{width:.0}" height="{height:.0}" fill="#ffffff"/>"##));
    }

    /// Frames, then arrows, then what must stay readable over both.
    fn plan(&mut self, graph: &Graph, plan: &Plan) {
        for (stage, spot) in graph.stages.iter().zip(&plan.stages).filter(|(_, spot)| spot.width > 0.0) {
            let (paper, line) = if stage.is_way { ("#eef3fb", "#9fb1d3") } else { ("#f6f6f4", "#c9c9c2") };
            self.frame("stage", *spot, (paper, line), "");
        }
        plan.routes.iter().for_each(|route| self.arrow(graph, route));
        plan.routes.iter().for_each(|route| self.said(route));
        for (node, (spot, rows)) in graph.nodes.iter().zip(&plan.nodes) {
            self.node(node, *spot, rows);
        }
    }

    fn node(&mut self, node: &Node, spot: Spot, rows: &Rows) {
        let (paper, line, _) = colours(node.sort);
        self.named(&format!("{}: {}", node.key, node.title));
        if node.faults.is_empty() {
            self.frame("box", spot, (paper, line), if node.sort == Sort::Missing { "5 3" } else { "" });
        } else {
            self.frame("box", spot, (colours(Sort::Missing).0, RED), "");
        }
        self.rows(rows, spot.x + PAD, spot.y + PAD);
        self.end();
    }

    fn arrow(&mut self, graph: &Graph, route: &Route) {
        let edge = &graph.edges[route.edges[0]];
        let (line, dashes, _) = strokes(edge.kind);
        let line = if edge.fault.is_some() { RED } else { line };
        self.out.push_str("<g>");
        let told: Vec<String> = route.edges.iter().map(|e| told(graph, &graph.edges[*e])).collect();
        self.title(&told.join("\n"));
        self.put(format_args!(
            r#"<path d="{}" fill="none" stroke="{line}" stroke-width="1.4" stroke-dasharray="{}" marker-end="url(#{})"/>"#,
            bent(&route.points),
            if dashes.is_empty() { "none" } else { dashes },
            head_of(line)
        ));
        self.end();
    }

    fn said(&mut self, route: &Route) {
        let (Spot { x, y, width, height }, rows) = (route.at, &route.words);
        if !rows.rows.is_empty() {
            self.put(format_args!(
                r##"<rect class="words" x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" fill="#ffffff" fill-opacity="0.82"/>"##
            ));
            self.rows(rows, x, y);
        }
    }

    fn key(&mut self, graph: &Graph, width: f32, top: f32) {
        let (mut x, mut y) = (MARGIN, top);
        let mut step = |x: &mut f32| {
            let at = (*x, y);
            *x += SWATCH.0;
            if *x + SWATCH.0 > width {
                (*x, y) = (MARGIN, y + SWATCH.1);
            }
            at
        };
        for sort in SORTS.into_iter().filter(|s| graph.nodes.iter().any(|n| n.sort == *s)) {
            let ((x, y), (paper, line, words)) = (step(&mut x), colours(sort));
            self.frame("key", Spot { x, y, width: 22.0, height: 14.0 }, (paper, line), "");
            self.word(words, x + 28.0, y + 11.0);
        }
        for lead in LEADS.into_iter().filter(|l| graph.edges.iter().any(|e| e.kind == *l)) {
            let ((x, y), (line, dashes, words)) = (step(&mut x), strokes(lead));
            let dashes = if dashes.is_empty() { "none" } else { dashes };
            let (to, y7) = (x + 22.0, y + 7.0);
            self.put(format_args!(
                r#"<path d="M{x:.1} {y7:.1}H{to:.1}" fill="none" stroke="{line}" stroke-width="1.4" stroke-dasharray="{dashes}" marker-end="url(#{})"/>"#,
                head_of(line)
            ));
            self.word(words, x + 28.0, y + 11.0);
        }
    }

    fn word(&mut self, words: &str, x: f32, y: f32) {
        self.row(&Row { text: words.to_owned(), look: Look::Faint, indent: 0.0 }, x, y);
    }

    /// `class` names what it is for whoever reads the file by program.
    fn frame(&mut self, class: &str, spot: Spot, (paper, line): (&str, &str), dashes: &str) {
        let Spot { x, y, width, height } = spot;
        let dashes = if dashes.is_empty() { "none" } else { dashes };
        let thick = if line == RED { 2.4 } else { 1.2 };
        self.put(format_args!(
            r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" rx="5" fill="{paper}" stroke="{line}" stroke-width="{thick}" stroke-dasharray="{dashes}"/>"#
        ));
    }

    fn rows(&mut self, rows: &Rows, x: f32, mut y: f32) {
        for row in &rows.rows {
            y += row.look.leading();
            self.row(row, x, y - 4.5);
        }
    }

    fn row(&mut self, row: &Row, x: f32, y: f32) {
        let colour = match row.look {
            Look::Bad => RED,
            Look::Faint => "#5c6270",
            Look::Answer => "#1f6b3a",
            Look::Head | Look::Title | Look::Plain => "#141824",
        };
        let weight = if row.look.is_bold() { r#" font-weight="bold""# } else { "" };
        let (x, size, text) = (x + row.indent, row.look.size(), escaped(&row.text));
        self.put(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" font-size="{size}"{weight} fill="{colour}">{text}</text>"#
        ));
    }

    fn named(&mut self, name: &str) {
        self.out.push_str("<g>");
        self.title(name);
    }

    /// What a browser tells under the pointer.
    fn title(&mut self, words: &str) {
        self.put(format_args!("<title>{}</title>", escaped(words)));
    }

    fn begin(&mut self, x: f32, y: f32) {
        self.put(format_args!(r#"<g transform="translate({x:.1} {y:.1})">"#));
        self.out.push('\n');
    }

    fn end(&mut self) {
        self.out.push_str("</g>\n");
    }

    fn put(&mut self, what: std::fmt::Arguments<'_>) {
        // A String takes all that is written to it.
        let _ = self.out.write_fmt(what);
    }
}

/// "giay-to → giay-to>chon-cach-nop.md: Đủ rồi, đi tiếp; ghi x; khi y"
fn told(graph: &Graph, edge: &Edge) -> String {
    let name = |n: usize| graph.nodes[n].key.as_str();
    let label = if edge.label.is_empty() { strokes(edge.kind).2 } else { &edge.label };
    let mut out = format!("{} → {}: {label}", name(edge.from), name(edge.to));
    let more = [("ghi", &edge.remember), ("khi", &edge.when), ("HỎNG:", &edge.fault)];
    for (lead, words) in more.into_iter().filter_map(|(lead, words)| Some((lead, words.as_ref()?))) {
        let _ = write!(out, "; {lead} {words}");
    }
    out
}

/// A line through the points, its corners rounded.
fn bent(points: &[(f32, f32)]) -> String {
    let mut out = String::new();
    let Some(((x, y), rest)) = points.split_first() else { return out };
    let _ = write!(out, "M{x:.1} {y:.1}");
    for (i, at) in rest.iter().enumerate() {
        let before = points[i];
        match rest.get(i + 1) {
            Some(after) => {
                let (from, to) = (toward(*at, before), toward(*at, *after));
                let _ = write!(out, "L{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}", from.0, from.1, at.0, at.1, to.0, to.1);
            }
            None => {
                let _ = write!(out, "L{:.1} {:.1}", at.0, at.1);
            }
        }
    }
    out
}

/// The point a bend away from `at`, at most half the way.
fn toward(at: (f32, f32), other: (f32, f32)) -> (f32, f32) {
    let (dx, dy) = (other.0 - at.0, other.1 - at.1);
    let length = dx.hypot(dy);
    let share = if length > 0.0 { (BEND / length).min(0.5) } else { 0.0 };
    (at.0 + dx * share, at.1 + dy * share)
}

fn key_height(graph: &Graph, width: f32) -> f32 {
    let sorts = SORTS.into_iter().filter(|s| graph.nodes.iter().any(|n| n.sort == *s)).count();
    let leads = LEADS.into_iter().filter(|l| graph.edges.iter().any(|e| e.kind == *l)).count();
    let mut rows = 1.0;
    let mut x = MARGIN;
    for _ in 0..sorts + leads {
        x += SWATCH.0;
        if x + SWATCH.0 > width {
            (x, rows) = (MARGIN, rows + 1.0);
        }
    }
    rows * SWATCH.1
}

fn arrowheads() -> Vec<&'static str> {
    let mut out: Vec<&str> = LEADS.into_iter().map(|l| strokes(l).0).chain([RED]).collect();
    out.sort_unstable();
    out.dedup();
    out
}

fn head_of(colour: &str) -> String {
    format!("a{}", colour.trim_start_matches('#'))
}

/// For SVG: letters only, no control character of a clerk's text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if c.is_control() && c != '\n' => {}
            c => out.push(c),
        }
    }
    out
}
