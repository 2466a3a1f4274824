//! What Markdown becomes: pieces, items, notes, pictures, text as written.

use camtay::book::{Block, Condition, Fact, Guide, Item, Piece, Span, Target, Tone, plain, read_guide};

fn guide(body: &str) -> Guide {
    slipped(body, &[])
}

/// The same, of a text that `check` names an error in, at these lines of the body.
fn slipped(body: &str, lines: &[usize]) -> Guide {
    let text = format!("+++\ntitle = \"Thử\"\nkind = \"skill\"\n+++\n\n# Thử\n{body}");
    let (guide, faults) = read_guide("vi/thu.md", text.as_bytes());
    let told: Vec<usize> = faults.iter().map(|fault| fault.at.line - ABOVE).collect();
    assert_eq!(told, lines, "{body}{faults:?}");
    guide.expect("a text of ours")
}

/// The lines above a body.
const ABOVE: usize = 6;

fn body(text: &str) -> Vec<Block> {
    guide(text).steps.swap_remove(0).body
}

fn items(block: &Block) -> &[Item] {
    match block {
        Block::List { items, .. } => items,
        other => panic!("no list: {other:?}"),
    }
}

fn pieces(block: &Block) -> Vec<(usize, String)> {
    match block {
        Block::Paragraph(pieces) => pieces.iter().map(|p| (p.when.len(), plain(&p.text))).collect(),
        other => panic!("no paragraph: {other:?}"),
    }
}

fn words(text: &str) -> Span {
    Span::Text(text.to_owned())
}

#[test]
fn a_condition_governs_its_line_with_those_after_it() {
    let read = body("Một\nhai\n{a} {!b} ba\nbốn\n{until 2027-02-28} **năm** sáu\n");
    let expected = [(0, "Một hai"), (2, "ba bốn"), (1, "năm sáu")].map(|(n, text)| (n, text.to_owned()));
    assert_eq!(pieces(&read[0]), expected);
}

#[test]
fn a_hard_break_stays_within_its_piece() {
    let [Block::Paragraph(read)] = &body("một  \nhai\\\n{a} ba\n")[..] else { panic!("one paragraph") };
    assert_eq!(read[0].text, [words("một"), Span::Break, words("hai")]);
    assert_eq!(read[1], Piece { when: vec![Condition::Is("a".into())], text: vec![words("ba")] });
}

#[test]
fn a_checklist_gives_its_trailing_links_to_the_buttons() {
    for gap in ["", "\n"] {
        let read = guide(&format!(
            "- [ ] **Giấy A**: một\n- [x] {{a}} giấy B\n{gap}- [Đi](#thu)\n- {{a}} [Xem](https://a.gov.vn/?x=1)\n"
        ));
        let step = &read.steps[0];
        let ticks: Vec<_> = items(&step.body[0]).iter().map(|i| (i.tick.as_deref(), i.when.len())).collect();
        assert_eq!(ticks, [(Some("Giấy A"), 0), (Some("giấy B"), 1)]);
        let labels: Vec<_> = step.buttons.iter().map(|b| (plain(&b.label), b.when.len())).collect();
        assert_eq!(labels, [("Đi".to_owned(), 0), ("Xem".to_owned(), 1)]);
        assert_eq!(step.buttons[0].target, Target::Step("thu".into()));
    }
}

#[test]
fn a_link_that_is_not_alone_or_not_last_is_text() {
    let read = slipped("- [Một](#thu)\n- rồi [Hai](#thu)\n- [Ba](#thu)\n", &[1]);
    assert_eq!(items(&read.steps[0].body[0]).len(), 2);
    assert_eq!(read.steps[0].buttons.len(), 1);
    let read = slipped("- [Một](#thu)\n\nHết.\n", &[1]);
    assert!(read.steps[0].buttons.is_empty());
}

#[test]
fn two_lists_of_links_are_all_buttons() {
    let read = guide("- giấy\n\n* [Một](#thu)\n\n+ [Hai](#thu)\n");
    let labels: Vec<_> = read.steps[0].buttons.iter().map(|b| plain(&b.label)).collect();
    assert_eq!(labels, ["Một", "Hai"]);
    assert_eq!(read.steps[0].body.len(), 1);
}

