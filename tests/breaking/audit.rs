//! The auditor: what each citizen should have seen, by the pure engine, against what the town saw them see.
//!
//! Each chat's updates go through `turn`, `compose` and `draw` in the order of their numbers. Compared are: every text, button and
//! file that came, in order, against what the turns owe; the last turn's screen, which must stand; the session in the store at the
//! end, whole; and the numbers of the last 32 updates there, once each and in order.
//! Not compared: the moment of a turn. The bot's own is not known here; the auditor takes that of the run's beginning. It shows in
//! `Session::last` and in the moment of consent, which are masked, and in what a guide says of a day: a run over Vietnam's midnight is not audited. The seed of a
//! new session is random and is taken from the store. A screen nobody saw may have given way to its successor: of turns before
//! the last one, only what came is judged, and that a citizen waited in vain for anything is told by the citizens themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use camtay::book::Book;
use camtay::engine::{Effect, Keep, Session};
use camtay::intake::What;
use camtay::intake::telegram::{Me, arrival};
use camtay::round::Hands;
use camtay::screen::{Act, Choice};
use camtay::when::Moment;

use crate::store::Stored;
use crate::town::watch::{How, Sight, Watch};
use crate::town::world::{Button, Does};

/// So many update numbers a chat's record remembers.
const REMEMBERED: usize = 32;

/// What was found.
#[derive(Debug, Default)]
pub struct Verdict {
    pub updates: usize,
    pub turns: usize,
    /// New messages.
    pub messages: usize,
    /// Updates not known to the store.
    pub lost: usize,
    /// Updates it knows twice, or whose session is not the engine's.
    pub doubled_turns: usize,
    pub doubled_messages: usize,
    /// The most of them at one kill.
    pub worst: usize,
    /// Something of an earlier turn after a later one, or out of order in the store.
    pub disorder: usize,
    /// Something no turn owes.
    pub strange: usize,
    /// Doubled though nobody was killed and no answer lost in between.
    pub causeless: usize,
    /// The last screen is not there, or a call is still owed.
    pub stuck: usize,
    /// A sentence for each fault.
    pub notes: Vec<String>,
}

/// Something a turn owes.
struct Owed {
    turn: usize,
    update: u32,
    mark: u64,
}

/// What the auditor goes by.
pub struct Audit<'a> {
    pub book: &'a Book,
    pub watch: &'a Watch,
    pub stored: &'a BTreeMap<i64, Stored>,
    /// What stood in the store when the watch began; empty = nothing.
    pub before: &'a BTreeMap<i64, Stored>,
    pub now: Moment,
    pub kills: &'a [Instant],
}

