//! Whatever a screen holds, Telegram takes its messages: within every limit, well formed, nothing lost.

use camtay::front::ansi::{self, Style};
use camtay::screen::{Block, Ink, Screen, Tick, Tone, nfc};
use camtay::sender::draw::{draw, strip_html};
use proptest::prelude::*;

/// What Telegram would read from a message: the words, and how many entities.
fn parse(html: &str) -> Result<(String, usize), String> {
    let (mut text, mut open, mut entities, mut rest) = (String::new(), Vec::new(), 0, html);
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '<' => {
                let end = rest.find('>').ok_or("a tag without an end")?;
                entities += usize::from(tag(&rest[1..end], &mut open)?);
                end + 1
            }
            '&' => {
                let known = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')];
                let (entity, sign) = known.into_iter().find(|(e, _)| rest.starts_with(e)).ok_or("a bare &")?;
                text.push(sign);
                entity.len()
            }
            '>' => return Err("a bare >".to_owned()),
            c => {
                text.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    if html.contains("<b></b>") || html.contains("<pre></pre>") {
        return Err("an empty mark".to_owned());
    }
    if open.is_empty() { Ok((text, entities)) } else { Err(format!("left open: {open:?}")) }
}

fn tag(tag: &str, open: &mut Vec<String>) -> Result<bool, String> {
    if let Some(name) = tag.strip_prefix('/') {
        return if open.pop().as_deref() == Some(name) { Ok(false) } else { Err(format!("</{name}> closes nothing")) };
    }
    let name = match tag {
        "b" | "i" | "s" | "code" | "pre" | "blockquote" => tag,
        "blockquote expandable" => "blockquote",
        _ => {
            let url =
                tag.strip_prefix("a href=\"").and_then(|t| t.strip_suffix('"')).ok_or_else(|| format!("<{tag}>"))?;
            if url.contains(['"', '<', '>']) {
                return Err(format!("an address not escaped: {url}"));
            }
            "a"
        }
    };
    // Only a quote may hold another mark.
    if open.iter().any(|o| o != "blockquote") || open.iter().any(|o| o == name) {
        return Err(format!("<{name}> inside {open:?}"));
    }
    open.push(name.to_owned());
    Ok(true)
}

fn check(screen: &Screen) -> Result<String, TestCaseError> {
    let parts = draw(screen.clone());
    prop_assert!(!parts.is_empty());
    let mut all = String::new();
    for (n, part) in parts.iter().enumerate() {
        let parsed = parse(&part.html);
        prop_assert!(parsed.is_ok(), "{:?} in {}", parsed, part.html);
        let (text, entities) = parsed.unwrap_or_default();
        let most = if part.picture.is_some() { 1024 } else { 4096 };
        prop_assert!(text.encode_utf16().count() <= most, "too long");
        prop_assert!(part.html.len() <= 32_768 && entities <= 100, "{} bytes, {entities} entities", part.html.len());
        prop_assert!(part.picture.is_some() || !text.trim().is_empty(), "a message without words");
        prop_assert_eq!(strip_html(&part.html), text.as_str());
        prop_assert!(n + 1 == parts.len() || part.choices.is_empty());
        if part.picture.is_none() || parts.len() == 1 {
            all.push_str(&text);
        }
    }
    Ok(all)
}

fn words(ink: &Ink) -> &str {
    match ink {
        Ink::Plain(t)
        | Ink::Strong(t)
        | Ink::Emphasis(t)
        | Ink::Struck(t)
        | Ink::Code(t)
        | Ink::Link { text: t, .. } => t,
        Ink::Break => "\n",
    }
}

/// Cutting takes blanks at the seam, and only those.
fn dense(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '\n')).collect()
}

fn any_words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ a-zA-Zđơưạảấệỗữ<>&\"'/=\n📱⚠️]{0,40}",
        1 => "(<b>|</b>|<a href=|&lt;|&amp|<!--|\\*\\*|x|é){0,12}",
        1 => any::<String>(),
        1 => "[a-z ]{2000,6000}",
        1 => "[<&📱]{1500,5000}",
    ]
}

fn any_ink() -> impl Strategy<Value = Ink> {
    prop_oneof![
        3 => any_words().prop_map(Ink::Plain),
        1 => any_words().prop_map(Ink::Strong),
        1 => any_words().prop_map(Ink::Emphasis),
        1 => any_words().prop_map(Ink::Struck),
        1 => any_words().prop_map(Ink::Code),
        1 => (any_words(), "[a-z]{0,9}").prop_map(|(url, text)| Ink::Link { url, text }),
        1 => Just(Ink::Break),
    ]
}

fn any_inks() -> impl Strategy<Value = Vec<Ink>> {
    prop::collection::vec(any_ink(), 0..6)
}

