//! The shelf over a real folder: last good texts, restarts, deletions, the watch.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use camtay::book::Phrase;
use camtay::front::check::check;
use camtay::shelf::{Glance, Held, Listing, Loaded, Shelf, ShelfError, Unsound, Watch, sound};
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 11, 23);
const PHRASES: &str = "vi/phrases.toml";

/// A folder of dialogs with a data folder beside it; gone when dropped.
struct Town(PathBuf);

impl Drop for Town {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

impl Town {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("camtay-shelf-{name}-{}", std::process::id()));
        _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("dialogs/vi")).expect("a folder");
        let town = Self(root);
        let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/book");
        town.write("locality.toml", &fs::read_to_string(book.join("locality.toml")).expect("locality"));
        let typed = camtay::book::Typed::ALL.map(|(_, name)| format!("{name} = [\"{name}\"]")).join("\n");
        let said: Vec<String> = Phrase::ALL.iter().map(|p| format!("{} = \"câu\"", p.name())).collect();
        let days = "weekdays = [\"T2\", \"T3\", \"T4\", \"T5\", \"T6\", \"T7\", \"CN\"]";
        town.write(PHRASES, &format!("{days}\n[fields]\n[typed]\n{typed}\n[say]\n{}\n", said.join("\n")));
        town.guide("chao-mung", "Chào");
        town.guide("mot", "Một");
        town
    }

    fn dialogs(&self) -> PathBuf {
        self.0.join("dialogs")
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.dialogs().join(path), text).expect("a text");
    }

    fn guide(&self, id: &str, title: &str) {
        let text = format!("+++\ntitle = \"{title}\"\nkind = \"flow\"\n+++\n\n# {title}\nLời.\n");
        self.write(&format!("vi/{id}.md"), &text);
    }

    fn shelf(&self) -> Shelf {
        Shelf::open(&self.dialogs(), "vi", Some(&self.0.join("data/last-good"))).expect("the folder is there")
    }
}

fn load(shelf: &mut Shelf) -> Loaded {
    shelf.load(TODAY).expect("the folder is there")
}

fn title<'a>(loaded: &'a Loaded, id: &str) -> Option<&'a str> {
    loaded.book.guide(id).map(|guide| guide.front.title.as_str())
}

#[test]
fn a_faulty_edit_leaves_the_last_good_text_even_over_a_restart() {
    let town = Town::new("good");
    let mut shelf = town.shelf();
    let first = load(&mut shelf);
    assert_eq!(first.faults, []);
    assert_eq!(sound(&first.book), Ok(()));
    town.write("vi/mot.md", "+++\ntitle = \"Hư\"\n");
    town.guide("chao-mung", "Chào bà con");
    let second = load(&mut shelf);
    assert_eq!(title(&second, "mot"), Some("Một"));
    assert_eq!(title(&second, "chao-mung"), Some("Chào bà con"), "one's fault holds up no other");
    assert_eq!(second.held_back, ["mot"]);
    assert!(second.drawn().any(|drawn| drawn.starts_with("vi/mot.md:1:1: error: ")));
    let again = load(&mut town.shelf());
    assert_eq!(title(&again, "mot"), Some("Một"), "from the disk");
}

#[test]
fn phrases_with_a_fault_keep_their_last_good_text_too() {
    let town = Town::new("phrases");
    load(&mut town.shelf());
    town.write(PHRASES, "[say]\nnext = 5\n");
    town.write("locality.toml", "[office\n");
    let loaded = load(&mut town.shelf());
    assert_eq!(sound(&loaded.book), Ok(()));
    assert_eq!(loaded.book.locality.get("hotline.phone"), Some("1022"));
    fs::remove_file(town.dialogs().join(PHRASES)).expect("it was there");
    let loaded = load(&mut town.shelf());
    assert_eq!(sound(&loaded.book), Ok(()), "nobody can do without them");
    assert!(loaded.faults.iter().any(|fault| fault.path == PHRASES));
}

