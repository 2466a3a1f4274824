//! A translation against its guide at home: the same steps, buttons, papers, ways and numbers, whatever the words.

use std::collections::BTreeSet;

use crate::book::check::Found;
use crate::book::{
    Block, Book, Condition, Fault, Front, Guide, Item, Line, Mentioned, Place, Step, Target, Way, plain,
};

/// What differs between a language's guides and those at home; a language that doesn't say its own name. Guides with an error, here or at home, are not compared.
pub(super) fn judge(book: &Book, home: &Book, is_wrong: &dyn Fn(&str) -> bool) -> Vec<Fault> {
    let mut faults = nameless(book);
    for guide in book.own_guides() {
        let mut found = Found::of(guide);
        match home.guide(&guide.id) {
            Some(_) if is_wrong(&guide.id) => {}
            Some(original) => compare(&mut found, guide, original),
            None => found.warn(
                guide.place_of("title"),
                format!("không có bài `{}` ở tiếng gốc", guide.id),
                "Đặt tên tệp như bài gốc; người đổi về tiếng gốc sẽ không thấy bài này.",
            ),
        }
        faults.append(&mut found.faults);
    }
    faults
}

fn nameless(book: &Book) -> Vec<Fault> {
    let mut found = Found { path: book.words.path.clone(), faults: Vec::new() };
    if book.words.language.is_empty() {
        let mend = "Thêm dòng `language = \"…\"` ở đầu tệp, trước các bảng: tên của tiếng ấy, viết bằng tiếng ấy.";
        found.warn(Place { line: 1, column: 1 }, "thiếu `language`: nút chọn ngôn ngữ chỉ có tên thư mục", mend);
    }
    found.faults
}

fn compare(found: &mut Found, guide: &Guide, home: &Guide) {
    front(found, guide, home);
    let ids = |g: &Guide| g.steps.iter().map(|s| s.id.clone()).collect::<Vec<_>>();
    let (own, wanted) = (ids(guide), ids(home));
    for id in wanted.iter().filter(|id| !own.contains(id)) {
        found.warn(guide.place_of("title"), format!("thiếu bước `{id}` của {}", home.path), "Dịch thêm bước ấy.");
    }
    for step in guide.steps.iter().filter(|s| !wanted.contains(&s.id)) {
        let mend = "Ghi tên bước như bài gốc: `## … {#ten-buoc}`.";
        found.warn(step.at, format!("bước `{}` không có ở {}", step.id, home.path), mend);
    }
    let same =
        |all: &[String], other: &[String]| all.iter().filter(|id| other.contains(id)).cloned().collect::<Vec<_>>();
    let (own, wanted) = (same(&own, &wanted), same(&wanted, &own));
    if let Some((id, _)) = own.iter().zip(&wanted).find(|(a, b)| a != b) {
        let at = guide.index_of(id).map_or(Place::default(), |i| guide.steps[i].at);
        found.warn(at, format!("bước `{id}` đứng khác chỗ so với {}", home.path), "Xếp các bước như bài gốc.");
    }
    for (index, step) in guide.steps.iter().enumerate() {
        if let Some(of) = home.index_of(&step.id) {
            self::step(found, (guide, index), (home, of));
        }
    }
}

/// The facts above the text.
fn front(found: &mut Found, guide: &Guide, home: &Guide) {
    let (own, original) = (&guide.front, &home.front);
    let mut differs = |key: &str, yes: bool| {
        if yes {
            let mend = format!("Sửa cho khớp {}.", home.path);
            found.warn(guide.place_of(key), format!("`{key}` khác với bài gốc"), mend);
        }
    };
    differs("kind", own.kind != original.kind);
    differs("code", own.code != original.code);
    differs("field", own.field != original.field);
    differs("checked.on", own.checked.on != original.checked.on);
    differs("checked.until", own.checked.until != original.checked.until);
    differs("unconfirmed", own.unconfirmed.len() != original.unconfirmed.len());
    differs("recommend", rules(own) != rules(original));
    for (key, of) in [
        ("fee", [&own.fee, &original.fee]),
        ("time", [&own.time, &original.time]),
        ("needs", [&own.needs, &original.needs]),
        ("pickup", [&own.pickup, &original.pickup]),
        ("notice", [&own.notice, &original.notice]),
    ] {
        differs(key, facts(of[0]) != facts(of[1]));
    }
    for way in Way::ALL {
        differs(way.table(), table(own, way) != table(original, way));
        differs("closed", closed(own, way) != closed(original, way));
    }
}

/// Which way is recommended when.
fn rules(front: &Front) -> Vec<(Way, &[String])> {
    front.recommend.iter().map(|r| (r.way, r.conditions.as_slice())).collect()
}

/// A way's table without its words.
fn table(front: &Front, way: Way) -> Option<impl PartialEq> {
    let table = front.ways.get(&way)?;
    let lines = [&table.fee, &table.time, &table.needs, &table.warn].map(|lines| facts(lines));
    Some((table.level, table.portal.clone(), table.accepts, lines))
}

fn closed(front: &Front, way: Way) -> Option<Vec<(&[Condition], BTreeSet<u64>)>> {
    front.closed.get(&way).map(|lines| facts(lines))
}

