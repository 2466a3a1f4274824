//! The real binary as a child: started, stopped, killed; its log kept.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// A folder of its own, gone with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("camtay-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }

    /// A copy of the tiny book, with the phrases of the real one.
    pub fn with_book(self) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let dialogs = self.0.join("dialogs");
        copy(&root.join("tests/dialogs/mini"), &dialogs);
        std::fs::copy(root.join("dialogs/vi/phrases.toml"), dialogs.join("vi/phrases.toml")).expect("the phrases");
        self
    }
}

impl Folder {
    /// A copy of the real book.
    pub fn with_real_book(self) -> Self {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogs"), &self.0.join("dialogs"));
        self
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the tiny book") {
        let entry = entry.expect("a file");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// `camtay` with an empty environment of its own, in a folder of the test.
pub fn camtay(folder: &Folder) -> Command {
    in_folder(Command::new(env!("CARGO_BIN_EXE_camtay")), folder)
}

/// The same, where a file beyond its limit is an error and no signal that kills.
pub fn camtay_within_limits(folder: &Folder) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\"", env!("CARGO_BIN_EXE_camtay")]);
    in_folder(command, folder)
}

fn in_folder(mut command: Command, folder: &Folder) -> Command {
    command.current_dir(&folder.0).kill_on_drop(true);
    for (name, _) in std::env::vars() {
        if ["CAMTAY_", "TELOXIDE_", "RUST_LOG", "NO_COLOR"].iter().any(|p| name.starts_with(p)) {
            command.env_remove(name);
        }
    }
    command
}

pub struct Bot {
    child: Child,
    log: JoinHandle<String>,
}

impl Bot {
    /// Starts it against a Bot API server.
    pub fn start(folder: &Folder, api: &str, token: &str, extra: &[(&str, &str)]) -> Self {
        Self::start_as(camtay(folder), api, token, extra)
    }

    /// The same by a command of the test's own.
    pub fn start_as(command: Command, api: &str, token: &str, extra: &[(&str, &str)]) -> Self {
        let mut child = spawned(command, api, token, extra, Stdio::piped());
        let errors = child.stderr.take().expect("piped");
        let log = tokio::spawn(async move {
            let (mut lines, mut all) = (BufReader::new(errors).lines(), String::new());
            while let Ok(Some(line)) = lines.next_line().await {
                if std::env::var_os("TOWN_LOG").is_some() {
                    eprintln!("{line}");
                }
                all += &line;
                all.push('\n');
            }
            all
        });
        Self { child, log }
    }

    /// The same with its log going where the test says; no line of it is kept.
    pub fn start_logging_to(errors: Stdio, folder: &Folder, api: &str, token: &str) -> Self {
        let child = spawned(camtay(folder), api, token, &[], errors);
        Self { child, log: tokio::spawn(async { String::new() }) }
    }

    /// SIGKILL, at once.
    pub async fn dies(mut self) -> String {
        self.child.kill().await.expect("killed");
        self.log.await.expect("its log")
    }

    /// SIGTERM, and a graceful end.
    pub async fn stops(self) -> (ExitStatus, String) {
        self.signal("TERM");
        self.ends().await
    }

    /// Waits for the end.
    pub async fn ends(mut self) -> (ExitStatus, String) {
        let status = timeout(Duration::from_secs(20), self.child.wait()).await.expect("it ends").expect("a status");
        (status, self.log.await.expect("its log"))
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().expect("it runs").to_string();
        let sent = std::process::Command::new("sh").args(["-c", &format!("kill -{name} {id}")]).status();
        assert!(sent.is_ok_and(|s| s.success()), "signal {name}");
    }

    /// Whether it has come to its end by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_some())
    }

    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }
}

fn spawned(mut command: Command, api: &str, token: &str, extra: &[(&str, &str)], errors: Stdio) -> Child {
    command
        .env("TELOXIDE_TOKEN", token)
        .env("TELOXIDE_API_URL", api)
        .env("CAMTAY_RATE", "1000")
        .env("CAMTAY_CHAT_RATE", "0")
        .envs(extra.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors).spawn().expect("the binary starts")
}
