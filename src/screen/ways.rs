//! `{{ways}}`: the ways to file side by side, one recommended, the closed ones with their reason.

use crate::book::{Phrase, Sight, Way};
use crate::screen::body::paragraph;
use crate::screen::ink::{inks, plain};
use crate::screen::text::columns;
use crate::screen::{Block, Ink, Tone};

/// The columns of a card: what a small phone shows in one line.
const CARD: usize = 40;

/// Draws the ways of the nearest procedure as `sight`'s guide recommends them; opened without a procedure, nothing. A way
/// is a card of one line; what tells them apart in full folds below.
pub(super) fn ways(sight: &Sight<'_>, out: &mut Vec<Block>) {
    let Some(procedure) = sight.procedure() else { return };
    let seen = sight.seen_from(procedure);
    let open = seen.open_ways();
    let best = recommended(sight, &open);
    let shared = Shared::of(&seen, &open);
    let (mut text, mut rest) = (Vec::new(), Vec::new());
    for way in &open {
        let left = card(&seen, *way, &shared, &mut text);
        if let Some((_, because)) = best.filter(|(w, _)| w == way) {
            text.push(Ink::Break);
            text.push(Ink::Strong(say(&seen, Phrase::WayFits, "because", because)));
        }
        if left || warns(&seen, *way) {
            let mut line = Vec::new();
            one(&seen, *way, &shared, &mut line);
            rest.push(line);
        }
    }
    closed(&seen, &open, &mut rest);
    if !text.is_empty() {
        out.push(Block::Paragraph(text));
    }
    let mut lines: Vec<Vec<Ink>> = shared.line(&seen).into_iter().collect();
    lines.append(&mut rest);
    lines.extend(doubts(&seen));
    if !lines.is_empty() {
        lines.insert(0, vec![Ink::Strong(seen.book.words.say(Phrase::WaysCompare, &[]))]);
        out.push(Block::Note { tone: Tone::Note, lines, folds: true });
    }
}

/// Icon, name and as many facts as a line holds; whether some were left out.
fn card(sight: &Sight<'_>, way: Way, shared: &Shared, out: &mut Vec<Ink>) -> bool {
    let (icon, name) = face(way);
    begin(icon, out);
    let name = sight.book.words.say(name, &[]);
    let mut room = CARD.saturating_sub(columns(&name) + columns(icon) + 2);
    out.push(Ink::Strong(name));
    let facts = facts(sight, way, shared);
    let mut kept = Vec::new();
    for fact in &facts {
        let length = columns(fact) + 3;
        if length <= room {
            room -= length;
            kept.push(fact.as_str());
        }
    }
    if !kept.is_empty() {
        plain(": ", out);
        plain(&kept.join(" · "), out);
    }
    kept.len() < facts.len()
}

fn face(way: Way) -> (&'static str, Phrase) {
    match way {
        Way::Online => ("📱 ", Phrase::WayOnline),
        Way::InPerson => ("🏢 ", Phrase::WayInPerson),
        Way::Post => ("✉️ ", Phrase::WayPost),
    }
}

fn warns(sight: &Sight<'_>, way: Way) -> bool {
    sight.guide.front.ways.get(&way).is_some_and(|table| table.warn.iter().any(|l| sight.holds(&l.when)))
}

/// What the procedure's clerk could not confirm, as a folded note.
pub(super) fn unconfirmed(sight: &Sight<'_>, out: &mut Vec<Block>) {
    let lines = doubts(sight);
    if !lines.is_empty() {
        out.push(Block::Note { tone: Tone::Note, lines, folds: true });
    }
}

fn doubts(sight: &Sight<'_>) -> Vec<Vec<Ink>> {
    let doubts = &sight.guide.front.unconfirmed;
    if doubts.is_empty() {
        return Vec::new();
    }
    let phone = sight.local("office.phone").unwrap_or_default();
    let mut lines = vec![vec![Ink::Strong(say(sight, Phrase::Unconfirmed, "phone", &phone))]];
    lines.extend(doubts.iter().map(|d| vec![Ink::Plain(format!("– {d}"))]));
    lines
}

