//! What a word of ours means when a citizen types it: `[typed]` of `phrases.toml`.

/// What a word of ours means when it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Typed {
    /// "tiếp", "xong", "rồi"
    Next,
    /// "lùi"
    Back,
    /// "thôi", "dừng"
    Stop,
    /// "gặp cán bộ"
    Person,
    /// "bỏ qua"
    Skip,
    /// "tôi đang ở đâu"
    Where,
    /// "làm lại từ đầu"
    StartOver,
    /// "hồ sơ của tôi"
    Dossiers,
    /// "giúp"
    Help,
    /// "còn thiếu gì"
    Lacking,
    /// "tôi bị vướng"
    Stuck,
    /// "in giấy"
    Print,
    /// "ngôn ngữ", "english"
    Language,
    /// "nhận tin"
    News,
    /// "dừng nhận tin"
    NewsStop,
    /// "số", "nút": what may stand before a button's number
    Number,
    /// "thôi", "TC", "huy": right after an announcement they can only mean it
    NewsEnough,
    /// "hôm nay"
    Today,
    /// "hôm qua"
    Yesterday,
    /// "hôm kia"
    DayBefore,
}

impl Typed {
    /// All, with their keys in `phrases.toml` under `[typed]`.
    pub const ALL: [(Self, &'static str); 20] = [
        (Self::NewsEnough, "news-enough"),
        (Self::Next, "next"),
        (Self::Back, "back"),
        (Self::Stop, "stop"),
        (Self::Person, "person"),
        (Self::Skip, "skip"),
        (Self::Where, "where"),
        (Self::StartOver, "start-over"),
        (Self::Dossiers, "dossiers"),
        (Self::Help, "help"),
        (Self::Lacking, "lacking"),
        (Self::Stuck, "stuck"),
        (Self::Print, "print"),
        (Self::Language, "language"),
        (Self::News, "news"),
        (Self::NewsStop, "news-stop"),
        (Self::Number, "number"),
        (Self::Today, "today"),
        (Self::Yesterday, "yesterday"),
        (Self::DayBefore, "day-before"),
    ];
}
