//! The HTML fitter: any screen becomes messages that Telegram takes, and every word of it is in one of them.

use camtay::screen::{Act, Block, Choice, Group, Ink, Look, Said, Screen, Tick, Tone, lines, nfc};
use camtay::sender::draw::{draw, strip_html};
use camtay::sender::job::Part;

use super::tape::Tape;
use crate::town::html::plain;

const WORDS: [&str; 22] = [
    "a",
    "Giấy khai sinh",
    "<b>",
    "&amp;",
    "&",
    "\"",
    "<",
    ">",
    "👨‍👩‍👧",
    "\u{10348}",
    "e\u{301}",
    "\n",
    "\n\n",
    " ",
    "   ",
    "\u{a0}",
    "\t",
    "\u{202e}",
    "</blockquote>",
    "&lt;",
    "x\r\ny",
    "…",
];

pub fn mutated(tape: &mut Tape<'_>) -> Vec<u8> {
    let blocks = (0..=tape.below(12)).map(|_| block(tape)).collect();
    let choices = if tape.once_in(3) { vec![vec![choice(tape)]] } else { Vec::new() };
    serde_json::to_vec(&Screen { blocks, choices }).expect("a screen can be stored")
}

fn choice(tape: &mut Tape<'_>) -> Choice {
    Choice { label: words(tape), act: Act::Press("t".repeat(1 + tape.below(64))), group: Group::On }
}

fn block(tape: &mut Tape<'_>) -> Block {
    match tape.byte() % 11 {
        0 => Block::Notice(inks(tape)),
        1 => Block::Header(inks(tape)),
        2 => Block::Heading(inks(tape)),
        3 => Block::List { start: tape.once_in(2).then_some(u64::MAX - 1), items: many(tape, inks) },
        4 => Block::Checklist(many(tape, |tape| Tick { have: tape.once_in(2), text: inks(tape) })),
        5 => Block::Table(many(tape, |tape| many(tape, |tape| (words(tape), inks(tape))))),
        6 => {
            let tone = [Tone::Tip, Tone::Warning, Tone::Note, Tone::Quote][tape.below(4)];
            Block::Note { tone, lines: many(tape, inks), folds: tape.once_in(2) }
        }
        7 => Block::Code(words(tape)),
        8 => Block::Picture { file: "media/a.png".to_owned(), alt: words(tape) },
        _ => Block::Paragraph(inks(tape)),
    }
}

fn many<T>(tape: &mut Tape<'_>, one: impl Fn(&mut Tape<'_>) -> T) -> Vec<T> {
    (0..tape.below(6)).map(|_| one(tape)).collect()
}

fn inks(tape: &mut Tape<'_>) -> Vec<Ink> {
    let one = |tape: &mut Tape<'_>| match tape.byte() % 8 {
        0 => Ink::Strong(words(tape)),
        1 => Ink::Emphasis(words(tape)),
        2 => Ink::Struck(words(tape)),
        3 => Ink::Code(words(tape)),
        4 => Ink::Link { url: format!("https://a.gov.vn/{}", words(tape)), text: words(tape) },
        5 => Ink::Break,
        _ => Ink::Plain(words(tape)),
    };
    let some = many(tape, one);
    // More marks than a message may have.
    if tape.once_in(8) { some.iter().cloned().cycle().take(some.len() * 40).collect() } else { some }
}

/// Some words; now and then far longer than a message.
fn words(tape: &mut Tape<'_>) -> String {
    let some: String = (0..tape.below(6)).map(|_| tape.pick(&WORDS)).collect();
    if tape.once_in(8) { some.repeat(tape.below(2_500)) } else { some }
}

pub fn judge(bytes: &[u8]) {
    let Ok(screen) = serde_json::from_slice::<Screen>(bytes) else { return };
    if screen.choices.iter().flatten().any(|c| !matches!(&c.act, Act::Press(t) if (1..=64).contains(&t.len()))) {
        return;
    }
    let parts = draw(screen.clone());
    assert!(!parts.is_empty(), "a screen is at least one message");
    let last = parts.len() - 1;
    for (n, part) in parts.iter().enumerate() {
        fits(part);
        assert_eq!(part.choices.is_empty(), n != last || screen.choices.is_empty(), "the buttons are on the last");
    }
    nothing_is_lost(&screen, &parts);
}

/// Telegram's limits: after parsing, 4096 units (1024 beside a picture) and 100 entities; and words that can be read.
fn fits(part: &Part) {
    let read = plain(&part.html).unwrap_or_else(|refusal| panic!("{}: {}", refusal.words, part.html));
    let most = if part.picture.is_some() { 1024 } else { 4096 };
    assert!(read.encode_utf16().count() <= most, "{} units", read.encode_utf16().count());
    assert!(part.picture.is_some() || !read.is_empty(), "a message without words is refused");
    assert!(part.html.matches("</").count() <= 100, "{} entities", part.html.matches("</").count());
    assert!(part.html.len() <= 32_768, "{} bytes", part.html.len());
    assert!(strip_html(&part.html).trim() == read, "without its marks it reads the same");
}

/// The letters of every line of the screen, in order, are the letters of the messages.
fn nothing_is_lost(screen: &Screen, parts: &[Part]) {
    let mut wanted = String::new();
    for line in lines(screen).iter().filter(|line| line.look != Look::Picture) {
        line.lead.write(&mut wanted);
        if !line.head.is_empty() {
            wanted += &nfc(line.head);
            wanted.push(':');
        }
        match line.said {
            Said::Raw(words) => wanted += &nfc(words),
            Said::Ink(inks) => inks.iter().for_each(|ink| wanted += &nfc(words_of(ink))),
        }
    }
    // Several pictures, or one whose words are too long for a caption, have their own words beside them.
    let pictures = parts.iter().filter(|part| part.picture.is_some()).count();
    let with_text = parts.len() == 1 && pictures == 1;
    let text = parts.iter().filter(|part| with_text || part.picture.is_none());
    let got: String = text.map(|part| plain(&part.html).expect("judged above")).collect();
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let (wanted, got) = (letters(&wanted), letters(&got));
    assert!(wanted == got || wanted.is_empty() && (got == "…" || with_text), "{wanted}\nbecame\n{got}");
}

fn words_of(ink: &Ink) -> &str {
    match ink {
        Ink::Plain(words) | Ink::Strong(words) | Ink::Emphasis(words) | Ink::Struck(words) | Ink::Code(words) => words,
        Ink::Link { text, .. } => text,
        Ink::Break => "",
    }
}
