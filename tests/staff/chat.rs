//! Phones drawn as a picture: bubbles, bold words, rows of buttons, a ring around the one that is pressed next.

use std::fmt::Write as _;

use camtay::picture::width;

use crate::film::{Bubble, Phone};

/// A phone, the room for words in a bubble (a wider letter than ours must fit too), a line of words, a button.
const WIDTH: usize = 360;
const WORDS: f32 = 304.0;
const LINE: usize = 20;
const BUTTON: usize = 38;
const SIZE: f32 = 14.0;
/// Between phones, and around them.
const GAP: usize = 20;

/// Letters of one weight.
struct Run {
    text: String,
    bold: bool,
}

/// Phones side by side.
pub fn picture(phones: &[Phone]) -> String {
    let (mut inner, mut height) = (String::new(), 0);
    for (n, phone) in phones.iter().enumerate() {
        height = height.max(one(phone, GAP + n * (WIDTH + GAP), &mut inner));
    }
    let width = GAP + phones.len() * (WIDTH + GAP);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         font-family=\"Noto Sans, DejaVu Sans, sans-serif\" font-size=\"{SIZE}\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#d5e4ee\"/>\n{inner}</svg>\n"
    )
}

/// Draws a phone; where it ends below.
fn one(phone: &Phone, x: usize, out: &mut String) -> usize {
    let name = [Run { text: phone.whose.clone(), bold: true }];
    line(x + WIDTH / 2, 30, &name, "middle", out);
    let mut y = 44;
    let last = phone.bubbles.iter().rposition(|bubble| ringed(bubble, phone.next.as_deref()).is_some());
    for (n, bubble) in phone.bubbles.iter().enumerate() {
        y = match bubble {
            Bubble::Said(html) => said(html, x, y, out),
            Bubble::Came(html, rows) => {
                let next = ringed(bubble, phone.next.as_deref()).filter(|_| last == Some(n));
                let y = came(&wrapped(html), x, y, out);
                buttons(rows, next, x, y, out)
            }
            Bubble::Table(name, text) => came(&table(name, text), x, y, out),
        } + 8;
    }
    y + GAP - 8
}

/// Whether there is a ring, or nothing to be pressed.
pub fn is_ringed(phone: &Phone) -> bool {
    phone.next.is_none() || phone.bubbles.iter().any(|bubble| ringed(bubble, phone.next.as_deref()).is_some())
}

/// The label that is pressed next: the first that begins so, as a press takes it.
fn ringed<'a>(bubble: &'a Bubble, next: Option<&str>) -> Option<&'a str> {
    let Bubble::Came(_, rows) = bubble else { return None };
    rows.iter().flatten().map(String::as_str).find(|label| next.is_some_and(|next| label.starts_with(next)))
}

fn said(html: &str, x: usize, y: usize, out: &mut String) -> usize {
    let lines = wrapped(html);
    let widest = lines.iter().map(|runs| long(runs)).fold(0.0, f32::max);
    // A tenth more, for a letter wider than ours.
    let wide = (WIDTH - 28).min(whole(widest * 1.1)) + 28;
    let left = x + WIDTH - wide;
    let tall = lines.len() * LINE + 14;
    bubble((left, y), (wide, tall), "#e2fbc7", "", out);
    for (n, runs) in lines.iter().enumerate() {
        line(left + 14, y + 22 + n * LINE, runs, "start", out);
    }
    y + tall
}

fn came(lines: &[Vec<Run>], x: usize, y: usize, out: &mut String) -> usize {
    let tall = lines.len() * LINE + 14;
    bubble((x, y), (WIDTH, tall), "#ffffff", "", out);
    for (n, runs) in lines.iter().enumerate() {
        line(x + 14, y + 22 + n * LINE, runs, "start", out);
    }
    y + tall
}

