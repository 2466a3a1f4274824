//! "… là gì": a hard word that a line asks about.

use crate::book::{Book, Index, Meaning};

/// What asks for a meaning, in words without marks.
const ASKING: [&[&str]; 11] = [
    &["la", "gi"],
    &["la", "sao"],
    &["nghia"],
    &["giai", "thich"],
    &["khong", "hieu"],
    &["khong", "biet"],
    &["la", "nao"],
    &["what"],
    &["mean"],
    &["means"],
    &["meaning"],
];

/// So many words may stand beside the hard word and what asks for it.
const MOST_BESIDE: usize = 4;

/// What may end "… là" so that it asks for a meaning, and what doesn't: "là bao nhiêu", "là ở đâu".
const MEANT: [&str; 12] = ["gi", "j", "ji", "chi", "sao", "nao", "cai", "giay", "to", "so", "tien", "bang"];
const OTHER: [&str; 9] = ["bao", "nhieu", "dau", "may", "khi", "ai", "lau", "ngay", "thang"];

/// The hard word a line asks about; the longest of those that stand in it.
pub fn hard_word<'b>(book: &'b Book, text: &str) -> Option<&'b Meaning> {
    let line = plain(text);
    let other = line.iter().any(|word| OTHER.contains(&word.as_str()));
    let asks = !other && ASKING.iter().any(|w| stands(&line, &w.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>()));
    let asks_by_itself = !other && text.trim_end().ends_with('?');
    let mut best: Option<(usize, &Meaning)> = None;
    for meaning in &book.glossary.meanings {
        for spelling in &meaning.spellings {
            let words = plain(spelling);
            let longer = best.is_none_or(|(n, _)| words.len() > n);
            if longer && stands(&line, &words) {
                best = Some((words.len(), meaning));
            }
        }
    }
    let (length, meaning) = best?;
    let beside = line.len() - length;
    let bare = beside == 0;
    let told = (bare || asks || asks_by_itself) && beside <= MOST_BESIDE + usize::from(asks);
    (told || defines(&line, meaning)).then_some(meaning)
}

/// "<the word> là tờ nào", however much stands before it.
fn defines(line: &[String], meaning: &Meaning) -> bool {
    meaning.spellings.iter().map(|spelling| plain(spelling)).any(|words| {
        let behind = (0..line.len()).filter(|at| line[*at..].starts_with(&words)).map(|at| &line[at + words.len()..]);
        behind.filter(|rest| rest.first().is_some_and(|word| ["la", "khac", "gi"].contains(&word.as_str()))).any(
            |rest| {
                let rest = &rest[usize::from(rest[0] != "gi")..rest.len().min(MOST_BESIDE + 1)];
                rest.iter().any(|word| MEANT.contains(&word.as_str()))
                    && !rest.iter().any(|word| OTHER.contains(&word.as_str()))
            },
        )
    })
}

fn plain(text: &str) -> Vec<String> {
    Index::plain(text)
}

fn stands(line: &[String], words: &[String]) -> bool {
    !words.is_empty() && line.windows(words.len()).any(|run| run == words)
}
