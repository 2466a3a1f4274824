//! Ways × rules: everything a message may not be, tried on every way a message can take; `docs/ways.md` is the table to read. A way that lets
//! something through, tells another number, or a cell that nobody has filled, fails.

#[path = "common/mod.rs"]
mod common;
#[allow(dead_code, unreachable_pub, reason = "each test binary uses its part")]
#[path = "simulation/disk.rs"]
mod disk;
#[allow(dead_code, unreachable_pub, reason = "each test binary uses its part")]
#[path = "staff/room.rs"]
mod room;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use camtay::announce::{Aim, Button, Letter, Plan, correct, fill, in_words, over, pieces, remarks};
use camtay::book::limits::{BYTES, CAPTION, TEXT};
use camtay::book::{Book, addresses, check_own, check_stencil, read_guide, read_stencil};
use camtay::round::Owners;
use camtay::sender::draw::strip_html;
use camtay::sender::job::{ChatId, Media, MediaFile, MediaKind};
use camtay::when::Moment;
use room::{OWNER, Room, Sight};

const RULES: [&str; 9] = ["length", "caption", "album", "file", "keyboard", "marks", "bytes", "blank", "links"];
const WAYS: [&str; 8] = ["desk", "stencil", "file", "command line", "correction", "preview", "notice", "guide check"];

const LAN: ChatId = 20;
const SIGNED: usize = 20;

fn book() -> &'static Book {
    static BOOK: LazyLock<Book> = LazyLock::new(room::book);
    &BOOK
}

fn photo(html: &str) -> Media {
    Media { kind: MediaKind::Photo, file: MediaFile::Path("media/x.png".to_owned()), html: html.to_owned() }
}

fn text(html: impl Into<String>) -> Letter {
    Letter { html: html.into(), ..Letter::default() }
}

/// A letter that breaks a rule, and what is told of it.
fn bad(rule: &str) -> (Letter, &'static str) {
    match rule {
        "length" => (text("x".repeat(TEXT - SIGNED + 7)), "Telegram chỉ nhận 4076: thừa 7"),
        "caption" => {
            let media = vec![photo(&"x".repeat(CAPTION + 3)), photo("")];
            (Letter { media, ..text("lời") }, "Telegram chỉ nhận 1024: thừa 3")
        }
        "album" => (Letter { media: vec![photo(""); 11], ..text("lời") }, "Telegram chỉ nhận 10 trong một tin: thừa 1"),
        "keyboard" => {
            let aim = Aim::Address("https://a.gov.vn".to_owned());
            let buttons = vec![Button { label: "Mở".to_owned(), aim }; 101];
            (Letter { buttons, ..text("lời") }, "Telegram chỉ nhận 99: thừa 2")
        }
        "marks" => (text("<b>a</b> ".repeat(99)), "99 chỗ đánh dấu, chỉ nên tới 95: thừa 4"),
        "bytes" => {
            let link = format!("<a href=\"https://a.gov.vn/{}\">a</a> ", "x".repeat(1_000));
            (text(link.repeat(40)), "Telegram chỉ nhận 32768: thừa ")
        }
        "blank" => (text("\u{200b} \u{2060}\u{3164}\n\u{ad}"), "chưa có chữ nào"),
        other => panic!("no letter for {other}"),
    }
}

