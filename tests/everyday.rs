//! Everyday words that sound like the name of a procedure: days, people, particles. None of them is surely one.

mod common;

use camtay::engine::View;
use common::{Citizen, TODAY};

/// May be asked back as a list, never as one guide.
const EVERYDAY: [&str; 62] = [
    "mai",
    "ngày mai",
    "chị Mai ơi",
    "mai mốt",
    "mai mốt làm",
    "mai tôi lên xã được không",
    "sáng mai",
    "mai nha",
    "để mai",
    "cô Mai",
    "ngay mai",
    "chi mai oi",
    "tuất",
    "năm tuất",
    "tuổi tuất",
    "đăng",
    "anh Đăng ơi",
    "chú Đăng",
    "lan",
    "chị Lan ơi",
    "hồng",
    "cô Hồng ơi",
    "sinh",
    "anh Sinh ơi",
    "tử",
    "tử tế",
    "chứng",
    "hôn",
    "nụ hôn",
    "hoàng hôn",
    "cư",
    "trú mưa",
    "trú",
    "đất nước",
    "bảo",
    "anh Bảo ơi",
    "ai bảo",
    "hộ",
    "tịch",
    "khai",
    "anh Khai ơi",
    "khai mạc",
    "hạnh",
    "thanh",
    "trung",
    "thương",
    "hương",
    "xuân",
    "thu",
    "đông",
    "chủ nhật",
    "tối qua",
    "chiều nay",
    "bây giờ",
    "lát nữa",
    "khoan đã",
    "vậy hả",
    "sao vậy",
    "rồi sao",
    "mốt",
    "thiệt hả",
    "trời đất ơi",
];

#[test]
fn an_everyday_word_is_never_surely_a_guide() {
    let mut wrong = Vec::new();
    for words in EVERYDAY {
        let mut lan = Citizen::new(TODAY);
        lan.says("/start");
        lan.says(words);
        if let View::Found(guides) = &lan.session.view
            && guides.len() < 2
        {
            wrong.push((words, guides.clone()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn tomorrow_is_no_funeral_and_no_search_where_a_day_is_asked() {
    for words in ["ngày mai", "ngay mai", "NGÀY MAI", "mai"] {
        let mut lan = Citizen::new(TODAY);
        lan.says("/start khai-sinh");
        lan.says("1");
        let place = lan.place();
        lan.says(words);
        assert_eq!(lan.place(), place, "{words}");
        assert!(!matches!(lan.session.view, View::Found(_)), "{words}: {:?}", lan.session.view);
    }
}

#[test]
fn a_wish_in_one_word_is_still_heard() {
    for (words, id) in [
        ("cccd", "can-cuoc"),
        ("gks", "khai-sinh"),
        ("passport", "ho-chieu"),
        ("bhyt", "bhyt-ho-gia-dinh"),
        ("khaisinh", "khai-sinh"),
        ("tamtru", "tam-tru"),
        ("kethon", "ket-hon"),
        ("ddawng kys keets hoon", "ket-hon"),
    ] {
        let lan = Citizen::new(TODAY);
        let found = camtay::engine::find(&lan.book, words);
        assert!(found.iter().take(3).any(|found| found == id), "{words}: {found:?}");
    }
}

#[test]
fn the_mother_of_the_baby_is_no_insult() {
    for words in ["mẹ nó", "me no", "mẹ nó đứng ra làm"] {
        let mut lan = Citizen::new(TODAY);
        lan.says("/start");
        lan.says(words);
        let notices = lan.seen.last().expect("a screen").notices.concat();
        assert!(!notices.contains("bực"), "{words}: {notices}");
    }
}
