//! The table: what each contestant did in each round, ratios of the same round, medians.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use crate::contestant::Kind;

/// What the office saw.
#[derive(Clone, Copy)]
pub(crate) struct Seen {
    /// Screens that came, sent or edited.
    pub(crate) turns: u64,
    /// Presses answered.
    pub(crate) answers: u64,
    /// `sendMessage`
    pub(crate) sends: u64,
    /// Bytes of the bodies of all edits.
    pub(crate) bytes: u64,
    /// `editMessageText`
    pub(crate) edits: u64,
    /// `getUpdates`
    pub(crate) polls: u64,
    /// Calls that belong to no turn.
    pub(crate) others: u64,
}

impl Seen {
    /// What came after `before`.
    pub(crate) fn since(&self, before: &Self) -> Self {
        Self {
            turns: self.turns - before.turns,
            answers: self.answers - before.answers,
            sends: self.sends - before.sends,
            bytes: self.bytes - before.bytes,
            edits: self.edits - before.edits,
            polls: self.polls - before.polls,
            others: self.others - before.others,
        }
    }
}

/// One contestant in one round.
pub(crate) struct Row {
    /// In the window.
    pub(crate) seen: Seen,
    /// CPU time spent in it.
    pub(crate) cpu: Duration,
    /// The same by thread.
    pub(crate) by_thread: BTreeMap<String, Duration>,
    /// How long it was.
    pub(crate) wall: Duration,
}

impl Row {
    /// Turns for a second of CPU.
    pub(crate) fn per_cpu(&self) -> f64 {
        float(self.seen.turns) / self.cpu.as_secs_f64()
    }

    /// Turns for a second of the clock.
    pub(crate) fn per_second(&self) -> f64 {
        float(self.seen.turns) / self.wall.as_secs_f64()
    }

    /// Every contestant must do the whole work: an answer for each press, an edit for each, nothing else.
    pub(crate) fn honest(&self, name: &str) {
        let Seen { turns, answers, edits, others, .. } = self.seen;
        // Those under way at either end of the window.
        let slack = 400 + turns / 100;
        assert!(turns > 0, "{name}: no turn was made; SPEED_LOG=1 shows its log");
        assert!(answers.abs_diff(edits) < slack, "{name}: {answers} answers, {edits} edits");
        assert!(others < slack, "{name}: {others} calls that belong to no turn");
    }

    /// Microseconds of a turn by thread, those that count.
    fn threads(&self) -> String {
        let each = self.by_thread.iter().map(|(name, time)| (name, time.as_secs_f64() * 1e6 / float(self.seen.turns)));
        let each: Vec<String> =
            each.filter(|(_, time)| *time >= 0.5).map(|(name, t)| format!("{name} {t:.1}")).collect();
        each.join(", ")
    }

    /// For whoever watches.
    pub(crate) fn line(&self) -> String {
        let Seen { turns, polls, bytes, edits, .. } = self.seen;
        format!(
            "{:.0} turns a CPU second, {:.0} a second, {:.1} a poll, {:.0} bytes an edit",
            self.per_cpu(),
            self.per_second(),
            float(turns) / float(polls),
            float(bytes) / float(edits),
        )
    }
}

/// How long the turns of an open loop took.
pub(crate) struct Waits {
    /// How many there were.
    pub(crate) turns: u64,
    /// Half of them took no longer.
    pub(crate) half: Duration,
    /// 99 of 100 took no longer.
    pub(crate) most: Duration,
}

/// All of it.
pub(crate) fn draw(kinds: &[Kind], rows: &[Vec<Row>], waits: &[Waits], rate: f64) -> String {
    let mut out = "| | turns a CPU second | µs a turn | ours is, a round each | median | turns a poll | bytes an edit |\n|---|---|---|---|---|---|---|\n".to_owned();
    for (kind, theirs) in kinds.iter().zip(rows) {
        let ratios: Vec<f64> = rows[0].iter().zip(theirs).map(|(we, they)| we.per_cpu() / they.per_cpu()).collect();
        let each: Vec<String> = ratios.iter().map(|ratio| format!("{ratio:.2}")).collect();
        let per_cpu = median(theirs.iter().map(Row::per_cpu));
        let polls = median(theirs.iter().map(|row| float(row.seen.turns) / float(row.seen.polls)));
        let bytes = median(theirs.iter().map(|row| float(row.seen.bytes) / float(row.seen.edits)));
        let (each, ratio, name) = (each.join(" "), median(ratios.into_iter()), kind.name);
        let _ = writeln!(
            out,
            "| {name} | {per_cpu:.0} | {:.1} | {each} | **{ratio:.2}** × | {polls:.1} | {bytes:.0} |",
            1e6 / per_cpu
        );
    }
    let _ = writeln!(out, "\nOurs by thread, µs a turn, a line each round:\n");
    for row in &rows[0] {
        let _ = writeln!(out, "- {}", row.threads());
    }
    let each = |time: fn(&Waits) -> Duration| {
        let all: Vec<String> = waits.iter().map(|w| format!("{:.1}", time(w).as_secs_f64() * 1e3)).collect();
        all.join(" ")
    };
    let turns: u64 = waits.iter().map(|w| w.turns).sum();
    let _ = writeln!(
        out,
        "\nAt half of saturation ({rate:.0} turns a second, {turns} turns), from the press to the screen: p50 {} ms, p99 {} ms (a round each).",
        each(|w| w.half),
        each(|w| w.most)
    );
    out
}

/// The middle one; of two, the higher.
pub(crate) fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut all: Vec<f64> = numbers.collect();
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}

#[expect(clippy::cast_precision_loss, reason = "counts of some seconds")]
fn float(count: u64) -> f64 {
    count as f64
}
