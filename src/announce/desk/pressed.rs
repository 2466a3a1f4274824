//! Buttons of the desk, new and old.

use std::time::Duration;

use crate::announce::audience::topic;
use crate::announce::desk::said::capital;
use crate::announce::desk::token::{Do, Token};
use crate::announce::desk::{At, Deal, Room, Stand, Visit, Whom, words};
use crate::announce::plan::Plan;
use crate::announce::roster::Role;
use crate::announce::{Aim, Button, Stage, To, over};
use crate::book::key;

/// What a button does.
pub(super) fn pressed(v: &mut Visit<'_, '_>, text: &str) {
    let Some(token) = Token::read(text) else {
        v.say("Nút này đã cũ.");
        return v.go(At::Home);
    };
    if token.plan != 0 {
        return on_plan(v, token);
    }
    match token.does {
        Do::New => new(v),
        Do::Template => template(v, token.arg),
        Do::People => v.go(At::People),
        Do::Deeds => v.go(At::Deeds(u32::try_from(token.arg).unwrap_or(0))),
        Do::Inviting | Do::Invite | Do::Remove => people(v, token),
        Do::Standing | Do::StandingNew | Do::StandingOff | Do::StandingAll | Do::StandingField => standing(v, token),
        Do::Leave => v.go(At::Away),
        _ => v.go(At::Home),
    }
}

fn new(v: &mut Visit<'_, '_>) {
    let plan = Plan::draft(v.room.next, v.who, v.room.now);
    v.go(At::Write(plan.id));
    v.deals.push(Deal::Put(Box::new(plan)));
}

fn template(v: &mut Visit<'_, '_>, hash: i64) {
    let found = v.room.book.templates.iter().find(|(name, _)| i64::from(key(name)) == hash);
    let Some((name, template)) = found else {
        v.say("Mẫu tin này không còn.");
        return v.go(At::Home);
    };
    let mut plan = Plan::draft(v.room.next, v.who, v.room.now);
    plan.topic.clone_from(&template.topic);
    v.go(At::Blank { plan: plan.id, template: name.clone(), answers: Vec::new() });
    v.deals.push(Deal::Put(Box::new(plan)));
}

fn people(v: &mut Visit<'_, '_>, token: Token) {
    if v.role() < Role::Manager {
        v.say("Việc này của người quản trị.");
        return v.go(At::People);
    }
    match token.does {
        Do::Inviting => v.go(At::Inviting),
        Do::Invite => {
            let role =
                [Role::Writer, Role::Approver, Role::Manager].into_iter().nth(usize::try_from(token.arg).unwrap_or(0));
            let role = role.unwrap_or(Role::Writer);
            v.log(format!("mời một người {}", role.name()));
            v.deals.push(Deal::Invite(role));
        }
        _ => {
            if let Some(person) = v.room.roster.people.get(&token.arg) {
                v.log(format!("đưa {} ra khỏi danh sách cán bộ", person.name));
                v.deals.push(Deal::Remove(token.arg));
            }
            v.go(At::People);
        }
    }
}

fn standing(v: &mut Visit<'_, '_>, token: Token) {
    match (token.does, v.seat.at.clone()) {
        (Do::StandingNew, _) => v.go(At::StandingWords),
        (Do::StandingOff, _) => {
            v.log("gỡ thông báo treo");
            v.deals.push(Deal::Stand(None));
            v.go(At::Standing);
        }
        (Do::StandingAll, At::StandingWhere(words)) => v.go(At::StandingUntil(words, None)),
        (Do::StandingField, At::StandingWhere(words)) => {
            let field = field(v.room, token.arg);
            v.go(At::StandingUntil(words, field));
        }
        _ => v.go(At::Standing),
    }
}

/// The field with this hash.
fn field(room: &Room<'_>, hash: i64) -> Option<String> {
    room.book.words.fields.iter().map(|(id, _)| id).find(|id| i64::from(key(id)) == hash).cloned()
}

