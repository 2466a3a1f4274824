//! The page: what of a sheet stands where, made to fit.

use crate::engine::{SheetFact, SheetPart};
use crate::print::Sheet;
use crate::print::flow::{Column, Flow, Look, Mark};
use crate::print::letters::Letters;
use crate::print::qr::{Code, code};

/// A4 in points.
pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;
/// Home printers leave 15 mm at least.
const MARGIN: f32 = 43.0;
/// The column of the QR code, and the gap that keeps it readable.
const QR: f32 = 104.0;
const GAP: f32 = 18.0;
/// The words before a value.
const HEADS: f32 = 92.0;

/// The longest address that is written out.
const MOST_TYPED: usize = 40;

/// From as large as one likes to as small as a leaflet's print; then steps are left out.
const SIZES: [f32; 5] = [1.0, 0.94, 0.88, 0.82, 0.76];
/// When even that is not enough.
const TINY: [f32; 5] = [0.66, 0.56, 0.46, 0.36, 0.2];

/// A page, laid out.
pub(super) struct Page {
    pub(super) marks: Vec<Mark>,
    /// The QR code with its left, top and side.
    pub(super) qr: Option<(Code, f32, f32, f32)>,
    fits: bool,
}

/// The sheet as large as it fits the page, all its steps; else as many steps as fit, and how many are left.
pub(super) fn fitting(sheet: &Sheet, letters: &Letters) -> Page {
    let lay = |size: f32, steps: usize| Layout::new(letters, size).page(sheet, steps);
    let all = sheet.steps.items.len();
    if let Some(whole) = SIZES.iter().map(|size| lay(*size, all)).find(|page| page.fits) {
        return whole;
    }
    let smallest = SIZES[SIZES.len() - 1];
    // The most steps that fit, by halves: below `from` they do, from `to` on they don't.
    let (mut from, mut to, mut most) = (0, all, None);
    while from < to {
        let steps = usize::midpoint(from, to);
        let page = lay(smallest, steps);
        if page.fits { (from, most) = (steps + 1, Some(page)) } else { to = steps }
    }
    let tiny = || TINY.iter().map(|size| lay(*size, 0)).find(|page| page.fits);
    most.or_else(tiny).unwrap_or_else(|| lay(TINY[TINY.len() - 1], 0))
}

impl Page {
    /// The words on it, from top to bottom.
    #[cfg(test)]
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.marks.iter().filter_map(|m| if let Mark::Words { text, .. } = m { Some(text.as_str()) } else { None })
    }
}

struct Layout<'l> {
    flow: Flow<'l>,
    size: f32,
}

impl<'l> Layout<'l> {
    fn new(letters: &'l Letters, size: f32) -> Self {
        Self { flow: Flow { letters, marks: Vec::new(), y: MARGIN }, size }
    }

    fn page(mut self, sheet: &Sheet, steps: usize) -> Page {
        let qr = code(&sheet.link).map(|code| (code, WIDTH - MARGIN - QR, MARGIN, QR));
        let below_qr = if qr.is_some() { self.beside(sheet) } else { MARGIN };
        let head = if qr.is_some() { column(0.0, QR + GAP) } else { column(0.0, 0.0) };
        self.flow.y = MARGIN;
        self.words(head, &sheet.above, self.faint(10.0));
        self.words(head, &sheet.title, self.look(19.0, true));
        self.space(5.0);
        self.facts(head, &sheet.facts);
        self.flow.y = self.flow.y.max(below_qr);
        self.papers(sheet);
        self.steps(sheet, steps);
        self.doubts(&sheet.doubts);
        self.office(&sheet.office);
        self.foot(&sheet.foot, qr)
    }

    /// Under the QR code: what it leads to. Gives how far down that goes.
    fn beside(&mut self, sheet: &Sheet) -> f32 {
        let under = Column { x: WIDTH - MARGIN - QR, width: QR };
        self.flow.y = MARGIN + QR + 2.0;
        self.words(under, &sheet.leads_to, self.look(8.5, false));
        // What nobody would type is left to the code.
        let address = sheet.link.trim_start_matches("https://");
        let host = address.split('/').next().unwrap_or_default();
        let shown = if address.len() <= MOST_TYPED { address } else { host };
        self.words(under, shown, self.faint(8.0));
        self.flow.y
    }

