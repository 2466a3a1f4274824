//! The files of `dialogs/` as bytes, none of them longer than a guide may be.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::book::{Fault, MOST_BYTES, Place, Severity};
use crate::shelf::ShelfError;

/// This commune's file.
pub(super) const LOCALITY: &str = "locality.toml";

/// The file of the sentences.
pub(super) fn phrases_path(language: &str) -> String {
    format!("{language}/phrases.toml")
}

/// The file of what people say; a language can do without.
pub(super) fn vocabulary_path(language: &str) -> String {
    format!("{language}/tu-vung.toml")
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Id and path of each guide that is there.
    pub(super) guides: BTreeMap<String, String>,
    /// Texts by path, to draw faults.
    pub(super) sources: BTreeMap<String, String>,
    /// Files that could not be read.
    pub(super) faults: Vec<Fault>,
    bytes: BTreeMap<String, Vec<u8>>,
}

impl Folder {
    /// Reads the guides of a language with the two files every book has.
    pub(super) fn read(dialogs: &Path, language: &str) -> Result<Self, ShelfError> {
        if !dialogs.is_dir() {
            return Err(ShelfError::Missing(dialogs.to_owned()));
        }
        let mut folder = Self::default();
        let path = dialogs.join(language);
        let unreadable = |source| ShelfError::Unreadable { path: path.clone(), source };
        for entry in std::fs::read_dir(&path).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            let name = name.to_string_lossy();
            // An editor's own files (`.#khai-sinh.md`) are nobody's guide.
            let Some(id) = name.strip_suffix(".md").filter(|id| !id.starts_with('.')) else { continue };
            let path = format!("{language}/{name}");
            if dialogs.join(&path).is_file() {
                folder.guides.insert(id.to_owned(), path.clone());
                folder.take(dialogs, path);
            }
        }
        folder.take(dialogs, LOCALITY.to_owned());
        folder.take(dialogs, phrases_path(language));
        let vocabulary = vocabulary_path(language);
        if dialogs.join(&vocabulary).exists() {
            folder.take(dialogs, vocabulary);
        }
        Ok(folder)
    }

    /// The file's bytes; none if it could not be read.
    pub(super) fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.bytes.get(path).map(Vec::as_slice)
    }

    fn take(&mut self, dialogs: &Path, path: String) {
        match read_some(&dialogs.join(&path)) {
            Ok(bytes) => {
                self.sources.insert(path.clone(), String::from_utf8_lossy(&bytes).into_owned());
                self.bytes.insert(path, bytes);
            }
            Err(error) => self.faults.push(Fault {
                path,
                at: Place { line: 1, column: 1 },
                severity: Severity::Error,
                message: format!("không đọc được tệp ({error})"),
                mend: Some("Xem tệp có đúng chỗ và có quyền đọc không.".to_owned()),
            }),
        }
    }
}

/// Up to one byte more than may be parsed: of a huge file no more is needed to say so.
fn read_some(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
