//! What the auditor keeps of one chat: what the pure engine says, which job belongs to what, what was seen.

use std::collections::{BTreeMap, BTreeSet};

use camtay::engine::{Effect, Session, Turn};
use camtay::sender::job::{Job, MessageId, Part, What};

use crate::telegram::{Origin, Room};

/// What a turn owes the citizen.
#[derive(Debug)]
pub struct Turned {
    pub origin: Option<Origin>,
    /// The message a press came from; `Some(0)` = it named none.
    pub from: Option<MessageId>,
    pub at: i64,
    pub parts: Vec<(Part, bool)>,
    /// Files and pages by name.
    pub files: Vec<(String, bool)>,
    /// Erased or blocked since: nothing is owed any more.
    pub excused: bool,
}

/// What a job is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Turn, part.
    Part(usize, usize),
    /// Turn, file.
    File(usize, usize),
    Strip(MessageId),
    /// Of nothing that was turned.
    Stray,
}

/// What a refused call told: who spoke since may have let the bot in again, so only turns up to this one are known to be lost.
#[derive(Debug, Default, Clone, Copy)]
pub struct Gone {
    pub block: u32,
    pub turn: usize,
}

#[derive(Debug, Default)]
pub struct Ledger {
    pub session: Option<Session>,
    pub turns: Vec<Turned>,
    pub jobs: BTreeMap<u64, Task>,
    /// New messages a job made.
    pub sent: BTreeMap<u64, u32>,
    /// How often nobody could know whether a job's message arrived.
    pub unsure: BTreeMap<u64, u32>,
    /// Jobs that have left once.
    pub tried: BTreeSet<u64>,
    /// The newest job that was seen to do something.
    pub last: u64,
    /// Turn and part that were shown last, and where.
    pub shown: Option<(usize, usize, MessageId)>,
    /// Whose each message is.
    pub whose: BTreeMap<MessageId, usize>,
    /// Messages the bot knows of, by a mark that was written.
    pub known: BTreeSet<MessageId>,
    /// The screen by the marks that were written.
    pub screen: Option<MessageId>,
    /// Buttons of turns before this may stay: the record that knew of them was erased, or the line dropped.
    pub amnesty: usize,
    /// The newest block that Telegram's own word of is on the disk.
    pub block: u32,
    /// A block that refused a call, and the newest turn the bot knew of the chat when that call was of; on the disk, in memory.
    pub gone: [Gone; 2],
    /// 429: nothing before this.
    pub pause: i64,
}

impl Ledger {
    /// A turn that happened, with what is drawn of it.
    pub fn turned(&mut self, turn: Turn, parts: Vec<Part>, turned: Turned) {
        let files = turn.effects.iter().filter_map(|effect| match effect {
            Effect::SendFile(file) => Some((file.clone(), false)),
            Effect::Print(sheet) => Some((sheet.file.clone(), false)),
            Effect::Forget | Effect::Missed(_) => None,
        });
        let files: Vec<_> = files.collect();
        // A page asked for again is printed once.
        let before = self.turns.iter_mut().flat_map(|turn| &mut turn.files);
        before.filter(|(old, _)| files.iter().any(|(new, _)| new == old)).for_each(|(_, given)| *given = true);
        if turn.effects.contains(&Effect::Forget) {
            self.session = None;
            self.turns.iter_mut().for_each(|turn| turn.excused = true);
            self.amnesty = self.turns.len() + 1;
        } else {
            self.session = Some(turn.session);
        }
        let parts = parts.into_iter().map(|part| (part, false)).collect();
        self.turns.push(Turned { parts, files, ..turned });
    }

    /// Gives every job of a line its turn: the newest that has such a part.
    pub fn learn(&mut self, jobs: &[Job]) {
        for job in jobs.iter().rev() {
            if !self.jobs.contains_key(&job.number) {
                let task = self.task(&job.what);
                self.jobs.insert(job.number, task);
            }
        }
    }

    fn task(&self, what: &What) -> Task {
        let turns = || self.turns.iter().enumerate().rev();
        let file = |name: &str| {
            turns().find_map(|(n, turn)| turn.files.iter().position(|(file, _)| file == name).map(|f| Task::File(n, f)))
        };
        match what {
            What::Show { part, from, .. } => turns()
                .filter(|(_, turn)| turn.from == *from)
                .find_map(|(n, turn)| turn.parts.iter().position(|(own, _)| *own == **part).map(|p| Task::Part(n, p)))
                .unwrap_or(Task::Stray),
            What::File(name) | What::Enclosed { file: name, .. } => file(name).unwrap_or(Task::Stray),
            What::Print(sheet) => file(&sheet.file).unwrap_or(Task::Stray),
            What::Strip(message) => Task::Strip(*message),
            // Nobody announces anything here: tests/crowd.rs is about that.
            What::Table { .. } | What::News { .. } | What::Amend { .. } | What::Unsend { .. } => Task::Stray,
        }
    }

    /// The turn a job is of; a strip is of none and older than any.
    pub fn turn_of(&self, job: u64) -> usize {
        match self.jobs.get(&job) {
            Some(Task::Part(turn, _) | Task::File(turn, _)) => *turn,
            Some(Task::Strip(_) | Task::Stray) | None => 0,
        }
    }

    /// The message a job must edit in place: pressed, the screen by a written mark, nothing below it, of the same kind.
    pub fn editable(&self, job: u64, part: &Part, room: &Room) -> Option<MessageId> {
        let Some(Task::Part(turn, 0)) = self.jobs.get(&job) else { return None };
        let turn = &self.turns[*turn];
        let pressed = turn.from.filter(|pressed| self.screen == Some(*pressed) && turn.parts.len() == 1)?;
        let made = self.whose.get(&pressed).filter(|made| **made >= self.amnesty)?;
        let quiet = self.turns[*made].origin.is_some_and(|origin| origin.newest >= room.theirs);
        let own = room.messages.get(&pressed)?.part.as_ref()?;
        let last = room.newest == pressed;
        (quiet && last && own.picture.is_some() == part.picture.is_some()).then_some(pressed)
    }

    /// Whether the bot knows that a job of a turn finds the door shut by `block`.
    pub fn knows(&self, block: u32, turn: usize) -> bool {
        self.block == block || self.gone.iter().any(|gone| gone.block == block && turn <= gone.turn)
    }

    /// Nothing that was said before is owed any more.
    pub fn excuse(&mut self, which: impl Fn(&Turned) -> bool) {
        self.turns.iter_mut().filter(|turn| which(turn)).for_each(|turn| turn.excused = true);
    }
}
