//! Danger in a conversation: the numbers stand above what is at hand, nothing moves, and an answer is no alarm.

mod common;

use camtay::engine::View;
use common::{Citizen, TODAY};

fn notices(lan: &Citizen) -> String {
    lan.seen.last().expect("a screen").notices.join("\n")
}

const NUMBERS: [&str; 4] = ["111", "113", "114", "115"];

fn warns(lan: &Citizen) -> bool {
    NUMBERS.iter().any(|number| notices(lan).contains(number))
}

/// A citizen whom `words` brought to a step.
fn at(words: &[&str]) -> Citizen {
    let mut lan = Citizen::new(TODAY);
    for word in words {
        lan.says(word);
    }
    lan
}

/// Steps of every kind: one that asks for a day, one with answers, the papers, a way, a look aside, a name, a search's question.
const PLACES: [&[&str]; 7] = [
    &["/start khai-sinh", "1"],
    &["/start xac-nhan-hon-nhan", "1"],
    &["/start khai-sinh-giay-to"],
    &["/start khai-sinh-truc-tuyen"],
    &["/start khai-sinh", "1", "còn thiếu gì"],
    &["/start khai-tu"],
    &["mat giay khai sinh"],
];

#[test]
fn danger_that_happens_now_warns_at_every_step_and_moves_nothing() {
    for place in PLACES {
        for cry in [
            "cứu với nhà tôi cháy",
            "cuu voi nha toi chay",
            "ba tôi đang co giật",
            "trộm đang trong nhà tôi",
            "CỨU EM 🆘 chồng đang đánh em…",
        ] {
            let mut lan = at(place);
            let (here, view, labels) = (lan.place(), lan.session.view.clone(), lan.labels());
            let dossiers = lan.session.dossiers.clone();
            lan.says(cry);
            assert!(warns(&lan), "{place:?}: {cry}: {}", notices(&lan));
            assert_eq!((lan.place(), &lan.session.view), (here, &view), "{place:?}: {cry}");
            let answers = |walks: &[camtay::engine::Walk]| walks.iter().map(|w| w.typed.clone()).collect::<Vec<_>>();
            assert_eq!(answers(&lan.session.dossiers), answers(&dossiers), "{cry} is kept as no answer");
            assert!(
                lan.labels().iter().all(|label| labels.contains(label) || label.contains("iữ")),
                "{place:?}: the same screen"
            );
        }
    }
}

#[test]
fn the_bare_name_of_a_danger_is_an_answer_where_one_is_asked() {
    for place in [PLACES[0], PLACES[1]] {
        for cause in
            ["đột quỵ", "tai nạn giao thông", "do tai biến", "chết đuối", "cháy nhà", "bạo hành", "treo cổ", "dot quy"]
        {
            let mut lan = at(place);
            lan.says(cause);
            assert!(!warns(&lan), "{place:?}: {cause}: {}", notices(&lan));
        }
    }
    for cause in ["đột quỵ", "cháy nhà", "bị cướp", "đuối nước", "dot quy"] {
        assert!(warns(&at(&["/start", cause])), "{cause}");
        assert!(warns(&at(&[cause])), "{cause}");
    }
}

#[test]
fn a_name_and_a_long_story_are_read_for_danger_too() {
    let mut lan = at(&["/start khai-sinh", "1", "/hoso"]);
    let dossier = lan.labels()[0].clone();
    lan.presses(&dossier);
    let naming = lan.labels().into_iter().find(|label| label.contains("cho ai")).expect("a button that names");
    lan.presses(&naming);
    lan.says("cứu với chồng đang đánh em");
    assert!(warns(&lan) && lan.session.dossiers[0].whom.is_none());
    assert!(matches!(lan.session.view, View::Naming(_)));
    let long = format!("{} cứu với, nó đang đánh tôi", "tôi kể đầu đuôi ".repeat(50));
    assert!(warns(&at(&["/start", &long])));
    assert!(warns(&at(&["/start", "/timkiem cứu với nhà đang cháy"])));
}

#[test]
fn what_only_sounds_like_danger_is_none() {
    for calm in [
        "cháy công chứng giấy tờ",
        "giấy tờ bị cháy năm ngoái",
        "chồng tôi mất vì đột quỵ",
        "khai tử người chết đuối",
        "tai nạn giao thông mất bằng lái",
        "bị mất trộm giấy tờ tuần trước",
        "nhà chạy thận",
        "xin giấy khai sinh",
        "bạo lực gia đình đã ly hôn xin giấy độc thân",
        "chạy xe ôm có phải đăng ký không",
        "mệt muốn chết với mấy cái giấy này",
        "đánh máy sai tên",
        "cựu chiến binh mất mai táng phí bao nhiêu",
        "kẹt xe nên trễ hẹn",
        "công ty bị cháy năm 2020, mất sổ bảo hiểm",
    ] {
        assert!(!warns(&at(&["/start", calm])), "{calm}: {}", notices(&at(&["/start", calm])));
    }
}
