//! How long the pictures take: judged at each load of the dialogs, drawn once.

#![allow(missing_docs, reason = "criterion's macro makes a function without one")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};

fn pictures(c: &mut Criterion) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogs/media");
    let files = std::fs::read_dir(folder).expect("the pictures").map(|entry| entry.expect("an entry").path());
    let drawings: Vec<Vec<u8>> = files
        .filter(|path| path.extension().is_some_and(|e| e == "svg"))
        .map(|path| std::fs::read(path).expect("a picture"))
        .collect();
    c.bench_function("judge every picture", |b| {
        b.iter(|| drawings.iter().for_each(|svg| camtay::picture::judge(black_box(svg)).expect("sound")));
    });
    c.bench_function("draw every picture", |b| {
        b.iter(|| drawings.iter().map(|svg| camtay::picture::png(black_box(svg)).expect("drawn").len()).sum::<usize>());
    });
}

criterion_group!(benches, pictures);
criterion_main!(benches);
