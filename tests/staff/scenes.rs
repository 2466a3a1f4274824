//! The scenes of the staff's page: a commune of some hundreds who asked to be told, an owner, a clerk, one who agrees.

use std::time::Duration;

use camtay::round::Owners;
use camtay::sender::job::ChatId;
use camtay::when::Moment;

use crate::film::{Film, Phone};
use crate::room::{GROUP, OWNER, Room, book};

type Person = (ChatId, &'static str);
/// Pictures by name, each of phones side by side.
type Pictures = Vec<(&'static str, Vec<Phone>)>;

const PHUC: Person = (OWNER, "Phúc (chủ bot)");
const HOA: Person = (11, "Hoa (soạn)");
const MINH: Person = (12, "Minh (duyệt)");
const LAN: Person = (13, "Lan (bà con)");

/// How many asked to be told beside Lan, how many of them not of births and marriages, how many have blocked the bot since.
const CROWD: ChatId = 640;
const ELSEWHERE: ChatId = 29;
const BLOCKED: ChatId = 4;
const FIRST: ChatId = 1_000;
const FIELD: &str = "Khai sinh";
const LETTER: &str = "**Thứ Sáu 27/11 quầy hộ tịch nghỉ buổi chiều.** Bà con tới buổi sáng, từ 7 giờ 30 đến 11 giờ 30.";

fn film(second: u64) -> Film {
    let owners = Owners { owners: vec![OWNER], chat: Some(GROUP), second, rate: 28.0 };
    let start = Moment::of_day(jiff::civil::date(2026, 11, 25), 14, 5);
    Film::new(Room::new(book(), start, owners))
}

/// Somebody becomes one of the staff: what the owner and they see.
fn invited(film: &mut Film, who: Person, role: &str) -> (Phone, Phone, Phone) {
    film.says(PHUC, "/moi");
    let asked = film.phone(PHUC, role);
    film.presses(PHUC, role);
    let link = film.phone(PHUC, "Chép");
    let start = format!("/start moi-{}", film.code);
    film.says(who, &start);
    (asked, link, film.phone(who, ""))
}

/// People who asked to be told; the first of them not about the field of the letter.
fn crowd(film: &mut Film, count: ChatId, elsewhere: ChatId) {
    for n in 0..count {
        let person = (FIRST + n, "Người dân");
        film.says(person, "/thongbao");
        film.presses(person, "Nhận tin");
        if n < elsewhere {
            film.presses(person, "✅ Khai sinh");
        }
        film.scrolls(person);
    }
}

/// One announcement from the invitation to its results.
pub fn a_message() -> Pictures {
    let mut film = film(500);
    let mut out = Pictures::new();
    let (asked, link, welcome) = invited(&mut film, HOA, "Soạn");
    out.push(("moi", vec![asked, link, welcome]));
    invited(&mut film, MINH, "Duyệt");
    crowd(&mut film, CROWD, ELSEWHERE);
    film.says(LAN, "/thongbao");
    let offer = film.phone(LAN, "Nhận tin");
    film.presses(LAN, "Nhận tin");
    out.push(("ba-con-dang-ky", vec![offer, film.phone(LAN, "")]));
    written(&mut film, &mut out);
    asked_and_agreed(&mut film, &mut out);
    on_its_way(&mut film, &mut out);
    corrected(&mut film, &mut out);
    out
}

fn written(film: &mut Film, out: &mut Pictures) {
    film.says(HOA, "/soan");
    let home = film.phone(HOA, "✏️ Viết tin mới");
    film.presses(HOA, "✏️ Viết tin mới");
    let asked = film.phone(HOA, "");
    out.push(("ban-soan-tin", vec![home]));
    film.says(HOA, LETTER);
    out.push(("viet-tin", vec![asked, film.phone(HOA, "Cho ai")]));
    film.presses(HOA, "Cho ai");
    let kinds = film.phone(HOA, "Theo lĩnh vực");
    film.presses(HOA, "Theo lĩnh vực");
    let fields = film.phone(HOA, FIELD);
    film.presses(HOA, FIELD);
    out.push(("cho-ai", vec![kinds, fields, film.phone(HOA, "Nút vào bài")]));
    film.presses(HOA, "Nút vào bài");
    let fields = film.phone(HOA, FIELD);
    film.presses(HOA, FIELD);
    let guides = film.phone(HOA, FIELD);
    film.presses(HOA, FIELD);
    film.scrolls(HOA);
    film.presses(HOA, "👀 Xem trước");
    out.push(("nut-vao-bai", vec![fields, guides, film.phone(HOA, "Hẹn giờ")]));
    film.presses(HOA, "Hẹn giờ");
    film.says(HOA, "sáng thứ Sáu 8 giờ");
    out.push(("hen-gio", vec![film.phone(HOA, "📣 Gửi")]));
    film.presses(HOA, "Gửi ngay");
    film.scrolls(HOA);
}

fn asked_and_agreed(film: &mut Film, out: &mut Pictures) {
    film.presses(HOA, "📣 Gửi");
    film.says(HOA, "ok");
    let not_yet = film.phone(HOA, "");
    film.says(HOA, "gửi");
    out.push(("go-gui", vec![not_yet, film.phone(HOA, "")]));
    let told = film.phone(MINH, "Xem tin số 1");
    film.presses(MINH, "Xem tin số 1");
    film.presses(MINH, "👀 Xem trước");
    let seen = film.phone(MINH, "✅ Duyệt");
    film.presses(MINH, "✅ Duyệt");
    film.room.blocked = (0..BLOCKED).map(|n| FIRST + ELSEWHERE + n).collect();
    film.room.land = Some(288);
    film.room.unheard = vec![FIRST + CROWD - 1];
    film.says(MINH, "duyệt");
    let sure = film.phone(MINH, "");
    out.push(("duyet", vec![told, seen, sure]));
}

fn on_its_way(film: &mut Film, out: &mut Pictures) {
    film.presses(HOA, "Xem tin số 1");
    let under_way = film.phone(HOA, "⏸ Tạm dừng");
    film.presses(HOA, "⏸ Tạm dừng");
    let halted = film.phone(HOA, "⏹ Dừng hẳn");
    film.presses(HOA, "⏹ Dừng hẳn");
    out.push(("dang-gui", vec![under_way, halted, film.phone(HOA, "Thôi")]));
    film.presses(HOA, "Thôi");
    film.presses(HOA, "▶️ Gửi tiếp");
    film.scrolls(HOA);
    film.room.go_on();
    film.room.wait(film.room.now.plus(Duration::from_secs(5)));
    film.look();
    film.scrolls(HOA);
    let letter = film.phone(LAN, "Làm ngay");
    film.presses(LAN, "Làm ngay");
    film.presses(LAN, "Bắt đầu");
    film.scrolls(LAN);
    film.says(LAN, "chiều thứ Hai có làm không");
    film.scrolls(LAN);
    let stops = (FIRST + CROWD - 2, "Tám (bà con)");
    let other = film.phone(stops, "Dừng nhận tin");
    film.presses(stops, "Dừng nhận tin");
    out.push(("ba-con-nhan", vec![letter, other, film.phone(stops, "")]));
}

fn corrected(film: &mut Film, out: &mut Pictures) {
    film.presses(HOA, "🔄 Xem số mới");
    let card = film.phone(HOA, "📊 Bảng số");
    film.presses(HOA, "📊 Bảng số");
    let table = film.phone(HOA, "");
    out.push(("ket-qua", vec![card, table]));
    film.presses(HOA, "✏️ Sửa lời");
    let asked = film.phone(HOA, "");
    film.says(HOA, &LETTER.replace("27/11", "4/12"));
    film.says(HOA, "sửa");
    let mended = film.phone(HOA, "");
    out.push(("sua-loi", vec![asked, mended, film.phone(LAN, "")]));
    film.presses(HOA, "🗑 Rút lại");
    let sure = film.phone(HOA, "");
    film.says(HOA, "rút");
    film.presses(HOA, "🔄 Xem số mới");
    out.push(("rut-lai", vec![sure, film.phone(HOA, "")]));
}

/// Telegram refuses too many.
pub fn one_that_halts_itself() -> Pictures {
    let mut film = film(500);
    crowd(&mut film, 60, 0);
    film.room.refused = (0..60).filter(|n| n % 2 == 0).map(|n| FIRST + n).collect();
    film.says(PHUC, "/soan");
    film.presses(PHUC, "✏️ Viết tin mới");
    film.says(PHUC, LETTER);
    film.presses(PHUC, "📣 Gửi");
    film.scrolls(PHUC);
    film.says(PHUC, "gửi");
    let told = film.phone(PHUC, "Xem tin số 1");
    film.presses(PHUC, "Xem tin số 1");
    vec![("tu-dung", vec![told, film.phone(PHUC, "▶️ Gửi tiếp")])]
}

/// Urgent, by a stencil, standing; the staff and its deeds.
pub fn the_rest() -> Pictures {
    let mut film = film(500);
    let mut out = Pictures::new();
    invited(&mut film, HOA, "Soạn");
    invited(&mut film, MINH, "Duyệt");
    crowd(&mut film, 40, 0);
    remarked(&mut film, &mut out);
    by_a_stencil(&mut film, &mut out);
    urgent(&mut film, &mut out);
    standing(&mut film, &mut out);
    film.scrolls(PHUC);
    film.says(PHUC, "/canbo");
    let people = film.phone(PHUC, "Bỏ Hoa");
    film.says(PHUC, "/nhatky");
    out.push(("can-bo-nhat-ky", vec![people, film.phone(PHUC, "")]));
    out
}

fn remarked(film: &mut Film, out: &mut Pictures) {
    film.says(HOA, "/soan");
    film.presses(HOA, "✏️ Viết tin mới");
    film.scrolls(HOA);
    film.says(HOA, "Bà con xem lịch họp thôn ở https://bit.ly/hop-thon");
    out.push(("nhac", vec![film.phone(HOA, "Viết lại")]));
    film.presses(HOA, "Bỏ tin này");
    film.scrolls(HOA);
}

fn by_a_stencil(film: &mut Film, out: &mut Pictures) {
    let stencil = "📄 Báo trước";
    film.says(HOA, "/soan");
    let home = film.phone(HOA, stencil);
    film.presses(HOA, stencil);
    film.says(HOA, "Quầy hộ tịch ở Trung tâm");
    film.says(HOA, "mai");
    let asked = film.phone(HOA, "");
    for answer in ["14/12", "8 giờ", "15/12", "7h30", "không"] {
        film.scrolls(HOA);
        film.says(HOA, answer);
    }
    out.push(("mau-tin", vec![home, asked, film.phone(HOA, "📣 Gửi")]));
    film.presses(HOA, "Bỏ tin này");
    film.scrolls(HOA);
}

fn urgent(film: &mut Film, out: &mut Pictures) {
    film.room.wait(Moment::of_day(film.room.now.day(), 22, 30));
    film.says(HOA, "/soan");
    film.presses(HOA, "✏️ Viết tin mới");
    film.scrolls(HOA);
    film.says(HOA, "**Nước lên nhanh ở Thôn 1.** Bà con dời lên hội trường xã ngay trong đêm nay.");
    let draft = film.phone(HOA, "Đánh dấu khẩn");
    film.presses(HOA, "📣 Gửi");
    out.push(("ban-dem", vec![film.phone(HOA, "Thôi")]));
    film.presses(HOA, "Thôi");
    film.presses(HOA, "Đánh dấu khẩn");
    let marked = film.phone(HOA, "📣 Gửi");
    film.presses(HOA, "📣 Gửi");
    out.push(("khan", vec![draft, marked, film.phone(HOA, "")]));
    film.says(HOA, "gửi");
    film.presses(MINH, "Xem tin số");
    film.presses(MINH, "✅ Duyệt");
    film.says(MINH, "duyệt");
    film.scrolls(HOA);
    film.scrolls(MINH);
}

fn standing(film: &mut Film, out: &mut Pictures) {
    film.room.wait(Moment::of_day(film.room.now.day().tomorrow().expect("a day"), 9, 0));
    film.look();
    film.scrolls(HOA);
    film.says(HOA, "/soan");
    film.presses(HOA, "Thông báo treo");
    let none = film.phone(HOA, "Treo một câu");
    film.presses(HOA, "Treo một câu");
    film.says(HOA, "Cổng đang bảo trì đến 17 giờ.");
    film.presses(HOA, FIELD);
    film.scrolls(HOA);
    film.says(HOA, "17 giờ");
    let hung = film.phone(HOA, "Gỡ xuống");
    film.says(LAN, "/start khai-sinh");
    out.push(("thong-bao-treo", vec![none, hung, film.phone(LAN, "")]));
}
