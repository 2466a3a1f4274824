//! Whatever keyboard, font or habit the words came from: the same button, word of ours, guide and name.

mod common;

use camtay::engine::{Scene, View};
use common::{Citizen, TODAY};

/// A citizen at the opening of a guide.
fn at(start: &str) -> Citizen {
    let mut lan = Citizen::new(TODAY);
    lan.says(start);
    lan
}

#[test]
fn a_number_presses_however_it_is_typed() {
    let mut pressed = at("/start khai-sinh");
    pressed.says("1");
    let forms = [
        "1️⃣",
        "１",
        "số 1",
        "so 1",
        "SỐ 1",
        "nút 1",
        "nut so 1",
        "(1)",
        "[1]",
        "1.",
        "1)",
        "➀",
        "①",
        "❶",
        "⑴",
        "𝟏",
        "𝟙",
        "#1",
        "số 1 ạ",
        "chọn 1",
        "bấm số 1 nha",
        "so61 1",
        "soos 1",
        "\u{200b}1\u{200b}",
        "「1」",
        "1 👍",
        "so\u{302}\u{301} 1",
        "số１",
    ];
    for typed in forms {
        let mut lan = at("/start khai-sinh");
        lan.says(typed);
        assert_eq!(lan.place(), pressed.place(), "{typed}");
    }
    for typed in ["1/2", "1, 2", "1 con", "số", "nhà số 1"] {
        let mut lan = at("/start khai-sinh");
        lan.says(typed);
        assert_ne!(lan.place(), pressed.place(), "{typed}");
    }
}

#[test]
fn a_label_and_a_word_of_ours_are_read_through_fonts_and_keys() {
    for typed in [
        "Bắt đầu",
        "bat dau",
        "BẮT ĐẦU!",
        "𝐁𝐚𝐭 𝐝𝐚𝐮",
        "ｂａｔ　ｄａｕ",
        "bawts ddaauf",
        "ba81t d9a62u",
        "batdau",
        "ʙắᴛ ĐẦᴜ",
        "b\u{200b}ắt đ\u{ad}ầu",
    ] {
        let mut lan = at("/start khai-sinh");
        lan.says(typed);
        assert_ne!(lan.place(), "khai-sinh#dang-ky-khai-sinh", "{typed}");
        let mut twin = at("/start khai-sinh");
        twin.presses("Bắt đầu");
        assert_eq!(lan.place(), twin.place(), "{typed}");
    }
    for typed in ["lùi", "lufi", "lu2i", "ＬÙＩ", "𝓵𝓾𝓲"] {
        let mut lan = at("/start khai-sinh");
        let opening = lan.place();
        lan.presses("Bắt đầu");
        lan.says(typed);
        assert_eq!(lan.place(), opening, "{typed}");
    }
}

#[test]
fn yes_is_yes_and_never_stop() {
    for yes in [
        "đúng",
        "đúng rồi",
        "ừ đúng",
        "ừ đúng rồi",
        "dạ đúng",
        "dạ đúng rồi",
        "phải",
        "phải rồi",
        "dạ phải",
        "ừ",
        "dạ",
        "vâng",
        "dung",
        "u dung",
        "da phai",
        "đu\u{301}ng",
        "ddungs",
        "d9u1ng",
        "ĐÚNG RỒI!!!",
        "chính xác",
        "Ðúng",
        "số 1",
    ] {
        let mut lan = at("mat giay khai sinh");
        assert!(matches!(lan.session.view, View::Found(_)));
        lan.says(yes);
        assert_eq!(lan.session.walk().map(|w| w.guide.as_str()), Some("trich-luc-ho-tich"), "{yes}");
    }
    let said = |words: &str| {
        let mut lan = at("/start khai-sinh");
        lan.says(words);
        lan.seen.last().expect("a screen").notices.concat()
    };
    for stop in ["dừng", "dung", "dừng lại", "duwfng", "du72ng", "thôi"] {
        assert!(said(stop).contains("nghỉ ở đây"), "{stop}: {}", said(stop));
    }
    for other in ["đúng", "dúng", "đứng"] {
        assert!(!said(other).contains("nghỉ ở đây"), "{other}");
    }
}

#[test]
fn a_link_typed_off_a_leaflet_opens_its_guide() {
    let guide = |link: &str| at(link).session.walk().map(|w| w.guide.clone());
    for link in [
        "/start khai-sinh",
        "/start KHAI-SINH",
        "/start Khai-Sinh",
        "/start khai_sinh",
        "/start khai%2Dsinh",
        "/start khai%2dsinh",
        "/start khai sinh",
        "/start khai–sinh",
        "/START khai-sinh",
        "／start khai-sinh",
        "/start ｋｈａｉ－ｓｉｎｈ",
        "/start khai--sinh",
        "/start khai‑sinh",
        "/start KHAI_SINH ",
        "/start khai-sinh.",
    ] {
        assert_eq!(guide(link).as_deref(), Some("khai-sinh"), "{link}");
    }
    let step = |link: &str| at(link).place();
    assert_eq!(step("/start KHAI_SINH%2Dgiay-to"), step("/start khai-sinh-giay-to"));
    assert_ne!(guide("/start khong-co-bai-nay").as_deref(), Some("khai-sinh"));
}

#[test]
fn a_search_reads_what_keys_and_fonts_left() {
    for (typed, id) in [
        ("xa1c nha65n ti2nh tra5ng ho6n nha6n", "xac-nhan-hon-nhan"),
        ("xacs nhaanj tinhf trangj hoon nhaan", "xac-nhan-hon-nhan"),
        ("𝐝𝐚𝐧𝐠 𝐤𝐲 𝐤𝐞𝐭 𝐡𝐨𝐧", "ket-hon"),
        ("ｄăｎｇ　ｋý　ｔạｍ　ｔｒú", "tam-tru"),
        ("d9a8ng ky1 khai sinh", "khai-sinh"),
        ("ᴋʜᴀɪ ᴛử", "khai-tu"),
        ("kh\u{200b}ai t\u{200d}ử", "khai-tu"),
    ] {
        let lan = at(typed);
        let Scene::Plain { title, .. } = &lan.seen.last().expect("a screen").scene else { panic!("{typed}") };
        let wanted = &lan.book.guide(id).expect("a guide").front.title;
        assert!(title.contains(wanted.as_str()), "{typed}: {title}");
    }
}

#[test]
fn a_name_is_kept_in_one_form() {
    let mut lan = at("/start khai-sinh");
    lan.presses("Bắt đầu");
    lan.says("/hoso");
    let dossier = lan.labels()[0].clone();
    lan.presses(&dossier);
    let naming = lan.labels().into_iter().find(|label| label.contains("cho ai")).expect("a button that names");
    lan.presses(&naming);
    lan.says("be\u{301} 𝐍𝐚  Hoa\u{300}\u{200b}");
    assert_eq!(lan.session.dossiers[0].whom.as_deref(), Some("bé Na Hoà"));
}
