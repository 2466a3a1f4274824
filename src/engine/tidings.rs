//! What presses do to what a citizen wants to be told, and what a turn owes to an announcement.

use crate::book::Phrase;
use crate::engine::course::Course;
use crate::engine::news::Led;

impl Course<'_> {
    /// No more announcements, from this turn on; `plan` is the one whose button was pressed.
    pub(super) fn stop_news(&mut self, plan: Option<u32>) {
        if self.s.news.wants() {
            self.led.extend(plan.map(|plan| (plan, Led::Stopped)));
        }
        self.s.news.consent = None;
        self.s.news.refused = true;
        self.say(Phrase::NewsStopped, &[]);
    }

    /// The opening of a guide, by the button of an announcement.
    pub(super) fn open_from_news(&mut self, guide: u32, plan: u32) {
        let Some(guide) = self.book.guide_by_key(guide) else {
            return self.say(Phrase::GuideGone, &[]);
        };
        let known = self.s.loose.iter().chain(&self.s.dossiers).any(|w| w.news == Some(plan));
        self.open(guide, None);
        if !known {
            self.led.push((plan, Led::Opened));
        }
        if let Some(walk) = self.s.loose.as_mut().filter(|w| self.s.hand.is_none() && w.guide == guide.id) {
            walk.news = Some(plan);
        }
    }

    /// The walk at hand has just become a dossier.
    pub(super) fn began(&mut self) {
        let news = self.s.walk().and_then(|w| w.news);
        self.led.extend(news.map(|plan| (plan, Led::Began)));
    }

    /// The walk at hand has come to its real end: it is counted once, though it may be opened again.
    pub(super) fn filed(&mut self) {
        let news = self.s.walk_mut().and_then(|w| w.news.take());
        self.led.extend(news.map(|plan| (plan, Led::Filed)));
    }
}
