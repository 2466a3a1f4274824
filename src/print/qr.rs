//! A QR code as rows of dark runs.

use fast_qr::{ECL, QRBuilder};

/// A square of so many modules, and where the dark ones lie: column, row, how many side by side.
pub(super) struct Code {
    pub(super) side: usize,
    pub(super) dark: Vec<(usize, usize, usize)>,
}

/// The code of an address; none for an empty one, or one too long for any code.
pub(super) fn code(address: &str) -> Option<Code> {
    if address.is_empty() {
        return None;
    }
    let qr = QRBuilder::new(address).ecl(ECL::M).build().ok()?;
    let mut dark = Vec::new();
    for row in 0..qr.size {
        let mut column = 0;
        while column < qr.size {
            let run = (column..qr.size).take_while(|&x| qr[row][x].value()).count();
            if run > 0 {
                dark.push((column, row, run));
            }
            column += run + 1;
        }
    }
    Some(Code { side: qr.size, dark })
}
