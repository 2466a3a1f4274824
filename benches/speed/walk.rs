//! The walk of fifty steps that every contestant leads its citizens along: the same words, as many buttons.

/// How many steps it has.
pub const STEPS: usize = 50;

/// The heading of a step; the first is 1.
pub fn heading(step: usize) -> String {
    format!("Bước thử thứ {step} trên đường đi")
}

/// What a step says: as much as a step of a real guide.
pub fn words(step: usize) -> String {
    let sight = ["cây đa đầu làng", "giếng nước cũ", "cổng chợ phiên", "nhà văn hóa thôn"][step % 4];
    format!(
        "Đi thẳng tới {sight}, dừng lại đọc tấm bảng số {step} treo ở đó. Trên bảng ghi rõ việc cần làm tiếp và giờ làm \
         việc của từng bàn. Đọc xong thì chụp lại tấm bảng bằng điện thoại, giữ ảnh để lúc cần còn mở ra xem. Bảng mờ \
         hay mất thì hỏi người trực ở bàn bên cạnh, nói rõ đang ở bước số {step}."
    )
}
