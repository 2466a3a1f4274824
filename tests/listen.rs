//! What citizens ask and answer in the middle of a guide, in their own words: the share that is understood. The
//! tables are by two hands: what was tuned was tuned on the rows `seen`; those `apart` are other guides' and nobody looked at them meanwhile.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use camtay::book::{Book, Topic, fold};
use camtay::engine::{Act, Event, Session, View, turn};
use camtay::when::Moment;
use common::{TODAY, book};

/// A line of a table, by its number.
struct Row {
    number: usize,
    cells: Vec<String>,
}

fn rows(name: &str) -> Vec<Row> {
    let path = format!("{}/tests/queries/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the table");
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect();
    text.lines().enumerate().map(|(n, line)| Row { number: n + 1, cells: cells(line) }).collect()
}

/// How many of how many, by kind, for one half.
#[derive(Default)]
struct Tally {
    kinds: BTreeMap<String, (usize, usize)>,
    failed: String,
}

impl Tally {
    fn count(&mut self, kind: &str, right: bool, story: impl FnOnce() -> String) {
        let at = self.kinds.entry(kind.to_owned()).or_default();
        at.0 += usize::from(right);
        at.1 += 1;
        if !right {
            let _ = writeln!(self.failed, "{}", story());
        }
    }

    fn share(&self, but: &[&str]) -> f64 {
        let kinds = self.kinds.iter().filter(|(kind, _)| !but.contains(&kind.as_str()));
        let (right, all) = kinds.fold((0, 0), |sum, (_, n)| (sum.0 + n.0, sum.1 + n.1));
        let real = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        100.0 * real(right) / real(all.max(1))
    }

    fn print(&self, half: &str) {
        let kinds: Vec<String> =
            self.kinds.iter().map(|(kind, (right, all))| format!("{kind} {right}/{all}")).collect();
        println!("{half}: {:.1} % · {}", self.share(&[]), kinds.join(" · "));
    }
}

/// In the middle of a guide: behind its first button.
fn in_the_middle(book: &Book, guide: &str, now: Moment) -> Session {
    let opened =
        turn(book, &Session::new(1, camtay::engine::Keep::Always), Event::Said(format!("/start {guide}")), now);
    let first = opened.show.as_ref().and_then(|show| {
        show.choices.iter().find_map(|choice| match &choice.act {
            Act::Press(token) => Some(token.clone()),
            _ => None,
        })
    });
    let pressed = Event::Pressed(first.expect("a button"));
    turn(book, &opened.session, pressed, now).session
}

/// Whether what is on the screen is one of the wanted answers.
fn is_wanted(book: &Book, guide: &str, view: &View, kind: &str, wanted: &str) -> bool {
    wanted.split('|').any(|want| match want.split_once(':') {
        Some(("faq", id)) => looks_at(book, guide, view, id),
        Some(("word", _)) => matches!(view, View::Word(_)),
        _ if want == "none" => !matches!(view, View::Told(_) | View::Look(_)),
        _ => is_topic(book, guide, view, want),
    }) || (kind == "way" && is_topic(book, guide, view, "way"))
}

fn looks_at(book: &Book, guide: &str, view: &View, id: &str) -> bool {
    matches!(view, View::Look(at) if at.name(book).is_some_and(|name| name == format!("{guide}#{id}")))
}

fn is_topic(book: &Book, guide: &str, view: &View, kind: &str) -> bool {
    let told = |topic: Topic| *view == View::Told(topic);
    let step = |id: &str| looks_at(book, guide, view, id);
    let ways = [Topic::Ways, Topic::Online, Topic::Post, Topic::InPerson].into_iter().any(told);
    match kind {
        "fee" => told(Topic::Fee),
        "time" => told(Topic::Time),
        "where" => told(Topic::Where),
        "who" => told(Topic::Who),
        "deadline" => told(Topic::Deadline),
        "papers" => step("giay-to") || told(Topic::Papers),
        "way" => ways || looks_at(book, "chon-cach-nop", view, "chon"),
        "hours" => told(Topic::Hours),
        "phone" => told(Topic::Phone),
        "result" => step("nhan-ket-qua") || told(Topic::Result) || matches!(view, View::Look(_)) && !step("giay-to"),
        "late" => told(Topic::Late),
        _ => false,
    }
}

