//! On a side branch what is lacking, in short and printed is the branch's own, never the main path's.

mod common;

use std::collections::BTreeSet;

use camtay::book::{Block, Guide, Item, Kind, Way, plain};
use camtay::engine::{Effect, Event, Known, Scene, Show, View};
use camtay::when::Moment;
use common::explore::{Stop, opening};
use common::{TODAY, book};

const SHARED: [&str; 4] = ["giay-to", "hoi-dap", "vuong-mac", "nhan-ket-qua"];

/// The side branches of a guide: each with its steps.
fn branches(guide: &Guide) -> Vec<(usize, Vec<usize>)> {
    let is_side = |id: &str| !SHARED.contains(&id) && Way::from_id(id).is_none();
    let stages = (0..guide.steps.len()).filter(|&n| guide.is_stage(n) && is_side(&guide.steps[n].id));
    let of = |stage| (0..guide.steps.len()).filter(|&n| n != stage && guide.steps[n].stage == Some(stage)).collect();
    stages.map(|stage| (stage, of(stage))).collect()
}

fn boxes(blocks: &[Block], out: &mut BTreeSet<String>) {
    let item = |item: &Item, out: &mut BTreeSet<String>| {
        out.extend(item.tick.clone());
        boxes(&item.nested, out);
    };
    for block in blocks {
        match block {
            Block::List { items, .. } => items.iter().for_each(|one| item(one, out)),
            Block::Note { blocks, .. } => boxes(blocks, out),
            _ => {}
        }
    }
}

fn words(show: &Show) -> String {
    match &show.scene {
        Scene::Plain { title, lines } => format!("{title}\n{}", lines.join("\n")),
        other => panic!("no plain screen but {other:?}"),
    }
}

#[test]
fn what_is_lacking_told_and_printed_is_the_branchs_own() {
    let (book, now) = (book(), Moment::of_day(TODAY, 8, 0));
    let (mut steps_seen, mut lists_seen) = (0, 0);
    for guide in book.guides.values().filter(|g| g.front.kind == Kind::Procedure) {
        for (stage, steps) in branches(guide) {
            let headings: BTreeSet<String> = steps.iter().map(|&n| plain(&guide.steps[n].heading)).collect();
            let mut own = BTreeSet::new();
            steps.iter().chain([&stage]).for_each(|&n| boxes(&guide.steps[n].body, &mut own));
            for &step in &steps {
                let link = format!("{}-{}", guide.id, guide.steps[step].id);
                let stop = opening(&book, &link, TODAY);
                let place = format!("{}#{}", guide.id, guide.steps[step].id);
                if stop.place != place {
                    continue;
                }
                steps_seen += 1;
                let say = |text: &str| Stop::after(&book, &stop.session, Event::Said(text.to_owned()), now);
                let lacking = say("còn thiếu gì").expect("a list").show.scene;
                let Scene::Lacking { papers, steps: to_come, known, .. } = lacking else {
                    panic!("{place}: {lacking:?}")
                };
                assert!(papers.iter().all(|paper| own.contains(paper)), "{place}: asks for {papers:?}, has {own:?}");
                assert!(to_come.iter().all(|step| headings.contains(step)), "{place}: {to_come:?} of {headings:?}");
                assert_eq!(known == Known::InSteps, papers.is_empty(), "{place}");
                lists_seen += usize::from(!papers.is_empty());
                let name = plain(&guide.steps[stage].heading);
                for asked in ["mất bao lâu", "bao nhiêu tiền", "nộp ở đâu"] {
                    let told = say(asked).expect("an answer");
                    if matches!(told.session.view, View::Told(_)) {
                        let told = words(&told.show);
                        assert!(told.contains(&format!("«{name}»")), "{place}: {asked}: {told}");
                    }
                }
                let printed = camtay::engine::turn(&book, &stop.session, Event::Said("in giấy".to_owned()), now);
                let sheets = printed.effects.iter().filter_map(|effect| match effect {
                    Effect::Print(sheet) => Some(sheet),
                    _ => None,
                });
                for sheet in sheets {
                    assert!(sheet.title.ends_with(&name), "{place}: {}", sheet.title);
                    assert!(sheet.facts.iter().all(|fact| Some(&fact.value) != guide.front.code.as_ref()), "{place}");
                    assert!(sheet.papers.items.iter().all(|paper| own.contains(&paper.label)), "{place}");
                }
            }
        }
    }
    assert!(steps_seen >= 80 && lists_seen >= 3, "{steps_seen} steps, {lists_seen} lists");
}

/// The case of the finding: a birth with a father who recognizes the child.
#[test]
fn a_birth_with_a_recognition_lists_five_papers() {
    let (book, now) = (book(), Moment::of_day(TODAY, 8, 0));
    let stop = opening(&book, "khai-sinh-mang-theo-gi", TODAY);
    let asked = Stop::after(&book, &stop.session, Event::Said("còn thiếu gì".to_owned()), now).expect("a list");
    let Scene::Lacking { papers, .. } = asked.show.scene else { panic!("a list") };
    assert_eq!(papers.len(), 5, "{papers:?}");
}

/// A fee that hangs on answers not given yet is told with each of them; on every guide, nothing of one branch for another.
#[test]
fn a_fee_that_hangs_on_answers_is_told_with_each() {
    let (book, now) = (book(), Moment::of_day(TODAY, 8, 0));
    let told = |link: &str| {
        let stop = opening(&book, link, TODAY);
        words(&Stop::after(&book, &stop.session, Event::Said("bao nhiêu tiền".to_owned()), now).expect("told").show)
    };
    let birth = told("khai-sinh");
    assert!(birth.contains("– Trong 60 ngày: miễn phí\n– Quá 60 ngày: "), "{birth}");
    let card = told("can-cuoc");
    assert!(card.contains("– Làm lần đầu / Trẻ dưới 14 tuổi: miễn phí\n"), "{card}");
    // Once it is answered, the one that holds alone.
    let mut stop = opening(&book, "khai-sinh-ngay-sinh", TODAY);
    stop = Stop::after(&book, &stop.session, Event::Said("20/11/2026".to_owned()), now).expect("a step");
    let fee = Stop::after(&book, &stop.session, Event::Said("bao nhiêu tiền".to_owned()), now).expect("told");
    let fee = words(&fee.show);
    assert!(fee.contains("Miễn phí") && !fee.contains("Quá 60 ngày"), "{fee}");
}

/// The three facts of an opening stand there wherever they are the same for everybody and the screen stays one of twelve lines below its heading.
#[test]
fn an_opening_tells_place_money_and_time() {
    let book = book();
    let procedures: Vec<&Guide> =
        book.guides.values().map(AsRef::as_ref).filter(|g| g.front.kind == Kind::Procedure).collect();
    let mut told = 0;
    for guide in &procedures {
        let stop = opening(&book, &guide.id, TODAY);
        let screen = camtay::screen::compose(&book, &stop.show);
        let seen = camtay::front::ansi::draw(&screen, camtay::front::ansi::Style::default());
        told += usize::from(["Ở đâu: ", "Tiền: ", "Bao lâu: "].iter().any(|fact| seen.contains(fact)));
        let tall = camtay::screen::measure(&screen);
        assert!(tall <= 13, "{}: {tall} lines, heading included: {seen}", guide.id);
    }
    assert!(told * 5 >= procedures.len() * 4, "{told} of {}", procedures.len());
}
