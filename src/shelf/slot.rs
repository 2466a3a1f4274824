//! One file over time: what it says today, what it last said without an error.

use std::sync::Arc;

use jiff::Span;
use jiff::civil::Date;

use crate::book::{Fault, Severity};
use crate::shelf::keep::Keep;

/// A file read into a `T`.
#[derive(Debug)]
pub(super) struct Slot<T> {
    bytes: Option<Vec<u8>>,
    /// Today's text, whatever its faults.
    pub(super) seen: Option<Arc<T>>,
    /// What reading today's text found.
    pub(super) faults: Vec<Fault>,
    /// The text in use.
    pub(super) good: Option<Arc<T>>,
    /// Whether today's text has an error, or can't be read.
    pub(super) is_wrong: bool,
    /// Since when the file is not there.
    gone: Option<Date>,
}

/// How bytes become a `T`.
pub(super) type Parse<T> = fn(&str, &[u8]) -> (T, Vec<Fault>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self { bytes: None, seen: None, faults: Vec::new(), good: None, is_wrong: false, gone: None }
    }
}

impl<T: Default> Slot<T> {
    /// Takes in today's bytes; those seen before are not parsed again.
    pub(super) fn see(&mut self, path: &str, bytes: Option<&[u8]>, parse: Parse<T>) {
        self.gone = None;
        if bytes == self.bytes.as_deref() && (self.seen.is_some() || bytes.is_none()) {
            return;
        }
        self.bytes = bytes.map(<[u8]>::to_vec);
        (self.seen, self.faults) = match bytes {
            Some(bytes) => {
                let (thing, faults) = parse(path, bytes);
                (Some(Arc::new(thing)), faults)
            }
            None => (None, Vec::new()),
        };
    }

    /// The file is not there: neither is its text. The good one lies aside for whoever brings the file back.
    pub(super) fn goes(&mut self, today: Date) {
        (self.bytes, self.seen, self.faults, self.is_wrong) = (None, None, Vec::new(), false);
        self.gone.get_or_insert(today);
    }

    /// Whether the file is there, readable or not.
    pub(super) fn is_there(&self) -> bool {
        self.gone.is_none()
    }

    /// Whether it has been gone for so long that it may be forgotten.
    pub(super) fn is_forgotten(&self, today: Date) -> bool {
        self.gone.is_some_and(|day| is_over(day, today))
    }

    /// Today's text becomes the good one if it has no error and `sound` finds none; else the last good one stays,
    /// after a restart the one on the disk.
    pub(super) fn judge(&mut self, path: &str, keep: &Keep, parse: Parse<T>, sound: impl Fn(&T) -> bool) {
        let unfaulted = no_error(&self.faults);
        if let (Some(seen), Some(bytes)) = (&self.seen, &self.bytes)
            && unfaulted
            && (self.is_good(seen) || sound(seen))
        {
            keep.store(path, bytes);
            self.good = Some(Arc::clone(seen));
            self.is_wrong = false;
            return;
        }
        self.is_wrong = true;
        if self.good.is_none() {
            self.good =
                keep.load(path).map(|bytes| parse(path, &bytes)).filter(|(_, f)| no_error(f)).map(|(t, _)| Arc::new(t));
        }
    }

    /// The good text, else what could be read of today's, else nothing at all.
    pub(super) fn in_use(&self) -> Arc<T> {
        self.good.as_ref().filter(|_| self.is_there()).or(self.seen.as_ref()).cloned().unwrap_or_default()
    }

    fn is_good(&self, seen: &Arc<T>) -> bool {
        self.good.as_ref().is_some_and(|good| Arc::ptr_eq(good, seen))
    }
}

/// Whether what went on that `day` has lain aside long enough: to the end of the day after it.
pub(super) fn is_over(day: Date, today: Date) -> bool {
    day.saturating_add(Span::new().days(1)) < today
}

/// Whether all of them are warnings.
pub(super) fn no_error(faults: &[Fault]) -> bool {
    faults.iter().all(|fault| fault.severity != Severity::Error)
}
