//! Letters: which glyph, how wide. Vietnamese in NFC has a glyph for each letter with its marks, so nothing is shaped.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider as _};
use unicode_normalization::UnicodeNormalization as _;

use crate::picture::{BOLD, REGULAR};

/// The bundled font in both weights.
pub(super) struct Letters {
    regular: Face,
    bold: Face,
}

/// One weight.
struct Face {
    font: Font,
    map: Charmap<'static>,
    widths: GlyphMetrics<'static>,
    em: f32,
}

impl Letters {
    pub(super) fn new() -> Option<Self> {
        Some(Self { regular: Face::new(REGULAR)?, bold: Face::new(BOLD)? })
    }

    /// How wide `text` is at `size`.
    pub(super) fn width(&self, text: &str, bold: bool, size: f32) -> f32 {
        let face = self.face(bold);
        text.chars().filter_map(|c| face.advance(c)).map(|(_, advance)| advance).sum::<f32>() * size
    }

    /// The glyphs of `text`, as the page takes them.
    pub(super) fn glyphs(&self, text: &str, bold: bool) -> Vec<KrillaGlyph> {
        let face = self.face(bold);
        let glyph = |(at, c): (usize, char)| {
            let (id, advance) = face.advance(c)?;
            let range = at..at + c.len_utf8();
            Some(KrillaGlyph::new(GlyphId::new(id), advance, 0.0, 0.0, 0.0, range, None))
        };
        text.char_indices().filter_map(glyph).collect()
    }

    pub(super) fn font(&self, bold: bool) -> Font {
        self.face(bold).font.clone()
    }

    /// In NFC, without what the font has no letter for: a small picture amid words is left out, not drawn as a box.
    pub(super) fn clean(&self, text: &str) -> String {
        let known = |c: char| match c {
            '→' => Some('›'),
            c if c.is_whitespace() => Some(' '),
            c => self.regular.map.map(c).map(|_| c),
        };
        let kept: String = text.nfc().filter_map(known).collect();
        let leads = kept.starts_with(' ');
        let words = kept.split_whitespace().collect::<Vec<_>>().join(" ");
        if leads && !words.is_empty() { format!(" {words}") } else { words }
    }

    fn face(&self, bold: bool) -> &Face {
        if bold { &self.bold } else { &self.regular }
    }
}

impl Face {
    fn new(bytes: &'static [u8]) -> Option<Self> {
        let read = FontRef::new(bytes).ok()?;
        let widths = read.glyph_metrics(Size::unscaled(), LocationRef::default());
        let font = Font::new(bytes.into(), 0)?;
        Some(Self { em: font.units_per_em(), font, map: read.charmap(), widths })
    }

    /// The glyph and its width in ems.
    fn advance(&self, c: char) -> Option<(u32, f32)> {
        let glyph = self.map.map(c)?;
        Some((glyph.to_u32(), self.widths.advance_width(glyph)? / self.em))
    }
}
