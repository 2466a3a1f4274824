//! Bytes into text, or what kind of file they are instead.

use crate::book::parse::MOST_BYTES;
use crate::book::parse::source::Source;
use crate::book::{Fault, Place, Severity};

const START: Place = Place { line: 1, column: 1 };
const AS_TEXT: &str =
    "Mở bằng Word, chép chữ, dán vào Notepad rồi lưu với đuôi `.md`, ô Mã hóa (Encoding) chọn `UTF-8`.";
const AS_UTF8: &str = "Mở bằng Notepad, chọn Lưu thành (Save As), ô Mã hóa (Encoding) chọn `UTF-8`, rồi Lưu.";

/// The text of a file; the fault tells what it is if it is none.
pub(super) fn text<'a>(path: &str, bytes: &'a [u8]) -> Result<&'a str, Box<Fault>> {
    let refused = |at, message: &str, mend: &str| {
        let (message, mend) = (message.to_owned(), Some(mend.to_owned()));
        Box::new(Fault { path: path.to_owned(), at, severity: Severity::Error, message, mend })
    };
    if bytes.len() > MOST_BYTES {
        return Err(refused(START, "tệp lớn hơn 1 MiB nên không đọc", "Chia thành nhiều bài nhỏ."));
    }
    if let Some((message, mend)) = another_kind(bytes) {
        return Err(refused(START, message, mend));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let sound = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        let at = Source::new(sound).place(usize::MAX);
        refused(at, "tệp không phải chữ UTF-8 (bảng mã cũ, như Windows-1258)", AS_UTF8)
    })?;
    if text.contains('\r') && !text.contains('\n') {
        let mend = "Mở bằng Notepad, thêm rồi xóa một chữ, lưu lại; chưa được thì dán chữ sang một tệp mới.";
        return Err(refused(START, "tệp xuống dòng kiểu máy Mac đời cũ nên thành một dòng", mend));
    }
    Ok(text)
}

/// What the first bytes give away.
fn another_kind(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let starts = |some: &[u8]| bytes.starts_with(some);
    let noughts = bytes.iter().take(400).filter(|byte| **byte == 0).count();
    if starts(&[0xff, 0xfe]) || starts(&[0xfe, 0xff]) || noughts > 20 {
        return Some(("tệp lưu kiểu UTF-16 (Notepad gọi là «Unicode»)", AS_UTF8));
    }
    if starts(b"PK\x03\x04") || starts(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Some(("đây là tệp Word đổi đuôi, không phải tệp chữ", AS_TEXT));
    }
    if starts(b"{\\rtf") {
        return Some(("đây là tệp RTF (WordPad), không phải tệp chữ", AS_TEXT));
    }
    if starts(b"%PDF") {
        return Some(("đây là tệp PDF, không phải tệp chữ", AS_TEXT));
    }
    let head: Vec<u8> = bytes.iter().take(60).map(u8::to_ascii_lowercase).collect();
    let web = [&b"<!doctype html"[..], b"<html"].iter().any(|tag| head.windows(tag.len()).any(|w| w == *tag));
    web.then_some(("đây là trang web lưu xuống, không phải tệp chữ", AS_TEXT))
}
