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
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::timeout;

use crate::book::Book;
use crate::front::control::{Answer, Ask, LONGEST, socket};
use crate::front::reload::Reload;
use crate::front::{clock, keep};
use crate::round::Door;
use crate::store::{Draft, Sum, Trouble, spool};

/// Whoever connects must ask within this.
const PATIENCE: Duration = Duration::from_secs(5);
/// A folder that can't be read, or a file that can't be begun within this, lies on a disk that hangs.
const LOOK: Duration = Duration::from_secs(20);
/// A backup that was handed over is on its disk within this.
const WRITTEN: Duration = Duration::from_mins(3);

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
        let desk = Arc::new(Desk { door, book, reload, backup: Arc::default() });
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
    /// One backup at a time: two could be asked for one file. Held by whoever touches the disk, as long as that takes.
    backup: Arc<Mutex<()>>,
}

impl Desk {
    async fn talk(self: Arc<Self>, stream: UnixStream) {
        let (read, mut write) = stream.into_split();
        let mut line = String::new();
        let mut read = BufReader::new(read.take(LONGEST));
        let asked = timeout(PATIENCE, read.read_line(&mut line)).await;
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
        // Whoever asked may have left, or does not read.
        let _ = timeout(PATIENCE, write.write_all(answer.line().as_bytes())).await;
    }

    async fn backup(&self, path: &Path, asker: &mut OwnedWriteHalf) -> Result<String, String> {
        let turn = timeout(PATIENCE, Arc::clone(&self.backup).lock_owned()).await;
        let turn = turn.map_err(|_| "một lần sao lưu khác chưa xong, hoặc đang kẹt ở một ổ đĩa không trả lời")?;
        let place = path.to_owned();
        let begun = within(LOOK, move || (Draft::begin(&place), turn)).await;
        let (draft, turn) = begun.ok_or_else(|| hangs(path))?;
        let draft = draft.map_err(|trouble| keep::draft_words(&trouble))?;
        let (inlet, outlet) = spool();
        // Gone with this future, whatever ends it: the round then hands over no more.
        let hope = outlet.hope();
        let drained = spawn_blocking(move || {
            let _turn = turn;
            outlet.drain(draft)
        });
        let (at, mut heard) = mpsc::unbounded_channel();
        let written = self.door.backup(inlet, at);
        let told = async {
            while let Some(records) = heard.recv().await {
                // One who does not read hears no more of the progress.
                let Ok(Ok(())) = timeout(PATIENCE, asker.write_all(Answer::At(records).line().as_bytes())).await else {
                    break;
                };
            }
        };
        let (sum, ()) = tokio::join!(written, told);
        let drained =
            if sum == Err(Trouble::Io(io::ErrorKind::TimedOut)) { None } else { timeout(WRITTEN, drained).await.ok() };
        drop(hope);
        let sum = came_of(sum, drained.map(|done| done.unwrap_or(Err(Trouble::Closed)))).ok_or_else(|| hangs(path))?;
        let sum = sum.map_err(|trouble| keep::draft_words(&trouble))?;
        log::info!("backup: {} records, sha256 {}", sum.records, sum.sha256);
        Ok(keep::backup_words(&sum, path))
    }

    async fn reload(&self) -> Result<String, String> {
        let reload = self.reload.clone();
        let heard = within(LOOK, move || reload.again()).await;
        let heard =
            heard.ok_or("không đọc xong thư mục bài hướng dẫn: ổ đĩa không trả lời; bản đang dùng vẫn giữ nguyên")?;
        let heard = heard.map_err(|closed| format!("bản đang dùng vẫn giữ nguyên: {closed}"))?;
        let words = format!("{} bài, {} lỗi, {} cảnh báo", heard.guides, heard.errors, heard.warnings);
        if heard.errors == 0 {
            return Ok(format!("{words}; {}", heard.origin));
        }
        let held = heard.held_back.join(", ");
        let held = if held.is_empty() { held } else { format!("; dùng bản tốt gần nhất của {held}") };
        Err(format!("{words}{held}; xem «camtay check»; {}", heard.origin))
    }
}

/// What comes of work that waits for a disk; none = it hangs, or it broke.
async fn within<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    timeout(limit, spawn_blocking(work)).await.ok()?.ok()
}

/// What came of a backup: of the two ends, the disk's own trouble says more than that the other end is gone. None = the disk hangs.
fn came_of(sum: Result<Sum, Trouble>, drained: Option<Result<(), Trouble>>) -> Option<Result<Sum, Trouble>> {
    let (drained, gone) = (drained?, Trouble::Io(io::ErrorKind::BrokenPipe));
    Some(if sum.is_ok() || sum == Err(gone) { drained.and(sum) } else { sum })
}

fn hangs(path: &Path) -> String {
    format!(
        "ổ đĩa của «{}» không trả lời kịp; chưa có bản sao lưu mới, bot vẫn chạy. Sao lưu vào ổ đĩa của chính máy này rồi chép đi",
        path.display()
    )
}
