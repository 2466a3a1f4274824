//! `{{ways}}`: the ways to file side by side, one recommended, the closed ones with their reason.

use crate::book::{Phrase, Sight, Way};
use crate::screen::body::paragraph;
use crate::screen::ink::{inks, plain};
use crate::screen::{Block, Ink, Tone};

/// Draws the ways of the nearest procedure as `sight`'s guide recommends them; opened without a procedure, nothing.
pub(super) fn ways(sight: &Sight<'_>, out: &mut Vec<Block>) {
    let Some(procedure) = sight.procedure() else { return };
    let seen = sight.seen_from(procedure);
    let open: Vec<Way> = Way::ALL.into_iter().filter(|w| is_open(&seen, *w)).collect();
    let best = recommended(sight, &open);
    let shared = Shared::of(&seen, &open);
    let mut text = Vec::new();
    for way in &open {
        one(&seen, *way, &shared, &mut text);
        if let Some((_, because)) = best.filter(|(w, _)| w == way) {
            text.push(Ink::Break);
            text.push(Ink::Strong(say(&seen, Phrase::WayFits, "because", because)));
        }
    }
    closed(&seen, &open, &mut text);
    if !text.is_empty() {
        out.push(Block::Paragraph(text));
    }
    // What all ways share and what is in doubt fold together: the ways themselves fill a small phone.
    let mut lines: Vec<Vec<Ink>> = shared.line(&seen).into_iter().collect();
    lines.extend(doubts(&seen));
    if !lines.is_empty() {
        out.push(Block::Note { tone: Tone::Note, lines, folds: true });
    }
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

/// Open = its table takes a file, and its step, where a button would lead, stands for this citizen.
fn is_open(sight: &Sight<'_>, way: Way) -> bool {
    let step = sight.guide.index_of(way.id()).map(|i| &sight.guide.steps[i]);
    sight.guide.front.is_open(way) && step.is_some_and(|s| sight.holds(&s.when))
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

fn one(sight: &Sight<'_>, way: Way, shared: &Shared, out: &mut Vec<Ink>) {
    let (icon, name) = match way {
        Way::Online => ("📱 ", Phrase::WayOnline),
        Way::InPerson => ("🏢 ", Phrase::WayInPerson),
        Way::Post => ("✉️ ", Phrase::WayPost),
    };
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
fn closed(sight: &Sight<'_>, open: &[Way], out: &mut Vec<Ink>) {
    for way in Way::ALL.into_iter().filter(|w| !open.contains(w)) {
        let reason = sight.guide.front.closed.get(&way).and_then(|lines| paragraph(sight, lines));
        if let Some(reason) = reason {
            begin("✖️ ", out);
            out.extend(reason);
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
