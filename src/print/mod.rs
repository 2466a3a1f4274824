//! The sheet to print: plain words in, one A4 page as PDF out.

mod flow;
mod letters;
mod page;
mod paint;
mod qr;

pub use crate::engine::Sheet;

use crate::print::letters::Letters;

/// The sheet as a PDF of one page; none only if the program's own font is broken.
pub fn pdf(sheet: &Sheet) -> Option<Vec<u8>> {
    let letters = Letters::new()?;
    paint::paint(sheet, &page::fitting(sheet, &letters), &letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{SheetFact, SheetPaper, SheetPart};

    fn sheet(papers: usize, steps: usize) -> Sheet {
        let fact = |head: &str, value: &str| SheetFact { head: head.to_owned(), value: value.to_owned() };
        let paper = |n: usize| SheetPaper {
            have: n.is_multiple_of(2),
            label: format!("Giấy chứng sinh thứ {n}"),
            rest: ": bản chính, không có thì giấy của người làm chứng về việc sinh, có chữ ký của hai người".to_owned(),
        };
        Sheet {
            file: "giay-to-khai-sinh.pdf".to_owned(),
            above: "Danh sách giấy tờ".to_owned(),
            title: "Đăng ký khai sinh".to_owned(),
            facts: vec![fact("Mã", "1.001193"), fact("Tiền", "miễn phí 🎉 → không")],
            papers: SheetPart { head: "Giấy tờ".to_owned(), items: (0..papers).map(paper).collect() },
            steps: SheetPart {
                head: "Các bước".to_owned(), items: (0..steps).map(|n| format!("Bước {n}")).collect()
            },
            more: "… và {n} bước nữa".to_owned(),
            office: SheetPart { head: "Trung tâm".to_owned(), items: vec![fact("Điện thoại", "")] },
            link: "https://dichvucong.gov.vn".to_owned(),
            ..Sheet::default()
        }
    }

    fn pages(pdf: &[u8]) -> usize {
        let text = String::from_utf8_lossy(pdf);
        text.matches("/Type/Page").count() - text.matches("/Type/Pages").count()
    }

    #[test]
    fn however_much_there_is_it_is_one_page() {
        for (papers, steps) in [(0, 0), (3, 9), (12, 40), (40, 200), (300, 0)] {
            let pdf = pdf(&sheet(papers, steps)).expect("drawn");
            assert!(pdf.starts_with(b"%PDF") && pages(&pdf) == 1, "{papers} papers, {steps} steps");
        }
        assert_eq!(pages(&pdf(&Sheet::default()).expect("an empty one")), 1);
    }

    #[test]
    fn steps_that_do_not_fit_are_counted() {
        let letters = Letters::new().expect("the font");
        let page = page::fitting(&sheet(12, 60), &letters);
        let words: Vec<&str> = page.words().collect();
        let shown = words.iter().filter(|w| w.starts_with("Bước")).count();
        let more = words.iter().find(|w| w.starts_with('…')).expect("a line that counts the rest");
        assert!(shown > 5 && *more == format!("… và {} bước nữa", 60 - shown), "{shown} shown, {more}");
        let few = page::fitting(&sheet(3, 9), &letters);
        assert!(few.words().any(|w| w == "Bước 8") && !few.words().any(|w| w.starts_with('…')));
    }

    #[test]
    fn what_the_font_lacks_leaves_no_holes() {
        let letters = Letters::new().expect("the font");
        let page = page::fitting(&sheet(1, 1), &letters);
        assert!(page.words().any(|w| w == "miễn phí › không"), "{:?}", page.words().collect::<Vec<_>>());
    }
}
