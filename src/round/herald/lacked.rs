//! Files that could not be sent: the staff hears each by its name, once a day, however many citizens asked for it.

use jiff::civil::Date;

use crate::announce::escape;
use crate::round::herald::Herald;
use crate::round::pages::Pages;
use crate::sender::job::{Piece, What};
use crate::store::Trouble;

impl Herald {
    /// Tells what was not told today. Where there is no staff nothing is lost: it will be met again.
    pub(in crate::round) fn tell_lacked(&mut self, pages: &mut Pages<'_>, today: Date) -> Result<(), Trouble> {
        let mut new: Vec<String> = self.pulse.take_lacked().into_iter().collect();
        new.retain(|file| self.lacked.insert(file.clone(), today) != Some(today));
        if new.is_empty() {
            return Ok(());
        }
        for (chat, spot) in self.staff() {
            if let Some(page) = pages.page(chat)? {
                page.changed = true;
                let piece = Piece { html: words(&new), media: Vec::new(), choices: Vec::new(), spot };
                page.chat.push(What::News { plan: 0, piece: Box::new(piece), last: true, silent: true });
            }
        }
        Ok(())
    }
}

/// For the staff, in classic HTML.
fn words(files: &[String]) -> String {
    let names: Vec<String> = files.iter().map(|file| format!("– {}", escape(file))).collect();
    format!(
        "⚠️ Telegram không nhận, hoặc máy không đọc được, {} tệp; bà con chỉ nhận được chữ:\n{}\nCần báo người giữ máy chạy «camtay check».",
        files.len(),
        names.join("\n")
    )
}
