//! The index: what the words of a citizen mean, learnt from the book's own names and examples.

mod alert;
mod alike;
mod danger;
mod digest;
mod features;
mod learner;
mod model;
mod passages;
mod search;
mod speech;
mod spelling;

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use crate::book::index::alert::Alert;
use crate::book::index::alike::Alike;
use crate::book::index::danger::Alarm;
use crate::book::index::digest::digest;
use crate::book::index::passages::Passages;
use crate::book::index::search::{Lessons, Search};
use crate::book::index::speech::{Speech, split};
use crate::book::index::spelling::Spelling;
use crate::book::{Book, Guide, Urgent};

pub use crate::book::index::alike::Senses;
pub use crate::book::index::danger::Danger;
pub(crate) use crate::book::index::learner::{Bag, Learner, Lesson, bag};
pub use crate::book::index::passages::{Asked, Fit};
pub use crate::book::index::search::Heard;

/// Made once for a book; what takes long to learn is learnt when it is first wanted.
#[derive(Debug)]
pub struct Index {
    speech: Speech,
    spelling: Spelling,
    search: Learnt<Search>,
    alarm: Alarm,
    /// Danger told in words that no phrase has.
    alert: Learnt<Alert>,
    /// What is asked in the middle of a guide.
    passages: Learnt<Passages>,
    /// How answers are said.
    alike: Alike,
    /// What was learnt of single steps, the last one used first.
    steps: Mutex<Vec<(u64, Arc<Learner>)>>,
    /// What it was learnt from.
    lessons: u64,
}

/// So many steps are remembered: some 0.2 MB each.
const MOST_STEPS: usize = 16;

/// Learnt from its lessons at the first look.
type Learnt<T> = LazyLock<T, Box<dyn FnOnce() -> T + Send>>;

impl Index {
    /// Takes the lessons of a book.
    pub fn of(book: &Book) -> Self {
        let speech = Speech::of(&book.vocabulary);
        let lessons = Lessons::of(book, &speech);
        let asked = passages::Lessons::of(book, &speech);
        let spelling = Spelling::of(&lessons, &book.vocabulary, &speech);
        let alarm = Alarm::of(&book.vocabulary);
        let dangers = alert::lessons(&book.vocabulary, &speech);
        let alike = Alike::of(&book.vocabulary, &speech);
        Self {
            speech,
            spelling,
            search: LazyLock::new(Box::new(move || Search::of(lessons))),
            alarm,
            alert: LazyLock::new(Box::new(move || Alert::of(dangers))),
            passages: LazyLock::new(Box::new(move || Passages::of(&asked))),
            alike,
            steps: Mutex::default(),
            lessons: digest(book),
        }
    }

    /// Learns now what would be learnt at the first question.
    pub(super) fn learn(&self) {
        LazyLock::force(&self.search);
        LazyLock::force(&self.passages);
        LazyLock::force(&self.alert);
    }

    /// Whether another book would teach the same.
    pub(super) fn is_of(&self, book: &Book) -> bool {
        self.lessons == digest(book)
    }

    /// A text as words without marks, as it is written.
    pub fn plain(text: &str) -> Vec<String> {
        split(text)
    }

    /// A text as words without marks: short spellings, other names and slips replaced, words that mean nothing left out.
    pub fn words(&self, text: &str) -> Vec<String> {
        self.spelling.mended(&self.speech.words(text))
    }

    /// Whether some example has this word, one that means nothing included.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.spelling.knows(word) || self.speech.skips(word)
    }

    /// The words of an example of ours, in which nothing is a slip.
    pub fn written(&self, text: &str) -> Vec<String> {
        self.speech.words(text)
    }

    /// What guides are asked for by the words of a question that tell what it is about; without such words, nothing.
    pub fn subject(&self, text: &str) -> Heard {
        let subject = self.passages.subject(&self.words(text));
        if subject.is_empty() { Heard::default() } else { self.hear(&subject.join(" ")) }
    }

    /// What of a guide a line of these words may ask, the likeliest first.
    pub fn fits(&self, guide: &str, words: &[String]) -> Vec<Fit> {
        self.passages.fits(guide, words)
    }

    /// What was learnt of the step with this key; learnt now if it was not asked for lately.
    pub(crate) fn learner(&self, key: u64, learn: impl FnOnce() -> Learner) -> Arc<Learner> {
        let steps = || self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |steps: &[(u64, Arc<Learner>)]| steps.iter().position(|(of, _)| *of == key);
        {
            let mut steps = steps();
            if let Some(at) = known(&steps) {
                steps[..=at].rotate_right(1);
                return Arc::clone(&steps[0].1);
            }
        }
        let learner = Arc::new(learn());
        let mut steps = steps();
        steps.truncate(MOST_STEPS - 1);
        steps.insert(0, (key, Arc::clone(&learner)));
        learner
    }

    /// What of the ways to say an answer stands in these words.
    pub fn senses(&self, words: &[String]) -> Senses {
        self.alike.senses(words)
    }

    /// What a citizen's words mean.
    pub fn hear(&self, text: &str) -> Heard {
        self.search.hear(&split(text).join(" "), &self.words(text))
    }

    /// What a citizen's words tell of danger.
    pub(super) fn danger(&self, text: &str) -> Danger {
        self.alarm.told(text, &self.alert.judge(text, &self.words(text)), |run| self.spelling.parted(run))
    }

    /// The dangers that a text names.
    pub(super) fn dangers_named(&self, text: &str) -> Vec<Urgent> {
        self.alarm.named(&Alarm::heard(text, |run| self.spelling.parted(run)))
    }
}

/// The questions and the troubles of a guide.
fn headings(guide: &Guide) -> impl Iterator<Item = String> + '_ {
    let asked = guide.steps.iter().skip(1).filter(|step| {
        let stage = step.stage.map_or("", |s| guide.steps[s].id.as_str());
        matches!(stage, "hoi-dap" | "vuong-mac")
    });
    asked.map(|step| crate::book::plain(&step.heading))
}
