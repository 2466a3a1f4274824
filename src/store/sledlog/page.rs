//! Pages as the log tells them: each begun anew or changed, in the order of the log.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::store::sledlog::bytes::Bytes;

/// Every page that is known.
#[derive(Debug, Default)]
pub(super) struct Pages(HashMap<u64, Page>);

/// One page: a span of keys.
#[derive(Debug)]
struct Page {
    /// Where in the log it was begun last.
    at: u64,
    /// What all its keys begin with.
    prefix: Vec<u8>,
    /// Its first key, and the first behind it (empty = no end).
    span: (Vec<u8>, Vec<u8>),
    holds: Holds,
}

#[derive(Debug)]
enum Holds {
    /// Records, their keys without the prefix.
    Records(BTreeMap<Vec<u8>, Vec<u8>>),
    /// Other pages.
    Pages(Vec<u64>),
}

impl Pages {
    /// The page anew. `None` = the body is no page.
    pub(super) fn begin(&mut self, page: u64, at: u64, body: &[u8]) -> Option<()> {
        self.0.insert(page, Page::read(at, body)?);
        Some(())
    }

    /// A change. `None` = it is none, or its page is not known (a page that is begun again later needs none).
    pub(super) fn change(&mut self, page: u64, body: &[u8]) -> Option<()> {
        let mut rest = Bytes(body);
        let Holds::Records(records) = &mut self.0.get_mut(&page)?.holds else { return Some(()) };
        match rest.byte()? {
            0 => {
                let (key, value) = (rest.word()?, rest.word()?);
                records.insert(key.to_vec(), value.to_vec());
            }
            1 => {
                records.remove(rest.word()?);
            }
            // Pages that merge: the page they became is begun anew.
            _ => {}
        }
        Some(())
    }

    pub(super) fn free(&mut self, page: u64) {
        self.0.remove(&page);
    }

    /// Pages that another one names and nobody knows.
    pub(super) fn missing(&self) -> usize {
        let named = self.0.values().filter_map(|page| match &page.holds {
            Holds::Pages(pages) => Some(pages),
            Holds::Records(_) => None,
        });
        named.flatten().filter(|page| !self.0.contains_key(page)).collect::<BTreeSet<_>>().len()
    }

    /// Every record within its page's span; of two pages that claim one key the younger is right.
    pub(super) fn records(self) -> BTreeMap<Vec<u8>, Vec<u8>> {
        let mut pages: Vec<Page> = self.0.into_values().collect();
        pages.sort_by_key(|page| page.at);
        let mut out = BTreeMap::new();
        for page in pages {
            let Holds::Records(records) = page.holds else { continue };
            let (from, to) = page.span;
            // What an elder claimed in this span and the younger does not have was removed since.
            let elder: Vec<Vec<u8>> = out
                .range::<Vec<u8>, _>(&from..)
                .map(|(key, _): (&Vec<u8>, &Vec<u8>)| key)
                .take_while(|key| to.is_empty() || **key < to)
                .cloned()
                .collect();
            elder.iter().for_each(|key| _ = out.remove(key));
            for (key, value) in records {
                let key = [page.prefix.as_slice(), &key].concat();
                if key >= from && (to.is_empty() || key < to) {
                    out.insert(key, value);
                }
            }
        }
        out
    }
}

impl Page {
    fn read(at: u64, body: &[u8]) -> Option<Self> {
        let mut rest = Bytes(body);
        // The page to the right, a child that merges, whether this one merges: its records say enough.
        let _ = (rest.number()?, rest.number()?, rest.byte()?);
        let prefix = usize::from(rest.byte()?);
        let span = (rest.word()?.to_vec(), rest.word()?.to_vec());
        let prefix = span.0.get(..prefix)?.to_vec();
        let (kind, count) = (rest.byte()?, rest.number()?);
        let mut keys = Vec::new();
        for _ in 0..count {
            keys.push(rest.word()?);
        }
        let holds = match kind {
            0 => Holds::Records(
                keys.into_iter().map(|key| Some((key.to_vec(), rest.word()?.to_vec()))).collect::<Option<_>>()?,
            ),
            1 => Holds::Pages(keys.into_iter().map(|_| rest.number()).collect::<Option<_>>()?),
            _ => return None,
        };
        Some(Self { at, prefix, span, holds })
    }
}
