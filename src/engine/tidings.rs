//! What presses do to what a citizen wants to be told, when it is offered, and what a turn owes to an announcement.

use crate::book::{Block, Phrase, Way, key};
use crate::engine::at::Spot;
use crate::engine::course::{Course, WELCOME};
use crate::engine::news::{Consent, How, Led, News, Topics};
use crate::engine::news_menu::{offer, topics, turned};
use crate::engine::session::{Extra, View, Walk};
use crate::engine::wish::Wish;

impl Course<'_> {
    /// A press of ours about announcements.
    pub(super) fn wish(&mut self, wish: Wish) {
        match wish {
            Wish::Take { how, words } => self.take_news(how, words),
            Wish::Refuse => {
                self.end_news();
                self.say(Phrase::NewsRefused, &[]);
            }
            Wish::Stop => self.stop_news(None),
            // What an old button would change is not wanted any more: the screen says what it is.
            _ if !self.s.news.wants() => self.s.view = View::News,
            Wish::All => self.s.news.topics = Topics::All,
            Wish::Topic { topic, on } => self.turn_topic(topic, on),
            Wish::Hamlet(hamlet) => self.choose_hamlet(hamlet),
            Wish::Silent(silent) => self.s.news.silent = silent,
        }
        if self.s.news.wants() && !matches!(wish, Wish::Take { how: How::Finished | How::Welcome | How::Letter, .. }) {
            self.s.view = View::News;
        }
    }

    /// A yes, to the words with that hash. Who had said yes already keeps the first one, and what they chose.
    fn take_news(&mut self, how: How, words: u32) {
        if !self.s.news.wants() {
            let before = self.extras.iter().find_map(|extra| match extra {
                Extra::Stopped(news) if how == How::Letter => Some(News::clone(news)),
                _ => None,
            });
            let language = if self.book.language.is_empty() { HOME } else { &self.book.language };
            let consent = Consent { edition: format!("{language}-{words:08x}"), at: self.now, how };
            self.s.news = News { consent: Some(consent), refused: false, ..before.unwrap_or_default() };
        }
        self.say(Phrase::NewsTaken, &[]);
    }

    /// No more announcements, from this turn on; `plan` is the one whose button was pressed.
    pub(super) fn stop_news(&mut self, plan: Option<u32>) {
        let was = self.end_news();
        if was.wants() {
            self.led.extend(plan.map(|plan| (plan, Led::Stopped)));
            self.s.extras.push(Extra::Stopped(Box::new(was)));
        } else {
            // A second tap must not take away what the first one offers.
            self.s.extras.extend(self.extras.iter().find(|extra| matches!(extra, Extra::Stopped(_))).cloned());
        }
        self.say(Phrase::NewsStopped, &[]);
    }

    /// A no: nothing of what was wanted is kept but that.
    fn end_news(&mut self) -> News {
        if matches!(self.s.view, View::News | View::Hamlets) {
            self.s.view = View::Place;
        }
        std::mem::replace(&mut self.s.news, News { refused: true, ..News::default() })
    }

    fn turn_topic(&mut self, topic: u32, on: bool) {
        let id = topics(self.book).map(|(id, _)| id).find(|id| key(id) == topic);
        match id {
            Some(id) => self.s.news.topics = turned(self.book, &self.s.news.topics, id, on),
            None => self.say(Phrase::ButtonGone, &[]),
        }
    }

    fn choose_hamlet(&mut self, hamlet: u32) {
        let named = self.book.locality.hamlets.iter().find(|h| key(h) == hamlet).cloned();
        if named.is_none() && hamlet != 0 {
            return self.say(Phrase::ButtonGone, &[]);
        }
        self.s.news.hamlet = named;
    }

    /// The opening of a guide, by the button of an announcement.
    pub(super) fn open_from_news(&mut self, guide: u32, plan: u32) {
        let Some(guide) = self.book.guide_by_key(guide) else {
            return self.say(Phrase::GuideGone, &[]);
        };
        let by_it = |walk: &Walk| walk.news == Some(plan);
        let (walked, looked_at) = (self.s.dossiers.iter().any(by_it), self.s.loose.as_ref().is_some_and(by_it));
        self.open(guide, None);
        // One citizen is counted once for each thing, however often they press.
        if !walked && !looked_at {
            self.led.push((plan, Led::Opened));
        }
        let opened = self.s.loose.as_mut().filter(|w| !walked && self.s.hand.is_none() && w.guide == guide.id);
        if let Some(walk) = opened {
            walk.news = Some(plan);
        }
    }

    /// The walk at hand has just become a dossier.
    pub(super) fn began(&mut self) {
        let news = self.s.walk().and_then(|w| w.news);
        self.led.extend(news.map(|plan| (plan, Led::Began)));
    }

    /// The walk at hand is at its real end: that is counted once, though it may be opened again.
    pub(super) fn filed(&mut self) {
        let first = !self.s.dossiers.iter().any(|d| self.was_filed(d));
        let Some(walk) = self.s.walk_mut() else { return };
        if std::mem::replace(&mut walk.filed, true) {
            return;
        }
        self.led.extend(walk.news.map(|plan| (plan, Led::Filed)));
        if first && self.may_offer() && self.spot().is_some_and(|spot| has_room(spot) && !self.mourns(&spot.guide.id)) {
            self.s.extras.push(Extra::News);
        }
    }

    /// Whether a guide, or the one being walked, is about somebody's death.
    fn mourns(&self, guide: &str) -> bool {
        let walked = self.s.walk().map(|w| w.guide.as_str());
        [Some(guide), walked].into_iter().flatten().filter_map(|id| self.book.guide(id)).any(|g| g.front.mourning)
    }

    /// Offered at the first end, announcements are offered on the welcome too, until they are answered; never beside the question
    /// whether to keep the place: each has a screen of its own.
    pub(super) fn offer_on_welcome(&mut self) {
        let asks = self.s.extras.contains(&Extra::Consent);
        if !asks
            && self.may_offer()
            && self.at_welcome()
            && self.s.dossiers.iter().any(|d| self.was_filed(d) && !self.mourns(&d.guide))
        {
            self.s.extras.push(Extra::News);
        }
    }

    fn may_offer(&self) -> bool {
        !self.s.news.wants() && !self.s.news.refused
    }

    /// Whether the question to keep the place must wait: it stands beside nothing that asks about announcements.
    pub(super) fn asks_of_news(&self) -> bool {
        let asks = |extra: &Extra| matches!(extra, Extra::News | Extra::Stopped(_));
        matches!(self.s.view, View::News | View::Hamlets) || self.s.extras.iter().any(asks)
    }

    fn at_welcome(&self) -> bool {
        let here = self.s.hand.is_none() && self.s.view == View::Place;
        here && self.spot().is_some_and(|spot| spot.guide.id == WELCOME && spot.index == 0)
    }

    /// Whether a dossier came to its real end; records of before that was written down tell it by their place.
    fn was_filed(&self, walk: &Walk) -> bool {
        let at_end = || walk.place.find(self.book).is_some_and(|(spot, _)| is_real_end(spot));
        walk.filed || (walk.finished && at_end())
    }

    /// The line under this turn's screen.
    pub(super) fn footer(&self) -> Option<String> {
        let asks = |extra: &Extra| match extra {
            Extra::Consent => Some(self.book.words.say(Phrase::KeepAsk, &[])),
            Extra::News => Some(offer(self.book)),
            _ => None,
        };
        self.s.extras.iter().find_map(asks)
    }
}

