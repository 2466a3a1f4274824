//! The words on the command line, their help, and what is said of wrong ones.

use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::front::announce::Deed;

/// The help of a command.
pub(super) const PLAIN: &str = "{about}\n\nCách dùng: {usage}\n\nTùy chọn:\n{options}";
const WHOLE: &str = "{about}\n\nCách dùng: {usage}\n\nLệnh:\n{subcommands}\n\nTùy chọn:\n{options}\n\n{after-help}";
const NESTED: &str = "{about}\n\nCách dùng: {usage}\n\nViệc:\n{subcommands}\n\nTùy chọn:\n{options}";
const ABOUT: &str = "Cầm Tay: dắt bà con từng bước qua thủ tục dịch vụ công.";
const AFTER: &str = "Không kèm lệnh: có TELOXIDE_TOKEN thì chạy bot Telegram, không có thì mở cuộc trò chuyện ở đây.
Cài đặt: camtay.toml ở thư mục đang đứng, hoặc biến môi trường CAMTAY_DATA, CAMTAY_DIALOGS,
CAMTAY_OWNERS, CAMTAY_STAFF_CHAT, CAMTAY_RATE, CAMTAY_CHAT_RATE, CAMTAY_KEEP,
CAMTAY_SECOND (từ bao nhiêu người thì thông báo phải có người thứ hai duyệt; mặc định 500),
CAMTAY_PAID (true: trả Sao để thông báo đi nhanh hơn mức của Telegram; mặc định false),
CAMTAY_METRICS (cổng xem số liệu, ví dụ 127.0.0.1:9090), CAMTAY_LOG (mức nhật ký, ví dụ warn);
TELOXIDE_API_URL là máy chủ Bot API khác, TELOXIDE_PROXY là proxy.
Mã thoát: 0 xong, 1 việc không xong, 2 gõ hoặc cài đặt sai.";

