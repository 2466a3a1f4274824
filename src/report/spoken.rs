//! Conditions and facts said in words to somebody of whom nothing is known: "nếu «…?» trả lời «Rồi»".

use crate::book::{
    Book, Condition, Fact, Front, Guide, Line, Phrase, SUM_NAMES, Sight, Span, Step, Target, Way, plain,
};
use crate::screen::Ink;

/// What a leaflet knows: the day, and nothing of who reads it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spoken<'a> {
    pub(super) sight: Sight<'a>,
}

impl Spoken<'_> {
    pub(super) fn say(&self, phrase: Phrase, blanks: &[(&str, &str)]) -> String {
        self.sight.book.words.say(phrase, blanks)
    }

    /// None: the day rules it out. Else what must be true, in words; empty = nothing.
    pub(super) fn when(&self, when: &[Condition]) -> Option<String> {
        let dated = |c: &&Condition| matches!(c, Condition::Until(_) | Condition::From(_));
        let (days, rest): (Vec<&Condition>, Vec<&Condition>) = when.iter().partition(dated);
        if !days.into_iter().all(|c| self.sight.holds(std::slice::from_ref(c))) {
            return None;
        }
        let words: Vec<String> = rest.into_iter().map(|c| self.condition(c)).collect();
        if words.is_empty() {
            return Some(String::new());
        }
        Some(self.say(Phrase::LeafletIf, &[("what", &words.join(&self.say(Phrase::LeafletAnd, &[])))]))
    }

    fn condition(&self, condition: &Condition) -> String {
        match condition {
            Condition::Is(name) => self.name(name),
            Condition::Not(name) => self.say(Phrase::LeafletNot, &[("what", &self.name(name))]),
            // Judged by the day before.
            Condition::Until(_) | Condition::From(_) => String::new(),
        }
    }

    /// An answer by the question that asks for it and the button that gives it.
    fn name(&self, name: &str) -> String {
        if let Some(way) = Way::from_id(name) {
            return self.say(Phrase::LeafletWay, &[("way", &self.say(way_name(way), &[]))]);
        }
        if let Some(sum) = SUM_NAMES.iter().position(|n| *n == name) {
            return self.say([Phrase::LeafletInTime, Phrase::LeafletLate][sum.min(1)], &[]);
        }
        let here = self.asked(self.sight.guide, name);
        let asked = if here.is_empty() { self.asked_elsewhere(name) } else { here };
        if asked.is_empty() { name.to_owned() } else { asked.join(&self.say(Phrase::LeafletOr, &[])) }
    }

    fn asked_elsewhere(&self, name: &str) -> Vec<String> {
        let book: &Book = self.sight.book;
        book.guides.values().flat_map(|guide| self.asked(guide, name)).collect()
    }

    fn asked(&self, guide: &Guide, name: &str) -> Vec<String> {
        guide.steps.iter().filter_map(|step| self.answer(step, name)).collect()
    }

    fn answer(&self, step: &Step, name: &str) -> Option<String> {
        let sets = step.buttons.iter().filter(|b| b.remember.as_deref() == Some(name));
        let labels: Vec<String> = sets.map(|b| self.words(&b.label)).collect();
        let or = format!("»{}«", self.say(Phrase::LeafletOr, &[]));
        let blanks = [("question", &*self.words(&step.heading)), ("answer", &*labels.join(&or))];
        (!labels.is_empty()).then(|| self.say(Phrase::LeafletAnswer, &blanks))
    }

    /// Plain words; a fact that has no value is told by its name.
    pub(super) fn words(&self, spans: &[Span]) -> String {
        self.sight.words(spans).unwrap_or_else(|| plain(spans))
    }

    /// The spans as ink; none if a fact in them has no value for anybody.
    pub(super) fn inks(&self, spans: &[Span]) -> Option<Vec<Ink>> {
        let mut out = Vec::with_capacity(spans.len());
        for span in spans {
            out.push(match span {
                Span::Text(words) => Ink::Plain(words.clone()),
                Span::Code(words) => Ink::Code(words.clone()),
                Span::Strong(inner) => Ink::Strong(self.inner(inner)?),
                Span::Emphasis(inner) => Ink::Emphasis(self.inner(inner)?),
                Span::Struck(inner) => Ink::Struck(self.inner(inner)?),
                Span::Fact(fact) => Ink::Plain(self.fact(fact)?),
                Span::Link { to: Target::Web(url), text } => {
                    Ink::Link { url: self.sight.fill(url)?, text: self.inner(text)? }
                }
                Span::Link { text, .. } => Ink::Plain(self.inner(text)?),
                Span::Break => Ink::Break,
            });
        }
        Some(out)
    }

    fn inner(&self, spans: &[Span]) -> Option<String> {
        let one = |span: &Span| match span {
            Span::Fact(fact) => self.fact(fact),
            other => self.sight.words(std::slice::from_ref(other)),
        };
        spans.iter().map(one).collect()
    }

    /// A fact that hangs on answers is told with each of them; any other as everybody reads it.
    fn fact(&self, fact: &Fact) -> Option<String> {
        let path: Vec<&str> = fact.path.iter().map(String::as_str).collect();
        let front = &self.sight.guide.front;
        let found = match path.as_slice() {
            [what] => general(front, what).map(|lines| (*what, lines)),
            [table, what] => Way::from_table(table).and_then(|way| Some((*what, of_way(front, way, what)?))),
            _ => None,
        };
        match found.filter(|(_, lines)| !lines.is_empty()) {
            Some((what, lines)) => self.told(what, lines),
            None => self.sight.fact(fact),
        }
    }

    /// `fee`, `time`, `needs` or `warn` of a way, each line with its conditions; empty if nothing is written.
    pub(super) fn of_way(&self, way: Way, what: &str) -> Vec<String> {
        let lines = of_way(&self.sight.guide.front, way, what).unwrap_or_default();
        if lines.is_empty() { Vec::new() } else { self.all(what, lines) }
    }

    fn told(&self, what: &str, lines: &[Line]) -> Option<String> {
        Some(self.all(what, lines).join("; ")).filter(|told| !told.is_empty())
    }

    /// Lines of the same words are one, with the conditions of each: "miễn phí (nếu …; nếu …)".
    fn all(&self, what: &str, lines: &[Line]) -> Vec<String> {
        let mut told: Vec<(String, Vec<String>)> = Vec::new();
        for line in lines {
            let (Some(when), Some(words)) = (self.when(&line.when), self.inner(&line.text)) else { continue };
            match told.iter_mut().find(|(w, _)| *w == words) {
                Some((_, before)) => before.push(when),
                None => told.push((words, vec![when])),
            }
        }
        if told.is_empty() && matches!(what, "fee" | "time") {
            return vec![self.say(Phrase::AskOffice, &[])];
        }
        let always = |when: &[String]| when.iter().any(String::is_empty);
        let one = |(words, when): (String, Vec<String>)| {
            if always(&when) { words } else { format!("{words} ({})", when.join("; ")) }
        };
        told.into_iter().map(one).collect()
    }

    /// "Gọi hỏi trước (nếu …)"
    pub(super) fn line(&self, line: &Line) -> Option<String> {
        self.all("", std::slice::from_ref(line)).pop()
    }
}

fn general<'f>(front: &'f Front, what: &str) -> Option<&'f [Line]> {
    match what {
        "fee" => Some(&front.fee),
        "time" => Some(&front.time),
        "needs" => Some(&front.needs),
        _ => None,
    }
}

/// Its own lines, else the guide's.
fn of_way<'f>(front: &'f Front, way: Way, what: &str) -> Option<&'f [Line]> {
    let table = front.ways.get(&way)?;
    let own = match what {
        "fee" => &table.fee,
        "time" => &table.time,
        "needs" => &table.needs,
        "warn" => return Some(&table.warn),
        _ => return None,
    };
    if own.is_empty() { general(front, what) } else { Some(own) }
}

pub(super) const fn way_name(way: Way) -> Phrase {
    match way {
        Way::Online => Phrase::WayOnline,
        Way::InPerson => Phrase::WayInPerson,
        Way::Post => Phrase::WayPost,
    }
}
