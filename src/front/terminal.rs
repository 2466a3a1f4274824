//! `camtay chat`: a line in, a screen out, over the same round and store as the bot.

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;

use crate::book::Book;
use crate::config::Settings;
use crate::engine::{Event, Keep};
use crate::front::ansi::{Style, draw};
use crate::front::dialogs::{Closed, Dialogs};
use crate::front::{clock, trouble};
use crate::intake::{Arrival, UpdateId, What};
use crate::print::{self, Sheet};
use crate::round::{Hands, Round, Shown};
use crate::sender::job::Spot;
use crate::shelf::Glance;
use crate::store::Trouble;
use crate::when::Moment;

/// Whose chat it is when nobody says.
const NOBODY: &str = "toi";

/// A line is read up to here; the rest of it is left out, and the engine says that it was too long.
const LONGEST_LINE: u64 = 64 << 10;

/// Why a chat could not begin, or could not go on.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// No book.
    #[error(transparent)]
    Dialogs(#[from] Closed),
    /// The store.
    #[error("{}", trouble::words(.0, trouble::TERMINAL))]
    Store(#[from] Trouble),
    /// Input or output.
    #[error("không đọc, ghi được ở cửa sổ này: {0}")]
    Pipe(#[from] io::Error),
}

/// How a chat is held.
#[derive(Debug, Clone, Copy)]
pub struct Manner<'a> {
    /// Whose: one place a name.
    pub name: Option<&'a str>,
    /// As if on this day.
    pub day: Option<Date>,
    /// How screens are drawn.
    pub style: Style,
    /// Whether to write a prompt.
    pub prompt: bool,
}

/// How this process's output is drawn: a terminal has a width, and colours unless `NO_COLOR` says otherwise; a pipe neither.
pub fn style() -> Style {
    let term = console::Term::stdout();
    let is_terminal = term.is_term();
    let width = is_terminal.then(|| usize::from(term.size().1));
    Style { color: is_terminal && console::colors_enabled(), width }
}

/// The chat of this process: its own terminal or pipe.
///
/// # Errors
/// As [`talk`].
pub fn run(settings: &Settings, name: Option<&str>, day: Option<Date>) -> Result<(), Failed> {
    let style = style();
    let prompt = style.width.is_some() && console::user_attended();
    talk(settings, Manner { name, day, style, prompt }, &mut io::stdin().lock(), &mut io::stdout().lock())
}

/// Reads lines and writes screens until the input ends; each turn is on the disk before it is seen.
///
/// # Errors
/// No book, a store in trouble (another process has it, say), a broken pipe.
pub fn talk(
    settings: &Settings,
    manner: Manner<'_>,
    input: &mut impl BufRead,
    out: &mut impl Write,
) -> Result<(), Failed> {
    // Before the reading: what changes meanwhile is a change.
    let mut glance = Glance::at(&settings.dialogs);
    let (mut dialogs, book) = Dialogs::open(&settings.dialogs, Some(&settings.data.join("terminal-last-good")))?;
    let round = Round::open(&settings.data.join("terminal"), Hands::terminal(), Keep::Always)?;
    let printed = settings.data.join("terminal").join("print");
    let mut chat = Chat::new(round, book, &settings.dialogs, printed, manner);
    chat.greet(out)?;
    while let Some(line) = read_line(input, manner.prompt, out)? {
        // Whoever edits a guide sees it at their next line; one that is not sound leaves the book before.
        if glance.changed() {
            match dialogs.read() {
                Ok(heard) => chat.book = heard.book,
                Err(closed) => log::warn!("{closed}"),
            }
        }
        if !line.trim().is_empty() {
            chat.says(line, out)?;
        }
    }
    Ok(chat.round.list_missed(clock::now())?)
}

/// The next line, at most [`LONGEST_LINE`] bytes of it, broken letters replaced; none at the end of the input.
fn read_line(input: &mut impl BufRead, prompt: bool, out: &mut impl Write) -> io::Result<Option<String>> {
    if prompt {
        write!(out, "> ")?;
    }
    out.flush()?;
    let mut bytes = Vec::new();
    if io::Read::take(&mut *input, LONGEST_LINE).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    while bytes.len() as u64 >= LONGEST_LINE && !bytes.ends_with(b"\n") {
        let rest = input.fill_buf()?;
        let end = rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |n| n + 1);
        let done = rest.is_empty() || rest[end - 1] == b'\n';
        input.consume(end);
        if done {
            break;
        }
    }
    Ok(Some(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned()))
}

