//! Pictures for who can't show SVG: a drawing goes in, a PNG comes out, in letters of our own.

mod font;
mod medium;

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

pub use font::{BOLD, REGULAR, width};
pub use medium::{ANY as MOST_FILE, As, Unfit, file_fits, fits, in_a_letter};

/// The longest text of a drawing, in bytes.
pub const MOST_BYTES: usize = 1 << 20;
/// How wide a PNG is: sharp on a phone, small on its line.
const WIDTH: f32 = 720.0;
/// No phone shows a picture four times as high as it is wide.
const MOST_HEIGHT: f32 = 4.0 * WIDTH;
/// What a drawing ends in, and what a photo that stands in for it may end in.
const DRAWING: &str = ".svg";
const PHOTOS: [&str; 6] = [".png", ".jpg", ".jpeg", ".PNG", ".JPG", ".JPEG"];

/// Why a drawing can't be drawn, for whoever made it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undrawable {
    /// More than [`MOST_BYTES`].
    #[error("tệp dài quá 1 MB")]
    TooLong,
    /// Too high for its width, or flat.
    #[error("hình cao quá bốn lần bề ngang, hoặc không có bề cao")]
    Shape,
    /// Not what a program for drawings writes.
    #[error("không đọc được ({0})")]
    Text(String),
}

/// Whether a file of `dialogs/` is a drawing, to be sent as a PNG.
pub fn is_drawing(file: &str) -> bool {
    file.ends_with(DRAWING)
}

/// The photos that, if they are there, stand in for a drawing: `media/x.png` for `media/x.svg`. For other files, none.
pub fn photos(file: &str) -> impl Iterator<Item = String> {
    let stem = file.strip_suffix(DRAWING).map(str::to_owned);
    stem.into_iter().flat_map(|stem| PHOTOS.map(|ending| format!("{stem}{ending}")))
}

/// Whether a drawing can be drawn; nothing is.
///
/// # Errors
/// Why it can't.
pub fn judge(svg: &[u8]) -> Result<(), Undrawable> {
    read(svg).map(|_| ())
}

/// A drawing as a PNG.
///
/// # Errors
/// Why it can't be drawn.
pub fn png(svg: &[u8]) -> Result<Vec<u8>, Undrawable> {
    let (tree, width, height) = read(svg)?;
    let mut sheet = Pixmap::new(width, height).ok_or(Undrawable::Shape)?;
    let scale = WIDTH / tree.size().width();
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut sheet.as_mut());
    sheet.encode_png().map_err(|error| Undrawable::Text(error.to_string()))
}

/// The drawing with its width and height in pixels.
fn read(svg: &[u8]) -> Result<(Tree, u32, u32), Undrawable> {
    if svg.len() > MOST_BYTES {
        return Err(Undrawable::TooLong);
    }
    let tree = Tree::from_data(svg, &options()).map_err(|error| Undrawable::Text(error.to_string()))?;
    let height = (WIDTH * tree.size().height() / tree.size().width()).round();
    if !(1.0..=MOST_HEIGHT).contains(&height) {
        return Err(Undrawable::Shape);
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and MOST_HEIGHT")]
    Ok((tree, WIDTH as u32, height as u32))
}

/// Our letters only, and no other file: a drawing that names one would read this machine's disk.
fn options() -> Options<'static> {
    let closed = ImageHrefResolver {
        resolve_data: ImageHrefResolver::default_data_resolver(),
        resolve_string: Box::new(|_, _| None),
    };
    Options {
        font_family: font::FAMILY.to_owned(),
        languages: vec!["vi".to_owned()],
        image_href_resolver: closed,
        fontdb: Arc::clone(font::letters()),
        ..Options::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(size: &str, inner: &str) -> Vec<u8> {
        format!(r#"<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="Arial">{inner}</svg>"#).into_bytes()
    }

    /// How many pixels the ink of a text takes.
    fn ink(text: &str) -> usize {
        let inner = format!(r#"<text x="10" y="80" font-size="60">{text}</text>"#);
        let png = png(&drawing(r#"width="720" height="100""#, &inner)).expect("drawn");
        let drawn = Pixmap::decode_png(&png).expect("a PNG");
        drawn.pixels().iter().filter(|p| p.alpha() > 127).count()
    }

    #[test]
    fn any_drawing_is_as_wide_as_a_phone_wants() {
        for size in [r#"width="24" height="30""#, r#"viewBox="0 0 1440 1800""#] {
            let png = png(&drawing(size, "")).expect("drawn");
            let drawn = Pixmap::decode_png(&png).expect("a PNG");
            assert_eq!((drawn.width(), drawn.height()), (720, 900), "{size}");
        }
    }

    #[test]
    fn every_letter_and_mark_of_vietnamese_has_ink_whatever_font_is_named() {
        let marks = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ";
        let font = font::letters().faces().count();
        assert_eq!(font, 2);
        let lower = marks.to_lowercase();
        let bare = ink("A");
        assert!(bare > 0);
        for letter in marks.chars().chain(lower.chars()) {
            assert!(font::has(letter), "{letter} is not in the font");
        }
        assert!(ink("Ậ") > bare && ink("Ế") > ink("E") && ink("ự") > ink("u"), "the marks are drawn");
    }

    #[test]
    fn what_cannot_be_drawn_says_why() {
        assert_eq!(judge(&vec![b' '; MOST_BYTES + 1]), Err(Undrawable::TooLong));
        assert_eq!(judge(&drawing(r#"width="10" height="100000""#, "")), Err(Undrawable::Shape));
        for broken in [&b"<svg"[..], b"", b"\xff\xfe", b"<html></html>", &drawing(r#"width="0" height="0""#, "")] {
            assert!(matches!(judge(broken), Err(Undrawable::Text(_))), "{}", String::from_utf8_lossy(broken));
        }
    }

    #[test]
    fn a_photo_of_the_same_name_stands_in_for_a_drawing_only() {
        assert!(photos("media/a.svg").any(|p| p == "media/a.jpeg"));
        assert_eq!(photos("media/a.png").count(), 0);
    }
}
