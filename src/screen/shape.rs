//! Choices to rows of buttons: what a small phone shows without cutting.

use std::borrow::Cow;

use crate::engine::{Choice, Group};
use crate::screen::text::{char_columns, columns, nfc};

/// Two labels shorter than this share a row.
const PAIR: usize = 24;
/// Three labels no longer than this share one.
const TRIPLE: usize = 14;
/// The most columns of a label: a button longer than this is cut by every phone.
const LABEL: usize = 64;
/// The most buttons of a message (undocumented, measured).
const BUTTONS: usize = 100;

/// Rows in the order of the choices; a row never mixes two groups.
pub fn shape(choices: &[Choice]) -> Vec<Vec<Choice>> {
    let mut rows = Vec::with_capacity(choices.len());
    let mut rest = &choices[..choices.len().min(BUTTONS)];
    while let Some(first) = rest.first() {
        let group = first.group;
        let run = rest.iter().take_while(|c| c.group == group).count();
        let (row, after) = rest.split_at(row_length(&rest[..run], group));
        rows.push(row.iter().map(labelled).collect());
        rest = after;
    }
    rows
}

/// How many of the run's next choices share a row.
fn row_length(run: &[Choice], group: Group) -> usize {
    let below = |n: usize, most: usize| run.len() >= n && run[..n].iter().all(|c| c.label.chars().count() < most);
    // Three short answers ("Rồi", "Chưa", "Tôi không rõ") don't leave the third alone below.
    let three = group == Group::Nav || (group == Group::Guide && run.len() == 3);
    match () {
        () if three && below(3, TRIPLE + 1) => 3,
        () if below(2, PAIR) => 2,
        () => 1,
    }
}

fn labelled(choice: &Choice) -> Choice {
    Choice { label: shortened(&choice.label).into_owned(), act: choice.act.clone(), group: choice.group }
}

/// In NFC, within [`LABEL`] columns, one line.
fn shortened(label: &str) -> Cow<'_, str> {
    let label = nfc(label);
    // No character is wider than two columns nor shorter than a byte.
    if label.len() <= LABEL || columns(&label) <= LABEL {
        return label;
    }
    let mut width = 0;
    let fits = |c: &char| {
        width += char_columns(*c);
        width < LABEL
    };
    let mut cut: String = label.chars().take_while(fits).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    Cow::Owned(cut)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Act;

    fn choice(label: &str, group: Group) -> Choice {
        Choice { label: label.to_owned(), act: Act::Press("x".to_owned()), group }
    }

    fn rows(labels: &[(&str, Group)]) -> Vec<usize> {
        let choices: Vec<Choice> = labels.iter().map(|(l, g)| choice(l, *g)).collect();
        shape(&choices).iter().map(Vec::len).collect()
    }

    #[test]
    fn the_rows_of_a_step() {
        let step = [
            ("Mở Cổng", Group::Guide),
            ("Xong, bước tiếp", Group::On),
            ("‹ Lùi", Group::Nav),
            ("Còn thiếu gì?", Group::Nav),
            ("Tôi bị vướng", Group::Nav),
        ];
        assert_eq!(rows(&step), [1, 1, 3]);
    }

    #[test]
    fn three_short_answers_share_a_row_and_long_ones_stand_alone() {
        let answers = |labels: [&'static str; 3]| labels.map(|l| (l, Group::Guide));
        assert_eq!(rows(&answers(["Rồi", "Chưa", "Tôi không rõ"])), [3]);
        assert_eq!(rows(&answers(["Điện thoại", "Máy tính", "Chưa có VNeID mức 2"])), [2, 1]);
        assert_eq!(rows(&answers(["Khai sinh, kết hôn, khai tử", "Cư trú", "Đất đai"])), [1, 2]);
    }

    #[test]
    fn papers_are_two_a_row_at_most() {
        assert_eq!(rows(&[("⬜ A", Group::Tick); 3]), [2, 1]);
    }

    #[test]
    fn a_label_is_cut_to_its_columns() {
        let long = "Xã ".repeat(40);
        let cut = shortened(&long);
        assert!(columns(&cut) <= LABEL && cut.ends_with('…'), "{cut}");
        assert_eq!(shortened("Mở Cổng"), "Mở Cổng");
        assert!(columns(&shortened(&"字".repeat(60))) <= LABEL);
    }

    #[test]
    fn no_more_buttons_than_telegram_takes() {
        let many: Vec<Choice> = (0..150).map(|n| choice(&n.to_string(), Group::Guide)).collect();
        assert_eq!(shape(&many).iter().map(Vec::len).sum::<usize>(), BUTTONS);
    }
}
