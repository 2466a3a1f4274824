//! Vietnamese words letter by letter: each with its mark, the tone apart, so that where the tone was put makes no difference.

use unicode_normalization::UnicodeNormalization;

/// The mark of one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Mark {
    #[default]
    None,
    /// `â ê ô`
    Roof,
    /// `ă`
    Bowl,
    /// `ơ ư`
    Horn,
    /// `đ`
    Bar,
}

/// The tone of a word, and what Telex and VNI type for it.
const TONES: [(char, char, char); 5] =
    [('\u{301}', 's', '1'), ('\u{300}', 'f', '2'), ('\u{309}', 'r', '3'), ('\u{303}', 'x', '4'), ('\u{323}', 'j', '5')];

/// One word, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Marked {
    /// Its letters without marks, in lower case.
    pub(super) plain: String,
    marks: Vec<Mark>,
    /// The combining sign of its tone.
    tone: Option<char>,
    /// A letter of it was typed three times or more: nobody does that but in a cry.
    pub(super) cried: bool,
}

impl Marked {
    /// A word as written.
    pub(super) fn of(word: &str) -> Self {
        let mut out = Self::default();
        for c in word.nfd().flat_map(char::to_lowercase) {
            match c {
                '\u{302}' => out.mark_last(Mark::Roof),
                '\u{306}' => out.mark_last(Mark::Bowl),
                '\u{31b}' => out.mark_last(Mark::Horn),
                'đ' => out.push('d', Mark::Bar),
                _ if TONES.iter().any(|(sign, ..)| *sign == c) => out.tone = Some(c),
                _ if c.is_alphanumeric() => out.push(c, Mark::None),
                _ => {}
            }
        }
        out
    }

    /// Whether this word, perhaps with marks left out, may be `wanted`: what it does have must agree.
    pub(super) fn may_be(&self, wanted: &Self) -> bool {
        let agrees = |(own, of): (&Mark, &Mark)| *own == Mark::None || own == of;
        self.plain == wanted.plain
            && (self.tone.is_none() || self.tone == wanted.tone)
            && self.marks.iter().zip(&wanted.marks).all(agrees)
    }

    /// Whether this word is `wanted` with all its marks; a cry may lack them.
    pub(super) fn surely_is(&self, wanted: &Self) -> bool {
        self.may_be(wanted) && (self.cried || (self.tone == wanted.tone && self.marks == wanted.marks))
    }

    /// A piece of it, from one letter up to another. Where the tone stood is forgotten, so a piece has none.
    pub(super) fn piece(&self, from: usize, to: usize) -> Self {
        let plain = self.plain.chars().skip(from).take(to - from).collect();
        Self { plain, marks: self.marks[from..to].to_vec(), ..Self::default() }
    }

    /// A letter typed three times or more, as in a cry, is one, or `most` of them ("cứuuu").
    pub(super) fn calmed(&self, most: usize) -> Option<Self> {
        let letters: Vec<char> = self.plain.chars().collect();
        let mut out = Self { tone: self.tone, cried: true, ..Self::default() };
        let mut n = 0;
        while n < letters.len() {
            let run = letters[n..].iter().take_while(|c| **c == letters[n]).count();
            for i in 0..if run >= 3 { most } else { run } {
                out.push(letters[n], self.marks[n + i]);
            }
            n += run;
        }
        (out.plain.len() < self.plain.len()).then_some(out)
    }

    fn push(&mut self, letter: char, mark: Mark) {
        self.plain.push(letter);
        self.marks.push(mark);
    }

    fn mark_last(&mut self, mark: Mark) {
        if let Some(last) = self.marks.last_mut() {
            *last = mark;
        }
    }

    /// Marks the last of some letters that has no mark yet.
    fn mark(&mut self, of: &[char], mark: Mark) -> bool {
        let free = |(letter, own): (char, &Mark)| of.contains(&letter) && *own == Mark::None;
        let letters: Vec<char> = self.plain.chars().collect();
        let last = (0..letters.len()).rev().find(|n| free((letters[*n], &self.marks[*n])));
        let Some(n) = last else { return false };
        self.marks[n] = mark;
        // `ươ` takes one key for both; the `u` of `qu` is none.
        let before = |back: usize| n.checked_sub(back).map(|i| letters[i]);
        let free = n > 0 && self.marks[n - 1] == Mark::None;
        if mark == Mark::Horn && letters[n] == 'o' && before(1) == Some('u') && before(2) != Some('q') && free {
            self.marks[n - 1] = Mark::Horn;
        }
        true
    }

    fn has_vowel(&self) -> bool {
        self.plain.contains(['a', 'e', 'i', 'o', 'u', 'y'])
    }

