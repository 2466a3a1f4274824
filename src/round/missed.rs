//! What was asked and not found: the phrase without the person, for whoever widens the vocabulary.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::book::fold;
use crate::engine::Missed;
use crate::store::{Batch, Key, Record, Space, Store, Trouble};

/// `m/<hash of the folded phrase>`
pub(super) const MISSED: Space<Phrase> = Space::new("m/");

/// More are not kept: the rarest and oldest go first.
const MOST: usize = 2_000;
/// A phrase nobody said for so many days goes.
const DAYS: i64 = 180;
/// The list beside the store.
const FILE: &str = "cau-chua-hieu.tsv";
/// Its first line.
const HEAD: [&str; 6] = ["câu bà con gõ", "không tìm thấy", "bấm «Không phải»", "máy đã đưa ra", "lần đầu", "lần cuối"];

/// One phrase, as it was first said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Phrase {
    words: String,
    /// How often nothing was found.
    nothing: u32,
    /// How often what was offered was not it.
    refused: u32,
    /// What was offered last.
    offered: Vec<String>,
    first: Date,
    last: Date,
}

impl Record for Phrase {
    const VERSION: u8 = 1;
}

/// Adds a batch's misses to it.
pub(super) fn write(store: &Store, batch: &mut Batch, missed: Vec<Missed>, today: Date) -> Result<(), Trouble> {
    let mut changed: BTreeMap<Vec<u8>, Phrase> = BTreeMap::new();
    for miss in missed {
        let place = place(&miss.words);
        let phrase = match changed.remove(&place) {
            Some(phrase) => Some(phrase),
            None => store.get(&MISSED.key(&place))?,
        };
        let mut phrase = phrase.unwrap_or_else(|| Phrase {
            words: miss.words.clone(),
            nothing: 0,
            refused: 0,
            offered: Vec::new(),
            first: today,
            last: today,
        });
        let count = if miss.offered.is_empty() { &mut phrase.nothing } else { &mut phrase.refused };
        *count = count.saturating_add(1);
        phrase.last = phrase.last.max(today);
        if !miss.offered.is_empty() {
            phrase.offered = miss.offered;
        }
        changed.insert(place, phrase);
    }
    for (place, phrase) in changed {
        batch.put(&MISSED.key(&place), &phrase)?;
    }
    Ok(())
}

/// Lets go what is too old or too many.
pub(super) fn prune(store: &Store, batch: &mut Batch, today: Date) -> Result<(), Trouble> {
    let mut all = store.scan(&MISSED)?;
    let oldest = today.checked_sub(DAYS.days()).unwrap_or(today);
    all.sort_by_key(|(_, phrase)| std::cmp::Reverse((phrase.last >= oldest, phrase.said(), phrase.last)));
    let kept = all.iter().take_while(|(_, phrase)| phrase.last >= oldest).count().min(MOST);
    all[kept..].iter().for_each(|(key, _): &(Key<Phrase>, Phrase)| batch.remove(key));
    Ok(())
}

/// Writes the list beside the store, the most often said first.
pub(super) fn export(store: &Store, folder: &Path) -> Result<(), Trouble> {
    let mut all: Vec<Phrase> = store.scan(&MISSED)?.into_iter().map(|(_, phrase)| phrase).collect();
    if all.is_empty() {
        return Ok(());
    }
    all.sort_by(|a, b| (b.said(), b.last, &a.words).cmp(&(a.said(), a.last, &b.words)));
    let fresh = folder.join("cau-chua-hieu.new");
    let head = HEAD.map(str::to_owned);
    let rows = all.into_iter().map(|p| {
        let (nothing, refused) = (p.nothing.to_string(), p.refused.to_string());
        [p.words, nothing, refused, p.offered.join(" "), p.first.to_string(), p.last.to_string()]
    });
    fs::write(&fresh, crate::rows::table('\t', std::iter::once(head).chain(rows)))?;
    fs::rename(fresh, folder.join(FILE))?;
    Ok(())
}

impl Phrase {
    fn said(&self) -> u32 {
        self.nothing.saturating_add(self.refused)
    }
}

/// Said with or without marks it is one phrase.
fn place(words: &str) -> Vec<u8> {
    let folded = fold(words);
    let turned: String = folded.chars().rev().collect();
    [crate::book::key(&folded).to_be_bytes(), crate::book::key(&turned).to_be_bytes()].concat()
}
