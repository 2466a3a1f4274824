//! What one of the staff wrote before and edits now, and what no letter can hold.

use crate::announce::desk::said::capital;
use crate::announce::desk::{At, Deal, Visit};
use crate::announce::plan::{Plan, Wrote};
use crate::announce::{Letter, correct};

/// Something that can't be read here: said, and the page goes on waiting.
pub(super) fn strange(v: &mut Visit<'_, '_>) {
    match v.seat.at {
        At::Write(_) => v.say(
            "Tin chỉ nhận chữ, hình, phim, tệp và ghi âm. Thứ anh/chị vừa gửi máy không đưa vào tin được, anh/chị gửi lại giúp.",
        ),
        _ => v.say("Chỗ này máy chỉ đọc chữ. Anh/chị gõ giúp."),
    }
}

/// A message has other words now: the draft that was written in it takes them.
pub(super) fn edited(v: &mut Visit<'_, '_>, letter: Letter, at: Wrote) {
    if v.seat.better == Some(at)
        && let At::Mending(id, better) = &v.seat.at
        && !letter.is_blank()
    {
        let (id, better) = (*id, Letter { html: letter.html, ..(**better).clone() });
        return match v.plan(id).map(|plan| correct(plan, better, v.room.book)) {
            Some(Err(over)) => v.say(capital(&over.to_string())),
            Some(Ok((better, _))) => {
                v.seat.at = At::Mending(id, Box::new(better));
                v.say("Đã lấy lời anh/chị vừa sửa.");
            }
            None => v.show(id),
        };
    }
    let Some(plan) = v.room.plans.values().rev().find(|plan| plan.wrote.contains(&at)).cloned() else {
        return v.say("Máy không đổi theo tin vừa sửa. Anh/chị gõ lại giúp.");
    };
    if !plan.is_draft() {
        v.say(format!(
            "Tin số {} đã gửi, sửa ở đây thì tin của bà con không đổi. Muốn sửa thì bấm «Sửa lời».",
            plan.id
        ));
        return v.show(plan.id);
    }
    if letter.is_blank() {
        return v.say("Tin vừa sửa không còn chữ hay hình nào, bản nháp giữ lời cũ.");
    }
    take(v, plan, letter, at);
}

/// The same words again (a link's picture came, a mark of Telegram's own) change nothing.
fn take(v: &mut Visit<'_, '_>, mut plan: Plan, letter: Letter, at: Wrote) {
    let was = plan.letter.clone();
    let nth = plan.wrote.iter().position(|wrote| *wrote == at).unwrap_or(0);
    match (plan.wrote.len(), letter.media.first(), plan.letter.media.get_mut(nth)) {
        (2.., Some(new), Some(old)) => old.clone_from(new),
        _ => plan.letter = Letter { buttons: plan.letter.buttons, ..letter },
    }
    if plan.letter == was {
        return;
    }
    let id = plan.id;
    v.put(plan);
    v.say(format!("Bản nháp số {id} đã đổi theo tin anh/chị vừa sửa."));
    // Whoever is at another page goes on there.
    let elsewhere = match &v.seat.at {
        At::Draft(of) | At::To(of, _) | At::When(of) | At::Button(of, _) | At::Confirm(of) | At::Agree(of) => *of != id,
        At::Away | At::Home | At::Sent(_) => false,
        _ => true,
    };
    if !elsewhere {
        v.go(At::Draft(id));
        v.deals.push(Deal::Test(id));
    }
}
