//! Names of answers: where they come from, who asks for them, which exclude each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::check::Found;
use crate::book::nearest::did_you_mean;
use crate::book::{Book, Guide, Mentioned, SUM_NAMES, SUM_VALUES, Way};

/// Every name of the book.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    /// Remembered by a press, and in how many steps.
    remembered: BTreeMap<&'a str, BTreeSet<(&'a str, usize)>>,
    /// The ids of steps that ask.
    asking: BTreeSet<&'a str>,
    /// Named on a line with an error.
    meant: BTreeSet<&'a str>,
    /// Asked for by a condition, a recommendation, a fact.
    wanted: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    pub(super) fn of(book: &'a Book) -> Self {
        let mut names = Self::default();
        for guide in book.guides.values() {
            names.asking.extend(guide.steps.iter().filter(|s| s.ask.is_some()).map(|s| s.id.as_str()));
            for mention in &guide.mentions {
                match &mention.what {
                    Mentioned::Remembered(name) => {
                        let at = (guide.id.as_str(), mention.step.unwrap_or_default());
                        names.remembered.entry(name).or_default().insert(at);
                    }
                    // It may have been any of them.
                    Mentioned::Meant(name) => {
                        names.meant.insert(name);
                        names.wanted.insert(name);
                    }
                    Mentioned::Asked { name, .. } => _ = names.wanted.insert(name),
                    Mentioned::Fact(fact) if fact.path.len() == 2 && fact.path[0] == "answer" => {
                        names.wanted.insert(&fact.path[1]);
                    }
                    _ => {}
                }
            }
        }
        names
    }

    /// Whether `{{answer.name}}` may have a value.
    pub(super) fn has_value(&self, name: &str) -> bool {
        self.asking.contains(name) || self.meant.contains(name) || SUM_VALUES.contains(&name)
    }

    /// The names that may have a value.
    pub(super) fn values(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.asking.iter().copied()
    }

    fn all(&self) -> impl Iterator<Item = &'a str> + '_ {
        let ours: Vec<&'a str> = Way::ALL.into_iter().map(Way::id).chain(SUM_NAMES).collect();
        self.remembered.keys().chain(&self.asking).chain(&self.meant).copied().chain(ours)
    }

    /// Names of which only one can be true: the answers of one step, the ways, a pair of sums.
    pub(super) fn exclusive(&self) -> Vec<BTreeSet<&'a str>> {
        let mut by_step: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
        for (name, steps) in &self.remembered {
            if let (1, Some(step)) = (steps.len(), steps.first()) {
                by_step.entry(step).or_default().insert(name);
            }
        }
        let mut groups: Vec<_> = by_step.into_values().filter(|names| names.len() > 1).collect();
        groups.push(Way::ALL.into_iter().map(Way::id).collect());
        groups.push(SUM_NAMES.into_iter().collect());
        groups
    }
}

pub(super) fn judge(found: &mut Found, guide: &Guide, names: &Names<'_>, told: &mut BTreeSet<String>) {
    for step in guide.steps.iter().filter(|s| s.ask.is_some()) {
        if let Some(origin) = origin_of_ours(&step.id) {
            found.error(step.at, format!("bước hỏi `{}` trùng tên {origin}", step.id), "Đặt tên khác cho bước.");
        }
    }
    for mention in &guide.mentions {
        match &mention.what {
            Mentioned::Asked { name, .. } if !names.all().any(|known| known == name) => {
                let near = did_you_mean(name, names.all());
                let mend = if near.is_empty() {
                    "Một nút phải nhớ tên này trước: `[…](#buoc?ten)`."
                } else {
                    &near
                };
                found.error(mention.at, format!("không nút nào, bước hỏi nào cho câu trả lời `{name}`"), mend);
            }
            Mentioned::Remembered(name) => {
                let ours =
                    origin_of_ours(name).or_else(|| names.asking.contains(name.as_str()).then_some("một bước hỏi"));
                if let Some(origin) = ours {
                    found.error(
                        mention.at,
                        format!("`?{name}` trùng tên {origin}"),
                        "Một tên chỉ có một nghĩa; đặt tên khác.",
                    );
                } else if !names.wanted.contains(name.as_str()) && told.insert(name.clone()) {
                    let mend = "Bỏ `?…` đi, hoặc dùng nó trong một điều kiện `{…}`.";
                    found.warn(mention.at, format!("nhớ `{name}` mà không chỗ nào hỏi tới"), mend);
                }
            }
            _ => {}
        }
    }
}

fn origin_of_ours(name: &str) -> Option<&'static str> {
    if Way::from_id(name).is_some() {
        Some("một cách nộp")
    } else if SUM_NAMES.contains(&name) {
        Some("một phép tính của máy")
    } else {
        None
    }
}
