//! The host of an address: where a link really leads.

/// The host of an `https` address as a browser takes it; none if a reader could be misled about it.
pub fn host(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    let host = authority.split_once(':').map_or(authority, |(host, _)| host);
    // `https://gov.vn@evil.example` and `https://evil.example\.gov.vn` both go to evil.example.
    let misleading = |c: char| matches!(c, '@' | '\\') || c.is_whitespace() || c.is_control();
    (!host.is_empty() && !authority.contains(misleading)).then(|| host.strip_suffix('.').unwrap_or(host).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Locality;

    #[test]
    fn a_host_is_what_a_browser_takes_for_it() {
        assert_eq!(host("https://Dichvucong.gov.vn/p?x=1").as_deref(), Some("dichvucong.gov.vn"));
        assert_eq!(host("https://a.gov.vn.:443").as_deref(), Some("a.gov.vn"));
        for url in ["https://gov.vn@evil.example/", "https://evil.example\\.gov.vn", "http://a.gov.vn", "https:///x"] {
            assert_eq!(host(url), None, "{url}");
        }
    }

    #[test]
    fn hosts_are_compared_by_whole_label() {
        let locality = Locality { hosts: vec!["vnpost.vn".into()], ..Locality::default() };
        assert!(locality.is_official("gov.vn") && locality.is_official("my.vnpost.vn"));
        assert!(!locality.is_official("evilgov.vn") && !locality.is_official("gov.vn.evil.example"));
    }
}
