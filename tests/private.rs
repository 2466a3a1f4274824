//! What could tell a person is masked however it was typed; what tells nobody stays readable.

use camtay::private::mask;
use unicode_normalization::UnicodeNormalization;

#[test]
fn nothing_of_a_person_is_left() {
    let rows: Vec<(&str, &str)> =
        include_str!("private/personal.tsv").lines().filter_map(|line| line.split_once('\t')).collect();
    assert!(rows.len() >= 80, "{}", rows.len());
    let mut left = Vec::new();
    for (text, parts) in rows {
        let decomposed: String = text.nfd().collect();
        let spaced = text.replace(' ', "\u{a0}");
        let hidden = text.replace(' ', "\u{200b} ");
        for typed in [text.to_owned(), decomposed, spaced, hidden] {
            let masked = mask(&typed);
            left.extend(
                parts
                    .split('|')
                    .filter(|part| masked.contains(part))
                    .map(|part| format!("«{text}»: «{part}» in «{masked}»")),
            );
        }
    }
    left.dedup();
    assert!(left.is_empty(), "{}", left.join("\n"));
}

#[test]
fn what_tells_nobody_stays() {
    let rows: Vec<&str> = include_str!("private/innocent.txt").lines().collect();
    assert!(rows.len() >= 40, "{}", rows.len());
    let wrong: Vec<String> = rows
        .into_iter()
        .map(|text| (text, mask(text)))
        .filter(|(text, masked)| text != masked)
        .map(|(text, masked)| format!("«{text}» → «{masked}»"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
