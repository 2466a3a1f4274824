//! The day somebody tells, as people spell it: `tests/days/spelled.tsv` holds the words and what they tell on 1/12/2026, a Tuesday.

mod common;

use camtay::book::Phrase;
use camtay::engine::{Act, Event, Told, told_day};
use common::{Citizen, TODAY, book};
use jiff::civil::{Date, date};
use unicode_normalization::UnicodeNormalization;

const TUESDAY: Date = date(2026, 12, 1);

fn rows() -> Vec<(&'static str, &'static str)> {
    let rows = include_str!("days/spelled.tsv").lines().filter_map(|line| line.split_once('\t'));
    rows.collect()
}

fn tells(text: &str) -> Told {
    told_day(text, TUESDAY, &book().words)
}

fn written(told: &Told) -> String {
    match told {
        Told::Day(day) => day.to_string(),
        Told::Which(days) => format!("which {}", days.iter().map(Date::to_string).collect::<Vec<_>>().join(" ")),
        Told::SunOrMoon(day) => format!("sun-or-moon {day}"),
        other => format!("{other:?}").to_lowercase(),
    }
}

#[test]
fn days_are_read_as_people_spell_them() {
    assert!(rows().len() >= 180, "{}", rows().len());
    let wrong: Vec<String> = rows()
        .into_iter()
        .map(|(text, told)| (text, told, written(&tells(text))))
        .filter(|(_, told, read)| told != read)
        .map(|(text, told, read)| format!("«{text}»: wanted {told}, read {read}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Another way to write the same.
type Change = fn(&str) -> String;

#[test]
fn neither_case_nor_form_nor_width_changes_a_day() {
    let wide = |text: &str| {
        text.chars().map(|c| c.to_digit(10).and_then(|d| char::from_u32(0xff10 + d)).unwrap_or(c)).collect()
    };
    let forms: [(&str, Change); 3] =
        [("NFD", |t| t.nfd().collect()), ("capitals", str::to_uppercase), ("blanks", |t| t.replace(' ', " \u{a0}"))];
    for (text, told) in rows() {
        for (form, change) in forms {
            assert_eq!(written(&tells(&change(text))), told, "«{text}» in {form}");
        }
        let wide: String = wide(text);
        assert_eq!(written(&tells(&wide)), told, "«{text}» in full width");
    }
}

#[test]
fn without_marks_no_other_day_is_read() {
    for (text, told) in rows() {
        let bare: String = text
            .nfd()
            .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
            .map(|c| if c == 'đ' { 'd' } else { c })
            .collect();
        if let Told::Day(day) = tells(&bare) {
            // «kia» and «kìa» are one word without marks.
            let same = told == day.to_string() || text.contains("kìa");
            assert!(same, "«{bare}» is read as {day}, «{text}» as {told}");
        }
    }
}

#[test]
fn no_word_of_the_moon_gives_a_day_by_itself() {
    let of_moon = [
        "âm",
        "am",
        "ÂL",
        "al",
        "âm lịch",
        "am lich",
        "lịch ta",
        "lich ta",
        "ta",
        "nhuận",
        "nhuan",
        "(âm)",
        "mùng",
        "mồng",
        "aam lichj",
        "a6m",
    ];
    for (text, told) in rows() {
        if text.contains("dương")
            || text.contains("duong")
            || text.contains("dl")
            || told == "nothing"
            || told.starts_with("unborn")
        {
            continue;
        }
        for word in of_moon {
            for line in [format!("{text} {word}"), format!("{word} {text}")] {
                if !line.contains(|c: char| c.is_numeric()) {
                    continue;
                }
                let told = tells(&line);
                assert!(!matches!(told, Told::Day(_)), "«{line}» is silently {told:?}");
            }
        }
    }
}

/// Somebody at "Bé sinh ngày nào?".
fn asked() -> Citizen {
    let mut lan = Citizen::new(TODAY);
    lan.says("/start khai-sinh");
    lan.presses("Bắt đầu");
    assert_eq!(lan.place(), "khai-sinh#ngay-sinh");
    lan
}

#[test]
fn what_tells_no_day_is_answered_in_place() {
    let cases = [
        ("5/10 âm", Phrase::MoonDate),
        ("được 2 tuần 3 ngày rồi", Phrase::BadDate),
        ("ngày mai", Phrase::FutureDate),
        ("mai", Phrase::FutureDate),
        ("chưa sinh", Phrase::Unborn),
        ("mới sinh", Phrase::WhichDay),
        ("tuần trước", Phrase::WhichDay),
        ("tháng trước", Phrase::BadDate),
        ("10h11", Phrase::BadDate),
    ];
    for (words, phrase) in cases {
        let mut lan = asked();
        let seen = lan.says(words).show.clone().expect("an answer");
        assert_eq!(seen.notices, [lan.book.words.say(phrase, &[])], "{words}");
        assert_eq!(lan.place(), "khai-sinh#ngay-sinh", "{words}");
    }
}

#[test]
fn what_may_be_several_days_is_one_press_away() {
    let mut lan = asked();
    lan.says("mùng 3 tháng 11");
    lan.presses("thứ Ba 3/11/2026");
    assert_eq!(lan.place(), "khai-sinh#han-lam");
    for yes in ["dương", "dương lịch", "phải", "dạ"] {
        let mut lan = asked();
        lan.says("mùng 3 tháng 11");
        lan.says(yes);
        assert_eq!(lan.place(), "khai-sinh#han-lam", "{yes}");
    }
    let mut lan = asked();
    lan.says("tuần trước");
    assert_eq!(lan.labels()[..7], ["16", "17", "18", "19", "20", "21", "22"].map(label), "seven days");
    lan.says("2");
    assert_eq!(lan.place(), "khai-sinh#han-lam");
    // A button is good for ever, for its own step only.
    let mut lan = asked();
    lan.says("tuần trước");
    let Act::Press(token) = lan.seen.last().expect("days").choices[0].act.clone() else { panic!("a press") };
    lan.says("5/11");
    lan.does(Event::Pressed(token));
    assert_eq!(lan.place(), "khai-sinh#han-lam");
    assert!(lan.session.dossiers[0].typed.iter().any(|(_, day)| day == "2026-11-16"), "the later answer holds");
}

fn label(day: &str) -> String {
    let names = ["Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy"];
    let at = day.parse::<usize>().expect("a day") - 16;
    let name = names.get(at).map_or("Chủ nhật".to_owned(), |n| format!("thứ {n}"));
    format!("{name} {day}/11/2026")
}

#[test]
fn a_deadline_on_a_day_off_says_so() {
    for (born, off) in [("3/11/2026", true), ("4/11/2026", true), ("5/11/2026", false), ("2/11/2026", true)] {
        let mut lan = asked();
        lan.says(born);
        let show = lan.seen.last().expect("a screen").clone();
        let text = camtay::front::ansi::draw(
            &camtay::screen::compose(&lan.book, &show),
            camtay::front::ansi::Style { color: false, width: None },
        );
        assert_eq!(text.contains("ngày nghỉ"), off, "{born}: {text}");
    }
}
