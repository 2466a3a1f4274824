//! A stencil: its topic, its blanks against its text, its length.

use std::collections::BTreeSet;

use crate::book::check::{Found, check_leaf};
use crate::book::limits::Over;
use crate::book::nearest::did_you_mean;
use crate::book::{BlankKind, Book, Fault, Mentioned, Place, Severity, Stencil, Target, Template, TemplatePart};

/// More than this nobody reads to the end.
const LONG: usize = 900;
const START: Place = Place { line: 1, column: 1 };

/// The faults of a stencil besides those of its reading. `media` tells whether a file (`media/x.png`) exists.
pub fn check_stencil(stencil: &Stencil, book: &Book, media: &dyn Fn(&str) -> bool) -> Vec<Fault> {
    let names: Vec<&str> = stencil.blanks.iter().map(|blank| blank.name.as_str()).collect();
    let mut found = Found { path: stencil.leaf.path.clone(), faults: check_leaf(&stencil.leaf, book, &names) };
    topic(&mut found, stencil, book);
    blanks(&mut found, stencil);
    files(&mut found, stencil, media);
    // A text with an error may read longer than it is.
    if found.faults.iter().all(|fault| fault.severity != Severity::Error) {
        length(&mut found, stencil, book);
    }
    found.faults
}

fn topic(found: &mut Found, stencil: &Stencil, book: &Book) {
    let Some(topic) = stencil.topic.as_deref().filter(|topic| book.words.field(topic).is_none()) else { return };
    let near = did_you_mean(topic, book.words.fields.iter().map(|(id, _)| id.as_str()));
    let mend = if near.is_empty() { "Xem các nhóm việc ở `[fields]` trong `phrases.toml`." } else { &near };
    found.error(stencil.topic_at, format!("không có nhóm việc `{topic}`"), mend);
}

fn blanks(found: &mut Found, stencil: &Stencil) {
    let used: BTreeSet<String> = stencil.leaf.mentions.iter().filter_map(used).collect();
    let mut seen = BTreeSet::new();
    for blank in &stencil.blanks {
        if !seen.insert(&blank.name) {
            found.error(blank.at, format!("chỗ trống `{}` có hai lần", blank.name), "Đổi tên một trong hai.");
        } else if !used.contains(&blank.name) {
            let mend =
                format!("Dùng nó trong chữ: `{{{{{}}}}}`, hoặc bỏ bảng này; hỏi để không thì đừng hỏi.", blank.name);
            found.error(blank.at, format!("hỏi `{}` mà không dùng ở đâu", blank.name), mend);
        }
    }
    for mention in &stencil.leaf.mentions {
        let Mentioned::Link { to: Target::Web(template), button } = &mention.what else { continue };
        let Some((name, is_guide)) = whole(template) else { continue };
        let Some(blank) = stencil.blank(&name) else { continue };
        let fits = if is_guide { blank.kind == BlankKind::Guide && *button } else { blank.kind == BlankKind::Link };
        if !fits {
            let mend = "Nút mở bài: `[Làm ngay]({{bai}}.md)` với `kind = \"guide\"`; mở trang: `({{trang}})` với `kind = \"link\"`.";
            found.error(mention.at, format!("chỗ trống `{name}` không làm liên kết này được"), mend);
        }
    }
}

fn used(mention: &crate::book::Mention) -> Option<String> {
    match &mention.what {
        Mentioned::Fact(fact) => Some(fact.path.join(".")),
        _ => None,
    }
}

/// The one fact that a link is made of, and whether `.md` stands behind it.
fn whole(template: &Template) -> Option<(String, bool)> {
    match template.0.as_slice() {
        [TemplatePart::Fact(fact)] => Some((fact.path.join("."), false)),
        [TemplatePart::Fact(fact), TemplatePart::Text(end)] if end == ".md" => Some((fact.path.join("."), true)),
        _ => None,
    }
}

fn files(found: &mut Found, stencil: &Stencil, media: &dyn Fn(&str) -> bool) {
    for mention in &stencil.leaf.mentions {
        if let Mentioned::Picture(file) = &mention.what
            && !media(file)
        {
            let mend = "Bỏ tệp vào thư mục `media`, hoặc sửa tên cho khớp.";
            found.error(mention.at, format!("không có tệp `{file}`"), mend);
        }
    }
}

fn length(found: &mut Found, stencil: &Stencil, book: &Book) {
    let length = stencil.leaf.length();
    if length == 0 {
        found.error(START, "mẫu chưa có chữ nào", "Viết điều cần báo dưới dòng `+++` thứ hai.");
    } else if let Some(over) = Over::text("mẫu", length, book.room_for_words(), "") {
        found.error(START, over.what, "Rút ngắn lại: chưa điền gì mà đã quá dài.");
    } else if length > LONG {
        found.warn(START, format!("mẫu dài {length} ký tự: bà con khó đọc hết"), "Bớt xuống dưới 900.");
    }
}
