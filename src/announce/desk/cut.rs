//! A text that its author's client cut: parts that come one right after the other are one letter.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::announce::Letter;
use crate::announce::desk::Visit;
use crate::book::limits::{TEXT, units};
use crate::sender::draw::strip_html;
use crate::when::Moment;

/// A client fills a message up to Telegram's limit, less the word or line it does not tear.
const NEAR: usize = TEXT - 300;
/// Nobody writes so long a text so soon after another.
const SOON: Duration = Duration::from_secs(2);
/// What is kept of it: anything over this is too long anyway.
const MOST: usize = 1 << 16;

/// A text near Telegram's limit that has just come: its rest may follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Long {
    /// As far as it is there.
    html: String,
    /// When its last part came.
    at: Moment,
}

/// Whether a text is so long that a client may have cut it.
pub fn may_be_cut(text: &str) -> bool {
    units(text) >= NEAR
}

/// Whether what comes at `now` goes on with what came at `at`.
pub fn goes_on(at: Moment, now: Moment) -> bool {
    now.since(at) <= SOON
}

impl Long {
    /// Whether its rest may still come.
    pub(super) fn goes_on(&self, now: Moment) -> bool {
        goes_on(self.at, now)
    }
}

impl Visit<'_, '_> {
    /// What was said with the parts before it, and whether there are any.
    pub(super) fn whole(&mut self, letter: Letter, alone: bool) -> (Letter, bool) {
        let now = self.room.now;
        let before = self.seat.long.take().filter(|long| alone && letter.media.is_empty() && long.goes_on(now));
        let goes_on = before.is_some();
        let cut = alone && letter.media.is_empty() && may_be_cut(&strip_html(&letter.html));
        let html = match before {
            Some(long) if long.html.len() > MOST => long.html,
            Some(long) => joined(&long.html, &letter.html),
            None => letter.html,
        };
        self.seat.long = cut.then(|| Long { html: html.clone(), at: now });
        (Letter { html, ..letter }, goes_on)
    }
}

/// The client kept the blank it cut at to itself: a line ended where a sentence did.
fn joined(first: &str, rest: &str) -> String {
    let ended = strip_html(first).trim_end().ends_with(['.', '!', '?', ':', ';', '…']);
    let (first, rest) = (first.trim_end(), rest.trim_start());
    format!("{first}{}{rest}", if ended { "\n" } else { " " })
}
