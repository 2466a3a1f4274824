//! Talks of the staff and of those they tell: Markdown files over the round and the sender's desk, compared whole.
//!
//! `STAFF=write cargo test --test staff` writes what is seen today; `TALK=gui` beside it takes the files that begin so.
//!
//! `**Hoa:** words` says in Hoa's own chat, `**Hoa (nhóm):** words` in the staff's group, `[Label]` presses, `(đậm) words` is bold, `(hình) words`
//! has a picture, `(dài 4090) words` is so long, `(album) a | b` two of them. `*2026-12-10 08:00*` moves the clock, `*khởi động lại*` kills the process and starts it again,
//! `*Lan nhận mà máy không hay*` (Telegram's answer to the next announcement is lost), `*Lan chặn bot*`, `*Lan mở chặn*`,
//! `*Lan xóa hết tin*`, `*Telegram từ chối: Lan, Tám*`, `*mất mạng*`, `*có mạng*`, `*quá 48 giờ*`: see `direct`.
//! `*chủ đề 44*` has people write in a topic of the group, `*chủ đề Chung*` in its general one; `*đóng chủ đề*` closes it, `*nhóm thành nhóm lớn*`
//! gives the group another number. `(sửa) words` edits one's last message; `(nhãn dán)`, `(danh bạ)`, `(chỗ)`, `(tin lạ)` hold no letter.
//! `> …` is what people see, each under their name.

#[path = "common/mod.rs"]
mod common;
#[path = "simulation/disk.rs"]
#[allow(dead_code, unreachable_pub)]
mod disk;
#[path = "staff/room.rs"]
#[allow(dead_code, unreachable_pub)]
mod room;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use camtay::announce::{Letter, escape};
use camtay::engine::{Event, Odd};
use camtay::round::Owners;
use camtay::sender::job::{ChatId, Media, MediaFile, MediaKind};
use camtay::when::Moment;
use jiff::civil::Date;
use room::{GROUP, OWNER, Room, Seen, Sight};

/// What stands in a talk where somebody presses what isn't there.
const NO_BUTTON: &str = "không có nút này";

#[test]
fn every_talk_of_the_staff_is_as_written() {
    let mut wrong = Vec::new();
    let paths = talks();
    assert!(paths.len() >= 3, "a talk for each path");
    for path in paths.into_iter().filter(|path| wanted(path)) {
        let written = std::fs::read_to_string(&path).expect("a talk");
        let talked = talk(&written);
        if talked.contains(NO_BUTTON) {
            wrong.push(format!("{}: {NO_BUTTON}", path.display()));
        }
        if std::env::var("STAFF").is_ok_and(|v| v == "write") {
            std::fs::write(&path, talked).expect("writable");
        } else if let Some((n, (was, is))) =
            written.lines().chain(["(end)"]).zip(talked.lines().chain(["(end)"])).enumerate().find(|(_, (a, b))| a != b)
        {
            wrong.push(format!("{}:{}:\n  written: {was}\n  talked:  {is}", path.display(), n + 1));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn talks() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/staff");
    let entries = std::fs::read_dir(folder).expect("tests/staff").map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == "md")).collect();
    paths.sort();
    paths
}

fn wanted(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    std::env::var("TALK").map_or(true, |start| name.starts_with(&start))
}

/// What no letter can hold.
const STRANGE: [(&str, Event); 5] = [
    ("(nhãn dán)", Event::Sent(Odd::Sticker)),
    ("(phim tròn)", Event::Sent(Odd::Voice)),
    ("(danh bạ)", Event::Sent(Odd::Contact)),
    ("(chỗ)", Event::SharedPlace),
    ("(tin lạ)", Event::Sent(Odd::Other)),
];

/// Telegram's name for whoever writes in the group's name, and its number.
const NAMELESS: (&str, ChatId) = ("Ẩn danh", 1_087_968_824);

/// Who takes part: a person's number follows their first appearance.
struct Cast {
    room: Room,
    people: BTreeMap<String, ChatId>,
    code: Option<String>,
}

/// The talk as it goes today.
fn talk(written: &str) -> String {
    let first = written.lines().next().unwrap_or_default();
    let day: Date =
        first.rsplit_once('(').and_then(|(_, d)| d.trim_end_matches(')').parse().ok()).unwrap_or(common::TODAY);
    let owners = Owners { owners: vec![OWNER], chat: Some(GROUP), second: 10, rate: 28.0 };
    let room = Room::new(room::book(), Moment::of_day(day, 9, 0), owners);
    let people = BTreeMap::from([("Chủ".to_owned(), OWNER)]);
    let mut cast = Cast { room, people, code: None };
    let (mut out, mut blank) = (String::new(), false);
    for line in written.lines().filter(|line| !line.starts_with('>')) {
        if line.is_empty() {
            blank = true;
            continue;
        }
        if blank {
            out.push('\n');
        }
        writeln!(out, "{line}").expect("a string takes all");
        blank = cast.act(line, &mut out);
    }
    out
}

