//! Rich text without a platform: what stands between the stars, links and facts.

use crate::book::condition::Condition;
use crate::book::target::Target;

/// A run of text as the clerk marked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// Words as they are.
    Text(String),
    /// `**…**`
    Strong(Vec<Span>),
    /// `*…*`
    Emphasis(Vec<Span>),
    /// `~~…~~`
    Struck(Vec<Span>),
    /// `` `…` ``
    Code(String),
    /// A link inside the text.
    Link {
        /// Where it leads.
        to: Target,
        /// What it is written on.
        text: Vec<Span>,
    },
    /// `{{…}}`, filled in after parsing.
    Fact(Fact),
    /// A hard line break.
    Break,
}

/// `{{office.phone}}` as its words between the dots: `["office", "phone"]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The words between the dots, at least one.
    pub path: Vec<String>,
}

/// A line (or whole paragraph) with the conditions written before it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Piece {
    /// All must hold.
    pub when: Vec<Condition>,
    /// What is then said.
    pub text: Vec<Span>,
}

/// The words of `spans` without their marks; facts are written `{{a.b}}`.
pub fn plain(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        match span {
            Span::Text(words) | Span::Code(words) => out.push_str(words),
            Span::Strong(inner) | Span::Emphasis(inner) | Span::Struck(inner) | Span::Link { text: inner, .. } => {
                out.push_str(&plain(inner));
            }
            Span::Fact(fact) => {
                out.push_str("{{");
                out.push_str(&fact.path.join("."));
                out.push_str("}}");
            }
            Span::Break => out.push(' '),
        }
    }
    out
}
