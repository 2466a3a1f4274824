//! Where links lead: steps, guides, hosts, files, words to copy.

use jiff::civil::Date;

use crate::book::address::addresses;
use crate::book::check::Found;
use crate::book::host::host;
use crate::book::nearest::did_you_mean;
use crate::book::{Block, Book, Ground, Guide, Mention, Mentioned, Sight, Span, Target, Template, TemplatePart};

const HOW_HOSTS: &str =
    "Chỉ dẫn tới trang nhà nước (`.gov.vn`); trang khác phải có trong `[official] hosts` của `locality.toml`.";

/// Links that the guide alone, with the white list, can judge.
pub(super) fn judge_own(found: &mut Found, guide: &Guide, book: &Book, today: Date) {
    let ground = Ground { today, ..Ground::default() };
    let sight = Sight { book, guide, ground: &ground };
    for (mention, to) in links(guide) {
        match to {
            Target::Step(id) if !id.is_empty() => step(found, mention, guide, id),
            Target::Guide { guide: other, step: Some(id) } if *other == guide.id => step(found, mention, guide, id),
            Target::Web(template) => web(found, mention, sight, template),
            Target::Copy(template) => copy(found, mention, sight, template),
            _ => {}
        }
    }
    bare(found, guide, sight);
}

/// Addresses in plain words: Telegram makes links of them, so they must lead where links may. Those written as code it leaves alone.
fn bare(found: &mut Found, guide: &Guide, sight: Sight<'_>) {
    for step in &guide.steps {
        let mut text = String::new();
        step.body.iter().for_each(|block| read(block, sight, &mut text));
        let mut told = Vec::new();
        for address in addresses(&text) {
            if !sight.book.locality.leads_home(&address) && !told.contains(&address) {
                let message = format!("chữ `{address}` thành liên kết tới trang không phải của nhà nước");
                let mend = format!("{HOW_HOSTS} Ví dụ về trang giả thì viết trong dấu `` ` ``, cho khỏi bấm được.");
                found.error(step.at, message, mend);
                told.push(address);
            }
        }
    }
}

fn read(block: &Block, sight: Sight<'_>, out: &mut String) {
    match block {
        Block::Paragraph(pieces) => pieces.iter().for_each(|piece| linked(&piece.text, sight, out)),
        Block::List { items, .. } => {
            for item in items {
                linked(&item.text, sight, out);
                item.nested.iter().for_each(|block| read(block, sight, out));
            }
        }
        Block::Note { blocks, .. } => blocks.iter().for_each(|block| read(block, sight, out)),
        Block::Table { head, rows } => {
            head.iter().chain(rows.iter().flatten()).for_each(|cell| linked(cell, sight, out));
        }
        Block::Picture { .. } | Block::Ways | Block::Code(_) => {}
    }
    out.push('\n');
}

/// The words in which Telegram looks for addresses; each piece ends with a blank.
fn linked(spans: &[Span], sight: Sight<'_>, out: &mut String) {
    fn inner(spans: &[Span], sight: Sight<'_>, out: &mut String) {
        for span in spans {
            match span {
                Span::Text(words) => out.push_str(words),
                Span::Strong(inside) | Span::Emphasis(inside) | Span::Struck(inside) => inner(inside, sight, out),
                Span::Link { text, .. } => inner(text, sight, out),
                Span::Fact(fact) => out.push_str(&sight.fact(fact).unwrap_or_default()),
                Span::Code(_) | Span::Break => out.push(' '),
            }
        }
    }
    inner(spans, sight, out);
    out.push(' ');
}

/// Links to other guides, files.
pub(super) fn judge_rest(found: &mut Found, guide: &Guide, book: &Book, media: &dyn Fn(&str) -> bool) {
    for (mention, to) in links(guide) {
        match to {
            Target::File(file) => file_is_there(found, mention, file, media),
            Target::Guide { guide: other, step } if *other != guide.id => {
                let Some(there) = book.guide(other) else {
                    let near = did_you_mean(other, book.guides.keys().map(String::as_str));
                    found.error(mention.at, format!("không có bài `{other}.md`"), near);
                    continue;
                };
                if let Some(id) = step.as_ref().filter(|id| there.index_of(id).is_none() && !there.means(id)) {
                    let near = did_you_mean(id, there.steps.iter().map(|s| s.id.as_str()));
                    found.error(mention.at, format!("bài `{other}.md` không có bước `{id}`"), near);
                }
            }
            _ => {}
        }
    }
    for mention in &guide.mentions {
        if let Mentioned::Picture(file) = &mention.what {
            file_is_there(found, mention, file, media);
        }
    }
}

/// The links of a guide with where they stand.
pub(super) fn links(guide: &Guide) -> impl Iterator<Item = (&Mention, &Target)> {
    guide.mentions.iter().filter_map(|mention| match &mention.what {
        Mentioned::Link { to, .. } => Some((mention, to)),
        _ => None,
    })
}

fn step(found: &mut Found, mention: &Mention, guide: &Guide, id: &str) {
    if guide.index_of(id).is_none() && !guide.means(id) {
        let near = did_you_mean(id, guide.steps.iter().map(|s| s.id.as_str()));
        let mend =
            if near.is_empty() { "Đặt tên cho bước ở cuối tiêu đề: `{#ten-buoc}`." } else { &near };
        found.error(mention.at, format!("bài này không có bước `{id}`"), mend);
    }
}

fn file_is_there(found: &mut Found, mention: &Mention, file: &str, media: &dyn Fn(&str) -> bool) {
    if !media(file) {
        found.error(mention.at, format!("không có tệp `{file}`"), "Bỏ tệp vào thư mục `media`, hoặc sửa tên cho khớp.");
    }
}

fn web(found: &mut Found, mention: &Mention, sight: Sight<'_>, template: &Template) {
    // What is unknown or still blank has its own fault.
    let known = |part: &TemplatePart| match part {
        TemplatePart::Text(_) => true,
        TemplatePart::Fact(fact) => {
            sight.fact(fact).is_some() && sight.book.locality.get(&fact.path.join(".")) != Some("")
        }
    };
    if !template.0.iter().all(known) {
        return;
    }
    let Some(url) = sight.fill(template) else { return };
    let Some(host) = host(&url) else {
        let shown: String = url.chars().take(60).collect();
        found.error(
            mention.at,
            format!("`{shown}` không phải địa chỉ an toàn"),
            "Viết như `https://dichvucong.gov.vn/…`.",
        );
        return;
    };
    if !sight.book.locality.is_official(&host) {
        found.error(mention.at, format!("`{host}` không phải trang nhà nước"), HOW_HOSTS);
    }
}

fn copy(found: &mut Found, mention: &Mention, sight: Sight<'_>, template: &Template) {
    // Telegram counts 1 to 256 characters; those of an answer aren't known yet.
    let Some(words) = sight.fill(template) else { return };
    let length = words.chars().count();
    if words.trim().is_empty() {
        found.error(mention.at, "nút chép không có gì để chép", "Viết như `<copy:1.001193>`.");
    } else if length > 256 {
        found.error(
            mention.at,
            format!("nút chép dài {length} ký tự"),
            "Telegram chỉ cho chép tới 256 ký tự; rút ngắn lại.",
        );
    }
}
