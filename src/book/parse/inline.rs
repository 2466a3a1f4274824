//! Markdown within a paragraph, an item, a heading: spans, with conditions at the starts of lines.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::book::condition::braces;
use crate::book::parse::aim::aim;
use crate::book::parse::page::Page;
use crate::book::{Block, Condition, Mentioned, Piece, Span, plain};

/// Emphasis deeper than this is no text of ours; it is flattened, so that no text can exhaust the stack.
const DEEPEST: usize = 12;

/// A paragraph's worth.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// By the conditions at the starts of lines; never an empty one.
    pub(super) pieces: Vec<Piece>,
    /// Images, taken out of the text.
    pub(super) pictures: Vec<Block>,
    /// Whether a task's box stood before the words.
    pub(super) task: bool,
}

/// What stands between the last line and the next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Soft,
    Hard,
}

impl Page<'_, '_> {
    /// Reads on to the next event that is not inline; the first conditions of an item govern the whole item.
    pub(super) fn lines(&mut self, whole_item: bool) -> Lines {
        let mut out = Lines::default();
        let mut now = Piece::default();
        let (mut fresh, mut gap) = (true, Gap::None);
        while let Some((event, range)) = self.take_inline() {
            match event {
                Event::TaskListMarker(_) => out.task = true,
                Event::SoftBreak => (fresh, gap) = (true, Gap::Soft),
                Event::HardBreak => (fresh, gap) = (true, Gap::Hard),
                Event::Text(words) if fresh => {
                    let (when, used) = self.conditions(&words, range.start);
                    if when.is_empty() {
                        open(&mut now.text, gap);
                    } else {
                        let before = std::mem::replace(&mut now, Piece { when, text: Vec::new() });
                        out.pieces.extend(Some(before).filter(|piece| *piece != Piece::default()));
                    }
                    let from = (range.start + used).min(range.end);
                    self.text(&words[used..], from..range.end, &mut now.text);
                    (fresh, gap) = (false, Gap::None);
                }
                event => {
                    open(&mut now.text, gap);
                    (fresh, gap) = (false, Gap::None);
                    let (at, pictures) = (range.start, out.pictures.len());
                    self.span(event, range, &mut now.text, &mut out.pictures, 0);
                    let free = now.when.is_empty() || (whole_item && out.pieces.is_empty());
                    if !free && out.pictures.len() > pictures {
                        self.g.error(at, "hình không ẩn hiện theo điều kiện của dòng", HOW_PICTURES);
                    }
                }
            }
        }
        out.pieces.push(now);
        out.pieces.iter_mut().for_each(|piece| trim(&mut piece.text));
        out.pieces.retain(|piece| !piece.text.is_empty() || (whole_item && !piece.when.is_empty()));
        out
    }

    /// The conditions that `words` starts with, and how many bytes they take.
    pub(super) fn conditions(&mut self, words: &str, at: usize) -> (Vec<Condition>, usize) {
        let (mut when, mut used) = (Vec::new(), 0);
        while let Some(found) = braces(&words[used..]).filter(|b| b.is_meant(true)) {
            match found.read() {
                Ok(condition) => {
                    self.mention_condition(at + used, &condition);
                    when.push(condition);
                }
                Err(message) => self.g.error(at + used, message, HOW_CONDITIONS),
            }
            used += found.len;
            used += words[used..].len() - words[used..].trim_start().len();
        }
        (when, used)
    }

    pub(super) fn mention_condition(&mut self, at: usize, condition: &Condition) {
        let (name, negated) = match condition {
            Condition::Is(name) => (name.clone(), false),
            Condition::Not(name) => (name.clone(), true),
            Condition::Until(_) | Condition::From(_) => return,
        };
        self.g.mention(at, Mentioned::Asked { name, negated });
    }

    fn span(
        &mut self,
        event: Event<'_>,
        range: Range<usize>,
        out: &mut Vec<Span>,
        seen: &mut Vec<Block>,
        depth: usize,
    ) {
        match event {
            Event::Text(words) => self.text(&words, range, out),
            Event::Code(words) => {
                if words.contains("{{") {
                    let mend = "Bỏ hai dấu ` đi, hoặc dùng nút `<copy:{{…}}>` để người dân chép được.";
                    self.g.error(range.start, "chỗ điền `{{…}}` nằm trong dấu ` thì không được điền", mend);
                }
                out.push(Span::Code(words.to_string()));
            }
            Event::SoftBreak => push(out, " "),
            Event::HardBreak => out.push(Span::Break),
            Event::InlineHtml(words) | Event::Html(words) => {
                self.html(range.start, &words);
                push(out, &words);
            }
            Event::Start(tag) if depth < DEEPEST => self.tag(tag, range, out, seen, depth + 1),
            Event::Start(_) => self.flat(out),
            _ => {}
        }
    }

    fn tag(&mut self, tag: Tag<'_>, range: Range<usize>, out: &mut Vec<Span>, seen: &mut Vec<Block>, depth: usize) {
        match tag {
            Tag::Strong => out.push(Span::Strong(self.inner(seen, depth))),
            Tag::Emphasis => out.push(Span::Emphasis(self.inner(seen, depth))),
            Tag::Strikethrough => out.push(Span::Struck(self.inner(seen, depth))),
            Tag::Link { dest_url, .. } => {
                self.g.links.push(range.clone());
                let aim = aim(self.g, range.start, &dest_url);
                let to = aim.to.clone();
                // Before its words: an image in them is read without links of its own.
                self.links.push(aim);
                let text = self.inner(seen, depth);
                out.push(Span::Link { to, text });
            }
            Tag::Image { dest_url, .. } => {
                let links = self.links.len();
                let alt = plain(&self.inner(seen, depth));
                self.links.truncate(links);
                seen.extend(self.picture(range.start, &dest_url, alt));
            }
            _ => self.flat(out),
        }
    }