impl Audit<'_> {
    pub fn judge(&self) -> Verdict {
        let mut verdict = Verdict { updates: self.watch.updates.len(), ..Verdict::default() };
        let mut chats: BTreeMap<i64, Vec<(u32, &str)>> = BTreeMap::new();
        for (id, chat, update) in &self.watch.updates {
            chats.entry(*chat).or_default().push((*id, update));
        }
        let mut at_kill = BTreeMap::new();
        for (chat, updates) in &chats {
            let record = self.stored.get(chat);
            let Some((owed, session)) = self.replay(*chat, updates, record) else {
                verdict.lost += updates.len();
                verdict.notes.push(format!("{chat}: nothing is in the store, {} updates came", updates.len()));
                continue;
            };
            verdict.turns += updates.len();
            state(*chat, updates, record, &session, &mut verdict);
            let came = self.watch.sights.get(chat).map_or(&[][..], Vec::as_slice);
            self.seen(*chat, came, &owed, &mut verdict, &mut at_kill);
        }
        verdict.worst = at_kill.values().copied().max().unwrap_or(0);
        verdict
    }

    /// The turns of a chat: what they owe, and the session after them.
    fn replay(&self, chat: i64, updates: &[(u32, &str)], record: Option<&Stored>) -> Option<(Vec<Owed>, Session)> {
        let (hands, me) = (Hands::telegram(), Me { id: 42, username: "camtay_thu_bot".to_owned() });
        let draw = hands.draw?;
        let before = self.before.get(&chat).and_then(|stored| stored.session.clone());
        let seed = record.and_then(|stored| stored.session.as_ref())?.seed;
        let new = || Session { last: self.now, ..Session::new(seed, Keep::Unanswered) };
        let (mut session, mut owed) = (before.unwrap_or_else(new), Vec::new());
        for (turn, (update, json)) in updates.iter().enumerate() {
            let came = arrival(serde_json::from_str(json).expect("an update"), &me);
            let What::Citizen(event) = came.what else { continue };
            let done = (hands.turn)(self.book, &session, event, self.now);
            let owes = |mark| Owed { turn, update: *update, mark };
            let (mut files, mut sheets) = (Vec::new(), Vec::new());
            for effect in &done.effects {
                match effect {
                    Effect::SendFile(file) => files.push(Watch::file(file.rsplit('/').next().unwrap_or(file))),
                    Effect::Print(sheet) => sheets.push(Watch::file(&sheet.file)),
                    Effect::Forget | Effect::Missed(_) => {}
                }
            }
            owed.extend(files.into_iter().chain(sheets).map(owes));
            let screen = done.show.as_ref().map(|show| (hands.compose)(self.book, show));
            let parts = screen.map(|screen| draw(&screen)).unwrap_or_default();
            owed.extend(parts.iter().map(|part| owes(Watch::text(&part.html, &buttons(&part.choices)))));
            session = done.session;
        }
        Some((owed, session))
    }

    /// What came, against what was owed.
    fn seen(
        &self,
        chat: i64,
        sights: &[Sight],
        owed: &[Owed],
        verdict: &mut Verdict,
        at_kill: &mut BTreeMap<usize, usize>,
    ) {
        verdict.messages += sights.iter().filter(|sight| sight.how == How::New).count();
        // How far the owed ones have come, and when each was seen first.
        let (mut at, mut first): (Option<usize>, BTreeMap<usize, Instant>) = (None, BTreeMap::new());
        for sight in sights {
            let fits = |owed: &Owed| owed.mark == sight.mark && owed.update <= sight.newest;
            let from = at.map_or(0, |at| at + 1);
            if let Some(next) = (from..owed.len()).find(|n| fits(&owed[*n])) {
                at = Some(next);
                first.insert(next, sight.at);
                continue;
            }
            let again = (0..from).rev().find(|n| fits(&owed[*n]));
            match (again, at) {
                (Some(again), Some(at)) if owed[again].turn == owed[at].turn => {
                    if sight.how == How::New {
                        verdict.doubled_messages += 1;
                        let since = first.get(&again).copied().unwrap_or(sight.at);
                        let kill = self.kills.iter().rposition(|kill| (since..sight.at).contains(kill));
                        let unknown = self.watch.unknown.iter();
                        let lost = unknown.filter(|(_, whose)| *whose == chat).any(|(when, _)| *when <= sight.at);
                        if let Some(kill) = kill {
                            *at_kill.entry(kill).or_default() += 1;
                        } else if !lost {
                            verdict.causeless += 1;
                            verdict.notes.push(format!("{chat}: twice for no reason: {}", sight.words));
                        }
                        first.insert(again, sight.at);
                    }
                }
                (Some(again), at) => {
                    verdict.disorder += 1;
                    let now = at.map(|at| owed[at].turn);
                    verdict.notes.push(format!("{chat}: of turn {} after {now:?}: {}", owed[again].turn, sight.words));
                }
                (None, _) => {
                    verdict.strange += 1;
                    verdict.notes.push(format!("{chat}: no turn owes this: {}", sight.words));
                }
            }
        }
        if at.map_or(0, |at| at + 1) != owed.len() {
            verdict.stuck += 1;
            verdict.notes.push(format!("{chat}: saw {at:?} of {} last", owed.len()));
        }
    }
}

/// The record in the store: the session, the numbers, nothing owed.
fn state(chat: i64, updates: &[(u32, &str)], stored: Option<&Stored>, session: &Session, verdict: &mut Verdict) {
    let Some(stored) = stored else { return };
    let known: BTreeSet<u64> = stored.seen.iter().copied().collect();
    let tail = updates.iter().rev().take(REMEMBERED).map(|(id, _)| u64::from(*id));
    let lost = tail.filter(|id| !known.contains(id)).count();
    let doubled = stored.seen.len() - known.len();
    if lost + doubled > 0 {
        verdict.notes.push(format!("{chat}: {lost} updates lost, {doubled} turned twice by their numbers"));
    }
    (verdict.lost, verdict.doubled_turns) = (verdict.lost + lost, verdict.doubled_turns + doubled);
    if !stored.seen.is_sorted() {
        verdict.disorder += 1;
        verdict.notes.push(format!("{chat}: turned out of order: {:?}", stored.seen));
    }
    if masked(stored.session.as_ref()) != masked(Some(session)) {
        verdict.doubled_turns += 1;
        verdict.notes.push(differing(chat, stored.session.as_ref(), session));
    }
    if stored.owed() > 0 {
        verdict.stuck += 1;
        verdict.notes.push(format!("{chat}: {} calls are still owed", stored.owed()));
    }
}

/// From where on two sessions are not the same, in the words of both.
fn differing(chat: i64, stored: Option<&Session>, wanted: &Session) -> String {
    let (stored, wanted) = (format!("{:?}", masked(stored)), format!("{:?}", masked(Some(wanted))));
    let same = stored.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
    let part = |text: &str| text.chars().skip(same.saturating_sub(60)).take(200).collect::<String>();
    format!("{chat}: the session is … {} …\n  instead of … {} …", part(&stored), part(&wanted))
}

fn masked(session: Option<&Session>) -> Option<Session> {
    let mut session = session?.clone();
    session.last = Moment::default();
    if let Keep::Yes(_) = session.keep {
        session.keep = Keep::Yes(Moment::default());
    }
    Some(session)
}

fn buttons(rows: &[Vec<Choice>]) -> Vec<Vec<Button>> {
    let button = |choice: &Choice| {
        let does = match &choice.act {
            Act::Press(token) => Does::Press(token.clone()),
            Act::Open(url) => Does::Open(url.clone()),
            Act::Copy(text) => Does::Copy(text.clone()),
        };
        Button { label: choice.label.clone(), does }
    };
    rows.iter().map(|row| row.iter().map(button).collect()).collect()
}
