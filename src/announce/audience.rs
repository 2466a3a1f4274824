//! Who is told: a small record for each citizen who asked to be told, and which announcements are for them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::announce::To;
use crate::book::Book;
use crate::engine::{Session, Topics, WHOLE_COMMUNE};
use crate::store::{Record, Space};
use crate::when::Moment;

/// `n/<chat>`, big-endian: in order of their numbers.
pub const SUBSCRIBERS: Space<Subscriber> = Space::new("n/");

/// The most guides that are remembered as once opened.
const MOST_OPENED: usize = 60;

/// What must be known of a citizen to tell whether an announcement is for them; it follows the session, and goes with the consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscriber {
    /// When they said yes: what was begun before is not for them.
    pub since: Moment,
    /// None = all topics.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    topics: Option<BTreeSet<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hamlet: Option<String>,
    /// Without sound.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
    /// Guides with an unfinished dossier.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    doing: BTreeSet<String>,
    /// Guides with a finished one.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    filed: BTreeSet<String>,
    /// Guides that were ever on their screen.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    opened: BTreeSet<String>,
}

impl Record for Subscriber {
    const VERSION: u8 = 1;
}

/// The citizens' topic that a rule belongs to: a field, or that of its guide; none = the whole commune.
pub fn topic(to: &To, book: &Book) -> Option<String> {
    match to {
        To::All | To::Hamlet(_) => None,
        To::Field(field) => Some(field.clone()),
        To::Guide(id) | To::Doing(id) | To::Filed(id) => book.guide(id).and_then(|guide| guide.front.field.clone()),
    }
}

impl Subscriber {
    /// The record of a session; none = they don't want to be told. `was` is what stood there before, `guide` what is on the screen now.
    pub fn of(session: &Session, was: Option<&Self>, guide: Option<&str>) -> Option<Self> {
        let consent = session.news.consent.as_ref()?;
        let topics = match &session.news.topics {
            Topics::All => None,
            Topics::Some(fields) => Some(fields.clone()),
        };
        let of_dossiers = |finished: bool| {
            let theirs = session.dossiers.iter().filter(move |walk| walk.finished == finished && !walk.away);
            theirs.map(|walk| walk.guide.clone()).collect::<BTreeSet<_>>()
        };
        let (doing, filed) = (of_dossiers(false), of_dossiers(true));
        let mut opened = was.map(|was| was.opened.clone()).unwrap_or_default();
        opened.extend(session.dossiers.iter().map(|walk| walk.guide.clone()));
        if opened.len() < MOST_OPENED {
            opened.extend(guide.map(str::to_owned));
        }
        let (hamlet, silent) = (session.news.hamlet.clone(), session.news.silent);
        Some(Self { since: consent.at, topics, hamlet, silent, doing, filed, opened })
    }

    /// Whether an announcement begun at `made` is for them: they said yes before it, want its topic, and its rule holds.
    pub fn fits(&self, to: &To, topic: Option<&str>, made: Moment) -> bool {
        let wanted = self.topics.as_ref().is_none_or(|topics| topics.contains(topic.unwrap_or(WHOLE_COMMUNE)));
        let ruled = match to {
            To::All | To::Field(_) => true,
            To::Hamlet(name) => self.hamlet.as_ref() == Some(name),
            To::Guide(guide) => self.opened.contains(guide),
            To::Doing(guide) => self.doing.contains(guide),
            To::Filed(guide) => self.filed.contains(guide),
        };
        self.since <= made && wanted && ruled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Consent, How, Walk};

    fn told(guide: &str, finished: bool) -> Session {
        let mut session = Session::default();
        let at = Moment::from_millis(10);
        session.news.consent = Some(Consent { edition: "vi".to_owned(), at, how: How::Menu });
        session.news.hamlet = Some("Thôn 1".to_owned());
        session.dossiers.push(Walk { guide: guide.to_owned(), finished, ..Walk::default() });
        session
    }

    #[test]
    fn each_rule_finds_its_citizens_and_no_others() {
        let now = Moment::from_millis(20);
        let doing = Subscriber::of(&told("khai-sinh", false), None, Some("ket-hon")).expect("a yes");
        let filed = Subscriber::of(&told("khai-sinh", true), Some(&doing), None).expect("a yes");
        let fits = |who: &Subscriber, to: &str| who.fits(&to.parse().expect("a rule"), None, now);
        for (to, first, second) in [
            ("all", true, true),
            ("hamlet:Thôn 1", true, true),
            ("hamlet:Thôn 2", false, false),
            ("doing:khai-sinh", true, false),
            ("filed:khai-sinh", false, true),
            ("guide:ket-hon", true, true),
            ("guide:khai-tu", false, false),
        ] {
            assert_eq!((fits(&doing, to), fits(&filed, to)), (first, second), "{to}");
        }
        assert!(!doing.fits(&To::All, None, Moment::from_millis(9)), "what was begun before the yes is not for them");
    }

    #[test]
    fn only_wanted_topics_are_told_and_silence_is_no() {
        let mut session = told("khai-sinh", false);
        session.news.topics = Topics::Some(BTreeSet::from(["ho-tich".to_owned()]));
        let who = Subscriber::of(&session, None, None).expect("a yes");
        let now = Moment::from_millis(20);
        assert!(who.fits(&To::Field("ho-tich".to_owned()), Some("ho-tich"), now));
        assert!(!who.fits(&To::All, None, now) && !who.fits(&To::All, Some("dat-dai"), now));
        session.news.consent = None;
        assert_eq!(Subscriber::of(&session, Some(&who), None), None);
    }
}
