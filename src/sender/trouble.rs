//! What the log says of calls that did not go well: the first of a kind, then ever more rarely, so that a bad night is some lines.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::sender::outcome::Outcome;
use crate::when::Moment;

/// After so long without it, a trouble that comes again is a new one.
const QUIET: Duration = Duration::from_mins(10);

/// The troubles that go on: how often each was met, and when last.
#[derive(Debug, Default)]
pub(super) struct Troubles(BTreeMap<(&'static str, u16), (u64, Moment)>);

impl Troubles {
    /// Met once more: how often by now, if it is to be told.
    fn met(&mut self, name: &'static str, code: u16, now: Moment) -> Option<u64> {
        let (times, last) = self.0.entry((name, code)).or_insert((0, now));
        if now.since(*last) > QUIET {
            *times = 0;
        }
        (*times, *last) = (*times + 1, now);
        times.is_power_of_two().then_some(*times)
    }

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
        let times = if well { None } else { self.met(outcome.name(), code, now) };
        let Some(times) = times else {
            log::debug!("sender: job {job}: {}", outcome.name());
            return;
        };
        match outcome {
            Outcome::Wait(span) => log::warn!("sender: job {job}: 429, waits {} s; {times} of late", span.as_secs()),
            Outcome::Retry(cause) => log::warn!("sender: job {job}: not delivered, {cause:?}; {times} of late"),
            Outcome::Unknown => log::warn!("sender: job {job}: nobody knows whether it arrived; {times} of late"),
            Outcome::Refused { markup, code } => {
                log::error!("sender: job {job}: refused with {code}, markup {markup}; {times} of late");
            }
            _ => log::error!("sender: the token is refused"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trouble_that_goes_on_is_told_ever_more_rarely() {
        let mut troubles = Troubles::default();
        let at = |seconds: u64| Moment::default().plus(Duration::from_secs(seconds));
        let told: Vec<u64> = (0..10_000).filter_map(|n| troubles.met("retry", 0, at(n))).collect();
        assert_eq!(told.len(), 14, "{told:?}");
        assert_eq!(troubles.met("refused", 400, at(10_000)), Some(1), "another kind begins anew");
        assert_eq!(troubles.met("retry", 0, at(10_700)), Some(1), "after a quiet while it is a new one");
    }
}
