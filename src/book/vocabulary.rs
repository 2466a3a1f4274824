//! `tu-vung.toml`: what people call things, how they ask, and what they say that is no procedure of ours.

use std::collections::BTreeMap;

use crate::book::Place;

/// The words of the people, in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// The file, relative to `dialogs/`.
    pub path: String,
    /// `skip`: words that mean nothing here, as written.
    pub skip: Vec<String>,
    /// `[short]`: how a word is spelt in a message, and the word.
    pub short: Vec<(String, String)>,
    /// `[same]`: what some call it, and what the guides call it.
    pub same: Vec<(String, String)>,
    /// `[said]`: examples of how people ask, by the guide they mean.
    pub said: BTreeMap<String, Said>,
    /// `[beside]`: examples of what is no procedure of ours.
    pub beside: Vec<(Beside, Vec<String>)>,
    /// `[urgent]`: words that mean danger, as written.
    pub urgent: Vec<(Urgent, Vec<String>)>,
    /// `[urgent]`: calls for help that name no danger: police and ambulance.
    pub help: Vec<String>,
    /// `[urgent]`: cries for help; a danger told with one is told as happening now.
    pub cry: Vec<String>,
    /// `[urgent]`: words that say it happens now, but may stand in a calm text too.
    pub now: Vec<String>,
    /// `[urgent]`: words by which a danger is past, or a matter of papers: no number is told, unless somebody cries.
    pub calm: Vec<String>,
    /// `[danger]`: sentences that tell of danger, by whom to call.
    pub danger: Vec<(Urgent, Vec<String>)>,
    /// `[danger]`: sentences that sound like danger and tell of none.
    pub no_danger: Vec<String>,
    /// `[asked]`: examples of what people ask about the guide at hand, by what they want to know.
    pub asked: Vec<(Topic, Vec<String>)>,
    /// `[answers]`: how people say yes, no, and that they don't know.
    pub answers: Vec<(Stance, Vec<String>)>,
    /// `[answers]`: what people say who don't know the answer, as examples.
    pub doubts: Vec<String>,
    /// `[alike]`: expressions that mean the same where a question is answered, a list each.
    pub alike: Vec<Vec<String>>,
    /// `[answered.GUIDE.STEP]`: examples of how people say what stands on a button.
    pub answered: BTreeMap<(String, String), Vec<Answered>>,
    /// `[questions.GUIDE]`: examples of how people ask a question or trouble of a guide, by guide and step.
    pub questions: BTreeMap<(String, String), Said>,
}

/// How people say what stands on one button.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answered {
    /// The button's label, as written in the guide.
    pub label: String,
    /// Where the list stands.
    pub at: Place,
    /// The examples.
    pub texts: Vec<String>,
}

/// How people ask for one guide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Where the list stands.
    pub at: Place,
    /// The examples.
    pub texts: Vec<String>,
}

/// What people say besides asking for a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beside {
    /// "chào em"
    Greeting,
    /// "cảm ơn nhiều"
    Thanks,
    /// Anger.
    Insult,
    /// "cầu trời"
    Prayer,
    /// Anything that no guide answers: "giá vàng hôm nay".
    Other,
}

impl Beside {
    /// All, with their keys in `tu-vung.toml` under `[beside]`.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Greeting, "greeting"),
        (Self::Thanks, "thanks"),
        (Self::Insult, "insult"),
        (Self::Prayer, "prayer"),
        (Self::Other, "other"),
    ];
}

/// Whom to call first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgent {
    /// Somebody is attacked, robbed, threatened.
    Police,
    /// Something burns.
    Fire,
    /// Somebody is badly ill or hurt.
    Ambulance,
    /// A child is in danger.
    Child,
}

impl Urgent {
    /// All, with their keys in `tu-vung.toml` under `[urgent]`.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Police, "police"), (Self::Fire, "fire"), (Self::Ambulance, "ambulance"), (Self::Child, "child")];
}

/// What somebody in the middle of a guide may want to know about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// "bao nhiêu tiền"
    Fee,
    /// "mất bao lâu"
    Time,
    /// "nộp ở đâu"
    Where,
    /// "ai đi làm thay được"
    Who,
    /// "trễ nhất là ngày nào"
    Deadline,
    /// "cần giấy gì"
    Papers,
    /// "có mấy cách nộp"
    Ways,
    /// "làm trên mạng được không"
    Online,
    /// "gửi bưu điện được không"
    Post,
    /// "có phải đi không"
    InPerson,
    /// "mấy giờ làm việc"
    Hours,
    /// "số điện thoại"
    Phone,
    /// "nhận kết quả ở đâu"
    Result,
    /// "quá hạn thì sao"
    Late,
}

impl Topic {
    /// All, with their keys in `tu-vung.toml` under `[asked]`.
    pub const ALL: [(Self, &'static str); 14] = [
        (Self::Fee, "fee"),
        (Self::Time, "time"),
        (Self::Where, "where"),
        (Self::Who, "who"),
        (Self::Deadline, "deadline"),
        (Self::Papers, "papers"),
        (Self::Ways, "ways"),
        (Self::Online, "online"),
        (Self::Post, "post"),
        (Self::InPerson, "in-person"),
        (Self::Hours, "hours"),
        (Self::Phone, "phone"),
        (Self::Result, "result"),
        (Self::Late, "late"),
    ];
}

/// What an answer without a subject says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stance {
    /// "rồi", "có", "phải"
    Yes,
    /// "chưa", "không"
    No,
    /// "không rõ", "sao cũng được"
    Unsure,
}

impl Stance {
    /// All, with their keys in `tu-vung.toml` under `[answers]`.
    pub const ALL: [(Self, &'static str); 3] = [(Self::Yes, "yes"), (Self::No, "no"), (Self::Unsure, "unsure")];
}
