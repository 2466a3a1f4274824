//! A button by its place: "số 2", "cái đầu", "nút thứ hai", "cái cuối".

/// What stands before the number of a button; words in lower case without marks.
const NAMES: [&str; 16] =
    ["so", "nut", "cai", "cau", "chon", "o", "dong", "muc", "y", "thu", "bam", "phim", "ben", "cach", "cho", "toi"];
/// What may stand behind it.
const AFTER: [&str; 9] = ["tien", "cung", "nhat", "do", "nay", "nha", "nhe", "di", "a"];
/// The numbers as words; "nhì" and "tư" are ordinals only.
const NUMBERS: [(&str, usize); 14] = [
    ("mot", 1),
    ("nhat", 1),
    ("hai", 2),
    ("nhi", 2),
    ("ba", 3),
    ("bon", 4),
    ("tu", 4),
    ("nam", 5),
    ("sau", 6),
    ("bay", 7),
    ("tam", 8),
    ("chin", 9),
    ("muoi", 10),
    ("1st", 1),
];

/// The index among `of` buttons that these words point at by place alone; none if they say anything else.
pub(super) fn ordinal(words: &[&str], of: usize) -> Option<usize> {
    let lead = words.iter().take_while(|w| NAMES.contains(w)).count();
    let rest = &words[lead..];
    let (first, after) = rest.split_first()?;
    let only_fillers = after.iter().all(|w| AFTER.contains(w));
    let at = match *first {
        _ if lead == 0 || !only_fillers => return None,
        "dau" | "tren" => 0,
        "cuoi" | "chot" | "duoi" => of.checked_sub(1)?,
        "giua" if of == 3 => 1,
        word => number(word)?.checked_sub(1)?,
    };
    (at < of).then_some(at)
}

/// A small number, in digits or as a word.
pub(super) fn number(word: &str) -> Option<usize> {
    let spelt = NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, n)| *n);
    spelt.or_else(|| word.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_is_pointed_at_by_its_place() {
        let at = |text: &str, of| ordinal(&text.split(' ').collect::<Vec<_>>(), of);
        for (text, of, want) in [
            ("so 2", 3, Some(1)),
            ("cai dau", 3, Some(0)),
            ("cai dau tien", 4, Some(0)),
            ("nut thu hai", 3, Some(1)),
            ("cai cuoi cung", 4, Some(3)),
            ("thu nhat", 2, Some(0)),
            ("chon so ba nha", 3, Some(2)),
            ("cai giua", 3, Some(1)),
            ("so 5", 3, None),
            ("cai so do", 3, None),
            ("ba", 3, None),
            ("so 2 nha toi", 3, None),
        ] {
            assert_eq!(at(text, of), want, "{text}");
        }
    }
}
