//! The bodies of our calls, as JSON: what the Bot API reads.

use std::borrow::Cow;

use serde::Serialize;

use crate::screen::{Act, Choice};
use crate::sender::job::{ChatId, MessageId, Part, Spot};

/// A message's text, new or edited.
#[derive(Serialize)]
pub(super) struct Written<'a> {
    chat_id: ChatId,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<MessageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_thread_id: Option<MessageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_parameters: Option<Reply>,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parse_mode: Option<&'static str>,
    link_preview_options: Preview,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_markup: Option<Keyboard<'a>>,
}

/// A link in a guide is no reason for a card below it.
#[derive(Serialize)]
struct Preview {
    is_disabled: bool,
}

/// Which message is answered. One that is gone meanwhile is no reason to say nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Reply {
    message_id: MessageId,
    allow_sending_without_reply: bool,
}

impl Reply {
    pub(super) fn of(spot: Spot) -> Option<Self> {
        spot.answers.map(|message_id| Self { message_id, allow_sending_without_reply: true })
    }
}

/// Takes the buttons off: a call without a keyboard.
#[derive(Serialize)]
pub(super) struct Strip {
    pub(super) chat_id: ChatId,
    pub(super) message_id: MessageId,
}

/// Answers a press without words.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    pub(super) callback_query_id: &'a str,
}

/// `InputMedia` of a picture.
#[derive(Serialize)]
pub(super) struct Picture<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    media: &'a str,
    caption: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parse_mode: Option<&'static str>,
}

impl<'a> Picture<'a> {
    pub(super) fn new(media: &'a str, words: &'a Words<'_>) -> Self {
        Self { kind: "photo", media, caption: &words.text, parse_mode: words.parse_mode }
    }
}

/// Rows of buttons.
#[derive(Serialize)]
pub(super) struct Keyboard<'a> {
    inline_keyboard: Vec<Vec<Button<'a>>>,
}

#[derive(Serialize)]
struct Button<'a> {
    text: &'a str,
    #[serde(flatten)]
    does: Does<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Does<'a> {
    CallbackData(&'a str),
    Url(&'a str),
    CopyText { text: &'a str },
}

impl<'a> Keyboard<'a> {
    /// None without a button: an edit then leaves the message bare.
    pub(super) fn of(rows: &'a [Vec<Choice>]) -> Option<Self> {
        let rows: Vec<Vec<_>> =
            rows.iter().filter(|r| !r.is_empty()).map(|r| r.iter().map(Button::of).collect()).collect();
        (!rows.is_empty()).then_some(Self { inline_keyboard: rows })
    }
}

impl<'a> Button<'a> {
    fn of(choice: &'a Choice) -> Self {
        let does = match &choice.act {
            Act::Press(token) => Does::CallbackData(token),
            Act::Open(url) => Does::Url(url),
            Act::Copy(text) => Does::CopyText { text },
        };
        Self { text: &choice.label, does }
    }
}

/// The words of a part, with or without their markup.
pub(super) struct Words<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) parse_mode: Option<&'static str>,
}

impl<'a> Words<'a> {
    pub(super) fn of(html: &'a str, plain: bool) -> Self {
        if plain {
            return Self { text: Cow::Owned(bare(html)), parse_mode: None };
        }
        Self { text: Cow::Borrowed(html), parse_mode: Some("HTML") }
    }

    /// The body of `sendMessage`, or with a message of `editMessageText`.
    pub(super) fn text(&'a self, chat_id: ChatId, message_id: Option<MessageId>, part: &'a Part) -> Written<'a> {
        Written {
            chat_id,
            message_id,
            // An edited message stays where it is.
            message_thread_id: part.spot.topic().filter(|_| message_id.is_none()),
            reply_parameters: Reply::of(part.spot).filter(|_| message_id.is_none()),
            text: &self.text,
            parse_mode: self.parse_mode,
            link_preview_options: Preview { is_disabled: true },
            reply_markup: Keyboard::of(&part.choices),
        }
    }
}

/// The text without tags, its entities decoded: for when Telegram can't read our markup.
fn bare(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut tag = false;
    for c in html.chars() {
        match c {
            '<' => tag = true,
            '>' if tag => tag = false,
            _ if tag => {}
            _ => out.push(c),
        }
    }
    // `&amp;` last, or "&amp;lt;" would become "<".
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::Group;

    #[test]
    fn a_message_with_each_kind_of_button() {
        let choice = |label: &str, act| Choice { label: label.to_owned(), act, group: Group::Guide };
        let choices = vec![
            vec![
                choice("Tiếp", Act::Press("1.a".to_owned())),
                choice("Cổng", Act::Open("https://a.gov.vn".to_owned())),
            ],
            vec![choice("Chép", Act::Copy("1.001193".to_owned()))],
        ];
        let part = Part { html: "<b>x</b>".to_owned(), picture: None, choices, spot: Spot::default() };
        let words = Words::of(&part.html, false);
        let json = serde_json::to_string(&words.text(7, None, &part)).expect("json");
        assert_eq!(
            json,
            r#"{"chat_id":7,"text":"<b>x</b>","parse_mode":"HTML","link_preview_options":{"is_disabled":true},"reply_markup":{"inline_keyboard":[[{"text":"Tiếp","callback_data":"1.a"},{"text":"Cổng","url":"https://a.gov.vn"}],[{"text":"Chép","copy_text":{"text":"1.001193"}}]]}}"#
        );
    }

    #[test]
    fn a_message_goes_to_its_topic_and_an_edit_stays_where_it_is() {
        let spot = Spot { thread: Some(44), answers: Some(9) };
        let part = Part { html: "x".to_owned(), picture: None, choices: Vec::new(), spot };
        let words = Words::of(&part.html, false);
        let json = |message| serde_json::to_string(&words.text(7, message, &part)).expect("json");
        let new = r#""message_thread_id":44,"reply_parameters":{"message_id":9,"allow_sending_without_reply":true}"#;
        assert!(json(None).contains(new), "{}", json(None));
        assert!(!json(Some(3)).contains("thread") && !json(Some(3)).contains("reply_parameters"), "{}", json(Some(3)));
        let general = Part { spot: Spot::of(Some(1)), ..part.clone() };
        let json = serde_json::to_string(&words.text(7, None, &general)).expect("json");
        assert!(!json.contains("thread"), "the general topic bears no number: {json}");
    }

    #[test]
    fn without_markup() {
        assert_eq!(bare(r#"<b>5 &lt; 6</b> &amp;lt; <a href="x">"k"</a>"#), r#"5 < 6 &lt; "k""#);
    }
}
