//! To whom: a rule, never a list of people. Written as on the command line (`field:ho-tich`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::book::Book;

/// Whom an announcement is for, among those who asked to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum To {
    /// Everyone.
    All,
    /// Who chose this topic: a field of the guides, by its id.
    Field(String),
    /// Who gave this hamlet, as `locality.toml` writes it.
    Hamlet(String),
    /// Who once opened this guide.
    Guide(String),
    /// Who has an unfinished dossier of this guide.
    Doing(String),
    /// Who has filed a dossier of this guide.
    Filed(String),
}

/// What is no rule of ours: a sentence for whoever typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("ghi một trong: all, field:NHÓM, hamlet:THÔN, guide:BÀI, doing:BÀI, filed:BÀI")]
pub struct NoRule;

impl To {
    /// Whether the book knows the field, the hamlet or the guide it names.
    ///
    /// # Errors
    /// A sentence that names the mistake and what may be meant.
    pub fn judge(&self, book: &Book) -> Result<(), String> {
        match self {
            Self::All => Ok(()),
            Self::Hamlet(name) if book.locality.hamlets.contains(name) => Ok(()),
            Self::Hamlet(name) if book.locality.hamlets.is_empty() => {
                Err(format!("locality.toml chưa ghi thôn nào ở [hamlets], nên không có thôn «{name}»"))
            }
            Self::Hamlet(name) => {
                Err(format!("không có thôn «{name}»; các thôn: {}", book.locality.hamlets.join(", ")))
            }
            Self::Field(id) if book.words.field(id).is_some() => Ok(()),
            Self::Field(id) => {
                let known: Vec<&str> = book.words.fields.iter().map(|(id, _)| id.as_str()).collect();
                Err(format!("không có nhóm việc «{id}»; các nhóm: {}", known.join(", ")))
            }
            Self::Guide(id) | Self::Doing(id) | Self::Filed(id) if book.guide(id).is_some() => Ok(()),
            Self::Guide(id) | Self::Doing(id) | Self::Filed(id) => {
                let near = book.nearest(id).map_or_else(String::new, |near| format!(" Có phải «{near}» không?"));
                Err(format!("không có bài «{id}».{near}"))
            }
        }
    }
}

impl fmt::Display for To {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Field(id) => write!(f, "field:{id}"),
            Self::Hamlet(name) => write!(f, "hamlet:{name}"),
            Self::Guide(id) => write!(f, "guide:{id}"),
            Self::Doing(id) => write!(f, "doing:{id}"),
            Self::Filed(id) => write!(f, "filed:{id}"),
        }
    }
}

impl FromStr for To {
    type Err = NoRule;

    fn from_str(words: &str) -> Result<Self, NoRule> {
        let words = words.trim();
        if words == "all" {
            return Ok(Self::All);
        }
        let (rule, rest) = words.split_once(':').ok_or(NoRule)?;
        let name = Some(rest.trim()).filter(|name| !name.is_empty()).ok_or(NoRule)?.to_owned();
        match rule.trim() {
            "field" => Ok(Self::Field(name)),
            "hamlet" => Ok(Self::Hamlet(name)),
            "guide" => Ok(Self::Guide(name)),
            "doing" => Ok(Self::Doing(name)),
            "filed" => Ok(Self::Filed(name)),
            _ => Err(NoRule),
        }
    }
}

impl TryFrom<String> for To {
    type Error = NoRule;

    fn try_from(words: String) -> Result<Self, NoRule> {
        words.parse()
    }
}

impl From<To> for String {
    fn from(to: To) -> Self {
        to.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_book_knows_is_a_rule() {
        let locality =
            crate::book::Locality { hamlets: vec!["Thôn 1".to_owned(), "Chợ".to_owned()], ..Default::default() };
        let book = Book { locality: std::sync::Arc::new(locality), ..Book::default() };
        let judged = |words: &str, book: &Book| words.parse::<To>().expect(words).judge(book);
        assert_eq!((judged("all", &book), judged("hamlet:Thôn 1", &book)), (Ok(()), Ok(())));
        let told = judged("hamlet:Thôn 2", &book).expect_err("unknown");
        assert!(told.ends_with("các thôn: Thôn 1, Chợ"), "{told}");
        assert!(judged("hamlet:Thôn 1", &Book::default()).expect_err("none").contains("chưa ghi thôn nào"));
        for words in ["field:x", "guide:x", "doing:x", "filed:x"] {
            assert!(judged(words, &book).expect_err(words).contains("«x»"));
        }
    }

    #[test]
    fn a_rule_is_read_as_it_is_written() {
        for words in ["all", "field:ho-tich", "hamlet:Thôn 1", "guide:khai-sinh", "doing:khai-sinh", "filed:khai-sinh"]
        {
            let to: To = words.parse().expect(words);
            assert_eq!(to.to_string(), words);
            let json = serde_json::to_string(&to).expect("text");
            assert_eq!(serde_json::from_str::<To>(&json).expect("a rule"), to);
        }
        for odd in ["", "everyone", "field", "field:", "person:5", "all:x", ":"] {
            assert_eq!(odd.parse::<To>(), Err(NoRule), "{odd}");
        }
    }
}
