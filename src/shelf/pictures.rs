//! The pictures that guides name: whether they are there, whether the drawings among them can be drawn.

use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::path::Path;

use crate::book::{Book, Fault, Mentioned, Severity};
use crate::picture::{self, Undrawable};

/// What was judged before, by content: a load after an edit judges only what is new.
#[derive(Debug, Default)]
pub(super) struct Pictures(BTreeMap<u64, Result<(), Undrawable>>);

/// Whether a file is there, or a photo that stands in for it.
pub fn is_there(dialogs: &Path, file: &str) -> bool {
    dialogs.join(file).is_file() || has_photo(dialogs, file)
}

impl Pictures {
    /// A fault at each place that names a drawing nobody can draw.
    pub(super) fn faults(&mut self, dialogs: &Path, book: &Book) -> Vec<Fault> {
        let before = std::mem::take(&mut self.0);
        let mut seen: BTreeMap<&str, Option<String>> = BTreeMap::new();
        let mut faults = Vec::new();
        let books = std::iter::once(book).chain(book.others.values().map(AsRef::as_ref));
        for guide in books.flat_map(Book::own_guides) {
            for mention in &guide.mentions {
                let Mentioned::Picture(file) = &mention.what else { continue };
                let why = seen.entry(file).or_insert_with(|| self.why_not(dialogs, file, &before));
                if let Some(why) = why {
                    faults.push(Fault {
                        path: guide.path.clone(),
                        at: mention.at,
                        severity: Severity::Error,
                        message: format!("hình `{file}` không vẽ được: {why}"),
                        mend: Some(
                            "Mở bằng trình duyệt coi lại, hoặc bỏ vào một hình chụp cùng tên, đuôi `.png`.".to_owned(),
                        ),
                    });
                }
            }
        }
        faults
    }

    fn why_not(
        &mut self,
        dialogs: &Path,
        file: &str,
        before: &BTreeMap<u64, Result<(), Undrawable>>,
    ) -> Option<String> {
        if !picture::is_drawing(file) || has_photo(dialogs, file) {
            return None;
        }
        // A file that is not there has a fault of its own.
        if !dialogs.join(file).is_file() {
            return None;
        }
        let mut bytes = Vec::new();
        let most = picture::MOST_BYTES as u64 + 1;
        File::open(dialogs.join(file)).ok()?.take(most).read_to_end(&mut bytes).ok()?;
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        let content = hasher.finish();
        let judged = before.get(&content).cloned().unwrap_or_else(|| picture::judge(&bytes));
        let why = judged.as_ref().err().map(ToString::to_string);
        self.0.insert(content, judged);
        why
    }
}

fn has_photo(dialogs: &Path, file: &str) -> bool {
    picture::photos(file).any(|photo| dialogs.join(photo).is_file())
}
