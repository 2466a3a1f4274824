//! Looking a closed store through, making it small again, and saving what a damaged one still holds.

use std::path::{Path, PathBuf};

use crate::store::backup::Writer;
use crate::store::carry::{Fresh, said};
use crate::store::tree::{self, WRITTEN};
use crate::store::{Kind, Store, Trouble, folder, record, sledlog};

/// What was found in a store, without writing to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// How many records of each prefix, in the order the kinds were named.
    pub counts: Vec<(&'static str, u64)>,
    /// Records whose body is not what their version says.
    pub unreadable: u64,
    /// Records of a newer program.
    pub newer: u64,
    /// Places where the file is damaged.
    pub gaps: usize,
    /// Pages of records that are lost.
    pub missing: usize,
    /// Batches that were written and are no longer there.
    pub behind: u64,
    /// Bytes on the disk.
    pub size: u64,
}

impl Survey {
    /// Whether a start would go well and nothing is lost.
    pub fn is_whole(&self) -> bool {
        (self.unreadable, self.newer, self.gaps, self.missing, self.behind) == (0, 0, 0, 0, 0)
    }
}

impl sledlog::Image {
    /// Batches the witness knows of and this does not.
    fn behind(&self, folder: &Path) -> Result<u64, Trouble> {
        let found = self.records.get(&WRITTEN.key(&[]).bytes).and_then(|bytes| record::decode(bytes).ok());
        Ok(tree::witness(folder)?.saturating_sub(found.map_or(0, |tree::Written(count)| count)))
    }

    /// Whether nothing is known to be lost.
    pub(super) fn is_whole(&self, folder: &Path) -> Result<bool, Trouble> {
        Ok(self.gaps == 0 && self.missing == 0 && self.behind(folder)? == 0)
    }
}

/// Looks a store through that nobody runs; nothing is written.
///
/// # Errors
/// In use, not there, or the disk refused. Damage is no error here: it is what was asked for.
pub fn survey(from: &Path, kinds: &[Kind]) -> Result<Survey, Trouble> {
    let _locks = folder::lock_to_read(from)?;
    let image = sledlog::read(from)?;
    let mut survey = Survey {
        counts: kinds.iter().map(|kind| (kind.prefix, 0)).collect(),
        unreadable: 0,
        newer: 0,
        gaps: image.gaps,
        missing: image.missing,
        behind: image.behind(from)?,
        size: folder::size(from)?,
    };
    for (key, value) in image.records.iter().filter(|(key, _)| **key != WRITTEN.key(&[]).bytes) {
        match judge(key, value, kinds) {
            Ok(prefix) => survey.counts.iter_mut().filter(|(of, _)| *of == prefix).for_each(|(_, count)| *count += 1),
            Err(Trouble::Newer { .. }) => survey.newer += 1,
            Err(_) => survey.unreadable += 1,
        }
    }
    Ok(survey)
}

/// What making a store small again came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compacted {
    /// Records carried over.
    pub records: u64,
    /// Bytes before.
    pub before: u64,
    /// Bytes after; as many as before if a fresh store would not have been smaller.
    pub after: u64,
}

/// Rewrites a store into a fresh folder that takes its place once it is whole and holds the same.
///
/// # Errors
/// As [`Store::open`]; the store is as it was.
pub fn compact(at: &Path, kinds: &[Kind], mut tell: impl FnMut(u64)) -> Result<Compacted, Trouble> {
    if !folder::has_store(at) {
        folder::settle(at)?;
        if !folder::has_store(at) {
            return Err(Trouble::Missing);
        }
    }
    let store = Store::open(at, kinds)?;
    // Held until the stores have changed places: nobody may write to the old one meanwhile.
    let _lock = store.lock.clone();
    let beside = folder::beside(at, folder::FRESH);
    let mut fresh = Fresh::begin(beside.clone(), kinds)?;
    let mut promised = Writer::begin(std::io::sink(), kinds)?;
    store.each(|key, value| {
        promised.record(key, value)?;
        said(fresh.put(key, value)?, &mut tell);
        Ok(())
    })?;
    let sum = promised.end()?;
    fresh.end(&sum)?;
    drop(store);
    let (before, after) = (folder::size(at)?, folder::size(&beside)?);
    if after >= before {
        folder::tidy(at)?;
        return Ok(Compacted { records: sum.records, before, after: before });
    }
    let old = folder::swap(at, None)?;
    folder::carry_strangers(&old, at)?;
    folder::tidy(at)?;
    Ok(Compacted { records: sum.records, before, after })
}

/// What could be saved of a damaged store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvaged {
    /// Records in the store that now stands in the old one's place.
    pub records: u64,
    /// Records left behind: their body is not what their version says.
    pub unreadable: u64,
    /// Places where the file was damaged.
    pub gaps: usize,
    /// Pages of records that are lost.
    pub missing: usize,
    /// Batches that were written and are lost, or known only in part.
    pub behind: u64,
    /// Where the damaged folder is kept, untouched.
    pub aside: PathBuf,
}

/// Reads every whole record of a damaged store into a fresh one, which takes its place; the damaged folder is kept as
/// `<folder>.torn-<day>`.
///
/// # Errors
/// In use, not there, whole already ([`Trouble::Occupied`]), written by a newer program, or nothing in it can be read
/// ([`Trouble::Torn`]): then nothing has changed.
pub fn salvage(at: &Path, kinds: &[Kind], day: &str) -> Result<Salvaged, Trouble> {
    if !folder::has_store(at) {
        return Err(Trouble::Missing);
    }
    let _lock = folder::lock(at)?;
    let image = sledlog::read(at)?;
    let mut saved = Salvaged {
        records: 0,
        unreadable: 0,
        gaps: image.gaps,
        missing: image.missing,
        behind: image.behind(at)?,
        aside: free_name(at, day),
    };
    let mut fresh = Fresh::begin(folder::beside(at, folder::FRESH), kinds)?;
    let mut promised = Writer::begin(std::io::sink(), kinds)?;
    for (key, value) in image.records.iter().filter(|(key, _)| **key != WRITTEN.key(&[]).bytes) {
        match judge(key, value, kinds) {
            Ok(_) => {
                fresh.put(key, value)?;
                saved.records = promised.record(key, value)?;
            }
            Err(newer @ Trouble::Newer { .. }) => return Err(newer),
            Err(_) => saved.unreadable += 1,
        }
    }
    let whole = saved.unreadable == 0 && image.is_whole(at)?;
    fresh.end(&promised.end()?)?;
    if saved.records == 0 || whole {
        folder::tidy(at)?;
        return Err(if whole { Trouble::Occupied } else { Trouble::Torn });
    }
    folder::swap(at, Some(saved.aside.clone()))?;
    Ok(saved)
}

/// The first `<folder>.torn-<day>` that nobody has taken.
fn free_name(at: &Path, day: &str) -> PathBuf {
    let first = std::iter::once(String::new());
    let mut names = first.chain((2..).map(|n| format!("-{n}"))).map(|n| folder::beside(at, &format!("torn-{day}{n}")));
    names.find(|name| !name.exists()).unwrap_or_else(|| folder::beside(at, "torn"))
}

/// Which kind a record is of, if it is whole.
fn judge(key: &[u8], value: &[u8], kinds: &[Kind]) -> Result<&'static str, Trouble> {
    record::may_be_read(key, value, kinds)?;
    match record::kind_of(key, kinds) {
        Some(kind) if (kind.reads)(value) => Ok(kind.prefix),
        _ => Err(Trouble::Unreadable { version: record::head(value).map_or(0, |(version, _)| version) }),
    }
}
