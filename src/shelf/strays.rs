//! Files that were meant for a guide, by their names or their place, and that nobody reads.

use std::path::Path;

use crate::book::{Fault, Place, Severity, slug};

/// What systems and editors leave behind without asking anybody.
const OF_THE_SYSTEM: [&str; 4] = ["thumbs.db", "desktop.ini", "ehthumbs.db", "folder.jpg"];
/// Written for people who edit, not for citizens.
const FOR_EDITORS: [&str; 2] = ["readme.md", "can-bo.md"];
/// The files of a language that are no guide.
const SETTINGS: [&str; 3] = ["phrases.toml", "tu-vung.toml", "chu-kho.toml"];
/// What Windows, a Mac and a telephone add to a copy.
const COPIES: [&str; 7] = [" - copy", " - bản sao", " - ban sao", " copy", " (copy)", " - sao chép", "copy of "];

/// The fault of a file of a language's folder, or of its stencils', if it is none that is read.
pub(super) fn in_a_language(folder: &str, name: &str) -> Option<Fault> {
    let lower = name.to_lowercase();
    if is_nobodys(&lower) || is_guide(name) || SETTINGS.contains(&name) || FOR_EDITORS.contains(&lower.as_str()) {
        return None;
    }
    let path = format!("{folder}/{name}");
    if let Some(right) = SETTINGS.into_iter().find(|right| lower == *right || lower == format!("{right}.txt")) {
        return Some(told(path, Severity::Error, "máy không đọc tệp có tên này", format!("Đổi tên thành `{right}`.")));
    }
    if let Some(kept) = [".bak", ".old", ".orig", ".cũ"].into_iter().find_map(|end| lower.strip_suffix(end)) {
        let mend = format!("Bản cất thì dời khỏi thư mục này; muốn dùng lại thì đổi tên thành `{}.md`.", id(kept));
        return Some(told(path, Severity::Warning, "máy không đọc bản cất này", mend));
    }
    if let Some(original) = original(&lower) {
        let mend = format!(
            "Sửa thẳng trong `{original}.md` rồi xóa bản chép này; bài mới thì đặt tên khác hẳn, không dấu cách."
        );
        return Some(told(path, Severity::Error, "máy không đọc bản chép này", mend));
    }
    let text = [".md", ".md.txt", ".txt", ".markdown", ".mdx"].iter().any(|end| lower.ends_with(end));
    if text {
        let mend = format!(
            "Đổi tên thành `{}.md`: chữ thường không dấu, số, gạch nối, đuôi `.md`. Windows giấu đuôi tệp: mở Xem (View), chọn Phần mở rộng tên tệp.",
            id(&lower)
        );
        return Some(told(path, Severity::Error, "máy không đọc tệp có tên này", mend));
    }
    let office =
        [".docx", ".doc", ".rtf", ".odt", ".pdf", ".html", ".htm", ".pages"].iter().any(|end| lower.ends_with(end));
    office.then(|| {
        let mend =
            format!("Chép chữ sang một tệp chữ tên `{}.md` (Notepad, lưu với UTF-8), rồi dời tệp này đi.", id(&lower));
        told(path, Severity::Error, "máy chỉ đọc tệp chữ đuôi `.md`, không đọc tệp này", mend)
    })
}

/// The fault of a file beside the languages' folders: a guide in the wrong place.
pub(super) fn outside(dialogs: &Path, folder: &str, name: &str, home: &str) -> Option<Fault> {
    let lower = name.to_lowercase();
    let text = [".md", ".md.txt", ".txt"].iter().any(|end| lower.ends_with(end));
    if is_nobodys(&lower) || FOR_EDITORS.contains(&lower.as_str()) || !text {
        return None;
    }
    let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let is_guide = std::fs::read(dialogs.join(&path))
        .is_ok_and(|bytes| bytes.windows(4).take(64).any(|w| w == b"+++\n" || w == b"+++\r"));
    is_guide.then(|| {
        let mend = format!("Dời tệp vào thư mục `{home}`, ngay dưới nó: `{home}/{}.md`.", id(&lower));
        told(path, Severity::Error, "bài nằm sai thư mục nên máy không đọc", mend)
    })
}

