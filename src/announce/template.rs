//! A stencil filled in: each answer judged when it is given, the letter made when all are there.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::announce::reading::build;
use crate::announce::{Letter, Remark, hour, over, remarks};
use crate::book::{Blank, BlankKind, Book, Stencil, fold, host, is_blank};

/// The longest answer in characters: what is longer is written as a letter of its own.
const LONGEST: usize = 600;

impl Stencil {
    /// The answer to a blank as it is kept and filled in, such as «thứ Sáu 4/12/2026»; a guide's is its id. Empty = left open.
    ///
    /// # Errors
    /// What is wrong with it, for the clerk.
    pub fn judge(&self, blank: &str, answer: &str, today: Date, book: &Book) -> Result<String, String> {
        let blank = self.blank(blank).ok_or("mẫu này không hỏi điều đó")?;
        let answer = answer.trim();
        if blank.optional && (is_blank(answer) || ["khong", "boqua", "khongco"].contains(&fold(answer).as_str())) {
            return Ok(String::new());
        }
        if is_blank(answer) {
            return Err("chưa ghi gì".to_owned());
        }
        match blank.kind {
            BlankKind::Text => text(answer),
            BlankKind::Day => day(blank, answer, today, book),
            BlankKind::Hour => hour::read_clock(answer).map(|(hour, minute)| match minute {
                0 => format!("{hour} giờ"),
                _ => format!("{hour} giờ {minute:02}"),
            }),
            BlankKind::Guide => guide(answer, book),
            BlankKind::Money => money(answer),
            BlankKind::Link => link(answer),
        }
    }
}

/// The letter of a stencil with its answers, each as [`Stencil::judge`] gave it.
///
/// # Errors
/// What is missing or too long, for the clerk.
pub fn fill(stencil: &Stencil, answers: &[(String, String)], book: &Book) -> Result<(Letter, Vec<Remark>), String> {
    let given: BTreeMap<&str, &str> = answers.iter().map(|(name, answer)| (name.as_str(), answer.as_str())).collect();
    let open =
        |blank: &&Blank| !blank.optional && given.get(blank.name.as_str()).is_none_or(|answer| answer.is_empty());
    if let Some(blank) = stencil.blanks.iter().find(open) {
        return Err(format!("còn chưa trả lời: {}", blank.ask));
    }
    let mut locality = (*book.locality).clone();
    for blank in &stencil.blanks {
        let Some(answer) = given.get(blank.name.as_str()).filter(|answer| !answer.is_empty()) else { continue };
        let words = match blank.kind {
            BlankKind::Guide => book.guide(answer).map(|guide| guide.front.title.clone()),
            _ => Some((*answer).to_owned()),
        };
        let words = words.ok_or_else(|| format!("bài «{answer}» không còn nữa; trả lời lại: {}", blank.ask))?;
        locality.values.insert(blank.name.clone(), words);
    }
    // Answers are looked up like facts of the commune, so they are words whatever signs they hold.
    let filled = Book { locality: Arc::new(locality), words: Arc::clone(&book.words), ..Book::default() };
    let letter =
        build(&stencil.leaf, &filled, &|name| given.get(name).map(|id| (*id).to_owned()).filter(|id| !id.is_empty()));
    if let Some(over) = over(&letter, book) {
        return Err(over.to_string());
    }
    let told = remarks(&letter, book);
    Ok((letter, told))
}

fn text(answer: &str) -> Result<String, String> {
    let length = answer.chars().count();
    if length > LONGEST {
        return Err(format!("dài {length} ký tự; viết gọn dưới {LONGEST}"));
    }
    Ok(answer.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn day(blank: &Blank, answer: &str, today: Date, book: &Book) -> Result<String, String> {
    let day = hour::read_day(answer, today)?;
    let first = book.locality.working_days_after(today, blank.min_working_days);
    if day < first {
        let (count, first) = (blank.min_working_days, book.words.day(first));
        return Err(format!("phải báo trước ít nhất {count} ngày làm việc: sớm nhất là {first}"));
    }
    Ok(book.words.day(day))
}

/// By its id, its file, its title or what people call it.
fn guide(answer: &str, book: &Book) -> Result<String, String> {
    let id = answer.rsplit('/').next().unwrap_or(answer).trim_end_matches(".md");
    if book.guide(id).is_some() {
        return Ok(id.to_owned());
    }
    let folded = fold(answer);
    let called = |guide: &crate::book::Guide| {
        let front = &guide.front;
        fold(&front.title) == folded
            || fold(front.name()) == folded
            || front.aliases.iter().any(|alias| fold(alias) == folded)
    };
    if let Some(guide) = book.guides.values().find(|guide| called(guide)) {
        return Ok(guide.id.clone());
    }
    let near = book.nearest(id).map_or_else(String::new, |near| format!(" Có phải «{near}» không?"));
    Err(format!("không có bài «{answer}».{near} Ghi tên bài, ví dụ khai-sinh"))
}

/// «8.000 đồng»; «8 nghìn» and «1,5 triệu» are understood.
fn money(answer: &str) -> Result<String, String> {
    let wrong = || format!("«{answer}» không phải số tiền; viết như «8.000 đồng», «8 nghìn», hay «không mất tiền»");
    let folded = fold(answer);
    if ["mienphi", "khongmattien", "0", "0dong", "khongdong"].contains(&folded.as_str()) {
        return Ok("không mất tiền".to_owned());
    }
    let end = answer.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ' '))).unwrap_or(answer.len());
    let (number, unit) = answer.split_at(end);
    let (number, times) = match fold(unit).as_str() {
        "" | "d" | "dong" | "vnd" => (whole(number), 1),
        "k" | "nghin" | "ngan" | "nghindong" | "ngandong" => (whole(number), 1000),
        "tr" | "trieu" | "trieudong" => return millions(number).ok_or_else(wrong),
        _ => return Err(wrong()),
    };
    let sum = number.and_then(|number| number.checked_mul(times)).filter(|sum| *sum > 0).ok_or_else(wrong)?;
    Ok(dong(sum))
}

/// Dots, commas and blanks may stand between thousands, nowhere else.
fn whole(number: &str) -> Option<u64> {
    let groups: Vec<&str> = number.trim().split(['.', ',', ' ']).collect();
    let (first, rest) = groups.split_first()?;
    let sound = rest.iter().all(|group| group.len() == 3) && (rest.is_empty() || first.len() <= 3);
    sound.then(|| groups.concat().parse().ok())?
}

fn millions(number: &str) -> Option<String> {
    let (whole, part) = number.trim().split_once([',', '.']).unwrap_or((number.trim(), ""));
    if part.len() > 3 {
        return None;
    }
    let thousands: u64 = format!("{part:0<3}").parse().ok()?;
    let sum = whole.parse::<u64>().ok()?.checked_mul(1_000_000)?.checked_add(thousands * 1000)?;
    (sum > 0).then(|| dong(sum))
}

fn dong(sum: u64) -> String {
    let digits = sum.to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out + " đồng"
}

fn link(answer: &str) -> Result<String, String> {
    let url = if answer.contains("://") { answer.to_owned() } else { format!("https://{answer}") };
    match host(&url) {
        Some(host) if host.contains('.') && !url.contains(char::is_whitespace) => Ok(url),
        _ => Err(format!("«{answer}» không phải địa chỉ an toàn; viết như https://dichvucong.gov.vn")),
    }
}
