//! The results of an announcement as a table without names: what adds up to the audience, then what came of it.

use crate::announce::desk::hour;
use crate::announce::plan::Plan;

/// Comma-separated, as [`crate::rows`] writes a table.
pub fn table(plan: &Plan) -> String {
    let c = &plan.counts;
    let a = &plan.after;
    let rows = [
        ("số người", c.audience),
        ("đã nhận", c.sent),
        ("không rõ", c.unknown),
        ("chặn bot", c.blocked),
        ("hỏng", c.failed),
        ("thôi nhận trước khi tin tới", c.left),
        ("còn lại", plan.waiting()),
        ("đã sửa", c.corrected),
        ("sửa hỏng", c.uncorrected),
        ("bà con đã xóa trước khi sửa", c.gone),
        ("đã xóa", c.taken_back),
        ("không xóa được", c.stayed),
        ("mở bài", a.opened),
        ("bắt đầu làm", a.began),
        ("đã nộp", a.filed),
        ("thôi nhận vì tin này", a.stopped),
        ("viết lại trong một ngày", a.answered),
    ];
    let begun = plan.begun.unwrap_or(plan.made);
    let head = [
        ["mục".to_owned(), "số".to_owned()],
        ["tin số".to_owned(), plan.id.to_string()],
        ["bắt đầu".to_owned(), format!("{} {}", begun.day(), hour(begun, begun))],
    ];
    let figures = rows.map(|(name, number)| [name.to_owned(), number.to_string()]);
    crate::rows::table(',', head.into_iter().chain(figures))
}
