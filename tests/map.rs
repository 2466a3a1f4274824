//! `camtay map`: every step and every link of a guide is in its picture, nothing covers anything, what is broken is red.

mod common;

use camtay::book::{Book, Fault, Guide, Mentioned, Target, check};
use camtay::report::{Graph, Lead, Mark, dot, graph, svg};
use common::{TODAY, book, book_of, files};
use regex::Regex;

fn drawn(book: &Book, guide: &Guide) -> Graph {
    graph(book, guide, &faults(book))
}

fn faults(book: &Book) -> Vec<Fault> {
    check(book, &|_| true, TODAY)
}

#[test]
fn every_step_of_every_guide_is_in_its_map() {
    let book = book();
    for guide in book.guides.values() {
        let graph = graph(&book, guide, &[]);
        let mut keys: Vec<&str> = graph.nodes.iter().filter(|n| n.sort.is_step()).map(|n| n.key.as_str()).collect();
        for menu in &graph.menus {
            keys.push(&menu.key);
            keys.extend(menu.entries.iter().map(|e| e.key.as_str()).filter(|k| !k.is_empty()));
        }
        let mut wanted: Vec<&str> = guide.steps.iter().map(|s| s.id.as_str()).collect();
        keys.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(keys, wanted, "{}", guide.id);
        let (text, dot) = (svg(&graph), dot(&graph));
        for step in &guide.steps {
            let heading = camtay::book::plain(&step.heading);
            assert!(text.contains(&format!("{}: {}", step.id, escaped(&heading))) || is_listed(&graph, &step.id));
            let first = heading.split_whitespace().next().expect("a word");
            assert!(text.contains(&escaped(first)) && dot.contains(&heading.replace('"', "\\\"")), "{}", step.id);
        }
    }
}

#[test]
fn every_link_of_every_guide_is_in_its_map() {
    let book = book();
    for guide in book.guides.values() {
        let graph = graph(&book, guide, &[]);
        let mut wanted = Vec::new();
        for mention in &guide.mentions {
            let Mentioned::Link { to, .. } = &mention.what else { continue };
            let step = &guide.steps[mention.step.unwrap_or(0)];
            let button = step.buttons.iter().find(|b| b.at == mention.at);
            let label = button.map_or("trong chữ".to_owned(), |b| camtay::book::plain(&b.label));
            let arrow = if is_listed(&graph, &step.id) { String::new() } else { arrow(&graph, guide, to) };
            wanted.push((step.id.clone(), label, arrow));
        }
        wanted.sort();
        assert_eq!(told(&graph), wanted, "{}", guide.id);
        assert_eq!(graph.count().1, wanted.len(), "{}: as many as are written", guide.id);
    }
}

/// The step of this guide that an arrow must lead to; empty where a line of words tells it.
fn arrow(graph: &Graph, guide: &Guide, to: &Target) -> String {
    let id = match to {
        Target::Step(id) => id,
        Target::Guide { guide: g, step: Some(id) } if *g == guide.id => id,
        _ => return String::new(),
    };
    if is_listed(graph, id) { String::new() } else { id.clone() }
}

fn is_listed(graph: &Graph, id: &str) -> bool {
    graph.menus.iter().any(|m| m.key == id || m.entries.iter().any(|e| e.key == id))
}

/// The links a graph tells: step, label, and the step an arrow leads to.
fn told(graph: &Graph) -> Vec<(String, String, String)> {
    let mut out = Vec::new();
    for edge in &graph.edges {
        if matches!(edge.kind, Lead::Button | Lead::Visit | Lead::Text) {
            let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
            let to = if to.sort.is_step() { to.key.clone() } else { String::new() };
            out.push((from.key.clone(), edge.label.clone(), to));
        }
    }
    let mut lines = |key: &str, all: &[camtay::report::Line]| {
        for line in all.iter().filter(|l| l.mark == Mark::Link) {
            let (label, _) = line.text[1..].split_once(']').expect("[label] words");
            out.push((key.to_owned(), label.to_owned(), String::new()));
        }
    };
    graph.nodes.iter().for_each(|n| lines(&n.key, &n.lines));
    for menu in &graph.menus {
        menu.entries.iter().for_each(|e| lines(if e.key.is_empty() { &menu.key } else { &e.key }, &e.lines));
    }
    out.sort();
    out
}

