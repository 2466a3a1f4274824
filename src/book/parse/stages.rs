//! Stages: which step belongs to which, and its number there.

use crate::book::parse::gather::Gather;
use crate::book::{Step, Way};

/// Sets `stage` with `ordinal` of each step.
pub(super) fn assign(steps: &mut [Step]) {
    let (mut stage, mut inside, mut top) = (None, 0u16, 0u16);
    for i in 0..steps.len() {
        let holds_steps = steps.get(i + 1).is_some_and(|next| next.level > 2);
        let step = &mut steps[i];
        if step.level < 3 {
            let alone = Way::from_id(&step.id).is_some() || step.id == RESULT;
            stage = (step.level == 2 && (holds_steps || alone)).then_some(i);
            inside = 0;
        }
        step.stage = stage;
        let count = if stage.is_some() { &mut inside } else { &mut top };
        step.ordinal = *count;
        *count = count.saturating_add(1);
    }
}

/// The reserved stage of the result.
const RESULT: &str = "nhan-ket-qua";

/// Ids twice, or two whose hashes are the same, and reserved stages that stand too deep.
pub(super) fn judge(g: &mut Gather<'_>, steps: &[Step]) {
    let (mut seen, mut hashes) = (std::collections::BTreeMap::new(), std::collections::BTreeMap::new());
    for step in steps.iter().filter(|s| !s.id.is_empty()) {
        if let Some(other) = hashes.insert(step.key, step.id.as_str()).filter(|other| *other != step.id) {
            let mend = "Đặt tên khác cho một trong hai bước.";
            g.error_at(step.at, format!("tên bước `{}` rút gọn ra trùng với `{other}`, nút bấm sẽ lẫn", step.id), mend);
        }
        if let Some(first) = seen.insert(step.id.as_str(), step.at.line) {
            let mend = "Đặt tên khác ở cuối tiêu đề: `{#ten-khac}`.";
            g.error_at(step.at, format!("tên bước `{}` đã dùng ở dòng {first}", step.id), mend);
        }
        if step.level == 3 && (Way::from_id(&step.id).is_some() || step.id == RESULT) {
            g.error_at(step.at, format!("bước `{}` phải là một chặng", step.id), "Viết `##` thay cho `###`.");
        }
    }
}
