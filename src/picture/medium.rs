//! A file of `dialogs/media` by Telegram's limits: what it is by its first bytes, how heavy, how long its sides.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use imagesize::{ImageType, blob_size, image_type};

/// The heaviest picture (`sendPhoto`).
const PHOTO: u64 = 10 << 20;
/// The heaviest file of any other kind.
pub const ANY: u64 = 50 << 20;
/// Width and height of a picture together.
const SIDES: usize = 10_000;
/// How many times as long as the other a side may be.
const RATIO: usize = 20;
/// So much of a file tells what it is, and how long the sides of a picture are.
const HEAD: u64 = 1 << 20;

/// What a file is to be: seen in the chat, or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum As {
    /// A picture.
    Photo,
    /// Anything else, as it is.
    File,
}

/// Why Telegram would not take a file, for whoever put it there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Nothing in it: a copy that was cut, a cloud's placeholder.
    #[error("tệp rỗng, 0 byte: chép lại cho đủ")]
    Empty,
    /// Over what a picture, or any file, may weigh.
    #[error("nặng {0} MB, Telegram chỉ nhận tới {1} MB")]
    Heavy(u64, u64),
    /// No picture that Telegram shows.
    #[error("không phải hình PNG, JPEG hay WEBP (bên trong là {0})")]
    NoPicture(&'static str),
    /// Its end says one thing, its bytes another.
    #[error("đuôi tệp ghi một đằng, bên trong là {0}")]
    Misnamed(&'static str),
    /// Cut off, or damaged.
    #[error("hình bị hỏng, không đọc được bề ngang bề cao")]
    Broken,
    /// Width and height together are too much.
    #[error("hình {0} × {1} điểm: hai bề cộng lại quá 10.000")]
    Large(usize, usize),
    /// A strip.
    #[error("hình {0} × {1} điểm: bề này dài quá 20 lần bề kia")]
    Strip(usize, usize),
}

/// What a file in a letter is to be, by its end.
pub fn in_a_letter(file: &str) -> As {
    let end = Path::new(file).extension().and_then(|end| end.to_str()).unwrap_or_default().to_lowercase();
    if ["svg", "png", "jpg", "jpeg", "webp"].contains(&end.as_str()) { As::Photo } else { As::File }
}

/// Whether Telegram takes a file of `len` bytes that begins with `head`.
///
/// # Errors
/// Why not.
pub fn fits(head: &[u8], len: u64, name: &str, to_be: As) -> Result<(), Unfit> {
    if len == 0 {
        return Err(Unfit::Empty);
    }
    let most = if to_be == As::Photo { PHOTO } else { ANY };
    if len > most {
        return Err(Unfit::Heavy(len.div_ceil(1 << 20), most >> 20));
    }
    let what = inside(head);
    if to_be == As::File {
        let named = named(name);
        return if named.is_none_or(|kind| is_one(kind, what, head)) { Ok(()) } else { Err(Unfit::Misnamed(what)) };
    }
    if !["PNG", "JPEG", "WEBP"].contains(&what) {
        return Err(Unfit::NoPicture(what));
    }
    let size = blob_size(head).map_err(|_| Unfit::Broken)?;
    let (long, short) = (size.width.max(size.height), size.width.min(size.height));
    match (long, short) {
        (_, 0) => Err(Unfit::Broken),
        _ if long + short > SIDES => Err(Unfit::Large(size.width, size.height)),
        _ if long > RATIO * short => Err(Unfit::Strip(size.width, size.height)),
        _ => Ok(()),
    }
}

/// The same of a file on the disk; one that is not there, or can't be read, has a fault of its own.
///
/// # Errors
/// Why not.
pub fn file_fits(path: &Path, to_be: As) -> Result<(), Unfit> {
    let Ok(file) = File::open(path) else { return Ok(()) };
    let Ok(about) = file.metadata() else { return Ok(()) };
    let mut head = Vec::new();
    if !about.is_file() || file.take(HEAD).read_to_end(&mut head).is_err() {
        return Ok(());
    }
    fits(&head, about.len(), &path.to_string_lossy(), to_be)
}

/// What the first bytes tell.
fn inside(head: &[u8]) -> &'static str {
    match image_type(head) {
        Ok(ImageType::Png) => return "PNG",
        Ok(ImageType::Jpeg) => return "JPEG",
        Ok(ImageType::Webp) => return "WEBP",
        Ok(ImageType::Gif) => return "GIF",
        Ok(ImageType::Heif(_)) => return "HEIC",
        _ => {}
    }
    let text = head.trim_ascii_start();
    let begins = |signs: &[&[u8]]| signs.iter().any(|sign| text.starts_with(sign));
    match () {
        () if head.windows(4).take(1024).any(|four| four == b"%PDF") => "PDF",
        () if begins(&[b"PK\x03\x04", b"PK\x05\x06"]) => "ZIP",
        () if begins(&[b"\xD0\xCF\x11\xE0"]) => "Office",
        () if begins(&[b"<!DOCTYPE html", b"<!doctype html", b"<html", b"<HTML"]) => "một trang mạng (HTML)",
        () if begins(&[b"<svg", b"<?xml"]) => "SVG hay XML",
        () => "thứ không nhận ra",
    }
}

