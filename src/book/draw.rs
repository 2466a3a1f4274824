//! A fault as it is read: its place, the line of the source with a caret, the mend.

use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthStr;

use crate::book::{Fault, Severity};

/// How many characters of a long line stand before the caret, and how many after.
const AROUND: (usize, usize) = (50, 50);

/// `path:line:column: error: message`, then the line with a caret and the mend, indented; it ends with a line break.
pub fn draw(fault: &Fault, source: &str) -> String {
    let severity = match fault.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut lines =
        vec![format!("{}:{}:{}: {severity}: {}", fault.path, fault.at.line, fault.at.column, fault.message)];
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let line = source.split('\n').nth(fault.at.line.saturating_sub(1)).unwrap_or_default().trim_end();
    if !line.is_empty() {
        let (shown, before) = around(line, fault.at.column.saturating_sub(1));
        let caret = " ".repeat(before.as_str().width());
        lines.extend([format!("    {shown}"), format!("    {caret}^")]);
    }
    lines.extend(fault.mend.iter().map(|mend| format!("    {mend}")));
    lines.join("\n") + "\n"
}

/// The part of the line around the caret, and what of it stands before the caret; both in NFC, as a terminal draws them.
fn around(line: &str, column: usize) -> (String, String) {
    let from = column.saturating_sub(AROUND.0);
    let tame = |c: char| if c.is_control() { ' ' } else { c };
    let nfc = |from: usize, count: usize| line.chars().skip(from).take(count).map(tame).nfc().collect::<String>();
    let (before, after) = (nfc(from, column - from), nfc(column, AROUND.1));
    let rest = line.chars().nth(column + AROUND.1).map_or("", |_| "…");
    let cut = if from > 0 { "…" } else { "" };
    (format!("{cut}{before}{after}{rest}"), format!("{cut}{before}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Place;

    fn fault(line: usize, column: usize) -> Fault {
        let (path, message) = ("vi/a.md".to_owned(), "sai".to_owned());
        Fault { path, at: Place { line, column }, severity: Severity::Error, message, mend: Some("Sửa.".into()) }
    }

    #[test]
    fn the_caret_stands_under_its_letter_even_after_decomposed_ones() {
        let drawn = draw(&fault(2, 5), "\u{feff}a\r\nđu\u{309} x\r\n");
        assert_eq!(drawn, "vi/a.md:2:5: error: sai\n    đủ x\n       ^\n    Sửa.\n");
    }

    #[test]
    fn a_huge_line_is_cut_around_the_caret() {
        let drawn = draw(&fault(1, 5000), &"a".repeat(10_000));
        assert!(drawn.lines().all(|line| line.chars().count() < 120), "{drawn}");
        let caret = drawn.lines().nth(2).map(|line| line.chars().count());
        assert_eq!(caret, Some(4 + 1 + 50 + 1));
    }

    #[test]
    fn a_place_outside_the_source_draws_no_line() {
        assert_eq!(draw(&fault(9, 9), "a"), "vi/a.md:9:9: error: sai\n    Sửa.\n");
    }
}
