//! A backup: one JSON line a record, a first line that says what it is, a last one with the count and a checksum of all before.

mod lines;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use ring::digest::{Context, SHA256};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::store::backup::lines::{BOM, Lines};
use crate::store::{Kind, Trouble, folder, record};

/// The form of today.
const FORMAT: u32 = 1;

/// What a backup came to: two stores with the same sum hold the same records, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// How many records.
    pub records: u64,
    /// SHA-256 of every line but the last, in hexadecimal.
    pub sha256: String,
}

/// Why a backup can't be used. Holds nothing that was stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Its first line is not a backup's.
    #[error("no backup")]
    Stranger,
    /// Written in a form of a later program.
    #[error("a backup of form {0}, this program knows {FORMAT}")]
    Form(u32),
    /// This line is no record.
    #[error("line {0} is no record")]
    Line(u64),
    /// It ends before its last line.
    #[error("the backup is cut short")]
    Cut,
    /// The count or the checksum is another one.
    #[error("the backup is damaged: its checksum is another one")]
    Damaged,
    /// It has other line ends than it was written with, and its checksum is another one even so.
    #[error("the backup is damaged, and went through a program that changes line ends")]
    Rewritten,
    /// The file could not be read.
    #[error("the backup could not be read: {0}")]
    File(io::ErrorKind),
    /// The store.
    #[error(transparent)]
    Store(#[from] Trouble),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    camtay: String,
    format: u32,
}

/// One record; its key without the space in hexadecimal, its body as it is if that is a line of JSON, else in hexadecimal.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    space: String,
    key: String,
    version: u8,
    flag: u8,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "there")]
    body: Option<Box<RawValue>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<String>,
}

