//! `camtay check`: the faults of the dialogs, drawn for whoever edits them.

use std::io::Write;
use std::path::Path;

use jiff::civil::Date;

use crate::book::{Severity, Traced, trace};
use crate::shelf::{Shelf, ShelfError};

/// Prints every fault of the folder, then one line that counts them; 0 = none but warnings, 1 = an error.
///
/// # Errors
/// If `out` can't be written to.
pub fn check(dir: &Path, today: Date, out: &mut dyn Write) -> std::io::Result<u8> {
    let loaded = match Shelf::open(dir, "vi", None).and_then(|mut shelf| shelf.load(today)) {
        Ok(loaded) => loaded,
        Err(error) => {
            writeln!(out, "{}", in_words(&error))?;
            return Ok(1);
        }
    };
    for drawn in loaded.drawn() {
        writeln!(out, "{drawn}")?;
    }
    let count = |severity| loaded.faults.iter().filter(|fault| fault.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    writeln!(out, "{} bài, {errors} lỗi, {warnings} cảnh báo", loaded.guides)?;
    Ok(u8::from(errors > 0))
}

/// Prints every fact a citizen acts on with the source that states it, then one line that counts them; 1 = some have none.
///
/// # Errors
/// If `out` can't be written to.
pub fn facts(dir: &Path, today: Date, out: &mut dyn Write) -> std::io::Result<u8> {
    let loaded = match Shelf::open(dir, "vi", None).and_then(|mut shelf| shelf.load(today)) {
        Ok(loaded) => loaded,
        Err(error) => {
            writeln!(out, "{}", in_words(&error))?;
            return Ok(1);
        }
    };
    let traced = trace(&loaded.book);
    let mut bare = 0;
    for fact in &traced {
        let Traced { path, at, sort, value, sources } = fact;
        write!(out, "{path}:{}:{}: {} «{value}» ← ", at.line, at.column, sort.name())?;
        if sources.is_empty() {
            bare += 1;
            writeln!(out, "(không nguồn nào nêu: thêm vào `[checked] sources`, hoặc ghi chú cạnh dòng)")?;
        } else {
            writeln!(out, "{}", sources.join(" | "))?;
        }
    }
    writeln!(out, "{} dữ kiện, {bare} chưa có nguồn", traced.len())?;
    Ok(u8::from(bare > 0))
}

fn in_words(error: &ShelfError) -> String {
    match error {
        ShelfError::Missing(path) => {
            format!("Không có thư mục `{}`. Chạy lại với thư mục chứa các bài: `camtay check dialogs`.", path.display())
        }
        ShelfError::Unreadable { path, source } => format!("Không mở được thư mục `{}`: {source}.", path.display()),
    }
}
