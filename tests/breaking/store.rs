//! What stands in the bot's store once it has ended: read through a backup, which needs no sled.

use std::collections::BTreeMap;
use std::path::Path;

use camtay::engine::Session;
use camtay::round::kinds;
use camtay::store::{Trouble, export_closed};
use serde::Deserialize;

/// What the auditor wants to know of a chat's record.
#[derive(Debug, Clone, Deserialize)]
pub struct Stored {
    pub session: Option<Session>,
    #[serde(deserialize_with = "numbers")]
    pub seen: Vec<u64>,
    #[serde(default)]
    waiting: Vec<serde::de::IgnoredAny>,
}

/// A zero, the first number, then distances.
fn numbers<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<u64>, D::Error> {
    let stored = Vec::<u64>::deserialize(from)?;
    let sums = stored.iter().skip(1).scan(0_u64, |sum, distance| {
        *sum = sum.wrapping_add(*distance);
        Some(*sum)
    });
    Ok(sums.collect())
}

impl Stored {
    /// How many calls are still owed.
    pub fn owed(&self) -> usize {
        self.waiting.len()
    }
}

#[derive(Deserialize)]
struct Line {
    space: String,
    key: String,
    body: Stored,
}

/// The chats of `folder` from `first` on.
pub fn read(folder: &Path, first: i64) -> BTreeMap<i64, Stored> {
    // A process that was killed lets go of its locks when the kernel has buried it: a moment later where the machine is busy.
    let export = || {
        let mut lines = Vec::new();
        export_closed(&folder.join("data/bot"), &kinds(), &mut lines, |_| {}).map(|_| lines)
    };
    let lines = (0..100).find_map(|_| match export() {
        Err(Trouble::AlreadyRunning) => {
            std::thread::sleep(std::time::Duration::from_millis(100));
            None
        }
        other => Some(other),
    });
    let lines = lines.expect("nobody runs it").expect("a whole store");
    let lines = lines.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Line>(line).ok());
    let chats = lines.filter(|line| line.space == "c/").filter_map(|line| {
        let chat = u64::from_str_radix(&line.key, 16).ok()?.cast_signed();
        (chat >= first).then_some((chat, line.body))
    });
    chats.collect()
}
