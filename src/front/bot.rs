//! The bot, running: poll → round → sender, from the first question to the last acknowledgement.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle as Task;

use crate::book::{Book, Phrase};
use crate::config::{Access, Keeping, Settings};
use crate::engine::Keep;
#[cfg(unix)]
use crate::front::control::serve::Socket;
use crate::front::dialogs::{Closed, Dialogs};
use crate::front::full::Full;
use crate::front::reload::Reload;
use crate::front::signals::{self, Stop};
use crate::front::telegram::{Ended, Poll};
use crate::front::{clock, live, strange, trouble};
use crate::intake::telegram::Me;
use crate::pulse::Pulse;
use crate::round::{Door, Hands, Owners, Round, start};
use crate::sender::api::Api;
use crate::sender::outcome::Outcome;
use crate::sender::telegram::{Command, Telegram};
use crate::sender::{Counted, Order, Rates, Stopped, run as send};
use crate::store::Trouble;

/// How often records whose end has come are erased.
const SWEEP: Duration = Duration::from_mins(1);
/// How often the round hears that time has passed.
const TICK: Duration = Duration::from_secs(1);
/// How long after a failure the commands are told again.
const COMMANDS_AGAIN: Duration = Duration::from_mins(1);

/// The most jobs that wait before no more updates are asked for: some three minutes at 28 a second, some 10 MB. Telegram
/// keeps the rest for a day, so a crowd of any size waits there and not in our memory.
const CROWDED: usize = 5_000;
/// How often a crowded outbox is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Why the bot could not run, or stopped by itself; ready to read.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// No book.
    #[error(transparent)]
    Dialogs(#[from] Closed),
    /// The store.
    #[error("{}", trouble::words(.0, ""))]
    Store(#[from] Trouble),
    /// Polling.
    #[error(transparent)]
    Poll(#[from] Ended),
    /// Threads, sockets, certificates.
    #[error("máy này không cho chạy: {0}")]
    Machine(String),
}

/// Runs until it is told to stop; while the disk is full it waits.
///
/// # Errors
/// When it can't begin, or can't go on.
pub fn run(settings: &Settings, access: &Access) -> Result<(), Failed> {
    // One thread for all that goes over the net: nothing there computes for long, and no call has to wake another thread.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(machine)?;
    let (pulse, mut full) = (live::pulse(), Full::default());
    let mut stop = signals::stop().map_err(machine)?;
    let done = loop {
        match shift(settings, access, &runtime, &pulse, &mut stop) {
            Err(Failed::Store(Trouble::DiskFull)) => {}
            done => break done,
        }
        if !runtime.block_on(full.wait(&settings.data, &mut stop)) {
            break Ok(());
        }
    };
    // A thread that reads a file or asks a name server for ever must not hold up the end.
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}

/// From the opening of the store to its closing: after a write that failed it can only be opened anew.
fn shift(
    settings: &Settings,
    access: &Access,
    runtime: &Runtime,
    pulse: &Arc<Pulse>,
    stop: &mut Stop,
) -> Result<(), Failed> {
    let keep = match settings.keep {
        Keeping::Ask => Keep::Unanswered,
        Keeping::Always => Keep::Always,
        Keeping::Never => Keep::Never,
    };
    let folder = settings.data.join("bot");
    // The store is read through while the dialogs are parsed: together they are most of a start.
    let (dialogs, round) = thread::scope(|scope| {
        let round = scope.spawn(|| Round::open(&folder, Hands::telegram(), keep));
        (Dialogs::open(&settings.dialogs, Some(&settings.data.join("last-good"))), round.join())
    });
    let round = round.unwrap_or(Err(Trouble::Torn))?;
    let (dialogs, book) = dialogs?;
    let run_by = Owners {
        owners: settings.owners.clone(),
        chat: settings.staff_chat,
        second: settings.second,
        rate: settings.rate,
    };
    let round = round.watched(Arc::clone(pulse)).run_by(run_by);
    let reload = Reload::new(dialogs, book, Arc::clone(pulse));
    runtime.block_on(serve(settings, access, reload, round, (pulse, stop)))
}

fn machine(error: impl std::fmt::Display) -> Failed {
    Failed::Machine(error.to_string())
}

async fn serve(
    settings: &Settings,
    access: &Access,
    reload: Reload,
    round: Round,
    (pulse, stop): (&Arc<Pulse>, &mut Stop),
) -> Result<(), Failed> {
    let api = Arc::new(Api::new(&access.api, &access.token, access.proxy.as_deref()).map_err(machine)?);
    let mut poll = Poll::new(Arc::clone(&api)).watched(Arc::clone(pulse));
    let wire = Arc::new(Telegram::new(api, settings.dialogs.clone()).paying(settings.paid).telling(Arc::clone(pulse)));
    let (orders, inbox) = mpsc::unbounded_channel();
    let (door, writer) = start(round, clock::now(), orders.clone())?;
    let (book, _watch) = reload.watch(&settings.dialogs);
    let marks = door.clone();
    let rates = Rates { all: settings.rate, chat: settings.chat_rate };
    let counted = Arc::new(Counted::new(Arc::clone(&wire), Arc::clone(pulse)));
    let watched = Arc::clone(pulse);
    let mut sender = tokio::spawn(async move { send(counted, rates, inbox, |mark| marks.mark(mark), &watched).await });
    let mut helpers = vec![
        tokio::spawn(live::summary(Arc::clone(pulse))),
        tokio::spawn(tell_commands(wire, book.borrow().clone())),
        tokio::spawn(sweep(door.clone())),
        tokio::spawn(tick(door.clone(), book.clone())),
        tokio::spawn(listen(settings.data.clone(), door.clone(), book.clone(), reload)),
    ];
    helpers.extend(settings.metrics.map(|address| tokio::spawn(live::serve(address, Arc::clone(pulse)))));
    let (jobs, _) = pulse.outbox();
    log::info!("the bot runs: camtay {}, {jobs} jobs wait", env!("CARGO_PKG_VERSION"));
    let worked = work(&mut poll, &door, &book, pulse, stop, &mut sender).await;
    for helper in helpers {
        helper.abort();
        // Its door must be closed before the round can end.
        let _ = helper.await;
    }
    leave(poll, door, writer, sender, &orders, worked).await
}

/// Batch after batch, until a stop is wanted; a batch begun is finished.
async fn work(
    poll: &mut Poll,
    door: &Door,
    book: &watch::Receiver<Arc<Book>>,
    pulse: &Pulse,
    stop: &mut Stop,
    sender: &mut Task<Result<(), Stopped>>,
) -> Result<(), Failed> {
    let next = async |poll: &mut Poll| {
        room(pulse).await;
        poll.next().await
    };
    let mut asked = tokio::spawn(poll.me());
    let mut known: Option<Me> = None;
    loop {
        let batch = tokio::select! {
            batch = next(poll) => batch?,
            () = stop.wanted() => return Ok(()),
            ended = &mut *sender => return Err(gone(ended)),
        };
        let me = if let Some(me) = &known {
            me
        } else {
            tokio::select! {
                me = &mut asked => {
                    let me = known.insert(me.map_err(machine)??);
                    door.called(me.username.clone());
                    me
                }
                () = stop.wanted() => return Ok(()),
            }
        };
        let (next, now) = (batch.next, clock::now());
        let book = book.borrow().clone();
        let arrivals = batch.arrivals(me, |kind| strange::tell(pulse, kind));
        door.batch(book, arrivals, now).await?;
        // Only now is it on the disk.
        poll.done(next);
    }
}

/// Waits until few enough jobs wait.
async fn room(pulse: &Pulse) {
    while pulse.outbox().0 > CROWDED {
        tokio::time::sleep(LOOK).await;
    }
}

/// The way out: no more updates, calls under way end, their marks are written, Telegram hears what was done.
async fn leave(
    mut poll: Poll,
    door: Door,
    writer: JoinHandle<Result<(), Trouble>>,
    sender: Task<Result<(), Stopped>>,
    orders: &mpsc::UnboundedSender<Order>,
    worked: Result<(), Failed>,
) -> Result<(), Failed> {
    log::info!("stopping");
    let _ = orders.send(Order::Drain);
    let drained = async { if sender.is_finished() { Ok(Ok(())) } else { sender.await } };
    let ((), drained) = tokio::join!(poll.acknowledge(), drained);
    drop(door);
    let written = tokio::task::spawn_blocking(move || writer.join()).await;
    let written = written.ok().and_then(Result::ok).unwrap_or(Err(Trouble::Closed));
    // The writer's own trouble says more than a door found closed.
    match (worked, written) {
        (Ok(()) | Err(Failed::Store(Trouble::Closed)), Err(trouble)) => Err(trouble.into()),
        (Ok(()), Ok(())) => drained.map_err(machine)?.map_err(|Stopped::Unauthorized| Ended::Token.into()),
        (Err(failed), _) => Err(failed),
    }
}

fn gone(ended: Result<Result<(), Stopped>, tokio::task::JoinError>) -> Failed {
    match ended {
        Ok(Err(Stopped::Unauthorized)) => Ended::Token.into(),
        Ok(Ok(())) => machine("the sender ended"),
        Err(error) => machine(error),
    }
}

async fn sweep(door: Door) {
    let mut minute = tokio::time::interval(SWEEP);
    loop {
        minute.tick().await;
        door.sweep(clock::now());
    }
}

/// Announcements begin at their hour, and stop for the night.
async fn tick(door: Door, book: watch::Receiver<Arc<Book>>) {
    let mut second = tokio::time::interval(TICK);
    second.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        second.tick().await;
        let book = book.borrow().clone();
        door.tick(book, clock::now());
    }
}

/// Answers on the control socket. A bot that has none serves citizens all the same.
#[cfg(unix)]
async fn listen(data: PathBuf, door: Door, book: watch::Receiver<Arc<Book>>, reload: Reload) {
    match Socket::open(&data) {
        Ok(socket) => socket.serve(door, book, reload).await,
        Err(error) => log::warn!("control: no socket ({error}); backup and reload must wait for a stop"),
    }
}

/// There are no such sockets here.
#[cfg(not(unix))]
async fn listen(_data: PathBuf, _door: Door, _book: watch::Receiver<Arc<Book>>, _reload: Reload) {}

/// The menu of commands in every language; an old menu until Telegram has taken it.
async fn tell_commands(wire: Arc<Telegram>, book: Arc<Book>) {
    tell_commands_in(&wire, &book, None).await;
    for (code, other) in &book.others {
        // Telegram knows a language by two letters (ISO 639-1); whoever speaks another sees the home menu.
        if code.len() == 2 {
            tell_commands_in(&wire, other, Some(code)).await;
        }
    }
}

async fn tell_commands_in(wire: &Telegram, book: &Book, language: Option<&str>) {
    let names = [
        ("batdau", Phrase::CommandBegin),
        ("timkiem", Phrase::CommandSearch),
        ("tieptuc", Phrase::CommandResume),
        ("hoso", Phrase::CommandDossiers),
        ("in", Phrase::CommandPrint),
        ("ngonngu", Phrase::CommandLanguage),
        ("thongbao", Phrase::CommandNews),
        ("trogiup", Phrase::CommandHelp),
        ("xoadulieu", Phrase::CommandForget),
    ];
    let commands = names.map(|(command, phrase)| Command { command, description: book.words.say(phrase, &[]) });
    loop {
        match wire.set_commands(&commands, language).await {
            Outcome::Sent(_) | Outcome::Already => return,
            Outcome::Refused { code, .. } => return log::error!("setMyCommands: refused with {code}"),
            Outcome::Wait(pause) => tokio::time::sleep(pause).await,
            _ => tokio::time::sleep(COMMANDS_AGAIN).await,
        }
    }
}
