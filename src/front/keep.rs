//! `camtay backup`, `restore`, `store` and `reload`: what an operator does to keep the data.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::front::args::Work;
use crate::front::control::Ask;
use crate::front::control::ask::ask;
use crate::front::{clock, trouble};
use crate::round::kinds;
use crate::store::{self, Draft, Sum, Survey, Trouble};

/// One of the two stores of a data folder.
#[derive(Debug, Clone)]
pub struct Place {
    data: PathBuf,
    folder: PathBuf,
    /// What a command needs besides to mean it.
    which: &'static str,
}

impl Place {
    /// The bot's, or the terminal's.
    pub fn new(data: &Path, terminal: bool) -> Self {
        let (name, which) = if terminal { ("terminal", trouble::TERMINAL) } else { ("bot", "") };
        Self { data: data.to_owned(), folder: data.join(name), which }
    }

    fn words(&self, trouble: &Trouble) -> String {
        match trouble {
            Trouble::Missing => format!("chưa có dữ liệu nào ở «{}»", self.folder.display()),
            other => trouble::words(other, self.which),
        }
    }
}

/// Writes a backup: by the running bot if there is one, else from the closed store.
///
/// # Errors
/// What went wrong, ready to read.
pub fn backup(place: &Place, file: &Path, read_only: bool) -> Result<String, String> {
    let file = std::path::absolute(file).map_err(|error| format!("tên tệp không dùng được: {error}"))?;
    let mut at = progress();
    if place.which.is_empty()
        && !read_only
        && let Some(words) = ask(&place.data, &Ask::Backup(file.clone()), &mut at)?
    {
        return Ok(words);
    }
    let words = |trouble: Trouble| place.words(&trouble);
    if !store::has_store(&place.folder) {
        return Err(place.words(&Trouble::Missing));
    }
    let mut draft = Draft::begin(&file).map_err(|trouble| draft_words(&trouble))?;
    let sum = if read_only {
        store::export_closed(&place.folder, &kinds(), &mut draft, at)
    } else {
        store::Store::open(&place.folder, &kinds()).and_then(|store| store.export(&mut draft, at))
    };
    let sum = sum.map_err(words)?;
    draft.finish().map_err(words)?;
    Ok(backup_words(&sum, &file))
}

/// A backup is there.
pub(super) fn backup_words(sum: &Sum, file: &Path) -> String {
    format!("đã sao lưu {} bản ghi vào {}, mã kiểm {}", sum.records, file.display(), sum.sha256)
}

/// Why a backup's file can't be begun.
pub(super) fn draft_words(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Occupied => "đã có tệp tên này mà không phải bản sao lưu của camtay; chọn tên khác".to_owned(),
        Trouble::NoFile => "tên này (hoặc tên này thêm «.new») không phải tệp thường mà là thư mục, ống dẫn, thiết bị hay ổ cắm; chọn tên khác".to_owned(),
        Trouble::Io(kind) => format!("không ghi được tệp sao lưu ({kind})"),
        other => trouble::words(other, ""),
    }
}

/// Fills the empty place from a backup.
///
/// # Errors
/// What went wrong, ready to read.
pub fn restore(place: &Place, file: &Path) -> Result<String, String> {
    let sum = store::restore(&place.folder, &kinds(), file, progress()).map_err(|fault| match fault {
        store::Fault::Store(Trouble::Occupied) => {
            let folder = place.folder.display();
            format!(
                "«{folder}» đang có dữ liệu, không ghi đè lên; tắt bot, đổi tên nó (ví dụ: mv {folder} {folder}.cu) rồi chạy lại"
            )
        }
        other => trouble::fault(&other, place.which),
    })?;
    Ok(format!("đã khôi phục {} bản ghi vào {}, đủ và đúng như trong bản sao lưu", sum.records, place.folder.display()))
}

