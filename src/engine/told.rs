//! What is told of the guide at hand when somebody asks: fee, time, place and their like, and all of it in short.

use crate::book::{Guide, Kind, Phrase, Sight, Topic, Way};
use crate::engine::at::{At, Spot};
use crate::engine::branch::branch;
use crate::engine::depends::by_answers;
use crate::engine::event::{Choice, Group, Scene};
use crate::engine::menus;
use crate::engine::offer::ways_step;
use crate::engine::papers::papers;
use crate::engine::path::enter;
use crate::engine::show::Hand;
use crate::engine::token::{Aside, Deed};

/// The most papers that the summary names.
const MOST_PAPERS: usize = 3;

impl<'b> Hand<'_, 'b> {
    /// What the side branch at hand is called.
    pub(super) fn branch(&self) -> Option<String> {
        let guide = self.book.guide(&self.walk.guide)?;
        let stage = branch(guide, self.path)?;
        Sight { book: self.book, guide, ground: &self.path.ground }.words(&guide.steps[stage].heading)
    }

    /// The guide that is asked about: the procedure being walked, else what is open.
    pub(super) fn asked_guide(&self) -> Option<&'b Guide> {
        let home = self.book.guide(&self.walk.guide);
        home.filter(|g| g.front.kind == Kind::Procedure).or_else(|| self.here().map(|s| s.guide)).or(home)
    }
}

/// One topic of the guide at hand, for this citizen.
pub(super) fn told(hand: &Hand<'_, '_>, topic: Topic) -> (Scene, Vec<Choice>) {
    let Some(guide) = hand.asked_guide() else { return (nothing(hand, ""), hand.back_to_place()) };
    let teller = Teller { hand, sight: Sight { book: hand.book, guide, ground: &hand.path.ground } };
    let branch = hand.branch().filter(|_| is_of_the_main(topic));
    let mut lines = if branch.is_some() { Vec::new() } else { teller.topic(topic) };
    let is_fact = !lines.is_empty() && !matches!(topic, Topic::Hours | Topic::Phone);
    if lines.is_empty() {
        lines.push(teller.unknown(branch.as_deref()));
    } else if is_fact {
        lines.extend(teller.source());
    }
    let title =
        hand.book.words.say(Phrase::ToldTitle, &[("guide", guide.front.name()), ("topic", &hand.say(name(topic)))]);
    let mut choices = teller.next(topic);
    choices.extend(hand.back_to_place());
    choices.push(hand.button(hand.say(Phrase::Person), Deed::Menu(crate::engine::token::Menu::Person), Group::Nav));
    (Scene::Plain { title, lines }, choices)
}

/// Place, fee, time, ways and papers in short, as far as they are known for this citizen.
pub(super) fn summary(hand: &Hand<'_, '_>) -> (Scene, Vec<Choice>) {
    let Some(guide) = hand.asked_guide() else { return (nothing(hand, ""), hand.back_to_place()) };
    let teller = Teller { hand, sight: Sight { book: hand.book, guide, ground: &hand.path.ground } };
    let title =
        hand.book.words.say(Phrase::ToldTitle, &[("guide", guide.front.name()), ("topic", &hand.say(Phrase::Summary))]);
    let branch = hand.branch();
    let mut lines = if branch.is_some() { Vec::new() } else { teller.facts() };
    if lines.is_empty() {
        lines.push(teller.unknown(branch.as_deref()));
    }
    let mut choices = Vec::new();
    if guide.index_of("hoi-dap").is_some() {
        choices.push(hand.button(hand.say(Phrase::Questions), Deed::Look(Aside::Questions), Group::Guide));
    }
    choices.extend(hand.back_to_place());
    (Scene::Plain { title, lines: vec![lines.join("\n")] }, choices)
}

/// About the guide at hand, or another thing to do: the likely answer, the other guides, and the way back.
pub(super) fn torn(hand: &Hand<'_, '_>, asked: (Option<Topic>, Option<At>), guides: &[String]) -> (Scene, Vec<Choice>) {
    let mut choices = Vec::new();
    let guide = hand.asked_guide();
    if let (Some(topic), Some(guide)) = (asked.0, guide) {
        let about = [("guide", guide.front.name()), ("topic", &hand.say(name(topic)))];
        choices.push(hand.button(hand.book.words.say(Phrase::ToldTitle, &about), Deed::Tell(topic), Group::Guide));
    }
    if let Some((spot, _)) = asked.1.and_then(|at| at.find(hand.book)) {
        let sight = Sight { book: hand.book, guide: spot.guide, ground: &hand.path.ground };
        let label = sight.words(&spot.step().heading).unwrap_or_default();
        choices.push(hand.button(label, Deed::LookAt(spot.at()), Group::Guide));
    }
    let others = guides.iter().filter_map(|id| hand.book.guide(id));
    choices.extend(others.map(|other| menus::opens(hand, other)));
    choices.extend(hand.back_to_place());
    let name = guide.map_or("", |g| g.front.name());
    (Scene::Plain { title: hand.book.words.say(Phrase::Torn, &[("guide", name)]), lines: Vec::new() }, choices)
}