fn any_block() -> impl Strategy<Value = Block> {
    let tone = prop_oneof![Just(Tone::Tip), Just(Tone::Warning), Just(Tone::Note), Just(Tone::Quote)];
    let lines = || prop::collection::vec(any_inks(), 0..4);
    let tick = (any::<bool>(), any_inks()).prop_map(|(have, text)| Tick { have, text });
    prop_oneof![
        any_inks().prop_map(Block::Notice),
        any_inks().prop_map(Block::Header),
        any_inks().prop_map(Block::Heading),
        any_inks().prop_map(Block::Paragraph),
        (any::<Option<u64>>(), lines()).prop_map(|(start, items)| Block::List { start, items }),
        prop::collection::vec(tick, 0..4).prop_map(Block::Checklist),
        prop::collection::vec(prop::collection::vec((any_words(), any_inks()), 0..3), 0..3).prop_map(Block::Table),
        (tone, lines(), any::<bool>()).prop_map(|(tone, lines, folds)| Block::Note { tone, lines, folds }),
        any_words().prop_map(Block::Code),
        any_words().prop_map(|alt| Block::Picture { file: "media/x.png".to_owned(), alt }),
    ]
}

fn screen(blocks: Vec<Block>) -> Screen {
    Screen { blocks, choices: Vec::new() }
}

fn paragraph(words: String) -> Screen {
    screen(vec![Block::Paragraph(vec![Ink::Plain(words)])])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_screen_is_within_the_limits(blocks in prop::collection::vec(any_block(), 0..12)) {
        check(&screen(blocks))?;
    }

    #[test]
    fn what_is_read_is_what_was_inked(inks in prop::collection::vec(any_ink(), 0..30)) {
        let wanted: String = inks.iter().map(words).map(|w| nfc(w).into_owned()).collect();
        let read = dense(&check(&screen(vec![Block::Paragraph(inks)]))?);
        let wanted = dense(&wanted);
        // Telegram takes no message of blanks: a sign stands for it.
        prop_assert!(read == wanted || (wanted.trim().is_empty() && read == "…"), "{read:?} is not {wanted:?}");
    }

    #[test]
    fn no_control_character_reaches_the_terminal(blocks in prop::collection::vec(any_block(), 0..6), width in 0..90_usize) {
        for width in [None, Some(width)] {
            let text = ansi::draw(&screen(blocks.clone()), Style { color: false, width });
            prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
        }
    }

    #[test]
    fn any_bytes_of_html_strip_without_a_panic(html in any_words()) {
        strip_html(&html);
    }
}

#[test]
fn a_long_text_is_cut_between_blocks_then_lines_then_words() {
    let parts = |s: &Screen| draw(s.clone()).into_iter().map(|p| p.html).collect::<Vec<_>>();
    let block = |n: usize| Block::Paragraph(vec![Ink::Plain("x".repeat(n))]);
    assert_eq!(
        parts(&screen(vec![block(2000), block(2000), block(2000)])),
        ["x".repeat(2000) + "\n\n" + &"x".repeat(2000), "x".repeat(2000)]
    );
    assert_eq!(parts(&paragraph("a".repeat(3000) + "\n" + &"b ".repeat(1000)))[0], "a".repeat(3000));
    let words = parts(&paragraph("một hai ".repeat(1000)));
    assert!(words.iter().all(|w| w.starts_with("một") && w.ends_with("hai")), "{words:?}");
    // Two units each: 2048 a message, no half of one.
    assert_eq!(parts(&paragraph("📱".repeat(2049))), ["📱".repeat(2048), "📱".to_owned()]);
}

#[test]
fn a_mark_over_the_seam_is_closed_and_opened_again() {
    let screen =
        screen(vec![Block::Note { tone: Tone::Note, lines: vec![vec![Ink::Strong("a ".repeat(4000))]], folds: true }]);
    for part in draw(screen.clone()) {
        assert!(part.html.starts_with("<blockquote expandable><b>a "), "{}", part.html);
        assert!(part.html.ends_with(" a</b></blockquote>"), "{}", part.html);
    }
}

#[test]
fn a_hundred_entities_a_message() {
    let inks = (0..250).flat_map(|n| [Ink::Strong(n.to_string()), Ink::Plain(" ".to_owned())]).collect();
    assert_eq!(draw(screen(vec![Block::Paragraph(inks)])).len(), 3);
}

#[test]
fn pictures_come_first_and_the_buttons_last() {
    use camtay::engine::{Act, Choice, Group};
    let picture = |n: u8| Block::Picture { file: format!("media/{n}.png"), alt: format!("hình {n} <b>") };
    let text = |n: usize| Block::Paragraph(vec![Ink::Plain("x".repeat(n))]);
    let choice = Choice { label: "Tiếp".to_owned(), act: Act::Press("p".to_owned()), group: Group::On };
    let drawn = |blocks: Vec<Block>| {
        let parts = draw(Screen { blocks, choices: vec![vec![choice.clone()]] });
        assert_eq!(parts.iter().map(|p| p.choices.len()).sum::<usize>(), 1);
        assert_eq!(parts.last().map(|p| p.choices.len()), Some(1));
        parts.into_iter().map(|p| (p.picture.is_some(), p.html.len())).collect::<Vec<_>>()
    };
    assert_eq!(drawn(vec![text(9), picture(1)]), [(true, 9)]);
    assert_eq!(drawn(vec![text(1025), picture(1)]), [(true, "hình 1 &lt;b&gt;".len()), (false, 1025)]);
    assert_eq!(drawn(vec![picture(1), text(9), picture(2)]).len(), 3);
    assert_eq!(drawn(vec![picture(1)]), [(true, "hình 1 &lt;b&gt;".len())]);
    assert_eq!(drawn(vec![]), [(false, "…".len())]);
}
