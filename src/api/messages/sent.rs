//! What became of messages: `GET /api/whatsapp/sessions/{companyId}/messages` and `…/messages/{messageId}`.

use actix_web::{HttpResponse, web};
use linekeeper_domain::messages::{Chat, MessageId, OutboundContent, SendFailure, SendStatus, Target};
use linekeeper_domain::{CompanyId, ErrorCode, Timestamp};
use linekeeper_ports::{MOST_OUTGOING, Outgoing, OutgoingPage};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::services;
use crate::correlation::Correlation;
use crate::feed::chat_of;
use crate::problem::Problem;
use crate::state::ApiState;

/// Messages of a page, unless another number is asked for.
const PAGE: u32 = 50;

/// Message that was ordered, and what became of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SentMessage {
    /// Our id of the message.
    #[schema(value_type = String, examples("msg_0123456789abcdef"))]
    pub(crate) id: MessageId,
    /// WhatsApp's id of it, by which replies and reactions name it.
    message_id: String,
    /// Its place among the messages of the line; `before` of the next page.
    seq: i64,
    /// The chat it goes to; null if what is stored cannot be read.
    #[schema(required)]
    chat: Option<Chat>,
    /// What is sent; null if what is stored cannot be read.
    #[schema(required)]
    content: Option<OutboundContent>,
    /// The message that it replies to; null if it is no reply.
    #[schema(required)]
    reply_to: Option<Target>,
    /// How far it has come. It never goes back.
    status: SendStatus,
    /// Why it failed; null for other statuses.
    #[schema(required)]
    reason: Option<SendFailure>,
    /// The error of WhatsApp's ack; null if there was none, and for other statuses.
    #[schema(required)]
    error: Option<u16>,
    /// Time since which it has its status.
    since: Timestamp,
    /// Time of the order.
    queued_at: Timestamp,
    /// Time of the last attempt to write it; null if there was none.
    #[schema(required)]
    sending_at: Option<Timestamp>,
    /// Time at which WhatsApp had it; null as long as that is not known. So the following ones.
    #[schema(required)]
    sent_at: Option<Timestamp>,
    /// Time at which a device of the recipient had it.
    #[schema(required)]
    delivered_at: Option<Timestamp>,
    /// Time at which the recipient saw it, if they let that be known.
    #[schema(required)]
    read_at: Option<Timestamp>,
    /// Time at which the recipient played it.
    #[schema(required)]
    played_at: Option<Timestamp>,
    /// Time from which on it is not sent any more.
    expires_at: Timestamp,
    /// Attempts to write it.
    attempts: u32,
}

impl SentMessage {
    /// The message as it is stored.
    pub(crate) fn of(message: Outgoing) -> Self {
        let order = message.order.ok();
        let (chat, content, reply_to) =
            order.map_or((None, None, None), |order| (Some(order.chat), Some(order.content), order.reply_to));
        Self {
            id: message.id,
            message_id: message.whatsapp_id.as_str().to_owned(),
            seq: message.seq,
            chat,
            content,
            reply_to,
            status: message.progress.status,
            reason: message.progress.reason,
            error: message.progress.error,
            since: message.changed_at,
            queued_at: message.queued_at,
            sending_at: message.sending_at,
            sent_at: message.sent_at,
            delivered_at: message.delivered_at,
            read_at: message.read_at,
            played_at: message.played_at,
            expires_at: message.expires_at,
            attempts: message.attempts,
        }
    }
}

/// Which messages are listed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SentQuery {
    /// Number of the person of a direct chat, with the country code.
    phone: Option<String>,
    /// LID of the person of a direct chat, without `@lid`.
    #[param(max_length = 64)]
    lid: Option<String>,
    /// Id of a group, without `@g.us`.
    #[param(max_length = 64)]
    group: Option<String>,
    /// `seq` of the last message of the page before; nothing for the newest messages.
    before: Option<i64>,
    /// Maximum number of messages in the page.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
}

/// Page of messages.
#[derive(Serialize, ToSchema)]
pub(crate) struct SentPage {
    /// The messages, the newest first.
    messages: Vec<SentMessage>,
    /// Value of `before` for the next page; null on the last one.
    #[schema(required)]
    next: Option<i64>,
}

/// List messages that were sent to a chat
///
/// The newest first, with what became of each, as long as the events of the line are kept. One of `phone`, `lid` and `group` is
/// required.
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions/{company}/messages",
    operation_id = "listSentMessages",
    tag = "messages",
    params(SentQuery),
    responses((status = 200, description = "A page of messages.", body = SentPage)),
)]
pub(crate) async fn list(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    query: web::Query<SentQuery>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let services = services(&state, &correlation)?;
    let SentQuery { phone, lid, group, before, limit } = query.into_inner();
    let limit = limit.unwrap_or(PAGE);
    let refused = |detail: String| Problem::new(ErrorCode::BadRequest, detail, correlation.clone());
    if !(1..=MOST_OUTGOING).contains(&limit) {
        return Err(refused(format!("limit is from 1 to {MOST_OUTGOING}")));
    }
    let chat = chat_of(&state, [phone, lid, group], &correlation)?;
    let chat = chat.ok_or_else(|| refused("one of phone, lid and group is required".to_owned()))?;
    let page = services.outbox.outgoing_of_chat(&company, &chat, OutgoingPage { before, limit }).await;
    let page = page.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let is_full = page.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
    let next = page.last().filter(|_| is_full).map(|message| message.seq);
    let messages = page.into_iter().map(SentMessage::of).collect();
    Ok(HttpResponse::Ok().json(SentPage { messages, next }))
}

/// Get a message that was ordered, and what became of it
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions/{company}/messages/{message}",
    operation_id = "getSentMessage",
    tag = "messages",
    responses((status = 200, description = "The message.", body = SentMessage)),
)]
pub(crate) async fn show(
    state: web::Data<ApiState>,
    path: web::Path<(CompanyId, MessageId)>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let services = services(&state, &correlation)?;
    let (company, id) = path.into_inner();
    let found = services.outbox.outgoing(&company, &id).await;
    let found = found.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let message = found
        .ok_or_else(|| Problem::new(ErrorCode::NotFound, "the company has no message with this id", correlation))?;
    Ok(HttpResponse::Ok().json(SentMessage::of(message)))
}