/// What a hard word means.
pub(super) fn word(hand: &Hand<'_, '_>, name: &str) -> (Scene, Vec<Choice>) {
    let Some(meaning) = hand.book.glossary.named(name) else { return (nothing(hand, name), hand.back_to_place()) };
    let title = hand.book.words.say(Phrase::WordTitle, &[("word", name)]);
    let mut choices = hand.back_to_place();
    choices.push(hand.button(hand.say(Phrase::Person), Deed::Menu(crate::engine::token::Menu::Person), Group::Nav));
    (Scene::Plain { title, lines: vec![meaning.text.clone()] }, choices)
}

fn nothing(hand: &Hand<'_, '_>, title: &str) -> Scene {
    Scene::Plain { title: title.to_owned(), lines: vec![hand.say(Phrase::NothingTitle)] }
}

/// What a topic is called on the screen.
fn name(topic: Topic) -> Phrase {
    match topic {
        Topic::Fee => Phrase::TopicFee,
        Topic::Time => Phrase::TopicTime,
        Topic::Where => Phrase::TopicWhere,
        Topic::Who => Phrase::TopicWho,
        Topic::Deadline => Phrase::TopicDeadline,
        Topic::Papers => Phrase::TopicPapers,
        Topic::Ways | Topic::Online | Topic::Post | Topic::InPerson => Phrase::TopicWays,
        Topic::Hours => Phrase::TopicHours,
        Topic::Phone => Phrase::TopicPhone,
        Topic::Result => Phrase::TopicResult,
        Topic::Late => Phrase::TopicLate,
    }
}

/// Whether a side branch has another answer than the procedure.
pub(super) fn is_of_the_main(topic: Topic) -> bool {
    !matches!(topic, Topic::Hours | Topic::Phone)
}

struct Teller<'h, 'a, 'b> {
    hand: &'h Hand<'a, 'b>,
    sight: Sight<'h>,
}

