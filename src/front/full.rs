//! A full disk: the bot takes no updates, and waits for room.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::front::signals::Stop;

/// Between two looks. A supervisor that restarts a bot would have it read the whole store each time.
const LOOK: Duration = Duration::from_secs(3);
/// So many bytes must fit before the store is opened again: two segments of sled's log.
const ROOM: usize = 1 << 20;
/// Full again within this: the same trouble still.
const SAME: Duration = Duration::from_mins(1);

/// How often the disk was full lately.
#[derive(Debug, Default)]
pub struct Full {
    times: u32,
    back: Option<Instant>,
}

impl Full {
    /// Waits until there is room below `data`, at least one look; gives whether the bot may go on (no: a stop is wanted).
    pub async fn wait(&mut self, data: &Path, stop: &mut Stop) -> bool {
        self.times = if self.back.is_some_and(|at| at.elapsed() < SAME) { self.times + 1 } else { 1 };
        if self.times.is_power_of_two() {
            log::error!("the disk is full: no update is taken until there is room (ổ đĩa đã đầy), time {}", self.times);
        }
        loop {
            tokio::select! {
                () = sleep(LOOK) => {}
                () = stop.wanted() => return false,
            }
            let place = data.join("room.tmp");
            if tokio::task::spawn_blocking(move || has_room(&place)).await.unwrap_or(false) {
                break;
            }
        }
        self.back = Some(Instant::now());
        if self.times.is_power_of_two() {
            log::info!("there is room again");
        }
        true
    }
}

/// Whether a file of that size can be written; it is gone afterwards. Trouble of another kind is for the store to tell.
fn has_room(place: &Path) -> bool {
    let write = || {
        let mut file = File::create(place)?;
        file.write_all(&vec![1; ROOM])?;
        file.sync_all()
    };
    let full = |error: io::Error| {
        matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
    };
    let room = write().map_or_else(|error| !full(error), |()| true);
    // It may never have been made.
    let _ = fs::remove_file(place);
    room
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_nothing_is_full_there_is_room_and_nothing_stays() {
        let place = std::env::temp_dir().join(format!("camtay-room-{}", std::process::id()));
        assert!(has_room(&place));
        assert!(!place.exists());
        assert!(has_room(&place.join("no-folder")), "the store tells what is wrong with a folder");
    }
}
