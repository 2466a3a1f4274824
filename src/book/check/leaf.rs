//! A leaf: links that can be buttons, facts of the commune, blanks that are asked.

use crate::book::check::Found;
use crate::book::host::host;
use crate::book::nearest::did_you_mean;
use crate::book::{Block, Book, Fault, Leaf, Mention, Mentioned, Target, Template, TemplatePart};

const HOW_BUTTONS: &str =
    "Nút viết `- [Làm ngay](khai-sinh.md)` hay `- [Mở Cổng](https://dichvucong.gov.vn)`, ở cuối tin.";

/// The faults of a leaf besides those of its reading; `blanks` are the names a clerk is asked for, empty in a letter.
pub fn check_leaf(leaf: &Leaf, book: &Book, blanks: &[&str]) -> Vec<Fault> {
    let mut found = Found { path: leaf.path.clone(), faults: Vec::new() };
    if let Some(at) = leaf.condition() {
        let mend = "Tin gửi chung cho mọi người: bỏ điều kiện, hoặc viết thành hai tin.";
        found.error(at, "tin không có điều kiện `{…}`", mend);
    }
    if leaf.body.contains(&Block::Ways) {
        found.error(crate::book::Place { line: 1, column: 1 }, "tin không vẽ được `{{ways}}`", "Bỏ dòng đó đi.");
    }
    for mention in &leaf.mentions {
        match &mention.what {
            Mentioned::Fact(fact) => fact_is_known(&mut found, mention, &fact.path, book, blanks),
            Mentioned::Link { to, button } => link(&mut found, mention, to, *button, book),
            Mentioned::Remembered(name) => {
                found.error(mention.at, format!("nút của tin không nhớ được `?{name}`"), "Bỏ phần sau dấu `?`.");
            }
            _ => {}
        }
    }
    found.faults
}

fn fact_is_known(found: &mut Found, mention: &Mention, path: &[String], book: &Book, blanks: &[&str]) {
    let written = path.join(".");
    let known = book.locality.values.keys().map(String::as_str);
    if blanks.contains(&written.as_str()) || book.locality.get(&written).is_some() {
        return;
    }
    let near = did_you_mean(&written, known.chain(blanks.iter().copied()));
    let mend = match near.as_str() {
        "" if blanks.is_empty() => "Chỉ điền được những tên trong `locality.toml`, như `{{office.phone}}`.",
        "" => "Thêm một bảng `[[blank]]` có tên này, hoặc dùng tên trong `locality.toml`.",
        near => near,
    };
    found.error(mention.at, format!("không có gì để điền vào `{{{{{written}}}}}`"), mend);
}

fn link(found: &mut Found, mention: &Mention, to: &Target, button: bool, book: &Book) {
    match to {
        Target::Guide { guide, .. } if book.guide(guide).is_none() => {
            let near = did_you_mean(guide, book.guides.keys().map(String::as_str));
            found.error(mention.at, format!("không có bài `{guide}.md`"), near);
        }
        Target::Guide { step: Some(step), guide } => {
            let mend = format!("Nút của tin mở bài ở đầu bài: `({guide}.md)`.");
            found.error(mention.at, format!("nút của tin không tới thẳng bước `{step}`"), mend);
        }
        Target::Guide { .. } if !button => {
            found.error(mention.at, "liên kết tới bài hướng dẫn chỉ làm được thành nút", HOW_BUTTONS);
        }
        Target::Web(template) => web(found, mention, template, book),
        Target::File(file) => {
            let mend = format!("Gửi kèm tệp thì viết như hình: `![lời tả](../{file})`.");
            found.error(mention.at, "liên kết tới tệp không bấm được trong tin", mend);
        }
        // What could not be understood has its fault.
        Target::Guide { .. } => {}
        Target::Step(id) if id.is_empty() => {}
        Target::Step(_) | Target::Caller(_) | Target::Copy(_) => {
            found.error(mention.at, "trong tin không dùng được liên kết này", HOW_BUTTONS);
        }
    }
}

/// An address must be safe; whether it is official is pointed out, not refused.
fn web(found: &mut Found, mention: &Mention, template: &Template, book: &Book) {
    let part = |part: &TemplatePart| match part {
        TemplatePart::Text(words) => Some(words.clone()),
        // What is unknown, blank, or asked for later is judged where it is.
        TemplatePart::Fact(fact) => {
            book.locality.get(&fact.path.join(".")).filter(|v| !v.is_empty()).map(str::to_owned)
        }
    };
    let Some(url) = template.0.iter().map(part).collect::<Option<String>>() else { return };
    if host(&url).is_none() {
        let shown: String = url.chars().take(60).collect();
        let mend = "Viết như `https://dichvucong.gov.vn/…`.";
        found.error(mention.at, format!("`{shown}` không phải địa chỉ an toàn"), mend);
    }
}