    fn inner(&mut self, seen: &mut Vec<Block>, depth: usize) -> Vec<Span> {
        let mut out = Vec::new();
        while let Some((event, range)) = self.take() {
            if matches!(event, Event::End(_)) {
                break;
            }
            self.span(event, range, &mut out, seen, depth);
        }
        out
    }

    /// The words up to the end of the open tag, without their marks.
    fn flat(&mut self, out: &mut Vec<Span>) {
        let mut open = 1;
        while let Some((event, range)) = self.take().filter(|_| open > 0) {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Text(words) => self.text(&words, range, out),
                _ => {}
            }
            if open == 0 {
                break;
            }
        }
    }

    fn picture(&mut self, at: usize, written: &str, alt: String) -> Option<Block> {
        let file = written.strip_prefix("../media/").filter(|rest| {
            !rest.is_empty()
                && !rest.contains('\\')
                && rest.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
        });
        let Some(file) = file.map(|rest| format!("media/{rest}")) else {
            self.g.error(
                at,
                format!("hình `{written}` không nằm trong `../media/`"),
                "Viết như `![lời tả hình](../media/hinh.png)`.",
            );
            return None;
        };
        self.g.mention(at, Mentioned::Picture(file.clone()));
        Some(Block::Picture { file, alt })
    }

    /// Plain words: facts become spans; a condition that stands too late is a fault.
    fn text(&mut self, words: &str, range: Range<usize>, out: &mut Vec<Span>) {
        let mut plain = range.start;
        let mut rest = words;
        let mut source = range.clone();
        while let Some(at) = rest.find('{') {
            push(out, &rest[..at]);
            rest = &rest[at..];
            let byte = self.find(&mut source, &rest[..1]);
            let used = self.mark(rest, byte, out);
            let past = byte + used;
            if used > 1 {
                self.g.words.push(plain..byte.max(plain));
                plain = past;
            }
            if self.g.source.text.get(byte..past) == Some(&rest[..used]) && past <= source.end {
                source.start = past;
            }
            rest = &rest[used..];
        }
        self.g.words.push(plain..range.end.max(plain));
        push(out, rest);
    }

    /// What begins at a `{`; how many bytes of `rest` it takes.
    fn mark(&mut self, rest: &str, byte: usize, out: &mut Vec<Span>) -> usize {
        if let Some(tail) = rest.strip_prefix("{{") {
            // No fact is longer, and a text of open braces must not be searched again for each.
            let end = tail.as_bytes().windows(2).take(200).position(|pair| pair == b"}}");
            let Some(end) = end else {
                self.g.error(byte, "`{{` không có `}}` đóng lại", "Viết như `{{office.phone}}`.");
                push(out, "{{");
                return 2;
            };
            out.extend(self.g.fact(byte, &tail[..end]).map(Span::Fact));
            return end + 4;
        }
        if let Some(found) = braces(rest).filter(|b| b.is_meant(false)) {
            let mend = "Điều kiện chỉ đứng ở đầu dòng, đầu mục, đầu tiêu đề hay ngay trước liên kết của nút.";
            self.g.error(byte, format!("điều kiện `{{{}}}` đứng sai chỗ", found.inner), mend);
            push(out, &rest[..found.len]);
            return found.len;
        }
        push(out, &rest[..1]);
        1
    }

    /// The byte of the next `needle` in the source; entities make text and source differ in length.
    fn find(&self, source: &mut Range<usize>, needle: &str) -> usize {
        let found = self.g.source.text.get(source.clone()).and_then(|s| s.find(needle));
        // Not found: it was written as an entity, and the rest is not searched again for each of them.
        let byte = found.map_or(source.start, |i| source.start + i);
        source.start = if found.is_some() { byte + 1 } else { source.end };
        byte
    }
}

const HOW_PICTURES: &str = "Đưa cả dòng thành một mục: `- {xin-gium} Mẫu giấy ![…](../media/…)`.";

/// What a mistyped condition should look like.
pub(super) const HOW_CONDITIONS: &str =
    "Điều kiện viết như `{xin-gium}`, `{!xin-gium}`, `{until 2027-02-28}`, `{from 2027-03-01}`.";

/// Appends words, to the last words if those are plain.
pub(super) fn push(out: &mut Vec<Span>, words: &str) {
    if let Some(Span::Text(last)) = out.last_mut() {
        last.push_str(words);
    } else if !words.is_empty() {
        out.push(Span::Text(words.to_owned()));
    }
}

/// Takes off the blanks that a picture leaves behind.
fn trim(text: &mut Vec<Span>) {
    while let Some(Span::Text(last)) = text.last_mut() {
        last.truncate(last.trim_end().len());
        if !last.is_empty() {
            break;
        }
        text.pop();
    }
}

fn open(text: &mut Vec<Span>, gap: Gap) {
    match gap {
        Gap::Soft if !text.is_empty() => push(text, " "),
        Gap::Hard if !text.is_empty() => text.push(Span::Break),
        _ => {}
    }
}
