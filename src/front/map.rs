//! `camtay map`: a guide's steps and links as a picture.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use jiff::civil::Date;

use crate::front::leaf::{self, NoGuide};
use crate::front::{refuse, worked};
use crate::report;

/// The map of a guide as SVG, or as `dot`; what is broken on `today` is red in it.
///
/// # Errors
/// When there is no such guide.
pub fn draw(dialogs: &Path, name: &str, dot: bool, today: Date) -> Result<String, NoGuide> {
    let (loaded, guide) = leaf::open(dialogs, name, today)?;
    let graph = report::graph(&loaded.seen, &guide, &loaded.faults);
    Ok(if dot { report::dot(&graph) } else { report::svg(&graph) })
}

/// Prints it, or writes it to a file.
pub fn give(text: &str, out: Option<&Path>) -> ExitCode {
    match out {
        None => worked(io::stdout().lock().write_all(text.as_bytes())),
        Some(path) => match std::fs::write(path, text) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => refuse(&format!("camtay: không ghi được {}: {error}", path.display()), 1),
        },
    }
}
