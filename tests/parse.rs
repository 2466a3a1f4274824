//! Properties of reading: any bytes give a thing with faults, never a panic; every place lies in the file.

use camtay::book::{Block, Fault, Guide, Severity, Target, draw, read_guide, read_locality, read_words};
use proptest::prelude::*;

/// A whole guide, as the clerk would write it.
const EXAMPLE: &str = include_str!("guide-example.md");

/// What clerks write, whole and broken, to be mixed at random.
const SCRAPS: [&str; 60] = [
    "+++\n",
    "title = \"Đăng ký\"\n",
    "kind = \"procedure\"\n",
    "kind = \"skill\"\n",
    "fee = [\"{a} 5\", \"{b\"]\n",
    "[online]\n",
    "[post]\n",
    "accepts = \"file\"\n",
    "[checked]\non = 2026-11-23\n",
    "[[recommend]]\nway = \"online\"\n",
    "x = '''\n",
    "# Một\n",
    "## Hai {#hai}\n",
    "### Ba {#ba ask=date}\n",
    "#### Bốn\n",
    "## {a} Năm {b}\n",
    "Sáu\n===\n",
    "## \u{1e}{{a.b}} {#}\n",
    "- [Đi](#hai)\n",
    "- {a} [Đi](#ba?nho)\n",
    "- [ ] **Giấy**: một\n",
    "- [ ] {a} giấy\n",
    "1. một\n   {b} hai\n",
    "- [Chép](<copy:a b>)\n",
    "- [Mở](https://a.gov.vn)\n",
    "* [X](bai.md#buoc)\n",
    "[y](caller:#z)\n",
    "![hình](../media/a.png)\n",
    "[hư](#a b)\n",
    "{until 2027-02-28} x\n",
    "{from 2027-02-30} x\n",
    "{{office.phone}}",
    "{{a",
    "}}",
    "{",
    "}",
    "[",
    "](",
    "**",
    "*",
    "_",
    "`",
    "```\n",
    "> ",
    "> [!NOTE]\n",
    "> [!TIP] a\n",
    "<b>",
    "<div>\n",
    "</div>\n",
    "|a|b|\n|-|-|\n|c|d|\n",
    "\n",
    "\r\n",
    "  ",
    "\t",
    "&lt;",
    "&#123;&#123;a.b&#125;&#125;",
    "\\",
    "\u{feff}",
    "đ\u{301}",
    "{{ways}}\n\n",
];

fn scraps() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&SCRAPS[..]), 0..60).prop_map(|parts| parts.concat())
}

/// Line and column lie in the text, the column at most one behind the last character.
fn assert_inside(faults: &[Fault], text: &str) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for fault in faults {
        let line = text.split('\n').nth(fault.at.line - 1);
        let width = line.map(|line| line.chars().count());
        assert!(width.is_some_and(|w| (1..=w + 1).contains(&fault.at.column)), "{fault:?} in {text:?}");
        assert!(draw(fault, text).starts_with(&fault.path));
    }
}

fn read(text: &str) -> (Guide, Vec<Fault>) {
    let (guide, faults) = read_guide("vi/bai.md", text.as_bytes());
    (guide.expect("UTF-8 of less than a megabyte is a guide"), faults)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes);
        for faults in [read_guide("vi/a.md", &bytes).1, read_locality("locality.toml", &bytes).1, read_words("vi/phrases.toml", &bytes).1] {
            for fault in &faults {
                prop_assert!(draw(fault, &text).starts_with(&fault.path));
            }
        }
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,300}") {
        let (_, faults) = read(&text);
        assert_inside(&faults, &text);
        assert_inside(&read_locality("locality.toml", text.as_bytes()).1, &text);
    }

    #[test]
    fn any_mix_of_scraps_is_read(text in scraps()) {
        let (guide, faults) = read(&text);
        assert_inside(&faults, &text);
        for mention in &guide.mentions {
            prop_assert!(mention.step.is_none_or(|i| i < guide.steps.len()));
            prop_assert!(mention.at.line <= text.split('\n').count());
        }
        prop_assert_eq!(format!("{:?}", read(&text).0), format!("{guide:?}"));
    }

    #[test]
    fn scraps_under_a_sound_guide_leave_its_front_alone(text in scraps()) {
        let whole = format!("{EXAMPLE}\n\n{text}");
        let (guide, faults) = read(&whole);
        assert_inside(&faults, &whole);
        prop_assert_eq!(guide.front.code.as_deref(), Some("2.000635"));
        prop_assert!(guide.steps.len() >= 6);
    }

    #[test]
    fn a_mark_and_the_ends_of_lines_change_no_place(text in scraps()) {
        prop_assume!(!text.contains(['\r', '\u{feff}']));
        let marked = format!("\u{feff}{text}");
        prop_assert_eq!(read(&marked).1, read(&text).1);
    }
}

#[test]
fn the_example_of_the_guide_language_is_sound() {
    let (guide, faults) = read(EXAMPLE);
    assert_eq!(faults, []);
    let ids: Vec<&str> = guide.steps.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["cap-ban-sao-trich-luc", "cua-ai", "giay-to", "truc-tuyen", "mo-cong", "tim-thu-tuc"]);
    let stages: Vec<_> = guide.steps.iter().map(|s| (s.stage, s.ordinal)).collect();
    assert_eq!(stages, [(None, 0), (None, 1), (None, 2), (Some(3), 0), (Some(3), 1), (Some(3), 2)]);
    let papers = &guide.steps[2];
    assert!(
        matches!(papers.body.as_slice(), [Block::List { items, .. }] if items.len() == 3),
        "the button is no paper"
    );
    assert_eq!(papers.buttons.len(), 1);
    assert_eq!(guide.steps[1].buttons[1].remember.as_deref(), Some("xin-gium"));
    assert_eq!(guide.steps[4].buttons[1].target, Target::Guide { guide: "dang-nhap-cong".into(), step: None });
    assert_eq!(guide.stage_steps(3).collect::<Vec<_>>(), [4, 5]);
}

#[test]
fn windows_ends_of_lines_give_the_same_guide() {
    let windows = EXAMPLE.replace('\n', "\r\n");
    let (guide, faults) = read(&windows);
    assert_eq!(faults, []);
    let same = Guide { source: EXAMPLE.to_owned(), ..guide };
    assert_eq!(format!("{same:?}"), format!("{:?}", read(EXAMPLE).0));
}

#[test]
fn what_is_no_text_is_one_fault() {
    let huge: Vec<u8> = (0..100_000_000_u32).map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect();
    for bytes in [&huge[..], &huge[..1000], b"+++\n\xff\n"] {
        let (guide, faults) = read_guide("vi/a.md", bytes);
        assert!(guide.is_none());
        assert!(matches!(faults.as_slice(), [fault] if fault.severity == Severity::Error));
    }
}

#[test]
fn a_heap_of_one_sign_is_read_in_time() {
    for sign in [
        "{", "{{", "]", "](", "*", "> ", "- ", "[", "`", "{{a}}", "&#123;", "- [ ] ", "<", "![", "#", "{a} ", "a\\\n",
        "[a](b)", "**a ",
    ] {
        let text = format!("# a\n\n{}", sign.repeat((1 << 17) / sign.len()));
        let began = std::time::Instant::now();
        let (_, faults) = read(&text);
        assert_inside(&faults[..faults.len().min(3)], &text);
        assert!(began.elapsed().as_secs() < 10, "{sign:?} took {:?}", began.elapsed());
    }
}