fn guide(room: &Room<'_>, hash: i64) -> Option<String> {
    room.book.guides.keys().find(|id| i64::from(key(id)) == hash).cloned()
}

fn on_plan(v: &mut Visit<'_, '_>, token: Token) {
    let Some(plan) = v.plan(token.plan).cloned() else {
        v.say("Tin này không còn.");
        return v.go(At::Home);
    };
    if token.does == Do::Open {
        return v.show(plan.id);
    }
    if token.edition != plan.edition {
        let name = v.room.roster.name(plan.touched);
        let name = if plan.touched == v.who { "Anh/chị".to_owned() } else { name };
        let name = if plan.is_draft() {
            format!("{name} vừa đổi tin này")
        } else {
            "Tin này vừa được đổi".to_owned()
        };
        v.say(format!("{name}. Đây là bản mới, anh/chị xem lại rồi bấm."));
        return v.show(plan.id);
    }
    if plan.is_draft() { on_draft(v, &plan, token) } else { on_sent(v, &plan, token) }
}

fn on_draft(v: &mut Visit<'_, '_>, plan: &Plan, token: Token) {
    let id = plan.id;
    match token.does {
        Do::Test => v.deals.push(Deal::Test(id)),
        Do::Kinds => v.go(At::To(id, Whom::Kinds)),
        Do::Fields => v.go(At::To(id, Whom::Fields)),
        Do::Hamlets => v.go(At::To(id, Whom::Hamlets)),
        Do::Opened => v.go(At::To(id, Whom::OfGuide(Stand::Opened))),
        Do::Doing => v.go(At::To(id, Whom::OfGuide(Stand::Doing))),
        Do::Filed => v.go(At::To(id, Whom::OfGuide(Stand::Filed))),
        Do::OpenedField => guides(v, id, Stand::Opened, token.arg),
        Do::DoingField => guides(v, id, Stand::Doing, token.arg),
        Do::FiledField => guides(v, id, Stand::Filed, token.arg),
        Do::Everybody | Do::Field | Do::Hamlet | Do::OpenedGuide | Do::DoingGuide | Do::FiledGuide => {
            whom(v, plan, token);
        }
        Do::When => v.go(At::When(id)),
        Do::Now => change(v, Plan { at: None, ..plan.clone() }),
        Do::Urgent => change(v, Plan { urgent: token.arg != 0, ..plan.clone() }),
        Do::Silent => change(v, Plan { silent: token.arg != 0, ..plan.clone() }),
        Do::Write => v.go(At::Write(id)),
        Do::Button => v.go(At::Button(id, None)),
        Do::ButtonField => {
            let field = field(v.room, token.arg);
            v.go(At::Button(id, field));
        }
        Do::ButtonGuide | Do::NoButton => button(v, plan, token),
        Do::Send => send(v, plan),
        Do::Agree => second(v, plan),
        Do::Refuse => {
            v.log(format!("trả lại tin số {id}"));
            let author = plan.touched;
            v.put(plan.clone());
            if author != v.who {
                v.deals.push(Deal::Tell(author, format!("Tin số {id} chưa được duyệt, được trả lại để sửa."), id));
            }
            v.go(At::Draft(id));
        }
        Do::Drop => {
            v.log(format!("bỏ bản nháp số {id}"));
            v.put_as(Stage::Dropped, plan.clone());
            v.say("Đã bỏ bản nháp.");
            v.go(At::Home);
        }
        _ => v.go(At::Draft(id)),
    }
}

fn change(v: &mut Visit<'_, '_>, plan: Plan) {
    let id = plan.id;
    v.put(plan);
    v.go(At::Draft(id));
}

fn guides(v: &mut Visit<'_, '_>, id: u32, stand: Stand, hash: i64) {
    let whom = field(v.room, hash).map_or(Whom::OfGuide(stand), |field| Whom::Guides(stand, field));
    v.go(At::To(id, whom));
}

