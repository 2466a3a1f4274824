//! Ages and amounts against what buttons say: "19" at «Từ đủ 18 tuổi», "trên 75" at «Đủ 75 trở lên».

use crate::hear::ordinal::number;

/// Nobody is older; a larger number is a year, a sum, a telephone.
const MOST: usize = 150;

/// Words before a number that is a name.
const NAMES_NUMBER: [&str; 10] = ["lop", "nam", "so", "nut", "hang", "cau", "muc", "khoa", "ngay", "thang"];

/// What a label covers, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    from: usize,
    to: usize,
}

/// Days of a year, a month and a week, as far as ranges care.
const YEAR: usize = 360;
const MONTH: usize = 30;
const WEEK: usize = 7;
/// A pupil of the first class is six (Luật Giáo dục 43/2019/QH14, Điều 28).
const BEFORE_SCHOOL: usize = 5;

/// The range in the words of a label or of an answer: a number alone is itself. All is counted in days; a bare number is an age.
pub(super) fn range(words: &[&str]) -> Option<Range> {
    let mut numbers: Vec<(usize, usize)> =
        words.iter().enumerate().filter_map(|(at, w)| w.parse::<usize>().ok().map(|n| (at, n))).collect();
    // "lớp 5", "năm 1951", "số 2": a number that is no age and no amount.
    if let Some(class) = class(words) {
        return Some(Range { from: (class + BEFORE_SCHOOL) * YEAR, to: (class + BEFORE_SCHOOL + 1) * YEAR });
    }
    let named = |at: usize| at > 0 && NAMES_NUMBER.contains(&words[at - 1]);
    if numbers.iter().any(|(at, n)| named(*at) || *n > MOST) {
        return None;
    }
    let days = |at: usize| match words.get(at + 1) {
        Some(&("ngay" | "bua" | "hom")) => 1,
        Some(&"tuan") => WEEK,
        Some(&"thang") => MONTH,
        _ => YEAR,
    };
    numbers.iter_mut().for_each(|(at, n)| *n *= days(*at));
    let has = |word: &str| words.contains(&word);
    let before = |at: usize, word: &str| words[..at].iter().rev().take(2).any(|w| *w == word);
    match numbers.as_slice() {
        [(_, from), (_, to)] if from <= to && (has("den") || has("toi")) => {
            let to = if has("duoi") { to.saturating_sub(1) } else { *to };
            Some(Range { from: *from, to })
        }
        [(at, n)] if before(*at, "duoi") || before(*at, "chua") => Some(Range { from: 0, to: n.saturating_sub(1) }),
        [(at, n)] if before(*at, "tren") || before(*at, "qua") || before(*at, "hon") => {
            Some(Range { from: n + 1, to: usize::MAX })
        }
        [(at, n)] if words[*at..].windows(2).any(|w| w == ["tro", "len"]) || before(*at, "tu") || before(*at, "du") => {
            Some(Range { from: *n, to: usize::MAX })
        }
        [(_, n)] if words.windows(2).any(|w| w == ["tro", "xuong"]) => Some(Range { from: 0, to: *n }),
        [(_, n)] => Some(Range { from: *n, to: *n }),
        [] => {
            words.iter().find_map(|w| number(w)).filter(|_| has("tuoi")).map(|n| Range { from: n * YEAR, to: n * YEAR })
        }
        _ => None,
    }
}

/// "lớp 3", if no other number stands beside it.
fn class(words: &[&str]) -> Option<usize> {
    let at = words.iter().position(|word| *word == "lop")?;
    let numbers = words.iter().filter(|word| word.parse::<usize>().is_ok()).count();
    let class = words.get(at + 1)?.parse().ok().or_else(|| number(words.get(at + 1)?));
    class.filter(|class| numbers <= 1 && (1..=12).contains(class))
}

impl Range {
    /// Whether all of an answer lies in it.
    pub(super) fn holds(self, answer: Self) -> bool {
        self.from <= answer.from && answer.to <= self.to
    }

    /// Whether it covers more than one number: a button that names one says something else by it.
    pub(super) fn is_wide(self) -> bool {
        self.from < self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_falls_into_one_button() {
        let of = |text: &str| range(&text.split(' ').collect::<Vec<_>>());
        let holds = |label: &str, said: &str| of(label).is_some_and(|l| of(said).is_some_and(|s| l.holds(s)));
        assert!(holds("tu du 18 tuoi", "19") && holds("tu du 18 tuoi", "tren 18") && !holds("tu du 18 tuoi", "17"));
        assert!(holds("duoi 6 tuoi", "5 tuoi") && !holds("duoi 6 tuoi", "6"));
        assert!(holds("du 75 tro len", "80") && holds("tu 14 den duoi 18", "16") && !holds("tu 14 den duoi 18", "18"));
        assert!(holds("tu 90 ngay tro len", "4 thang") && holds("chua toi 3 thang", "2 tuan"));
        assert!(holds("tre duoi 14 tuoi", "con gai hoc lop 3") && holds("tu 6 den duoi 14", "lop 5"));
        assert!(!holds("tre duoi 14 tuoi", "con hoc lop 10"));
        assert!(of("di tiep").is_none());
    }
}
