//! `{{…}}`: whether there is such a fact.

use crate::book::check::Found;
use crate::book::check::names::Names;
use crate::book::nearest::did_you_mean;
use crate::book::{Book, Front, Guide, Mention, Mentioned, SUM_VALUES, Way};

const PLAIN: [&str; 10] =
    ["title", "short", "code", "authority", "field", "fee", "time", "needs", "pickup", "unconfirmed"];
const CHECKED: [&str; 3] = ["on", "until", "sources"];
const OF_A_WAY: [&str; 6] = ["fee", "time", "needs", "warn", "portal", "level"];

/// Facts of the guide's own front matter, and of its callers': only the shape of those can be judged.
pub(super) fn judge_own(found: &mut Found, guide: &Guide) {
    for (mention, path) in facts(guide) {
        let written = path.join(".");
        match path.as_slice() {
            ["ways"] => {
                found.error(
                    mention.at,
                    "`{{ways}}` phải đứng riêng một đoạn",
                    "Chừa một dòng trống ở trên và ở dưới nó.",
                );
            }
            ["caller", rest @ ..] if !is_shape(rest) => unknown(found, mention, &written, "caller."),
            rest if is_own(rest) && !is_shape(rest) => unknown(found, mention, &written, ""),
            rest if guide.has_front() && is_own(rest) && !is_given(&guide.front, rest) => {
                let mend =
                    "Thêm khóa đó vào khối `+++`; trong bài kỹ năng, của thủ tục đang làm thì viết `{{caller.…}}`.";
                found.error(mention.at, format!("khối `+++` của bài này không có `{written}`"), mend);
            }
            _ => {}
        }
    }
}

/// Facts of the commune, answers.
pub(super) fn judge_rest(found: &mut Found, guide: &Guide, book: &Book, names: &Names<'_>) {
    for (mention, path) in facts(guide) {
        match path.as_slice() {
            ["ways" | "caller", ..] => {}
            ["answer", rest @ ..] => {
                let name = rest.join(".");
                if !names.has_value(&name) {
                    let near = did_you_mean(&name, names.values().chain(SUM_VALUES));
                    let mend = if near.is_empty() {
                        "Chỉ bước có `ask=…` mới có lời đáp; viết tên của bước đó."
                    } else {
                        &near
                    };
                    found.error(mention.at, format!("không có câu trả lời `{name}`"), mend);
                }
            }
            rest if is_own(rest) => {}
            // A locality that could not be read has its own faults.
            _ if book.locality.values.is_empty() => {}
            rest if book.locality.get(&rest.join(".")).is_none() => {
                let written = rest.join(".");
                let known = book.locality.values.keys().map(String::as_str).chain(PLAIN);
                let near = did_you_mean(&written, known);
                let mend = if near.is_empty() {
                    "Xem các tên trong `locality.toml` và trong khối `+++` của bài."
                } else {
                    &near
                };
                found.error(mention.at, format!("không có gì để điền vào `{{{{{written}}}}}`"), mend);
            }
            _ => {}
        }
    }
}

fn facts(guide: &Guide) -> impl Iterator<Item = (&Mention, Vec<&str>)> {
    guide.mentions.iter().filter_map(|mention| match &mention.what {
        Mentioned::Fact(fact) => Some((mention, fact.path.iter().map(String::as_str).collect())),
        _ => None,
    })
}

fn unknown(found: &mut Found, mention: &Mention, written: &str, before: &str) {
    let near = did_you_mean(written, shapes(before).iter().map(String::as_str));
    let mend = if near.is_empty() { format!("Chỉ có: {}.", shapes(before).join(", ")) } else { near };
    found.error(mention.at, format!("không có gì để điền vào `{{{{{written}}}}}`"), mend);
}

fn shapes(before: &str) -> Vec<String> {
    let ways = Way::ALL.into_iter().flat_map(|w| OF_A_WAY.iter().map(move |key| format!("{}.{key}", w.table())));
    let checked = CHECKED.iter().map(|key| format!("checked.{key}"));
    let closed = Way::ALL.into_iter().map(|w| format!("closed.{}", w.table()));
    let plain = PLAIN.iter().map(|&key| key.to_owned());
    plain.chain(ways).chain(checked).chain(closed).map(|path| format!("{before}{path}")).collect()
}

/// Whether the front matter, not the commune, is meant.
fn is_own(path: &[&str]) -> bool {
    let Some((head, rest)) = path.split_first() else { return false };
    (rest.is_empty() && PLAIN.contains(head)) || ["checked", "closed"].contains(head) || Way::from_table(head).is_some()
}

fn is_shape(path: &[&str]) -> bool {
    match path {
        [key] => PLAIN.contains(key),
        ["checked", key] => CHECKED.contains(key),
        ["closed", way] => Way::from_table(way).is_some(),
        [way, key] => {
            Way::from_table(way).is_some()
                && OF_A_WAY.contains(key)
                && (*way == "online" || !["portal", "level"].contains(key))
        }
        _ => false,
    }
}

fn is_given(front: &Front, path: &[&str]) -> bool {
    let table = |name: &str| Way::from_table(name).and_then(|way| front.ways.get(&way));
    match path {
        ["code"] => front.code.is_some(),
        ["authority"] => front.authority.is_some(),
        ["field"] => front.field.is_some(),
        ["fee"] => !front.fee.is_empty(),
        ["time"] => !front.time.is_empty(),
        ["needs"] => !front.needs.is_empty(),
        ["pickup"] => !front.pickup.is_empty(),
        ["unconfirmed"] => !front.unconfirmed.is_empty(),
        ["checked", "on"] => front.checked.on.is_some(),
        ["checked", "until"] => front.checked.until.is_some(),
        ["checked", _] => !front.checked.sources.is_empty(),
        ["closed", way] => Way::from_table(way).is_some_and(|way| front.closed.contains_key(&way)),
        [way, "portal"] => table(way).is_some_and(|t| t.portal.is_some()),
        [way, "level"] => table(way).is_some_and(|t| t.level.is_some()),
        [way, "warn"] => table(way).is_some_and(|t| !t.warn.is_empty()),
        [way, "fee"] => table(way).is_some_and(|t| !(t.fee.is_empty() && front.fee.is_empty())),
        [way, "time"] => table(way).is_some_and(|t| !(t.time.is_empty() && front.time.is_empty())),
        [way, "needs"] => table(way).is_some_and(|t| !(t.needs.is_empty() && front.needs.is_empty())),
        _ => true,
    }
}
