//! Stencils of announcements: the real ones filled in, answers judged, broken ones held back; `STENCILS=write cargo test --test stencils`
//! rewrites what each becomes.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use camtay::announce::{Aim, Letter, Remark, fill};
use camtay::book::{BlankKind, Book, Stencil};
use camtay::shelf::Shelf;
use jiff::civil::{Date, date};

/// A Wednesday.
const TODAY: Date = date(2026, 11, 25);

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn book() -> Arc<Book> {
    static BOOK: LazyLock<Arc<Book>> = LazyLock::new(|| {
        let mut shelf = Shelf::open(&root().join("dialogs"), "vi", None).expect("the dialogs");
        shelf.load(TODAY).expect("read").book
    });
    Arc::clone(&BOOK)
}

/// What a clerk might type, with signs that mean something in Markdown and in HTML.
fn answer(kind: BlankKind) -> &'static str {
    match kind {
        BlankKind::Text => "Trung tâm *xã* <b>&  {{office.phone}}",
        BlankKind::Day => "thứ Sáu tuần sau",
        BlankKind::Hour => "7 giờ 30",
        BlankKind::Guide => "Khai sinh",
        BlankKind::Money => "8000",
        BlankKind::Link => "dichvucong.gov.vn",
    }
}

fn answers(stencil: &Stencil, with_optional: bool) -> Vec<(String, String)> {
    let judged = |blank: &camtay::book::Blank| {
        let typed = if blank.optional && !with_optional { "không" } else { answer(blank.kind) };
        let kept = stencil.judge(&blank.name, typed, TODAY, &book());
        (blank.name.clone(), kept.unwrap_or_else(|wrong| panic!("{} {}: {wrong}", stencil.id, blank.name)))
    };
    stencil.blanks.iter().map(judged).collect()
}

fn shown(letter: &Letter) -> String {
    let mut out = letter.html.clone() + "\n";
    for button in &letter.buttons {
        let aim = match &button.aim {
            Aim::Guide(id) => id,
            Aim::Address(url) => url,
        };
        // A String takes every word.
        let _ = writeln!(out, "[{}] {aim}", button.label);
    }
    out
}