/// What a file must be by its end; none = nothing is asked of it.
fn named(name: &str) -> Option<&'static str> {
    let end = Path::new(name).extension()?.to_str()?.to_lowercase();
    Some(match end.as_str() {
        "pdf" => "PDF",
        "docx" | "xlsx" | "pptx" | "odt" | "ods" | "zip" => "ZIP",
        "doc" | "xls" | "ppt" => "Office",
        "png" => "PNG",
        "jpg" | "jpeg" => "JPEG",
        "webp" => "WEBP",
        _ => return None,
    })
}

/// Office programs open what they saved under each other's ends, so do viewers of pictures; a page of the web in a form's place is a
/// download that failed.
fn is_one(named: &str, what: &str, head: &[u8]) -> bool {
    match named {
        "Office" => what != "một trang mạng (HTML)" && what != "PDF" || head.starts_with(b"{\\rtf"),
        _ => named == what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        out.extend(width.to_be_bytes().iter().chain(&height.to_be_bytes()));
        out.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
        out
    }

    /// The first bytes, how many there are, the name, what it is to be, and whether it may.
    type Case<'a> = (&'a [u8], u64, &'a str, As, Result<(), Unfit>);

    const HEIC: &[u8] = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0\0\0\0\0";

    #[test]
    fn each_limit_of_telegram_has_its_reason() {
        let mega = 1 << 20;
        let cases: [Case<'_>; 18] = [
            (&png(720, 400), 9 * mega, "a.png", As::Photo, Ok(())),
            (&png(720, 400), 9 * mega, "a.jpg", As::Photo, Ok(())),
            (&[], 0, "a.png", As::Photo, Err(Unfit::Empty)),
            (&[], 0, "a.pdf", As::File, Err(Unfit::Empty)),
            (&png(720, 400), 10 * mega, "a.png", As::Photo, Ok(())),
            (&png(720, 400), 12 * mega, "a.png", As::Photo, Err(Unfit::Heavy(12, 10))),
            (&png(720, 400), 12 * mega, "a.png", As::File, Ok(())),
            (b"%PDF-1.4", 50 * mega, "a.pdf", As::File, Ok(())),
            (b"%PDF-1.4", 50 * mega + 1, "a.pdf", As::File, Err(Unfit::Heavy(51, 50))),
            (&png(1, 400), 99, "a.png", As::Photo, Err(Unfit::Strip(1, 400))),
            (&png(20, 400), 99, "a.png", As::Photo, Ok(())),
            (&png(6_000, 4_000), 99, "a.png", As::Photo, Ok(())),
            (&png(6_000, 4_001), 99, "a.png", As::Photo, Err(Unfit::Large(6_000, 4_001))),
            (&png(0, 400), 99, "a.png", As::Photo, Err(Unfit::Broken)),
            (&png(9, 9)[..12], 12, "a.png", As::Photo, Err(Unfit::Broken)),
            (HEIC, 99, "a.jpg", As::Photo, Err(Unfit::NoPicture("HEIC"))),
            (b"<!DOCTYPE html><p>", 99, "a.pdf", As::File, Err(Unfit::Misnamed("một trang mạng (HTML)"))),
            (b"a,b\n", 4, "a.csv", As::File, Ok(())),
        ];
        for (head, len, name, to_be, want) in cases {
            assert_eq!(fits(head, len, name, to_be), want, "{name} {len} {to_be:?}");
        }
    }

    #[test]
    fn what_is_not_there_is_no_matter_of_limits() {
        assert_eq!(file_fits(Path::new("no/such/file.png"), As::Photo), Ok(()));
    }
}
