//! Commands: `/start khai-sinh`, `/tieptuc` and their like.

use crate::book::Phrase;
use crate::engine::course::Course;
use crate::engine::event::Effect;
use crate::engine::said::look_for;
use crate::engine::session::{Session, View};

/// Runs what stands after the slash; `@name_of_the_bot` behind a command is passed over.
pub(super) fn command(c: &mut Course<'_>, text: &str) {
    let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let name = name.split('@').next().unwrap_or_default().to_lowercase();
    let rest = rest.trim();
    match name.as_str() {
        "start" | "batdau" if rest.is_empty() => c.welcome(),
        "start" | "batdau" => c.deep_link(rest),
        "timkiem" if rest.is_empty() => at_least_welcome(c, View::Search),
        "timkiem" => look_for(c, rest),
        "tieptuc" => c.resume_latest(),
        "hoso" => at_least_welcome(c, View::Dossiers(None)),
        "in" => crate::engine::sheet::print(c),
        "ngonngu" | "language" => at_least_welcome(c, View::Languages),
        "thongbao" | "tin" => at_least_welcome(c, View::News),
        "stop" | "dung" | "huy" | "dungtin" | "unsubscribe" | "tuchoi" => stop(c),
        "trogiup" | "help" => at_least_welcome(c, View::Help),
        "xoadulieu" => at_least_welcome(c, View::Forgetting),
        _ => {
            c.say(Phrase::CommandUnknown, &[]);
            at_least_welcome(c, c.s.view.clone());
        }
    }
}

/// `/stop`: of a bot everybody says it so. Who gets no announcements rests where they are.
fn stop(c: &mut Course<'_>) {
    if c.s.news.wants() {
        c.stop_news(None);
        return at_least_welcome(c, View::Place);
    }
    at_least_welcome(c, View::Place);
    c.say(Phrase::Stopped, &[]);
}

/// A screen of ours; behind it, for who is new, the welcome.
pub(super) fn at_least_welcome(c: &mut Course<'_>, view: View) {
    if c.s.walk().is_none() {
        c.welcome();
    }
    c.s.view = view;
}

impl Course<'_> {
    /// Erases the session; the welcome stands behind the last word, so that a press of it begins anew.
    pub(super) fn forget(&mut self) {
        self.cache = None;
        self.s = Session {
            last: self.s.last,
            // The last word is read too; then nothing is left.
            language: std::mem::take(&mut self.s.language),
            ..Session::new(self.s.seed.rotate_left(17) ^ 0x5bd1_e995, self.s.keep.asked_anew())
        };
        self.notices.clear();
        self.welcome();
        self.s.view = View::Forgotten;
        self.effects.push(Effect::Forget);
    }
}
