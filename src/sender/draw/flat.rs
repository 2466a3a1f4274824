//! A screen as one text with marked stretches: what can be counted, then cut, then written.

use crate::screen::{Ink, Line, Look, Said, Screen, lines, nfc};

/// An address longer than this is drawn as its words alone: Telegram's own limit for an opened one.
const ADDRESS: usize = 2048;

/// The text of a screen and its marks, by byte offsets.
#[derive(Debug, Default)]
pub(super) struct Flat<'a> {
    /// Everything that is read.
    pub(super) text: String,
    /// Marked stretches; in order, none overlaps another.
    pub(super) runs: Vec<Run<'a>>,
    /// Quotes; in order, none overlaps another, a run lies in one wholly or not at all.
    pub(super) quotes: Vec<Quote>,
    /// Where a block begins.
    pub(super) blocks: Vec<usize>,
}

/// A marked stretch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) mark: Mark<'a>,
}

/// A mark; Telegram nests none of these in code, so we nest none at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark<'a> {
    Bold,
    Italic,
    Struck,
    Code,
    Pre,
    Link(&'a str),
}

/// A quoted stretch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quote {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) folds: bool,
}

impl<'a> Flat<'a> {
    /// All of a screen but its pictures.
    pub(super) fn of(screen: &'a Screen) -> Self {
        let all = lines(screen);
        let mut flat =
            Self { text: String::with_capacity(1024), runs: Vec::with_capacity(all.len()), ..Self::default() };
        let mut block = None;
        for line in all.iter().filter(|l| l.look != Look::Picture) {
            let begins = block != Some(line.block);
            block = Some(line.block);
            flat.line(line, begins);
        }
        flat
    }

    /// Words without a mark.
    pub(super) fn of_words(words: &str) -> Self {
        Self { text: nfc(words).into_owned(), ..Self::default() }
    }

    fn line(&mut self, line: &Line<'a>, begins: bool) {
        if !self.text.is_empty() {
            self.text.push_str(if line.gap { "\n\n" } else { "\n" });
        }
        let start = self.text.len();
        if begins {
            self.blocks.push(start);
        }
        line.lead.write(&mut self.text);
        if !line.head.is_empty() {
            self.text.push_str(&nfc(line.head));
            self.text.push_str(": ");
        }
        match line.said {
            Said::Raw(words) => self.text.push_str(&nfc(words)),
            Said::Ink(inks) => inks.iter().for_each(|i| self.ink(i, line.look == Look::Heading)),
        }
        match line.look {
            Look::Folded => self.quote(start, true, begins),
            Look::Quote => self.quote(start, false, begins),
            Look::Code => self.pre(start, begins),
            Look::Plain | Look::Header | Look::Heading | Look::Picture => {}
        }
    }

    fn ink(&mut self, ink: &'a Ink, heading: bool) {
        let (words, mark) = match ink {
            Ink::Plain(words) => (words, None),
            Ink::Strong(words) => (words, Some(Mark::Bold)),
            Ink::Emphasis(words) => (words, Some(Mark::Italic)),
            Ink::Struck(words) => (words, Some(Mark::Struck)),
            Ink::Code(words) => (words, Some(Mark::Code)),
            Ink::Link { url, text } => (text, Some(Mark::Link(url)).filter(|_| url.len() <= ADDRESS)),
            Ink::Break => return,
        };
        let mark = match mark {
            None | Some(Mark::Italic | Mark::Struck) if heading => Some(Mark::Bold),
            other => other,
        };
        let start = self.text.len();
        self.text.push_str(&nfc(words));
        if let Some(mark) = mark {
            self.run(start, mark);
        }
    }

    /// Marks all from `start`; a stretch that only goes on is the same entity.
    fn run(&mut self, start: usize, mark: Mark<'a>) {
        let end = self.text.len();
        match self.runs.last_mut() {
            _ if start == end => {}
            Some(before) if before.end == start && before.mark == mark => before.end = end,
            _ => self.runs.push(Run { start, end, mark }),
        }
    }

    fn quote(&mut self, start: usize, folds: bool, begins: bool) {
        let end = self.text.len();
        match self.quotes.last_mut() {
            Some(before) if !begins => before.end = end,
            _ => self.quotes.push(Quote { start, end, folds }),
        }
    }

    fn pre(&mut self, start: usize, begins: bool) {
        let end = self.text.len();
        match self.runs.last_mut() {
            Some(before) if !begins => before.end = end,
            _ => self.runs.push(Run { start, end, mark: Mark::Pre }),
        }
    }
}
