//! Addresses in plain words: Telegram makes links of them whatever the text meant, so they are judged as links are.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::book::{Locality, host};

/// Addresses that stand in plain words and that Telegram makes links of: with a scheme any, without one those with an ending that is common here
/// (a missing blank after a full stop, «xong.mai», is no address), and names of accounts (`@name`).
pub fn addresses(words: &str) -> Vec<String> {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        let name = r"(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+";
        let ends = "com|net|org|vn|info|biz|gov|edu|io|me|co|cc|tv|ly|gl|gg|to|app|dev|xyz|top|site|online|shop|store|club|vip|win|icu|live|link|click|page|asia|pro|fun|ru|cn|tk|ml|cf|ga|mobi|tech|space|website|support|help|today|life|world|group|center|zone|name";
        Regex::new(&format!(
            r"(?i)(?:https?|ftp|tg|ton)://[^\s<>«»“”]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b{name}(?:{ends})\b(?::\d+)?(?:[/?#][^\s<>«»“”]*)?|@[a-z][a-z0-9_]{{4,31}}\b"
        ))
        .expect("a pattern of ours")
    });
    // `a.b@gmail.com` is a letter box, no address of the web.
    let is_box = |address: &str| !address.contains("://") && address.find('@').is_some_and(|at| at > 0);
    let of_a_word = |at: &Range<usize>| {
        words[at.start..].starts_with('@')
            && words[..at.start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '+' | '/'))
    };
    let found = ADDRESS.find_iter(words).filter(|found| !is_box(found.as_str()) && !of_a_word(&found.range()));
    found.map(|found| found.as_str().trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"']).to_owned()).collect()
}

/// The host of an address as it may be written, without a scheme or with a plain `http`; none if its place can't be told for sure.
pub fn host_of(address: &str) -> Option<String> {
    if address.starts_with('@') {
        return Some("t.me".to_owned());
    }
    let scheme =
        ["https://", "http://"].into_iter().find(|s| address.get(..s.len()).is_some_and(|a| a.eq_ignore_ascii_case(s)));
    host(&format!("https://{}", scheme.map_or(address, |scheme| &address[scheme.len()..])))
}

impl Locality {
    /// Whether whoever follows an address, written as it may be, comes to a page of the state's or a listed one.
    pub fn leads_home(&self, address: &str) -> bool {
        host_of(address).is_some_and(|host| self.is_official(&host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_telegram_makes_a_link_of_is_an_address() {
        let words =
            "Vào www.evil.com, bit.ly/x hay https://dichvucong-gov.vn.top; @evil_bot, t.me/abc. tg://resolve?domain=a";
        let found = [
            "www.evil.com",
            "bit.ly/x",
            "https://dichvucong-gov.vn.top",
            "@evil_bot",
            "t.me/abc",
            "tg://resolve?domain=a",
        ];
        assert_eq!(addresses(words), found);
        let locality = Locality::default();
        assert!(found.iter().all(|address| !locality.leads_home(address)));
        assert_eq!(
            addresses("xong.mai nhé, 7.30, TP.HCM, a.b@gmail.com, hoa.nguyen@lamdong.gov.vn, @an"),
            Vec::<String>::new()
        );
        assert!(["dichvucong.gov.vn", "HTTP://A.GOV.VN/x"].iter().all(|address| locality.leads_home(address)));
        let listed = Locality { hosts: vec!["t.me".to_owned()], ..Locality::default() };
        assert!(listed.leads_home("@xa_tan_minh") && !listed.leads_home("t.me.evil.top"));
    }
}