impl Cast {
    /// Does what a line says; whether something was to be seen.
    fn act(&mut self, line: &str, out: &mut String) -> bool {
        if let Some(stage) = line.strip_prefix('*').and_then(|l| l.strip_suffix('*')).filter(|l| !l.starts_with('*')) {
            self.direct(stage);
        } else if let Some((who, words)) = line.strip_prefix("**").and_then(|l| l.split_once(":** ")) {
            self.does(who, words, out);
        } else {
            return false;
        }
        self.see(out)
    }

    fn number(&mut self, name: &str) -> ChatId {
        if name == NAMELESS.0 {
            return NAMELESS.1;
        }
        let next = 11 + ChatId::try_from(self.people.len()).expect("few people");
        *self.people.entry(name.to_owned()).or_insert(next)
    }

    fn does(&mut self, who: &str, words: &str, out: &mut String) {
        let (name, in_group) = who.strip_suffix(" (nhóm)").map_or((who, false), |name| (name, true));
        let number = self.number(name);
        let chat = if in_group { self.room.group } else { number };
        if let Some(label) = words.strip_prefix('[').and_then(|w| w.strip_suffix(']')) {
            if !self.room.presses(number, chat, name, label) {
                writeln!(out, "> !!! {NO_BUTTON}").expect("a string takes all");
            }
            return;
        }
        let picture =
            |html: &str| Media { kind: MediaKind::Photo, file: MediaFile::Id("f".to_owned()), html: html.to_owned() };
        if let Some(words) = words.strip_prefix("(đậm) ") {
            let letter = Letter { html: format!("<b>{}</b>", escape(words)), ..Letter::default() };
            self.room.sends(number, chat, name, letter, None);
        } else if let Some(words) = words.strip_prefix("(hình) ") {
            let letter = Letter { html: escape(words), media: vec![picture("")], ..Letter::default() };
            self.room.sends(number, chat, name, letter, None);
        } else if let Some(words) = words.strip_prefix("(sửa) ") {
            self.room.edits(number, chat, name, Letter { html: escape(words), ..Letter::default() });
        } else if let Some(words) = words.strip_prefix("(sửa hình) ") {
            let letter = Letter { media: vec![picture(&escape(words))], ..Letter::default() };
            self.room.edits(number, chat, name, letter);
        } else if let Some((_, event)) = STRANGE.iter().find(|(thing, _)| *thing == words) {
            self.room.shows(number, chat, name, event.clone());
        } else if let Some(words) = words.strip_prefix("(album) ") {
            for part in words.split(" | ") {
                let letter = Letter { media: vec![picture(&escape(part))], ..Letter::default() };
                self.room.sends(number, chat, name, letter, Some("album"));
            }
        } else if let Some((part, words)) = words.strip_prefix("(trả lời «").and_then(|w| w.split_once("») ")) {
            if !self.room.replies(number, name, part, words) {
                writeln!(out, "> !!! không có tin nào như vậy").expect("a string takes all");
            }
        } else if let Some((letters, words)) = words.strip_prefix("(dài ").and_then(|w| w.split_once(") ")) {
            // As many letters as it says, the words at the end among them.
            let letters: usize = letters.parse().expect("a number");
            let fill = letters - words.encode_utf16().count();
            self.room.says(number, chat, name, &format!("{}{words}", "x".repeat(fill)));
        } else {
            let words = words.replace("(mã)", self.code.as_deref().unwrap_or("?")).replace("\\n", "\n");
            self.room.says(number, chat, name, &words);
        }
    }

