//! The README's picture is drawn from real screens: `PICTURE=write cargo test --test picture` draws it again.

mod common;

use std::fmt::Write as _;
use std::path::Path;

use camtay::engine::Show;
use camtay::front::ansi::{Style, draw};
use camtay::screen::{Screen, compose};
use common::{Citizen, TODAY};

const WIDTH: usize = 372;
const LINE: usize = 19;
const COLUMNS: usize = 44;

#[test]
fn the_readme_shows_the_screens_as_they_are() {
    let mut lan = Citizen::new(TODAY);
    lan.says("con tôi mới sinh");
    let mut screens = vec![phone(&lan, "con tôi mới sinh")];
    for words in ["1", "1", "12/11/2026", "1", "1", "1", "1", "1"] {
        lan.says(words);
    }
    lan.presses("⬜ Giấy chứng sinh");
    screens.push(phone(&lan, "[⬜ Giấy chứng sinh]"));
    for words in ["Đủ rồi, đi tiếp", "Có rồi", "Có", "Đi được", "Trên mạng"] {
        lan.says(words);
    }
    screens.push(phone(&lan, "[Trên mạng]"));
    let drawn = picture(&screens);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/walk.svg");
    if std::env::var("PICTURE").is_ok_and(|v| v == "write") {
        std::fs::write(&path, &drawn).expect("writable");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, drawn, "the screens have changed: PICTURE=write cargo test --test picture");
}

/// What was said, and the lines and rows of buttons that answered.
struct Phone {
    said: String,
    lines: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn phone(lan: &Citizen, said: &str) -> Phone {
    let show: &Show = lan.seen.last().expect("a screen");
    let screen = compose(&lan.book, show);
    let rows = screen.choices.iter().map(|row| row.iter().map(|c| c.label.clone()).collect()).collect();
    let text = Screen { choices: Vec::new(), ..screen };
    let lines = draw(&text, Style { color: false, width: Some(COLUMNS) });
    Phone { said: said.to_owned(), lines: lines.lines().map(str::to_owned).collect(), rows }
}

fn picture(phones: &[Phone]) -> String {
    let tall = |p: &Phone| 70 + p.lines.len() * LINE + p.rows.len() * 38 + 30;
    let height = phones.iter().map(tall).max().unwrap_or(0);
    let width = phones.len() * (WIDTH + 24) + 24;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         font-family=\"Noto Sans, DejaVu Sans, sans-serif\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#d5e4ee\"/>\n"
    );
    for (n, phone) in phones.iter().enumerate() {
        one(phone, 24 + n * (WIDTH + 24), &mut out);
    }
    out.push_str("</svg>\n");
    out
}

fn one(phone: &Phone, x: usize, out: &mut String) {
    let said = phone.said.chars().count() * 8 + 28;
    bubble(x + WIDTH - said, 16, said, 32, "#e2fbc7", out);
    words(x + WIDTH - said + 14, 37, &phone.said, "start", out);
    let tall = phone.lines.len() * LINE + 18;
    bubble(x, 60, WIDTH, tall, "#ffffff", out);
    for (n, line) in phone.lines.iter().enumerate() {
        words(x + 14, 82 + n * LINE, line, "start", out);
    }
    for (n, row) in phone.rows.iter().enumerate() {
        let wide = WIDTH / row.len();
        for (m, label) in row.iter().enumerate() {
            let (left, top) = (x + m * wide, 66 + tall + n * 38);
            bubble(left, top, wide - 4, 34, "#a9c7db", out);
            words(left + wide / 2 - 2, top + 22, label, "middle", out);
        }
    }
}

fn bubble(x: usize, y: usize, width: usize, height: usize, fill: &str, out: &mut String) {
    writeln!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{fill}\"/>")
        .expect("a string takes all");
}

fn words(x: usize, y: usize, text: &str, anchor: &str, out: &mut String) {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    writeln!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" xml:space=\"preserve\">{text}</text>")
        .expect("a string takes all");
}
