//! `camtay find`: a query a line in, the guides that fit a line out.

use std::io::{self, BufRead, Write};

use crate::book::Book;
use crate::engine::find;

/// Answers every line of `queries`, best guide first, separated by tabs; nothing fits = an empty line.
///
/// # Errors
/// When `queries` can't be read or `answers` not be written.
pub fn run(book: &Book, queries: impl BufRead, mut answers: impl Write) -> io::Result<()> {
    for line in queries.split(b'\n') {
        // A line in another encoding than UTF-8 is still a query that gets its answer line.
        let query = String::from_utf8_lossy(&line?).trim().to_owned();
        writeln!(answers, "{}", find(book, &query).join("\t"))?;
        answers.flush()?;
    }
    Ok(())
}
