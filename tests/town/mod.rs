//! The town: a Telegram of our own on loopback, citizens who talk, and the real binary between them.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test uses its part of the town")]

pub mod api;
pub mod bot;
pub mod citizen;
pub mod faults;
pub mod fill;
pub mod html;
pub mod limits;
pub mod queue;
pub mod watch;
pub mod wire;
pub mod world;

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use bot::{Bot, Folder};
use citizen::Citizen;
use world::World;

/// The token of the town's bot; its tests look for it in every log.
pub const TOKEN: &str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

/// The world, shared between the wire and the test.
#[derive(Clone)]
pub struct Shared(Arc<Mutex<World>>);

impl Shared {
    pub fn new(world: World) -> Self {
        Self(Arc::new(Mutex::new(world)))
    }

    pub fn lock(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

pub struct Town {
    pub world: Shared,
    pub api: String,
    pub folder: Folder,
}

impl Town {
    /// An empty town with its wire open and a book on the shelf.
    pub async fn open() -> Self {
        let world = Shared::new(World::new(TOKEN));
        let api = wire::open(world.clone()).await;
        Self { world, api, folder: Folder::new().with_book() }
    }

    /// The same with the real book, every guide of it.
    pub async fn open_real() -> Self {
        let world = Shared::new(World::new(TOKEN));
        let api = wire::open(world.clone()).await;
        Self { world, api, folder: Folder::new().with_real_book() }
    }

    /// Starts the bot.
    pub fn bot(&self) -> Bot {
        self.bot_with(&[])
    }

    pub fn bot_with(&self, extra: &[(&str, &str)]) -> Bot {
        Bot::start(&self.folder, &self.api, TOKEN, extra)
    }

    /// A citizen with a private chat.
    pub fn citizen(&self, id: i64, name: &str) -> Citizen {
        self.world.lock().join(id, name);
        Citizen { id, world: self.world.clone() }
    }

    /// Waits until something holds in the world.
    pub async fn until(&self, what: &str, holds: impl Fn(&World) -> bool) {
        self.until_within(Duration::from_secs(15), what, holds).await;
    }

    pub async fn until_within(&self, patience: Duration, what: &str, holds: impl Fn(&World) -> bool) {
        let end = Instant::now() + patience;
        while !holds(&self.world.lock()) {
            assert!(Instant::now() < end, "waited in vain until {what}");
            sleep(Duration::from_millis(3)).await;
        }
    }

    /// Waits until every update is confirmed and nothing was asked for a while.
    pub async fn quiet(&self) {
        let (mut seen, mut since) = (0, Instant::now());
        let end = Instant::now() + Duration::from_secs(20);
        while Instant::now() < end {
            let (acts, waiting) = {
                let world = self.world.lock();
                (world.acts.len(), world.queue.len())
            };
            if acts != seen || waiting > 0 {
                (seen, since) = (acts, Instant::now());
            }
            if since.elapsed() > Duration::from_millis(300) {
                return;
            }
            sleep(Duration::from_millis(5)).await;
        }
        panic!("the town never came to rest");
    }
}