    /// The word in full, its tone behind the last marked vowel or the last vowel: good enough to be read again.
    fn write(&self) -> String {
        let letters: Vec<char> = self.plain.chars().collect();
        let is_vowel = |n: usize| matches!(letters[n], 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        let marked = (0..letters.len()).rev().find(|n| is_vowel(*n) && self.marks[*n] != Mark::None);
        let toned = marked.or_else(|| (0..letters.len()).rev().find(|n| is_vowel(*n)));
        let mut out = String::with_capacity(self.plain.len() * 3);
        for (n, (letter, mark)) in letters.iter().zip(&self.marks).enumerate() {
            match mark {
                Mark::None => out.push(*letter),
                Mark::Roof => out.extend([*letter, '\u{302}']),
                Mark::Bowl => out.extend([*letter, '\u{306}']),
                Mark::Horn => out.extend([*letter, '\u{31b}']),
                Mark::Bar => out.push('đ'),
            }
            out.extend(self.tone.filter(|_| toned == Some(n)));
        }
        out.nfc().collect()
    }
}

/// Whether two texts of the same letters have no mark that speaks against the other: each tone of `typed` is one of `written`, in
/// their order.
pub(super) fn agree(typed: &str, written: &str) -> bool {
    let tones = |text: &str| -> Vec<char> { text.nfd().filter(|c| TONES.iter().any(|(sign, ..)| sign == c)).collect() };
    let of_written = tones(written);
    let mut rest = of_written.iter();
    let in_order = tones(typed).iter().all(|tone| rest.any(|other| other == tone));
    let bare = |text: &str| Marked { tone: None, ..Marked::of(text) };
    in_order && bare(typed).may_be(&bare(written))
}

/// A word with the keys of Telex (`ddawng`) or VNI (`d9a8ng`) left in it, as it was meant; none if it holds none.
pub(super) fn meant(word: &str) -> Option<String> {
    if !word.is_ascii() || !word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let word = word.to_ascii_lowercase();
    if word.contains(|c: char| c.is_ascii_digit()) { vni(&word) } else { telex(&word) }
}

fn telex(word: &str) -> Option<String> {
    let mut out = Marked::default();
    let mut changed = false;
    for c in word.chars() {
        let tone = TONES.iter().find(|(_, key, _)| *key == c).filter(|_| out.has_vowel());
        let done = match (c, tone) {
            (_, Some((sign, ..))) => out.tone.replace(*sign).is_none(),
            ('a' | 'e' | 'o', _) => is_next_vowel(&out, c) && out.mark(&[c], Mark::Roof),
            ('d', _) => out.plain.starts_with('d') && out.mark(&['d'], Mark::Bar),
            ('w', _) => out.mark(&['o', 'u'], Mark::Horn) || out.mark(&['a'], Mark::Bowl),
            _ => false,
        };
        changed |= done;
        if !done {
            out.push(c, Mark::None);
        }
    }
    changed.then(|| out.write())
}

/// Whether a letter typed again can only be a mark: right behind itself, or with consonants between (`cana`).
fn is_next_vowel(out: &Marked, c: char) -> bool {
    let after = out.plain.rsplit(c).next().filter(|rest| rest.len() < out.plain.len());
    after.is_some_and(|rest| !rest.contains(['a', 'e', 'i', 'o', 'u', 'y']))
}

fn vni(word: &str) -> Option<String> {
    let mut out = Marked::default();
    for c in word.chars() {
        let tone = TONES.iter().find(|(_, _, key)| *key == c);
        let done = match (c, tone) {
            (_, Some((sign, ..))) => out.has_vowel() && out.tone.replace(*sign).is_none(),
            ('6', _) => out.mark(&['a', 'e', 'o'], Mark::Roof),
            ('7', _) => out.mark(&['o', 'u'], Mark::Horn),
            ('8', _) => out.mark(&['a'], Mark::Bowl),
            ('9', _) => out.plain.starts_with('d') && out.mark(&['d'], Mark::Bar),
            _ if c.is_ascii_digit() => false,
            _ => {
                out.push(c, Mark::None);
                true
            }
        };
        if !done {
            return None;
        }
    }
    Some(out.write())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_telex_and_of_vni_are_read() {
        for (typed, word) in [
            ("ddawng", "đăng"),
            ("kys", "ký"),
            ("nguowif", "người"),
            ("dduwowcj", "được"),
            ("chasy", "cháy"),
            ("quow", "quơ"),
            ("caanf", "cần"),
            ("xa1c", "xác"),
            ("nha65n", "nhận"),
            ("tra5ng", "trạng"),
            ("ti2nh", "tình"),
            ("d9u7o7c5", "được"),
            ("nguoi72", "người"),
        ] {
            assert_eq!(meant(typed).as_deref().map(Marked::of), Some(Marked::of(word)), "{typed}");
        }
        for typed in ["khai", "b2", "ct01", "1a", "xác", "2026", ""] {
            assert_eq!(meant(typed), None, "{typed}");
        }
    }

    #[test]
    fn marks_may_be_left_out_but_not_be_others() {
        let wanted = Marked::of("dọa");
        for typed in ["dọa", "doạ", "doa", "DOẠ", "do\u{323}a"] {
            assert!(Marked::of(typed).may_be(&wanted), "{typed}");
        }
        for typed in ["đọa", "dóa", "dọ", "dơa"] {
            assert!(!Marked::of(typed).may_be(&wanted), "{typed}");
        }
        assert_eq!(Marked::of("cháyyyy").calmed(1), Some(Marked { cried: true, ..Marked::of("cháy") }));
        assert_eq!(Marked::of("xoong").calmed(1), None);
    }
}
