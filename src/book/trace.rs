//! Facts a citizen acts on, each with the source that states it.

use std::sync::LazyLock;

use regex::Regex;

use crate::book::{Book, Guide, Place};

/// The sorts of facts that are traced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Money, or a share of it.
    Fee,
    /// A span, an age, an hour.
    Time,
    /// A procedure's code.
    Code,
    /// A number to call.
    Phone,
    /// Where to go, in the street or on the net.
    Address,
}

/// One fact where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    /// The file, relative to `dialogs/`.
    pub path: String,
    /// Where in it.
    pub at: Place,
    /// What it is.
    pub sort: Sort,
    /// As it is written.
    pub value: String,
    /// The sources that name it, as the file tells them; none = nobody can say where it is from.
    pub sources: Vec<String>,
}

impl Sort {
    /// As the clerk reads it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fee => "tiền",
            Self::Time => "thời gian",
            Self::Code => "mã",
            Self::Phone => "điện thoại",
            Self::Address => "địa chỉ",
        }
    }
}

/// What is looked for; the first that fits a place wins.
static PATTERNS: LazyLock<[(Sort, Regex); 5]> = LazyLock::new(|| {
    let of = |pattern: &str| Regex::new(pattern).expect("a pattern of ours");
    [
        (Sort::Address, of(r#"https://[^\s)"<>]+"#)),
        (Sort::Code, of(r"\b\d\.\d{6}\b")),
        (Sort::Phone, of(r"\b(?:1[89]00(?:[ .]?\d{2,})+|02\d{2,3}[ .]?\d[\d .]+\d|1022|5656|156|11[1-5])\b")),
        (Sort::Fee, of(r"\d[\d.,]*(?:–\d[\d.,]*)? ?(?:đồng|%)")),
        (Sort::Time, of(r"\d+(?:–\d+)? (?:ngày|giờ|tháng|năm|tuổi|lần|phút|tuần)\b(?: làm việc)?")),
    ]
});

/// Every fact of the commune's file and of the guides, in the order of the files.
pub fn trace(book: &Book) -> Vec<Traced> {
    let mut out = locality(&book.locality.source);
    for guide in book.guides.values() {
        of_guide(guide, &mut out);
    }
    out
}

fn of_guide(guide: &Guide, out: &mut Vec<Traced>) {
    let mut part = Part::Before;
    for (n, line) in guide.source.lines().enumerate() {
        part = part.next(line);
        if matches!(part, Part::Before | Part::Aliases | Part::Checked) {
            continue;
        }
        let mut taken: Vec<std::ops::Range<usize>> = Vec::new();
        for (sort, pattern) in PATTERNS.iter() {
            for found in pattern.find_iter(line) {
                if taken.iter().any(|t| t.start < found.end() && found.start() < t.end) {
                    continue;
                }
                taken.push(found.range());
                let column = line[..found.start()].chars().count() + 1;
                let value = found.as_str().trim_end_matches(['.', ',']).to_owned();
                let sources = sources(guide, *sort, &value);
                let at = Place { line: n + 1, column };
                out.push(Traced { path: guide.path.clone(), at, sort: *sort, value, sources });
            }
        }
    }
}

/// A page of the state is its own source; all else is named in `[checked] sources`.
fn sources(guide: &Guide, sort: Sort, value: &str) -> Vec<String> {
    if sort == Sort::Address {
        return vec![value.to_owned()];
    }
    let names = |source: &&String| {
        source.match_indices(value).any(|(at, _)| {
            let before = source[..at].chars().next_back();
            let after = source[at + value.len()..].chars().next();
            !before.is_some_and(|c| c.is_ascii_digit() || c == '.' || c == '–')
                && !after.is_some_and(char::is_alphanumeric)
        })
    };
    guide.front.checked.sources.iter().filter(names).cloned().collect()
}

/// The part of a guide's file a line is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Above the front matter.
    Before,
    Front,
    Aliases,
    Checked,
    Text,
}

impl Part {
    fn next(self, line: &str) -> Self {
        let line = line.trim_start_matches('\u{feff}').trim();
        match self {
            Self::Before if line == "+++" => Self::Front,
            Self::Before if line.is_empty() => Self::Before,
            Self::Text | Self::Before => Self::Text,
            _ if line == "+++" => Self::Text,
            _ if line.starts_with("aliases") && !line.ends_with(']') => Self::Aliases,
            Self::Aliases if !line.starts_with(']') => Self::Aliases,
            _ if line == "[checked]" => Self::Checked,
            Self::Checked if !line.starts_with('[') || line == "[" => Self::Checked,
            _ => Self::Front,
        }
    }
}

/// The commune's own values: whoever filled them in says beside them where they are from.
fn locality(source: &str) -> Vec<Traced> {
    let mut out = Vec::new();
    let (mut table, mut of_table) = (String::new(), None);
    for (n, line) in source.lines().enumerate() {
        let comment = |line: &str| line.rsplit_once('#').map(|(_, words)| words.trim().to_owned());
        if line.starts_with('[') {
            line.split(']').next().unwrap_or_default().trim_start_matches('[').clone_into(&mut table);
            of_table = comment(line);
            continue;
        }
        let Some((key, rest)) = line.split_once(" = \"") else { continue };
        let Some((value, rest)) = rest.split_once('"').filter(|(value, _)| !value.is_empty()) else { continue };
        let sort = match key.trim() {
            "phone" => Sort::Phone,
            "address" | "url" => Sort::Address,
            "hours" => Sort::Time,
            _ => continue,
        };
        let page = (key.trim() == "url").then(|| value.to_owned());
        let told = comment(rest).or_else(|| of_table.clone()).or(page);
        let at = Place { line: n + 1, column: 1 };
        let value = format!("{table}.{}: {value}", key.trim());
        let sources = told.into_iter().collect();
        out.push(Traced { path: "locality.toml".to_owned(), at, sort, value, sources });
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn traced(text: &str) -> Vec<(Sort, String, usize)> {
        let mut book = Book::default();
        let guide = crate::book::read_guide("vi/thu.md", text.as_bytes()).0.expect("a guide");
        book.guides.insert("thu".to_owned(), Arc::new(guide));
        trace(&book).into_iter().map(|t| (t.sort, t.value, t.sources.len())).collect()
    }

    #[test]
    fn a_number_is_traced_to_the_source_that_names_it() {
        let text = "+++\ntitle = \"Thử\"\nfee = \"8.000 đồng\"\naliases = [\n  \"7 ngày\",\n]\n[checked]\nsources = [\n  \"Luật A: 8.000 đồng, 15 ngày\",\n]\n+++\n# Thử\nTrong 5 ngày, gọi 1900 0368. Mã 1.001193.\n";
        let wanted = [
            (Sort::Fee, "8.000 đồng", 1),
            (Sort::Code, "1.001193", 0),
            (Sort::Phone, "1900 0368", 0),
            (Sort::Time, "5 ngày", 0),
        ];
        let wanted: Vec<_> = wanted.into_iter().map(|(sort, value, n)| (sort, value.to_owned(), n)).collect();
        assert_eq!(traced(text), wanted, "15 days are not 5");
    }

    #[test]
    fn the_communes_values_are_traced_to_the_words_beside_them() {
        let found = locality(
            "[hotline]  # số của tỉnh\nname = \"Tổng đài\"\nphone = \"1022\"\n[office]\nphone = \"0252 123\"\n",
        );
        assert_eq!(found[0].value, "hotline.phone: 1022");
        assert_eq!(found[0].sources, ["số của tỉnh"]);
        assert!(found[1].sources.is_empty(), "nobody said where from");
    }
}
