//! A stencil of an announcement: its front matter and its blanks; the text is a leaf.

use crate::book::condition::is_name;
use crate::book::parse::fence::fenced;
use crate::book::parse::gather::Gather;
use crate::book::parse::table::{self, Table, short};
use crate::book::{Blank, BlankKind, Leaf, Place, Stencil};

const KINDS: [(&str, BlankKind); 6] = [
    ("text", BlankKind::Text),
    ("day", BlankKind::Day),
    ("hour", BlankKind::Hour),
    ("guide", BlankKind::Guide),
    ("money", BlankKind::Money),
    ("link", BlankKind::Link),
];

/// Names that mean something else where a fact is looked up.
const TAKEN: [&str; 3] = ["title", "short", "ways"];

const NO_FRONT: &str = "Dòng đầu tiên của tệp là `+++`, rồi `title = \"…\"`, các bảng `[[blank]]`, rồi `+++`.";

/// Everything but the text, which `leaf` reads from the byte it is given.
pub(super) fn stencil(g: &mut Gather<'_>, leaf: impl FnOnce(&mut Gather<'_>, usize) -> Leaf) -> Stencil {
    let mut out = Stencil::default();
    let page = match fenced(g, NO_FRONT) {
        Err(page) => page,
        Ok((from, to, page)) => {
            let toml = &g.source.text[from..to];
            if let Some(map) = table::parse(g, toml, from) {
                front(g, &mut out, Table::top(&map, from));
            }
            page
        }
    };
    out.leaf = leaf(g, page);
    out
}

fn front(g: &mut Gather<'_>, out: &mut Stencil, mut top: Table<'_, '_>) {
    match top.text(g, "title").filter(|word| !word.text.trim().is_empty()) {
        Some(word) => out.title = word.text,
        None if top.has("title") => {}
        None => g.error(top.at, "thiếu `title`", "Thêm `title = \"Báo bảo trì\"`: cán bộ chọn mẫu theo tên này."),
    }
    if let Some(word) = top.text(g, "topic") {
        out.topic_at = g.source.place(word.at.start);
        out.topic = Some(word.text);
    }
    for table in top.tables(g, "blank") {
        out.blanks.extend(blank(g, table));
    }
    top.finish(g);
}

fn blank(g: &mut Gather<'_>, mut table: Table<'_, '_>) -> Option<Blank> {
    let at = table.at;
    let name = needed(g, &mut table, "name", "name = \"ngay\"");
    let ask = needed(g, &mut table, "ask", "ask = \"Ngày nào?\"");
    let kind = table.choice(g, "kind", &KINDS);
    if kind.is_none() && !table.has("kind") {
        g.error(at, "thiếu `kind` trong `[[blank]]`", "Thêm `kind = \"text\"`, hay day, hour, guide, money, link.");
    }
    let min_working_days = table.count(g, "min_working_days").unwrap_or(0);
    if min_working_days > 0 && kind.is_some_and(|kind| kind != BlankKind::Day) {
        g.error(at, "`min_working_days` chỉ dùng cho ngày", "Đổi thành `kind = \"day\"`, hoặc bỏ dòng đó.");
    }
    let optional = table.yes(g, "optional");
    table.finish(g);
    let (name, name_at) = name?;
    if !is_name(&name) || TAKEN.contains(&name.as_str()) {
        let mend = "Chữ thường không dấu, số, gạch nối, như `ngay-bat-dau`; trừ title, short, ways.";
        g.error(name_at, format!("tên chỗ trống `{}` không dùng được", short(&name)), mend);
        return None;
    }
    let at: Place = g.source.place(name_at);
    Some(Blank { name, ask: ask?.0, kind: kind?, min_working_days, optional, at })
}

fn needed(g: &mut Gather<'_>, table: &mut Table<'_, '_>, key: &'static str, like: &str) -> Option<(String, usize)> {
    let word = table.text(g, key);
    if !table.has(key) || word.as_ref().is_some_and(|word| word.text.trim().is_empty()) {
        let at = word.as_ref().map_or(table.at, |word| word.at.start);
        g.error(at, format!("thiếu `{key}` trong `[[blank]]`"), format!("Thêm `{like}`."));
        return None;
    }
    word.map(|word| (word.text, word.at.start))
}