struct Chat<'a> {
    round: Round,
    book: Arc<Book>,
    dialogs: &'a Path,
    /// Where pages to print are written.
    printed: PathBuf,
    manner: Manner<'a>,
    number: i64,
    /// Rises from one process to the next as the clock does.
    update: u64,
}

impl<'a> Chat<'a> {
    fn new(round: Round, book: Arc<Book>, dialogs: &'a Path, printed: PathBuf, manner: Manner<'a>) -> Self {
        let number = number_of(manner.name.unwrap_or(NOBODY));
        let update = clock::now().millis().unsigned_abs().saturating_mul(1_000);
        Self { round, book, dialogs, printed, manner, number, update }
    }

    /// Somebody new is welcomed, somebody known goes on where they stopped.
    fn greet(&mut self, out: &mut impl Write) -> Result<(), Failed> {
        let known = self.round.knows(self.number)?;
        self.says(if known { "/tieptuc" } else { "/start" }.to_owned(), out)
    }

    fn says(&mut self, words: String, out: &mut impl Write) -> Result<(), Failed> {
        self.update += 1;
        let what = What::Citizen(Event::Said(words));
        let (update, spot) = (UpdateId(self.update), Spot::default());
        let arrival = Arrival { update, chat: Some(self.number), press: None, what, note: None, spot, reply_to: None };
        let done = self.round.run(&self.book, vec![arrival], Vec::new(), self.now())?;
        done.shown.iter().try_for_each(|shown| self.show(shown, out))?;
        Ok(())
    }

    fn show(&self, shown: &Shown, out: &mut impl Write) -> io::Result<()> {
        for file in &shown.files {
            writeln!(out, "📎 {}", self.dialogs.join(file).display())?;
        }
        for sheet in &shown.sheets {
            writeln!(out, "📎 {}", self.print(sheet)?.display())?;
        }
        if let Some(screen) = &shown.screen {
            writeln!(out, "{}", draw(screen, self.manner.style))?;
        }
        Ok(())
    }

    /// Writes a page to print; the newest of its name.
    fn print(&self, sheet: &Sheet) -> io::Result<PathBuf> {
        let pdf = print::pdf(sheet).ok_or_else(|| io::Error::other("the page could not be drawn"))?;
        std::fs::create_dir_all(&self.printed)?;
        let path = self.printed.join(&sheet.file);
        std::fs::write(&path, pdf)?;
        Ok(path)
    }

    /// The clock's moment, or its hour on the day that was asked for.
    fn now(&self) -> Moment {
        let now = clock::now();
        let Some(day) = self.manner.day else { return now };
        let midnight = Moment::of_day(now.day(), 0, 0);
        let into: Duration = now.since(midnight);
        Moment::of_day(day, 0, 0).plus(into)
    }
}

/// A chat's number made of a name: FNV-1a, 64 bits, the sign taken off.
fn number_of(name: &str) -> i64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    i64::try_from(hash >> 1).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_and_the_next_one_read() {
        let text = format!("{}\nđược\n", "a".repeat(200_000));
        let mut input = io::BufReader::new(text.as_bytes());
        let first = read_line(&mut input, false, &mut io::sink()).expect("read").expect("a line");
        assert_eq!(first.len() as u64, LONGEST_LINE);
        assert_eq!(read_line(&mut input, false, &mut io::sink()).expect("read").as_deref(), Some("được"));
        assert_eq!(read_line(&mut input, false, &mut io::sink()).expect("read"), None);
    }

    #[test]
    fn names_have_numbers_of_their_own() {
        assert_ne!(number_of("a"), number_of("b"));
        assert!(number_of("bà Tám") > 0);
    }
}
