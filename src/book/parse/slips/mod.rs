//! Slips of the hand: whatever a clerk typed as a box, a button, a heading, a condition, a fact, a list or bold, and is none.
//!
//! The parser takes such a thing for words. So a slip is looked for among the words that are left: one a line, the likeliest first.

mod boxes;
mod headings;
mod line;
mod links;
mod lists;
mod marks;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::book::parse::gather::Gather;
use crate::book::parse::slips::line::{Bullet, Lead, Line};
use crate::book::{Mentioned, Severity, Step, slug};

/// A thing that is none.
#[derive(Debug)]
struct Slip {
    /// The byte of the line.
    at: usize,
    message: String,
    mend: String,
    /// Whether a heading was meant: what stands below it now belongs to another step.
    loses_a_step: bool,
    /// Whether it may only follow from another slip further down in its step.
    follows: bool,
}

impl Slip {
    fn new(at: usize, message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { at, message: message.into(), mend: mend.into(), loses_a_step: false, follows: false }
    }

    fn losing_a_step(self) -> Self {
        Self { loses_a_step: true, ..self }
    }

    fn following(self) -> Self {
        Self { follows: true, ..self }
    }
}

/// What the page was read into, as far as slips are judged by it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Read<'s> {
    /// A guide's steps.
    Guide(&'s [Step]),
    /// A text without steps.
    Letter,
}

/// Faults for the slips of the page that begins at byte `from`.
pub(super) fn judge(g: &mut Gather<'_>, from: usize, read: Read<'_>) {
    let text = g.source.text;
    let (words, anchors) = (sorted(&mut g.words), sorted(&mut g.links));
    let faulty: BTreeSet<usize> =
        g.faults.iter().filter(|fault| fault.severity == Severity::Error).map(|fault| fault.at.line).collect();
    let buttons: BTreeSet<_> =
        g.mentions.iter().filter(|m| matches!(m.what, Mentioned::Link { button: true, .. })).map(|m| m.at).collect();
    let mut at = from;
    let lines: Vec<Line<'_>> = text[from.min(text.len())..]
        .split_inclusive('\n')
        .map(|typed| {
            let line = Line { text: typed.trim_end_matches(['\n', '\r']), at, words: &words, links: &anchors };
            at += typed.len();
            line
        })
        .collect();
    let leads: Vec<Lead> = lines.iter().map(Line::lead).collect();
    let mut slips = Vec::new();
    for (n, (line, lead)) in lines.iter().zip(&leads).enumerate() {
        let number = g.source.place(line.at).line;
        let is_button = |byte: usize| buttons.contains(&g.source.place(line.at + byte));
        let slip = first(line, lead, &Around { lines: &lines, leads: &leads, n }, read, is_button);
        let is_faulty = faulty.contains(&number);
        if slip.is_none() && !is_faulty {
            continue;
        }
        g.step = step_of(read, number);
        // A heading with a fault is not the step that others look for.
        g.lost |= is_faulty && line.text.starts_with('#');
        meant(g, line, slip.as_ref());
        slips.push((number, g.step, line.at, slip.filter(|_| !is_faulty)));
    }
    tell(g, slips);
}

/// A slip by its line and step, at the byte its line begins with; none if the line has a fault already.
type Found = (usize, Option<usize>, usize, Option<Slip>);

fn tell(g: &mut Gather<'_>, mut slips: Vec<Found>) {
    let lost = g.lost || slips.iter().any(|(.., slip)| slip.as_ref().is_some_and(|slip| slip.loses_a_step));
    let own: Vec<(usize, Option<usize>)> = slips
        .iter()
        .filter(|(.., slip)| slip.as_ref().is_none_or(|slip| !slip.follows))
        .map(|(line, step, ..)| (*line, *step))
        .collect();
    let taken: BTreeSet<usize> = slips.iter().map(|(line, ..)| *line).collect();
    slips.retain(|(line, step, _, slip)| {
        let follows = slip.as_ref().is_some_and(|slip| slip.follows);
        !(follows && (lost || own.iter().any(|(other, of)| of == step && other > line)))
    });
    for (.., at, slip) in slips {
        if let Some(slip) = slip {
            g.error(at + slip.at, slip.message, slip.mend);
        }
    }
    let victims = std::mem::take(&mut g.victims);
    g.faults.extend(victims.into_iter().filter(|fault| !lost && !taken.contains(&fault.at.line)));
    if lost {
        g.mention(0, Mentioned::Slip { loses_a_step: true });
    }
    g.step = None;
}

