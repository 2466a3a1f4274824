//! What is pointed out about a letter before it goes to thousands; none of it forbids the sending.

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::announce::raw::raw;
use crate::announce::{Aim, Letter};
use crate::book::{Book, addresses, host_of};
use crate::sender::draw::strip_html;

/// A text over this many characters is long for who reads on a small phone.
const LONG: usize = 900;

/// Something to look at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// So many characters are read.
    Long(usize),
    /// A link leads, by this address, beyond what is the state's or listed.
    Beyond(String),
    /// The words of a link are an address, and the link leads to another.
    Elsewhere {
        /// What is read.
        said: String,
        /// Where it leads.
        leads: String,
    },
    /// This fact of the commune is blank: citizens are told to ask.
    Blank(String),
    /// This sign goes out as it is typed.
    Raw(String),
    /// Something in the way it is written.
    Written(String),
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Long(length) => write!(f, "Dài {length} chữ: bà con khó đọc hết"),
            Self::Beyond(address) => {
                write!(f, "«{address}» không phải trang nhà nước, cũng không có trong danh sách của xã")
            }
            Self::Elsewhere { said, leads } => write!(f, "Liên kết ghi «{said}» mà dẫn tới «{leads}»"),
            Self::Blank(path) => write!(f, "«{path}» còn để trống trong locality.toml: bà con được bảo gọi hỏi"),
            Self::Raw(sign) => {
                write!(f, "«{sign}» hiện nguyên như vậy: bôi đen chữ rồi chọn Đậm của Telegram, hoặc bỏ dấu đi")
            }
            Self::Written(words) => f.write_str(words),
        }
    }
}

/// What to look at again in a letter, written in a file or in Telegram; each thing once.
pub fn remarks(letter: &Letter, book: &Book) -> Vec<Remark> {
    let htmls = || std::iter::once(&letter.html).chain(letter.media.iter().map(|file| &file.html));
    let mut out = Vec::new();
    let length: usize = htmls().map(|html| strip_html(html).chars().count()).sum();
    if length > LONG {
        out.push(Remark::Long(length));
    }
    let mut add =
        |remark: Option<Remark>| out.extend(remark.filter(|new| !out.contains(new)).into_iter().collect::<Vec<_>>());
    for html in htmls() {
        add(raw(&strip_html(html)).map(Remark::Raw));
        for (href, words) in links(html) {
            add(beyond(&href, book));
            add(elsewhere(&href, &words));
        }
        // The words of links are judged with them.
        in_words(&without_links(html), book).into_iter().for_each(|remark| add(Some(remark)));
    }
    for button in &letter.buttons {
        if let Aim::Address(url) = &button.aim {
            add(beyond(url, book));
            add(elsewhere(url, &button.label));
        }
    }
    out
}

/// What to look at again in plain words: where the addresses that Telegram makes links of lead.
pub fn in_words(words: &str, book: &Book) -> Vec<Remark> {
    let mut out = Vec::new();
    for remark in addresses(words).iter().filter_map(|address| beyond(address, book)) {
        if !out.contains(&remark) {
            out.push(remark);
        }
    }
    out
}

fn beyond(address: &str, book: &Book) -> Option<Remark> {
    (!book.locality.leads_home(address)).then(|| Remark::Beyond(address.to_owned()))
}

fn elsewhere(href: &str, words: &str) -> Option<Remark> {
    let of = |address: &str| host_of(address).map(|host| host.trim_start_matches("www.").to_owned());
    let leads = of(href);
    let said = addresses(words).into_iter().find(|said| of(said) != leads)?;
    Some(Remark::Elsewhere { said, leads: href.to_owned() })
}

/// The links of classic HTML: where each leads and the words it is on.
fn links(html: &str) -> Vec<(String, String)> {
    anchors(html).into_iter().map(|(_, href, words)| (href, words)).collect()
}

fn without_links(html: &str) -> String {
    let (mut out, mut from) = (String::new(), 0);
    for (range, _, _) in anchors(html) {
        out.push_str(&html[from..range.start]);
        // A blank keeps the words around it apart.
        out.push(' ');
        from = range.end;
    }
    out.push_str(&html[from..]);
    strip_html(&out)
}

/// Telegram's HTML nests no link in a link, and writes `<` and `"` within them as entities.
fn anchors(html: &str) -> Vec<(Range<usize>, String, String)> {
    static ANCHOR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?is)<a\s+href\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>(.*?)</a\s*>"#).expect("a pattern of ours")
    });
    let found = ANCHOR.captures_iter(html).filter_map(|captures| {
        let href = captures.get(1).or_else(|| captures.get(2))?.as_str();
        Some((captures.get(0)?.range(), strip_html(href), strip_html(captures.get(3)?.as_str())))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::announce::Button;
    use crate::book::Locality;

    fn book() -> Book {
        let locality = Locality { hosts: vec!["vnpost.vn".to_owned()], ..Locality::default() };
        Book { locality: Arc::new(locality), ..Book::default() }
    }

    fn told(html: &str) -> Vec<Remark> {
        remarks(&Letter { html: html.to_owned(), ..Letter::default() }, &book())
    }

    fn beyond(address: &str) -> Remark {
        Remark::Beyond(address.to_owned())
    }

    #[test]
    fn links_outside_the_white_list_are_pointed_out_once() {
        let fine = "<b>Xã</b> báo: <a href=\"https://dichvucong.gov.vn/a?b=1&amp;c\">Cổng</a>, my.vnpost.vn, lamdong.gov.vn. Hỏi a.b@gmail.com, TP.HCM, lúc 8h.mang theo giấy";
        assert_eq!(told(fine), []);
        let odd = "<a href=\"https://bit.ly/x\">Cổng</a> <a href=\"https://bit.ly/x\">nữa</a> vnexpress.net/a. (http://dichvucong.gov.vn.evil.top/x) evilgov.vn";
        let wanted = ["https://bit.ly/x", "vnexpress.net/a", "http://dichvucong.gov.vn.evil.top/x", "evilgov.vn"];
        assert_eq!(told(odd), wanted.map(beyond));
        assert_eq!(told("<a href=\"tg://user?id=5\">Chị Lan</a>"), [beyond("tg://user?id=5")]);
        assert_eq!(told("<a href='https://gov.vn@evil.example/'>x</a>"), [beyond("https://gov.vn@evil.example/")]);
    }

    #[test]
    fn a_link_that_reads_as_another_address_is_pointed_out() {
        let html = "<a href=\"https://a.gov.vn/\"><b>dichvucong.gov.vn</b></a> <a href=\"https://b.gov.vn/x\">www.b.gov.vn</a>";
        let wanted = Remark::Elsewhere { said: "dichvucong.gov.vn".to_owned(), leads: "https://a.gov.vn/".to_owned() };
        assert_eq!(told(html), [wanted]);
        let aim = Aim::Address("https://evil.top".to_owned());
        let buttons = vec![Button { label: "Mở dichvucong.gov.vn".to_owned(), aim }];
        let of_a_button = remarks(&Letter { buttons, ..Letter::default() }, &book());
        assert_eq!(of_a_button.len(), 2, "{of_a_button:?}");
    }

    #[test]
    fn length_is_what_is_read() {
        let letter = "ế".repeat(900);
        assert_eq!(told(&format!("<b>{letter}</b>")), []);
        assert_eq!(told(&format!("<b>{letter}</b>&amp;")), [Remark::Long(901)]);
    }
}
