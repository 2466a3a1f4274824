//! `phrases.toml`: every sentence the program itself says, and the words of ours that a citizen may type.

use jiff::civil::Date;

use crate::book::marks::agree;
use crate::book::readings;
use crate::book::typed::Typed;

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
    FileLater = "file-later" => ["file", "phone"],
    LevelFull = "level-full" => [],
    LevelPartial = "level-partial" => [],
    DaysLeft = "days-left" => ["n"],
    LastDay = "last-day" => [],
    Day = "day" => ["weekday", "d", "m", "y"],
    DayShort = "day-short" => ["d", "m", "y"],

    // Buttons of ours.
    Next = "next" => [],
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
    NotThese = "not-these" => [],

    OtherTrouble = "other-trouble" => [],

    // Lines above or below a step.
    Header = "header" => ["n", "of"],
    Recap = "recap" => ["day", "step", "have", "of"],
    RecapPlain = "recap-plain" => ["day", "step"],
    KeepAsk = "keep-ask" => [],
    Kept = "kept" => [],
    NotKept = "not-kept" => [],
    Forgotten = "forgotten" => [],
    ForgetAsk = "forget-ask" => [],
    OtherDossiers = "other-dossiers" => [],

    // Announcements.
    NewsTitle = "news-title" => ["commune"],
    NewsText = "news-text" => [],
    NewsManners = "news-manners" => ["controller"],
    NewsKeeps = "news-keeps" => [],
    NewsAsk = "news-ask" => ["controller"],
    NewsYes = "news-yes" => [],
    NewsNo = "news-no" => [],
    NewsTaken = "news-taken" => [],
    NewsRefused = "news-refused" => [],
    NewsStop = "news-stop" => [],
    NewsStopped = "news-stopped" => [],
    NewsSigned = "news-signed" => ["sender"],
    NewsTakenBack = "news-taken-back" => ["sender"],
    NewsAgain = "news-again" => [],
    NewsAll = "news-all" => [],
    NewsSome = "news-some" => [],
    NewsNone = "news-none" => [],
    NewsTakeAll = "news-take-all" => [],
    NewsWhole = "news-whole" => [],
    NewsSilent = "news-silent" => [],
    NewsSoundOff = "news-sound-off" => [],
    NewsSoundOn = "news-sound-on" => [],
    NewsHamlet = "news-hamlet" => [],
    NewsHamletIs = "news-hamlet-is" => ["hamlet"],
    NewsHamletTitle = "news-hamlet-title" => [],
    NewsHamletText = "news-hamlet-text" => [],
    NewsHamletNone = "news-hamlet-none" => [],
    PapersButton = "papers-button" => [],

    // What a turn has to say.
    Hello = "hello" => ["commune"],
    GuideGone = "guide-gone" => [],
    StepGone = "step-gone" => ["step"],
    ButtonGone = "button-gone" => [],
    ButtonUnknown = "button-unknown" => [],
    DossierGone = "dossier-gone" => ["guide"],
    OtherDossier = "other-dossier" => ["name"],
    Reopened = "reopened" => ["name"],
    Full = "full" => ["n"],
    Finished = "finished" => ["guide"],
    EndedElsewhere = "ended-elsewhere" => ["guide"],
    Asleep = "asleep" => ["questions"],
    PapersAdded = "papers-added" => ["papers"],
    TicksGone = "ticks-gone" => ["papers"],
    TicksGoneUnnamed = "ticks-gone-unnamed" => ["n"],
    DayChanged = "day-changed" => ["day", "what"],
    ChangedPapers = "changed-papers" => [],
    ChangedWay = "changed-way" => [],
    ChangedStep = "changed-step" => [],
    StartedOver = "started-over" => [],
    Stopped = "stopped" => [],
    Here = "here" => ["guide", "day"],
    WhichOne = "which-one" => [],
    NoBack = "no-back" => [],
    NothingToSkip = "nothing-to-skip" => [],
    NoDossier = "no-dossier" => [],
    LinkIs = "link-is" => ["url"],
    CopyIs = "copy-is" => ["text"],
    StepUnknown = "step-unknown" => ["guide"],
    NoSuchGuide = "no-such-guide" => [],
    CommandUnknown = "command-unknown" => [],
    TooLong = "too-long" => [],
    Empty = "empty" => [],
    OddSticker = "odd-sticker" => [],
    OddVoice = "odd-voice" => [],
    OddPhoto = "odd-photo" => [],
    OddDocument = "odd-document" => [],
    OddContact = "odd-contact" => [],
    OddEdited = "odd-edited" => [],
    OddOther = "odd-other" => [],
    OddPlace = "odd-place" => [],
    PlaceShared = "place-shared" => [],
    InGroup = "in-group" => [],
    InGroupButton = "in-group-button" => [],

    // Steps that ask.
    BadDate = "bad-date" => [],
    MoonDate = "moon-date" => [],
    SunOrMoon = "sun-or-moon" => ["day"],
    WhichDay = "which-day" => [],
    Unborn = "unborn" => [],
    DayOff = "day-off" => ["day"],
    FutureDate = "future-date" => [],
    BadText = "bad-text" => [],
    BadCode = "bad-code" => [],
    Taken = "taken" => ["answer"],

    // Screens of our own: a title, then lines.
    FieldsTitle = "fields-title" => [],
    FieldTitle = "field-title" => ["field"],
    FoundTitle = "found-title" => ["guide"],
    FoundSeveral = "found-several" => [],
    NothingTitle = "nothing-title" => [],
    NothingText = "nothing-text" => ["phone"],
    SearchTitle = "search-title" => [],
    SearchText = "search-text" => [],
    UrgentPolice = "urgent-police" => [],
    UrgentFire = "urgent-fire" => [],
    UrgentAmbulance = "urgent-ambulance" => [],
    UrgentChild = "urgent-child" => [],
    BesideGreeting = "beside-greeting" => [],
    BesideThanks = "beside-thanks" => [],
    BesideInsult = "beside-insult" => [],
    BesidePrayer = "beside-prayer" => [],
    BesideOther = "beside-other" => ["phone"],
    DossiersTitle = "dossiers-title" => [],
    DossiersNone = "dossiers-none" => [],
    DossierLine = "dossier-line" => ["name", "state"],
    DossierOpen = "dossier-open" => ["step"],
    DossierFinished = "dossier-finished" => [],
    DossierAway = "dossier-away" => [],
    DossierGuideGone = "dossier-guide-gone" => [],
    DossierNoGuide = "dossier-no-guide" => [],
    DossierAnswers = "dossier-answers" => [],
    DossierAnswer = "dossier-answer" => ["question", "answer"],
    DossierNamed = "dossier-named" => ["guide", "whom"],
    DossierBegan = "dossier-began" => ["guide", "day"],
    NamingTitle = "naming-title" => [],
    NamingText = "naming-text" => [],
    Named = "named" => ["whom"],
    BadName = "bad-name" => [],
    PutAwayDone = "put-away-done" => ["name"],
    ForgetTitle = "forget-title" => [],
    HelpTitle = "help-title" => [],
    HelpText = "help-text" => [],
    HelpCommands = "help-commands" => [],
    PersonTitle = "person-title" => [],
    PersonText = "person-text" => ["office", "phone", "hours"],
    CommandBegin = "command-begin" => [],
    CommandSearch = "command-search" => [],
    CommandResume = "command-resume" => [],
    CommandDossiers = "command-dossiers" => [],
    CommandPrint = "command-print" => [],
    CommandLanguage = "command-language" => [],
    CommandNews = "command-news" => [],
    CommandHelp = "command-help" => [],
    CommandForget = "command-forget" => [],
    LanguagesTitle = "languages-title" => [],
    LanguagesButton = "languages-button" => ["names"],
    Spoken = "spoken" => [],
    LackingPapers = "lacking-papers" => [],
    LackingSteps = "lacking-steps" => [],
    LackingNothing = "lacking-nothing" => [],
    LackingUnknown = "lacking-unknown" => [],
    LackingMore = "lacking-more" => ["n"],

    // The sheet to print.
    PrintButton = "print-button" => [],
    PrintSent = "print-sent" => ["guide"],
    PrintNone = "print-none" => [],
    PrintWhich = "print-which" => [],
    PrintAbove = "print-above" => [],
    PrintCode = "print-code" => [],
    PrintAuthority = "print-authority" => [],
    PrintWhom = "print-whom" => [],
    PrintWay = "print-way" => [],
    PrintFee = "print-fee" => [],
    PrintTime = "print-time" => [],
    PrintPapers = "print-papers" => [],
    PrintPapersSoFar = "print-papers-so-far" => [],
    PrintAddress = "print-address" => [],
    PrintPhone = "print-phone" => [],
    PrintHours = "print-hours" => [],
    PrintAsk = "print-ask" => [],
    PrintPage = "print-page" => [],
    PrintDay = "print-day" => ["day", "commune"],
    PrintSources = "print-sources" => ["day", "sources"],

    // The leaflet: a whole guide at once.
    LeafletDay = "leaflet-day" => ["day"],
    LeafletNeeds = "leaflet-needs" => [],
    LeafletWarn = "leaflet-warn" => [],
    LeafletIf = "leaflet-if" => ["what"],
    LeafletNot = "leaflet-not" => ["what"],
    LeafletAnd = "leaflet-and" => [],
    LeafletOr = "leaflet-or" => [],
    LeafletAnswer = "leaflet-answer" => ["question", "answer"],
    LeafletWay = "leaflet-way" => ["way"],
    LeafletInTime = "leaflet-in-time" => [],
    LeafletLate = "leaflet-late" => [],
    LeafletSee = "leaflet-see" => ["label", "step"],
    LeafletGuide = "leaflet-guide" => ["label", "guide"],
    LeafletCaller = "leaflet-caller" => ["label"],
    LeafletIs = "leaflet-is" => ["label", "what"],

    // What the drawer of screens adds.
    HeaderTicks = "header-ticks" => ["have", "of"],
    WayOnline = "way-online" => [],
    WayInPerson = "way-in-person" => [],
    WayPost = "way-post" => [],
    WayNeeds = "way-needs" => ["needs"],
    WayFee = "way-fee" => ["fee"],
    WayTime = "way-time" => ["time"],
    WayFits = "way-fits" => ["because"],
    WaysShared = "ways-shared" => ["facts"],
    Unconfirmed = "unconfirmed" => ["phone"],
    Untranslated = "untranslated" => [],
}

