//! A stretch of a flat text as Telegram's classic HTML; and back to plain words.

use std::ops::Range;

use crate::sender::draw::flat::{Flat, Mark, Quote};

/// The stretch with its marks; those that reach beyond it are closed and opened again.
pub(super) fn html(flat: &Flat<'_>, range: Range<usize>) -> String {
    let mut out = String::with_capacity(range.len() + 64);
    let mut at = range.start;
    for quote in &flat.quotes {
        let (start, end) = (quote.start.max(range.start), quote.end.min(range.end));
        if start >= end {
            continue;
        }
        marked(flat, at..start, &mut out);
        out.push_str(quote.opening());
        marked(flat, start..end, &mut out);
        out.push_str(Quote::CLOSING);
        at = end;
    }
    marked(flat, at..range.end, &mut out);
    out
}

/// The words of our own HTML without its tags, for "can't parse entities".
pub fn strip(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (words, length) = plain(rest);
        out.push_str(words);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

impl Quote {
    /// What ends it.
    pub(super) const CLOSING: &'static str = "</blockquote>";

    /// What begins it.
    pub(super) fn opening(self) -> &'static str {
        if self.folds { "<blockquote expandable>" } else { "<blockquote>" }
    }
}

impl Mark<'_> {
    /// The bytes of its tags, at most.
    pub(super) fn bytes(self) -> usize {
        let address = if let Self::Link(url) = self { escaped_bytes(url) } else { 0 };
        "<a href=\"\"></a>".len() + address
    }

    fn open(self, out: &mut String) {
        if let Self::Link(url) = self {
            out.push_str("<a href=\"");
            escape(url, out);
            out.push_str("\">");
        } else {
            out.push('<');
            out.push_str(self.tag());
            out.push('>');
        }
    }

    fn close(self, out: &mut String) {
        out.push_str("</");
        out.push_str(self.tag());
        out.push('>');
    }

    fn tag(self) -> &'static str {
        match self {
            Self::Bold => "b",
            Self::Italic => "i",
            Self::Struck => "s",
            Self::Code => "code",
            Self::Pre => "pre",
            Self::Link(_) => "a",
        }
    }
}

/// The bytes of a character once escaped.
pub(super) fn escaped_len(c: char) -> usize {
    entity(c).map_or(c.len_utf8(), str::len)
}

fn escaped_bytes(text: &str) -> usize {
    text.chars().map(escaped_len).sum()
}

fn marked(flat: &Flat<'_>, range: Range<usize>, out: &mut String) {
    let mut at = range.start;
    let first = flat.runs.partition_point(|r| r.end <= range.start);
    for run in flat.runs[first..].iter().take_while(|r| r.start < range.end) {
        let (start, end) = (run.start.max(range.start), run.end.min(range.end));
        if start >= end {
            continue;
        }
        escape(&flat.text[at..start], out);
        run.mark.open(out);
        escape(&flat.text[start..end], out);
        run.mark.close(out);
        at = end;
    }
    escape(&flat.text[at..range.end], out);
}

fn escape(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(entity) = entity(char::from(byte)) {
            out.push_str(&text[from..at]);
            out.push_str(entity);
            from = at + 1;
        }
    }
    out.push_str(&text[from..]);
}

/// The four named entities that Telegram knows.
fn entity(c: char) -> Option<&'static str> {
    match c {
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '&' => Some("&amp;"),
        '"' => Some("&quot;"),
        _ => None,
    }
}

/// What the tag or entity at the start of `text` reads as, and its length; a bare sign is itself.
fn plain(text: &str) -> (&str, usize) {
    const ENTITIES: [(&str, &str); 4] = [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&quot;", "\"")];
    if text.starts_with('<') {
        return text.find('>').map_or((&text[..1], 1), |end| ("", end + 1));
    }
    let known = ENTITIES.iter().find(|(entity, _)| text.starts_with(entity));
    known.map_or((&text[..1], 1), |(entity, sign)| (sign, entity.len()))
}
