//! The lines of a backup as they were written, whatever a program on the way has made of their ends.

use std::io::{BufRead, Read};

use crate::store::Fault;

/// What some editors put before a text.
pub(super) const BOM: &[u8] = "\u{feff}".as_bytes();
/// A record is far below this; a file without lines is not read into memory.
const LONGEST: u64 = 64 << 20;

/// The lines of a backup, with the ends they were written with: no line holds another one, a body with one is written in hexadecimal.
pub(super) struct Lines<R> {
    file: R,
    /// The line that was read last.
    pub(super) line: Vec<u8>,
    number: u64,
    /// Whether one had other ends.
    pub(super) rewritten: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn of(file: R) -> Self {
        Self { file, line: Vec::new(), number: 0, rewritten: false }
    }

    /// The next line; only the last one may lack its end.
    pub(super) fn next(&mut self) -> Result<&[u8], Fault> {
        self.number += 1;
        self.line.clear();
        let read = (&mut self.file).take(LONGEST).read_until(b'\n', &mut self.line);
        let read = read.map_err(|error| Fault::File(error.kind()))?;
        if self.number == 1 && self.line.starts_with(BOM) {
            self.rewritten = true;
            self.line.drain(..BOM.len());
        }
        if self.line.ends_with(b"\r\n") {
            self.rewritten = true;
            self.line.truncate(self.line.len() - 2);
            self.line.push(b'\n');
        }
        match self.number {
            1 if !self.line.ends_with(b"\n") => Err(Fault::Stranger),
            _ if read as u64 == LONGEST && !self.line.ends_with(b"\n") => Err(Fault::Line(self.number)),
            _ if read == 0 => Err(Fault::Cut),
            _ => Ok(&self.line),
        }
    }

    /// Whether nothing follows but empty lines.
    pub(super) fn end(&mut self) -> Result<bool, Fault> {
        loop {
            match self.next() {
                Err(Fault::Cut) => return Ok(true),
                Ok(line) if line.trim_ascii().is_empty() => {}
                Ok(_) => return Ok(false),
                Err(fault) => return Err(fault),
            }
        }
    }
}