/// What was asked for.
#[derive(Debug, Parser)]
#[command(
    name = "camtay", version, about = ABOUT, after_help = AFTER, help_template = WHOLE, override_usage = "camtay [--config TỆP] [LỆNH]",
    disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true
)]
pub struct Args {
    /// Đọc cài đặt ở tệp này thay cho camtay.toml
    #[arg(long, value_name = "TỆP", global = true)]
    pub config: Option<PathBuf>,
    /// In trang này
    #[arg(short, long, action = ArgAction::Help, global = true)]
    help: Option<bool>,
    /// In số phiên bản
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    /// Which room is entered.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// One way in.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Trò chuyện ngay ở đây: mỗi dòng là số nút, chữ trên nút, lệnh, hay lời bất kỳ
    #[command(help_template = PLAIN, override_usage = "camtay chat [--as TÊN] [--on NGÀY]")]
    Chat {
        /// Cuộc trò chuyện của ai; mỗi tên một chỗ đang dở
        #[arg(long = "as", value_name = "TÊN")]
        name: Option<String>,
        /// Đi như thể hôm nay là ngày này, ví dụ 2027-03-05
        #[arg(long = "on", value_name = "NGÀY", value_parser = day)]
        day: Option<Date>,
    },
    /// Soát các bài hướng dẫn trong THƯ MỤC (không ghi thì lấy trong cài đặt); có lỗi thì mã thoát là 1
    #[command(help_template = PLAIN, override_usage = "camtay check [--facts] [THƯ MỤC]")]
    Check {
        /// In từng con số người dân dựa vào (tiền, thời gian, mã, điện thoại, địa chỉ) kèm nguồn; thiếu nguồn thì mã thoát là 1
        #[arg(long)]
        facts: bool,
        /// Thư mục bài hướng dẫn
        #[arg(value_name = "THƯ MỤC")]
        folder: Option<PathBuf>,
    },
    /// Vẽ sơ đồ một bài (SVG): các bước, các lối đi, chỗ hỏng tô đỏ; mở bằng trình duyệt
    #[command(help_template = PLAIN, override_usage = "camtay map [--dot] [-o TỆP] BÀI")]
    Map {
        /// Tên bài, ví dụ khai-sinh
        #[arg(value_name = "BÀI")]
        guide: String,
        /// In bằng ngôn ngữ dot của Graphviz thay cho SVG
        #[arg(long)]
        dot: bool,
        /// Ghi vào tệp này thay vì in ra đây
        #[arg(short, long = "out", value_name = "TỆP")]
        out: Option<PathBuf>,
    },
    /// In cả bài liền một mạch, như tờ hướng dẫn: các cách nộp, giấy tờ, từng bước, hỏi đáp, nguồn
    #[command(help_template = PLAIN, override_usage = "camtay preview BÀI [--on NGÀY]")]
    Preview {
        /// Tên bài, ví dụ khai-sinh
        #[arg(value_name = "BÀI")]
        guide: String,
        /// Như thể hôm nay là ngày này, ví dụ 2027-03-05
        #[arg(long = "on", value_name = "NGÀY", value_parser = day)]
        day: Option<Date>,
    },
    /// Mỗi dòng gõ vào là một câu hỏi; in ra mã các bài hợp, hợp nhất đứng trước
    #[command(help_template = PLAIN, override_usage = "camtay find [--scores] < CÂU HỎI")]
    Find {
        /// Kèm phần trăm của từng bài, phần «không phải việc của xã», và phần chữ máy đã biết
        #[arg(long)]
        scores: bool,
    },
    /// Sao lưu dữ liệu vào TỆP, bot đang chạy cũng được; bản sao lưu cũ cùng tên được thay khi bản mới đã xong
    #[command(help_template = PLAIN, override_usage = "camtay backup [--read-only] [--terminal] TỆP")]
    Backup {
        /// Không ghi một chữ nào vào thư mục dữ liệu; bot phải đang tắt
        #[arg(long)]
        read_only: bool,
        /// Dữ liệu của «camtay chat», không phải của bot
        #[arg(long)]
        terminal: bool,
        /// Nơi cất bản sao lưu
        #[arg(value_name = "TỆP")]
        file: PathBuf,
    },
    /// Khôi phục bản sao lưu TỆP vào thư mục dữ liệu còn trống; soát cả bản trước khi ghi
    #[command(help_template = PLAIN, override_usage = "camtay restore [--terminal] TỆP")]
    Restore {
        /// Dữ liệu của «camtay chat», không phải của bot
        #[arg(long)]
        terminal: bool,
        /// Bản sao lưu
        #[arg(value_name = "TỆP")]
        file: PathBuf,
    },
    /// Khi bot tắt: check soát dữ liệu (không ghi gì), compact ghi lại cho gọn, salvage cứu phần còn đọc được
    #[command(help_template = PLAIN, override_usage = "camtay store [--terminal] check|compact|salvage")]
    Store {
        /// Dữ liệu của «camtay chat», không phải của bot
        #[arg(long)]
        terminal: bool,
        /// Với check: không ghi gì vào thư mục dữ liệu (check vốn đã vậy)
        #[arg(long)]
        read_only: bool,
        /// check, compact hay salvage
        #[arg(value_name = "VIỆC", hide_possible_values = true)]
        work: Work,
    },
    /// Gửi thông báo cho bà con đã đăng ký nhận, xem và dừng tin đang gửi; bot phải đang chạy
    #[command(help_template = NESTED, override_usage = "camtay announce VIỆC …", disable_help_subcommand = true)]
    Announce {
        /// What is done.
        #[command(subcommand)]
        deed: Deed,
    },
    /// Bảo bot đang chạy đọc lại các bài hướng dẫn; có lỗi thì mã thoát là 1
    #[command(help_template = PLAIN, override_usage = "camtay reload")]
    Reload,
}

/// What is done to a store that nobody runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Work {
    /// Look it through, write nothing.
    Check,
    /// Rewrite it, smaller.
    Compact,
    /// Save what a damaged one still holds.
    Salvage,
}

