//! The pages of the desk as screens.

use crate::announce::desk::people::{deeds, invited, inviting, people, standing};
use crate::announce::desk::pressed::{duplicate, needs_second};
use crate::announce::desk::token::{Do, Token, button, on};
use crate::announce::desk::words::{bar, count, hour, minutes, state, takes, whom};
use crate::announce::desk::{At, Room, Seat, Stand, Whom};
use crate::announce::plan::{Plan, PlanId, UserId};
use crate::announce::roster::Role;
use crate::announce::{Stage, manners, over, remarks};
use crate::book::key;
use crate::engine::{Act, Choice, Group};
use crate::screen::{Block, Ink, Screen, shape};

/// The most lines of a list: more don't fit a phone.
const MOST: usize = 8;
/// Deeds on a page.
pub const DEEDS: u32 = 8;

/// A page: a title, lines, buttons.
pub(super) struct Page {
    title: String,
    lines: Vec<String>,
    choices: Vec<Choice>,
}

pub(super) fn page(title: impl Into<String>, lines: Vec<String>, choices: Vec<Choice>) -> Page {
    Page { title: title.into(), lines, choices }
}

/// What is seen at a seat, `notices` above it.
pub fn screen(room: &Room<'_>, seat: &Seat, who: UserId, notices: &[String]) -> Screen {
    let page = of(room, &seat.at, who);
    let plain = |words: &String| vec![Ink::Plain(words.clone())];
    let mut blocks: Vec<Block> = notices.iter().map(|words| Block::Notice(plain(words))).collect();
    blocks.push(Block::Heading(plain(&page.title)));
    if !page.lines.is_empty() {
        let lines = page.lines.iter().enumerate();
        let inks = lines.flat_map(|(n, words)| (n > 0).then_some(Ink::Break).into_iter().chain(plain(words)));
        blocks.push(Block::Paragraph(inks.collect()));
    }
    Screen { blocks, choices: shape(&page.choices) }
}

/// A word to another of the staff, with the way to the announcement.
pub fn told(words: &str, plan: PlanId) -> Screen {
    let act = Act::Press(Token { does: Do::Open, plan, edition: 0, arg: 0 }.write());
    let choice = Choice { label: format!("Xem tin số {plan}"), act, group: Group::Guide };
    Screen { blocks: vec![Block::Paragraph(vec![Ink::Plain(words.to_owned())])], choices: shape(&[choice]) }
}

fn of(room: &Room<'_>, at: &At, who: UserId) -> Page {
    let plan = |id: &PlanId| room.plans.get(id);
    match at {
        At::Away => page("Xong việc soạn tin", vec!["Cần soạn nữa thì gõ /soan.".to_owned()], Vec::new()),
        At::Home => home(room),
        At::Write(id) => {
            waits(plan(id), "Viết tin", "Gửi tin cho máy như gửi cho một người: chữ đậm, hình, tệp đều giữ nguyên.")
        }
        At::Blank { template, answers, .. } => blank(room, template, answers),
        At::Draft(id) => plan(id).map_or_else(|| home(room), |plan| draft(room, plan, who)),
        At::To(id, pick) => plan(id).map_or_else(|| home(room), |plan| to(room, plan, pick)),
        At::When(id) => waits(plan(id), "Gửi lúc nào?", "Gõ giờ, ví dụ: sáng thứ Hai 8 giờ, 14h30, 20/12 9 giờ."),
        At::Button(id, field) => plan(id).map_or_else(|| home(room), |plan| aim(room, plan, field.as_deref())),
        At::Confirm(id) => plan(id).map_or_else(|| home(room), |plan| confirm(room, plan, "gửi")),
        At::Agree(id) => plan(id).map_or_else(|| home(room), |plan| confirm(room, plan, "duyệt")),
        At::Sent(id) => plan(id).map_or_else(|| home(room), |plan| sent(room, plan)),
        At::Mend(id) => {
            waits(plan(id), "Sửa lời tin đã gửi", "Gõ lại cả đoạn chữ mới. Ai đã nhận thì tin của họ đổi theo.")
        }
        At::Mending(id, _) => plan(id).map_or_else(
            || home(room),
            |plan| {
                let had = plan.counts.sent + plan.counts.unknown;
                sure(plan, "Sửa tin đã gửi?", format!("{} người đã nhận sẽ thấy lời mới.", count(had)), "sửa")
            },
        ),
        At::Stopping(id) => plan(id).map_or_else(
            || home(room),
            |plan| {
                sure(
                    plan,
                    "Dừng hẳn?",
                    format!("Còn {} người chưa nhận. Dừng hẳn rồi thì không gửi tiếp được.", count(plan.waiting())),
                    "dừng",
                )
            },
        ),
        At::TakingBack(id) => plan(id).map_or_else(
            || home(room),
            |plan| {
                let had = plan.counts.sent + plan.counts.unknown;
                sure(
                    plan,
                    "Rút tin lại?",
                    format!(
                        "Máy xóa tin ở {} người đã nhận. Chỗ nào Telegram không cho xóa thì ghi là tin đã rút.",
                        count(had)
                    ),
                    "rút",
                )
            },
        ),
        At::People => people(room, who),
        At::Inviting => inviting(),
        At::Invited(code, role) => invited(room, code, *role),
        At::Deeds(skip) => deeds(room, *skip),
        At::Standing | At::StandingWords | At::StandingWhere(_) | At::StandingUntil(..) | At::StandingSure(_) => {
            standing(room, at)
        }
    }
}

