//! What the TOML parser says, in the clerk's words.

/// Message and mend.
pub(super) fn in_words(english: &str) -> (String, String) {
    let known = SAYINGS.iter().find(|(start, _, _)| english.starts_with(start));
    match known {
        Some((_, message, mend)) => ((*message).to_owned(), (*mend).to_owned()),
        None => (
            "chỗ này viết sai".to_owned(),
            "Mỗi dòng là `khóa = \"giá trị\"`; so với một bài đang dùng được.".to_owned(),
        ),
    }
}

const SAYINGS: [(&str, &str, &str); 41] = [
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
    ("missing assignment", "thiếu dấu `=` giữa khóa và giá trị", "Viết `khóa = \"giá trị\"`."),
    ("extra assignment", "thừa dấu `=`", "Mỗi dòng chỉ một dấu `=`."),
    ("extra `=`", "thừa dấu `=`", "Mỗi dòng chỉ một dấu `=`."),
    ("unexpected `=`", "dấu `=` nằm trong danh sách", "Đóng danh sách bằng `]` trước khi viết khóa mới."),
    ("extra comma", "thừa dấu phẩy", "Bỏ bớt một dấu phẩy."),
    ("missing opening quote", "dấu ngoặc kép chưa mở", "Thêm `\"` ở đầu chữ."),
    ("missing array opening", "thừa dấu `]`", "Danh sách viết `[\"…\", \"…\"]`."),
    ("missing inline table opening", "thừa dấu `}`", "Bỏ dấu `}`; chữ có ngoặc nhọn thì bọc trong `\"…\"`."),
    ("missing table open", "tên bảng chưa mở", "Viết `[tên]` trọn một dòng."),
    ("missing key", "thiếu tên khóa trước dấu `=`", "Viết `khóa = \"giá trị\"`."),
    ("missing comment start", "cuối dòng có chữ thừa", "Ghi chú thì để sau dấu `#`."),
    ("unclosed inline table", "ngoặc nhọn chưa đóng", "Chữ có ngoặc nhọn thì bọc trong `\"…\"`."),
    ("invalid inline table", "ngoặc nhọn đứng lạ chỗ", "Chữ có ngoặc nhọn thì bọc trong `\"…\"`."),
    ("invalid key-value pair", "dòng này viết sai", "Viết `khóa = \"giá trị\"`."),
    ("invalid value", "giá trị viết sai", "Chữ thì bọc trong dấu ngoặc kép thẳng: `\"…\"`."),
    ("invalid comment", "ghi chú có chữ lạ", "Xóa ghi chú đó rồi gõ lại."),
    ("unexpected content", "cuối dòng có chữ thừa", "Mỗi dòng một khóa; ghi chú thì để sau dấu `#`."),
    ("carriage return", "cuối dòng có dấu lạ", "Xóa chỗ xuống dòng rồi bấm Enter lại."),
    ("keys cannot be", "tên khóa không để trong ba dấu ngoặc", "Viết `khóa = \"giá trị\"`."),
    (
        "unexpected leading zero",
        "số không bắt đầu bằng 0",
        "Số điện thoại, mã số thì bọc trong dấu ngoặc kép: `\"0252…\"`.",
    ),
    ("cannot extend value", "khóa này đã có giá trị rồi", "Xóa bớt một trong hai dòng."),
    ("cannot recurse", "ngoặc lồng nhau quá sâu", "Viết mỗi khóa một dòng."),
    ("invalid unquoted key", "tên khóa có chữ lạ", "Tên khóa không dấu; có dấu thì bọc trong `\"…\"`."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saying_is_told_and_an_unknown_one_in_no_other_tongue() {
        assert_eq!(in_words("duplicate key, expected x").0, "khóa này đã có rồi");
        assert_eq!(in_words("radix must be lowercase").0, "chỗ này viết sai");
    }
}
