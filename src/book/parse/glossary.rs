//! `chu-kho.toml`: `"trích lục; bản trích lục" = "…"`.

use crate::book::parse::gather::Gather;
use crate::book::parse::table::{self, Table, as_text, short};
use crate::book::{Glossary, Meaning, fold};

/// The longest meaning, in characters: it is read on a phone, in one breath.
const LONGEST: usize = 220;

pub(super) fn glossary(g: &mut Gather<'_>) -> Glossary {
    let mut out = Glossary { path: g.path.to_owned(), ..Glossary::default() };
    let Some(map) = table::parse(g, g.source.text, 0) else { return out };
    for (key, value, at) in Table::top(&map, 0).in_order() {
        let Some(text) = as_text(g, &key.text, value, at) else { continue };
        let spellings: Vec<String> =
            key.text.split(';').map(|s| s.trim().to_owned()).filter(|s| !fold(s).is_empty()).collect();
        if spellings.is_empty() || fold(&text.text).is_empty() {
            let mend = "Viết `\"chữ khó; cách viết khác\" = \"Một câu giải nghĩa.\"`.";
            g.warn(key.at.start, format!("dòng `{}` không dùng được", short(&key.text)), mend);
            continue;
        }
        let long = text.text.chars().count();
        if long > LONGEST {
            let mend = "Giải nghĩa một câu ngắn thôi, bà con đọc trên điện thoại nhỏ.";
            g.warn(text.at.start, format!("lời giải nghĩa dài {long} chữ cái, quá {LONGEST}"), mend);
        }
        let twice =
            spellings.iter().find(|s| out.meanings.iter().any(|m| m.spellings.iter().any(|o| fold(o) == fold(s))));
        if let Some(twice) = twice {
            g.warn(key.at.start, format!("`{}` đã giải nghĩa ở dòng trên", short(twice)), "Giữ một dòng thôi.");
        }
        out.meanings.push(Meaning { spellings, text: text.text, at: g.source.place(key.at.start) });
    }
    out
}
