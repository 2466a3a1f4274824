//! Addresses in a text: each is a part of it, and home only if its host is sure; a text of blanks holds none.

use std::sync::LazyLock;

use camtay::book::{addresses, host_of, is_blank};

use super::tape::Tape;
use super::text;

const BITS: [&str; 16] = [
    " ",
    ".",
    "/",
    "@",
    "https://",
    "http://",
    "t.me/",
    "dichvucong.gov.vn",
    ".vn",
    "đ",
    "\u{200b}",
    "\u{2800}",
    "xn--",
    ":8080",
    "。",
    "%2e",
];

static BOOK: LazyLock<camtay::book::Book> = LazyLock::new(crate::common::book);

static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    [
        "Vào https://dichvucong.gov.vn/p/home, bấm Đăng nhập.",
        "vneid.gov.vn",
        "Gửi về xa.tanminh@lamdong.gov.vn nhé",
        "t.me/CamTayBot?start=khai-sinh",
        "Ngày 3.11.2026 lúc 8.30",
        "\u{3164}\u{2800} \u{200b}",
        "http://evil。com/gov.vn",
    ]
    .map(|text| text.as_bytes().to_owned())
    .to_vec()
});

pub fn mutated(tape: &mut Tape<'_>) -> Vec<u8> {
    text::mutated(tape, &SEEDS, &BITS)
}

pub fn judge(bytes: &[u8]) {
    let words = String::from_utf8_lossy(bytes).into_owned();
    let found = addresses(&words);
    assert_eq!(found, addresses(&words), "the same text holds the same addresses");
    for address in &found {
        assert!(!address.is_empty() && words.contains(address.as_str()), "{address:?} is no part of {words:?}");
        // What can't be told surely leads nowhere that is ours.
        let host = host_of(address);
        assert!(host.as_ref().is_none_or(|host| !host.contains(['/', '@', ' '])), "{host:?} of {address:?}");
        assert!(host.is_some() || !BOOK.locality.leads_home(address), "{address:?} is taken for the state's");
    }
    assert!(!is_blank(&words) || found.is_empty(), "blanks lead to {found:?}");
    assert_eq!(is_blank(&words), is_blank(&format!(" {words}\u{200b}")), "blanks beside change nothing");
}
