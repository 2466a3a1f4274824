//! The auditor: what each citizen should have seen, by the pure engine, against what the town saw them see.
//!
//! Each chat's updates go through `turn`, `compose` and `draw` in the order of their numbers. Compared are: every text, button and
//! file that came, in order, against what the turns owe; the last turn's screen, which must stand; the session in the store at the
//! end, whole; and the numbers of the last 32 updates there, once each and in order.
//! Not compared: the moment of a turn. The bot's own is not known here; the auditor takes that of the run's beginning. It shows in
//! `Session::last` and in the moments of both consents, which are masked, and in what a guide says of a day: a run over Vietnam's midnight is not audited. The seed of a
//! new session is random and is taken from the store. A screen nobody saw may have given way to its successor: of turns before
//! the last one, only what came is judged, and that a citizen waited in vain for anything is told by the citizens themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use camtay::book::Book;
use camtay::engine::{Effect, Extra, Keep, Session};
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

/// So long after a kill a call of the dead process may still arrive.
const LATE: Duration = Duration::from_secs(1);

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
        let mut at_kill: BTreeMap<usize, usize> = BTreeMap::new();
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
            for kill in self.seen(*chat, came, &owed, &mut verdict) {
                *at_kill.entry(kill).or_default() += 1;
            }
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
            let arrived = arrival(json, &me, &mut |_| {}).expect("an update");
            let What::Citizen(event) = arrived.what else { continue };
            let done = (hands.turn)(self.book, &session, event, self.now);
            let due = |mark| Owed { turn, update: *update, mark };
            let (mut files, mut sheets) = (Vec::new(), Vec::new());
            for effect in &done.effects {
                match effect {
                    Effect::SendFile(file) => files.push(Watch::file(file.rsplit('/').next().unwrap_or(file))),
                    Effect::Print(sheet) => sheets.push(Watch::file(&sheet.file)),
                    Effect::Forget | Effect::Missed(_) => {}
                }
            }
            owed.extend(files.into_iter().chain(sheets).map(due));
            let screen = done.show.as_ref().map(|show| (hands.compose)(self.book, show));
            let parts = screen.map(draw).unwrap_or_default();
            owed.extend(parts.iter().map(|part| due(Watch::text(&part.html, &buttons(&part.choices)))));
            session = done.session;
        }
        Some((owed, session))
    }

    /// What came, against what was owed: of all ways to give each sight its place in order, the one with the fewest repeats.
    fn seen(&self, chat: i64, sights: &[Sight], owed: &[Owed], verdict: &mut Verdict) -> Vec<usize> {
        verdict.messages += sights.iter().filter(|sight| sight.how == How::New).count();
        // By how much of what is owed has come.
        let mut ways: Vec<Option<Way>> = vec![None; owed.len() + 1];
        ways[0] = Some(Way::default());
        let mut before: BTreeMap<u64, Instant> = BTreeMap::new();
        for sight in sights {
            let since = before.insert(sight.mark, sight.at);
            let fits = |owed: &Owed| owed.mark == sight.mark && owed.update <= sight.newest;
            let next = further(&ways, owed, fits, sight, || self.reason(chat, since, sight));
            if next.iter().any(Option::is_some) {
                ways = next;
            } else if owed.iter().any(fits) {
                verdict.disorder += 1;
                verdict.notes.push(format!("{chat}: of an earlier turn: {}", sight.words));
            } else {
                verdict.strange += 1;
                verdict.notes.push(format!("{chat}: no turn owes this: {}", sight.words));
            }
        }
        let whole = ways.pop().flatten();
        if whole.is_none() {
            verdict.stuck += 1;
            verdict.notes.push(format!("{chat}: did not see the last of {}", owed.len()));
        }
        let way = whole.or_else(|| ways.into_iter().flatten().next_back()).unwrap_or_default();
        verdict.doubled_messages += way.doubled;
        verdict.causeless += way.causeless.len();
        verdict.notes.extend(way.causeless.iter().map(|words| format!("{chat}: twice for no reason: {words}")));
        way.kills
    }

    /// Why a message may have come again.
    fn reason(&self, chat: i64, since: Option<Instant>, sight: &Sight) -> Reason {
        let since = since.unwrap_or(sight.at);
        let between = self.kills.iter().position(|kill| (since..sight.at).contains(kill));
        // What a dead process had sent may come after its death.
        let late = || {
            let from = since.checked_sub(LATE).unwrap_or(since);
            self.kills.iter().rposition(|kill| (from..since).contains(kill))
        };
        if let Some(kill) = between.or_else(late) {
            return Reason::Kill(kill);
        }
        let lost = self.watch.unknown.iter().any(|(at, whose)| *whose == chat && *at <= sight.at);
        if lost { Reason::Lost } else { Reason::None }
    }
}

/// Why something came twice.
enum Reason {
    /// This one of the kills.
    Kill(usize),
    /// An answer was lost.
    Lost,
    None,
}

/// One way to read what a citizen saw.
#[derive(Debug, Clone, Default, PartialEq)]
struct Way {
    doubled: usize,
    /// The kill of each that came again by one.
    kills: Vec<usize>,
    /// The words of each that came again for no reason.
    causeless: Vec<String>,
}

impl Way {
    fn again(&mut self, reason: Reason, sight: &Sight) {
        self.doubled += 1;
        match reason {
            Reason::Kill(kill) => self.kills.push(kill),
            Reason::Lost => {}
            Reason::None => self.causeless.push(sight.words.clone()),
        }
    }
}

/// Every way with one sight more: something further on of what is owed, or the turn that was seen last once more.
fn further(
    ways: &[Option<Way>],
    owed: &[Owed],
    fits: impl Fn(&Owed) -> bool,
    sight: &Sight,
    reason: impl Fn() -> Reason,
) -> Vec<Option<Way>> {
    let (mut next, mut best): (Vec<Option<Way>>, Option<&Way>) = (vec![None; ways.len()], None);
    for (come, way) in ways.iter().enumerate() {
        best = better(best, way.as_ref());
        if owed.get(come).is_some_and(&fits) {
            next[come + 1] = best.cloned();
        }
    }
    for (come, way) in ways.iter().enumerate().skip(1) {
        let turn = owed[come - 1].turn;
        let again = owed[..come].iter().rev().take_while(|owed| owed.turn == turn).any(&fits);
        if let Some(mut way) = way.clone().filter(|_| again) {
            if sight.how == How::New {
                way.again(reason(), sight);
            }
            next[come] = better(next[come].as_ref(), Some(&way)).cloned();
        }
    }
    next
}

fn better<'a>(one: Option<&'a Way>, other: Option<&'a Way>) -> Option<&'a Way> {
    [one, other].into_iter().flatten().min_by_key(|way| (way.causeless.len(), way.doubled))
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
    let stopped = session
        .extras
        .iter_mut()
        .filter_map(|extra| if let Extra::Stopped(news) = extra { news.consent.as_mut() } else { None });
    session.news.consent.iter_mut().chain(stopped).for_each(|consent| consent.at = Moment::default());
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