    /// A stage direction.
    fn direct(&mut self, stage: &str) {
        match stage {
            "khởi động lại" => self.room.start(),
            "mất mạng" => self.room.online = false,
            "có mạng" => self.room.go_on(),
            "chủ đề Chung" => self.room.thread = None,
            "nhóm thành nhóm lớn" => self.room.group_moves(true),
            "nhóm thành nhóm lớn mà máy không hay" => self.room.group_moves(false),
            "chủ đề mở lại" => self.room.closed.clear(),
            "đóng chủ đề" => self.room.closed.push(self.room.thread),
            _ if stage.starts_with("chủ đề ") => {
                self.room.thread = stage.trim_start_matches("chủ đề ").parse().ok();
            }
            "quá 48 giờ" => self.room.too_old = true,
            _ if stage.ends_with(" xóa hết tin") => {
                let number = self.number(stage.trim_end_matches(" xóa hết tin"));
                self.room.deletes_all(number);
            }
            _ if stage.ends_with(" chặn bot") => {
                let number = self.number(stage.trim_end_matches(" chặn bot"));
                self.room.blocked.push(number);
            }
            _ if stage.ends_with(" nhận mà máy không hay") => {
                let number = self.number(stage.trim_end_matches(" nhận mà máy không hay"));
                self.room.unheard.push(number);
            }
            _ if stage.ends_with(" mở chặn") => {
                let number = self.number(stage.trim_end_matches(" mở chặn"));
                self.room.blocked.retain(|chat| *chat != number);
            }
            _ if stage.starts_with("Telegram từ chối: ") => {
                let names = stage.trim_start_matches("Telegram từ chối: ").split(", ");
                self.room.refused = names.filter(|n| *n != "không ai").map(|name| self.number(name)).collect();
            }
            _ if stage.ends_with(" người nhận tin") => self.crowd(stage.trim_end_matches(" người nhận tin")),
            _ => {
                let (day, time) = stage.split_once(' ').expect("a direction, or a day and an hour");
                let (hour, minute) = time.split_once(':').expect("hour:minute");
                let day: Date = day.parse().expect("a day");
                let (hour, minute) = (hour.parse().expect("an hour"), minute.parse().expect("a minute"));
                self.room.wait(Moment::of_day(day, hour, minute));
            }
        }
    }

    /// So many people who asked to be told, each by /thongbao.
    fn crowd(&mut self, count: &str) {
        for n in 1..=count.parse().expect("a number") {
            let name = format!("Người {n}");
            let number = self.number(&name);
            self.room.says(number, number, &name, "/thongbao");
            assert!(self.room.presses(number, number, &name, "Nhận tin"), "the first button");
        }
        self.room.sights();
    }

    /// What came to be seen, under the names of those who see it.
    fn see(&mut self, out: &mut String) -> bool {
        let sights = self.room.sights();
        let any = !sights.is_empty();
        let mut crowd: BTreeMap<String, usize> = BTreeMap::new();
        for (chat, sight) in sights {
            let name =
                self.people.iter().find(|(_, number)| **number == chat).map_or("Nhóm", |(name, _)| name).to_owned();
            let mut told = String::new();
            self.tell(&sight, &mut told);
            if name.starts_with("Người ") {
                *crowd.entry(told).or_default() += 1;
            } else {
                write!(out, "> **{name}** {told}").expect("a string takes all");
            }
        }
        for (told, count) in crowd {
            write!(out, "> **{count} người** {told}").expect("a string takes all");
        }
        any
    }

    fn tell(&mut self, sight: &Sight, out: &mut String) {
        match sight {
            Sight::New(seen) => self.tell_message("nhận", seen, out),
            Sight::Edited(seen) => self.tell_message("thấy đổi", seen, out),
            Sight::Deleted(count) => writeln!(out, "thấy mất {count} tin").expect("a string takes all"),
            Sight::Table(_, text) => {
                writeln!(out, "nhận bảng").expect("a string takes all");
                for line in text.trim_start_matches('\u{feff}').lines() {
                    writeln!(out, "> {line}").expect("a string takes all");
                }
            }
        }
    }

    fn tell_message(&mut self, how: &str, seen: &Seen, out: &mut String) {
        let silent = if seen.silent { " (không chuông)" } else { "" };
        let topic = seen.spot.thread.map_or(String::new(), |thread| format!(" ở chủ đề {thread}"));
        let reply = if seen.spot.answers.is_some() { " (trả lời)" } else { "" };
        let media = if seen.media.is_empty() { String::new() } else { format!(" {:?}", seen.media) };
        writeln!(out, "{how}{silent}{media}{topic}{reply}").expect("a string takes all");
        for line in seen.text.lines() {
            let code = line.split_once("?start=moi-").map(|(_, code)| code.trim().to_owned());
            // An invitation is random: the talk knows it as (mã).
            let line = code.as_ref().map_or(line.to_owned(), |code| line.replace(code.as_str(), "(mã)"));
            self.code = code.or(self.code.take());
            writeln!(out, "{}", format!("> {line}").trim_end()).expect("a string takes all");
        }
        for row in &seen.rows {
            let labels: Vec<String> = row.iter().map(|choice| format!("[{}]", choice.label)).collect();
            writeln!(out, "> {}", labels.join(" ")).expect("a string takes all");
        }
    }
}
