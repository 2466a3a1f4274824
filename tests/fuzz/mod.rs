//! The frame of every target: the corpus, the time it has, where a failure is kept.
#![allow(unreachable_pub, missing_docs, reason = "shared by the targets of one test")]

pub mod day;
pub mod guide;
pub mod json;
pub mod line;
pub mod link;
pub mod record;
pub mod screen;
pub mod search;
pub mod settings;
pub mod tape;
pub mod text;
pub mod token;
pub mod update;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Bytes of a tape: so many choices are enough for some twenty changes.
pub const LONGEST_TAPE: usize = 512;

/// How long each target looks for failures.
pub fn span() -> Duration {
    let wanted = std::env::var("FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(wanted.unwrap_or(2))
}

/// Judges all that the corpus has for a target.
pub fn replay(target: &str, judge: fn(&[u8])) {
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target)) {
        let input = fs::read(&path).expect("a file of the corpus");
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| judge(&input))) {
            eprintln!("{} fails again", path.display());
            resume_unwind(panic);
        }
    }
}

/// Judges one input, and keeps it if it fails: the engine shrinks the tape, so the last one kept is the smallest.
pub fn judged(target: &str, input: &[u8], judge: fn(&[u8])) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| judge(input))) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
        let kept = folder.join(target);
        let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&kept, input));
        eprintln!("{}: {written:?}", kept.display());
        resume_unwind(panic);
    }
}

/// The files of a folder in order; none if there is none.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|p| p.is_file())
        .collect();
    all.sort();
    all
}
