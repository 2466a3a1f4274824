//! Reading ease: short sentences, abbreviations spelled out, administrative words glossed.

use unicode_segmentation::UnicodeSegmentation;

use crate::book::check::Found;
use crate::book::{Block, Book, Ground, Guide, Item, Piece, Sight, Step, Words, fold, plain};

/// The most words a step's sentences may have on average. A Vietnamese word counts by its syllables.
const MOST_ON_AVERAGE: usize = 18;
/// The most words of one sentence.
const MOST_WORDS: usize = 35;

pub(super) fn judge(found: &mut Found, guide: &Guide, book: &Book) {
    let ground = Ground::default();
    let sight = Sight { book, guide, ground: &ground };
    let steps: Vec<Vec<String>> = guide.steps.iter().map(|step| texts(step, sight)).collect();
    for (step, texts) in guide.steps.iter().zip(&steps) {
        sentences(found, step, texts);
        abbreviations(found, step, texts, &book.words);
    }
    jargon(found, guide, &steps, &book.words.jargon);
}

fn sentences(found: &mut Found, step: &Step, texts: &[String]) {
    let counts: Vec<(usize, &str)> = texts
        .iter()
        .flat_map(|text| text.unicode_sentences())
        .map(|sentence| (sentence.unicode_words().count(), sentence.trim()))
        .filter(|(count, _)| *count > 0)
        .collect();
    let all: usize = counts.iter().map(|(count, _)| count).sum();
    if all > MOST_ON_AVERAGE * counts.len() {
        let average = all.div_ceil(counts.len());
        let message = format!("câu trung bình {average} chữ, quá {MOST_ON_AVERAGE}");
        found.warn(step.at, message, "Ngắt thành câu ngắn hơn: mỗi câu một ý.");
    }
    for (count, sentence) in counts.iter().filter(|(count, _)| *count > MOST_WORDS) {
        let begins: String = sentence.chars().take(30).collect();
        let message = format!("câu «{begins}…» dài {count} chữ, quá {MOST_WORDS}");
        found.warn(step.at, message, "Chia thành hai câu, hoặc viết thành danh sách.");
    }
}

/// Capitals in a row are an abbreviation, unless a digit among them makes them the name of a form, or quotes say that
/// they stand so on a screen.
fn abbreviations(found: &mut Found, step: &Step, texts: &[String], words: &Words) {
    let mut told: Vec<&str> = Vec::new();
    for (text, (at, word)) in texts.iter().flat_map(|text| text.unicode_word_indices().map(move |found| (text, found)))
    {
        let is_short = word.chars().count() > 1 && word.chars().all(char::is_uppercase);
        let is_known = || words.short_forms.iter().any(|(short, _)| *short == fold(word));
        // `[!NOTE]` that made no note has a fault of its own.
        let quoted = || is_quoted(&text[..at], &text[at + word.len()..]) || text[..at].ends_with("[!");
        if !is_short || told.contains(&word) || is_known() || quoted() {
            continue;
        }
        told.push(word);
        let mend = "Viết đủ chữ, hoặc thêm nghĩa của nó vào `[short-forms]` của `phrases.toml`.";
        found.warn(step.at, format!("chữ viết tắt `{word}` chưa có nghĩa"), mend);
    }
}

/// A word of the offices stands in quotes, as on a screen or a sheet, and the guide says once in brackets what it means.
fn jargon(found: &mut Found, guide: &Guide, steps: &[Vec<String>], jargon: &[String]) {
    for term in jargon {
        let mut uses = Vec::new();
        for (step, texts) in guide.steps.iter().zip(steps) {
            for text in texts {
                let text = text.to_lowercase();
                uses.extend(text.match_indices(term.as_str()).map(|(at, _)| {
                    let (before, after) = (&text[..at], &text[at + term.len()..]);
                    (step, is_quoted(before, after), is_glossed(before, after))
                }));
            }
        }
        let is_told = uses.iter().any(|(_, _, glossed)| *glossed);
        let wrong = uses.iter().find(|(_, quoted, glossed)| !(*glossed || *quoted && is_told));
        if let Some((step, ..)) = wrong {
            let mend = "Nói chữ thường ngày; phải dùng thì để trong «…», và giải nghĩa một lần: «…» (nghĩa là gì).";
            found.warn(step.at, format!("chữ nhà nước «{term}» chưa giải nghĩa"), mend);
        }
    }
}

/// Inside «…» or “…”.
fn is_quoted(before: &str, after: &str) -> bool {
    let open = |left: char, right: char| {
        before.rfind(left).is_some_and(|at| !before[at..].contains(right)) && after.contains(right)
    };
    open('«', '»') || open('“', '”')
}

/// A gloss in brackets behind it, or itself the brackets' word behind plain ones.
fn is_glossed(before: &str, after: &str) -> bool {
    let behind = after.trim_start_matches(['»', '”', ' ']);
    let inside = before.trim_end_matches(['«', '“']).ends_with('(');
    behind.starts_with('(') || inside
}

/// What is read of a step, a sentence never broken; facts filled in as far as they are known.
fn texts(step: &Step, sight: Sight<'_>) -> Vec<String> {
    let mut out = Vec::new();
    blocks(&step.body, sight, &mut out);
    out
}

fn blocks(body: &[Block], sight: Sight<'_>, out: &mut Vec<String>) {
    for block in body {
        match block {
            Block::Paragraph(pieces) => out.extend(pieces.iter().map(|piece| words(piece, sight))),
            Block::List { items, .. } => items.iter().for_each(|item| self::item(item, sight, out)),
            Block::Note { blocks: inner, .. } => blocks(inner, sight, out),
            Block::Table { .. } | Block::Picture { .. } | Block::Ways | Block::Code(_) => {}
        }
    }
}

fn item(item: &Item, sight: Sight<'_>, out: &mut Vec<String>) {
    out.push(sight.words(&item.text).unwrap_or_else(|| plain(&item.text)));
    blocks(&item.nested, sight, out);
}

fn words(piece: &Piece, sight: Sight<'_>) -> String {
    sight.words(&piece.text).unwrap_or_else(|| plain(&piece.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_in_quotes_is_what_stands_on_a_screen() {
        assert!(is_quoted("trang «thành phần ", " khác»") && is_quoted("nói: “gửi ", "”"));
        assert!(!is_quoted("«trang» thành ", " rồi «thôi»"));
    }

    #[test]
    fn a_gloss_stands_in_brackets_on_either_side() {
        assert!(is_glossed("trang «", "» (các giấy phải nộp)") && is_glossed("gửi bưu điện («", "»)"));
        assert!(!is_glossed("làm thủ tục ", " ở xã (nếu có)"));
    }
}
