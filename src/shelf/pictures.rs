//! The files that guides and stencils name: whether they are there, can be drawn, are taken by Telegram.

use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::path::Path;

use crate::book::{Book, Fault, Mentioned, Place, Severity, Target};
use crate::picture::{self, As, Undrawable, Unfit};

/// What was judged before, by content: a load after an edit judges only what is new.
#[derive(Debug, Default)]
pub(super) struct Pictures(BTreeMap<u64, Result<(), Undrawable>>);

/// Whether a file is there, or a photo that stands in for it.
pub fn is_there(dialogs: &Path, file: &str) -> bool {
    dialogs.join(file).is_file() || has_photo(dialogs, file)
}

impl Pictures {
    /// A fault at each place that names a drawing nobody can draw, or a file that Telegram would not take.
    pub(super) fn faults(&mut self, dialogs: &Path, book: &Book) -> Vec<Fault> {
        let before = std::mem::take(&mut self.0);
        let mut seen: BTreeMap<(&str, As), Option<Fault>> = BTreeMap::new();
        let mut faults = Vec::new();
        let books = std::iter::once(book).chain(book.others.values().map(AsRef::as_ref));
        let guides = books.flat_map(Book::own_guides).map(|guide| (&guide.path, guide.mentions.as_slice(), false));
        let leaves =
            book.templates.values().map(|stencil| (&stencil.leaf.path, stencil.leaf.mentions.as_slice(), true));
        for (path, mentions, leaf) in guides.chain(leaves) {
            for mention in mentions {
                let (file, to_be) = match &mention.what {
                    Mentioned::Picture(file) if leaf => (file, picture::in_a_letter(file)),
                    Mentioned::Picture(file) => (file, As::Photo),
                    Mentioned::Link { to: Target::File(file), .. } => (file, As::File),
                    _ => continue,
                };
                let why = seen.entry((file, to_be)).or_insert_with(|| self.wrong(dialogs, file, to_be, &before));
                faults.extend(why.clone().map(|fault| Fault { path: path.clone(), at: mention.at, ..fault }));
            }
        }
        faults
    }

    fn wrong(
        &mut self,
        dialogs: &Path,
        file: &str,
        to_be: As,
        before: &BTreeMap<u64, Result<(), Undrawable>>,
    ) -> Option<Fault> {
        let fault = |message: String, mend: &str| Fault {
            path: String::new(),
            at: Place { line: 1, column: 1 },
            severity: Severity::Error,
            message,
            mend: Some(mend.to_owned()),
        };
        if to_be == As::Photo && picture::is_drawing(file) && !has_photo(dialogs, file) {
            let why = self.why_not(dialogs, file, before)?;
            let mend = "Mở bằng trình duyệt coi lại, hoặc bỏ vào một hình chụp cùng tên, đuôi `.png`.";
            return Some(fault(format!("hình `{file}` không vẽ được: {why}"), mend));
        }
        let why = unfit(dialogs, file, to_be)?;
        let mend = "Mở tệp trên máy coi lại, xuất lại cho đúng rồi chép đè lên.";
        Some(fault(format!("Telegram không nhận `{file}`: {why}"), mend))
    }

    fn why_not(
        &mut self,
        dialogs: &Path,
        file: &str,
        before: &BTreeMap<u64, Result<(), Undrawable>>,
    ) -> Option<String> {
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

/// Why Telegram would not take a file, or the photo that stands in for a drawing.
pub fn unfit(dialogs: &Path, file: &str, to_be: As) -> Option<Unfit> {
    let photo =
        (to_be == As::Photo).then(|| picture::photos(file).find(|photo| dialogs.join(photo).is_file())).flatten();
    if photo.is_none() && to_be == As::Photo && picture::is_drawing(file) {
        return None;
    }
    picture::file_fits(&dialogs.join(photo.as_deref().unwrap_or(file)), to_be).err()
}

fn has_photo(dialogs: &Path, file: &str) -> bool {
    picture::photos(file).any(|photo| dialogs.join(photo).is_file())
}
