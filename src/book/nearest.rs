//! "Did you mean": the known word nearest to a mistyped one.

/// The candidate that is at most a third of its letters away, if there is one.
pub(super) fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A word longer than any name of ours is not a slip of the finger, and measuring it costs its square.
    if wanted.len() > 200 {
        return None;
    }
    let lowered = wanted.to_lowercase();
    let far = |k: &str| strsim::damerau_levenshtein(&lowered, k);
    let near = known.into_iter().map(|k| (far(k), k)).min_by_key(|(distance, _)| *distance)?;
    (near.0 <= (near.1.chars().count() / 3).clamp(1, 3)).then_some(near.1)
}

/// "Ý anh/chị là `…`?", or nothing.
pub(super) fn did_you_mean<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wanted, known).map_or(String::new(), |near| format!("Ý anh/chị là `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_but_a_stranger_finds_none() {
        assert_eq!(nearest("titel", ["title", "kind"]), Some("title"));
        assert_eq!(nearest("giay-t", ["giay-to", "hoi-dap"]), Some("giay-to"));
        assert_eq!(nearest("xyz", ["title", "kind"]), None);
    }
}
