//! A table as a file that a clerk opens in a spreadsheet: what stands in a cell stays words.

use unicode_normalization::UnicodeNormalization;

/// Tells a spreadsheet that the file is UTF-8; without it Vietnamese comes out as rubble.
const UTF8: char = '\u{feff}';

/// A cell that begins with one of these is reckoned, and may start a program.
const RECKONS: [char; 4] = ['=', '+', '-', '@'];

/// The rows as the text of a file, cells parted by `between`. Each row is one line, each cell one cell, and none is a formula.
pub fn table<R, C>(between: char, rows: impl IntoIterator<Item = R>) -> String
where
    R: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut out = String::from(UTF8);
    for row in rows {
        for (n, words) in row.into_iter().enumerate() {
            if n > 0 {
                out.push(between);
            }
            out.push_str(&cell(words.as_ref()));
        }
        out.push('\n');
    }
    out
}

fn cell(words: &str) -> String {
    let words: String =
        words.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_unseen(*c)).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    // A full-width sign is taken for the sign it looks like.
    let reckons = words.chars().take(1).flat_map(|c| c.to_string().nfkc().collect::<Vec<_>>()).any(is_reckoned);
    let words = if reckons { format!("'{words}") } else { words };
    // A spreadsheet parts by whatever its country parts by, unless it reads quotes; then a cell can't begin in the middle of one.
    if words.contains(['"', ',', ';', '|']) { format!("\"{}\"", words.replace('"', "\"\"")) } else { words }
}

fn is_reckoned(sign: char) -> bool {
    RECKONS.contains(&sign) || sign == '\u{2212}'
}

/// Signs without width before which a sign is still the first one seen.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{ad}' | UTF8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(words: &str) -> String {
        let text = table('\t', [[words, "2"]]);
        let line = text.strip_prefix(UTF8).and_then(|t| t.strip_suffix("\t2\n")).expect("one row of two cells");
        line.to_owned()
    }

    #[test]
    fn no_cell_is_a_formula() {
        let cases = [
            ("=cmd|' /C calc'!A0 xe đạp cổ", "\"'=cmd|' /C calc'!A0 xe đạp cổ\""),
            ("@SUM(1+1)*cmd", "'@SUM(1+1)*cmd"),
            ("-2+3", "'-2+3"),
            ("+84 …", "'+84 …"),
            ("\t=1+1", "'=1+1"),
            ("\r=1+1", "'=1+1"),
            ("\n=1+1", "'=1+1"),
            (" \u{a0}=1+1", "'=1+1"),
            ("\u{200b}=1+1", "'=1+1"),
            ("\u{feff}=1+1", "'=1+1"),
            ("＝1+1", "'＝1+1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("＠SUM", "'＠SUM"),
            ("﹦1", "'﹦1"),
            ("−1", "'−1"),
            ("xe;=1+1", "\"xe;=1+1\""),
            ("xe,=1+1", "\"xe,=1+1\""),
            ("\"=1+1", "\"\"\"=1+1\""),
        ];
        for (words, cell) in cases {
            assert_eq!(one(words), cell, "{words:?}");
        }
    }

    #[test]
    fn a_row_stays_a_row() {
        assert_eq!(one("xe\tđạp\r\ncổ\u{85}nhà\u{b}tôi"), "xe đạp cổ nhà tôi");
        assert_eq!(one("đăng ký xe = sang tên"), "đăng ký xe = sang tên");
        assert_eq!(one(""), "");
        assert_eq!(table(',', [vec!["mục", "số"], vec!["a, b", "1"]]), "\u{feff}mục,số\n\"a, b\",1\n");
    }
}