pub(super) fn back() -> Choice {
    nav("Về bàn soạn tin", Do::Home)
}

fn nav(label: &str, does: Do) -> Choice {
    Choice { group: Group::Nav, ..button(label, does, 0) }
}

fn to_plan(plan: &Plan) -> Choice {
    Choice { group: Group::Nav, ..on("Thôi, về tin", Do::Open, plan, 0) }
}

fn waits(plan: Option<&Plan>, title: &str, words: &str) -> Page {
    page(title, vec![words.to_owned()], vec![plan.map_or_else(back, to_plan)])
}

fn home(room: &Room<'_>) -> Page {
    let mut choices = vec![button("✏️ Viết tin mới", Do::New, 0)];
    choices.extend(
        room.book
            .templates
            .iter()
            .map(|(name, template)| button(format!("📄 {}", template.title), Do::Template, i64::from(key(name)))),
    );
    let shown = room.plans.values().rev().filter(|plan| plan.state != Stage::Dropped).take(MOST);
    let mut lines = Vec::new();
    for plan in shown {
        lines.push(format!("Số {}: {} · {}", plan.id, state(plan, room.now), title(plan)));
        choices.push(on(format!("Tin số {}", plan.id), Do::Open, plan, 0));
    }
    choices.push(nav("Thông báo treo", Do::Standing));
    choices.push(nav("Cán bộ", Do::People));
    choices.push(nav("Nhật ký", Do::Deeds));
    choices.push(nav("Xong", Do::Leave));
    page("Bàn soạn tin", lines, choices)
}

/// The first words of a letter.
fn title(plan: &Plan) -> String {
    let words = crate::sender::draw::strip_html(&plan.letter.html);
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.chars().count() {
        0 if plan.letter.media.is_empty() => "chưa có lời".to_owned(),
        0 => "hình, tệp".to_owned(),
        n if n <= 40 => words,
        _ => words.chars().take(39).chain(['…']).collect(),
    }
}

fn blank(room: &Room<'_>, name: &str, answers: &[String]) -> Page {
    let Some(template) = room.book.templates.get(name) else { return home(room) };
    let Some(asked) = template.blanks.get(answers.len()) else { return home(room) };
    let title = format!("{} ({}/{})", template.title, answers.len() + 1, template.blanks.len());
    page(title, vec![asked.ask.clone()], vec![back()])
}

