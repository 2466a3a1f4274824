//! Words typed in full against what changes meanwhile: each word of the desk, each change by somebody else, and what was done of it (nothing).

#[path = "common/mod.rs"]
mod common;
#[allow(dead_code, unreachable_pub, reason = "each test binary uses its part")]
#[path = "simulation/disk.rs"]
mod disk;
#[allow(dead_code, unreachable_pub, reason = "each test binary uses its part")]
#[path = "staff/room.rs"]
mod room;

use std::sync::LazyLock;

use camtay::announce::Letter;
use camtay::book::Book;
use camtay::round::Owners;
use camtay::sender::job::{ChatId, Media, MediaFile, MediaKind};
use camtay::when::Moment;
use room::{OWNER, Room, Sight};

const HOA: ChatId = 12;
const MINH: ChatId = 13;
const LAN: ChatId = 20;
const CHANGED: &str = "Chưa làm gì: tin vừa được đổi. Anh/chị xem lại rồi bấm lại giúp.";

/// What somebody does in their own chat.
#[derive(Debug, Clone, Copy)]
enum Do {
    Says(&'static str),
    Presses(&'static str),
    /// A message with a picture.
    Shows(&'static str),
}
use Do::{Presses, Says, Shows};

/// The word, and how one comes to be asked for it.
struct Word {
    word: &'static str,
    /// How many must agree to be asked before it is sent: for `duyệt` everybody is many.
    second: u64,
    asked: &'static [Do],
    by: ChatId,
    /// What the other does first (the letter is theirs).
    before: &'static [Do],
    changes: &'static [(&'static str, &'static [Do])],
}

const DRAFT: &[(&str, &[Do])] = &[
    ("audience", &[Presses("Cho ai"), Presses("Cả xã")]),
    ("time", &[Presses("Hẹn giờ"), Says("20/12 9 giờ")]),
    ("words", &[Presses("Viết lại"), Says("Lời khác hẳn.")]),
    ("file", &[Presses("Viết lại"), Shows("Lời cũ.")]),
    ("button", &[Presses("Nút vào bài"), Presses("Không cần nút")]),
    ("silent", &[Presses("Không chuông")]),
    ("urgent", &[Presses("Đánh dấu khẩn")]),
    ("dropped", &[Presses("Bỏ tin này")]),
    ("sent", &[Presses("📣 Gửi"), Says("gửi")]),
];
/// The author takes it back, and asks again with other words: the stage is as it was.
const WAITING: &[(&str, &[Do])] = &[
    ("given back", &[Presses("↩️ Trả lại")]),
    ("given back and asked for anew", &[Presses("↩️ Trả lại"), Presses("📣 Gửi"), Says("gửi")]),
    (
        "other words under the same number",
        &[Presses("↩️ Trả lại"), Presses("Viết lại"), Says("Lời lừa."), Presses("📣 Gửi"), Says("gửi")],
    ),
    ("urgent", &[Presses("↩️ Trả lại"), Presses("Đánh dấu khẩn"), Presses("📣 Gửi"), Says("gửi")]),
];
const SENT: &[(&str, &[Do])] = &[
    ("words", &[Presses("✏️ Sửa lời"), Says("Lời đã sửa."), Says("sửa")]),
    ("taken back", &[Presses("🗑 Rút lại"), Says("rút")]),
];
const PLANNED: &[(&str, &[Do])] = &[
    ("words", &[Presses("✏️ Sửa lời"), Says("Lời đã sửa."), Says("sửa")]),
    ("paused", &[Presses("⏸ Tạm dừng")]),
    ("paused and gone on", &[Presses("⏸ Tạm dừng"), Presses("▶️ Gửi tiếp")]),
    ("stopped", &[Presses("⏹ Dừng hẳn"), Says("dừng")]),
    ("taken back", &[Presses("🗑 Rút lại"), Says("rút")]),
];

const WRITTEN: &[Do] = &[Says("/soan"), Presses("✏️ Viết tin mới"), Says("Lời cũ.")];
const WENT: &[Do] = &[Says("/soan"), Presses("✏️ Viết tin mới"), Says("Lời cũ."), Presses("📣 Gửi"), Says("gửi")];
const TO_COME: &[Do] = &[
    Says("/soan"),
    Presses("✏️ Viết tin mới"),
    Says("Lời cũ."),
    Presses("Hẹn giờ"),
    Says("20/12 9 giờ"),
    Presses("📣 Gửi"),
    Says("gửi"),
];
const OPEN: Do = Says("/soan");

fn words() -> Vec<Word> {
    let word = |word, asked, before, changes| Word { word, second: 1_000, asked, by: MINH, before, changes };
    vec![
        word("gửi", &[OPEN, Presses("Tin số 1"), Presses("📣 Gửi")], WRITTEN, DRAFT),
        Word { second: 1, ..word("duyệt", &[OPEN, Presses("Tin số 1"), Presses("✅ Duyệt")], WENT, WAITING) },
        word("sửa", &[OPEN, Presses("Tin số 1"), Presses("✏️ Sửa lời"), Says("Lời của Minh.")], WENT, SENT),
        word("rút", &[OPEN, Presses("Tin số 1"), Presses("🗑 Rút lại")], WENT, &SENT[..1]),
        word("sửa", &[OPEN, Presses("Tin số 1"), Presses("✏️ Sửa lời"), Says("Lời của Minh.")], TO_COME, PLANNED),
        word("rút", &[OPEN, Presses("Tin số 1"), Presses("🗑 Rút lại")], TO_COME, PLANNED),
        word("dừng", &[OPEN, Presses("Tin số 1"), Presses("⏹ Dừng hẳn")], TO_COME, PLANNED),
    ]
}

struct Town(Room);

impl Town {
    fn new(second: u64) -> Self {
        static BOOK: LazyLock<Book> = LazyLock::new(room::book);
        let owners = Owners { owners: vec![OWNER, HOA, MINH], chat: None, second, rate: 28.0 };
        let start = Moment::of_day(jiff::civil::date(2026, 11, 25), 9, 0);
        let mut town = Self(Room::new(BOOK.clone(), start, owners));
        town.does(LAN, Says("/thongbao"));
        town.does(LAN, Presses("Nhận tin"));
        town
    }

    fn does(&mut self, who: ChatId, what: Do) {
        match what {
            Says(words) => self.0.says(who, who, "Ai đó", words),
            Presses(label) => assert!(self.0.presses(who, who, "Ai đó", label), "{label}"),
            Shows(words) => {
                let file = MediaFile::Id("f".to_owned());
                let media = vec![Media { kind: MediaKind::Photo, file, html: String::new() }];
                self.0.sends(who, who, "Ai đó", Letter { html: words.to_owned(), media, buttons: Vec::new() }, None);
            }
        }
    }

    fn all(&mut self, who: ChatId, deeds: &[Do]) {
        deeds.iter().for_each(|what| self.does(who, *what));
    }

    /// What somebody saw since the last time.
    fn seen(&mut self, who: ChatId) -> String {
        let of = |(chat, sight): (ChatId, Sight)| match sight {
            Sight::New(seen) | Sight::Edited(seen) if chat == who => Some(seen.text),
            _ => None,
        };
        self.0.sights().into_iter().filter_map(of).collect::<Vec<_>>().join("\n")
    }
}

#[test]
fn a_word_acts_on_what_was_on_the_screen_or_on_nothing() {
    for Word { word, second, asked, by, before, changes } in words() {
        for (change, deeds) in changes {
            let mut town = Town::new(second);
            town.all(HOA, before);
            town.all(by, asked);
            town.all(HOA, &[OPEN, Presses("Tin số 1")]);
            town.all(HOA, deeds);
            town.0.sights();
            town.does(by, Says(word));
            let (mine, citizen) = (town.seen(by), town.0.chat(LAN).iter().map(|seen| seen.text.clone()));
            assert!(mine.starts_with(CHANGED), "{word}, {change}: {mine}");
            assert!(!citizen.collect::<String>().contains("của Minh"), "{word}, {change}");
            // The same word a second time finds nobody who asked for it.
            town.does(by, Says(word));
            let again = town.seen(LAN);
            assert!(again.is_empty(), "{word}, {change}: {again}");
        }
        let mut town = Town::new(second);
        town.all(HOA, before);
        town.all(by, asked);
        town.0.sights();
        town.does(by, Says(word));
        let mine = town.seen(by);
        assert!(!mine.contains("Chưa làm gì"), "{word}: {mine}");
    }
}

#[test]
fn a_seat_stored_before_words_had_an_edition_is_still_read() {
    use camtay::announce::desk::{At, Seat};
    let stored = r#"{"at":{"Confirm":3},"chat":12}"#;
    let seat: Seat = serde_json::from_str(stored).expect("a seat");
    assert_eq!((&seat.at, seat.edition), (&At::Confirm(3), None));
    assert_eq!(serde_json::to_string(&seat).expect("stored"), stored);
}
