//! The TOML files of the dialogs: any text is read as far as it goes, its faults point into it.

use std::sync::LazyLock;

use camtay::book::{read_locality, read_translated_words, read_vocabulary, read_words};

use super::guide::points_inside;
use super::tape::Tape;
use super::text;
use crate::common::files;

const BITS: [&str; 12] = [
    "\n[a]\n",
    "\n[[a]]\n",
    "\na = \"b\"\n",
    "a = [",
    "a = {",
    "]",
    "}",
    "{name}",
    "{",
    "[typed]\n",
    "\"\"\"",
    "1e999",
];

fn seeds(name: &str) -> Vec<Vec<u8>> {
    files().into_iter().filter(|(path, _)| path.ends_with(name)).map(|(_, bytes)| bytes).collect()
}

pub fn phrases(tape: &mut Tape<'_>) -> Vec<u8> {
    static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| seeds("phrases.toml"));
    text::mutated(tape, &SEEDS, &BITS)
}

pub fn judge_phrases(bytes: &[u8]) {
    points_inside(&read_words("vi/phrases.toml", bytes).1, bytes);
    points_inside(&read_translated_words("en/phrases.toml", bytes).1, bytes);
}

pub fn vocabulary(tape: &mut Tape<'_>) -> Vec<u8> {
    // The real one has thousands of lines: a piece of it changes in more ways a second.
    static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
        let all = seeds("tu-vung.toml");
        let piece = |bytes: &Vec<u8>| bytes.split_inclusive(|b| *b == b'\n').take(120).collect::<Vec<_>>().concat();
        all.iter().map(piece).collect()
    });
    text::mutated(tape, &SEEDS, &BITS)
}

pub fn judge_vocabulary(bytes: &[u8]) {
    points_inside(&read_vocabulary("vi/tu-vung.toml", bytes).1, bytes);
}

pub fn locality(tape: &mut Tape<'_>) -> Vec<u8> {
    static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| seeds("locality.toml"));
    text::mutated(tape, &SEEDS, &BITS)
}

pub fn judge_locality(bytes: &[u8]) {
    points_inside(&read_locality("locality.toml", bytes).1, bytes);
}
