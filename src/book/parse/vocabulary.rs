//! `tu-vung.toml`: short spellings, other names, examples of what people say.

use crate::book::parse::gather::Gather;
use crate::book::parse::table::{self, Table, Word, as_text, short};
use crate::book::{Answered, Beside, Said, Stance, Topic, Urgent, Vocabulary, fold};

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
    if let Some(mut table) = top.table(g, "danger") {
        out.danger = examples(g, &mut table, &Urgent::ALL);
        let none = table.texts(g, "none");
        out.no_danger = sound(g, none);
        table.finish(g);
    }
    if let Some(mut table) = top.table(g, "asked") {
        out.asked = examples(g, &mut table, &Topic::ALL);
        table.finish(g);
    }
    if let Some(mut table) = top.table(g, "answers") {
        out.answers = examples(g, &mut table, &Stance::ALL);
        let doubts = table.texts(g, "doubts");
        out.doubts = sound(g, doubts);
        table.finish(g);
    }
    if let Some(table) = top.table(g, "alike") {
        for (key, value, at) in table.in_order() {
            let list = table.as_texts(g, &key.text, value, &at);
            out.alike.push(sound(g, list));
        }
    }
    answered(g, &mut top, &mut out);
    questions(g, &mut top, &mut out);
    top.finish(g);
    out
}

/// `[answered.GUIDE.STEP]`: a list of examples for each button, by its label.
fn answered(g: &mut Gather<'_>, top: &mut Table<'_, '_>, out: &mut Vocabulary) {
    let Some(guides) = top.table(g, "answered") else { return };
    for (guide, value, at) in guides.in_order() {
        let Some(steps) = guides.as_table(g, guide.text.clone(), value, &at) else { continue };
        for (step, value, at) in steps.in_order() {
            let Some(labels) = steps.as_table(g, step.text.clone(), value, &at) else { continue };
            let of_step = labels.in_order().into_iter().map(|(label, value, at)| {
                let place = g.source.place(label.at.start);
                let list = labels.as_texts(g, &label.text, value, &at);
                Answered { texts: sound(g, list), label: label.text, at: place }
            });
            let of_step = of_step.collect();
            out.answered.insert((guide.text.clone(), step.text), of_step);
        }
    }
}

/// `[questions.GUIDE]`: a list of examples for each question, by the id of its step.
fn questions(g: &mut Gather<'_>, top: &mut Table<'_, '_>, out: &mut Vocabulary) {
    let Some(guides) = top.table(g, "questions") else { return };
    for (guide, value, at) in guides.in_order() {
        let Some(steps) = guides.as_table(g, guide.text.clone(), value, &at) else { continue };
        for (step, value, at) in steps.in_order() {
            let list = steps.as_texts(g, &step.text, value, &at);
            let said = Said { at: g.source.place(step.at.start), texts: sound(g, list) };
            out.questions.insert((guide.text.clone(), step.text), said);
        }
    }
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
