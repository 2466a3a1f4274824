//! `camtay announce`: what an operator tells citizens, by way of the running bot; this process never sends.

mod bar;
mod deed;
mod send;
mod shown;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use serde::de::DeserializeOwned;

pub use deed::{Deed, One};

use crate::announce::{Letter, Request, Status};
use crate::book::{Book, draw};
use crate::config::Settings;
use crate::front::control::Ask;
use crate::front::control::ask::ask;
use crate::front::dialogs::Dialogs;
use crate::front::{WRONG, refuse, worked};

/// Why it is not done, ready to read.
enum No {
    /// The words were wrong.
    Words(String),
    /// The work failed.
    Work(String),
}

impl From<String> for No {
    fn from(words: String) -> Self {
        Self::Work(words)
    }
}

/// Does it; gives the exit code.
pub fn run(settings: &Settings, deed: Deed) -> ExitCode {
    let done = match deed {
        Deed::Send { file, to, at, urgent, silent, yes, dry_run } => {
            send::send(settings, &send::Wish { file, to, at, urgent, silent, yes, dry_run })
        }
        Deed::Status { id: None, json } => all(&settings.data, json).map_err(No::Work),
        Deed::Status { id, json } => one(&settings.data, Request::Status { id }, json),
        Deed::Pause(One { id, json }) => one(&settings.data, Request::Pause { id }, json),
        Deed::Resume(One { id, json }) => one(&settings.data, Request::Resume { id }, json),
        Deed::Stop(One { id, json }) => one(&settings.data, Request::Stop { id }, json),
        Deed::TakeBack(One { id, json }) => one(&settings.data, Request::TakeBack { id }, json),
        Deed::Edit { id, file, json } => edit(settings, id, &file, json),
    };
    match done {
        Ok(words) if words.is_empty() => ExitCode::SUCCESS,
        Ok(words) => worked(writeln!(io::stdout(), "{words}")),
        Err(No::Words(words)) => refuse(&format!("camtay: {words}"), WRONG),
        Err(No::Work(words)) => refuse(&format!("camtay: {words}"), 1),
    }
}

/// What the running bot answers.
fn asked<T: DeserializeOwned>(data: &Path, request: Request) -> Result<T, String> {
    let answer = ask(data, &Ask::Announce(request), |_| ())?;
    let json = answer.ok_or_else(|| {
        format!(
            "không có bot nào đang chạy với thư mục dữ liệu «{}»; thông báo chỉ gửi qua bot đang chạy",
            data.display()
        )
    })?;
    serde_json::from_str(&json).map_err(|_| "bot đang chạy trả lời lạ; có lẽ nó là bản khác".to_owned())
}

fn one(data: &Path, request: Request, json: bool) -> Result<String, No> {
    let status: Status = asked(data, request)?;
    Ok(if json { shown::json(&status).to_string() } else { shown::line(&status) })
}

fn all(data: &Path, json: bool) -> Result<String, String> {
    let list: Vec<Status> = asked(data, Request::Status { id: None })?;
    if json {
        return Ok(list.iter().map(shown::json).collect::<serde_json::Value>().to_string());
    }
    if list.is_empty() {
        return Ok("chưa có tin nào".to_owned());
    }
    Ok(list.iter().map(shown::line).collect::<Vec<_>>().join("\n"))
}

fn edit(settings: &Settings, id: u32, file: &Path, json: bool) -> Result<String, No> {
    let (_, book) = Dialogs::open(&settings.dialogs, None).map_err(|closed| closed.to_string())?;
    let letter = letter(&settings.dialogs, &book, file)?;
    one(&settings.data, Request::Edit { id, letter }, json)
}

/// The letter in a file; its faults are the error, its remarks go to standard error.
fn letter(dialogs: &Path, book: &Book, file: &Path) -> Result<Letter, String> {
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("không đọc được «{}»: {error}", file.display()))?;
    let (letter, remarks) = Letter::read(&text, &file.display().to_string(), book).map_err(|faults| {
        let drawn: Vec<String> = faults.iter().map(|fault| draw(fault, &text)).collect();
        format!("tin còn lỗi, chưa gửi gì\n\n{}", drawn.join("\n").trim_end())
    })?;
    if let Some(missing) = letter.files().find(|file| !crate::shelf::is_there(dialogs, file)) {
        return Err(format!("không có tệp «{missing}» trong «{}», chưa gửi gì", dialogs.display()));
    }
    let unfit = |file| Some((file, crate::shelf::unfit(dialogs, file, crate::picture::in_a_letter(file))?));
    if let Some((file, why)) = letter.files().find_map(unfit) {
        return Err(format!("Telegram không nhận «{file}»: {why}; chưa gửi gì"));
    }
    for remark in remarks {
        // Nobody may be listening; what is pointed out forbids nothing.
        let _ = writeln!(io::stderr(), "⚠️ {remark}");
    }
    Ok(letter)
}
