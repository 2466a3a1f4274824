//! The store's troubles in words for the operator.

use crate::store::{Fault, Trouble};

/// What is added to a command that means the terminal's store.
pub const TERMINAL: &str = " --terminal";

/// What happened, and what to do about it; `which` is what a command needs besides to mean this store.
pub fn words(trouble: &Trouble, which: &str) -> String {
    match trouble {
        Trouble::AlreadyRunning => {
            "một camtay khác đang chạy với cùng thư mục dữ liệu; tắt nó trước, hoặc đặt CAMTAY_DATA thành thư mục khác"
                .to_owned()
        }
        Trouble::Torn => {
            format!(
                "dữ liệu đã hỏng, không mở được; chưa có gì bị đổi. Xem hỏng tới đâu: «camtay store check{which}». Giữ lại những gì \
                 còn đọc được (bản hỏng vẫn để nguyên bên cạnh): «camtay store salvage{which}». Có bản sao lưu mới thì đổi tên \
                 thư mục dữ liệu rồi «camtay restore{which} TỆP»"
            )
        }
        Trouble::Newer { found, known } => {
            format!("dữ liệu do camtay bản mới hơn ghi (kiểu {found}, bản này biết tới {known}); hãy chạy bản mới hơn")
        }
        Trouble::Unreadable { version } => {
            format!("có một bản ghi kiểu {version} không đọc được; xem «camtay store check{which}»")
        }
        Trouble::Occupied => "chỗ này đang có thứ khác, không ghi đè lên".to_owned(),
        Trouble::NoFile => {
            "chỗ này không phải tệp thường (là thư mục, ống dẫn, thiết bị hay ổ cắm); chưa đụng tới nó".to_owned()
        }
        Trouble::Missing => "chưa có dữ liệu nào ở đây".to_owned(),
        Trouble::Unfinished => {
            format!("lần khôi phục trước bị cắt giữa chừng, dữ liệu chưa đủ; chạy lại «camtay restore{which} TỆP»")
        }
        Trouble::DiskFull => "ổ đĩa đã đầy; dọn bớt rồi chạy lại, những gì đã ghi vẫn còn".to_owned(),
        Trouble::Io(kind) => format!("không đọc, ghi được thư mục dữ liệu ({kind}); xem quyền của thư mục"),
        Trouble::Closed => "phần ghi dữ liệu đã dừng; xem các dòng trên".to_owned(),
    }
}

/// Why a backup can't be used.
pub fn fault(fault: &Fault, which: &str) -> String {
    match fault {
        Fault::Stranger => "tệp này không phải bản sao lưu của camtay".to_owned(),
        Fault::Form(form) => format!("bản sao lưu do camtay bản mới hơn ghi (dạng {form}); hãy dùng bản mới hơn"),
        Fault::Line(line) => format!("bản sao lưu hỏng ở dòng {line}; chưa ghi gì cả, lấy bản khác"),
        Fault::Cut => "bản sao lưu bị cụt, thiếu phần cuối; chưa ghi gì cả, lấy bản khác".to_owned(),
        Fault::Damaged => {
            "bản sao lưu đã bị đổi hay hỏng (mã kiểm không khớp); chưa ghi gì cả, lấy bản khác".to_owned()
        }
        Fault::Rewritten => "bản sao lưu đã qua một chương trình đổi dấu xuống dòng (CRLF, BOM), và không chỉ dấu xuống dòng bị đổi: mã kiểm \
                             không khớp; chưa ghi gì cả, chép lại bản gốc ở kiểu nhị phân"
            .to_owned(),
        Fault::File(kind) => format!("không đọc được tệp sao lưu ({kind})"),
        Fault::Store(trouble) => words(trouble, which),
    }
}
