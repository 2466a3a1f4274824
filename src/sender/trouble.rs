//! What the log says of calls that did not go well: the first of a kind, then ever more rarely, so that a bad night is some lines.

use crate::pulse::Rarely;
use crate::sender::outcome::Outcome;
use crate::when::Moment;

/// The troubles that go on, each by its outcome and code.
#[derive(Debug, Default)]
pub(super) struct Troubles(Rarely<(&'static str, u16)>);

impl Troubles {
    /// A line for the operator where a call did not go well: the job's number and the outcome's, no person, no content.
    pub(super) fn tell(&mut self, job: u64, outcome: &Outcome, now: Moment) {
        let code = if let Outcome::Refused { code, .. } = outcome { *code } else { 0 };
        let well = matches!(
            outcome,
            Outcome::Sent(_)
                | Outcome::SentAll(_)
                | Outcome::Already
                | Outcome::NothingToEdit
                | Outcome::Gone
                | Outcome::Deleted
                | Outcome::Moved(_)
        );
        let times = if well { None } else { self.0.met((outcome.name(), code), now.since(Moment::default())) };
        let Some(times) = times else {
            log::debug!("sender: job {job}: {}", outcome.name());
            return;
        };
        match outcome {
            Outcome::Wait(span) => log::warn!("sender: job {job}: 429, waits {} s; {times} of late", span.as_secs()),
            Outcome::Retry(cause) => log::warn!("sender: job {job}: not delivered, {cause:?}; {times} of late"),
            Outcome::Unknown => log::warn!("sender: job {job}: nobody knows whether it arrived; {times} of late"),
            Outcome::Closed => log::warn!("sender: job {job}: its topic is closed or gone; {times} of late"),
            Outcome::Refused { markup, code } => {
                log::error!("sender: job {job}: refused with {code}, markup {markup}; {times} of late");
            }
            _ => log::error!("sender: the token is refused"),
        }
    }
}