/// What the program says and understands in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The file, relative to `dialogs/`.
    pub path: String,
    /// `language`: what the language calls itself; empty = not said.
    pub language: String,
    /// `[say]`, by the phrase's place in [`Phrase::ALL`]; empty = missing.
    pub sentences: Vec<String>,
    /// `[fields]`: id and name, in the order they are offered.
    pub fields: Vec<(String, String)>,
    /// `[typed]`: the words of ours by what they mean, each folded and as written.
    pub typed: Vec<(Typed, Vec<(String, String)>)>,
    /// `weekdays`: Monday first.
    pub weekdays: Vec<String>,
    /// `jargon`: words of the offices that want a gloss, in lower case.
    pub jargon: Vec<String>,
    /// `[short-forms]`: an abbreviation and what it stands for, folded words.
    pub short_forms: Vec<(String, String)>,
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
        self.say(
            Phrase::Day,
            &[
                ("weekday", name),
                ("d", &day.day().to_string()),
                ("m", &day.month().to_string()),
                ("y", &day.year().to_string()),
            ],
        )
    }

    /// "2/11/2026" or, without a year in the sentence, "2/11"
    pub fn short_day(&self, day: Date) -> String {
        self.say(
            Phrase::DayShort,
            &[("d", &day.day().to_string()), ("m", &day.month().to_string()), ("y", &day.year().to_string())],
        )
    }

    /// What typed words of ours may mean: several where marks alone tell two of ours apart and none were typed.
    pub fn typed(&self, text: &str) -> Vec<Typed> {
        let read = readings(text);
        let means = |words: &[(String, String)]| words.iter().any(|(plain, word)| is_typed(text, &read, plain, word));
        self.typed.iter().filter(|(_, words)| means(words)).map(|(t, _)| *t).collect()
    }

    /// The words of ours with a meaning, folded.
    pub fn words_of(&self, meaning: Typed) -> Vec<String> {
        let of_it = self.typed.iter().filter(|(t, _)| *t == meaning);
        of_it.flat_map(|(_, words)| words.iter().map(|(folded, _)| folded.clone())).collect()
    }
}

/// Whether what was typed is a word of ours: the letters are the same, and no mark speaks against it ("đúng" is not "dừng").
/// `read` are the readings of the text, `folded` is the word's own.
pub(super) fn is_typed(text: &str, read: &[String], folded: &str, word: &str) -> bool {
    match read.iter().position(|own| own == folded) {
        Some(0) => agree(text, word),
        found => found.is_some(),
    }
}

fn fill(sentence: &str, blanks: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after
            .split_once('}')
            .and_then(|(name, tail)| blanks.iter().find(|(blank, _)| *blank == name).map(|(_, value)| (*value, tail)));
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
