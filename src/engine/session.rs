//! Where a citizen is: a small record that says nothing it could compute.

use serde::{Deserialize, Serialize};

use crate::when::Moment;

/// One chat's conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Session {
    /// The source of numbers for dossiers; random, given once when the record is made.
    pub seed: u64,
    /// Whether the place may be kept.
    pub keep: Keep,
    /// The moment of the last turn.
    pub last: Moment,
}

/// Consent to keep the place (DESIGN.md, "Consent").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Keep {
    /// Not answered yet: the record ends a day after the last word.
    #[default]
    Unanswered,
    /// The citizen said yes, on this day.
    Yes(Moment),
    /// The citizen said no: the end stays, and nobody asks again.
    No,
    /// The operator keeps without asking (`CAMTAY_KEEP=always`; the terminal).
    Always,
    /// The operator never keeps over a day (`CAMTAY_KEEP=never`).
    Never,
}

impl Session {
    /// A new chat's; `seed` from a random source, `keep` is Unanswered, Always or Never by the operator's setting.
    pub fn new(seed: u64, keep: Keep) -> Self {
        Self { seed, keep, ..Self::default() }
    }

    /// When the record must be erased; none = kept.
    pub fn ends(&self) -> Option<Moment> {
        let day = std::time::Duration::from_hours(24);
        match self.keep {
            Keep::Yes(_) | Keep::Always => None,
            Keep::Unanswered | Keep::No | Keep::Never => Some(self.last.plus(day)),
        }
    }
}
