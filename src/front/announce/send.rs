//! `camtay announce send`: read, counted, asked, sent, watched.

use std::io::{self, BufRead, Write};
use std::path::PathBuf;

use crate::announce::{Counted, Request, State, Status, To};
use crate::book::fold;
use crate::config::Settings;
use crate::front::announce::{No, asked, bar, letter, shown};
use crate::front::clock;
use crate::front::dialogs::Dialogs;
use crate::when::Moment;

/// What was asked for on the command line.
#[expect(clippy::struct_excessive_bools, reason = "each is a word of its own there")]
pub(super) struct Wish {
    pub(super) file: PathBuf,
    pub(super) to: To,
    pub(super) at: Option<Moment>,
    pub(super) urgent: bool,
    pub(super) silent: bool,
    pub(super) yes: bool,
    pub(super) dry_run: bool,
}

/// Sends it, or stops where it must; what is left to print.
pub(super) fn send(settings: &Settings, wish: &Wish) -> Result<String, No> {
    let (_, book) = Dialogs::open(&settings.dialogs, None).map_err(|closed| closed.to_string())?;
    wish.to.judge(&book).map_err(No::Words)?;
    let letter = letter(&settings.dialogs, &book, &wish.file)?;
    let (to, at, urgent) = (wish.to.clone(), wish.at, wish.urgent);
    let count = Request::Count { to: to.clone(), letter: Some(letter.clone()), at, urgent };
    let counted: Counted = asked(&settings.data, count)?;
    say(&shown::counted(&counted, clock::now()))?;
    if wish.dry_run {
        return Ok(String::new());
    }
    if counted.audience == 0 {
        return Err(No::Work("không có ai để gửi".to_owned()));
    }
    confirm(wish.yes)?;
    let status: Status = asked(&settings.data, Request::Send { letter, to, at, urgent, silent: wish.silent })?;
    say(&format!("id {}", status.id))?;
    match status.state {
        State::Approval | State::Planned => Ok(shown::line(&status)),
        _ if console::user_attended_stderr() => bar::watch(&settings.data, status),
        _ => Ok(String::new()),
    }
}

/// Now and not at the end: whoever waits must see it.
fn say(words: &str) -> Result<(), No> {
    let mut out = io::stdout().lock();
    writeln!(out, "{words}").and_then(|()| out.flush()).map_err(|error| No::Work(error.to_string()))
}

fn confirm(yes: bool) -> Result<(), No> {
    if yes {
        return Ok(());
    }
    if !(console::user_attended() && console::user_attended_stderr()) {
        let words =
            "chưa gửi gì: không có ai ở đây để hỏi lại; đã chắc thì thêm --yes, chỉ muốn đếm thì thêm --dry-run";
        return Err(No::Words(words.to_owned()));
    }
    // A prompt that can't be written is asked all the same.
    let _ = write!(io::stderr(), "Gõ «gửi» rồi Enter để gửi, gõ khác để thôi: ");
    if means_it(&mut io::stdin().lock()) { Ok(()) } else { Err(No::Work("đã thôi, chưa gửi gì".to_owned())) }
}

/// Whether the next line is the word; typed without marks it counts, an empty line or the end does not.
fn means_it(input: &mut impl BufRead) -> bool {
    let mut line = String::new();
    input.read_line(&mut line).is_ok() && fold(&line) == "gui"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_sends() {
        for typed in ["gửi\n", "GUI\r\n", " gu\u{31b}\u{309}i "] {
            assert!(means_it(&mut typed.as_bytes()), "{typed}");
        }
        for typed in ["", "\n", "có\n", "gửi đi\n", "yes\ngửi\n"] {
            assert!(!means_it(&mut typed.as_bytes()), "{typed}");
        }
    }
}
