//! The words after `camtay announce`.

use std::path::PathBuf;

use clap::Subcommand;

use crate::announce::{To, hour};
use crate::front::args::PLAIN;
use crate::front::clock;
use crate::when::Moment;

/// What is done with an announcement.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Deed {
    /// Gửi tin viết trong TỆP; in số người nhận rồi mới hỏi
    #[command(help_template = PLAIN, override_usage = "camtay announce send TỆP.md --to AI [--at GIỜ] [--urgent] [--silent] [--yes] [--dry-run]")]
    Send {
        /// Tin, viết như một bài hướng dẫn: đoạn văn, chữ đậm, danh sách, hình; liên kết cuối tin là nút
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        /// Cho ai: all, field:ho-tich, «hamlet:Thôn 1», guide:khai-sinh (đã mở bài), doing:khai-sinh (đang làm dở), filed:khai-sinh (đã nộp)
        #[arg(long, value_name = "AI")]
        to: To,
        /// Lúc nào: 2026-12-01T08:00, 08:00, "sáng thứ Hai 8 giờ"; không ghi thì gửi ngay
        #[arg(long, value_name = "GIỜ", value_parser = moment)]
        at: Option<Moment>,
        /// Tin gấp: gửi cả trong giờ nghỉ và quá ba tin một ngày; phải có người thứ hai duyệt
        #[arg(long)]
        urgent: bool,
        /// Tới không kêu
        #[arg(long)]
        silent: bool,
        /// Gửi luôn, không hỏi lại
        #[arg(long)]
        yes: bool,
        /// Chỉ soát tin và đếm người, không gửi
        #[arg(long)]
        dry_run: bool,
    },
    /// Tin tới đâu rồi; không ghi SỐ thì in mọi tin còn giữ
    #[command(help_template = PLAIN, override_usage = "camtay announce status [SỐ] [--json]")]
    Status {
        /// Số của tin
        #[arg(value_name = "SỐ")]
        id: Option<u32>,
        /// In JSON
        #[arg(long)]
        json: bool,
    },
    /// Tạm dừng
    #[command(help_template = PLAIN, override_usage = "camtay announce pause SỐ [--json]")]
    Pause(One),
    /// Gửi tiếp
    #[command(help_template = PLAIN, override_usage = "camtay announce resume SỐ [--json]")]
    Resume(One),
    /// Dừng hẳn; ai đã nhận thì vẫn còn tin
    #[command(help_template = PLAIN, override_usage = "camtay announce stop SỐ [--json]")]
    Stop(One),
    /// Rút lại: xóa tin ở máy người nhận, chỗ nào Telegram còn cho xóa
    #[command(help_template = PLAIN, override_usage = "camtay announce take-back SỐ [--json]")]
    TakeBack(One),
    /// Sửa tin thành như TỆP, cả ở máy người đã nhận
    #[command(help_template = PLAIN, override_usage = "camtay announce edit SỐ TỆP.md [--json]")]
    Edit {
        /// Số của tin
        #[arg(value_name = "SỐ")]
        id: u32,
        /// Tin đã sửa
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        /// In JSON
        #[arg(long)]
        json: bool,
    },
}

/// Which announcement, and how it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::Args)]
pub struct One {
    /// Số của tin
    #[arg(value_name = "SỐ")]
    pub id: u32,
    /// In JSON
    #[arg(long)]
    pub json: bool,
}

fn moment(words: &str) -> Result<Moment, String> {
    hour::read(words, clock::now())
}
