//! `locality.toml`: this commune's names, addresses, phones; an empty string is a blank.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

/// This commune.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Locality {
    /// Each value by its dotted path, `office.phone` → `""`; a blank stays empty here (see [`Locality::get`]).
    pub values: BTreeMap<String, String>,
    /// `[portal.NAME]`
    pub portals: BTreeMap<String, Portal>,
    /// `[official] hosts`: besides everything that ends in `.gov.vn`.
    pub hosts: Vec<String>,
    /// `[hamlets] names`: in the order they are offered; often none.
    pub hamlets: Vec<String>,
    /// `[holidays] days`: when offices are closed besides weekends and the holidays of a fixed day.
    pub holidays: BTreeSet<Date>,
    /// The text it was read from: what is written beside a value tells where it is from.
    pub source: String,
}

/// A portal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Portal {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
}

impl Locality {
    /// The value at a dotted path. `Some("")` is a blank, `None` an unknown path.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.values.get(path).map(String::as_str)
    }

    /// Whether a link may lead to this host: `.gov.vn` by whole label, or listed.
    pub fn is_official(&self, host: &str) -> bool {
        let under = |parent: &str| host == parent || host.strip_suffix(parent).is_some_and(|h| h.ends_with('.'));
        under("gov.vn") || self.hosts.iter().any(|h| under(h))
    }
}
