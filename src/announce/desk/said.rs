//! Commands and typed words at the desk.

use crate::announce::desk::pressed::{duplicate, needs_second};
use crate::announce::desk::{At, Deal, Visit, words};
use crate::announce::plan::Wrote;
use crate::announce::roster::Role;
use crate::announce::{Letter, Notice, Plan, PlanId, Stage, correct, fill, hour, in_words, over};
use crate::book::{Stencil, fold, is_blank};
use crate::sender::draw::strip_html;

/// The most characters of a standing notice: it stands above every step.
const MOST_NOTICE: usize = 200;

/// A command of the desk.
pub(super) fn command(v: &mut Visit<'_, '_>, name: &str) {
    match name {
        "moi" if v.role() < Role::Manager => refuse(v, "Chỉ người quản trị mới mời được cán bộ."),
        "moi" => v.go(At::Inviting),
        "canbo" => v.go(At::People),
        "nhatky" => v.go(At::Deeds(0)),
        _ => v.go(At::Home),
    }
}

fn refuse(v: &mut Visit<'_, '_>, words: &str) {
    v.say(words);
    v.go(At::Home);
}

/// Words, or a message as a letter.
pub(super) fn said(v: &mut Visit<'_, '_>, text: &str, letter: Letter, album: Option<String>, wrote: Option<Wrote>) {
    let alone = album.is_none();
    let (letter, goes_on) = v.whole(letter, alone);
    let whole = if goes_on { strip_html(&letter.html) } else { String::new() };
    let text = if goes_on { &whole } else { text };
    // What stands in two messages can't be changed by editing one.
    let wrote = wrote.filter(|_| !goes_on);
    match v.seat.at.clone() {
        At::Write(id) => write(v, id, letter, album, (wrote, goes_on)),
        At::Draft(id) if goes_on => write(v, id, letter, album, (wrote, goes_on)),
        At::Draft(id) if album.is_some() && album == v.seat.album => one_more(v, id, letter, wrote),
        At::Blank { plan, template, answers } => blank(v, plan, &template, answers, text),
        At::When(id) => when(v, id, text),
        At::Confirm(id) => confirm(v, id, text),
        At::Agree(id) => agree(v, id, text),
        At::Mend(id) => mend(v, id, letter, wrote),
        At::Mending(id, _) if goes_on => mend(v, id, letter, wrote),
        At::Mending(id, better) => mending(v, id, better, text),
        At::Stopping(id) => with_word(v, id, text, ("dừng", Plan::is_under_way), Deal::Stop),
        At::TakingBack(id) => {
            let fits: fn(&Plan) -> bool = |plan| !plan.is_draft() && plan.state != Stage::TakenBack && !plan.way.closed;
            with_word(v, id, text, ("rút", fits), Deal::TakeBack);
        }
        At::StandingWords => standing_words(v, text),
        At::StandingUntil(words, field) => standing_until(v, &words, field, text),
        At::StandingSure(notice) => standing_sure(v, notice, text),
        _ => {}
    }
}

/// The letter itself: what stood in the draft gives way.
fn write(
    v: &mut Visit<'_, '_>,
    id: PlanId,
    letter: Letter,
    album: Option<String>,
    (wrote, goes_on): (Option<Wrote>, bool),
) {
    if letter.is_blank() {
        return v.say("Tin này chưa có chữ hay hình nào gửi đi được. Anh/chị gửi lại giúp.");
    }
    let Some(mut plan) = v.plan(id).filter(|plan| plan.is_draft()).cloned() else { return v.show(id) };
    let buttons = std::mem::take(&mut plan.letter.buttons);
    let letter = Letter { buttons, ..letter };
    let in_parts = album.is_some();
    // An album is judged when it is whole, before it is sent.
    if let Some(over) = over(&letter, v.room.book).filter(|_| !in_parts) {
        v.say(capital(&over.to_string()));
        if goes_on {
            // Its first part was taken for the whole: half a letter is none.
            v.put(Plan { letter: Letter { buttons: letter.buttons, ..Letter::default() }, ..plan });
        }
        return v.go(At::Write(id));
    }
    plan.letter = letter;
    plan.wrote = wrote.into_iter().collect();
    v.seat.album = album;
    v.put(plan);
    v.go(At::Draft(id));
    // Of an album more is to come: it is shown when it is asked for.
    if !in_parts {
        v.deals.push(Deal::Test(id));
    }
    v.deals.push(Deal::Count(id));
}