    fn papers(&mut self, sheet: &Sheet) {
        if sheet.papers.items.is_empty() {
            return;
        }
        self.heading(&sheet.papers.head);
        for paper in &sheet.papers.items {
            let side = 10.0 * self.size;
            self.space(2.0);
            let y = self.flow.y + 2.5 * self.size;
            self.flow.marks.push(Mark::Tick { x: MARGIN, y, side, have: paper.have });
            let runs = [(self.look(11.0, true), paper.label.as_str()), (self.look(11.0, false), paper.rest.as_str())];
            self.flow.write(column(21.0 * self.size, 0.0), &runs);
        }
    }

    fn steps(&mut self, sheet: &Sheet, shown: usize) {
        let all = sheet.steps.items.len();
        if all == 0 {
            return;
        }
        self.heading(&sheet.steps.head);
        for (n, step) in sheet.steps.items.iter().take(shown).enumerate() {
            self.space(1.0);
            self.numbered(&format!("{}.", n + 1), step);
        }
        if shown < all {
            let more = sheet.more.replace("{n}", &(all - shown).to_string());
            self.words(column(0.0, 0.0), &more, self.look(11.0, false));
        }
    }

    fn doubts(&mut self, doubts: &SheetPart<String>) {
        if doubts.items.is_empty() {
            return;
        }
        self.heading(&doubts.head);
        for doubt in &doubts.items {
            self.numbered("–", doubt);
        }
    }

    fn office(&mut self, office: &SheetPart<SheetFact>) {
        self.heading(&office.head);
        self.facts(column(0.0, 0.0), &office.items);
    }

    /// Day and sources stand at the foot of the page.
    fn foot(mut self, foot: &[String], qr: Option<(Code, f32, f32, f32)>) -> Page {
        let (filled, before) = (self.flow.y, self.flow.marks.len());
        self.space(8.0);
        let (x, y, width) = (MARGIN, self.flow.y, WIDTH - 2.0 * MARGIN);
        self.flow.marks.push(Mark::Rule { x, y, width });
        self.space(2.0);
        for line in foot {
            self.words(column(0.0, 0.0), line, self.faint(8.5));
        }
        let height = self.flow.y - filled;
        let down = HEIGHT - MARGIN - height - filled;
        for mark in self.flow.marks.iter_mut().skip(before) {
            lower(mark, down.max(0.0));
        }
        Page { marks: self.flow.marks, qr, fits: down >= 0.0 }
    }

    fn heading(&mut self, words: &str) {
        self.space(9.0);
        self.words(column(0.0, 0.0), words.trim_end_matches(':'), self.look(12.5, true));
        let (x, y, width) = (MARGIN, self.flow.y, WIDTH - 2.0 * MARGIN);
        self.flow.marks.push(Mark::Rule { x, y, width });
        self.space(2.0);
    }

    /// Words before a value on its own column; a value to be written in is a dotted line.
    fn facts(&mut self, column: Column, facts: &[SheetFact]) {
        let heads = HEADS * self.size.max(0.7);
        let values = Column { x: column.x + heads, width: column.width - heads };
        for SheetFact { head, value } in facts {
            self.space(1.5);
            let top = self.flow.y;
            self.words(Column { width: heads - 6.0, ..column }, head, self.faint(10.5));
            let below = std::mem::replace(&mut self.flow.y, top);
            if value.is_empty() {
                // Room for a pen.
                self.space(17.0);
                let (x, y, width) = (values.x, self.flow.y - 3.0 * self.size, values.width);
                self.flow.marks.push(Mark::Dots { x, y, width });
            } else {
                self.words(values, value, self.look(10.5, false));
            }
            self.flow.y = self.flow.y.max(below);
        }
    }

    fn numbered(&mut self, number: &str, words: &str) {
        let top = self.flow.y;
        self.words(column(0.0, 0.0), number, self.look(11.0, false));
        self.flow.y = top;
        self.words(column(21.0 * self.size, 0.0), words, self.look(11.0, false));
    }

    fn words(&mut self, column: Column, words: &str, look: Look) {
        self.flow.write(column, &[(look, words)]);
    }

    fn space(&mut self, points: f32) {
        self.flow.y += points * self.size;
    }

    fn look(&self, size: f32, bold: bool) -> Look {
        Look { size: size * self.size, bold, faint: false }
    }

    fn faint(&self, size: f32) -> Look {
        Look { faint: true, ..self.look(size, false) }
    }
}

/// The page between its margins, less so much at the left and at the right.
fn column(left: f32, right: f32) -> Column {
    Column { x: MARGIN + left, width: WIDTH - 2.0 * MARGIN - left - right }
}

fn lower(mark: &mut Mark, by: f32) {
    match mark {
        Mark::Words { y, .. } | Mark::Tick { y, .. } | Mark::Rule { y, .. } | Mark::Dots { y, .. } => *y += by,
    }
}
