//! Whatever comes in, nothing panics and nothing is lost: texts of a clerk, updates, buttons, stored records, questions, screens.
//!
//! Each target first judges its corpus (`tests/fuzz/corpus/<target>/`: every failure that was found, as it is), then what a random tape
//! makes of real seeds, for `FUZZ_SECONDS` (2 by default). What fails is written, as small as it got, into `target/tmp/fuzz/`: mend, and
//! move it into the corpus. `cargo bolero test <target>` runs the same targets guided by coverage.

mod common;
#[path = "fuzz/mod.rs"]
mod fuzz;
mod town;

use fuzz::tape::Tape;
use fuzz::{day, guide, line, link, record, screen, search, settings, token, update};

macro_rules! targets {
    ($($name:ident: $mutate:path => $judge:path;)*) => {$(
        #[test]
        fn $name() {
            fuzz::replay(stringify!($name), $judge);
            bolero::check!().with_test_time(fuzz::span()).with_max_len(fuzz::LONGEST_TAPE).for_each(|tape: &[u8]| {
                fuzz::judged(stringify!($name), &$mutate(&mut Tape::new(tape)), $judge);
            });
        }
    )*};
}

targets! {
    guides: guide::mutated => guide::judge;
    phrases: settings::phrases => settings::judge_phrases;
    vocabularies: settings::vocabulary => settings::judge_vocabulary;
    localities: settings::locality => settings::judge_locality;
    updates: update::mutated => update::judge;
    tokens: token::mutated => token::judge;
    records: record::mutated => record::judge;
    questions: search::mutated => search::judge;
    days: day::mutated => day::judge;
    lines: line::mutated => line::judge;
    links: link::mutated => link::judge;
    screens: screen::mutated => screen::judge;
}
