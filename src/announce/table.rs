//! The results of an announcement as a table without names: what adds up to the audience, then what came of it.

use crate::announce::desk::hour;
use crate::announce::plan::Plan;

/// Comma-separated, with a mark that tells a spreadsheet it is UTF-8.
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
        ("đã xóa", c.taken_back),
        ("không xóa được", c.stayed),
        ("mở bài", a.opened),
        ("bắt đầu làm", a.began),
        ("đã nộp", a.filed),
        ("thôi nhận vì tin này", a.stopped),
        ("viết lại trong một ngày", a.answered),
    ];
    let begun = plan.begun.unwrap_or(plan.made);
    let mut out = format!("\u{feff}mục,số\ntin số,{}\nbắt đầu,{} {}\n", plan.id, begun.day(), hour(begun, begun));
    let lines = rows.map(|(name, number)| format!("{name},{number}\n"));
    out.extend(lines);
    out
}
