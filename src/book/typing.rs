//! What a citizen typed, brought to one form: whatever keyboard, font or phone made of the letters, the words are the same.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::book::fold;
use crate::book::marks::meant;

/// Small capitals that fonts of messages are made of, A to Z; Unicode folds none of them.
const SMALL_CAPITALS: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡxʏᴢ";

/// The text as it was meant: NFC; plain letters and digits for fancy, full-width and circled ones; no signs without width;
/// plain blanks, quotes and hyphens. Marks, case, emoji and the order of the words stay. Done twice it changes nothing more.
pub fn tidy(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || (is_nfc_quick(text.chars()) == IsNormalized::Yes && text.chars().all(is_plain)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| put(&mut out, c));
    Cow::Owned(out.nfc().collect())
}

/// What two words of ours are compared by, for each way to read what was typed: as it stands, then as the keys of Telex
/// or VNI left in it meant it. Compare with the first before the second: most words hold no keys.
pub fn readings(text: &str) -> Vec<String> {
    let text = tidy(text);
    let mut out = vec![fold(&text)];
    let mut changed = false;
    let words = text.split_whitespace().map(|word| {
        let trimmed = word.trim_matches(|c: char| !c.is_alphanumeric());
        let read = meant(trimmed);
        changed |= read.is_some();
        read.unwrap_or_else(|| trimmed.to_owned())
    });
    let read = fold(&words.collect::<String>());
    if changed {
        out.push(read);
    }
    out
}

/// The number that was typed for a button: `2`, `(2)`, `2️⃣`, "số 2", "nút 2 ạ". `before` are the words that may lead to it,
/// `after` those that may trail, folded.
pub fn number(text: &str, before: &[String], after: &[String]) -> Option<usize> {
    let text = tidy(text);
    let mut parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let is_lead = |folded: &String| before.contains(folded);
    while parts.len() > 1 && parts.last().is_some_and(|part| after.contains(&fold(part))) {
        parts.pop();
    }
    let last = fold(parts.pop()?);
    let digits = last.trim_start_matches(|c: char| !c.is_ascii_digit());
    let lead = last[..last.len() - digits.len()].to_owned();
    let leads = (lead.is_empty() || is_lead(&lead)) && parts.iter().all(|part| readings(part).iter().any(is_lead));
    if leads { digits.parse().ok() } else { None }
}

/// Whether a character stays as it is.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{c0}'..='\u{cf}' | '\u{d1}'..='\u{ef}' | '\u{f1}'..='\u{17f}' | '\u{1a0}'..='\u{1b0}' | '\u{1ea0}'..='\u{1ef9}' | '\n')
}

fn put(out: &mut String, c: char) {
    if is_plain(c) {
        return out.push(c);
    }
    match c {
        // Zero-width signs, marks of direction and of variants, the box of a keycap.
        '\u{ad}'
        | '\u{34f}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{20e3}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e01ef}' => {}
        '\u{2018}'..='\u{201b}' | '\u{2032}' => out.push('\''),
        '\u{201c}'..='\u{201f}' | '\u{2033}' => out.push('"'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
        // A letter of Iceland and one of Africa that look like ours and stand on some keyboards.
        'Ð' | 'Ɖ' => out.push('Đ'),
        'ð' | 'ɖ' => out.push('đ'),
        '🔟' => out.push_str("10"),
        _ if c.is_whitespace() => out.push(if c == '\n' { c } else { ' ' }),
        _ => match fancy(c) {
            Some(plain) => out.push(plain),
            None => put_compatible(out, c),
        },
    }
}

/// Letters and digits that only look different, by Unicode's own table; a fraction or an exponent is another number.
fn put_compatible(out: &mut String, c: char) {
    let is_font = matches!(c, '\u{2100}'..='\u{214f}' | '\u{2460}'..='\u{24ea}' | '\u{ff01}'..='\u{ff5e}' | '\u{fb00}'..='\u{fb06}')
        || matches!(c, '\u{1d400}'..='\u{1d7ff}' | '\u{1f100}'..='\u{1f14f}');
    if !is_font {
        return out.push(c);
    }
    // `⑴` and `⒈` come with their signs, which are no part of the number.
    let plain = std::iter::once(c).nfkc().collect::<String>();
    match plain.trim_matches(['(', ')', '.', ',']) {
        "" => out.push_str(&plain),
        bare => out.push_str(bare),
    }
}

/// Circled and squared signs on a dark ground, and small capitals: Unicode has no plain form for them.
fn fancy(c: char) -> Option<char> {
    let of = |first: char, plain: u8| {
        let n = u32::from(c).checked_sub(u32::from(first))?;
        char::from_u32(u32::from(plain) + n)
    };
    match c {
        '\u{2776}'..='\u{277e}' => of('\u{2776}', b'1'),
        '\u{2780}'..='\u{2788}' => of('\u{2780}', b'1'),
        '\u{278a}'..='\u{2792}' => of('\u{278a}', b'1'),
        '\u{24f5}'..='\u{24fd}' => of('\u{24f5}', b'1'),
        '\u{24ff}' => Some('0'),
        '\u{1f150}'..='\u{1f169}' => of('\u{1f150}', b'a'),
        '\u{1f170}'..='\u{1f189}' => of('\u{1f170}', b'a'),
        _ => SMALL_CAPITALS.chars().position(|s| s == c).and_then(|n| ('a'..='z').nth(n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_signs_and_keyboards_make_no_difference() {
        for (typed, meant) in [
            ("１ ２", "1 2"),
            ("1️⃣", "1"),
            ("➀❷⑶⒋⓹🔟", "1234510"),
            ("𝐊𝐡𝐚𝐢 𝓼𝓲𝓷𝓱 ｋｅｔ　ｈｏｎ ᴛạᴍ", "Khai sinh ket hon tạm"),
            ("🅺🅷🄰🅘", "khAi"),
            ("Ðăng ký", "Đăng ký"),
            ("so\u{302}\u{301} đo\u{309}", "số đỏ"),
            ("kh\u{200b}ai\u{feff} si\u{ad}nh", "khai sinh"),
            ("\u{201c}khai\u{a0}sinh\u{201d} 5\u{2212}11", "\"khai sinh\" 5-11"),
            ("½ mẫu, 5²", "½ mẫu, 5²"),
        ] {
            assert_eq!(tidy(typed), meant);
            assert_eq!(tidy(meant), meant, "a second time changes nothing");
        }
    }

    #[test]
    fn a_number_is_one_however_it_is_typed() {
        let (before, after) = (["so", "nut", "chon"].map(str::to_owned), ["nha".to_owned()]);
        for typed in
            ["2", "２", "2️⃣", "(2)", "[2]", "2.", "2)", "➁", "②", "số 2", "so 2", "SỐ2", "nút số 2", "chọn 2 nha"]
        {
            assert_eq!(number(typed, &before, &after), Some(2), "{typed}");
        }
        for typed in ["2/11", "2, 3", "số", "nhà số 2", "2 con", "2tr", "1.001193x", "99999999999999999999999", ""]
        {
            assert_eq!(number(typed, &before, &after), None, "{typed}");
        }
    }

    #[test]
    fn keys_left_in_a_word_are_a_second_reading() {
        assert_eq!(readings("tiếp"), ["tiep"]);
        assert_eq!(readings("tieesp tujc"), ["tieesptujc", "tieptuc"]);
        assert_eq!(readings("d9u1ng ro62i!")[1], "dungroi");
    }
}
