//! `phrases.toml`: every sentence the program itself says, and the words of ours that a citizen may type.

use jiff::civil::Date;

/// Names the sentences of the program; `=>` lists the blanks a sentence may hold.
macro_rules! phrases {
    ($($(#[$doc:meta])* $variant:ident = $name:literal => [$($arg:literal),*],)*) => {
        /// A sentence of the program. Its words are in `dialogs/<language>/phrases.toml`, under `[say]`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Phrase { $($(#[$doc])* #[doc = $name] $variant,)* }

        impl Phrase {
            /// All of them, in the order of the enum.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its key in `phrases.toml`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The blanks it may hold: `{n}` for `"n"`.
            pub const fn blanks(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($arg),*],)* }
            }
        }
    };
}

phrases! {
    Blank = "blank" => ["phone"],
    AskOffice = "ask-office" => [],
    LevelFull = "level-full" => [],
    LevelPartial = "level-partial" => [],
    DaysLeft = "days-left" => ["n"],
    Day = "day" => ["weekday", "d", "m", "y"],
    DayShort = "day-short" => ["d", "m", "y"],

    // Buttons of ours.
    Next = "next" => [],
    Enough = "enough" => [],
    Back = "back" => [],
    Return = "return" => ["step"],
    Lacking = "lacking" => [],
    Stuck = "stuck" => [],
    ChangeWay = "change-way" => [],
    Questions = "questions" => [],
    Papers = "papers" => [],
    Furthest = "furthest" => ["n", "of"],
    FurthestPlain = "furthest-plain" => ["step"],
    Skip = "skip" => [],
    Dossiers = "dossiers" => [],
    Fields = "fields" => [],
    Search = "search" => [],
    Person = "person" => [],
    StartOver = "start-over" => [],
    StartOverYes = "start-over-yes" => [],
    StartOverAsk = "start-over-ask" => ["guide"],
    Resume = "resume" => ["guide"],
    GoOn = "go-on" => [],
    KeepYes = "keep-yes" => [],
    KeepNo = "keep-no" => [],
    ForgetYes = "forget-yes" => [],
    ForgetNo = "forget-no" => [],
    NameDossier = "name-dossier" => [],
    PutAway = "put-away" => ["name"],
    OpenAgain = "open-again" => ["name"],
    Begin = "begin" => [],
    NotThis = "not-this" => [],
    Welcome = "welcome" => [],

    // Lines above or below a step.
    Header = "header" => ["n", "of"],
    Recap = "recap" => ["day", "have", "of"],
    RecapPlain = "recap-plain" => ["day"],
    KeepAsk = "keep-ask" => [],
    Kept = "kept" => [],
    NotKept = "not-kept" => [],
    Forgotten = "forgotten" => [],
    ForgetAsk = "forget-ask" => [],
    Dirty = "dirty" => [],
}

/// What the program says and understands in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// `[say]`, by the phrase's place in [`Phrase::ALL`]; empty = missing.
    pub sentences: Vec<String>,
    /// `[fields]`: id and name, in the order they are offered.
    pub fields: Vec<(String, String)>,
    /// `[typed]`: the words of ours by what they mean, folded.
    pub typed: Vec<(Typed, Vec<String>)>,
    /// `weekdays`: Monday first.
    pub weekdays: Vec<String>,
    /// `[short-forms]`: an abbreviation and what it stands for, folded words.
    pub short_forms: Vec<(String, String)>,
}

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
}

impl Typed {
    /// All, with their keys in `phrases.toml` under `[typed]`.
    pub const ALL: [(Self, &'static str); 11] = [
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
    ];
}

impl Words {
    /// The sentence with its blanks filled; a missing one is named, so that nobody is left with silence.
    pub fn say(&self, phrase: Phrase, blanks: &[(&str, &str)]) -> String {
        let sentence = self.sentences.get(phrase as usize).map_or("", String::as_str);
        if sentence.is_empty() {
            return format!("«{}»", phrase.name());
        }
        fill(sentence, blanks)
    }

    /// The name of a field.
    pub fn field(&self, id: &str) -> Option<&str> {
        self.fields.iter().find(|(f, _)| f == id).map(|(_, name)| name.as_str())
    }

    /// "thứ Hai 30/11/2026"
    pub fn day(&self, day: Date) -> String {
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
        let name = self.weekdays.get(weekday).map_or("", String::as_str);
        self.say(Phrase::Day, &[("weekday", name), ("d", &day.day().to_string()), ("m", &day.month().to_string()), ("y", &day.year().to_string())])
    }

    /// "2/11/2026" or, without a year in the sentence, "2/11"
    pub fn short_day(&self, day: Date) -> String {
        self.say(Phrase::DayShort, &[("d", &day.day().to_string()), ("m", &day.month().to_string()), ("y", &day.year().to_string())])
    }

    /// What a typed word of ours means; `folded` by [`crate::book::fold`].
    pub fn typed(&self, folded: &str) -> Option<Typed> {
        self.typed.iter().find(|(_, words)| words.iter().any(|w| w == folded)).map(|(t, _)| *t)
    }
}

fn fill(sentence: &str, blanks: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(name, tail)| {
            blanks.iter().find(|(blank, _)| *blank == name).map(|(_, value)| (*value, tail))
        });
        if let Some((value, tail)) = known {
            out.push_str(value);
            rest = tail;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}
