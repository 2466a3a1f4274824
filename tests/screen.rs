//! Screens as a small phone shows them: a small book, a show, and what the terminal then says.

use std::sync::Arc;

use camtay::book::{Book, Ground, fold, read_guide, read_locality, read_words};
use camtay::engine::{Act, Choice, Group, Header, Scene, Show};
use camtay::front::ansi::{self, Style};
use camtay::screen::{Screen, compose, measure};
use camtay::sender::draw::draw;

const BIRTH: &str = r#"+++
title = "Đăng ký khai sinh"
kind = "procedure"
short = "Khai sinh"
code = "1.001193"
field = "ho-tich"
authority = "UBND cấp xã"
fee = "không mất tiền"
unconfirmed = ["Xã còn nhận giấy qua bưu điện hay không"]
[online]
level = "partial"
portal = "quoc-gia"
time = "trong ngày"
needs = ["VNeID mức 2", "điện thoại chụp hình"]
[in-person]
time = "1 ngày"
needs = ["{chung-sinh} giấy chứng sinh"]
[post]
accepts = "file+result"
warn = ["Gọi hỏi trước, xã có thể không nhận giấy.", "{until 2026-01-01} Hết hạn."]
[closed]
post = "Không gửi bưu điện được: phải ký trước mặt cán bộ."
[checked]
on = 2026-11-23
sources = ["Luật Hộ tịch 60/2014/QH13"]
+++

# Đăng ký khai sinh
Làm trong 60 ngày thì không mất tiền.