fn day(words: &str) -> Result<Date, String> {
    words.parse().map_err(|_| "ngày viết như 2027-03-05".to_owned())
}

/// The words of this process; or what to print, where, and the code to leave with.
///
/// # Errors
/// What is printed instead: help, the version, or what was wrong.
pub fn parse() -> Result<Args, Told> {
    Args::try_parse().map_err(|error| told(&error))
}

/// What is printed instead of a run.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    /// Ready to read.
    pub words: String,
    /// Whether the words were wrong: standard error, exit code 2.
    pub wrong: bool,
}

fn told(error: &clap::Error) -> Told {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return Told { words: error.to_string().trim_end().to_owned(), wrong: false };
    }
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(words)) => Some(words.clone()),
        Some(ContextValue::Strings(words)) => words.first().cloned(),
        _ => None,
    };
    let word = context(ContextKind::InvalidSubcommand).or_else(|| context(ContextKind::InvalidArg)).unwrap_or_default();
    let near = context(ContextKind::SuggestedSubcommand).or_else(|| context(ContextKind::SuggestedArg));
    let near = near.map_or_else(String::new, |n| format!(" Có phải «{n}» không?"));
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand | ErrorKind::UnknownArgument => format!("không hiểu «{word}».{near}"),
        ErrorKind::ValueValidation | ErrorKind::InvalidValue => {
            let value = context(ContextKind::InvalidValue).filter(|v| !v.is_empty());
            let why = std::error::Error::source(error).map_or_else(String::new, |s| format!(": {s}"));
            value.map_or_else(
                || format!("«{word}» còn thiếu chữ đi sau."),
                |v| format!("«{v}» không hợp với «{word}»{why}."),
            )
        }
        ErrorKind::MissingRequiredArgument => format!("còn thiếu {word}."),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "còn thiếu việc phải làm.".to_owned()
        }
        ErrorKind::ArgumentConflict => format!("«{word}» chỉ ghi một lần."),
        _ => "không hiểu dòng lệnh này.".to_owned(),
    };
    Told { words: format!("camtay: {what}\nXem: camtay --help"), wrong: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<Args, Told> {
        Args::try_parse_from(std::iter::once(&"camtay").chain(words)).map_err(|e| told(&e))
    }

    #[test]
    fn ways_in() {
        assert_eq!(parsed(&[]).expect("fine").command, None);
        let chat = Command::Chat { name: Some("a".to_owned()), day: Some(jiff::civil::date(2027, 3, 5)) };
        assert_eq!(parsed(&["chat", "--as", "a", "--on", "2027-03-05"]).expect("fine").command, Some(chat));
        let check = parsed(&["check", "x", "--config", "y.toml"]).expect("fine");
        assert_eq!(check.command, Some(Command::Check { facts: false, folder: Some(PathBuf::from("x")) }));
        assert_eq!(check.config, Some(PathBuf::from("y.toml")));
    }

    #[test]
    fn wrong_words_are_answered_in_vietnamese() {
        let cases = [
            (&["chek"][..], "không hiểu «chek». Có phải «check» không?"),
            (&["--chat"], "không hiểu «--chat»."),
            (&["chat", "--as"], "«--as <TÊN>» còn thiếu chữ đi sau."),
            (&["chat", "--on", "mai"], "«mai» không hợp với «--on <NGÀY>»: ngày viết như 2027-03-05."),
        ];
        for (words, wanted) in cases {
            let told = parsed(words).expect_err(wanted);
            assert!(told.wrong && told.words.contains(wanted), "{}", told.words);
        }
    }

    #[test]
    fn help_and_version_are_no_fault() {
        for words in [&["--help"][..], &["-h"], &["--version"], &["check", "--help"]] {
            let told = parsed(words).expect_err("printed");
            assert!(!told.wrong, "{}", told.words);
        }
    }
}
