//! The end of a spool where a backup reaches its disk.

use std::io::Write;
use std::sync::{Arc, PoisonError};

use crate::store::spool::Shared;
use crate::store::{Draft, Trouble};

/// Where bytes come out.
#[derive(Debug)]
pub struct Outlet(Arc<Shared>);

impl Outlet {
    pub(super) fn of(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// Whoever waits for the end; dropped, the backup is given up wherever it is.
    pub fn hope(&self) -> Hope {
        Hope(Arc::clone(&self.0))
    }

    /// Writes all that comes into `draft` and gives it its name, on a thread that may wait for the disk as long as the disk likes.
    ///
    /// # Errors
    /// The disk refused, or the backup was given up meanwhile: nothing of it stays.
    pub fn drain(self, mut draft: Draft) -> Result<(), Trouble> {
        while let Some(piece) = self.next()? {
            draft.write_all(&piece)?;
        }
        draft.sync()?;
        if self.0.state().over {
            return Err(Trouble::Closed);
        }
        draft.settle()
    }

    /// The next piece; none at the end.
    fn next(&self) -> Result<Option<Vec<u8>>, Trouble> {
        let mut state = self.0.state();
        loop {
            if state.over {
                return Err(Trouble::Closed);
            }
            if let Some(piece) = state.waiting.pop_front() {
                state.bytes -= piece.len();
                drop(state);
                self.0.moved.notify_all();
                return Ok(Some(piece));
            }
            if state.whole {
                return Ok(None);
            }
            state = self.0.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        self.0.change(|state| state.over = true);
    }
}

/// Somebody waits for the backup.
#[derive(Debug)]
pub struct Hope(Arc<Shared>);

impl Drop for Hope {
    fn drop(&mut self) {
        self.0.change(|state| state.over = true);
    }
}