#[test]
fn each_stencil_filled_reads_as_it_should() {
    let book = book();
    let names: Vec<&str> = book.templates.keys().map(String::as_str).collect();
    assert_eq!(names, ["canh-bao-lua-dao", "doi-muc-tien", "guong-tot", "ket-qua", "tam-ngung", "thu-tuc-moi"]);
    let mut wrong = Vec::new();
    for stencil in book.templates.values() {
        let mut got = String::new();
        for with_optional in [true, false] {
            let (letter, remarks) = fill(stencil, &answers(stencil, with_optional), &book).expect("filled");
            // What was answered holds a tag, which is pointed out and goes out as words.
            assert_eq!(remarks, [Remark::Raw("<b>".to_owned())], "{}", stencil.id);
            got += &shown(&letter);
            got += "---\n";
        }
        assert!(got.contains("*xã* &lt;b&gt;&amp; {{office.phone}}"), "words stay words: {got}");
        let out = root().join("tests/stencils").join(format!("{}.out", stencil.id));
        if std::env::var_os("STENCILS").is_some_and(|how| how == "write") {
            fs::write(&out, &got).expect("writing what it becomes");
        }
        let expected = fs::read_to_string(&out).unwrap_or_default();
        if got != expected {
            wrong.push(format!("{}: expected\n{expected}\nbut got\n{got}", stencil.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_lacks_or_is_too_long_makes_no_letter() {
    let book = book();
    let stencil = &book.templates["canh-bao-lua-dao"];
    let all = answers(stencil, true);
    let told = fill(stencil, &all[1..], &book).expect_err("the first is open");
    assert!(told.contains("Kẻ gian đang làm gì?"), "{told}");
    let mut long = all.clone();
    long[0].1 = "dài ".repeat(1000);
    let told = fill(stencil, &long, &book).expect_err("too long");
    assert!(told.contains("Telegram chỉ nhận 4076: thừa"), "{told}");
    let mut readable = all;
    readable[0].1 = "dài ".repeat(300);
    let (_, remarks) = fill(stencil, &readable, &book).expect("long, but it goes");
    assert!(remarks[0].to_string().ends_with("bà con khó đọc hết"), "{remarks:?}");
    let stencil = &book.templates["thu-tuc-moi"];
    let mut gone = answers(stencil, true);
    gone[0].1 = "bai-da-xoa".to_owned();
    assert!(fill(stencil, &gone, &book).expect_err("no such guide").contains("không còn nữa"));
}

#[test]
fn each_answer_is_judged_by_its_kind() {
    let text = "+++\ntitle = \"Thử\"\n".to_owned()
        + &[("chu", "text"), ("ngay", "day"), ("gio", "hour"), ("bai", "guide"), ("tien", "money"), ("trang", "link")]
            .map(|(name, kind)| format!("[[blank]]\nname = \"{name}\"\nask = \"?\"\nkind = \"{kind}\"\n"))
            .concat()
        + "[[blank]]\nname = \"som\"\nask = \"?\"\nkind = \"day\"\nmin_working_days = 7\n"
        + "+++\n{{chu}} {{ngay}} {{gio}} {{bai}} {{tien}} {{trang}} {{som}}\n";
    let (stencil, faults) = camtay::book::read_stencil("vi/mau-tin/thu.md", text.as_bytes());
    assert_eq!(faults, []);
    let book = book();
    let right = [
        ("chu", "  hai \n dòng ", "hai dòng"),
        ("ngay", "mai", "thứ Năm 26/11/2026"),
        ("ngay", "25/11", "thứ Tư 25/11/2026"),
        ("gio", "3 giờ chiều", "15 giờ"),
        ("gio", "7h05", "7 giờ 05"),
        ("bai", "khai-sinh.md", "khai-sinh"),
        ("bai", "đăng ký khai sinh", "khai-sinh"),
        ("tien", "8.000 đồng", "8.000 đồng"),
        ("tien", "1 200 000đ", "1.200.000 đồng"),
        ("tien", "15 nghìn", "15.000 đồng"),
        ("tien", "1,5 triệu", "1.500.000 đồng"),
        ("tien", "miễn phí", "không mất tiền"),
        ("trang", "https://dichvucong.gov.vn/a", "https://dichvucong.gov.vn/a"),
        ("som", "4/12", "thứ Sáu 4/12/2026"),
        ("som", "thứ Bảy 5/12", "thứ Bảy 5/12/2026"),
    ];
    for (blank, typed, kept) in right {
        assert_eq!(stencil.judge(blank, typed, TODAY, &book).as_deref(), Ok(kept), "{blank}: {typed}");
    }
    let wrong = [
        ("chu", " ", "chưa ghi gì"),
        ("ngay", "24/11", "đã qua"),
        ("ngay", "sớm thôi", "không hiểu «som»"),
        ("ngay", "lúc", "ngày nào?"),
        ("gio", "2 giờ", "2 giờ sáng hay 2 giờ chiều?"),
        ("gio", "sáng mai 8 giờ", "không hiểu «mai»"),
        ("bai", "khai-sin", "Có phải «khai-sinh» không?"),
        ("tien", "nhiều", "không phải số tiền"),
        ("tien", "8.0 đồng", "không phải số tiền"),
        ("tien", "-5", "không phải số tiền"),
        ("trang", "http://a.gov.vn", "không phải địa chỉ an toàn"),
        ("trang", "https://gov.vn@evil.top", "không phải địa chỉ an toàn"),
        ("som", "3/12", "sớm nhất là thứ Sáu 4/12/2026"),
        ("khong-co", "a", "không hỏi điều đó"),
    ];
    for (blank, typed, why) in wrong {
        let told = stencil.judge(blank, typed, TODAY, &book).expect_err(typed);
        assert!(told.contains(why), "{blank}: {typed}: {told}");
    }
}

/// A folder of its own, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn with_stencil(name: &str, text: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("camtay-stencils-{}-{name}", std::process::id()));
        for part in ["dialogs/vi/mau-tin", "dialogs/media"] {
            fs::create_dir_all(folder.join(part)).expect("a folder");
        }
        let mini = root().join("tests/dialogs/mini");
        for file in ["locality.toml", "vi/chao-mung.md", "vi/leo-thang.md"] {
            fs::copy(mini.join(file), folder.join("dialogs").join(file)).expect("a copy");
        }
        let phrases = root().join("dialogs/vi/phrases.toml");
        fs::copy(phrases, folder.join("dialogs/vi/phrases.toml")).expect("a copy");
        let folder = Self(folder);
        folder.write(text);
        folder
    }

    fn write(&self, text: &str) {
        fs::write(self.0.join("dialogs/vi/mau-tin/thu.md"), text).expect("a stencil");
    }

    fn shelf(&self) -> Shelf {
        Shelf::open(&self.0.join("dialogs"), "vi", Some(&self.0.join("good"))).expect("a shelf")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn an_edit_is_taken_in_and_a_wrong_one_held_back_over_a_restart() {
    let folder = Folder::with_stencil("edit", "+++\ntitle = \"Một\"\n+++\nChào bà con.\n");
    let mut shelf = folder.shelf();
    let title = |book: &Book| book.templates.get("thu").map(|stencil| stencil.title.clone());
    assert_eq!(title(&shelf.load(TODAY).expect("read").book).as_deref(), Some("Một"));
    folder.write("+++\ntitle = \"Hai\"\n+++\nChào bà con.\n");
    assert_eq!(title(&shelf.load(TODAY).expect("read").book).as_deref(), Some("Hai"));
    folder.write("+++\ntitle = \"Ba\"\n+++\nChào {{ten}}.\n");
    for mut shelf in [shelf, folder.shelf()] {
        let loaded = shelf.load(TODAY).expect("read");
        assert_eq!(title(&loaded.book).as_deref(), Some("Hai"));
        assert_eq!(loaded.held_back, ["mau-tin/thu"]);
        let drawn: Vec<String> = loaded.drawn().collect();
        assert!(
            drawn
                .iter()
                .any(|fault| fault.starts_with("vi/mau-tin/thu.md:4:6: error: không có gì để điền vào `{{ten}}`")),
            "{drawn:?}"
        );
    }
    fs::remove_file(folder.0.join("dialogs/vi/mau-tin/thu.md")).expect("gone");
    assert_eq!(title(&folder.shelf().load(TODAY).expect("read").book), None);
}
