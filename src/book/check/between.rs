//! Faults between files: they hold back neither.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::check::names::Names;
use crate::book::check::{Found, facts, links, names, reach, reading, visits};
use crate::book::nearest::did_you_mean;
use crate::book::{Book, Fault, Guide, Mentioned, Place, Step, fold, plain};

pub(super) fn judge(book: &Book, media: &dyn Fn(&str) -> bool) -> Vec<Fault> {
    let names = Names::of(book);
    let callers = visits::callers(book);
    let reached = reach::reached(book, &callers);
    let (mut aliases, mut hashes, mut told) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
    let mut faults = Vec::new();
    faults.extend(strangers(book));
    for guide in book.own_guides() {
        let mut found = Found::of(guide);
        if let Some(other) = hashes.insert(guide.key, guide.id.as_str()) {
            let said = format!("tên bài `{}` rút gọn ra trùng với `{other}`, nút bấm sẽ lẫn", guide.id);
            found.error(guide.place_of("title"), said, "Đặt tên khác cho một trong hai tệp.");
        }
        known(&mut found, guide, book);
        facts::judge_rest(&mut found, guide, book, &names);
        links::judge_rest(&mut found, guide, book, media);
        names::judge(&mut found, guide, &names, &mut told);
        visits::judge(&mut found, guide, book, &callers);
        reach::judge(&mut found, guide, &reached);
        // A word that was no word but a slip would be faulted as one.
        if !guide.slipped() {
            reading::judge(&mut found, guide, book);
        }
        judge_aliases(&mut found, guide, &mut aliases);
        faults.append(&mut found.faults);
    }
    faults
}

/// Examples of a guide, a step, a button or a question that is not there, in `tu-vung.toml`.
fn strangers(book: &Book) -> Vec<Fault> {
    let vocabulary = &book.vocabulary;
    let mut found = Found { path: vocabulary.path.clone(), faults: Vec::new() };
    let guides = || book.guides.keys().map(String::as_str);
    for (id, said) in vocabulary.said.iter().filter(|(id, _)| !book.guides.contains_key(*id)) {
        unknown(&mut found, said.at, &format!("`[said]` có `{id}` mà không có bài đó"), id, guides());
    }
    for ((id, step), said) in &vocabulary.questions {
        stranger(&mut found, book, ("questions", id, step), said.at);
    }
    for ((id, step), buttons) in &vocabulary.answered {
        let Some(first) = buttons.first() else { continue };
        let Some(step) = stranger(&mut found, book, ("answered", id, step), first.at) else { continue };
        let labels: Vec<String> = step.buttons.iter().map(|button| plain(&button.label)).collect();
        for said in buttons.iter().filter(|said| !labels.iter().any(|label| fold(label) == fold(&said.label))) {
            let at = format!("`[answered.{id}.{}]` có «{}» mà bước đó không có nút ấy", step.id, said.label);
            unknown(&mut found, said.at, &at, &said.label, labels.iter().map(String::as_str));
        }
    }
    found.faults
}

/// The step that examples are of; told where there is none.
fn stranger<'b>(found: &mut Found, book: &'b Book, of: (&str, &str, &str), at: Place) -> Option<&'b Step> {
    let (section, id, step) = of;
    let Some(guide) = book.guide(id) else {
        let guides = book.guides.keys().map(String::as_str);
        unknown(found, at, &format!("`[{section}]` có `{id}` mà không có bài đó"), id, guides);
        return None;
    };
    let known = guide.index_of(step).map(|index| &guide.steps[index]);
    if known.is_none() {
        let said = format!("`[{section}.{id}]` có `{step}` mà bài đó không có bước ấy");
        unknown(found, at, &said, step, guide.steps.iter().map(|step| step.id.as_str()));
    }
    known
}

/// A list of examples of nothing.
fn unknown<'a>(found: &mut Found, at: Place, said: &str, name: &str, names: impl Iterator<Item = &'a str>) {
    let near = did_you_mean(name, names);
    let mend = if near.is_empty() { "Bỏ danh sách này, hoặc sửa cho đúng tên." } else { &near };
    found.warn(at, said, mend);
}

/// Names of the other files that the front matter holds.
fn known(found: &mut Found, guide: &Guide, book: &Book) {
    let fields = &book.words.fields;
    if let Some(field) = guide.front.field.as_ref().filter(|f| !fields.is_empty() && book.words.field(f).is_none()) {
        let near = did_you_mean(field, fields.iter().map(|(id, _)| id.as_str()));
        let mend = if near.is_empty() { "Xem các tên ở `[fields]` của `phrases.toml`." } else { &near };
        found.error(guide.place_of("field"), format!("không có lĩnh vực `{field}`"), mend);
    }
    let portals = &book.locality.portals;
    let wanted = guide.front.ways.values().filter_map(|table| table.portal.as_ref());
    for portal in wanted.filter(|p| !book.locality.values.is_empty() && !portals.contains_key(*p)) {
        let near = did_you_mean(portal, portals.keys().map(String::as_str));
        let mend = if near.is_empty() { "Xem các bảng `[portal.…]` của `locality.toml`." } else { &near };
        found.error(guide.place_of("online.portal"), format!("không có cổng `{portal}`"), mend);
    }
}

fn judge_aliases(found: &mut Found, guide: &Guide, seen: &mut BTreeMap<String, String>) {
    for mention in &guide.mentions {
        let Mentioned::Alias(alias) = &mention.what else { continue };
        let folded = fold(alias);
        if let Some(first) = seen.get(&folded).filter(|_| !folded.is_empty()) {
            let mend = "Giữ ở một bài thôi; có dấu hay không dấu, hoa hay thường đều là một.";
            found.warn(mention.at, format!("tên gọi «{alias}» đã có ở `{first}`"), mend);
        } else {
            seen.insert(folded, guide.path.clone());
        }
    }
}