/// A line among the others.
struct Around<'l> {
    lines: &'l [Line<'l>],
    leads: &'l [Lead],
    n: usize,
}

impl Around<'_> {
    /// Whether the line above or below begins the same way.
    fn alike(&self) -> bool {
        let shape = |n: usize| lists::shape(self.lines.get(n)?, self.leads.get(n)?);
        let own = shape(self.n);
        own.is_some() && (self.n.checked_sub(1).and_then(shape) == own || shape(self.n + 1) == own)
    }

    /// Whether no sentence runs into the line from above or out of it below.
    fn alone(&self) -> bool {
        let free = |n: usize| {
            let (Some(line), Some(lead)) = (self.lines.get(n), self.leads.get(n)) else { return true };
            let rest = line.from(lead.words);
            rest.trim().is_empty()
                || lead.kind != Bullet::None
                || rest.starts_with(['#', '[']) && line.link_at(lead.words).is_some()
                || rest.starts_with('#')
        };
        self.n.checked_sub(1).is_none_or(free) && free(self.n + 1)
    }
}

fn first(
    line: &Line<'_>,
    lead: &Lead,
    around: &Around<'_>,
    read: Read<'_>,
    button: impl Fn(usize) -> bool,
) -> Option<Slip> {
    if line.text.trim().is_empty() {
        return None;
    }
    headings::judge(line, lead, matches!(read, Read::Letter))
        .or_else(|| links::picture(line, lead))
        .or_else(|| links::broken(line, lead))
        .or_else(|| boxes::judge(line, lead))
        .or_else(|| links::sole(line, lead, around.alone(), button))
        .or_else(|| marks::judge(line, lead))
        .or_else(|| lists::judge(line, lead, around.alike()))
}

/// What the line would have named is taken as named: what misses it would only be faulted again.
fn meant(g: &mut Gather<'_>, line: &Line<'_>, slip: Option<&Slip>) {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for (at, sign) in line
        .text
        .char_indices()
        .filter(|(_, c)| matches!(c, '#' | '?' | '{' | '!' | '＃' | '｛' | 'Ơ' | '/' | '(' | '['))
    {
        let rest = line.from(at + sign.len_utf8()).trim_start();
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '–' | '—' | '_' | '\u{200b}')))
            .unwrap_or(rest.len());
        let name = rest[..end].replace('\u{200b}', "");
        names.insert(slug(name.trim_end_matches(['ư', 'Ư'])));
        names.insert(slug(&name));
    }
    for braced in line.text.split(['{', '｛']).skip(1) {
        names.insert(slug(braced.split(['}', '｝']).next().unwrap_or_default()));
    }
    let loses = slip.is_some_and(|slip| slip.loses_a_step);
    if loses {
        names.insert(slug(line.text.split(['{', '｛']).next().unwrap_or_default()));
    }
    names.remove("");
    for name in names {
        g.mention(line.at, Mentioned::Meant(name));
    }
    g.mention(line.at, Mentioned::Slip { loses_a_step: loses });
}

fn step_of(read: Read<'_>, line: usize) -> Option<usize> {
    let Read::Guide(steps) = read else { return None };
    steps.partition_point(|step| step.at.line <= line).checked_sub(1)
}

fn sorted(ranges: &mut Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut ranges = std::mem::take(ranges);
    ranges.sort_by_key(|range| (range.start, range.end));
    ranges
}
