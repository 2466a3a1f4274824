//! Names of people, with capitals or without: by family names, by how the peoples of Lâm Đồng call themselves, by «tên là», by capitals.

use super::TAKEN;

/// Family names that are nothing else, with marks; those a keyboard without marks leaves whole.
const FAMILIES: &str = " nguyễn nguyen huỳnh huynh trần phạm hoàng bùi đặng trịnh phùng quách lê phan võ vũ đỗ ngô hồ đinh trương lý đoàn tô tạ \
    thái châu lương lâm mai cao dương hà kiều nông triệu lò vàng giàng sùng bế lường voòng chướng sú ksor rơcăm siu h'hoa ";
/// Of these only the first two need no middle name behind them.
const BARE: &str = " tran pham hoang phan bui dang do ngo duong ly le ho vu vo truong dinh lam mai to ta cao chau thai doan luong phung quach ha kieu trinh nong ";
/// Family names that are words as well: a name only with a middle name, or another word that is none of ours.
const ALSO_WORDS: &str = " hồ mai cao hà dương lý lương trương đoàn thái châu tô tạ lâm đinh đỗ kiều nông vàng lò sú bế ngô phạm trần triệu ";
/// What stands between family and given name.
const MIDDLES: &str =
    " thị thi văn van hữu huu đình dinh ngọc ngoc minh quốc quoc thanh đức duc xuân xuan gia kim công bá seo a ";
/// What looks like family and middle name and is none.
const NO_NAMES: [&str; 12] = [
    "to van ban",
    "do thi tran",
    "do thi xa",
    "cao minh bach",
    "ly do",
    "ho van phong",
    "dinh chi",
    "ta van ban",
    "do van ban",
    "le thi xa",
    "ha thanh pho",
    "mai gia dinh",
];
/// How names of the K'Ho, the Mạ, the Chu Ru and the Ra Glai begin.
const PEOPLES: [&str; 44] = [
    "ka",
    "ya",
    "lơ mu",
    "lo mu",
    "rơ ông",
    "ro ong",
    "kơ să",
    "kơ sa",
    "ko sa",
    "liêng jrang",
    "lieng jrang",
    "liêng hót",
    "liêng hot",
    "lieng hot",
    "bon niêng",
    "bon nieng",
    "bon krong",
    "bon dơng",
    "păng ting",
    "pang ting",
    "păng tiang",
    "pang tiang",
    "kră jăn",
    "kra jan",
    "krajăn",
    "krajan",
    "cil",
    "cill",
    "touneh",
    "tou neh",
    "tou prong",
    "touprong",
    "rơ yam",
    "ro yam",
    "sơ drai",
    "so drai",
    "đa gout",
    "da gout",
    "đơng gur",
    "dong gur",
    "kon sơ",
    "kon so",
    "jơ nơng",
    "n'du",
];
/// A name ends before these, and none begins with them.
const WORDS: &str = " tôi toi em anh chị chi cô chú bác ông bà cháu con cha mẹ ba má vợ chồng nhà của cua cho và va là la ở o tại với voi có co \
    không khong được duoc làm lam xin đăng dang ký ky khai sinh giấy giay tờ to sổ so đỏ đo đất dat xe đạp máy hộ khẩu khau tạm trú tru thường vắng căn can cước \
    cuoc công cong dân dan kết ket hôn hon tử tu mai táng tang bảo bao hiểm hiem y tế te thất nghiệp lái lai bằng bang chứng chung thực thuc xác nhận nhan \
    lý lịch lich tư pháp chiếu kinh doanh trợ cấp cap người nguoi già trẻ bị bi mất mat cũ mới moi sai sửa sua đổi doi lại lai trong trên ngoài khi nào nao gì gi \
    đâu đau dau thì thi mà ma này nay kia hôm qua rồi roi chưa chua hết het hạn han bao lâu nhiêu tiền tien phí phi nộp nop gửi gui bưu điện xã xa phường tỉnh \
    huyện thôn thon ấp ủy ban nhân số giùm gium nha nhé ạ a dạ vâng xong việc cần cấp cao tuổi thừa kế thửa tách sang chuyển nhượng cùng để đi tới lên ra \
    vào học nghỉ chết qua đời tên ten đứng việt nam hà nội đà lạt lâm đồng sài gòn thành phố nước trung tâm ngày tháng năm đỡ đầu mình chúng bệnh viện \
    cũng đã đang sẽ phải muốn hỏi giúp về ";
/// Whoever follows them with a capital is called so.
const CALLED: &str = " anh chị cô chú bác ông bà cậu dì mợ thím em bé cháu con vợ chồng cho của là tên ";

/// «tên là gì» is a question.
const ASKED: &str = " gì gi ai sao nào nao ";

/// The most words of a name.
const LONGEST: usize = 5;

struct Token<'a> {
    written: &'a str,
    /// In lower case, without the signs around it.
    core: String,
}

impl Token<'_> {
    fn is(&self, list: &str) -> bool {
        !self.core.is_empty() && list.contains(&format!(" {} ", self.core))
    }

    fn is_word(&self) -> bool {
        self.core.is_empty() || self.is(WORDS)
    }

    fn is_capital(&self) -> bool {
        let mut letters = self.written.chars().filter(|c| c.is_alphabetic());
        letters.next().is_some_and(char::is_uppercase)
    }

    /// `CCCD`, `VNeID`, `UBND`
    fn is_short_form(&self) -> bool {
        let vowels = self.core.chars().filter(|c| "aeiouy".contains(*c)).count();
        let upper = self.written.chars().filter(char::is_ascii_uppercase).count();
        self.core.is_ascii() && upper > 1 && (vowels == 0 || upper > 2)
    }
}