#[test]
fn what_did_not_change_is_shared() {
    let town = Town::new("shared");
    let mut shelf = town.shelf();
    let first = load(&mut shelf);
    town.guide("mot", "Một nữa");
    let second = load(&mut shelf);
    assert!(Arc::ptr_eq(&first.book.guides["chao-mung"], &second.book.guides["chao-mung"]));
    assert!(!Arc::ptr_eq(&first.book.guides["mot"], &second.book.guides["mot"]));
}

const DAYS: [Date; 3] = [TODAY, date(2026, 11, 24), date(2026, 11, 25)];

#[test]
fn a_deleted_guide_is_gone_at_once_and_its_good_text_lies_a_day_aside() {
    let town = Town::new("deleted");
    let mut shelf = town.shelf();
    load(&mut shelf);
    fs::remove_file(town.dialogs().join("vi/mot.md")).expect("it was there");
    let gone = load(&mut shelf);
    assert_eq!((title(&gone, "mot"), gone.guides, gone.held_back.len()), (None, 1, 0));
    town.write("vi/mot.md", "hư");
    for (day, wanted) in DAYS.into_iter().zip([Some("Một"), Some("Một"), None]) {
        let over_a_restart = town.shelf().load(day).expect("read");
        assert_eq!(title(&over_a_restart, "mot"), wanted, "{day}");
        let (left_out, held_back) = (usize::from(wanted.is_none()), usize::from(wanted.is_some()));
        assert_eq!((over_a_restart.left_out.len(), over_a_restart.held_back.len()), (left_out, held_back), "{day}");
    }
    assert_eq!(title(&load(&mut shelf), "mot"), Some("Một"), "the process that saw it go");
}

#[test]
fn a_branch_without_the_guide_and_back_keeps_its_good_text() {
    let town = Town::new("stash");
    let mut shelf = town.shelf();
    fs::create_dir_all(town.dialogs().join("vi/mau-tin")).expect("a folder");
    let stencil = "+++\ntitle = \"Cúp điện\"\n+++\n\nMai cúp điện.\n";
    town.write("vi/mau-tin/cup-dien.md", stencil);
    town.write("vi/tu-vung.toml", "[short]\n");
    let first = load(&mut shelf);
    assert_eq!((first.book.templates.len(), &first.faults), (1, &Vec::new()));
    for day in DAYS {
        for path in ["vi/mot.md", "vi/mau-tin/cup-dien.md", "vi/tu-vung.toml"] {
            fs::remove_file(town.dialogs().join(path)).expect("it was there");
        }
        let gone = shelf.load(day).expect("read");
        assert_eq!((title(&gone, "mot"), gone.book.templates.len()), (None, 0), "gone at once");
        town.guide("mot", "Một");
        town.write("vi/mau-tin/cup-dien.md", stencil);
        town.write("vi/tu-vung.toml", "[short]\n");
        assert_eq!(title(&shelf.load(day).expect("read"), "mot"), Some("Một"));
        fs::remove_file(town.dialogs().join("vi/mot.md")).expect("it was there");
        shelf.load(day).expect("read");
        for path in ["vi/mot.md", "vi/mau-tin/cup-dien.md", "vi/tu-vung.toml"] {
            town.write(path, "hư [");
        }
        let back = shelf.load(day).expect("read");
        assert_eq!((title(&back, "mot"), back.book.templates.len()), (Some("Một"), 1), "{day}: the last good text");
        assert!(back.faults.iter().any(|fault| fault.path == "vi/tu-vung.toml"), "{day}");
    }
    let kept = town.0.join("data/last-good/.aside");
    let days = fs::read_dir(kept).expect("it is there").count();
    assert!(days <= 2, "what is over is forgotten: {days}");
}

#[test]
fn a_language_that_was_away_for_a_moment_keeps_its_good_texts() {
    let town = Town::new("away");
    fs::create_dir_all(town.dialogs().join("en")).expect("a folder");
    let phrases = "language = \"English\"\n[fields]\n[typed]\n[say]\nnext = \"Next\"\n";
    town.write("en/phrases.toml", phrases);
    town.write("en/mot.md", "+++\ntitle = \"One\"\nkind = \"flow\"\n+++\n\n# One {#mot}\nWords.\n");
    let mut shelf = town.shelf();
    load(&mut shelf);
    let away = town.0.join("away");
    let there = town.dialogs().join("en");
    fs::rename(&there, &away).expect("moved");
    assert!(load(&mut shelf).book.others.is_empty());
    fs::rename(&away, &there).expect("moved back");
    town.write("en/mot.md", "+++\ntitle = \"Broken\"\n");
    for shelf in [&mut shelf, &mut town.shelf()] {
        let back = load(shelf);
        let one = back.book.in_language("en").guide("mot").map(|guide| guide.front.title.clone());
        assert_eq!(one.as_deref(), Some("One"), "the last good text");
    }
}

