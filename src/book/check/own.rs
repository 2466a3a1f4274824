//! What one guide owes to itself: ways with their steps, no dead end, sums, dates.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::book::check::{Found, flow};
use crate::book::{Book, Guide, Kind, Mentioned, SUM_NAMES, Way};

/// After so many days somebody must look at the sources again.
const FRESH_DAYS: i32 = 180;

pub(super) fn judge(found: &mut Found, guide: &Guide, book: &Book, today: Date) {
    // What hangs on the steps is judged once they are those the clerk sees.
    if guide.has_front() && !guide.lost_a_step() {
        ways(found, guide);
        dead_ends(found, guide, book);
    }
    if !guide.lost_a_step() {
        empty_stages(found, guide);
    }
    sums(found, guide);
    dates(found, guide, today);
}

fn ways(found: &mut Found, guide: &Guide) {
    for way in Way::ALL {
        let step = guide.index_of(way.id());
        let table = guide.front.ways.contains_key(&way);
        let (name, id) = (way.table(), way.id());
        match (guide.front.is_open(way), step) {
            (true, None) if !guide.means(id) => {
                let mend = format!("Thêm chặng `## … {{#{id}}}`, hoặc bỏ bảng `[{name}]`.");
                found.error(guide.place_of(name), format!("có bảng `[{name}]` mà không có bước `{id}`"), mend);
            }
            (false, Some(step)) if table => {
                let mend = "Bỏ bước này: cách đó chỉ trả kết quả (`accepts = \"result\"`), không nhận hồ sơ.";
                found.error(guide.steps[step].at, format!("có bước `{id}` mà bưu điện không nhận hồ sơ"), mend);
            }
            (false, Some(step)) if guide.written(name).is_none() => {
                let mend = format!("Thêm bảng `[{name}]` vào khối `+++`, hoặc đặt tên khác cho bước.");
                found.error(guide.steps[step].at, format!("có bước `{id}` mà không có bảng `[{name}]`"), mend);
            }
            _ => {}
        }
    }
}

/// A stage nobody could enter: no text of its own, no step under it.
fn empty_stages(found: &mut Found, guide: &Guide) {
    for (i, step) in guide.steps.iter().enumerate() {
        if guide.is_stage(i) && guide.stage_steps(i).next().is_none() {
            let mend = "Viết chữ ngay dưới tiêu đề, hay thêm các bước `###`.";
            found.error(step.at, format!("chặng `{}` chưa có gì", step.id), mend);
        }
    }
}

fn dead_ends(found: &mut Found, guide: &Guide, book: &Book) {
    if guide.front.kind == Kind::Skill {
        return;
    }
    for (i, step) in guide.steps.iter().enumerate() {
        let drawn_by_us = matches!(step.id.as_str(), "hoi-dap" | "vuong-mac")
            || (guide.front.kind == Kind::Flow && step.id == "linh-vuc");
        if step.stage.is_some()
            || drawn_by_us
            || guide.slipped_in(i)
            || flow::is_last(guide, i)
            || flow::on(book, guide, i).next().is_some()
        {
            continue;
        }
        let mend = "Thêm nút dẫn đi tiếp ở cuối bước: `- [Tiếp](#buoc-sau)`. Liên kết mở trang ngoài, chép, tải tệp không tính.";
        found.error(step.at, format!("bước `{}` là ngõ cụt: không có nút nào dẫn đi tiếp", step.id), mend);
    }
}

fn sums(found: &mut Found, guide: &Guide) {
    for mention in &guide.mentions {
        let Mentioned::Asked { name, negated: true } = &mention.what else { continue };
        let Some(i) = SUM_NAMES.iter().position(|sum| sum == name) else { continue };
        // They come in pairs.
        let mend = format!("Chưa biết ngày thì cả hai đều sai; dùng tên đối lại: `{{{}}}`.", SUM_NAMES[i ^ 1]);
        found.error(mention.at, format!("không viết `!` trước `{name}`"), mend);
    }
}

fn dates(found: &mut Found, guide: &Guide, today: Date) {
    let checked = &guide.front.checked;
    if let Some(on) = checked.on.filter(|on| on.checked_add(FRESH_DAYS.days()).is_ok_and(|last| last < today)) {
        let days = on.until(today).map_or(0, |span| span.get_days());
        let mend = "Xem lại các nguồn ở `sources`, sửa chỗ đổi, rồi ghi ngày hôm nay vào `on`.";
        found.warn(guide.place_of("checked.on"), format!("đã {days} ngày chưa soát lại nguồn"), mend);
    }
    if let Some(until) = checked.until.filter(|until| *until < today) {
        let (d, m, y) = (until.day(), until.month(), until.year());
        let mend = "Xem lại chỗ đã hẹn, rồi dời hay bỏ `until`.";
        found.warn(guide.place_of("checked.until"), format!("đã qua ngày hẹn soát lại {d}/{m}/{y}"), mend);
    }
}