fn buttons(rows: &[Vec<String>], next: Option<&str>, x: usize, y: usize, out: &mut String) -> usize {
    for (n, row) in rows.iter().enumerate() {
        let wide = (WIDTH + 4) / row.len();
        for (m, label) in row.iter().enumerate() {
            let (left, top) = (x + m * wide, y + 4 + n * BUTTON);
            let ring = next == Some(label.as_str());
            let ring = if ring { " stroke=\"#d6336c\" stroke-width=\"3\"" } else { "" };
            bubble((left, top), (wide - 4, BUTTON - 4), "#a9c7db", ring, out);
            line(left + wide / 2 - 2, top + 22, &[Run { text: label.clone(), bold: false }], "middle", out);
        }
    }
    y + rows.len() * BUTTON
}

/// A file: its name, and what is in it.
fn table(name: &str, text: &str) -> Vec<Vec<Run>> {
    let rows = text.trim_start_matches('\u{feff}').lines();
    let mut lines = vec![vec![Run { text: format!("📎 {name}"), bold: true }]];
    lines.extend(rows.map(|row| vec![Run { text: row.replace(',', ": "), bold: false }]));
    lines
}

/// Telegram's HTML as lines that fit a bubble; of the marks, bold is drawn.
fn wrapped(html: &str) -> Vec<Vec<Run>> {
    let mut lines = Vec::new();
    for paragraph in marked(html).split(|(letter, _)| *letter == '\n') {
        let mut now: Vec<(char, bool)> = Vec::new();
        for word in paragraph.split_inclusive(|(letter, _)| *letter == ' ') {
            if !now.is_empty() && spread(&now) + spread(word) > WORDS {
                lines.push(runs(&std::mem::take(&mut now)));
            }
            for letter in word {
                // A word as long as a link is broken where the bubble ends.
                if spread(&now) > WORDS {
                    lines.push(runs(&std::mem::take(&mut now)));
                }
                now.push(*letter);
            }
        }
        lines.push(runs(&now));
    }
    lines
}

/// Letters, and whether each is bold.
fn marked(html: &str) -> Vec<(char, bool)> {
    let (mut out, mut bold, mut rest) = (Vec::new(), false, html);
    while let Some(first) = rest.chars().next() {
        let ended = if first == '<' { rest.find('>') } else { None };
        if let Some(end) = ended {
            bold = match &rest[..=end] {
                "<b>" => true,
                "</b>" => false,
                _ => bold,
            };
            rest = &rest[end + 1..];
            continue;
        }
        let known = [("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&amp;", '&')];
        let (name, letter) =
            known.into_iter().find(|(name, _)| rest.starts_with(name)).unwrap_or((&rest[..first.len_utf8()], first));
        out.push((letter, bold));
        rest = &rest[name.len()..];
    }
    out
}

fn runs(letters: &[(char, bool)]) -> Vec<Run> {
    let same = letters.chunk_by(|a, b| a.1 == b.1);
    same.map(|run| Run { text: run.iter().map(|(letter, _)| letter).collect(), bold: run[0].1 }).collect()
}

fn spread(letters: &[(char, bool)]) -> f32 {
    long(&runs(letters))
}

fn long(runs: &[Run]) -> f32 {
    runs.iter().map(|run| width(&run.text, run.bold, SIZE)).sum()
}

fn whole(length: f32) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length on a phone")]
    let whole = length.ceil() as usize;
    whole
}

fn bubble((x, y): (usize, usize), (width, height): (usize, usize), fill: &str, more: &str, out: &mut String) {
    writeln!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{fill}\"{more}/>")
        .expect("a string takes all");
}

fn line(x: usize, y: usize, runs: &[Run], anchor: &str, out: &mut String) {
    write!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" xml:space=\"preserve\">")
        .expect("a string takes all");
    for run in runs {
        let text = run.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        if run.bold {
            write!(out, "<tspan font-weight=\"bold\">{text}</tspan>").expect("a string takes all");
        } else {
            out.push_str(&text);
        }
    }
    out.push_str("</text>\n");
}
