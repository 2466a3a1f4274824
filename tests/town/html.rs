//! Telegram's HTML and keyboards: what is read, what is refused, in Telegram's words.

use serde_json::Value;

use super::world::{Button, Does, Refusal};

const TAGS: [&str; 16] = [
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "tg-spoiler",
    "span",
    "a",
    "tg-emoji",
    "code",
    "pre",
    "blockquote",
];

/// The text a citizen reads; its length is what counts.
pub fn plain(html: &str) -> Result<String, Refusal> {
    let (mut out, mut open, mut at) = (String::new(), Vec::<String>::new(), 0);
    while let Some(c) = html[at..].chars().next() {
        let rest = &html[at..];
        if c == '<' {
            let end = rest.find('>').ok_or_else(|| parse(&format!("Unclosed start tag at byte offset {at}")))?;
            tag(&rest[1..end], at, &mut open)?;
            at += end + 1;
        } else if c == '&' {
            let (character, length) = entity(rest);
            out.push(character);
            at += length;
        } else {
            out.push(c);
            at += c.len_utf8();
        }
    }
    match open.pop() {
        Some(tag) => Err(parse(&format!("Can't find end tag corresponding to start tag \"{tag}\""))),
        None => Ok(out.trim().to_owned()),
    }
}

fn tag(inside: &str, at: usize, open: &mut Vec<String>) -> Result<(), Refusal> {
    if let Some(name) = inside.strip_prefix('/') {
        let last = open.pop().ok_or_else(|| parse(&format!("Unexpected end tag at byte offset {at}")))?;
        if last != name.trim() {
            return Err(parse(&format!(
                "Unmatched end tag at byte offset {at}, expected \"</{last}>\", found \"</{name}>\""
            )));
        }
        return Ok(());
    }
    let name = inside.split_whitespace().next().unwrap_or("").to_lowercase();
    if !TAGS.contains(&name.as_str()) {
        return Err(parse(&format!("Unsupported start tag \"{name}\" at byte offset {at}")));
    }
    open.push(name);
    Ok(())
}

fn entity(rest: &str) -> (char, usize) {
    for (name, character) in [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')] {
        if rest.starts_with(name) {
            return (character, name.len());
        }
    }
    let number = rest.strip_prefix("&#").and_then(|r| r.split_once(';')).and_then(|(digits, _)| {
        let code =
            digits.strip_prefix('x').map_or_else(|| digits.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
        Some((char::from_u32(code?)?, digits.len() + 3))
    });
    number.unwrap_or(('&', 1))
}

fn parse(words: &str) -> Refusal {
    Refusal::bad(&format!("can't parse entities: {words}"))
}

/// The buttons of a `reply_markup`, or why Telegram refuses them.
pub fn keyboard(markup: Option<&Value>) -> Result<Vec<Vec<Button>>, Refusal> {
    let Some(rows) = markup.and_then(|m| m.get("inline_keyboard")).and_then(Value::as_array) else {
        return Ok(Vec::new());
    };
    let mut keyboard = Vec::new();
    for row in rows {
        let row = row.as_array().ok_or_else(|| Refusal::bad("object expected as reply markup"))?;
        keyboard.push(row.iter().map(button).collect::<Result<Vec<_>, _>>()?);
    }
    if keyboard.iter().map(Vec::len).sum::<usize>() > 100 {
        return Err(Refusal::bad("reply markup is too long"));
    }
    Ok(keyboard.into_iter().filter(|row| !row.is_empty()).collect())
}

fn button(value: &Value) -> Result<Button, Refusal> {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let label = text("text").unwrap_or("").to_owned();
    if label.is_empty() {
        return Err(Refusal::bad("can't parse inline keyboard button: Field \"text\" must be of type String"));
    }
    if let Some(data) = text("callback_data") {
        let fits = (1..=64).contains(&data.len());
        return fits
            .then(|| Button { label, does: Does::Press(data.to_owned()) })
            .ok_or_else(|| Refusal::bad("BUTTON_DATA_INVALID"));
    }
    if let Some(url) = text("url") {
        let fine = ["https://", "http://", "tg://"].iter().any(|s| url.starts_with(s));
        return fine
            .then(|| Button { label, does: Does::Open(url.to_owned()) })
            .ok_or_else(|| Refusal::bad("inline keyboard button URL is invalid: Unsupported URL protocol"));
    }
    let copied = value.get("copy_text").and_then(|c| c.get("text")).and_then(Value::as_str);
    match copied {
        Some(words) if (1..=256).contains(&words.chars().count()) => {
            Ok(Button { label, does: Does::Copy(words.to_owned()) })
        }
        Some(_) => Err(Refusal::bad("BUTTON_COPY_TEXT_INVALID")),
        None => {
            Err(Refusal::bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"))
        }
    }
}
