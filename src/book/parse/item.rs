//! Items of a list: papers to tick, plain lines, links.

use pulldown_cmark::{Event, Tag};

use crate::book::parse::page::Page;
use crate::book::{Block, Item, Piece, Span, fold, plain};

impl Page<'_, '_> {
    /// The items up to the end of the open list.
    pub(super) fn items(&mut self, depth: usize) -> Vec<Item> {
        let mut items = Vec::new();
        while let Some((event, at)) = self.take() {
            match event {
                Event::Start(Tag::Item) => items.push(self.item(at.start, depth)),
                Event::Start(_) => self.close(),
                Event::End(_) => break,
                _ => {}
            }
        }
        items
    }

    fn item(&mut self, at: usize, depth: usize) -> Item {
        // A tight item holds bare text, a loose one a paragraph.
        let mut first = self.lines(true);
        let bare = !first.pieces.is_empty() || first.task || !first.pictures.is_empty();
        if !bare && self.at_paragraph() {
            self.take();
            first = self.lines(true);
            self.close();
        }
        let mut pieces = first.pieces.into_iter();
        let Piece { when, text } = pieces.next().unwrap_or_default();
        let mut nested = Vec::new();
        let later: Vec<Piece> = pieces.collect();
        if !later.is_empty() {
            nested.push(Block::Paragraph(later));
        }
        nested.extend(first.pictures);
        while let Some((false, _)) = self.ahead() {
            self.block(&mut nested, depth + 1);
        }
        self.close();
        if first.task && plain(&text).trim().is_empty() {
            self.g.error(at, "ô đánh dấu không có chữ", "Ghi tên giấy sau `- [ ]`.");
        }
        let tick = first.task.then(|| tick_label(&text));
        let tick_key = tick.as_deref().map(fold).unwrap_or_default();
        Item { when, tick, tick_key, text, nested }
    }
}

/// The bold start, else all of the words.
fn tick_label(text: &[Span]) -> String {
    match text.first() {
        Some(Span::Strong(inner)) => plain(inner).trim().to_owned(),
        _ => plain(text).trim().to_owned(),
    }
}
