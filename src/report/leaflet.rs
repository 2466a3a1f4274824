//! A whole guide at once, as a leaflet: for everybody, so what hangs on an answer is said with it; what is dated, as of a day.

use jiff::civil::Date;

use crate::book::{Block as Written, Book, Button, Ground, Guide, Item, Kind, Phrase, SUM_VALUES, Sight, Step, Target};
use crate::book::{Piece, Tone as WrittenTone, Way};
use crate::report::spoken::{Spoken, way_name};
use crate::screen::{Block, Ink, Screen, Tick, Tone};

/// What stands for an answer that nobody has given.
const OPEN: &str = "…";
/// What leads the heading of a part.
const PART: &str = "■ ";

/// The parts of the leaflet, from top to bottom; a blank line between any two.
pub fn leaflet(book: &Book, guide: &Guide, day: Date) -> Vec<Screen> {
    let asks = book.guides.values().flat_map(|g| &g.steps).filter(|s| s.ask.is_some()).map(|s| s.id.as_str());
    let answers = asks.chain(SUM_VALUES).map(|name| (name.to_owned(), OPEN.to_owned())).collect();
    let ground = Ground { today: day, answers, ..Ground::default() };
    let leaf = Leaf { say: Spoken { sight: Sight { book, guide, ground: &ground } } };
    let mut parts = vec![leaf.head(day)];
    parts.extend(leaf.ways_part());
    parts.extend((0..guide.steps.len()).filter_map(|i| leaf.step(i)));
    parts.extend(leaf.sources());
    parts.into_iter().filter(|blocks| !blocks.is_empty()).map(|blocks| Screen { blocks, choices: Vec::new() }).collect()
}

struct Leaf<'a> {
    say: Spoken<'a>,
}