fn whom(v: &mut Visit<'_, '_>, plan: &Plan, token: Token) {
    let of_guide = |rule: fn(String) -> To| guide(v.room, token.arg).map(rule);
    let to = match token.does {
        Do::Field => field(v.room, token.arg).map(To::Field),
        Do::Hamlet => {
            let names = &v.room.book.locality.hamlets;
            names.iter().find(|name| i64::from(key(name)) == token.arg).cloned().map(To::Hamlet)
        }
        Do::OpenedGuide => of_guide(To::Guide),
        Do::DoingGuide => of_guide(To::Doing),
        Do::FiledGuide => of_guide(To::Filed),
        _ => Some(To::All),
    };
    let Some(to) = to else { return v.show(plan.id) };
    let topic = topic(&to, v.room.book);
    change(v, Plan { to, topic, ..plan.clone() });
    v.deals.push(Deal::Count(plan.id));
}

fn button(v: &mut Visit<'_, '_>, plan: &Plan, token: Token) {
    let mut plan = plan.clone();
    plan.letter.buttons.retain(|button| matches!(button.aim, Aim::Address(_)));
    if token.does == Do::ButtonGuide {
        let aim = guide(v.room, token.arg).map(Aim::Guide);
        plan.letter.buttons.extend(aim.map(|aim| Button { label: "Làm ngay".to_owned(), aim }));
    }
    change(v, plan);
}

fn send(v: &mut Visit<'_, '_>, plan: &Plan) {
    let id = plan.id;
    if plan.letter.is_blank() {
        v.say("Tin chưa có lời. Anh/chị viết đã rồi gửi.");
        return v.go(At::Write(id));
    }
    if let Some(over) = over(&plan.letter, v.room.book) {
        v.say(capital(&over.to_string()));
        return v.go(At::Draft(id));
    }
    v.deals.push(Deal::Count(id));
    v.go(At::Confirm(id));
}

fn second(v: &mut Visit<'_, '_>, plan: &Plan) {
    if plan.touched == v.who || v.role() < Role::Approver {
        v.say("Tin này phải do người khác duyệt.");
        return v.go(At::Draft(plan.id));
    }
    v.go(At::Agree(plan.id));
}

fn on_sent(v: &mut Visit<'_, '_>, plan: &Plan, token: Token) {
    let id = plan.id;
    v.go(At::Sent(id));
    match token.does {
        Do::Test => v.deals.push(Deal::Test(id)),
        Do::Pause if plan.is_under_way() => {
            v.log(format!("tạm dừng tin số {id}"));
            v.deals.push(Deal::Pause(id));
        }
        Do::Resume if matches!(plan.state, Stage::Paused | Stage::Failing) => {
            v.log(format!("gửi tiếp tin số {id}"));
            v.deals.push(Deal::Resume(id));
        }
        Do::Stop if plan.is_under_way() => v.go(At::Stopping(id)),
        Do::Mend | Do::TakeBack if plan.way.closed => {
            v.say("Đã quá 48 giờ: máy không còn giữ số của các tin này. Anh/chị viết một tin đính chính mới.");
        }
        Do::Mend if plan.state != Stage::TakenBack => v.go(At::Mend(id)),
        Do::TakeBack if plan.state != Stage::TakenBack => v.go(At::TakingBack(id)),
        Do::Table => v.deals.push(Deal::Table(id)),
        _ => {}
    }
}

/// Whether somebody else must agree: it is urgent, or for many.
pub(super) fn needs_second(room: &Room<'_>, plan: &Plan) -> bool {
    plan.urgent || plan.counts.audience >= room.second
}

/// An announcement with the same words within the last day.
pub(super) fn duplicate(room: &Room<'_>, plan: &Plan) -> Option<u32> {
    let same = |other: &&Plan| {
        let begun = other.begun.is_some_and(|begun| room.now.since(begun) < Duration::from_hours(24));
        other.id != plan.id && begun && words::said(&other.letter) == words::said(&plan.letter)
    };
    room.plans.values().rev().find(same).map(|other| other.id)
}
