//! A text changed line by line, as a clerk's slip, a bad merge or a broken disk would.

use super::tape::Tape;

/// What means something to some parser of ours.
const BITS: [&str; 58] = [
    "+++",
    "---",
    "#",
    "##",
    "###",
    "####",
    "# ",
    "{#",
    "}",
    "{#a}",
    "{",
    "{{",
    "}}",
    "{{office.phone}}",
    "{{sum.",
    "{a}",
    "{until",
    "{until day}",
    "{!a}",
    "[",
    "](",
    ")",
    "[a](#b)",
    "[a](caller:#b)",
    "[a](copy:x)",
    "[a](tel:113)",
    "[a](https://a.gov.vn)",
    "![a](media/a.png)",
    "- ",
    "- [ ] ",
    "- [x] a {b}",
    "1. ",
    "99999999999999999999. ",
    "> ",
    "> [!TIP]",
    "> [!WARNING]",
    "> [!NOTE]",
    "|",
    "|a|b|\n|-|-|\n|c|d|",
    "```",
    "`",
    "**",
    "__",
    "*",
    "~~",
    "<b>",
    "<!--",
    "-->",
    "&amp;",
    "&#0;",
    "\\",
    "\"",
    "= ",
    "[[way]]",
    "checked = 2026-11-23",
    "\"\"\"",
    "''",
    "...",
];

/// What no one expects in a text.
const ODD: [&str; 20] = [
    "\u{feff}",
    "\r",
    "\0",
    "\t",
    "\u{a0}",
    "\u{200b}",
    "\u{202e}",
    "\u{301}",
    "e\u{302}\u{301}",
    "👨‍👩‍👧",
    "\u{10ffff}",
    "ﷺ",
    "İ",
    "ß",
    "ǆ",
    "\u{85}",
    "\u{2028}",
    "đ",
    "Ế",
    "\u{1b}[31m",
];

/// One of `seeds`, changed some times.
pub fn mutated(tape: &mut Tape<'_>, seeds: &[Vec<u8>], bits: &[&str]) -> Vec<u8> {
    let mut text = seeds[tape.below(seeds.len())].clone();
    for _ in 0..=tape.below(6) {
        change(&mut text, tape, seeds, bits);
    }
    text
}

fn change(text: &mut Vec<u8>, tape: &mut Tape<'_>, seeds: &[Vec<u8>], bits: &[&str]) {
    let lines: Vec<&[u8]> = text.split_inclusive(|b| *b == b'\n').collect();
    let n = tape.below(lines.len());
    match tape.byte() % 12 {
        0 => *text = without(&lines, n),
        1 => {
            let twice = lines.get(n).map_or(Vec::new(), |line| line.repeat(2));
            *text = [lines[..n].concat(), twice, lines[n..].concat()].concat();
        }
        2 => {
            let mut lines = lines;
            let m = tape.below(lines.len());
            if !lines.is_empty() {
                lines.swap(n, m);
            }
            *text = lines.concat();
        }
        3 => {
            let other = &seeds[tape.below(seeds.len())];
            let others: Vec<&[u8]> = other.split_inclusive(|b| *b == b'\n').collect();
            let from = tape.below(others.len());
            let to = (from + 1 + tape.below(8)).min(others.len());
            *text = [lines[..n].concat(), others[from.min(to)..to].concat(), lines[n..].concat()].concat();
        }
        4..=6 => insert(text, tape, |tape| tape.pick(bits).to_owned()),
        7 => insert(text, tape, |tape| tape.pick(&BITS).to_owned()),
        8 => insert(text, tape, |tape| tape.pick(&ODD).to_owned()),
        // Deep, wide, long.
        9 => insert(text, tape, |tape| tape.pick(&BITS).repeat(1 + tape.below(3_000))),
        10 => {
            let at = tape.below(text.len());
            if let Some(byte) = text.get_mut(at) {
                *byte = tape.byte();
            }
        }
        _ => text.truncate(tape.below(text.len())),
    }
}

fn without(lines: &[&[u8]], n: usize) -> Vec<u8> {
    lines.iter().enumerate().filter(|(i, _)| *i != n).flat_map(|(_, line)| line.iter().copied()).collect()
}

/// Puts a bit between two characters, or now and then inside one.
fn insert(text: &mut Vec<u8>, tape: &mut Tape<'_>, bit: impl Fn(&mut Tape<'_>) -> String) {
    let mut at = tape.below(text.len() + 1);
    while at < text.len() && text[at] & 0xC0 == 0x80 && !tape.once_in(64) {
        at += 1;
    }
    let bit = bit(tape);
    text.splice(at..at, bit.into_bytes());
}