#[test]
fn facts_are_spans_even_between_signs_that_markdown_knows() {
    let [Block::Paragraph(read)] = &body("Gọi **{{office.phone}}**_nhé_, {{commune.name}}.\n")[..] else {
        panic!("one paragraph")
    };
    let fact = |path: &str| Span::Fact(Fact { path: path.split('.').map(str::to_owned).collect() });
    assert_eq!(read[0].text[1], Span::Strong(vec![fact("office.phone")]));
    assert!(read[0].text.contains(&fact("commune.name")));
}

#[test]
fn html_is_text_as_written() {
    assert_eq!(
        pieces(&slipped("a <b>đậm</b> &lt;c&gt;\n", &[1]).steps[0].body[0]),
        [(0, "a <b>đậm</b> <c>".to_owned())]
    );
    let read = slipped("<div>\nmột\n</div>\n", &[1]).steps.swap_remove(0).body;
    let expected = vec![words("<div>"), Span::Break, words("một"), Span::Break, words("</div>")];
    assert_eq!(read, [Block::Paragraph(vec![Piece { when: Vec::new(), text: expected }])]);
}

#[test]
fn pictures_leave_the_text_they_stand_in() {
    let read = body("Nhìn ![nút đỏ](../media/a/nut.png) này.\n");
    assert_eq!(pieces(&read[0]), [(0, "Nhìn  này.".to_owned())]);
    assert_eq!(read[1], Block::Picture { file: "media/a/nut.png".into(), alt: "nút đỏ".into() });
    let read = body("- {a} ![nút đỏ](../media/nut.png)\n- Nhìn\n  ![nút](../media/nut.png)\n");
    let read = items(&read[0]);
    assert_eq!((read[0].when.len(), read[0].nested.len(), plain(&read[1].text)), (1, 1, "Nhìn".to_owned()));
}

#[test]
fn notes_have_their_tone() {
    let read = body("> [!WARNING]\n> Coi chừng.\n\n> Lời trích.\n\n> [!NOTE]\n> - {a} một\n> - hai\n");
    let tones: Vec<_> = read
        .iter()
        .map(|block| match block {
            Block::Note { tone, blocks } => (*tone, blocks.len()),
            other => panic!("no note: {other:?}"),
        })
        .collect();
    assert_eq!(tones, [(Tone::Warning, 1), (Tone::Quote, 1), (Tone::Note, 1)]);
}

#[test]
fn items_hold_what_stands_under_them() {
    let read = body("3. một\n   {a} hai\n\n   ba\n   - bốn\n4. năm\n");
    let Block::List { start: Some(3), items } = &read[0] else { panic!("a numbered list: {read:?}") };
    assert_eq!(plain(&items[0].text), "một");
    assert_eq!(pieces(&items[0].nested[0]), [(1, "hai".to_owned())]);
    assert_eq!(pieces(&items[0].nested[1]), [(0, "ba".to_owned())]);
    assert_eq!(items[0].nested.len(), 3);
}

#[test]
fn tables_code_and_the_ways_are_blocks_of_their_own() {
    let read = body("| a | b |\n|---|---|\n| c | **d** |\n\n```\nmột {a}\n```\n\n{{ways}}\n");
    let Block::Table { head, rows } = &read[0] else { panic!("a table: {read:?}") };
    assert_eq!((head.len(), rows.len(), plain(&rows[0][1])), (2, 1, "d".to_owned()));
    assert_eq!(read[1..], [Block::Code("một {a}".into()), Block::Ways]);
}

#[test]
fn stages_count_their_own_steps() {
    let read = guide("Lời.\n\n## A\n### A1\n### A2\n## B\n## C {#truc-tuyen}\nMột.\n## {a} Ít ai tới\n");
    let places: Vec<_> = read.steps.iter().map(|s| (s.id.as_str(), s.stage, s.ordinal)).collect();
    let expected = [
        ("thu", None, 0),
        ("a", Some(1), 0),
        ("a1", Some(1), 1),
        ("a2", Some(1), 2),
        ("b", None, 1),
        ("truc-tuyen", Some(5), 0),
        ("it-ai-toi", None, 2),
    ];
    assert_eq!(places, expected);
    assert_eq!(read.steps[6].when, [Condition::Is("a".into())]);
}
