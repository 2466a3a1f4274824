//! Signs of writing that Telegram sends as they are typed: bold in asterisks, tags, facts, links in brackets.

use std::sync::LazyLock;

use regex::Regex;

/// The first such sign in plain words, with what stands in it.
pub(super) fn raw(words: &str) -> Option<String> {
    static SIGN: LazyLock<Regex> = LazyLock::new(|| {
        let bold = r"(?:^|[^*\w])(?P<bold>(?:\*\*|__)[^*_\s][^*_\n]{0,60}(?:\*\*|__))";
        let tag = r"(?P<tag></?(?i:b|i|u|s|br|p|div|strong|em|a\s[^>]{0,80}|font[^>]{0,80}|span[^>]{0,80})\s*/?>)";
        let link = r"(?P<link>\[[^\]\n]{1,60}\]\([^)\n]{1,80}\))";
        Regex::new(&format!(r"{bold}|{tag}|(?P<fact>\{{\{{[^}}\n]{{1,60}}\}}\}})|{link}")).expect("a pattern of ours")
    });
    let found = SIGN.captures(words)?;
    let sign = ["bold", "tag", "fact", "link"].into_iter().find_map(|name| found.name(name))?;
    Some(sign.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_go_out_raw_are_seen_and_everyday_writing_is_none() {
        for (words, sign) in [
            ("**Chú ý** bà con", "**Chú ý**"),
            ("Xã báo __gấp__", "__gấp__"),
            ("<b>Chú ý</b>", "<b>"),
            ("Một<br>hai", "<br>"),
            ("Gọi {{office.phone}}", "{{office.phone}}"),
            ("Xem [bài](khai-sinh.md)", "[bài](khai-sinh.md)"),
        ] {
            assert_eq!(raw(words).as_deref(), Some(sign), "{words}");
        }
        for words in [
            "5 * 3 = 15",
            "a < b, b > c",
            "mã ****",
            "Họ tên: ______",
            "[1] (ghi chú)",
            "2 ** 3",
            "<3 bà con",
            "to__khai__2026",
        ] {
            assert_eq!(raw(words), None, "{words}");
        }
    }
}