/// One more file of the album that began the draft.
fn one_more(v: &mut Visit<'_, '_>, id: PlanId, letter: Letter, wrote: Option<Wrote>) {
    let Some(mut plan) = v.plan(id).filter(|plan| plan.is_draft()).cloned() else { return };
    plan.letter.media.extend(letter.media);
    plan.wrote.extend(wrote);
    v.put(plan);
}

fn blank(v: &mut Visit<'_, '_>, id: PlanId, name: &str, mut answers: Vec<String>, text: &str) {
    let Some(template) = v.room.book.templates.get(name).cloned() else {
        v.say("Mẫu tin này vừa bị bỏ.");
        return v.go(At::Home);
    };
    let Some(asked) = template.blanks.get(answers.len()) else { return v.show(id) };
    match template.judge(&asked.name, text, v.room.now.day(), v.room.book) {
        Err(wrong) => v.say(capital(&wrong)),
        Ok(answer) => {
            answers.push(answer);
            if answers.len() < template.blanks.len() {
                return v.go(At::Blank { plan: id, template: name.to_owned(), answers });
            }
            filled(v, id, &template, answers);
        }
    }
}

/// The last blank is answered: the draft has its letter.
fn filled(v: &mut Visit<'_, '_>, id: PlanId, template: &Stencil, answers: Vec<String>) {
    let Some(mut plan) = v.plan(id).filter(|plan| plan.is_draft()).cloned() else { return v.show(id) };
    let named: Vec<(String, String)> = template.blanks.iter().map(|blank| blank.name.clone()).zip(answers).collect();
    match fill(template, &named, v.room.book) {
        // A guide that has just left the book, or a text that has grown: from the first blank again.
        Err(wrong) => {
            v.say(capital(&wrong));
            v.go(At::Blank { plan: id, template: template.id.clone(), answers: Vec::new() });
        }
        Ok((letter, _)) => {
            plan.letter = letter;
            plan.wrote.clear();
            plan.topic.clone_from(&template.topic);
            v.put(plan);
            v.go(At::Draft(id));
            v.deals.extend([Deal::Test(id), Deal::Count(id)]);
        }
    }
}

/// A sentence as a sentence begins.
pub(super) fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn when(v: &mut Visit<'_, '_>, id: PlanId, text: &str) {
    let Some(mut plan) = v.plan(id).filter(|plan| plan.is_draft()).cloned() else { return v.show(id) };
    match hour::read(text, v.room.now) {
        Err(wrong) => v.say(capital(&wrong)),
        Ok(at) => {
            plan.at = Some(at);
            v.put(plan);
            v.go(At::Draft(id));
        }
    }
}

/// The word that sends, or that asks a second person.
fn confirm(v: &mut Visit<'_, '_>, id: PlanId, text: &str) {
    let Some(plan) = v.as_asked(id, |plan| plan.state == Stage::Draft) else { return };
    if fold(text) != "gui" {
        return v.say("Chưa gửi. Gõ đúng chữ «gửi» thì máy mới gửi.");
    }
    if let Some(over) = over(&plan.letter, v.room.book) {
        v.say(capital(&over.to_string()));
        return v.go(At::Draft(id));
    }
    if plan.counts.audience == 0 {
        v.say("Chưa có ai để gửi.");
        return v.go(At::Draft(id));
    }
    if needs_second(v.room, &plan) {
        if v.room.roster.approvers(v.who, v.room.owners).is_empty() {
            v.say("Tin này phải có người thứ hai duyệt, mà chưa có ai duyệt được. Mời thêm người bằng /moi.");
            return v.go(At::Draft(id));
        }
        v.put_as(Stage::Waiting, plan);
        v.log(format!("xin duyệt tin số {id}"));
        v.deals.push(Deal::AskSecond(id));
        v.say("Đã gửi người thứ hai xem. Họ duyệt thì máy gửi.");
        return v.go(At::Draft(id));
    }
    if let Some(twin) = duplicate(v.room, &plan) {
        v.log(format!("gửi tin số {id}, dù cùng nội dung với tin số {twin}"));
    } else {
        v.log(released(&plan, "gửi"));
    }
    v.deals.push(Deal::Release(id));
    v.go(At::Sent(id));
}

fn released(plan: &Plan, verb: &str) -> String {
    let urgent = if plan.urgent { " khẩn" } else { "" };
    format!("{verb} tin{urgent} số {} cho {} người", plan.id, words::count(plan.counts.audience))
}

