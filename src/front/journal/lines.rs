//! The log's lines on their way to whoever reads them: handed over at once, written by a thread of their own that alone may wait.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// So many bytes may wait; a line beyond them is counted and dropped.
const ROOM: usize = 1 << 20;

/// Lines that wait to be written.
#[derive(Debug, Default)]
pub(super) struct Lines {
    state: Mutex<State>,
    /// Told when a line came, and when all are written.
    moved: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Vec<u8>>,
    bytes: usize,
    /// Lines that found no room, since the last that was taken in.
    dropped: u64,
    /// A line is being written.
    writing: bool,
}

impl Lines {
    /// Lines that are written to `out`, by a thread that ends with the process.
    ///
    /// # Errors
    /// When no thread can be made.
    pub(super) fn to(out: impl Write + Send + 'static) -> io::Result<Arc<Self>> {
        let lines = Arc::new(Self::default());
        let written = Arc::clone(&lines);
        thread::Builder::new().name("journal".to_owned()).spawn(move || written.write_to(out))?;
        Ok(lines)
    }

    /// Takes a line in, or counts it as dropped; never waits for a reader.
    pub(super) fn push(&self, line: &[u8]) {
        let mut state = self.state();
        if state.bytes + line.len() > ROOM {
            state.dropped += 1;
            return;
        }
        state.own_up();
        state.take_in(line.to_vec());
        self.moved.notify_all();
    }

    /// Waits until all is written, or `limit` is over; gives whether it is.
    pub(super) fn flush(&self, limit: Duration) -> bool {
        let under_way = |state: &mut State| !state.waiting.is_empty() || state.writing || state.dropped > 0;
        let waited = self.moved.wait_timeout_while(self.state(), limit, under_way);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    fn write_to(&self, mut out: impl Write) {
        loop {
            let line = self.next();
            // A reader that has gone is no reason to stop: the lines that follow go the same way.
            let _ = out.write_all(&line).and_then(|()| out.flush());
        }
    }

    /// The next line; says that none is being written while it waits for one.
    fn next(&self) -> Vec<u8> {
        let mut state = self.state();
        loop {
            if state.waiting.is_empty() {
                state.own_up();
            }
            if let Some(line) = state.waiting.pop_front() {
                (state.bytes, state.writing) = (state.bytes - line.len(), true);
                return line;
            }
            state.writing = false;
            self.moved.notify_all();
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take_in(&mut self, line: Vec<u8>) {
        self.bytes += line.len();
        self.waiting.push_back(line);
    }

    /// Where lines are missing, a line says how many.
    fn own_up(&mut self) {
        let dropped = std::mem::take(&mut self.dropped);
        if dropped > 0 {
            self.take_in(format!("camtay: {dropped} lines of the log are missing here: nobody read it\n").into_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// A reader that takes a line only when it is let.
    struct Held {
        let_through: Receiver<()>,
        seen: Sender<String>,
    }

    impl Write for Held {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.let_through.recv();
            // The test may have seen enough.
            let _ = self.seen.send(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_stands_still_holds_up_nobody_and_hears_what_it_missed() {
        let (go, let_through) = channel();
        let (seen, told) = channel();
        let lines = Lines::to(Held { let_through, seen }).expect("a thread");
        let long = vec![b'x'; ROOM / 4];
        for _ in 0..100 {
            lines.push(&long);
        }
        assert!(!lines.flush(Duration::ZERO), "nothing is written yet");
        drop(go);
        assert!(lines.flush(Duration::from_mins(1)));
        lines.push(b"after\n");
        assert!(lines.flush(Duration::from_mins(1)));
        let told: Vec<String> = told.try_iter().collect();
        let whole = told.iter().filter(|line| line.starts_with('x')).count();
        let missing = format!("camtay: {} lines of the log are missing here: nobody read it\n", 100 - whole);
        assert!((4..=5).contains(&whole), "{whole}");
        assert_eq!(told[whole..], [missing, "after\n".to_owned()]);
    }

    #[test]
    fn a_reader_that_has_gone_is_no_trouble() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let lines = Lines::to(Gone).expect("a thread");
        for _ in 0..1_000 {
            lines.push(&[b'x'; 1_000]);
        }
        assert!(lines.flush(Duration::from_mins(1)));
    }
}
