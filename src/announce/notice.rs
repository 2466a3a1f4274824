//! The standing notice: one sentence above the guides it concerns, until its hour.

use serde::{Deserialize, Serialize};

use crate::announce::plan::UserId;
use crate::store::{Record, Space};
use crate::when::Moment;

/// `standing/`: one record.
pub const STANDING: Space<Notice> = Space::new("standing/");

/// A sentence that stands above guides for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The sentence, plain.
    pub words: String,
    /// Only above guides of this field; none = above all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Until when.
    pub until: Moment,
    /// Who put it up.
    pub by: UserId,
}

impl Record for Notice {
    const VERSION: u8 = 1;
}

impl Notice {
    /// Whether it stands above a guide of `field` at `now`.
    pub fn concerns(&self, field: Option<&str>, now: Moment) -> bool {
        now < self.until && self.field.as_deref().is_none_or(|own| Some(own) == field)
    }
}
