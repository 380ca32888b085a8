//! Context of a message: what it replies to, whether it was forwarded, when it disappears.

use linekeeper_domain::messages::Quoted;
use waproto::whatsapp as wa;

use super::accounts::Accounts;
use super::clean;
use super::content::{Part, unwrapped};

/// Context of a content, where this kind of content has one.
pub(super) fn context_of(message: &wa::Message) -> Option<&wa::ContextInfo> {
    let all = [
        message.extended_text_message.as_option().and_then(|part| part.context_info.as_option()),
        message.image_message.as_option().and_then(|part| part.context_info.as_option()),
        message.video_message.as_option().and_then(|part| part.context_info.as_option()),
        message.ptv_message.as_option().and_then(|part| part.context_info.as_option()),
        message.audio_message.as_option().and_then(|part| part.context_info.as_option()),
        message.document_message.as_option().and_then(|part| part.context_info.as_option()),
        message.sticker_message.as_option().and_then(|part| part.context_info.as_option()),
        message.location_message.as_option().and_then(|part| part.context_info.as_option()),
        message.live_location_message.as_option().and_then(|part| part.context_info.as_option()),
        message.contact_message.as_option().and_then(|part| part.context_info.as_option()),
        message.contacts_array_message.as_option().and_then(|part| part.context_info.as_option()),
    ];
    all.into_iter().flatten().next()
}

/// The message that is quoted. What the quoted one quotes is left out.
pub(super) fn quoted(context: &wa::ContextInfo, accounts: &Accounts) -> Option<Quoted> {
    let message_id = context.stanza_id.as_deref().filter(|id| !id.is_empty())?;
    let quoted = context.quoted_message.as_option().map(unwrapped);
    Some(Quoted {
        message_id: clean(message_id),
        sender: accounts.person_named(context.participant.as_deref()),
        content: quoted.and_then(|unwrapped| Part::of(&unwrapped)).map(|part| Box::new(part.content)),
    })
}

/// Whether it was forwarded.
pub(super) fn is_forwarded(context: &wa::ContextInfo) -> bool {
    context.is_forwarded == Some(true) || context.forwarding_score.is_some_and(|score| score > 0)
}

/// Seconds after which it disappears.
pub(super) fn expires_in(context: &wa::ContextInfo) -> Option<u32> {
    context.expiration.filter(|seconds| *seconds > 0)
}
