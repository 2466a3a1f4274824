//! What a turn costs: parsing the dialogs, the engine, the screen, its HTML; beside copying the same session as a floor.

#![allow(missing_docs, reason = "criterion's macro makes a function without one")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use camtay::book::{Book, read_guide, read_locality, read_words};
use camtay::engine::{Act, Event, Keep, Session, Show, find, turn};
use camtay::screen::compose;
use camtay::sender::draw::draw;
use camtay::when::Moment;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn files() -> BTreeMap<String, Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogs");
    let mut out = BTreeMap::from([("locality.toml".to_owned(), std::fs::read(root.join("locality.toml")).unwrap())]);
    for entry in std::fs::read_dir(root.join("vi")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            out.insert(format!("vi/{name}"), std::fs::read(path).unwrap());
        }
    }
    out
}

fn parse(files: &BTreeMap<String, Vec<u8>>) -> Book {
    let mut book = Book::default();
    for (path, bytes) in files {
        match path.as_str() {
            "locality.toml" => book.locality = Arc::new(read_locality(path, bytes).0),
            "vi/phrases.toml" => book.words = Arc::new(read_words(path, bytes).0),
            _ if Path::new(path).extension().is_some_and(|e| e == "md") => {
                let guide = read_guide(path, bytes).0.expect("a guide");
                book.guides.insert(guide.id.clone(), Arc::new(guide));
            }
            _ => {}
        }
    }
    book
}

/// A session in the middle of khai-sinh's online way, six questions answered, with the press that leads on.
fn midway(book: &Book, now: Moment) -> (Session, Event) {
    let mut session = Session::new(7, Keep::Always);
    let script = [
        "/start khai-sinh",
        "bat dau",
        "12/11/2026",
        "di tiep",
        "o xa minh",
        "cha hoac me",
        "1",
        "1",
        "giay chung sinh",
        "du roi, di tiep",
        "co roi",
        "co",
        "di duoc",
        "tren mang",
        "xong",
        "xong",
        "xong",
    ];
    let mut shown: Option<Show> = None;
    for words in script {
        let done = turn(book, &session, Event::Said(words.to_owned()), now);
        session = done.session;
        shown = done.show;
    }
    let choices = shown.expect("a screen").choices;
    let next = choices.iter().find(|c| c.label.starts_with("Xong")).expect("a way on");
    let Act::Press(token) = &next.act else { panic!("a press") };
    (session, Event::Pressed(token.clone()))
}

fn benches(c: &mut Criterion) {
    let files = files();
    let book = parse(&files);
    let now = Moment::of_day(jiff::civil::date(2026, 11, 23), 9, 0);
    let (session, press) = midway(&book, now);
    c.bench_function("parse all dialogs", |b| b.iter(|| parse(black_box(&files))));
    let mut group = c.benchmark_group("a turn");
    group.bench_function("floor: copy the session", |b| b.iter(|| black_box(&session).clone()));
    group.bench_function("engine", |b| b.iter(|| turn(&book, black_box(&session), press.clone(), now)));
    let show = turn(&book, &session, press.clone(), now).show.expect("a screen");
    group.bench_function("compose", |b| b.iter(|| compose(&book, black_box(&show))));
    let screen = compose(&book, &show);
    group.bench_function("render", |b| b.iter_batched(|| screen.clone(), draw, BatchSize::SmallInput));
    group.bench_function("engine + compose + render", |b| {
        b.iter(|| {
            let done = turn(&book, black_box(&session), press.clone(), now);
            done.show.map(|s| draw(compose(&book, &s)))
        });
    });
    group.finish();
    // With the vocabulary: what is typed is understood by it.
    let dialogs = Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogs");
    let mut shelf = camtay::shelf::Shelf::open(&dialogs, "vi", None).expect("the dialogs");
    let book = shelf.load(jiff::civil::date(2026, 11, 23)).expect("the dialogs").book;
    let typed = |step: &str, words: &str| {
        let link = Event::Said(format!("/start khai-sinh-{step}"));
        (turn(&book, &Session::new(1, Keep::Always), link, now).session, Event::Said(words.to_owned()))
    };
    book.learn();
    let mut group = c.benchmark_group("a typed line");
    for (name, step, words) in [
        ("an answer in one's own words", "ai-di", "bà ngoại đi làm thay cho cháu"),
        ("a question about the guide", "ai-di", "làm cái này mất bao nhiêu tiền vậy em"),
        ("another thing to do", "ai-di", "tôi muốn đổi bằng lái xe máy bị mất"),
    ] {
        let (session, said) = typed(step, words);
        group.bench_function(name, |b| b.iter(|| turn(&book, black_box(&session), said.clone(), now)));
    }
    group.finish();
    c.bench_function("a search", |b| b.iter(|| find(&book, black_box("làm giấy khai sinh cho cháu nội mới sinh"))));
}

criterion_group!(turns, benches);
criterion_main!(turns);
