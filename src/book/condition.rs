//! `{answer}`, `{!answer}`, `{until day}`, `{from day}`: what must hold for a piece to be shown.

use jiff::civil::Date;

/// One condition; several in a row must all hold (GUIDE.md §6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// `{name}`: the answer is on the path.
    Is(String),
    /// `{!name}`: it is not.
    Not(String),
    /// `{until 2027-02-28}`: that day included.
    Until(Date),
    /// `{from 2027-03-01}`: that day included.
    From(Date),
}
