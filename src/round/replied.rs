//! What is typed about an announcement: in reply to it, or right after it.

use std::time::Duration;

use crate::announce::PlanId;
use crate::book::Book;
use crate::engine::{Event, Session, stop_said};
use crate::round::chat::Chat;
use crate::when::Moment;

/// So long after an announcement typed words may still be about it.
const ANSWERS: Duration = Duration::from_hours(7 * 24);

/// What is typed in reply to an announcement, or while one is the last thing shown, may be the press of the button under it.
pub(super) fn after_news(
    book: &Book,
    (chat, was): (&Chat, &Session),
    event: Event,
    replied: Option<PlanId>,
    now: Moment,
) -> Event {
    let Event::Said(text) = &event else { return event };
    let is_news = |at: &Moment| was.news.wants() && was.last <= *at && now.since(*at) <= ANSWERS;
    let last = chat.told_last.filter(|(_, at)| is_news(at)).map(|(plan, _)| plan);
    match replied.or(last).and_then(|plan| stop_said(book, was, text, plan)) {
        Some(token) => Event::Pressed(token),
        None => event,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Consent, How, Keep, News};

    #[test]
    fn typed_words_are_about_an_announcement_while_it_is_the_last_thing_shown() {
        let at = |hours: u64| Moment::from_millis(1_000_000_000).plus(Duration::from_hours(hours));
        let consent = Some(Consent { edition: "vi-1".to_owned(), at: at(0), how: How::Menu });
        let mut was = Session { last: at(1), ..Session::new(7, Keep::Always) };
        was.news = News { consent, ..News::default() };
        let mut book = Book::default();
        let words = crate::book::read_words("vi/phrases.toml", b"[typed]\nnews-enough = [\"TC\"]\n").0;
        book.words = std::sync::Arc::new(words);
        let mut chat = Chat::new(at(0));
        let typed = |chat: &Chat, was: &Session, hours| {
            after_news(&book, (chat, was), Event::Said("tc".to_owned()), None, at(hours))
        };
        let said = Event::Said("tc".to_owned());
        assert_eq!(typed(&chat, &was, 3), said, "nothing was announced");
        chat.told_last = Some((7, at(2)));
        assert!(matches!(typed(&chat, &was, 3), Event::Pressed(_)));
        assert_eq!(typed(&chat, &was, 24 * 30), said, "a month later it is forgotten");
        was.last = at(3);
        assert_eq!(typed(&chat, &was, 4), said, "they did something else since");
        assert_eq!(
            typed(&chat, &Session { last: at(1), ..Session::new(7, Keep::Always) }, 3),
            said,
            "they get no news"
        );
        let replied = after_news(&book, (&chat, &was), said, Some(5), at(24 * 60));
        let Event::Pressed(token) = replied else { panic!("a reply says which announcement it is about, also later") };
        assert_eq!(Some(token), stop_said(&book, &was, "tc", 5));
    }
}
