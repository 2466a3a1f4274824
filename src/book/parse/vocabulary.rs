//! `tu-vung.toml`: short spellings, other names, examples of what people say.

use crate::book::parse::gather::Gather;
use crate::book::parse::table::{self, Table, Word, as_text, short};
use crate::book::{Beside, Said, Urgent, Vocabulary, fold};

pub(super) fn vocabulary(g: &mut Gather<'_>) -> Vocabulary {
    let text = g.source.text;
    let mut out = Vocabulary { path: g.path.to_owned(), ..Vocabulary::default() };
    let Some(map) = table::parse(g, text, 0) else { return out };
    let mut top = Table::top(&map, 0);
    let skip = top.texts(g, "skip");
    out.skip = sound(g, skip);
    for (name, pairs) in [("short", &mut out.short), ("same", &mut out.same)] {
        if let Some(table) = top.table(g, name) {
            *pairs = self::pairs(g, &table);
        }
    }
    if let Some(table) = top.table(g, "said") {
        for (key, value, at) in table.in_order() {
            let list = table.as_texts(g, &key.text, value, &at);
            let said = Said { at: g.source.place(key.at.start), texts: sound(g, list) };
            out.said.insert(key.text, said);
        }
    }
    if let Some(mut table) = top.table(g, "beside") {
        out.beside = examples(g, &mut table, &Beside::ALL);
        table.finish(g);
    }
    if let Some(mut table) = top.table(g, "urgent") {
        out.urgent = examples(g, &mut table, &Urgent::ALL);
        for (name, list) in
            [("help", &mut out.help), ("cry", &mut out.cry), ("now", &mut out.now), ("calm", &mut out.calm)]
        {
            let words = table.texts(g, name);
            *list = sound(g, words);
        }
        table.finish(g);
    }
    top.finish(g);
    out
}

/// Lists by a fixed set of keys, all of them optional.
fn examples<T: Copy>(
    g: &mut Gather<'_>,
    table: &mut Table<'_, '_>,
    all: &[(T, &'static str)],
) -> Vec<(T, Vec<String>)> {
    let mut out = Vec::new();
    for (kind, key) in all {
        let list = table.texts(g, key);
        out.push((*kind, sound(g, list)));
    }
    out
}

/// Those with a letter or a digit in them.
fn sound(g: &mut Gather<'_>, words: Vec<Word>) -> Vec<String> {
    let mut out = Vec::with_capacity(words.len());
    for word in words {
        if fold(&word.text).is_empty() {
            g.warn(word.at.start, "chữ này không có chữ cái nào", "Bỏ nó đi.");
        } else {
            out.push(word.text);
        }
    }
    out
}

fn pairs(g: &mut Gather<'_>, table: &Table<'_, '_>) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (key, value, at) in table.in_order() {
        let Some(word) = as_text(g, &key.text, value, at) else { continue };
        if fold(&key.text).is_empty() || fold(&word.text).is_empty() {
            let mend = "Viết `\"chữ người ta gõ\" = \"chữ đủ\"`.";
            g.warn(key.at.start, format!("dòng `{}` không dùng được", short(&key.text)), mend);
        } else {
            out.push((key.text, word.text));
        }
    }
    out
}
