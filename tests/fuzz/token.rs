//! Callback data: whatever a button carried, the citizen gets an answer with a way on, and a session that can be stored.

use std::sync::LazyLock;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use camtay::engine::{Act, Effect, Event, Session, turn};
use camtay::screen::compose;
use camtay::sender::draw::draw;

use super::tape::Tape;
use crate::common::{Citizen, TODAY};

/// Somebody at every place of some walks, and all tokens they were shown.
static WALKS: LazyLock<(Vec<Citizen>, Vec<String>)> = LazyLock::new(|| {
    let (mut citizens, mut tokens) = (Vec::new(), Vec::new());
    for opening in ["/start", "/start khai-sinh", "/start gui-buu-dien", "con tôi mới sinh", "/hoso"] {
        let mut citizen = Citizen::new(TODAY);
        citizen.says(opening);
        for n in 0..8 {
            let shown = citizen.seen.last().map(|show| show.choices.clone()).unwrap_or_default();
            let carried: Vec<String> =
                shown.iter().filter_map(|c| if let Act::Press(t) = &c.act { Some(t.clone()) } else { None }).collect();
            let Some(next) = carried.get(n % carried.len().max(1)).cloned() else { break };
            tokens.extend(carried);
            citizen.does(Event::Pressed(next));
        }
        citizens.push(citizen);
    }
    tokens.sort();
    tokens.dedup();
    (citizens, tokens)
});

pub fn mutated(tape: &mut Tape<'_>) -> Vec<u8> {
    let tokens = &WALKS.1;
    let token = &tokens[tape.below(tokens.len())];
    let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(token).expect("ours");
    for _ in 0..=tape.below(4) {
        let at = tape.below(bytes.len());
        match tape.byte() % 6 {
            // The act: every one there is, and those to come.
            0 if bytes.len() > 1 => bytes[1] = tape.byte() % 32,
            1 if at < bytes.len() => bytes[at] = tape.byte(),
            2 if at < bytes.len() => bytes[at] ^= 1 << (tape.byte() % 8),
            3 => bytes.truncate(at),
            4 => bytes.extend((0..=tape.below(20)).map(|_| tape.byte())),
            _ => {
                let other = BASE64_URL_SAFE_NO_PAD.decode(&tokens[tape.below(tokens.len())]).expect("ours");
                bytes = [&bytes[..at.min(bytes.len())], &other[at.min(other.len())..]].concat();
            }
        }
    }
    if tape.once_in(8) { bytes } else { BASE64_URL_SAFE_NO_PAD.encode(bytes).into_bytes() }
}

pub fn judge(bytes: &[u8]) {
    let pressed = String::from_utf8_lossy(bytes).into_owned();
    for citizen in &WALKS.0 {
        let turned = turn(&citizen.book, &citizen.session, Event::Pressed(pressed.clone()), citizen.now);
        assert_eq!(turned, turn(&citizen.book, &citizen.session, Event::Pressed(pressed.clone()), citizen.now));
        let show = turned.show.expect("every press gets a screen");
        let leaves = show.choices.iter().any(|c| matches!(c.act, Act::Press(_)));
        assert!(leaves || turned.effects.contains(&Effect::Forget), "a dead end: {show:#?}");
        draw(compose(&citizen.book, &show));
        let stored = serde_json::to_string(&turned.session).expect("a session can be stored");
        assert_eq!(
            serde_json::from_str::<Session>(&stored).ok(),
            Some(turned.session),
            "what can't be stored can't pass"
        );
    }
}
