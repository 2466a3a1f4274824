//! Screens that are too large: for a small phone, for Telegram.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::book::check::Found;
use crate::book::check::names::Names;
use crate::book::check::wrap::View;
use crate::book::{Block, Book, Condition, Ground, Guide, Item, Sight, Step};

/// More is too much to read at once.
const MOST_LINES: usize = 12;
/// A longer label is cut on a phone.
const MOST_LABEL: usize = 40;
/// Telegram's limits of a message.
const MOST_UNITS: usize = 4096;
const MOST_BUTTONS: usize = 100;
/// Our own buttons on a full screen: back, next, stuck, ways, papers, dossiers and the like.
const OURS: usize = 10;

pub(super) fn judge(found: &mut Found, guide: &Guide, book: &Book, today: Date) {
    // A step that swallowed the next is no screen of the clerk's.
    if guide.lost_a_step() {
        return;
    }
    let ground = Ground { today, ..Ground::default() };
    let sight = Sight { book, guide, ground: &ground };
    // Asks the whole book, and few screens are long.
    let names = LazyCell::new(|| Names::of(book));
    for (i, step) in guide.steps.iter().enumerate() {
        let most = View { sight, holds: &|_| true }.step(step);
        if most.units > MOST_UNITS {
            let mend = "Chia thành nhiều bước.";
            found.error(step.at, format!("màn hình dài {} ký tự, Telegram chỉ nhận {MOST_UNITS}", most.units), mend);
        } else if most.lines > MOST_LINES {
            let lines = longest(guide, i, sight, &names.exclusive());
            if lines > MOST_LINES {
                let mend = "Chia thành hai bước, hay đưa chi tiết vào `> [!NOTE]` hoặc «Hỏi đáp».";
                found.warn(step.at, format!("màn hình khoảng {lines} dòng, quá {MOST_LINES} dòng"), mend);
            }
        }
        labels(found, step, sight);
    }
}

fn labels(found: &mut Found, step: &Step, sight: Sight<'_>) {
    for button in &step.buttons {
        let label = sight.words(&button.label).unwrap_or_default();
        let length = label.chars().count();
        if length > MOST_LABEL {
            let mend = "Nút nên 2–4 chữ; phần còn lại viết vào bước.";
            found.warn(button.at, format!("chữ trên nút dài {length} ký tự, quá {MOST_LABEL}"), mend);
        }
    }
    let ticks = ticks(&step.body);
    for tick in ticks.iter().filter(|t| t.chars().count() > MOST_LABEL) {
        let short: String = tick.chars().take(20).collect();
        let length = tick.chars().count();
        let mend = "In đậm mấy chữ đầu làm tên ngắn: `- [ ] **Giấy chứng sinh**: bản chính`.";
        found.warn(step.at, format!("tên ngắn của giấy «{short}…» dài {length} ký tự, quá {MOST_LABEL}"), mend);
    }
    let count = step.buttons.len() + ticks.len() + OURS;
    if count > MOST_BUTTONS {
        found.error(
            step.at,
            format!("bước này có khoảng {count} nút, Telegram chỉ nhận {MOST_BUTTONS}"),
            "Chia thành nhiều bước.",
        );
    }
}

fn ticks(blocks: &[Block]) -> Vec<&str> {
    items(blocks).filter_map(|item| item.tick.as_deref()).collect()
}

/// The items of lists, those within items left out.
fn items(blocks: &[Block]) -> impl Iterator<Item = &Item> {
    blocks.iter().flat_map(|block| match block {
        Block::List { items, .. } => items.as_slice(),
        _ => &[],
    })
}

/// The lines of the longest screen that somebody can really see: the names of a group are never true together.
fn longest(guide: &Guide, at: usize, sight: Sight<'_>, groups: &[BTreeSet<&str>]) -> usize {
    let step = &guide.steps[at];
    let mut names = BTreeSet::new();
    asked(&step.body, &mut names);
    let mut truth: BTreeMap<&str, bool> = BTreeMap::new();
    for condition in &step.when {
        match condition {
            Condition::Is(name) => _ = truth.insert(name, true),
            Condition::Not(name) => _ = truth.insert(name, false),
            Condition::Until(_) | Condition::From(_) => {}
        }
    }
    if let Some(way) = guide.way_at(at) {
        truth.insert(way.id(), true);
    }
    let settled: BTreeSet<&str> = truth.keys().copied().collect();
    let lines = |truth: &BTreeMap<&str, bool>| {
        let holds = |when: &[Condition]| when.iter().all(|c| may_hold(c, truth));
        View { sight, holds: &holds }.step(step).lines
    };
    // Each name in turn takes the value that gives more lines; a second round lets earlier ones answer to later ones.
    let mut most = lines(&truth);
    for name in names.iter().chain(&names).filter(|name| !settled.contains(**name)) {
        let rivals = groups.iter().filter(|g| g.contains(name)).flatten().filter(|rival| *rival != name);
        let mut other = truth.clone();
        let now = truth.get(name).copied().unwrap_or_default();
        other.insert(name, !now);
        if !now {
            let mut against = rivals.clone().copied();
            if against.any(|rival| settled.contains(rival) && truth[rival]) {
                continue;
            }
            other.extend(rivals.map(|rival| (*rival, false)));
        }
        let count = lines(&other);
        if count > most {
            (most, truth) = (count, other);
        }
    }
    most
}

fn may_hold(condition: &Condition, truth: &BTreeMap<&str, bool>) -> bool {
    match condition {
        Condition::Is(name) => truth.get(name.as_str()).copied().unwrap_or_default(),
        Condition::Not(name) => !truth.get(name.as_str()).copied().unwrap_or_default(),
        Condition::Until(_) | Condition::From(_) => true,
    }
}

fn asked<'a>(blocks: &'a [Block], out: &mut BTreeSet<&'a str>) {
    let mut take = |when: &'a [Condition]| {
        out.extend(when.iter().filter_map(|c| match c {
            Condition::Is(name) | Condition::Not(name) => Some(name.as_str()),
            Condition::Until(_) | Condition::From(_) => None,
        }));
    };
    for block in blocks {
        match block {
            Block::Paragraph(pieces) => pieces.iter().for_each(|p| take(&p.when)),
            Block::List { items, .. } => items.iter().for_each(|item| take(&item.when)),
            _ => {}
        }
    }
    for block in blocks {
        match block {
            Block::List { items, .. } => items.iter().for_each(|item| asked(&item.nested, out)),
            Block::Note { blocks, .. } => asked(blocks, out),
            _ => {}
        }
    }
}
