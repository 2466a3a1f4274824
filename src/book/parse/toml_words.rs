//! What the TOML parser says, in the clerk's words.

/// Message and mend.
pub(super) fn in_words(english: &str) -> (String, String) {
    let known = SAYINGS.iter().find(|(start, _, _)| english.starts_with(start));
    match known {
        Some((_, message, mend)) => ((*message).to_owned(), (*mend).to_owned()),
        None => (format!("chỗ này viết sai luật TOML ({english})"), "So với một bài đang dùng được.".to_owned()),
    }
}

const SAYINGS: [(&str, &str, &str); 19] = [
    ("duplicate key", "khóa này đã có rồi", "Xóa bớt một trong hai dòng."),
    ("key with no value", "khóa chưa có giá trị", "Viết `khóa = \"giá trị\"`."),
    ("string values must be quoted", "giá trị thiếu dấu ngoặc kép", "Bọc chữ trong dấu ngoặc kép thẳng: `\"…\"`."),
    ("missing value", "khóa chưa có giá trị", "Viết `khóa = \"giá trị\"`."),
    ("invalid basic string", "dấu ngoặc kép chưa đóng", "Thêm `\"` ở cuối dòng."),
    ("invalid multi-line basic string", "ba dấu ngoặc kép chưa đóng", "Thêm `\"\"\"` ở cuối đoạn."),
    ("invalid literal string", "dấu ngoặc đơn chưa đóng", "Thêm `'` ở cuối dòng."),
    ("invalid multi-line literal string", "ba dấu ngoặc đơn chưa đóng", "Thêm `'''` ở cuối đoạn."),
    ("invalid date", "ngày không có trong lịch", "Viết năm-tháng-ngày: `2026-11-23`."),
    ("invalid year", "ngày viết sai", "Viết năm-tháng-ngày: `2026-11-23`."),
    ("invalid month", "ngày viết sai", "Viết năm-tháng-ngày: `2026-11-23`."),
    ("invalid day", "ngày viết sai", "Viết năm-tháng-ngày: `2026-11-23`."),
    ("unclosed array", "danh sách chưa đóng", "Thêm `]` sau mục cuối."),
    ("unclosed table", "tên bảng chưa đóng", "Viết `[tên]` trọn một dòng."),
    ("missing comma", "thiếu dấu phẩy giữa hai mục", "Ngăn các mục bằng dấu phẩy."),
    ("missing escaped value", "dấu `\\` đứng lạ chỗ", "Bỏ dấu `\\`, hoặc viết `\\\\`."),
    (
        "unexpected key or value",
        "sau giá trị còn chữ thừa",
        "Mỗi dòng một khóa; chữ có dấu cách thì bọc trong `\"…\"`.",
    ),
    ("unquoted keys cannot be empty", "thiếu tên khóa trước dấu `=`", "Viết `khóa = \"giá trị\"`."),
    ("invalid unquoted key", "tên khóa có chữ lạ", "Tên khóa không dấu; có dấu thì bọc trong `\"…\"`."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saying_is_told_and_an_unknown_one_is_quoted() {
        assert_eq!(in_words("duplicate key, expected x").0, "khóa này đã có rồi");
        assert!(in_words("radix must be lowercase").0.contains("radix"));
    }
}
