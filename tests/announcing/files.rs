//! Letters with files: every kind, an album, uploaded once; corrected and taken back like words.

use camtay::announce::{Letter, Request, To};
use camtay::sender::job::{Media, MediaFile, MediaKind};

use crate::post::{Post, WORDS, adds_up, wanted};

/// A file in `dialogs/`, or one that Telegram knows already.
fn letter(media: &[(MediaKind, MediaFile)], html: &str) -> Letter {
    let media = media.iter().map(|(kind, file)| Media { kind: *kind, file: file.clone(), html: String::new() });
    Letter { html: html.to_owned(), media: media.collect(), ..Letter::default() }
}

fn path(name: &str) -> MediaFile {
    MediaFile::Path(format!("media/{name}"))
}

async fn sent(post: &Post, letter: Letter) -> u32 {
    let ask = Request::Send { letter, to: To::All, at: None, urgent: true, silent: false };
    let id = post.on_socket(&ask).expect("sent").id;
    adds_up(&post.becomes(id, "done").await);
    id
}

/// The kinds of the bot's messages in the first chat, the screens of its walk aside.
fn kinds(post: &Post) -> Vec<String> {
    let world = post.town.world.lock();
    let files = world.chat(post.people[0]).messages.values().filter(|message| message.file.is_some());
    files.map(|message| message.kind.clone()).collect()
}

#[tokio::test]
async fn every_kind_of_file_is_uploaded_once_and_taken_back_whole() {
    if !wanted("files") {
        return;
    }
    let post = Post::open(4).await;
    let media = post.town.folder.0.join("dialogs/media");
    for name in ["a.mp4", "b.gif", "c.mp3"] {
        std::fs::write(media.join(name), name).expect("a file");
    }
    // Sent to this bot before.
    post.town.world.lock().files.insert("giong-noi".to_owned(), Vec::new());
    let bot = post.bot();
    post.asks(&["status"]).await;
    let one = [
        (MediaKind::Photo, path("thang.png")),
        (MediaKind::Video, path("a.mp4")),
        (MediaKind::Animation, path("b.gif")),
        (MediaKind::Audio, path("c.mp3")),
        (MediaKind::Document, path("ban-ve.pdf")),
        (MediaKind::Voice, MediaFile::Id("giong-noi".to_owned())),
    ];
    let mut ids = Vec::new();
    for file in &one {
        ids.push(sent(&post, letter(std::slice::from_ref(file), WORDS)).await);
    }
    let wanted = ["photo", "video", "animation", "audio", "document", "voice"];
    assert_eq!(kinds(&post), wanted);
    assert_eq!(post.town.world.lock().uploads, 5, "each once, whoever gets it");
    assert_eq!(post.stand(WORDS), [6; 4]);
    // Words beside a file are a caption; those of a voice stand alone, for they may not fit.
    post.on_socket(&Request::Edit { id: ids[1], letter: letter(&one[1..2], "Tin đã sửa") }).expect("corrected");
    post.until("the caption is another", || post.stand("Tin đã sửa") == [1; 4]).await;
    for id in ids {
        post.deed("take-back", id).await;
        post.becomes(id, "taken_back").await;
    }
    assert!(kinds(&post).is_empty() && post.stand(WORDS) == [0; 4] && post.stand("Tin đã sửa") == [0; 4]);
    assert!(bot.stops().await.0.success());
}

#[tokio::test]
async fn an_album_comes_with_its_words_and_goes_with_them() {
    if !wanted("album") {
        return;
    }
    let post = Post::open(4).await;
    std::fs::write(post.town.folder.0.join("dialogs/media/a.mp4"), "a film").expect("a file");
    let bot = post.bot();
    post.asks(&["status"]).await;
    let files = [(MediaKind::Photo, path("thang.png")), (MediaKind::Video, path("a.mp4"))];
    let id = sent(&post, letter(&files, WORDS)).await;
    assert_eq!(kinds(&post), ["photo", "video"]);
    let (words, last) = (post.messages(post.people[0], WORDS), post.town.world.lock().chat(post.people[0]).newest);
    assert!(
        words.len() == 1 && words[0].id == last && !words[0].keyboard.is_empty(),
        "below it, with buttons: {words:?}"
    );
    post.on_socket(&Request::Edit { id, letter: letter(&files, "Tin đã sửa") }).expect("corrected");
    post.until("the words below are others", || post.stand("Tin đã sửa") == [1; 4]).await;
    assert_eq!((kinds(&post), post.stand(WORDS)), (vec!["photo".to_owned(), "video".to_owned()], vec![0; 4]));
    post.deed("take-back", id).await;
    post.becomes(id, "taken_back").await;
    assert!(kinds(&post).is_empty() && post.stand("Tin đã sửa") == [0; 4]);
    assert!(bot.stops().await.0.success());
}
