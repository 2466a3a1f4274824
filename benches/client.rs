//! One call to the Bot API over loopback: a bare client, ours, and teloxide's.

#![allow(missing_docs, reason = "criterion's macro makes a function without one")]

#[path = "../tests/town/mod.rs"]
mod town;

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;

use camtay::engine::{Act, Choice, Group};
use camtay::sender::api::Api;
use camtay::sender::job::Part;
use camtay::sender::telegram::Telegram;
use camtay::sender::{Call, Wire};
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::json;
use teloxide::payloads::SendMessageSetters;
use teloxide::requests::Requester;
use teloxide::types::{ChatId, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ParseMode};
use tokio::runtime::Runtime;

use town::world::World;
use town::{Shared, TOKEN, wire};

const CHAT: i64 = 7;
const HTML: &str =
    "<b>Khai sinh · Giấy tờ</b>\n\nMang theo <b>giấy chứng sinh</b>, bản chính, và số căn cước của cha và mẹ.";

/// The world forgets what it was told now and then, so that it stays as quick as at the start.
fn forget(world: &Shared) {
    let mut world = world.lock();
    if world.acts.len() > 1_000 {
        world.acts.clear();
        if let Some(chat) = world.chats.get_mut(&CHAT) {
            chat.messages.clear();
        }
    }
}

fn part() -> Part {
    let choice = |label: &str, token: &str| Choice {
        label: label.to_owned(),
        act: Act::Press(token.to_owned()),
        group: Group::Guide,
    };
    Part {
        html: HTML.to_owned(),
        picture: None,
        choices: vec![vec![choice("Đủ rồi, đi tiếp", "1.a")], vec![choice("Lùi", "1.b")]],
        spot: camtay::sender::job::Spot::default(),
    }
}

fn calls(c: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let world = Shared::new(World::new(TOKEN));
    world.lock().join(CHAT, "Lan");
    let api = runtime.block_on(wire::open(world.clone()));
    let url: reqwest::Url = api.parse().expect("an address");
    let mut group = c.benchmark_group("one call");

    let bare = reqwest::Client::builder().tcp_nodelay(true).build().expect("a client");
    let send = format!("{api}/bot{TOKEN}/sendMessage");
    let keyboard = json!({ "inline_keyboard": [[{ "text": "Đủ rồi, đi tiếp", "callback_data": "1.a" }], [{ "text": "Lùi", "callback_data": "1.b" }]] });
    let body = json!({ "chat_id": CHAT, "text": HTML, "parse_mode": "HTML", "reply_markup": keyboard }).to_string();
    group.bench_function("bare", |b| {
        b.iter(|| {
            forget(&world);
            let request = bare.post(&send).header("content-type", "application/json").body(body.clone());
            runtime.block_on(async { black_box(request.send().await.expect("sent").bytes().await.expect("read")) })
        });
    });

    let api = Arc::new(Api::new(&url, TOKEN, None).expect("a client"));
    let ours = Telegram::new(api, PathBuf::from("dialogs"));
    group.bench_function("ours", |b| {
        b.iter(|| {
            forget(&world);
            let call = Call::Send { chat: CHAT, part: part().into(), plain: false };
            black_box(runtime.block_on(ours.call(call)))
        });
    });

    let bot = teloxide::Bot::with_client(TOKEN, teloxide::net::default_reqwest_settings().build().expect("a client"))
        .set_api_url(url);
    let preview = LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    };
    group.bench_function("teloxide", |b| {
        b.iter(|| {
            forget(&world);
            let rows = [
                [InlineKeyboardButton::callback("Đủ rồi, đi tiếp", "1.a")],
                [InlineKeyboardButton::callback("Lùi", "1.b")],
            ];
            let call =
                bot.send_message(ChatId(CHAT), HTML).parse_mode(ParseMode::Html).link_preview_options(preview.clone());
            let call = call.reply_markup(InlineKeyboardMarkup::new(rows));
            black_box(runtime.block_on(async { call.await.expect("sent") }))
        });
    });
    group.finish();
}

criterion_group!(benches, calls);
criterion_main!(benches);
