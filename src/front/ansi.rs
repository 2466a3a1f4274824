//! A screen as a terminal's text: colours only if asked, wrapped only if asked.

use crate::engine::{Act, Choice};
use crate::screen::{Ink, Line, Look, Said, Screen, columns, lines, nfc};

/// How the terminal wants it; who calls knows whether it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Whether to mark by ANSI codes.
    pub color: bool,
    /// Where to wrap; none = nowhere.
    pub width: Option<usize>,
}

const PLAIN: &str = "";
const BOLD: &str = "1";
const FAINT: &str = "2";
const ITALIC: &str = "3";
const UNDER: &str = "4";
const STRUCK: &str = "9";
const CYAN: &str = "36";

/// The screen, a line feed at its end; buttons are numbered from 1 as drawn.
pub fn draw(screen: &Screen, style: Style) -> String {
    let mut pen = Pen::new(style);
    for line in lines(screen) {
        pen.line(&line);
    }
    let mut number = 0;
    for row in &screen.choices {
        for choice in row {
            number += 1;
            pen.button(number, choice);
        }
        pen.end_line();
    }
    pen.out
}

/// Writes words one by one, breaking the line before one that does not fit.
struct Pen {
    style: Style,
    out: String,
    /// The columns filled in this line.
    at: usize,
    /// The columns a broken line starts with.
    hang: usize,
    /// Blanks that wait for a word: at a break they fall away.
    blanks: usize,
    word: String,
    word_columns: usize,
}

impl Pen {
    fn new(style: Style) -> Self {
        let out = String::with_capacity(1024);
        Self { style, out, at: 0, hang: 0, blanks: 0, word: String::new(), word_columns: 0 }
    }

    fn line(&mut self, line: &Line<'_>) {
        if line.gap {
            self.out.push('\n');
        }
        self.lead(line);
        let mark = match line.look {
            Look::Header => FAINT,
            Look::Heading => BOLD,
            Look::Code => CYAN,
            _ => PLAIN,
        };
        if !line.head.is_empty() {
            self.put(line.head, mark);
            self.put(": ", mark);
        }
        match line.said {
            Said::Ink(inks) => inks.iter().for_each(|i| self.ink(i, mark)),
            Said::Raw(words) if line.look == Look::Picture => self.put(&format!("[hình: {words}]"), FAINT),
            Said::Raw(words) => self.put(words, mark),
        }
        self.end_line();
    }

    fn lead(&mut self, line: &Line<'_>) {
        let mut lead = String::new();
        match line.look {
            Look::Folded | Look::Code => lead.push_str("  "),
            Look::Quote => lead.push_str("│ "),
            _ => {}
        }
        line.lead.write(&mut lead);
        self.out.push_str(&lead);
        self.at = columns(&lead);
        self.hang = self.at;
    }

    fn ink(&mut self, ink: &Ink, line: &'static str) {
        match ink {
            Ink::Plain(words) => self.put(words, line),
            Ink::Strong(words) => self.put(words, BOLD),
            Ink::Emphasis(words) => self.put(words, if line == PLAIN { ITALIC } else { line }),
            Ink::Struck(words) => self.put(words, STRUCK),
            Ink::Code(words) => self.put(words, CYAN),
            Ink::Link { url, text } => {
                self.put(text, UNDER);
                if url != text {
                    self.put(" (", line);
                    self.put(url, UNDER);
                    self.put(")", line);
                }
            }
            Ink::Break => {}
        }
    }

    /// "[3] Label", with what a phone would hide: the address, the words to copy.
    fn button(&mut self, number: usize, choice: &Choice) {
        let label = format!("[{number}] {}", choice.label);
        let more = match &choice.act {
            Act::Press(_) => String::new(),
            Act::Open(url) => format!(" ↗ {url}"),
            Act::Copy(words) => format!(": {words}"),
        };
        let wide = self.at + 2 + columns(&label) + columns(&more);
        if self.at > 0 && self.style.width.is_some_and(|w| wide > w) {
            self.end_line();
        } else if self.at > 0 {
            self.blanks = 2;
        }
        self.put(&label, PLAIN);
        self.put(&more, FAINT);
        self.end_word();
    }

    fn put(&mut self, text: &str, mark: &'static str) {
        for (n, word) in nfc(text).split([' ', '\n']).enumerate() {
            if n > 0 {
                self.end_word();
                self.blanks += 1;
            }
            if !word.is_empty() {
                self.word_columns += columns(word);
                self.marked(word, mark);
            }
        }
    }

    /// A control character of a citizen's text must not reach the terminal.
    fn marked(&mut self, word: &str, mark: &'static str) {
        let coloured = self.style.color && mark != PLAIN;
        if coloured {
            self.word.extend(["\x1b[", mark, "m"]);
        }
        self.word.extend(word.chars().filter(|c| !c.is_control()));
        if coloured {
            self.word.push_str("\x1b[0m");
        }
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let fits = self.style.width.is_none_or(|w| self.at + self.blanks + self.word_columns <= w);
        if fits || self.at <= self.hang {
            self.out.extend(std::iter::repeat_n(' ', self.blanks));
            self.at += self.blanks;
        } else {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n(' ', self.hang));
            self.at = self.hang;
        }
        self.out.push_str(&self.word);
        self.at += self.word_columns;
        self.word.clear();
        (self.word_columns, self.blanks) = (0, 0);
    }

    fn end_line(&mut self) {
        self.end_word();
        self.out.push('\n');
        (self.at, self.hang, self.blanks) = (0, 0, 0);
    }
}
