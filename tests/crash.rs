//! Exactly once: the real binary is killed at random moments of three walks, and an auditor counts.

mod town;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use camtay::round::kinds;
use camtay::store::survey;
use tokio::time::sleep;

use town::citizen::Citizen;
use town::{Shared, Town};

const KILLS: usize = 32;
const RUNGS: usize = 600;

/// Xorshift: the same kills each time the test runs with the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, low: u64, high: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        low + self.0 % (high - low)
    }
}

fn seed() -> u64 {
    std::env::var("CRASH_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(0x00C0_FFEE_2026)
}

/// A ladder so long that nobody reaches its end.
fn write_ladder(town: &Town) {
    let path = town.folder.0.join("dialogs/vi/leo-thang.md");
    let text = std::fs::read_to_string(&path).expect("the guide");
    let (head, _) = text.split_once("### Nấc một").expect("the rungs");
    let rungs: Vec<_> = (1..=RUNGS).map(|n| format!("### Nấc {n:03}\nĐây là bậc {n:03} của thang.\n")).collect();
    std::fs::write(path, format!("{head}{}", rungs.join("\n"))).expect("a long ladder");
}

fn words(rung: usize) -> String {
    format!("bậc {rung:03} của")
}

/// Climbs until told to stop: typed words move by one each, so a lost or a doubled turn shows at once.
async fn climbs(who: Citizen, mut dice: Dice, enough: Arc<AtomicBool>) -> (Citizen, usize) {
    who.says("/start leo-thang");
    who.sees("không để ai leo").await;
    who.presses("Bắt đầu").await;
    who.sees("Giấy một").await;
    who.presses("Đủ rồi").await;
    let mut rung = 1;
    who.sees(&words(rung)).await;
    while !enough.load(Ordering::Relaxed) && rung + 4 < RUNGS {
        if dice.roll(0, 3) == 0 {
            who.presses("Xong, bước tiếp").await;
            rung += 1;
        } else {
            for _ in 0..dice.roll(1, 4) {
                who.says("tiếp");
                rung += 1;
            }
        }
        who.sees(&words(rung)).await;
        sleep(Duration::from_millis(dice.roll(0, 30))).await;
    }
    (who, rung)
}

/// The rungs a citizen was shown, in order.
fn shown(world: &Shared, chat: i64) -> Vec<usize> {
    let world = world.lock();
    let texts = world.acts.iter().filter(|a| a.chat == Some(chat)).filter_map(|a| a.shown.clone());
    texts.filter_map(|t| t.split_once("bậc ").and_then(|(_, rest)| rest.get(..3)?.parse().ok())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_every_turn_happens_once() {
    let town = Town::open().await;
    write_ladder(&town);
    let enough = Arc::new(AtomicBool::new(false));
    let mut dice = Dice(seed());
    let names = [(7_i64, "Lan"), (8, "Tám"), (9, "Ba")];
    let walks: Vec<_> = names
        .map(|(id, name)| {
            let own = Dice(seed() ^ (id.unsigned_abs() << 40));
            tokio::spawn(climbs(town.citizen(id, name), own, enough.clone()))
        })
        .into();
    for _ in 0..KILLS {
        let polls = town.world.lock().polls.len();
        let bot = town.bot();
        // Half of the kills fall into the work, half into the start as well.
        if dice.roll(0, 2) == 0 {
            town.until("it asks for updates", |w| w.polls.len() > polls).await;
        }
        sleep(Duration::from_millis(dice.roll(1, 120))).await;
        bot.dies().await;
    }
    enough.store(true, Ordering::Relaxed);
    let bot = town.bot();
    let mut climbed = 0;
    for walk in walks {
        let (who, rung) = walk.await.expect("a walk that ends well");
        climbed += rung;
        audit(&town, &who, rung).await;
    }
    assert!(climbed > KILLS, "the walks went on between the kills: {climbed} rungs");
    assert!(bot.stops().await.0.success());
    let found = survey(&town.folder.0.join("data/bot"), &kinds()).expect("read");
    assert!(found.is_whole(), "{KILLS} kills damage nothing: {found:?}");
}

async fn audit(town: &Town, who: &Citizen, rung: usize) {
    town.quiet().await;
    who.sees(&words(rung)).await;
    let rungs = shown(&town.world, who.id);
    assert!(rungs.is_sorted(), "no screen of an earlier turn came after a later one: {rungs:?}");
    assert_eq!(rungs.last(), Some(&rung));
    let doubled = rungs.windows(2).filter(|w| w[0] == w[1]).count();
    // A screen comes twice only if a kill fell between Telegram's doing and our mark.
    assert!(doubled <= KILLS, "{doubled} screens came twice in {KILLS} kills");
    who.says("tiếp");
    who.sees(&words(rung + 1)).await;
    eprintln!("{}: {rung} rungs, {} screens, {doubled} of them twice", who.id, rungs.len());
}
