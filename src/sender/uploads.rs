//! Which files Telegram has by now, as far as announcements go: the first that needs one uploads it, alone.

use std::collections::BTreeSet;

use crate::sender::job::{ChatId, Media, MediaFile};
use crate::sender::outcome::Outcome;
use crate::sender::wire::Call;

/// The files of `dialogs/` that were sent, and who sends others now.
#[derive(Debug, Default)]
pub(super) struct Uploads {
    known: BTreeSet<String>,
    by: Option<(ChatId, Vec<String>)>,
}

impl Uploads {
    pub(super) fn under_way(&self) -> bool {
        self.by.is_some()
    }

    pub(super) fn begins(&mut self, chat: ChatId, call: &Call) {
        if paths(call).any(|path| !self.known.contains(path)) {
            self.by = Some((chat, paths(call).map(str::to_owned).collect()));
        }
    }

    /// A call has ended. One that was not sent leaves its files to the next.
    pub(super) fn ended(&mut self, chat: ChatId, outcome: &Outcome) {
        let Some((_, files)) = self.by.take_if(|(by, _)| *by == chat) else { return };
        if matches!(outcome, Outcome::Sent(_) | Outcome::SentAll(_)) {
            self.known.extend(files);
        }
    }
}

fn paths(call: &Call) -> impl Iterator<Item = &str> {
    let media = if let Call::News { piece, .. } = call { piece.media.as_slice() } else { &[] };
    media
        .iter()
        .filter_map(|Media { file, .. }| if let MediaFile::Path(path) = file { Some(path.as_str()) } else { None })
}