/// What a way says of a letter that breaks a rule, or why it can't come that way.
enum Cell {
    Says(String),
    /// What makes it impossible.
    Never(&'static str),
    /// Held by a test elsewhere: the file and the function.
    Test(&'static str, &'static str),
}
use Cell::{Never, Says, Test};

fn said(way: &str, rule: &str) -> Option<Cell> {
    let by_letter = |judge: fn(Letter) -> String| match rule {
        "file" | "links" => None,
        _ => Some(Says(judge(bad(rule).0))),
    };
    let cell = match (way, rule) {
        ("desk", "file") => Never("a file comes from Telegram by its number: it took it already"),
        ("desk", "keyboard") => Never("the desk gives a letter one button"),
        ("desk", "links") => Says(at_desk(text("Vào bit.ly/x"))),
        ("desk", "album") => Test("ways", "an_album_is_judged_when_it_is_whole"),
        ("desk", _) => return by_letter(at_desk),
        ("stencil", "length") => Says(by_stencil("Nội dung {{a}}", &"x".repeat(600).repeat(8))),
        ("stencil", "blank") => Says(by_stencil("{{a}}", "\u{200b}\u{3164}")),
        ("stencil", "links") => Says(by_stencil("Vào {{a}}", "bit.ly/x")),
        ("stencil" | "guide check", "file") => Test("cli", "check_names_each_file_that_telegram_would_not_take"),
        ("stencil", "marks") => Says(by_stencil(&"**a** b ".repeat(99), "x")),
        ("stencil", "album") => Says(by_stencil(&"![x](../media/x.png)\n\n".repeat(11), "x")),
        ("stencil", "caption") => {
            let alt = "x".repeat(CAPTION + 3);
            Says(by_stencil(&format!("{{{{a}}}}\n\n![{alt}](../media/x.png)\n\n![b](../media/y.png)"), "x"))
        }
        ("stencil", "keyboard") => Says(by_stencil(&format!("{{{{a}}}}\n\n{}", buttons(101)), "x")),
        ("stencil", "bytes") => Says(by_stencil(&format!("{{{{a}}}} {}", far_links()), "x")),
        ("file", "length") => Says(by_file(&"x".repeat(TEXT - SIGNED + 7))),
        ("file", "caption") => {
            Says(by_file(&format!("lời\n\n![{}](../media/x.png)\n\n![b](../media/y.png)", "x".repeat(CAPTION + 3))))
        }
        ("file", "album") => Says(by_file(&format!("lời\n\n{}", "![x](../media/x.png)\n\n".repeat(11)))),
        ("file", "file") => Test("announce_cli", "a_file_that_telegram_would_not_take_is_told_before_anything_goes"),
        ("file", "keyboard") => Says(by_file(&format!("lời\n\n{}", buttons(101)))),
        ("file", "marks") => Says(by_file(&"**a** b ".repeat(99))),
        ("file", "bytes") => Says(by_file(&far_links())),
        ("file", "blank") => Says(by_file("\u{200b}\u{2060}")),
        ("file", "links") => Says(by_file("Vào bit.ly/x")),
        ("command line", "file") => {
            Test("announce_cli", "a_file_that_telegram_would_not_take_is_told_before_anything_goes")
        }
        ("command line", "links") => Never("the command line has shown the remarks of its file before it asks"),
        ("command line", _) => return by_letter(by_command),
        ("correction", "file") => Never("a correction keeps the files that were delivered"),
        ("correction", "caption") => {
            Says(corrected(Letter { media: vec![photo("")], ..text("x".repeat(CAPTION - SIGNED + 3)) }, true))
        }
        ("correction", "album") => Says(corrected(bad(rule).0, true)),
        ("correction", "links") => Test("staff", "every_talk_of_the_staff_is_as_written"),
        ("correction", _) => return by_letter(|letter| corrected(letter, false)),
        ("preview", "keyboard") => Never("a draft has one button"),
        ("preview", "file") => Test("wire", "pictures_and_files"),
        ("preview", "links") => Never("a preview is the letter itself; its remarks stand on the draft under it"),
        ("preview", _) => return by_letter(previewed),
        ("notice", "length") => Says(noticed(&"x".repeat(201))),
        ("notice", "blank") => Says(noticed("\u{200b}\u{2060}")),
        ("notice", "links") => Says(noticed("Vào bit.ly/x")),
        ("notice", _) => Never("a notice is one plain sentence above a step"),
        ("guide check", "links") => Says(by_guide("Vào bit.ly/x")),
        ("guide check", "blank" | "keyboard") => Test("faults", "each_broken_text_gets_its_report"),
        ("guide check", "length" | "caption" | "marks" | "bytes") => Test("draw", "any_screen_is_within_the_limits"),
        ("guide check", "album") => Never("a step's pictures go one by one"),
        _ => return None,
    };
    Some(cell)
}

fn buttons(count: usize) -> String {
    let button = |n| format!("- [Mở {n}](https://a{n}.gov.vn)");
    let all: Vec<String> = (0..count).map(button).collect();
    all.join("\n")
}

fn far_links() -> String {
    format!("[a](https://a.gov.vn/{}) b ", "x".repeat(1_000)).repeat(40)
}

struct Desk(Room);

impl Desk {
    fn open() -> Self {
        let owners = Owners { owners: vec![OWNER], chat: None, second: 1_000, rate: 28.0 };
        Self(Room::new(book().clone(), Moment::of_day(common::TODAY, 9, 0), owners))
    }

