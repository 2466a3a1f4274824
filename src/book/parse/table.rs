//! A TOML table read key by key: what is asked for is known, the rest is a fault.

use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::book::nearest::did_you_mean;
use crate::book::parse::gather::Gather;
use crate::book::parse::toml_slips::{self, day_in};

/// A string with the bytes it takes in the file, quotes included.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) at: Range<usize>,
}

/// A table being read.
#[derive(Debug)]
pub(super) struct Table<'t, 'a> {
    /// `[post]`; empty at the top.
    name: String,
    /// The byte it begins at.
    pub(super) at: usize,
    /// The byte of the file where the TOML begins.
    from: usize,
    map: &'t DeTable<'a>,
    known: Vec<&'static str>,
}

/// Parses `text[from..to]`; TOML that can't be read is one fault for each place.
pub(super) fn parse<'a>(g: &mut Gather<'_>, toml: &'a str, from: usize) -> Option<DeTable<'a>> {
    let (table, errors) = DeTable::parse_recoverable(toml);
    let mut told = None;
    for error in errors.iter().take(3) {
        let at = error.span().map_or(0, |span| span.start).min(toml.len());
        if let Some(slip) = toml_slips::judge(toml, at) {
            g.error(from + slip.at, slip.message, slip.mend);
            // What follows in the block may be of the same cause: a quote that stands open takes in all below it.
            break;
        }
        let line = toml[..toml.floor_char_boundary(at)].matches('\n').count();
        if told.is_none_or(|told| line > told + 1) {
            let (message, mend) = crate::book::parse::toml_words::in_words(error.message());
            g.error(from + at, message, mend);
        }
        told = Some(line);
    }
    errors.is_empty().then(|| table.into_inner())
}

impl<'t, 'a> Table<'t, 'a> {
    /// The whole file or block.
    pub(super) fn top(map: &'t DeTable<'a>, from: usize) -> Self {
        Self { name: String::new(), at: from, from, map, known: Vec::new() }
    }

    /// The value of a key, which is from now on a known one, and the byte of the value.
    pub(super) fn take(&mut self, key: &'static str) -> Option<(&'t DeValue<'a>, Range<usize>)> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        let value = self.map.get(key)?;
        Some((value.get_ref(), self.shift(value.span())))
    }

    /// Whether the key is written.
    pub(super) fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// Whether the key's value is a list.
    pub(super) fn is_list(&self, key: &str) -> bool {
        self.map.get(key).is_some_and(|value| value.get_ref().as_array().is_some())
    }

    /// Whether a key is written that must have been meant for this one.
    pub(super) fn has_like(&self, key: &str) -> bool {
        let near = |other: &str| other != key && !self.known.contains(&other) && !did_you_mean(other, [key]).is_empty();
        self.map.keys().any(|other| near(other.get_ref()))
    }

    /// `[[key]]`
    pub(super) fn tables(&mut self, g: &mut Gather<'_>, key: &'static str) -> Vec<Table<'t, 'a>> {
        let Some((value, at)) = self.take(key) else { return Vec::new() };
        let Some(list) = value.as_array() else {
            g.error(
                at.start,
                format!("`{key}` phải là bảng lặp, không phải {}", kind(value)),
                format!("Viết dòng `[[{key}]]` rồi các khóa ở dưới."),
            );
            return Vec::new();
        };
        list.iter().filter_map(|v| self.as_table(g, key.to_owned(), v.get_ref(), &self.shift(v.span()))).collect()
    }

    /// The values in the order of the file, with their keys; all of them are known.
    pub(super) fn in_order(&self) -> Vec<(Word, &'t DeValue<'a>, Range<usize>)> {
        let mut all: Vec<_> = self
            .map
            .iter()
            .map(|(k, v)| {
                let key = Word { text: k.get_ref().to_string(), at: self.shift(k.span()) };
                (key, v.get_ref(), self.shift(v.span()))
            })
            .collect();
        all.sort_by_key(|(key, _, _)| key.at.start);
        all
    }

    /// Faults for keys nobody asked for.
    pub(super) fn finish(self, g: &mut Gather<'_>) {
        for (key, _, _) in self.in_order() {
            if self.known.contains(&key.text.as_str()) {
                continue;
            }
            let near = did_you_mean(&key.text, self.known.iter().copied());
            let mend = if near.is_empty() { format!("Chỉ có: {}.", self.known.join(", ")) } else { near };
            g.error(key.at.start, format!("không có khóa `{}`{}", short(&key.text), self.inside()), mend);
        }
    }

    /// " trong `[post]`"
    pub(super) fn inside(&self) -> String {
        if self.name.is_empty() { String::new() } else { format!(" trong `[{}]`", self.name) }
    }

