//! Reach: which steps somebody can come to, from any guide.

use std::collections::BTreeSet;

use crate::book::check::visits::Callers;
use crate::book::check::{Found, flow, links};
use crate::book::{Block, Book, Guide, Kind, Mentioned, Target};

/// Steps that can be come to, by guide and index.
pub(super) type Reached<'a> = BTreeSet<(&'a str, usize)>;

/// Drawn, or offered aside, by the program: nobody needs to link them.
const OURS: [&str; 5] = ["giay-to", "hoi-dap", "vuong-mac", "nhan-ket-qua", "linh-vuc"];

pub(super) fn reached<'a>(book: &'a Book, callers: &Callers<'a>) -> Reached<'a> {
    let mut out = BTreeSet::new();
    let mut waiting: Vec<(&Guide, usize)> = Vec::new();
    for guide in book.guides.values() {
        waiting.extend((0..guide.steps.len()).filter(|i| is_root(guide, *i)).map(|i| (guide.as_ref(), i)));
    }
    while let Some((guide, i)) = waiting.pop() {
        if out.insert((guide.id.as_str(), i)) {
            waiting.extend(edges(book, guide, i, callers));
        }
    }
    out
}

pub(super) fn judge(found: &mut Found, guide: &Guide, reached: &Reached<'_>) {
    if guide.lost_a_step() {
        return;
    }
    for (i, step) in guide.steps.iter().enumerate() {
        // One without a name, or with one that is taken, has its own fault.
        let named = !step.id.is_empty() && guide.index_of(&step.id) == Some(i);
        if named && !reached.contains(&(guide.id.as_str(), i)) {
            let mend = format!("Thêm một nút dẫn tới `#{}`, hoặc xóa bước này.", step.id);
            found.error(step.at, format!("không nút nào dẫn tới bước `{}`", step.id), mend);
        }
    }
}

fn is_root(guide: &Guide, i: usize) -> bool {
    let step = &guide.steps[i];
    let aside = step.stage.is_some_and(|s| matches!(guide.steps[s].id.as_str(), "hoi-dap" | "vuong-mac"));
    // "Đổi cách nộp" opens the step that draws the ways.
    let ways = guide.front.kind == Kind::Skill && step.body.contains(&Block::Ways);
    i == 0 || aside || ways || OURS.contains(&step.id.as_str())
}

/// Where the lines of a step that have an error may have led: to the steps they name, else to any.
fn slipped(guide: &Guide, i: usize) -> impl Iterator<Item = usize> + '_ {
    let of_it = || guide.mentions.iter().filter(move |mention| mention.step == Some(i));
    let named: Vec<usize> = of_it()
        .filter_map(|mention| if let Mentioned::Meant(name) = &mention.what { guide.index_of(name) } else { None })
        .filter(|to| *to != i)
        .collect();
    let all = if named.is_empty() && guide.slipped_in(i) { guide.steps.len() } else { 0 };
    named.into_iter().chain(0..all)
}

fn edges<'a>(book: &'a Book, guide: &'a Guide, i: usize, callers: &Callers<'a>) -> Vec<(&'a Guide, usize)> {
    let mut out: Vec<(&Guide, usize)> = flow::next(book, guide, i).into_iter().map(|next| (guide, next)).collect();
    out.extend(slipped(guide, i).map(|to| (guide, to)));
    for (_, to) in links::links(guide).filter(|(mention, _)| mention.step == Some(i)) {
        match to {
            Target::Step(id) => out.extend(guide.index_of(id).map(|to| (guide, to))),
            Target::Guide { guide: other, step } => {
                let entry = book.guide(other).map(|g| (g, step.as_ref().map_or(Some(0), |id| g.index_of(id))));
                out.extend(entry.and_then(|(g, to)| Some((g, to?))));
            }
            Target::Caller(id) => {
                let below = callers.get(guide.id.as_str()).into_iter().flatten().filter_map(|id| book.guide(id));
                out.extend(below.filter_map(|g| Some((g, g.index_of(id)?))));
            }
            Target::Web(_) | Target::Copy(_) | Target::File(_) => {}
        }
    }
    out
}