#[test]
fn a_look_sees_what_no_system_tells_of() {
    let town = Town::new("look");
    let (dialogs, other) = (town.dialogs(), town.0.join("other"));
    let copy = |to: &Path| {
        fs::create_dir_all(to.join("vi")).expect("a folder");
        for path in ["locality.toml", PHRASES, "vi/chao-mung.md", "vi/mot.md"] {
            fs::copy(dialogs.join(path), to.join(path)).expect("a copy");
        }
    };
    let mut glance = Glance::at(&dialogs);
    assert!(!glance.changed(), "nothing has");
    let mut sees = |what: &str| {
        assert!(glance.changed(), "{what}");
        assert!(glance.changed(), "{what}: once more, where times are coarse");
        assert!(!glance.changed(), "{what}: and no more");
    };
    town.guide("mot", "Một nữa");
    sees("an edit");
    town.guide("hai", "Hai");
    sees("a new file");
    fs::remove_file(dialogs.join("vi/hai.md")).expect("it was there");
    sees("a file less");
    fs::create_dir_all(dialogs.join("media")).expect("a folder");
    town.write("media/a.svg", "<svg");
    sees("a picture");
    copy(&other);
    fs::rename(&dialogs, town.0.join("old")).expect("moved");
    fs::rename(&other, &dialogs).expect("moved");
    sees("another folder of this name");
    town.guide("mot", "Một khác");
    sees("an edit in it");
    town.write(".git", "x");
    assert!(!Glance::at(&dialogs).sees(Listing::of(&dialogs)));
    fs::remove_dir_all(&dialogs).expect("it was there");
    sees("no folder at all");
}

