//! How long a page to print takes, from words to PDF.

#![allow(missing_docs, reason = "criterion's macro makes a function without one")]

use std::hint::black_box;

use camtay::engine::{Sheet, SheetPaper, SheetPart};
use criterion::{Criterion, criterion_group, criterion_main};

fn print(c: &mut Criterion) {
    let paper = |n: usize| SheetPaper {
        have: n.is_multiple_of(2),
        label: format!("Giấy chứng sinh thứ {n}"),
        rest: ", bản chính, không có thì giấy của người làm chứng".to_owned(),
    };
    let sheet = |papers: usize, steps: usize| Sheet {
        title: "Đăng ký khai sinh".to_owned(),
        papers: SheetPart { head: "Giấy tờ".to_owned(), items: (0..papers).map(paper).collect() },
        steps: SheetPart {
            head: "Các bước".to_owned(), items: (0..steps).map(|n| format!("Bước {n}")).collect()
        },
        link: "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bfd-3fe0-70ac-b9d6-5e9e20d6eef7".to_owned(),
        ..Sheet::default()
    };
    for (name, sheet) in [("a usual sheet", sheet(4, 16)), ("a sheet too long for its page", sheet(12, 200))] {
        c.bench_function(name, |b| b.iter(|| camtay::print::pdf(black_box(&sheet)).expect("drawn").len()));
    }
}

criterion_group!(benches, print);
criterion_main!(benches);
