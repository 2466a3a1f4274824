//! The search: any words are heard the same way twice, in shares of one, and are answered.

use std::sync::LazyLock;

use camtay::engine::{Event, Keep, Session, find, turn};
use camtay::screen::compose;
use camtay::sender::draw::draw;
use camtay::when::Moment;

use super::tape::Tape;
use super::text;
use crate::common::{TODAY, book};

const BITS: [&str; 16] = [
    " ",
    "khai sinh",
    "ks",
    "1.001193",
    "ddawng",
    "khaisinhchocon",
    "cháy",
    "\u{300}",
    "aaaaaaaa",
    ".",
    "9.9.9.9",
    "con toi moi sinh ",
    "/start ",
    "@",
    "\n",
    "sổ đỏ ",
];

static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let exam = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/queries/exam.tsv");
    let exam = std::fs::read_to_string(exam).expect("the exam");
    exam.lines().filter_map(|line| line.split('\t').next()).map(|query| query.as_bytes().to_owned()).collect()
});

pub fn mutated(tape: &mut Tape<'_>) -> Vec<u8> {
    text::mutated(tape, &SEEDS, &BITS)
}

pub fn judge(bytes: &[u8]) {
    static BOOK: LazyLock<camtay::book::Book> = LazyLock::new(book);
    let words = String::from_utf8_lossy(bytes).into_owned();
    let heard = BOOK.index().hear(&words);
    assert_eq!(heard, BOOK.index().hear(&words), "the same words are heard the same way");
    let shares: Vec<f32> = heard.guides.iter().map(|g| g.1).chain(heard.beside.iter().map(|b| b.1)).collect();
    assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "a share is a part of one: {shares:?}");
    let sum: f32 = shares.iter().sum();
    assert!(shares.iter().all(|share| *share == 0.0) || (sum - 1.0).abs() < 0.02, "the shares make {sum}");
    assert!(find(&BOOK, &words).iter().all(|id| BOOK.guide(id).is_some()), "what is found is there");
    let session = Session::new(7, Keep::Unanswered);
    let turned = turn(&BOOK, &session, Event::Said(words), Moment::of_day(TODAY, 8, 0));
    draw(compose(&BOOK, &turned.show.expect("every word gets an answer")));
}
