//! Whatever a citizen does, and whatever a clerk edits meanwhile: the walk stays in the book and nobody is stuck.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use camtay::engine::{Act, At, Event, Odd, Session, View, Walk};
use camtay::screen::compose;
use camtay::sender::draw::draw;
use common::{Citizen, TODAY};
use proptest::prelude::*;

/// One thing done: press a button of any screen so far, say something, send something, or edit a guide.
#[derive(Debug, Clone)]
enum Deed {
    PressNew(usize),
    PressOld(usize),
    Say(usize),
    Send(usize),
    Wait(u64),
}

const WORDS: [&str; 29] = [
    "/thongbao",
    "nhận tin của xã",
    "dừng nhận tin",
    "english",
    "English",
    "tiếp",
    "xong",
    "lùi",
    "thôi",
    "1",
    "2",
    "7",
    "bỏ qua",
    "/hoso",
    "/start",
    "/start khai-sinh",
    "/start trich-luc-ho-tich",
    "/start chung-thuc-ban-sao",
    "/start gui-buu-dien",
    "/start khai-sinh-buu-chinh",
    "con tôi mới sinh",
    "12/11/2026",
    "giá vàng",
    "còn thiếu gì",
    "làm lại từ đầu",
    "tôi bị vướng",
    "/xoadulieu",
    "gửi giấy tờ bằng bưu điện",
    "",
];

const ODD: [Odd; 7] = [Odd::Sticker, Odd::Voice, Odd::Photo, Odd::Document, Odd::Contact, Odd::Edited, Odd::Other];

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        8 => any::<usize>().prop_map(Deed::PressNew),
        2 => any::<usize>().prop_map(Deed::PressOld),
        3 => any::<usize>().prop_map(Deed::Say),
        1 => any::<usize>().prop_map(Deed::Send),
        1 => (0u64..200).prop_map(Deed::Wait),
    ];
    prop::collection::vec(deed, 1..60)
}

fn tokens(citizen: &Citizen, newest: bool) -> Vec<String> {
    let screens = citizen.seen.iter().rev().take(if newest { 1 } else { usize::MAX });
    let choices = screens.flat_map(|s| s.choices.iter());
    choices.filter_map(|c| if let Act::Press(token) = &c.act { Some(token.clone()) } else { None }).collect()
}

/// The event of a deed; none when there is nothing to press yet, or the clock only moves.
fn event(citizen: &mut Citizen, deed: &Deed) -> Option<Event> {
    match deed {
        Deed::PressNew(n) | Deed::PressOld(n) => {
            let tokens = tokens(citizen, matches!(deed, Deed::PressNew(_)));
            (!tokens.is_empty()).then(|| Event::Pressed(tokens[n % tokens.len()].clone()))
        }
        Deed::Say(n) => Some(Event::Said(WORDS[n % WORDS.len()].to_owned())),
        Deed::Send(n) if n % 8 == 7 => Some(Event::SharedPlace),
        Deed::Send(n) => Some(Event::Sent(ODD[n % 7])),
        Deed::Wait(hours) => {
            citizen.waits(std::time::Duration::from_hours(*hours));
            None
        }
    }
}

/// What must hold after every turn.
fn stands(citizen: &Citizen) {
    let walk = citizen.session.walk();
    if let Some(walk) = walk {
        // A guide that has gone at home may still stand in another language.
        let book = citizen.book.in_language(&citizen.session.language);
        for at in walk.stack.iter().chain([&walk.place]) {
            assert!(at.name(book).is_some(), "{at:?} is no step");
        }
    }
    let unfinished = citizen.session.unfinished().count();
    assert!(unfinished <= camtay::engine::MOST_UNFINISHED, "{unfinished} unfinished dossiers");
    let turn = citizen.last.as_ref().expect("a turn");
    let show = turn.show.as_ref().expect("every word gets an answer");
    let leaves = show.choices.iter().any(|c| matches!(c.act, Act::Press(_)));
    assert!(leaves || citizen.session.view == View::Place && citizen.session.walk().is_none(), "a dead end: {show:#?}");
    for choice in &show.choices {
        assert!(!choice.label.trim().is_empty(), "a bare button: {show:#?}");
        if let Act::Press(token) = &choice.act {
            assert!(token.len() <= 64, "{token}");
        }
    }
    let asks = |label: &str| show.choices.iter().any(|c| c.label == label);
    let two = (asks("Nhận tin của xã") || asks("Nhận tin lại")) && asks("Không, đừng giữ");
    assert!(!two, "two questions of consent on one screen: {show:#?}");
    for part in draw(compose(&citizen.book, show)) {
        assert!(part.html.encode_utf16().count() <= 4096 * 2 && part.html.len() <= 32_768);
    }
}

