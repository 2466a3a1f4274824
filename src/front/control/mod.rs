//! The socket of a running bot: one line asked, some lines answered. Only one process may open a store, so whoever wants
//! something of a running bot asks it.
//!
//! `backup /absolute/path` or `reload`, then `at 5000` as often as there is progress, then `done …` or `failed …`, ready to
//! read. A new request is a variant of [`Ask`] and an arm in `serve`.

pub mod ask;
#[cfg(unix)]
pub mod serve;

use std::path::{Path, PathBuf};

/// The longest line of a request.
const LONGEST: u64 = 64 << 10;

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
}

impl Ask {
    /// As one line; none = the path can't be written in one.
    fn line(&self) -> Option<String> {
        match self {
            Self::Backup(path) => {
                path.to_str().filter(|path| !path.contains('\n')).map(|path| format!("backup {path}\n"))
            }
            Self::Reload => Some("reload\n".to_owned()),
        }
    }

    /// A line without its end.
    fn read(line: &str) -> Option<Self> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (word, rest) {
            ("backup", path) if Path::new(path).is_absolute() => Some(Self::Backup(PathBuf::from(path))),
            ("reload", "") => Some(Self::Reload),
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

    #[test]
    fn a_line_is_read_as_it_was_written() {
        for ask in [Ask::Backup(PathBuf::from("/a b/ế.jsonl")), Ask::Reload] {
            let line = ask.line().expect("one line");
            assert_eq!(Ask::read(line.trim_end_matches('\n')), Some(ask));
        }
        for odd in ["", "backup", "backup a.jsonl", "reload now", "stop"] {
            assert_eq!(Ask::read(odd), None, "{odd}");
        }
        assert_eq!(Ask::Backup(PathBuf::from("/a\nreload")).line(), None);
        for answer in [Answer::At(5), Answer::Done("xong rồi".to_owned()), Answer::Failed("hỏng".to_owned())] {
            assert_eq!(Answer::read(answer.line().trim_end_matches('\n')), Some(answer));
        }
        assert_eq!(Answer::Done("a\nb".to_owned()).line(), "done a b\n");
    }
}