/// A body of `null` is one too.
fn there<'a, D: Deserializer<'a>>(body: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Deserialize::deserialize(body).map(Some)
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tail {
    records: u64,
    sha256: String,
}

/// Writes a backup, record by record.
pub(super) struct Writer<W> {
    out: W,
    hash: Context,
    records: u64,
    spaces: Vec<&'static str>,
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(out: W, kinds: &[Kind]) -> Result<Self, Trouble> {
        let spaces = kinds.iter().map(|kind| kind.prefix).collect();
        let mut writer = Self { out, hash: Context::new(&SHA256), records: 0, spaces };
        writer.line(&Head { camtay: "backup".to_owned(), format: FORMAT })?;
        Ok(writer)
    }

    pub(super) fn record(&mut self, key: &[u8], value: &[u8]) -> Result<u64, Trouble> {
        let (version, flag) = record::head(value).ok_or(Trouble::Torn)?;
        let space = self.spaces.iter().find(|space| key.starts_with(space.as_bytes())).copied().unwrap_or_default();
        let body = record::body(value);
        let (body, bytes) = match as_it_is(body) {
            Some(raw) => (Some(raw), None),
            None => (None, Some(hex(body))),
        };
        self.line(&Line { space: space.to_owned(), key: hex(&key[space.len()..]), version, flag, body, bytes })?;
        self.records += 1;
        Ok(self.records)
    }

    pub(super) fn end(mut self) -> Result<Sum, Trouble> {
        let sum = Sum { records: self.records, sha256: hex(self.hash.finish().as_ref()) };
        let tail = Tail { records: sum.records, sha256: sum.sha256.clone() };
        let mut line = serde_json::to_vec(&tail).map_err(io::Error::other)?;
        line.push(b'\n');
        self.out.write_all(&line)?;
        self.out.flush()?;
        Ok(sum)
    }

    fn line(&mut self, line: &impl Serialize) -> Result<(), Trouble> {
        let mut line = serde_json::to_vec(line).map_err(io::Error::other)?;
        line.push(b'\n');
        self.hash.update(&line);
        self.out.write_all(&line)?;
        Ok(())
    }
}

/// Whether a file begins as a backup does: only such a one may be replaced by another.
pub(super) fn is_one(path: &Path) -> bool {
    let mut first = Vec::new();
    let read = File::open(path).and_then(|file| BufReader::new(file.take(1_000)).read_until(b'\n', &mut first));
    read.is_ok() && serde_json::from_slice::<Head>(first.strip_prefix(BOM).unwrap_or(&first)).is_ok()
}

/// Reads a whole backup, gives each record's key and value to `each`, and is content only if the last line agrees. Line ends may have become
/// others on the way, and the last one may be gone: the checksum is that of the lines as they were written.
pub(super) fn read(
    path: &Path,
    kinds: &[Kind],
    mut each: impl FnMut(&[u8], &[u8]) -> Result<(), Trouble>,
) -> Result<Sum, Fault> {
    match folder::is_file(path) {
        Ok(true) => {}
        Ok(false) => return Err(Fault::File(io::ErrorKind::NotFound)),
        Err(Trouble::Io(kind)) => return Err(Fault::File(kind)),
        Err(trouble) => return Err(trouble.into()),
    }
    let file = BufReader::new(File::open(path).map_err(|error| Fault::File(error.kind()))?);
    let mut lines = Lines::of(file);
    let mut hash = Context::new(&SHA256);
    let head: Head = serde_json::from_slice(lines.next()?).map_err(|_| Fault::Stranger)?;
    if head.format > FORMAT {
        return Err(Fault::Form(head.format));
    }
    hash.update(&lines.line);
    let mut records = 0;
    loop {
        let line = lines.next()?;
        if let Ok(tail) = serde_json::from_slice::<Tail>(line) {
            let sum = Sum { records, sha256: hex(hash.finish().as_ref()) };
            let agrees = sum == Sum { records: tail.records, sha256: tail.sha256 };
            return match (agrees && lines.end()?, lines.rewritten) {
                (true, _) => Ok(sum),
                (false, true) => Err(Fault::Rewritten),
                (false, false) => Err(Fault::Damaged),
            };
        }
        if !line.ends_with(b"\n") {
            return Err(Fault::Cut);
        }
        hash.update(line);
        let (key, value) = bytes_of(line).ok_or(Fault::Line(records + 2))?;
        record::may_be_read(&key, &value, kinds)?;
        each(&key, &value)?;
        records += 1;
    }
}

fn bytes_of(line: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let line: Line = serde_json::from_slice(line).ok()?;
    let body = match (&line.body, &line.bytes) {
        (Some(body), None) => body.get().as_bytes().to_vec(),
        (None, Some(bytes)) => unhex(bytes)?,
        _ => return None,
    };
    let key = [line.space.as_bytes(), &unhex(&line.key)?].concat();
    Some((key, [&[line.version, line.flag], body.as_slice()].concat()))
}

/// The body within a line, if it comes out of it as it went in.
fn as_it_is(body: &[u8]) -> Option<Box<RawValue>> {
    let text = std::str::from_utf8(body).ok()?;
    if text.contains(['\n', '\r']) {
        return None;
    }
    RawValue::from_string(text.to_owned()).ok().filter(|raw| raw.get().len() == text.len())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // A String takes every word.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    Some(pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_body_comes_back_as_it_was() {
        let kinds = [Kind { prefix: "k/", newest: 3, reads: |_| true }];
        let bodies: [&[u8]; 8] =
            [b"null", b"{\"a\": \"\xe1\xba\xbf\"}", b"", b" 1", b"1 \n", b"\xff\x00", b"{\"a\":", b"1e400"];
        for (n, body) in bodies.iter().enumerate() {
            let mut out = Vec::new();
            let mut writer = Writer::begin(&mut out, &kinds).expect("written");
            let value = [&[3, 1], *body].concat();
            writer.record(b"k/\x00\xfe", &value).expect("written");
            let sum = writer.end().expect("written");
            let path = std::env::temp_dir().join(format!("camtay-backup-{}-{n}", std::process::id()));
            std::fs::write(&path, &out).expect("a file");
            let mut seen = Vec::new();
            let read = read(&path, &kinds, |key, value| {
                seen.push((key.to_vec(), value.to_vec()));
                Ok(())
            });
            std::fs::remove_file(&path).expect("gone");
            assert_eq!(
                (read, seen),
                (Ok(sum), vec![(b"k/\x00\xfe".to_vec(), value)]),
                "{}",
                String::from_utf8_lossy(&out)
            );
        }
    }
}
