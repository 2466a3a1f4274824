//! What a message is, by the names of its fields: those of the Bot API 10.4, and what a newer one brings.

use crate::engine::Odd;
use crate::intake::fields::Fields;

/// The longest name of a kind that is told.
const LONGEST: usize = 40;

/// What a field makes of its message; of several the first in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Words.
    Text,
    /// A place on the map.
    Place,
    /// A thing to look at: a sticker, a short film, a die.
    Sticker,
    /// Something to listen to, or a round film.
    Voice,
    /// A picture or a film.
    Photo,
    /// A file.
    Document,
    /// Somebody's number.
    Contact,
    /// Something else that a person sent.
    Other,
    /// A note of Telegram's own.
    Service,
    /// Nothing we know: somebody sent it, as far as we can tell.
    Unknown,
    /// Around the content.
    Envelope,
}

impl Kind {
    /// What it is to a citizen; none = words, a place, or nothing that a person did.
    pub(super) fn odd(self) -> Option<Odd> {
        Some(match self {
            Self::Sticker => Odd::Sticker,
            Self::Voice => Odd::Voice,
            Self::Photo => Odd::Photo,
            Self::Document => Odd::Document,
            Self::Contact => Odd::Contact,
            Self::Other | Self::Unknown | Self::Envelope => Odd::Other,
            Self::Text | Self::Place | Self::Service => return None,
        })
    }
}

/// What a message is.
pub(super) fn of(message: &Fields<'_>) -> Kind {
    message.names().map(of_field).min().unwrap_or(Kind::Envelope)
}

/// Tells `strange` the kinds in a message that nobody here knows: its fields, the marks of its words that we can't draw, where it was taken from.
pub(super) fn strangers(message: &Fields<'_>, strange: &mut dyn FnMut(&str)) {
    for name in message.names().filter(|name| of_field(name) == Kind::Unknown) {
        strange(&named("message", name));
    }
    for list in ["entities", "caption_entities"] {
        let types = message.list(list).filter_map(|mark| Fields::of(mark)?.read::<String>("type"));
        types.filter(|mark| !draws_mark(mark)).for_each(|mark| strange(&named("entity", &mark)));
    }
    let chat = message.object("chat").and_then(|chat| chat.read::<String>("type"));
    chat.iter().filter(|kind| !knows_chat(kind)).for_each(|kind| strange(&named("chat", kind)));
    let reply = || message.object("external_reply")?.object("origin");
    for origin in [message.object("forward_origin"), reply()].into_iter().flatten() {
        let kind = origin.read::<String>("type").filter(|kind| !knows_origin(kind));
        kind.iter().for_each(|kind| strange(&named("origin", kind)));
    }
}

/// A kind's name for the log and the numbers: never content, whatever stands where a name should.
pub(super) fn named(what: &str, name: &str) -> String {
    let is_name =
        name.len() <= LONGEST && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    format!("{what}:{}", if is_name && !name.is_empty() { name } else { "?" })
}

fn knows_chat(kind: &str) -> bool {
    matches!(kind, "private" | "group" | "supergroup" | "channel")
}

fn knows_origin(kind: &str) -> bool {
    matches!(kind, "user" | "hidden_user" | "chat" | "channel")
}

fn draws_mark(kind: &str) -> bool {
    matches!(
        kind,
        "mention"
            | "hashtag"
            | "cashtag"
            | "bot_command"
            | "url"
            | "email"
            | "phone_number"
            | "bold"
            | "italic"
            | "underline"
            | "strikethrough"
            | "spoiler"
            | "blockquote"
            | "expandable_blockquote"
            | "code"
            | "pre"
            | "text_link"
            | "text_mention"
            | "custom_emoji"
    )
}

fn of_field(name: &str) -> Kind {
    match name {
        "text" => Kind::Text,
        "location" | "venue" => Kind::Place,
        // Telegram tells a short film as a document too.
        "sticker" | "animation" | "game" | "dice" => Kind::Sticker,
        "voice" | "audio" | "video_note" => Kind::Voice,
        "photo" | "live_photo" | "video" | "paid_media" => Kind::Photo,
        "document" => Kind::Document,
        "contact" => Kind::Contact,
        "story" | "poll" | "checklist" | "rich_message" | "giveaway" | "chat_shared" | "users_shared"
        | "user_shared" | "web_app_data" | "passport_data" => Kind::Other,
        _ if is_service(name) => Kind::Service,
        _ if is_envelope(name) => Kind::Envelope,
        _ => Kind::Unknown,
    }
}

fn is_service(name: &str) -> bool {
    const NAMES: [&str; 61] = [
        "boost_added",
        "channel_chat_created",
        "chat_background_set",
        "chat_owner_changed",
        "chat_owner_left",
        "checklist_tasks_added",
        "checklist_tasks_done",
        "community_chat_added",
        "community_chat_joined",
        "community_chat_removed",
        "connected_website",
        "delete_chat_photo",
        "direct_message_price_changed",
        "forum_topic_closed",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "gift",
        "gift_upgrade_sent",
        "giveaway_completed",
        "giveaway_created",
        "giveaway_winners",
        "group_chat_created",
        "invoice",
        "left_chat_member",
        "left_chat_participant",
        "managed_bot_created",
        "message_auto_delete_timer_changed",
        "migrate_from_chat_id",
        "migrate_to_chat_id",
        "new_chat_member",
        "new_chat_members",
        "new_chat_participant",
        "new_chat_photo",
        "new_chat_title",
        "paid_message_price_changed",
        "pinned_message",
        "poll_option_added",
        "poll_option_deleted",
        "proximity_alert_triggered",
        "refunded_payment",
        "subscription",
        "successful_payment",
        "suggested_post_approval_failed",
        "suggested_post_approved",
        "suggested_post_declined",
        "suggested_post_paid",
        "suggested_post_refunded",
        "supergroup_chat_created",
        "unique_gift",
        "video_chat_ended",
        "video_chat_participants_invited",
        "video_chat_scheduled",
        "video_chat_started",
        "voice_chat_ended",
        "voice_chat_participants_invited",
        "voice_chat_scheduled",
        "voice_chat_started",
        "write_access_allowed",
    ];
    NAMES.binary_search(&name).is_ok()
}

fn is_envelope(name: &str) -> bool {
    const NAMES: [&str; 48] = [
        "author_signature",
        "business_connection_id",
        "caption",
        "caption_entities",
        "chat",
        "date",
        "direct_messages_topic",
        "edit_date",
        "effect_id",
        "entities",
        "ephemeral_message_id",
        "external_reply",
        "forward_date",
        "forward_from",
        "forward_from_chat",
        "forward_from_message_id",
        "forward_origin",
        "forward_sender_name",
        "forward_signature",
        "from",
        "guest_bot_caller_chat",
        "guest_bot_caller_user",
        "guest_query_id",
        "has_media_spoiler",
        "has_protected_content",
        "is_automatic_forward",
        "is_from_offline",
        "is_paid_post",
        "is_topic_message",
        "link_preview_options",
        "media_group_id",
        "message_id",
        "message_thread_id",
        "paid_star_count",
        "quote",
        "receiver_user",
        "reply_markup",
        "reply_to_checklist_task_id",
        "reply_to_message",
        "reply_to_poll_option_id",
        "reply_to_story",
        "sender_boost_count",
        "sender_business_bot",
        "sender_chat",
        "sender_tag",
        "show_caption_above_media",
        "suggested_post_info",
        "via_bot",
    ];
    NAMES.binary_search(&name).is_ok()
}
