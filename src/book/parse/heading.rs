//! A heading: its level, its id, what it asks, its words.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag};

use crate::book::condition::is_name;
use crate::book::nearest::did_you_mean;
use crate::book::parse::ink::visible;
use crate::book::parse::page::Page;
use crate::book::{Ask, Piece, Step, key, plain, slug};

const ASKS: [(&str, Ask); 4] =
    [("date", Ask::Date), ("text", Ask::Text), ("dossier-code", Ask::DossierCode), ("place", Ask::Place)];

type Attribute<'a> = (CowStr<'a>, Option<CowStr<'a>>);

impl Page<'_, '_> {
    /// Reads a heading as a step without text; `first` if none came before, `stray` if words did.
    pub(super) fn heading(&mut self, first: bool, stray: bool) -> Step {
        let Some((Event::Start(Tag::Heading { level, id, classes, attrs }), at)) = self.take() else {
            return self.step(1, None, Piece::default(), 0..0);
        };
        let lines = self.lines(false);
        self.close();
        if !lines.pictures.is_empty() {
            self.g.error(at.start, "hình nằm trong tiêu đề", "Dời hình xuống dưới tiêu đề.");
        }
        let ask = self.attributes(&at, id.as_deref(), (&classes, &attrs));
        let level = self.level(level, (first, stray), at.start);
        let mut words = Piece::default();
        for (i, piece) in lines.pieces.into_iter().enumerate() {
            if i == 0 {
                words.when = piece.when;
            }
            words.text.extend(piece.text);
        }
        Step { ask, ..self.step(level, id.as_deref(), words, at) }
    }

    fn step(&mut self, level: u8, id: Option<&str>, words: Piece, at: Range<usize>) -> Step {
        let id = self.id(id, &plain(&words.text), &at);
        Step {
            key: key(&id),
            id,
            level,
            heading: words.text,
            when: words.when,
            ask: None,
            body: Vec::new(),
            buttons: Vec::new(),
            stage: None,
            ordinal: 0,
            at: self.g.source.place(at.start),
        }
    }

    fn level(&mut self, level: HeadingLevel, (first, stray): (bool, bool), at: usize) -> u8 {
        match (level as u8, first) {
            (1, true) => 1,
            (1, false) => {
                self.g.error(
                    at,
                    "bài có hai tiêu đề `#`",
                    "Chỉ một `#`, ở đầu bài; các bước viết `##`, trong một chặng viết `###`.",
                );
                2
            }
            (deep, true) if stray => deep.min(3),
            (deep, true) => {
                self.g.victim(at, "tiêu đề đầu tiên phải là `#`", "Viết `# Tên việc` trước các bước.");
                deep.min(3)
            }
            (4.., _) => {
                self.g.error(
                    at,
                    "tiêu đề sâu hơn `###`",
                    "Chỉ dùng `##` cho một bước hay một chặng, `###` cho bước trong chặng.",
                );
                3
            }
            (level, _) => level,
        }
    }

    fn id(&mut self, written: Option<&str>, words: &str, at: &Range<usize>) -> String {
        let made = slug(words);
        if words.trim().is_empty() {
            self.g.error(at.start, "tiêu đề không có chữ", "Ghi tiêu đề sau dấu `#`: người dân luôn thấy nó.");
        }
        match written {
            Some(id) if is_name(id) => id.to_owned(),
            Some(id) => {
                let mend = format!("Chỉ gồm chữ thường không dấu, số, gạch nối: `{{#{}}}`.", slug(&visible(id)));
                let byte = self.within(at, "{#");
                self.g.error(byte, format!("tên bước `{id}` viết sai"), mend);
                slug(id)
            }
            None if words.trim().is_empty() => made,
            None if made.is_empty() => {
                self.g.error(
                    at.start,
                    "tiêu đề này không tự đặt được tên bước",
                    "Thêm tên ở cuối dòng: `{#ten-buoc}`.",
                );
                made
            }
            None => made,
        }
    }

    fn attributes(
        &mut self,
        at: &Range<usize>,
        id: Option<&str>,
        (classes, attrs): (&[CowStr<'_>], &[Attribute<'_>]),
    ) -> Option<Ask> {
        for class in classes {
            let byte = self.within(at, &format!(".{class}"));
            self.g.error(byte, format!("tiêu đề không có thuộc tính `.{class}`"), HOW);
        }
        let mut ask = None;
        for (name, value) in attrs {
            match (name.as_ref(), value) {
                ("ask", Some(value)) => ask = self.ask(at, value),
                ("ask", None) => {
                    let byte = self.within(at, "ask");
                    self.g.error(byte, "`ask` chưa nói hỏi gì", HOW_ASK);
                }
                (name, None) if id.is_some() && is_name(&slug(name)) => {
                    let byte = self.within(at, name);
                    let whole = format!("{} {name}", id.unwrap_or_default());
                    let mend = format!(
                        "Tên bước viết liền: `{{#{}}}`. Điều kiện thì đứng trước chữ của tiêu đề: `## {{{name}}} …`.",
                        slug(&whole)
                    );
                    self.g.error(byte, format!("`{name}` đứng lạ chỗ sau tên bước"), mend);
                }
                (name, None) if !name.starts_with('#') => {
                    let byte = self.within(at, name);
                    let mend = format!(
                        "Điều kiện đứng trước chữ của tiêu đề: `## {{{name}}} …`; tên bước viết `{{#{name}}}`."
                    );
                    self.g.error(byte, format!("`{{{name}}}` đứng ở cuối tiêu đề"), mend);
                }
                (name, _) => {
                    let byte = self.within(at, name);
                    self.g.error(
                        byte,
                        format!("tiêu đề không có thuộc tính `{name}`"),
                        format!("{HOW}{}", after(&did_you_mean(name, ["ask"]))),
                    );
                }
            }
        }
        ask
    }

    fn ask(&mut self, at: &Range<usize>, value: &str) -> Option<Ask> {
        let found = ASKS.into_iter().find(|(name, _)| *name == value).map(|(_, ask)| ask);
        if found.is_none() {
            let byte = self.within(at, "ask=");
            let near = after(&did_you_mean(value, ASKS.map(|(name, _)| name)));
            self.g.error(byte, format!("không có kiểu hỏi `ask={value}`"), format!("{HOW_ASK}{near}"));
        }
        found
    }

    /// The byte of `needle` in the heading's line, else of the heading.
    fn within(&self, at: &Range<usize>, needle: &str) -> usize {
        let line = self.g.source.text.get(at.clone()).unwrap_or_default();
        line.rfind(needle).map_or(at.start, |i| at.start + i)
    }
}

const HOW: &str = "Sau tiêu đề chỉ viết `{#ten-buoc}` hay `{#ten-buoc ask=date}`.";
const HOW_ASK: &str = "Chỉ có `ask=date`, `ask=text`, `ask=dossier-code`, `ask=place`.";

fn after(more: &str) -> String {
    if more.is_empty() { String::new() } else { format!(" {more}") }
}
