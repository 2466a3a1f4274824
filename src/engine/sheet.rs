//! The sheet to print: a dossier as it stands for this person today, in plain words.

use serde::{Deserialize, Serialize};

use crate::book::{Guide, Phrase, Sight, Target, Way};
use crate::engine::branch::branch;
use crate::engine::course::Course;
use crate::engine::event::{Effect, Known};
use crate::engine::papers::in_full;
use crate::engine::session::View;
use crate::engine::show::Hand;

/// Where the national portal describes procedures, each on a page of its own.
const OFFICIAL: &str = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/";

/// One page, ready to read; waits as a job until it is drawn and sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// What the file is called, such as `giay-to-khai-sinh.pdf`.
    pub file: String,
    /// What this sheet is, above the title.
    pub above: String,
    /// The procedure's title.
    pub title: String,
    /// Code, authority, for whom, way, money, time: those that are known.
    pub facts: Vec<Fact>,
    /// The papers.
    pub papers: Part<Paper>,
    /// The steps to come, in order.
    pub steps: Part<String>,
    /// "… và {n} bước nữa", for steps that don't fit the page.
    pub more: String,
    /// What nobody could confirm.
    pub doubts: Part<String>,
    /// Where to go; what the commune has not filled in is a line to write on.
    pub office: Part<Fact>,
    /// The address of the QR code.
    pub link: String,
    /// What it leads to.
    pub leads_to: String,
    /// The day, the sources.
    pub foot: Vec<String>,
}

/// A heading with what stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part<T> {
    /// The heading.
    pub head: String,
    /// What stands under it.
    pub items: Vec<T>,
}

/// A word and its value; an empty one is a dotted line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The word.
    pub head: String,
    /// Its value.
    pub value: String,
}

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Whether the box is ticked.
    pub have: bool,
    /// Its name.
    pub label: String,
    /// What its line says besides: "bản chính", say.
    pub rest: String,
}

impl<T> Default for Part<T> {
    fn default() -> Self {
        Self { head: String::new(), items: Vec::new() }
    }
}

/// Sends the sheet of the dossier at hand; without one, says what to do first.
pub(super) fn print(c: &mut Course<'_>) {
    let sheet = of_hand(c);
    let Some(sheet) = sheet else {
        if c.s.walk().is_none() {
            c.welcome();
        }
        let any = c.s.dossiers.iter().any(|d| !d.finished && !d.away);
        if any {
            c.s.view = View::Dossiers(None);
        }
        return c.say(if any { Phrase::PrintWhich } else { Phrase::PrintNone }, &[]);
    };
    c.say(Phrase::PrintSent, &[("guide", &sheet.title)]);
    c.effects.push(Effect::Print(Box::new(sheet)));
}

fn of_hand(c: &mut Course<'_>) -> Option<Sheet> {
    c.s.hand?;
    let path = c.path()?;
    let walk = c.s.walk()?;
    let guide = c.book.guide(&walk.guide)?;
    let hand = Hand { book: c.book, s: &c.s, walk, path: &path };
    let sight = Sight { book: c.book, guide, ground: &path.ground };
    let stage = branch(guide, &path);
    Some(Draft { hand, sight, guide, stage }.sheet())
}

/// What a sheet is written from.
struct Draft<'a, 'b> {
    hand: Hand<'a, 'b>,
    sight: Sight<'a>,
    guide: &'b Guide,
    /// The stage of the side branch at hand.
    stage: Option<usize>,
}

impl Draft<'_, '_> {
    fn sheet(&self) -> Sheet {
        let (link, leads_to) = self.link();
        Sheet {
            file: format!("giay-to-{}.pdf", self.guide.id),
            above: self.hand.say(Phrase::PrintAbove),
            title: self.title(),
            facts: self.facts(),
            papers: self.papers(),
            steps: self.part(Phrase::LackingSteps, self.steps()),
            more: self.hand.say(Phrase::LackingMore),
            doubts: self.doubts(),
            office: self.office(),
            link,
            leads_to,
            foot: self.foot(),
        }
    }

    /// The procedure's title, with what the side branch at hand is called.
    fn title(&self) -> String {
        let title = self.guide.front.title.clone();
        let branch = self.stage.and_then(|stage| self.sight.words(&self.guide.steps[stage].heading));
        branch.map_or(title.clone(), |branch| format!("{title}: {branch}"))
    }

    fn part<T>(&self, head: Phrase, items: Vec<T>) -> Part<T> {
        Part { head: self.hand.say(head), items }
    }

    fn fact(&self, head: Phrase, value: Option<String>) -> Option<Fact> {
        value.filter(|v| !v.is_empty()).map(|value| Fact { head: self.hand.say(head), value })
    }

