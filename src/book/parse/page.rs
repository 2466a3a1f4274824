//! Markdown below the front matter: headings become steps, the rest their blocks.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, Options, Parser, Tag, TextMergeWithOffset};

use crate::book::parse::aim::Aim;
use crate::book::parse::buttons::buttons;
use crate::book::parse::gather::Gather;
use crate::book::parse::inline::Lines;
use crate::book::{Block, Button, Fact, Mentioned, Piece, Span, Step, Tone, plain};

/// Lists and quotes deeper than this are no text of ours; so no text can exhaust the stack.
const DEEPEST: usize = 8;

/// The reader of a page: a cursor over its events.
pub(super) struct Page<'g, 'a> {
    pub(super) g: &'g mut Gather<'a>,
    events: Events<'a>,
    /// The links of the step at hand, in the order of the text.
    pub(super) links: Vec<Aim>,
}

/// The steps written from byte `from` on.
pub(super) fn steps(g: &mut Gather<'_>, from: usize) -> Vec<Step> {
    let events = events(g, from);
    Page { g, events, links: Vec::new() }.read()
}

/// What is written from byte `from` on as one text with its buttons; a heading is a bold line of it.
pub(super) fn leaf(g: &mut Gather<'_>, from: usize) -> (Vec<Block>, Vec<Button>) {
    let events = events(g, from);
    Page { g, events, links: Vec::new() }.read_leaf()
}

type Events<'a> = std::iter::Peekable<std::vec::IntoIter<(Event<'a>, Range<usize>)>>;

fn events<'a>(g: &Gather<'a>, from: usize) -> Events<'a> {
    let text = &g.source.text[from..];
    let options = Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH;
    let events = TextMergeWithOffset::new(Parser::new_ext(text, options).into_offset_iter())
        .map(|(event, at)| (event, at.start + from..at.end + from))
        .collect::<Vec<_>>();
    events.into_iter().peekable()
}

