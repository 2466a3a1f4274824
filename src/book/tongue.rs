//! In which language a line is written, where that is plain.

use crate::book::Book;
use crate::book::index::Index;

/// The initials and finals of a Vietnamese syllable without marks, the longer ones first, and its vowels.
const INITIALS: [&str; 27] = [
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "b", "c", "d", "g", "h", "k", "l", "m", "n",
    "p", "r", "s", "t", "v", "x", "",
];
const FINALS: [&str; 9] = ["ch", "ng", "nh", "c", "m", "n", "p", "t", ""];
const VOWELS: [&str; 42] = [
    "a", "e", "i", "o", "u", "y", "ai", "ao", "au", "ay", "eo", "eu", "ia", "ie", "iu", "oa", "oe", "oi", "oo", "ou",
    "ua", "ue", "ui", "uo", "uu", "uy", "ya", "ye", "ieu", "oai", "oay", "oao", "oeo", "uay", "uoi", "uou", "uya",
    "uye", "uyu", "yeu", "uao", "uau",
];
/// So many words with Vietnamese marks make a line Vietnamese.
const MARKED: usize = 2;
/// So many syllables without marks too, if the other languages don't know most of them.
const SPOKEN: usize = 3;
/// The share of the words of another language that must be its own.
const FOREIGN: usize = 2;

impl Book {
    /// The folder of the language a line is surely written in, empty for the home one; none where one can't tell.
    pub fn language_of(&self, text: &str) -> Option<&str> {
        let words: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).collect();
        if words.iter().filter(|word| !word.is_ascii()).count() >= MARKED {
            return Some("");
        }
        let plain = Index::plain(text);
        let foreign: Vec<&String> = plain.iter().filter(|word| !is_syllable(word) && !is_number(word)).collect();
        let spoken = self.others.iter().find(|(_, other)| {
            let own = foreign.iter().filter(|word| other.index().knows(word)).count();
            let all = plain.iter().filter(|word| other.index().knows(word)).count();
            own >= 1 && plain.len() > 1 && own * FOREIGN >= foreign.len() && all * FOREIGN > plain.len()
        });
        let spoken_words = plain.iter().filter(|word| !is_number(word)).count();
        let code = spoken.map(|(code, _)| code.as_str());
        let strange =
            |other: &Book| plain.iter().filter(|word| other.index().knows(word)).count() * FOREIGN <= plain.len();
        // Without its marks Vietnamese is told by its syllables.
        let is_home =
            || foreign.is_empty() && spoken_words >= SPOKEN && self.others.values().all(|other| strange(other));
        code.or_else(|| is_home().then_some(""))
    }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a word of letters without marks may be a Vietnamese syllable.
pub(super) fn is_syllable(word: &str) -> bool {
    INITIALS
        .iter()
        .filter_map(|first| word.strip_prefix(first))
        .any(|rest| FINALS.iter().filter_map(|last| rest.strip_suffix(last)).any(|vowels| VOWELS.contains(&vowels)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_told_from_words_of_others() {
        for word in ["nguyen", "khuya", "giay", "toi", "sinh", "quynh", "uoc", "oanh", "yeu", "gi", "nghieng", "thuong"]
        {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["birth", "residence", "how", "cost", "baby", "marriage", "what", "papers", "zalo", "vneid"] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
