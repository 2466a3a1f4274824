//! What a letter may hold: the one judge for the desk, the stencils, a file, the command line and a correction. It judges the messages
//! that will be sent, our own lines in them.

use crate::announce::pieces::{pieces, pieces_like};
use crate::announce::{Letter, Plan};
use crate::book::limits::{ALBUM, BUTTONS, BYTES, CAPTION, MARKS, Over, TEXT, units};
use crate::book::{Book, is_blank};
use crate::sender::draw::strip_html;
use crate::sender::job::{Media, MediaKind, Piece};

const FEWER_MARKS: &str = "Bớt chữ đậm, chữ nghiêng, liên kết.";
const APART: &str = "Gửi thành nhiều tin.";
const WRITE: &str = "Viết điều cần báo, mỗi ý một đoạn.";

impl Letter {
    /// Whether there is nothing in it to see.
    pub fn is_blank(&self) -> bool {
        self.media.is_empty() && is_blank(&strip_html(&self.html))
    }
}

/// What of a letter Telegram would not take; none if it takes all.
pub fn over(letter: &Letter, book: &Book) -> Option<Over> {
    judged(letter, &pieces(letter, book, 0), book)
}

/// Better words for what was sent, and the messages they become: of the shape of those that were delivered, since a text can't become a
/// caption, nor a caption a text.
///
/// # Errors
/// What of it Telegram would not take.
pub fn correct(plan: &Plan, better: Letter, book: &Book) -> Result<(Letter, Vec<Piece>), Over> {
    if !better.media.is_empty() && better.media != plan.letter.media {
        let what = "sửa tin đã gửi thì chỉ sửa được chữ và nút";
        return Err(Over::never(what, "Muốn đổi hình hay tệp thì rút tin lại rồi gửi tin mới."));
    }
    let letter = Letter { media: plan.letter.media.clone(), ..better };
    let pieces = pieces_like(&letter, book, plan.id, &plan.pieces);
    if is_blank(&strip_html(&letter.html)) && plan.letter.media.is_empty() {
        return Err(Over::never("tin chưa có chữ nào", WRITE));
    }
    match judged(&letter, &pieces, book) {
        Some(over) => Err(over),
        None => Ok((letter, pieces)),
    }
}

fn judged(letter: &Letter, pieces: &[Piece], book: &Book) -> Option<Over> {
    if letter.is_blank() {
        return Some(Over::never("tin chưa có chữ nào", WRITE));
    }
    let too_long = || pieces.iter().find_map(|piece| long(letter, piece, book));
    too_long()
        .or_else(|| letter.media.iter().find_map(caption))
        .or_else(|| marks(letter))
        .or_else(|| album(&letter.media))
        .or_else(|| keyboard(letter))
}

/// The words of a message with the signature under them; what is told is how long the letter's own may be.
fn long(letter: &Letter, piece: &Piece, book: &Book) -> Option<Over> {
    let (most, beside) = match piece.media.as_slice() {
        [] => (TEXT, ""),
        // A file alone: its words follow.
        [_] if piece.html.is_empty() => return None,
        [_] => (CAPTION, " khi có hình hay tệp kèm theo"),
        _ => return None,
    };
    let ours = TEXT - book.room_for_words();
    let (own, all) = (units(&strip_html(&letter.html)), units(&strip_html(&piece.html)));
    // A letter without words has the signature alone.
    let over = if own == 0 { all.saturating_sub(most) } else { (own + ours).saturating_sub(most) };
    let tell = || Over::text("tin", own, most.saturating_sub(ours), beside);
    let bytes =
        |over| format!("tin nặng {} byte cả liên kết, Telegram chỉ nhận {BYTES}: thừa {over}", piece.html.len());
    if over > 0 { tell() } else { Over::of(piece.html.len(), BYTES, bytes, FEWER_MARKS) }
}

/// The words of one file of an album.
fn caption(media: &Media) -> Option<Over> {
    Over::text("lời của một hình, tệp trong tin", units(&strip_html(&media.html)), CAPTION, "")
}

fn marks(letter: &Letter) -> Option<Over> {
    let htmls = std::iter::once(&letter.html).chain(letter.media.iter().map(|media| &media.html));
    let most = htmls.map(|html| html.matches("</").count()).max().unwrap_or(0);
    let tell = |over| format!("tin có {most} chỗ đánh dấu, chỉ nên tới {MARKS}: thừa {over}");
    Over::of(most, MARKS, tell, FEWER_MARKS)
}

/// Photos and videos go together, documents and audio each by themselves, the rest alone (`sendMediaGroup`).
fn album(media: &[Media]) -> Option<Over> {
    let count = media.len();
    let tell = |over| format!("tin có {count} tệp, Telegram chỉ nhận {ALBUM} trong một tin: thừa {over}");
    if let Some(over) = Over::of(count, ALBUM, tell, APART) {
        return Some(over);
    }
    let family = |kind: MediaKind| match kind {
        MediaKind::Photo | MediaKind::Video => Some(MediaKind::Photo),
        MediaKind::Document | MediaKind::Audio => Some(kind),
        MediaKind::Animation | MediaKind::Voice => None,
    };
    let first = media.first().and_then(|file| family(file.kind));
    let alike = media.iter().all(|file| first.is_some() && family(file.kind) == first);
    (count > 1 && !alike).then(|| Over::never("hình, tệp giấy tờ, tiếng không đi chung một tin được", APART))
}

fn keyboard(letter: &Letter) -> Option<Over> {
    if letter.buttons.iter().any(|button| is_blank(&button.label)) {
        return Some(Over::never("tin có nút không có chữ", "Ghi trên nút việc phải làm, như «Làm ngay»."));
    }
    // One more is ours: to stop.
    let (count, most) = (letter.buttons.len(), BUTTONS - 1);
    let tell = |over| format!("tin có {count} nút, Telegram chỉ nhận {most}: thừa {over}");
    Over::of(count, most, tell, "Bớt nút: một tin một việc.")
}
