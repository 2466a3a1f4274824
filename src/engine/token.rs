//! A button ⇄ the short token it carries: at most 64 bytes, readable for ever.
//!
//! Layout, version 1: one byte version and flags, one byte act, the dossier's number, then hashes ([`crate::book::key()`])
//! of guide, step and stage with the ordinal: 20 bytes; then what the act needs, at most 26. In base64url that is 62
//! characters, within the Bot API's 64 for `callback_data`.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};

use jiff::civil::Date;

use crate::book::{Topic, key};
use crate::engine::at::At;
use crate::engine::wish::Wish;

const VERSION: u8 = 1;

/// What a button holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// The dossier's number; 0 = a loose place.
    pub(super) dossier: u32,
    /// Drawn on an opening that was no dossier yet.
    pub(super) fresh: bool,
    /// Drawn while looking aside.
    pub(super) aside: bool,
    /// The step it was drawn on.
    pub(super) from: At,
    /// What it does.
    pub(super) deed: Deed,
}

/// What a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// A button of the guide: its name, label and target, hashed (0 = none); where `caller:` led when drawn.
    Go { name: u32, label: u32, target: u32, to: Option<At> },
    /// "Xong, bước tiếp"
    Next,
    /// "Xong, về «…»" at the end of a visit.
    Return(At),
    /// A paper, by its folded label; the state it sets.
    Tick { label: u32, have: bool },
    /// One place back.
    Back,
    /// To the furthest step of the path.
    Furthest,
    /// "Bỏ qua" of a step that asks.
    Skip,
    /// To a step: a question of the path, a deep link.
    Goto(At),
    /// To look aside.
    Look(Aside),
    /// To a question or a trouble.
    LookAt(At),
    /// To what is told of a topic of the guide at hand.
    Tell(Topic),
    /// Back from a look.
    Leave,
    /// The opening of a guide.
    Open(u32),
    /// A dossier taken to hand, where it was left.
    Resume(u32),
    /// A dossier's page.
    Page(u32),
    /// Ask for whom a dossier is.
    Name(u32),
    /// Put a dossier away.
    PutAway(u32),
    /// The guides of a field, by the field's id.
    Field(u32),
    /// Whatever has a screen of its own.
    Menu(Menu),
    /// The same walk from its opening, after one question.
    StartOver,
    /// Keep the place.
    Keep(bool),
    /// Erase everything.
    Forget,
    /// A sheet to print.
    Print,
    /// Another language, by its folder's name.
    Speak(u32),
    /// No more announcements; the number of the one it stood under.
    NewsStop(u32),
    /// The opening of a guide, from the announcement with this number.
    NewsOpen { guide: u32, plan: u32 },
    /// What is wanted of announcements.
    News(Wish),
    /// The answer to a step that asks for a day.
    Day(Date),
}

/// What can be looked at aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aside {
    Lacking,
    Papers,
    Questions,
    Troubles,
    Ways,
    Summary,
}

/// Screens that belong to no guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Menu {
    Welcome,
    Fields,
    Dossiers,
    Person,
    Search,
    StartOver,
    NotThis,
    Languages,
    News,
    Hamlets,
}

const ASIDES: [Aside; 6] =
    [Aside::Lacking, Aside::Papers, Aside::Questions, Aside::Troubles, Aside::Ways, Aside::Summary];
const MENUS: [Menu; 10] = [
    Menu::Welcome,
    Menu::Fields,
    Menu::Dossiers,
    Menu::Person,
    Menu::Search,
    Menu::StartOver,
    Menu::NotThis,
    Menu::Languages,
    Menu::News,
    Menu::Hamlets,
];

impl Token {
    /// As a button carries it.
    pub(super) fn write(&self) -> String {
        let mut w = Vec::with_capacity(48);
        w.push(VERSION << 4 | u8::from(self.fresh) | u8::from(self.aside) << 1);
        w.push(0);
        w.extend(self.dossier.to_be_bytes());
        w.extend(self.from.bytes());
        w[1] = put_deed(&mut w, &self.deed);
        BASE64_URL_SAFE_NO_PAD.encode(&w)
    }

