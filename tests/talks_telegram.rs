//! The same talks over the wire: the real binary shows on Telegram what the pure engine says.

mod common;
mod town;

use std::collections::BTreeMap;
use std::path::Path;

use camtay::engine::{Act, Event};
use camtay::screen::compose;
use camtay::sender::draw::draw;
use jiff::Timestamp;
use jiff::tz::Offset;
use tokio::task::JoinSet;
use town::Town;
use town::world::Does;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_talk_of_today_is_seen_on_telegram() {
    let town = Town::open().await;
    let dialogs = Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogs");
    let dialogs = dialogs.to_str().expect("a path").to_owned();
    let bot = town.bot_with(&[("CAMTAY_DIALOGS", &dialogs)]);
    let mut walks = JoinSet::new();
    let mut turns = 0;
    for (n, path) in common::talks().into_iter().enumerate() {
        let talk = std::fs::read_to_string(path).expect("a talk");
        let words: Vec<String> = talk.lines().filter_map(common::said).map(str::to_owned).collect();
        // A talk that moves the clock, edits a guide, sends a sticker or presses a label with its own day in it is the engine's and the front's own tests'.
        let plain = !talk.lines().any(|l| l.starts_with('*') && !l.starts_with("**"));
        let dated = |w: &String| w.starts_with('(') || (w.starts_with('[') && w.contains("/20"));
        if plain && !words.iter().any(dated) {
            turns += words.len();
            walks.spawn(walk(town.citizen(1_000 + i64::try_from(n).expect("few"), "Lan"), words));
        }
    }
    assert!(turns > 150, "{turns} turns");
    while let Some(done) = walks.join_next().await {
        done.expect("a talk as the engine has it");
    }
    town.until("the menu in English", |w| w.commands_in.contains_key("en")).await;
    let told = town.world.lock().commands_in["en"].clone();
    assert!(told.contains(&("hoso".to_owned(), "My files".to_owned())), "{told:?}");
    assert!(bot.stops().await.0.success());
}

/// One citizen's talk, each screen compared with the engine's.
async fn walk(lan: town::citizen::Citizen, talk: Vec<String>) {
    let today = Offset::constant(7).to_datetime(Timestamp::now()).date();
    let mut engine = common::Citizen::new(today);
    let mut carried: BTreeMap<String, (i32, String)> = BTreeMap::new();
    for words in talk {
        match words.strip_prefix('[').and_then(|w| w.strip_suffix(']')) {
            Some(label) => {
                engine.presses(label);
                let (message, data) = carried.get(label).unwrap_or_else(|| panic!("no [{label}] seen\n{}", lan.chat()));
                lan.presses_old(*message, data);
            }
            None => {
                engine.does(Event::Said(words.clone()));
                lan.says(&words);
            }
        }
        let Some(show) = engine.last.as_ref().and_then(|t| t.show.clone()) else { continue };
        let part = draw(compose(&engine.book, &show)).pop().expect("a message");
        let text = town::html::plain(&part.html).expect("sound HTML");
        let labels: Vec<String> = part.choices.iter().flatten().map(|c| c.label.clone()).collect();
        let seen = lan.until(&text, |messages| {
            let newest = messages.last()?;
            let drawn: Vec<String> = newest.keyboard.iter().flatten().map(|b| b.label.clone()).collect();
            (newest.text == text && drawn == labels).then(|| newest.clone())
        });
        let seen = seen.await;
        for button in seen.keyboard.iter().flatten() {
            if let Does::Press(data) = &button.does {
                carried.insert(button.label.clone(), (seen.id, data.clone()));
            }
        }
        assert_eq!(part.choices.iter().flatten().filter(|c| matches!(c.act, Act::Press(_))).count(), presses(&seen));
    }
}

fn presses(message: &town::world::Message) -> usize {
    message.keyboard.iter().flatten().filter(|b| matches!(b.does, Does::Press(_))).count()
}
