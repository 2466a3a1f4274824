//! A letter written in a file: the Markdown of the guides to Telegram's classic HTML, files and buttons.

use std::path::Path;

use crate::announce::{Aim, Button, Letter, Remark, over, remarks};
use crate::book::limits::Over;
use crate::book::{
    Book, Fact, Fault, Ground, Guide, Leaf, Mentioned, Place, Severity, Sight, Target, TemplatePart, check_leaf,
    read_leaf,
};
use crate::screen::{self, Screen};
use crate::sender::draw::draw;
use crate::sender::job::{Media, MediaFile, MediaKind};

impl Letter {
    /// Reads a letter; `name` is how its faults name the file.
    ///
    /// # Errors
    /// What must be mended, in the order of the text.
    pub fn read(text: &str, name: &str, book: &Book) -> Result<(Self, Vec<Remark>), Vec<Fault>> {
        let (leaf, mut faults) = read_leaf(name, text.as_bytes());
        faults.extend(check_leaf(&leaf, book, &[]));
        let letter = build(&leaf, book, &|_| None);
        let fault = |over: Over| Fault {
            path: name.to_owned(),
            at: Place { line: 1, column: 1 },
            severity: Severity::Error,
            message: over.what,
            mend: Some(over.mend.to_owned()),
        };
        if faults.iter().all(|fault| fault.severity != Severity::Error) {
            faults.extend(over(&letter, book).map(fault));
        }
        if faults.iter().any(|fault| fault.severity == Severity::Error) {
            faults.sort_by_key(|fault| (fault.at, fault.severity));
            return Err(faults);
        }
        let mut told: Vec<Remark> = faults.into_iter().map(|fault| Remark::Written(fault.message)).collect();
        told.extend(leaf.mentions.iter().filter_map(|mention| match &mention.what {
            Mentioned::Fact(fact) => blank(fact, book),
            _ => None,
        }));
        told.extend(remarks(&letter, book));
        Ok((letter, told))
    }
}

fn blank(fact: &Fact, book: &Book) -> Option<Remark> {
    let path = fact.path.join(".");
    (book.locality.get(&path) == Some("")).then_some(Remark::Blank(path))
}

/// The letter of a leaf; `guide_of` gives the id that a blank for a guide holds.
pub(super) fn build(leaf: &Leaf, book: &Book, guide_of: &dyn Fn(&str) -> Option<String>) -> Letter {
    let (guide, ground) = (Guide::default(), Ground::default());
    let sight = Sight { book, guide: &guide, ground: &ground };
    let (pictures, blocks): (Vec<_>, Vec<_>) = screen::blocks(&sight, &leaf.body)
        .into_iter()
        .partition(|block| matches!(block, screen::Block::Picture { .. }));
    let parts = if blocks.is_empty() { Vec::new() } else { draw(Screen { blocks, choices: Vec::new() }) };
    // A text over the limit comes in parts; as one it is still told how long it is.
    let html = parts.into_iter().map(|part| part.html).collect::<Vec<_>>().join("\n");
    let several = pictures.len() > 1;
    let media = pictures.iter().filter_map(|block| match block {
        screen::Block::Picture { file, alt } => Some(media(file, if several { alt } else { "" })),
        _ => None,
    });
    let buttons = leaf.buttons.iter().filter_map(|button| {
        let label = sight.words(&button.label)?;
        Some(Button { label, aim: aim(&button.target, &sight, guide_of)? })
    });
    Letter { html, media: media.collect(), buttons: buttons.collect() }
}

fn aim(target: &Target, sight: &Sight<'_>, guide_of: &dyn Fn(&str) -> Option<String>) -> Option<Aim> {
    match target {
        Target::Guide { guide, .. } => Some(Aim::Guide(guide.clone())),
        Target::Web(template) => match template.0.as_slice() {
            [TemplatePart::Fact(fact), TemplatePart::Text(end)] if end == ".md" => {
                guide_of(&fact.path.join(".")).map(Aim::Guide)
            }
            _ => sight.fill(template).map(Aim::Address),
        },
        _ => None,
    }
}

fn media(file: &str, alt: &str) -> Media {
    let end = Path::new(file).extension().and_then(|end| end.to_str()).unwrap_or_default().to_lowercase();
    let kind = match end.as_str() {
        "svg" | "png" | "jpg" | "jpeg" | "webp" => MediaKind::Photo,
        "mp4" => MediaKind::Video,
        "gif" => MediaKind::Animation,
        "mp3" | "m4a" => MediaKind::Audio,
        _ => MediaKind::Document,
    };
    let words = screen::Block::Paragraph(vec![screen::Ink::Plain(alt.to_owned())]);
    let html = if alt.is_empty() {
        String::new()
    } else {
        draw(Screen { blocks: vec![words], choices: Vec::new() }).into_iter().map(|part| part.html).collect()
    };
    Media { kind, file: MediaFile::Path(file.to_owned()), html }
}