    /// What a button carried; none for anything we never wrote.
    pub(super) fn read(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let mut r = Reader(&bytes);
        let head = r.u8()?;
        let act = r.u8()?;
        if head >> 4 != VERSION {
            return None;
        }
        let dossier = r.u32()?;
        let from = r.at()?;
        let deed = read_deed(act, &mut r)?;
        Some(Self { dossier, fresh: head & 1 != 0, aside: head & 2 != 0, from, deed })
    }
}

fn put_deed(w: &mut Vec<u8>, deed: &Deed) -> u8 {
    match deed {
        Deed::Go { name, label, target, to } => {
            [name, label, target].into_iter().for_each(|n| w.extend(n.to_be_bytes()));
            w.extend(to.iter().flat_map(At::bytes));
            1
        }
        Deed::Next => 2,
        Deed::Return(at) => with_place(w, at, 3),
        Deed::Tick { label, have } => {
            w.extend(label.to_be_bytes());
            w.push(u8::from(*have));
            4
        }
        Deed::Back => 5,
        Deed::Furthest => 6,
        Deed::Skip => 7,
        Deed::Goto(at) => with_place(w, at, 8),
        Deed::Look(aside) => with_index(w, ASIDES.iter().position(|a| a == aside), 9),
        Deed::LookAt(at) => with_place(w, at, 10),
        Deed::Leave => 11,
        Deed::Open(n) => with_number(w, *n, 12),
        Deed::Resume(n) => with_number(w, *n, 13),
        Deed::Page(n) => with_number(w, *n, 14),
        Deed::Name(n) => with_number(w, *n, 15),
        Deed::PutAway(n) => with_number(w, *n, 16),
        Deed::Field(n) => with_number(w, *n, 17),
        Deed::Menu(menu) => with_index(w, MENUS.iter().position(|m| m == menu), 18),
        Deed::StartOver => 19,
        Deed::Keep(yes) => with_index(w, Some(usize::from(*yes)), 20),
        Deed::Forget => 21,
        Deed::Print => 22,
        Deed::Speak(n) => with_number(w, *n, 23),
        Deed::NewsStop(n) => with_number(w, *n, 24),
        Deed::NewsOpen { guide, plan } => {
            w.extend(guide.to_be_bytes());
            with_number(w, *plan, 25)
        }
        Deed::News(wish) => {
            wish.put(w);
            26
        }
        Deed::Day(day) => with_number(w, days_of(*day), 27),
        Deed::Tell(topic) => with_index(w, Topic::ALL.iter().position(|(t, _)| t == topic), 28),
    }
}

fn read_deed(act: u8, r: &mut Reader<'_>) -> Option<Deed> {
    Some(match act {
        1 => Deed::Go { name: r.u32()?, label: r.u32()?, target: r.u32()?, to: r.at() },
        2 => Deed::Next,
        3 => Deed::Return(r.at()?),
        4 => Deed::Tick { label: r.u32()?, have: r.u8()? != 0 },
        5 => Deed::Back,
        6 => Deed::Furthest,
        7 => Deed::Skip,
        8 => Deed::Goto(r.at()?),
        9 => Deed::Look(*ASIDES.get(usize::from(r.u8()?))?),
        10 => Deed::LookAt(r.at()?),
        11 => Deed::Leave,
        12 => Deed::Open(r.u32()?),
        13 => Deed::Resume(r.u32()?),
        14 => Deed::Page(r.u32()?),
        15 => Deed::Name(r.u32()?),
        16 => Deed::PutAway(r.u32()?),
        17 => Deed::Field(r.u32()?),
        18 => Deed::Menu(*MENUS.get(usize::from(r.u8()?))?),
        19 => Deed::StartOver,
        20 => Deed::Keep(r.u8()? != 0),
        21 => Deed::Forget,
        22 => Deed::Print,
        23 => Deed::Speak(r.u32()?),
        24 => Deed::NewsStop(r.u32()?),
        25 => Deed::NewsOpen { guide: r.u32()?, plan: r.u32()? },
        26 => Deed::News(Wish::read(r)?),
        27 => Deed::Day(day_of(r.u32()?)?),
        28 => Deed::Tell(Topic::ALL.get(usize::from(r.u8()?))?.0),
        _ => return None,
    })
}

