//! The search's exam: queries that no example repeats, and what is done with what was heard.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use camtay::book::{Book, Urgent, read_vocabulary};
use camtay::engine::{Effect, Scene, find};
use common::{Citizen, TODAY, book, files};

/// A query, the guides that answer it (none: nothing does), its kind.
struct Question {
    words: String,
    wanted: BTreeSet<String>,
    kind: String,
}

fn exam() -> Vec<Question> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/queries/exam.tsv");
    let text = std::fs::read_to_string(path).expect("the exam");
    let question = |line: &str| {
        let mut parts = line.split('\t');
        let (words, ids, kind) = (parts.next()?, parts.next()?, parts.next()?);
        let wanted = ids.split(',').filter(|id| *id != "NONE").map(str::to_owned).collect();
        Some(Question { words: words.to_owned(), wanted, kind: kind.to_owned() })
    };
    text.lines().map(|line| question(line).unwrap_or_else(|| panic!("not a question: {line}"))).collect()
}

#[test]
fn the_exam_is_passed() {
    let book = book();
    let (mut asked, mut first, mut among, mut beside, mut fooled) = (0, 0, 0, 0, 0);
    let mut missed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for question in exam() {
        let found = find(&book, &question.words);
        if question.wanted.is_empty() {
            beside += 1;
            fooled += usize::from(!found.is_empty());
            continue;
        }
        asked += 1;
        first += usize::from(found.first().is_some_and(|id| question.wanted.contains(id)));
        if found.iter().take(3).any(|id| question.wanted.contains(id)) {
            among += 1;
        } else {
            missed.entry(question.kind).or_default().push(question.words);
        }
    }
    let percent = |n: usize, of: usize| n * 100 / of;
    println!("hit@1 {}%, hit@3 {}%, false {}%", percent(first, asked), percent(among, asked), percent(fooled, beside));
    assert!(asked > 350 && beside >= 50, "the exam is whole");
    assert!(percent(first, asked) >= 88, "the first answer is right for {first} of {asked}");
    assert!(percent(among, asked) >= 95, "one of three is right for {among} of {asked}: {missed:#?}");
    assert!(percent(fooled, beside) <= 15, "{fooled} of {beside} are no business of ours and got a guide");
}

#[test]
fn no_example_is_a_question_of_the_exam() {
    // An official name has one wording, and a code is a code.
    let own = exam().into_iter().filter(|q| q.kind != "formal");
    let asked: BTreeSet<String> = own.map(|q| q.words.to_lowercase()).collect();
    let book = book();
    let said = book.vocabulary.said.values().flat_map(|said| &said.texts);
    let aliases = book.guides.values().flat_map(|g| &g.front.aliases);
    let twice: Vec<&String> = said.chain(aliases).filter(|text| asked.contains(&text.to_lowercase())).collect();
    assert!(twice.is_empty(), "learnt by heart: {twice:?}");
}

#[test]
fn a_name_said_word_for_word_is_certain() {
    let book = book();
    for guide in book.guides.values().filter(|g| g.id != "chao-mung" && g.id != "chon-cach-nop") {
        for name in [&guide.front.title].into_iter().chain(&guide.front.code) {
            assert_eq!(find(&book, name).first(), Some(&guide.id), "{name}");
            assert_eq!(find(&book, &name.to_uppercase()).first(), Some(&guide.id), "{name}");
        }
    }
}

#[test]
fn slips_missing_blanks_and_telex_are_understood() {
    let book = book();
    for (words, id) in [
        ("khaisinhchocon", "khai-sinh"),
        ("ddawng kys keets hoon", "ket-hon"),
        ("dang ky tam trus", "tam-tru"),
        ("sang tên sổ đỏ", "dat-dai-bien-dong"),
        ("má em mới mất", "khai-tu"),
        ("con tôi sinh ở nhà", "khai-sinh"),
        ("how to register a marriage", "ket-hon"),
    ] {
        assert_eq!(find(&book, words).first().map(String::as_str), Some(id), "{words}");
    }
}

