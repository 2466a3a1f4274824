//! What leads on from a step: its buttons, the next step of its stage.

use crate::book::{Book, Button, Guide, Kind, Target};

/// Whether a target leads on from step `at`; a link that could not be read is taken for one.
pub(super) fn leads_on(book: &Book, guide: &Guide, at: usize, to: &Target) -> bool {
    match to {
        Target::Step(_) | Target::Caller(_) => true,
        Target::Web(_) | Target::Copy(_) | Target::File(_) => false,
        Target::Guide { guide: other, .. } => {
            // A visit comes back: in a stage the step still gets "Xong, bước tiếp".
            let visit = *other != guide.id && book.guide(other).is_some_and(|g| g.front.kind == Kind::Skill);
            !visit || guide.steps[at].stage.is_none()
        }
    }
}

/// The buttons of a step that lead on.
pub(super) fn on<'a>(book: &'a Book, guide: &'a Guide, at: usize) -> impl Iterator<Item = &'a Button> {
    guide.steps[at].buttons.iter().filter(move |b| leads_on(book, guide, at, &b.target))
}

/// The steps "Xong, bước tiếp" may lead to: the next of the stage, and those behind it while conditions may hide it.
pub fn next(book: &Book, guide: &Guide, at: usize) -> Vec<usize> {
    let Some(stage) = guide.steps[at].stage else { return Vec::new() };
    if on(book, guide, at).any(|b| b.when.is_empty() && !hidden(guide, &b.target)) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for i in (at + 1..guide.steps.len()).take_while(|i| guide.steps[*i].stage == Some(stage)) {
        out.push(i);
        if guide.steps[i].when.is_empty() {
            break;
        }
    }
    out
}

/// Whether the target's own conditions may keep the button away.
fn hidden(guide: &Guide, to: &Target) -> bool {
    match to {
        Target::Step(id) => guide.index_of(id).is_some_and(|i| !guide.steps[i].when.is_empty()),
        Target::Caller(_) => true,
        _ => false,
    }
}

/// Whether no step of the stage (or, outside of one, of the guide) comes after this.
pub(super) fn is_last(guide: &Guide, at: usize) -> bool {
    let stage = guide.steps[at].stage;
    guide.steps.get(at + 1).is_none_or(|after| stage.is_some() && after.stage != stage)
}
