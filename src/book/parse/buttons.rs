//! Buttons: the trailing items of a step that are one link and nothing else.

use crate::book::parse::aim::Aim;
use crate::book::parse::gather::Gather;
use crate::book::{Block, Button, Item, Mentioned, Span, fold, key, plain};

/// Takes the buttons off the end of `body`, and their links off the end of `links`.
///
/// Links stand in the order of the text and trailing items come last in it, so the last link is the last item's.
pub(super) fn buttons(g: &mut Gather<'_>, body: &mut Vec<Block>, links: &mut Vec<Aim>) -> Vec<Button> {
    let mut found = Vec::new();
    while let Some(Block::List { items, .. }) = body.last_mut() {
        while let Some(item) = items.pop_if(is_sole_link) {
            let Some(aim) = links.pop() else { break };
            found.push((item, aim));
        }
        if !items.is_empty() {
            break;
        }
        body.pop();
    }
    found.into_iter().rev().filter_map(|(item, aim)| button(g, item, aim)).collect()
}

// Mutable as `pop_if` hands it.
fn is_sole_link(item: &mut Item) -> bool {
    item.tick.is_none() && item.nested.is_empty() && matches!(item.text.as_slice(), [Span::Link { .. }])
}

fn button(g: &mut Gather<'_>, item: Item, aim: Aim) -> Option<Button> {
    let Some(Span::Link { text: label, .. }) = item.text.into_iter().next() else { return None };
    let words = plain(&label);
    if words.trim().is_empty() {
        g.error(aim.at, "nút không có chữ", "Ghi chữ của nút trong `[…]`.");
    }
    if let Some(name) = &aim.remember {
        g.mention(aim.at, Mentioned::Remembered(name.clone()));
    }
    g.mention(aim.at, Mentioned::Link { to: aim.to.clone(), button: true });
    Some(Button {
        when: item.when,
        label_key: key(&fold(&words)),
        label,
        target: aim.to,
        target_key: key(&aim.written),
        remember: aim.remember,
        at: g.source.place(aim.at),
    })
}
