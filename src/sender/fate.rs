//! What is done after an outcome: one place decides.

use std::time::Duration;

use crate::sender::flight::Flight;
use crate::sender::job::End;
use crate::sender::outcome::Outcome;

/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_mins(1);
/// A new message whose arrival nobody can know is sent again after this.
const UNKNOWN: Duration = Duration::from_secs(2);
/// So many repeats of an edit at once, then with pauses.
const AT_ONCE: u32 = 2;
/// Old buttons are not worth more tries than this.
const STRIPS: u32 = 5;

/// What becomes of a job after a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// It ended.
    End(End),
    /// Telegram asked for this pause; no try of ours.
    Wait(Duration),
    /// Another try after this.
    Again(Duration),
    /// At once, without markup.
    Plain,
    /// At once, as a new message.
    Anew,
}

/// `tries` failed before this one; `plain` = the markup is out already.
pub(super) fn of(outcome: &Outcome, flight: &Flight, tries: u32, plain: bool) -> Fate {
    match outcome {
        Outcome::Sent(message) => Fate::End(flight.done(message.as_slice())),
        Outcome::SentAll(messages) => Fate::End(flight.done(messages)),
        Outcome::Already => Fate::End(flight.done(&[])),
        Outcome::NothingToEdit if flight.mends() => Fate::End(End::Missing),
        Outcome::NothingToEdit if flight.strips() => Fate::End(flight.done(&[])),
        Outcome::Wait(span) => Fate::Wait(*span),
        Outcome::Gone => Fate::End(End::Unreachable),
        Outcome::Deleted => Fate::End(End::Deleted),
        Outcome::Closed if flight.strips() => Fate::End(End::Refused),
        Outcome::Closed => Fate::End(End::Closed),
        Outcome::Moved(chat) => Fate::End(End::Moved(*chat)),
        Outcome::Retry(_) | Outcome::Unknown if flight.strips() && tries >= STRIPS => Fate::End(End::Refused),
        Outcome::Retry(_) => Fate::Again(backoff(tries, flight)),
        Outcome::Unknown if flight.edits() && tries < AT_ONCE => Fate::Again(Duration::ZERO),
        Outcome::Unknown if flight.edits() => Fate::Again(backoff(tries, flight)),
        Outcome::Unknown if tries == 0 => Fate::Again(UNKNOWN),
        Outcome::Unknown => Fate::Again(UNKNOWN.max(backoff(tries, flight))),
        Outcome::Refused { markup: true, .. } if !plain => Fate::Plain,
        Outcome::NothingToEdit | Outcome::Refused { markup: false, .. } if flight.is_screen() => Fate::Anew,
        Outcome::Refused { .. } | Outcome::NothingToEdit => Fate::End(End::Refused),
        // The bot stops; the job stays in its line for the next start.
        Outcome::Unauthorized => Fate::Again(LONGEST),
    }
}

/// Half a second, doubled with each try up to a minute, less up to a quarter: which part depends on the job, so that lines don't march in step.
fn backoff(tries: u32, flight: &Flight) -> Duration {
    let full = Duration::from_millis(500).saturating_mul(1 << tries.min(7)).min(LONGEST);
    let salt = flight.chat.unsigned_abs() ^ flight.job.rotate_left(17) ^ u64::from(tries);
    let part = u32::try_from(salt.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54).unwrap_or(0);
    full.saturating_sub(full * part / 4096)
}
