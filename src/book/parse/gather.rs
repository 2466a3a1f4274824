//! What reading one file yields besides its content: faults, mentions.

use std::ops::Range;

use crate::book::parse::source::Source;
use crate::book::{Fact, Fault, Mention, Mentioned, Place, Severity};

/// A file with more faults than this is no text of ours; the rest is left unsaid.
const MOST_FAULTS: usize = 200;

/// Collects while a file is read.
#[derive(Debug)]
pub(super) struct Gather<'a> {
    /// The file, relative to `dialogs/`.
    pub(super) path: &'a str,
    /// Its text.
    pub(super) source: Source<'a>,
    /// So far.
    pub(super) faults: Vec<Fault>,
    /// So far.
    pub(super) mentions: Vec<Mention>,
    /// The step being read.
    pub(super) step: Option<usize>,
    /// The bytes of a page that were taken for plain words.
    pub(super) words: Vec<Range<usize>>,
    /// Those of its links.
    pub(super) links: Vec<Range<usize>>,
    /// Faults that may only follow from another: from a heading that is none, from what is wrong with their own line.
    pub(super) victims: Vec<Fault>,
    /// Whether a heading is known to be none.
    pub(super) lost: bool,
}

impl<'a> Gather<'a> {
    pub(super) fn new(path: &'a str, text: &'a str) -> Self {
        Self {
            path,
            source: Source::new(text),
            faults: Vec::new(),
            mentions: Vec::new(),
            step: None,
            words: Vec::new(),
            links: Vec::new(),
            victims: Vec::new(),
            lost: false,
        }
    }

    /// An error at a byte; an empty mend is none.
    pub(super) fn error(&mut self, byte: usize, message: impl Into<String>, mend: impl Into<String>) {
        self.error_at(self.source.place(byte), message, mend);
    }

    /// An error at a place.
    pub(super) fn error_at(&mut self, at: Place, message: impl Into<String>, mend: impl Into<String>) {
        self.fault(Severity::Error, at, message.into(), mend.into());
    }

    /// An error at a byte that is left unsaid if it only follows from another.
    pub(super) fn victim(&mut self, byte: usize, message: impl Into<String>, mend: impl Into<String>) {
        let known = self.faults.len();
        self.error(byte, message, mend);
        self.victims.extend(self.faults.drain(known..));
    }

    /// A warning at a byte; an empty mend is none.
    pub(super) fn warn(&mut self, byte: usize, message: impl Into<String>, mend: impl Into<String>) {
        self.fault(Severity::Warning, self.source.place(byte), message.into(), mend.into());
    }

    pub(super) fn mention(&mut self, byte: usize, what: Mentioned) {
        self.mentions.push(Mention { at: self.source.place(byte), step: self.step, what });
    }

    /// A fact between its braces, `office.phone`; mentioned if it is one, else faulted.
    pub(super) fn fact(&mut self, byte: usize, inner: &str) -> Option<Fact> {
        let path: Vec<String> = inner.trim().split('.').map(str::to_owned).collect();
        if path.iter().all(|word| crate::book::condition::is_name(word)) {
            let fact = Fact { path };
            self.mention(byte, Mentioned::Fact(fact.clone()));
            return Some(fact);
        }
        let shown: String = inner.chars().take(60).collect();
        let mend = "Viết như `{{office.phone}}`: chữ thường không dấu, ngăn bằng dấu chấm, không có khoảng trắng.";
        self.error(byte, format!("chỗ điền `{{{{{shown}}}}}` viết sai"), mend);
        None
    }

    fn fault(&mut self, severity: Severity, at: Place, message: String, mend: String) {
        if self.faults.len() < MOST_FAULTS {
            let mend = Some(mend).filter(|m| !m.is_empty());
            self.faults.push(Fault { path: self.path.to_owned(), at, severity, message, mend });
        }
    }
}