#[test]
fn questions_about_the_guide_at_hand_are_answered_from_it() {
    let book = book();
    let now = Moment::of_day(TODAY, 8, 0);
    let mut halves = [Tally::default(), Tally::default()];
    let mut starts: BTreeMap<String, Session> = BTreeMap::new();
    for row in rows("asked.tsv") {
        let [half, guide, text, kind, wanted] = row.cells.as_slice() else { panic!("row {}", row.number) };
        let start = starts.entry(guide.clone()).or_insert_with(|| in_the_middle(&book, guide, now)).clone();
        let place = start.walk().map(|w| w.place);
        let after = turn(&book, &start, Event::Said(text.clone()), now).session;
        let right = is_wanted(&book, guide, &after.view, kind, wanted) && after.walk().map(|w| w.place) == place;
        halves[usize::from(half == "seen")]
            .count(kind, right, || format!("{guide}\t{text}\t{wanted}\t{:?}", after.view));
    }
    let [apart, seen] = halves;
    seen.print("asked, seen");
    apart.print("asked, kept apart");
    if std::env::var("LISTEN").is_ok() {
        println!("{}", seen.failed);
        let mut ways: BTreeMap<(String, String), usize> = BTreeMap::new();
        for line in apart.failed.lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            let want = cells[2].split('|').map(|w| w.split(':').next().unwrap_or(w)).collect::<Vec<_>>().join("|");
            let got = cells[3].split(['(', '{', ' ']).next().unwrap_or_default().to_owned();
            *ways.entry((want, got)).or_default() += 1;
        }
        println!("kept apart, wanted and shown: {ways:?}");
    }
    // Reached, not wanted: 90 % of each half is (docs/listening.md tells what is missing).
    assert!(seen.share(&[]) >= 77.0 && apart.share(&[]) >= 61.0);
}

#[test]
fn answers_are_taken_as_they_are_said() {
    let book = book();
    let now = Moment::of_day(TODAY, 8, 0);
    let mut halves = [Tally::default(), Tally::default()];
    let mut wrong = [(0, 0); 2];
    for row in rows("answered.tsv") {
        let [half, guide, step, text, label] = row.cells.as_slice() else { panic!("row {}", row.number) };
        let link = Event::Said(format!("/start {guide}-{step}"));
        let opened = turn(&book, &Session::new(1, camtay::engine::Keep::Always), link, now);
        let start = opened.session;
        let choices = opened.show.map_or_else(Vec::new, |show| show.choices);
        let after = turn(&book, &start, Event::Said(text.clone()), now).session;
        let stays = after.walk().map(|w| w.place) == start.walk().map(|w| w.place);
        let pressed = choices.iter().find(|c| fold(&c.label) == fold(label)).and_then(|choice| match &choice.act {
            Act::Press(token) => Some(turn(&book, &start, Event::Pressed(token.clone()), now).session),
            _ => None,
        });
        let kind = if matches!(label.as_str(), "NONE" | "UNSURE") { label.as_str() } else { "answer" };
        let as_pressed = pressed.as_ref().is_some_and(|p| p.walk() == after.walk());
        let right = if kind == "answer" { as_pressed } else { stays };
        let half = usize::from(half == "seen");
        wrong[half].0 += usize::from(!stays && !as_pressed);
        wrong[half].1 += 1;
        let known = pressed.is_some() || kind != "answer";
        halves[half].count(if known { kind } else { "no such button" }, right, || {
            let taken = if stays { "-" } else { "TAKEN WRONG" };
            format!("{guide}\t{step}\t{text}\t{label}\t{taken}\t{:?}", after.view)
        });
    }
    let [apart, seen] = halves;
    for (tally, (wrong, all), name) in [(&seen, wrong[1], "seen"), (&apart, wrong[0], "kept apart")] {
        tally.print(&format!("answered, {name}, taken wrongly {wrong}/{all}"));
    }
    if std::env::var("LISTEN").is_ok() {
        println!("{}", seen.failed);
    }
    let least = |tally: &Tally| tally.share(&["NONE", "UNSURE", "no such button"]);
    // Reached, not wanted: 92 % taken right, 1 % taken wrongly (docs/listening.md tells what is missing).
    assert!(least(&seen) >= 74.0 && least(&apart) >= 72.0);
    assert!(wrong.iter().all(|(wrong, all)| wrong * 100 <= all * 10), "taken wrongly: {wrong:?}");
}
