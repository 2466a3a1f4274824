//! A line of a page as it was typed: where its words begin behind quotes, bullets and conditions, and which of its bytes are mere words.

use std::ops::Range;

use crate::book::parse::ink::is_blank;

/// Bullets that Word, a phone and a keyboard put in the place of a hyphen.
const LIKE_BULLETS: &str = "–—−‐‑‒―•·●○◦▪■◆❖‣⁃➢➤►－＋＊";

/// One line, without its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'l> {
    /// As typed.
    pub(super) text: &'l str,
    /// The byte of the file it begins at.
    pub(super) at: usize,
    /// What the parser took for plain words, as bytes of the file, in order.
    pub(super) words: &'l [Range<usize>],
    /// The links it understood, likewise.
    pub(super) links: &'l [Range<usize>],
}

/// What stands at the start of a line, as bytes of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lead {
    /// Where the bullet stands, or would stand.
    pub(super) bullet: usize,
    /// What kind of bullet.
    pub(super) kind: Bullet,
    /// Where the words begin, behind bullet and conditions.
    pub(super) words: usize,
    /// Whether a condition stands between bullet and words.
    pub(super) conditional: bool,
}

/// How an item begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bullet {
    /// No bullet.
    None,
    /// One that made an item.
    Real,
    /// Typed as one, and it is none: another sign, or no blank behind it.
    Like,
}

impl<'l> Line<'l> {
    /// Whether the byte of the line is a plain word's.
    pub(super) fn is_plain(&self, byte: usize) -> bool {
        covers(self.words, self.at + byte)
    }

    /// The link the byte of the line belongs to, as bytes of the line.
    pub(super) fn link_at(&self, byte: usize) -> Option<Range<usize>> {
        let byte = self.at + byte;
        let after = self.links.partition_point(|link| link.start <= byte);
        let link = self.links[..after].iter().rev().take(4).find(|link| link.contains(&byte))?;
        (link.start >= self.at && link.end <= self.at + self.text.len())
            .then(|| link.start - self.at..link.end - self.at)
    }

    /// The byte of the first `needle` that is plain words.
    pub(super) fn find(&self, needle: &str) -> Option<usize> {
        self.text.match_indices(needle).map(|(at, _)| at).find(|at| self.is_plain(*at))
    }

    /// The rest of the line from a byte on.
    pub(super) fn from(&self, byte: usize) -> &'l str {
        self.text.get(byte..).unwrap_or_default()
    }

    /// How the line begins.
    pub(super) fn lead(&self) -> Lead {
        let bullet = self.past(0, |c| is_blank(c) || c == '>');
        let mut words = bullet;
        let mut kind = Bullet::None;
        if let Some(c) = self.from(bullet).chars().next() {
            let after = bullet + c.len_utf8();
            let numbered = numbered(self.from(bullet));
            if matches!(c, '-' | '*' | '+') && !self.from(after).starts_with(c) {
                (kind, words) = (if self.is_plain(bullet) { Bullet::Like } else { Bullet::Real }, after);
            } else if LIKE_BULLETS.contains(c) || ('\u{f000}'..='\u{f0ff}').contains(&c) {
                (kind, words) = (Bullet::Like, after);
            } else if let Some(length) = numbered {
                (kind, words) = (if self.is_plain(bullet) { Bullet::Like } else { Bullet::Real }, bullet + length);
            }
        }
        words = self.past(words, is_blank);
        let start = words;
        while self.from(words).starts_with(['{', '｛']) && !self.from(words).starts_with("{{") {
            let Some(end) = self.from(words).find(['}', '｝']) else { break };
            let inner = self.from(words)[..end].trim_start_matches(['{', '｛']);
            if !inner.chars().any(char::is_alphanumeric) {
                break;
            }
            words += end + self.from(words + end).chars().next().map_or(1, char::len_utf8);
            words = self.past(words, is_blank);
        }
        Lead { bullet, kind, words, conditional: words > start }
    }

    fn past(&self, from: usize, skipped: impl Fn(char) -> bool) -> usize {
        let rest = self.from(from);
        from + rest.find(|c| !skipped(c)).unwrap_or(rest.len())
    }
}

/// `1.` or `1)` and its like: how many bytes.
fn numbered(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let sign = text[digits..].chars().next().filter(|c| matches!(c, '.' | ')' | '）' | '．'))?;
    (1..=2).contains(&digits).then_some(digits + sign.len_utf8())
}

/// Whether one of the ranges, which are in order, holds the byte.
fn covers(ranges: &[Range<usize>], byte: usize) -> bool {
    let after = ranges.partition_point(|range| range.start <= byte);
    ranges[..after].iter().rev().take(4).any(|range| range.contains(&byte))
}
