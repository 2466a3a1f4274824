//! What is true for one citizen now: conditions judged, facts filled in.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::book::condition::Condition;
use crate::book::front::{Front, Line, Way, WayTable};
use crate::book::phrase::Phrase;
use crate::book::rich::Fact;
use crate::book::target::{Template, TemplatePart};
use crate::book::words::Words;
use crate::book::{Book, Guide};

/// What the engine knows of a citizen that the text may ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ground {
    /// The names that are true: answers on the path, the way, sums.
    pub names: BTreeSet<String>,
    /// `{{answer.…}}`
    pub answers: BTreeMap<String, String>,
    /// The guides that called, the nearest first; the procedure at hand is the last.
    pub callers: Vec<String>,
    /// Ticked papers: guide, `#`, folded label.
    pub ticks: BTreeSet<String>,
    /// The Vietnamese day of the turn.
    pub today: Date,
}

/// A guide seen from a [`Ground`].
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    /// The whole book.
    pub book: &'a Book,
    /// Whose facts `{{online.fee}}` are.
    pub guide: &'a Guide,
    /// For whom.
    pub ground: &'a Ground,
}

impl Book {
    /// A commune's value as it is read: a blank phone is the hotline's, any other blank says to ask.
    pub fn local(&self, path: &str, words: &Words) -> Option<String> {
        let value = self.locality.get(path)?;
        if !value.is_empty() {
            return Some(value.to_owned());
        }
        let hotline = self.locality.get("hotline.phone").unwrap_or_default();
        if path.rsplit('.').next() == Some("phone") && !hotline.is_empty() {
            return Some(hotline.to_owned());
        }
        Some(words.say(Phrase::Blank, &[("phone", hotline)]))
    }
}

impl<'a> Sight<'a> {
    /// Whether all conditions hold.
    pub fn holds(&self, when: &[Condition]) -> bool {
        when.iter().all(|c| match c {
            Condition::Is(name) => self.ground.names.contains(name),
            Condition::Not(name) => !self.ground.names.contains(name),
            Condition::Until(day) => self.ground.today <= *day,
            Condition::From(day) => self.ground.today >= *day,
        })
    }

