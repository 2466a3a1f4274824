//! Long polling by hand: a batch is acknowledged only when the next is asked for (wall: teloxide).

use std::sync::Arc;
use std::time::Duration;

use teloxide::payloads::GetUpdatesSetters;
use teloxide::requests::Requester;
use teloxide::types::{AllowedUpdate, Update};
use teloxide::{ApiError, Bot, RequestError};
use tokio::time::{Instant, sleep, timeout};

use crate::config::Access;
use crate::intake::Arrival;
use crate::intake::telegram::{Me, arrival};
use crate::pulse::Pulse;

/// How long the server may hold a poll, in seconds.
const POLL: u32 = 30;
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
    bot: Bot,
    /// All below is done with; told to the server with the next question.
    offset: i32,
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
    /// `client` builds the client of the polls (a proxy may be set in it).
    ///
    /// # Errors
    /// When the client can't be made.
    pub fn new(client: reqwest::ClientBuilder, access: &Access) -> Result<Self, &'static str> {
        let client = client.connect_timeout(Duration::from_secs(5)).timeout(LIMIT).tcp_nodelay(true).build();
        let client = client.map_err(|_| "the HTTP client cannot be made")?;
        let bot = Bot::with_client(&access.token, client).set_api_url(access.api.clone());
        Ok(Self { bot, offset: 0, told: true, left: None, failures: 0, conflict: None, pulse: Arc::default() })
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
        let bot = self.bot.clone();
        async move {
            let mut failures: u32 = 0;
            loop {
                match bot.get_me().await {
                    Ok(me) => return Ok(Me { id: me.user.id.0, username: me.user.username.unwrap_or_default() }),
                    Err(RequestError::Api(ApiError::InvalidToken)) => return Err(Ended::Token),
                    Err(error) => {
                        failures += 1;
                        if failures.is_power_of_two() {
                            log::warn!("getMe: {}, try {failures}", brief(&error));
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
        use AllowedUpdate::{CallbackQuery, EditedMessage, Message, MyChatMember};
        loop {
            self.left = Some(Instant::now());
            let question = self.bot.get_updates().offset(self.offset).limit(100).timeout(POLL);
            let answer = question.allowed_updates([Message, EditedMessage, CallbackQuery, MyChatMember]).await;
            self.left = None;
            match answer {
                Ok(updates) => {
                    self.pulse.contact();
                    if self.failures > 0 || self.conflict.is_some() {
                        log::info!("getUpdates: answered again");
                    }
                    (self.failures, self.conflict, self.told) = (0, None, true);
                    if let Some(last) = updates.last() {
                        return Ok(Batch { next: last.id.as_offset(), updates });
                    }
                }
                Err(error) => self.recover(&error).await?,
            }
        }
    }

    /// The batch is on the disk: the next question tells the server.
    pub fn done(&mut self, next: i32) {
        (self.offset, self.told) = (next, false);
    }

    /// Tells the server what was done last, without taking anything more.
    pub async fn acknowledge(&mut self) {
        // A poll that waits has carried the offset: the server takes it in before it waits.
        if self.told || self.left.is_some_and(|at| at.elapsed() > HEARD) {
            return;
        }
        let question = self.bot.get_updates().offset(self.offset).limit(1).timeout(0);
        match timeout(LAST, question).await {
            Ok(Ok(_)) => self.told = true,
            // They come once more and are known by their numbers.
            _ => log::debug!("the last acknowledgement was not answered"),
        }
    }

    async fn recover(&mut self, error: &RequestError) -> Result<(), Ended> {
        match error {
            RequestError::Api(ApiError::InvalidToken) => return Err(Ended::Token),
            RequestError::RetryAfter(pause) => {
                self.pulse.throttled();
                log::warn!("getUpdates: 429, waits {} s", pause.seconds());
                sleep(pause.duration()).await;
            }
            RequestError::Api(ApiError::TerminatedByOtherGetUpdates) => self.wait_for_the_other().await?,
            RequestError::Api(other) if other.to_string().to_lowercase().contains("webhook is active") => {
                log::warn!("getUpdates: a webhook is set, taking it off");
                if let Err(error) = self.bot.delete_webhook().await {
                    log::warn!("deleteWebhook: {}", brief(&error));
                    sleep(CONFLICT).await;
                }
            }
            other => {
                self.failures += 1;
                // A night without Telegram is some lines, not a thousand.
                if self.failures.is_power_of_two() {
                    log::warn!("getUpdates: {}, try {}", brief(other), self.failures);
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

/// Updates as they came, and the offset that says they are done with.
pub struct Batch {
    updates: Vec<Update>,
    /// For [`Poll::done`].
    pub next: i32,
}

impl Batch {
    /// Every update as an arrival.
    pub fn arrivals(self, me: &Me) -> Vec<Arrival> {
        self.updates.into_iter().map(|update| arrival(update, me)).collect()
    }
}

fn backoff(failures: u32) -> Duration {
    Duration::from_millis(500 << failures.min(6))
}

/// What went wrong, for the log: no address, no raw answer (that is what citizens wrote).
fn brief(error: &RequestError) -> &'static str {
    match error {
        RequestError::Network(e) if e.is_connect() => "no connection",
        RequestError::Network(e) if e.is_timeout() => "no answer in time",
        RequestError::Network(_) => "the connection broke",
        RequestError::InvalidJson { .. } => "the answer is not Telegram's",
        RequestError::RetryAfter(_) => "429",
        RequestError::Api(_) => "refused or out of order",
        RequestError::MigrateToChatId(_) | RequestError::Io(_) => "an odd answer",
    }
}
