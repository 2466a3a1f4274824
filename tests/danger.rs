//! Danger: what several hands wrote in a hurry, and what sounds like it and is none; half of it was never looked at.

mod common;

use camtay::book::{Book, Urgent};
use common::book;
use unicode_normalization::UnicodeNormalization;

/// What the half that nobody looked at came to, of a thousand; 10 and 5 are wanted.
const MISSED_APART: usize = 60;
const FALSE_APART: usize = 15;
/// What another way of typing may lose, of a thousand: a word that is an everyday one without its marks.
const LOST: usize = 10;

/// A sentence, and the numbers of which one must be shown; none where it is no danger.
struct Told {
    numbers: Vec<String>,
    words: String,
}

fn corpus(name: &str) -> Vec<Told> {
    let path =
        std::env::var("DANGER").unwrap_or_else(|_| format!("{}/tests/queries/{name}", env!("CARGO_MANIFEST_DIR")));
    let text = std::fs::read_to_string(path).expect("the corpus");
    let told = |line: &str| {
        let (numbers, words) = line.split_once('\t')?;
        let numbers = numbers.split(',').map(str::trim).filter(|n| *n != "NONE").map(str::to_owned).collect();
        Some(Told { numbers, words: words.to_owned() })
    };
    text.lines().map(|line| told(line).unwrap_or_else(|| panic!("no row: {line}"))).collect()
}

/// The numbers a text is answered with.
fn shown(book: &Book, words: &str) -> Vec<&'static str> {
    let number = |urgent: &Urgent| match urgent {
        Urgent::Police => "113",
        Urgent::Fire => "114",
        Urgent::Ambulance => "115",
        Urgent::Child => "111",
    };
    book.danger(words).urgent.iter().map(number).collect()
}

/// Missed of how many, false of how many.
#[derive(Debug, Default)]
struct Totals {
    missed: usize,
    danger: usize,
    false_alarms: usize,
    calm: usize,
}

fn measured(rows: &[Told], name: &str, aloud: bool) -> Totals {
    let (book, mut totals) = (book(), Totals::default());
    for Told { numbers, words } in rows {
        let shown = shown(&book, words);
        if numbers.is_empty() {
            totals.calm += 1;
            totals.false_alarms += usize::from(!shown.is_empty());
            if aloud && !shown.is_empty() {
                println!("false {shown:?}: {words}");
            }
        } else {
            totals.danger += 1;
            let caught = numbers.iter().any(|n| shown.contains(&n.as_str()));
            totals.missed += usize::from(!caught);
            if aloud && !caught {
                println!("missed {numbers:?} {shown:?}: {words}");
            }
        }
    }
    println!("{name}: {totals:?}");
    totals
}

/// At most so many of a thousand.
fn at_most(n: usize, of: usize, thousandth: usize, what: &str) {
    assert!(n * 1000 <= of * thousandth, "{what}: {n} of {of}, more than {thousandth} of a thousand");
}

#[test]
fn what_was_seen_is_caught() {
    let totals = measured(&corpus("danger.tsv"), "seen", true);
    at_most(totals.missed, totals.danger, 20, "missed");
    at_most(totals.false_alarms, totals.calm, 5, "false");
}

#[test]
fn what_was_kept_apart_is_caught() {
    let totals = measured(&corpus("danger-apart.tsv"), "apart", false);
    at_most(totals.missed, totals.danger, MISSED_APART, "missed");
    at_most(totals.false_alarms, totals.calm, FALSE_APART, "false");
}

/// How a hand writes a sentence.
type Hand = fn(&str) -> String;

const HANDS: [(&str, Hand); 10] = [
    ("without marks", without_marks),
    ("decomposed", |text| text.nfd().collect()),
    ("in capitals", str::to_uppercase),
    ("between emoji", |text| format!("🆘😭{text}🔥❗️")),
    ("in curly quotes", |text| format!("“{}”…", text.replace(' ', " “"))),
    ("with ellipses", |text| text.replace(' ', "… ")),
    ("with tones in the other place", |text| moved(text)),
    ("half marked", |text| words(text, |n, word| if n % 2 == 0 { without_marks(word) } else { word.to_owned() })),
    ("in the keys of Telex", |text| words(text, |_, word| keyed(word, &TELEX))),
    ("in the keys of VNI", |text| words(text, |_, word| keyed(word, &VNI))),
];

