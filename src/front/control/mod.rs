//! The socket of a running bot: one line asked, some lines answered. Only one process may open a store, so whoever wants
//! something of a running bot asks it.
//!
//! `backup /absolute/path`, `reload` or `announce {json}`, then `at 5000` as often as there is progress, then `done …` or
//! `failed …`, ready to read; after `announce` what is done is JSON too. A new request is a variant of [`Ask`] and an arm in `serve`.

pub mod ask;
#[cfg(unix)]
pub mod serve;

use std::path::{Path, PathBuf};

use crate::announce::Request;

/// The longest line of a request or an answer: a letter of 32 KiB with each of its marks escaped, a list of some hundred announcements.
const LONGEST: u64 = 256 << 10;

/// The socket of the bot that keeps its data in `data`.
pub fn socket(data: &Path) -> PathBuf {
    data.join("control.sock")
}

/// What a running bot may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Write a backup to this absolute path.
    Backup(PathBuf),
    /// Read the dialogs again.
    Reload,
    /// Something of the announcements.
    Announce(Request),
}

impl Ask {
    /// As one line; none = the path can't be written in one.
    fn line(&self) -> Option<String> {
        match self {
            Self::Backup(path) => {
                path.to_str().filter(|path| !path.contains('\n')).map(|path| format!("backup {path}\n"))
            }
            Self::Reload => Some("reload\n".to_owned()),
            // JSON of serde_json has no line ends of its own.
            Self::Announce(request) => serde_json::to_string(request).ok().map(|json| format!("announce {json}\n")),
        }
    }

    /// A line without its end.
    fn read(line: &str) -> Option<Self> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (word, rest) {
            ("backup", path) if Path::new(path).is_absolute() => Some(Self::Backup(PathBuf::from(path))),
            ("reload", "") => Some(Self::Reload),
            ("announce", json) => serde_json::from_str(json).ok().map(Self::Announce),
            _ => None,
        }
    }
}

/// One line of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// So many records so far.
    At(u64),
    /// It is done: what came of it.
    Done(String),
    /// It is not done, and why.
    Failed(String),
}

impl Answer {
    #[cfg(unix)]
    fn line(&self) -> String {
        let one_line = |words: &str| words.replace('\n', " ");
        match self {
            Self::At(records) => format!("at {records}\n"),
            Self::Done(words) => format!("done {}\n", one_line(words)),
            Self::Failed(words) => format!("failed {}\n", one_line(words)),
        }
    }

    fn read(line: &str) -> Option<Self> {
        let (word, rest) = line.split_once(' ')?;
        match word {
            "at" => rest.parse().ok().map(Self::At),
            "done" => Some(Self::Done(rest.to_owned())),
            "failed" => Some(Self::Failed(rest.to_owned())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::announce::{Letter, To};
    use crate::when::Moment;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let letter = Letter { html: "<b>Hai\ndòng</b>".to_owned(), ..Letter::default() };
        let to = To::Field("ho-tich".to_owned());
        let send = Request::Send { letter, to, at: Some(Moment::from_millis(5)), urgent: false, silent: true };
        let asks = [Ask::Backup(PathBuf::from("/a b/ế.jsonl")), Ask::Reload, Ask::Announce(send)];
        for ask in asks.into_iter().chain([Ask::Announce(Request::Status { id: None })]) {
            let line = ask.line().expect("one line");
            assert_eq!(line.matches('\n').count(), 1, "{line}");
            assert_eq!(Ask::read(line.trim_end_matches('\n')), Some(ask));
        }
        for odd in ["", "backup", "backup a.jsonl", "reload now", "stop", "announce", "announce {\"pause\":{}}"] {
            assert_eq!(Ask::read(odd), None, "{odd}");
        }
        assert_eq!(Ask::Backup(PathBuf::from("/a\nreload")).line(), None);
        for answer in [Answer::At(5), Answer::Done("xong rồi".to_owned()), Answer::Failed("hỏng".to_owned())] {
            assert_eq!(Answer::read(answer.line().trim_end_matches('\n')), Some(answer));
        }
        assert_eq!(Answer::Done("a\nb".to_owned()).line(), "done a b\n");
    }
}
