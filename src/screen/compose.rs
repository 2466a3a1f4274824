//! What a turn shows, with the book, to a screen; pure.

use crate::book::{Block as Written, Book, Guide, Kind, Phrase, Sight, Step, Target};
use crate::engine::{Header, Known, Scene, Show};
use crate::screen::body::body;
use crate::screen::ink::{inks, said};
use crate::screen::measure::measure;
use crate::screen::shape::shape;
use crate::screen::ways::unconfirmed;
use crate::screen::{Block, Ink, Screen, Tick};

/// A screen of a small phone shows twelve lines below the heading.
const TALLEST: usize = 13;
/// The step of a procedure that lists its papers, and the skill of paying: both ids are reserved.
const PAPERS: &str = "giay-to";
const PAYING: &str = "thanh-toan-truc-tuyen";

/// The screen of a show: the same show and book give the same screen.
pub fn compose(book: &Book, show: &Show) -> Screen {
    let book = book.in_language(&show.language);
    let mut blocks = Vec::with_capacity(8);
    blocks.extend(show.notices.iter().map(|n| Block::Notice(said(n))));
    match &show.scene {
        Scene::Step { guide, step, header } => {
            let sight = book.guide(guide).map(|guide| Sight { book, guide, ground: &show.ground });
            blocks.extend(sight.and_then(|sight| untranslated(&sight, step)));
            blocks.extend(header.as_ref().map(|h| heading_line(book, h)));
            if let Some(sight) = sight {
                step_of(&sight, step, &show.notices, &mut blocks);
            }
        }
        Scene::Plain { title, lines } => {
            if !title.is_empty() {
                blocks.push(Block::Heading(said(title)));
            }
            blocks.extend(lines.iter().map(|l| Block::Paragraph(said(l))));
        }
        Scene::Lacking { name, papers, steps, more, known } => {
            lacking(book, (name, *known), papers, (steps, *more), &mut blocks);
        }
    }
    blocks.extend(show.footer.as_ref().map(|f| Block::Paragraph(said(f))));
    Screen { blocks, choices: shape(&show.choices) }
}

/// For how much, how long and where, a line each, on a procedure's opening: what is the same for everybody, as many as fit. «Tóm tắt»
/// is one press away: better without them than over the edge of a small phone.
fn opening_facts(sight: &Sight<'_>, at: usize, out: &mut Vec<Block>) {
    let front = &sight.guide.front;
    if front.kind != Kind::Procedure {
        return;
    }
    let facts = [
        (Phrase::SummaryFee, sight.for_all("fee")),
        (Phrase::SummaryTime, sight.for_all("time")),
        (Phrase::SummaryWhere, front.authority.clone()),
    ];
    let words = sight.book.words_for(sight.guide);
    let known = facts.into_iter().filter_map(|(phrase, value)| Some(words.say(phrase, &[("value", &value?)])));
    let mut lines: Vec<String> = known.collect();
    while !lines.is_empty() {
        out.insert(at, Block::Paragraph(said(&lines.join("\n"))));
        let screen = Screen { blocks: std::mem::take(out), choices: Vec::new() };
        let tall = measure(&screen);
        *out = screen.blocks;
        if tall <= TALLEST {
            return;
        }
        out.remove(at);
        lines.pop();
    }
}

/// What is shown in another language than the chosen one says so: the step's own text, or the ways of the procedure on it.
fn untranslated(sight: &Sight<'_>, step: &str) -> Option<Block> {
    let book = sight.book;
    let draws_ways = || sight.guide.index_of(step).is_some_and(|i| sight.guide.steps[i].body.contains(&Written::Ways));
    let of_another = || sight.procedure().is_some_and(|g| book.lacks(g)) && draws_ways();
    let lacks = book.lacks(sight.guide) || of_another();
    lacks.then(|| Block::Notice(said(&book.words.say(Phrase::Untranslated, &[]))))
}