#[test]
fn the_same_lessons_give_the_same_answers() {
    let (one, mut other) = (book(), Book::default());
    other.guides.clone_from(&one.guides);
    other.vocabulary.clone_from(&one.vocabulary);
    for question in exam().iter().step_by(20) {
        let heard = one.index().hear(&question.words);
        assert_eq!(heard, other.index().hear(&question.words), "{}", question.words);
        let sum: f32 = heard.guides.iter().map(|g| g.1).chain(heard.beside.iter().map(|b| b.1)).sum();
        assert!((sum - 1.0).abs() < 0.02, "shares of one: {sum}");
    }
}

#[test]
fn danger_comes_first() {
    let book = book();
    for (words, urgent) in [
        ("nhà cháy rồi cứu với", vec![Urgent::Fire]),
        ("nha chay roi", vec![Urgent::Fire]),
        ("chồng tôi đang đánh tôi", vec![Urgent::Police]),
        ("ba tôi bị đột quỵ", vec![Urgent::Ambulance]),
        ("nhà chạy thận", vec![]),
        ("xin giấy khai sinh", vec![]),
    ] {
        assert_eq!(book.danger(words).urgent, urgent, "{words}");
    }
    let mut lan = Citizen::new(TODAY);
    lan.says("cháy nhà");
    let notices = &lan.seen.last().expect("a screen").notices;
    assert!(notices.iter().any(|line| line.contains("114")), "{notices:?}");
}

#[test]
fn each_kind_of_talk_is_answered_in_kind() {
    for (words, answer) in [
        ("chào em", "Chào"),
        ("cảm ơn nhiều nha", "không có gì"),
        ("đồ ngu", "xin lỗi"),
        ("nam mô a di đà phật", "bình an"),
    ] {
        let mut lan = Citizen::new(TODAY);
        lan.says("/start");
        lan.says(words);
        let show = lan.seen.last().expect("a screen");
        assert!(show.notices.iter().any(|line| line.contains(answer)), "{words}: {:?}", show.notices);
    }
}

#[test]
fn what_was_not_found_is_kept_without_the_person() {
    let mut lan = Citizen::new(TODAY);
    lan.says("/start");
    lan.says("giá vàng hôm nay của Nguyễn Thị Lan 0912345678");
    let missed = missed(&lan);
    assert_eq!(missed, [("giá vàng hôm nay của … …".to_owned(), Vec::new())]);
    lan.says("con tôi mới sinh");
    assert!(self::missed(&lan).is_empty(), "what was found is not missed");
    lan.presses("Không phải");
    assert_eq!(self::missed(&lan), [("con tôi mới sinh".to_owned(), vec!["khai-sinh".to_owned()])]);
    assert!(matches!(lan.seen.last().expect("a screen").scene, Scene::Plain { .. }));
}

fn missed(citizen: &Citizen) -> Vec<(String, Vec<String>)> {
    let effects = &citizen.last.as_ref().expect("a turn").effects;
    let miss = |effect: &Effect| match effect {
        Effect::Missed(miss) => Some((miss.words.clone(), miss.offered.clone())),
        _ => None,
    };
    effects.iter().filter_map(miss).collect()
}

#[test]
fn the_vocabulary_has_no_fault() {
    let (vocabulary, faults) = read_vocabulary("vi/tu-vung.toml", &files()["vi/tu-vung.toml"]);
    assert!(faults.is_empty(), "{faults:?}");
    assert!(vocabulary.said.len() >= 35 && vocabulary.beside.iter().all(|(_, texts)| texts.len() >= 20));
}

#[test]
fn a_page_of_slips_costs_no_more_than_a_question_of_them() {
    let (book, slips) = (book(), |n: usize| "sinhh ".repeat(n));
    assert!((book.index().hear(&slips(10)).known - 1.0).abs() < 1e-6, "each of ten is mended");
    let mended = book.index().hear(&slips(100)).known;
    assert!((mended - 0.16).abs() < 1e-6, "the first sixteen are mended, {mended} of a hundred were");
}
