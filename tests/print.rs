//! A page to print on its way to a phone: a PDF of one page, drawn when its turn comes, after a restart too.

mod town;

use std::process::{Command, Stdio};

use town::Town;
use town::citizen::Citizen;
use town::faults::Fault;

/// On the papers of the ladder, the first one ticked.
async fn on_the_papers(lan: &Citizen) {
    lan.says("/start leo-thang");
    lan.sees("không để ai leo").await;
    lan.presses("Bắt đầu").await;
    lan.sees("0/2").await;
    lan.presses("Giấy một").await;
    lan.sees("1/2").await;
}

/// Every document the citizen got: its bytes and what it is called.
async fn documents(lan: &Citizen, many: usize) -> Vec<(Vec<u8>, String)> {
    let ids = lan.until("the documents", |m| {
        let ids: Vec<String> = m.iter().filter(|m| !m.picture).filter_map(|m| m.file.clone()).collect();
        (ids.len() >= many).then_some(ids)
    });
    let ids = ids.await;
    let world = lan.world.lock();
    ids.into_iter().map(|id| (world.files[&id].clone(), world.called[&id].clone())).collect()
}

fn is_one_page(pdf: &[u8]) -> bool {
    let text = String::from_utf8_lossy(pdf);
    let pages = text.matches("/Type/Page").count() - text.matches("/Type/Pages").count();
    pdf.starts_with(b"%PDF") && pdf.trim_ascii_end().ends_with(b"%%EOF") && pages == 1
}

#[tokio::test]
async fn the_command_and_the_button_give_a_pdf_of_one_page() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let bot = town.bot();
    lan.says("/in");
    lan.sees("Chưa có việc nào để in").await;
    on_the_papers(&lan).await;
    lan.says("in ra giay");
    lan.sees("trong tệp ở trên").await;
    lan.presses("Còn thiếu gì?").await;
    lan.sees("Giấy còn thiếu").await;
    lan.presses("In danh sách giấy").await;
    let sent = documents(&lan, 2).await;
    assert_eq!(sent.len(), 2);
    for (pdf, name) in sent {
        assert!(is_one_page(&pdf) && name == "giay-to-leo-thang.pdf", "{name}, {} bytes", pdf.len());
        assert!(pdf.len() < 60_000, "{} bytes", pdf.len());
    }
    lan.until("the screen below the file", |m| m.last().filter(|m| m.text.contains("Giấy còn thiếu")).map(|_| ()))
        .await;
    let (status, log) = bot.stops().await;
    assert!(status.success() && !log.contains("ERROR"), "{log}");
}

#[tokio::test]
async fn a_page_that_waits_outlives_the_bot_and_is_not_sent_twice() {
    let town = Town::open().await;
    let lan = town.citizen(7, "Lan");
    let bot = town.bot();
    on_the_papers(&lan).await;
    town.quiet().await;
    town.world.lock().faults.add("senddocument", Some(7), 1_000_000, Fault::Broken);
    lan.says("/in");
    lan.says("/in");
    town.quiet().await;
    bot.dies().await;
    town.world.lock().faults = town::faults::Faults::default();
    let _bot = town.bot();
    lan.sees("trong tệp ở trên").await;
    town.quiet().await;
    let sent = documents(&lan, 1).await;
    assert!(sent.len() == 1 && is_one_page(&sent[0].0), "{} documents", sent.len());
}

#[tokio::test]
async fn in_the_terminal_the_page_is_a_file_whose_path_is_told() {
    let town = Town::open().await;
    let mut command = Command::new(env!("CARGO_BIN_EXE_camtay"));
    command.arg("chat").current_dir(&town.folder.0).env_remove("TELOXIDE_TOKEN");
    command.env("CAMTAY_DIALOGS", town.folder.0.join("dialogs")).env("CAMTAY_DATA", town.folder.0.join("data"));
    let mut chat = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it runs");
    let lines = "/start leo-thang\nBắt đầu\n/in\n";
    std::io::Write::write_all(&mut chat.stdin.take().expect("piped"), lines.as_bytes()).expect("written");
    let said = String::from_utf8(chat.wait_with_output().expect("it ends").stdout).expect("letters");
    let path = said.lines().find_map(|line| line.strip_prefix("📎 ")).expect("a path");
    assert!(path.ends_with("giay-to-leo-thang.pdf") && is_one_page(&std::fs::read(path).expect("the file")), "{path}");
}
