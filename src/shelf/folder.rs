//! The files of `dialogs/` as bytes, none of them longer than a guide may be.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::book::{Fault, MOST_BYTES, Place, Severity};
use crate::shelf::{ShelfError, strays};

/// This commune's file.
pub(super) const LOCALITY: &str = "locality.toml";

/// The file of the sentences.
pub(super) fn phrases_path(language: &str) -> String {
    format!("{language}/phrases.toml")
}

/// The file of what people say; a language can do without.
pub(super) fn glossary_path(language: &str) -> String {
    format!("{language}/chu-kho.toml")
}

/// How the people of a language ask.
pub(super) fn vocabulary_path(language: &str) -> String {
    format!("{language}/tu-vung.toml")
}

/// The folder of the stencils of announcements; a commune can do without.
pub(super) fn stencils_path(language: &str) -> String {
    format!("{language}/mau-tin")
}

/// How much of a language was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its folder.
    pub code: String,
    /// How many guides stand in it.
    pub guides: usize,
    /// How many files were read of it.
    pub files: usize,
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Texts by path, to draw faults.
    pub(super) sources: BTreeMap<String, String>,
    /// Files that could not be read.
    pub(super) faults: Vec<Fault>,
    /// For each language, id and path of each guide that is there.
    guides: BTreeMap<String, BTreeMap<String, String>>,
    /// Id and path of each stencil of the home language.
    stencils: BTreeMap<String, String>,
    bytes: BTreeMap<String, Vec<u8>>,
}

impl Folder {
    /// Reads the home language, and every other folder that holds sentences.
    pub(super) fn read(dialogs: &Path, home: &str) -> Result<Self, ShelfError> {
        if !dialogs.is_dir() {
            return Err(ShelfError::Missing(dialogs.to_owned()));
        }
        let mut folder = Self::default();
        folder.take(dialogs, LOCALITY.to_owned());
        folder.language(dialogs, home)?;
        if dialogs.join(stencils_path(home)).is_dir() {
            folder.stencils = folder.texts(dialogs, &stencils_path(home))?;
        }
        for name in names(dialogs)?.into_iter().filter(|name| name != home && !name.starts_with('.')) {
            if dialogs.join(phrases_path(&name)).is_file() {
                folder.language(dialogs, &name)?;
            }
        }
        folder.strays(dialogs, home);
        Ok(folder)
    }

    /// Guides in the wrong place: beside the languages' folders, in a folder that is none, in one below them.
    fn strays(&mut self, dialogs: &Path, home: &str) {
        let mut places = vec![(String::new(), home.to_owned())];
        for name in names(dialogs).unwrap_or_default() {
            if self.guides.contains_key(&name) {
                places.extend(below(dialogs, &name).map(|folder| (folder, name.clone())));
            } else {
                places.push((name, home.to_owned()));
            }
        }
        for (folder, language) in places {
            let files = names(&dialogs.join(&folder)).unwrap_or_default();
            let found = files.iter().filter_map(|name| strays::outside(dialogs, &folder, name, &language));
            self.faults.extend(found);
        }
    }

    /// Reads the guides of a language with its sentences and, if there, how its people ask.
    fn language(&mut self, dialogs: &Path, code: &str) -> Result<(), ShelfError> {
        let guides = self.texts(dialogs, code)?;
        self.guides.insert(code.to_owned(), guides);
        self.take(dialogs, phrases_path(code));
        for path in [vocabulary_path(code), glossary_path(code)] {
            if dialogs.join(&path).exists() {
                self.take(dialogs, path);
            }
        }
        Ok(())
    }

    /// Reads the Markdown files of a folder; gives their ids and paths.
    fn texts(&mut self, dialogs: &Path, folder: &str) -> Result<BTreeMap<String, String>, ShelfError> {
        let mut texts = BTreeMap::new();
        for name in names(&dialogs.join(folder))? {
            let path = format!("{folder}/{name}");
            let is_file = dialogs.join(&path).is_file();
            self.faults.extend(strays::in_a_language(folder, &name).filter(|_| is_file));
            // An editor's own files (`.#khai-sinh.md`) are nobody's guide.
            let Some(id) = name.strip_suffix(".md").filter(|_| strays::is_guide(&name)) else { continue };
            if is_file {
                texts.insert(id.to_owned(), path.clone());
                self.take(dialogs, path);
            }
        }
        Ok(texts)
    }

    /// The languages' folders.
    pub(super) fn languages(&self) -> impl Iterator<Item = &str> {
        self.guides.keys().map(String::as_str)
    }

    /// Id and path of each guide of a language.
    pub(super) fn guides(&self, code: &str) -> &BTreeMap<String, String> {
        static NONE: BTreeMap<String, String> = BTreeMap::new();
        self.guides.get(code).unwrap_or(&NONE)
    }

    /// Id and path of each stencil.
    pub(super) fn stencils(&self) -> &BTreeMap<String, String> {
        &self.stencils
    }

    /// The file's bytes; none if it could not be read.
    pub(super) fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.bytes.get(path).map(Vec::as_slice)
    }

    /// Whether the file is there, readable or not.
    pub(super) fn is_there(&self, path: &str) -> bool {
        self.bytes.contains_key(path) || self.faults.iter().any(|fault| fault.path == path)
    }

    /// Each language with its guides and its files.
    pub(super) fn count(&self) -> Vec<Held> {
        let files = |code: &str| {
            self.bytes.keys().filter(|path| path.strip_prefix(code).is_some_and(|p| p.starts_with('/'))).count()
        };
        self.guides.iter().map(|(code, g)| Held { code: code.clone(), guides: g.len(), files: files(code) }).collect()
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

/// The folders in a language's folder, but for those of its own.
fn below<'a>(dialogs: &Path, language: &'a str) -> impl Iterator<Item = String> + 'a {
    let inner = names(&dialogs.join(language)).unwrap_or_default();
    let ours = |name: &String| matches!(name.as_str(), "mau-tin" | "tra-loi") || name.starts_with('.');
    inner.into_iter().filter(move |name| !ours(name)).map(move |name| format!("{language}/{name}"))
}

/// What stands in a folder; what is no text is nobody's.
fn names(folder: &Path) -> Result<Vec<String>, ShelfError> {
    let unreadable = |source| ShelfError::Unreadable { path: folder.to_owned(), source };
    let entries = std::fs::read_dir(folder).map_err(unreadable)?;
    let names = entries.map(|entry| Ok(entry.map_err(unreadable)?.file_name().into_string().ok()));
    Ok(names.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Up to one byte more than may be parsed: of a huge file no more is needed to say so.
fn read_some(path: &Path) -> std::io::Result<Vec<u8>> {
    // A pipe that was put there would be waited for.
    if !path.metadata()?.is_file() {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
