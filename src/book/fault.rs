//! A fault: where, how bad, what, and how to mend it.

use crate::book::guide::Place;

/// How bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The text is not used.
    Error,
    /// The text is used.
    Warning,
}

/// One fault of a file of `dialogs/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Relative to `dialogs/`, such as `vi/khai-sinh.md`.
    pub path: String,
    /// Where in it.
    pub at: Place,
    /// How bad.
    pub severity: Severity,
    /// What, in Vietnamese, one sentence.
    pub message: String,
    /// How to mend it, in Vietnamese.
    pub mend: Option<String>,
}
