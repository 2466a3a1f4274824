//! The block between two lines `+++` at the start of a file: found even where a keyboard or Word has bent them.

use crate::book::parse::gather::Gather;
use crate::book::parse::ink::{is_blank, is_without_width};

/// The line before the block, and after it; also the key under which a block that could be read is mentioned.
pub(super) const FENCE: &str = "+++";

/// Where the block's TOML begins, where it ends, where the page begins; without a block only the last. `how` is the mend of none.
pub(super) fn fenced(g: &mut Gather<'_>, how: &str) -> Result<(usize, usize, usize), usize> {
    let text = g.source.text;
    let (above, first) = opening(text);
    let from = above + first.len();
    if is_fence(first) {
        // A blank line above a sound block has one mend.
        if above > 0 {
            g.error(0, "khối `+++` không nằm ở dòng đầu tiên", "Xóa mọi dòng và dấu ở trên dòng `+++` đầu tiên.");
        }
    } else if like_fence(first) {
        g.error(above, told(first, "khối"), "Dòng đầu tiên của tệp là ba dấu cộng liền nhau: `+++`.");
    } else {
        g.error(0, "bài thiếu khối `+++` ở đầu", how);
        return Err(first_heading(text));
    }
    let sound = is_fence(first);
    let lines = || {
        let mut at = from;
        text[from..].split_inclusive('\n').map(move |line| {
            at += line.len();
            (at - line.len(), line)
        })
    };
    if let Some((at, line)) = lines().find(|(_, line)| is_fence(line)) {
        return Ok((from, at, at + line.len()));
    }
    let page = first_heading(text);
    if let Some((at, line)) = lines().take_while(|(at, _)| *at < page).find(|(_, line)| like_fence(line)) {
        // Bent the same way at both ends: once is enough.
        if sound {
            g.error(at, told(line, "cuối khối"), "Thay dòng này bằng ba dấu cộng liền nhau: `+++`.");
        }
        return Ok((from, at, at + line.len()));
    }
    if page < text.len() {
        g.error(page, "khối `+++` chưa đóng", "Thêm một dòng `+++` ngay trên tiêu đề `#` này.");
    } else {
        g.error(0, "khối `+++` chưa đóng", "Thêm một dòng `+++` dưới dòng cuối của khối, rồi tiêu đề `# Tên việc`.");
    }
    Err(page)
}

fn told(line: &str, which: &str) -> String {
    let shown: String = line.trim().chars().filter(|c| !is_without_width(*c)).take(20).collect();
    format!("dòng mở, đóng {which} viết `{shown}` nên máy không nhận ra")
}

/// The first line that has ink, and how many bytes stand above it.
fn opening(text: &str) -> (usize, &str) {
    let mut above = 0;
    for line in text.split_inclusive('\n') {
        if line.chars().any(|c| !is_blank(c)) {
            return (above, line);
        }
        above += line.len();
    }
    (0, text)
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == FENCE
}

/// Three pluses as other hands write them: apart, too many, of full width, or the dashes of another program.
fn like_fence(line: &str) -> bool {
    let signs: Vec<char> = line.chars().filter(|c| !is_blank(*c) && !matches!(c, '\\' | '`' | '"' | '*')).collect();
    let of = |some: &str| signs.iter().all(|c| some.contains(*c));
    let pluses = of("+＋") && signs.len() >= 2;
    let dashes = of("-–—−=~_") && (signs.len() >= 3 || signs == ['—'] || signs == ['–', '-'] || signs == ['—', '-']);
    !signs.is_empty() && (pluses || dashes)
}

/// The page of a guide whose block is broken: its keys would only be faulted again, as text.
fn first_heading(text: &str) -> usize {
    if text.starts_with("# ") { 0 } else { text.find("\n# ").map_or(text.len(), |i| i + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bent_fence_is_told_from_a_line_of_text() {
        for bent in ["+ + +", "++", "++++", "＋＋＋", "---", "—", "\u{200b}+++", " +++", "```+++", "==="] {
            assert!(like_fence(bent), "{bent}");
        }
        for other in ["title = \"a\"", "- một", "# Mượn", "", "-", "+"] {
            assert!(!like_fence(other), "{other}");
        }
    }
}
