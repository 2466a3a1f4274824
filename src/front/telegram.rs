//! Long polling by hand: a batch is acknowledged only when the next is asked for.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::intake::telegram::{Batch, Me, me_of, updates};
use crate::pulse::Pulse;
use crate::sender::api::{Api, Lost};
use crate::sender::refusal::Refusal;

/// How long the server may hold a poll, in seconds.
const POLL: u32 = 30;
/// For calls that are not held.
const CALL: Duration = Duration::from_secs(17);
/// Our own limit must be the longer one.
const LIMIT: Duration = Duration::from_secs(45);
/// Between two tries while somebody else polls with our token.
const CONFLICT: Duration = Duration::from_secs(5);
/// So long without one answer, and it is not a passing stranger.
const CONFLICT_LASTS: Duration = Duration::from_mins(10);
/// The last acknowledgement of a stop may take so long; the server takes it in before it answers.
const LAST: Duration = Duration::from_secs(1);
/// A question that left so long ago has reached the server.
const HEARD: Duration = Duration::from_millis(700);

/// Why polling ended for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// 401, or no such bot.
    #[error("Telegram không nhận mã bot trong TELOXIDE_TOKEN; xem lại ở @BotFather")]
    Token,
    /// Somebody else polls with the same token.
    #[error("nơi khác đang chạy bot này với cùng mã (getUpdates trùng nhau); tắt một bên rồi chạy lại")]
    Conflict,
}

/// The update queue of our bot, asked batch by batch.
pub struct Poll {
    api: Arc<Api>,
    /// All below is done with; told to the server with the next question.
    offset: i64,
    /// Whether the server has answered a question with this offset.
    told: bool,
    /// When the question left that was not answered yet.
    left: Option<Instant>,
    failures: u32,
    /// Since when somebody else polls, and how often that was met.
    conflict: Option<(Instant, u32)>,
    pulse: Arc<Pulse>,
}

impl Poll {
    /// Over `api`, from the oldest update that is kept.
    pub fn new(api: Arc<Api>) -> Self {
        Self { api, offset: 0, told: true, left: None, failures: 0, conflict: None, pulse: Arc::default() }
    }

    /// This poll, telling `pulse` when Telegram answers.
    #[must_use]
    pub fn watched(self, pulse: Arc<Pulse>) -> Self {
        Self { pulse, ..self }
    }

