//! The stencils of announcements over time: read like guides, each with its last good text.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::book::{Book, Fault, Stencil, check_stencil, read_stencil};
use crate::shelf::folder::{Folder, stencils_path};
use crate::shelf::keep::Keep;
use crate::shelf::slot::no_error;
use crate::shelf::slots::Slots;

/// The folder `mau-tin/` of the home language.
#[derive(Debug, Default)]
pub(super) struct Stencils(Slots<Stencil>);

impl Stencils {
    /// Takes in the files of today.
    pub(super) fn see(&mut self, language: &str, folder: &Folder, keep: &Keep, today: Date) {
        self.0.see((&stencils_path(language), folder.stencils()), folder, (keep, today), read_stencil);
    }

    /// Whether today's texts are good, as they stand in the book.
    pub(super) fn judge(&mut self, folder: &Folder, keep: &Keep, book: &Book, media: &dyn Fn(&str) -> bool) {
        let sound = |stencil: &Stencil| no_error(&check_stencil(stencil, book, media));
        self.0.judge(folder.stencils(), keep, read_stencil, sound);
    }

    /// Today's texts.
    pub(super) fn seen(&self) -> BTreeMap<String, Arc<Stencil>> {
        self.0.with(|slot| slot.seen.as_ref()).collect()
    }

    /// The texts in use.
    pub(super) fn good(&self) -> BTreeMap<String, Arc<Stencil>> {
        self.0.with(|slot| slot.good.as_ref()).collect()
    }

    /// Stencils whose text has an error: with a good one in use, or without.
    pub(super) fn wrong(&self, kept: bool) -> impl Iterator<Item = &String> {
        self.0.wrong(kept)
    }

    /// What reading today's files found.
    pub(super) fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.0.faults()
    }
}