#[cfg(unix)]
#[test]
fn a_link_that_is_switched_is_seen_and_so_is_what_is_edited_behind_it() {
    use std::os::unix::fs::symlink;
    let town = Town::new("link");
    let (dialogs, releases) = (town.dialogs(), town.0.join("releases"));
    fs::create_dir_all(&releases).expect("a folder");
    let (first, second) = (releases.join("1"), releases.join("2"));
    fs::rename(&dialogs, &first).expect("moved");
    symlink(&first, &dialogs).expect("a link");
    town.write("chua-doc.txt", "a link that leads to itself ends");
    symlink(&first, first.join("vong")).expect("a link");
    let (sender, told) = channel();
    let watch = Watch::start(&dialogs, move || _ = sender.send(())).expect("a folder can be watched");
    let heard = |what: &str| {
        assert!(told.recv_timeout(Duration::from_secs(20)).is_ok(), "{what}");
        let again = std::iter::from_fn(|| told.recv_timeout(Duration::from_secs(4)).ok()).take(5).count();
        assert!(again < 5, "{what}: one change is told for ever");
    };
    fs::create_dir_all(second.join("vi")).expect("a folder");
    for path in ["locality.toml", PHRASES, "vi/chao-mung.md", "vi/mot.md"] {
        fs::copy(first.join(path), second.join(path)).expect("a copy");
    }
    let switched = town.0.join("switched");
    symlink(&second, &switched).expect("a link");
    fs::rename(switched, &dialogs).expect("switched in one move");
    heard("the switch");
    town.guide("mot", "Một khác");
    heard("an edit behind the new link");
    let loaded = load(&mut town.shelf());
    assert_eq!(loaded.resolved, second.canonicalize().expect("it is there"));
    assert_eq!(loaded.held, [Held { code: "vi".to_owned(), guides: 2, files: 3 }]);
    drop(watch);
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_files_is_a_fault_and_nobody_waits_for_it() {
    let town = Town::new("pipe");
    load(&mut town.shelf());
    fs::remove_file(town.dialogs().join("locality.toml")).expect("it was there");
    let made = std::process::Command::new("mkfifo").arg(town.dialogs().join("locality.toml")).status();
    assert!(made.is_ok_and(|status| status.success()));
    let loaded = load(&mut town.shelf());
    assert!(loaded.faults.iter().any(|fault| fault.path == "locality.toml"), "{:?}", loaded.faults);
    assert_eq!(loaded.book.locality.get("hotline.phone"), Some("1022"), "its last good text");
}

#[test]
fn a_fault_between_guides_holds_back_neither() {
    let town = Town::new("between");
    town.write("vi/mot.md", "+++\ntitle = \"Một\"\nkind = \"flow\"\n+++\n\n# Một\nLời.\n\n- [Hai](hai.md)\n");
    let loaded = load(&mut town.shelf());
    assert_eq!(loaded.faults.len(), 1);
    assert_eq!((title(&loaded, "mot"), loaded.left_out.len()), (Some("Một"), 0));
}

#[test]
fn a_book_without_welcome_or_phrases_is_not_sound() {
    let town = Town::new("unsound");
    fs::remove_file(town.dialogs().join("vi/chao-mung.md")).expect("it was there");
    assert_eq!(sound(&load(&mut town.shelf()).book), Err(Unsound::Welcome));
    let town = Town::new("speechless");
    town.write(PHRASES, "[say]\n");
    assert!(matches!(sound(&load(&mut town.shelf()).book), Err(Unsound::Phrases(_))));
}

#[test]
fn a_folder_that_is_not_there_is_said() {
    let nowhere = Path::new("/nowhere/dialogs");
    assert!(matches!(Shelf::open(nowhere, "vi", None), Err(ShelfError::Missing(_))));
    let mut out = Vec::new();
    assert_eq!(check(nowhere, TODAY, &mut out).ok(), Some(1));
    assert!(String::from_utf8_lossy(&out).starts_with("Không có thư mục `/nowhere/dialogs`"));
}

#[test]
fn check_counts_and_tells_errors_by_its_code() {
    let town = Town::new("check");
    let run = || {
        let mut out = Vec::new();
        let code = check(&town.dialogs(), TODAY, &mut out).expect("a vector can be written to");
        (code, String::from_utf8_lossy(&out).into_owned())
    };
    assert_eq!(run(), (0, "2 bài, 0 lỗi, 0 cảnh báo\n".to_owned()));
    fs::write(town.dialogs().join("vi/mot.md"), vec![0xff; 3_000_000]).expect("a text");
    let (code, out) = run();
    assert_eq!(code, 1);
    assert!(out.contains("vi/mot.md:1:1: error: tệp lớn hơn 1 MiB"), "{out}");
    assert!(out.ends_with("2 bài, 1 lỗi, 0 cảnh báo\n"), "{out}");
}

#[test]
fn the_watch_tells_of_an_edit_but_not_of_a_reading() {
    let town = Town::new("watch");
    let (sender, told) = channel();
    let watch = Watch::start(&town.dialogs(), move || _ = sender.send(())).expect("a folder can be watched");
    load(&mut town.shelf());
    assert!(told.recv_timeout(Duration::from_millis(900)).is_err(), "reading is no change");
    town.guide("mot", "Một nữa");
    town.guide("hai", "Hai");
    assert!(told.recv_timeout(Duration::from_secs(20)).is_ok());
    drop(watch);
}

#[test]
fn a_folder_with_phrases_is_a_language_and_goes_with_them() {
    let town = Town::new("languages");
    fs::create_dir_all(town.dialogs().join("en")).expect("a folder");
    let english = |id: &str, title: &str| {
        let text = format!("+++\ntitle = \"{title}\"\nkind = \"flow\"\n+++\n\n# {title} {{#mot}}\nWords.\n");
        town.write(&format!("en/{id}.md"), &text);
    };
    english("mot", "One");
    let mut shelf = town.shelf();
    assert!(load(&mut shelf).book.others.is_empty(), "a folder without phrases is none");
    town.write("en/phrases.toml", "language = \"English\"\n[fields]\n[typed]\n[say]\nnext = \"Next\"\n");
    let loaded = load(&mut shelf);
    let english_book = loaded.book.in_language("en");
    assert_eq!(english_book.guide("mot").map(|g| g.front.title.as_str()), Some("One"));
    assert_eq!(english_book.guide("chao-mung").map(|g| g.front.title.as_str()), Some("Chào"), "of the home language");
    assert_eq!(english_book.words.say(Phrase::Next, &[]), "Next");
    assert!(loaded.faults.iter().all(|f| f.path == "en/phrases.toml"), "what it lacks: {:?}", loaded.faults);
    assert_eq!((sound(&loaded.book), loaded.guides), (Ok(()), 3));
    town.write("en/mot.md", "+++\ntitle = \"Broken\"\n");
    let broken = load(&mut shelf);
    assert_eq!(broken.held_back, ["en/mot"]);
    let kept = broken.book.in_language("en").guide("mot").map(|g| g.front.title.clone());
    assert_eq!(kept.as_deref(), Some("One"), "the last good text");
    let again = load(&mut town.shelf());
    assert_eq!(
        again.book.in_language("en").guide("mot").map(|g| g.front.title.as_str()),
        Some("One"),
        "over a restart"
    );
    fs::remove_file(town.dialogs().join("en/phrases.toml")).expect("it was there");
    assert!(load(&mut shelf).book.others.is_empty());
}

#[test]
fn a_drawing_nobody_can_draw_is_an_error_until_it_is_mended_or_a_photo_stands_in() {
    let town = Town::new("drawings");
    fs::create_dir_all(town.dialogs().join("media")).expect("a folder");
    town.write("vi/mot.md", "+++\ntitle = \"Một\"\nkind = \"flow\"\n+++\n\n# Một\n![Lời](../media/a.svg)\n");
    let messages = || {
        let mut shelf = town.shelf();
        let loaded = shelf.load(TODAY).expect("read");
        let of_pictures = loaded.faults.iter().filter(|f| f.message.contains("a.svg")).map(|f| f.message.clone());
        assert!(loaded.left_out.is_empty(), "the guide is used without its picture");
        of_pictures.collect::<Vec<_>>()
    };
    assert_eq!(messages(), ["không có tệp `media/a.svg`"]);
    town.write("media/a.svg", "<svg");
    assert!(matches!(messages().as_slice(), [one] if one.starts_with("hình `media/a.svg` không vẽ được: ")));
    town.write("media/a.jpg", "a page of the web");
    assert!(matches!(messages().as_slice(), [one] if one.starts_with("Telegram không nhận `media/a.svg`: ")));
    fs::copy(
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dialogs/mini/media/thang.png"),
        town.dialogs().join("media/a.jpg"),
    )
    .expect("a photo, whatever its end");
    assert!(messages().is_empty(), "the photo is what is sent");
    fs::remove_file(town.dialogs().join("media/a.svg")).expect("gone");
    assert!(messages().is_empty(), "the photo alone will do");
    fs::remove_file(town.dialogs().join("media/a.jpg")).expect("gone");
    town.write("media/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>");
    assert!(messages().is_empty());
}

#[test]
fn a_file_meant_for_a_guide_that_nobody_reads_is_named() {
    let town = Town::new("strays");
    fs::create_dir_all(town.dialogs().join("vi/moi")).expect("a folder");
    let guide = fs::read_to_string(town.dialogs().join("vi/mot.md")).expect("a guide");
    let named = ["mot (1).md", "vi/hai.md.txt", "vi/mot - Copy.md", "vi/moi/ba.md", "vi/bon.docx"];
    for path in named.into_iter().chain(["vi/Thumbs.db", "vi/~$mot.md", "README.md"]) {
        town.write(path, &guide);
    }
    let loaded = load(&mut town.shelf());
    let mut told: Vec<&str> = loaded.faults.iter().map(|fault| fault.path.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["mot (1).md", "vi/bon.docx", "vi/hai.md.txt", "vi/moi/ba.md", "vi/mot - Copy.md"]);
    assert_eq!((loaded.guides, loaded.left_out.len()), (2, 0), "none of them is read");
}
