//! The files of a folder over time, by their ids. A file that is deleted is gone at once; its last good text lies aside for a day, for a file of
//! its name that comes back with an error.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::book::Fault;
use crate::shelf::folder::Folder;
use crate::shelf::keep::Keep;
use crate::shelf::slot::{Parse, Slot};

/// Guides, or stencils.
#[derive(Debug)]
pub(super) struct Slots<T>(BTreeMap<String, Slot<T>>);

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Default> Slots<T> {
    /// Takes in the files of today: those of `name`'s folder that are `there`, ids and paths.
    pub(super) fn see(
        &mut self,
        (name, there): (&str, &BTreeMap<String, String>),
        folder: &Folder,
        (keep, today): (&Keep, Date),
        parse: Parse<T>,
    ) {
        for (_, slot) in self.0.iter_mut().filter(|(id, _)| !there.contains_key(*id)) {
            slot.goes(today);
        }
        self.0.retain(|_, slot| !slot.is_forgotten(today));
        let gone = |name: &str| name.strip_suffix(".md").is_some_and(|id| !there.contains_key(id));
        keep.put_aside(name, gone, today);
        for (id, path) in there {
            self.0.entry(id.clone()).or_default().see(path, folder.bytes(path), parse);
        }
    }

    /// Whether today's texts are good.
    pub(super) fn judge(
        &mut self,
        paths: &BTreeMap<String, String>,
        keep: &Keep,
        parse: Parse<T>,
        sound: impl Fn(&T) -> bool,
    ) {
        for (id, slot) in &mut self.0 {
            if let Some(path) = paths.get(id) {
                slot.judge(path, keep, parse, &sound);
            }
        }
    }

    /// All whose file is there.
    pub(super) fn there(&self) -> impl Iterator<Item = (&String, &Slot<T>)> {
        self.0.iter().filter(|(_, slot)| slot.is_there())
    }

    /// One of their texts each.
    pub(super) fn with<'a>(
        &'a self,
        which: impl Fn(&'a Slot<T>) -> Option<&'a Arc<T>> + 'a,
    ) -> impl Iterator<Item = (String, Arc<T>)> + 'a {
        self.there().filter_map(move |(id, slot)| Some((id.clone(), which(slot)?.clone())))
    }

    /// Those whose text has an error: with a good one in use, or without.
    pub(super) fn wrong(&self, kept: bool) -> impl Iterator<Item = &String> {
        let slots = self.there().filter(move |(_, slot)| slot.is_wrong && slot.good.is_some() == kept);
        slots.map(|(id, _)| id)
    }

    /// What reading today's files found.
    pub(super) fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.0.values().flat_map(|slot| &slot.faults)
    }
}
