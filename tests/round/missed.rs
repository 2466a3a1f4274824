//! What was not found is counted once an update, with the turn, and listed without the person.

use crate::hands::{Folder, HOUR, LAN, TAM, at, folder_again, run, said};

fn list(folder: &Folder) -> Vec<String> {
    let text = std::fs::read_to_string(folder.0.join("cau-chua-hieu.tsv")).unwrap_or_default();
    text.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn a_phrase_is_counted_with_its_turn_and_listed_at_the_sweep() {
    let folder = Folder::new("missed");
    let mut round = folder.open();
    run(&mut round, vec![said(1, LAN, "missed đăng ký xe"), said(2, TAM, "missed Dang ky xe")], at(0));
    run(&mut round, vec![said(2, TAM, "missed Dang ky xe")], at(1));
    let mut round = folder_again(round, &folder);
    round.sweep(Vec::new(), at(2)).expect("a sweep");
    assert_eq!(list(&folder), ["đăng ký xe\t2\t0\t\t1970-01-01\t1970-01-01"], "once an update, over a restart");
    run(&mut round, vec![said(3, LAN, "refused đăng ký xe")], at(3));
    round.sweep(Vec::new(), at(4)).expect("a sweep");
    assert_eq!(list(&folder), ["đăng ký xe\t2\t1\tkhai-sinh\t1970-01-01\t1970-01-01"]);
}

#[test]
fn the_list_opens_in_a_spreadsheet_and_nothing_in_it_is_reckoned() {
    let folder = Folder::new("missed-formulas");
    let mut round = folder.open();
    let typed = ["=cmd|x xe đạp", "@xe cộ", "-2+3 xe", "+xe tải", "\u{ff1d}xe lu", "xe\tđạp\r\ncổ"];
    let updates = (1..).zip(typed).map(|(n, words)| said(n, LAN, &format!("missed {words}"))).collect();
    run(&mut round, updates, at(0));
    round.sweep(Vec::new(), at(1)).expect("a sweep");
    let text = std::fs::read_to_string(folder.0.join("cau-chua-hieu.tsv")).expect("the list");
    assert!(text.starts_with('\u{feff}'), "a spreadsheet reads it as UTF-8");
    assert_eq!(list(&folder).len(), typed.len());
    for line in list(&folder) {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells.len(), 6, "{line}");
        assert!(!cells[0].trim_start_matches('"').starts_with(['=', '@', '-', '+', '\u{ff1d}']), "{line}");
    }
}

#[test]
fn it_outlives_the_person_and_not_half_a_year() {
    let folder = Folder::new("missed-old");
    let mut round = folder.open();
    run(&mut round, vec![said(1, LAN, "missed a b"), said(2, LAN, "forget")], at(0));
    round.sweep(Vec::new(), at(HOUR)).expect("a sweep");
    assert_eq!(list(&folder).len(), 1);
    run(&mut round, vec![said(3, TAM, "missed c d")], at(200 * 24 * HOUR));
    round.sweep(Vec::new(), at(200 * 24 * HOUR)).expect("a sweep");
    assert_eq!(list(&folder), ["c d\t1\t0\t\t1970-07-20\t1970-07-20"]);
}
