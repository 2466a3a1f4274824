//! `phrases.toml`: the sentences, the fields, the words of ours.

use crate::book::condition::is_name;
use crate::book::marks::agree;
use crate::book::nearest::did_you_mean;
use crate::book::parse::gather::Gather;
use crate::book::parse::table::{self, Table, Word, as_text, short};
use crate::book::{Phrase, Typed, Words, fold};

/// Whose sentences a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// The home language's: nothing may lack.
    Home,
    /// Another's: the home language fills in.
    Translation,
}

impl Whose {
    /// Something lacks: nobody would say it, or it is said in the home language.
    fn lacks(self, g: &mut Gather<'_>, at: usize, message: String, mend: &str) {
        match self {
            Self::Home => g.error(at, message, mend),
            Self::Translation => g.warn(at, message, format!("{mend} Chưa có thì máy dùng tiếng Việt.")),
        }
    }
}

pub(super) fn words(g: &mut Gather<'_>, whose: Whose) -> Words {
    let text = g.source.text;
    let (path, sentences) = (g.path.to_owned(), vec![String::new(); Phrase::ALL.len()]);
    let mut out = Words { path, sentences, ..Words::default() };
    let Some(map) = table::parse(g, text, 0) else { return out };
    let mut top = Table::top(&map, 0);
    out.language = top.text(g, "language").map(|word| word.text.trim().to_owned()).unwrap_or_default();
    weekdays(g, &mut out, &mut top, whose);
    out.jargon = top.texts(g, "jargon").into_iter().map(|w| w.text.trim().to_lowercase()).collect();
    out.jargon.retain(|term| !term.is_empty());
    if let Some(table) = needed(g, &mut top, "fields", whose) {
        out.fields = pairs(g, &table, is_name);
    }
    if let Some(table) = needed(g, &mut top, "typed", whose) {
        typed(g, &mut out, table, whose);
    }
    if let Some(table) = top.table(g, "short-forms") {
        out.short_forms = pairs(g, &table, |key| !fold(key).is_empty());
        for (short, long) in &mut out.short_forms {
            *short = fold(short);
            *long = long.split_whitespace().map(fold).collect::<Vec<_>>().join(" ");
        }
    }
    if let Some(table) = needed(g, &mut top, "say", whose) {
        say(g, &mut out, &table, whose);
    }
    top.finish(g);
    out
}

fn needed<'t, 'a>(
    g: &mut Gather<'_>,
    top: &mut Table<'t, 'a>,
    key: &'static str,
    whose: Whose,
) -> Option<Table<'t, 'a>> {
    if !top.has(key) {
        whose.lacks(g, 0, format!("thiếu bảng `[{key}]`"), &format!("Thêm dòng `[{key}]` rồi các khóa ở dưới."));
    }
    top.table(g, key)
}

fn weekdays(g: &mut Gather<'_>, out: &mut Words, top: &mut Table<'_, '_>, whose: Whose) {
    let at = top.take("weekdays").map_or(0, |(_, at)| at.start);
    out.weekdays = top.texts(g, "weekdays").into_iter().map(|w| w.text).collect();
    if out.weekdays.len() != 7 {
        whose.lacks(
            g,
            at,
            "`weekdays` phải có 7 tên, thứ Hai trước".to_owned(),
            "Viết `weekdays = [\"thứ Hai\", …, \"Chủ nhật\"]` ở đầu tệp, trước các bảng.",
        );
    }
}

/// Key and value of each line, in the order of the file.
fn pairs(g: &mut Gather<'_>, table: &Table<'_, '_>, good: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (key, value, at) in table.in_order() {
        if !good(&key.text) {
            g.error(
                key.at.start,
                format!("tên `{}` viết sai{}", short(&key.text), table.inside()),
                "Chữ thường không dấu, số, gạch nối.",
            );
        }
        let Some(word) = as_text(g, &key.text, value, at) else { continue };
        if word.text.trim().is_empty() {
            g.error(word.at.start, format!("`{}` còn để trống", short(&key.text)), "Điền chữ, hoặc bỏ cả dòng.");
        }
        out.push((key.text, word.text));
    }
    out
}

/// The key of the words that stop announcements right after one.
const ENOUGH: &str = "news-enough";

fn typed(g: &mut Gather<'_>, out: &mut Words, mut table: Table<'_, '_>, whose: Whose) {
    let mut taken: Vec<(String, &str)> = Vec::new();
    for (meaning, key) in Typed::ALL {
        if !table.has(key) {
            whose.lacks(
                g,
                table.at,
                format!("thiếu `{key}` trong `[typed]`"),
                &format!("Thêm `{key} = [\"…\"]`: những chữ người dân gõ cho việc này."),
            );
        }
        let mut written = Vec::new();
        for word in table.texts(g, key) {
            let plain = fold(&word.text);
            // Words that mean it only right after an announcement mean something else elsewhere.
            let near = |of: &str| (of == ENOUGH) == (key == ENOUGH);
            let same = |w: &str| fold(w) == plain && (agree(w, &word.text) || agree(&word.text, w));
            if let Some((_, other)) = taken.iter().find(|(w, of)| near(of) && same(w)) {
                g.error(
                    word.at.start,
                    format!("chữ `{}` đã thuộc `{other}`", short(&word.text)),
                    "Mỗi chữ chỉ có một nghĩa; bỏ bớt một chỗ.",
                );
            } else if plain.is_empty() {
                g.error(word.at.start, "chữ này không có chữ cái nào", "Bỏ nó đi.");
            } else {
                taken.push((word.text.clone(), key));
                written.push((plain, word.text));
            }
        }
        out.typed.push((meaning, written));
    }
    table.finish(g);
}

fn say(g: &mut Gather<'_>, out: &mut Words, table: &Table<'_, '_>, whose: Whose) {
    for (key, value, at) in table.in_order() {
        let phrase = Phrase::ALL.iter().copied().find(|p| p.name() == key.text);
        let Some(phrase) = phrase else {
            let near = did_you_mean(&key.text, Phrase::ALL.iter().map(|p| p.name()));
            let mend = if near.is_empty() { "Bỏ dòng này đi." } else { &near };
            g.warn(key.at.start, format!("máy không nói câu `{}`", short(&key.text)), mend);
            continue;
        };
        let Some(word) = as_text(g, &key.text, value, at) else { continue };
        blanks(g, phrase, &word);
        out.sentences[phrase as usize] = word.text;
    }
    let missing: Vec<&str> =
        Phrase::ALL.iter().filter(|p| out.sentences[**p as usize].trim().is_empty()).map(|p| p.name()).collect();
    if !missing.is_empty() {
        let message = format!("`[say]` thiếu {} câu: {}", missing.len(), missing.join(", "));
        whose.lacks(g, table.at, message, "Thêm mỗi câu một dòng: `tên = \"câu\"`.");
    }
}

/// A blank the program doesn't fill would be read by the citizen as it is written.
fn blanks(g: &mut Gather<'_>, phrase: Phrase, word: &Word) {
    for after in word.text.split('{').skip(1) {
        let Some((name, _)) = after.split_once('}') else { continue };
        if phrase.blanks().contains(&name) {
            continue;
        }
        let known: Vec<String> = phrase.blanks().iter().map(|b| format!("`{{{b}}}`")).collect();
        let mend = if known.is_empty() {
            "Câu này không có chỗ điền nào.".to_owned()
        } else {
            format!("Câu này chỉ có {}.", known.join(", "))
        };
        g.error(word.at.start, format!("câu `{}` không có chỗ điền `{{{}}}`", phrase.name(), short(name)), mend);
    }
}
