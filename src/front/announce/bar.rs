//! The bar that shows a terminal how far an announcement is.

use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::announce::{Request, Status};
use crate::front::announce::{No, asked, shown};
use crate::front::clock;
use crate::when::Moment;

/// How often the bot is asked.
const AGAIN: Duration = Duration::from_millis(500);

/// Draws until it is over, or until Ctrl-C, which ends the watching alone; gives the last line.
pub(super) fn watch(data: &Path, mut status: Status) -> Result<String, No> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| No::Work(error.to_string()))?;
    let bar = ProgressBar::new(status.audience).with_style(style());
    runtime.block_on(async {
        loop {
            bar.set_length(status.audience);
            bar.set_position(status.audience.saturating_sub(status.waiting));
            bar.set_message(message(&status, clock::now()));
            if status.state.is_over() {
                bar.finish_and_clear();
                return Ok(shown::line(&status));
            }
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {
                    bar.finish_and_clear();
                    let id = status.id;
                    return Ok(format!(
                        "Bot vẫn gửi tiếp. Xem: camtay announce status {id}. Dừng: camtay announce stop {id}"
                    ));
                }
                () = tokio::time::sleep(AGAIN) => {}
            }
            // A bot that went away in the middle goes on at its next start; whoever watches is told.
            status = asked(data, Request::Status { id: Some(status.id) }).inspect_err(|_| bar.finish_and_clear())?;
        }
    })
}

fn style() -> ProgressStyle {
    let style = ProgressStyle::with_template("{bar:20} {percent} %  {wide_msg}");
    style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("▓░")
}

/// «đang gửi: 819 xong · 373 còn lại · 28/giây · còn 13 giây»
fn message(status: &Status, now: Moment) -> String {
    let rate = if status.rate > 0.0 { format!(" · {:.0}/giây", status.rate) } else { String::new() };
    let left = status.ends.filter(|ends| *ends > now).map(|ends| format!(" · còn {}", shown::span(ends.since(now))));
    format!("{}: {}{rate}{}", shown::state(status.state), shown::numbers(status), left.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::announce::{State, To};

    #[test]
    fn the_bar_says_what_is_known() {
        let now = Moment::from_millis(0);
        let mut status = Status {
            id: 1,
            state: State::Sending,
            about: String::new(),
            to: To::All,
            audience: 1204,
            sent: 819,
            waiting: 373,
            blocked: 12,
            failed: 0,
            unknown: 0,
            rate: 28.4,
            began: None,
            ends: Some(now.plus(Duration::from_secs(13))),
        };
        assert_eq!(message(&status, now), "đang gửi: 819 xong · 373 còn lại · 12 chặn bot · 28/giây · còn 13 giây");
        (status.state, status.rate, status.ends) = (State::Paused, 0.0, None);
        assert_eq!(message(&status, now), "đang tạm dừng: 819 xong · 373 còn lại · 12 chặn bot");
    }
}