/// The word of the second person.
fn agree(v: &mut Visit<'_, '_>, id: PlanId, text: &str) {
    let Some(plan) = v.as_asked(id, |plan| plan.state == Stage::Waiting) else { return };
    if fold(text) != "duyet" {
        return v.say("Chưa duyệt. Gõ đúng chữ «duyệt» thì máy mới gửi.");
    }
    if let Some(over) = over(&plan.letter, v.room.book) {
        v.say(capital(&over.to_string()));
        return v.go(At::Draft(id));
    }
    if plan.touched == v.who || v.role() < Role::Approver {
        v.say("Tin này phải do người khác duyệt.");
        return v.go(At::Draft(id));
    }
    let author = plan.touched;
    v.log(released(&plan, "duyệt và gửi"));
    v.deals.push(Deal::Put(Box::new(Plan { agreed: Some(v.who), ..plan })));
    v.deals.push(Deal::Release(id));
    v.deals.push(Deal::Tell(author, format!("Tin số {id} đã được duyệt và bắt đầu gửi."), id));
    v.go(At::Sent(id));
}

fn mend(v: &mut Visit<'_, '_>, id: PlanId, letter: Letter, wrote: Option<Wrote>) {
    let Some(plan) = v.plan(id).filter(|plan| !plan.is_draft()).cloned() else { return v.show(id) };
    if !letter.media.is_empty() || letter.is_blank() {
        return v.say("Sửa tin đã gửi thì chỉ sửa được chữ. Anh/chị gõ lại cả đoạn chữ mới.");
    }
    let better = Letter { html: letter.html, ..plan.letter.clone() };
    match correct(&plan, better, v.room.book) {
        Err(over) => {
            v.say(capital(&over.to_string()));
            v.go(At::Mend(id));
        }
        Ok((better, _)) => {
            v.seat.better = wrote;
            v.go(At::Mending(id, Box::new(better)));
        }
    }
}

fn mending(v: &mut Visit<'_, '_>, id: PlanId, better: Box<Letter>, text: &str) {
    if v.as_asked(id, |plan| !plan.is_draft() && plan.state != Stage::TakenBack).is_none() {
        return;
    }
    if fold(text) != "sua" {
        return v.say("Chưa sửa. Gõ đúng chữ «sửa» thì máy mới sửa.");
    }
    v.log(format!("sửa lời tin số {id}"));
    v.deals.push(Deal::Mend(id, better));
    v.go(At::Sent(id));
}

/// A word typed in full does it, anything else does not.
fn with_word(
    v: &mut Visit<'_, '_>,
    id: PlanId,
    text: &str,
    (word, fits): (&str, fn(&Plan) -> bool),
    deal: fn(PlanId) -> Deal,
) {
    if v.as_asked(id, fits).is_none() {
        return;
    }
    if fold(text) != fold(word) {
        return v.say(format!("Chưa làm gì. Gõ đúng chữ «{word}» thì máy mới làm."));
    }
    v.log(if word == "rút" { format!("rút lại tin số {id}") } else { format!("dừng hẳn tin số {id}") });
    v.deals.push(deal(id));
    v.go(At::Sent(id));
}

fn standing_words(v: &mut Visit<'_, '_>, text: &str) {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.chars().count() {
        _ if is_blank(&words) => v.say("Thông báo treo phải có chữ."),
        n if n > MOST_NOTICE => v.say(format!("Dài {n} chữ. Thông báo treo nên ngắn, không quá {MOST_NOTICE} chữ.")),
        _ => v.go(At::StandingWhere(words)),
    }
}

fn standing_until(v: &mut Visit<'_, '_>, words: &str, field: Option<String>, text: &str) {
    match hour::read(text, v.room.now) {
        Err(wrong) => v.say(capital(&wrong)),
        Ok(until) => {
            let notice = Notice { words: words.to_owned(), field, until, by: v.who };
            // A link above every step is looked at twice.
            if in_words(words, v.room.book).is_empty() {
                return stand(v, notice);
            }
            v.go(At::StandingSure(notice));
        }
    }
}

fn standing_sure(v: &mut Visit<'_, '_>, notice: Notice, text: &str) {
    if fold(text) != "treo" {
        return v.say("Chưa treo. Gõ đúng chữ «treo» thì máy mới treo.");
    }
    stand(v, notice);
}

fn stand(v: &mut Visit<'_, '_>, notice: Notice) {
    v.log(format!("treo thông báo tới {}", super::words::hour(notice.until, v.room.now)));
    v.deals.push(Deal::Stand(Some(notice)));
    v.go(At::Standing);
}