/// The conditions and the numbers of each line.
fn facts(lines: &[Line]) -> Vec<(&[Condition], BTreeSet<u64>)> {
    lines.iter().map(|line| (line.when.as_slice(), numbers(&plain(&line.text)))).collect()
}

fn step(found: &mut Found, (guide, own): (&Guide, usize), (home, of): (&Guide, usize)) {
    let (step, original) = (&guide.steps[own], &home.steps[of]);
    let stage = |guide: &Guide, step: &Step| step.stage.map(|s| guide.steps[s].id.clone());
    let mut differs = |what: &str, yes: bool| {
        if yes {
            let message = format!("bước `{}`: {what} khác với {}", step.id, home.path);
            found.warn(step.at, message, "Sửa cho khớp bài gốc, hoặc sửa bài gốc.");
        }
    };
    differs("cấp tiêu đề hoặc chặng", step.level != original.level || stage(guide, step) != stage(home, original));
    differs("điều kiện của tiêu đề", step.when != original.when);
    differs("`ask`", step.ask != original.ask);
    differs("các nút", buttons(step) != buttons(original));
    differs("các ô giấy tờ", papers(&step.body) != papers(&original.body));
    let asked = |guide, at| mentioned(guide, at, |what| matches!(what, Mentioned::Asked { .. }));
    differs("các điều kiện", asked(guide, own) != asked(home, of));
    let linked =
        |guide, at| mentioned(guide, at, |what| matches!(what, Mentioned::Link { .. } | Mentioned::Picture(_)));
    differs("các đường dẫn, hình", linked(guide, own) != linked(home, of));
    let (own, wanted) = (read(step), read(original));
    let list = |some: Vec<u64>| some.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
    let (more, fewer) = (own.difference(&wanted).copied().collect(), wanted.difference(&own).copied().collect());
    for (what, some) in [("có thêm số", list(more)), ("thiếu số", list(fewer))] {
        if !some.is_empty() {
            let message = format!("bước `{}` {what} {some} so với {}", step.id, home.path);
            found.warn(step.at, message, "Số nào cũng phải đúng như bài gốc.");
        }
    }
}

fn buttons(step: &Step) -> Vec<(&[Condition], &Target, Option<&str>)> {
    step.buttons.iter().map(|b| (b.when.as_slice(), &b.target, b.remember.as_deref())).collect()
}

/// The conditions of each paper, in order.
fn papers(blocks: &[Block]) -> Vec<&[Condition]> {
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::List { items, .. } => {
                for Item { when, tick, nested, .. } in items {
                    out.extend(tick.as_ref().map(|_| when.as_slice()));
                    out.extend(papers(nested));
                }
            }
            Block::Note { blocks, .. } => out.extend(papers(blocks)),
            _ => {}
        }
    }
    out
}

/// What a step mentions, in any order.
fn mentioned(guide: &Guide, at: usize, which: impl Fn(&Mentioned) -> bool) -> BTreeSet<String> {
    let of_it = guide.mentions.iter().filter(|m| m.step == Some(at) && which(&m.what));
    of_it.map(|m| format!("{:?}", m.what)).collect()
}

/// The numbers that are read on a step.
fn read(step: &Step) -> BTreeSet<u64> {
    let mut out = numbers(&plain(&step.heading));
    of_blocks(&step.body, &mut out);
    out
}

fn of_blocks(blocks: &[Block], out: &mut BTreeSet<u64>) {
    for block in blocks {
        match block {
            Block::Paragraph(pieces) => pieces.iter().for_each(|p| out.extend(numbers(&plain(&p.text)))),
            Block::List { items, .. } => {
                for item in items {
                    out.extend(numbers(&plain(&item.text)));
                    of_blocks(&item.nested, out);
                }
            }
            Block::Note { blocks, .. } => of_blocks(blocks, out),
            Block::Table { head, rows } => {
                rows.iter().chain([head]).flatten().for_each(|cell| out.extend(numbers(&plain(cell))));
            }
            Block::Picture { .. } | Block::Ways | Block::Code(_) => {}
        }
    }
}

/// The numbers of a text, whichever way it groups its thousands; a nought says nothing ("15:00").
fn numbers(text: &str) -> BTreeSet<u64> {
    let mut out = BTreeSet::new();
    let mut digits = String::new();
    let chars: Vec<char> = text.chars().collect();
    for (n, c) in chars.iter().enumerate() {
        let follows =
            |from: usize| chars[(n + from).min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
        if c.is_ascii_digit() {
            digits.push(*c);
        } else if !matches!(c, '.' | ',') || digits.is_empty() || follows(1) != 3 {
            out.extend(std::mem::take(&mut digits).parse::<u64>().ok());
        }
    }
    out.extend(digits.parse::<u64>().ok());
    out.remove(&0);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_however_they_are_written() {
        assert_eq!(numbers("7.000 đồng, hết 28/02/2027"), numbers("7,000 dong, until 28/2/2027"));
        assert_eq!(numbers("15 giờ"), numbers("15:00"));
        assert_ne!(numbers("60 ngày"), numbers("sixty days"));
        assert_eq!(numbers("1.000.000"), BTreeSet::from([1_000_000]));
    }
}
