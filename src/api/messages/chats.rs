//! What chats are told of a line: `POST /api/whatsapp/sessions/{companyId}/chats/read` and `…/chats/typing`.

use actix_web::{HttpResponse, web};
use linekeeper_domain::messages::{Chat, ChatKind, RequestedRecipient, Target, Typing};
use linekeeper_domain::{CompanyId, CorrelationId};
use linekeeper_ports::ReadMessages;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{line_of, not_connected};
use crate::body::Object;
use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Most messages of one request.
const MOST_MESSAGES: usize = 256;

/// Messages that were read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReadMessages)]
pub(crate) struct ReadBody {
    /// The chat.
    chat: RequestedRecipient,
    /// The messages, as events name them; those of a group with their senders.
    #[schema(min_items = 1, max_items = 256)]
    messages: Vec<Target>,
}

/// What a chat shows of the line.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ShownTyping)]
pub(crate) struct TypingBody {
    /// The chat.
    chat: RequestedRecipient,
    /// What it shows.
    state: Typing,
}

/// Mark messages of a chat as read
///
/// Their senders see it if the account lets that be known, and the phone stops showing them as new. Nothing is stored: a line that
/// is not connected refuses it.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/chats/read",
    operation_id = "markMessagesRead",
    tag = "messages",
    request_body = ReadBody,
    responses((status = 204, description = "WhatsApp was told.")),
)]
pub(crate) async fn read(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    body: web::Json<Object<ReadBody>>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let ReadBody { chat, messages } = body.into_inner().0;
    let chat = checked(&chat, &state, &correlation)?;
    let senseless = |detail: &str| Problem::senseless(detail, correlation.clone());
    if !(1..=MOST_MESSAGES).contains(&messages.len()) {
        return Err(senseless("messages has 1 to 256 entries"));
    }
    let has_sender =
        |message: &Target| message.sender.as_ref().is_some_and(|sender| sender.lid.is_some() || sender.phone.is_some());
    for message in &messages {
        let id = &message.message_id;
        if id.is_empty() || id.len() > 128 || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(senseless("messages.messageId is not the id of a message"));
        }
        if chat.kind == ChatKind::Group && !has_sender(message) {
            return Err(senseless("messages.sender is required, since the chat is a group"));
        }
    }
    let line = line_of(&state, &company, &correlation).await?;
    line.mark_read(ReadMessages { chat, messages }).await.map_err(|down| not_connected(down, &correlation))?;
    Ok(HttpResponse::NoContent().finish())
}

/// Show a chat that the line writes
///
/// WhatsApp's apps show it for some seconds: repeat it while the answer is being written.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/chats/typing",
    operation_id = "showTyping",
    tag = "messages",
    request_body = TypingBody,
    responses((status = 204, description = "WhatsApp was told.")),
)]
pub(crate) async fn typing(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    body: web::Json<Object<TypingBody>>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let TypingBody { chat, state: shown } = body.into_inner().0;
    let chat = checked(&chat, &state, &correlation)?;
    let line = line_of(&state, &company, &correlation).await?;
    line.show_typing(chat, shown).await.map_err(|down| not_connected(down, &correlation))?;
    Ok(HttpResponse::NoContent().finish())
}

fn checked(chat: &RequestedRecipient, state: &ApiState, correlation: &CorrelationId) -> Result<Chat, Problem> {
    let chat = chat.chat(state.region);
    chat.map_err(|error| {
        Problem::senseless(
            format!("chat.{} {}", error.field.trim_start_matches("to."), error.problem),
            correlation.clone(),
        )
    })
}
