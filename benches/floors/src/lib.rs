//! What the floors share: the walk's words and the keyboard they hang under it.

#[path = "../../speed/walk.rs"]
pub mod walk;

use walk::{STEPS, heading, words};

/// A step as HTML; 0 is the opening.
pub fn html(step: usize) -> String {
    if step == 0 {
        return "<b>Đi bộ</b>\n\nBài để thử máy.".to_owned();
    }
    format!("<b>Đi bộ · Đi</b> · Bước {step}/{STEPS}\n<b>{}</b>\n\n{}", heading(step), words(step))
}

/// The rows of buttons under a step: label and callback data, as many and as long as ours.
pub fn buttons(step: usize) -> Vec<Vec<(String, String)>> {
    let button = |label: &str, deed: &str| (label.to_owned(), format!("{step}.{deed}.kR3xW9aQmLzTfE7bYq"));
    vec![vec![button("Xong, bước tiếp", "next")], vec![button("‹ Lùi", "back")]]
}

/// The step a press came from.
pub fn step_of(data: &str) -> Option<usize> {
    data.split('.').next()?.parse().ok()
}