const TELEX: [&str; 9] = ["s", "f", "r", "x", "j", "^", "w", "w", "d"];
const VNI: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const SIGNS: [char; 8] = ['\u{301}', '\u{300}', '\u{309}', '\u{303}', '\u{323}', '\u{302}', '\u{31b}', '\u{306}'];

fn words(text: &str, each: impl Fn(usize, &str) -> String) -> String {
    text.split(' ').enumerate().map(|(n, word)| each(n, word)).collect::<Vec<_>>().join(" ")
}

fn without_marks(text: &str) -> String {
    text.nfd()
        .filter(|c| !SIGNS.contains(c))
        .map(|c| {
            if c == 'đ' {
                'd'
            } else if c == 'Đ' {
                'D'
            } else {
                c
            }
        })
        .collect()
}

/// A word as the keys that type it: the tone's last, the others behind their letter.
fn keyed(word: &str, keys: &[&str; 9]) -> String {
    let (mut out, mut tone, mut signs) = (String::new(), "", String::new());
    for c in word.nfd() {
        match SIGNS.iter().position(|sign| *sign == c) {
            Some(n) if n < 5 => tone = keys[n],
            // Telex types the letter itself again.
            Some(5) if keys[5] == "^" => out.extend(out.chars().last()),
            Some(n) => out.push_str(keys[n]),
            None if c == 'đ' || c == 'Đ' => {
                out.push('d');
                out.push_str(keys[8]);
            }
            None if c.is_alphanumeric() => out.push(c),
            None => signs.push(c),
        }
    }
    out + tone + &signs
}

fn moved(text: &str) -> String {
    let pairs = [
        "óa oá",
        "òa oà",
        "ỏa oả",
        "õa oã",
        "ọa oạ",
        "óe oé",
        "òe oè",
        "ỏe oẻ",
        "ọe oẹ",
        "úy uý",
        "ùy uỳ",
        "ủy uỷ",
        "ụy uỵ",
    ];
    pairs.iter().filter_map(|pair| pair.split_once(' ')).fold(text.to_owned(), |text, (new, old)| {
        let aside = text.replace(new, "\u{1}");
        aside.replace(old, new).replace('\u{1}', old)
    })
}

#[test]
fn danger_is_caught_however_it_is_typed() {
    let book = book();
    let caught = |words: &str, numbers: &[String]| {
        let shown = shown(&book, words);
        numbers.iter().any(|n| shown.contains(&n.as_str()))
    };
    let seen = corpus("danger.tsv");
    let told: Vec<&Told> = seen.iter().filter(|told| caught(&told.words, &told.numbers)).collect();
    for (name, hand) in HANDS {
        let lost: Vec<String> =
            told.iter().map(|t| (hand(&t.words), t)).filter(|(w, t)| !caught(w, &t.numbers)).map(|(w, _)| w).collect();
        println!("{name}: {} of {} lost: {lost:#?}", lost.len(), told.len());
        at_most(lost.len(), told.len(), LOST, name);
    }
}

#[test]
fn danger_is_caught_in_english_too() {
    let home = book();
    let english = home.in_language("en");
    for (number, words) in [
        ("113", "somebody broke into my house please help"),
        ("113", "my husband hits me"),
        ("113", "a man with a knife is following me"),
        ("113", "I was robbed at the market"),
        ("113", "he locked me in and won't let me go"),
        ("114", "the kitchen is on fire"),
        ("114", "i smell gas"),
        ("114", "a boy fell into the river"),
        ("114", "we are trapped in the flood, water is rising"),
        ("114", "she is going to jump off the bridge"),
        ("115", "my wife fainted and is not breathing"),
        ("115", "a snake bit my son"),
        ("115", "he drank pesticide"),
        ("115", "her water broke"),
        ("115", "I want to kill myself"),
        ("115", "motorbike accident, bleeding badly"),
        ("111", "my neighbour beats her child"),
        ("111", "I lost my son at the beach"),
        ("111", "a baby abandoned at the pagoda"),
    ] {
        assert!(shown(english, words).contains(&number), "{words}: {:?}", shown(english, words));
    }
    for words in [
        "my father died of a stroke last year, I need a death certificate",
        "I lost my passport",
        "the paper burned in a fire years ago",
        "register the baby",
        "is it open now",
        "disability after a road accident last year",
        "fire safety permit for my shop",
        "health insurance for my child",
        "how much does it cost",
        "my wife is pregnant, which papers for the birth",
        "the website is not working, I am stuck",
        "can my wife jump the queue",
    ] {
        assert!(shown(english, words).is_empty(), "{words}: {:?}", shown(english, words));
    }
}
