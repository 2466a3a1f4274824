//! A day that passed while somebody was on the way: what it changed of papers, way or step is named.

use jiff::civil::Date;

use crate::book::{Phrase, Sight};
use crate::engine::course::Course;
use crate::engine::papers::{papers, shown};
use crate::engine::path::{Path, path};
use crate::engine::session::Walk;

impl Course<'_> {
    /// Names what a day that passed has changed of papers, way or step.
    pub(super) fn day_changed(&mut self) {
        let Some(walk) = self.s.walk() else { return };
        let then = walk.day;
        if then == self.today {
            return;
        }
        if walk.number != 0 && self.s.hand.is_some() {
            self.say_day_changes(then);
        }
        let today = self.today;
        self.cache = None;
        if let Some(walk) = self.s.walk_mut() {
            walk.day = today;
        }
    }

    fn say_day_changes(&mut self, then: Date) {
        let Some(walk) = self.s.walk() else { return };
        let (old, new) = (path(self.book, walk, then), path(self.book, walk, self.today));
        let keys = |p: &Path<'_>| papers(self.book, walk, p).into_iter().map(|p| p.key).collect::<Vec<_>>();
        let mut what = Vec::new();
        if keys(&old) != keys(&new) {
            what.push(Phrase::ChangedPapers);
        }
        if self.way_lines(walk, &old) != self.way_lines(walk, &new) {
            what.push(Phrase::ChangedWay);
        }
        if self.step_shape(walk, &old) != self.step_shape(walk, &new) {
            what.push(Phrase::ChangedStep);
        }
        self.say_new_notices(walk.guide.clone(), &old, &new);
        if what.is_empty() {
            return;
        }
        let words = &self.book.words;
        let named: Vec<String> = what.into_iter().map(|p| words.say(p, &[])).collect();
        let day = words.short_day(then);
        self.say(Phrase::DayChanged, &[("day", &day), ("what", &named.join(", "))]);
    }

    /// What has come true since: whoever is in the middle has not seen the opening of today.
    fn say_new_notices(&mut self, guide: String, old: &Path<'_>, new: &Path<'_>) {
        let Some(guide) = self.book.guide(&guide) else { return };
        let told = |path: &Path<'_>| Sight { book: self.book, guide, ground: &path.ground }.notices();
        let (before, now) = (told(old), told(new));
        self.notices.extend(now.into_iter().filter(|notice| !before.contains(notice)));
    }

    fn way_lines(&self, walk: &Walk, path: &Path<'_>) -> Vec<Option<String>> {
        let (Some(guide), Some(way)) = (self.book.guide(&walk.guide), path.way) else { return Vec::new() };
        let sight = Sight { book: self.book, guide, ground: &path.ground };
        let mut lines: Vec<_> = ["fee", "time", "needs"].into_iter().map(|what| sight.of_way(way, what)).collect();
        let warn = guide.front.ways.get(&way).map(|t| sight.lines(&t.warn).join(" "));
        lines.push(warn);
        lines
    }

    fn step_shape(&self, walk: &Walk, path: &Path<'_>) -> Vec<bool> {
        let mut out = Vec::new();
        if let Some((spot, _)) = walk.place.find(self.book) {
            let sight = Sight { book: self.book, guide: spot.guide, ground: &path.ground };
            out.push(sight.holds(&spot.step().when));
            shown(&spot.step().body, &sight, &mut out);
        }
        out
    }
}