    /// Who we are; asked until the server answers, beside the first poll.
    ///
    /// # Errors
    /// When the token is refused.
    pub fn me(&self) -> impl Future<Output = Result<Me, Ended>> + Send + 'static {
        let api = Arc::clone(&self.api);
        async move {
            let mut failures: u32 = 0;
            loop {
                match ask(&api, "getMe", "{}".to_owned(), CALL, me_of).await {
                    Ok(me) => return Ok(me),
                    Err(Failed::Refused(refusal)) if refusal.is_token() => return Err(Ended::Token),
                    Err(failed) => {
                        failures += 1;
                        if failures.is_power_of_two() {
                            log::warn!("getMe: {}, try {failures}", failed.brief());
                        }
                        sleep(backoff(failures)).await;
                    }
                }
            }
        }
    }

    /// The next updates, as long as it takes. Cancelling it loses nothing: what was not acknowledged comes again.
    ///
    /// # Errors
    /// When polling is over for good.
    pub async fn next(&mut self) -> Result<Batch, Ended> {
        loop {
            self.left = Some(Instant::now());
            let answer = self.ask(100, POLL, LIMIT).await;
            self.left = None;
            match answer {
                Ok(batch) => {
                    self.pulse.contact();
                    if self.failures > 0 || self.conflict.is_some() {
                        log::info!("getUpdates: answered again");
                    }
                    (self.failures, self.conflict, self.told) = (0, None, true);
                    if let Some(batch) = batch {
                        return Ok(batch);
                    }
                }
                Err(failed) => self.recover(failed).await?,
            }
        }
    }

    /// The batch is on the disk: the next question tells the server.
    pub fn done(&mut self, next: i64) {
        (self.offset, self.told) = (next, false);
    }

    /// Tells the server what was done last, without taking anything more.
    pub async fn acknowledge(&mut self) {
        // A poll that waits has carried the offset: the server takes it in before it waits.
        if self.told || self.left.is_some_and(|at| at.elapsed() > HEARD) {
            return;
        }
        match self.ask(1, 0, LAST).await {
            Ok(_) => self.told = true,
            // They come once more and are known by their numbers.
            Err(_) => log::debug!("the last acknowledgement was not answered"),
        }
    }

    async fn ask(&self, most: u32, held: u32, limit: Duration) -> Result<Option<Batch>, Failed> {
        // `allowed_updates` is remembered by the server, so it is always said.
        let body = format!(
            r#"{{"offset":{},"limit":{most},"timeout":{held},"allowed_updates":["message","edited_message","callback_query","my_chat_member"]}}"#,
            self.offset
        );
        ask(&self.api, "getUpdates", body, limit, updates).await
    }

    async fn recover(&mut self, failed: Failed) -> Result<(), Ended> {
        match failed {
            Failed::Refused(refusal) if refusal.is_token() => return Err(Ended::Token),
            Failed::Refused(Refusal { wait: Some(pause), .. }) => {
                self.pulse.throttled();
                log::warn!("getUpdates: 429, waits {} s", pause.as_secs());
                sleep(pause).await;
            }
            Failed::Refused(refusal) if refusal.says("webhook is active") => {
                log::warn!("getUpdates: a webhook is set, taking it off");
                if let Err(failed) = ask(&self.api, "deleteWebhook", "{}".to_owned(), CALL, |_| Some(())).await {
                    log::warn!("deleteWebhook: {}", failed.brief());
                    sleep(CONFLICT).await;
                }
            }
            Failed::Refused(Refusal { code: 409, .. }) => self.wait_for_the_other().await?,
            other => {
                self.failures += 1;
                // A night without Telegram is some lines, not a thousand.
                if self.failures.is_power_of_two() {
                    log::warn!("getUpdates: {}, try {}", other.brief(), self.failures);
                }
                sleep(backoff(self.failures)).await;
            }
        }
        Ok(())
    }

    async fn wait_for_the_other(&mut self) -> Result<(), Ended> {
        let (since, times) = self.conflict.get_or_insert_with(|| (Instant::now(), 0));
        if since.elapsed() > CONFLICT_LASTS {
            return Err(Ended::Conflict);
        }
        *times += 1;
        if times.is_power_of_two() {
            let pause = CONFLICT.as_secs();
            log::warn!("getUpdates: another process polls with the same token, tries again in {pause} s, try {times}");
        }
        sleep(CONFLICT).await;
        Ok(())
    }
}

/// Why there is nothing to read.
enum Failed {
    Lost(Lost),
    Refused(Refusal),
    /// A page of somebody on the way.
    Odd,
}

impl Failed {
    /// For the log: no address, no raw answer (that is what citizens wrote).
    fn brief(&self) -> &'static str {
        match self {
            Self::Lost(Lost::NoConnection) => "no connection",
            Self::Lost(Lost::Late) => "no answer in time",
            Self::Lost(Lost::Broken) => "the connection broke",
            Self::Odd => "the answer is not Telegram's",
            Self::Refused(Refusal { wait: Some(_), .. }) => "429",
            Self::Refused(_) => "refused or out of order",
        }
    }
}

/// Calls `method` and reads its answer.
async fn ask<T>(
    api: &Api,
    method: &str,
    body: String,
    limit: Duration,
    read: impl Fn(&[u8]) -> Option<T>,
) -> Result<T, Failed> {
    let (_, answer) = api.post(method, body.into_bytes(), limit).await.map_err(Failed::Lost)?;
    read(&answer).ok_or_else(|| Refusal::read(&answer).map_or(Failed::Odd, Failed::Refused))
}

fn backoff(failures: u32) -> Duration {
    Duration::from_millis(500 << failures.min(6))
}