fn draft(room: &Room<'_>, plan: &Plan, who: UserId) -> Page {
    let mut lines = vec![
        format!("Cho: {}", whom(&plan.to, room.book)),
        if plan.way.counted {
            format!("Số người: {}", count(plan.counts.audience))
        } else {
            "Đang đếm số người…".to_owned()
        },
        format!("Lúc: {}", plan.at.map_or_else(|| "gửi ngay".to_owned(), |at| hour(at, room.now))),
    ];
    if plan.urgent {
        lines.push("Tin khẩn: gửi cả ban đêm, phải có người thứ hai duyệt.".to_owned());
    }
    let over = over(&plan.letter, room.book).filter(|_| !plan.letter.is_blank());
    lines.extend(over.map(|over| format!("⛔ Chưa gửi được: {over}")));
    lines.extend(remarks(&plan.letter, room.book).iter().map(|remark| format!("⚠️ {remark}")));
    if let Some(twin) = duplicate(room, plan) {
        lines.push(format!("⚠️ Trong một ngày nay đã gửi đúng lời này (tin số {twin})."));
    }
    let preview = on("👀 Xem trước", Do::Test, plan, 0);
    if plan.state == Stage::Waiting {
        let name = room.roster.name(plan.touched);
        let mut choices = vec![preview];
        if plan.touched != who && room.roster.role(who, room.owners) >= Some(Role::Approver) {
            choices.push(on("✅ Duyệt", Do::Agree, plan, 0));
        }
        choices.push(on("↩️ Trả lại để sửa", Do::Refuse, plan, 0));
        choices.push(back());
        return page(format!("Tin số {}: {name} xin duyệt", plan.id), lines, choices);
    }
    let when =
        if plan.at.is_some() { on("Gửi ngay", Do::Now, plan, 0) } else { on("Hẹn giờ", Do::When, plan, 0) };
    let urgent = on(if plan.urgent { "Bỏ khẩn" } else { "Đánh dấu khẩn" }, Do::Urgent, plan, i64::from(!plan.urgent));
    let silent = on(if plan.silent { "Có chuông" } else { "Không chuông" }, Do::Silent, plan, i64::from(!plan.silent));
    let choices = vec![
        preview,
        on("Cho ai", Do::Kinds, plan, 0),
        when,
        on("Viết lại", Do::Write, plan, 0),
        on("Nút vào bài", Do::Button, plan, 0),
        silent,
        urgent,
        on("Bỏ tin này", Do::Drop, plan, 0),
        Choice { group: Group::On, ..on("📣 Gửi…", Do::Send, plan, 0) },
        back(),
    ];
    page(format!("Tin số {}: bản nháp", plan.id), lines, choices)
}

fn to(room: &Room<'_>, plan: &Plan, pick: &Whom) -> Page {
    let fields = |does: Do| -> Vec<Choice> {
        room.book.words.fields.iter().map(|(id, name)| on(name.clone(), does, plan, i64::from(key(id)))).collect()
    };
    let (title, mut choices) = match pick {
        Whom::Kinds => ("Gửi cho ai?", kinds(room, plan)),
        Whom::Fields => ("Theo lĩnh vực nào?", fields(Do::Field)),
        Whom::Hamlets => {
            let names = room.book.locality.hamlets.iter();
            ("Thôn, khu phố nào?", names.map(|name| on(name.clone(), Do::Hamlet, plan, i64::from(key(name)))).collect())
        }
        Whom::OfGuide(stand) => (
            "Bài thuộc lĩnh vực nào?",
            fields(match stand {
                Stand::Opened => Do::OpenedField,
                Stand::Doing => Do::DoingField,
                Stand::Filed => Do::FiledField,
            }),
        ),
        Whom::Guides(stand, field) => {
            let does = match stand {
                Stand::Opened => Do::OpenedGuide,
                Stand::Doing => Do::DoingGuide,
                Stand::Filed => Do::FiledGuide,
            };
            ("Bài nào?", guides(room, plan, field, does))
        }
    };
    choices.push(to_plan(plan));
    page(title, Vec::new(), choices)
}

fn kinds(room: &Room<'_>, plan: &Plan) -> Vec<Choice> {
    let mut choices = vec![on("Cả xã", Do::Everybody, plan, 0), on("Theo lĩnh vực", Do::Fields, plan, 0)];
    if !room.book.locality.hamlets.is_empty() {
        choices.push(on("Theo thôn", Do::Hamlets, plan, 0));
    }
    choices.push(on("Đang làm dở một bài", Do::Doing, plan, 0));
    choices.push(on("Đã nộp một bài", Do::Filed, plan, 0));
    choices.push(on("Từng mở một bài", Do::Opened, plan, 0));
    choices
}

fn guides(room: &Room<'_>, plan: &Plan, field: &str, does: Do) -> Vec<Choice> {
    let of_it = room.book.guides.values().filter(|guide| guide.front.field.as_deref() == Some(field));
    of_it.map(|guide| on(guide.front.name(), does, plan, i64::from(guide.key))).collect()
}

fn aim(room: &Room<'_>, plan: &Plan, field: Option<&str>) -> Page {
    let mut choices = match field {
        Some(field) => guides(room, plan, field, Do::ButtonGuide),
        None => room
            .book
            .words
            .fields
            .iter()
            .map(|(id, name)| on(name.clone(), Do::ButtonField, plan, i64::from(key(id))))
            .collect(),
    };
    choices.push(on("Không cần nút", Do::NoButton, plan, 0));
    choices.push(to_plan(plan));
    page("Nút «Làm ngay» mở bài nào?", Vec::new(), choices)
}

