//! A side branch of a procedure: another matter than the main one, with papers and steps of its own.

use crate::book::{Guide, Way};
use crate::engine::at::Spot;
use crate::engine::path::Path;

/// Stages that belong to the main path, or to every path.
const SHARED: [&str; 4] = ["giay-to", "hoi-dap", "vuong-mac", "nhan-ket-qua"];

/// The stage of the side branch that the walk is on; none on the main path.
pub(super) fn branch(guide: &Guide, path: &Path<'_>) -> Option<usize> {
    let node = path.nodes.get(path.here)?;
    let spots = std::iter::once(&node.spot).chain(node.stack.iter().rev());
    let own: &Spot<'_> = spots.into_iter().find(|spot| spot.guide.key == guide.key)?;
    let stage = own.step().stage?;
    let id = guide.steps[stage].id.as_str();
    (!SHARED.contains(&id) && Way::from_id(id).is_none()).then_some(stage)
}

/// The steps of a side branch's stage, in order.
pub(super) fn steps_of(guide: &Guide, stage: usize) -> impl Iterator<Item = usize> + '_ {
    (stage..guide.steps.len()).filter(move |index| *index == stage || guide.steps[*index].stage == Some(stage))
}
