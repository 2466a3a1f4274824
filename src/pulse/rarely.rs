//! What goes on is told at its first, second, fourth, eighth time: a bad night is some lines in the log.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

/// After so long without it, a trouble that comes again is a new one.
const QUIET: Duration = Duration::from_mins(10);
/// So many kinds are remembered; of more, those that have gone quiet are forgotten first.
const MOST: usize = 1_000;

/// How often each trouble was met, and when last, counted from any beginning.
#[derive(Debug)]
pub struct Rarely<K>(HashMap<K, (u64, Duration)>);

impl<K> Default for Rarely<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Rarely<K> {
    /// Met once more: how often by now, if it is to be told.
    pub fn met(&mut self, what: K, now: Duration) -> Option<u64> {
        if self.0.len() >= MOST && !self.0.contains_key(&what) {
            self.0.retain(|_, (_, last)| now.saturating_sub(*last) <= QUIET);
            if self.0.len() >= MOST {
                self.0.clear();
            }
        }
        let (times, last) = self.0.entry(what).or_insert((0, now));
        if now.saturating_sub(*last) > QUIET {
            *times = 0;
        }
        (*times, *last) = (*times + 1, now);
        times.is_power_of_two().then_some(*times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trouble_that_goes_on_is_told_ever_more_rarely() {
        let mut troubles = Rarely::default();
        let told: Vec<u64> = (0..10_000).filter_map(|n| troubles.met("retry", Duration::from_secs(n))).collect();
        assert_eq!(told.len(), 14, "{told:?}");
        assert_eq!(troubles.met("refused", Duration::from_secs(10_000)), Some(1), "another kind begins anew");
        assert_eq!(troubles.met("retry", Duration::from_secs(10_700)), Some(1), "after a quiet while it is a new one");
    }

    #[test]
    fn ever_new_troubles_do_not_fill_the_memory() {
        let mut troubles = Rarely::default();
        for n in 0..10 * MOST {
            assert_eq!(troubles.met(n, Duration::ZERO), Some(1));
        }
        assert!(troubles.0.len() <= MOST);
    }
}
