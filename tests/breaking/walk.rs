//! A citizen in a closed loop: does something, waits until something comes of it, does the next thing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fastrand::Rng;
use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::town::Town;
use crate::town::citizen::Citizen;
use crate::town::world::{Does, World};

/// Whoever waits longer is stuck: two 10 s stalls, some 429 and a minute of a full disk lie well within.
const PATIENCE: Duration = Duration::from_secs(150);
/// So many of the newest messages of a chat are kept.
const KEPT: usize = 40;

/// What is typed, or said by a command. Nobody erases their record: the seed of the next one could not be known.
const WORDS: [&str; 22] = [
    "tiếp",
    "xong",
    "lùi",
    "1",
    "2",
    "rồi",
    "chưa",
    "con tôi mới sinh",
    "tôi bị vướng",
    "làm lại căn cước",
    "giá vàng hôm nay",
    "12/11/2026",
    "0912345678",
    "còn thiếu gì",
    "/start khai-sinh",
    "/start ket-hon",
    "/start chung-thuc-ban-sao",
    "/start thuong-tru",
    "/hoso",
    "/batdau",
    "/tieptuc",
    "/in",
];
/// The button nobody presses, for the same reason.
const ERASES: &str = "Phải, xóa hết";

/// How a walk came out.
pub struct Walked {
    /// The citizen ended as they wished; if not, they waited in vain.
    pub ended: bool,
    /// What they did.
    pub steps: u64,
    /// The longest they waited for something to come.
    pub slowest: Duration,
}

/// Citizens on their way.
pub struct Crowd {
    enough: Arc<AtomicBool>,
    walks: Vec<JoinHandle<Walked>>,
}

impl Crowd {
    /// So many of them, each with dice of their own; `pause` is the longest somebody thinks.
    pub fn sets_out(town: &Town, first: i64, count: usize, seed: u64, pause: Duration) -> Self {
        let enough = Arc::new(AtomicBool::new(false));
        let walks = (first..).take(count).map(|id| {
            let citizen = town.citizen(id, "Lan");
            let dice = Rng::with_seed(seed ^ id.unsigned_abs().rotate_left(40));
            tokio::spawn(walks(citizen, dice, pause, Arc::clone(&enough)))
        });
        Self { walks: walks.collect(), enough }
    }

    /// Everybody ends what they wait for, asks one last thing and sees the answer.
    pub async fn comes_home(self) -> Vec<Walked> {
        self.enough.store(true, Ordering::Relaxed);
        let mut all = Vec::new();
        for walk in self.walks {
            all.push(walk.await.expect("a citizen does not panic"));
        }
        all
    }
}

async fn walks(who: Citizen, mut dice: Rng, pause: Duration, enough: Arc<AtomicBool>) -> Walked {
    let mut walked = Walked { ended: false, steps: 0, slowest: Duration::ZERO };
    sleep(Duration::from_millis(dice.u64(0..200))).await;
    loop {
        let last = enough.load(Ordering::Relaxed);
        let began = Instant::now();
        {
            let mut world = who.world.lock();
            walked.steps +=
                if last { say(&mut world, who.id, "/trogiup") } else { step(&mut world, who.id, &mut dice) };
        }
        while !who.world.lock().watch.as_ref().expect("a watch").answered(who.id) {
            if began.elapsed() > PATIENCE {
                return walked;
            }
            sleep(Duration::from_millis(dice.u64(3..8))).await;
        }
        walked.slowest = walked.slowest.max(began.elapsed());
        if last {
            return Walked { ended: true, ..walked };
        }
        sleep(pause.mul_f64(dice.f64())).await;
    }
}

/// One thing somebody does; gives how many updates it was.
fn step(world: &mut World, chat: i64, dice: &mut Rng) -> u64 {
    let messages = &mut world.chats.get_mut(&chat).expect("it joined").messages;
    while messages.len() > KEPT {
        messages.pop_first();
    }
    match dice.u32(0..100) {
        0..72 => press(world, chat, dice, false),
        72..78 => press(world, chat, dice, true),
        78..94 => say(world, chat, WORDS[dice.usize(..WORDS.len())]),
        94..97 => {
            let sticker = json!({ "file_id": "s", "file_unique_id": "s", "width": 512, "height": 512, "is_animated": false, "is_video": false, "type": "regular" });
            world.arrives(chat, chat, "message", &json!({ "sticker": sticker }));
            1
        }
        _ => (0..dice.u64(2..5)).map(|_| say(world, chat, WORDS[dice.usize(..WORDS.len())])).sum(),
    }
}

fn say(world: &mut World, chat: i64, text: &str) -> u64 {
    let mut content = json!({ "text": text });
    if text.starts_with('/') {
        let length = text.split_whitespace().next().map_or(0, str::len);
        content["entities"] = json!([{ "type": "bot_command", "offset": 0, "length": length }]);
    }
    world.arrives(chat, chat, "message", &content);
    1
}

/// A button of the newest screen, or of any that is still to be seen.
fn press(world: &mut World, chat: i64, dice: &mut Rng, old: bool) -> u64 {
    let messages = world.chat(chat).messages.values().rev().filter(|message| message.from_bot);
    let presses = messages.flat_map(|message| {
        let buttons = message.keyboard.iter().flatten().filter(|button| button.label != ERASES);
        buttons.filter_map(
            |button| if let Does::Press(data) = &button.does { Some((message.id, data.clone())) } else { None },
        )
    });
    let mut presses: Vec<_> = presses.collect();
    if !old && let Some((newest, _)) = presses.first().cloned() {
        presses.retain(|(message, _)| *message == newest);
    }
    if presses.is_empty() {
        return say(world, chat, "/batdau");
    }
    let (message, data) = presses.swap_remove(dice.usize(..presses.len()));
    world.press(chat, chat, message, &data);
    1
}
