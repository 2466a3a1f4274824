//! What a whole book shows that one page can't: links, reach, names, sizes, stale facts.

mod between;
mod facts;
mod flow;
mod leaf;
mod links;
mod names;
mod own;
mod reach;
mod reading;
mod size;
mod stencil;
mod translation;
mod visits;
mod wrap;

pub use flow::next as next_steps;
pub use leaf::check_leaf;
pub use stencil::check_stencil;

use jiff::civil::Date;

use crate::book::{Book, Fault, Guide, Place, Severity};

/// Every fault of the guides in every language and of the stencils, besides those found while they were read. `media` tells whether a file
/// (`media/x.png`) exists.
pub fn check(book: &Book, media: &dyn Fn(&str) -> bool, today: Date) -> Vec<Fault> {
    let mut faults = in_one_language(book, media, today);
    faults.extend(book.templates.values().flat_map(|stencil| check_stencil(stencil, book, media)));
    for other in book.others.values() {
        faults.extend(in_one_language(other, media, today));
        // A guide with an error differs from its other language because of it: compared once it is mended.
        let wrong = |of: &Book, id: &str| {
            let is_error = |fault: &Fault, path: &str| fault.severity == Severity::Error && fault.path == path;
            of.guides.get(id).is_some_and(|g| !g.is_sound() || faults.iter().any(|fault| is_error(fault, &g.path)))
        };
        let differs = translation::judge(other, book, &|id| wrong(book, id) || wrong(other, id));
        faults.extend(differs);
    }
    faults
}

fn in_one_language(book: &Book, media: &dyn Fn(&str) -> bool, today: Date) -> Vec<Fault> {
    let mut faults: Vec<Fault> = book.own_guides().flat_map(|guide| check_own(guide, book, today)).collect();
    faults.extend(between::judge(book, media));
    faults
}

/// The faults of one guide alone: an error among them keeps the text from being used; a fault *between* files never does.
pub fn check_own(guide: &Guide, book: &Book, today: Date) -> Vec<Fault> {
    let mut found = Found::of(guide);
    own::judge(&mut found, guide, book, today);
    facts::judge_own(&mut found, guide);
    links::judge_own(&mut found, guide, book, today);
    size::judge(&mut found, guide, book, today);
    found.faults
}

/// Faults of one file, as they are found.
#[derive(Debug)]
struct Found {
    path: String,
    faults: Vec<Fault>,
}

impl Found {
    fn of(guide: &Guide) -> Self {
        Self { path: guide.path.clone(), faults: Vec::new() }
    }

    /// An empty mend is none.
    fn error(&mut self, at: Place, message: impl Into<String>, mend: impl Into<String>) {
        self.add(Severity::Error, at, message.into(), mend.into());
    }

    /// An empty mend is none.
    fn warn(&mut self, at: Place, message: impl Into<String>, mend: impl Into<String>) {
        self.add(Severity::Warning, at, message.into(), mend.into());
    }

    fn add(&mut self, severity: Severity, at: Place, message: String, mend: String) {
        // As while reading: a file with more faults than this is no text of ours.
        if self.faults.len() < 200 {
            let mend = Some(mend).filter(|m| !m.is_empty());
            self.faults.push(Fault { path: self.path.clone(), at, severity, message, mend });
        }
    }
}
