//! Who is measured: processes started against an office of their own, their CPU seconds read from the kernel.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::table::{Seen, Waits};
use crate::walk::{STEPS, heading, words};

const TOKEN: &str = "4242:AAspeedspeedspeedspeedspeedspeedspee";

/// A program that can be started.
pub(crate) struct Kind {
    /// For the table.
    pub(crate) name: &'static str,
    program: PathBuf,
    words: &'static [&'static str],
}

/// Ours first, then the floor, then the Dialogue bots.
pub(crate) fn all() -> Vec<Kind> {
    let ours =
        std::env::var_os("CAMTAY_BIN").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_camtay")), PathBuf::from);
    let floors = std::env::var_os("FLOORS").map_or_else(built, PathBuf::from);
    let kind = |name, program: &Path, words| Kind { name, program: program.to_owned(), words };
    vec![
        kind("camtay, every turn on the disk", &ours, &[]),
        kind("floor: bare hyper, one thread, no state", &floors.join("bare"), &[]),
        kind("teloxide Dialogue, in memory", &floors.join("dialogue"), &["memory"]),
        kind("teloxide Dialogue, SQLite", &floors.join("dialogue"), &["sqlite"]),
    ]
}

/// The floors' own package; gives the folder of its programs.
fn built() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("floors");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--release", "--locked", "--manifest-path"]).arg(root.join("benches/floors/Cargo.toml"));
    let done = cargo.arg("--target-dir").arg(&target).status().expect("cargo");
    assert!(done.success(), "the floors could not be built");
    target.join("release")
}

/// The office's process, and a line for every question.
pub(crate) struct Office {
    child: Child,
    ask: ChildStdin,
    hear: BufReader<ChildStdout>,
    /// Where its Bot API is.
    pub(crate) address: String,
}

impl Office {
    /// A fresh one.
    pub(crate) fn open() -> Self {
        let mut command = Command::new(std::env::current_exe().expect("our own path"));
        let piped = command.arg("office").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = piped.spawn().expect("an office");
        let (ask, hear) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        let mut office = Self { child, ask, hear: BufReader::new(hear), address: String::new() };
        office.address = office.line();
        office
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.hear.read_line(&mut line).expect("the office answers");
        line.trim().to_owned()
    }

    fn asked(&mut self, words: &str) -> Vec<u64> {
        writeln!(self.ask, "{words}").expect("the office listens");
        self.line().split(' ').filter_map(|number| number.parse().ok()).collect()
    }

    /// What it has seen so far; begins the list of waits anew.
    pub(crate) fn count(&mut self) -> Seen {
        let numbers: [u64; 7] = self.asked("count").try_into().expect("seven numbers");
        let [turns, answers, sends, bytes, edits, polls, others] = numbers;
        Seen { turns, answers, sends, bytes, edits, polls, others }
    }

    /// From now on, presses come by the clock.
    pub(crate) fn open_loop(&mut self, rate: f64) {
        self.asked(&format!("open {rate}"));
    }

    /// How long the turns since the last question took.
    pub(crate) fn waits(&mut self) -> Waits {
        let numbers: [u64; 3] = self.asked("waits").try_into().expect("three numbers");
        let [turns, half, most] = numbers;
        Waits { turns, half: Duration::from_micros(half), most: Duration::from_micros(most) }
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A bot that runs, in a folder of its own; stopped with the value.
pub(crate) struct Contestant {
    child: Child,
    folder: PathBuf,
}

impl Contestant {
    /// Started against `address`, with durability on and no pace.
    pub(crate) fn start(kind: &Kind, address: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("camtay-speed-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        dialogs(&folder.join("dialogs"));
        let mut command = Command::new(&kind.program);
        command.args(kind.words).current_dir(&folder).env("TELOXIDE_TOKEN", TOKEN).env("TELOXIDE_API_URL", address);
        command.env("CAMTAY_RATE", "1000000").env("CAMTAY_CHAT_RATE", "0").env("CAMTAY_KEEP", "always");
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log(&folder)).spawn();
        Self { child: child.expect("a contestant"), folder }
    }

    /// CPU seconds of all its threads so far, user and system.
    pub(crate) fn cpu(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("Linux, and it still runs");
        // Behind the name, which may hold spaces: utime, stime, cutime, cstime are the 12th to 15th.
        let behind = stat.rsplit(") ").next().unwrap_or_default();
        let ticks: u64 = behind.split(' ').skip(11).take(4).filter_map(|n| n.parse::<u64>().ok()).sum();
        // USER_HZ is 100 on every Linux.
        Duration::from_millis(ticks * 10)
    }

    /// The same by the names of the threads that live now, without their numbers.
    pub(crate) fn threads(&self) -> BTreeMap<String, Duration> {
        let mut all: BTreeMap<String, Duration> = BTreeMap::new();
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id())).expect("Linux, and it still runs");
        for task in tasks.flatten() {
            // Nanoseconds on a CPU stand first.
            let Ok(spent) = fs::read_to_string(task.path().join("schedstat")) else { continue };
            let spent = spent.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0);
            let name = fs::read_to_string(task.path().join("comm")).unwrap_or_default();
            let name = name.trim().trim_end_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned();
            *all.entry(name).or_default() += Duration::from_nanos(spent);
        }
        all
    }
}

impl Drop for Contestant {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Ok(log) = fs::read_to_string(self.folder.join("log"))
            && std::env::var_os("SPEED_LOG").is_some()
        {
            eprintln!("{log}");
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn log(folder: &Path) -> Stdio {
    fs::File::create(folder.join("log")).expect("a log").into()
}

/// A folder of dialogs with one guide of fifty steps.
fn dialogs(folder: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir_all(folder.join("vi")).expect("a folder");
    let copies = [
        ("tests/dialogs/mini/locality.toml", "locality.toml"),
        ("tests/dialogs/mini/vi/chao-mung.md", "vi/chao-mung.md"),
        ("dialogs/vi/phrases.toml", "vi/phrases.toml"),
    ];
    for (from, to) in copies {
        fs::copy(root.join(from), folder.join(to)).expect("a copy");
    }
    let mini = fs::read_to_string(root.join("tests/dialogs/mini/vi/leo-thang.md")).expect("the tiny guide");
    let front: String = mini.splitn(3, "+++").take(2).collect::<Vec<_>>().join("+++").replace("Leo thang", "Đi bộ");
    let mut guide =
        format!("{front}+++\n\n# Đi bộ\nBài để thử máy.\n\n- [Bắt đầu](#truc-tiep)\n\n## Đi {{#truc-tiep}}\n");
    for step in 1..=STEPS {
        guide.extend(["\n### ", &heading(step), "\n", &words(step), "\n"]);
    }
    fs::write(folder.join("vi/di-bo.md"), guide).expect("a guide");
}
