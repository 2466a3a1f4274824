//! The staff's group as Telegram has it: it becomes another, closes its topics, and lets people write without a name.

use std::time::Duration;

use crate::announce::desk;
use crate::announce::plan::UserId;
use crate::intake::Note;
use crate::round::herald::Herald;
use crate::round::herald::deals::notify;
use crate::round::herald::seats::command;
use crate::round::pages::Pages;
use crate::sender::job::{ChatId, Piece, Spot};
use crate::store::Trouble;
use crate::when::Moment;

/// Under these Telegram shows whoever writes in a group's name, and in a channel's.
const NAMELESS: [(UserId, &str); 2] = [
    (
        1_087_968_824,
        "Anh/chị đang ẩn danh trong nhóm này nên máy không biết là ai, bàn soạn tin không mở được. Mở thông tin nhóm, vào Quản trị \
         viên, chọn tên mình, tắt Ẩn danh (Remain anonymous), rồi gõ lại. Hoặc nhắn riêng cho máy: gõ /soan.",
    ),
    (
        136_817_688,
        "Anh/chị đang viết bằng tên một kênh nên máy không biết là ai, bàn soạn tin không mở được. Bấm hình nhỏ cạnh ô gõ chữ, chọn \
         lại tên mình, rồi gõ lại. Hoặc nhắn riêng cho máy: gõ /soan.",
    ),
];
/// Who talks without a name is told why at most so often, unless they call the desk.
const TOLD_AGAIN: Duration = Duration::from_hours(1);
/// More often no group becomes another.
const MOST_MOVES: usize = 8;

impl Herald {
    /// The settings may still name the group by a number it had once.
    pub(super) fn follow_group(&mut self) {
        for _ in 0..MOST_MOVES {
            let Some(to) = self.set.chat.and_then(|chat| self.roster.moved.get(&chat)) else { return };
            self.set.chat = Some(*to);
        }
    }

    /// A group has another number now. If it is the staff's, that is written, and said to the owners with the setting to change.
    pub(in crate::round) fn group_moved(
        &mut self,
        pages: &mut Pages<'_>,
        from: ChatId,
        to: ChatId,
    ) -> Result<(), Trouble> {
        if self.set.chat != Some(from) || from == to {
            return Ok(());
        }
        log::warn!("the staff's group has another number now, {to}: staff_chat in the settings should say so");
        self.set.chat = Some(to);
        self.roster.moved.insert(from, to);
        self.roster.topic = None;
        self.change.roster = true;
        for (who, seat) in self.seats.iter_mut().filter(|(_, seat)| seat.chat == from) {
            (seat.chat, seat.thread) = (to, None);
            self.change.seats.insert(*who);
        }
        let words = format!(
            "Telegram vừa đổi nhóm cán bộ thành nhóm lớn, số mới là <code>{to}</code>. Máy đã theo sang nhóm mới, gõ /soan ở đó vẫn \
             được. Nhờ người giữ máy sửa staff_chat (hay CAMTAY_STAFF_CHAT) trong cấu hình thành số này."
        );
        self.tell_owners(pages, &words)
    }

    /// What was to be said in a group stood in a topic that is closed or gone. Of the staff's the owners hear: the first time, then ever more
    /// rarely.
    pub(super) fn closed(&mut self, pages: &mut Pages<'_>, chat: ChatId) -> Result<(), Trouble> {
        if self.set.chat != Some(chat) {
            return Ok(());
        }
        // What is said of itself next goes to the group's general topic.
        if self.roster.topic.take().is_some() {
            self.change.roster = true;
        }
        self.closed += 1;
        if !self.closed.is_power_of_two() {
            return Ok(());
        }
        let words = "⚠️ Máy không nói được trong nhóm cán bộ: chủ đề (topic) đã đóng hoặc đã bị xóa. Mở lại chủ đề đó, hoặc cho máy làm quản \
                     trị viên của nhóm, hoặc gõ /soan ở chủ đề khác. Ở khung chat riêng với máy thì /soan lúc nào cũng được.";
        self.tell_owners(pages, words)
    }

    /// In classic HTML, to each owner's own chat.
    fn tell_owners(&self, pages: &mut Pages<'_>, html: &str) -> Result<(), Trouble> {
        for owner in &self.set.owners {
            let piece = Piece { html: html.to_owned(), media: Vec::new(), choices: Vec::new(), spot: Spot::default() };
            notify(pages, *owner, Spot::default(), vec![piece])?;
        }
        Ok(())
    }

    /// Why the desk does not know whoever wrote this in the staff's group, if they call it, or if it waits for words there.
    pub(in crate::round) fn nameless(&mut self, note: &Note, now: Moment) -> Option<&'static str> {
        let (_, words) =
            NAMELESS.iter().find(|(who, _)| *who == note.who).filter(|_| self.set.chat == Some(note.chat))?;
        let calls = command(&note.text).is_some_and(|name| desk::is_command(&name));
        let waits = || self.seats.values().any(|seat| seat.chat == note.chat && seat.waits());
        let lately = self.hinted.is_some_and(|told| told <= now && now.since(told) < TOLD_AGAIN);
        (calls || !lately && waits()).then(|| {
            self.hinted = Some(now);
            *words
        })
    }
}