fn told(path: String, severity: Severity, message: &str, mend: String) -> Fault {
    Fault { path, at: Place { line: 1, column: 1 }, severity, message: message.to_owned(), mend: Some(mend) }
}

fn is_nobodys(lower: &str) -> bool {
    let starts = [".", "~$"].iter().any(|start| lower.starts_with(start));
    let ends = ["~", ".tmp", ".swp"].iter().any(|end| lower.ends_with(end));
    starts || ends || OF_THE_SYSTEM.contains(&lower)
}

/// Whether a file of this name is read as a guide.
pub(super) fn is_guide(name: &str) -> bool {
    name.strip_suffix(".md").is_some_and(|id| !id.is_empty() && slug(id) == id)
}

/// The guide a copy was made of.
fn original(lower: &str) -> Option<String> {
    let stem = stem(lower);
    let numbered = stem
        .rsplit_once('(')
        .filter(|(_, n)| n.trim_end_matches(')').parse::<u8>().is_ok())
        .map(|(rest, _)| rest.trim_end());
    let whole = numbered.unwrap_or(stem);
    let found = COPIES.into_iter().find_map(|copy| whole.strip_suffix(copy).or_else(|| whole.strip_prefix(copy)));
    found.or(numbered).map(slug).filter(|id| !id.is_empty())
}

fn stem(lower: &str) -> &str {
    let ends = [
        ".md.txt",
        ".markdown",
        ".md",
        ".mdx",
        ".txt",
        ".docx",
        ".doc",
        ".rtf",
        ".odt",
        ".pdf",
        ".html",
        ".htm",
        ".pages",
    ];
    ends.into_iter().find_map(|end| lower.strip_suffix(end)).unwrap_or(lower)
}

fn id(lower: &str) -> String {
    let id = slug(stem(lower));
    if id.is_empty() { "ten-bai".to_owned() } else { id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_meant_for_a_guide_is_named_with_what_to_do() {
        for (name, wanted) in [
            ("khai-sinh.md.txt", "khai-sinh.md"),
            ("khai-sinh.MD", "khai-sinh.md"),
            ("Khai sinh.md", "khai-sinh.md"),
            ("khai–sinh.md", "khai-sinh.md"),
            ("khai-sinh.txt", "khai-sinh.md"),
            ("khai-sinh - Copy.md", "khai-sinh.md"),
            ("khai-sinh - Copy (2).md", "khai-sinh.md"),
            ("khai-sinh (1).md", "khai-sinh.md"),
            ("Copy of khai-sinh.md", "khai-sinh.md"),
            ("khai-sinh.docx", "khai-sinh.md"),
            ("khai-sinh.rtf", "khai-sinh.md"),
            ("khai-sinh.md.bak", "khai-sinh.md"),
            ("Phrases.toml", "phrases.toml"),
            ("phrases.toml.txt", "phrases.toml"),
        ] {
            let fault = in_a_language("vi", name).unwrap_or_else(|| panic!("{name}: silence"));
            assert!(
                fault.mend.as_deref().unwrap_or_default().contains(&format!("`{wanted}`")),
                "{name}: {:?}",
                fault.mend
            );
            assert_eq!(
                fault.severity == Severity::Warning,
                Path::new(name).extension().is_some_and(|e| e == "bak"),
                "{name}"
            );
        }
    }

    #[test]
    fn what_the_system_leaves_behind_is_nobodys_business() {
        for name in [
            "khai-sinh.md",
            "phrases.toml",
            "Thumbs.db",
            "desktop.ini",
            ".DS_Store",
            "~$khai-sinh.md",
            ".#a.md",
            "a.md~",
            "README.md",
        ] {
            assert_eq!(in_a_language("vi", name), None, "{name}");
        }
    }
}