    /// The value of a fact now; none leaves its paragraph or item out.
    pub fn fact(&self, fact: &Fact) -> Option<String> {
        let path: Vec<&str> = fact.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["answer", name] => self.ground.answers.get(*name).cloned(),
            ["caller", rest @ ..] => self.procedure().and_then(|g| self.seen_from(g).own(&g.front, rest)),
            rest => self.own(&self.guide.front, rest).or_else(|| self.local(&rest.join("."))),
        }
    }

    /// The text with its facts filled in; none if one has no value now.
    pub fn fill(&self, template: &Template) -> Option<String> {
        let mut out = String::new();
        for part in &template.0 {
            match part {
                TemplatePart::Text(words) => out.push_str(words),
                TemplatePart::Fact(fact) => out.push_str(&self.fact(fact)?),
            }
        }
        Some(out)
    }

    /// The nearest procedure: the guide itself, else down the stack of callers.
    pub fn procedure(&self) -> Option<&'a Guide> {
        let of_a_procedure = |g: &&Guide| g.front.kind == crate::book::Kind::Procedure;
        Some(self.guide)
            .filter(of_a_procedure)
            .or_else(|| self.ground.callers.iter().filter_map(|id| self.book.guide(id)).find(of_a_procedure))
    }

    /// The same ground, another guide.
    #[must_use]
    pub fn seen_from(&self, guide: &'a Guide) -> Self {
        Self { guide, ..*self }
    }

    /// The sentences that go with the guide's own text.
    fn phrases(&self) -> &'a Words {
        self.book.words_for(self.guide)
    }

    /// The same, said in the language of the guide.
    pub fn local(&self, path: &str) -> Option<String> {
        self.book.local(path, self.phrases())
    }

    /// The lines that hold now, filled in, each on its own.
    pub fn lines(&self, lines: &[Line]) -> Vec<String> {
        lines.iter().filter(|l| self.holds(&l.when)).filter_map(|l| self.words(&l.text)).collect()
    }

    /// The guide's notices that hold now.
    pub fn notices(&self) -> Vec<String> {
        self.lines(&self.guide.front.notice)
    }

    /// Plain words of spans, facts filled in; none if one has no value now.
    pub fn words(&self, spans: &[crate::book::Span]) -> Option<String> {
        use crate::book::Span;
        let mut out = String::new();
        for span in spans {
            match span {
                Span::Text(words) | Span::Code(words) => out.push_str(words),
                Span::Strong(inner) | Span::Emphasis(inner) | Span::Struck(inner) | Span::Link { text: inner, .. } => {
                    out.push_str(&self.words(inner)?);
                }
                Span::Fact(fact) => out.push_str(&self.fact(fact)?),
                Span::Break => out.push(' '),
            }
        }
        Some(out)
    }

    /// `fee`, `time` or `needs` of a way, its own lines or the guide's; a fee or time of which no line holds says to ask.
    pub fn of_way(&self, way: Way, what: &str) -> Option<String> {
        let table = self.guide.front.ways.get(&way)?;
        let (own, general) = pair(table, &self.guide.front, what)?;
        let lines = self.lines(if own.is_empty() { general } else { own });
        self.joined(what, !(own.is_empty() && general.is_empty()), &lines)
    }

    /// A fee or a time that is the same for everybody in every way; none if it hangs on an answer.
    pub fn for_all(&self, what: &str) -> Option<String> {
        let front = &self.guide.front;
        let of_way = |table| pair(table, front, what).map(|(own, general)| if own.is_empty() { general } else { own });
        let open = || front.ways.iter().filter(|(way, _)| front.is_open(**way));
        let asks = |line: &Line| line.when.iter().any(|when| matches!(when, Condition::Is(_) | Condition::Not(_)));
        if open().filter_map(|(_, table)| of_way(table)).flatten().any(asks) {
            return None;
        }
        let mut values = open().map(|(way, _)| self.of_way(*way, what));
        let first = values.next()??;
        values.all(|value| value.as_ref() == Some(&first)).then_some(first)
    }

    /// The ways that stand open for this citizen: those that take a file and whose step, where a button would lead, holds.
    pub fn open_ways(&self) -> Vec<Way> {
        let holds = |way: &Way| {
            let step = self.guide.index_of(way.id()).map(|i| &self.guide.steps[i]);
            self.guide.front.is_open(*way) && step.is_some_and(|s| self.holds(&s.when))
        };
        Way::ALL.into_iter().filter(holds).collect()
    }

    /// A fact of the guide's own front matter by its dotted path, such as `fee` or `closed.post`; none if it has no value now.
    pub fn general(&self, path: &str) -> Option<String> {
        self.own(&self.guide.front, &path.split('.').collect::<Vec<_>>())
    }

    fn joined(&self, what: &str, written: bool, lines: &[String]) -> Option<String> {
        if lines.is_empty() {
            let asks = written && matches!(what, "fee" | "time");
            return asks.then(|| self.phrases().say(Phrase::AskOffice, &[]));
        }
        Some(lines.join("; "))
    }

    fn own(&self, front: &Front, path: &[&str]) -> Option<String> {
        match path {
            ["title"] => Some(front.title.clone()),
            ["short"] => Some(front.name().to_owned()),
            ["code"] => front.code.clone(),
            ["authority"] => front.authority.clone(),
            ["field"] => front.field.as_ref().and_then(|f| self.phrases().field(f)).map(str::to_owned),
            ["fee"] => self.joined("fee", !front.fee.is_empty(), &self.lines(&front.fee)),
            ["time"] => self.joined("time", !front.time.is_empty(), &self.lines(&front.time)),
            ["needs"] => self.joined("needs", false, &self.lines(&front.needs)),
            ["pickup"] => self.joined("pickup", false, &self.lines(&front.pickup)),
            ["unconfirmed"] => Some(front.unconfirmed.join("; ")).filter(|s| !s.is_empty()),
            ["checked", "on"] => front.checked.on.map(|d| self.phrases().day(d)),
            ["checked", "until"] => front.checked.until.map(|d| self.phrases().day(d)),
            ["checked", "sources"] => Some(front.checked.sources.join("; ")).filter(|s| !s.is_empty()),
            ["closed", way] => {
                let lines = self.lines(front.closed.get(&Way::from_table(way)?)?);
                self.joined("closed", false, &lines)
            }
            [table, rest @ ..] => self.own_way(front, Way::from_table(table)?, rest),
            [] => None,
        }
    }

    fn own_way(&self, front: &Front, way: Way, path: &[&str]) -> Option<String> {
        let table = front.ways.get(&way)?;
        match path {
            ["warn"] => self.joined("warn", false, &self.lines(&table.warn)),
            ["portal"] => table.portal.as_ref().and_then(|p| self.local(&format!("portal.{p}.name"))),
            ["level"] => table.level.map(|l| {
                let phrase = match l {
                    crate::book::Level::Full => Phrase::LevelFull,
                    crate::book::Level::Partial => Phrase::LevelPartial,
                };
                self.phrases().say(phrase, &[])
            }),
            [what] => self.of_way(way, what),
            _ => None,
        }
    }
}

fn pair<'a>(table: &'a WayTable, front: &'a Front, what: &str) -> Option<(&'a [Line], &'a [Line])> {
    match what {
        "fee" => Some((&table.fee, &front.fee)),
        "time" => Some((&table.time, &front.time)),
        "needs" => Some((&table.needs, &front.needs)),
        _ => None,
    }
}
