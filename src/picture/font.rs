//! Noto Sans, bundled: no operator's machine need have a font that knows Vietnamese.

use std::sync::{Arc, OnceLock};

use resvg::usvg::fontdb::Database;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};

/// Noto Sans Regular: Latin, Vietnamese, punctuation. Its licence stands beside it.
pub const REGULAR: &[u8] = include_bytes!("font/NotoSans-Regular.ttf");
/// The same in bold.
pub const BOLD: &[u8] = include_bytes!("font/NotoSans-Bold.ttf");
/// Its name, and what any other name gets.
pub(super) const FAMILY: &str = "Noto Sans";

/// Both, read once.
pub(super) fn letters() -> &'static Arc<Database> {
    static LETTERS: OnceLock<Arc<Database>> = OnceLock::new();
    LETTERS.get_or_init(|| {
        let mut letters = Database::new();
        letters.load_font_data(REGULAR.to_vec());
        letters.load_font_data(BOLD.to_vec());
        // A drawing may name Arial; without this its words would just be missing.
        letters.set_serif_family(FAMILY);
        letters.set_sans_serif_family(FAMILY);
        letters.set_monospace_family(FAMILY);
        letters.set_cursive_family(FAMILY);
        letters.set_fantasy_family(FAMILY);
        Arc::new(letters)
    })
}

/// How wide `text` is at `size`; a letter the font lacks is taken for a wide one.
#[must_use]
pub fn width(text: &str, bold: bool, size: f32) -> f32 {
    let Ok(font) = FontRef::new(if bold { BOLD } else { REGULAR }) else { return 0.0 };
    let (letters, widths) = (font.charmap(), font.glyph_metrics(Size::new(size), LocationRef::default()));
    let advance = |c| letters.map(c).and_then(|glyph| widths.advance_width(glyph)).unwrap_or(size);
    text.chars().map(advance).sum()
}

/// Whether both have a letter.
#[cfg(test)]
pub(super) fn has(letter: char) -> bool {
    [REGULAR, BOLD].iter().all(|bytes| FontRef::new(bytes).is_ok_and(|font| font.charmap().map(letter).is_some()))
}
