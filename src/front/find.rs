//! `camtay find`: a query a line in, the guides that fit a line out.

use std::io::{self, BufRead, Write};

use crate::book::Book;
use crate::engine::find;

/// Answers every line of `queries`, best guide first, separated by tabs; nothing fits = an empty line. With `scores` each
/// line tells what the index heard instead, whether it is offered or not.
///
/// # Errors
/// When `queries` can't be read or `answers` not be written.
pub fn run(book: &Book, scores: bool, queries: impl BufRead, mut answers: impl Write) -> io::Result<()> {
    for line in queries.split(b'\n') {
        // A line in another encoding than UTF-8 is still a query that gets its answer line.
        let query = String::from_utf8_lossy(&line?).trim().to_owned();
        if scores {
            writeln!(answers, "{}", explained(book, &query))?;
        } else {
            writeln!(answers, "{}", find(book, &query).join("\t"))?;
        }
        answers.flush()?;
    }
    Ok(())
}

/// `khai-sinh 81%  …  beside 3%  known 100%`
fn explained(book: &Book, query: &str) -> String {
    let heard = book.index().hear(query);
    let percent = |share: f32| (share * 100.0).round();
    let mut out: Vec<String> =
        heard.guides.iter().take(4).map(|(id, share)| format!("{id} {}%", percent(*share))).collect();
    let beside: f32 = heard.beside.iter().map(|(_, share)| share).sum();
    out.push(format!("beside {}%", percent(beside)));
    out.push(format!("known {}%", percent(heard.known)));
    out.join("\t")
}