/// The first match among the open ways wins; one way alone needs no advice.
fn recommended<'a>(sight: &Sight<'a>, open: &[Way]) -> Option<(Way, &'a str)> {
    let holds = |name: &String| match name.strip_prefix('!') {
        Some(not) => !sight.ground.names.contains(not),
        None => sight.ground.names.contains(name),
    };
    let fits = |r: &&crate::book::Recommend| open.contains(&r.way) && r.conditions.iter().all(holds);
    let found = (open.len() > 1).then(|| sight.guide.front.recommend.iter().find(fits))??;
    Some((found.way, &found.because))
}

/// What every open way has alike is said once, below them: a phone is small.
struct Shared {
    fee: Option<String>,
    time: Option<String>,
}

impl Shared {
    fn of(sight: &Sight<'_>, open: &[Way]) -> Self {
        let alike = |what: &str| {
            let (first, rest) = open.split_first().filter(|(_, rest)| !rest.is_empty())?;
            let value = sight.of_way(*first, what)?;
            rest.iter().all(|w| sight.of_way(*w, what).as_ref() == Some(&value)).then_some(value)
        };
        Self { fee: alike("fee"), time: alike("time") }
    }

    fn line(&self, sight: &Sight<'_>) -> Option<Vec<Ink>> {
        let fee = self.fee.as_ref().map(|f| say(sight, Phrase::WayFee, "fee", f));
        let time = self.time.as_ref().map(|t| say(sight, Phrase::WayTime, "time", t));
        let facts: Vec<String> = fee.into_iter().chain(time).collect();
        (!facts.is_empty()).then(|| vec![Ink::Plain(say(sight, Phrase::WaysShared, "facts", &facts.join(" · ")))])
    }
}

/// All of a way, for who compares.
fn one(sight: &Sight<'_>, way: Way, shared: &Shared, out: &mut Vec<Ink>) {
    let (icon, name) = face(way);
    begin(icon, out);
    out.push(Ink::Strong(sight.book.words.say(name, &[])));
    let facts = facts(sight, way, shared);
    if !facts.is_empty() {
        plain(": ", out);
        plain(&facts.join(" · "), out);
    }
    let Some(table) = sight.guide.front.ways.get(&way) else { return };
    for warning in table.warn.iter().filter(|l| sight.holds(&l.when)).filter_map(|l| inks(sight, &l.text)) {
        begin("⚠️ ", out);
        out.extend(warning);
    }
}

fn facts(sight: &Sight<'_>, way: Way, shared: &Shared) -> Vec<String> {
    let front = &sight.guide.front;
    let own = front.ways.get(&way).map_or(&[][..], |t| &t.needs);
    let needs = sight.lines(if own.is_empty() { &front.needs } else { own }).join(", ");
    let fee = sight.of_way(way, "fee").filter(|_| shared.fee.is_none());
    let time = sight.of_way(way, "time").filter(|_| shared.time.is_none());
    let facts = [
        (!needs.is_empty()).then(|| say(sight, Phrase::WayNeeds, "needs", &needs)),
        fee.map(|f| say(sight, Phrase::WayFee, "fee", &f)),
        time.map(|t| say(sight, Phrase::WayTime, "time", &t)),
    ];
    facts.into_iter().flatten().collect()
}

/// Their sentence tells which way it is: a clerk writes it whole.
fn closed(sight: &Sight<'_>, open: &[Way], out: &mut Vec<Vec<Ink>>) {
    for way in Way::ALL.into_iter().filter(|w| !open.contains(w)) {
        let reason = sight.guide.front.closed.get(&way).and_then(|lines| paragraph(sight, lines));
        if let Some(reason) = reason {
            let mut line = Vec::new();
            begin("✖️ ", &mut line);
            line.extend(reason);
            out.push(line);
        }
    }
}

fn begin(icon: &str, out: &mut Vec<Ink>) {
    if !out.is_empty() {
        out.push(Ink::Break);
    }
    plain(icon, out);
}

fn say(sight: &Sight<'_>, phrase: Phrase, blank: &str, value: &str) -> String {
    sight.book.words.say(phrase, &[(blank, value)])
}
