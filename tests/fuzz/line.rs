//! A line typed in the middle of a guide: it gets an answer, danger is the same in any form, and one press leads back.

use std::sync::LazyLock;

use camtay::book::Book;
use camtay::engine::{Act, Event, Keep, Session, turn};
use camtay::screen::compose;
use camtay::sender::draw::draw;
use camtay::when::Moment;
use unicode_normalization::UnicodeNormalization;

use super::tape::Tape;
use super::text;
use crate::common::{TODAY, book};

const BITS: [&str; 20] = [
    " ",
    "?",
    " không",
    "số 2",
    "cái đầu",
    "19 tuổi",
    "chưa",
    "bao nhiêu tiền",
    "là gì",
    "đang",
    "cháy",
    "cứu",
    "hôm qua",
    "\u{300}",
    "🆘",
    "1️⃣",
    "lùi",
    "aaaa",
    "how much is it",
    "\n",
];

/// Steps of many kinds: with answers, with a day to type, with papers, in a side branch, in a skill, at the end.
const PLACES: [&str; 8] = [
    "khai-sinh-ai-di",
    "khai-sinh-ngay-sinh",
    "khai-sinh-giay-to",
    "khai-sinh-mang-theo-gi",
    "tro-cap-xa-hoi-tuoi",
    "chon-cach-nop",
    "mai-tang-phi",
    "khai-tu-nhan-ket-qua",
];

static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let of = |name: &str, column: usize| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/queries").join(name);
        let rows = std::fs::read_to_string(path).expect("a table");
        let texts = rows.lines().filter_map(|line| line.split('\t').nth(column).map(|text| text.as_bytes().to_owned()));
        texts.collect::<Vec<_>>()
    };
    [of("asked.tsv", 2), of("answered.tsv", 3), of("danger.tsv", 1)].concat()
});

static WALKS: LazyLock<(Book, Vec<Session>)> = LazyLock::new(|| {
    let (book, now) = (book(), Moment::of_day(TODAY, 8, 0));
    let open =
        |link: &&str| turn(&book, &Session::new(7, Keep::Always), Event::Said(format!("/start {link}")), now).session;
    let walks = PLACES.iter().map(open).collect();
    (book, walks)
});

pub fn mutated(tape: &mut Tape<'_>) -> Vec<u8> {
    text::mutated(tape, &SEEDS, &BITS)
}

pub fn judge(bytes: &[u8]) {
    let (book, walks) = &*WALKS;
    let now = Moment::of_day(TODAY, 8, 0);
    let words = String::from_utf8_lossy(bytes).into_owned();
    let danger = book.danger(&words);
    assert_eq!(danger, book.danger(&words.nfc().collect::<String>()), "composed");
    assert_eq!(danger, book.danger(&words.nfd().collect::<String>()), "decomposed");
    if words.trim_start().starts_with('/') {
        return;
    }
    let at = words.len() % walks.len();
    let turned = turn(book, &walks[at], Event::Said(words.clone()), now);
    let show = turned.show.expect("every line gets an answer");
    draw(compose(book, &show));
    let place = |session: &Session| session.walk().map(|walk| walk.place);
    if place(&turned.session) == place(&walks[at]) {
        return;
    }
    let leads_back = show.choices.iter().any(|choice| match &choice.act {
        Act::Press(token) => {
            let back = turn(book, &turned.session, Event::Pressed(token.clone()), now);
            place(&back.session) == place(&walks[at])
        }
        _ => false,
    });
    let typed_back = turn(book, &turned.session, Event::Said("lùi".to_owned()), now);
    assert!(
        leads_back || place(&typed_back.session) == place(&walks[at]),
        "no way back to {} after {words:?}",
        PLACES[at]
    );
}