impl<'a> Leaf<'a> {
    fn guide(&self) -> &'a Guide {
        self.say.sight.guide
    }

    fn head(&self, day: Date) -> Vec<Block> {
        let (front, words) = (&self.guide().front, &self.say.sight.book.words);
        let mut out = vec![Block::Heading(vec![Ink::Plain(front.title.clone())])];
        let field = front.field.as_ref().and_then(|f| words.field(f)).map(str::to_owned);
        let code = front.code.as_ref().map(|c| format!("{}: {c}", self.say.say(Phrase::PrintCode, &[])));
        let place = front.authority.as_ref().map(|a| format!("{}: {a}", self.say.say(Phrase::PrintAuthority, &[])));
        let facts: Vec<String> = [field, code, place].into_iter().flatten().collect();
        if !facts.is_empty() {
            out.push(Block::Header(vec![Ink::Plain(facts.join(" · "))]));
        }
        let day = self.say.say(Phrase::LeafletDay, &[("day", &words.day(day))]);
        out.push(Block::Header(vec![Ink::Plain(day)]));
        out
    }

    /// The ways side by side, then why others are closed, then what is in doubt.
    fn ways_part(&self) -> Option<Vec<Block>> {
        let guide = self.guide();
        if guide.front.kind != Kind::Procedure {
            return self.doubts().map(|doubts| vec![doubts]);
        }
        let mut out = vec![Block::Heading(vec![Ink::Plain(format!("{PART}{}", self.say.say(Phrase::PrintWay, &[])))])];
        let rows: Vec<_> = Way::ALL.into_iter().filter(|w| guide.front.is_open(*w)).map(|w| self.way(w)).collect();
        out.extend((!rows.is_empty()).then_some(Block::Table(rows)));
        // A way may be open to some and closed to others: its reason is told with its conditions.
        let shut = Way::ALL.into_iter().filter_map(|w| guide.front.closed.get(&w));
        let reasons: Vec<String> =
            shut.flatten().filter_map(|line| self.say.line(line)).map(|reason| format!("✖️ {reason}")).collect();
        out.extend((!reasons.is_empty()).then(|| Block::Paragraph(broken(reasons))));
        let told = guide.front.notice.iter().filter_map(|line| self.say.line(line));
        out.extend(told.map(|notice| Block::Paragraph(vec![Ink::Plain(notice)])));
        out.extend(self.doubts());
        Some(out)
    }

    /// "Trên mạng", then "Tiền: …" and the rest.
    fn way(&self, way: Way) -> Vec<(String, Vec<Ink>)> {
        let sight = self.say.sight;
        let mut name = vec![Ink::Strong(self.say.say(way_name(way), &[]))];
        let told = |what: &str| {
            let path = vec![way.table().to_owned(), what.to_owned()];
            sight.fact(&crate::book::Fact { path })
        };
        name.extend(told("level").map(|level| Ink::Plain(format!(", {level}"))));
        name.extend(told("portal").map(|portal| Ink::Plain(format!(", {portal}"))));
        if let Some(when) = self.closes(way) {
            name.push(Ink::Plain(format!(" ({when})")));
        }
        let mut row = vec![(String::new(), name)];
        let heads = [
            ("fee", Phrase::PrintFee),
            ("time", Phrase::PrintTime),
            ("needs", Phrase::LeafletNeeds),
            ("warn", Phrase::LeafletWarn),
        ];
        for (what, head) in heads {
            let told = self.say.of_way(way, what);
            row.extend((!told.is_empty()).then(|| (self.say.say(head, &[]), broken(told))));
        }
        row
    }

    /// The conditions of a way's step: for some it is there, for others not.
    fn closes(&self, way: Way) -> Option<String> {
        let step = self.guide().index_of(way.id()).map(|i| &self.guide().steps[i])?;
        self.say.when(&step.when).filter(|when| !when.is_empty())
    }

    fn doubts(&self) -> Option<Block> {
        let doubts = &self.guide().front.unconfirmed;
        let phone = self.say.sight.local("office.phone").unwrap_or_default();
        let mut lines = vec![vec![Ink::Strong(self.say.say(Phrase::Unconfirmed, &[("phone", &phone)]))]];
        lines.extend(doubts.iter().map(|d| vec![Ink::Plain(format!("– {d}"))]));
        (!doubts.is_empty()).then_some(Block::Note { tone: Tone::Note, lines, folds: false })
    }

    /// One step; none if the day rules it out.
    fn step(&self, i: usize) -> Option<Vec<Block>> {
        let guide = self.guide();
        let step = &guide.steps[i];
        let when = self.say.when(&step.when)?;
        // What stands in a stage goes with it.
        if let Some(stage) = step.stage.filter(|s| *s != i) {
            self.say.when(&guide.steps[stage].when)?;
        }
        let lead = match step.stage {
            Some(stage) if stage != i => format!("{}. ", self.number(stage, i)),
            _ => PART.to_owned(),
        };
        let mut heading = vec![Ink::Plain(lead), Ink::Plain(self.say.words(&step.heading))];
        if !when.is_empty() {
            heading.push(Ink::Plain(format!(" ({when})")));
        }
        let mut out = vec![Block::Heading(heading)];
        self.body(&step.body, &mut out);
        self.buttons(step, &mut out);
        Some(out)
    }

    /// Among the steps of its stage that this day has.
    fn number(&self, stage: usize, i: usize) -> usize {
        let here = |n: &usize| *n <= i && self.say.when(&self.guide().steps[*n].when).is_some();
        self.guide().stage_steps(stage).filter(here).count()
    }

    fn body(&self, written: &[Written], out: &mut Vec<Block>) {
        for block in written {
            match block {
                Written::Paragraph(pieces) => out.extend(self.paragraph(pieces)),
                Written::List { start, items } => self.list(*start, items, out),
                Written::Table { head, rows } => {
                    let cell = |(n, cell): (usize, &Vec<_>)| {
                        let head = head.get(n).map_or_else(String::new, |h| self.say.words(h));
                        Some((head, self.say.inks(cell)?))
                    };
                    let row = |cells: &Vec<Vec<_>>| cells.iter().enumerate().map(cell).collect::<Option<Vec<_>>>();
                    out.push(Block::Table(rows.iter().filter_map(row).collect()));
                }
                Written::Note { tone, blocks } => self.note(*tone, blocks, out),
                Written::Picture { file, alt } => out.push(Block::Picture { file: file.clone(), alt: alt.clone() }),
                // A procedure's ways stand above; a skill's are those of whoever calls.
                Written::Ways => {}
                Written::Code(text) => out.push(Block::Code(text.clone())),
            }
        }
    }

    /// A line with conditions stands on a line of its own, behind them.
    fn paragraph(&self, pieces: &[Piece]) -> Option<Block> {
        let mut out: Vec<Ink> = Vec::new();
        let mut apart = false;
        for piece in pieces {
            let Some(when) = self.say.when(&piece.when) else { continue };
            let inks = self.say.inks(&piece.text)?;
            if !out.is_empty() {
                out.push(if apart || !when.is_empty() { Ink::Break } else { Ink::Plain(" ".to_owned()) });
            }
            apart = !when.is_empty();
            out.extend(apart.then(|| Ink::Emphasis(format!("({when})"))));
            out.extend(apart.then(|| Ink::Plain(" ".to_owned())));
            out.extend(inks);
        }
        (!out.is_empty()).then_some(Block::Paragraph(out))
    }

    fn list(&self, start: Option<u64>, items: &[Item], out: &mut Vec<Block>) {
        let (mut list, mut papers, mut below) = (Vec::new(), Vec::new(), Vec::new());
        for item in items {
            let Some(when) = self.say.when(&item.when) else { continue };
            let Some(mut text) = self.say.inks(&item.text) else { continue };
            text.extend((!when.is_empty()).then(|| Ink::Emphasis(format!(" ({when})"))));
            match item.tick {
                Some(_) => papers.push(Tick { have: false, text }),
                None => list.push(text),
            }
            self.body(&item.nested, &mut below);
        }
        out.extend((!papers.is_empty()).then_some(Block::Checklist(papers)));
        out.extend((!list.is_empty()).then_some(Block::List { start, items: list }));
        out.append(&mut below);
    }

    fn note(&self, tone: WrittenTone, written: &[Written], out: &mut Vec<Block>) {
        let mut blocks = Vec::new();
        self.body(written, &mut blocks);
        let (mut lines, mut aside) = (Vec::new(), Vec::new());
        for block in blocks {
            match block {
                Block::Paragraph(text) => lines.push(text),
                Block::List { items, .. } => lines.extend(items),
                Block::Checklist(ticks) => lines.extend(ticks.into_iter().map(|t| t.text)),
                other => aside.push(other),
            }
        }
        let tone = match tone {
            WrittenTone::Tip => Tone::Tip,
            WrittenTone::Warning => Tone::Warning,
            WrittenTone::Note => Tone::Note,
            WrittenTone::Quote => Tone::Quote,
        };
        out.extend((!lines.is_empty()).then_some(Block::Note { tone, lines, folds: false }));
        out.append(&mut aside);
    }

    /// What a phone has as buttons, a leaflet has as lines.
    fn buttons(&self, step: &Step, out: &mut Vec<Block>) {
        let items: Vec<Vec<Ink>> = step.buttons.iter().filter_map(|b| self.button(b)).collect();
        out.extend((!items.is_empty()).then_some(Block::List { start: None, items }));
    }

    fn button(&self, button: &Button) -> Option<Vec<Ink>> {
        let (when, label) = (self.say.when(&button.when)?, self.say.words(&button.label));
        let guide = self.guide();
        let is = |what: String| self.say.say(Phrase::LeafletIs, &[("label", &label), ("what", &what)]);
        let see = |of: &Guide, id: &str| {
            let step = of.index_of(id).map_or_else(|| id.to_owned(), |i| self.say.words(&of.steps[i].heading));
            self.say.say(Phrase::LeafletSee, &[("label", &label), ("step", &step)])
        };
        let words = match &button.target {
            Target::Step(id) => see(guide, id),
            Target::Guide { guide: id, step: Some(step) } if *id == guide.id => see(guide, step),
            Target::Guide { guide: id, .. } => {
                let title = self.say.sight.book.guide(id).map_or(id.as_str(), |g| &g.front.title);
                self.say.say(Phrase::LeafletGuide, &[("label", &label), ("guide", title)])
            }
            Target::Caller(_) => self.say.say(Phrase::LeafletCaller, &[("label", &label)]),
            Target::Web(template) | Target::Copy(template) => is(self.say.sight.fill(template)?),
            Target::File(file) => is(file.clone()),
        };
        let mut inks = vec![Ink::Plain(words)];
        inks.extend((!when.is_empty()).then(|| Ink::Emphasis(format!(" ({when})"))));
        Some(inks)
    }

    fn sources(&self) -> Option<Vec<Block>> {
        let checked = &self.guide().front.checked;
        let day = self.say.sight.book.words.short_day(checked.on?);
        let sources = checked.sources.join("; ");
        let told = self.say.say(Phrase::PrintSources, &[("day", &day), ("sources", &sources)]);
        Some(vec![Block::Header(vec![Ink::Plain(told)])])
    }
}

/// Each on a line of its own.
fn broken(lines: Vec<String>) -> Vec<Ink> {
    let mut out = Vec::with_capacity(lines.len() * 2);
    for line in lines {
        out.extend((!out.is_empty()).then_some(Ink::Break));
        out.push(Ink::Plain(line));
    }
    out
}
