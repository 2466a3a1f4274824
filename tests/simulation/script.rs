//! A script: what citizens, Telegram, the machine and its death do, one short word a step.

use std::fmt;

use fastrand::Rng;

use crate::disk::Death;

/// One step. Each is possible at any time; where it has no object it does nothing, so that a script can be shortened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A citizen types; who had blocked the bot lets it in first.
    Say { who: u8, word: u8 },
    /// A citizen presses a button of the message `back` from the newest; `known` = the press names its message.
    Press { who: u8, back: u8, button: u8, known: bool },
    /// A citizen blocks the bot.
    Block { who: u8 },
    /// A citizen deletes a message of the bot.
    Delete { who: u8, back: u8 },
    /// The bot asks for updates.
    Poll { limit: u8, fate: Poll },
    /// The bot turns what it has got.
    Turn(Option<Death>),
    /// The sender takes so many orders.
    Orders(u8),
    /// A call under way reaches Telegram.
    Reach { nth: u8, fate: Fate },
    /// The answer of a call that has reached Telegram comes back.
    Land { nth: u8 },
    /// Round takes so many marks.
    Marks(u8),
    /// Round writes the marks that wait.
    Quiet(Option<Death>),
    /// Round erases what has come to its end.
    Sweep(Option<Death>),
    /// An answer to a press reaches Telegram, or is lost.
    Answer { lost: bool },
    /// Everything the bot does in a healthy moment.
    Work,
    /// Milliseconds pass.
    Tick(u32),
    /// The machine's clock is set: so many milliseconds forward or back, though no time passes.
    Clock(i64),
    /// Nothing came for a week: the updates' numbers begin elsewhere.
    Jump,
    /// The process dies; a bit for each call under way says whether it had reached Telegram.
    Kill(u8),
    /// The process is asked to stop, and does.
    Stop,
}

/// What becomes of a question for updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Poll {
    Fine,
    /// It never reached Telegram.
    Unheard,
    /// Telegram heard it; its answer is lost.
    Unanswered,
    /// The answer holds an update twice.
    Doubled,
    /// As by a webhook: the chats' updates cross one another, each chat's own stay in order.
    Crossed,
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Fine,
    /// 429 for so many seconds.
    Wait(u8),
    /// 500.
    Server,
    /// No connection.
    Unconnected,
    /// The connection died before Telegram did anything.
    CutBefore,
    /// Telegram did it, the connection died before its answer.
    CutAfter,
    /// "can't parse entities".
    Unparsed,
}

/// As replaying wants it: a step a word.
pub struct Script<'a>(pub &'a [Step]);

impl fmt::Display for Script<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|step| writeln!(f, "    {step:?}"))
    }
}

/// How a script behaves; drawn once for each, so that some are calm and some wild.
struct Temper {
    /// In a hundred.
    deaths: u8,
    faults: u8,
}

/// The script of a seed.
pub fn script(seed: u64) -> Vec<Step> {
    let mut rng = Rng::with_seed(seed);
    let temper = Temper { deaths: rng.u8(0..60), faults: rng.u8(0..60) };
    let length = rng.usize(10..120);
    (0..length).map(|_| step(&mut rng, &temper)).collect()
}

fn step(rng: &mut Rng, temper: &Temper) -> Step {
    let who = rng.u8(0..3);
    match rng.u8(0..100) {
        0..14 => Step::Say { who, word: rng.u8(..) },
        14..24 => {
            Step::Press { who, back: rng.u8(0..8).saturating_sub(4), button: rng.u8(..), known: rng.u8(0..20) != 0 }
        }
        24 => Step::Block { who },
        25 => Step::Delete { who, back: rng.u8(0..2) },
        26..38 => Step::Poll { limit: [100, 100, 1, 2, 3][rng.usize(0..5)], fate: poll(rng, temper) },
        38..52 => Step::Turn(death(rng, temper)),
        52..60 => Step::Orders(rng.u8(1..5)),
        60..70 => Step::Reach { nth: rng.u8(0..3), fate: fate(rng, temper) },
        70..78 => Step::Land { nth: rng.u8(0..3) },
        78..82 => Step::Marks(rng.u8(1..4)),
        82..86 => Step::Quiet(death(rng, temper)),
        86 => Step::Sweep(death(rng, temper)),
        87 | 88 => Step::Answer { lost: rng.u8(0..100) < temper.faults / 2 },
        92..96 => Step::Tick(span(rng)),
        96 if rng.bool() => Step::Jump,
        89 if rng.u8(0..4) == 0 => Step::Clock(clock(rng)),
        97 if rng.bool() => Step::Stop,
        98 | 99 if rng.u8(0..100) < temper.deaths => Step::Kill(rng.u8(..)),
        // 90, 91, and whatever a coin above has refused.
        _ => Step::Work,
    }
}

fn death(rng: &mut Rng, temper: &Temper) -> Option<Death> {
    (rng.u8(0..100) < temper.deaths).then(|| match rng.u8(0..4) {
        0 => Death::Before,
        1 => Death::Inside { kept: false },
        2 => Death::Inside { kept: true },
        _ => Death::After,
    })
}

fn poll(rng: &mut Rng, temper: &Temper) -> Poll {
    if rng.u8(0..100) >= temper.faults {
        return Poll::Fine;
    }
    [Poll::Unheard, Poll::Unanswered, Poll::Doubled, Poll::Crossed][rng.usize(0..4)]
}

fn fate(rng: &mut Rng, temper: &Temper) -> Fate {
    if rng.u8(0..100) >= temper.faults {
        return Fate::Fine;
    }
    match rng.u8(0..7) {
        0 | 1 => Fate::Wait(rng.u8(1..40)),
        2 => Fate::Server,
        3 => Fate::Unconnected,
        4 => Fate::CutBefore,
        5 => Fate::CutAfter,
        _ => Fate::Unparsed,
    }
}

/// A nudge of a time server, a clock set by hand, a battery that is empty: seconds to days, both ways.
fn clock(rng: &mut Rng) -> i64 {
    let far = match rng.u8(0..3) {
        0 => rng.i64(1..60_000),
        1 => rng.i64(60_000..14 * 3_600_000),
        _ => rng.i64(86_400_000..40 * 86_400_000),
    };
    if rng.bool() { far } else { -far }
}

fn span(rng: &mut Rng) -> u32 {
    match rng.u8(0..20) {
        0..8 => rng.u32(1..100),
        8..14 => rng.u32(100..3_000),
        14..19 => rng.u32(3_000..180_000),
        _ => rng.u32(3_600_000..90_000_000),
    }
}
