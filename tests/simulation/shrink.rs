//! Shortens a script that breaks a rule until every step of it is needed.

use crate::audit::Violation;
use crate::script::Step;

/// The shortest script found that breaks the same rule.
pub fn shrink(script: &[Step], rule: &str, play: impl Fn(&[Step]) -> Option<Violation>) -> Vec<Step> {
    let breaks = |script: &[Step]| play(script).is_some_and(|fault| fault.rule == rule);
    let mut script = script.to_vec();
    loop {
        let before = script.len();
        let mut piece = script.len().div_ceil(2);
        while piece > 0 {
            let mut at = 0;
            while at < script.len() {
                let end = (at + piece).min(script.len());
                let shorter = [&script[..at], &script[end..]].concat();
                if breaks(&shorter) { script = shorter } else { at = end }
            }
            piece /= 2;
        }
        for at in 0..script.len() {
            for plain in plainer(script[at]) {
                let kept = std::mem::replace(&mut script[at], plain);
                if breaks(&script) {
                    break;
                }
                script[at] = kept;
            }
        }
        if script.len() == before {
            return script;
        }
    }
}

/// What a step may be without its peculiarities.
fn plainer(step: Step) -> Vec<Step> {
    use crate::script::{Fate, Poll};
    match step {
        Step::Say { who, word } => vec![
            Step::Say { who: 0, word: 0 },
            Step::Say { who, word: 0 },
            Step::Say { who, word: word % 9 },
            Step::Say { who, word: word % 16 },
        ],
        Step::Press { who, button, .. } => vec![
            Step::Press { who: 0, back: 0, button: 0, known: true },
            Step::Press { who, back: 0, button: 0, known: true },
            Step::Press { who, back: 0, button, known: true },
        ],
        Step::Poll { .. } => vec![Step::Poll { limit: 100, fate: Poll::Fine }],
        Step::Turn(_) => vec![Step::Turn(None)],
        Step::Quiet(_) => vec![Step::Quiet(None)],
        Step::Sweep(_) => vec![Step::Sweep(None)],
        Step::Reach { nth, fate } => vec![
            Step::Reach { nth: 0, fate: Fate::Fine },
            Step::Reach { nth: 0, fate },
            Step::Reach { nth, fate: Fate::Fine },
        ],
        Step::Land { .. } => vec![Step::Land { nth: 0 }],
        Step::Clock(far) => vec![Step::Clock(far.signum() * 86_400_000), Step::Clock(far.signum() * 60_000)],
        Step::Kill(_) => vec![Step::Kill(0)],
        _ => Vec::new(),
    }
}
