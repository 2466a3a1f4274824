//! Masks what could tell a person: numbers, names, addresses.

use std::sync::LazyLock;

use regex::Regex;

/// What stands where something was taken out.
const TAKEN: &str = "…";

/// The commonest family names: with two words more they are a whole name, typed with capitals or without.
const FAMILY_NAMES: &str = "nguyễn|nguyen|trần|tran|phạm|pham|huỳnh|huynh|hoàng|phan|võ|đặng|bùi|đỗ|ngô|dương|lý|lê|hồ|vũ|trương|đinh|lâm|mai|tô|tạ|cao|châu|thái|đoàn|lương|phùng|quách|hà|kiều|la|nông|ksor|k'";

static PATTERNS: LazyLock<[Regex; 5]> = LazyLock::new(|| {
    let of = |pattern: &str| Regex::new(pattern).expect("a pattern of ours");
    [
        of(r"(?:https?://|www\.)\S+|\S+@\S+"),
        // A code of a procedure is nobody's; any other number of three digits or more may be.
        of(r"\d[\d .,/-]*\d{2,}"),
        of(&format!(
            r"(?i)\b(?:{FAMILY_NAMES})\s+(?:thị|thi|văn|van|hữu|đình|ngọc|minh|quốc|thanh)\b(?:\s+\p{{L}}+){{1,2}}"
        )),
        of(r"(?i)\btên(?:\s+là)?\s+\p{L}+(?:\s+\p{L}+)?"),
        of(r"\p{Lu}\p{Ll}*(?:\s+\p{Lu}\p{Ll}*)+"),
    ]
});

static CODE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\d\.\d{6}$").expect("a pattern of ours"));

/// The words without numbers of three digits and more (a procedure's code stays), names, addresses.
pub fn mask(words: &str) -> String {
    let mut out = words.to_owned();
    for pattern in PATTERNS.iter() {
        out = pattern
            .replace_all(&out, |found: &regex::Captures<'_>| {
                let found = found.get(0).map_or("", |m| m.as_str());
                if CODE.is_match(found.trim()) { found.to_owned() } else { TAKEN.to_owned() }
            })
            .into_owned();
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_names_and_addresses_are_taken_out() {
        let cases = [
            ("căn cước 068199001234 hết hạn", "căn cước … hết hạn"),
            ("gọi 0912 345 678 giùm", "gọi … giùm"),
            ("làm giấy cho Nguyễn Thị Lan", "làm giấy cho …"),
            ("lam giay cho nguyen van teo", "lam giay cho …"),
            ("con tôi tên là Bảo Ngọc", "con tôi …"),
            ("gửi a.b@c.vn", "gửi …"),
            ("bà Lê Hoa ở Tân Minh", "bà … ở …"),
        ];
        for (words, masked) in cases {
            assert_eq!(mask(words), masked);
        }
    }

    #[test]
    fn what_tells_nobody_stays() {
        for words in ["mã 1.001193 là gì", "con 14 tuổi làm căn cước", "đám cưới năm ngoái"] {
            assert_eq!(mask(words), words);
        }
    }
}