    fn says(&mut self, words: &str) {
        self.0.says(OWNER, OWNER, "Chủ", words);
    }

    fn presses(&mut self, label: &str) {
        assert!(self.0.presses(OWNER, OWNER, "Chủ", label), "{label}");
    }

    fn seen(&mut self) -> String {
        let of = |(_, sight)| match sight {
            Sight::New(seen) | Sight::Edited(seen) => Some(seen.text),
            _ => None,
        };
        self.0.sights().into_iter().filter_map(of).collect::<Vec<_>>().join("\n")
    }
}

fn at_desk(letter: Letter) -> String {
    let mut desk = Desk::open();
    desk.says("/soan");
    desk.presses("✏️ Viết tin mới");
    desk.seen();
    let album = (letter.media.len() > 1).then_some("album");
    desk.0.sends(OWNER, OWNER, "Chủ", letter, album);
    desk.seen()
}

fn by_stencil(body: &str, answer: &str) -> String {
    let source = format!("+++\ntitle = \"Thử\"\n[[blank]]\nname = \"a\"\nask = \"?\"\nkind = \"text\"\n+++\n{body}\n");
    let (stencil, _) = read_stencil("vi/mau-tin/thu.md", source.as_bytes());
    let judged = stencil.judge("a", answer, common::TODAY, book()).unwrap_or_else(|wrong| wrong);
    let too_long_for_a_blank = judged.contains("viết gọn");
    let given = if too_long_for_a_blank { answer.to_owned() } else { judged.clone() };
    match fill(&stencil, &[("a".to_owned(), given)], book()) {
        Err(wrong) => wrong,
        Ok((_, told)) => told.iter().map(ToString::to_string).chain([judged]).collect::<Vec<_>>().join("\n"),
    }
}

fn by_file(source: &str) -> String {
    match Letter::read(source, "tin.md", book()) {
        Err(faults) => faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join("\n"),
        Ok((_, told)) => told.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

fn by_command(letter: Letter) -> String {
    over(&letter, book()).map(|over| over.to_string()).unwrap_or_default()
}

/// A letter in the place of one that was sent.
fn corrected(better: Letter, with_picture: bool) -> String {
    let mut plan = Plan::draft(1, OWNER, Moment::of_day(common::TODAY, 9, 0));
    plan.letter = text("lời cũ");
    if with_picture {
        plan.letter.media = vec![photo("")];
    }
    plan.pieces = pieces(&plan.letter, book(), 1);
    correct(&plan, better, book()).err().map(|over| over.to_string()).unwrap_or_default()
}

/// What is shown of a draft: nothing that Telegram would not take.
fn previewed(letter: Letter) -> String {
    let seen = at_desk(letter.clone());
    let shown = strip_html(&letter.html);
    assert!(shown.trim().is_empty() || letter.media.len() > 1 || !seen.contains(&shown), "it was tried all the same");
    by_command(letter)
}

fn noticed(words: &str) -> String {
    let mut desk = Desk::open();
    desk.says("/soan");
    desk.presses("Thông báo treo");
    desk.presses("Treo một câu");
    desk.seen();
    desk.says(words);
    desk.seen()
}

fn by_guide(words: &str) -> String {
    let source = format!("+++\ntitle = \"Thử\"\nkind = \"skill\"\n+++\n## Mở\n{words}\n");
    let (guide, _) = read_guide("vi/thu.md", source.as_bytes());
    let faults = check_own(&guide.expect("a guide"), book(), common::TODAY);
    faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join("\n")
}

/// What must be told on a way, where it is not the letter's own sentence.
fn wanted(way: &str, rule: &str) -> &'static str {
    match (way, rule) {
        ("notice", "length") => "không quá 200 chữ",
        ("notice", "blank") => "phải có chữ",
        ("desk", "blank") => "chưa có chữ hay hình nào",
        ("stencil", "blank") => "chưa ghi gì",
        ("guide check", "links") => "thành liên kết tới trang không phải của nhà nước",
        (_, "links") => "«bit.ly/x» không phải trang nhà nước",
        ("correction", "caption") => "Telegram chỉ nhận 1004 khi có hình hay tệp kèm theo: thừa 3",
        ("correction", "album") => "chỉ sửa được chữ và nút",
        (_, "length") if way == "stencil" => "Telegram chỉ nhận 4076: thừa ",
        _ => bad(rule).1,
    }
}

#[test]
fn no_way_lets_through_what_another_refuses() {
    let table = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ways.md")).expect("the table");
    let mut wrong = Vec::new();
    for rule in RULES {
        let row = table.lines().find(|line| line.starts_with(&format!("| {rule} |")));
        let cells = row.unwrap_or_else(|| panic!("{rule} has no row")).matches('|').count();
        assert_eq!(cells, WAYS.len() + 2, "{rule}: a cell for each way");
        for way in WAYS {
            match said(way, rule).unwrap_or_else(|| panic!("{way} × {rule}: nobody has tried")) {
                Says(words) if words.contains(wanted(way, rule)) => {}
                Says(words) => wrong.push(format!("{way} × {rule}: {words}")),
                Never(why) => assert!(!why.is_empty(), "{way} × {rule}"),
                Test(file, name) => {
                    let path = format!("{}/tests/{file}.rs", env!("CARGO_MANIFEST_DIR"));
                    let source = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{path}"));
                    assert!(source.contains(&format!("fn {name}(")), "{way} × {rule}: {file}::{name}");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_album_is_judged_when_it_is_whole() {
    let mut desk = Desk::open();
    desk.0.says(LAN, LAN, "Lan", "/thongbao");
    assert!(desk.0.presses(LAN, LAN, "Lan", "Nhận tin"));
    desk.says("/soan");
    desk.presses("✏️ Viết tin mới");
    for n in 0..11 {
        let part = Letter { media: vec![photo(&format!("hình {n}"))], ..Letter::default() };
        desk.0.sends(OWNER, OWNER, "Chủ", part, Some("album"));
    }
    let seen = desk.seen();
    assert!(seen.contains("⛔ Chưa gửi được: tin có 11 tệp, Telegram chỉ nhận 10 trong một tin: thừa 1"), "{seen}");
    desk.presses("📣 Gửi");
    assert!(desk.seen().starts_with("Tin có 11 tệp"));
    desk.says("gửi");
    let of_lan = desk.0.chat(LAN).iter().filter(|seen| !seen.media.is_empty()).count();
    assert_eq!(of_lan, 0, "nothing went");
}

#[test]
fn one_function_finds_the_links_of_letters_notices_and_guides() {
    for words in
        ["www.evil.com", "bit.ly/x", "https://dichvucong-gov.vn.top", "t.me/abc", "@evil_bot", "http://1.2.3.4/x"]
    {
        assert_eq!(addresses(words), [words]);
        let remark = format!("«{words}» không phải trang nhà nước");
        for told in [remarks(&text(words), book()), in_words(words, book())] {
            assert!(told.iter().any(|one| one.to_string().starts_with(&remark)), "{words}: {told:?}");
        }
        assert!(by_guide(&format!("Xem {words} nhé.")).contains(words), "{words}");
    }
    for words in ["dichvucong.gov.vn", "xong.mai", "a@gmail.com"] {
        assert!(in_words(words, book()).is_empty(), "{words}");
        assert!(!by_guide(&format!("Xem {words} nhé.")).contains("thành liên kết"), "{words}");
    }
}

#[test]
fn the_stencils_and_letters_have_the_same_room() {
    let source = format!("+++\ntitle = \"Thử\"\n+++\n{}\n", "x".repeat(TEXT - SIGNED + 7));
    let (stencil, _) = read_stencil("vi/mau-tin/thu.md", source.as_bytes());
    let told: BTreeSet<String> =
        check_stencil(&stencil, book(), &|_| true).into_iter().map(|fault| fault.message).collect();
    assert!(told.iter().any(|message| message.ends_with("Telegram chỉ nhận 4076: thừa 7")), "{told:?}");
    assert_eq!(book().room_for_words(), TEXT - SIGNED);
    assert!(over(&text("x".repeat(TEXT - SIGNED)), book()).is_none());
    let most = BYTES / 1_000;
    assert!(most > 30, "the letter of many links is over it");
}