/// The sentence before the word: how many, when, until when.
fn confirm(room: &Room<'_>, plan: &Plan, word: &str) -> Page {
    let people = plan.counts.audience;
    let begin = plan.at.unwrap_or(room.now).max(room.now);
    let span = takes(people, room.rate);
    let (begin, end) = if plan.urgent {
        (begin, begin.plus(span))
    } else {
        (manners::next_day(begin), manners::after_hours(begin, span))
    };
    let counted = if plan.way.counted { String::new() } else { "ít nhất ".to_owned() };
    let mut lines = vec![format!(
        "Gửi cho {counted}{} người lúc {}, xong khoảng {}.",
        count(people),
        hour(begin, room.now),
        hour(end, room.now)
    )];
    if word == "gửi" && needs_second(room, plan) {
        let why = if plan.urgent { "Tin khẩn" } else { "Tin nhiều người" };
        lines.push(format!("{why} phải có người thứ hai duyệt rồi mới gửi."));
    }
    lines.push(format!("Chắc rồi thì gõ chữ «{word}»."));
    page(format!("Tin số {}", plan.id), lines, vec![on("👀 Xem trước", Do::Test, plan, 0), to_plan(plan)])
}

fn sure(plan: &Plan, title: &str, words: String, word: &str) -> Page {
    page(title, vec![words, format!("Chắc rồi thì gõ chữ «{word}».")], vec![to_plan(plan)])
}

/// What is under way, or was: the bar, the counts, what came of it.
fn sent(room: &Room<'_>, plan: &Plan) -> Page {
    let c = &plan.counts;
    let had = c.sent + c.unknown;
    let ended = had + c.blocked + c.failed + c.left;
    let all = c.audience.max(ended);
    let mut lines = vec![format!("{} · {}", state(plan, room.now), whom(&plan.to, room.book)), bar(ended, all)];
    lines.push(format!("Đã nhận {} · còn {}", count(had), count(plan.waiting())));
    let odd = [("chặn bot", c.blocked), ("hỏng", c.failed), ("không rõ", c.unknown), ("đã thôi nhận", c.left)];
    let odd: Vec<String> =
        odd.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name} {}", count(*n))).collect();
    if !odd.is_empty() {
        lines.push(odd.join(" · "));
    }
    if plan.may_send(room.now) && plan.waiting() > 0 {
        let left = takes(plan.waiting(), room.rate);
        lines.push(format!("{:.0} tin một giây, còn khoảng {}", room.rate, minutes(left)));
    }
    let mended = [
        ("đã sửa", c.corrected),
        ("sửa hỏng", c.uncorrected),
        ("bà con đã xóa tin, không sửa được", c.gone),
        ("đã xóa", c.taken_back),
        ("không xóa được, ghi là đã rút", c.stayed),
    ];
    lines.extend(mended.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name}: {}", count(*n))));
    let a = &plan.after;
    if a.opened + a.stopped + a.answered > 0 {
        lines.push(format!(
            "Mở bài {} · làm {} · nộp {} · thôi nhận {} · viết lại {}",
            count(a.opened),
            count(a.began),
            count(a.filed),
            count(a.stopped),
            count(a.answered)
        ));
    }
    page(format!("Tin số {}", plan.id), lines, sent_choices(plan))
}

fn sent_choices(plan: &Plan) -> Vec<Choice> {
    let mut choices = Vec::new();
    match plan.state {
        Stage::Sending | Stage::Planned => choices.push(on("⏸ Tạm dừng", Do::Pause, plan, 0)),
        Stage::Paused | Stage::Failing => choices.push(on("▶️ Gửi tiếp", Do::Resume, plan, 0)),
        _ => {}
    }
    if plan.is_under_way() {
        choices.push(on("⏹ Dừng hẳn", Do::Stop, plan, 0));
    }
    if plan.state != Stage::TakenBack && !plan.way.closed {
        choices.push(on("✏️ Sửa lời", Do::Mend, plan, 0));
        choices.push(on("🗑 Rút lại", Do::TakeBack, plan, 0));
    }
    choices.push(on("👀 Xem tin", Do::Test, plan, 0));
    choices.push(on("📊 Bảng số", Do::Table, plan, 0));
    choices.push(Choice { group: Group::Nav, ..on("🔄 Xem số mới", Do::Open, plan, 0) });
    choices.push(back());
    choices
}
