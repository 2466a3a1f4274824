//! Bytes of a file into a thing of the book with its faults; never refusing, never panicking.

mod aim;
mod buttons;
mod encoding;
mod fence;
mod front;
mod gather;
mod glossary;
mod heading;
mod ink;
mod inline;
mod item;
mod locality;
mod page;
mod phrases;
mod slips;
mod source;
mod stages;
mod stencil;
mod table;
mod toml_slips;
mod toml_words;
mod vocabulary;
mod words_of;

use crate::book::condition::is_name;
use crate::book::parse::encoding::text;
use crate::book::parse::gather::Gather;
use crate::book::parse::phrases::Whose;
use crate::book::{Fault, Glossary, Guide, Leaf, Locality, Mentioned, Severity, Stencil, Vocabulary, Words, key, slug};

/// A guide over this many bytes is not parsed.
pub const MOST_BYTES: usize = 1 << 20;

/// Reads a guide; `path` is relative to `dialogs/`, the id its file's stem. None only if the bytes are no text of ours.
pub fn read_guide(path: &str, bytes: &[u8]) -> (Option<Guide>, Vec<Fault>) {
    let text = match text(path, bytes) {
        Ok(text) => text,
        Err(fault) => return (None, vec![*fault]),
    };
    let mut g = Gather::new(path, text);
    let id = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
    if !is_name(id) {
        let mend = format!("Đổi tên tệp: chữ thường không dấu, số, gạch nối, như `{}.md`.", slug(id));
        g.error(0, format!("tên tệp `{id}.md` viết sai"), mend);
    }
    let (front, from) = front::front(&mut g);
    let mut steps = page::steps(&mut g, from);
    if steps.is_empty() {
        g.victim(from, "bài chưa có tiêu đề `#`", "Viết `# Tên việc` dưới khối `+++`.");
    }
    stages::assign(&mut steps);
    stages::judge(&mut g, &steps);
    slips::judge(&mut g, from, slips::Read::Guide(&steps));
    if g.faults.iter().any(|fault| fault.severity == Severity::Error) {
        g.mention(0, Mentioned::Unsound);
    }
    let source = g.source.text.to_owned();
    let guide =
        Guide { key: key(id), id: id.to_owned(), path: path.to_owned(), front, steps, source, mentions: g.mentions };
    (Some(guide), g.faults)
}

/// Reads a text without front matter and steps, such as an announcement; `path` is how its faults name it.
pub fn read_leaf(path: &str, bytes: &[u8]) -> (Leaf, Vec<Fault>) {
    let text = match text(path, bytes) {
        Ok(text) => text,
        Err(fault) => return (Leaf::default(), vec![*fault]),
    };
    let mut g = Gather::new(path, text);
    if g.source.text.starts_with("+++") {
        let mend = "Tin gửi đi chỉ có chữ: xóa khối `+++`. Mẫu tin thì để ở `dialogs/vi/mau-tin/`.";
        g.error(0, "tin không có khối `+++`", mend);
    }
    let leaf = leaf(&mut g, 0);
    (leaf, g.faults)
}

/// Reads a stencil; `path` is relative to `dialogs/`, the id its file's stem.
pub fn read_stencil(path: &str, bytes: &[u8]) -> (Stencil, Vec<Fault>) {
    let text = match text(path, bytes) {
        Ok(text) => text,
        Err(fault) => return (Stencil::default(), vec![*fault]),
    };
    let mut g = Gather::new(path, text);
    let id = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".md").to_owned();
    if !is_name(&id) {
        let mend = format!("Đổi tên tệp: chữ thường không dấu, số, gạch nối, như `{}.md`.", slug(&id));
        g.error(0, format!("tên tệp `{id}.md` viết sai"), mend);
    }
    let stencil = stencil::stencil(&mut g, leaf);
    (Stencil { id, ..stencil }, g.faults)
}

fn leaf(g: &mut Gather<'_>, from: usize) -> Leaf {
    let (body, buttons) = page::leaf(g, from);
    slips::judge(g, from, slips::Read::Letter);
    let (path, source) = (g.path.to_owned(), g.source.text.to_owned());
    Leaf { path, body, buttons, mentions: std::mem::take(&mut g.mentions), source }
}

/// Reads `locality.toml`; what can't be read is left out.
pub fn read_locality(path: &str, bytes: &[u8]) -> (Locality, Vec<Fault>) {
    let text = match text(path, bytes) {
        Ok(text) => text,
        Err(fault) => return (Locality::default(), vec![*fault]),
    };
    let mut g = Gather::new(path, text);
    let locality = locality::locality(&mut g);
    (locality, g.faults)
}

/// Reads `phrases.toml`; a missing sentence stays empty.
pub fn read_words(path: &str, bytes: &[u8]) -> (Words, Vec<Fault>) {
    words_of_a(Whose::Home, path, bytes)
}

/// Reads the `phrases.toml` of another language: what it lacks is said in the home language, so that is a warning.
pub fn read_translated_words(path: &str, bytes: &[u8]) -> (Words, Vec<Fault>) {
    words_of_a(Whose::Translation, path, bytes)
}

fn words_of_a(whose: Whose, path: &str, bytes: &[u8]) -> (Words, Vec<Fault>) {
    let text = match text(path, bytes) {
        Ok(text) => text,
        Err(fault) => return (Words::default(), vec![*fault]),
    };
    let mut g = Gather::new(path, text);
    let words = phrases::words(&mut g, whose);
    (words, g.faults)
}

/// Reads `tu-vung.toml`; what can't be read is left out.
pub fn read_vocabulary(path: &str, bytes: &[u8]) -> (Vocabulary, Vec<Fault>) {
    let text = match text(path, bytes) {
        Ok(text) => text,
        Err(fault) => return (Vocabulary::default(), vec![*fault]),
    };
    let mut g = Gather::new(path, text);
    let vocabulary = vocabulary::vocabulary(&mut g);
    (vocabulary, g.faults)
}

/// Reads `chu-kho.toml`; what can't be read is left out.
pub fn read_glossary(path: &str, bytes: &[u8]) -> (Glossary, Vec<Fault>) {
    let text = match text(path, bytes) {
        Ok(text) => text,
        Err(fault) => return (Glossary::default(), vec![*fault]),
    };
    let mut g = Gather::new(path, text);
    let glossary = glossary::glossary(&mut g);
    (glossary, g.faults)
}