/// "Khai sinh · Nộp trên mạng · Bước 2/6", or "Khai sinh · đã có 1/3".
fn heading_line(book: &Book, header: &Header) -> Block {
    let mut line = header.name.clone();
    let mut add = |part: &str| {
        if !line.is_empty() {
            line.push_str(" · ");
        }
        line.push_str(part);
    };
    if let Some(stage) = &header.stage {
        add(stage);
    }
    if let Some((n, of)) = header.count {
        add(&book.words.say(Phrase::Header, &[("n", &n.to_string()), ("of", &of.to_string())]));
    }
    if let Some((have, of)) = header.ticks {
        add(&book.words.say(Phrase::HeaderTicks, &[("have", &have.to_string()), ("of", &of.to_string())]));
    }
    Block::Header(vec![Ink::Plain(line)])
}

/// A step; what was told above it already is not told again.
fn step_of(sight: &Sight<'_>, step: &str, above: &[String], out: &mut Vec<Block>) {
    let Some(index) = sight.guide.index_of(step) else { return };
    let step = &sight.guide.steps[index];
    // A heading whose fact has no value now must not vanish: one would not know where one is.
    let heading = inks(sight, &step.heading).unwrap_or_else(|| vec![Ink::Plain(sight.guide.front.title.clone())]);
    out.push(Block::Heading(heading));
    if wants_notice(sight, index) {
        let told = sight
            .procedure()
            .filter(|_| draws_ways(step))
            .map_or_else(|| sight.notices(), |g| sight.seen_from(g).notices());
        let new = told.iter().filter(|notice| !above.contains(notice));
        out.extend(new.map(|notice| Block::Paragraph(said(notice))));
    }
    body(sight, &step.body, out);
    if index == 0 {
        let at = out.len();
        if !says_doubts(sight.guide, step) {
            unconfirmed(sight, out);
        }
        opening_facts(sight, at, out);
    }
}

/// Where a guide's notices stand: on its opening, beside the papers and the ways, and where one pays.
fn wants_notice(sight: &Sight<'_>, index: usize) -> bool {
    let step = &sight.guide.steps[index];
    let pays = step.buttons.iter().any(|b| matches!(&b.target, Target::Guide { guide, .. } if guide == PAYING));
    index == 0 || step.id == PAPERS || pays || draws_ways(step)
}

fn draws_ways(step: &Step) -> bool {
    step.body.contains(&Written::Ways)
}

/// Whether the ways on this step bring the same note along.
fn says_doubts(guide: &Guide, step: &Step) -> bool {
    guide.front.kind == Kind::Procedure && step.body.contains(&Written::Ways)
}

fn lacking(
    book: &Book,
    (name, known): (&str, Known),
    papers: &[String],
    (steps, more): (&[String], usize),
    out: &mut Vec<Block>,
) {
    let words = &book.words;
    out.push(Block::Header(vec![Ink::Plain(name.to_owned())]));
    out.push(Block::Heading(vec![Ink::Plain(words.say(Phrase::Lacking, &[]))]));
    if papers.is_empty() {
        out.push(Block::Paragraph(said(&words.say(
            match known {
                Known::Whole => Phrase::LackingNothing,
                Known::SoFar => Phrase::LackingUnknown,
                Known::InSteps => Phrase::LackingInSteps,
            },
            &[],
        ))));
    } else {
        out.push(Block::Paragraph(said(&words.say(Phrase::LackingPapers, &[]))));
        let tick = |p: &String| Tick { have: false, text: vec![Ink::Plain(p.clone())] };
        out.push(Block::Checklist(papers.iter().map(tick).collect()));
    }
    if !steps.is_empty() {
        out.push(Block::Paragraph(said(&words.say(Phrase::LackingSteps, &[]))));
        out.push(Block::List { start: Some(1), items: steps.iter().map(|s| vec![Ink::Plain(s.clone())]).collect() });
    }
    if more > 0 {
        out.push(Block::Paragraph(said(&words.say(Phrase::LackingMore, &[("n", &more.to_string())]))));
    }
}
