//! Asking a running bot.

use std::io;
use std::path::Path;

use crate::front::control::Ask;

/// A bot that says nothing for so long hangs: its own limits are shorter.
#[cfg(unix)]
const SILENT: std::time::Duration = std::time::Duration::from_mins(10);

/// Asks the bot of `data` and waits for its answer; `at` hears of the progress. None = no bot runs there.
///
/// # Errors
/// The request failed: what the bot says of it, or that it went away in the middle; ready to read.
#[cfg(unix)]
pub fn ask(data: &Path, ask: &Ask, mut at: impl FnMut(u64)) -> Result<Option<String>, String> {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::os::unix::net::UnixStream;

    use crate::front::control::{Answer, LONGEST, socket};

    let line = ask.line().ok_or("tên tệp có ký tự lạ")?;
    let mut stream = match UnixStream::connect(socket(data)) {
        Ok(stream) => stream,
        Err(error) if [io::ErrorKind::NotFound, io::ErrorKind::ConnectionRefused].contains(&error.kind()) => {
            return Ok(None);
        }
        Err(error) => return Err(format!("không nói được với bot đang chạy: {error}")),
    };
    // The bot answers everything within this, or says that it goes on.
    stream
        .set_read_timeout(Some(SILENT))
        .and_then(|()| stream.set_write_timeout(Some(SILENT)))
        .map_err(|_| "máy này không cho chạy")?;
    let broken = |_| "bot đang chạy đã ngắt lời giữa chừng; xem nhật ký của nó".to_owned();
    stream.write_all(line.as_bytes()).map_err(broken)?;
    let mut answers = BufReader::new(stream);
    loop {
        let mut line = String::new();
        (&mut answers).take(LONGEST).read_line(&mut line).map_err(broken)?;
        match Answer::read(line.trim_end_matches('\n')) {
            Some(Answer::At(records)) => at(records),
            Some(Answer::Done(words)) => return Ok(Some(words)),
            Some(Answer::Failed(words)) => return Err(words),
            None => return Err(broken(io::Error::other("an odd answer"))),
        }
    }
}

/// There are no such sockets here.
#[cfg(not(unix))]
pub fn ask(_data: &Path, _ask: &Ask, _at: impl FnMut(u64)) -> Result<Option<String>, String> {
    Ok(None)
}
