//! The guide parser: any text gives faults that point into it; what it takes for a guide can be checked, drawn, laid out and walked.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use camtay::book::{Book, Fault, Severity, check, draw as draw_fault, read_guide};
use camtay::engine::{Act, Event, Keep, Session, turn};
use camtay::report::{dot, graph, leaflet, svg};
use camtay::screen::{compose, lines, measure};
use camtay::sender::draw::draw;
use camtay::when::Moment;

use super::tape::Tape;
use super::{files, text};
use crate::common::{TODAY, files as dialogs};

const PATH: &str = "vi/thu.md";
const BITS: [&str; 14] = [
    "\n# A {#a}\n",
    "\n## B {#b}\n",
    "\n### C {#c}\n\n",
    "\n[A](#a)\n",
    "\n- [ ] Giấy {#g}\n",
    "{a} ",
    "{!a} ",
    "{until day} ",
    "{{office.name}}",
    "\n> [!NOTE]\n> a\n",
    "kind = \"flow\"\n",
    "kind = \"skill\"\n",
    "\n[Hỏi](?a)\n",
    "\n| A | B |\n|---|---|\n| {a} c | d |\n",
];

/// Real guides, the small sound ones, and every broken text that has a report.
static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let small = [root.join("tests/faults/book"), root.join("tests/faults"), root.join("tests/dialogs/mini/vi")];
    let small = small.iter().flat_map(|folder| files(folder)).filter(|p| is_guide(p));
    let mut all: Vec<Vec<u8>> = small.map(|path| std::fs::read(path).expect("a guide")).collect();
    all.extend(dialogs().into_iter().filter(|(path, _)| is_guide(Path::new(path))).map(|(_, bytes)| bytes));
    all
});

fn is_guide(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "md")
}

/// A small book that the guide is laid into.
static BOOK: LazyLock<Book> = LazyLock::new(|| {
    let mut kept = dialogs();
    kept.retain(|path, _| !is_guide(Path::new(path)) || path == "vi/chao-mung.md");
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/book")) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if is_guide(&path) {
            kept.insert(format!("vi/{name}"), std::fs::read(&path).expect("a guide"));
        }
    }
    crate::common::book_of(&kept)
});

pub fn mutated(tape: &mut Tape<'_>) -> Vec<u8> {
    text::mutated(tape, &SEEDS, &BITS)
}

pub fn judge(bytes: &[u8]) {
    let (guide, faults) = read_guide(PATH, bytes);
    points_inside(&faults, bytes);
    let Some(guide) = guide.filter(|guide| !guide.steps.is_empty()) else {
        assert!(faults.iter().any(|fault| fault.severity == Severity::Error), "no guide, and nothing is said of it");
        return;
    };
    let mut book = BOOK.clone();
    let id = guide.id.clone();
    book.guides.insert(id.clone(), Arc::new(guide));
    let found: Vec<Fault> = check(&book, &|_| true, TODAY).into_iter().filter(|fault| fault.path == PATH).collect();
    points_inside(&found, bytes);
    let guide = book.guide(&id).expect("just laid in");
    let map = graph(&book, guide, &found);
    assert!(svg(&map).ends_with("</svg>\n") && dot(&map).trim_end().ends_with('}'), "a map is whole");
    leaflet(&book, guide, TODAY).iter().for_each(|screen| drop(lines(screen)));
    // A citizen never meets a text with an error, the clerk who previews it does.
    let sound = faults.iter().chain(&found).all(|fault| fault.severity != Severity::Error);
    walk(&book, &id, sound);
}

/// To the opening, then from button to button: each screen's last way on first, so that a walk gets deep.
fn walk(book: &Book, id: &str, sound: bool) {
    let now = Moment::of_day(TODAY, 8, 0);
    let mut session = Session::new(7, Keep::Unanswered);
    let mut event = Event::Said(format!("/start {id}"));
    for n in 0..10 {
        let turned = turn(book, &session, event, now);
        session = turned.session;
        let show = turned.show.expect("every word gets an answer");
        let screen = compose(book, &show);
        measure(&screen);
        if sound {
            draw(screen);
        }
        let tokens: Vec<&String> = show
            .choices
            .iter()
            .filter_map(|c| if let Act::Press(token) = &c.act { Some(token) } else { None })
            .collect();
        let Some(token) = tokens.get(n % tokens.len().max(1)) else { return };
        event = Event::Pressed((*token).clone());
    }
}

/// Every fault has a place in the text, and can be drawn there.
pub fn points_inside(faults: &[Fault], bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    let shown = source.strip_prefix('\u{feff}').unwrap_or(&source);
    let lines: Vec<usize> = shown.split('\n').map(|line| line.chars().count()).collect();
    for fault in faults {
        let line = fault.at.line.checked_sub(1).and_then(|n| lines.get(n));
        let inside = line.is_some_and(|length| (1..=length + 1).contains(&fault.at.column));
        assert!(inside, "{}:{} is outside: {}", fault.at.line, fault.at.column, fault.message);
        assert!(!fault.message.is_empty() && draw_fault(fault, &source).ends_with('\n'));
    }
}
