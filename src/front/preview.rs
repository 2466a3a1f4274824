//! `camtay preview`: a whole guide as a leaflet in the terminal, or as plain text in a pipe.

use std::fmt::Write as _;
use std::path::Path;

use jiff::civil::Date;

use crate::front::ansi::{Style, draw};
use crate::front::leaf::{self, NoGuide};
use crate::report::leaflet;

/// The leaflet of a guide as of `day`, drawn.
///
/// # Errors
/// When there is no such guide.
pub fn preview(dialogs: &Path, name: &str, day: Date, style: Style) -> Result<String, NoGuide> {
    let (loaded, guide) = leaf::open(dialogs, name, day)?;
    let mut out = String::new();
    for (n, part) in leaflet(&loaded.seen, &guide, day).iter().enumerate() {
        let gap = if n > 0 { "\n" } else { "" };
        // A String takes all that is written to it.
        let _ = write!(out, "{gap}{}", draw(part, style));
    }
    Ok(out)
}