- [Bắt đầu](#giay-to)

## Giấy tờ {#giay-to}
- [ ] **Giấy chứng sinh**, bản chính
- [ ] **Số căn cước** của cha và mẹ
- [ ] {da-ket-hon} **Số, ngày, nơi kết hôn** (chỉ để khai, không phải nộp)
- [ ] {xin-gium} **Giấy ủy quyền**

Không phải mang sổ hộ khẩu, giấy kết hôn.

## Chọn đường {#chon-duong}
{{ways}}

## Nộp trên mạng {#truc-tuyen}
### Đăng nhập Cổng {#dang-nhap}
Bấm **Đăng nhập** ở góc trên, chọn **VNeID**. Xem [trang Cổng]({{portal.quoc-gia.url}}) và [bước trước](#mo-cong).

> [!WARNING]
> Địa chỉ phải kết thúc bằng **.gov.vn**.

![mũi tên chỉ nút Đăng nhập](../media/dang-nhap.png)

### Mở Cổng {#mo-cong}
Ngày sinh: {{answer.ngay-sinh}}.

1. Một
2. {xin-gium} Hai
3. Ba
   - nhỏ

| Giấy | Ai ký |
|---|---|
| Tờ khai | Cha |
| Cam đoan | Mẹ |

> [!NOTE]
> Dòng một.
>
> - Dòng hai

```
<mã & số>
```

## Ra Trung tâm {#truc-tiep}
Ra Trung tâm.

## {!phai-ky} Gửi bưu điện {#buu-chinh}
Gửi.
"#;

const CHOOSE: &str = r#"+++
title = "Chọn cách nộp"
kind = "skill"
[[recommend]]
way = "online"
if = ["co-vneid", "!kho"]
because = "anh/chị có VNeID"
[[recommend]]
way = "in-person"
if = []
because = "có cán bộ nhập giúp"
+++

# Nộp bằng cách nào?
{{ways}}

{co-vneid} Lệ phí trên mạng: {{caller.online.fee}}.

- [Trên mạng](caller:#truc-tuyen)
"#;

const LOCALITY: &str = r#"
[commune]
name = "xã Tân Minh"
province = "tỉnh Lâm Đồng"
controller = "UBND xã"
[office]
name = "Trung tâm"
address = ""
phone = ""
hours = ""
[hotline]
name = "Tổng đài 1022"
phone = "1022"
[portal.quoc-gia]
name = "Cổng"
url = "https://dichvucong.gov.vn"
"#;

const WORDS: &str = r#"
[say]
header = "Bước {n}/{of}"
header-ticks = "đã có {have}/{of}"
lacking = "Còn thiếu gì?"
lacking-papers = "Giấy còn thiếu:"
lacking-steps = "Các bước còn lại:"
lacking-nothing = "Giấy tờ đã đủ."
last-day = "hôm nay"
lacking-unknown = "Còn tùy."
lacking-more = "… và {n} bước nữa"
way-online = "Trên mạng"
way-in-person = "Ra Trung tâm"
way-post = "Bưu điện"
way-needs = "cần {needs}"
way-fee = "{fee}"
way-time = "xong {time}"
way-fits = "← hợp với anh/chị: {because}"
ways-compare = "So sánh kỹ:"
ways-shared = "Cách nào cũng vậy: {facts}."
unconfirmed = "Chưa chắc, hỏi {phone}:"
ask-office = "hỏi xã"
"#;

fn book() -> Book {
    let mut book = Book::default();
    for (path, text) in [("vi/khai-sinh.md", BIRTH), ("vi/chon-cach-nop.md", CHOOSE)] {
        let (guide, _) = read_guide(path, text.as_bytes());
        let guide = guide.expect("a guide of ours is text");
        book.guides.insert(guide.id.clone(), Arc::new(guide));
    }
    book.locality = Arc::new(read_locality("locality.toml", LOCALITY.as_bytes()).0);
    book.words = Arc::new(read_words("vi/phrases.toml", WORDS.as_bytes()).0);
    book
}

fn press(label: &str, group: Group) -> Choice {
    Choice { label: label.to_owned(), act: Act::Press("p".to_owned()), group }
}

fn step(guide: &str, step: &str, names: &[&str]) -> Show {
    let mut ground = Ground { today: jiff::civil::date(2026, 11, 30), ..Ground::default() };
    ground.names = names.iter().map(|n| (*n).to_owned()).collect();
    let scene = Scene::Step { guide: guide.to_owned(), step: step.to_owned(), header: None };
    Show { notices: Vec::new(), scene, choices: Vec::new(), footer: None, ground, language: String::new() }
}

fn with_header(
    mut show: Show,
    name: &str,
    stage: Option<&str>,
    count: Option<(usize, usize)>,
    ticks: Option<(usize, usize)>,
) -> Show {
    let (new_name, new_stage) = (name.to_owned(), stage.map(str::to_owned));
    if let Scene::Step { header, .. } = &mut show.scene {
        *header = Some(Header { name: new_name, stage: new_stage, count, ticks });
    }
    show
}

fn screen(show: &Show) -> Screen {
    compose(&book(), show)
}

fn seen(show: &Show) -> String {
    ansi::draw(&screen(show), Style::default())
}

#[track_caller]
fn assert_seen(show: &Show, expected: &str) {
    assert_eq!(seen(show), expected.trim_start_matches('\n'));
}

#[test]
fn a_step() {
    let mut show =
        with_header(step("khai-sinh", "dang-nhap", &[]), "Khai sinh", Some("Nộp trên mạng"), Some((2, 9)), None);
    let open = Act::Open("https://dichvucong.gov.vn".to_owned());
    show.choices = vec![
        Choice { label: "Mở Cổng".to_owned(), act: open, group: Group::Guide },
        Choice { label: "Chép mã".to_owned(), act: Act::Copy("1.001193".to_owned()), group: Group::Guide },
        press("Xong, bước tiếp", Group::On),
        press("‹ Lùi", Group::Nav),
        press("Còn thiếu gì?", Group::Nav),
        press("Tôi bị vướng", Group::Nav),
    ];
    show.notices = vec!["Hôm 2/11 mình đang dở ở đây.".to_owned()];
    show.footer = Some("Giữ chỗ nhé?".to_owned());
    assert_seen(
        &show,
        "
Hôm 2/11 mình đang dở ở đây.
Khai sinh · Nộp trên mạng · Bước 2/9
Đăng nhập Cổng
Bấm Đăng nhập ở góc trên, chọn VNeID. Xem trang Cổng (https://dichvucong.gov.vn) và bước trước.
⚠️ Địa chỉ phải kết thúc bằng .gov.vn.
[hình: mũi tên chỉ nút Đăng nhập]
Giữ chỗ nhé?
[1] Mở Cổng ↗ https://dichvucong.gov.vn  [2] Chép mã: 1.001193
[3] Xong, bước tiếp
[4] ‹ Lùi  [5] Còn thiếu gì?  [6] Tôi bị vướng
",
    );
}

#[test]
fn papers() {
    let mut show = with_header(step("khai-sinh", "giay-to", &["da-ket-hon"]), "Khai sinh", None, None, Some((1, 3)));
    show.ground.ticks.insert(format!("khai-sinh#{}", fold("Giấy chứng sinh")));
    show.ground.ticks.insert(format!("khai-sinh-lai#{}", fold("Số căn cước")));
    show.choices = vec![
        press("✅ Giấy chứng sinh", Group::Tick),
        press("⬜ Số căn cước", Group::Tick),
        press("⬜ Số, ngày, nơi kết hôn", Group::Tick),
        press("Đủ rồi, đi tiếp", Group::On),
    ];
    assert_seen(
        &show,
        "
Khai sinh · đã có 1/3
Giấy tờ
✅ Giấy chứng sinh, bản chính
⬜ Số căn cước của cha và mẹ
⬜ Số, ngày, nơi kết hôn (chỉ để khai, không phải nộp)
Không phải mang sổ hộ khẩu, giấy kết hôn.
[1] ✅ Giấy chứng sinh  [2] ⬜ Số căn cước
[3] ⬜ Số, ngày, nơi kết hôn
[4] Đủ rồi, đi tiếp
",
    );
}

#[test]
fn the_ways_side_by_side() {
    let mut show = step("chon-cach-nop", "nop-bang-cach-nao", &["co-vneid", "chung-sinh"]);
    show.ground.callers = vec!["khai-sinh".to_owned()];
    assert_seen(
        &show,
        "
Nộp bằng cách nào?
📱 Trên mạng: xong trong ngày
← hợp với anh/chị: anh/chị có VNeID
🏢 Ra Trung tâm: cần giấy chứng sinh
✉️ Bưu điện
  So sánh kỹ:
  Cách nào cũng vậy: không mất tiền.
  📱 Trên mạng: cần VNeID mức 2, điện thoại chụp hình · xong trong ngày
  🏢 Ra Trung tâm: cần giấy chứng sinh · xong 1 ngày
  ✉️ Bưu điện
  ⚠️ Gọi hỏi trước, xã có thể không nhận giấy.
  Chưa chắc, hỏi 1022:
  – Xã còn nhận giấy qua bưu điện hay không
Lệ phí trên mạng: không mất tiền.
",
    );
}

#[test]
fn a_closed_way_tells_why_and_a_no_is_a_name_that_is_not_true() {
    let mut show = step("chon-cach-nop", "nop-bang-cach-nao", &["co-vneid", "kho", "phai-ky"]);
    show.ground.callers = vec!["khai-sinh".to_owned()];
    let seen = seen(&show);
    assert!(seen.contains("\n🏢 Ra Trung tâm: xong 1 ngày\n← hợp với anh/chị: có cán bộ nhập giúp\n"), "{seen}");
    assert!(seen.contains("\n  ✖️ Không gửi bưu điện được: phải ký trước mặt cán bộ.\n"), "{seen}");
    assert!(!seen.contains('✉'), "{seen}");
}

#[test]
fn a_skill_opened_alone_draws_no_ways_and_leaves_out_what_has_no_value() {
    assert_seen(&step("chon-cach-nop", "nop-bang-cach-nao", &["co-vneid"]), "\nNộp bằng cách nào?\n");
}

#[test]
fn an_opening_tells_what_is_not_confirmed_once() {
    assert_eq!(seen(&step("khai-sinh", "dang-ky-khai-sinh", &[])).matches("Chưa chắc").count(), 1);
    assert_eq!(seen(&step("khai-sinh", "chon-duong", &[])).matches("Chưa chắc").count(), 1);
    assert_eq!(seen(&step("khai-sinh", "giay-to", &[])).matches("Chưa chắc").count(), 0);
}

#[test]
fn lists_tables_notes_and_codes() {
    let html = |show: &Show| draw(screen(show)).remove(0).html;
    let show = step("khai-sinh", "mo-cong", &[]);
    assert_seen(
        &show,
        "
Mở Cổng
1. Một
2. Ba
   – nhỏ
• Giấy: Tờ khai
   Ai ký: Cha
• Giấy: Cam đoan
   Ai ký: Mẹ
  Dòng một.
  – Dòng hai
  <mã & số>
",
    );
    let expected = "<b>Mở Cổng</b>\n1. Một\n2. Ba\n   – nhỏ\n• Giấy: Tờ khai\n   Ai ký: Cha\n• Giấy: Cam đoan\n   Ai ký: Mẹ\n\
                    <blockquote expandable>Dòng một.\n– Dòng hai</blockquote>\n<pre>&lt;mã &amp; số&gt;</pre>";
    assert_eq!(html(&show), expected);
}

#[test]
fn what_is_lacking() {
    let mut show = step("khai-sinh", "giay-to", &[]);
    let (papers, steps) = (vec!["Số căn cước".to_owned()], vec!["Mở Cổng".to_owned(), "Gửi".to_owned()]);
    show.scene =
        Scene::Lacking { name: "Khai sinh".to_owned(), papers, steps, more: 4, known: camtay::engine::Known::Whole };
    assert_seen(
        &show,
        "
Khai sinh
Còn thiếu gì?
Giấy còn thiếu:
⬜ Số căn cước
Các bước còn lại:
1. Mở Cổng
2. Gửi
… và 4 bước nữa
",
    );
}

#[test]
fn a_screen_of_our_own() {
    let mut show = step("khai-sinh", "giay-to", &[]);
    let lines = vec!["Anh/chị muốn **Đăng ký khai sinh**, phải không?".to_owned(), "Gõ\nlại.".to_owned()];
    show.scene = Scene::Plain { title: String::new(), lines };
    let parts = draw(screen(&show));
    assert_eq!(parts[0].html, "Anh/chị muốn <b>Đăng ký khai sinh</b>, phải không?\n\nGõ\nlại.");
}

#[test]
fn a_guide_or_step_that_is_gone_is_still_a_screen() {
    let mut show = step("khong-co", "gi", &[]);
    show.notices = vec!["Bài này xã đã gỡ xuống.".to_owned()];
    assert_seen(&show, "\nBài này xã đã gỡ xuống.\n");
    assert_seen(&step("khai-sinh", "gi", &[]), "");
    assert_eq!(draw(screen(&step("khai-sinh", "gi", &[]))).len(), 1, "Telegram must get something");
}

#[test]
fn colours_wrapping_and_a_citizens_control_characters() {
    let mut show = with_header(step("khai-sinh", "truc-tiep", &[]), "Bé \x1b[31mNa", None, None, None);
    show.choices = vec![press("Một nút", Group::Guide), press("Nút khác", Group::Guide)];
    show.footer = Some("**Đậm** rồi một câu dài hơn hai mươi cột".to_owned());
    let style = Style { color: true, width: Some(20) };
    let expected = "\x1b[2mBé\x1b[0m \x1b[2m[31mNa\x1b[0m\n\x1b[1mRa\x1b[0m \x1b[1mTrung\x1b[0m \x1b[1mtâm\x1b[0m\nRa Trung tâm.\n\n\
                    \x1b[1mĐậm\x1b[0m rồi một câu dài\nhơn hai mươi cột\n[1] Một nút\n[2] Nút khác\n";
    assert_eq!(ansi::draw(&screen(&show), style), expected);
}

#[test]
fn a_screens_height_on_a_small_phone() {
    let show = with_header(step("khai-sinh", "dang-nhap", &[]), "Khai sinh", None, Some((2, 9)), None);
    // Header, heading, two of text, one of warning; no picture, no buttons.
    assert_eq!(measure(&screen(&show)), 5);
    let mut show = step("khai-sinh", "gi", &[]);
    show.footer = Some("chữ ".repeat(30));
    assert_eq!(measure(&screen(&show)), 3);
    show.footer = Some("x".repeat(81));
    assert_eq!(measure(&screen(&show)), 3);
}
