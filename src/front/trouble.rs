//! The store's troubles in words for the operator.

use crate::store::Trouble;

/// What happened, and what to do about it.
pub fn words(trouble: &Trouble) -> String {
    match trouble {
        Trouble::AlreadyRunning => {
            "một camtay khác đang chạy với cùng thư mục dữ liệu; tắt nó trước, hoặc đặt CAMTAY_DATA thành thư mục khác"
                .to_owned()
        }
        Trouble::Torn => {
            "dữ liệu đã hỏng, không đọc được; đổi tên thư mục dữ liệu rồi chép bản sao lưu gần nhất vào chỗ cũ"
                .to_owned()
        }
        Trouble::Newer { found, known } => {
            format!("dữ liệu do camtay bản mới hơn ghi (kiểu {found}, bản này biết tới {known}); hãy chạy bản mới hơn")
        }
        Trouble::Unreadable { version } => {
            format!("có một bản ghi kiểu {version} không đọc được; chép bản sao lưu gần nhất vào chỗ cũ")
        }
        Trouble::DiskFull => "ổ đĩa đã đầy; dọn bớt rồi chạy lại, những gì đã ghi vẫn còn".to_owned(),
        Trouble::Io(kind) => format!("không đọc, ghi được thư mục dữ liệu ({kind}); xem quyền của thư mục"),
        Trouble::Closed => "phần ghi dữ liệu đã dừng; xem các dòng trên".to_owned(),
    }
}
