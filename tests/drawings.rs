//! Drawings on their way to a phone: a PNG once, then its number; a photo of the same name wins; a broken one is left out.

mod town;

use town::Town;
use town::citizen::Citizen;
use town::world::Message;

const DRAWING: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="36" height="45"><rect width="20" height="20" fill="#D9480F"/></svg>"##;

/// A town whose guide of the ladder shows a drawing.
async fn town(svg: &str) -> Town {
    let town = Town::open().await;
    let dialogs = town.folder.0.join("dialogs");
    let guide = dialogs.join("vi/leo-thang.md");
    let text = std::fs::read_to_string(&guide).expect("the guide");
    std::fs::write(&guide, text.replace("media/thang.png", "media/ve.svg")).expect("edited");
    std::fs::write(dialogs.join("media/ve.svg"), svg).expect("drawn");
    town
}

async fn looks(who: &Citizen) -> Message {
    who.says("/start leo-thang");
    who.sees("không để ai leo").await;
    who.presses("Xem cái thang").await;
    who.sees("Nó như thế này").await
}

/// The bytes of the picture, and what its file was called.
fn of(town: &Town, seen: &Message) -> (Vec<u8>, String) {
    let world = town.world.lock();
    let id = seen.file.as_ref().expect("a picture");
    (world.files[id].clone(), world.called[id].clone())
}

#[tokio::test]
async fn a_drawing_is_uploaded_as_a_png_once_and_then_named_by_its_number() {
    let town = town(DRAWING).await;
    let (lan, tam) = (town.citizen(7, "Lan"), town.citizen(8, "Tám"));
    let bot = town.bot();
    let (first, second) = (looks(&lan).await, looks(&tam).await);
    assert!(first.picture && first.file == second.file, "{first:?} {second:?}");
    assert_eq!(town.world.lock().uploads, 1);
    let (bytes, name) = of(&town, &first);
    assert!(bytes.starts_with(b"\x89PNG") && name == "ve.png", "{name}");
    std::fs::write(town.folder.0.join("dialogs/media/ve.jpg"), b"\xff\xd8 a photo").expect("a photo");
    let photo = looks(&lan).await;
    let (bytes, name) = of(&town, &photo);
    assert!(bytes.starts_with(b"\xff\xd8") && name == "ve.jpg", "a photo of the same name wins: {name}");
    assert!(bot.stops().await.0.success());
}

#[tokio::test]
async fn a_step_goes_out_without_a_drawing_that_cannot_be_drawn_and_the_log_names_it() {
    for broken in
        ["<svg", &" ".repeat(2 << 20), r#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="90000"/>"#]
    {
        let town = town(broken).await;
        let lan = town.citizen(7, "Lan");
        let bot = town.bot();
        assert!(!looks(&lan).await.picture);
        lan.presses("Bắt đầu").await;
        lan.sees("Giấy một").await;
        let (status, log) = bot.stops().await;
        assert!(status.success() && log.contains("ve.svg cannot be drawn"), "{log}");
    }
}
