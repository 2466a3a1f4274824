//! Visits: who can call a skill, whom `caller:` can find, which visits never end.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::check::{Found, flow, links};
use crate::book::nearest::did_you_mean;
use crate::book::{Book, Guide, Kind, Target};

/// For each skill the guides that can stand below it on the stack of visits.
pub(super) type Callers<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Closed over visits: who calls a caller is a caller.
pub(super) fn callers(book: &Book) -> Callers<'_> {
    let mut out: Callers<'_> = BTreeMap::new();
    for guide in book.guides.values() {
        for skill in visited(guide, book) {
            out.entry(skill.id.as_str()).or_default().insert(&guide.id);
        }
    }
    loop {
        let mut more = Vec::new();
        for (skill, below) in &out {
            for further in below.iter().filter_map(|id| out.get(id)).flatten() {
                if !below.contains(further) {
                    more.push((*skill, *further));
                }
            }
        }
        if more.is_empty() {
            return out;
        }
        for (skill, further) in more {
            out.entry(skill).or_default().insert(further);
        }
    }
}

/// The skills this guide links to, itself apart.
fn visited<'a>(guide: &'a Guide, book: &'a Book) -> impl Iterator<Item = &'a Guide> {
    links::links(guide).filter_map(|(_, to)| match to {
        Target::Guide { guide: other, .. } if *other != guide.id => {
            book.guide(other).filter(|g| g.front.kind == Kind::Skill)
        }
        _ => None,
    })
}

pub(super) fn judge(found: &mut Found, guide: &Guide, book: &Book, callers: &Callers<'_>) {
    let below = callers.get(guide.id.as_str());
    for (mention, to) in links::links(guide) {
        let Target::Caller(id) = to else { continue };
        let there: Vec<&Guide> = below.into_iter().flatten().filter_map(|id| book.guide(id)).collect();
        if there.iter().any(|g| g.index_of(id).is_some() || g.means(id)) {
            continue;
        }
        let near = did_you_mean(id, there.iter().flat_map(|g| g.steps.iter().map(|s| s.id.as_str())));
        let mend = if !near.is_empty() {
            near
        } else if there.is_empty() {
            "Chưa bài nào gọi bài này; `caller:` chỉ có nghĩa trong bài được bài khác gọi.".to_owned()
        } else {
            let names: Vec<String> = there.iter().map(|g| format!("`{}`", g.id)).collect();
            format!("Các bài gọi bài này: {}.", names.join(", "))
        };
        found.error(mention.at, format!("không bài nào gọi bài này mà có bước `{id}`"), mend);
    }
    endless(found, guide, book, callers);
}

/// A skill that visits in a ring and has no end on any path.
fn endless(found: &mut Found, guide: &Guide, book: &Book, callers: &Callers<'_>) {
    let in_a_ring = callers.get(guide.id.as_str()).is_some_and(|below| below.contains(guide.id.as_str()));
    if guide.front.kind != Kind::Skill || !in_a_ring || ends(book).contains(&(guide.id.as_str(), 0)) {
        return;
    }
    let below = &callers[guide.id.as_str()];
    let link =
        links::links(guide).find(|(_, to)| matches!(to, Target::Guide { guide: g, .. } if below.contains(g.as_str())));
    if let Some((mention, Target::Guide { guide: other, .. })) = link {
        let mend = "Thêm một bước không có nút đi tiếp, hay một nút `caller:#…`: chỗ đó mới có «Xong, về».";
        found.error(mention.at, format!("gọi `{other}` rồi lại về đây mãi, không có chỗ kết thúc"), mend);
    }
}

/// The steps of skills from which an end can be reached: the least set closed under the steps' edges.
fn ends(book: &Book) -> BTreeSet<(&str, usize)> {
    let skills: Vec<&Guide> = book.guides.values().map(AsRef::as_ref).filter(|g| g.front.kind == Kind::Skill).collect();
    let mut out = BTreeSet::new();
    loop {
        let before = out.len();
        for guide in &skills {
            for i in 0..guide.steps.len() {
                if ends_from(book, guide, i, &out) {
                    out.insert((guide.id.as_str(), i));
                }
            }
        }
        if out.len() == before {
            return out;
        }
    }
}

fn ends_from(book: &Book, guide: &Guide, at: usize, known: &BTreeSet<(&str, usize)>) -> bool {
    let mut on = flow::on(book, guide, at).peekable();
    let next = flow::next(book, guide, at);
    if on.peek().is_none() && next.is_empty() {
        return true;
    }
    let here = |i: usize| known.contains(&(guide.id.as_str(), i));
    next.into_iter().any(here)
        || on.any(|button| match &button.target {
            Target::Step(id) => guide.index_of(id).is_none_or(here),
            Target::Guide { guide: other, step } => book.guide(other).is_none_or(|g| {
                let entry = step.as_ref().map_or(Some(0), |id| g.index_of(id));
                g.front.kind != Kind::Skill || entry.is_none_or(|i| known.contains(&(g.id.as_str(), i)))
            }),
            _ => true,
        })
}
