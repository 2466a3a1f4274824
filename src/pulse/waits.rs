//! What waits in the outbox, and since when.

use std::collections::HashMap;
use std::time::Instant;

/// Lines with jobs in them; each job with the moment it was first heard of.
#[derive(Debug, Default)]
pub(super) struct Waits(HashMap<i64, Vec<(u64, Option<Instant>)>>);

impl Waits {
    /// A line holds these jobs now: those that were there keep their moment. After a start all count from it.
    pub(super) fn line(&mut self, line: i64, jobs: impl Iterator<Item = u64>, now: Option<Instant>) {
        let before = self.0.remove(&line).unwrap_or_default();
        let since = |job| before.iter().find(|(known, _)| *known == job).map_or(now, |(_, since)| *since);
        let jobs: Vec<_> = jobs.map(|job| (job, since(job))).collect();
        if !jobs.is_empty() {
            self.0.insert(line, jobs);
        }
    }

    pub(super) fn jobs(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    pub(super) fn oldest(&self) -> Option<Instant> {
        self.0.values().flatten().filter_map(|(_, since)| *since).min()
    }
}