fn place(session: &Session) -> Option<(Option<u32>, At, Vec<At>)> {
    let walk = session.walk()?;
    Some((session.hand, walk.place, walk.stack.clone()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_events_keep_the_session_in_the_book(deeds in deeds()) {
        let mut citizen = Citizen::new(TODAY);
        for deed in &deeds {
            if let Some(event) = event(&mut citizen, deed) {
                citizen.does(event);
                stands(&citizen);
            }
        }
    }

    #[test]
    fn back_after_a_turn_restores_the_place(deeds in deeds()) {
        let mut citizen = Citizen::new(TODAY);
        for deed in &deeds {
            let Some(event) = event(&mut citizen, deed) else { continue };
            let was = place(&citizen.session);
            citizen.does(event);
            let is = place(&citizen.session);
            let same_walk = was.as_ref().map(|w| w.0) == is.as_ref().map(|i| i.0) && is.as_ref().is_some_and(|i| i.0.is_some());
            let walk = citizen.session.walk();
            let remembered = walk.and_then(|w| w.back.last()).map(|f| f.place);
            let moved_on = was != is && same_walk && was.as_ref().is_some_and(|w| remembered == Some(w.1));
            // "Lùi" itself moves back, and so is no step forward to be undone.
            if moved_on && citizen.session.view == View::Place {
                let session = citizen.session.clone();
                citizen.does(Event::Said("lùi".to_owned()));
                prop_assert_eq!(place(&citizen.session), was);
                citizen.session = session;
            }
        }
    }

    #[test]
    fn one_changed_answer_leaves_the_others(deeds in deeds()) {
        let mut citizen = Citizen::new(TODAY);
        for deed in &deeds {
            let Some(event) = event(&mut citizen, deed) else { continue };
            let pressed = matches!(event, Event::Pressed(_));
            let was = citizen.session.clone();
            citizen.does(event);
            if !pressed {
                continue;
            }
            for before in &was.dossiers {
                let Some(after) = citizen.session.dossier(before.number) else { continue };
                if after.pressed.is_empty() && !before.pressed.is_empty() {
                    continue; // from the start, on purpose
                }
                let changed = before.pressed.iter().filter(|(at, press)| {
                    !after.pressed.iter().any(|(a, p)| a == at && p == press)
                });
                prop_assert!(changed.count() <= 1, "one press changes one answer");
                let lost = before.typed.iter().filter(|t| !after.typed.contains(t)).count();
                prop_assert!(lost <= 1);
            }
        }
    }

    #[test]
    fn taps_on_three_dossiers_never_cross(deeds in prop::collection::vec((0usize..3, any::<usize>()), 1..50)) {
        let mut citizen = Citizen::new(TODAY);
        let mut screens: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for guide in ["khai-sinh", "trich-luc-ho-tich", "khai-sinh"] {
            citizen.says(&format!("/start {guide}"));
            citizen.presses("Bắt đầu");
            let number = citizen.session.hand.expect("a dossier");
            screens.insert(number, tokens(&citizen, true));
        }
        let numbers: Vec<u32> = screens.keys().copied().collect();
        for (which, n) in deeds {
            let number = numbers[which];
            let token = screens[&number][n % screens[&number].len()].clone();
            let was = citizen.session.clone();
            citizen.does(Event::Pressed(token));
            for other in numbers.iter().filter(|o| **o != number) {
                // Whether it is finished follows from its place, and is judged when it is at hand.
                let of = |session: &Session| session.dossier(*other).map(|d| Walk { finished: false, ..d.clone() });
                prop_assert_eq!(of(&was), of(&citizen.session), "a tap on {} moved {}", number, other);
            }
            let fresh = tokens(&citizen, true);
            if citizen.session.hand == Some(number) && citizen.session.view == View::Place {
                screens.insert(number, fresh);
            }
        }
    }

    #[test]
    fn any_edit_leaves_nobody_stuck(
        deeds in deeds(),
        edits in prop::collection::vec((any::<usize>(), any::<usize>(), 0u8..5), 1..6),
        after in deeds(),
    ) {
        let mut citizen = Citizen::new(TODAY);
        for deed in &deeds {
            if let Some(event) = event(&mut citizen, deed) {
                citizen.does(event);
            }
        }
        let ticked: Vec<(u32, String)> =
            citizen.session.dossiers.iter().flat_map(|d| d.ticks.iter().map(|t| (d.number, t.clone()))).collect();
        let edited: BTreeSet<String> =
            edits.into_iter().filter_map(|(file, line, kind)| edit(&mut citizen, file, line, kind)).collect();
        for path in edited {
            citizen.reread(&path);
        }
        let labels = labels_of(&citizen);
        citizen.does(Event::Said("tôi đang ở đâu".to_owned()));
        stands(&citizen);
        for (number, tick) in ticked.iter().filter(|(_, t)| labels.contains(t)) {
            let walk = citizen.session.dossier(*number);
            prop_assert!(walk.is_some_and(|w| w.ticks.contains(tick)), "{} kept its label and lost its tick", tick);
        }
        // Every button ever issued is answered from the edited book.
        for deed in &after {
            if let Some(event) = event(&mut citizen, deed) {
                citizen.does(event);
                stands(&citizen);
            }
        }
    }
}

/// The keys of all papers of today's book.
fn labels_of(citizen: &Citizen) -> Vec<String> {
    use camtay::book::{Block, fold};
    let mut out = Vec::new();
    for guide in citizen.book.guides.values() {
        for block in guide.steps.iter().flat_map(|s| &s.body) {
            if let Block::List { items, .. } = block {
                out.extend(items.iter().filter_map(|i| i.tick.as_ref()).map(|t| format!("{}#{}", guide.id, fold(t))));
            }
        }
    }
    out
}

/// A clerk's hand: a line gone, doubled, moved, its id renamed, its label changed. The welcome and the phrases stay sound. Tells which
/// file.
fn edit(citizen: &mut Citizen, file: usize, line: usize, kind: u8) -> Option<String> {
    let guides: Vec<String> = citizen
        .files
        .keys()
        .filter(|k| Path::new(k).extension().is_some_and(|e| e == "md") && !k.ends_with("chao-mung.md"))
        .cloned()
        .collect();
    let path = &guides[file.checked_rem(guides.len())?];
    if kind == 4 && line.is_multiple_of(7) {
        citizen.files.remove(path);
        return Some(path.clone());
    }
    let text = String::from_utf8_lossy(&citizen.files[path]).into_owned();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let front = lines.iter().skip(1).position(|l| l == "+++").map_or(0, |n| n + 2);
    // The opening's heading stays: a guide without one is held back by the shelf and never gets here.
    let body = (front + 2).min(lines.len() - 1);
    let n = body + line % (lines.len() - body);
    match kind {
        0 => drop(lines.remove(n)),
        1 => lines.insert(n, lines[n].clone()),
        2 => {
            let moved = lines.remove(n);
            lines.push(moved);
        }
        3 => lines[n] = lines[n].replace("{#", "{#moi-"),
        _ => lines[n] = lines[n].replace("](", " nhé]("),
    }
    citizen.files.insert(path.clone(), lines.join("\n").into_bytes());
    Some(path.clone())
}
