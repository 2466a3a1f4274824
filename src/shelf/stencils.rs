//! The stencils of announcements over time: read like guides, each with its last good text.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::book::{Book, Fault, Stencil, check_stencil, read_stencil};
use crate::shelf::folder::{Folder, stencils_path};
use crate::shelf::keep::Keep;
use crate::shelf::slot::{Slot, no_error};

/// The folder `mau-tin/` of the home language.
#[derive(Debug, Default)]
pub(super) struct Stencils(BTreeMap<String, Slot<Stencil>>);

impl Stencils {
    /// Takes in the files of today.
    pub(super) fn see(&mut self, language: &str, folder: &Folder, keep: &Keep) {
        let there = folder.stencils();
        self.0.retain(|id, _| there.contains_key(id));
        keep.forget_guides_but(&stencils_path(language), there);
        for (id, path) in there {
            self.0.entry(id.clone()).or_default().see(path, folder.bytes(path), read_stencil);
        }
    }

    /// Whether today's texts are good, as they stand in the book.
    pub(super) fn judge(&mut self, folder: &Folder, keep: &Keep, book: &Book, media: &dyn Fn(&str) -> bool) {
        for (id, slot) in &mut self.0 {
            let Some(path) = folder.stencils().get(id) else { continue };
            slot.judge(path, keep, read_stencil, |stencil| no_error(&check_stencil(stencil, book, media)));
        }
    }

    /// Today's texts.
    pub(super) fn seen(&self) -> BTreeMap<String, Arc<Stencil>> {
        self.with(|slot| slot.seen.as_ref())
    }

    /// The texts in use.
    pub(super) fn good(&self) -> BTreeMap<String, Arc<Stencil>> {
        self.with(|slot| slot.good.as_ref())
    }

    fn with(&self, which: impl Fn(&Slot<Stencil>) -> Option<&Arc<Stencil>>) -> BTreeMap<String, Arc<Stencil>> {
        self.0.iter().filter_map(|(id, slot)| Some((id.clone(), which(slot)?.clone()))).collect()
    }

    /// Stencils whose text has an error: with a good one in use, or without.
    pub(super) fn wrong(&self, kept: bool) -> impl Iterator<Item = &String> {
        let slots = self.0.iter().filter(move |(_, slot)| slot.is_wrong && slot.good.is_some() == kept);
        slots.map(|(id, _)| id)
    }

    /// What reading today's files found.
    pub(super) fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.0.values().flat_map(|slot| &slot.faults)
    }
}
