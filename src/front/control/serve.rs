//! Answering on the socket, while the bot runs.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::unix::OwnedWriteHalf;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinSet;

use crate::book::Book;
use crate::front::control::{Answer, Ask, LONGEST, socket};
use crate::front::reload::Reload;
use crate::front::{clock, keep, trouble};
use crate::round::Door;
use crate::store::{Draft, Trouble};

/// Whoever connects must ask within this.
const PATIENCE: Duration = Duration::from_secs(5);

/// The socket, open; its file goes with it.
pub struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    /// Opens it in `data`, for this user alone. Called when the store is ours: a file of that name is a dead process's.
    ///
    /// # Errors
    /// The folder refused, or its path is too long for a socket.
    pub fn open(data: &Path) -> io::Result<Self> {
        let path = socket(data);
        // Made in a folder that nobody else can enter, then moved: at no moment can another user connect.
        let private = data.join(".control");
        fs::create_dir_all(&private)?;
        fs::set_permissions(&private, Permissions::from_mode(0o700))?;
        let made = private.join("s");
        let _ = fs::remove_file(&made);
        let listener = UnixListener::bind(&made)?;
        fs::set_permissions(&made, Permissions::from_mode(0o600))?;
        fs::rename(&made, &path)?;
        fs::remove_dir(&private)?;
        Ok(Self { listener, path })
    }

    /// Answers until it is dropped.
    pub async fn serve(self, door: Door, book: watch::Receiver<Arc<Book>>, reload: Reload) {
        let desk = Arc::new(Desk { door, book, reload, backup: Mutex::new(()) });
        let mut talks = JoinSet::new();
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => _ = talks.spawn(Arc::clone(&desk).talk(stream)),
                Err(error) => {
                    log::warn!("control: {error}");
                    tokio::time::sleep(PATIENCE).await;
                }
            }
            while talks.try_join_next().is_some() {}
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // One that stays is known to be dead: nobody answers.
        let _ = fs::remove_file(&self.path);
    }
}

/// What requests are answered with.
struct Desk {
    door: Door,
    book: watch::Receiver<Arc<Book>>,
    reload: Reload,
    /// One backup at a time: two could be asked for one file.
    backup: Mutex<()>,
}

impl Desk {
    async fn talk(self: Arc<Self>, stream: UnixStream) {
        let (read, mut write) = stream.into_split();
        let mut line = String::new();
        let mut read = BufReader::new(read.take(LONGEST));
        let asked = tokio::time::timeout(PATIENCE, read.read_line(&mut line)).await;
        let Ok(Ok(1..)) = asked else { return };
        let answer = match Ask::read(line.trim_end_matches('\n')) {
            Some(Ask::Backup(path)) => self.backup(&path, &mut write).await,
            Some(Ask::Reload) => self.reload().await,
            Some(Ask::Announce(request)) => {
                let book = self.book.borrow().clone();
                self.door.announce(book, request, clock::now()).await
            }
            None => Err("bot đang chạy không hiểu việc này; có lẽ nó là bản khác".to_owned()),
        };
        let answer = match answer {
            Ok(words) => Answer::Done(words),
            Err(words) => Answer::Failed(words),
        };
        // Whoever asked may have left.
        let _ = write.write_all(answer.line().as_bytes()).await;
    }

    async fn backup(&self, path: &Path, asker: &mut OwnedWriteHalf) -> Result<String, String> {
        let _turn = self.backup.lock().await;
        let words = |trouble: Trouble| trouble::words(&trouble, "");
        let draft = Draft::begin(path).map_err(|trouble| keep::draft_words(&trouble))?;
        let (at, mut heard) = mpsc::unbounded_channel();
        let written = async {
            let (draft, sum) = self.door.backup(draft, at).await?;
            // To the disk on a thread that may wait: the writer is back at its rounds.
            let finished = tokio::task::spawn_blocking(move || draft.finish()).await;
            finished.unwrap_or(Err(Trouble::Closed)).map(|()| sum)
        };
        let told = async {
            while let Some(records) = heard.recv().await {
                let _ = asker.write_all(Answer::At(records).line().as_bytes()).await;
            }
        };
        let (sum, ()) = tokio::join!(written, told);
        let sum = sum.map_err(words)?;
        log::info!("backup: {} records, sha256 {}", sum.records, sum.sha256);
        Ok(keep::backup_words(&sum, path))
    }

    async fn reload(&self) -> Result<String, String> {
        let reload = self.reload.clone();
        let heard = tokio::task::spawn_blocking(move || reload.again()).await.map_err(|_| "không đọc được các bài")?;
        let heard = heard.map_err(|closed| format!("bản đang dùng vẫn giữ nguyên: {closed}"))?;
        let words = format!("{} bài, {} lỗi, {} cảnh báo", heard.guides, heard.errors, heard.warnings);
        if heard.errors == 0 {
            return Ok(words);
        }
        let held = heard.held_back.join(", ");
        let held = if held.is_empty() { held } else { format!("; dùng bản tốt gần nhất của {held}") };
        Err(format!("{words}{held}; xem «camtay check»"))
    }
}