impl Teller<'_, '_, '_> {
    fn topic(&self, topic: Topic) -> Vec<String> {
        match topic {
            Topic::Fee => self.by_way("fee"),
            Topic::Time => self.by_way("time"),
            Topic::Where => self.places(),
            Topic::Deadline => self.deadline(),
            Topic::Ways => Way::ALL.into_iter().filter_map(|way| self.way_line(way)).collect(),
            Topic::Online => self.one_way(Way::Online),
            Topic::Post => self.one_way(Way::Post),
            Topic::InPerson => self.one_way(Way::InPerson),
            Topic::Hours => vec![self.office(Phrase::ToldHours)],
            Topic::Phone => vec![self.office(Phrase::ToldPhone)],
            Topic::Who | Topic::Papers | Topic::Result | Topic::Late => Vec::new(),
        }
    }

    /// The ways that stand open: the chosen one alone where one was chosen.
    fn ways(&self) -> Vec<Way> {
        let open = self.sight.open_ways();
        match self.hand.path.way.filter(|way| open.contains(way)) {
            Some(way) => vec![way],
            None => open,
        }
    }

    /// A fact said once where it is the same in every way, else a line a way; then what warns of it there.
    fn by_way(&self, what: &str) -> Vec<String> {
        let open = self.unanswered(what);
        if !open.is_empty() {
            return open;
        }
        let ways = self.ways();
        let values: Vec<(Way, String)> =
            ways.iter().filter_map(|way| Some((*way, self.sight.of_way(*way, what)?))).collect();
        let Some((_, first)) = values.first() else {
            return self.sight.general(what).into_iter().map(|value| capital(&value)).collect();
        };
        let mut out = if values.iter().all(|(_, value)| value == first) {
            vec![capital(first)]
        } else {
            values.iter().map(|(way, value)| self.line(*way, value)).collect()
        };
        if what == "fee" {
            let warned = ways.iter().flat_map(|way| self.warnings(*way)).map(|w| format!("⚠️ {w}"));
            for warning in warned {
                if !out.contains(&warning) {
                    out.push(warning);
                }
            }
        }
        out
    }

    /// A fact whose lines all hang on answers that aren't given yet: each with the button that leads to it.
    fn unanswered(&self, what: &str) -> Vec<String> {
        let front = &self.sight.guide.front;
        let lines = if what == "fee" { &front.fee } else { &front.time };
        if lines.iter().any(|line| self.sight.holds(&line.when)) {
            return Vec::new();
        }
        let values = by_answers(&self.sight, lines);
        if values.is_empty() {
            return values;
        }
        let all = std::iter::once(self.hand.say(Phrase::ToldDepends)).chain(values.iter().map(|v| format!("– {v}")));
        vec![all.collect::<Vec<_>>().join("\n")]
    }

    fn warnings(&self, way: Way) -> Vec<String> {
        let table = self.sight.guide.front.ways.get(&way);
        table.map_or_else(Vec::new, |table| self.sight.lines(&table.warn))
    }

    /// "Trên mạng: miễn phí"
    fn line(&self, way: Way, value: &str) -> String {
        let name = self.hand.say(way_name(way));
        self.hand.book.words.say(Phrase::ToldWay, &[("way", &name), ("value", value)])
    }

    fn places(&self) -> Vec<String> {
        let words = &self.hand.book.words;
        let mut out = Vec::new();
        if let Some(authority) = &self.sight.guide.front.authority {
            out.push(words.say(Phrase::ToldAuthority, &[("authority", authority)]));
        }
        for way in self.ways() {
            let table = self.sight.guide.front.ways.get(&way);
            let portal =
                table.and_then(|t| t.portal.as_ref()).and_then(|p| self.sight.local(&format!("portal.{p}.name")));
            match (way, portal) {
                (Way::Online, Some(portal)) => out.push(self.line(way, &portal)),
                (Way::InPerson, _) => out.extend(self.step_of(way).map(|spot| self.line(way, &self.first_line(spot)))),
                _ => {}
            }
        }
        out
    }

    /// The first step of a way's stage.
    fn step_of(&self, way: Way) -> Option<Spot<'_>> {
        let index = self.sight.guide.index_of(way.id())?;
        enter(&self.sight, Spot { guide: self.sight.guide, index })
    }

    /// The first sentence of a step, or its heading.
    fn first_line(&self, spot: Spot<'_>) -> String {
        let pieces = spot.step().body.iter().find_map(|block| match block {
            crate::book::Block::Paragraph(pieces) => Some(pieces),
            _ => None,
        });
        let held = pieces.into_iter().flatten().find(|p| self.sight.holds(&p.when));
        let text = held.and_then(|p| self.sight.words(&p.text)).or_else(|| self.sight.words(&spot.step().heading));
        text.unwrap_or_default()
    }

    fn deadline(&self) -> Vec<String> {
        let answers = &self.hand.path.ground.answers;
        let of = |name: &str| answers.get(name).cloned();
        match (of("han-60-ngay"), of("con-lai-60-ngay")) {
            (Some(day), Some(left)) => {
                vec![self.hand.book.words.say(Phrase::ToldDeadline, &[("day", &day), ("left", &left)])]
            }
            _ => Vec::new(),
        }
    }

    fn one_way(&self, way: Way) -> Vec<String> {
        let words = &self.hand.book.words;
        let front = &self.sight.guide.front;
        if front.ways.is_empty() {
            return Vec::new();
        }
        if !self.sight.open_ways().contains(&way) {
            let closed = self.sight.general(&format!("closed.{}", way.table()));
            let only_result = front.ways.contains_key(&way).then(|| self.hand.say(Phrase::ToldOnlyResult));
            let none = || words.say(Phrase::ToldNoWay, &[("way", &self.hand.say(way_name(way)))]);
            return vec![closed.or(only_result).unwrap_or_else(none)];
        }
        let mut out = vec![self.way_line(way).unwrap_or_default()];
        out.extend(self.warnings(way).into_iter().map(|w| format!("⚠️ {w}")));
        if way == Way::InPerson {
            let others: Vec<String> =
                self.sight.open_ways().into_iter().filter(|w| *w != way).map(|w| self.hand.say(way_name(w))).collect();
            if others.is_empty() {
                out.insert(0, self.hand.say(Phrase::ToldMustGo));
            } else {
                out.insert(0, words.say(Phrase::ToldNeedNotGo, &[("ways", &others.join(", ").to_lowercase())]));
            }
        } else {
            out.insert(0, self.hand.say(Phrase::ToldYes));
        }
        out
    }

    /// "Trên mạng: tiền: miễn phí · xong trong ngày"; none if the way is closed.
    fn way_line(&self, way: Way) -> Option<String> {
        if !self.sight.open_ways().contains(&way) {
            return None;
        }
        let front = &self.sight.guide.front;
        let own = front.ways.get(&way).map_or(&[][..], |t| &t.needs);
        let needs = self.sight.lines(if own.is_empty() { &front.needs } else { own }).join(", ");
        let words = &self.hand.book.words;
        let facts = [
            (!needs.is_empty()).then(|| words.say(Phrase::WayNeeds, &[("needs", &needs)])),
            self.sight.of_way(way, "fee").map(|fee| words.say(Phrase::WayFee, &[("fee", &fee)])),
            self.sight.of_way(way, "time").map(|time| words.say(Phrase::WayTime, &[("time", &time)])),
        ];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        Some(self.line(way, &facts.join(" · ")))
    }

    fn office(&self, phrase: Phrase) -> String {
        let [office, phone, hours, address] = ["office.name", "office.phone", "office.hours", "office.address"]
            .map(|path| self.sight.local(path).unwrap_or_default());
        let blanks = [("office", office.as_str()), ("phone", &phone), ("hours", &hours), ("address", &address)];
        self.hand.book.words.say(phrase, &blanks)
    }

    fn say_phone(&self, phrase: Phrase) -> String {
        let phone = self.sight.local("office.phone").unwrap_or_default();
        self.hand.book.words.say(phrase, &[("phone", &phone)])
    }

    /// Where the guide says nothing, or what it says is of another matter than the side branch at hand.
    fn unknown(&self, branch: Option<&str>) -> String {
        let Some(branch) = branch else { return self.say_phone(Phrase::ToldUnknown) };
        let phone = self.sight.local("office.phone").unwrap_or_default();
        self.hand.book.words.say(Phrase::ToldBranch, &[("branch", branch), ("phone", &phone)])
    }

    fn source(&self) -> Option<String> {
        let checked = &self.sight.guide.front.checked;
        let source = checked.sources.first()?;
        // The place where it stands is enough on a phone; all of them are in the guide's front matter.
        let source = source.split([':', '(']).next().unwrap_or(source).trim();
        let day = self.hand.book.words.short_day(checked.on?);
        Some(self.hand.book.words.say(Phrase::ToldSource, &[("source", source), ("day", &day)]))
    }

    /// The three facts of an opening, then ways and papers.
    fn facts(&self) -> Vec<String> {
        let words = &self.hand.book.words;
        let one = |phrase, blank, values: Vec<String>| {
            (!values.is_empty()).then(|| words.say(phrase, &[(blank, values.join("; ").as_str())]))
        };
        let plain = |what: &str| -> Vec<String> {
            self.by_way(what).into_iter().filter(|line| !line.starts_with('⚠')).collect()
        };
        let names: Vec<String> =
            self.ways().into_iter().map(|way| self.hand.say(way_name(way)).to_lowercase()).collect();
        let listed = papers(self.hand.book, self.hand.walk, self.hand.path);
        let mut labels: Vec<String> = listed.iter().take(MOST_PAPERS).map(|p| p.label.clone()).collect();
        if listed.len() > MOST_PAPERS {
            labels.push(words.say(Phrase::SummaryMore, &[("n", &(listed.len() - MOST_PAPERS).to_string())]));
        }
        let authority = self.sight.guide.front.authority.clone();
        let out = [
            one(Phrase::SummaryWhere, "value", authority.into_iter().collect()),
            one(Phrase::SummaryFee, "value", plain("fee")),
            one(Phrase::SummaryTime, "value", plain("time")),
            one(Phrase::SummaryWays, "value", if names.is_empty() { names } else { vec![names.join(", ")] }),
            one(Phrase::SummaryPapers, "value", if labels.is_empty() { labels } else { vec![labels.join(", ")] }),
        ];
        out.into_iter().flatten().collect()
    }

    /// The next likeliest question.
    fn next(&self, topic: Topic) -> Vec<Choice> {
        let mut out = Vec::new();
        let about_ways = matches!(topic, Topic::Ways | Topic::Online | Topic::Post | Topic::InPerson);
        if about_ways && ways_step(self.hand.book, self.sight.guide).is_some() && self.hand.path.way.is_some() {
            out.push(self.hand.button(self.hand.say(Phrase::ChangeWay), Deed::Look(Aside::Ways), Group::Guide));
        }
        let then = match topic {
            Topic::Fee => Some(Topic::Time),
            Topic::Time | Topic::Ways | Topic::Online | Topic::Post | Topic::InPerson => Some(Topic::Fee),
            Topic::Where => Some(Topic::Hours),
            Topic::Hours => Some(Topic::Where),
            _ => None,
        };
        if let Some(then) = then.filter(|then| !self.topic(*then).is_empty()) {
            let label = capital(&self.hand.say(name(then)));
            out.push(self.hand.button(label, Deed::Tell(then), Group::Guide));
        }
        if self.sight.guide.index_of("hoi-dap").is_some() {
            out.push(self.hand.button(self.hand.say(Phrase::Questions), Deed::Look(Aside::Questions), Group::Guide));
        }
        out
    }
}

fn way_name(way: Way) -> Phrase {
    match way {
        Way::Online => Phrase::WayOnline,
        Way::InPerson => Phrase::WayInPerson,
        Way::Post => Phrase::WayPost,
    }
}

/// With its first letter in upper case: a line begins with it.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
