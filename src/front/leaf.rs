//! One guide as it is written today, right or wrong, for whoever edits it: found by its name, or a near one told.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use crate::book::Guide;
use crate::front::dialogs::LANGUAGE;
use crate::shelf::{Loaded, Shelf, ShelfError};

/// Why there is no such guide, ready to read.
#[derive(Debug, thiserror::Error)]
pub enum NoGuide {
    /// No folder, or one that can't be read.
    #[error("không đọc được thư mục bài hướng dẫn: {0}")]
    Shelf(#[from] ShelfError),
    /// Nobody has this name.
    #[error("không có bài «{wanted}».{}", near.as_ref().map_or(String::new(), |near| format!(" Có phải «{near}» không?")))]
    Unknown {
        /// As it was asked for.
        wanted: String,
        /// The nearest.
        near: Option<String>,
    },
}

/// The folder as it stands and the guide in it; `name` may be an id or a file (`dialogs/vi/khai-sinh.md`).
///
/// # Errors
/// Why there is none.
pub fn open(dialogs: &Path, name: &str, today: Date) -> Result<(Loaded, Arc<Guide>), NoGuide> {
    let loaded = Shelf::open(dialogs, LANGUAGE, None)?.load(today)?;
    let id = name.rsplit(['/', '\\']).next().unwrap_or(name).trim_end_matches(".md");
    match loaded.seen.guides.get(id).cloned() {
        Some(guide) => Ok((loaded, guide)),
        None => {
            let near = loaded.seen.nearest(id).map(str::to_owned);
            Err(NoGuide::Unknown { wanted: name.to_owned(), near })
        }
    }
}
