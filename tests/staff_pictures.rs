//! The pictures of the staff's page are drawn from real screens: `PICTURE=write cargo test --test staff_pictures` draws them again.

#[path = "staff/chat.rs"]
#[allow(dead_code, unreachable_pub)]
mod chat;
#[path = "common/mod.rs"]
mod common;
#[path = "simulation/disk.rs"]
#[allow(dead_code, unreachable_pub)]
mod disk;
#[path = "staff/film.rs"]
#[allow(dead_code, unreachable_pub)]
mod film;
#[path = "staff/room.rs"]
#[allow(dead_code, unreachable_pub)]
mod room;
#[path = "staff/scenes.rs"]
#[allow(unreachable_pub)]
mod scenes;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use film::Phone;

/// The page that shows them.
const PAGE: &str = "dialogs/CAN-BO.md";
/// Where they are, and how their names begin.
const FOLDER: &str = "tests/pictures";
const BEGIN: &str = "can-bo-";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn all() -> BTreeMap<String, Vec<Phone>> {
    let pictures = [scenes::a_message(), scenes::one_that_halts_itself(), scenes::the_rest()];
    pictures.into_iter().flatten().map(|(name, phones)| (format!("{BEGIN}{name}.svg"), phones)).collect()
}

#[test]
fn the_staffs_page_shows_the_screens_as_they_are() {
    let drawn: BTreeMap<String, String> =
        all().iter().map(|(name, phones)| (name.clone(), chat::picture(phones))).collect();
    let folder = root().join(FOLDER);
    if std::env::var("PICTURE").is_ok_and(|v| v == "write") {
        for (name, picture) in &drawn {
            std::fs::write(folder.join(name), picture).expect("writable");
        }
    }
    for (name, picture) in &drawn {
        let kept = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(kept == *picture, "{name}: the screens have changed: PICTURE=write cargo test --test staff_pictures");
    }
    let files = std::fs::read_dir(&folder).expect("pictures").map(|entry| entry.expect("an entry").file_name());
    let files: BTreeSet<String> = files.map(|name| name.to_string_lossy().into_owned()).collect();
    let ours: BTreeSet<String> = files.into_iter().filter(|name| name.starts_with(BEGIN)).collect();
    assert_eq!(ours, drawn.keys().cloned().collect(), "pictures nobody draws any more, or none of what is drawn");
    let page = std::fs::read_to_string(root().join(PAGE)).expect("the page");
    let shown: BTreeSet<String> = page
        .split(&format!("../{FOLDER}/{BEGIN}"))
        .skip(1)
        .map(|rest| format!("{BEGIN}{}", rest.split(')').next().unwrap_or_default()))
        .collect();
    assert_eq!(shown, ours, "each picture is on the page, and the page names no other");
}

/// A ring around a button that isn't there would tell a clerk nothing.
#[test]
fn each_ring_is_around_a_button() {
    for (name, phones) in all() {
        for phone in phones {
            assert!(!phone.bubbles.is_empty(), "{name}: {} sees nothing", phone.whose);
            if let Some(next) = &phone.next {
                assert!(chat::is_ringed(&phone), "{name}: {} has no button «{next}»", phone.whose);
            }
        }
    }
}