/// Whether the procedure itself was done where a walk ends: an office to go to instead is an end too.
pub(super) fn is_real_end(spot: Spot<'_>) -> bool {
    let stage = spot.step().stage.map_or("", |s| spot.guide.steps[s].id.as_str());
    Way::from_id(stage).is_some() || stage == "nhan-ket-qua"
}

/// Whether the offer, of some five lines, fits under a step on a small phone: twelve lines in all, header and heading included.
fn has_room(spot: Spot<'_>) -> bool {
    let lines = |text: &str| text.chars().count() / PHONE + 1;
    let of_block = |block: &Block| match block {
        Block::Paragraph(pieces) => pieces.iter().map(|p| lines(&crate::book::plain(&p.text))).sum(),
        Block::List { items, .. } => items.iter().map(|item| lines(&crate::book::plain(&item.text))).sum(),
        Block::Note { .. } => 3,
        Block::Picture { .. } => 0,
        Block::Table { .. } | Block::Ways | Block::Code(_) => ROOM + 1,
    };
    spot.step().body.iter().map(of_block).sum::<usize>() <= ROOM
}

/// The columns of a small phone, and the lines a step may have to leave room for the offer.
const PHONE: usize = 40;
const ROOM: usize = 5;

/// How the home language is named in an edition: its folder.
const HOME: &str = "vi";
