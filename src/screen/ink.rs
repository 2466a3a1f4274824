//! A clerk's spans to ink: facts filled in, links judged; and the marks our own sentences may hold.

use crate::book::{Sight, Span, Target};
use crate::screen::Ink;

/// What the words of a span get; a mark inside a mark keeps the outer one, since no renderer nests them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Plain,
    Strong,
    Emphasis,
    Struck,
}

/// The spans as ink; none if a fact in them has no value now.
pub(super) fn inks(sight: &Sight<'_>, spans: &[Span]) -> Option<Vec<Ink>> {
    let mut out = Vec::with_capacity(spans.len());
    push(sight, spans, &mut out)?;
    Some(out)
}

/// Adds the spans to `out`; none, with `out` half filled, if a fact in them has no value now.
pub(super) fn push(sight: &Sight<'_>, spans: &[Span], out: &mut Vec<Ink>) -> Option<()> {
    marked(sight, spans, Mark::Plain, out)
}

/// A sentence of ours or of a notice: `**…**` is bold, a new line is one.
pub(super) fn said(text: &str) -> Vec<Ink> {
    let mut out = Vec::new();
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            out.push(Ink::Break);
        }
        let mut rest = line;
        while let Some((before, bold, after)) = first_bold(rest) {
            write(Mark::Plain, before, &mut out);
            write(Mark::Strong, bold, &mut out);
            rest = after;
        }
        write(Mark::Plain, rest, &mut out);
    }
    out
}

/// Adds plain words, to the plain words before if there are any.
pub(super) fn plain(words: &str, out: &mut Vec<Ink>) {
    write(Mark::Plain, words, out);
}

fn first_bold(text: &str) -> Option<(&str, &str, &str)> {
    let (before, tail) = text.split_once("**")?;
    let (bold, after) = tail.split_once("**")?;
    (!bold.is_empty()).then_some((before, bold, after))
}

fn marked(sight: &Sight<'_>, spans: &[Span], mark: Mark, out: &mut Vec<Ink>) -> Option<()> {
    for span in spans {
        match span {
            Span::Text(words) => write(mark, words, out),
            Span::Code(words) => out.push(Ink::Code(words.clone())),
            Span::Strong(inner) => marked(sight, inner, outer(mark, Mark::Strong), out)?,
            Span::Emphasis(inner) => marked(sight, inner, outer(mark, Mark::Emphasis), out)?,
            Span::Struck(inner) => marked(sight, inner, outer(mark, Mark::Struck), out)?,
            Span::Fact(fact) => write(mark, &sight.fact(fact)?, out),
            Span::Link { to: Target::Web(template), text } => match sight.fill(template)? {
                url if is_address(&url) => out.push(Ink::Link { url, text: sight.words(text)? }),
                _ => marked(sight, text, mark, out)?,
            },
            // Only the outer web opens from inside a text; a step or a guide has its buttons.
            Span::Link { text, .. } => marked(sight, text, mark, out)?,
            Span::Break => out.push(Ink::Break),
        }
    }
    Some(())
}

/// A blank portal reads "(chưa có…)", which is no address.
fn is_address(url: &str) -> bool {
    url.starts_with("https://") && !url.contains(char::is_whitespace)
}

fn outer(mark: Mark, inner: Mark) -> Mark {
    if mark == Mark::Plain { inner } else { mark }
}

fn write(mark: Mark, words: &str, out: &mut Vec<Ink>) {
    if words.is_empty() {
        return;
    }
    match (mark, out.last_mut()) {
        (Mark::Plain, Some(Ink::Plain(before)))
        | (Mark::Strong, Some(Ink::Strong(before)))
        | (Mark::Emphasis, Some(Ink::Emphasis(before)))
        | (Mark::Struck, Some(Ink::Struck(before))) => before.push_str(words),
        (Mark::Plain, _) => out.push(Ink::Plain(words.to_owned())),
        (Mark::Strong, _) => out.push(Ink::Strong(words.to_owned())),
        (Mark::Emphasis, _) => out.push(Ink::Emphasis(words.to_owned())),
        (Mark::Struck, _) => out.push(Ink::Struck(words.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_sentences_may_be_bold_and_broken() {
        let plain = |s: &str| Ink::Plain(s.to_owned());
        let strong = |s: &str| Ink::Strong(s.to_owned());
        assert_eq!(said("Bấm **Gửi**.\nXong"), [plain("Bấm "), strong("Gửi"), plain("."), Ink::Break, plain("Xong")]);
        assert_eq!(said("2 ** 3"), [plain("2 ** 3")]);
        assert_eq!(said("****"), [plain("****")]);
        assert_eq!(said(""), []);
    }
}