/// A day as a number that reads as one: 20261105.
fn days_of(day: Date) -> u32 {
    let [year, month, day] = [i32::from(day.year()), i32::from(day.month()), i32::from(day.day())];
    u32::try_from(year * 10_000 + month * 100 + day).unwrap_or(0)
}

fn day_of(number: u32) -> Option<Date> {
    let part = |n: u32| i8::try_from(n).ok();
    Date::new(i16::try_from(number / 10_000).ok()?, part(number / 100 % 100)?, part(number % 100)?).ok()
}

fn with_place(w: &mut Vec<u8>, at: &At, act: u8) -> u8 {
    w.extend(at.bytes());
    act
}

fn with_number(w: &mut Vec<u8>, number: u32, act: u8) -> u8 {
    w.extend(number.to_be_bytes());
    act
}

fn with_index(w: &mut Vec<u8>, index: Option<usize>, act: u8) -> u8 {
    w.push(index.and_then(|i| u8::try_from(i).ok()).unwrap_or(0));
    act
}

/// The bytes of a token that are still to be read.
pub(super) struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    pub(super) fn u8(&mut self) -> Option<u8> {
        self.take::<1>().map(|[b]| b)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_be_bytes)
    }

    fn at(&mut self) -> Option<At> {
        self.take().map(At::of_bytes)
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, tail) = self.0.split_first_chunk::<N>()?;
        self.0 = tail;
        Some(*head)
    }
}

/// The hash of a name, label or target that may be missing.
pub(super) fn key_or_zero(text: Option<&str>) -> u32 {
    text.map_or(0, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn longest() -> Token {
        let at = At::of_bytes([0xff; 14]);
        let deed = Deed::Go { name: 7, label: u32::MAX, target: 9, to: Some(at) };
        Token { dossier: 0x8000_0001, fresh: true, aside: true, from: at, deed }
    }

    #[test]
    fn the_longest_token_is_what_telegram_takes_and_reads_back() {
        let text = longest().write();
        assert_eq!(text.len(), 62);
        assert_eq!(Token::read(&text), Some(longest()));
    }

    #[test]
    fn every_deed_reads_back() {
        let at = At::of_bytes([1; 14]);
        let mut deeds = vec![Deed::Next, Deed::Return(at), Deed::Tick { label: 5, have: true }, Deed::Back];
        deeds.extend([Deed::Furthest, Deed::Skip, Deed::Goto(at), Deed::LookAt(at), Deed::Leave, Deed::Open(6)]);
        deeds.extend([Deed::Resume(7), Deed::Page(8), Deed::Name(9), Deed::PutAway(10), Deed::Field(11)]);
        deeds.extend([Deed::StartOver, Deed::Keep(false), Deed::Keep(true), Deed::Forget, Deed::Print]);
        deeds.extend([Deed::Speak(12), Deed::NewsStop(13), Deed::NewsOpen { guide: 14, plan: 15 }]);
        deeds.push(Deed::Day(Date::constant(2026, 11, 5)));
        deeds.push(Deed::Go { name: 0, label: 1, target: 2, to: None });
        deeds.extend(ASIDES.map(Deed::Look));
        deeds.extend(MENUS.map(Deed::Menu));
        for deed in deeds {
            let token = Token { dossier: 3, fresh: false, aside: false, from: at, deed };
            assert_eq!(Token::read(&token.write()), Some(token));
        }
    }

    proptest::proptest! {
        #[test]
        fn what_reads_as_a_token_is_written_the_same(bytes in proptest::collection::vec(proptest::num::u8::ANY, 20..50), act in 0_u8..32) {
            let mut bytes = bytes;
            (bytes[0], bytes[1]) = (VERSION << 4 | bytes[0] & 3, act);
            if let Some(token) = Token::read(&BASE64_URL_SAFE_NO_PAD.encode(&bytes)) {
                let text = token.write();
                proptest::prop_assert!(text.len() <= 62);
                proptest::prop_assert_eq!(Token::read(&text), Some(token));
            }
        }
    }

    #[test]
    fn a_garbled_token_is_none() {
        for text in ["", "khai-sinh", "!!!!", "AAAA", &"A".repeat(65), "đ"] {
            assert_eq!(Token::read(text), None, "{text}");
        }
    }
}