/// The rectangles of a class: x, y, width, height.
fn rects(svg: &str, class: &str) -> Vec<[f32; 4]> {
    let pattern = format!(r#"<rect class="{class}" x="([-\d.]+)" y="([-\d.]+)" width="([\d.]+)" height="([\d.]+)""#);
    let number = |c: &regex::Captures<'_>, n: usize| c[n].parse().expect("a number");
    Regex::new(&pattern)
        .expect("a pattern")
        .captures_iter(svg)
        .map(|c| [number(&c, 1), number(&c, 2), number(&c, 3), number(&c, 4)])
        .collect()
}

#[test]
fn nothing_covers_anything_and_no_arrow_runs_through_a_box() {
    let book = book();
    let arrow = Regex::new(r#"<path d="(M[^"]+)" fill="none""#).expect("a pattern");
    let number = Regex::new(r"-?[\d.]+").expect("a pattern");
    for guide in book.guides.values() {
        let graph = graph(&book, guide, &[]);
        let text = svg(&graph);
        // The key below and the menus beside are laid out apart.
        let text = text.split("class=\"menu\"").next().unwrap_or(&text);
        let (boxes, mut all) = (rects(text, "box"), rects(text, "words"));
        assert_eq!(boxes.len(), graph.nodes.len());
        all.extend(&boxes);
        for (n, a) in all.iter().enumerate() {
            let free = all[..n].iter().all(|b| !cover(*a, *b));
            assert!(free, "{}: something at {a:?} covers something", guide.id);
        }
        for path in arrow.captures_iter(text.split("class=\"key\"").next().unwrap_or(text)) {
            let numbers: Vec<f32> = number.find_iter(&path[1]).map(|m| m.as_str().parse().expect("a number")).collect();
            let points: Vec<(f32, f32)> = numbers.chunks(2).map(|p| (p[0], p[1])).collect();
            assert!(boxes.iter().all(|b| !through(&points, *b)), "{}: {}", guide.id, &path[1]);
        }
    }
}

fn cover(a: [f32; 4], b: [f32; 4]) -> bool {
    let over = |i: usize| a[i] + 1.0 < b[i] + b[i + 2] && b[i] + 1.0 < a[i] + a[i + 2];
    over(0) && over(1)
}

fn through(points: &[(f32, f32)], [x, y, width, height]: [f32; 4]) -> bool {
    let inside = |(px, py): (f32, f32)| px > x + 3.0 && px < x + width - 3.0 && py > y + 3.0 && py < y + height - 3.0;
    points.windows(2).any(|pair| {
        let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
        (1..40_u8).map(|k| f32::from(k) / 40.0).any(|k| inside((ax + (bx - ax) * k, ay + (by - ay) * k)))
    })
}

#[test]
fn what_is_broken_is_told_where_it_is() {
    let mut files = files();
    let path = "vi/khai-sinh.md";
    let text = String::from_utf8(files[path].clone()).expect("text");
    let text = text
        .replace("- [Đi tiếp](#noi-o)", "- [Mở trang](https://dichvucong.gov.vn)")
        .replace("[Có](#giay-to?theo-chung-sinh)", "[Có](#giay-toa?theo-chung-sinh)")
        .replace("(tra-cuu-ho-so.md)", "(tra-cuu.md)");
    files.insert(path.to_owned(), text.into_bytes());
    let book = book_of(&files);
    let graph = drawn(&book, book.guide("khai-sinh").expect("the guide"));
    let node = |key: &str| &graph.nodes[graph.find(key).expect(key)];
    assert!(node("han-lam").faults[0].contains("ngõ cụt"), "a dead end");
    assert!(node("noi-o").faults[0].contains("không nút nào dẫn tới"), "nobody comes there");
    assert!(graph.edges.iter().any(|e| e.label == "Có" && e.fault.as_ref().is_some_and(|f| f.contains("giay-toa"))));
    assert!(graph.edges.iter().any(|e| e.fault.as_ref().is_some_and(|f| f.contains("tra-cuu.md"))));
    let text = svg(&graph);
    assert!(text.contains("chỗ HỎNG") && text.contains("HỎNG: bước `han-lam` là ngõ cụt"), "in red letters");
}

#[test]
fn a_sound_guide_has_no_red_in_it() {
    let book = book();
    let graph = drawn(&book, book.guide("khai-sinh").expect("the guide"));
    assert_eq!(graph.broken, 0);
    assert!(svg(&graph).contains("Không thấy chỗ nào hỏng") && !svg(&graph).contains("HỎNG"));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
