//! What is being tried: a note beside the store. An update that takes the whole process with it leaves the note behind, and is
//! met again with care; else Telegram would bring it again and again, and nobody would ever be answered.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::book::Book;
use crate::engine::{Event, Odd};
use crate::intake::{Arrival, UpdateId, What, Why};
use crate::round::last::{remember, remember_all};
use crate::round::{Done, Round};
use crate::sender::job::Mark;
use crate::store::Trouble;
use crate::when::Moment;

/// Beside the store.
const FILE: &str = "trying";
/// So many deaths alone, and an update is not turned any more: one may have been the operator's own `kill`.
const DEATHS: u32 = 2;
/// A note is a line of some kilobytes: a hundred numbers.
const LONGEST: u64 = 64 << 10;

/// What is written before a batch is turned.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Note {
    updates: BTreeSet<UpdateId>,
    /// How often the process died with this one update alone.
    deaths: u32,
}

/// The note, and what an earlier process left in it.
#[derive(Debug, Default)]
pub(super) struct Trial {
    /// Written over in place and never synced: it need only outlive the process, and costs some microseconds.
    file: Option<File>,
    /// What was being tried when the process before this one ended, and was not written.
    suspects: BTreeSet<UpdateId>,
    deaths: u32,
}

impl Trial {
    /// Reads what was left; `written` are the updates of the last batch on the disk. Without the file there is no care, and
    /// the bot serves citizens all the same.
    pub(super) fn open(folder: &Path, written: &BTreeSet<UpdateId>) -> Self {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(folder.join(FILE));
        let mut file = match file {
            Ok(file) => file,
            Err(error) => {
                log::warn!("round: no note of what is tried ({})", error.kind());
                return Self::default();
            }
        };
        let note = read(&mut file).unwrap_or_default();
        let alone = note.updates.len() == 1;
        let suspects: BTreeSet<UpdateId> = &note.updates - written;
        let deaths = if alone && !suspects.is_empty() { note.deaths.saturating_add(1) } else { 0 };
        Self { file: Some(file), suspects, deaths }
    }

    /// Whether any of these was being tried when the process before this one died.
    pub(super) fn suspects(&self, arrivals: &[Arrival]) -> bool {
        !self.suspects.is_empty() && arrivals.iter().any(|arrival| self.suspects.contains(&arrival.update))
    }

    /// These are tried now. Words are searched by what a book learns once, in a good tenth of a second: whoever dies while it does was
    /// not killed by them, so it learns before.
    pub(super) fn begins(&mut self, book: &Book, arrivals: &[Arrival]) {
        if arrivals.is_empty() {
            return;
        }
        if arrivals.iter().any(|arrival| matches!(arrival.what, What::Citizen(Event::Said(_)))) {
            book.learn();
        }
        let updates: BTreeSet<UpdateId> = arrivals.iter().map(|arrival| arrival.update).collect();
        let known = updates.len() == 1 && updates == self.suspects;
        let note = Note { updates, deaths: if known { self.deaths } else { 0 } };
        if let Some(file) = &mut self.file
            && write(file, &note).is_err()
        {
            // A disk that takes no kilobyte will stop the round at its next write, with its own sentence.
            self.file = None;
        }
    }

    /// They are turned, and about to be written: who dies from here on, at the disk's pace, is not killed by them. Else three
    /// kills at any three writes would set a sound update aside.
    pub(super) fn turned(&mut self) {
        if let Some(file) = &mut self.file
            && write(file, &Note::default()).is_err()
        {
            self.file = None;
        }
    }

    /// What is to be made of a suspect alone: itself, then a note that it can't be read, then nothing. True = set aside.
    pub(super) fn judge(&self, arrival: Arrival) -> (Arrival, bool) {
        let alone = self.suspects.len() == 1 && self.suspects.contains(&arrival.update);
        if !alone || self.deaths < DEATHS {
            return (arrival, false);
        }
        let Arrival { update, chat, press, what, spot, reply_to, .. } = arrival;
        // The letter it may bear goes with it.
        let note = None;
        match what {
            What::Citizen(_) if self.deaths == DEATHS => (
                Arrival { update, chat, press, what: What::Citizen(Event::Sent(Odd::Other)), note, spot, reply_to },
                true,
            ),
            _ => (
                Arrival { update, chat: None, press, what: What::Nothing(Why::Unreadable), note, spot, reply_to },
                true,
            ),
        }
    }

    /// All of them are on the disk.
    pub(super) fn passed(&mut self) {
        self.suspects.clear();
        self.deaths = 0;
    }
}

impl Round {
    /// Each arrival in a write of its own: the one that kills is then alone in the note.
    pub(super) fn one_by_one(
        &mut self,
        book: &Book,
        arrivals: Vec<Arrival>,
        marks: Vec<Mark>,
        now: Moment,
    ) -> Result<Done, Trouble> {
        log::warn!(
            "round: the process before this one died at these {} updates, they are tried one by one",
            arrivals.len()
        );
        let mut done = self.write(book, (Vec::new(), marks), Vec::new(), remember, now)?;
        for arrival in arrivals {
            let (arrival, is_aside) = self.trial.judge(arrival);
            let aside = if is_aside { vec![arrival.update] } else { Vec::new() };
            if is_aside {
                log::error!("round: update {} killed the process and is set aside", arrival.update.0);
            }
            let arrivals = vec![arrival];
            self.trial.begins(book, &arrivals);
            let one = self.write(book, (arrivals, Vec::new()), aside, remember_all, now)?;
            done.lines.extend(one.lines);
            done.answers.extend(one.answers);
            done.shown.extend(one.shown);
        }
        self.trial.passed();
        Ok(done)
    }
}

fn read(file: &mut File) -> Option<Note> {
    let mut text = Vec::new();
    file.take(LONGEST).read_to_end(&mut text).ok()?;
    // Behind the line stands what is left of a longer one.
    serde_json::from_slice(text.split(|byte| *byte == b'\n').next()?).ok()
}

fn write(file: &mut File, note: &Note) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(note)?;
    line.push(b'\n');
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&line)
}
