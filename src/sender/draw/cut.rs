//! Cutting a text that is too long for one message: between blocks, else lines, else words.

use crate::sender::draw::flat::Flat;
use crate::sender::draw::html::{escaped_len, html};

/// What one message holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    /// UTF-16 units of the text that is read.
    pub(super) units: usize,
    /// Bytes of the HTML.
    pub(super) bytes: usize,
    /// Marks and quotes.
    pub(super) entities: usize,
}

/// The text as HTML in as few messages as hold it; none if there is nothing to read.
pub(super) fn cut(flat: &Flat<'_>, limit: Limit) -> Vec<String> {
    if flat.text.trim().is_empty() {
        return Vec::new();
    }
    if units(&flat.text) <= limit.units && flat.runs.len() + flat.quotes.len() <= limit.entities {
        let whole = html(flat, 0..flat.text.len());
        if whole.len() <= limit.bytes {
            return vec![whole];
        }
    }
    let mut parts = Vec::new();
    let mut start = 0;
    while start < flat.text.len() {
        let end = best(flat, start, farthest(flat, start, limit));
        let words = flat.text[start..end].trim_end_matches(BLANK);
        // Telegram trims what it gets: a message of blanks would be refused.
        if !words.trim().is_empty() {
            parts.push(html(flat, start..start + words.len()));
        }
        let rest = &flat.text[end..];
        start = end + rest.len() - rest.trim_start_matches(BLANK).len();
    }
    parts
}

const BLANK: [char; 2] = ['\n', ' '];

/// Every byte that begins a character is a unit, one that begins four bytes is two.
fn units(text: &str) -> usize {
    text.bytes().map(|b| usize::from(b & 0xC0 != 0x80) + usize::from(b >= 0xF0)).sum()
}

/// The farthest end of a message that starts at `start`.
fn farthest(flat: &Flat<'_>, start: usize, limit: Limit) -> usize {
    const QUOTE: usize = "<blockquote expandable></blockquote>".len();
    let mut runs = flat.runs.iter().filter(|r| r.end > start).peekable();
    let mut quotes = flat.quotes.iter().filter(|q| q.end > start).peekable();
    let (mut units, mut bytes, mut entities) = (0, 0, 0);
    for (i, c) in flat.text[start..].char_indices() {
        let at = start + i;
        if quotes.next_if(|q| q.start <= at).is_some() {
            entities += 1;
            bytes += QUOTE;
        }
        if let Some(run) = runs.next_if(|r| r.start <= at) {
            entities += 1;
            bytes += run.mark.bytes();
        }
        units += c.len_utf16();
        bytes += escaped_len(c);
        if units > limit.units || bytes > limit.bytes || entities > limit.entities {
            // One character always goes, so that cutting ends.
            return if i == 0 { at + c.len_utf8() } else { at };
        }
    }
    flat.text.len()
}

/// The best place to cut at or before `end`; one that leaves less than a quarter is no good one.
fn best(flat: &Flat<'_>, start: usize, end: usize) -> usize {
    if end == flat.text.len() {
        return end;
    }
    let least = start + (end - start) / 4;
    let is_good = |at: &usize| *at > least;
    // The blank right behind the end may be cut at too.
    let behind = flat.text[end..].chars().next().filter(|c| BLANK.contains(c)).map_or(0, char::len_utf8);
    let window = &flat.text[start..end + behind];
    let after = |sign: char| window.rfind(sign).map(|i| start + i).filter(is_good);
    let block = flat.blocks.iter().copied().rev().find(|b| *b <= end + behind).filter(is_good);
    block.or_else(|| after('\n')).or_else(|| after(' ')).unwrap_or(end)
}
