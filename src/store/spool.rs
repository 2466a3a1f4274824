//! A backup on its way to a disk that may hang: whoever owns the store hands bytes over and waits no longer than it may, a thread of
//! another's writes them.

mod outlet;

use std::collections::VecDeque;
use std::io::{self, Write};
use std::mem::take;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use outlet::{Hope, Outlet};

/// So many bytes may be on their way: the whole backup of a commune's bot.
const ROOM: usize = 32 << 20;
/// Bytes that are handed over at once.
const PIECE: usize = 256 << 10;
/// One look whether there is room.
const LOOK: Duration = Duration::from_millis(100);
/// So many looks in vain, all together, and the backup is given up: the bot's citizens have waited as long.
const LOOKS: u32 = 100;

/// Both ends of a new spool.
pub fn spool() -> (Inlet, Outlet) {
    let shared = Arc::new(Shared::default());
    (Inlet { shared: Arc::clone(&shared), piece: Vec::new(), looks: LOOKS }, Outlet::of(shared))
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Vec<u8>>,
    bytes: usize,
    /// All that is to come has come.
    whole: bool,
    /// Nobody goes on: one end has given up, or is gone.
    over: bool,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, how: impl FnOnce(&mut State)) {
        how(&mut self.state());
        self.moved.notify_all();
    }
}

/// Where bytes go in; dropped before its end, the backup is given up.
#[derive(Debug)]
pub struct Inlet {
    shared: Arc<Shared>,
    piece: Vec<u8>,
    /// Looks that are left.
    looks: u32,
}

impl Inlet {
    /// Everything has been handed in.
    ///
    /// # Errors
    /// The other end has given up, or takes too long.
    pub fn end(mut self) -> io::Result<()> {
        self.hand_over()?;
        self.shared.change(|state| state.whole = true);
        Ok(())
    }

    fn hand_over(&mut self) -> io::Result<()> {
        let mut state = self.shared.state();
        while !state.over && state.bytes > ROOM {
            if self.looks == 0 {
                return Err(io::ErrorKind::TimedOut.into());
            }
            let (changed, looked) = self.shared.moved.wait_timeout(state, LOOK).unwrap_or_else(PoisonError::into_inner);
            self.looks -= u32::from(looked.timed_out());
            state = changed;
        }
        if state.over {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let piece = take(&mut self.piece);
        state.bytes += piece.len();
        state.waiting.push_back(piece);
        drop(state);
        self.shared.moved.notify_all();
        Ok(())
    }
}

impl Write for Inlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.hand_over()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hand_over()
    }
}

impl Drop for Inlet {
    fn drop(&mut self) {
        self.shared.change(|state| state.over |= !state.whole);
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::store::{Draft, Trouble};

    #[test]
    fn a_disk_that_hangs_costs_whoever_hands_over_a_limited_wait() {
        let (mut inlet, outlet) = spool();
        inlet.looks = 2;
        let piece = vec![0; PIECE];
        let mut taken = 0;
        let refused = loop {
            match inlet.write_all(&piece) {
                Ok(()) => taken += piece.len(),
                Err(error) => break error,
            }
        };
        assert_eq!(refused.kind(), io::ErrorKind::TimedOut);
        assert!((ROOM..ROOM + 3 * PIECE).contains(&taken), "{taken}");
        drop(outlet);
        assert_eq!(inlet.write_all(&piece).expect_err("nobody is there").kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn what_goes_in_comes_out_in_order_and_given_up_it_leaves_nothing() {
        let folder = std::env::temp_dir().join(format!("camtay-spool-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("b.jsonl");
        for hopes in [true, false] {
            let (mut inlet, outlet) = spool();
            let (hope, draft) = (outlet.hope(), Draft::begin(&path).expect("a draft"));
            let drained = thread::spawn(move || outlet.drain(draft));
            for number in 0..100_000 {
                inlet.write_all(format!("{number}\n").as_bytes()).expect("handed over");
            }
            if !hopes {
                drop(hope);
                drop(inlet);
                assert_eq!(drained.join().expect("it ends"), Err(Trouble::Closed));
                break;
            }
            inlet.end().expect("all of it");
            assert_eq!(drained.join().expect("it ends"), Ok(()));
            let text = std::fs::read_to_string(&path).expect("the file");
            assert!(text.lines().map(|line| line.parse::<u32>().expect("a number")).eq(0..100_000));
            std::fs::remove_file(&path).expect("it is there");
        }
        assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), 0);
        std::fs::remove_dir_all(folder).expect("gone");
    }
}
