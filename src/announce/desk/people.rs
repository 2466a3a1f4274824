//! The pages of the desk that are about the staff itself, and the standing notice.

use crate::announce::desk::pages::{DEEDS, Page, back, page};
use crate::announce::desk::token::{Do, button};
use crate::announce::desk::words::hour;
use crate::announce::desk::{At, Room};
use crate::announce::in_words;
use crate::announce::plan::UserId;
use crate::announce::roster::Role;
use crate::book::key;
use crate::engine::{Act, Choice, Group};

pub(super) fn people(room: &Room<'_>, who: UserId) -> Page {
    let manages = room.roster.role(who, room.owners) >= Some(Role::Manager);
    let mut lines: Vec<String> =
        room.owners.iter().map(|owner| format!("{}: chủ bot", room.roster.name(*owner))).collect();
    let mut choices = Vec::new();
    for (id, person) in &room.roster.people {
        lines.push(format!("{}: {}", person.name, person.role.name()));
        if manages {
            choices.push(button(format!("Bỏ {}", person.name), Do::Remove, *id));
        }
    }
    if manages {
        choices.push(button("Mời người mới", Do::Inviting, 0));
    }
    choices.push(back());
    page("Cán bộ", lines, choices)
}

pub(super) fn inviting() -> Page {
    let roles = [(0, "Soạn: viết và gửi tin"), (1, "Duyệt: thêm quyền duyệt"), (2, "Quản trị: thêm quyền mời")];
    let mut choices: Vec<Choice> = roles.map(|(n, label)| button(label, Do::Invite, n)).into();
    choices.push(back());
    page("Mời cán bộ làm việc gì?", Vec::new(), choices)
}

pub(super) fn invited(room: &Room<'_>, code: &str, role: Role) -> Page {
    let link = format!("https://t.me/{}?start=moi-{code}", room.bot);
    let lines = vec![
        format!("Gửi đường dẫn này cho một người. Ai mở trước thì thành người {}.", role.name()),
        link.clone(),
        "Chỉ dùng được một lần, trong một giờ.".to_owned(),
    ];
    let copy = Choice { label: "Chép đường dẫn".to_owned(), act: Act::Copy(link), group: Group::Guide };
    page("Lời mời", lines, vec![copy, back()])
}

pub(super) fn deeds(room: &Room<'_>, skip: u32) -> Page {
    let lines: Vec<String> =
        room.deeds.iter().map(|deed| format!("{} · {}: {}", hour(deed.at, room.now), deed.name, deed.what)).collect();
    let mut choices = Vec::new();
    if room.deeds.len() >= usize::try_from(DEEDS).unwrap_or(usize::MAX) {
        choices.push(Choice { group: Group::Nav, ..button("Cũ hơn", Do::Deeds, i64::from(skip + DEEDS)) });
    }
    if skip > 0 {
        choices
            .push(Choice {
                group: Group::Nav, ..button("Mới hơn", Do::Deeds, i64::from(skip.saturating_sub(DEEDS)))
            });
    }
    choices.push(back());
    let lines = if lines.is_empty() { vec!["Chưa có việc nào.".to_owned()] } else { lines };
    page("Nhật ký", lines, choices)
}

pub(super) fn standing(room: &Room<'_>, at: &At) -> Page {
    match at {
        At::StandingWords => page(
            "Treo thông báo",
            vec!["Gõ một câu ngắn, ví dụ: Cổng đang bảo trì đến 17 giờ.".to_owned()],
            vec![back()],
        ),
        At::StandingWhere(words) => {
            let mut choices = vec![button("Mọi bài", Do::StandingAll, 0)];
            let fields = room.book.words.fields.iter();
            choices.extend(fields.map(|(id, name)| button(name.clone(), Do::StandingField, i64::from(key(id)))));
            choices.push(back());
            page("Hiện trên những bài nào?", looked_at(words, room), choices)
        }
        At::StandingUntil(words, _) => {
            let ask = "Treo tới lúc nào? Gõ giờ, ví dụ: 17 giờ, sáng mai 8 giờ.".to_owned();
            page("Treo thông báo", looked_at(words, room).into_iter().chain([ask]).collect(), vec![back()])
        }
        At::StandingSure(notice) => {
            let until = format!("Treo tới {}.", hour(notice.until, room.now));
            let sure = "Câu này đứng trên mọi bước bà con đang xem. Chắc rồi thì gõ chữ «treo».".to_owned();
            let lines = looked_at(&notice.words, room).into_iter().chain([until, sure]).collect();
            page("Treo câu có liên kết?", lines, vec![back()])
        }
        _ => match room.notice.filter(|notice| notice.until > room.now) {
            Some(notice) => {
                let field = notice.field.as_deref().and_then(|id| room.book.words.field(id));
                let lines = vec![
                    format!("«{}»", notice.words),
                    format!("Hiện trên: {}", field.unwrap_or("mọi bài")),
                    format!("Tới: {}", hour(notice.until, room.now)),
                ];
                page(
                    "Thông báo đang treo",
                    lines,
                    vec![button("Gỡ xuống", Do::StandingOff, 0), button("Thay câu khác", Do::StandingNew, 0), back()],
                )
            }
            None => page(
                "Thông báo treo",
                vec!["Chưa treo câu nào.".to_owned()],
                vec![button("Treo một câu", Do::StandingNew, 0), back()],
            ),
        },
    }
}

/// A notice's words, and what to look at again in them.
fn looked_at(words: &str, room: &Room<'_>) -> Vec<String> {
    let remarks = in_words(words, room.book).into_iter().map(|remark| format!("⚠️ {remark}"));
    std::iter::once(format!("«{words}»")).chain(remarks).collect()
}
