//! The same warning, over and over, is some lines in the log, whoever gives it.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use env_logger::Logger;
use log::{Level, Log, Metadata, Record};

use crate::pulse::Rarely;

/// A logger to which the same warning or error comes ever more rarely.
pub(super) struct Seldom {
    logger: Logger,
    /// By where it came from and what it says.
    met: Mutex<Rarely<u64>>,
    began: Instant,
}

impl Seldom {
    pub(super) fn over(logger: Logger) -> Self {
        Self { logger, met: Mutex::default(), began: Instant::now() }
    }

    fn met(&self, record: &Record<'_>, words: &str) -> Option<u64> {
        let mut hasher = DefaultHasher::new();
        (record.level(), record.target(), words).hash(&mut hasher);
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        met.met(hasher.finish(), self.began.elapsed())
    }
}

impl Log for Seldom {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.logger.enabled(metadata)
    }

    fn log(&self, record: &Record<'_>) {
        if record.level() > Level::Warn || !self.logger.matches(record) {
            return self.logger.log(record);
        }
        let words = record.args().to_string();
        match self.met(record, &words) {
            None => {}
            Some(1) => self.logger.log(record),
            Some(times) => {
                let (metadata, module) = (record.metadata().clone(), record.module_path());
                let mut again = Record::builder();
                let again = again.metadata(metadata).module_path(module);
                self.logger.log(&again.args(format_args!("{words}; {times} of late")).build());
            }
        }
    }

    fn flush(&self) {
        self.logger.flush();
    }
}
