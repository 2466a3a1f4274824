//! The same walk as teloxide's own documents would have it: a dispatcher, a schema, a Dialogue with a storage.
//!
//! `dialogue memory` keeps the states in memory, `dialogue sqlite` in a file of the working folder.

use std::error::Error;
use std::sync::Arc;

use floors::walk::STEPS;
use floors::{buttons, html};
use teloxide::dispatching::UpdateHandler;
use teloxide::dispatching::dialogue::serializer::Json;
use teloxide::dispatching::dialogue::{ErasedStorage, InMemStorage, SqliteStorage, Storage};
use teloxide::prelude::*;
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ParseMode};

/// Where a citizen is.
#[derive(Clone, Default, serde::Serialize, serde::Deserialize)]
enum State {
    #[default]
    Start,
    Walking {
        step: usize,
    },
}

type Walk = Dialogue<State, ErasedStorage<State>>;
type Done = Result<(), Box<dyn Error + Send + Sync>>;

fn keyboard(step: usize) -> InlineKeyboardMarkup {
    let row = |row: Vec<(String, String)>| {
        row.into_iter().map(|(text, data)| InlineKeyboardButton::callback(text, data)).collect::<Vec<_>>()
    };
    InlineKeyboardMarkup::new(buttons(step).into_iter().map(row))
}

fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

async fn start(bot: Bot, dialogue: Walk, message: Message) -> Done {
    let send = bot.send_message(message.chat.id, html(0)).parse_mode(ParseMode::Html);
    send.link_preview_options(no_preview()).reply_markup(keyboard(0)).await?;
    dialogue.update(State::Walking { step: 0 }).await?;
    Ok(())
}

async fn press(bot: Bot, dialogue: Walk, step: usize, query: CallbackQuery) -> Done {
    bot.answer_callback_query(query.id.clone()).await?;
    let Some(message) = query.regular_message() else { return Ok(()) };
    let step = step + 1;
    let edit = bot.edit_message_text(message.chat.id, message.id, html(step)).parse_mode(ParseMode::Html);
    edit.link_preview_options(no_preview()).reply_markup(keyboard(step)).await?;
    if step < STEPS {
        dialogue.update(State::Walking { step }).await?
    } else {
        dialogue.exit().await?
    }
    Ok(())
}

fn schema() -> UpdateHandler<Box<dyn Error + Send + Sync>> {
    let messages = Update::filter_message().endpoint(start);
    let presses = Update::filter_callback_query().branch(dptree::case![State::Walking { step }].endpoint(press));
    teloxide::dispatching::dialogue::enter::<Update, ErasedStorage<State>, State, _>().branch(messages).branch(presses)
}

async fn storage(kind: &str) -> Arc<ErasedStorage<State>> {
    match kind {
        "memory" => InMemStorage::new().erase(),
        "sqlite" => SqliteStorage::open("states.sqlite", Json).await.expect("a file").erase(),
        other => panic!("no storage `{other}`"),
    }
}

#[tokio::main]
async fn main() {
    let kind = std::env::args().nth(1).unwrap_or_default();
    let bot = Bot::from_env();
    let storage = storage(&kind).await;
    Dispatcher::builder(bot, schema()).dependencies(dptree::deps![storage]).build().dispatch().await;
}
