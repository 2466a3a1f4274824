//! Good texts on the disk: a restart keeps them.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::shelf::slot::is_over;

/// Where the good texts of deleted files lie, by the day they went. No language's folder begins with a dot.
const ASIDE: &str = ".aside";

/// The folder of good texts, laid out like `dialogs/`; none keeps nothing.
#[derive(Debug)]
pub(super) struct Keep(Option<PathBuf>);

impl Keep {
    pub(super) fn new(folder: Option<&Path>) -> Self {
        Self(folder.map(Path::to_owned))
    }

    /// The last good text of a file; of one that has been away, what lies aside.
    pub(super) fn load(&self, path: &str) -> Option<Vec<u8>> {
        let folder = self.0.as_ref()?;
        let aside = self.aside().into_iter().rev().map(|(_, day)| day.join(path));
        std::iter::once(folder.join(path)).chain(aside).find_map(|text| std::fs::read(text).ok())
    }

    /// What lies aside, by the day it went.
    fn aside(&self) -> Vec<(Date, PathBuf)> {
        let entries = self.0.as_ref().and_then(|folder| std::fs::read_dir(folder.join(ASIDE)).ok());
        let days = entries.into_iter().flatten().flatten();
        let mut days: Vec<_> =
            days.filter_map(|day| Some((day.file_name().to_str()?.parse().ok()?, day.path()))).collect();
        days.sort();
        days
    }

    /// Keeps a good text. A disk that refuses is told in the log: today's text is good all the same.
    pub(super) fn store(&self, path: &str, bytes: &[u8]) {
        let Some(folder) = &self.0 else { return };
        let to = folder.join(path);
        if std::fs::read(&to).is_ok_and(|there| there == bytes) {
            return;
        }
        if let Err(error) = write(&to, bytes) {
            log::warn!("cannot keep the good text of {path}: {error}");
        }
    }

    /// Lays the good texts of `folder`'s files that are `gone` aside.
    pub(super) fn put_aside(&self, folder: &str, gone: impl Fn(&str) -> bool, today: Date) {
        let Some(root) = &self.0 else { return };
        for entry in std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let to = root.join(ASIDE).join(today.to_string()).join(folder);
            let is_gone = entry.path().is_file() && name.to_str().is_some_and(&gone);
            let moved = || std::fs::create_dir_all(&to).and_then(|()| std::fs::rename(entry.path(), to.join(&name)));
            if is_gone && let Err(error) = moved() {
                log::warn!("the good text of a deleted file cannot be laid aside: {error}");
            }
        }
    }

    /// What has lain aside long enough goes.
    pub(super) fn forget(&self, today: Date) {
        for (_, day) in self.aside().into_iter().filter(|(day, _)| is_over(*day, today)) {
            if let Err(error) = std::fs::remove_dir_all(day) {
                log::warn!("the good texts of deleted files cannot be forgotten: {error}");
            }
        }
    }
}

/// Whole or not at all: written beside, then renamed.
fn write(to: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut beside = to.as_os_str().to_owned();
    beside.push(".new");
    let mut file = std::fs::File::create(&beside)?;
    std::io::Write::write_all(&mut file, bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, to)
}