pub(super) fn mask(text: &str) -> String {
    let tokens: Vec<Token<'_>> = text
        .split_whitespace()
        .map(|written| {
            let core = written.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            Token { written, core }
        })
        .collect();
    let mut out: Vec<&str> = Vec::new();
    let mut n = 0;
    while n < tokens.len() {
        let taken = name_at(&tokens, n, text.is_ascii());
        if taken == 0 {
            out.push(tokens[n].written);
            n += 1;
        } else {
            if out.last() != Some(&TAKEN) {
                out.push(TAKEN);
            }
            n += taken;
        }
    }
    out.join(" ")
}

/// How many words of a name begin here; 0 = none does.
fn name_at(tokens: &[Token<'_>], at: usize, bare: bool) -> usize {
    let here = &tokens[at..];
    // «tên là Lan» goes whole.
    if here[0].is(" tên ten ") {
        let lead = 1 + usize::from(here.get(1).is_some_and(|t| t.is(" là la ")));
        let behind = &here[lead.min(here.len())..];
        // Behind «là» the first word is the name, whatever it is else.
        let said = lead > 1 && behind.first().is_some_and(|t| !t.core.is_empty() && !t.is(ASKED));
        let first = usize::from(said);
        let named = first + run(&behind[first..], LONGEST - first);
        return if named > 0 { lead + named } else { 0 };
    }
    by_family(here, bare).max(of_peoples(here)).max(by_capitals(tokens, at))
}

/// How many words running are none of ours.
fn run(tokens: &[Token<'_>], most: usize) -> usize {
    tokens.iter().take(most).take_while(|t| !t.is_word()).count()
}

fn by_family(here: &[Token<'_>], bare: bool) -> usize {
    let family = here[0].is(FAMILIES) || (bare && here[0].is(BARE));
    let (true, Some(next)) = (family, here.get(1)) else { return 0 };
    let three = here.iter().take(3).map(|t| t.core.as_str()).collect::<Vec<_>>().join(" ");
    if NO_NAMES.iter().any(|no| three.starts_with(no)) {
        return 0;
    }
    // Behind a middle name stands a given name, whatever word it is else.
    let middles = here[1..].iter().take(2).take_while(|t| t.is(MIDDLES)).count();
    let given = 1 + middles;
    if middles > 0 && here.get(given).is_some_and(|t| !t.core.is_empty()) {
        return given + 1 + run(&here[given + 1..], 2);
    }
    // «Văn Minh»: what often stands between may be the given name itself.
    if middles > 1 {
        return given;
    }
    let sure = here[0].is(FAMILIES) && !here[0].is(ALSO_WORDS);
    let given = run(&here[1..], 3);
    let capital = here[0].is_capital() && next.is_capital();
    if given > 0 && (sure || capital) { 1 + given } else { 0 }
}

fn of_peoples(here: &[Token<'_>]) -> usize {
    let first = here[0].core.as_str();
    let starts = PEOPLES.iter().find_map(|name| {
        let words = name.split(' ').count();
        let said = here.iter().take(words).map(|t| t.core.as_str()).collect::<Vec<_>>().join(" ");
        (said == *name).then_some(words)
    });
    if let Some(words) = starts {
        let given = run(&here[words..], LONGEST - 1);
        return if given > 0 || words > 1 { words + given } else { 0 };
    }
    // «K'Brồi», «K' Brồi», «H'Lan», «N'Thoa»; «Ha Póh» and its like end as no Vietnamese word does.
    let prefixed = first.strip_prefix(['k', 'h', 'n']).and_then(|rest| rest.strip_prefix('\''));
    let alone = |name: &str| name.is_empty() || (first == "k" && here[0].written.len() <= 2);
    if let Some(rest) = prefixed {
        let given = usize::from(alone(rest));
        return 1 + given.min(here.len() - 1) + run(&here[(1 + given).min(here.len())..], 2);
    }
    if first == "k" && here[0].written.ends_with('\'') && here.len() > 1 {
        return 2 + run(&here[2..], 2);
    }
    let strange = |t: &Token<'_>| {
        t.core.chars().count() > 1
            && t.core.ends_with(['h', 'k', 'l', 'r', 's', 'b', 'd'])
            && !t.core.ends_with("nh")
            && !t.core.ends_with("ch")
    };
    let of_the_house = matches!(first, "ha" | "ma" | "kon" | "bon" | "da" | "đa")
        && here.get(1).is_some_and(|t| strange(t) && !t.is_word());
    if of_the_house { 1 + run(&here[1..], 3) } else { 0 }
}

fn by_capitals(tokens: &[Token<'_>], at: usize) -> usize {
    let here = &tokens[at..];
    if !here[0].is_capital() || here[0].is_short_form() {
        return 0;
    }
    let long = here.iter().take_while(|t| t.is_capital() && !t.is_short_form()).count();
    let told = at.checked_sub(1).is_some_and(|before| {
        tokens[before].is(CALLED) || (tokens[before].is_capital() && !tokens[before].is_short_form())
    });
    // What is written so for its own sake stays: «Đăng Ký Khai Sinh».
    if here[..long].iter().all(Token::is_word) {
        return 0;
    }
    // «Cho Lan» begins with a word of ours.
    if here[0].is_word() || (long == 1 && !told) { 0 } else { long }
}