impl<'a> Page<'_, 'a> {
    fn read(mut self) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        // Said once: of the words, of the heading below them no more.
        let mut stray = false;
        while let Some((event, range)) = self.events.peek() {
            if let Event::Start(Tag::Heading { .. }) = event {
                self.finish(steps.last_mut());
                self.g.step = Some(steps.len());
                let step = self.heading(steps.is_empty(), stray);
                steps.push(step);
                continue;
            }
            let at = range.start;
            let mut body = Vec::new();
            self.block(&mut body, 0);
            match steps.last_mut() {
                Some(step) => step.body.append(&mut body),
                None if body.is_empty() || stray => {}
                None => {
                    stray = true;
                    let mend = "Dòng đầu tiên dưới khối `+++` là `# Tên việc`; chữ khác đứng dưới nó.";
                    self.g.victim(at, "có chữ đứng trước tiêu đề `#`", mend);
                }
            }
        }
        self.finish(steps.last_mut());
        self.g.step = None;
        steps
    }

    /// Takes the buttons out of a step whose text has ended.
    fn finish(&mut self, step: Option<&mut Step>) {
        let Some(step) = step else { return };
        step.buttons = self.buttons(&mut step.body);
    }

    fn read_leaf(mut self) -> (Vec<Block>, Vec<Button>) {
        let mut body = Vec::new();
        while let Some((event, _)) = self.events.peek() {
            if !matches!(event, Event::Start(Tag::Heading { .. })) {
                self.block(&mut body, 0);
                continue;
            }
            self.take();
            let mut lines = self.lines(false);
            for piece in &mut lines.pieces {
                piece.text = vec![Span::Strong(std::mem::take(&mut piece.text))];
            }
            self.paragraph(lines, &mut body);
            self.close();
        }
        let buttons = self.buttons(&mut body);
        (body, buttons)
    }

    /// Takes the buttons off the end of a text, and mentions its other links.
    fn buttons(&mut self, body: &mut Vec<Block>) -> Vec<Button> {
        let mut links = std::mem::take(&mut self.links);
        let found = buttons(self.g, body, &mut links);
        for link in links {
            if let Some(name) = link.remember {
                let mend = "Chỉ nút mới nhớ câu trả lời: đưa liên kết này thành một mục riêng ở cuối bước.";
                self.g.victim(link.at, format!("liên kết trong chữ không nhớ được `?{name}`"), mend);
            }
            self.g.mention(link.at, Mentioned::Link { to: link.to, button: false });
        }
        found
    }

    /// The next event, whatever it is.
    pub(super) fn take(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        self.events.next()
    }

    /// The next event if it is inline.
    pub(super) fn take_inline(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        self.events.next_if(|(event, _)| is_inline(event))
    }

    /// Where the next event begins, and whether it ends something.
    pub(super) fn ahead(&mut self) -> Option<(bool, usize)> {
        self.events.peek().map(|(event, at)| (matches!(event, Event::End(_)), at.start))
    }

    /// Whether a paragraph begins here.
    pub(super) fn at_paragraph(&mut self) -> bool {
        self.events.peek().is_some_and(|(event, _)| matches!(event, Event::Start(Tag::Paragraph)))
    }

    /// Goes past the end of the open tag.
    pub(super) fn close(&mut self) {
        let mut open = 1;
        while open > 0 {
            match self.take() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }

    /// Reads one block, which may give several.
    pub(super) fn block(&mut self, out: &mut Vec<Block>, depth: usize) {
        if self.events.peek().is_some_and(|(event, _)| is_inline(event)) {
            let lines = self.lines(false);
            return self.paragraph(lines, out);
        }
        let Some((Event::Start(tag), at)) = self.take() else { return };
        if depth >= DEEPEST {
            self.g.error(at.start, "lồng quá sâu", "Danh sách và khung chỉ lồng nhau vài lớp; viết gọn lại.");
            return self.close();
        }
        match tag {
            Tag::Paragraph => {
                let lines = self.lines(false);
                self.paragraph(lines, out);
                self.close();
            }
            Tag::List(start) => {
                let items = self.items(depth);
                out.push(Block::List { start, items });
            }
            Tag::BlockQuote(kind) => out.push(self.note(kind, at.start, depth)),
            Tag::HtmlBlock => {
                let words = self.raw();
                self.html(at.start, &words);
                out.push(as_written(&words));
            }
            Tag::CodeBlock(kind) => {
                let words = self.raw();
                self.code(kind, at.start, &words);
                out.push(Block::Code(words));
            }
            Tag::Table(_) => {
                let (head, rows) = self.table();
                out.push(Block::Table { head, rows });
            }
            Tag::Heading { .. } => {
                self.g.lost = true;
                self.g.error(at.start, "tiêu đề nằm trong danh sách hay khung", "Đưa dòng `#` ra sát lề trái.");
                let lines = self.lines(false);
                self.paragraph(lines, out);
                self.close();
            }
            _ => self.close(),
        }
    }

    /// Blocks up to the end of the open tag.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut out = Vec::new();
        while let Some((false, _)) = self.ahead() {
            self.block(&mut out, depth);
        }
        self.close();
        out
    }

    fn paragraph(&mut self, lines: Lines, out: &mut Vec<Block>) {
        if is_ways(&lines.pieces) {
            // Drawn by the program: it is no fact to be looked up.
            self.g.mentions.pop();
            out.push(Block::Ways);
        } else if !lines.pieces.is_empty() {
            out.push(Block::Paragraph(lines.pieces));
        }
        out.extend(lines.pictures);
    }

    fn note(&mut self, kind: Option<BlockQuoteKind>, at: usize, depth: usize) -> Block {
        let blocks = self.blocks(depth + 1);
        let tone = match kind {
            Some(BlockQuoteKind::Tip) => Tone::Tip,
            Some(BlockQuoteKind::Note) => Tone::Note,
            Some(_) => Tone::Warning,
            None => Tone::Quote,
        };
        if let Some(mark) = blocks.first().filter(|_| tone == Tone::Quote).and_then(stray_mark) {
            let mend = format!("Để `> {mark}` một mình một dòng, lời viết ở dòng `>` kế dưới.");
            self.g.warn(at, format!("sau `{mark}` còn chữ nên khung này chỉ là trích dẫn thường"), mend);
        }
        Block::Note { tone, blocks }
    }

    fn raw(&mut self) -> String {
        let mut words = String::new();
        while let Some((event, _)) = self.take() {
            match event {
                Event::Text(part) | Event::Html(part) => words.push_str(&part),
                Event::End(_) => break,
                _ => {}
            }
        }
        words.truncate(words.trim_end().len());
        words
    }

    /// A block of code nobody meant, or one with something to be filled in.
    fn code(&mut self, kind: CodeBlockKind<'_>, at: usize, words: &str) {
        if matches!(kind, CodeBlockKind::Indented) {
            let mend = "Xóa khoảng trắng hay tab ở đầu dòng, cho chữ sát lề trái.";
            self.g.error(at, "đầu dòng thụt vào nên cả đoạn hiện nguyên như đã gõ", mend);
        } else if words.contains("{{") || words.contains("](") {
            let mend = "Xóa hai dòng ba dấu ` ở trên và dưới đoạn này.";
            self.g.error(at, "trong khung ba dấu ` thì không điền, không bấm được gì", mend);
        }
    }

    /// A tag of HTML, once a line: citizens would read it.
    pub(super) fn html(&mut self, at: usize, words: &str) {
        let line = self.g.source.place(at).line;
        if self.g.faults.last().is_some_and(|fault| fault.at.line == line) {
            return;
        }
        let name: String =
            words.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        let mend = match name.to_lowercase().as_str() {
            "br" | "p" | "div" | "hr" => "Muốn xuống dòng thì để một dòng trống.".to_owned(),
            "b" | "strong" => "Chữ đậm viết `**chữ**`.".to_owned(),
            "i" | "em" => "Chữ nghiêng viết `*chữ*`.".to_owned(),
            "a" => "Liên kết viết `[chữ](https://…)`.".to_owned(),
            "img" => "Hình viết `![lời tả](../media/hinh.png)`.".to_owned(),
            "" => "Xóa đi: ghi chú kiểu `<!-- -->` cũng hiện ra cho người dân.".to_owned(),
            name => format!("Xóa thẻ đi; chỗ cho người dân tự điền thì viết «{name}»."),
        };
        let shown: String = words.trim_end().chars().take(30).collect();
        let shown = shown.lines().next().unwrap_or_default();
        self.g.error(at, format!("thẻ HTML `{shown}` hiện nguyên chữ cho người dân"), mend);
    }

    fn table(&mut self) -> (Vec<Vec<Span>>, Vec<Vec<Vec<Span>>>) {
        let (mut head, mut rows, mut row) = (Vec::new(), Vec::new(), Vec::new());
        while let Some((event, at)) = self.take() {
            match event {
                Event::Start(Tag::TableCell) => {
                    let pieces = self.lines(false).pieces;
                    if pieces.iter().any(|piece| !piece.when.is_empty()) {
                        let mend = "Bảng không ẩn hiện từng ô; viết thành danh sách, mỗi mục một điều kiện.";
                        self.g.error(at.start, "điều kiện đứng trong ô của bảng", mend);
                    }
                    row.push(pieces.into_iter().flat_map(|p| p.text).collect());
                    self.close();
                }
                Event::End(pulldown_cmark::TagEnd::TableHead) => head = std::mem::take(&mut row),
                Event::End(pulldown_cmark::TagEnd::TableRow) => rows.push(std::mem::take(&mut row)),
                Event::End(pulldown_cmark::TagEnd::Table) => break,
                _ => {}
            }
        }
        (head, rows)
    }
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => {
            matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
        }
        Event::End(_) | Event::Rule | Event::Html(_) => false,
        _ => true,
    }
}

fn is_ways(pieces: &[Piece]) -> bool {
    let [Piece { when, text }] = pieces else { return false };
    when.is_empty() && *text == [Span::Fact(Fact { path: vec!["ways".to_owned()] })]
}

fn as_written(html: &str) -> Block {
    let mut text = Vec::new();
    for line in html.lines() {
        if !text.is_empty() {
            text.push(Span::Break);
        }
        text.push(Span::Text(line.to_owned()));
    }
    Block::Paragraph(vec![Piece { when: Vec::new(), text }])
}

fn stray_mark(block: &Block) -> Option<&'static str> {
    let Block::Paragraph(pieces) = block else { return None };
    let words = plain(&pieces.first()?.text).to_uppercase();
    ["[!TIP]", "[!NOTE]", "[!WARNING]", "[!CAUTION]", "[!IMPORTANT]"].into_iter().find(|mark| words.starts_with(mark))
}