    pub(super) fn table(&mut self, g: &mut Gather<'_>, key: &'static str) -> Option<Table<'t, 'a>> {
        let (value, at) = self.take(key)?;
        let name = if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) };
        self.as_table(g, name, value, &at)
    }

    /// A value as a table with this name.
    pub(super) fn as_table(
        &self,
        g: &mut Gather<'_>,
        name: String,
        value: &'t DeValue<'a>,
        at: &Range<usize>,
    ) -> Option<Table<'t, 'a>> {
        let Some(map) = value.as_table() else {
            g.error(
                at.start,
                format!("`{name}` phải là một bảng, không phải {}", kind(value)),
                format!("Viết dòng `[{name}]` rồi các khóa ở dưới."),
            );
            return None;
        };
        Some(Table { name, at: at.start, from: self.from, map, known: Vec::new() })
    }

    pub(super) fn text(&mut self, g: &mut Gather<'_>, key: &'static str) -> Option<Word> {
        let (value, at) = self.take(key)?;
        as_text(g, key, value, at)
    }

    /// A list of strings.
    pub(super) fn texts(&mut self, g: &mut Gather<'_>, key: &'static str) -> Vec<Word> {
        let Some((value, at)) = self.take(key) else { return Vec::new() };
        self.as_texts(g, key, value, &at)
    }

    /// A value as a list of strings.
    pub(super) fn as_texts(&self, g: &mut Gather<'_>, key: &str, value: &DeValue<'_>, at: &Range<usize>) -> Vec<Word> {
        let Some(list) = value.as_array() else {
            let mend = format!("Viết `{key} = [\"…\", \"…\"]`.");
            g.error(at.start, format!("`{key}` phải là danh sách, không phải {}", kind(value)), mend);
            return Vec::new();
        };
        let text = |v: &Spanned<DeValue<'_>>| {
            let at = self.shift(v.span());
            let Some(text) = v.get_ref().as_str() else {
                let message =
                    format!("mỗi mục của `{key}` phải là chữ trong dấu ngoặc kép, không phải {}", kind(v.get_ref()));
                g.error(at.start, message, format!("Viết `{key} = [\"…\", \"…\"]`."));
                return None;
            };
            Some(Word { text: text.to_owned(), at })
        };
        list.iter().filter_map(text).collect()
    }

    /// A string or a list of them.
    pub(super) fn one_or_more(&mut self, g: &mut Gather<'_>, key: &'static str) -> Vec<Word> {
        match self.take(key) {
            Some((DeValue::String(text), at)) => vec![Word { text: text.to_string(), at }],
            Some((value @ DeValue::Array(_), at)) => self.as_texts(g, key, value, &at),
            Some((value, at)) => {
                let mend = format!("Viết `{key} = \"…\"`, hay `{key} = [\"…\", \"…\"]`.");
                g.error(at.start, format!("`{key}` phải là chữ hay danh sách, không phải {}", kind(value)), mend);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// A whole number that is not below zero.
    pub(super) fn count(&mut self, g: &mut Gather<'_>, key: &'static str) -> Option<u32> {
        let (value, at) = self.take(key)?;
        let number = value.as_integer().and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok());
        if number.is_none() {
            g.error(at.start, format!("`{key}` phải là một số"), format!("Viết không có dấu ngoặc: `{key} = 7`."));
        }
        number
    }

    /// Whether the key says `true`; one that is not there says no.
    pub(super) fn yes(&mut self, g: &mut Gather<'_>, key: &'static str) -> bool {
        let Some((value, at)) = self.take(key) else { return false };
        let yes = value.as_bool();
        if yes.is_none() {
            g.error(at.start, format!("`{key}` chỉ là true hay false"), format!("Viết `{key} = true`."));
        }
        yes.unwrap_or(false)
    }

    pub(super) fn date(&mut self, g: &mut Gather<'_>, key: &'static str) -> Option<Date> {
        let (value, at) = self.take(key)?;
        let day = value.as_datetime().filter(|d| d.time.is_none()).and_then(|d| d.date).and_then(|d| {
            let (year, month, day) = (i16::try_from(d.year), i8::try_from(d.month), i8::try_from(d.day));
            Date::new(year.ok()?, month.ok()?, day.ok()?).ok()
        });
        if day.is_none() {
            let meant = value.as_str().and_then(day_in).map_or("2026-11-23".to_owned(), |day| day.to_string());
            let mend = format!("Viết không có dấu ngoặc: `{key} = {meant}`.");
            g.error(at.start, format!("`{key}` phải là một ngày"), mend);
        }
        day
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&mut self, g: &mut Gather<'_>, key: &'static str, known: &[(&str, T)]) -> Option<T> {
        let word = self.text(g, key)?;
        let found = known.iter().find(|(name, _)| *name == word.text).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            let near = did_you_mean(&word.text, names.iter().copied());
            let mend = if near.is_empty() { format!("Chỉ có: {}.", names.join(", ")) } else { near };
            g.error(word.at.start, format!("`{key}` không thể là `{}`", short(&word.text)), mend);
        }
        found
    }

    fn shift(&self, span: Range<usize>) -> Range<usize> {
        span.start + self.from..span.end + self.from
    }
}

/// A value as a string.
pub(super) fn as_text(g: &mut Gather<'_>, key: &str, value: &DeValue<'_>, at: Range<usize>) -> Option<Word> {
    let Some(text) = value.as_str() else {
        let mend = format!("Viết `{key} = \"…\"`.");
        g.error(at.start, format!("`{key}` phải là chữ trong dấu ngoặc kép, không phải {}", kind(value)), mend);
        return None;
    };
    Some(Word { text: text.to_owned(), at })
}

/// A type in the clerk's words.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "chữ",
        DeValue::Integer(_) | DeValue::Float(_) => "số",
        DeValue::Boolean(_) => "true hay false",
        DeValue::Datetime(_) => "ngày",
        DeValue::Array(_) => "danh sách",
        DeValue::Table(_) => "bảng",
    }
}

/// A word of the clerk's for a message.
pub(super) fn short(word: &str) -> String {
    if word.chars().count() <= 40 { word.to_owned() } else { word.chars().take(40).chain(['…']).collect() }
}
