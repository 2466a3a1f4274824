//! The screens about announcements: what they are, what one gets of them, the hamlets, and the offer under another screen.

use std::collections::BTreeSet;

use crate::book::{Book, Phrase, key};
use crate::engine::event::{Choice, Group, Scene};
use crate::engine::news::{How, Topics, WHOLE_COMMUNE};
use crate::engine::offer::living_fields;
use crate::engine::show::Hand;
use crate::engine::token::{Deed, Menu};
use crate::engine::wish::Wish;

/// The topics that are offered: the whole commune, then the fields that have a guide; ids and names.
pub(super) fn topics(book: &Book) -> impl Iterator<Item = (&str, String)> {
    let whole = (WHOLE_COMMUNE, book.words.say(Phrase::NewsWhole, &[]));
    std::iter::once(whole).chain(living_fields(book).map(|(id, name)| (id, name.to_owned())))
}

/// The topics with one of them turned on or off; all that are offered = everything.
pub(super) fn turned(book: &Book, was: &Topics, topic: &str, on: bool) -> Topics {
    let offered: BTreeSet<String> = topics(book).map(|(id, _)| id.to_owned()).collect();
    let mut wanted = match was {
        Topics::All => offered.clone(),
        Topics::Some(wanted) => wanted.clone(),
    };
    if on {
        wanted.insert(topic.to_owned());
    } else {
        wanted.remove(topic);
    }
    if offered.is_subset(&wanted) { Topics::All } else { Topics::Some(wanted) }
}

/// /thongbao: what announcements are, or what one gets of them.
pub(super) fn news(hand: &Hand<'_, '_>) -> (Scene, Vec<Choice>) {
    if hand.s.news.wants() { wanted(hand) } else { unasked(hand) }
}

fn unasked(hand: &Hand<'_, '_>) -> (Scene, Vec<Choice>) {
    let mut choices = yes_and_no(hand, How::Menu, Group::Guide);
    choices.extend(hand.back_to_place());
    let [title, lines @ ..] = about(hand.book);
    (Scene::Plain { title, lines: lines.into() }, choices)
}

fn wanted(hand: &Hand<'_, '_>) -> (Scene, Vec<Choice>) {
    let (book, news) = (hand.book, &hand.s.news);
    let [title, _, manners, _] = about(book);
    let getting = match &news.topics {
        Topics::All => Phrase::NewsAll,
        Topics::Some(some) if some.is_empty() => Phrase::NewsNone,
        Topics::Some(_) => Phrase::NewsSome,
    };
    let mut lines = vec![hand.say(getting), manners];
    if let Some(hamlet) = &news.hamlet {
        lines.push(book.words.say(Phrase::NewsHamletIs, &[("hamlet", hamlet)]));
    }
    if news.silent {
        lines.push(hand.say(Phrase::NewsSilent));
    }
    let button = |label, wish| hand.button(label, Deed::News(wish), Group::Guide);
    let mut choices: Vec<Choice> = topics(book).map(|(id, name)| toggle(hand, id, &name)).collect();
    if news.topics != Topics::All {
        choices.push(button(hand.say(Phrase::NewsTakeAll), Wish::All));
    }
    if !book.locality.hamlets.is_empty() {
        choices.push(hand.button(hand.say(Phrase::NewsHamlet), Deed::Menu(Menu::Hamlets), Group::Guide));
    }
    let sound = if news.silent { Phrase::NewsSoundOn } else { Phrase::NewsSoundOff };
    choices.push(button(hand.say(sound), Wish::Silent(!news.silent)));
    choices.push(button(hand.say(Phrase::NewsStop), Wish::Stop));
    choices.extend(hand.back_to_place());
    (Scene::Plain { title, lines }, choices)
}

fn toggle(hand: &Hand<'_, '_>, id: &str, name: &str) -> Choice {
    let on = hand.s.news.topics.holds(id);
    let sign = if on { "✅" } else { "⬜" };
    hand.button(format!("{sign} {name}"), Deed::News(Wish::Topic { topic: key(id), on: !on }), Group::Tick)
}

/// Which hamlet one lives in; it may be left open.
pub(super) fn hamlets(hand: &Hand<'_, '_>) -> (Scene, Vec<Choice>) {
    let button = |label: String, hamlet| hand.button(label, Deed::News(Wish::Hamlet(hamlet)), Group::Guide);
    let mut choices: Vec<Choice> = hand.book.locality.hamlets.iter().map(|h| button(h.clone(), key(h))).collect();
    choices.push(button(hand.say(Phrase::NewsHamletNone), 0));
    let [title, ..] = about(hand.book);
    let back = hand.book.words.say(Phrase::Return, &[("step", &title)]);
    choices.push(hand.button(back, Deed::Menu(Menu::News), Group::On));
    let lines = vec![hand.say(Phrase::NewsHamletText)];
    (Scene::Plain { title: hand.say(Phrase::NewsHamletTitle), lines }, choices)
}

/// The two answers to the offer.
pub(super) fn yes_and_no(hand: &Hand<'_, '_>, how: How, group: Group) -> Vec<Choice> {
    let take = Wish::Take { how, words: words_read(hand.book, how) };
    let yes = hand.button(hand.say(Phrase::NewsYes), Deed::News(take), group);
    vec![yes, hand.button(hand.say(Phrase::NewsNo), Deed::News(Wish::Refuse), group)]
}

/// "Nhận tin lại", right after a stop.
pub(super) fn again(hand: &Hand<'_, '_>) -> Choice {
    let take = Wish::Take { how: How::Letter, words: words_read(hand.book, How::Letter) };
    hand.button(hand.say(Phrase::NewsAgain), Deed::News(take), Group::Far)
}

/// The line under a screen that offers announcements.
pub(super) fn offer(book: &Book) -> String {
    book.words.say(Phrase::NewsAsk, &[("controller", &local(book, "commune.controller"))])
}

/// The title, then what announcements are, who sends them and when, what is kept.
fn about(book: &Book) -> [String; 4] {
    let controller = local(book, "commune.controller");
    [
        book.words.say(Phrase::NewsTitle, &[("commune", &local(book, "commune.name"))]),
        book.words.say(Phrase::NewsText, &[]),
        book.words.say(Phrase::NewsManners, &[("controller", &controller)]),
        book.words.say(Phrase::NewsKeeps, &[]),
    ]
}

/// A hash of the words above a yes: a button keeps it, so that the record names what was read, whatever is edited later.
fn words_read(book: &Book, how: How) -> u32 {
    let say = |phrase| book.words.say(phrase, &[]);
    let read = match how {
        How::Menu => [about(book).join("\n"), say(Phrase::NewsYes)],
        How::Finished | How::Welcome => [offer(book), say(Phrase::NewsYes)],
        How::Letter => [say(Phrase::NewsStopped), say(Phrase::NewsAgain)],
    };
    key(&read.join("\n"))
}

fn local(book: &Book, path: &str) -> String {
    book.local(path, &book.words).unwrap_or_default()
}