    fn facts(&self) -> Vec<Fact> {
        let front = &self.guide.front;
        let way = self.hand.path.way.map(|w| self.way(w));
        // Of a side branch the main matter's code, money and time would be untrue.
        if self.stage.is_some() {
            return self.fact(Phrase::PrintWhom, self.hand.walk.whom.clone()).into_iter().collect();
        }
        let facts = [
            self.fact(Phrase::PrintCode, front.code.clone()),
            self.fact(Phrase::PrintAuthority, front.authority.clone()),
            self.fact(Phrase::PrintWhom, self.hand.walk.whom.clone()),
            self.fact(Phrase::PrintWay, way),
            self.fact(Phrase::PrintFee, self.by_way("fee")),
            self.fact(Phrase::PrintTime, self.by_way("time")),
        ];
        facts.into_iter().flatten().collect()
    }

    fn way(&self, way: Way) -> String {
        self.hand.say(match way {
            Way::Online => Phrase::WayOnline,
            Way::InPerson => Phrase::WayInPerson,
            Way::Post => Phrase::WayPost,
        })
    }

    /// A fee or a time of the way chosen; before that, of every open way, said once where they are alike.
    fn by_way(&self, what: &str) -> Option<String> {
        if let Some(way) = self.hand.path.way {
            return self.sight.of_way(way, what);
        }
        let open = Way::ALL.into_iter().filter(|w| self.guide.front.is_open(*w));
        let said: Vec<(Way, String)> = open.filter_map(|w| Some((w, self.sight.of_way(w, what)?))).collect();
        let (_, first) = said.first()?;
        if said.iter().all(|(_, value)| value == first) {
            return Some(first.clone());
        }
        let each: Vec<String> = said.iter().map(|(way, value)| format!("{}: {value}", self.way(*way))).collect();
        Some(each.join("; "))
    }

    fn papers(&self) -> Part<Paper> {
        let papers = in_full(self.hand.book, self.hand.walk, self.hand.path);
        let items = papers.into_iter().map(|(paper, item)| {
            let whole = self.sight.words(&item.text).unwrap_or_default();
            let rest = whole.strip_prefix(&paper.label).unwrap_or_default().to_owned();
            Paper { have: paper.have, label: paper.label, rest }
        });
        // As on "Còn thiếu gì?": before its questions are answered, the list may still grow.
        let head = match self.hand.papers_known() {
            Known::Whole => Phrase::PrintPapers,
            Known::SoFar => Phrase::PrintPapersSoFar,
            Known::InSteps => Phrase::LackingInSteps,
        };
        self.part(head, items.collect())
    }

    fn steps(&self) -> Vec<String> {
        self.hand.here().map(|here| self.hand.steps_to_come(here)).unwrap_or_default()
    }

    fn doubts(&self) -> Part<String> {
        let phone = self.sight.local("office.phone").unwrap_or_default();
        let head = self.hand.book.words.say(Phrase::Unconfirmed, &[("phone", &phone)]);
        Part { head, items: self.guide.front.unconfirmed.clone() }
    }

    fn office(&self) -> Part<Fact> {
        let value = |path: &str| self.hand.book.locality.get(path).unwrap_or_default().to_owned();
        let fact = |head: Phrase, path: &str| Fact { head: self.hand.say(head), value: value(path) };
        let mut items = vec![
            fact(Phrase::PrintAddress, "office.address"),
            fact(Phrase::PrintPhone, "office.phone"),
            fact(Phrase::PrintHours, "office.hours"),
        ];
        let (name, phone) = (value("hotline.name"), value("hotline.phone"));
        let hotline = if name.contains(&phone) { name } else { format!("{name}, {phone}") };
        items.extend(self.fact(Phrase::PrintAsk, Some(hotline)));
        Part { head: value("office.name"), items }
    }

    /// The procedure's own page if a button of the guide leads there, else the portal.
    fn link(&self) -> (String, String) {
        let buttons = self.guide.steps.iter().flat_map(|s| &s.buttons);
        let web = |b: &crate::book::Button| if let Target::Web(to) = &b.target { self.sight.fill(to) } else { None };
        if let Some(page) = buttons.filter_map(web).find(|url| url.len() > OFFICIAL.len() && url.starts_with(OFFICIAL))
        {
            return (page, self.hand.say(Phrase::PrintPage));
        }
        let portal = self.hand.book.locality.portals.get("quoc-gia").cloned().unwrap_or_default();
        (portal.url, portal.name)
    }

    fn foot(&self) -> Vec<String> {
        let words = &self.hand.book.words;
        let commune = self.hand.book.locality.get("commune.name").unwrap_or_default();
        let today = words.day(self.hand.path.ground.today);
        let mut foot = vec![words.say(Phrase::PrintDay, &[("day", &today), ("commune", commune)])];
        let checked = &self.guide.front.checked;
        if let Some(on) = checked.on {
            let sources = checked.sources.join("; ");
            foot.push(words.say(Phrase::PrintSources, &[("day", &words.short_day(on)), ("sources", &sources)]));
        }
        foot
    }
}
