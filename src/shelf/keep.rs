//! Good texts on the disk: a restart keeps them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of good texts, laid out like `dialogs/`; none keeps nothing.
#[derive(Debug)]
pub(super) struct Keep(Option<PathBuf>);

impl Keep {
    pub(super) fn new(folder: Option<&Path>) -> Self {
        Self(folder.map(Path::to_owned))
    }

    /// The last good text of a file.
    pub(super) fn load(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(self.0.as_ref()?.join(path)).ok()
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

    /// A deleted guide is gone, its last good text too.
    pub(super) fn forget_guides_but(&self, language: &str, there: &BTreeMap<String, String>) {
        let Some(folder) = &self.0 else { return };
        let Ok(entries) = std::fs::read_dir(folder.join(language)) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let gone = name.to_str().and_then(|n| n.strip_suffix(".md")).is_some_and(|id| !there.contains_key(id));
            if gone && let Err(error) = std::fs::remove_file(entry.path()) {
                log::warn!("cannot forget a deleted guide: {error}");
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