/// Looks through, makes small, or saves what is left.
///
/// # Errors
/// What went wrong, ready to read.
pub fn mend(place: &Place, work: Work) -> Result<String, String> {
    let (folder, words) = (&place.folder, |trouble: Trouble| place.words(&trouble));
    match work {
        Work::Check => told(place, &store::survey(folder, &kinds()).map_err(words)?),
        Work::Compact => {
            let done = store::compact(folder, &kinds(), progress()).map_err(words)?;
            let (before, after) = (megabytes(done.before), megabytes(done.after));
            Ok(if done.after < done.before {
                format!("{} bản ghi; trước {before}, nay {after}", done.records)
            } else {
                format!("{} bản ghi, {before}; đã gọn sẵn, giữ nguyên", done.records)
            })
        }
        Work::Salvage => {
            let day = clock::now().day().to_string();
            let saved = store::salvage(folder, &kinds(), &day).map_err(|trouble| match trouble {
                Trouble::Occupied => "dữ liệu còn nguyên, không có gì phải cứu; chưa đổi gì".to_owned(),
                Trouble::Torn => format!(
                    "không đọc được bản ghi nào; chưa đổi gì. Lấy bản sao lưu: đổi tên «{}» rồi «camtay restore{} TỆP»",
                    folder.display(),
                    place.which
                ),
                other => words(other),
            })?;
            Ok(format!(
                "đã giữ lại {} bản ghi; bản hỏng để nguyên ở {}. Có thể đã mất: {} chỗ hỏng, {} trang, {} lần ghi cuối, {} bản \
                 ghi không đọc được. Ai đã được giữ lại có thể lùi về chỗ cũ hơn một chút",
                saved.records,
                saved.aside.display(),
                saved.gaps,
                saved.missing,
                saved.behind,
                saved.unreadable
            ))
        }
    }
}

fn told(place: &Place, survey: &Survey) -> Result<String, String> {
    let mut words = format!("{}, {}", place.folder.display(), megabytes(survey.size));
    for (prefix, count) in &survey.counts {
        let name = match *prefix {
            "c/" => "cuộc trò chuyện",
            "e/" => "hẹn xóa",
            "m/" => "câu chưa hiểu",
            "r/" => "vòng cuối",
            other => other,
        };
        // A String takes every word.
        let _ = write!(words, "\n{count:>9} {name}");
    }
    if survey.is_whole() {
        return Ok(words + "\ncòn nguyên");
    }
    let found = [
        (survey.gaps as u64, "chỗ hỏng trong tệp"),
        (survey.missing as u64, "trang đã mất"),
        (survey.behind, "lần ghi cuối không còn"),
        (survey.unreadable, "bản ghi không đọc được"),
        (survey.newer, "bản ghi của camtay bản mới hơn"),
    ];
    for (count, name) in found.iter().filter(|(count, _)| *count > 0) {
        let _ = write!(words, "\n{count:>9} {name}");
    }
    let newer_only = survey.newer > 0 && survey.gaps + survey.missing == 0 && survey.behind + survey.unreadable == 0;
    let mend = if newer_only {
        "hãy chạy bản mới hơn".to_owned()
    } else {
        format!("giữ lại phần còn đọc được: «camtay store salvage{}»", place.which)
    };
    Err(format!("{words}\n{mend}"))
}

/// Asks the running bot to read the dialogs again.
///
/// # Errors
/// What went wrong, ready to read.
pub fn reload(data: &Path) -> Result<String, String> {
    ask(data, &Ask::Reload, |_| ())?
        .ok_or_else(|| format!("không có bot nào đang chạy với thư mục dữ liệu «{}»", data.display()))
}

/// Tells a person at a terminal how far it is; nothing in a pipe.
fn progress() -> impl FnMut(u64) {
    let seen = console::user_attended_stderr();
    move |records| {
        if seen {
            // Nobody depends on it.
            let _ = write!(io::stderr(), "\r{records} bản ghi…\r");
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a store of 2^52 bytes is no store of ours")]
fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1_000_000.0).replace('.', ",")
}
