//! Ways in: the words on the command line lead to one of them.

pub mod announce;
pub mod ansi;
pub mod args;
pub mod bot;
pub mod check;
pub mod clock;
pub mod control;
pub mod dialogs;
pub mod find;
pub mod full;
pub mod journal;
pub mod keep;
pub mod leaf;
pub mod live;
pub mod map;
pub mod preview;
pub mod reload;
pub mod signals;
mod strange;
pub mod telegram;
pub mod terminal;
pub mod trouble;

use std::io::{self, Write};
use std::process::ExitCode;

use jiff::civil::Date;
use log::LevelFilter;

use crate::config::{self, Settings};
use crate::front::args::Command;
use crate::front::dialogs::Dialogs;
use crate::front::keep::Place;

/// The words were wrong.
const WRONG: u8 = 2;

/// Enters by the words of this process; gives its exit code once the log is written.
pub fn enter() -> ExitCode {
    let code = entered();
    journal::close();
    code
}

fn entered() -> ExitCode {
    let args = match args::parse() {
        Ok(args) => args,
        Err(told) if told.wrong => return refuse(&told.words, WRONG),
        Err(told) => return worked(writeln!(io::stdout(), "{}", told.words)),
    };
    let settings = match Settings::load(args.config.as_deref(), |name| std::env::var(name).ok()) {
        Ok(settings) => settings,
        Err(fault) => return refuse(&format!("camtay: {fault}"), WRONG),
    };
    let bot = settings.bot.as_ref().filter(|_| args.command.is_none());
    journal::open(settings.log.unwrap_or(if bot.is_some() { LevelFilter::Info } else { LevelFilter::Warn }));
    for stranger in config::strangers(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok())) {
        log::warn!("{stranger}");
    }
    match (args.command, bot) {
        (None, Some(access)) => done(bot::run(&settings, access)),
        (None, None) => chat(&settings, None, None),
        (Some(Command::Chat { name, day }), _) => chat(&settings, name.as_deref(), day),
        (Some(Command::Check { facts, folder }), _) => {
            let folder = folder.as_ref().unwrap_or(&settings.dialogs);
            let report = if facts { check::facts } else { check::check };
            report(folder, clock::now().day(), &mut io::stdout().lock())
                .map_or_else(|error| worked(Err(error)), ExitCode::from)
        }
        (Some(Command::Map { guide, dot, out }), _) => {
            let drawn = map::draw(&settings.dialogs, &guide, dot, clock::now().day());
            drawn.map_or_else(|no| done(Err(no)), |text| map::give(&text, out.as_deref()))
        }
        (Some(Command::Preview { guide, day }), _) => {
            let (day, style) = (day.unwrap_or_else(|| clock::now().day()), terminal::style());
            let drawn = preview::preview(&settings.dialogs, &guide, day, style);
            drawn.map_or_else(|no| done(Err(no)), |text| map::give(&text, None))
        }
        (Some(Command::Find { scores }), _) => match Dialogs::open(&settings.dialogs, None) {
            Ok((_, book)) => worked(find::run(&book, scores, io::stdin().lock(), io::stdout().lock())),
            Err(closed) => done(Err(closed)),
        },
        (Some(Command::Backup { read_only, terminal, file }), _) => {
            said(keep::backup(&Place::new(&settings.data, terminal), &file, read_only))
        }
        (Some(Command::Restore { terminal, file }), _) => {
            said(keep::restore(&Place::new(&settings.data, terminal), &file))
        }
        (Some(Command::Store { terminal, work, .. }), _) => {
            said(keep::mend(&Place::new(&settings.data, terminal), work))
        }
        (Some(Command::Announce { deed }), _) => announce::run(&settings, deed),
        (Some(Command::Reload), _) => said(keep::reload(&settings.data)),
    }
}

/// What was done, or why not.
fn said(result: Result<String, String>) -> ExitCode {
    match result {
        Ok(words) => worked(writeln!(io::stdout(), "{words}")),
        Err(words) => done::<String>(Err(words)),
    }
}

/// A reader that went away (`camtay chat | head`) is no failure.
fn chat(settings: &Settings, name: Option<&str>, day: Option<Date>) -> ExitCode {
    match terminal::run(settings, name, day) {
        Err(terminal::Failed::Pipe(error)) => worked(Err(error)),
        result => done(result),
    }
}

fn done<E: std::fmt::Display>(result: Result<(), E>) -> ExitCode {
    result.map_or_else(|error| refuse(&format!("camtay: {error}"), 1), |()| ExitCode::SUCCESS)
}

/// A reader that went away (`camtay find | head`) is no failure.
fn worked(written: io::Result<()>) -> ExitCode {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => refuse(&format!("camtay: {error}"), 1),
        _ => ExitCode::SUCCESS,
    }
}

fn refuse(words: &str, code: u8) -> ExitCode {
    journal::say(words);
    ExitCode::from(code)
}
