//! The words that days are told in, as keyboards leave them: without marks, in Telex, half marked.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::book::{fold, readings};

/// A word as it is written with its marks, and what stands for it in a line. Where two are alike without marks, the first is meant.
const LEXEMES: &str = "ngày:ngay ng:ngay hôm:hom bữa:hom bửa:hom tháng:thang thg:thang th:thang năm:nam tuần:tuan nay:nay ni:nay này:nay \
    âm:MOON âl:MOON ta:MOON nhuận:MOON rằm:MOON giêng:MOON chạp:MOON tết:MOON lunar:MOON mùng:MUNG mồng:MUNG dương:SUN dl:SUN tây:SUN solar:SUN \
    lịch:lich giờ:gio phút:phut lúc:luc hồi:hoi rưỡi:ruoi sáng:sang trưa:trua chiều:chieu tối:toi tới:toi3 đêm:dem khuya:khuya \
    nửa:nua nữa:nua qua:qua kia:kia kìa:kia3 mai:mai mốt:mot3 trước:truoc rồi:roi vừa:vua sau:sau đây:day cách:cach \
    ngoái:ngoai nọ:no cuối:cuoi đầu:dau giữa:giua được:duoc hơn:hon gần:gan khoảng:khoang chừng:chung mấy:may vài:vai tuổi:tuoi \
    ký:ky kí:ki lạng:lang sinh:sinh sanh:sanh đẻ:de đời:doi chưa:chua sắp:sap mới:moi còn:con dự:du thứ:thu chủ:chu chúa:chu \
    nhật:nhat cn:WD6 một:mot hai:hai ba:ba bốn:bon tư:tu lăm:lam nhăm:lam sáu:sau6 bảy:bay bẩy:bay tám:tam chín:chin mười:muoi \
    mươi:muoi hăm:ham không:khong nghìn:nghin ngàn:nghin trăm:tram linh:linh lẻ:linh january:mon1 jan:mon1 february:mon2 feb:mon2 \
    march:mon3 mar:mon3 april:mon4 apr:mon4 june:mon6 jun:mon6 july:mon7 jul:mon7 august:mon8 aug:mon8 september:mon9 sep:mon9 \
    october:mon10 oct:mon10 november:mon11 nov:mon11 december:mon12 dec:mon12 monday:WD0 tuesday:WD1 wednesday:WD2 thursday:WD3 \
    friday:WD4 saturday:WD5 sunday:WD6 days:ngay week:tuan weeks:tuan month:thang months:thang year:nam ago:truoc last:last \
    tomorrow:TOMORROW born:born birth:born not:not yet:yet at:at pm:pm h:h g:g p:p ph:ph kg:kg cm:cm gr:gr gram:gram kilo:kilo \
    can:can ki:ki st:st nd:nd rd:rd t:t al:MOON am:MOON";

/// Said of the moon, or of the sun, only where the marks are right: «đường» is a street.
const EXACT: [&str; 3] = ["MOON", "MUNG", "SUN"];

/// Of a shorter word the marks tell which it is.
const LEAST_FORGIVEN: usize = 4;

struct Lexicon {
    marked: HashMap<String, &'static str>,
    bare: HashMap<String, &'static str>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut out = Lexicon { marked: HashMap::new(), bare: HashMap::new() };
    for (word, meant) in LEXEMES.split_whitespace().filter_map(|pair| pair.split_once(':')) {
        out.marked.entry(word.to_owned()).or_insert(meant);
        out.bare.entry(fold(word)).or_insert(meant);
    }
    out
});

/// What stands for a word in a line; `w` for any word that has nothing to do with days.
pub(super) fn meaning(word: &str, marked: bool) -> String {
    let bare = fold(word);
    if !marked && bare == "sau" {
        return "sau?".to_owned();
    }
    let lexicon = &*LEXICON;
    if let Some(meant) = lexicon.marked.get(word) {
        return (*meant).to_owned();
    }
    let plain = word.is_ascii();
    let known = |bare: &str, forgiving: bool| {
        let meant = lexicon.bare.get(bare)?;
        let may = plain || (forgiving && bare.len() >= LEAST_FORGIVEN && !EXACT.contains(meant));
        may.then(|| (*meant).to_owned())
    };
    let keyed = || readings(word).get(1).and_then(|bare| known(bare, false));
    known(&bare, true).or_else(keyed).unwrap_or("w".to_owned())
}

/// The number from 1 to 9 that a word of a line is.
pub(super) fn unit(word: &str) -> Option<u32> {
    Some(match word {
        "mot" | "mot3" => 1,
        "hai" => 2,
        "ba" => 3,
        "bon" | "tu" => 4,
        "nam" | "lam" => 5,
        "sau6" | "sau?" => 6,
        "bay" => 7,
        "tam" => 8,
        "chin" => 9,
        _ => return None,
    })
}
