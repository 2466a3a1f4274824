//! A store torn at its tail while nobody ran it: cut short, or its last bytes are others.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use camtay::round::kinds;
use camtay::store::salvage;
use fastrand::Rng;

use crate::bench::{Bench, FIRST, is_sound, number, seed, wanted};
use crate::store::{Stored, read};
use crate::town::watch::Watch;

/// The longest piece that is torn off.
const TORN: u64 = 60_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_torn_tail_is_refused_and_salvaged() {
    if !wanted("torn") {
        return;
    }
    let mut dice = Rng::with_seed(seed());
    let (mut refused, mut whole, mut fell_back) = (0, 0, 0);
    for round in 0..number("BREAK_TEARS", 3) {
        let mut bench = Bench::open(number("BREAK_CITIZENS", 10)).await;
        let bot = bench.town.bot();
        let crowd = bench.crowd(Duration::from_millis(40));
        bench.first_sight(Duration::from_mins(1)).await.expect("somebody is answered");
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        let walked = crowd.comes_home().await;
        bench.rests().await;
        bot.dies().await;
        is_sound(&bench.judge("before the tear", &walked));
        let sessions = read(&bench.town.folder.0, FIRST);
        let store = bench.town.folder.0.join("data/bot");
        tear(&store.join("db"), round % 2 == 0, &mut dice);
        // Nobody says anything: it begins, or it is refused.
        let mut bot = bench.town.bot();
        let began = Instant::now();
        while !bot.has_ended() && !store_is_served(&bench, began) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        if bot.has_ended() {
            let (status, log) = bot.ends().await;
            assert_eq!(status.code(), Some(1), "{log}");
            assert!(log.contains("camtay store salvage"), "it names the way out: {log}");
            salvage(&store, &kinds(), &bench.began.day().to_string()).expect("salvaged");
            refused += 1;
        } else {
            assert!(bot.stops().await.0.success());
            whole += 1;
            assert_eq!(
                keys(&sessions),
                keys(&read(&bench.town.folder.0, FIRST)),
                "what begins by itself has lost nothing"
            );
        }
        bench.before = read(&bench.town.folder.0, FIRST);
        fell_back +=
            sessions.iter().filter(|(chat, was)| bench.before.get(chat).is_none_or(|now| now.seen != was.seen)).count();
        // Whose mark was torn off is sent their screen once more: that is not of the turns to come.
        let bot = bench.town.bot();
        bench.polls().await;
        bench.rests().await;
        assert!(bot.stops().await.0.success());
        bench.town.world.lock().watch = Some(Watch::default());
        let crowd = bench.crowd(Duration::from_millis(40));
        let bot = bench.town.bot();
        bench.first_sight(Duration::from_mins(1)).await.expect("somebody is answered");
        let walked = crowd.comes_home().await;
        bench.rests().await;
        assert!(bot.stops().await.0.success());
        is_sound(&bench.judge("after a torn tail", &walked));
    }
    eprintln!(
        "torn: {refused} refused and salvaged, {whole} began with all they had, {fell_back} citizens stand some turns back\n"
    );
}

/// Whether the bot runs and has done what waited: it polls, or it has had time enough.
fn store_is_served(bench: &Bench, began: Instant) -> bool {
    bench.town.world.lock().watch.as_ref().is_some_and(|watch| watch.polled > Some(began))
}

/// Who stands where, by the numbers of the updates.
fn keys(sessions: &BTreeMap<i64, Stored>) -> Vec<(i64, Vec<u64>)> {
    sessions.iter().map(|(chat, stored)| (*chat, stored.seen.clone())).collect()
}

/// Takes the file's written end away, or writes other bytes over it.
fn tear(file: &Path, cut: bool, dice: &mut Rng) {
    let mut bytes = Vec::new();
    File::open(file).and_then(|mut file| file.read_to_end(&mut bytes)).expect("the store's file");
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at as u64 + 1);
    let from = end.saturating_sub(dice.u64(1..TORN));
    let mut file = File::options().write(true).open(file).expect("the store's file");
    if cut {
        file.set_len(from).expect("cut");
    } else {
        file.seek(SeekFrom::Start(from)).expect("its end");
        let garbage: Vec<u8> = (from..end).map(|_| dice.u8(..)).collect();
        file.write_all(&garbage).expect("torn");
    }
}
